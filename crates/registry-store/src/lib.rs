//! Storage of the central registry.
//!
//! [`Store`] and [`Tx`] are one statement a function; [`submit`] is the one place where statements become decisions, so
//! that every database decides alike. A database is right when it passes the contract suite (`contract`).

#[cfg(test)]
mod contract;
mod decide;
mod error;
mod open;
mod postgres;
mod rows;
mod sqlite;

pub use decide::submit;
pub use error::StoreError;
pub use open::open;
pub use postgres::PostgresStore;
pub use sqlite::SqliteStore;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::directory::{Directory, Service};
use okienko_domain::geo::Point;
use okienko_domain::ids::{Patient, Pesel, ReferralCode};
use okienko_domain::place::Place;
use okienko_domain::policy::Policy;
use okienko_domain::refusal::Refusal;
use okienko_domain::request::{
    Appointment, AppointmentStatus, AssignmentReason, CancelReason, Event, EventKind, Outcome, WaitingRecord,
};
use okienko_domain::slot::{Sheet, SlotId};
use okienko_domain::waiting::WaitingEntry;
use uuid::Uuid;

/// A database without a policy of its own begins with this one.
const FIRST_POLICY: &str = include_str!("../../../data/policy.json");

/// Result of a statement.
pub type Result<T> = std::result::Result<T, StoreError>;
/// The registry's word on a request.
pub type Answer = std::result::Result<Outcome, Refusal>;

/// Under which name a person's referral is known; the code itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReferralKey(pub(crate) Vec<u8>);

/// Identity and position of a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// Identity; a new or restored database has another.
    pub epoch: Uuid,
    /// Number of the last change.
    pub seq: u64,
    /// The terms are invented.
    pub demo: bool,
}

/// What is known of a schedule when a term of it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotPlace {
    /// Service code.
    pub service: String,
    /// Where.
    pub point: Point,
}

/// A stored visit, without the person.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredAppointment {
    /// Term.
    pub slot: SlotId,
    /// Status.
    pub status: AppointmentStatus,
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

/// A visit to insert.
#[derive(Debug)]
pub struct NewAppointment<'a> {
    /// Id.
    pub id: Uuid,
    /// Term.
    pub slot: SlotId,
    /// Service code.
    pub service: &'a str,
    /// Row of the person.
    pub patient: i64,
    /// Referral.
    pub referral: Option<&'a ReferralKey>,
    /// Desk that sees it.
    pub desk: Option<u32>,
    /// Version of the policy in force.
    pub policy_version: u32,
    /// Why the waiting list chose this person.
    pub assignment: Option<AssignmentReason>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// A waiting entry to insert.
#[derive(Debug)]
pub struct NewWaitingEntry<'a> {
    /// The entry.
    pub entry: &'a WaitingEntry,
    /// Row of the person.
    pub patient: i64,
    /// Referral.
    pub referral: Option<&'a ReferralKey>,
    /// Name of the preferred place.
    pub place: &'a str,
    /// Desk that enters it.
    pub desk: Option<u32>,
}

/// Reads outside a transaction, and the way into one.
#[async_trait]
pub trait Store: Send + Sync {
    /// Identity and position.
    async fn meta(&self) -> Result<Meta>;
    /// The newest policy.
    async fn policy(&self) -> Result<Policy>;
    /// Services, facilities, locations, schedules.
    async fn directory(&self) -> Result<Directory>;
    /// All places, ascending by id.
    async fn places(&self) -> Result<Vec<Place>>;
    /// Sheets of a service in a voivodeship, by schedule and day.
    async fn sheets(&self, service: &str, voivodeship: u8) -> Result<Vec<(u32, Sheet)>>;
    /// Sheets changed after a number, in the order of change: about `limit` of them, never a part of one change.
    async fn sheets_after(&self, seq: u64, limit: u32) -> Result<Vec<(u32, Sheet)>>;
    /// Visits of a desk, newest first.
    async fn appointments(&self, desk: u32, limit: u32) -> Result<Vec<Appointment>>;
    /// Waiting entries of a desk, newest first, with their place in the national order.
    async fn waiting(&self, desk: u32, now: DateTime<Utc>, limit: u32) -> Result<Vec<WaitingRecord>>;
    /// Events of a desk after a number, in order.
    async fn events(&self, desk: u32, after: u64, limit: u32) -> Result<Vec<Event>>;
    /// Begins a transaction that may write. Dropped without [`Tx::commit`] it leaves nothing behind.
    async fn begin(&self) -> Result<Box<dyn Tx>>;
}

/// Statements of one transaction.
#[async_trait]
pub trait Tx: Send {
    /// The stored answer to a request id and the fingerprint of the question.
    async fn answer(&mut self, request: Uuid) -> Result<Option<(Vec<u8>, Answer)>>;
    /// Stores an answer.
    async fn remember(&mut self, request: Uuid, fingerprint: &[u8], answer: &Answer, at: DateTime<Utc>) -> Result<()>;
    /// Takes the next change number.
    async fn next_seq(&mut self) -> Result<u64>;
    /// The newest policy.
    async fn policy(&mut self) -> Result<Policy>;
    /// The service of a code.
    async fn service(&mut self, code: &str) -> Result<Option<Service>>;
    /// What a schedule is.
    async fn slot_place(&mut self, schedule: u32) -> Result<Option<SlotPlace>>;
    /// Whether the term exists, free or not.
    async fn slot_exists(&mut self, slot: SlotId) -> Result<bool>;
    /// Takes a free term; `false` when it is not free. The condition is part of the update.
    async fn take_slot(&mut self, slot: SlotId, version: u64) -> Result<bool>;
    /// Gives a taken term back; `false` when it does not exist any more.
    async fn release_slot(&mut self, slot: SlotId, version: u64) -> Result<bool>;
    /// The row of a person and what is known of them.
    async fn find_patient(&mut self, pesel: &Pesel) -> Result<Option<(i64, Patient)>>;
    /// Inserts a person.
    async fn insert_patient(&mut self, patient: &Patient) -> Result<i64>;
    /// Replaces what is known of a person.
    async fn update_patient(&mut self, row: i64, patient: &Patient) -> Result<()>;
    /// Under which name the person's referral is known.
    fn referral_key(&self, pesel: &Pesel, referral: &ReferralCode) -> ReferralKey;
    /// Whether the person has an active booking of the service.
    async fn has_booking(&mut self, patient: i64, service: &str) -> Result<bool>;
    /// Whether the person's referral has an active booking.
    async fn referral_used(&mut self, patient: i64, referral: &ReferralKey) -> Result<bool>;
    /// Whether the person waits for the service.
    async fn is_waiting(&mut self, patient: i64, service: &str, now: DateTime<Utc>) -> Result<bool>;
    /// Inserts a visit.
    async fn insert_appointment(&mut self, new: NewAppointment<'_>) -> Result<()>;
    /// A visit.
    async fn appointment(&mut self, id: Uuid) -> Result<Option<StoredAppointment>>;
    /// Cancels a visit.
    async fn cancel_appointment(&mut self, id: Uuid, reason: CancelReason, at: DateTime<Utc>) -> Result<()>;
    /// Inserts a waiting entry; a lapsed one of the same person and service gives way.
    async fn insert_waiting(&mut self, new: NewWaitingEntry<'_>) -> Result<()>;
    /// Waiting entries of a service around a point in the statutory order, `limit` of them after the first `offset`.
    async fn candidates(
        &mut self,
        service: &str,
        around: Point,
        now: DateTime<Utc>,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Candidate>>;
    /// Ends the person's waiting for the service with a visit.
    async fn settle_waiting(&mut self, patient: i64, service: &str, appointment: Uuid) -> Result<()>;
    /// Ends waiting without a visit; `false` when the entry does not wait.
    async fn leave_waiting(&mut self, entry: Uuid) -> Result<bool>;
    /// Tells a desk something.
    async fn insert_event(&mut self, seq: u64, desk: u32, event: &EventKind, at: DateTime<Utc>) -> Result<()>;

    /// Marks this database's terms as invented or real.
    async fn set_demo(&mut self, demo: bool) -> Result<()>;
    /// Replaces the services.
    async fn put_services(&mut self, services: &[Service]) -> Result<()>;
    /// Adds or replaces facilities, locations and schedules.
    async fn put_directory(&mut self, directory: &Directory) -> Result<()>;
    /// Adds or replaces places.
    async fn put_places(&mut self, places: &[Place]) -> Result<()>;
    /// Adds or replaces sheets.
    async fn put_sheets(&mut self, sheets: &[(u32, Sheet)]) -> Result<()>;

    /// Marks a point to which [`Tx::undo`] returns.
    async fn mark(&mut self) -> Result<()>;
    /// Forgets the mark and keeps what was done since.
    async fn keep(&mut self) -> Result<()>;
    /// Undoes everything since [`Tx::mark`] and forgets the mark.
    async fn undo(&mut self) -> Result<()>;
    /// Makes it all durable.
    async fn commit(self: Box<Self>) -> Result<()>;
}
