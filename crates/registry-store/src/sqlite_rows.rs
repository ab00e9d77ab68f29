//! Rows of the SQLite schema and what they mean in the domain.

use crate::{Candidate, Result, StoreError};
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::directory::{Location, Schedule};
use okienko_domain::geo::Point;
use okienko_domain::ids::{Patient, Pesel, Phone, ReferralCode};
use okienko_domain::request::{Appointment, AppointmentStatus, WaitingRecord, WaitingStatus};
use okienko_domain::slot::{Sheet, SlotId};
use okienko_domain::waiting::WaitingEntry;
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

fn corrupt(what: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(what.to_string())
}

#[derive(FromRow)]
pub(crate) struct LocationRow {
    id: u32,
    facility: u32,
    street: String,
    postcode: String,
    city: String,
    voivodeship: u8,
    lat: f64,
    lon: f64,
    step_free: bool,
    mobile: bool,
}

impl From<LocationRow> for Location {
    fn from(row: LocationRow) -> Self {
        let LocationRow {
            id,
            facility,
            street,
            postcode,
            city,
            voivodeship,
            lat,
            lon,
            step_free,
            mobile,
        } = row;
        Self {
            id,
            facility,
            street,
            postcode,
            city,
            voivodeship,
            point: Point { lat, lon },
            step_free,
            mobile,
        }
    }
}

#[derive(FromRow)]
pub(crate) struct ScheduleRow {
    id: u32,
    location: u32,
    service: String,
    practitioner: String,
    room: String,
    minutes: u16,
}

impl From<ScheduleRow> for Schedule {
    fn from(row: ScheduleRow) -> Self {
        let ScheduleRow {
            id,
            location,
            service,
            practitioner,
            room,
            minutes,
        } = row;
        Self {
            id,
            location,
            service,
            practitioner,
            room,
            minutes,
        }
    }
}

#[derive(FromRow)]
pub(crate) struct SheetRow {
    schedule: u32,
    day: u16,
    first: u16,
    step: u16,
    open: i64,
    free: i64,
    version: i64,
}

impl TryFrom<SheetRow> for (u32, Sheet) {
    type Error = StoreError;
    fn try_from(row: SheetRow) -> Result<Self> {
        let SheetRow {
            schedule,
            day,
            first,
            step,
            open,
            free,
            version,
        } = row;
        let sheet = Sheet {
            day: Day(day),
            first,
            step,
            open: open.cast_unsigned(),
            free: free.cast_unsigned(),
            version: version.cast_unsigned(),
        };
        sheet.check().map_err(corrupt)?;
        Ok((schedule, sheet))
    }
}

#[derive(FromRow)]
pub(crate) struct PatientRow {
    pesel: String,
    given_name: String,
    family_name: String,
    phone: Option<String>,
}

impl TryFrom<PatientRow> for Patient {
    type Error = StoreError;
    fn try_from(row: PatientRow) -> Result<Self> {
        Ok(Self {
            pesel: Pesel::parse(&row.pesel).map_err(corrupt)?,
            given_name: row.given_name,
            family_name: row.family_name,
            phone: row.phone.as_deref().map(Phone::parse).transpose().map_err(corrupt)?,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct AppointmentRow {
    id: Uuid,
    schedule: u32,
    day: u16,
    minute: u16,
    service: String,
    status: String,
    from_waiting_list: bool,
    created_at: i64,
    #[sqlx(flatten)]
    patient: PatientRow,
}

impl TryFrom<AppointmentRow> for Appointment {
    type Error = StoreError;
    fn try_from(row: AppointmentRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            slot: SlotId {
                schedule: row.schedule,
                day: Day(row.day),
                minute: row.minute,
            },
            service: row.service,
            patient: row.patient.try_into()?,
            status: status(&row.status)?,
            from_waiting_list: row.from_waiting_list,
            created_at: time(row.created_at)?,
        })
    }
}

/// Status of a visit from its column.
pub(crate) fn status(text: &str) -> Result<AppointmentStatus> {
    match text {
        "booked" => Ok(AppointmentStatus::Booked),
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
        })
    }
}

#[derive(FromRow)]
pub(crate) struct WaitingRow {
    #[sqlx(flatten)]
    entry: EntryRow,
    #[sqlx(flatten)]
    patient: PatientRow,
    place: String,
    status: String,
    position: u32,
    schedule: Option<u32>,
    day: Option<u16>,
    minute: Option<u16>,
}

impl WaitingRow {
    pub(crate) fn into_record(self, now: DateTime<Utc>) -> Result<WaitingRecord> {
        let entry = WaitingEntry::try_from(self.entry)?;
        let status = match self.status.as_str() {
            "waiting" if entry.valid_until <= now => WaitingStatus::Lapsed,
            "waiting" => WaitingStatus::Waiting,
            "booked" => WaitingStatus::Booked,
            "left" => WaitingStatus::Left,
            other => return Err(corrupt(format!("status {other}"))),
        };
        let slot = match (self.schedule, self.day, self.minute) {
            (Some(schedule), Some(day), Some(minute)) => Some(SlotId {
                schedule,
                day: Day(day),
                minute,
            }),
            _ => None,
        };
        let position = if status == WaitingStatus::Waiting {
            self.position
        } else {
            0
        };
        Ok(WaitingRecord {
            entry,
            patient: self.patient.try_into()?,
            place: self.place,
            status,
            position,
            slot,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct CandidateRow {
    #[sqlx(flatten)]
    entry: EntryRow,
    #[sqlx(flatten)]
    patient: PatientRow,
    patient_row: i64,
    referral: Option<String>,
    desk: Option<u32>,
}

impl TryFrom<CandidateRow> for Candidate {
    type Error = StoreError;
    fn try_from(row: CandidateRow) -> Result<Self> {
        Ok(Self {
            entry: row.entry.try_into()?,
            patient_row: row.patient_row,
            patient: row.patient.try_into()?,
            referral: row
                .referral
                .as_deref()
                .map(ReferralCode::parse)
                .transpose()
                .map_err(corrupt)?,
            desk: row.desk,
        })
    }
}
