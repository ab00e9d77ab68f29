//! What the waiting list is asked, and what it answers.

use crate::ReferralKey;
use okienko_domain::calendar::Day;
use okienko_domain::geo::Point;
use okienko_domain::ids::Patient;
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::{Rank, WaitingEntry};
use uuid::Uuid;

/// A freed term for which the next people in line are asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Opening<'a> {
    /// The term, or the first of many.
    pub slot: SlotId,
    /// The day of the last of them.
    pub until: Day,
    /// Service code.
    pub service: &'a str,
    /// Where.
    pub point: Point,
    /// At which facility.
    pub facility: u32,
    /// Those up to here have been looked at.
    pub after: Option<Rank>,
}

/// A waiting entry as it is looked at for a term. Who the person is stays sealed until the term suits.
#[derive(Debug, Clone, PartialEq)]
pub struct Applicant {
    /// The entry.
    pub entry: WaitingEntry,
    /// Row of the person.
    pub patient_row: i64,
    /// Referral given when joining.
    pub referral: Option<ReferralKey>,
    /// Desk that entered it.
    pub desk: Option<u32>,
    /// The person's active booking of the service.
    pub booked: Option<Uuid>,
    /// Their referral has an active booking.
    pub referral_used: bool,
    /// Keyed index of the person.
    pub(crate) identity: Vec<u8>,
    /// The person, sealed.
    pub(crate) sealed: Vec<u8>,
}

/// A waiting entry together with what booking for it needs.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The entry.
    pub entry: WaitingEntry,
    /// Row of the person.
    pub patient_row: i64,
    /// The person.
    pub patient: Patient,
    /// Referral given when joining.
    pub referral: Option<ReferralKey>,
    /// Desk that entered it.
    pub desk: Option<u32>,
}

/// Rows of a question, with empty ones up to the next of few lengths: the statements for them are few then, so that the
/// database parses each of them once.
pub(crate) fn padded<T>(rows: &[T]) -> impl Iterator<Item = Option<&T>> {
    // Four lengths from each power of two to the next: at most a quarter of the rows are empty.
    let length = rows.len().next_multiple_of((rows.len().next_power_of_two() / 8).max(1));
    rows.iter().map(Some).chain(std::iter::repeat(None)).take(length)
}
