//! Messages to patients, stored in the transaction of the decision they tell, so that neither exists without the other.
//!
//! Decisions call the functions of this file. [`dispatch`] lets messages go: it is the only place that changes their state.
//!
//! ```text
//! due -> sending -> sent -> delivered      due, sending -> dropped   (not true any more)
//!  ^________|  tried again, or the           sending, sent -> failed    (and somebody calls)
//!              one who took it is gone
//! ```

pub mod dispatch;

use crate::audit::{Actor, Deed};
use crate::{Candidate, Result, Store, Tx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::ids::{Patient, Phone};
use okienko_domain::message::{About, CallReason, CallTask, MessageKind, Term};
use okienko_domain::slot::SlotId;
use uuid::Uuid;

/// The way to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// Text message.
    Sms,
    /// E-mail.
    Email,
}

impl Channel {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }

    /// The channel of a stable name.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Sms, Self::Email]
            .into_iter()
            .find(|channel| channel.code() == code)
    }
}

/// A message to insert.
#[derive(Debug, Clone, Copy)]
pub struct NewMessage {
    /// What it tells.
    pub kind: MessageKind,
    /// About what.
    pub about: About,
    /// Row of the person.
    pub patient: i64,
    /// Clinic that calls when it cannot be delivered.
    pub desk: Option<u32>,
    /// The time it speaks of.
    pub term: Term,
    /// When it may go.
    pub due_at: DateTime<Utc>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// A stored message.
#[derive(Debug, Clone)]
pub struct StoredMessage {
    /// Id; couriers get it as the name by which they notice a repetition.
    pub id: Uuid,
    /// What it tells.
    pub kind: MessageKind,
    /// About what.
    pub about: About,
    /// Row of the person.
    pub patient: i64,
    /// Clinic that calls when it cannot be delivered.
    pub desk: Option<u32>,
    /// The time it speaks of.
    pub term: Term,
    /// Times that it was taken.
    pub attempts: u32,
    /// When somebody may take it (again).
    pub next_at: DateTime<Utc>,
    /// Channel on which this person cannot be reached.
    pub refused: Option<Channel>,
    /// When a courier took it.
    pub handed_at: Option<DateTime<Utc>>,
}

/// Row of the person whom a visit is for, and the clinic that calls when no message reaches them.
pub type Party = (i64, u32);

/// Where a visit takes place, as told to the patient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Venue {
    /// Facility.
    pub facility: u32,
    /// Its name.
    pub name: String,
    /// Its phone, "" when unknown.
    pub phone: String,
    /// Street and number.
    pub street: String,
    /// Town.
    pub city: String,
}

/// What waits to be sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Messages whose time has come and that no courier has, also those that are to be tried again later.
    pub overdue: u64,
    /// Since when the oldest of them waits.
    pub oldest: Option<DateTime<Utc>>,
    /// When the next one, overdue or not, may be taken (again).
    pub next: Option<DateTime<Utc>>,
}

/// Reads of the outbox outside a transaction.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// What waits to be sent.
    async fn backlog(&self, now: DateTime<Utc>) -> Result<Backlog>;
    /// Calls that a clinic has to make, oldest first. What is not true any more is told to nobody, so those are left out.
    async fn call_tasks(&self, desk: u32, limit: u32) -> Result<Vec<CallTask>>;
}

/// Statements about messages within a transaction.
#[async_trait]
pub trait MessageTx {
    /// Inserts a message; the same one (see [`okienko_domain::message::dedupe_key`]) only once, unless it was dropped. It is
    /// written with the commit.
    fn insert_message(&mut self, new: NewMessage);
    /// Drops the messages about a visit that have not been taken.
    async fn drop_messages(&mut self, appointment: Uuid, reason: &str) -> Result<()>;
    /// The message that may be taken first.
    async fn next_message(&mut self, now: DateTime<Utc>) -> Result<Option<StoredMessage>>;
    /// A message.
    async fn message(&mut self, id: Uuid) -> Result<Option<StoredMessage>>;
    /// Takes a message until `until`; `false` when somebody else was faster. The condition is part of the update.
    async fn take_message(&mut self, message: &StoredMessage, until: DateTime<Utc>) -> Result<bool>;
    /// Notes by which channel a taken message goes.
    async fn send_by(&mut self, id: Uuid, channel: Channel, phone: Option<&Phone>) -> Result<()>;
    /// Gives a taken message back until `next_at`; `counted` when that was an attempt. `false` when it was taken again.
    async fn return_message(
        &mut self,
        id: Uuid,
        attempts: u32,
        counted: bool,
        next_at: DateTime<Utc>,
        refused: Option<Channel>,
    ) -> Result<bool>;
    /// A courier has it; `false` when that was known.
    async fn message_sent(&mut self, id: Uuid, provider_id: &str, at: DateTime<Utc>) -> Result<bool>;
    /// The person's phone has it; `false` when that was known or has failed for good.
    async fn message_delivered(&mut self, id: Uuid, at: DateTime<Utc>) -> Result<bool>;
    /// Ends a message unsent or undelivered: `failed`, or `dropped` because it is not true any more; `false` when it had
    /// ended.
    async fn end_message(&mut self, id: Uuid, failed: bool, reason: &str) -> Result<bool>;
    /// Messages handed over to this phone since `since` that may be answered, newest first: message and visit.
    async fn reminded(&mut self, phone: &Phone, since: DateTime<Utc>) -> Result<Vec<(Uuid, Uuid)>>;
    /// Person and clinic of a visit: the desk that booked it, or where it takes place.
    async fn party(&mut self, appointment: Uuid) -> Result<Option<Party>>;
    /// A person by row.
    async fn patient(&mut self, row: i64) -> Result<Patient>;
    /// Where terms of a schedule take place.
    async fn venue(&mut self, schedule: u32) -> Result<Option<Venue>>;
    /// Service of a waiting entry, whether it waits, and until when.
    async fn entry_now(&mut self, entry: Uuid) -> Result<Option<(String, bool, DateTime<Utc>)>>;
    /// Asks a clinic to call; `None` when it was asked because of this message before.
    async fn insert_call_task(
        &mut self,
        message: &StoredMessage,
        reason: CallReason,
        at: DateTime<Utc>,
    ) -> Result<Option<Uuid>>;
    /// Ends a call of a clinic; returns what it is about, `None` when there is no such call to make.
    async fn end_call_task(&mut self, desk: u32, task: Uuid, at: DateTime<Utc>) -> Result<Option<Uuid>>;
}

/// A person has booked a visit: confirmation and reminders.
///
/// # Errors
/// Failures of storage; this and the following.
pub async fn appointment_booked(
    tx: &mut dyn Tx,
    id: Uuid,
    slot: SlotId,
    party: Party,
    now: DateTime<Utc>,
) -> Result<()> {
    tell(tx, MessageKind::Confirmation, id, slot, party, now).await?;
    remind(tx, id, slot, party, now).await
}

/// The waiting list has booked a visit: news and reminders.
///
/// # Errors
/// See [`appointment_booked`].
pub async fn appointment_assigned(tx: &mut dyn Tx, id: Uuid, slot: SlotId, now: DateTime<Utc>) -> Result<()> {
    let party = party(tx, id).await?;
    tell(tx, MessageKind::AutoBooked, id, slot, party, now).await?;
    remind(tx, id, slot, party, now).await
}

/// A visit is at `slot` now: what was due about it is dropped, the change is told, and there are new reminders.
///
/// # Errors
/// See [`appointment_booked`].
pub async fn appointment_moved(tx: &mut dyn Tx, id: Uuid, slot: SlotId, now: DateTime<Utc>) -> Result<()> {
    tx.drop_messages(id, "superseded").await?;
    let party = party(tx, id).await?;
    tell(tx, MessageKind::Change, id, slot, party, now).await?;
    remind(tx, id, slot, party, now).await
}

/// A visit will not take place: what was due about it is dropped, and that is told.
///
/// # Errors
/// See [`appointment_booked`].
pub async fn appointment_cancelled(tx: &mut dyn Tx, id: Uuid, slot: SlotId, now: DateTime<Utc>) -> Result<()> {
    tx.drop_messages(id, "superseded").await?;
    let party = party(tx, id).await?;
    tell(tx, MessageKind::Cancelled, id, slot, party, now).await
}

/// Somebody's waiting ends soon.
///
/// # Errors
/// See [`appointment_booked`].
pub async fn entry_ends(tx: &mut dyn Tx, waiting: &Candidate, now: DateTime<Utc>) -> Result<()> {
    let entry = &waiting.entry;
    let (about, term) = (About::Entry(entry.id), Term::Until(entry.valid_until));
    tell_waiting(tx, MessageKind::ExpiryWarning, about, waiting, term, now).await
}

/// A term is held for a waiting person's answer.
///
/// # Errors
/// See [`appointment_booked`].
pub async fn offer_made(
    tx: &mut dyn Tx,
    offer: Uuid,
    waiting: &Candidate,
    slot: SlotId,
    now: DateTime<Utc>,
) -> Result<()> {
    let (about, term) = (About::Offer(offer), Term::Slot(slot));
    tell_waiting(tx, MessageKind::Offer, about, waiting, term, now).await
}

async fn tell_waiting(
    tx: &mut dyn Tx,
    kind: MessageKind,
    about: About,
    waiting: &Candidate,
    term: Term,
    at: DateTime<Utc>,
) -> Result<()> {
    let due_at = tx.policy().await?.news(term, at);
    tx.insert_message(NewMessage {
        kind,
        about,
        patient: waiting.patient_row,
        desk: waiting.desk,
        term,
        due_at,
        at,
    });
    Ok(())
}

async fn tell(
    tx: &mut dyn Tx,
    kind: MessageKind,
    id: Uuid,
    slot: SlotId,
    party: Party,
    now: DateTime<Utc>,
) -> Result<()> {
    let due_at = tx.policy().await?.news(Term::Slot(slot), now);
    insert(tx, kind, id, slot, party, due_at, now);
    Ok(())
}

async fn remind(tx: &mut dyn Tx, id: Uuid, slot: SlotId, party: Party, now: DateTime<Utc>) -> Result<()> {
    for due_at in tx.policy().await?.reminders(slot, now) {
        insert(tx, MessageKind::Reminder, id, slot, party, due_at, now);
    }
    Ok(())
}

fn insert(
    tx: &mut dyn Tx,
    kind: MessageKind,
    id: Uuid,
    slot: SlotId,
    (patient, desk): Party,
    due_at: DateTime<Utc>,
    at: DateTime<Utc>,
) {
    tx.insert_message(NewMessage {
        kind,
        about: About::Appointment(id),
        patient,
        desk: Some(desk),
        term: Term::Slot(slot),
        due_at,
        at,
    });
}

/// Somebody of a clinic has made a call that it was asked for. `false` when there is no such call to make.
///
/// # Errors
/// See [`appointment_booked`].
pub async fn called(store: &dyn Store, actor: &Actor, desk: u32, task: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = store.begin().await?;
    let about = tx.end_call_task(desk, task, now).await?;
    if let Some(about) = about
        && let Some(subject) = tx.subject_of(about).await?
    {
        tx.audit(actor, Deed::to(subject, "end-call", task, "called"), now);
    }
    tx.commit().await?;
    Ok(about.is_some())
}

/// Whom messages about a stored visit are for.
///
/// # Errors
/// See [`appointment_booked`].
pub async fn party(tx: &mut dyn Tx, appointment: Uuid) -> Result<Party> {
    let party = tx.party(appointment).await?;
    party.ok_or_else(|| crate::rows::corrupt("a message about no visit"))
}
