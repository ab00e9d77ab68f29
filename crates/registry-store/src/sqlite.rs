//! SQLite: one writer connection, a few readers, write-ahead log, every commit flushed.

use crate::sqlite_rows::{AppointmentRow, LocationRow, ScheduleRow, SheetRow, WaitingRow, micros};
use crate::sqlite_tx::SqliteTx;
use crate::{Meta, Result, Store, Tx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::directory::{Directory, Facility};
use okienko_domain::place::Place;
use okienko_domain::policy::Policy;
use okienko_domain::request::{Appointment, Event, WaitingRecord};
use okienko_domain::slot::Sheet;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, SqliteConnection, SqlitePool};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use uuid::Uuid;

static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!("../../migrations/registry-sqlite");

/// The first version that runs without a policy of its own uses this one.
const FIRST_POLICY: &str = include_str!("../../../data/policy.json");

/// A registry in one SQLite file.
pub struct SqliteStore {
    readers: SqlitePool,
    writer: Arc<Mutex<Writer>>,
}

/// The only connection that writes.
pub(crate) struct Writer {
    pub(crate) connection: SqliteConnection,
    /// A transaction was dropped without its end; the next one rolls it back first.
    pub(crate) unfinished: bool,
}

impl SqliteStore {
    /// Opens a database, creating and migrating it as needed.
    ///
    /// # Errors
    /// When it belongs to a newer program, cannot be written or is no database.
    pub async fn open(path: &Path) -> Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL loses acknowledged commits at a power cut, silently.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(10))
            .pragma("cache_size", "-65536");
        let mut connection = options.connect().await?;
        MIGRATIONS.run(&mut connection).await?;
        sqlx::query("INSERT INTO meta (only, epoch, seq, demo) VALUES (1, ?, 0, 0) ON CONFLICT DO NOTHING")
            .bind(Uuid::now_v7())
            .execute(&mut connection)
            .await?;
        let policy: Policy = serde_json::from_str(FIRST_POLICY)?;
        sqlx::query("INSERT INTO policy (version, document) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .bind(policy.version)
            .bind(FIRST_POLICY)
            .execute(&mut connection)
            .await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(4)
            .connect_with(options.read_only(true))
            .await?;
        Ok(Self {
            readers,
            writer: Arc::new(Mutex::new(Writer {
                connection,
                unfinished: false,
            })),
        })
    }
}

#[async_trait]
impl Store for SqliteStore {
    async fn meta(&self) -> Result<Meta> {
        let (epoch, seq, demo): (Uuid, i64, bool) = sqlx::query_as("SELECT epoch, seq, demo FROM meta")
            .fetch_one(&self.readers)
            .await?;
        Ok(Meta {
            epoch,
            seq: seq.cast_unsigned(),
            demo,
        })
    }

    async fn policy(&self) -> Result<Policy> {
        let document: String = sqlx::query_scalar("SELECT document FROM policy ORDER BY version DESC LIMIT 1")
            .fetch_one(&self.readers)
            .await?;
        Ok(serde_json::from_str(&document)?)
    }

    async fn directory(&self) -> Result<Directory> {
        // One snapshot of four tables: a publication in between must not be seen by halves.
        let mut tx = self.readers.begin().await?;
        let services: Vec<String> = sqlx::query_scalar("SELECT document FROM service ORDER BY position")
            .fetch_all(&mut *tx)
            .await?;
        let facilities: Vec<(u32, String, String)> = sqlx::query_as("SELECT id, name, phone FROM facility ORDER BY id")
            .fetch_all(&mut *tx)
            .await?;
        let locations: Vec<LocationRow> = sqlx::query_as("SELECT * FROM location ORDER BY id")
            .fetch_all(&mut *tx)
            .await?;
        let schedules: Vec<ScheduleRow> = sqlx::query_as("SELECT * FROM schedule ORDER BY id")
            .fetch_all(&mut *tx)
            .await?;
        Ok(Directory {
            services: services
                .iter()
                .map(|s| serde_json::from_str(s))
                .collect::<serde_json::Result<_>>()?,
            facilities: facilities
                .into_iter()
                .map(|(id, name, phone)| Facility { id, name, phone })
                .collect(),
            locations: locations.into_iter().map(Into::into).collect(),
            schedules: schedules.into_iter().map(Into::into).collect(),
        })
    }

    async fn places(&self) -> Result<Vec<Place>> {
        let documents: Vec<String> = sqlx::query_scalar("SELECT document FROM place ORDER BY id")
            .fetch_all(&self.readers)
            .await?;
        Ok(documents
            .iter()
            .map(|d| serde_json::from_str(d))
            .collect::<serde_json::Result<_>>()?)
    }

    async fn sheets(&self, service: &str, voivodeship: u8) -> Result<Vec<(u32, Sheet)>> {
        let rows: Vec<SheetRow> = sqlx::query_as(
            "SELECT sheet.schedule, day, first, step, open, free, version FROM schedule
             JOIN location ON location.id = schedule.location JOIN sheet ON sheet.schedule = schedule.id
             WHERE service = ? AND voivodeship = ? ORDER BY schedule.id, day",
        )
        .bind(service)
        .bind(voivodeship)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn sheets_after(&self, seq: u64, limit: u32) -> Result<Vec<(u32, Sheet)>> {
        let rows: Vec<SheetRow> = sqlx::query_as(
            "SELECT schedule, day, first, step, open, free, version FROM sheet WHERE version > ?1
             AND version <= (SELECT max(version) FROM (SELECT version FROM sheet WHERE version > ?1 ORDER BY version LIMIT ?2)) ORDER BY version",
        )
        .bind(seq.cast_signed())
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn appointments(&self, desk: u32, limit: u32) -> Result<Vec<Appointment>> {
        let rows: Vec<AppointmentRow> = sqlx::query_as(
            "SELECT appointment.id, schedule, day, minute, service, status, assignment IS NOT NULL AS from_waiting_list, created_at,
                    pesel, given_name, family_name, phone
             FROM appointment JOIN patient ON patient.id = appointment.patient WHERE desk = ? ORDER BY created_at DESC LIMIT ?",
        )
        .bind(desk)
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn waiting(&self, desk: u32, now: DateTime<Utc>, limit: u32) -> Result<Vec<WaitingRecord>> {
        let rows: Vec<WaitingRow> = sqlx::query_as(
            "SELECT mine.id, mine.service, urgent, entitlement, entered_at, valid_until, preferences, place, mine.status,
                    pesel, given_name, family_name, phone, slot.schedule, slot.day, slot.minute,
                    (SELECT count(*) FROM waiting_entry AS other WHERE other.service = mine.service AND other.status = 'waiting' AND other.valid_until > ?2
                       AND (other.entitlement IS NULL, -other.urgent, other.entered_at, other.id) <= (mine.entitlement IS NULL, -mine.urgent, mine.entered_at, mine.id)) AS position
             FROM waiting_entry AS mine JOIN patient ON patient.id = mine.patient LEFT JOIN appointment AS slot ON slot.id = mine.appointment
             WHERE mine.desk = ?1 ORDER BY entered_at DESC LIMIT ?3",
        )
        .bind(desk)
        .bind(micros(now))
        .bind(limit)
        .fetch_all(&self.readers)
        .await?;
        rows.into_iter().map(|row| row.into_record(now)).collect()
    }

    async fn events(&self, desk: u32, after: u64, limit: u32) -> Result<Vec<Event>> {
        let rows: Vec<(i64, i64, String)> =
            sqlx::query_as("SELECT seq, at, document FROM event WHERE desk = ? AND seq > ? ORDER BY seq LIMIT ?")
                .bind(desk)
                .bind(after.cast_signed())
                .bind(limit)
                .fetch_all(&self.readers)
                .await?;
        rows.into_iter()
            .map(|(seq, at, document)| {
                Ok(Event {
                    seq: seq.cast_unsigned(),
                    at: crate::sqlite_rows::time(at)?,
                    kind: serde_json::from_str(&document)?,
                })
            })
            .collect()
    }

    async fn begin(&self) -> Result<Box<dyn Tx>> {
        Ok(Box::new(
            SqliteTx::begin(Arc::clone(&self.writer).lock_owned().await).await?,
        ))
    }
}
