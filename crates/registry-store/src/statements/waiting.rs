//! The waiting list and its offers. Compiled once for each database.

use super::{AMONG, Dialect, Transaction};
use crate::matching::padded;
use crate::rows::{ApplicantRow, CandidateRow, OfferRow, micros, open_patient, slot_id, word};
use crate::{Applicant, Candidate, NewWaitingEntry, Opening, Result, WaitingTx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::request::{AssignmentReason, Offer};
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::{CELLS, WaitingEntry, cells_around};
use sqlx::QueryBuilder;
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
        let lapsed: Option<Uuid> = sqlx::query_scalar("UPDATE waiting_entry SET status = 'left' WHERE patient = $1 AND service = $2 AND status = 'waiting' AND valid_until <= $3 RETURNING id")
            .bind(new.patient)
            .bind(&entry.service)
            .bind(micros(entry.entered_at))
            .fetch_optional(self.db())
            .await?;
        if let Some(lapsed) = lapsed {
            self.leave_cells(lapsed).await?;
        }
        sqlx::query(
            "INSERT INTO waiting_entry (id, service, patient, referral, class, urgent, entitlement, entered_at, valid_until, preferences, place, desk, status, mode, replaces)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'waiting', $13, $14)",
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
        .bind(new.desk.map(i64::from))
        .bind(word(&entry.mode)?)
        .bind(entry.replaces)
        .execute(self.db())
        .await?;
        self.enter_cells(entry).await
    }

    async fn applicants(
        &mut self,
        openings: &[Opening<'_>],
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<(usize, Applicant)>> {
        if openings.is_empty() {
            return Ok(Vec::new());
        }
        let mut select = QueryBuilder::<Dialect>::new(
            "WITH opening (number, service, schedule, day, minute, until, lat, lon, clinic, fine, coarse, country, class, entered_at, entry) AS (",
        );
        push_openings(&mut select, openings);
        select.push(
            ") SELECT number, waiting_entry.id, waiting_entry.service, urgent, entitlement, waiting_entry.entered_at, valid_until, preferences, mode, replaces,
                      patient AS patient_row, referral, desk, identity, sealed,
                      (SELECT id FROM appointment WHERE appointment.patient = waiting_entry.patient AND appointment.service = waiting_entry.service AND status = 'booked' AND NOT continuation) AS booked,
                      waiting_entry.referral IS NOT NULL AND EXISTS (SELECT 1 FROM appointment WHERE appointment.patient = waiting_entry.patient
                        AND appointment.referral = waiting_entry.referral AND status IN ('booked', 'arrived')) AS referral_used
             FROM opening JOIN waiting_entry ON waiting_entry.id ",
        );
        select.push(AMONG.0).push("SELECT entry FROM (");
        push_cells(&mut select, now, limit);
        select.push(") AS near").push(AMONG.1);
        select.push(" JOIN patient ON patient.id = waiting_entry.patient");
        let rows: Vec<ApplicantRow> = select.build_query_as().fetch_all(self.db()).await?;
        let mut found = rows.into_iter().map(ApplicantRow::open).collect::<Result<Vec<_>>>()?;
        // Small rows here, large ones there.
        found.sort_unstable_by_key(|(number, applicant)| (*number, applicant.entry.rank()));
        Ok(found)
    }

    fn candidate(&self, applicant: Applicant) -> Result<Candidate> {
        Ok(Candidate {
            patient: open_patient(self.seal(), &applicant.identity, &applicant.sealed)?,
            entry: applicant.entry,
            patient_row: applicant.patient_row,
            referral: applicant.referral,
            desk: applicant.desk,
        })
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
        let settled: Option<Uuid> = sqlx::query_scalar(
            "UPDATE waiting_entry SET status = 'booked', appointment = $1 WHERE patient = $2 AND service = $3 AND status = 'waiting' RETURNING id",
        )
        .bind(appointment)
        .bind(patient)
        .bind(service)
        .fetch_optional(self.db())
        .await?;
        if let Some(entry) = settled {
            self.leave_cells(entry).await?;
        }
        Ok(settled)
    }

    async fn leave_waiting(&mut self, entry: Uuid) -> Result<bool> {
        let done = sqlx::query("UPDATE waiting_entry SET status = 'left' WHERE id = $1 AND status = 'waiting'")
            .bind(entry)
            .execute(self.db())
            .await?;
        self.leave_cells(entry).await?;
        Ok(done.rows_affected() == 1)
    }

    async fn prolong_waiting(&mut self, entry: Uuid, until: DateTime<Utc>) -> Result<()> {
        sqlx::query("UPDATE waiting_entry SET valid_until = $1, warned_at = NULL WHERE id = $2")
            .bind(micros(until))
            .bind(entry)
            .execute(self.db())
            .await?;
        sqlx::query("UPDATE entry_cell SET valid_until = $1 WHERE entry = $2")
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

impl Transaction {
    /// Puts an entry where freed terms find it.
    async fn enter_cells(&mut self, entry: &WaitingEntry) -> Result<()> {
        let (height, width) = entry.preferences.reach();
        let (from, to) = entry.preferences.days();
        let mut insert = QueryBuilder::<Dialect>::new(
            "INSERT INTO entry_cell (service, cell, class, entered_at, entry, valid_until, lat, lon, height, width, from_day, to_day) ",
        );
        insert.push_values(entry.preferences.cells(), |mut row, cell| {
            row.push_bind(&entry.service)
                .push_bind(cell)
                .push_bind(i64::from(entry.class()))
                .push_bind(micros(entry.entered_at))
                .push_bind(entry.id)
                .push_bind(micros(entry.valid_until))
                .push_bind(entry.preferences.point.lat)
                .push_bind(entry.preferences.point.lon)
                .push_bind(height)
                .push_bind(width)
                .push_bind(i64::from(from.0))
                .push_bind(i64::from(to.0));
        });
        insert.build().execute(self.db()).await?;
        Ok(())
    }

    /// Takes an entry that waits no more from there.
    async fn leave_cells(&mut self, entry: Uuid) -> Result<()> {
        sqlx::query("DELETE FROM entry_cell WHERE entry = $1")
            .bind(entry)
            .execute(self.db())
            .await?;
        Ok(())
    }
}

fn push_openings(select: &mut QueryBuilder<Dialect>, openings: &[Opening<'_>]) {
    select.push_values(padded(openings).enumerate(), |mut row, (number, opening)| {
        row.push_bind(i64::try_from(number).unwrap_or(i64::MAX))
            .push_bind(opening.map(|opening| opening.service))
            .push_bind(opening.map(|opening| i64::from(opening.slot.schedule)))
            .push_bind(opening.map(|opening| i64::from(opening.slot.day.0)))
            .push_bind(opening.map(|opening| i64::from(opening.slot.minute)))
            .push_bind(opening.map(|opening| i64::from(opening.until.0)))
            .push_bind(opening.map(|opening| opening.point.lat))
            .push_bind(opening.map(|opening| opening.point.lon));
        let cells = opening.map(|opening| cells_around(opening.point, opening.facility));
        for number in 0..CELLS {
            row.push_bind(cells.map(|cells| cells[number]));
        }
        let (class, entered_at, id) = opening.and_then(|opening| opening.after).unwrap_or_default();
        row.push_bind(i64::from(class))
            .push_bind(micros(entered_at))
            .push_bind(id);
    });
}

/// Those around an opening in their order: of each cell as many as are wanted, read in the order of its key.
fn push_cells(select: &mut QueryBuilder<Dialect>, now: DateTime<Utc>, limit: u32) {
    // SQLite looks into a limit that is a mere parameter, and prepares the statement again for each.
    const IN_ORDER: &str = " ORDER BY class, entered_at, entry LIMIT 0 + ";
    for (number, cell) in ["clinic", "fine", "coarse", "country"].into_iter().enumerate() {
        select.push(if number == 0 { "" } else { " UNION ALL " });
        select.push(
            "SELECT class, entered_at, entry FROM (SELECT class, entered_at, entry FROM entry_cell WHERE service = opening.service AND cell = opening.",
        );
        select.push(cell);
        select.push(
            " AND (class, entered_at, entry) > (opening.class, opening.entered_at, opening.entry)
              AND from_day <= opening.until AND to_day >= opening.day
              AND (opening.lat - entry_cell.lat) * (opening.lat - entry_cell.lat) * width * width
                + (opening.lon - entry_cell.lon) * (opening.lon - entry_cell.lon) * height * height <= height * height * width * width AND valid_until > ",
        );
        select.push_bind(micros(now));
        select.push(
            " AND NOT EXISTS (SELECT 1 FROM offer WHERE offer.entry = entry_cell.entry AND (offer.status = 'open'
                OR (offer.schedule = opening.schedule AND offer.day = opening.day AND offer.minute = opening.minute)))",
        );
        select.push(IN_ORDER).push_bind(i64::from(limit)).push(") AS lies");
    }
    select.push(IN_ORDER).push_bind(i64::from(limit));
}
