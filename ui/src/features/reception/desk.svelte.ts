import { backend } from '../../backend';
import type { Boot, PatientInput, RequestView, ServiceView, SlotView } from '../../backend/types';
import { Resource } from '../../shared/resource.svelte';
import { Finder } from './finder/finder.svelte';
import { PatientDraft } from './patient.svelte';

export type Screen = 'finder' | 'visits' | 'waiting' | 'requests';
export type Overlay = 'palette' | 'shortcuts' | 'notices' | 'join';

interface Sender {
  patient: PatientInput;
  referral: string | null;
}

/** What the screens of the reception desk share. */
export class Desk {
  boot = $state.raw<Boot>() as Boot;
  screen = $state<Screen>('finder');
  overlay = $state<Overlay | null>(null);
  /** The refused request whose next step is being chosen. */
  conflict = $state.raw<RequestView | null>(null);
  /** The answer to the last booking, shown in place of the chosen term. */
  outcome = $state.raw<RequestView | null>(null);
  /** A row to show when its screen opens, from a notice. */
  subject = $state<string | null>(null);
  readonly patient = new PatientDraft();
  readonly finder = new Finder();
  readonly requests = new Resource(() => backend.requests());
  /**
   * Who the unsettled requests of this run are for: a refused one can be repeated with another term without asking the
   * person for everything again.
   */
  #senders: Record<string, Sender> = {};

  constructor(boot: Boot) {
    this.update(boot);
  }

  /** Takes what a later sync has brought. */
  update(boot: Boot): void {
    this.boot = boot;
    this.finder.today = boot.today;
    if (this.finder.from !== null && this.finder.from <= boot.today) this.finder.from = null;
    if (this.finder.day !== null && this.finder.day < boot.today) this.finder.day = null;
    this.finder.place ??= boot.home?.place ?? null;
    if (this.finder.service === '') this.finder.service = boot.services[0]?.code ?? '';
  }

  get service(): ServiceView | null {
    return this.boot.services.find((service) => service.code === this.finder.service) ?? null;
  }

  show(screen: Screen): void {
    this.screen = screen;
    this.overlay = null;
  }

  remember(request: RequestView, sender: Sender): void {
    if (request.state !== 'confirmed') this.#senders[request.id] = sender;
  }

  forget(request: string): void {
    this.#senders = Object.fromEntries(Object.entries(this.#senders).filter(([id]) => id !== request));
  }

  /** Takes a refused request up again: its service and person return to the finder, with one of its other terms chosen. */
  resume(request: RequestView, slot: SlotView | null): void {
    const sender = this.#senders[request.id];
    if (sender !== undefined) this.patient.fill(sender.patient, sender.referral);
    else if (this.patient.phone === '') this.patient.phone = request.phone;
    this.finder.service = request.service;
    this.finder.widen();
    this.finder.pinned = slot;
    this.finder.selectedId = slot?.id ?? null;
    this.conflict = null;
    this.outcome = null;
    this.show('finder');
  }

  sender(request: string): Sender | null {
    return this.#senders[request] ?? null;
  }

  nextPatient(): void {
    this.patient.clear();
    this.outcome = null;
    this.show('finder');
    this.patient.attention += 1;
  }
}
