//! `cache.db`: the registry's terms as last heard of.
//!
//! It is the durable form of an [`okienko_domain::search::SlotIndex`]: read whole at start, then written schedule by
//! schedule together with the position they agree with.

use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::scope::{Part, Scope};
use okienko_domain::slot::Sheet;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use thiserror::Error;
use tokio::sync::Mutex;
use uuid::Uuid;

const SCHEMA: &str = include_str!("../../../migrations/client-cache/schema.sql");
/// Grows with every change of the schema or of the sheet format.
const VERSION: i64 = 4;
/// "OkCa": tells the cache from any other SQLite file.
const APPLICATION: i64 = 0x4f6b_4361;
const SHEET_BYTES: usize = 24;
const CHECKSUM_BYTES: usize = 4;

/// A failure of the cache. There is one cure: make it again.
#[derive(Debug, Error)]
pub enum CacheError {
    /// SQLite failed.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// Content that no version of this program has written.
    #[error("cache.db holds something unreadable")]
    Unreadable,
}

/// How the cache was found at start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// Whole.
    Kept,
    /// There was none.
    New,
    /// It was damaged or of another version and has been made again, empty.
    Rebuilt,
}

/// What the terms agree with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Registry database.
    pub epoch: Uuid,
    /// Changes up to this number are applied.
    pub seq: u64,
    /// All parts of the scope have arrived.
    pub complete: bool,
    /// The terms are invented.
    pub demo: bool,
    /// When the registry last said that this is everything.
    pub agreed_at: Option<DateTime<Utc>>,
}

/// Kind of reference data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// Services, facilities, locations, schedules.
    Directory,
    /// Places.
    Places,
}

/// Everything in the cache.
#[derive(Debug, Default)]
pub struct Content {
    /// Position; `None` when nothing has arrived yet.
    pub position: Option<Position>,
    /// Hash and bytes of the directory.
    pub directory: Option<(String, Vec<u8>)>,
    /// Hash and bytes of the places.
    pub places: Option<(String, Vec<u8>)>,
    /// What is held, or being collected.
    pub scope: Scope,
    /// Parts that have arrived.
    pub parts: BTreeSet<Part>,
    /// Sheets by schedule.
    pub sheets: Vec<(u32, Vec<Sheet>)>,
}

/// The open cache.
pub struct Cache {
    connection: Mutex<SqliteConnection>,
}

impl Cache {
    /// Opens the cache and reads it. A cache that cannot be read is made again; where not even that works (a full or
    /// read-only disk), it is kept in memory for this run.
    pub async fn open(path: &Path) -> (Self, Content, Opened) {
        let existed = path.exists();
        if let Ok((cache, content)) = Self::try_open(path).await {
            return (cache, content, if existed { Opened::Kept } else { Opened::New });
        }
        tracing::warn!("cache.db cannot be used and is made again");
        for suffix in ["", "-wal", "-shm"] {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            // A file that is not there, or cannot be removed, shows when the cache is opened again.
            let _ = std::fs::remove_file(PathBuf::from(name));
        }
        if let Ok((cache, content)) = Self::try_open(path).await {
            return (cache, content, if existed { Opened::Rebuilt } else { Opened::New });
        }
        tracing::warn!("cache.db cannot be made; terms are kept in memory for this run");
        (Self::in_memory().await, Content::default(), Opened::Rebuilt)
    }

    async fn try_open(path: &Path) -> Result<(Self, Content), CacheError> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A power cut may cost the last changes; they come again.
            .synchronous(SqliteSynchronous::Normal);
        let mut connection = options.connect().await?;
        Self::prepare(&mut connection).await?;
        let damage: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(&mut connection)
            .await?;
        if damage != "ok" {
            return Err(CacheError::Unreadable);
        }
        let content = read(&mut connection).await?;
        Ok((
            Self {
                connection: Mutex::new(connection),
            },
            content,
        ))
    }

    async fn in_memory() -> Self {
        loop {
            // Memory is the last resort and does not fail while the program can run at all.
            let Ok(mut connection) = SqliteConnectOptions::new().in_memory(true).connect().await else {
                continue;
            };
            if Self::prepare(&mut connection).await.is_ok() {
                return Self {
                    connection: Mutex::new(connection),
                };
            }
        }
    }

    async fn prepare(connection: &mut SqliteConnection) -> Result<(), CacheError> {
        let found: (i64, i64, i64) = (
            sqlx::query_scalar("PRAGMA application_id")
                .fetch_one(&mut *connection)
                .await?,
            sqlx::query_scalar("PRAGMA user_version")
                .fetch_one(&mut *connection)
                .await?,
            sqlx::query_scalar("SELECT count(*) FROM sqlite_schema")
                .fetch_one(&mut *connection)
                .await?,
        );
        match found {
            (APPLICATION, VERSION, _) => Ok(()),
            (0, 0, 0) => {
                let mut tx = connection.begin().await?;
                sqlx::raw_sql(SCHEMA).execute(&mut *tx).await?;
                sqlx::raw_sql("PRAGMA application_id = 0x4f6b4361; PRAGMA user_version = 4")
                    .execute(&mut *tx)
                    .await?;
                tx.commit().await?;
                Ok(())
            }
            _ => Err(CacheError::Unreadable),
        }
    }

    /// Writes everything into the file, so that nothing is left in the write-ahead log.
    ///
    /// # Errors
    /// When SQLite fails; nothing is lost.
    pub async fn flush(&self) -> Result<(), CacheError> {
        let mut connection = self.connection.lock().await;
        Ok(crate::flush(&mut connection).await?)
    }

    /// Forgets the terms and begins to collect those of a scope in a snapshot of `epoch`. Reference data stay: they are
    /// checked by hash.
    ///
    /// # Errors
    /// When SQLite fails; the cache is as before.
    pub async fn begin_snapshot(&self, epoch: Uuid, seq: u64, demo: bool, scope: &Scope) -> Result<(), CacheError> {
        let mut connection = self.connection.lock().await;
        let mut tx = connection.begin().await?;
        sqlx::raw_sql("DELETE FROM schedule_sheets; DELETE FROM part; DELETE FROM position")
            .execute(&mut *tx)
            .await?;
        sqlx::query("INSERT INTO position (only, epoch, seq, scope, complete, demo) VALUES (1, ?, ?, ?, 0, ?)")
            .bind(epoch)
            .bind(seq.cast_signed())
            .bind(written(scope)?)
            .bind(demo)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Begins to collect what a new scope adds, and forgets these schedules and all parts but the given ones.
    ///
    /// # Errors
    /// When SQLite fails; the cache is as before.
    pub async fn rescope(&self, scope: &Scope, parts: &BTreeSet<Part>, outside: &[u32]) -> Result<(), CacheError> {
        let mut connection = self.connection.lock().await;
        let mut tx = connection.begin().await?;
        for schedule in outside {
            sqlx::query("DELETE FROM schedule_sheets WHERE schedule = ?")
                .bind(schedule)
                .execute(&mut *tx)
                .await?;
        }
        sqlx::query("DELETE FROM part").execute(&mut *tx).await?;
        for part in parts {
            put_part(&mut tx, part).await?;
        }
        sqlx::query("UPDATE position SET scope = ?, complete = 0")
            .bind(written(scope)?)
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Stores reference data.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn put_document(&self, kind: Document, hash: &str, bytes: &[u8]) -> Result<(), CacheError> {
        let mut connection = self.connection.lock().await;
        sqlx::query("INSERT OR REPLACE INTO document (kind, hash, bytes) VALUES (?, ?, ?)")
            .bind(kind.name())
            .bind(hash)
            .bind(bytes)
            .execute(&mut *connection)
            .await?;
        Ok(())
    }

    /// Stores a part, all of it or nothing. It is complete up to `seq`, and so is what is held from then on: what has
    /// changed since comes again.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn put_part(&self, part: &Part, seq: u64, schedules: &[(u32, &[Sheet])]) -> Result<(), CacheError> {
        let mut connection = self.connection.lock().await;
        let mut tx = connection.begin().await?;
        put_schedules(&mut tx, schedules).await?;
        put_part(&mut tx, part).await?;
        sqlx::query("UPDATE position SET seq = min(seq, ?)")
            .bind(seq.cast_signed())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// The snapshot is complete.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn finish_snapshot(&self) -> Result<(), CacheError> {
        let mut connection = self.connection.lock().await;
        sqlx::query("UPDATE position SET complete = 1")
            .execute(&mut *connection)
            .await?;
        Ok(())
    }

    /// Stores changed schedules and the position they lead to: both or neither.
    ///
    /// # Errors
    /// When SQLite fails.
    pub async fn apply(
        &self,
        seq: u64,
        agreed_at: Option<DateTime<Utc>>,
        schedules: &[(u32, &[Sheet])],
    ) -> Result<(), CacheError> {
        let mut connection = self.connection.lock().await;
        let mut tx = connection.begin().await?;
        put_schedules(&mut tx, schedules).await?;
        sqlx::query("UPDATE position SET seq = ?, agreed_at = coalesce(?, agreed_at)")
            .bind(seq.cast_signed())
            .bind(agreed_at.map(|t| t.timestamp_micros()))
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}

impl Document {
    fn name(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::Places => "places",
        }
    }
}

fn written(scope: &Scope) -> Result<String, CacheError> {
    serde_json::to_string(scope).map_err(|_| CacheError::Unreadable)
}

async fn put_part(connection: &mut SqliteConnection, part: &Part) -> Result<(), CacheError> {
    sqlx::query("INSERT OR IGNORE INTO part (service, voivodeship) VALUES (?, ?)")
        .bind(&part.service)
        .bind(part.voivodeship)
        .execute(connection)
        .await?;
    Ok(())
}

async fn put_schedules(connection: &mut SqliteConnection, schedules: &[(u32, &[Sheet])]) -> Result<(), CacheError> {
    for (schedule, sheets) in schedules {
        sqlx::query("INSERT OR REPLACE INTO schedule_sheets (schedule, sheets) VALUES (?, ?)")
            .bind(schedule)
            .bind(encode(*schedule, sheets))
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

async fn read(connection: &mut SqliteConnection) -> Result<Content, CacheError> {
    let mut content = Content::default();
    let position: Option<(Uuid, i64, String, bool, bool, Option<i64>)> =
        sqlx::query_as("SELECT epoch, seq, scope, complete, demo, agreed_at FROM position")
            .fetch_optional(&mut *connection)
            .await?;
    if let Some((epoch, seq, scope, complete, demo, at)) = position {
        content.scope = serde_json::from_str(&scope).map_err(|_| CacheError::Unreadable)?;
        content.position = Some(Position {
            epoch,
            seq: seq.cast_unsigned(),
            complete,
            demo,
            agreed_at: at.and_then(DateTime::from_timestamp_micros),
        });
    }
    for (kind, slot) in [
        (Document::Directory, &mut content.directory),
        (Document::Places, &mut content.places),
    ] {
        *slot = sqlx::query_as("SELECT hash, bytes FROM document WHERE kind = ?")
            .bind(kind.name())
            .fetch_optional(&mut *connection)
            .await?;
    }
    let parts: Vec<(String, u8)> = sqlx::query_as("SELECT service, voivodeship FROM part")
        .fetch_all(&mut *connection)
        .await?;
    let part = |(service, voivodeship)| Part::new(service, voivodeship);
    content.parts = parts.into_iter().map(part).collect();
    let rows: Vec<(u32, Vec<u8>)> = sqlx::query_as("SELECT schedule, sheets FROM schedule_sheets")
        .fetch_all(&mut *connection)
        .await?;
    content.sheets = rows
        .into_iter()
        .map(|(schedule, bytes)| Ok((schedule, decode(schedule, &bytes).ok_or(CacheError::Unreadable)?)))
        .collect::<Result<_, CacheError>>()?;
    Ok(content)
}

/// The sheets of a schedule behind their checksum: SQLite finds a broken structure, not a changed value.
fn encode(schedule: u32, sheets: &[Sheet]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(CHECKSUM_BYTES + sheets.len() * SHEET_BYTES);
    bytes.extend_from_slice(&[0; CHECKSUM_BYTES]);
    for s in sheets {
        for small in [s.day.0, s.first, s.step, 0] {
            bytes.extend_from_slice(&small.to_le_bytes());
        }
        for large in [s.open, s.free] {
            bytes.extend_from_slice(&large.to_le_bytes());
        }
    }
    if let Some((checksum, rows)) = bytes.split_first_chunk_mut() {
        *checksum = checksum_of(schedule, rows);
    }
    bytes
}

fn checksum_of(schedule: u32, rows: &[u8]) -> [u8; CHECKSUM_BYTES] {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&schedule.to_le_bytes());
    sum.update(rows);
    sum.finalize().to_le_bytes()
}

fn decode(schedule: u32, bytes: &[u8]) -> Option<Vec<Sheet>> {
    let (checksum, rows) = bytes.split_first_chunk()?;
    if *checksum != checksum_of(schedule, rows) {
        return None;
    }
    let (rows, rest) = rows.as_chunks::<SHEET_BYTES>();
    if !rest.is_empty() {
        return None;
    }
    let sheet = |row: &[u8; SHEET_BYTES]| {
        let small = |at: usize| Some(u16::from_le_bytes(*row.get(at..)?.first_chunk()?));
        let large = |at: usize| Some(u64::from_le_bytes(*row.get(at..)?.first_chunk()?));
        let sheet = Sheet {
            day: Day(small(0)?),
            first: small(2)?,
            step: small(4)?,
            open: large(8)?,
            free: large(16)?,
            version: 0,
        };
        sheet.check().ok().map(|()| sheet)
    };
    rows.iter().map(sheet).collect()
}

#[cfg(test)]
mod tests;
