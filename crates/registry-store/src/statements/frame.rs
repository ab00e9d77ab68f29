//! The frame of a transaction. Compiled once for each database.

use super::{Transaction, many};
use crate::noted::{NotedAnswer, ROWS};
use crate::rows::micros;
use crate::{Answer, Result, Tx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::directory::Service;
use okienko_domain::request::EventKind;
use std::collections::HashMap;
use uuid::Uuid;

#[async_trait]
impl Tx for Transaction {
    async fn answers(&mut self, requests: &[Uuid]) -> Result<HashMap<Uuid, (Vec<u8>, Answer)>> {
        let mut select = many::among(
            "SELECT request, fingerprint, document FROM answer WHERE request",
            requests,
        );
        let rows: Vec<(Uuid, Vec<u8>, String)> = select.build_query_as().fetch_all(self.db()).await?;
        let noted = self
            .noted
            .answers
            .iter()
            .filter(|noted| requests.contains(&noted.request));
        let noted = noted.map(|noted| (noted.request, noted.fingerprint.clone(), noted.document.clone()));
        let all = rows.into_iter().chain(noted);
        all.map(|(request, fingerprint, document)| Ok((request, (fingerprint, serde_json::from_str(&document)?))))
            .collect()
    }

    fn remember(&mut self, request: Uuid, fingerprint: &[u8], answer: &Answer, at: DateTime<Utc>) -> Result<()> {
        self.noted.answers.push(NotedAnswer {
            request,
            fingerprint: fingerprint.to_vec(),
            document: serde_json::to_string(answer)?,
            at: micros(at),
        });
        Ok(())
    }

    async fn next_seq(&mut self) -> Result<u64> {
        if let Some(seq) = self.noted.seq {
            return Ok(seq);
        }
        let seq: i64 = sqlx::query_scalar(super::NEXT_SEQ).fetch_one(self.db()).await?;
        self.noted.seq = Some(seq.cast_unsigned());
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
        self.write_bookings().await?;
        self.write_answers().await?;
        self.write_messages().await?;
        self.noted.mark();
        sqlx::query("SAVEPOINT decision").execute(self.db()).await?;
        Ok(())
    }

    async fn keep(&mut self) -> Result<()> {
        self.noted.keep();
        sqlx::query("RELEASE SAVEPOINT decision").execute(self.db()).await?;
        Ok(())
    }

    async fn undo(&mut self) -> Result<()> {
        self.noted.undo();
        sqlx::query("ROLLBACK TO SAVEPOINT decision").execute(self.db()).await?;
        self.keep().await
    }

    async fn commit(self: Box<Self>) -> Result<()> {
        self.finish().await
    }
}

impl Transaction {
    /// Writes what was noted.
    pub(super) async fn write_noted(&mut self) -> Result<()> {
        self.write_bookings().await?;
        self.write_answers().await?;
        self.write_messages().await?;
        // Last: the end of a chain is locked from here to the commit.
        self.write_entries().await
    }

    async fn write_answers(&mut self) -> Result<()> {
        let answers = std::mem::take(&mut self.noted.answers);
        for rows in answers.chunks(ROWS) {
            let into = "INSERT INTO answer (request, fingerprint, document, at)";
            let mut insert = many::insert(into, rows, |row, answer| {
                row.push_bind(answer.request)
                    .push_bind(answer.fingerprint.clone())
                    .push_bind(answer.document.clone())
                    .push_bind(answer.at);
            });
            insert.build().execute(self.db()).await?;
        }
        Ok(())
    }
}
