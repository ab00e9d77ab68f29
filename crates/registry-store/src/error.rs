//! Failures of storage.

use thiserror::Error;

/// Why a statement failed. None of these is an answer to a request: the request may be sent again.
#[derive(Debug, Error)]
pub enum StoreError {
    /// Another program made this database, a newer one.
    #[error("the database was made by a newer version of the program (migration {0}); start that version")]
    TooNew(i64),
    /// No space left for the database.
    #[error("the disk of the database is full; free some space")]
    Full,
    /// The database may not be written.
    #[error("the database is read-only; check the owner and the permissions of its folder")]
    ReadOnly,
    /// Stored content that this program cannot read.
    #[error("the database holds something unreadable: {0}")]
    Corrupt(String),
    /// Somebody else's transaction came first; the same one may succeed when tried again.
    #[error("another transaction came first")]
    Conflict,
    /// The number of a request was used before: two machines have one key, and the device is stopped.
    #[error("the device is stopped because its key is used by two machines")]
    DeviceStopped,
    /// The key that seals people's data is missing, damaged or another one.
    #[error("people's data cannot be opened: {0}")]
    Key(okienko_seal::SealError),
    /// PostgreSQL has no file beside which a key could lie.
    #[error("a PostgreSQL database needs the path of the file with the key")]
    KeyWanted,
    /// The server of the database cannot be reached, or went away. Whether a commit under way was kept, nobody knows.
    #[error("the database does not answer ({0}); see whether its server runs and can be reached")]
    Away(String),
    /// A panic ended what was being done, and nothing of it was kept.
    #[error("a defect of this program ended what was being done")]
    Defect,
    /// Anything else.
    #[error("the database failed: {0}")]
    Database(sqlx::Error),
    /// Migration failure.
    #[error("the database cannot be prepared: {0}")]
    Migrate(sqlx::migrate::MigrateError),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let Some(database) = error.as_database_error() else {
            return match error {
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut => Self::Away(error.to_string()),
                error => Self::Database(error),
            };
        };
        let code = database.code().unwrap_or_default();
        // SQLSTATE has five characters: 40001 serialization failure, 40P01 deadlock, 53100 disk full, 25006 read-only, 57P01
        // to 57P03 a server that stops, has crashed or is starting.
        // Primary result codes of SQLite are the low byte: 8 is SQLITE_READONLY, 13 is SQLITE_FULL.
        match (code.as_ref(), code.parse::<u32>().map(|c| c & 0xff)) {
            ("40001" | "40P01", _) => Self::Conflict,
            ("53100", _) => Self::Full,
            ("25006", _) => Self::ReadOnly,
            ("57P01" | "57P02" | "57P03", _) => Self::Away(error.to_string()),
            _ if database.is_unique_violation() => Self::Conflict,
            (text, Ok(8)) if text.len() < 5 => Self::ReadOnly,
            (text, Ok(13)) if text.len() < 5 => Self::Full,
            _ => Self::Database(error),
        }
    }
}

impl From<okienko_seal::SealError> for StoreError {
    fn from(error: okienko_seal::SealError) -> Self {
        Self::Key(error)
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::VersionMissing(version) => Self::TooNew(version),
            sqlx::migrate::MigrateError::Execute(error) => error.into(),
            other => Self::Migrate(other),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}
