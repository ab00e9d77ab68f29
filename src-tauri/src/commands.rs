//! What the UI may ask: the use-cases of `okienko-app` under the same names. No command decides anything.

use crate::window;
use okienko_app::App;
use okienko_app::view::{
    AppError, AppointmentView, BookInput, Boot, CallView, ConnectionView, DeviceView, DifferenceView, DocumentInput,
    ImportView, InvitationView, JoinInput, LocationView, LookupInput, LookupRecordView, LookupView, NewScheduleInput,
    NoticeView, PatientCheck, PlaceAnswer, RequestPerson, RequestView, ScheduleView, SlotDetails, SlotPage, SlotQuery,
    SyncView, TimetableCheck, TimetableInput, WaitingView,
};
use std::sync::Arc;
use tauri::AppHandle;

type State<'a> = tauri::State<'a, Arc<App>>;

/// What the UI needs once, at start.
#[tauri::command]
#[specta::specta]
pub async fn boot(app: State<'_>) -> Result<Boot, AppError> {
    app.boot().await
}

/// State of synchronisation.
#[tauri::command]
#[specta::specta]
pub async fn sync_state(app: State<'_>) -> Result<SyncView, AppError> {
    app.sync_state().await
}

/// Asks for an exchange with the registry now.
#[tauri::command]
#[specta::specta]
pub async fn sync_now(app: State<'_>) -> Result<(), AppError> {
    app.sync_now().await
}

/// Places that match a typed name or postcode.
#[tauri::command]
#[specta::specta]
pub async fn find_places(app: State<'_>, text: String) -> Result<PlaceAnswer, AppError> {
    app.find_places(text).await
}

/// Free terms.
#[tauri::command]
#[specta::specta]
pub async fn search_slots(app: State<'_>, query: SlotQuery) -> Result<SlotPage, AppError> {
    app.search_slots(query).await
}

/// One term and what to say about it.
#[tauri::command]
#[specta::specta]
pub async fn slot_details(app: State<'_>, slot: String) -> Result<SlotDetails, AppError> {
    app.slot_details(slot).await
}

/// What a PESEL or a document in its place tells, and whether the service is for this person.
#[tauri::command]
#[specta::specta]
pub async fn check_patient(
    app: State<'_>,
    pesel: String,
    document: Option<DocumentInput>,
    service: Option<String>,
) -> Result<PatientCheck, AppError> {
    app.check_patient(pesel, document, service).await
}

/// Books a term.
#[tauri::command]
#[specta::specta]
pub async fn book(app: State<'_>, input: BookInput) -> Result<RequestView, AppError> {
    app.book(input).await
}

/// Cancels a visit.
#[tauri::command]
#[specta::specta]
pub async fn cancel(app: State<'_>, appointment: String, reason: String) -> Result<RequestView, AppError> {
    app.cancel(appointment, reason).await
}

/// Moves a visit to another term.
#[tauri::command]
#[specta::specta]
pub async fn reschedule(app: State<'_>, appointment: String, slot: String) -> Result<RequestView, AppError> {
    app.reschedule(appointment, slot).await
}

/// Notes whether the patient came.
#[tauri::command]
#[specta::specta]
pub async fn attend(app: State<'_>, appointment: String, came: bool) -> Result<RequestView, AppError> {
    app.attend(appointment, came).await
}

/// Gives who missed a visit without fault their place on the waiting list back.
#[tauri::command]
#[specta::specta]
pub async fn restore(app: State<'_>, appointment: String) -> Result<RequestView, AppError> {
    app.restore(appointment).await
}

/// Visits at this clinic on a day, whoever booked them, by time.
#[tauri::command]
#[specta::specta]
pub async fn visits_on(app: State<'_>, day: String) -> Result<Vec<AppointmentView>, AppError> {
    app.visits_on(day).await
}

/// Enters a person into the waiting list.
#[tauri::command]
#[specta::specta]
pub async fn join_waiting_list(app: State<'_>, input: JoinInput) -> Result<RequestView, AppError> {
    app.join_waiting_list(input).await
}

/// Takes a person off the waiting list.
#[tauri::command]
#[specta::specta]
pub async fn leave_waiting_list(app: State<'_>, entry: String) -> Result<RequestView, AppError> {
    app.leave_waiting_list(entry).await
}

/// Lets a person wait on for another period.
#[tauri::command]
#[specta::specta]
pub async fn prolong(app: State<'_>, entry: String) -> Result<RequestView, AppError> {
    app.prolong(entry).await
}

/// Takes the term that is kept for a waiting person, or leaves it to the next.
#[tauri::command]
#[specta::specta]
pub async fn answer_offer(app: State<'_>, offer: String, accept: bool) -> Result<RequestView, AppError> {
    app.answer_offer(offer, accept).await
}

/// Whom this desk has to call.
#[tauri::command]
#[specta::specta]
pub async fn calls(app: State<'_>) -> Result<Vec<CallView>, AppError> {
    app.calls().await
}

/// Moves a visit to the term that is kept for it.
#[tauri::command]
#[specta::specta]
pub async fn accept_proposal(app: State<'_>, call: String) -> Result<RequestView, AppError> {
    app.accept_proposal(call).await
}

/// Ends a call that leaves everything as it is.
#[tauri::command]
#[specta::specta]
pub async fn end_call(app: State<'_>, call: String) -> Result<(), AppError> {
    app.end_call(call).await
}

/// What a person has at every clinic, for a stated reason.
#[tauri::command]
#[specta::specta]
pub async fn look_up(app: State<'_>, input: LookupInput) -> Result<LookupView, AppError> {
    app.look_up(input).await
}

/// Look-ups of this clinic.
#[tauri::command]
#[specta::specta]
pub async fn lookups(app: State<'_>) -> Result<Vec<LookupRecordView>, AppError> {
    app.lookups().await
}

/// Notes that whoever is signed in has reviewed a look-up.
#[tauri::command]
#[specta::specta]
pub async fn review_lookup(app: State<'_>, lookup: String) -> Result<(), AppError> {
    app.review_lookup(lookup).await
}

/// Schedules of this clinic and how far they are published.
#[tauri::command]
#[specta::specta]
pub async fn schedules(app: State<'_>) -> Result<Vec<ScheduleView>, AppError> {
    app.schedules().await
}

/// Places where this clinic sees patients.
#[tauri::command]
#[specta::specta]
pub async fn clinic_locations(app: State<'_>) -> Result<Vec<LocationView>, AppError> {
    app.clinic_locations().await
}

/// The timetable of a schedule.
#[tauri::command]
#[specta::specta]
pub async fn timetable(app: State<'_>, schedule: String) -> Result<Option<TimetableInput>, AppError> {
    app.timetable(schedule).await
}

/// What is wrong with a timetable, and how many terms a day has.
#[tauri::command]
#[specta::specta]
pub async fn check_timetable(app: State<'_>, timetable: TimetableInput) -> Result<TimetableCheck, AppError> {
    app.check_timetable(timetable).await
}

/// What publishing a timetable would change.
#[tauri::command]
#[specta::specta]
pub async fn timetable_difference(
    app: State<'_>,
    schedule: String,
    base: Option<TimetableInput>,
    timetable: TimetableInput,
) -> Result<DifferenceView, AppError> {
    app.timetable_difference(schedule, base, timetable).await
}

/// Publishes a timetable over the version of a difference.
#[tauri::command]
#[specta::specta]
pub async fn publish_timetable(
    app: State<'_>,
    schedule: String,
    version: String,
    timetable: TimetableInput,
) -> Result<DifferenceView, AppError> {
    app.publish_timetable(schedule, version, timetable).await
}

/// Adds a schedule to a place of this clinic.
#[tauri::command]
#[specta::specta]
pub async fn add_schedule(app: State<'_>, input: NewScheduleInput) -> Result<ScheduleView, AppError> {
    app.add_schedule(input).await
}

/// Publishes a file of terms, or only says what that would change.
#[tauri::command]
#[specta::specta]
pub async fn import_terms(app: State<'_>, file: String, dry_run: bool) -> Result<ImportView, AppError> {
    app.import_terms(file, dry_run).await
}

/// Devices of this clinic.
#[tauri::command]
#[specta::specta]
pub async fn devices(app: State<'_>) -> Result<Vec<DeviceView>, AppError> {
    app.devices().await
}

/// Makes the code that connects a new desk.
#[tauri::command]
#[specta::specta]
pub async fn invite_device(app: State<'_>, name: String) -> Result<InvitationView, AppError> {
    app.invite_device(name).await
}

/// Lets a device work whose fingerprint has been compared.
#[tauri::command]
#[specta::specta]
pub async fn approve_device(app: State<'_>, device: String) -> Result<DeviceView, AppError> {
    app.approve_device(device).await
}

/// Ends a device for ever.
#[tauri::command]
#[specta::specta]
pub async fn revoke_device(app: State<'_>, device: String) -> Result<DeviceView, AppError> {
    app.revoke_device(device).await
}

/// What this desktop asked of the registry.
#[tauri::command]
#[specta::specta]
pub async fn requests(app: State<'_>) -> Result<Vec<RequestView>, AppError> {
    app.requests().await
}

/// Whom a request is for, to take it up again.
#[tauri::command]
#[specta::specta]
pub async fn request_person(app: State<'_>, id: String) -> Result<Option<RequestPerson>, AppError> {
    app.request_person(id).await
}

/// Puts away a refused request.
#[tauri::command]
#[specta::specta]
pub async fn dismiss_request(app: State<'_>, id: String) -> Result<(), AppError> {
    app.dismiss_request(id).await
}

/// Visits of this desk.
#[tauri::command]
#[specta::specta]
pub async fn appointments(app: State<'_>) -> Result<Vec<AppointmentView>, AppError> {
    app.appointments().await
}

/// Waiting people of this desk.
#[tauri::command]
#[specta::specta]
pub async fn waiting_list(app: State<'_>) -> Result<Vec<WaitingView>, AppError> {
    app.waiting_list().await
}

/// Things to know.
#[tauri::command]
#[specta::specta]
pub async fn notices(app: State<'_>) -> Result<Vec<NoticeView>, AppError> {
    app.notices().await
}

/// Marks all notices as read.
#[tauri::command]
#[specta::specta]
pub async fn read_notices(app: State<'_>) -> Result<(), AppError> {
    app.read_notices().await
}

/// How this desktop stands with the registry.
#[tauri::command]
#[specta::specta]
pub async fn connection(app: State<'_>) -> Result<ConnectionView, AppError> {
    app.connection().await
}

/// Asks the registry how this desktop stands with it.
#[tauri::command]
#[specta::specta]
pub async fn check_connection(app: State<'_>) -> Result<ConnectionView, AppError> {
    app.check_connection().await
}

/// Connects this desktop with a registry.
#[tauri::command]
#[specta::specta]
pub async fn connect(app: State<'_>, registry: Option<String>, code: String) -> Result<ConnectionView, AppError> {
    app.connect(registry, code).await
}

/// Signs somebody in at this desktop.
#[tauri::command]
#[specta::specta]
pub async fn sign_in(app: State<'_>, login: String, password: String, code: String) -> Result<(), AppError> {
    app.sign_in(login, password, code).await
}

/// Name of the identity provider where people may sign in; `null` when the registry has none.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_provider(app: State<'_>) -> Result<Option<String>, AppError> {
    app.sign_in_provider().await
}

/// Signs somebody in at this desktop who shows in the system's browser who they are; the name of the account.
#[tauri::command]
#[specta::specta]
pub async fn sign_in_with_provider(app: State<'_>, handle: AppHandle) -> Result<String, AppError> {
    let signed_in = app.sign_in_with_provider(|address| open::that_detached(address)).await;
    // The browser stands in front, and what comes of it is said here.
    window::raise(&handle);
    signed_in
}

/// Ends a sign-in that goes on in the browser.
#[tauri::command]
#[specta::specta]
pub async fn cancel_sign_in(app: State<'_>) -> Result<(), AppError> {
    app.cancel_sign_in().await
}

/// Signs out whoever is signed in here.
#[tauri::command]
#[specta::specta]
pub async fn sign_out(app: State<'_>) -> Result<(), AppError> {
    app.sign_out().await
}
