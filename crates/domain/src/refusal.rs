//! What the rules say no with.

use crate::slot::SlotId;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use thiserror::Error;
use utoipa::ToSchema;

/// Why a request is refused. A refusal is an answer, not a failure: the same request would be refused again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RefusalCode {
    /// Somebody else has the term.
    SlotTaken,
    /// No such term.
    SlotUnknown,
    /// The term has begun.
    SlotPast,
    /// The term is a reserve of its clinic; only the clinic's own desk books it.
    PoolReserved,
    /// No such service.
    ServiceUnknown,
    /// The service is stopped for now.
    ServiceStopped,
    /// The person has an active booking of this service.
    AlreadyBooked,
    /// The person waits for this service already.
    AlreadyWaiting,
    /// The service needs a referral.
    ReferralRequired,
    /// The referral has an active booking.
    ReferralUsed,
    /// Too young by year of birth; parameters `from`, `to`.
    AgeTooYoung,
    /// Too old by year of birth; parameters `from`, `to`.
    AgeTooOld,
    /// The programme is for the other sex.
    SexNotEligible,
    /// Under 18 on the day of the visit, and nobody answers for them.
    GuardianRequired,
    /// The number of the document is the person's PESEL.
    DocumentIsPesel,
    /// Documents and guardians are for a desk, which has seen them.
    AtDeskOnly,
    /// No such visit.
    AppointmentUnknown,
    /// The visit was cancelled before.
    AlreadyCancelled,
    /// No such waiting entry, or it does not wait any more.
    EntryUnknown,
    /// The entitlement is not in the list of the policy.
    EntitlementUnknown,
    /// No such hold, or its time ran out and somebody else has the term.
    HoldExpired,
    /// The desk keeps as many terms as it may; parameter `max`.
    TooManyHolds,
    /// The visit has taken place or was cancelled.
    NotBooked,
    /// The term is of another service than the visit.
    OtherService,
    /// The visit has this term already.
    SameSlot,
    /// A continuation visit is booked and moved at its clinic only.
    ContinuationElsewhere,
    /// The day of the visit has not come.
    TooEarly,
    /// The visit was not missed, or too long ago; parameter `days`.
    NotRestorable,
    /// The offer was answered, has ended or never was.
    OfferEnded,
    /// The visit to be replaced is not this person's booked visit of the service.
    NothingToReplace,
    /// The entry does not end soon; parameter `days`.
    ProlongTooEarly,
    /// The same request id came with another body.
    RequestMismatch,
    /// A text is longer than the field; parameter `max`.
    TextTooLong,
    /// Whoever asks was refused too often for this person, or a kiosk for people.
    TooManyTries,
    /// Whoever asks may not ask this for this desk.
    NotAllowed,
    /// A kiosk is told no more of a person: they may have such a visit, wait for one, or have used the referral.
    SaidAtDesk,
}

impl RefusalCode {
    /// Whether it tells what only the person and their clinic should know.
    #[must_use]
    pub fn tells_of_a_person(self) -> bool {
        matches!(self, Self::AlreadyBooked | Self::AlreadyWaiting | Self::ReferralUsed)
    }
}

/// A refusal with the parameters of its sentence. Parameters never hold personal data.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize, ToSchema)]
pub struct Refusal {
    /// Code.
    pub code: RefusalCode,
    /// Parameters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, String>,
    /// Free terms near the one that was asked for, nearest first, when that one is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<SlotId>,
}

impl Refusal {
    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }
}

impl From<RefusalCode> for Refusal {
    fn from(code: RefusalCode) -> Self {
        Self {
            code,
            params: BTreeMap::new(),
            alternatives: Vec::new(),
        }
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "refused: {}", self.code)
    }
}

#[cfg(test)]
mod tests {
    use super::{Refusal, RefusalCode};

    #[test]
    fn codes_are_kebab_case_everywhere() {
        let refusal = Refusal::from(RefusalCode::AgeTooYoung).with("from", 45);
        assert_eq!(refusal.code.to_string(), "age-too-young");
        assert_eq!(
            serde_json::to_string(&refusal).unwrap(),
            r#"{"code":"age-too-young","params":{"from":"45"}}"#
        );
    }
}
