//! What may be asked of the registry, and its answers.

use crate::ids::{Patient, ReferralCode};
use crate::refusal::{Refusal, RefusalCode};
use crate::slot::SlotId;
use crate::waiting::{Preferences, WaitingMode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A change asked for by a desk or kiosk. `Debug` shows the kind only, through the types of its parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Request {
    /// Facility of the desk; `None` for a kiosk.
    pub desk: Option<u32>,
    /// What is asked.
    pub action: Action,
}

/// The changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Action {
    /// Book a term.
    Book {
        /// Term.
        slot: SlotId,
        /// For whom.
        patient: Patient,
        /// Referral, where the service needs one.
        referral: Option<ReferralCode>,
        /// A hold on the term, made by this desk before.
        #[serde(default)]
        hold: Option<Uuid>,
        /// A visit that continues treatment at this clinic: no referral, beside other visits, at the desk only.
        #[serde(default)]
        continuation: bool,
    },
    /// Keep a free term for some minutes while a booking is being typed.
    Hold {
        /// Term.
        slot: SlotId,
    },
    /// Give a held term back.
    Release {
        /// Hold.
        hold: Uuid,
    },
    /// Move a visit to another term of its service: never without a visit, never with two.
    Reschedule {
        /// Visit.
        appointment: Uuid,
        /// New term.
        slot: SlotId,
        /// A hold on the new term.
        #[serde(default)]
        hold: Option<Uuid>,
    },
    /// Say whether the patient came.
    Attend {
        /// Visit.
        appointment: Uuid,
        /// Came or not.
        presence: Presence,
    },
    /// Give back the place on the waiting list after a visit missed through force majeure.
    Restore {
        /// The missed visit.
        appointment: Uuid,
    },
    /// Cancel a visit; its term goes to the waiting list first.
    Cancel {
        /// Visit.
        appointment: Uuid,
        /// Why.
        reason: CancelReason,
    },
    /// Join the waiting list.
    Join(Box<Join>),
    /// Leave the waiting list.
    Leave {
        /// Entry.
        entry: Uuid,
    },
    /// Wait on for another period; the place in the order stays.
    Prolong {
        /// Entry.
        entry: Uuid,
    },
    /// Take an offered term.
    Accept {
        /// Offer.
        offer: Uuid,
    },
    /// Do not take an offered term; the place on the waiting list stays.
    Decline {
        /// Offer.
        offer: Uuid,
    },
}

/// Joining the waiting list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Join {
    /// Service code.
    pub service: String,
    /// Who waits.
    pub patient: Patient,
    /// Referral, where the service needs one.
    pub referral: Option<ReferralCode>,
    /// Category "pilny".
    pub urgent: bool,
    /// Statutory entitlement.
    pub entitlement: Option<String>,
    /// What suits.
    pub preferences: Preferences,
    /// Name of the place in `preferences`, to show it again.
    pub place: String,
    /// What happens when a term suits.
    #[serde(default)]
    pub mode: WaitingMode,
    /// The person's later visit, kept until a better term is accepted.
    #[serde(default)]
    pub replaces: Option<Uuid>,
}

/// Whether the patient came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// Came.
    Present,
    /// Did not come.
    Absent,
}

/// Why a visit is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CancelReason {
    /// The patient cannot or will not come.
    Patient,
    /// The clinic cannot see the patient: the term is withdrawn, the patient waits at the place of the first entry.
    Clinic,
    /// Booked by mistake.
    Mistake,
}

/// What the registry did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Outcome {
    /// The visit is booked.
    Booked {
        /// Visit.
        appointment: Uuid,
        /// Number a person can say.
        number: String,
    },
    /// The visit is cancelled.
    Cancelled {
        /// Its term went to a waiting person at once, or is offered to one.
        passed_on: bool,
        /// Later than the policy asks for.
        #[serde(default)]
        late: bool,
        /// The waiting entry of a patient whom the clinic cannot see.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<Uuid>,
    },
    /// The term is kept.
    Held {
        /// Hold.
        hold: Uuid,
        /// Until then.
        until: DateTime<Utc>,
    },
    /// The hold is gone.
    Released,
    /// The visit has its new term.
    Moved {
        /// Number a person can say; it stays the same.
        number: String,
        /// The old term went to a waiting person at once, or is offered to one.
        passed_on: bool,
    },
    /// It is noted whether the patient came.
    Attended,
    /// The person waits on.
    Prolonged {
        /// Until then.
        valid_until: DateTime<Utc>,
    },
    /// The offered term goes to somebody else.
    Declined,
    /// The person waits.
    Joined {
        /// Entry.
        entry: Uuid,
        /// Until then.
        valid_until: DateTime<Utc>,
    },
    /// The person does not wait any more.
    Left,
}

/// Longest name of a person or place, in characters.
pub const MAX_TEXT: usize = 120;

impl Request {
    /// Checks what needs no database: lengths of texts, and what only a desk may say of a person, because it has seen it.
    ///
    /// # Errors
    /// [`RefusalCode::TextTooLong`], [`RefusalCode::AtDeskOnly`], [`RefusalCode::DocumentIsPesel`].
    pub fn check(&self) -> Result<(), Refusal> {
        let (patient, mut texts): (_, Vec<&str>) = match &self.action {
            Action::Book { patient, .. } => (patient, Vec::new()),
            Action::Join(join) => (&join.patient, vec![join.place.as_str(), &join.service]),
            _ => return Ok(()),
        };
        texts.extend([patient.given_name.as_str(), &patient.family_name]);
        if let Some(guardian) = &patient.guardian {
            texts.extend([guardian.given_name.as_str(), &guardian.family_name]);
        }
        if texts.iter().any(|t| t.chars().count() > MAX_TEXT) {
            return Err(Refusal::from(RefusalCode::TextTooLong).with("max", MAX_TEXT));
        }
        if self.desk.is_none() && (patient.identity.has_no_pesel() || patient.guardian.is_some()) {
            return Err(RefusalCode::AtDeskOnly.into());
        }
        if patient.identity.hides_a_pesel() {
            return Err(RefusalCode::DocumentIsPesel.into());
        }
        Ok(())
    }
}

/// The number printed for the patient and said on the phone: the last nine hexadecimal digits of the id, in threes.
#[must_use]
pub fn visit_number(appointment: Uuid) -> String {
    let hex = appointment.simple().to_string().to_uppercase();
    let tail: Vec<char> = hex.chars().skip(23).collect();
    tail.chunks(3)
        .map(|c| c.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

/// A visit as its desk sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Appointment {
    /// Id.
    pub id: Uuid,
    /// Term.
    pub slot: SlotId,
    /// Service code.
    pub service: String,
    /// For whom.
    pub patient: Patient,
    /// FHIR status.
    pub status: AppointmentStatus,
    /// The waiting list booked it.
    pub from_waiting_list: bool,
    /// Continues treatment at its clinic.
    #[serde(default)]
    pub continuation: bool,
    /// Cancelled later than the policy asks for.
    #[serde(default)]
    pub late: bool,
    /// Why the waiting list chose this person.
    #[serde(default)]
    pub assignment: Option<AssignmentReason>,
    /// When it was booked.
    pub created_at: DateTime<Utc>,
}

/// Status of a visit, FHIR words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AppointmentStatus {
    /// Booked.
    Booked,
    /// The patient came.
    Arrived,
    /// The patient did not come.
    #[serde(rename = "noshow")]
    NoShow,
    /// Cancelled.
    Cancelled,
}

/// A waiting entry as its desk sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WaitingRecord {
    /// The entry.
    pub entry: crate::waiting::WaitingEntry,
    /// Who waits.
    pub patient: Patient,
    /// Name of the preferred place.
    pub place: String,
    /// Status.
    pub status: WaitingStatus,
    /// Place in the national order of the service, 1 is next; 0 when it does not wait.
    pub position: u32,
    /// The term it got.
    pub slot: Option<SlotId>,
    /// The term that is kept for it now.
    #[serde(default)]
    pub offer: Option<Offer>,
}

/// A term kept for one waiting person, who has some time to take it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Offer {
    /// Id.
    pub id: Uuid,
    /// Entry it is made to.
    pub entry: Uuid,
    /// Term.
    pub slot: SlotId,
    /// Until then; `None` until the message has been handed over, because the clock starts there.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Status of a waiting entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WaitingStatus {
    /// Waits.
    Waiting,
    /// Got a term.
    Booked,
    /// Left.
    Left,
    /// Its time ran out.
    Lapsed,
}

/// Something a desk must learn. Holds no personal data: it is also shown as a notification.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Event {
    /// Id; the same event is told once.
    pub id: Uuid,
    /// Number of the change that it came with; ascending within the registry's epoch, shared by events of one change.
    pub seq: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum EventKind {
    /// The waiting list booked a freed term for a person this desk had entered.
    WaitingBooked {
        /// Entry.
        entry: Uuid,
        /// Visit.
        appointment: Uuid,
        /// Term.
        slot: SlotId,
        /// Service code.
        service: String,
    },
    /// A freed term is kept for a person this desk had entered, until they answer.
    OfferMade {
        /// Entry.
        entry: Uuid,
        /// Offer.
        offer: Uuid,
        /// Term.
        slot: SlotId,
        /// Service code.
        service: String,
    },
    /// Nobody answered an offer in time; the entry waits on.
    OfferLapsed {
        /// Entry.
        entry: Uuid,
        /// Service code.
        service: String,
    },
    /// Waiting ends soon unless it is prolonged.
    WaitingEnds {
        /// Entry.
        entry: Uuid,
        /// Service code.
        service: String,
        /// Until then.
        valid_until: DateTime<Utc>,
    },
    /// The patient has to be phoned: the clinic cannot see them and they wait again.
    CallPatient {
        /// Entry.
        entry: Uuid,
        /// The visit that was cancelled.
        appointment: Uuid,
        /// Service code.
        service: String,
    },
    /// Terms of booked visits are not published any more: the clinic is asked to call.
    VisitsToMove {
        /// One of the new work items.
        item: Uuid,
        /// Service code.
        service: String,
    },
    /// No message reaches a person: the desk is asked to call.
    CallTask {
        /// The call to make.
        task: Uuid,
        /// Service code.
        service: String,
    },
}

/// Why a waiting person got a term: kept with the visit, so that the order can be proven afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AssignmentReason {
    /// Entitlement that counted.
    pub entitlement: Option<String>,
    /// Category that counted.
    pub urgent: bool,
    /// Time of entry that counted.
    pub entered_at: DateTime<Utc>,
    /// Version of the policy that was in force.
    pub policy_version: u32,
}

#[cfg(test)]
mod tests;
