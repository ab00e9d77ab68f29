//! Which database a text names.

use crate::{PostgresStore, Result, SqliteStore, Store};
use std::path::Path;
use std::sync::Arc;

/// Opens the database that `database` names: an address `postgres://…`, or the path of a SQLite file.
///
/// `key` is the file with the key that seals people's data; without it the file beside the SQLite database.
///
/// # Errors
/// As [`SqliteStore::open`] and [`PostgresStore::open`]; also when the key does not open people's data.
pub async fn open(database: &str, key: Option<&Path>) -> Result<Arc<dyn Store>> {
    if database.starts_with("postgres://") || database.starts_with("postgresql://") {
        let key = key.ok_or(crate::StoreError::KeyWanted)?;
        return checked(PostgresStore::open(database, key).await?).await;
    }
    let path = Path::new(database);
    let store = match key {
        Some(key) => SqliteStore::open_with(path, key).await?,
        None => SqliteStore::open(path).await?,
    };
    checked(store).await
}

/// Another key is found out here and not when the first person is looked for.
async fn checked(store: impl Store + 'static) -> Result<Arc<dyn Store>> {
    store.check_key().await?;
    Ok(Arc::new(store))
}

/// Gives a fresh database its first rules.
pub(crate) async fn begin_rules(store: &dyn Store) -> Result<()> {
    if !store.rules_known().await? {
        let mut tx = store.begin().await?;
        tx.put_rules(&serde_json::from_str(crate::FIRST_RULES)?).await?;
        tx.commit().await?;
    }
    Ok(())
}
