//! Copies of a SQLite database, and the way back. The key that seals people's data is not part of a copy.

use crate::{SqliteStore, Store, StoreError};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;
use thiserror::Error;
use uuid::Uuid;

/// Why a copy was not made or not put back. Whatever was there before is still there.
#[derive(Debug, Error)]
pub enum BackupError {
    /// A file of this name is there already.
    #[error("{0} exists")]
    Exists(PathBuf),
    /// There is no such file.
    #[error("{0} does not exist")]
    Missing(PathBuf),
    /// It is no database of a registry, or a damaged one.
    #[error("{path} is not an intact database of a registry: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the check says.
        why: String,
    },
    /// A program has the database open.
    #[error("a program is using {0}")]
    InUse(PathBuf),
    /// A file cannot be written.
    #[error("a file cannot be written: {0}")]
    Io(#[from] io::Error),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Copies a database, which may be in use, into a new file and checks the copy.
///
/// # Errors
/// When the copy's name is taken, the database cannot be read, or the copy is not intact.
pub async fn backup(database: &Path, copy: &Path) -> Result<(), BackupError> {
    if copy.try_exists()? {
        return Err(BackupError::Exists(copy.to_owned()));
    }
    let into = text(copy)?;
    let mut source = open(database).await?;
    let copied = sqlx::query("VACUUM INTO $1").bind(into).execute(&mut source).await;
    let closed = source.close().await;
    let checked = match copied.and(closed) {
        Ok(()) => check(copy).await,
        Err(error) => Err(StoreError::from(error).into()),
    };
    if checked.is_err() {
        // Half a copy must not be taken for one.
        let _ = fs::remove_file(copy);
    }
    checked?;
    durable(copy)
}

/// Puts a copy in the place of a database, under a new epoch, so that all clients fetch everything again.
///
/// `key` is the key of the copied database. The database that was there before is kept under the name `aside`; without
/// one it is not replaced.
///
/// # Errors
/// When the copy is not intact, the key does not open it, or a program has the database open.
pub async fn restore(copy: &Path, database: &Path, key: &Path, aside: Option<&Path>) -> Result<(), BackupError> {
    check(copy).await?;
    if !key.try_exists()? {
        // It would be made anew, and open nothing.
        return Err(BackupError::Missing(key.to_owned()));
    }
    let names = ["", "-wal", "-shm"];
    let there = |of: &Path| names.map(|rest| beside(of, rest)).into_iter().find(|f| f.exists());
    if let Some(taken) = there(aside.unwrap_or(database)) {
        return Err(BackupError::Exists(taken));
    }
    let new = beside(database, ".restoring");
    for rest in names {
        remove(&beside(&new, rest))?;
    }
    fs::copy(copy, &new)?;
    let prepared = prepare(&new, key).await;
    if prepared.is_err() {
        names.iter().for_each(|rest| drop(remove(&beside(&new, rest))));
    }
    prepared?;
    durable(&new)?;
    if let Some(aside) = aside {
        release(database).await?;
        for rest in names {
            let file = beside(database, rest);
            if file.try_exists()? {
                fs::rename(file, beside(aside, rest))?;
            }
        }
    }
    fs::rename(&new, database)?;
    durable(database)
}

/// Brings the copy up to date and gives it another identity.
async fn prepare(new: &Path, key: &Path) -> Result<(), StoreError> {
    let store = SqliteStore::open_with(new, key).await?;
    let renewed = renew(&store).await;
    let closed = store.close().await;
    renewed.and(closed)
}

/// Gives a database another epoch, so that all clients fetch everything again: what they know of it may not be true any
/// more. Whoever was signed in is signed out, because a session that ended after the copy lives in it; a device revoked
/// after the copy must be revoked again. [`restore`] does so itself; a PostgreSQL database that came back from a copy needs it.
///
/// # Errors
/// When it cannot be written, or the key does not open it.
pub async fn renew(store: &dyn Store) -> Result<(), StoreError> {
    store.check_key().await?;
    store.end_all_sessions().await?;
    let mut tx = store.begin().await?;
    tx.set_epoch(Uuid::now_v7()).await?;
    tx.commit().await
}

/// Makes sure that nobody uses the database: only then may its journal be put away.
async fn release(database: &Path) -> Result<(), BackupError> {
    let Ok(mut old) = open(database).await else {
        // What cannot be opened is in nobody's use; it is kept as it is.
        return Ok(());
    };
    let alone = sqlx::query("PRAGMA journal_mode = DELETE").execute(&mut old).await;
    let _ = old.close().await;
    // Primary result code 5 is SQLITE_BUSY. A damaged database fails in another way, and is worth keeping too.
    let busy = |e: &sqlx::Error| {
        let code = e.as_database_error().and_then(|e| e.code());
        code.and_then(|c| c.parse::<u32>().ok()).is_some_and(|c| c & 0xff == 5)
    };
    match alone {
        Err(error) if busy(&error) => Err(BackupError::InUse(database.to_owned())),
        _ => Ok(()),
    }
}

/// Whether every page, index and reference of a file holds together, and it is a registry.
async fn check(path: &Path) -> Result<(), BackupError> {
    let damaged = |why: String| BackupError::Damaged {
        path: path.to_owned(),
        why,
    };
    let mut db = open(path).await?;
    let found = async {
        let integrity: String = sqlx::query_scalar("PRAGMA integrity_check(1)")
            .fetch_one(&mut db)
            .await?;
        let dangling = sqlx::query("PRAGMA foreign_key_check").fetch_optional(&mut db).await?;
        let epoch: Option<Uuid> = sqlx::query_scalar("SELECT epoch FROM meta")
            .fetch_optional(&mut db)
            .await?;
        Ok::<_, sqlx::Error>((integrity, dangling.is_some(), epoch.is_some()))
    }
    .await;
    let _ = db.close().await;
    match found.map_err(|e| damaged(e.to_string()))? {
        (integrity, false, true) if integrity == "ok" => Ok(()),
        (integrity, false, _) if integrity != "ok" => Err(damaged(integrity)),
        (_, true, _) => Err(damaged("a row refers to another that is not there".into())),
        _ => Err(damaged("it has no identity".into())),
    }
}

async fn open(path: &Path) -> Result<SqliteConnection, BackupError> {
    if !path.try_exists()? {
        return Err(BackupError::Missing(path.to_owned()));
    }
    let options = SqliteConnectOptions::new().filename(path);
    let opened = options.busy_timeout(Duration::from_secs(2)).connect().await;
    Ok(opened.map_err(StoreError::from)?)
}

/// The same name with something added, which `-wal` needs and an extension is not.
fn beside(path: &Path, rest: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(rest);
    name.into()
}

fn text(path: &Path) -> io::Result<&str> {
    path.to_str()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the name of the copy is not Unicode"))
}

fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Waits until a file and its name are on the disk.
fn durable(file: &Path) -> Result<(), BackupError> {
    File::options().write(true).open(file)?.sync_all()?;
    // Folders can be flushed on Unix only; elsewhere the system does it.
    #[cfg(unix)]
    if let Some(folder) = file.parent() {
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
