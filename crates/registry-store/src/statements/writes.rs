//! What is said inside a transaction. Compiled once for each database, see [`crate::statements`].

use super::Transaction;
use crate::rows::{CandidateRow, micros, open_patient, slot_id, status};
use crate::{
    Answer, Candidate, NewAppointment, NewWaitingEntry, ReferralKey, Result, SlotPlace, StoredAppointment, Tx,
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::directory::{Directory, Service};
use okienko_domain::geo::Point;
use okienko_domain::ids::{Patient, Pesel, ReferralCode};
use okienko_domain::place::Place;
use okienko_domain::policy::Policy;
use okienko_domain::request::{CancelReason, EventKind};
use okienko_domain::slot::{Sheet, SlotId};
use uuid::Uuid;

/// Rows sent to the database as one JSON parameter, so that the statement stays the same for any number of them.
const BATCH: usize = 10_000;

#[async_trait]
impl Tx for Transaction {
    async fn answer(&mut self, request: Uuid) -> Result<Option<(Vec<u8>, Answer)>> {
        let row: Option<(Vec<u8>, String)> =
            sqlx::query_as("SELECT fingerprint, document FROM answer WHERE request = $1")
                .bind(request)
                .fetch_optional(self.db())
                .await?;
        row.map(|(fingerprint, document)| Ok((fingerprint, serde_json::from_str(&document)?)))
            .transpose()
    }

    async fn remember(&mut self, request: Uuid, fingerprint: &[u8], answer: &Answer, at: DateTime<Utc>) -> Result<()> {
        let document = serde_json::to_string(answer)?;
        sqlx::query("INSERT INTO answer (request, fingerprint, document, at) VALUES ($1, $2, $3, $4)")
            .bind(request)
            .bind(fingerprint)
            .bind(document)
            .bind(micros(at))
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn next_seq(&mut self) -> Result<u64> {
        let seq: i64 = sqlx::query_scalar(super::NEXT_SEQ).fetch_one(self.db()).await?;
        Ok(seq.cast_unsigned())
    }

    async fn policy(&mut self) -> Result<Policy> {
        let document: String = sqlx::query_scalar("SELECT document FROM policy ORDER BY version DESC LIMIT 1")
            .fetch_one(self.db())
            .await?;
        Ok(serde_json::from_str(&document)?)
    }

    async fn service(&mut self, code: &str) -> Result<Option<Service>> {
        let document: Option<String> = sqlx::query_scalar("SELECT document FROM service WHERE code = $1")
            .bind(code)
            .fetch_optional(self.db())
            .await?;
        Ok(document.as_deref().map(serde_json::from_str).transpose()?)
    }

    async fn slot_place(&mut self, schedule: u32) -> Result<Option<SlotPlace>> {
        let row: Option<(String, f64, f64)> = sqlx::query_as("SELECT service, lat, lon FROM schedule JOIN location ON location.id = schedule.location WHERE schedule.id = $1")
            .bind(i64::from(schedule))
            .fetch_optional(self.db())
            .await?;
        Ok(row.map(|(service, lat, lon)| SlotPlace {
            service,
            point: Point { lat, lon },
        }))
    }

    async fn slot_exists(&mut self, slot: SlotId) -> Result<bool> {
        let found: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM sheet WHERE schedule = $1 AND day = $2 AND $3 >= first AND ($3 - first) % step = 0 AND ($3 - first) / step < 60
             AND (open >> CAST(($3 - first) / step AS INTEGER)) & 1 = 1)")
        .bind(i64::from(slot.schedule))
        .bind(i64::from(slot.day.0))
        .bind(i64::from(slot.minute))
        .fetch_one(self.db())
        .await?;
        Ok(found)
    }

    async fn take_slot(&mut self, slot: SlotId, version: u64) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE sheet SET free = free & ~(CAST(1 AS BIGINT) << CAST(($3 - first) / step AS INTEGER)), version = $4
             WHERE schedule = $1 AND day = $2 AND $3 >= first AND ($3 - first) % step = 0 AND ($3 - first) / step < 60
             AND (free >> CAST(($3 - first) / step AS INTEGER)) & 1 = 1",
        )
        .bind(i64::from(slot.schedule))
        .bind(i64::from(slot.day.0))
        .bind(i64::from(slot.minute))
        .bind(version.cast_signed())
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn release_slot(&mut self, slot: SlotId, version: u64) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE sheet SET free = free | (CAST(1 AS BIGINT) << CAST(($3 - first) / step AS INTEGER)), version = $4
             WHERE schedule = $1 AND day = $2 AND $3 >= first AND ($3 - first) % step = 0 AND ($3 - first) / step < 60
             AND (open >> CAST(($3 - first) / step AS INTEGER)) & 1 = 1",
        )
        .bind(i64::from(slot.schedule))
        .bind(i64::from(slot.day.0))
        .bind(i64::from(slot.minute))
        .bind(version.cast_signed())
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn find_patient(&mut self, pesel: &Pesel) -> Result<Option<(i64, Patient)>> {
        let identity = self.seal().index("patient", &pesel.digits());
        let row: Option<(i64, Vec<u8>)> = sqlx::query_as("SELECT id, sealed FROM patient WHERE identity = $1")
            .bind(&identity)
            .fetch_optional(self.db())
            .await?;
        row.map(|(id, sealed)| Ok((id, open_patient(self.seal(), &identity, &sealed)?)))
            .transpose()
    }

    async fn insert_patient(&mut self, patient: &Patient) -> Result<i64> {
        let identity = self.seal().index("patient", &patient.pesel.digits());
        let sealed = self.seal().seal(&identity, serde_json::to_vec(patient)?)?;
        Ok(
            sqlx::query_scalar("INSERT INTO patient (identity, sealed) VALUES ($1, $2) RETURNING id")
                .bind(identity)
                .bind(sealed)
                .fetch_one(self.db())
                .await?,
        )
    }

    async fn update_patient(&mut self, row: i64, patient: &Patient) -> Result<()> {
        let identity = self.seal().index("patient", &patient.pesel.digits());
        let sealed = self.seal().seal(&identity, serde_json::to_vec(patient)?)?;
        sqlx::query("UPDATE patient SET sealed = $1 WHERE id = $2")
            .bind(sealed)
            .bind(row)
            .execute(self.db())
            .await?;
        Ok(())
    }

    fn referral_key(&self, pesel: &Pesel, referral: &ReferralCode) -> ReferralKey {
        ReferralKey(
            self.seal()
                .index("referral", &format!("{} {}", pesel.digits(), referral.as_str())),
        )
    }

    async fn has_booking(&mut self, patient: i64, service: &str) -> Result<bool> {
        let found: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM appointment WHERE patient = $1 AND service = $2 AND status = 'booked')",
        )
        .bind(patient)
        .bind(service)
        .fetch_one(self.db())
        .await?;
        Ok(found)
    }

    async fn referral_used(&mut self, patient: i64, referral: &ReferralKey) -> Result<bool> {
        let found: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM appointment WHERE patient = $1 AND referral = $2 AND status = 'booked')",
        )
        .bind(patient)
        .bind(&referral.0)
        .fetch_one(self.db())
        .await?;
        Ok(found)
    }

    async fn is_waiting(&mut self, patient: i64, service: &str, now: DateTime<Utc>) -> Result<bool> {
        let found: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM waiting_entry WHERE patient = $1 AND service = $2 AND status = 'waiting' AND valid_until > $3)")
        .bind(patient)
        .bind(service)
        .bind(micros(now))
        .fetch_one(self.db())
        .await?;
        Ok(found)
    }

    async fn insert_appointment(&mut self, new: NewAppointment<'_>) -> Result<()> {
        let assignment = new.assignment.as_ref().map(serde_json::to_string).transpose()?;
        sqlx::query(
            "INSERT INTO appointment (id, schedule, day, minute, service, patient, referral, desk, status, created_at, policy_version, assignment)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'booked', $9, $10, $11)",
        )
        .bind(new.id)
        .bind(i64::from(new.slot.schedule))
        .bind(i64::from(new.slot.day.0))
        .bind(i64::from(new.slot.minute))
        .bind(new.service)
        .bind(new.patient)
        .bind(new.referral.map(|key| &key.0))
        .bind(new.desk.map(i64::from))
        .bind(micros(new.at))
        .bind(i64::from(new.policy_version))
        .bind(assignment)
        .execute(self.db())
        .await?;
        Ok(())
    }

    async fn appointment(&mut self, id: Uuid) -> Result<Option<StoredAppointment>> {
        let row: Option<(i64, i64, i64, String)> =
            sqlx::query_as("SELECT schedule, day, minute, status FROM appointment WHERE id = $1")
                .bind(id)
                .fetch_optional(self.db())
                .await?;
        row.map(|(schedule, day, minute, text)| {
            Ok(StoredAppointment {
                slot: slot_id(schedule, day, minute)?,
                status: status(&text)?,
            })
        })
        .transpose()
    }

    async fn cancel_appointment(&mut self, id: Uuid, reason: CancelReason, at: DateTime<Utc>) -> Result<()> {
        sqlx::query("UPDATE appointment SET status = 'cancelled', cancelled_at = $1, cancel_reason = $2 WHERE id = $3")
            .bind(micros(at))
            .bind(serde_json::to_string(&reason)?.trim_matches('\u{22}'))
            .bind(id)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn insert_waiting(&mut self, new: NewWaitingEntry<'_>) -> Result<()> {
        let entry = new.entry;
        sqlx::query("UPDATE waiting_entry SET status = 'left' WHERE patient = $1 AND service = $2 AND status = 'waiting' AND valid_until <= $3")
            .bind(new.patient)
            .bind(&entry.service)
            .bind(micros(entry.entered_at))
            .execute(self.db())
            .await?;
        let (south_west, north_east) = entry.preferences.bounds();
        sqlx::query(
            "INSERT INTO waiting_entry (id, service, patient, referral, class, urgent, entitlement, entered_at, valid_until, preferences, place, south, north, west, east, desk, status)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'waiting')",
        )
        .bind(entry.id)
        .bind(&entry.service)
        .bind(new.patient)
        .bind(new.referral.map(|key| &key.0))
        .bind(i64::from(entry.class()))
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
        .bind(new.desk.map(i64::from))
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
                    identity, sealed
             FROM waiting_entry JOIN patient ON patient.id = waiting_entry.patient
             WHERE service = $1 AND status = 'waiting' AND valid_until > $2 AND $3 BETWEEN south AND north AND $4 BETWEEN west AND east
             ORDER BY class, entered_at, waiting_entry.id LIMIT $6 OFFSET $5",
        )
        .bind(service)
        .bind(micros(now))
        .bind(around.lat)
        .bind(around.lon)
        .bind(i64::from(offset))
        .bind(i64::from(limit))
        .fetch_all(self.db())
        .await?;
        rows.into_iter().map(|row| row.open(self.seal())).collect()
    }

    async fn settle_waiting(&mut self, patient: i64, service: &str, appointment: Uuid) -> Result<()> {
        sqlx::query("UPDATE waiting_entry SET status = 'booked', appointment = $1 WHERE patient = $2 AND service = $3 AND status = 'waiting'")
            .bind(appointment)
            .bind(patient)
            .bind(service)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn leave_waiting(&mut self, entry: Uuid) -> Result<bool> {
        let done = sqlx::query("UPDATE waiting_entry SET status = 'left' WHERE id = $1 AND status = 'waiting'")
            .bind(entry)
            .execute(self.db())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn insert_event(&mut self, seq: u64, desk: u32, event: &EventKind, at: DateTime<Utc>) -> Result<()> {
        sqlx::query("INSERT INTO event (id, seq, desk, at, document) VALUES ($1, $2, $3, $4, $5)")
            .bind(Uuid::now_v7())
            .bind(seq.cast_signed())
            .bind(i64::from(desk))
            .bind(micros(at))
            .bind(serde_json::to_string(event)?)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn set_demo(&mut self, demo: bool) -> Result<()> {
        sqlx::query("UPDATE meta SET demo = $1")
            .bind(demo)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn put_services(&mut self, services: &[Service]) -> Result<()> {
        for (position, service) in (0_i64..).zip(services) {
            sqlx::query(
                "INSERT INTO service (position, code, document) VALUES ($1, $2, $3)
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
                "INSERT INTO facility (id, name, phone) SELECT CAST(value ->> 'id' AS BIGINT), value ->> 'name', value ->> 'phone' FROM json_each($1) WHERE true
                 ON CONFLICT (id) DO UPDATE SET name = excluded.name, phone = excluded.phone",
            )
            .bind(serde_json::to_string(rows)?)
            .execute(self.db())
            .await?;
        }
        for rows in directory.locations.chunks(BATCH) {
            sqlx::query(
                "INSERT INTO location (id, facility, street, postcode, city, voivodeship, lat, lon, step_free, mobile)
                 SELECT CAST(value ->> 'id' AS BIGINT), CAST(value ->> 'facility' AS BIGINT), value ->> 'street', value ->> 'postcode', value ->> 'city',
                        CAST(value ->> 'voivodeship' AS BIGINT), CAST(value -> 'point' ->> 'lat' AS DOUBLE PRECISION), CAST(value -> 'point' ->> 'lon' AS DOUBLE PRECISION),
                        CAST(value ->> 'step_free' AS BOOLEAN), CAST(value ->> 'mobile' AS BOOLEAN) FROM json_each($1) WHERE true
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
                 SELECT CAST(value ->> 'id' AS BIGINT), CAST(value ->> 'location' AS BIGINT), value ->> 'service', value ->> 'practitioner', value ->> 'room',
                        CAST(value ->> 'minutes' AS BIGINT) FROM json_each($1) WHERE true
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
                "INSERT INTO place (id, document) SELECT CAST(value ->> 'id' AS BIGINT), CAST(value AS TEXT) FROM json_each($1) WHERE true
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
                 SELECT CAST(value ->> 0 AS BIGINT), CAST(value -> 1 ->> 'day' AS BIGINT), CAST(value -> 1 ->> 'first' AS BIGINT), CAST(value -> 1 ->> 'step' AS BIGINT),
                        CAST(value -> 1 ->> 'open' AS BIGINT), CAST(value -> 1 ->> 'free' AS BIGINT), CAST(value -> 1 ->> 'version' AS BIGINT) FROM json_each($1) WHERE true
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

    async fn keep(&mut self) -> Result<()> {
        sqlx::query("RELEASE SAVEPOINT decision").execute(self.db()).await?;
        Ok(())
    }

    async fn undo(&mut self) -> Result<()> {
        sqlx::query("ROLLBACK TO SAVEPOINT decision").execute(self.db()).await?;
        self.keep().await
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        self.finish().await
    }
}
