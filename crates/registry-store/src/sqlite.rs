//! SQLite: one writer connection, a few readers, write-ahead log, every commit flushed.

use crate::Result;
use crate::noted::Noted;
use crate::oversight::HeldUp;
use okienko_seal::Seal;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection, SqlitePool};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{Mutex, OwnedMutexGuard};
use uuid::Uuid;

// The statements of both databases are the same source, compiled against the names this module gives them.
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/access.rs"]
mod access;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/audit.rs"]
mod audit;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/counted.rs"]
mod counted;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/foreseen.rs"]
mod foreseen;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/frame.rs"]
mod frame;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/lookups.rs"]
mod lookups;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/many.rs"]
mod many;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/messages.rs"]
mod messages;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/oversight.rs"]
mod oversight;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/publishing.rs"]
mod publishing;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/reads.rs"]
mod reads;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/reference.rs"]
mod reference;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/retention.rs"]
mod retention;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/rules.rs"]
mod rules;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/slots.rs"]
mod slots;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/visits.rs"]
mod visits;
#[expect(clippy::duplicate_mod, reason = "one source of statements, two databases")]
#[path = "statements/waiting.rs"]
mod waiting;

#[cfg(test)]
mod offers;

use SqliteStore as Database;
use SqliteTx as Transaction;
use sqlx::Sqlite as Dialect;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/registry-sqlite");

/// Reads of one transaction see one state of the database.
const BEGIN_READ: &str = "BEGIN";
/// There is one writer, so that the next number is also the next to be seen.
const NEXT_SEQ: &str = "UPDATE meta SET seq = seq + 1 RETURNING seq";
/// Rows for new people, of which nobody else can take one before the commit, in one text.
const NEW_PATIENTS: &str = "WITH RECURSIVE n(i) AS (SELECT COALESCE(max(id), 0) + 1 FROM patient UNION ALL SELECT i + 1 FROM n LIMIT 0 + $1) SELECT group_concat(i, ' ') FROM n";
const INSERT_PATIENTS: &str = "INSERT INTO patient (id, identity, sealed)";
/// How a column is looked up for each row of a subquery, around it.
const AMONG: (&str, &str) = ("IN (", ")");

/// A registry in one SQLite file.
pub struct SqliteStore {
    readers: SqlitePool,
    writer: Arc<Mutex<Writer>>,
    /// The write-ahead log.
    log: PathBuf,
    seal: Arc<Seal>,
    ended: Arc<AtomicU64>,
}

/// The only connection that writes.
struct Writer {
    connection: SqliteConnection,
    /// A transaction was dropped without its end; the next one rolls it back first.
    unfinished: bool,
}

/// The writer connection within `BEGIN IMMEDIATE`.
struct SqliteTx {
    writer: OwnedMutexGuard<Writer>,
    seal: Arc<Seal>,
    ended: Arc<AtomicU64>,
    noted: Noted,
}

impl SqliteStore {
    /// Opens a database, creating and migrating it as needed. The key that seals people's data is the file of the same
    /// name with the extension `key`.
    ///
    /// # Errors
    /// When it belongs to a newer program, cannot be written or is no database.
    pub async fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, &path.with_extension("key")).await
    }

    /// The same with the key in another file.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    pub async fn open_with(path: &Path, key: &Path) -> Result<Self> {
        // NORMAL loses acknowledged commits at a power cut, silently.
        Self::open_synchronous(path, key, SqliteSynchronous::Full).await
    }

    /// The same as it must not be: with `synchronous = NORMAL`. Only for the proof that a power cut then loses what was
    /// acknowledged, which shows that the proof of the opposite would notice; no program of the product calls it.
    ///
    /// # Errors
    /// As [`SqliteStore::open`].
    #[doc(hidden)]
    pub async fn open_forgetful(path: &Path, key: &Path) -> Result<Self> {
        Self::open_synchronous(path, key, SqliteSynchronous::Normal).await
    }

    async fn open_synchronous(path: &Path, key: &Path, synchronous: SqliteSynchronous) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(synchronous)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            // Rows come from a thread of their own; of long tables, few at a time would mean a switch for every few.
            .row_buffer_size(1_000)
            // Each statement about many rows once for each of their lengths.
            .statement_cache_capacity(500)
            .pragma("cache_size", "-65536")
            // A statement of many rows keeps the pages it changes until it has ended; a file for them costs as much as the log.
            .pragma("temp_store", "MEMORY")
            // Pages change often: of 64 MB of log few are written to the file twice.
            .pragma("wal_autocheckpoint", "16384")
            .pragma("trusted_schema", "OFF");
        let mut connection = options.connect().await?;
        MIGRATIONS.run(&mut connection).await?;
        sqlx::query("INSERT INTO meta (one, epoch, seq, demo) VALUES (1, ?, 0, 0) ON CONFLICT DO NOTHING")
            .bind(Uuid::now_v7())
            .execute(&mut connection)
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            // A file does not go away, and asking whether it has costs as much as a question.
            .test_before_acquire(false)
            .connect_with(options.read_only(true))
            .await?;
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        let store = Self {
            readers,
            log: log.into(),
            writer: Arc::new(Mutex::new(Writer {
                connection,
                unfinished: false,
            })),
            seal: Arc::new(Seal::open(key)?),
            ended: Arc::default(),
        };
        crate::open::begin_rules(&store).await?;
        Ok(store)
    }

    /// Closes all files; nothing but the database itself is left then.
    pub(crate) async fn close(self) -> Result<()> {
        self.readers.close().await;
        // Nobody else holds the writer: transactions are over when their owners are.
        if let Some(writer) = Arc::into_inner(self.writer) {
            writer.into_inner().connection.close().await?;
        }
        Ok(())
    }

    async fn now_held_up(&self) -> Result<HeldUp> {
        // Without the file there is nothing in it.
        let log = tokio::fs::metadata(&self.log).await;
        Ok(HeldUp {
            log_bytes: log.map_or(0, |file| file.len()),
            ..HeldUp::default()
        })
    }

    async fn transaction(&self) -> Result<SqliteTx> {
        let mut writer = Arc::clone(&self.writer).lock_owned().await;
        if writer.unfinished {
            // Nothing is open when the failed statement has ended the transaction itself.
            let ended = sqlx::query("ROLLBACK").execute(&mut writer.connection).await;
            tracing::warn!(rolled_back = ended.is_ok(), "a transaction was left unfinished");
        }
        writer.unfinished = true;
        sqlx::query("BEGIN IMMEDIATE").execute(&mut writer.connection).await?;
        Ok(SqliteTx {
            writer,
            seal: Arc::clone(&self.seal),
            ended: Arc::clone(&self.ended),
            noted: Noted::default(),
        })
    }
}

impl SqliteTx {
    fn db(&mut self) -> &mut SqliteConnection {
        &mut self.writer.connection
    }

    fn seal(&self) -> &Seal {
        &self.seal
    }

    async fn finish(mut self) -> Result<()> {
        self.write_noted().await?;
        let done = sqlx::query("COMMIT").execute(self.db()).await;
        self.ended.fetch_add(1, Ordering::Release);
        done?;
        self.writer.unfinished = false;
        Ok(())
    }
}
