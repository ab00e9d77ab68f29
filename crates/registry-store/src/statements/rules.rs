//! Statements of the rules. Compiled once for each database, see [`crate::statements`].

use super::{Database, Transaction};
use crate::rows::{micros, narrow, open_patient, time};
use crate::rules::{RulesRecord, ServiceStop};
use crate::{PublishTx, Result, RulesStore, RulesTx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::ids::Patient;
use okienko_domain::policy::Policy;
use okienko_domain::rules::Rules;

const IN_FORCE: &str = "SELECT document FROM rules WHERE approved_by IS NOT NULL ORDER BY version DESC LIMIT 1";

type RecordRow = (String, String, i64, Option<String>, Option<i64>);

#[async_trait]
impl RulesStore for Database {
    async fn rules(&self) -> Result<Rules> {
        let document: String = sqlx::query_scalar(IN_FORCE).fetch_one(&self.readers).await?;
        Ok(serde_json::from_str(&document)?)
    }

    async fn rules_known(&self) -> Result<bool> {
        Ok(sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM rules)")
            .fetch_one(&self.readers)
            .await?)
    }

    async fn rules_records(&self) -> Result<Vec<RulesRecord>> {
        let rows: Vec<RecordRow> = sqlx::query_as(
            "SELECT document, proposed_by, proposed_at, approved_by, approved_at FROM rules ORDER BY version",
        )
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter()
            .map(|(document, proposed_by, proposed_at, approved_by, approved_at)| {
                Ok(RulesRecord {
                    rules: serde_json::from_str(&document)?,
                    proposed_by,
                    proposed_at: time(proposed_at)?,
                    approved: match (approved_by, approved_at) {
                        (Some(by), Some(at)) => Some((by, time(at)?)),
                        _ => None,
                    },
                })
            })
            .collect()
    }

    async fn free_terms(&self, service: &str, from: Day) -> Result<u64> {
        let free: Vec<i64> = sqlx::query_scalar(
            "SELECT free FROM sheet JOIN schedule ON schedule.id = sheet.schedule WHERE service = $1 AND day >= $2",
        )
        .bind(service)
        .bind(i64::from(from.0))
        .fetch_all(&self.readers)
        .await?;
        Ok(free.into_iter().map(|bits| u64::from(bits.count_ones())).sum())
    }

    async fn people(&self, after: i64, limit: u32) -> Result<Vec<(i64, Patient)>> {
        let rows: Vec<(i64, Vec<u8>, Vec<u8>)> =
            sqlx::query_as("SELECT id, identity, sealed FROM patient WHERE id > $1 ORDER BY id LIMIT $2")
                .bind(after)
                .bind(i64::from(limit))
                .fetch_all(&self.readers)
                .await?;
        rows.into_iter()
            .map(|(id, identity, sealed)| Ok((id, open_patient(&self.seal, &identity, &sealed)?)))
            .collect()
    }

    async fn service_stops(&self) -> Result<Vec<ServiceStop>> {
        let rows: Vec<(String, String, String, i64)> =
            sqlx::query_as("SELECT service, stopped_by, reason, at FROM service_stop ORDER BY service")
                .fetch_all(&self.readers)
                .await?;
        rows.into_iter()
            .map(|(service, stopped_by, reason, at)| {
                Ok(ServiceStop {
                    service,
                    stopped_by,
                    reason,
                    at: time(at)?,
                })
            })
            .collect()
    }
}

#[async_trait]
impl RulesTx for Transaction {
    async fn policy(&mut self) -> Result<Policy> {
        if let Some(policy) = &self.noted.policy {
            return Ok(policy.clone());
        }
        let document: String = sqlx::query_scalar(IN_FORCE).fetch_one(self.db()).await?;
        let rules: Rules = serde_json::from_str(&document)?;
        self.noted.policy = Some(rules.policy.clone());
        Ok(rules.policy)
    }

    async fn put_rules(&mut self, rules: &Rules) -> Result<()> {
        sqlx::query(
            "INSERT INTO rules (version, document, proposed_by, approved_by, approved_at) VALUES ($1, $2, 'okienko', 'release', 0)
             ON CONFLICT (version) DO UPDATE SET document = excluded.document",
        )
        .bind(i64::from(rules.version()))
        .bind(serde_json::to_string(rules)?)
        .execute(self.db())
        .await?;
        self.put_services(rules).await
    }

    async fn propose_rules(&mut self, rules: &Rules, by: &str, at: DateTime<Utc>) -> Result<()> {
        sqlx::query("INSERT INTO rules (version, document, proposed_by, proposed_at) VALUES ($1, $2, $3, $4)")
            .bind(i64::from(rules.version()))
            .bind(serde_json::to_string(rules)?)
            .bind(by)
            .bind(micros(at))
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn approve_rules(&mut self, rules: &Rules, by: &str, at: DateTime<Utc>) -> Result<bool> {
        let done = sqlx::query(
            "UPDATE rules SET approved_by = $2, approved_at = $3 WHERE version = $1 AND approved_by IS NULL AND proposed_by <> $2
             AND version > (SELECT max(version) FROM rules WHERE approved_by IS NOT NULL)",
        )
        .bind(i64::from(rules.version()))
        .bind(by)
        .bind(micros(at))
        .execute(self.db())
        .await?;
        if done.rows_affected() == 1 {
            self.put_services(rules).await?;
        }
        Ok(done.rows_affected() == 1)
    }

    async fn is_stopped(&mut self, service: &str) -> Result<bool> {
        Ok(
            sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM service_stop WHERE service = $1)")
                .bind(service)
                .fetch_one(self.db())
                .await?,
        )
    }

    async fn stop_service(&mut self, service: &str, by: &str, reason: &str, at: DateTime<Utc>) -> Result<bool> {
        let done = sqlx::query(
            "INSERT INTO service_stop (service, stopped_by, reason, at) VALUES ($1, $2, $3, $4) ON CONFLICT (service) DO NOTHING",
        )
        .bind(service)
        .bind(by)
        .bind(reason)
        .bind(micros(at))
        .execute(self.db())
        .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn start_service(&mut self, service: &str) -> Result<bool> {
        let done = sqlx::query("DELETE FROM service_stop WHERE service = $1")
            .bind(service)
            .execute(self.db())
            .await?;
        Ok(done.rows_affected() == 1)
    }
}

impl Transaction {
    /// Makes the table of services what the rules in force say.
    async fn put_services(&mut self, rules: &Rules) -> Result<()> {
        self.noted.policy = None;
        self.hold_directory().await?;
        // Out of the way of the new order.
        sqlx::query("UPDATE service SET position = -1 - position")
            .execute(self.db())
            .await?;
        for (position, service) in (0_i64..).zip(&rules.services) {
            sqlx::query(
                "INSERT INTO service (position, code, document) VALUES ($1, $2, $3)
                 ON CONFLICT (code) DO UPDATE SET position = excluded.position, document = excluded.document",
            )
            .bind(position)
            .bind(&service.code)
            .bind(serde_json::to_string(service)?)
            .execute(self.db())
            .await?;
        }
        sqlx::query("DELETE FROM service WHERE position < 0")
            .execute(self.db())
            .await?;
        Ok(())
    }

    /// Version of the rules in force.
    pub(super) async fn rules_version(&mut self) -> Result<u32> {
        if let Some(policy) = &self.noted.policy {
            return Ok(policy.version);
        }
        let version: i64 = sqlx::query_scalar("SELECT max(version) FROM rules WHERE approved_by IS NOT NULL")
            .fetch_one(self.db())
            .await?;
        narrow(version)
    }
}
