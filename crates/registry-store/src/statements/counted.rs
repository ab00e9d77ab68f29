//! What is counted of those who ask: the numbers of their requests, and their tries. Compiled once for each database.

use super::{Dialect, Transaction, many};
use crate::Result;
use crate::access::{AccessTx, Counted};
use crate::noted::ROWS;
use crate::rows::micros;
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use sqlx::QueryBuilder;
use std::collections::HashMap;
use uuid::Uuid;

#[async_trait]
impl AccessTx for Transaction {
    async fn counted(&mut self, devices: &[Uuid]) -> Result<HashMap<Uuid, Counted>> {
        let mut select = many::among("SELECT id, count_last, count_seen FROM device WHERE id", devices);
        let rows: Vec<(Uuid, i64, i64)> = select.build_query_as().fetch_all(self.db()).await?;
        let counted = |last: i64, seen: i64| Counted {
            last: last.cast_unsigned(),
            seen: seen.cast_unsigned(),
        };
        Ok(rows
            .into_iter()
            .map(|(id, last, seen)| (id, counted(last, seen)))
            .collect())
    }

    async fn count_devices(&mut self, all: &[(Uuid, Counted, Counted)]) -> Result<bool> {
        let mut update = QueryBuilder::<Dialect>::new(
            "UPDATE device SET count_last = used.column4, count_seen = used.column5 FROM (",
        );
        many::values(&mut update, all, |row, (id, from, to)| {
            row.push_bind(*id);
            for number in [from.last, from.seen, to.last, to.seen] {
                row.push_bind(number.cast_signed());
            }
        });
        update.push(") AS used WHERE id = used.column1 AND count_last = used.column2 AND count_seen = used.column3");
        let done = update.build().execute(self.db()).await?;
        Ok(done.rows_affected() == u64::try_from(all.len()).unwrap_or(u64::MAX))
    }

    async fn quarantine_device(&mut self, id: Uuid) -> Result<()> {
        sqlx::query("UPDATE device SET state = 'quarantined' WHERE id = $1 AND state = 'active'")
            .bind(id)
            .execute(self.db())
            .await?;
        Ok(())
    }

    async fn tries(&mut self, keys: &[(&[u8], Duration)], now: DateTime<Utc>) -> Result<HashMap<Vec<u8>, u32>> {
        let mut tries = HashMap::with_capacity(keys.len());
        for keys in keys.chunks(ROWS) {
            let mut select = QueryBuilder::<Dialect>::new("SELECT key, made FROM (");
            many::values(&mut select, keys, |row, (key, window)| {
                row.push_bind(key.to_vec()).push_bind(micros(now - *window));
            });
            select.push(") AS asked JOIN tries ON key = asked.column1 AND since > asked.column2");
            let rows: Vec<(Vec<u8>, i64)> = select.build_query_as().fetch_all(self.db()).await?;
            tries.extend(
                rows.into_iter()
                    .map(|(key, made)| (key, u32::try_from(made).unwrap_or(u32::MAX))),
            );
        }
        Ok(tries)
    }

    async fn count_try(&mut self, key: &[u8], window: Duration, now: DateTime<Utc>) -> Result<u32> {
        let made: i64 = sqlx::query_scalar(
            "INSERT INTO tries (key, since, made) VALUES ($1, $2, 1)
             ON CONFLICT (key) DO UPDATE SET made = CASE WHEN tries.since <= $3 THEN 1 ELSE tries.made + 1 END,
                    since = CASE WHEN tries.since <= $3 THEN $2 ELSE tries.since END
             RETURNING made",
        )
        .bind(key)
        .bind(micros(now))
        .bind(micros(now - window))
        .fetch_one(self.db())
        .await?;
        Ok(u32::try_from(made).unwrap_or(u32::MAX))
    }
}
