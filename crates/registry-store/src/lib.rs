//! Storage of the central registry.
//!
//! [`Store`] and [`Tx`] are one statement a function; [`submit`] is the one place where statements become decisions, so
//! that every database decides alike. A database is right when it passes the contract suite (`contract`).

pub mod access;
mod access_rows;
pub mod audit;
mod backup;
#[cfg(test)]
mod contract;
mod count;
mod decide;
mod error;
mod foreseen;
mod jobs;
pub mod lookup;
mod matching;
pub mod messages;
mod noted;
mod open;
pub mod oversight;
mod postgres;
mod publish;
mod publishing;
mod read;
pub mod retention;
mod rows;
pub mod rules;
mod sqlite;

pub use access::{AccessStore, AccessTx};
pub use backup::{BackupError, backup, renew, restore};
pub use count::{Numbered, count};
pub use decide::{Allowance, Asked, first_in_line, submit, submit_all};
pub use error::StoreError;
pub use foreseen::{ForesightTx, Wish};
pub use jobs::{ROUND, tick};
pub use matching::{Applicant, Candidate, Opening};
pub use open::open;
pub use postgres::PostgresStore;
pub use publish::{
    Created, Imported, ImportedSchedule, PublishRefusal, add_location, add_schedule, agree, extend, import, preview,
    publish, timetable,
};
pub use publishing::{NewWorkItem, Owned, PublishTx, StoredTimetable};
pub use read::{read_appointments, read_call_tasks, read_visits_on, read_waiting, read_work_items};
pub use rows::ChangedSheet;
pub use rules::{RulesStore, RulesTx};
pub use sqlite::SqliteStore;

use lookup::{LookupStore, LookupTx};
use messages::{MessageTx, Outbox};
use oversight::OversightStore;
use retention::RetentionTx;

use audit::{Actor, Deed, Entry, Head, Subject};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::directory::{Directory, Pool, Service};
use okienko_domain::geo::Point;
use okienko_domain::identity::{Identity, PersonKey};
use okienko_domain::ids::{Patient, ReferralCode};
use okienko_domain::place::Place;
use okienko_domain::refusal::Refusal;
use okienko_domain::request::{
    Appointment, AppointmentStatus, AssignmentReason, CancelReason, Event, EventKind, Offer, Outcome, WaitingRecord,
};
use okienko_domain::scope::Part;
use okienko_domain::slot::{Sheet, SlotId};
use okienko_domain::timetable::work::WorkItem;
use okienko_domain::waiting::WaitingEntry;
use std::collections::HashMap;
use uuid::Uuid;

/// A database without rules begins with these.
const FIRST_RULES: &str = include_str!("../../../data/rules.json");

/// Result of a statement.
pub type Result<T> = std::result::Result<T, StoreError>;
/// The registry's word on a request.
pub type Answer = std::result::Result<Outcome, Refusal>;

/// Under which name a person's referral is known; the code itself is not kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
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
    /// Grows when services, facilities, locations or schedules change.
    pub directory: u64,
}

/// What is known of a schedule when a term of it is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotPlace {
    /// Service code.
    pub service: String,
    /// Facility.
    pub facility: u32,
    /// Practitioner as shown to patients.
    pub practitioner: String,
    /// Where.
    pub point: Point,
    /// Who may book.
    pub pool: Pool,
}

/// What is known of a term that is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredTerm {
    /// Its schedule.
    pub place: SlotPlace,
    /// Its service; `None` when there is none of that code any more.
    pub service: Option<Service>,
    /// Nobody may book the service now.
    pub stopped: bool,
    /// The terms of its day, when there are any.
    pub sheet: Option<Sheet>,
}

impl StoredTerm {
    /// Whether the term is free.
    fn is_free(&self, minute: u16) -> bool {
        self.sheet.is_some_and(|sheet| sheet.is_free(minute))
    }

    /// Whether the clinic has the term, free or not.
    fn has(&self, minute: u16) -> bool {
        self.sheet.is_some_and(|sheet| sheet.cell_at(minute).is_some())
    }
}

/// A person and what they have of a service.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownPatient {
    /// Row.
    pub row: i64,
    /// What is known of them.
    pub patient: Patient,
    /// Their active booking of the service.
    pub booked: Option<Uuid>,
    /// Their referral has an active booking.
    pub referral_used: bool,
    /// They wait for the service.
    pub waits: bool,
}

/// A stored visit with what decisions about it need.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredAppointment {
    /// Term.
    pub slot: SlotId,
    /// Service code.
    pub service: String,
    /// Row of the person.
    pub patient_row: i64,
    /// The person.
    pub patient: Patient,
    /// Referral.
    pub referral: Option<ReferralKey>,
    /// Desk that sees it.
    pub desk: Option<u32>,
    /// Status.
    pub status: AppointmentStatus,
    /// Continues treatment at its clinic.
    pub continuation: bool,
    /// Since when the patient has been waiting for a visit of this kind.
    pub waiting_since: DateTime<Utc>,
    /// Last change.
    pub changed_at: DateTime<Utc>,
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
    /// Continues treatment at its clinic.
    pub continuation: bool,
    /// Since when the patient has been waiting for a visit of this kind.
    pub waiting_since: DateTime<Utc>,
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

/// What has to be done because time has passed.
#[derive(Debug, Default)]
pub struct Due {
    /// Holds that are over.
    pub holds: Vec<Uuid>,
    /// Offers that nobody answered in time.
    pub offers: Vec<Uuid>,
    /// Waiting entries that end soon and were not warned of.
    pub ending: Vec<Uuid>,
}

/// Reads of the audit.
#[async_trait]
pub trait AuditStore {
    /// All chains.
    async fn audit_chains(&self) -> Result<Vec<i64>>;
    /// The end of a chain.
    async fn audit_head(&self, chain: i64) -> Result<Option<Head>>;
    /// Entries of a chain after a number, in order.
    async fn audit_page(&self, chain: i64, after: i64, limit: u32) -> Result<Vec<Entry>>;
    /// Entries about a person, oldest first.
    async fn audit_of(&self, subject: &Subject) -> Result<Vec<Entry>>;
}

/// What a transaction adds to the audit.
#[async_trait]
pub trait AuditTx {
    /// The pseudonym of a person.
    fn subject(&self, person: &PersonKey) -> Subject;
    /// The pseudonym of whoever has this visit, waiting entry or offer.
    async fn subject_of(&mut self, id: Uuid) -> Result<Option<Subject>>;
    /// Adds an entry to the actor's chain, with the commit. [`Tx::undo`] takes it back.
    fn audit(&mut self, actor: &Actor, deed: Deed, at: DateTime<Utc>);
}

/// Reads outside a transaction, and the way into one. People's data are read through [`read_appointments`],
/// [`read_waiting`], [`read_call_tasks`], [`read_work_items`] and [`lookup`], which leave their entry in the audit.
#[async_trait]
pub trait Store: AccessStore + AuditStore + RulesStore + Outbox + LookupStore + OversightStore + Send + Sync {
    /// Identity and position.
    async fn meta(&self) -> Result<Meta>;
    /// Whether the key opens people's data, as far as there are any.
    async fn check_key(&self) -> Result<()>;
    /// Services, facilities, locations, schedules.
    async fn directory(&self) -> Result<Directory>;
    /// All places, ascending by id.
    async fn places(&self) -> Result<Vec<Place>>;
    /// Sheets of a part, by schedule and day.
    async fn sheets(&self, part: &Part) -> Result<Vec<(u32, Sheet)>>;
    /// Sheets changed after a number, in the order of change: about `limit` of them, never a part of one change.
    async fn sheets_after(&self, seq: u64, limit: u32) -> Result<Vec<ChangedSheet>>;
    /// Visits of a desk, newest first.
    async fn appointments(&self, desk: u32, limit: u32) -> Result<Vec<Appointment>>;
    /// Visits at a clinic on a day, whoever booked them, by time; cancelled ones are left out.
    async fn visits_on(&self, facility: u32, day: Day) -> Result<Vec<Appointment>>;
    /// Waiting entries of a desk, newest first, with their place in the national order.
    async fn waiting(&self, desk: u32, now: DateTime<Utc>, limit: u32) -> Result<Vec<WaitingRecord>>;
    /// Events of a desk after a number, in order.
    async fn events(&self, desk: u32, after: u64, limit: u32) -> Result<Vec<Event>>;
    /// What is due at `now`, about `limit` of each kind; entries are warned of when they end before `warn_before`.
    async fn due(&self, now: DateTime<Utc>, warn_before: DateTime<Utc>, limit: u32) -> Result<Due>;
    /// When the next hold or offer ends.
    async fn next_due(&self) -> Result<Option<DateTime<Utc>>>;
    /// Visits of a clinic's schedules that wait to be moved, oldest first.
    async fn work_items(&self, facility: u32, now: DateTime<Utc>, limit: u32) -> Result<Vec<WorkItem>>;
    /// How many transactions of this store have ended: a change of another process does not count.
    fn ended(&self) -> u64;
    /// Begins a transaction that may write. Dropped without [`Tx::commit`] it leaves nothing behind.
    async fn begin(&self) -> Result<Box<dyn Tx>>;
}

/// Statements of one transaction: the frame, and what the traits it is made of say about terms, visits, the waiting list
/// and reference data.
#[async_trait]
pub trait Tx:
    SlotTx
    + VisitTx
    + ForesightTx
    + WaitingTx
    + ReferenceTx
    + PublishTx
    + AccessTx
    + AuditTx
    + RulesTx
    + RetentionTx
    + MessageTx
    + LookupTx
    + Send
{
    /// The stored answers to these request ids, each with the fingerprint of its question.
    async fn answers(&mut self, requests: &[Uuid]) -> Result<HashMap<Uuid, (Vec<u8>, Answer)>>;
    /// Stores an answer, with the commit.
    fn remember(&mut self, request: Uuid, fingerprint: &[u8], answer: &Answer, at: DateTime<Utc>) -> Result<()>;
    /// The change number of this transaction.
    async fn next_seq(&mut self) -> Result<u64>;
    /// The service of a code.
    async fn service(&mut self, code: &str) -> Result<Option<Service>>;
    /// Tells a desk something.
    async fn insert_event(&mut self, seq: u64, desk: u32, event: &EventKind, at: DateTime<Utc>) -> Result<()>;
    /// Marks a point to which [`Tx::undo`] returns.
    async fn mark(&mut self) -> Result<()>;
    /// Forgets the mark and keeps what was done since.
    async fn keep(&mut self) -> Result<()>;
    /// Undoes everything since [`Tx::mark`] and forgets the mark.
    async fn undo(&mut self) -> Result<()>;
    /// Makes it all durable.
    async fn commit(self: Box<Self>) -> Result<()>;
}

/// Statements about terms and holds.
#[async_trait]
pub trait SlotTx: Send {
    /// Terms with everything that says who may have them, in the order of the question.
    async fn terms(&mut self, slots: &[SlotId]) -> Result<Vec<Option<StoredTerm>>>;
    /// One of them.
    async fn term(&mut self, slot: SlotId) -> Result<Option<StoredTerm>> {
        Ok(self.terms(&[slot]).await?.pop().flatten())
    }
    /// What a schedule is.
    async fn slot_place(&mut self, schedule: u32) -> Result<Option<SlotPlace>>;
    /// Whether the term exists, free or not.
    async fn slot_exists(&mut self, slot: SlotId) -> Result<bool>;
    /// Takes a free term; `false` when it is not free. The condition is part of the update.
    async fn take_slot(&mut self, slot: SlotId, version: u64) -> Result<bool>;
    /// Gives a taken term back; `false` when it does not exist any more.
    async fn release_slot(&mut self, slot: SlotId, version: u64) -> Result<bool>;
    /// Withdraws a term, free or not.
    async fn close_slot(&mut self, slot: SlotId, version: u64) -> Result<()>;
    /// Sheets of a schedule with free terms, the first `limit` from a day on.
    async fn free_sheets(&mut self, schedule: u32, from: Day, limit: u32) -> Result<Vec<Sheet>>;
    /// Inserts a hold on a term that has been taken for it.
    async fn insert_hold(&mut self, hold: Uuid, slot: SlotId, desk: Option<u32>, until: DateTime<Utc>) -> Result<()>;
    /// Holds of a desk that are not over.
    async fn count_holds(&mut self, desk: u32, now: DateTime<Utc>) -> Result<u64>;
    /// Ends a hold for the booking it was made for; `false` when it is over, another one or another desk's. What the registry
    /// itself keeps for a clinic is for whoever was told its id. The term stays taken.
    async fn use_hold(&mut self, hold: Uuid, desk: Option<u32>, slot: SlotId, now: DateTime<Utc>) -> Result<bool>;
    /// Takes a term over from a hold that is over and not yet swept; `false` when there is none.
    async fn replace_expired_hold(&mut self, slot: SlotId, now: DateTime<Utc>) -> Result<bool>;
    /// Ends a hold that this desk made; its term stays taken.
    async fn drop_hold(&mut self, hold: Uuid, desk: Option<u32>) -> Result<Option<SlotId>>;
    /// Ends a hold that is over; its term stays taken.
    async fn drop_expired_hold(&mut self, hold: Uuid, now: DateTime<Utc>) -> Result<Option<SlotId>>;
}

/// Statements about people and their visits.
#[async_trait]
pub trait VisitTx {
    /// A person, and what they have of a service and by a referral.
    async fn find_patient(
        &mut self,
        identity: &Identity,
        service: &str,
        referral: Option<&ReferralKey>,
    ) -> Result<Option<KnownPatient>>;
    /// Inserts a person.
    async fn insert_patient(&mut self, patient: &Patient) -> Result<i64>;
    /// Replaces what is known of a person.
    async fn update_patient(&mut self, row: i64, patient: &Patient) -> Result<()>;
    /// Under which name the person's referral is known.
    fn referral_key(&self, identity: &Identity, referral: &ReferralCode) -> ReferralKey;
    /// The person's active booking of the service.
    async fn active_booking(&mut self, patient: i64, service: &str) -> Result<Option<Uuid>>;
    /// Whether the person's referral has an active booking.
    async fn referral_used(&mut self, patient: i64, referral: &ReferralKey) -> Result<bool>;
    /// Inserts a visit.
    async fn insert_appointment(&mut self, new: NewAppointment<'_>) -> Result<()>;
    /// A visit.
    async fn appointment(&mut self, id: Uuid) -> Result<Option<StoredAppointment>>;
    /// Cancels a visit.
    async fn cancel_appointment(&mut self, id: Uuid, reason: CancelReason, late: bool, at: DateTime<Utc>)
    -> Result<()>;
    /// Gives a visit another term.
    async fn move_appointment(&mut self, id: Uuid, slot: SlotId, at: DateTime<Utc>) -> Result<()>;
    /// Changes the status of a visit.
    async fn set_status(&mut self, id: Uuid, status: AppointmentStatus, at: DateTime<Utc>) -> Result<()>;
}

/// Statements about the waiting list.
#[async_trait]
pub trait WaitingTx {
    /// Whether the person waits for the service.
    async fn is_waiting(&mut self, patient: i64, service: &str, now: DateTime<Utc>) -> Result<bool>;
    /// Inserts a waiting entry; a lapsed one of the same person and service gives way.
    async fn insert_waiting(&mut self, new: NewWaitingEntry<'_>) -> Result<()>;
    /// An entry that waits.
    async fn entry(&mut self, id: Uuid) -> Result<Option<Candidate>>;
    /// For each opening the waiting entries around it in the statutory order, at most `limit`, with the place of the opening
    /// among all. Those who have an open offer, or have had an offer of this term, are left out.
    async fn applicants(
        &mut self,
        openings: &[Opening<'_>],
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<(usize, Applicant)>>;
    /// Opens who an applicant is.
    fn candidate(&self, applicant: Applicant) -> Result<Candidate>;
    /// Ends the person's waiting for the service with a visit; returns the entry.
    async fn settle_waiting(&mut self, patient: i64, service: &str, appointment: Uuid) -> Result<Option<Uuid>>;
    /// Ends waiting without a visit; `false` when the entry does not wait.
    async fn leave_waiting(&mut self, entry: Uuid) -> Result<bool>;
    /// Gives an entry another end; it may be warned of again.
    async fn prolong_waiting(&mut self, entry: Uuid, until: DateTime<Utc>) -> Result<()>;
    /// Notes that the end of an entry was warned of; `false` when it was before.
    async fn mark_warned(&mut self, entry: Uuid, now: DateTime<Utc>) -> Result<bool>;
    /// Inserts an open offer that ends by `limit` at the latest.
    async fn insert_offer(
        &mut self,
        offer: &Offer,
        assignment: &AssignmentReason,
        now: DateTime<Utc>,
        limit: DateTime<Utc>,
    ) -> Result<()>;
    /// Starts the clock of an open offer; `false` when it runs already or the offer has ended.
    async fn hand_over_offer(&mut self, offer: Uuid, at: DateTime<Utc>, until: DateTime<Utc>) -> Result<bool>;
    /// An open offer.
    async fn open_offer(&mut self, offer: Uuid) -> Result<Option<Offer>>;
    /// Takes an offer that is open and in time. The condition is part of the update.
    async fn accept_offer(&mut self, offer: Uuid, now: DateTime<Utc>) -> Result<Option<(Offer, AssignmentReason)>>;
    /// Ends an open offer by the word of the person.
    async fn decline_offer(&mut self, offer: Uuid) -> Result<Option<Offer>>;
    /// Ends an open offer whose time has run out.
    async fn lapse_offer(&mut self, offer: Uuid, now: DateTime<Utc>) -> Result<Option<Offer>>;
    /// Ends the open offer of an entry that does not need it any more; returns its term, which stays taken.
    async fn withdraw_offer(&mut self, entry: Uuid) -> Result<Option<SlotId>>;
}

/// Statements about reference data.
#[async_trait]
pub trait ReferenceTx {
    /// Gives the database another identity: what clients hold of it counts no more.
    async fn set_epoch(&mut self, epoch: Uuid) -> Result<()>;
    /// Marks this database's terms as invented or real.
    async fn set_demo(&mut self, demo: bool) -> Result<()>;
    /// Adds or replaces facilities, locations and schedules.
    async fn put_directory(&mut self, directory: &Directory) -> Result<()>;
    /// Adds or replaces places.
    async fn put_places(&mut self, places: &[Place]) -> Result<()>;
    /// Adds or replaces sheets.
    async fn put_sheets(&mut self, sheets: &[(u32, Sheet)]) -> Result<()>;
}
