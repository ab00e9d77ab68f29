//! The frame of a transaction. Compiled once for each database.

use super::Transaction;
use crate::rows::micros;
use crate::{Answer, Result, Tx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::directory::Service;
use okienko_domain::request::EventKind;
use uuid::Uuid;

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

    async fn service(&mut self, code: &str) -> Result<Option<Service>> {
        let document: Option<String> = sqlx::query_scalar("SELECT document FROM service WHERE code = $1")
            .bind(code)
            .fetch_optional(self.db())
            .await?;
        Ok(document.as_deref().map(serde_json::from_str).transpose()?)
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

    async fn mark(&mut self) -> Result<()> {
        self.marked = self.noted.len();
        sqlx::query("SAVEPOINT decision").execute(self.db()).await?;
        Ok(())
    }

    async fn keep(&mut self) -> Result<()> {
        sqlx::query("RELEASE SAVEPOINT decision").execute(self.db()).await?;
        Ok(())
    }

    async fn undo(&mut self) -> Result<()> {
        self.noted.truncate(self.marked);
        sqlx::query("ROLLBACK TO SAVEPOINT decision").execute(self.db()).await?;
        self.keep().await
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        self.finish().await
    }
}
