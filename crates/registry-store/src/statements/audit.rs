//! Statements of the audit. Compiled once for each database, see [`crate::statements`].

use super::{Database, Transaction, many};
use crate::audit::{Actor, Deed, Entry, GENESIS, Head, Subject};
use crate::noted::ROWS;
use crate::{AuditStore, AuditTx, Result};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::identity::PersonKey;
use okienko_seal::Seal;
use std::collections::HashMap;
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
    fn subject(&self, person: &PersonKey) -> Subject {
        pseudonym(self.seal(), &self.seal().index("patient", person.as_str()))
    }

    async fn subject_of(&mut self, id: Uuid) -> Result<Option<Subject>> {
        let identity: Option<Vec<u8>> = sqlx::query_scalar(
            "SELECT identity FROM patient WHERE id IN (SELECT patient FROM appointment WHERE id = $1 UNION SELECT patient FROM waiting_entry WHERE id = $1
             UNION SELECT patient FROM waiting_entry JOIN offer ON offer.entry = waiting_entry.id WHERE offer.id = $1
             UNION SELECT patient FROM lookup WHERE id = $1)",
        )
        .bind(id)
        .fetch_optional(self.db())
        .await?;
        Ok(identity.map(|identity| pseudonym(self.seal(), &identity)))
    }

    fn audit(&mut self, actor: &Actor, deed: Deed, at: DateTime<Utc>) {
        self.noted.entries.push(Entry::new(actor, deed, at));
    }
}

impl Transaction {
    /// Writes the entries of this transaction, chain by chain. The ends of the chains are locked from here to the commit, in
    /// the order of chains.
    pub(super) async fn write_entries(&mut self) -> Result<()> {
        let mut noted = std::mem::take(&mut self.noted.entries);
        if noted.is_empty() {
            return Ok(());
        }
        noted.sort_by_key(|entry| entry.chain);
        let rules = i64::from(self.rules_version().await?);
        let mut heads = Vec::new();
        for entries in noted.chunk_by(|a, b| a.chain == b.chain) {
            heads.push((entries[0].chain, i64::from(crate::audit::count(entries.len())?)));
        }
        let ends = self.lengthen_chains(&heads).await?;
        let mut heads = Vec::with_capacity(ends.len());
        for entries in noted.chunk_by_mut(|a, b| a.chain == b.chain) {
            let chain = entries[0].chain;
            let (before, mut hash) = ends.get(&chain).cloned().unwrap_or((0, GENESIS.to_vec()));
            for (number, entry) in (before + 1..).zip(entries.iter_mut()) {
                (entry.number, entry.rules) = (number, rules);
                hash = entry.sealed_after(&hash).to_vec();
                entry.hash.clone_from(&hash);
            }
            heads.push((chain, hash));
        }
        for rows in noted.chunks(ROWS) {
            self.insert_entries(rows).await?;
        }
        self.end_chains(&heads).await
    }

    /// Makes chains so many entries longer; how many they had, and the hash of the last one.
    async fn lengthen_chains(&mut self, heads: &[(i64, i64)]) -> Result<HashMap<i64, (i64, Vec<u8>)>> {
        let mut all = HashMap::with_capacity(heads.len());
        for rows in heads.chunks(ROWS) {
            let mut upsert = many::insert(
                "INSERT INTO audit_head (chain, entries, hash)",
                rows,
                |row, (chain, added)| {
                    row.push_bind(*chain).push_bind(*added).push_bind(GENESIS.to_vec());
                },
            );
            upsert.push(
                " ON CONFLICT (chain) DO UPDATE SET entries = audit_head.entries + excluded.entries RETURNING chain, entries, hash",
            );
            let upsert = upsert.build_query_as();
            let ends: Vec<(i64, i64, Vec<u8>)> = upsert.fetch_all(self.db()).await?;
            all.extend(ends.into_iter().map(|(chain, entries, hash)| (chain, (entries, hash))));
        }
        for (chain, added) in heads {
            if let Some((entries, _)) = all.get_mut(chain) {
                *entries -= added;
            }
        }
        Ok(all)
    }

    async fn insert_entries(&mut self, entries: &[Entry]) -> Result<()> {
        let mut insert = many::insert(
            "INSERT INTO audit (chain, number, at, actor, role, action, subject, object, persons, outcome, rules, hash)",
            entries,
            |row, entry| {
                row.push_bind(entry.chain)
                    .push_bind(entry.number)
                    .push_bind(entry.at)
                    .push_bind(entry.actor.clone())
                    .push_bind(entry.role.clone())
                    .push_bind(entry.action.clone())
                    .push_bind(entry.subject.clone())
                    .push_bind(entry.object.clone())
                    .push_bind(entry.persons)
                    .push_bind(entry.outcome.clone())
                    .push_bind(entry.rules)
                    .push_bind(entry.hash.clone());
            },
        );
        insert.build().execute(self.db()).await?;
        Ok(())
    }

    /// Stores the hashes of the last entries of chains.
    async fn end_chains(&mut self, heads: &[(i64, Vec<u8>)]) -> Result<()> {
        for rows in heads.chunks(ROWS) {
            let mut upsert = many::insert(
                "INSERT INTO audit_head (chain, entries, hash)",
                rows,
                |row, (chain, hash)| {
                    row.push_bind(*chain).push_bind(0_i64).push_bind(hash.clone());
                },
            );
            upsert.push(" ON CONFLICT (chain) DO UPDATE SET hash = excluded.hash");
            upsert.build().execute(self.db()).await?;
        }
        Ok(())
    }
}
