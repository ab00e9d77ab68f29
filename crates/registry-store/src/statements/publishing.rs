//! What is said when clinics publish. Compiled once for each database, see [`crate::statements`].

use super::Transaction;
use crate::rows::{SheetRow, micros, narrow, pool, slot_id};
use crate::{NewWorkItem, Owned, PublishTx, Result, StoredTimetable};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::directory::Schedule;
use okienko_domain::slot::{Sheet, SlotId};
use sqlx::FromRow;
use std::collections::HashSet;
use uuid::Uuid;

#[derive(FromRow)]
struct ProposalRow {
    visit: Uuid,
    proposal_schedule: i64,
    proposal_day: i64,
    proposal_minute: i64,
    hold: Option<Uuid>,
}

#[async_trait]
impl PublishTx for Transaction {
    async fn hold_schedule(&mut self, schedule: u32) -> Result<Option<Owned>> {
        // An update that changes nothing holds the row in either database.
        sqlx::query("UPDATE schedule SET room = room WHERE id = $1")
            .bind(i64::from(schedule))
            .execute(self.db())
            .await?;
        let row: Option<(i64, String, String, Option<String>)> = sqlx::query_as(
            "SELECT facility, service, pool, stop FROM schedule JOIN location ON location.id = schedule.location WHERE schedule.id = $1",
        )
        .bind(i64::from(schedule))
        .fetch_optional(self.db())
        .await?;
        row.map(|(facility, service, text, stop)| {
            Ok(Owned {
                facility: narrow(facility)?,
                service,
                pool: pool(&text)?,
                stop: stop.as_deref().map(serde_json::from_str).transpose()?,
            })
        })
        .transpose()
    }

    async fn hold_sheets(&mut self, schedule: u32, from: Day) -> Result<Vec<Sheet>> {
        let rows: Vec<SheetRow> = sqlx::query_as(
            "UPDATE sheet SET version = version WHERE schedule = $1 AND day >= $2 RETURNING schedule, day, first, step, open, free, version",
        )
        .bind(i64::from(schedule))
        .bind(i64::from(from.0))
        .fetch_all(self.db())
        .await?;
        rows.into_iter()
            .map(|row| <(u32, Sheet)>::try_from(row).map(|(_, sheet)| sheet))
            .collect()
    }

    async fn booked(&mut self, schedule: u32, from: Day) -> Result<Vec<(Uuid, SlotId)>> {
        let rows: Vec<(Uuid, i64, i64)> = sqlx::query_as(
            "SELECT id, day, minute FROM appointment WHERE schedule = $1 AND day >= $2 AND status = 'booked' ORDER BY day, minute",
        )
        .bind(i64::from(schedule))
        .bind(i64::from(from.0))
        .fetch_all(self.db())
        .await?;
        rows.into_iter()
            .map(|(id, day, minute)| Ok((id, slot_id(schedule.into(), day, minute)?)))
            .collect()
    }

    async fn kept(&mut self, schedule: u32, from: Day) -> Result<Vec<SlotId>> {
        let rows: Vec<(i64, i64)> = sqlx::query_as(
            "SELECT day, minute FROM hold WHERE schedule = $1 AND day >= $2
             UNION SELECT day, minute FROM offer WHERE schedule = $1 AND day >= $2 AND status = 'open'",
        )
        .bind(i64::from(schedule))
        .bind(i64::from(from.0))
        .fetch_all(self.db())
        .await?;
        rows.into_iter()
            .map(|(day, minute)| slot_id(schedule.into(), day, minute))
            .collect()
    }

    async fn timetable(&mut self, schedule: u32) -> Result<Option<StoredTimetable>> {
        let row: Option<(String, i64, i64)> =
            sqlx::query_as("SELECT document, version, published_to FROM timetable WHERE schedule = $1")
                .bind(i64::from(schedule))
                .fetch_optional(self.db())
                .await?;
        row.map(|(document, version, published_to)| {
            Ok(StoredTimetable {
                timetable: serde_json::from_str(&document)?,
                version: version.cast_unsigned(),
                published_to: Day(narrow(published_to)?),
            })
        })
        .transpose()
    }

    async fn put_timetable(&mut self, schedule: u32, stored: &StoredTimetable) -> Result<()> {
        sqlx::query(
            "INSERT INTO timetable (schedule, document, version, published_to) VALUES ($1, $2, $3, $4)
             ON CONFLICT (schedule) DO UPDATE SET document = excluded.document, version = excluded.version, published_to = excluded.published_to",
        )
        .bind(i64::from(schedule))
        .bind(serde_json::to_string(&stored.timetable)?)
        .bind(stored.version.cast_signed())
        .bind(i64::from(stored.published_to.0))
        .execute(self.db())
        .await?;
        Ok(())
    }

    async fn due_timetables(&mut self, horizon: Day, after: u32, limit: u32) -> Result<Vec<u32>> {
        let rows: Vec<i64> = sqlx::query_scalar(
            "SELECT schedule FROM timetable WHERE published_to < $1 AND schedule > $2 ORDER BY schedule LIMIT $3",
        )
        .bind(i64::from(horizon.0))
        .bind(i64::from(after))
        .bind(i64::from(limit))
        .fetch_all(self.db())
        .await?;
        rows.into_iter().map(narrow).collect()
    }

    async fn clinic_sheets(&mut self, owned: &Owned, from: Day) -> Result<Vec<(u32, Sheet)>> {
        let rows: Vec<SheetRow> = sqlx::query_as(
            "SELECT sheet.schedule, day, first, step, open, free, version FROM schedule
             JOIN location ON location.id = schedule.location JOIN sheet ON sheet.schedule = schedule.id
             WHERE facility = $1 AND service = $2 AND pool = $3 AND day >= $4 AND free <> 0 ORDER BY sheet.schedule, day",
        )
        .bind(i64::from(owned.facility))
        .bind(&owned.service)
        .bind(owned.pool.code())
        .bind(i64::from(from.0))
        .fetch_all(self.db())
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn proposals(&mut self, facility: u32, now: DateTime<Utc>) -> Result<Vec<(Uuid, SlotId, Option<Uuid>)>> {
        let rows: Vec<ProposalRow> = sqlx::query_as(
            "SELECT appointment.id AS visit, proposal_schedule, proposal_day, proposal_minute, hold.id AS hold
             FROM work_item JOIN appointment ON appointment.id = work_item.appointment LEFT JOIN hold ON hold.id = work_item.hold AND until > $2
             WHERE facility = $1 AND settled_at IS NULL AND status = 'booked' AND work_item.schedule = appointment.schedule
               AND work_item.day = appointment.day AND work_item.minute = appointment.minute AND proposal_schedule IS NOT NULL",
        )
        .bind(i64::from(facility))
        .bind(micros(now))
        .fetch_all(self.db())
        .await?;
        rows.into_iter()
            .map(|row| {
                let slot = slot_id(row.proposal_schedule, row.proposal_day, row.proposal_minute)?;
                Ok((row.visit, slot, row.hold))
            })
            .collect()
    }

    async fn agreed(&mut self, facility: u32) -> Result<HashSet<Uuid>> {
        let visits: Vec<Uuid> = sqlx::query_scalar(
            "SELECT appointment.id FROM work_item JOIN appointment ON appointment.id = work_item.appointment
             WHERE facility = $1 AND resolution = 'agreed' AND status = 'booked' AND work_item.schedule = appointment.schedule
               AND work_item.day = appointment.day AND work_item.minute = appointment.minute",
        )
        .bind(i64::from(facility))
        .fetch_all(self.db())
        .await?;
        Ok(visits.into_iter().collect())
    }

    async fn insert_work_item(&mut self, new: NewWorkItem, at: DateTime<Utc>) -> Result<Option<Uuid>> {
        let id = Uuid::now_v7();
        sqlx::query(
            "UPDATE work_item SET settled_at = $1, resolution = 'moved'
             WHERE settled_at IS NULL AND appointment = $2 AND NOT (schedule = $3 AND day = $4 AND minute = $5)",
        )
        .bind(micros(at))
        .bind(new.appointment)
        .bind(i64::from(new.slot.schedule))
        .bind(i64::from(new.slot.day.0))
        .bind(i64::from(new.slot.minute))
        .execute(self.db())
        .await?;
        let stored: Uuid = sqlx::query_scalar(
            "INSERT INTO work_item (id, facility, appointment, schedule, day, minute, proposal_schedule, proposal_day, proposal_minute, hold, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (appointment) WHERE settled_at IS NULL
             DO UPDATE SET proposal_schedule = excluded.proposal_schedule, proposal_day = excluded.proposal_day, proposal_minute = excluded.proposal_minute,
                           hold = excluded.hold
             RETURNING id",
        )
        .bind(id)
        .bind(i64::from(new.facility))
        .bind(new.appointment)
        .bind(i64::from(new.slot.schedule))
        .bind(i64::from(new.slot.day.0))
        .bind(i64::from(new.slot.minute))
        .bind(new.proposal.map(|p| i64::from(p.schedule)))
        .bind(new.proposal.map(|p| i64::from(p.day.0)))
        .bind(new.proposal.map(|p| i64::from(p.minute)))
        .bind(new.hold)
        .bind(micros(at))
        .fetch_one(self.db())
        .await?;
        Ok((stored == id).then_some(id))
    }

    async fn restore_visit(&mut self, visit: Uuid, at: DateTime<Utc>) -> Result<Option<Uuid>> {
        sqlx::query("UPDATE work_item SET resolution = 'restored' WHERE appointment = $1 AND resolution = 'agreed'")
            .bind(visit)
            .execute(self.db())
            .await?;
        let hold: Option<Option<Uuid>> = sqlx::query_scalar(
            "UPDATE work_item SET settled_at = $1, resolution = 'restored' WHERE settled_at IS NULL AND appointment = $2 RETURNING hold",
        )
        .bind(micros(at))
        .bind(visit)
        .fetch_optional(self.db())
        .await?;
        Ok(hold.flatten())
    }

    async fn agree_work_item(
        &mut self,
        facility: u32,
        item: Uuid,
        at: DateTime<Utc>,
    ) -> Result<Option<(Uuid, Option<Uuid>)>> {
        Ok(sqlx::query_as(
            "UPDATE work_item SET settled_at = $1, resolution = 'agreed' WHERE id = $2 AND facility = $3 AND settled_at IS NULL
             RETURNING appointment, hold",
        )
        .bind(micros(at))
        .bind(item)
        .bind(i64::from(facility))
        .fetch_optional(self.db())
        .await?)
    }

    async fn leave_work_item(&mut self, visit: Uuid, at: DateTime<Utc>) -> Result<Option<Uuid>> {
        let hold: Option<Option<Uuid>> = sqlx::query_scalar(
            "UPDATE work_item SET settled_at = $1, resolution = (SELECT CASE status WHEN 'booked' THEN 'moved' END FROM appointment WHERE id = $2)
             WHERE settled_at IS NULL AND appointment = $2 RETURNING hold",
        )
        .bind(micros(at))
        .bind(visit)
        .fetch_optional(self.db())
        .await?;
        Ok(hold.flatten())
    }

    async fn hold_directory(&mut self) -> Result<()> {
        sqlx::query("UPDATE meta SET directory = directory + 1")
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn last_ids(&mut self) -> Result<(u32, u32)> {
        let (location, schedule): (i64, i64) = sqlx::query_as(
            "SELECT (SELECT COALESCE(max(id), 0) FROM location), (SELECT COALESCE(max(id), 0) FROM schedule)",
        )
        .fetch_one(self.db())
        .await?;
        Ok((narrow(location)?, narrow(schedule)?))
    }

    async fn location_owner(&mut self, location: u32) -> Result<Option<u32>> {
        let facility: Option<i64> = sqlx::query_scalar("SELECT facility FROM location WHERE id = $1")
            .bind(i64::from(location))
            .fetch_optional(self.db())
            .await?;
        facility.map(narrow).transpose()
    }

    async fn same_schedule(&mut self, like: &Schedule) -> Result<Option<u32>> {
        let id: Option<i64> = sqlx::query_scalar(
            "SELECT id FROM schedule WHERE location = $1 AND service = $2 AND practitioner = $3 AND room = $4 AND pool = $5 ORDER BY id LIMIT 1",
        )
        .bind(i64::from(like.location))
        .bind(&like.service)
        .bind(&like.practitioner)
        .bind(&like.room)
        .bind(like.pool.code())
        .fetch_optional(self.db())
        .await?;
        id.map(narrow).transpose()
    }
}
