//! The waiting list and its offers. Compiled once for each database.

use super::Transaction;
use crate::rows::{CandidateRow, EntryRow, OfferRow, micros, slot_id, word};
use crate::{Candidate, NewWaitingEntry, Result, WaitingTx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::geo::Point;
use okienko_domain::request::{AssignmentReason, Offer};
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::{Rank, WaitingEntry};
use uuid::Uuid;

#[async_trait]
impl WaitingTx for Transaction {
    async fn is_waiting(&mut self, patient: i64, service: &str, now: DateTime<Utc>) -> Result<bool> {
        let found: bool = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM waiting_entry WHERE patient = $1 AND service = $2 AND status = 'waiting' AND valid_until > $3)")
        .bind(patient)
        .bind(service)
        .bind(micros(now))
        .fetch_one(self.db())
        .await?;
        Ok(found)
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
            "INSERT INTO waiting_entry (id, service, patient, referral, class, urgent, entitlement, entered_at, valid_until, preferences, place, south, north, west, east, desk, status, mode, replaces)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'waiting', $17, $18)",
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
        .bind(word(&entry.mode)?)
        .bind(entry.replaces)
        .execute(self.db())
        .await?;
        Ok(())
    }

    async fn candidates(
        &mut self,
        service: &str,
        freed: (SlotId, Point),
        now: DateTime<Utc>,
        after: Option<Rank>,
        limit: u32,
    ) -> Result<Vec<WaitingEntry>> {
        let (slot, around) = freed;
        let (class, entered_at, id) = after.unwrap_or((0, DateTime::<Utc>::UNIX_EPOCH, Uuid::nil()));
        let rows: Vec<EntryRow> = sqlx::query_as(
            "SELECT id, service, urgent, entitlement, entered_at, valid_until, preferences, mode, replaces
             FROM waiting_entry
             WHERE service = $1 AND status = 'waiting' AND valid_until > $2 AND $3 BETWEEN south AND north AND $4 BETWEEN west AND east
             AND (class, entered_at, id) > ($5, $6, $7)
             AND NOT EXISTS (SELECT 1 FROM offer WHERE offer.entry = waiting_entry.id AND (offer.status = 'open' OR (offer.schedule = $8 AND offer.day = $9 AND offer.minute = $10)))
             ORDER BY class, entered_at, id LIMIT $11",
        )
        .bind(service)
        .bind(micros(now))
        .bind(around.lat)
        .bind(around.lon)
        .bind(i64::from(class))
        .bind(micros(entered_at))
        .bind(id)
        .bind(i64::from(slot.schedule))
        .bind(i64::from(slot.day.0))
        .bind(i64::from(slot.minute))
        .bind(i64::from(limit))
        .fetch_all(self.db())
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn entry(&mut self, id: Uuid) -> Result<Option<Candidate>> {
        let row: Option<CandidateRow> = sqlx::query_as(
            "SELECT waiting_entry.id, service, urgent, entitlement, entered_at, valid_until, preferences, mode, replaces,
                    patient AS patient_row, referral, desk, identity, sealed
             FROM waiting_entry JOIN patient ON patient.id = waiting_entry.patient WHERE waiting_entry.id = $1 AND status = 'waiting'",
        )
        .bind(id)
        .fetch_optional(self.db())
        .await?;
        row.map(|row| row.open(self.seal())).transpose()
    }

    async fn settle_waiting(&mut self, patient: i64, service: &str, appointment: Uuid) -> Result<Option<Uuid>> {
        Ok(sqlx::query_scalar(
            "UPDATE waiting_entry SET status = 'booked', appointment = $1 WHERE patient = $2 AND service = $3 AND status = 'waiting' RETURNING id",
        )
        .bind(appointment)
        .bind(patient)
        .bind(service)
        .fetch_optional(self.db())
        .await?)
    }

    async fn leave_waiting(&mut self, entry: Uuid) -> Result<bool> {
        let done = sqlx::query("UPDATE waiting_entry SET status = 'left' WHERE id = $1 AND status = 'waiting'")
            .bind(entry)
            .execute(self.db())
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn prolong_waiting(&mut self, entry: Uuid, until: DateTime<Utc>) -> Result<()> {
        sqlx::query("UPDATE waiting_entry SET valid_until = $1, warned_at = NULL WHERE id = $2")
            .bind(micros(until))
            .bind(entry)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn mark_warned(&mut self, entry: Uuid, now: DateTime<Utc>) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE waiting_entry SET warned_at = $1 WHERE id = $2 AND status = 'waiting' AND warned_at IS NULL",
        )
        .bind(micros(now))
        .bind(entry)
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn insert_offer(
        &mut self,
        offer: &Offer,
        assignment: &AssignmentReason,
        now: DateTime<Utc>,
        limit: DateTime<Utc>,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO offer (id, entry, schedule, day, minute, status, made_at, expires_at, assignment) VALUES ($1, $2, $3, $4, $5, 'open', $6, $7, $8)",
        )
        .bind(offer.id)
        .bind(offer.entry)
        .bind(i64::from(offer.slot.schedule))
        .bind(i64::from(offer.slot.day.0))
        .bind(i64::from(offer.slot.minute))
        .bind(micros(now))
        .bind(micros(limit))
        .bind(serde_json::to_string(assignment)?)
        .execute(self.db())
        .await?;
        Ok(())
    }

    async fn hand_over_offer(&mut self, offer: Uuid, at: DateTime<Utc>, until: DateTime<Utc>) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE offer SET handed_over_at = $1, expires_at = CASE WHEN expires_at < $2 THEN expires_at ELSE $2 END
             WHERE id = $3 AND status = 'open' AND handed_over_at IS NULL",
        )
        .bind(micros(at))
        .bind(micros(until))
        .bind(offer)
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn open_offer(&mut self, offer: Uuid) -> Result<Option<Offer>> {
        let row: Option<OfferRow> = sqlx::query_as(
            "SELECT id, entry, schedule, day, minute, handed_over_at, expires_at, assignment FROM offer WHERE id = $1 AND status = 'open'",
        )
        .bind(offer)
        .fetch_optional(self.db())
        .await?;
        row.map(|row| Ok(row.open()?.0)).transpose()
    }

    async fn accept_offer(&mut self, offer: Uuid, now: DateTime<Utc>) -> Result<Option<(Offer, AssignmentReason)>> {
        let row: Option<OfferRow> = sqlx::query_as(
            "UPDATE offer SET status = 'accepted' WHERE id = $1 AND status = 'open' AND expires_at > $2
             RETURNING id, entry, schedule, day, minute, handed_over_at, expires_at, assignment",
        )
        .bind(offer)
        .bind(micros(now))
        .fetch_optional(self.db())
        .await?;
        row.map(OfferRow::open).transpose()
    }

    async fn decline_offer(&mut self, offer: Uuid) -> Result<Option<Offer>> {
        let row: Option<OfferRow> = sqlx::query_as(
            "UPDATE offer SET status = 'declined' WHERE id = $1 AND status = 'open'
             RETURNING id, entry, schedule, day, minute, handed_over_at, expires_at, assignment",
        )
        .bind(offer)
        .fetch_optional(self.db())
        .await?;
        row.map(|row| Ok(row.open()?.0)).transpose()
    }

    async fn lapse_offer(&mut self, offer: Uuid, now: DateTime<Utc>) -> Result<Option<Offer>> {
        let row: Option<OfferRow> = sqlx::query_as(
            "UPDATE offer SET status = 'lapsed' WHERE id = $1 AND status = 'open' AND expires_at <= $2
             RETURNING id, entry, schedule, day, minute, handed_over_at, expires_at, assignment",
        )
        .bind(offer)
        .bind(micros(now))
        .fetch_optional(self.db())
        .await?;
        row.map(|row| Ok(row.open()?.0)).transpose()
    }

    async fn withdraw_offer(&mut self, entry: Uuid) -> Result<Option<SlotId>> {
        let row: Option<(i64, i64, i64)> =
            sqlx::query_as("UPDATE offer SET status = 'withdrawn' WHERE entry = $1 AND status = 'open' RETURNING schedule, day, minute")
                .bind(entry)
                .fetch_optional(self.db())
                .await?;
        row.map(|(schedule, day, minute)| slot_id(schedule, day, minute))
            .transpose()
    }
}
