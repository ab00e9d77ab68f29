//! What only a file can do wrong.

use super::small::{book, slot, sqlite, woman};
use crate::oversight::HeldUp;
use crate::{SqliteStore, Store, StoreError};
use sqlx::{ConnectOptions, Connection, SqliteConnection, sqlite::SqliteConnectOptions};

#[tokio::test]
async fn a_newer_database_is_refused_and_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    let epoch = SqliteStore::open(&path).await.unwrap().meta().await.unwrap().epoch;
    let mut db = SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
    sqlx::query("INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, success, checksum, execution_time FROM _sqlx_migrations LIMIT 1")
        .execute(&mut db)
        .await
        .unwrap();
    assert!(matches!(SqliteStore::open(&path).await, Err(StoreError::TooNew(9999))));
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version = 9999")
        .execute(&mut db)
        .await
        .unwrap();
    assert_eq!(
        SqliteStore::open(&path).await.unwrap().meta().await.unwrap().epoch,
        epoch
    );
}

#[tokio::test]
async fn garbage_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("registry.db");
    std::fs::write(&path, "not a database, but long enough to look at ".repeat(100)).unwrap();
    assert!(SqliteStore::open(&path).await.is_err());
}

#[tokio::test]
async fn f39_who_reads_for_long_stops_nobody() {
    let r = sqlite().await;
    let mut reader = SqliteConnection::connect(r.database()).await.unwrap();
    let mut reading = reader.begin().await.unwrap();
    let count = "SELECT count(*) FROM appointment";
    let before: i64 = sqlx::query_scalar(count).fetch_one(&mut *reading).await.unwrap();
    assert!(r.ask(1, book(slot(1, 480), woman(1))).await.is_ok(), "bookings go on");
    let mut copier = SqliteConnection::connect(r.database()).await.unwrap();
    let copy = "PRAGMA wal_checkpoint(PASSIVE)";
    let (busy, logged, copied): (i64, i64, i64) = sqlx::query_as(copy).fetch_one(&mut copier).await.unwrap();
    assert_eq!(busy, 0, "copying does not wait for it");
    assert!(copied < logged, "what it does not see yet stays in the log");
    let HeldUp { log_bytes, .. } = r.store.held_up().await.unwrap();
    assert!(
        log_bytes > u64::try_from(logged).unwrap() * 4096,
        "and its size is told"
    );
    let still: i64 = sqlx::query_scalar(count).fetch_one(&mut *reading).await.unwrap();
    assert_eq!((before, still), (0, 0), "it reads one state");
    reading.commit().await.unwrap();
    let (_, logged, copied): (i64, i64, i64) = sqlx::query_as(copy).fetch_one(&mut copier).await.unwrap();
    assert_eq!(copied, logged, "then all of it is copied");
    assert_eq!(r.number(count).await, 1);
}

#[test]
fn the_engine_is_newer_than_the_wal_reset_bug() {
    // SQLite 3.7.0 to 3.51.2 can corrupt a write-ahead log that is reset while another connection reads.
    let version: Vec<u32> = tokio::runtime::Runtime::new().unwrap().block_on(async {
        let mut db = SqliteConnectOptions::new().in_memory(true).connect().await.unwrap();
        let text: String = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&mut db)
            .await
            .unwrap();
        text.split('.').map(|n| n.parse().unwrap()).collect()
    });
    assert!(version >= vec![3, 51, 3], "{version:?}");
}
