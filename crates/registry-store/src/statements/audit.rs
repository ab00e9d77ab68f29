//! Statements of the audit. Compiled once for each database, see [`crate::statements`].

use super::{Database, Transaction};
use crate::audit::{Actor, Deed, Entry, GENESIS, Head, Subject};
use crate::{AuditStore, AuditTx, Result};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::ids::Pesel;
use okienko_seal::Seal;
use uuid::Uuid;

/// Another name than the one people's rows have, so that the audit alone cannot be matched with them.
fn pseudonym(seal: &Seal, identity: &[u8]) -> Subject {
    let text: String = identity.iter().map(|byte| format!("{byte:02x}")).collect();
    Subject(seal.index("audit", &text))
}

#[async_trait]
impl AuditStore for Database {
    async fn audit_chains(&self) -> Result<Vec<i64>> {
        Ok(
            sqlx::query_scalar("SELECT chain FROM audit_head UNION SELECT DISTINCT chain FROM audit")
                .fetch_all(&self.readers)
                .await?,
        )
    }

    async fn audit_head(&self, chain: i64) -> Result<Option<Head>> {
        Ok(
            sqlx::query_as("SELECT chain, entries, hash FROM audit_head WHERE chain = $1")
                .bind(chain)
                .fetch_optional(&self.readers)
                .await?,
        )
    }

    async fn audit_page(&self, chain: i64, after: i64, limit: u32) -> Result<Vec<Entry>> {
        Ok(
            sqlx::query_as("SELECT * FROM audit WHERE chain = $1 AND number > $2 ORDER BY number LIMIT $3")
                .bind(chain)
                .bind(after)
                .bind(i64::from(limit))
                .fetch_all(&self.readers)
                .await?,
        )
    }

    async fn audit_of(&self, subject: &Subject) -> Result<Vec<Entry>> {
        Ok(
            sqlx::query_as("SELECT * FROM audit WHERE subject = $1 ORDER BY at, chain, number")
                .bind(&subject.0)
                .fetch_all(&self.readers)
                .await?,
        )
    }
}

#[async_trait]
impl AuditTx for Transaction {
    fn subject(&self, pesel: &Pesel) -> Subject {
        pseudonym(self.seal(), &self.seal().index("patient", &pesel.digits()))
    }

    async fn subject_of(&mut self, id: Uuid) -> Result<Option<Subject>> {
        let identity: Option<Vec<u8>> = sqlx::query_scalar(
            "SELECT identity FROM patient WHERE id IN (SELECT patient FROM appointment WHERE id = $1 UNION SELECT patient FROM waiting_entry WHERE id = $1
             UNION SELECT patient FROM waiting_entry JOIN offer ON offer.entry = waiting_entry.id WHERE offer.id = $1)",
        )
        .bind(id)
        .fetch_optional(self.db())
        .await?;
        Ok(identity.map(|identity| pseudonym(self.seal(), &identity)))
    }

    fn audit(&mut self, actor: &Actor, deed: Deed, at: DateTime<Utc>) {
        self.noted.push(Entry::new(actor, deed, at));
    }
}

impl Transaction {
    /// Writes the entries of this transaction, chain by chain. The end of a chain is locked from here to the commit.
    pub(super) async fn write_noted(&mut self) -> Result<()> {
        let mut noted = std::mem::take(&mut self.noted);
        if noted.is_empty() {
            return Ok(());
        }
        noted.sort_by_key(|entry| entry.chain);
        let rules = i64::from(self.rules_version().await?);
        for entries in noted.chunk_by_mut(|a, b| a.chain == b.chain) {
            let (chain, added) = (entries[0].chain, entries.len());
            let added = i64::from(crate::audit::count(added)?);
            let (total, mut hash): (i64, Vec<u8>) = sqlx::query_as(
                "INSERT INTO audit_head (chain, entries, hash) VALUES ($1, $2, $3)
                 ON CONFLICT (chain) DO UPDATE SET entries = audit_head.entries + excluded.entries RETURNING entries, hash",
            )
            .bind(chain)
            .bind(added)
            .bind(GENESIS.as_slice())
            .fetch_one(self.db())
            .await?;
            for (number, entry) in (total - added + 1..).zip(entries.iter_mut()) {
                (entry.number, entry.rules) = (number, rules);
                hash = entry.sealed_after(&hash).to_vec();
                entry.hash.clone_from(&hash);
                self.write_entry(entry).await?;
            }
            sqlx::query("UPDATE audit_head SET hash = $2 WHERE chain = $1")
                .bind(chain)
                .bind(hash)
                .execute(self.db())
                .await?;
        }
        Ok(())
    }

    async fn write_entry(&mut self, entry: &Entry) -> Result<()> {
        sqlx::query(
            "INSERT INTO audit (chain, number, at, actor, role, action, subject, object, persons, outcome, rules, hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(entry.chain)
        .bind(entry.number)
        .bind(entry.at)
        .bind(&entry.actor)
        .bind(&entry.role)
        .bind(&entry.action)
        .bind(&entry.subject)
        .bind(&entry.object)
        .bind(entry.persons)
        .bind(&entry.outcome)
        .bind(entry.rules)
        .bind(&entry.hash)
        .execute(self.db())
        .await?;
        Ok(())
    }
}
