import type {
  AppError,
  AppEvent,
  AppointmentView,
  Boot,
  BookInput,
  CallView,
  ConnectionView,
  DeviceView,
  DifferenceView,
  DocumentInput,
  ImportView,
  InvitationView,
  JoinInput,
  LocationView,
  LookupInput,
  LookupRecordView,
  LookupView,
  NewScheduleInput,
  NoticeView,
  PatientCheck,
  PlaceAnswer,
  RequestPerson,
  RequestView,
  ScheduleView,
  SlotDetails,
  SlotPage,
  SlotQuery,
  SyncView,
  TimetableCheck,
  TimetableInput,
  WaitingView,
} from './types';

/** Everything the UI may ask of the program. Every call may reject with a {@link CommandError}. */
export interface Backend {
  boot(): Promise<Boot>;
  syncState(): Promise<SyncView>;
  syncNow(): Promise<null>;
  findPlaces(text: string): Promise<PlaceAnswer>;
  searchSlots(query: SlotQuery): Promise<SlotPage>;
  slotDetails(slot: string): Promise<SlotDetails>;
  checkPatient(pesel: string, document: DocumentInput | null, service: string | null): Promise<PatientCheck>;
  book(input: BookInput): Promise<RequestView>;
  cancel(appointment: string, reason: CancelReason): Promise<RequestView>;
  reschedule(appointment: string, slot: string): Promise<RequestView>;
  attend(appointment: string, came: boolean): Promise<RequestView>;
  restore(appointment: string): Promise<RequestView>;
  visitsOn(day: string): Promise<AppointmentView[]>;
  joinWaitingList(input: JoinInput): Promise<RequestView>;
  leaveWaitingList(entry: string): Promise<RequestView>;
  prolong(entry: string): Promise<RequestView>;
  answerOffer(offer: string, accept: boolean): Promise<RequestView>;
  /** Whom this desk has to call. */
  calls(): Promise<CallView[]>;
  acceptProposal(call: string): Promise<RequestView>;
  /** Ends a call that leaves everything as it is. */
  endCall(call: string): Promise<null>;
  /** Schedules of this clinic and how far they are published. */
  schedules(): Promise<ScheduleView[]>;
  /** Places where this clinic sees patients. */
  clinicLocations(): Promise<LocationView[]>;
  /** `null` when the terms of the schedule came another way, or when there are none. */
  timetable(schedule: string): Promise<TimetableInput | null>;
  /** What is wrong with a timetable, without asking the registry. */
  checkTimetable(timetable: TimetableInput): Promise<TimetableCheck>;
  /** What publishing would change; `base` is the timetable that was opened. */
  timetableDifference(
    schedule: string,
    base: TimetableInput | null,
    timetable: TimetableInput,
  ): Promise<DifferenceView>;
  publishTimetable(schedule: string, version: string, timetable: TimetableInput): Promise<DifferenceView>;
  addSchedule(input: NewScheduleInput): Promise<ScheduleView>;
  importTerms(file: string, dryRun: boolean): Promise<ImportView>;
  /** What a person has at every clinic, for a stated reason; the registry remembers who has asked. */
  lookUp(input: LookupInput): Promise<LookupView>;
  /** Who of this clinic has looked, and why. */
  lookups(): Promise<LookupRecordView[]>;
  reviewLookup(lookup: string): Promise<null>;
  /** Machines of this clinic that the registry knows. */
  devices(): Promise<DeviceView[]>;
  /** Makes the code that connects a new desk; it is told once. */
  inviteDevice(name: string): Promise<InvitationView>;
  approveDevice(device: string): Promise<DeviceView>;
  revokeDevice(device: string): Promise<DeviceView>;
  requests(): Promise<RequestView[]>;
  /** Whom a booking or a waiting entry of this desk is for. */
  requestPerson(id: string): Promise<RequestPerson | null>;
  dismissRequest(id: string): Promise<null>;
  appointments(): Promise<AppointmentView[]>;
  waitingList(): Promise<WaitingView[]>;
  notices(): Promise<NoticeView[]>;
  readNotices(): Promise<null>;
  /** How this desktop stands with the registry. */
  connection(): Promise<ConnectionView>;
  /** Asks the registry how this desktop stands with it. */
  checkConnection(): Promise<ConnectionView>;
  /** Connects this desktop with a registry by a one-time code; `null` is the registry that it has. */
  connect(registry: string | null, code: string): Promise<ConnectionView>;
  /** Signs somebody in at this desktop; the state of synchronisation tells who it is. */
  signIn(login: string, password: string, code: string): Promise<null>;
  /** Name of the identity provider where people may sign in; `null` when the registry has none. */
  signInProvider(): Promise<string | null>;
  /** Signs somebody in who shows in the system's browser who they are; the name of the account. It takes minutes. */
  signInWithProvider(): Promise<string>;
  /** Ends a sign-in that goes on in the browser. */
  cancelSignIn(): Promise<null>;
  signOut(): Promise<null>;
  /**
   * Calls back for each event until the returned function is called. `opened` is called each time events begin to arrive:
   * those from before are lost.
   */
  listen(callback: (event: AppEvent) => void, opened: () => void): () => void;
}

export type CancelReason = 'patient' | 'clinic' | 'mistake';

/** A refusal or failure of a command; the sentence for people is in the catalogue. */
export class CommandError extends Error {
  constructor(readonly error: AppError) {
    super(error.code);
    this.name = 'CommandError';
  }
}

function isAppError(value: unknown): value is AppError {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}

/** Whatever was thrown, as an {@link AppError}; anything unknown becomes `internal`. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof CommandError) return thrown.error;
  if (isAppError(thrown)) return thrown;
  return { code: 'internal', params: {}, field: null };
}

/** How a transport calls a command by its wire name. */
export type Invoke = <T>(command: string, args: Record<string, unknown>) => Promise<T>;

/** The command part of a backend, the same over every transport. */
export function commands(invoke: Invoke): Omit<Backend, 'listen'> {
  return {
    boot: () => invoke('boot', {}),
    syncState: () => invoke('sync_state', {}),
    syncNow: () => invoke('sync_now', {}),
    findPlaces: (text) => invoke('find_places', { text }),
    searchSlots: (query) => invoke('search_slots', { query }),
    slotDetails: (slot) => invoke('slot_details', { slot }),
    checkPatient: (pesel, document, service) => invoke('check_patient', { pesel, document, service }),
    book: (input) => invoke('book', { input }),
    cancel: (appointment, reason) => invoke('cancel', { appointment, reason }),
    reschedule: (appointment, slot) => invoke('reschedule', { appointment, slot }),
    attend: (appointment, came) => invoke('attend', { appointment, came }),
    restore: (appointment) => invoke('restore', { appointment }),
    visitsOn: (day) => invoke('visits_on', { day }),
    joinWaitingList: (input) => invoke('join_waiting_list', { input }),
    prolong: (entry) => invoke('prolong', { entry }),
    answerOffer: (offer, accept) => invoke('answer_offer', { offer, accept }),
    leaveWaitingList: (entry) => invoke('leave_waiting_list', { entry }),
    calls: () => invoke('calls', {}),
    acceptProposal: (call) => invoke('accept_proposal', { call }),
    endCall: (call) => invoke('end_call', { call }),
    schedules: () => invoke('schedules', {}),
    clinicLocations: () => invoke('clinic_locations', {}),
    timetable: (schedule) => invoke('timetable', { schedule }),
    checkTimetable: (timetable) => invoke('check_timetable', { timetable }),
    timetableDifference: (schedule, base, timetable) => invoke('timetable_difference', { schedule, base, timetable }),
    publishTimetable: (schedule, version, timetable) => invoke('publish_timetable', { schedule, version, timetable }),
    addSchedule: (input) => invoke('add_schedule', { input }),
    importTerms: (file, dryRun) => invoke('import_terms', { file, dryRun }),
    lookUp: (input) => invoke('look_up', { input }),
    lookups: () => invoke('lookups', {}),
    reviewLookup: (lookup) => invoke('review_lookup', { lookup }),
    devices: () => invoke('devices', {}),
    inviteDevice: (name) => invoke('invite_device', { name }),
    approveDevice: (device) => invoke('approve_device', { device }),
    revokeDevice: (device) => invoke('revoke_device', { device }),
    requests: () => invoke('requests', {}),
    requestPerson: (id) => invoke('request_person', { id }),
    dismissRequest: (id) => invoke('dismiss_request', { id }),
    appointments: () => invoke('appointments', {}),
    waitingList: () => invoke('waiting_list', {}),
    notices: () => invoke('notices', {}),
    readNotices: () => invoke('read_notices', {}),
    connection: () => invoke('connection', {}),
    checkConnection: () => invoke('check_connection', {}),
    connect: (registry, code) => invoke('connect', { registry, code }),
    signIn: (login, password, code) => invoke('sign_in', { login, password, code }),
    signInProvider: () => invoke('sign_in_provider', {}),
    signInWithProvider: () => invoke('sign_in_with_provider', {}),
    cancelSignIn: () => invoke('cancel_sign_in', {}),
    signOut: () => invoke('sign_out', {}),
  };
}
