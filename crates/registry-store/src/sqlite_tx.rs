//! Statements of a SQLite transaction.

use crate::sqlite::Writer;
use crate::sqlite_rows::{CandidateRow, micros, status};
use crate::{Answer, Candidate, NewAppointment, NewWaitingEntry, Result, SlotPlace, StoredAppointment, Tx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::directory::{Directory, Service};
use okienko_domain::geo::Point;
use okienko_domain::ids::{Patient, ReferralCode};
use okienko_domain::place::Place;
use okienko_domain::policy::Policy;
use okienko_domain::request::{CancelReason, EventKind};
use okienko_domain::slot::{Sheet, SlotId};
use sqlx::SqliteConnection;
use tokio::sync::OwnedMutexGuard;
use uuid::Uuid;

/// The writer connection within `BEGIN IMMEDIATE`.
pub(crate) struct SqliteTx {
    writer: OwnedMutexGuard<Writer>,
}

/// Rows sent to SQLite as one JSON parameter, so that the statement stays the same for any number of them.
const BATCH: usize = 10_000;

impl SqliteTx {
    pub(crate) async fn begin(mut writer: OwnedMutexGuard<Writer>) -> Result<Self> {
        if writer.unfinished {
            // Nothing is open when the failed statement has ended the transaction itself.
            let ended = sqlx::query("ROLLBACK").execute(&mut writer.connection).await;
            tracing::warn!(rolled_back = ended.is_ok(), "a transaction was left unfinished");
        }
        writer.unfinished = true;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut writer.connection).await?;
        Ok(Self { writer })
    }

    fn db(&mut self) -> &mut SqliteConnection {
        &mut self.writer.connection
    }
}

#[async_trait]
impl Tx for SqliteTx {
    async fn answer(&mut self, request: Uuid) -> Result<Option<(Vec<u8>, Answer)>> {
        let row: Option<(Vec<u8>, String)> =
            sqlx::query_as("SELECT fingerprint, document FROM answer WHERE request = ?")
                .bind(request)
                .fetch_optional(self.db())
                .await?;
        row.map(|(fingerprint, document)| Ok((fingerprint, serde_json::from_str(&document)?)))
            .transpose()
    }

    async fn remember(&mut self, request: Uuid, fingerprint: &[u8], answer: &Answer, at: DateTime<Utc>) -> Result<()> {
        let document = serde_json::to_string(answer)?;
        sqlx::query("INSERT INTO answer (request, fingerprint, document, at) VALUES (?, ?, ?, ?)")
            .bind(request)
            .bind(fingerprint)
            .bind(document)
            .bind(micros(at))
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn next_seq(&mut self) -> Result<u64> {
        let seq: i64 = sqlx::query_scalar("UPDATE meta SET seq = seq + 1 RETURNING seq")
            .fetch_one(self.db())
            .await?;
        Ok(seq.cast_unsigned())
    }

    async fn policy(&mut self) -> Result<Policy> {
        let document: String = sqlx::query_scalar("SELECT document FROM policy ORDER BY version DESC LIMIT 1")
            .fetch_one(self.db())
            .await?;
        Ok(serde_json::from_str(&document)?)
    }

    async fn service(&mut self, code: &str) -> Result<Option<Service>> {
        let document: Option<String> = sqlx::query_scalar("SELECT document FROM service WHERE code = ?")
            .bind(code)
            .fetch_optional(self.db())
            .await?;
        Ok(document.as_deref().map(serde_json::from_str).transpose()?)
    }

    async fn slot_place(&mut self, schedule: u32) -> Result<Option<SlotPlace>> {
        let row: Option<(String, f64, f64)> = sqlx::query_as("SELECT service, lat, lon FROM schedule JOIN location ON location.id = schedule.location WHERE schedule.id = ?")
            .bind(schedule)
            .fetch_optional(self.db())
            .await?;
        Ok(row.map(|(service, lat, lon)| SlotPlace {
            service,
            point: Point { lat, lon },
        }))
    }

    async fn slot_exists(&mut self, slot: SlotId) -> Result<bool> {
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM sheet WHERE schedule = ?1 AND day = ?2 AND ?3 >= first AND (?3 - first) % step = 0 AND (?3 - first) / step < 60
             AND (open >> ((?3 - first) / step)) & 1 = 1",
        )
        .bind(slot.schedule)
        .bind(slot.day.0)
        .bind(slot.minute)
        .fetch_optional(self.db())
        .await?;
        Ok(found.is_some())
    }

    async fn take_slot(&mut self, slot: SlotId, version: u64) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE sheet SET free = free & ~(1 << ((?3 - first) / step)), version = ?4
             WHERE schedule = ?1 AND day = ?2 AND ?3 >= first AND (?3 - first) % step = 0 AND (?3 - first) / step < 60
             AND (free >> ((?3 - first) / step)) & 1 = 1",
        )
        .bind(slot.schedule)
        .bind(slot.day.0)
        .bind(slot.minute)
        .bind(version.cast_signed())
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn release_slot(&mut self, slot: SlotId, version: u64) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE sheet SET free = free | (1 << ((?3 - first) / step)), version = ?4
             WHERE schedule = ?1 AND day = ?2 AND ?3 >= first AND (?3 - first) % step = 0 AND (?3 - first) / step < 60
             AND (open >> ((?3 - first) / step)) & 1 = 1",
        )
        .bind(slot.schedule)
        .bind(slot.day.0)
        .bind(slot.minute)
        .bind(version.cast_signed())
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn patient(&mut self, patient: &Patient) -> Result<i64> {
        Ok(sqlx::query_scalar(
            "INSERT INTO patient (pesel, given_name, family_name, phone) VALUES (?, ?, ?, ?) ON CONFLICT (pesel) DO UPDATE SET
             given_name = CASE excluded.given_name WHEN '' THEN given_name ELSE excluded.given_name END,
             family_name = CASE excluded.family_name WHEN '' THEN family_name ELSE excluded.family_name END,
             phone = coalesce(excluded.phone, phone) RETURNING id",
        )
        .bind(patient.pesel.digits())
        .bind(&patient.given_name)
        .bind(&patient.family_name)
        .bind(patient.phone.as_ref().map(|p| p.as_str()))
        .fetch_one(self.db())
        .await?)
    }

    async fn has_booking(&mut self, patient: i64, service: &str) -> Result<bool> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM appointment WHERE patient = ? AND service = ? AND status = 'booked'")
                .bind(patient)
                .bind(service)
                .fetch_optional(self.db())
                .await?;
        Ok(found.is_some())
    }

    async fn referral_used(&mut self, patient: i64, referral: &ReferralCode) -> Result<bool> {
        let found: Option<i64> =
            sqlx::query_scalar("SELECT 1 FROM appointment WHERE patient = ? AND referral = ? AND status = 'booked'")
                .bind(patient)
                .bind(referral.as_str())
                .fetch_optional(self.db())
                .await?;
        Ok(found.is_some())
    }

    async fn is_waiting(&mut self, patient: i64, service: &str, now: DateTime<Utc>) -> Result<bool> {
        let found: Option<i64> = sqlx::query_scalar(
            "SELECT 1 FROM waiting_entry WHERE patient = ? AND service = ? AND status = 'waiting' AND valid_until > ?",
        )
        .bind(patient)
        .bind(service)
        .bind(micros(now))
        .fetch_optional(self.db())
        .await?;
        Ok(found.is_some())
    }

    async fn insert_appointment(&mut self, new: NewAppointment<'_>) -> Result<()> {
        let assignment = new.assignment.as_ref().map(serde_json::to_string).transpose()?;
        sqlx::query(
            "INSERT INTO appointment (id, schedule, day, minute, service, patient, referral, desk, status, created_at, policy_version, assignment)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'booked', ?, ?, ?)",
        )
        .bind(new.id)
        .bind(new.slot.schedule)
        .bind(new.slot.day.0)
        .bind(new.slot.minute)
        .bind(new.service)
        .bind(new.patient)
        .bind(new.referral.map(ReferralCode::as_str))
        .bind(new.desk)
        .bind(micros(new.at))
        .bind(new.policy_version)
        .bind(assignment)
        .execute(self.db())
        .await?;
        Ok(())
    }

    async fn appointment(&mut self, id: Uuid) -> Result<Option<StoredAppointment>> {
        let row: Option<(u32, u16, u16, String)> =
            sqlx::query_as("SELECT schedule, day, minute, status FROM appointment WHERE id = ?")
                .bind(id)
                .fetch_optional(self.db())
                .await?;
        row.map(|(schedule, day, minute, text)| {
            Ok(StoredAppointment {
                slot: SlotId {
                    schedule,
                    day: Day(day),
                    minute,
                },
                status: status(&text)?,
            })
        })
        .transpose()
    }

    async fn cancel_appointment(&mut self, id: Uuid, reason: CancelReason, at: DateTime<Utc>) -> Result<()> {
        sqlx::query("UPDATE appointment SET status = 'cancelled', cancelled_at = ?, cancel_reason = ? WHERE id = ?")
            .bind(micros(at))
            .bind(serde_json::to_string(&reason)?.trim_matches('"'))
            .bind(id)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn insert_waiting(&mut self, new: NewWaitingEntry<'_>) -> Result<()> {
        let entry = new.entry;
        sqlx::query("UPDATE waiting_entry SET status = 'left' WHERE patient = ? AND service = ? AND status = 'waiting' AND valid_until <= ?")
            .bind(new.patient)
            .bind(&entry.service)
            .bind(micros(entry.entered_at))
            .execute(self.db())
            .await?;
        let (south_west, north_east) = entry.preferences.bounds();
        sqlx::query(
            "INSERT INTO waiting_entry (id, service, patient, referral, urgent, entitlement, entered_at, valid_until, preferences, place, south, north, west, east, desk, status)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting')",
        )
        .bind(entry.id)
        .bind(&entry.service)
        .bind(new.patient)
        .bind(new.referral.map(ReferralCode::as_str))
        .bind(entry.urgent)
        .bind(&entry.entitlement)
        .bind(micros(entry.entered_at))
        .bind(micros(entry.valid_until))
        .bind(serde_json::to_string(&entry.preferences)?)
        .bind(new.place)
        .bind(south_west.lat)
        .bind(north_east.lat)
        .bind(south_west.lon)
        .bind(north_east.lon)
        .bind(new.desk)
        .execute(self.db())
        .await?;
        Ok(())
    }

    async fn candidates(
        &mut self,
        service: &str,
        around: Point,
        now: DateTime<Utc>,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Candidate>> {
        let rows: Vec<CandidateRow> = sqlx::query_as(
            "SELECT waiting_entry.id, service, urgent, entitlement, entered_at, valid_until, preferences, patient AS patient_row, referral, desk,
                    pesel, given_name, family_name, phone
             FROM waiting_entry JOIN patient ON patient.id = waiting_entry.patient
             WHERE service = ?1 AND status = 'waiting' AND valid_until > ?2 AND ?3 BETWEEN south AND north AND ?4 BETWEEN west AND east
             ORDER BY entitlement IS NULL, urgent DESC, entered_at, waiting_entry.id LIMIT ?6 OFFSET ?5",
        )
        .bind(service)
        .bind(micros(now))
        .bind(around.lat)
        .bind(around.lon)
        .bind(offset)
        .bind(limit)
        .fetch_all(self.db())
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn settle_waiting(&mut self, patient: i64, service: &str, appointment: Uuid) -> Result<()> {
        sqlx::query("UPDATE waiting_entry SET status = 'booked', appointment = ? WHERE patient = ? AND service = ? AND status = 'waiting'")
            .bind(appointment)
            .bind(patient)
            .bind(service)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn leave_waiting(&mut self, entry: Uuid) -> Result<bool> {
        let done = sqlx::query("UPDATE waiting_entry SET status = 'left' WHERE id = ? AND status = 'waiting'")
            .bind(entry)
            .execute(self.db())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn insert_event(&mut self, seq: u64, desk: u32, event: &EventKind, at: DateTime<Utc>) -> Result<()> {
        sqlx::query("INSERT INTO event (seq, desk, at, document) VALUES (?, ?, ?, ?)")
            .bind(seq.cast_signed())
            .bind(desk)
            .bind(micros(at))
            .bind(serde_json::to_string(event)?)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn set_demo(&mut self, demo: bool) -> Result<()> {
        sqlx::query("UPDATE meta SET demo = ?")
            .bind(demo)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn put_services(&mut self, services: &[Service]) -> Result<()> {
        for (position, service) in (0_i64..).zip(services) {
            sqlx::query(
                "INSERT INTO service (position, code, document) VALUES (?, ?, ?)
                 ON CONFLICT (code) DO UPDATE SET position = excluded.position, document = excluded.document",
            )
            .bind(position)
            .bind(&service.code)
            .bind(serde_json::to_string(service)?)
            .execute(self.db())
            .await?;
        }
        Ok(())
    }

    async fn put_directory(&mut self, directory: &Directory) -> Result<()> {
        for rows in directory.facilities.chunks(BATCH) {
            sqlx::query(
                "INSERT INTO facility (id, name, phone) SELECT value ->> 'id', value ->> 'name', value ->> 'phone' FROM json_each(?) WHERE true
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone",
            )
            .bind(serde_json::to_string(rows)?)
            .execute(self.db())
            .await?;
        }
        for rows in directory.locations.chunks(BATCH) {
            sqlx::query(
                "INSERT INTO location (id, facility, street, postcode, city, voivodeship, lat, lon, step_free, mobile)
                 SELECT value ->> 'id', value ->> 'facility', value ->> 'street', value ->> 'postcode', value ->> 'city', value ->> 'voivodeship',
                        value ->> '$.point.lat', value ->> '$.point.lon', value ->> 'step_free', value ->> 'mobile' FROM json_each(?) WHERE true
                 ON CONFLICT (id) DO UPDATE SET facility = excluded.facility, street = excluded.street, postcode = excluded.postcode, city = excluded.city,
                        voivodeship = excluded.voivodeship, lat = excluded.lat, lon = excluded.lon, step_free = excluded.step_free, mobile = excluded.mobile",
            )
            .bind(serde_json::to_string(rows)?)
            .execute(self.db())
            .await?;
        }
        for rows in directory.schedules.chunks(BATCH) {
            sqlx::query(
                "INSERT INTO schedule (id, location, service, practitioner, room, minutes)
                 SELECT value ->> 'id', value ->> 'location', value ->> 'service', value ->> 'practitioner', value ->> 'room', value ->> 'minutes'
                 FROM json_each(?) WHERE true
                 ON CONFLICT (id) DO UPDATE SET location = excluded.location, service = excluded.service, practitioner = excluded.practitioner,
                        room = excluded.room, minutes = excluded.minutes",
            )
            .bind(serde_json::to_string(rows)?)
            .execute(self.db())
            .await?;
        }
        Ok(())
    }

    async fn put_places(&mut self, places: &[Place]) -> Result<()> {
        for rows in places.chunks(BATCH) {
            sqlx::query(
                "INSERT INTO place (id, document) SELECT value ->> 'id', value FROM json_each(?) WHERE true
                 ON CONFLICT (id) DO UPDATE SET document = excluded.document",
            )
            .bind(serde_json::to_string(rows)?)
            .execute(self.db())
            .await?;
        }
        Ok(())
    }

    async fn put_sheets(&mut self, sheets: &[(u32, Sheet)]) -> Result<()> {
        for rows in sheets.chunks(BATCH) {
            sqlx::query(
                "INSERT INTO sheet (schedule, day, first, step, open, free, version)
                 SELECT value ->> 0, value ->> '$[1].day', value ->> '$[1].first', value ->> '$[1].step', value ->> '$[1].open', value ->> '$[1].free', value ->> '$[1].version'
                 FROM json_each(?) WHERE true
                 ON CONFLICT (schedule, day) DO UPDATE SET first = excluded.first, step = excluded.step, open = excluded.open, free = excluded.free, version = excluded.version",
            )
            .bind(serde_json::to_string(rows)?)
            .execute(self.db())
            .await?;
        }
        Ok(())
    }

    async fn mark(&mut self) -> Result<()> {
        sqlx::query("SAVEPOINT decision").execute(self.db()).await?;
        Ok(())
    }

    async fn undo(&mut self) -> Result<()> {
        sqlx::query("ROLLBACK TO decision").execute(self.db()).await?;
        Ok(())
    }

    async fn commit(mut self: Box<Self>) -> Result<()> {
        sqlx::query("COMMIT").execute(self.db()).await?;
        self.writer.unfinished = false;
        Ok(())
    }
}
