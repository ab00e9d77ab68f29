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
    /// Anything else.
    #[error("the database failed: {0}")]
    Database(sqlx::Error),
    /// Migration failure.
    #[error("the database cannot be prepared: {0}")]
    Migrate(sqlx::migrate::MigrateError),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        // Primary result codes of SQLite are the low byte: 8 is SQLITE_READONLY, 13 is SQLITE_FULL.
        let code = error
            .as_database_error()
            .and_then(|e| e.code())
            .and_then(|c| c.parse::<u32>().ok())
            .map(|c| c & 0xff);
        match code {
            Some(8) => Self::ReadOnly,
            Some(13) => Self::Full,
            _ => Self::Database(error),
        }
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
