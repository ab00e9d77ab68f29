//! PostgreSQL: any number of registry processes on one database.

use crate::Result;
use crate::noted::Noted;
use crate::oversight::HeldUp;
use okienko_seal::Seal;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{PgConnection, PgPool, Postgres};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
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

use PostgresStore as Database;
use PostgresTx as Transaction;
use sqlx::Postgres as Dialect;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/registry-postgres");

/// Reads of one transaction see one state of the database.
const BEGIN_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
/// The number of a change is the id of its transaction. A number from a sequence could become visible after a greater
/// one; of transaction ids the database knows below which none is under way, see the view `position`.
const NEXT_SEQ: &str = "SELECT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT)";
/// How a column is looked up for each row of a subquery, around it.
const AMONG: (&str, &str) = ("= ANY (ARRAY (", "))");

/// Rows for new people; those of a transaction that is not committed are used by nobody.
const NEW_PATIENTS: &str = "SELECT string_agg(CAST(nextval(pg_get_serial_sequence('patient', 'id')) AS TEXT), ' ') FROM generate_series(1, $1)";
const INSERT_PATIENTS: &str = "INSERT INTO patient (id, identity, sealed) OVERRIDING SYSTEM VALUE";

/// Connections of one registry process.
const CONNECTIONS: u32 = 16;
/// How long somebody waits for a connection before the server counts as away. Clients ask again.
const AWAY: Duration = Duration::from_secs(5);

/// A registry in a PostgreSQL database.
pub struct PostgresStore {
    readers: PgPool,
    seal: Arc<Seal>,
    ended: Arc<AtomicU64>,
}

/// A transaction of its own connection.
struct PostgresTx {
    inner: sqlx::Transaction<'static, Postgres>,
    seal: Arc<Seal>,
    ended: Arc<AtomicU64>,
    noted: Noted,
}

impl PostgresStore {
    /// Connects to a database, migrating it as needed. Several processes may do so at once.
    ///
    /// # Errors
    /// When it cannot be reached, or belongs to a newer program.
    pub async fn open(url: &str, key: &Path) -> Result<Self> {
        let options = PgConnectOptions::from_str(url)?.options([("statement_timeout", "10s"), ("lock_timeout", "8s")]);
        let readers = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(AWAY)
            .connect_with(options)
            .await?;
        MIGRATIONS.run(&readers).await?;
        sqlx::query("INSERT INTO meta (one, epoch, demo) VALUES (1, $1, false) ON CONFLICT DO NOTHING")
            .bind(Uuid::now_v7())
            .execute(&readers)
            .await?;
        let store = Self {
            readers,
            seal: Arc::new(Seal::open(key)?),
            ended: Arc::default(),
        };
        crate::open::begin_rules(&store).await?;
        Ok(store)
    }

    async fn now_held_up(&self) -> Result<HeldUp> {
        let micros: i64 = sqlx::query_scalar(
            "SELECT COALESCE(CAST(EXTRACT(EPOCH FROM max(clock_timestamp() - xact_start)) * 1000000 AS BIGINT), 0)
             FROM pg_stat_activity WHERE backend_xid IS NOT NULL",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(HeldUp {
            oldest_transaction: Duration::from_micros(u64::try_from(micros).unwrap_or(0)),
            ..HeldUp::default()
        })
    }

    async fn transaction(&self) -> Result<PostgresTx> {
        Ok(PostgresTx {
            inner: self.readers.begin().await?,
            seal: Arc::clone(&self.seal),
            ended: Arc::clone(&self.ended),
            noted: Noted::default(),
        })
    }
}

impl PostgresTx {
    fn db(&mut self) -> &mut PgConnection {
        &mut self.inner
    }

    fn seal(&self) -> &Seal {
        &self.seal
    }

    async fn finish(mut self) -> Result<()> {
        self.write_noted().await?;
        let done = self.inner.commit().await;
        // Also when nobody knows whether it has.
        self.ended.fetch_add(1, Ordering::Release);
        Ok(done?)
    }
}
