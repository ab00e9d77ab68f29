//! `local.db`: requests to the registry and things to know. Never deleted.

use crate::LocalError;
use chrono::{DateTime, Utc};
use okienko_domain::refusal::Refusal;
use okienko_domain::request::{Outcome, Request};
use okienko_seal::Seal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::fs;
use std::path::Path;
use tokio::sync::Mutex;
use uuid::Uuid;

mod device;

pub use device::{Attempt, Enrolled, StoredDevice};

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/client-local");

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// Not answered yet.
    Queued,
    /// The registry did it.
    Confirmed,
    /// The registry refused it.
    Refused,
}

/// A request that waits for its answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Queued {
    /// Id, which the registry knows it by.
    pub id: Uuid,
    /// What is asked.
    pub request: Request,
    /// Times it was sent without an answer.
    pub attempts: u32,
}

/// A request and what became of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRequest {
    /// Id.
    pub id: Uuid,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// Where it stands.
    pub state: RequestState,
    /// What is asked.
    pub request: Request,
    /// The registry's word.
    pub answer: Option<Result<Outcome, Refusal>>,
}

/// Something to know. Never personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Makes it exist once.
    pub id: String,
    /// `waiting-booked`, `offer-made`, `offer-lapsed`, `waiting-ends`, `call-patient`, `booking-confirmed`, `booking-refused`, `cache-rebuilt`.
    pub kind: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Service code or "".
    pub service: String,
    /// What it is about.
    pub subject: Option<String>,
    /// Seen.
    pub read: bool,
}

/// The open database.
pub struct Local {
    connection: Mutex<SqliteConnection>,
    seal: Seal,
}

impl Local {
    /// Opens or creates `local.db` and its key in `folder`. An older database is copied beside itself before it is migrated.
    ///
    /// # Errors
    /// See [`LocalError`]; the files are as before.
    pub async fn open(folder: &Path) -> Result<Self, LocalError> {
        fs::create_dir_all(folder)?;
        let path = folder.join("local.db");
        let existed = path.exists();
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // "Waiting to be sent" is a promise that a power cut must not break.
            .synchronous(SqliteSynchronous::Full);
        let mut connection = options.connect().await?;
        if existed {
            let damage: String = sqlx::query_scalar("PRAGMA quick_check(1)")
                .fetch_one(&mut connection)
                .await?;
            if damage != "ok" {
                return Err(LocalError::Damaged);
            }
            back_up(&mut connection, folder).await?;
        }
        MIGRATIONS.run(&mut connection).await?;
        let local = Self {
            connection: Mutex::new(connection),
            seal: Seal::open(&folder.join("local.key"))?,
        };
        // A key that does not fit must show now, not when a booking is due.
        local.queued().await?;
        Ok(local)
    }

    /// Writes everything into the file, so that nothing is left in the write-ahead log.
    ///
    /// # Errors
    /// When SQLite fails; nothing is lost.
    pub async fn flush(&self) -> Result<(), LocalError> {
        let mut connection = self.connection.lock().await;
        Ok(crate::flush(&mut connection).await?)
    }

    /// Stores a request before anybody is told of it.
    ///
    /// # Errors
    /// When it could not be stored; then it must not be promised.
    pub async fn enqueue(&self, id: Uuid, request: &Request, at: DateTime<Utc>) -> Result<(), LocalError> {
        let sealed = self.sealed(id, request)?;
        let mut connection = self.connection.lock().await;
        sqlx::query("INSERT INTO outbox (id, created_at, state, request) VALUES (?, ?, 'queued', ?)")
            .bind(id)
            .bind(at.timestamp_micros())
            .bind(sealed)
            .execute(&mut *connection)
            .await?;
        Ok(())
    }

    /// Requests without an answer, oldest first.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn queued(&self) -> Result<Vec<Queued>, LocalError> {
        let mut connection = self.connection.lock().await;
        let rows: Vec<(Uuid, Vec<u8>, u32)> =
            sqlx::query_as("SELECT id, request, attempts FROM outbox WHERE state = 'queued' ORDER BY created_at, id")
                .fetch_all(&mut *connection)
                .await?;
        rows.into_iter()
            .map(|(id, sealed, attempts)| {
                Ok(Queued {
                    id,
                    request: self.opened(id, &sealed)?,
                    attempts,
                })
            })
            .collect()
    }

    /// Counts a sending without an answer.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn count_attempt(&self, id: Uuid) -> Result<(), LocalError> {
        let mut connection = self.connection.lock().await;
        sqlx::query("UPDATE outbox SET attempts = attempts + 1 WHERE id = ?")
            .bind(id)
            .execute(&mut *connection)
            .await?;
        Ok(())
    }

    /// Stores the registry's answer together with the notice of it. Returns whether the notice is new.
    ///
    /// # Errors
    /// When they cannot be stored; the request stays queued and is asked again, to the same answer.
    pub async fn answer(
        &self,
        id: Uuid,
        answer: &Result<Outcome, Refusal>,
        notice: Option<&Notice>,
    ) -> Result<bool, LocalError> {
        let sealed = self.sealed(id, answer)?;
        let state = if answer.is_ok() { "confirmed" } else { "refused" };
        let mut connection = self.connection.lock().await;
        let mut tx = connection.begin().await?;
        sqlx::query("UPDATE outbox SET state = ?, answer = ? WHERE id = ? AND state = 'queued'")
            .bind(state)
            .bind(sealed)
            .bind(id)
            .execute(&mut *tx)
            .await?;
        let new = match notice {
            Some(notice) => insert_notice(&mut tx, notice).await?,
            None => false,
        };
        tx.commit().await?;
        Ok(new)
    }

    /// Removes a request. A kiosk does so with every answered one, because it must not remember people.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub async fn forget(&self, id: Uuid) -> Result<(), LocalError> {
        let mut connection = self.connection.lock().await;
        sqlx::query("DELETE FROM outbox WHERE id = ?")
            .bind(id)
            .execute(&mut *connection)
            .await?;
        Ok(())
    }

    /// One request.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn request(&self, id: Uuid) -> Result<Option<StoredRequest>, LocalError> {
        let mut connection = self.connection.lock().await;
        let row: Option<Row> = sqlx::query_as("SELECT id, created_at, state, request, answer FROM outbox WHERE id = ?")
            .bind(id)
            .fetch_optional(&mut *connection)
            .await?;
        row.map(|row| self.stored(row)).transpose()
    }

    /// Requests to show: queued, refused and not dealt with, then the newest confirmed.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn requests(&self, confirmed: u32) -> Result<Vec<StoredRequest>, LocalError> {
        let mut connection = self.connection.lock().await;
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT * FROM (SELECT id, created_at, state, request, answer FROM outbox WHERE state = 'queued' OR (state = 'refused' AND dismissed = 0) ORDER BY state = 'refused' DESC, created_at)
             UNION ALL SELECT * FROM (SELECT id, created_at, state, request, answer FROM outbox WHERE state = 'confirmed' ORDER BY created_at DESC LIMIT ?)",
        )
        .bind(confirmed)
        .fetch_all(&mut *connection)
        .await?;
        rows.into_iter().map(|row| self.stored(row)).collect()
    }

    /// Queued, and refused ones that nobody has dealt with.
    ///
    /// # Errors
    /// When they cannot be counted.
    pub async fn counts(&self) -> Result<(u32, u32), LocalError> {
        let mut connection = self.connection.lock().await;
        Ok(sqlx::query_as("SELECT count(*) FILTER (WHERE state = 'queued'), count(*) FILTER (WHERE state = 'refused' AND dismissed = 0) FROM outbox").fetch_one(&mut *connection).await?)
    }

    /// A person has dealt with a refusal.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn dismiss(&self, id: Uuid) -> Result<(), LocalError> {
        let mut connection = self.connection.lock().await;
        sqlx::query("UPDATE outbox SET dismissed = 1 WHERE id = ? AND state = 'refused'")
            .bind(id)
            .execute(&mut *connection)
            .await?;
        Ok(())
    }

    /// Number of the last event heard of this registry database, 0 for another one.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn heard(&self, epoch: Uuid) -> Result<u64, LocalError> {
        let mut connection = self.connection.lock().await;
        let seq: Option<i64> = sqlx::query_scalar("SELECT seq FROM heard WHERE epoch = ?")
            .bind(epoch)
            .fetch_optional(&mut *connection)
            .await?;
        Ok(seq.unwrap_or(0).cast_unsigned())
    }

    /// Stores notices of events and the number of the last one: both or neither. Returns the new ones; a notice that
    /// was there before is not new, so nobody is told twice.
    ///
    /// # Errors
    /// When they cannot be stored; they are heard again.
    pub async fn hear(&self, epoch: Uuid, seq: u64, notices: Vec<Notice>) -> Result<Vec<Notice>, LocalError> {
        let mut connection = self.connection.lock().await;
        let mut tx = connection.begin().await?;
        let mut new = Vec::new();
        for notice in notices {
            if insert_notice(&mut tx, &notice).await? {
                new.push(notice);
            }
        }
        sqlx::query("INSERT OR REPLACE INTO heard (only, epoch, seq) VALUES (1, ?, ?)")
            .bind(epoch)
            .bind(seq.cast_signed())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(new)
    }

    /// Stores one notice; returns whether it is new.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn note(&self, notice: &Notice) -> Result<bool, LocalError> {
        insert_notice(&mut *self.connection.lock().await, notice).await
    }

    /// The newest notices.
    ///
    /// # Errors
    /// When they cannot be read.
    pub async fn notices(&self, limit: u32) -> Result<Vec<Notice>, LocalError> {
        let mut connection = self.connection.lock().await;
        let rows: Vec<(String, String, i64, String, Option<String>, bool)> =
            sqlx::query_as("SELECT id, kind, at, service, subject, read FROM notice ORDER BY at DESC, id LIMIT ?")
                .bind(limit)
                .fetch_all(&mut *connection)
                .await?;
        Ok(rows
            .into_iter()
            .map(|(id, kind, at, service, subject, read)| Notice {
                id,
                kind,
                at: DateTime::from_timestamp_micros(at).unwrap_or_default(),
                service,
                subject,
                read,
            })
            .collect())
    }

    /// Number of notices nobody has seen.
    ///
    /// # Errors
    /// When they cannot be counted.
    pub async fn unread(&self) -> Result<u32, LocalError> {
        let mut connection = self.connection.lock().await;
        Ok(sqlx::query_scalar("SELECT count(*) FROM notice WHERE read = 0")
            .fetch_one(&mut *connection)
            .await?)
    }

    /// Somebody has seen them all.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub async fn read_notices(&self) -> Result<(), LocalError> {
        let mut connection = self.connection.lock().await;
        sqlx::query("UPDATE notice SET read = 1 WHERE read = 0")
            .execute(&mut *connection)
            .await?;
        Ok(())
    }

    fn sealed<T: Serialize>(&self, row: Uuid, value: &T) -> Result<Vec<u8>, LocalError> {
        let plain = serde_json::to_vec(value).map_err(|_| LocalError::Damaged)?;
        Ok(self.seal.seal(row.as_bytes(), plain)?)
    }

    fn opened<T: DeserializeOwned>(&self, row: Uuid, sealed: &[u8]) -> Result<T, LocalError> {
        serde_json::from_slice(&self.seal.unseal(row.as_bytes(), sealed)?).map_err(|_| LocalError::Damaged)
    }

    fn stored(&self, (id, created_at, state, request, answer): Row) -> Result<StoredRequest, LocalError> {
        Ok(StoredRequest {
            id,
            created_at: DateTime::from_timestamp_micros(created_at).ok_or(LocalError::Damaged)?,
            state: match state.as_str() {
                "queued" => RequestState::Queued,
                "confirmed" => RequestState::Confirmed,
                "refused" => RequestState::Refused,
                _ => return Err(LocalError::Damaged),
            },
            request: self.opened(id, &request)?,
            answer: answer.map(|sealed| self.opened(id, &sealed)).transpose()?,
        })
    }
}

type Row = (Uuid, i64, String, Vec<u8>, Option<Vec<u8>>);

async fn insert_notice(connection: &mut SqliteConnection, notice: &Notice) -> Result<bool, LocalError> {
    let done = sqlx::query(
        "INSERT INTO notice (id, kind, at, service, subject) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
    )
    .bind(&notice.id)
    .bind(&notice.kind)
    .bind(notice.at.timestamp_micros())
    .bind(&notice.service)
    .bind(&notice.subject)
    .execute(connection)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Copies the database to `local.db.<version>` when a migration is due.
async fn back_up(connection: &mut SqliteConnection, folder: &Path) -> Result<(), LocalError> {
    let tables: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
        .fetch_one(&mut *connection)
        .await?;
    if tables == 0 {
        return Ok(());
    }
    let applied: i64 = sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations")
        .fetch_one(&mut *connection)
        .await?;
    let known = MIGRATIONS.iter().map(|m| m.version).max().unwrap_or(0);
    let copy = folder.join(format!("local.db.{applied}"));
    if applied < known && !copy.exists() {
        sqlx::query("VACUUM INTO ?")
            .bind(copy.to_string_lossy())
            .execute(connection)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
