import { backend } from '../../backend';
import type { Boot, RequestView, ServiceView, SlotView } from '../../backend/types';
import { Resource } from '../../shared/resource.svelte';
import { Finder } from './finder/finder.svelte';
import { PatientDraft } from './patient.svelte';

export type Screen = 'finder' | 'visits' | 'waiting' | 'requests';
export type Overlay = 'palette' | 'shortcuts' | 'notices' | 'join' | 'sign-in';

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

  /**
   * Takes a refused request up again: its service and person return to the finder, with one of its other terms chosen.
   * Says whether the person is known; a cancellation, for example, names none.
   */
  async resume(request: RequestView, slot: SlotView | null): Promise<boolean> {
    const person = await backend.requestPerson(request.id).catch(() => null);
    if (person !== null) this.patient.fill(person.patient, person.referral);
    this.finder.service = request.service;
    this.finder.widen();
    this.finder.pinned = slot;
    this.finder.selectedId = slot?.id ?? null;
    this.conflict = null;
    this.outcome = null;
    this.show('finder');
    return person !== null;
  }

  nextPatient(): void {
    this.patient.clear();
    this.outcome = null;
    this.show('finder');
    this.patient.attention += 1;
  }
}
