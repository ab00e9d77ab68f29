import { backend } from '../../backend';
import type { AppointmentView, Boot, CallView, NoticeView, RequestView, ServiceView, SlotView } from '../../backend/types';
import { Resource } from '../../shared/resource.svelte';
import { sync } from '../../shared/sync.svelte';
import { Finder } from './finder/finder.svelte';
import { PatientDraft } from './patient.svelte';
import { phoneToCall } from './people';
import { Timetables } from './timetables/timetables.svelte';

export type Screen = 'finder' | 'visits' | 'waiting' | 'requests' | 'timetables' | 'devices' | 'lookups';
export type Overlay = 'palette' | 'shortcuts' | 'notices' | 'join' | 'sign-in' | 'lookup';

/** A visit that is to get another term. */
export interface Move {
  /** Id of the visit. */
  id: string;
  number: string;
  person: string;
  phone: string;
  /** Its term; `null` when only a request about it is known. */
  slot: SlotView | null;
  /** The refused request that is taken up again. */
  request: string | null;
  /** Where it began: the screen and its row. */
  back: { screen: Screen; row: string };
}

/** Notices whose subject is an entry of the waiting list. */
const aboutWaiting = new Set(['waiting-booked', 'offer-made', 'offer-lapsed', 'waiting-ends', 'call-patient']);

/** What the screens of the reception desk share. */
export class Desk {
  boot = $state.raw<Boot>() as Boot;
  screen = $state<Screen>('finder');
  overlay = $state<Overlay | null>(null);
  /** The refused request whose next step is being chosen. */
  conflict = $state.raw<RequestView | null>(null);
  /** The answer to the last booking, shown in place of the chosen term. */
  outcome = $state.raw<RequestView | null>(null);
  /** The visit that is being moved: the finder looks for its new term then. */
  moving = $state.raw<Move | null>(null);
  /** A row to show when its screen opens, from a notice. */
  subject = $state<string | null>(null);
  readonly patient = new PatientDraft();
  readonly finder = new Finder();
  readonly requests = new Resource(() => backend.requests());
  /** Kept while other screens are shown, because they cannot be asked for again while the registry is away. */
  readonly visits = new Resource(() => backend.appointments());
  /** The day at this clinic whose visits are listed; `null` for the visits booked here. */
  day = $state<string | null>(null);
  readonly visitsOnDay = new Resource(() => backend.visitsOn(this.day ?? this.boot.today));
  readonly waiting = new Resource(() => backend.waitingList());
  readonly toCall = new Resource(() => backend.calls());
  readonly devices = new Resource(() => backend.devices());
  readonly lookups = new Resource(() => backend.lookups());
  readonly timetables = new Timetables();
  /** Where a person was going when they were asked about changes that are not published. */
  leaving = $state.raw<(() => void) | null>(null);

  #askedDay: string | null = null;
  #afterSignIn: Overlay | null = null;
  /** Moves on when a person asks for what is new. */
  refreshed = $state(0);

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

  /** Asks who is here, and goes on with what needs a name. */
  signIn(then: Overlay | null = null): void {
    this.#afterSignIn = then;
    this.overlay = 'sign-in';
  }

  signedIn(): void {
    this.overlay = this.#afterSignIn;
  }

  /** Shows what a notice is about. */
  open({ kind, subject }: NoticeView): void {
    this.subject = subject;
    this.show(aboutWaiting.has(kind) ? 'waiting' : 'requests');
  }

  show(screen: Screen): void {
    this.overlay = null;
    if (this.screen !== 'timetables' || screen === this.screen) this.screen = screen;
    else this.#leaveTimetable(() => (this.screen = screen));
  }

  /** Goes from a timetable back to the list of them. */
  closeTimetable(): void {
    this.#leaveTimetable(() => undefined);
  }

  /** Asks first when there are changes that are not published. They wait for an administrator who was signed out. */
  #leaveTimetable(go: () => void): void {
    const { timetables } = this;
    if (timetables.dirty && sync.view.administrator) {
      this.leaving = go;
      return;
    }
    if (!timetables.dirty) timetables.close();
    go();
  }

  /**
   * Takes a refused request up again: its service and person return to the finder, with one of its other terms chosen.
   * Says whether the person is known; a cancellation, for example, names none. A visit that was to move is moved on.
   */
  async resume(request: RequestView, slot: SlotView | null): Promise<boolean> {
    if (request.kind === 'reschedule') {
      const { appointment, number, person, phone, service } = request;
      const listed = [...(this.visits.data ?? []), ...(this.visitsOnDay.data ?? [])];
      const called = this.toCall.data?.find((call) => call.appointment === appointment);
      const known = (listed.find((visit) => visit.id === appointment) ?? called)?.slot ?? null;
      const id = appointment ?? '';
      const back = { screen: 'visits', row: id } as const;
      this.#move({ id, number: number ?? '', person, phone, slot: known, request: request.id, back }, service, slot);
      return true;
    }
    const person = await backend.requestPerson(request.id).catch(() => null);
    if (person !== null) this.patient.fill(person.patient, person.referral);
    this.finder.service = request.service;
    this.moving = null;
    this.#find(slot);
    return person !== null;
  }

  /** Looks for another term for a visit. */
  move(visit: AppointmentView): void {
    const { id, number, person, slot } = visit;
    const phone = phoneToCall(visit);
    const back = { screen: 'visits', row: id } as const;
    this.#move({ id, number, person, phone, slot, request: null, back }, slot.service, null);
  }

  /** Looks for another term for the visit that somebody is called about. */
  moveCalled(call: CallView): void {
    const { id: row, appointment, number, person, service, slot } = call;
    const phone = phoneToCall(call);
    const [id, back] = [appointment ?? '', { screen: 'requests', row } as const];
    this.#move({ id, number: number ?? '', person, phone, slot, request: null, back }, service, null);
  }

  /** Shows the visit or the waiting entry that somebody is called about. */
  openCalled({ about, appointment, entry, slot }: CallView): void {
    this.subject = appointment ?? entry;
    if (appointment === null) {
      this.show('waiting');
      return;
    }
    // The list of a day has whoever comes here; that of the desk has cancelled visits, too.
    const here = slot?.facilityId === this.boot.home?.facility && about !== 'cancelled';
    this.showVisits(here ? (slot?.date ?? null) : null);
    this.show('visits');
  }

  /** Asks the registry now, also for the list on screen. */
  refresh(): void {
    void backend.syncNow().catch(() => undefined);
    this.refreshed += 1;
  }

  /** Lists the visits of a day at this clinic, or those booked here. */
  showVisits(day: string | null): void {
    this.day = day;
    if (day === null) return;
    if (day !== this.#askedDay) {
      this.visitsOnDay.data = null;
      this.visitsOnDay.error = null;
    }
    this.#askedDay = day;
    void this.visitsOnDay.load();
  }

  /** The visit stays where it is. */
  leaveMove(): void {
    const { screen, row } = this.moving?.back ?? { screen: 'visits', row: null };
    this.subject = row;
    this.moving = null;
    this.show(screen);
  }

  #move(move: Move, service: string, slot: SlotView | null): void {
    this.moving = move;
    if (this.finder.service !== service) this.finder.forget();
    this.finder.service = service;
    this.#find(slot);
  }

  #find(slot: SlotView | null): void {
    this.finder.widen();
    this.finder.pinned = slot;
    this.finder.selectedId = slot?.id ?? null;
    this.conflict = null;
    this.outcome = null;
    this.show('finder');
  }

  nextPatient(): void {
    this.patient.clear();
    this.moving = null;
    this.outcome = null;
    this.show('finder');
    this.patient.attention += 1;
  }
}
