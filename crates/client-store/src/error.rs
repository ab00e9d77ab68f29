//! Failures of the database that must not be lost.

use thiserror::Error;

/// Why `local.db` cannot be used. The file is never changed by any of these.
#[derive(Debug, Error)]
pub enum LocalError {
    /// A newer program has migrated it.
    #[error("local.db was made by a newer version of the program")]
    TooNew,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The folder may not be written.
    #[error("the data folder is read-only")]
    ReadOnly,
    /// The file is damaged, or is no database.
    #[error("local.db is damaged")]
    Damaged,
    /// The key file is missing, damaged or another one.
    #[error("the key beside local.db does not open it")]
    Key,
    /// Anything else.
    #[error("local.db failed: {0}")]
    Database(sqlx::Error),
    /// A file beside it failed.
    #[error("a file of the data folder failed: {0}")]
    File(std::io::Error),
}

impl From<sqlx::Error> for LocalError {
    fn from(error: sqlx::Error) -> Self {
        // Primary result codes of SQLite are the low byte: 8 read-only, 11 corrupt, 13 full, 14 cannot open, 26 not a database.
        let code = error
            .as_database_error()
            .and_then(|e| e.code())
            .and_then(|c| c.parse::<u32>().ok())
            .map(|c| c & 0xff);
        match code {
            Some(8 | 14) => Self::ReadOnly,
            Some(13) => Self::Full,
            Some(11 | 26) => Self::Damaged,
            _ => Self::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for LocalError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        match error {
            sqlx::migrate::MigrateError::VersionMissing(_) => Self::TooNew,
            sqlx::migrate::MigrateError::Execute(error) | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => {
                error.into()
            }
            other => Self::Database(sqlx::Error::Migrate(Box::new(other))),
        }
    }
}

impl From<std::io::Error> for LocalError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull => Self::Full,
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::File(error),
        }
    }
}

impl From<okienko_seal::SealError> for LocalError {
    fn from(error: okienko_seal::SealError) -> Self {
        match error {
            okienko_seal::SealError::Key => Self::Key,
            okienko_seal::SealError::Damaged => Self::Damaged,
            okienko_seal::SealError::Io(error) => error.into(),
        }
    }
}
