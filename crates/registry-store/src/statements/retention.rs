//! Statements that remove. Compiled once for each database, see [`crate::statements`].

use super::Transaction;
use crate::Result;
use crate::retention::RetentionTx;
use crate::rows::micros;
use async_trait::async_trait;
use chrono::{DateTime, Utc};

fn removed(rows: u64) -> Result<u32> {
    u32::try_from(rows).map_err(crate::rows::corrupt)
}

#[async_trait]
impl RetentionTx for Transaction {
    async fn forget_answers(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u32> {
        let done =
            sqlx::query("DELETE FROM answer WHERE request IN (SELECT request FROM answer WHERE at < $1 LIMIT $2)")
                .bind(micros(before))
                .bind(i64::from(limit))
                .execute(self.db())
                .await?;
        removed(done.rows_affected())
    }

    async fn forget_waiting(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u32> {
        sqlx::query(
            "DELETE FROM offer WHERE entry IN (SELECT id FROM waiting_entry WHERE status <> 'booked' AND valid_until < $1 ORDER BY valid_until, id LIMIT $2)",
        )
        .bind(micros(before))
        .bind(i64::from(limit))
        .execute(self.db())
        .await?;
        let done = sqlx::query(
            "DELETE FROM waiting_entry WHERE id IN (SELECT id FROM waiting_entry WHERE status <> 'booked' AND valid_until < $1 ORDER BY valid_until, id LIMIT $2)",
        )
        .bind(micros(before))
        .bind(i64::from(limit))
        .execute(self.db())
        .await?;
        removed(done.rows_affected())
    }

    async fn forget_people(&mut self, limit: u32) -> Result<u32> {
        let done = sqlx::query(
            "DELETE FROM patient WHERE id IN (SELECT id FROM patient
             WHERE NOT EXISTS (SELECT 1 FROM appointment WHERE appointment.patient = patient.id)
             AND NOT EXISTS (SELECT 1 FROM waiting_entry WHERE waiting_entry.patient = patient.id)
             AND NOT EXISTS (SELECT 1 FROM lookup WHERE lookup.patient = patient.id) LIMIT $1)",
        )
        .bind(i64::from(limit))
        .execute(self.db())
        .await?;
        removed(done.rows_affected())
    }
}
