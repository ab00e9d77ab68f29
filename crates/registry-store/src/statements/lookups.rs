//! Statements about look-ups. Compiled once for each database, see [`crate::statements`].

use super::{Database, Transaction};
use crate::lookup::{LookupStore, LookupTx, NewLookup};
use crate::messages::Venue;
use crate::rows::{AppointmentRow, LookupRow, WaitingRow, corrupt, micros, narrow, waiting_rows};
use crate::{ReferralKey, Result};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::lookup::LookupRecord;
use okienko_domain::request::{Appointment, WaitingRecord};
use uuid::Uuid;

#[async_trait]
impl LookupStore for Database {
    async fn lookups(&self, facility: u32, limit: u32) -> Result<Vec<LookupRecord>> {
        let rows: Vec<LookupRow> = sqlx::query_as(
            "SELECT lookup.id, at, account.login, because, reason, identity, sealed, reviewer.login AS reviewer, reviewed_at
             FROM lookup JOIN account ON account.id = lookup.account LEFT JOIN patient ON patient.id = lookup.patient
             LEFT JOIN account AS reviewer ON reviewer.id = lookup.reviewed_by
             WHERE lookup.facility = $1 ORDER BY at DESC, lookup.id DESC LIMIT $2",
        )
        .bind(i64::from(facility))
        .bind(i64::from(limit))
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(|row| row.open(&self.seal)).collect()
    }
}

#[async_trait]
impl LookupTx for Transaction {
    async fn visits_of(&mut self, patient: i64, from: Day, limit: u32) -> Result<Vec<Appointment>> {
        let rows: Vec<AppointmentRow> = sqlx::query_as(
            "SELECT appointment.id, schedule, day, minute, service, status, continuation, late, assignment, created_at, identity, sealed
             FROM appointment JOIN patient ON patient.id = appointment.patient
             WHERE appointment.patient = $1 AND status IN ('booked', 'arrived') AND day >= $2 ORDER BY day, minute, appointment.id LIMIT $3",
        )
        .bind(patient)
        .bind(i64::from(from.0))
        .bind(i64::from(limit))
        .fetch_all(self.db())
        .await?;
        rows.into_iter().map(|row| row.open(self.seal())).collect()
    }

    async fn waiting_of(&mut self, patient: i64, now: DateTime<Utc>, limit: u32) -> Result<Vec<WaitingRecord>> {
        let rows: Vec<WaitingRow> = sqlx::query_as(waiting_rows!(
            "WHERE mine.patient = $1 AND mine.status = 'waiting' AND mine.valid_until > $2 ORDER BY entered_at, mine.id LIMIT $3"
        ))
        .bind(patient)
        .bind(micros(now))
        .bind(i64::from(limit))
        .fetch_all(self.db())
        .await?;
        rows.into_iter().map(|row| row.open(self.seal(), now)).collect()
    }

    async fn has_referral(&mut self, patient: i64, referral: &ReferralKey) -> Result<bool> {
        let found: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM appointment WHERE patient = $1 AND referral = $2)
                 OR EXISTS (SELECT 1 FROM waiting_entry WHERE patient = $1 AND referral = $2)",
        )
        .bind(patient)
        .bind(&referral.0)
        .fetch_one(self.db())
        .await?;
        Ok(found)
    }

    async fn insert_lookup(&mut self, new: NewLookup<'_>) -> Result<()> {
        let reason = new.because.reason().map(|reason| reason.as_str().as_bytes().to_vec());
        let reason = reason
            .map(|reason| self.seal().seal(new.id.as_bytes(), reason))
            .transpose()?;
        sqlx::query("INSERT INTO lookup (id, facility, account, at, because, reason, patient) VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(new.id)
            .bind(i64::from(new.facility))
            .bind(new.account)
            .bind(micros(new.at))
            .bind(new.because.code())
            .bind(reason)
            .bind(new.patient)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn review_lookup(&mut self, facility: u32, id: Uuid, by: Uuid, at: DateTime<Utc>) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE lookup SET reviewed_by = COALESCE(reviewed_by, $3), reviewed_at = COALESCE(reviewed_at, $4)
             WHERE id = $1 AND facility = $2 AND account <> $3",
        )
        .bind(id)
        .bind(i64::from(facility))
        .bind(by)
        .bind(micros(at))
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn forget_lookups(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u32> {
        let done = sqlx::query(
            "DELETE FROM lookup WHERE id IN (SELECT id FROM lookup WHERE reviewed_at < $1 ORDER BY reviewed_at, id LIMIT $2)",
        )
        .bind(micros(before))
        .bind(i64::from(limit))
        .execute(self.db())
        .await?;
        u32::try_from(done.rows_affected()).map_err(corrupt)
    }

    async fn office(&mut self, facility: u32) -> Result<Option<Venue>> {
        let row: Option<(i64, String, String, Option<String>)> = sqlx::query_as(
            "SELECT id, name, phone, (SELECT city FROM location WHERE location.facility = clinic.id ORDER BY location.id LIMIT 1) FROM facility AS clinic WHERE id = $1",
        )
        .bind(i64::from(facility))
        .fetch_optional(self.db())
        .await?;
        row.map(|(facility, name, phone, city)| {
            Ok(Venue {
                facility: narrow(facility)?,
                name,
                phone,
                street: String::new(),
                city: city.unwrap_or_default(),
            })
        })
        .transpose()
    }
}
