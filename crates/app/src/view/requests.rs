//! Requests, visits, the waiting list and notices as the UI sees them.

use super::{AppError, GuardianView, HourRange, IdentityView, PatientInput, SlotView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A booking.
#[derive(Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct BookInput {
    /// Term.
    pub slot: String,
    /// Person.
    pub patient: PatientInput,
    /// Referral code, when the service asks for one.
    pub referral: Option<String>,
}

/// Joining the waiting list.
#[derive(Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct JoinInput {
    /// Service code.
    pub service: String,
    /// Person.
    pub patient: PatientInput,
    /// Referral code, when the service asks for one.
    pub referral: Option<String>,
    /// The referral says "pilny".
    pub urgent: bool,
    /// Code of the statutory entitlement the desk has checked, see `entitlement-<code>` of the catalogue.
    pub entitlement: Option<String>,
    /// Place and radius that suit.
    pub place: u32,
    /// Kilometres.
    pub radius_km: u16,
    /// ISO weekdays that suit; empty is any.
    pub weekdays: Vec<u8>,
    /// Hours that suit; empty is any.
    pub hours: Vec<HourRange>,
    /// Terms nearer than the notice of the policy suit as well.
    pub short_notice: bool,
}

/// State of something sent to the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RequestState {
    /// "czeka na centralę": stored here, not yet answered.
    Queued,
    /// "potwierdzona": the registry said yes.
    Confirmed,
    /// "nieumówiona": the registry said no; `refusal` says why.
    Refused,
}

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub enum RequestKind {
    /// A booking.
    Book,
    /// A cancellation.
    Cancel,
    /// Joining the waiting list.
    Join,
    /// Leaving the waiting list.
    Leave,
    /// Moving a visit to another term.
    Reschedule,
    /// Noting whether the patient came.
    Attend,
    /// Giving back a place after a missed visit.
    Restore,
    /// Keeping a term while a booking is typed, or giving it back.
    Hold,
    /// Waiting on for another period.
    Prolong,
    /// Taking an offered term.
    Accept,
    /// Not taking an offered term.
    Decline,
}

/// Something this desktop asked of the registry.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestView {
    /// Id of the request.
    pub id: String,
    /// What was asked.
    pub kind: RequestKind,
    /// Where it stands.
    pub state: RequestState,
    /// When it was entered.
    pub at: String,
    /// Short number of the request itself, made when it was stored: what a person notes while it waits.
    pub ticket: String,
    /// "Kowalska A." at the desk, "" in a kiosk.
    pub person: String,
    /// Phone to call back, the person's own or their guardian's; at the desk only.
    pub phone: String,
    /// Service code.
    pub service: String,
    /// The term: that is asked for, or of the visit that it is about.
    pub slot: Option<SlotView>,
    /// Id of the visit: that it is about, or that it made once confirmed.
    pub appointment: Option<String>,
    /// Short number of this visit that a person can say.
    pub number: Option<String>,
    /// Id of the waiting entry that it is about.
    pub entry: Option<String>,
    /// Why not, when refused.
    pub refusal: Option<AppError>,
    /// Three nearest free terms, when the term was taken.
    pub alternatives: Vec<SlotView>,
    /// For confirmed cancellations and moves: the freed term went straight to a waiting person.
    pub passed_on: bool,
}

/// Whom a request is for, to take it up again without asking the person for everything once more.
#[derive(Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct RequestPerson {
    /// Person.
    pub patient: PatientInput,
    /// Referral code.
    pub referral: Option<String>,
}

/// A visit of this desk.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AppointmentView {
    /// Id.
    pub id: String,
    /// Short number.
    pub number: String,
    /// "Kowalska Anna".
    pub person: String,
    /// How they are recognised.
    pub identity: IdentityView,
    /// Their own phone, "" when they left none.
    pub phone: String,
    /// Who answers for them.
    pub guardian: Option<GuardianView>,
    /// `booked`, `arrived`, `noshow` or `cancelled`.
    pub status: String,
    /// Booked by the waiting list.
    pub from_waiting_list: bool,
    /// Its time has not come.
    pub ahead: bool,
    /// The term.
    pub slot: SlotView,
}

/// A person waiting, entered by this desk.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WaitingView {
    /// Entry id.
    pub id: String,
    /// Place in the national order of its service, 1 = next.
    pub position: u32,
    /// "Kowalska Anna".
    pub person: String,
    /// How they are recognised.
    pub identity: IdentityView,
    /// Their own phone, "" when they left none.
    pub phone: String,
    /// Who answers for them.
    pub guardian: Option<GuardianView>,
    /// Service code.
    pub service: String,
    /// "pilny".
    pub urgent: bool,
    /// Entitlement code.
    pub entitlement: Option<String>,
    /// When entered.
    pub at: String,
    /// Days left before the entry lapses.
    pub days_left: i32,
    /// Name of the place and the radius.
    pub place: String,
    /// Kilometres.
    pub radius_km: u16,
    /// `waiting`, `booked`, `lapsed` or `left`.
    pub status: String,
    /// The term it got.
    pub slot: Option<SlotView>,
    /// The term that is kept for it now.
    pub offer: Option<OfferView>,
}

/// A term kept for a waiting person, who has some time to take it.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct OfferView {
    /// Id.
    pub id: String,
    /// The term.
    pub slot: SlotView,
    /// Until when; `None` until the message about it has been sent, because the time begins then.
    pub until: Option<String>,
}

/// Somebody to call: the term of their visit is not published any more, or no message reaches them.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct CallView {
    /// Id.
    pub id: String,
    /// `move` for a visit to be moved, else what the message would have told, see `call-about-<code>` of the catalogue.
    pub about: String,
    /// Why no message reaches them, see `call-reason-<code>`; `None` for a visit to be moved.
    pub reason: Option<String>,
    /// "Kowalska Anna".
    pub person: String,
    /// How they are recognised.
    pub identity: IdentityView,
    /// Their own phone, "" when they left none.
    pub phone: String,
    /// Who answers for them.
    pub guardian: Option<GuardianView>,
    /// Service code.
    pub service: String,
    /// The term that it is about.
    pub slot: Option<SlotView>,
    /// When the waiting ends that it is about.
    pub until: Option<String>,
    /// The time of the term has not come.
    pub ahead: bool,
    /// Id of the visit that it is about.
    pub appointment: Option<String>,
    /// Short number of this visit.
    pub number: Option<String>,
    /// Id of the waiting entry that it is about.
    pub entry: Option<String>,
    /// The term to offer instead.
    pub proposal: Option<ProposalView>,
}

/// A term to offer for a visit that is to be moved.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ProposalView {
    /// The term.
    pub slot: SlotView,
    /// Until when it is kept; `None` when it is free for everybody.
    pub until: Option<String>,
}

/// Something to know, also raised as a native notification. Never personal data.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NoticeView {
    /// Id.
    pub id: String,
    /// `waiting-booked`, `offer-made`, `offer-lapsed`, `waiting-ends`, `call-patient`, `call-task`, `visits-to-move`, `booking-confirmed`, `booking-refused`, `cache-rebuilt`.
    pub kind: String,
    /// When.
    pub at: String,
    /// Service code, "" when none.
    pub service: String,
    /// Request, waiting entry or call it is about.
    pub subject: Option<String>,
    /// Seen by a person.
    pub read: bool,
}
