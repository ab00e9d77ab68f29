//! What only a file can do wrong.

use crate::{SqliteStore, Store, StoreError};
use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

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
