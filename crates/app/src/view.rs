//! What the UI sees: plain, flat, ready to show. Field names are camelCase in JSON.
//!
//! Dates are `YYYY-MM-DD` and times `HH:MM` of Europe/Warsaw wall time; `at` fields are RFC 3339 with offset. Distances
//! are kilometres. Words in the person's language are not here: the UI has the catalogue.

mod devices;
mod lookups;
mod people;
mod requests;
mod timetables;

pub use devices::{DeviceView, InvitationView};
pub use lookups::{LookupInput, LookupRecordView, LookupView};
pub use people::{DocumentInput, GuardianInput, GuardianView, IdentityView, PatientCheck, PatientInput};
pub use requests::{
    AppointmentView, BookInput, CallView, JoinInput, NoticeView, OfferView, ProposalView, RequestKind, RequestPerson,
    RequestState, RequestView, WaitingView,
};
pub use timetables::{
    AbsenceInput, DifferenceView, ExceptionInput, ImportView, LineErrorView, LocationView, MoveView, NewScheduleInput,
    ScheduleView, ShiftInput, SittingInput, TimetableCheck, TimetableInput, WeekInput,
};

use serde::{Deserialize, Serialize};
use specta::Type;
use std::collections::BTreeMap;

/// A refusal or failure: a stable code and the parameters of its sentence. The sentence is `error-<code>` of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppError {
    /// Stable kebab-case code.
    pub code: String,
    /// Parameters of the sentence; never personal data.
    pub params: BTreeMap<String, String>,
    /// The form field at fault, when there is one: `pesel`, `country`, `number`, `birthDate`, `sex`, `givenName`, `familyName`, `phone`,
    /// `guardianGivenName`, `guardianFamilyName`, `guardianPhone`, `referral`, `reason`, `place`, `dates`, `registry`, `code`, those of
    /// [`NewScheduleInput`], or a path as in [`TimetableCheck`].
    pub field: Option<String>,
}

/// Which of the two desktops this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Profile {
    /// The reception desk of a clinic.
    Reception,
    /// The unattended kiosk of a municipal office.
    Kiosk,
}

/// What the UI needs once, at start.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct Boot {
    /// Reception or kiosk.
    pub profile: Profile,
    /// It was connected with a registry at some time, though perhaps it may not work now.
    pub enrolled: bool,
    /// The clinic of this desk, or the office of this kiosk; `None` until the first sync has brought its data.
    pub home: Option<HomeView>,
    /// Services in the order of the catalogue; empty until the first sync has brought them.
    pub services: Vec<ServiceView>,
    /// Whether the registry says that its terms are invented.
    pub demo: bool,
    /// Version of the program.
    pub version: String,
    /// Today in Warsaw.
    pub today: String,
    /// Countries that may have issued a document, ISO 3166-1 alpha-2.
    pub countries: Vec<String>,
}

/// Where this desktop stands.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HomeView {
    /// The facility of a reception desk; `None` in a kiosk.
    pub facility: Option<u32>,
    /// Name of the clinic or office.
    pub name: String,
    /// Street and town.
    pub address: String,
    /// The place that searches start from.
    pub place: PlaceView,
}

/// A service that can be booked.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ServiceView {
    /// Stable code; the name is `service-<code>` of the catalogue.
    pub code: String,
    /// Whether a referral code is asked for.
    pub referral_required: bool,
    /// `F` when the programme is for women only.
    pub sex: Option<String>,
    /// Youngest and oldest age by year of birth, when limited.
    pub age_from: Option<u16>,
    /// Oldest age, inclusive.
    pub age_to: Option<u16>,
    /// Days a waiting entry stays valid.
    pub waiting_days: u16,
    /// Some of its units are mobile.
    pub mobile: bool,
    /// Languages other than Polish that somebody who offers it speaks, by code.
    pub languages: Vec<String>,
}

/// A place found by name or postcode.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceView {
    /// Id to search with.
    pub id: u32,
    /// "Toruń", or "00-001 Warszawa" for a postcode.
    pub name: String,
    /// `town`, `village` or `postcode`.
    pub kind: String,
    /// Gmina, powiat and voivodeship, to tell namesakes apart.
    pub gmina: String,
    /// Powiat.
    pub powiat: String,
    /// Voivodeship.
    pub voivodeship: String,
}

/// The answer to a typed place.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PlaceAnswer {
    /// Best first, at most ten.
    pub places: Vec<PlaceView>,
    /// True when the first one is what was meant beyond doubt; false when the person must choose.
    pub certain: bool,
}

/// Order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Sort {
    /// By distance, then by time.
    Nearest,
    /// By time, then by distance.
    Earliest,
    /// By both: ten kilometres farther are as good as a day later.
    Best,
}

/// A search for free terms.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SlotQuery {
    /// Service code.
    pub service: String,
    /// Place to measure from; `None` is all Poland without distances.
    pub place: Option<u32>,
    /// Radius in kilometres; `None` is without limit.
    pub radius_km: Option<u16>,
    /// Only this facility.
    pub facility: Option<u32>,
    /// Only this doctor, by exact name.
    pub practitioner: Option<String>,
    /// First day, inclusive.
    pub date_from: String,
    /// Last day, inclusive.
    pub date_to: String,
    /// ISO weekdays that suit, 1 = Monday; empty is any.
    pub weekdays: Vec<u8>,
    /// Hours that suit as minutes of the day `[from, to)`; empty is any.
    pub hours: Vec<HourRange>,
    /// Only step-free entrances.
    pub step_free: bool,
    /// No mobile units.
    pub stationary: bool,
    /// Only where patients are spoken to in this language (ISO 639-1), other than Polish.
    pub language: Option<String>,
    /// Beside these, the terms that this clinic keeps for people without a PESEL.
    #[serde(default)]
    pub no_pesel: bool,
    /// Order of results.
    pub sort: Sort,
    /// Only results after this term: the next page begins after the last term of the page before.
    pub after: Option<String>,
    /// No page shows a facility twice while another one has terms left.
    pub different_facilities: bool,
    /// Results to skip, of different facilities only.
    pub offset: u32,
    /// Results to return, at most 200.
    pub limit: u32,
}

/// Part of a day, minutes since midnight, end excluded.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct HourRange {
    /// First minute.
    pub from: u16,
    /// Minute after the last.
    pub to: u16,
}

/// Results of a search.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SlotPage {
    /// All free terms that suit, not only the returned ones.
    pub total: u32,
    /// The returned window.
    pub slots: Vec<SlotView>,
    /// Free terms per day of the searched range, one element a day.
    pub days: Vec<DayCount>,
    /// Doctors with at least one term that suits, by name, at most 200.
    pub practitioners: Vec<String>,
    /// When the data were last known to agree with the registry.
    pub data_as_of: Option<String>,
    /// Microseconds the search took.
    pub took_us: u32,
}

/// Free terms on one day.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DayCount {
    /// The day.
    pub date: String,
    /// Free terms that suit.
    pub free: u32,
    /// Sunday or public holiday.
    pub holiday: bool,
}

/// One free term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SlotView {
    /// Id to book with.
    pub id: String,
    /// Service code.
    pub service: String,
    /// Day.
    pub date: String,
    /// Wall time `HH:MM`.
    pub time: String,
    /// Length in minutes.
    pub minutes: u16,
    /// Doctor or technician.
    pub practitioner: String,
    /// Room, "" when there is none.
    pub room: String,
    /// Facility id.
    pub facility_id: u32,
    /// Facility name.
    pub facility: String,
    /// Street and number.
    pub street: String,
    /// Postcode and town.
    pub city: String,
    /// Phone of the facility, "" when unknown.
    pub phone: String,
    /// Kilometres from the searched place, one decimal.
    pub distance_km: Option<f64>,
    /// Entrance without steps.
    pub step_free: bool,
    /// A mobile unit standing there on that day only.
    pub mobile: bool,
    /// Languages that patients are spoken to in, other than Polish, by code.
    pub languages: Vec<String>,
    /// Kept for people without a PESEL.
    pub no_pesel: bool,
    /// This desktop has asked for it and waits for the registry's word.
    pub pending: bool,
}

/// What is said to the patient before booking.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SlotDetails {
    /// The term.
    pub slot: SlotView,
    /// Still free by our data.
    pub free: bool,
    /// Polish sentences to read aloud on the phone, dates and hours in words.
    pub script: String,
}

/// Link to the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum Link {
    /// Not tried yet.
    Starting,
    /// The last exchange worked.
    Online,
    /// The last exchange failed.
    Offline,
}

/// State of synchronisation, shown by the chip, the status bar and the offline bar.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SyncView {
    /// Link.
    pub link: Link,
    /// Since when offline.
    pub offline_since: Option<String>,
    /// Why: `unreachable`, `intercepted`, `certificate`, `incomplete`, `busy`, `server-error`, `too-new`, `disk-full`, `read-only`; sentence `sync-problem-<code>`.
    pub problem: Option<String>,
    /// When the data were last known to agree with the registry.
    pub data_as_of: Option<String>,
    /// All terms held, free and taken.
    pub terms: u32,
    /// Free ones.
    pub free_terms: u32,
    /// Voivodeships whose terms are held here; none for all Poland.
    pub voivodeships: Vec<String>,
    /// First sync or rebuild under way.
    pub first_sync: bool,
    /// Per mille done of the first sync.
    pub progress: u16,
    /// Requests not yet answered.
    pub queued: u32,
    /// Requests refused and not yet dealt with.
    pub refused: u32,
    /// People of this desk waiting.
    pub waiting: u32,
    /// Calls that this desk has to make.
    pub calls: u32,
    /// Unread notices.
    pub unread: u32,
    /// The cache was damaged and is being or was rebuilt in this run.
    pub cache_rebuilt: bool,
    /// How this desktop stands with the registry.
    pub standing: StandingView,
    /// Name of the account that is signed in here.
    pub person: Option<String>,
    /// It is an administrator's: the screens that only they can use are theirs to open. The registry decides all the same.
    pub administrator: bool,
}

/// How this desktop stands with the registry. Only an active one may work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum StandingView {
    /// It is not connected: it needs an address and a code.
    Unknown,
    /// An administrator has to compare its fingerprint.
    Pending,
    /// It may work.
    Active,
    /// It was disconnected: it needs a new code.
    Revoked,
    /// Its key was used by two machines: an administrator has to look.
    Quarantined,
}

/// What the screen that connects a desktop shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ConnectionView {
    /// Address of the registry.
    pub registry: String,
    /// How it stands.
    pub standing: StandingView,
    /// What people call this desktop, once it has a key.
    pub name: Option<String>,
    /// Name of its clinic, once the first sync has brought it.
    pub clinic: Option<String>,
    /// What two people compare, once it has a key.
    pub fingerprint: Option<String>,
}

/// What changed; the UI asks again for what it shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum AppEvent {
    /// [`SyncView`] changed.
    Sync {
        /// The new state.
        sync: SyncView,
    },
    /// Terms or reference data changed.
    Data,
    /// Requests, visits or the waiting list changed.
    Requests,
    /// Notices changed.
    Notices,
    /// A native notification was clicked: show its subject.
    OpenNotice {
        /// Notice id.
        id: String,
    },
}
