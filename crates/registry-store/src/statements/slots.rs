//! Terms and holds. Compiled once for each database.

use super::{Dialect, Transaction};
use crate::matching::padded;
use crate::rows::{SheetRow, TermRow, micros, narrow, pool, slot_id};
use crate::{Result, SlotPlace, SlotTx, StoredTerm};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::geo::Point;
use okienko_domain::slot::{Sheet, SlotId};
use sqlx::QueryBuilder;
use uuid::Uuid;

#[async_trait]
impl SlotTx for Transaction {
    async fn terms(&mut self, slots: &[SlotId]) -> Result<Vec<Option<StoredTerm>>> {
        let foreseen = |slot: &SlotId| self.noted.foreseen.terms.get(&(slot.schedule, slot.day)).cloned();
        let known: Vec<_> = slots.iter().map(foreseen).collect();
        if known.iter().all(Option::is_some) {
            return Ok(known);
        }
        self.write_bookings().await?;
        let mut terms = vec![None; slots.len()];
        let mut select = QueryBuilder::<Dialect>::new("WITH asked (number, schedule, day) AS (");
        select.push_values(padded(slots).enumerate(), |mut row, (number, slot)| {
            row.push_bind(i64::try_from(number).unwrap_or(i64::MAX))
                .push_bind(slot.map(|slot| i64::from(slot.schedule)))
                .push_bind(slot.map(|slot| i64::from(slot.day.0)));
        });
        select.push(
            ") SELECT number, schedule.service, facility, practitioner, lat, lon, pool, service.document, service_stop.service IS NOT NULL AS stopped, first, step, open, free, version
             FROM asked JOIN schedule ON schedule.id = asked.schedule JOIN location ON location.id = schedule.location LEFT JOIN service ON service.code = schedule.service
             LEFT JOIN service_stop ON service_stop.service = schedule.service LEFT JOIN sheet ON sheet.schedule = asked.schedule AND sheet.day = asked.day",
        );
        let rows: Vec<TermRow> = select.build_query_as().fetch_all(self.db()).await?;
        for row in rows {
            let number: usize = narrow(row.number)?;
            if let (Some(term), Some(slot)) = (terms.get_mut(number), slots.get(number)) {
                *term = Some(row.open(*slot)?);
            }
        }
        Ok(terms)
    }

    async fn slot_place(&mut self, schedule: u32) -> Result<Option<SlotPlace>> {
        let row: Option<(String, i64, String, f64, f64, String)> = sqlx::query_as(
            "SELECT service, facility, practitioner, lat, lon, pool FROM schedule JOIN location ON location.id = schedule.location WHERE schedule.id = $1",
        )
        .bind(i64::from(schedule))
        .fetch_optional(self.db())
        .await?;
        row.map(|(service, facility, practitioner, lat, lon, text)| {
            Ok(SlotPlace {
                service,
                facility: narrow(facility)?,
                practitioner,
                point: Point { lat, lon },
                pool: pool(&text)?,
            })
        })
        .transpose()
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
        if let Some(taken) = self.noted.foreseen.take(slot) {
            return Ok(taken);
        }
        let done = sqlx::query(
            "UPDATE sheet SET free = free & ~(CAST(1 AS BIGINT) << CAST(($3 - first) / step AS INTEGER)), previous = CASE version WHEN $4 THEN previous ELSE version END, version = $4
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
            "UPDATE sheet SET free = free | (CAST(1 AS BIGINT) << CAST(($3 - first) / step AS INTEGER)), previous = CASE version WHEN $4 THEN previous ELSE version END, version = $4
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

    async fn close_slot(&mut self, slot: SlotId, version: u64) -> Result<()> {
        sqlx::query(
            "UPDATE sheet SET open = open & ~(CAST(1 AS BIGINT) << CAST(($3 - first) / step AS INTEGER)),
                    free = free & ~(CAST(1 AS BIGINT) << CAST(($3 - first) / step AS INTEGER)), previous = CASE version WHEN $4 THEN previous ELSE version END, version = $4
             WHERE schedule = $1 AND day = $2 AND $3 >= first AND ($3 - first) % step = 0 AND ($3 - first) / step < 60",
        )
        .bind(i64::from(slot.schedule))
        .bind(i64::from(slot.day.0))
        .bind(i64::from(slot.minute))
        .bind(version.cast_signed())
        .execute(self.db())
        .await?;
        Ok(())
    }

    async fn free_sheets(&mut self, schedule: u32, from: Day, limit: u32) -> Result<Vec<Sheet>> {
        self.write_bookings().await?;
        let rows: Vec<SheetRow> = sqlx::query_as(
            "SELECT schedule, day, first, step, open, free, version FROM sheet WHERE schedule = $1 AND day >= $2 AND free <> 0 ORDER BY day LIMIT $3",
        )
        .bind(i64::from(schedule))
        .bind(i64::from(from.0))
        .bind(i64::from(limit))
        .fetch_all(self.db())
        .await?;
        rows.into_iter()
            .map(|row| Ok(<(u32, Sheet)>::try_from(row)?.1))
            .collect()
    }

    async fn insert_hold(&mut self, hold: Uuid, slot: SlotId, desk: Option<u32>, until: DateTime<Utc>) -> Result<()> {
        sqlx::query("INSERT INTO hold (id, schedule, day, minute, desk, until) VALUES ($1, $2, $3, $4, $5, $6)")
            .bind(hold)
            .bind(i64::from(slot.schedule))
            .bind(i64::from(slot.day.0))
            .bind(i64::from(slot.minute))
            .bind(desk.map(i64::from))
            .bind(micros(until))
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn count_holds(&mut self, desk: u32, now: DateTime<Utc>) -> Result<u64> {
        let count: i64 = sqlx::query_scalar("SELECT count(*) FROM hold WHERE desk = $1 AND until > $2")
            .bind(i64::from(desk))
            .bind(micros(now))
            .fetch_one(self.db())
            .await?;
        Ok(count.cast_unsigned())
    }

    async fn use_hold(&mut self, hold: Uuid, desk: Option<u32>, slot: SlotId, now: DateTime<Utc>) -> Result<bool> {
        let done = sqlx::query(
            "DELETE FROM hold WHERE id = $1 AND schedule = $2 AND day = $3 AND minute = $4 AND until > $5 AND (desk IS NULL OR desk = $6)",
        )
        .bind(hold)
        .bind(i64::from(slot.schedule))
        .bind(i64::from(slot.day.0))
        .bind(i64::from(slot.minute))
        .bind(micros(now))
        .bind(desk.map(i64::from))
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn replace_expired_hold(&mut self, slot: SlotId, now: DateTime<Utc>) -> Result<bool> {
        let done = sqlx::query("DELETE FROM hold WHERE schedule = $1 AND day = $2 AND minute = $3 AND until <= $4")
            .bind(i64::from(slot.schedule))
            .bind(i64::from(slot.day.0))
            .bind(i64::from(slot.minute))
            .bind(micros(now))
            .execute(self.db())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn drop_hold(&mut self, hold: Uuid, desk: Option<u32>) -> Result<Option<SlotId>> {
        let row: Option<(i64, i64, i64)> = sqlx::query_as(
            "DELETE FROM hold WHERE id = $1 AND desk IS NOT DISTINCT FROM $2 RETURNING schedule, day, minute",
        )
        .bind(hold)
        .bind(desk.map(i64::from))
        .fetch_optional(self.db())
        .await?;
        row.map(|(schedule, day, minute)| slot_id(schedule, day, minute))
            .transpose()
    }

    async fn drop_expired_hold(&mut self, hold: Uuid, now: DateTime<Utc>) -> Result<Option<SlotId>> {
        let row: Option<(i64, i64, i64)> =
            sqlx::query_as("DELETE FROM hold WHERE id = $1 AND until <= $2 RETURNING schedule, day, minute")
                .bind(hold)
                .bind(micros(now))
                .fetch_optional(self.db())
                .await?;
        row.map(|(schedule, day, minute)| slot_id(schedule, day, minute))
            .transpose()
    }
}
