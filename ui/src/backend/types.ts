/**
 * The shapes of the program's view, as they travel over IPC or HTTP. The generated ones leave a field out where Rust would
 * accept its absence; the program always sends `null` and the UI does so too, so here every field is required.
 */
import type * as generated from './bindings';

type Whole<T> = T extends readonly (infer Item)[]
  ? Whole<Item>[]
  : T extends object
    ? { [Key in keyof T]-?: Whole<Exclude<T[Key], undefined>> }
    : T;

export type AppError = Whole<generated.AppError>;
export type AppEvent = Whole<generated.AppEvent>;
export type AppointmentView = Whole<generated.AppointmentView>;
export type BookInput = Whole<generated.BookInput>;
export type Boot = Whole<generated.Boot>;
export type CallView = Whole<generated.CallView>;
export type ConnectionView = Whole<generated.ConnectionView>;
export type DayCount = Whole<generated.DayCount>;
export type DeviceView = Whole<generated.DeviceView>;
export type DifferenceView = Whole<generated.DifferenceView>;
export type DocumentInput = Whole<generated.DocumentInput>;
export type GuardianInput = Whole<generated.GuardianInput>;
export type GuardianView = Whole<generated.GuardianView>;
export type HomeView = Whole<generated.HomeView>;
export type HourRange = Whole<generated.HourRange>;
export type IdentityView = Whole<generated.IdentityView>;
export type ImportView = Whole<generated.ImportView>;
export type InvitationView = Whole<generated.InvitationView>;
export type JoinInput = Whole<generated.JoinInput>;
export type Link = generated.Link;
export type LocationView = Whole<generated.LocationView>;
export type LookupInput = Whole<generated.LookupInput>;
export type LookupRecordView = Whole<generated.LookupRecordView>;
export type LookupView = Whole<generated.LookupView>;
export type NewScheduleInput = Whole<generated.NewScheduleInput>;
export type NoticeView = Whole<generated.NoticeView>;
export type PatientCheck = Whole<generated.PatientCheck>;
export type PatientInput = Whole<generated.PatientInput>;
export type PlaceAnswer = Whole<generated.PlaceAnswer>;
export type PlaceView = Whole<generated.PlaceView>;
export type Profile = generated.Profile;
export type RequestKind = generated.RequestKind;
export type RequestState = generated.RequestState;
export type RequestPerson = Whole<generated.RequestPerson>;
export type RequestView = Whole<generated.RequestView>;
export type ScheduleView = Whole<generated.ScheduleView>;
export type ServiceView = Whole<generated.ServiceView>;
export type SittingInput = Whole<generated.SittingInput>;
export type SlotDetails = Whole<generated.SlotDetails>;
export type SlotPage = Whole<generated.SlotPage>;
export type SlotQuery = Whole<generated.SlotQuery>;
export type SlotView = Whole<generated.SlotView>;
export type Sort = generated.Sort;
export type StandingView = generated.StandingView;
export type SyncView = Whole<generated.SyncView>;
export type TimetableCheck = Whole<generated.TimetableCheck>;
export type TimetableInput = Whole<generated.TimetableInput>;
export type WaitingView = Whole<generated.WaitingView>;
