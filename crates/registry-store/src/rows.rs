//! Rows of the schema and what they mean in the domain, for every database: numbers are 64-bit, instants microseconds.

mod applicant;
mod lookup;
mod sheet;
mod term;

pub(crate) use applicant::{ApplicantRow, CandidateRow};
pub(crate) use lookup::{LookupRow, waiting_rows};
pub use sheet::ChangedSheet;
pub(crate) use sheet::{ChangedRow, SheetRow};
pub(crate) use term::TermRow;

use crate::messages::{Channel, StoredMessage};
use crate::{ReferralKey, Result, StoreError, StoredAppointment};
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::directory::{Location, Pool, Schedule};
use okienko_domain::geo::Point;
use okienko_domain::ids::Patient;
use okienko_domain::message::{About, CallReason, CallTask, MessageKind, Term};
use okienko_domain::request::{Appointment, AppointmentStatus, AssignmentReason, Offer, WaitingRecord, WaitingStatus};
use okienko_domain::slot::SlotId;
use okienko_domain::timetable::work::WorkItem;
use okienko_domain::waiting::{WaitingEntry, WaitingMode};
use okienko_seal::Seal;
use serde::Serialize;
use sqlx::FromRow;
use uuid::Uuid;

/// An instant as it is stored.
pub(crate) fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// A stored instant.
pub(crate) fn time(micros: i64) -> Result<DateTime<Utc>> {
    DateTime::from_timestamp_micros(micros).ok_or_else(|| StoreError::Corrupt(format!("time {micros}")))
}

pub(crate) fn corrupt(what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(what.to_string())
}

/// A stored number in the type of the domain.
pub(crate) fn narrow<T: TryFrom<i64>>(stored: i64) -> Result<T> {
    T::try_from(stored).map_err(|_| corrupt(format!("number {stored}")))
}

/// A stored term.
pub(crate) fn slot_id(schedule: i64, day: i64, minute: i64) -> Result<SlotId> {
    Ok(SlotId {
        schedule: narrow(schedule)?,
        day: Day(narrow(day)?),
        minute: narrow(minute)?,
    })
}

#[derive(FromRow)]
pub(crate) struct LocationRow {
    id: i64,
    facility: i64,
    street: String,
    postcode: String,
    city: String,
    voivodeship: i64,
    lat: f64,
    lon: f64,
    step_free: bool,
    mobile: bool,
    stop: Option<String>,
}

impl TryFrom<LocationRow> for Location {
    type Error = StoreError;
    fn try_from(row: LocationRow) -> Result<Self> {
        Ok(Self {
            id: narrow(row.id)?,
            facility: narrow(row.facility)?,
            street: row.street,
            postcode: row.postcode,
            city: row.city,
            voivodeship: narrow(row.voivodeship)?,
            point: Point {
                lat: row.lat,
                lon: row.lon,
            },
            step_free: row.step_free,
            mobile: row.mobile,
            stop: row.stop.as_deref().map(serde_json::from_str).transpose()?,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct ScheduleRow {
    id: i64,
    location: i64,
    service: String,
    practitioner: String,
    room: String,
    minutes: i64,
    pool: String,
    languages: String,
}

impl TryFrom<ScheduleRow> for Schedule {
    type Error = StoreError;
    fn try_from(row: ScheduleRow) -> Result<Self> {
        Ok(Self {
            id: narrow(row.id)?,
            location: narrow(row.location)?,
            service: row.service,
            practitioner: row.practitioner,
            room: row.room,
            minutes: narrow(row.minutes)?,
            pool: pool(&row.pool)?,
            languages: serde_json::from_str(&row.languages)?,
        })
    }
}

/// Pool of a schedule from its column.
pub(crate) fn pool(text: &str) -> Result<Pool> {
    Pool::parse(text).ok_or_else(|| corrupt(format!("pool {text}")))
}

/// A term of three columns that are empty together.
pub(crate) fn optional_slot(schedule: Option<i64>, day: Option<i64>, minute: Option<i64>) -> Result<Option<SlotId>> {
    match (schedule, day, minute) {
        (Some(schedule), Some(day), Some(minute)) => Ok(Some(slot_id(schedule, day, minute)?)),
        _ => Ok(None),
    }
}

/// The person of a row.
pub(crate) fn open_patient(seal: &Seal, identity: &[u8], sealed: &[u8]) -> Result<Patient> {
    Ok(serde_json::from_slice(&seal.unseal(identity, sealed)?)?)
}

#[derive(FromRow)]
pub(crate) struct AppointmentRow {
    id: Uuid,
    schedule: i64,
    day: i64,
    minute: i64,
    service: String,
    status: String,
    continuation: bool,
    late: bool,
    assignment: Option<String>,
    created_at: i64,
    identity: Vec<u8>,
    sealed: Vec<u8>,
}

impl AppointmentRow {
    pub(crate) fn open(self, seal: &Seal) -> Result<Appointment> {
        Ok(Appointment {
            id: self.id,
            slot: slot_id(self.schedule, self.day, self.minute)?,
            service: self.service,
            patient: open_patient(seal, &self.identity, &self.sealed)?,
            status: status(&self.status)?,
            from_waiting_list: self.assignment.is_some(),
            continuation: self.continuation,
            late: self.late,
            assignment: self.assignment.as_deref().map(serde_json::from_str).transpose()?,
            created_at: time(self.created_at)?,
        })
    }
}

/// Status of a visit from its column.
pub(crate) fn status(text: &str) -> Result<AppointmentStatus> {
    match text {
        "booked" => Ok(AppointmentStatus::Booked),
        "arrived" => Ok(AppointmentStatus::Arrived),
        "noshow" => Ok(AppointmentStatus::NoShow),
        "cancelled" => Ok(AppointmentStatus::Cancelled),
        other => Err(corrupt(format!("status {other}"))),
    }
}

#[derive(FromRow)]
pub(crate) struct EntryRow {
    id: Uuid,
    service: String,
    urgent: bool,
    entitlement: Option<String>,
    entered_at: i64,
    valid_until: i64,
    preferences: String,
    mode: String,
    replaces: Option<Uuid>,
}

impl TryFrom<EntryRow> for WaitingEntry {
    type Error = StoreError;
    fn try_from(row: EntryRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            service: row.service,
            urgent: row.urgent,
            entitlement: row.entitlement,
            entered_at: time(row.entered_at)?,
            valid_until: time(row.valid_until)?,
            preferences: serde_json::from_str(&row.preferences)?,
            mode: match row.mode.as_str() {
                "auto-book" => WaitingMode::AutoBook,
                "offer" => WaitingMode::Offer,
                other => return Err(corrupt(format!("mode {other}"))),
            },
            replaces: row.replaces,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct WaitingRow {
    #[sqlx(flatten)]
    entry: EntryRow,
    identity: Vec<u8>,
    sealed: Vec<u8>,
    place: String,
    status: String,
    position: i64,
    schedule: Option<i64>,
    day: Option<i64>,
    minute: Option<i64>,
    offer: Option<Uuid>,
    offer_schedule: Option<i64>,
    offer_day: Option<i64>,
    offer_minute: Option<i64>,
    offer_handed_over_at: Option<i64>,
    offer_expires_at: Option<i64>,
}

impl WaitingRow {
    pub(crate) fn open(self, seal: &Seal, now: DateTime<Utc>) -> Result<WaitingRecord> {
        let entry = WaitingEntry::try_from(self.entry)?;
        let status = match self.status.as_str() {
            "waiting" if entry.valid_until <= now => WaitingStatus::Lapsed,
            "waiting" => WaitingStatus::Waiting,
            "booked" => WaitingStatus::Booked,
            "left" => WaitingStatus::Left,
            other => return Err(corrupt(format!("status {other}"))),
        };
        let offer = match (self.offer, self.offer_schedule, self.offer_day, self.offer_minute) {
            (Some(id), Some(schedule), Some(day), Some(minute)) => Some(Offer {
                id,
                entry: entry.id,
                slot: slot_id(schedule, day, minute)?,
                expires_at: self
                    .offer_handed_over_at
                    .and(self.offer_expires_at)
                    .map(time)
                    .transpose()?,
            }),
            _ => None,
        };
        let slot = optional_slot(self.schedule, self.day, self.minute)?;
        let position = if status == WaitingStatus::Waiting {
            narrow(self.position)?
        } else {
            0
        };
        Ok(WaitingRecord {
            entry,
            patient: open_patient(seal, &self.identity, &self.sealed)?,
            place: self.place,
            status,
            position,
            slot,
            offer,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct WorkItemRow {
    item: Uuid,
    item_created_at: i64,
    #[sqlx(flatten)]
    visit: AppointmentRow,
    proposal_schedule: Option<i64>,
    proposal_day: Option<i64>,
    proposal_minute: Option<i64>,
    hold: Option<Uuid>,
    kept_until: Option<i64>,
}

impl WorkItemRow {
    pub(crate) fn open(self, seal: &Seal) -> Result<WorkItem> {
        Ok(WorkItem {
            id: self.item,
            created_at: time(self.item_created_at)?,
            visit: self.visit.open(seal)?,
            proposal: optional_slot(self.proposal_schedule, self.proposal_day, self.proposal_minute)?,
            hold: self.hold,
            kept_until: self.kept_until.map(time).transpose()?,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct StoredRow {
    schedule: i64,
    day: i64,
    minute: i64,
    service: String,
    patient: i64,
    identity: Vec<u8>,
    sealed: Vec<u8>,
    referral: Option<Vec<u8>>,
    desk: Option<i64>,
    status: String,
    continuation: bool,
    waiting_since: i64,
    changed_at: i64,
}

impl StoredRow {
    pub(crate) fn open(self, seal: &Seal) -> Result<StoredAppointment> {
        Ok(StoredAppointment {
            slot: slot_id(self.schedule, self.day, self.minute)?,
            service: self.service,
            patient_row: self.patient,
            patient: open_patient(seal, &self.identity, &self.sealed)?,
            referral: self.referral.map(ReferralKey),
            desk: self.desk.map(narrow).transpose()?,
            status: status(&self.status)?,
            continuation: self.continuation,
            waiting_since: time(self.waiting_since)?,
            changed_at: time(self.changed_at)?,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct OfferRow {
    id: Uuid,
    entry: Uuid,
    schedule: i64,
    day: i64,
    minute: i64,
    handed_over_at: Option<i64>,
    expires_at: i64,
    assignment: String,
}

impl OfferRow {
    pub(crate) fn open(self) -> Result<(Offer, AssignmentReason)> {
        let offer = Offer {
            id: self.id,
            entry: self.entry,
            slot: slot_id(self.schedule, self.day, self.minute)?,
            expires_at: self.handed_over_at.map(|_| time(self.expires_at)).transpose()?,
        };
        Ok((offer, serde_json::from_str(&self.assignment)?))
    }
}

/// A word of the domain as it is stored.
pub(crate) fn word(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(value)?.trim_matches('\u{22}').to_owned())
}

#[derive(FromRow)]
pub(crate) struct MessageRow {
    id: Uuid,
    kind: String,
    appointment: Option<Uuid>,
    entry: Option<Uuid>,
    offer: Option<Uuid>,
    lookup: Option<Uuid>,
    patient: i64,
    desk: Option<i64>,
    schedule: Option<i64>,
    day: Option<i64>,
    minute: Option<i64>,
    until: Option<i64>,
    next_at: i64,
    attempts: i64,
    refused: Option<String>,
    handed_at: Option<i64>,
}

impl TryFrom<MessageRow> for StoredMessage {
    type Error = StoreError;
    fn try_from(row: MessageRow) -> Result<Self> {
        let term = match (row.schedule, row.day, row.minute, row.until) {
            (Some(schedule), Some(day), Some(minute), None) => Term::Slot(slot_id(schedule, day, minute)?),
            (_, _, _, Some(at)) if row.lookup.is_some() => Term::Since(time(at)?),
            (_, _, _, Some(until)) => Term::Until(time(until)?),
            _ => return Err(corrupt("a message about no time")),
        };
        let channel = |code: String| Channel::parse(&code).ok_or_else(|| corrupt(format!("channel {code}")));
        Ok(Self {
            id: row.id,
            kind: message_kind(&row.kind)?,
            about: about(row.appointment, row.entry, row.offer, row.lookup)?,
            patient: row.patient,
            desk: row.desk.map(narrow).transpose()?,
            term,
            attempts: narrow(row.attempts)?,
            next_at: time(row.next_at)?,
            refused: row.refused.map(channel).transpose()?,
            handed_at: row.handed_at.map(time).transpose()?,
        })
    }
}

fn message_kind(code: &str) -> Result<MessageKind> {
    MessageKind::parse(code).ok_or_else(|| corrupt(format!("message {code}")))
}

fn about(appointment: Option<Uuid>, entry: Option<Uuid>, offer: Option<Uuid>, lookup: Option<Uuid>) -> Result<About> {
    let about = appointment.map(About::Appointment).or(entry.map(About::Entry));
    about
        .or(offer.map(About::Offer))
        .or(lookup.map(About::Lookup))
        .ok_or_else(|| corrupt("a message about nothing"))
}

#[derive(FromRow)]
pub(crate) struct CallTaskRow {
    id: Uuid,
    kind: String,
    appointment: Option<Uuid>,
    entry: Option<Uuid>,
    offer: Option<Uuid>,
    service: String,
    schedule: Option<i64>,
    day: Option<i64>,
    minute: Option<i64>,
    until: Option<i64>,
    reason: String,
    created_at: i64,
    identity: Vec<u8>,
    sealed: Vec<u8>,
}

impl CallTaskRow {
    pub(crate) fn open(self, seal: &Seal) -> Result<CallTask> {
        Ok(CallTask {
            id: self.id,
            kind: message_kind(&self.kind)?,
            about: about(self.appointment, self.entry, self.offer, None)?,
            service: self.service,
            slot: optional_slot(self.schedule, self.day, self.minute)?,
            until: self.until.map(time).transpose()?,
            reason: CallReason::parse(&self.reason).ok_or_else(|| corrupt(format!("reason {}", self.reason)))?,
            created_at: time(self.created_at)?,
            patient: open_patient(seal, &self.identity, &self.sealed)?,
        })
    }
}
