//! What is read outside transactions. Compiled once for each database, see [`crate::statements`].

use super::Database;
use crate::rows::{
    AppointmentRow, ChangedRow, LocationRow, ScheduleRow, SheetRow, WaitingRow, WorkItemRow, micros, open_patient,
    time, waiting_rows,
};
use crate::{ChangedSheet, Due, Meta, Result, Store, Tx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::directory::{Directory, Facility};
use okienko_domain::place::Place;
use okienko_domain::request::{Appointment, Event, WaitingRecord};
use okienko_domain::scope::Part;
use okienko_domain::slot::Sheet;
use okienko_domain::timetable::work::WorkItem;
use std::sync::atomic::Ordering;
use uuid::Uuid;

#[async_trait]
impl Store for Database {
    async fn meta(&self) -> Result<Meta> {
        let (epoch, seq, demo, directory): (Uuid, i64, bool, i64) =
            sqlx::query_as("SELECT epoch, position.seq, demo, directory FROM meta, position")
                .fetch_one(&self.readers)
                .await?;
        Ok(Meta {
            epoch,
            seq: seq.cast_unsigned(),
            demo,
            directory: directory.cast_unsigned(),
        })
    }

    fn ended(&self) -> u64 {
        self.ended.load(Ordering::Acquire)
    }

    async fn check_key(&self) -> Result<()> {
        let person: Option<(Vec<u8>, Vec<u8>)> = sqlx::query_as("SELECT identity, sealed FROM patient LIMIT 1")
            .fetch_optional(&self.readers)
            .await?;
        person.map_or(Ok(()), |(identity, sealed)| {
            open_patient(&self.seal, &identity, &sealed).map(drop)
        })
    }

    async fn directory(&self) -> Result<Directory> {
        // One snapshot of four tables: a publication in between must not be seen by halves.
        let mut tx = self.readers.begin_with(super::BEGIN_READ).await?;
        let services: Vec<String> = sqlx::query_scalar("SELECT document FROM service ORDER BY position")
            .fetch_all(&mut *tx)
            .await?;
        let facilities: Vec<(i64, String, String)> = sqlx::query_as("SELECT id, name, phone FROM facility ORDER BY id")
            .fetch_all(&mut *tx)
            .await?;
        let locations: Vec<LocationRow> = sqlx::query_as("SELECT * FROM location ORDER BY id")
            .fetch_all(&mut *tx)
            .await?;
        let schedules: Vec<ScheduleRow> = sqlx::query_as("SELECT * FROM schedule ORDER BY id")
            .fetch_all(&mut *tx)
            .await?;
        Ok(Directory {
            services: services
                .iter()
                .map(|s| serde_json::from_str(s))
                .collect::<serde_json::Result<_>>()?,
            facilities: facilities
                .into_iter()
                .map(|(id, name, phone)| {
                    Ok(Facility {
                        id: crate::rows::narrow(id)?,
                        name,
                        phone,
                    })
                })
                .collect::<Result<_>>()?,
            locations: locations.into_iter().map(TryInto::try_into).collect::<Result<_>>()?,
            schedules: schedules.into_iter().map(TryInto::try_into).collect::<Result<_>>()?,
        })
    }

    async fn places(&self) -> Result<Vec<Place>> {
        let documents: Vec<String> = sqlx::query_scalar("SELECT document FROM place ORDER BY id")
            .fetch_all(&self.readers)
            .await?;
        Ok(documents
            .iter()
            .map(|d| serde_json::from_str(d))
            .collect::<serde_json::Result<_>>()?)
    }

    async fn sheets(&self, part: &Part) -> Result<Vec<(u32, Sheet)>> {
        let rows: Vec<SheetRow> = sqlx::query_as(
            "SELECT sheet.schedule, day, first, step, open, free, version FROM schedule
             JOIN location ON location.id = schedule.location JOIN sheet ON sheet.schedule = schedule.id
             WHERE service = $1 AND voivodeship = $2 ORDER BY schedule.id, day",
        )
        .bind(&part.service)
        .bind(i64::from(part.voivodeship))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn sheets_after(&self, seq: u64, limit: u32) -> Result<Vec<ChangedSheet>> {
        let rows: Vec<ChangedRow> = sqlx::query_as(
            "SELECT schedule, day, first, step, open, free, version, previous FROM sheet WHERE version > $1 AND version <= (SELECT seq FROM position)
             AND version <= (SELECT max(version) FROM (SELECT version FROM sheet WHERE version > $1 ORDER BY version LIMIT $2) AS page) ORDER BY version",
        )
        .bind(seq.cast_signed())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn appointments(&self, desk: u32, limit: u32) -> Result<Vec<Appointment>> {
        let rows: Vec<AppointmentRow> = sqlx::query_as(
            "SELECT appointment.id, schedule, day, minute, service, status, continuation, late, assignment, created_at, identity, sealed
             FROM appointment JOIN patient ON patient.id = appointment.patient WHERE desk = $1 ORDER BY created_at DESC LIMIT $2",
        )
        .bind(i64::from(desk))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(|row| row.open(&self.seal)).collect()
    }

    async fn visits_on(&self, facility: u32, day: Day) -> Result<Vec<Appointment>> {
        let rows: Vec<AppointmentRow> = sqlx::query_as(
            "SELECT appointment.id, schedule, day, minute, appointment.service, status, continuation, late, assignment, created_at, identity, sealed
             FROM appointment JOIN patient ON patient.id = appointment.patient
             JOIN schedule ON schedule.id = appointment.schedule JOIN location ON location.id = schedule.location
             WHERE location.facility = $1 AND day = $2 AND status <> 'cancelled' ORDER BY minute, schedule, created_at",
        )
        .bind(i64::from(facility))
        .bind(i64::from(day.0))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(|row| row.open(&self.seal)).collect()
    }

    async fn waiting(&self, desk: u32, now: DateTime<Utc>, limit: u32) -> Result<Vec<WaitingRecord>> {
        let rows: Vec<WaitingRow> =
            sqlx::query_as(waiting_rows!("WHERE mine.desk = $1 ORDER BY entered_at DESC LIMIT $3"))
                .bind(i64::from(desk))
                .bind(micros(now))
                .bind(i64::from(limit))
                .fetch_all(&self.readers)
                .await?;
        rows.into_iter().map(|row| row.open(&self.seal, now)).collect()
    }

    async fn events(&self, desk: u32, after: u64, limit: u32) -> Result<Vec<Event>> {
        let rows: Vec<(Uuid, i64, i64, String)> = sqlx::query_as(
            "SELECT id, seq, at, document FROM event WHERE desk = $1 AND seq > $2 AND seq <= (SELECT seq FROM position)
             AND seq <= (SELECT max(seq) FROM (SELECT seq FROM event WHERE desk = $1 AND seq > $2 ORDER BY seq LIMIT $3) AS page) ORDER BY seq, id",
        )
        .bind(i64::from(desk))
        .bind(after.cast_signed())
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(id, seq, at, document)| {
                Ok(Event {
                    id,
                    seq: seq.cast_unsigned(),
                    at: time(at)?,
                    kind: serde_json::from_str(&document)?,
                })
            })
            .collect()
    }

    async fn due(&self, now: DateTime<Utc>, warn_before: DateTime<Utc>, limit: u32) -> Result<Due> {
        let holds = sqlx::query_scalar("SELECT id FROM hold WHERE until <= $1 ORDER BY until LIMIT $2")
            .bind(micros(now))
            .bind(i64::from(limit))
            .fetch_all(&self.readers)
            .await?;
        let offers = sqlx::query_scalar(
            "SELECT id FROM offer WHERE status = 'open' AND expires_at <= $1 ORDER BY expires_at LIMIT $2",
        )
        .bind(micros(now))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        let ending = sqlx::query_scalar(
            "SELECT id FROM waiting_entry WHERE status = 'waiting' AND warned_at IS NULL AND valid_until > $1 AND valid_until <= $2 ORDER BY valid_until LIMIT $3",
        )
        .bind(micros(now))
        .bind(micros(warn_before))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        Ok(Due { holds, offers, ending })
    }

    async fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        let next: Option<i64> = sqlx::query_scalar(
            "SELECT min(at) FROM (SELECT min(until) AS at FROM hold UNION ALL SELECT min(expires_at) AS at FROM offer WHERE status = 'open') AS next",
        )
        .fetch_one(&self.readers)
        .await?;
        next.map(time).transpose()
    }

    async fn work_items(&self, facility: u32, now: DateTime<Utc>, limit: u32) -> Result<Vec<WorkItem>> {
        let rows: Vec<WorkItemRow> = sqlx::query_as(
            "SELECT work_item.id AS item, work_item.created_at AS item_created_at, appointment.id, appointment.schedule, appointment.day, appointment.minute,
                    service, status, continuation, late, assignment, appointment.created_at, identity, sealed,
                    sheet.schedule AS proposal_schedule, sheet.day AS proposal_day, proposal_minute, hold.id AS hold, hold.until AS kept_until
             FROM work_item JOIN appointment ON appointment.id = work_item.appointment JOIN patient ON patient.id = appointment.patient
             LEFT JOIN hold ON hold.id = work_item.hold AND until > $2
             LEFT JOIN sheet ON sheet.schedule = proposal_schedule AND sheet.day = proposal_day AND proposal_minute >= first
                   AND (proposal_minute - first) % step = 0 AND (proposal_minute - first) / step < 60
                   AND ((CASE WHEN hold.id IS NULL THEN free ELSE open END) >> CAST((proposal_minute - first) / step AS INTEGER)) & 1 = 1
             WHERE facility = $1 AND settled_at IS NULL AND status = 'booked' AND work_item.schedule = appointment.schedule
               AND work_item.day = appointment.day AND work_item.minute = appointment.minute
             ORDER BY work_item.created_at, work_item.id LIMIT $3",
        )
        .bind(i64::from(facility))
        .bind(micros(now))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(|row| row.open(&self.seal)).collect()
    }

    async fn begin(&self) -> Result<Box<dyn Tx>> {
        Ok(Box::new(self.transaction().await?))
    }
}
