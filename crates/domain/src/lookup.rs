//! Looking up what a person has at other clinics: for a referral of theirs, or for an emergency with its reason.

use crate::identity::Identity;
use crate::ids::{Patient, ReferralCode};
use crate::request::{Appointment, WaitingRecord};
use crate::text::clean;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use utoipa::ToSchema;
use uuid::Uuid;

/// Whoever writes less has given no reason that can be reviewed; whoever writes more writes a medical record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "the reason of an emergency has {} to {} characters",
    EmergencyReason::SHORTEST,
    EmergencyReason::LONGEST
)]
pub struct ReasonLength;

/// Why somebody's visits elsewhere must be known at once, on one line. `Debug` shows nothing of it: it may name people.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, min_length = 10, max_length = 500)]
pub struct EmergencyReason(String);

impl EmergencyReason {
    /// Fewest characters.
    pub const SHORTEST: usize = 10;
    /// Most characters.
    pub const LONGEST: usize = 500;

    /// Reads a reason; what surrounds it and what cannot be seen does not count, lines become one.
    ///
    /// # Errors
    /// [`ReasonLength`].
    pub fn parse(text: &str) -> Result<Self, ReasonLength> {
        let text = clean(&text.split_whitespace().collect::<Vec<_>>().join(" "));
        let fits = (Self::SHORTEST..=Self::LONGEST).contains(&text.chars().count());
        fits.then_some(Self(text)).ok_or(ReasonLength)
    }

    /// The reason.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for EmergencyReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmergencyReason(•)")
    }
}

impl TryFrom<String> for EmergencyReason {
    type Error = ReasonLength;
    fn try_from(text: String) -> Result<Self, ReasonLength> {
        Self::parse(&text)
    }
}

impl From<EmergencyReason> for String {
    fn from(reason: EmergencyReason) -> Self {
        reason.0
    }
}

/// What a clinic that has nothing to do with the person's visits states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Because {
    /// The person has shown a referral by which they have booked or wait.
    Referral {
        /// Its code.
        code: ReferralCode,
    },
    /// It cannot wait. The patient is told.
    Emergency {
        /// Why.
        reason: EmergencyReason,
    },
}

impl Because {
    /// The stable name.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Referral { .. } => "referral",
            Self::Emergency { .. } => "emergency",
        }
    }

    /// The reason of an emergency.
    #[must_use]
    pub fn reason(&self) -> Option<&EmergencyReason> {
        match self {
            Self::Referral { .. } => None,
            Self::Emergency { reason } => Some(reason),
        }
    }
}

/// Whose visits are asked for, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Lookup {
    /// A PESEL or a document.
    pub person: Identity,
    /// Why.
    pub because: Because,
}

/// What a person has, at whatever clinic. Nothing at all is also the answer about somebody nobody knows, and to a referral
/// that is not theirs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Found {
    /// Visits from today on, the next one first. How to reach the patient is left out.
    pub visits: Vec<Appointment>,
    /// Entries that wait, the oldest first, likewise.
    pub waiting: Vec<WaitingRecord>,
}

impl Found {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.visits.is_empty() && self.waiting.is_empty()
    }
}

/// A person as another clinic may see them: who they are, and not how they are reached.
#[must_use]
pub fn without_contact(patient: Patient) -> Patient {
    Patient {
        phone: None,
        email: None,
        guardian: None,
        ..patient
    }
}

/// A look-up, for the review by the clinic's administrator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct LookupRecord {
    /// Id, which the audit names.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Name of the account.
    pub by: String,
    /// `referral` or `emergency`.
    pub because: String,
    /// Of an emergency.
    pub reason: Option<EmergencyReason>,
    /// Whose visits were seen; `None` when there was nothing to see. How to reach them is left out.
    pub patient: Option<Patient>,
    /// Who has reviewed it, and when.
    pub review: Option<LookupReview>,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LookupReview {
    /// Name of the account.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::{Because, EmergencyReason, Lookup, ReasonLength, without_contact};
    use crate::contact::{Email, Guardian};
    use crate::ids::{Patient, Pesel, Phone};

    #[test]
    fn a_reason_has_something_to_review() {
        let parse = |text: &str| EmergencyReason::parse(text).map(|reason| reason.as_str().to_owned());
        assert_eq!(
            parse("  Nieprzytomny,\r\n\tkarta w portfelu\u{202E} "),
            Ok("Nieprzytomny, karta w portfelu".into())
        );
        for empty in [
            "",
            "pilne",
            "x        y",
            "\u{200B}\u{200B}\u{200B}\u{200B}\u{200B}\u{200B}\u{200B}\u{200B}\u{200B}\u{200B}",
        ] {
            assert_eq!(parse(empty), Err(ReasonLength), "{empty:?}");
        }
        assert!(parse(&"ż".repeat(10)).is_ok() && parse(&"ż".repeat(500)).is_ok());
        assert_eq!(parse(&"ż".repeat(9)), Err(ReasonLength));
        assert_eq!(parse(&"ż".repeat(501)), Err(ReasonLength));
    }

    #[test]
    fn a_question_is_written_like_this() {
        let asked =
            r#"{"person":{"pesel":"44051401359"},"because":{"kind":"emergency","reason":"Nieprzytomny na SOR"}}"#;
        let lookup: Lookup = serde_json::from_str(asked).unwrap();
        assert_eq!(serde_json::to_string(&lookup).unwrap(), asked);
        assert_eq!(lookup.because.code(), "emergency");
        let referral: Because = serde_json::from_str(r#"{"kind":"referral","code":"7731"}"#).unwrap();
        assert_eq!((referral.code(), referral.reason()), ("referral", None));
        for wrong in [
            asked.replace("Nieprzytomny na SOR", "pilne"),
            asked.replace("\"reason\"", "\"reviewed\":true,\"reason\""),
            asked.replace("{\"person\"", "{\"facility\":1,\"person\""),
            asked.replace("{\"pesel\":\"44051401359\"}", "{}"),
        ] {
            let told = serde_json::from_str::<Lookup>(&wrong).unwrap_err().to_string();
            assert!(!told.contains("pilne") && !told.contains("44051401359"), "{told}");
        }
    }

    #[test]
    fn nothing_personal_in_debug() {
        let reason = EmergencyReason::parse("Kanarkowska nieprzytomna").unwrap();
        let lookup = Lookup {
            person: Pesel::parse("44051401359").unwrap().into(),
            because: Because::Emergency { reason },
        };
        let shown = format!("{lookup:?}");
        assert!(!shown.contains("Kanarkowska") && !shown.contains("440514"), "{shown}");
    }

    #[test]
    fn another_clinic_learns_no_contact() {
        let phone = Phone::parse("601234567").unwrap();
        let patient = Patient {
            identity: Pesel::parse("44051401359").unwrap().into(),
            given_name: "Jan".into(),
            family_name: "Próbny".into(),
            phone: Some(phone.clone()),
            email: Email::parse("jan@poczta.example.pl").ok(),
            language: Default::default(),
            guardian: Some(Box::new(Guardian {
                given_name: "Ewa".into(),
                family_name: "Próbna".into(),
                phone,
            })),
        };
        let seen = without_contact(patient);
        assert_eq!((seen.phone, seen.email, seen.guardian), (None, None, None));
        assert_eq!(seen.family_name, "Próbny");
    }
}
