import { backend, toAppError } from '../backend';
import type { AppError, ConnectionView, StandingView } from '../backend/types';
import { type PlainId, t } from '../i18n/index.svelte';
import { clockSeconds } from './format';
import { sync } from './sync.svelte';
import { toasts } from './toasts.svelte';

interface Words {
  title: PlainId;
  text: PlainId;
}

const words: Record<Exclude<StandingView, 'active'>, Words> = {
  unknown: { title: 'connect-title-unknown', text: 'connect-unknown' },
  pending: { title: 'connect-title-pending', text: 'connect-pending' },
  revoked: { title: 'connect-title-revoked', text: 'connect-revoked' },
  quarantined: { title: 'connect-title-quarantined', text: 'connect-quarantined' },
};

/** A desktop that the registry does not let work, and the ways out. */
export class Connecting {
  view = $state.raw<ConnectionView | null>(null);
  failure = $state.raw<AppError | null>(null);
  registry = $state('');
  code = $state('');
  busy = $state(false);
  /** When the registry last said that nothing has changed. */
  checked = $state<string | null>(null);

  /** An administrator has to act; here there is nothing to type. */
  get waits(): boolean {
    return sync.view.standing === 'pending' || sync.view.standing === 'quarantined';
  }

  get words(): Words {
    const { standing } = sync.view;
    const known = this.view !== null && this.view.name !== null;
    if (standing === 'active' || (standing === 'unknown' && !known)) return words.unknown;
    return standing === 'unknown' ? { title: 'connect-title-lost', text: 'connect-lost' } : words[standing];
  }

  /** The sentence about one field, when it is at fault. */
  fault(field: 'registry' | 'code'): AppError | null {
    return this.failure?.field === field ? this.failure : null;
  }

  /** Takes what is known of the connection; an address that was typed stays. */
  async load(): Promise<void> {
    try {
      this.view = await backend.connection();
      this.registry ||= this.view.registry;
    } catch (thrown) {
      this.failure = toAppError(thrown);
    }
  }

  /** Connects with the registry at an address, or with the one it has. */
  async connect(registry: string | null): Promise<void> {
    await this.#ask(async () => {
      this.view = await backend.connect(registry, this.code);
      this.code = '';
      if (this.view.standing === 'active') {
        toasts.show({ text: t('connect-done', { name: this.view.name ?? '' }), tone: 'ok' });
      }
    });
  }

  /** Asks the registry whether an administrator has acted. */
  async check(): Promise<void> {
    await this.#ask(async () => {
      const before = sync.view.standing;
      this.view = await backend.checkConnection();
      if (this.view.standing === before) this.checked = clockSeconds(Date.now());
    });
  }

  async #ask(question: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    this.checked = null;
    try {
      await question();
    } catch (thrown) {
      this.failure = toAppError(thrown);
    } finally {
      this.busy = false;
    }
  }
}
