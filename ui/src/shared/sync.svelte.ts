import type { Backend } from '../backend/backend';
import type { AppEvent, SyncView } from '../backend/types';

const unknown: SyncView = {
  link: 'starting',
  offlineSince: null,
  problem: null,
  dataAsOf: null,
  terms: 0,
  freeTerms: 0,
  voivodeships: [],
  firstSync: false,
  progress: 0,
  queued: 0,
  refused: 0,
  waiting: 0,
  calls: 0,
  unread: 0,
  cacheRebuilt: false,
  // Until the program says otherwise: a desk that works must not blink.
  standing: 'active',
  person: null,
  administrator: false,
};

type Topic = 'data' | 'requests' | 'notices' | 'openNotice';

/** State of synchronisation, and who wants to know that something changed. */
class SyncStore {
  view = $state.raw<SyncView>(unknown);
  /** Moves on every 15 s, for ages of data. */
  now = $state(Date.now());
  #listeners: { topic: Topic; callback: (id: string) => void }[] = [];

  get offline(): boolean {
    return this.view.link === 'offline';
  }

  /** Age of the data in whole minutes; `null` before there are any. */
  get ageMinutes(): number | null {
    return this.view.dataAsOf === null
      ? null
      : Math.max(0, Math.floor((this.now - Date.parse(this.view.dataAsOf)) / 60_000));
  }

  /** Listens to the program until the returned function is called. */
  start(backend: Backend): () => void {
    const stop = backend.listen(
      (event) => this.#handle(backend, event),
      () => this.#catchUp(backend),
    );
    const timer = setInterval(() => (this.now = Date.now()), 15_000);
    return () => {
      stop();
      clearInterval(timer);
    };
  }

  /** Calls back on each change of a topic; the returned function ends it. */
  on(topic: Topic, callback: (id: string) => void): () => void {
    const listener = { topic, callback };
    this.#listeners.push(listener);
    return () => {
      this.#listeners = this.#listeners.filter((candidate) => candidate !== listener);
    };
  }

  /** Makes good the events that nobody heard. */
  #catchUp(backend: Backend): void {
    for (const kind of ['data', 'requests', 'notices'] as const) this.#tell(kind, '');
    void this.#ask(backend);
  }

  /** Takes the state as it is now, unless an event brings a newer one in the meantime. */
  async #ask(backend: Backend): Promise<void> {
    const before = this.view;
    const answer = await backend.syncState().catch(() => before);
    if (this.view === before) this.view = answer;
  }

  #handle(backend: Backend, event: AppEvent): void {
    if (event.kind === 'sync') {
      this.view = event.sync;
      this.now = Date.now();
      return;
    }
    this.#tell(event.kind, event.kind === 'openNotice' ? event.id : '');
    // The state counts what is queued, refused and unread.
    if (event.kind === 'requests' || event.kind === 'notices') void this.#ask(backend);
  }

  #tell(topic: Topic, id: string): void {
    for (const listener of this.#listeners) if (listener.topic === topic) listener.callback(id);
  }
}

export const sync = new SyncStore();
