//! What may be asked of the registry, and its answers.

use crate::directory::Service;
use crate::ids::{Patient, ReferralCode};
use crate::refusal::{Refusal, RefusalCode};
use crate::slot::SlotId;
use crate::waiting::Preferences;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A change asked for by a desk or kiosk. `Debug` shows the kind only, through the types of its parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// Facility of the desk; `None` for a kiosk.
    pub desk: Option<u32>,
    /// What is asked.
    pub action: Action,
}

/// The four changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

/// Joining the waiting list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

/// Why a visit is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CancelReason {
    /// The patient cannot or will not come.
    Patient,
    /// The clinic cannot see the patient.
    Clinic,
    /// Booked by mistake.
    Mistake,
}

/// What the registry did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
        /// Its term went to a waiting person at once.
        passed_on: bool,
    },
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

impl Action {
    /// Checks what needs no database: lengths of texts.
    ///
    /// # Errors
    /// [`RefusalCode::TextTooLong`].
    pub fn check(&self) -> Result<(), Refusal> {
        let texts: Vec<&str> = match self {
            Self::Book { patient, .. } => vec![&patient.given_name, &patient.family_name],
            Self::Join(join) => vec![
                &join.patient.given_name,
                &join.patient.family_name,
                &join.place,
                &join.service,
            ],
            Self::Cancel { .. } | Self::Leave { .. } => Vec::new(),
        };
        if texts.iter().any(|t| t.chars().count() > MAX_TEXT) {
            return Err(Refusal::from(RefusalCode::TextTooLong).with("max", MAX_TEXT));
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// When it was booked.
    pub created_at: DateTime<Utc>,
}

/// Status of a visit, FHIR words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppointmentStatus {
    /// Booked.
    Booked,
    /// Cancelled.
    Cancelled,
}

/// A waiting entry as its desk sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

/// Status of a waiting entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// Why a waiting person got a term: kept with the visit, so that the order can be proven afterwards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// Both checks of a person against a service, as the registry makes them and the desk makes them beforehand.
///
/// # Errors
/// Papers first, then the person.
pub fn admit(
    service: &Service,
    patient: &Patient,
    referral: Option<&ReferralCode>,
    visit: crate::calendar::Day,
) -> Result<(), Refusal> {
    crate::eligibility::papers(service, referral)?;
    crate::eligibility::person(service, &patient.pesel, visit)
}

#[cfg(test)]
mod tests {
    use super::{Action, Request, visit_number};
    use uuid::Uuid;

    #[test]
    fn numbers_can_be_said() {
        assert_eq!(
            visit_number(Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef)),
            "789-ABC-DEF"
        );
    }

    #[test]
    fn nothing_personal_in_debug() {
        let json = r#"{"desk":7,"action":{"kind":"book","slot":"1-2026-12-01-0940","patient":{"pesel":"44051401359","given_name":"Adam","family_name":"Kanarek","phone":"+48601234567"},"referral":"7731"}}"#;
        let request: Request = serde_json::from_str(json).unwrap();
        assert!(matches!(request.action, Action::Book { .. }));
        let shown = format!("{request:?}");
        for secret in ["44051401359", "Adam", "Kanarek", "601234567", "7731"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn a_wrong_pesel_on_the_wire_is_an_error_without_the_digits() {
        let json = r#"{"desk":7,"action":{"kind":"book","slot":"1-2026-12-01-0940","patient":{"pesel":"44051401358","given_name":"","family_name":"","phone":null},"referral":null}}"#;
        let error = serde_json::from_str::<Request>(json).unwrap_err().to_string();
        assert!(!error.contains("440514"), "{error}");
    }
}
