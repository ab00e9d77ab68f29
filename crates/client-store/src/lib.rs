//! The two databases of the desktop, divided by the cost of losing them.
//!
//! [`Cache`] holds public data and may vanish at any moment; opening it cannot fail. [`Local`] holds what people entered
//! and is never deleted; what is personal in it is sealed.

mod cache;
mod error;
mod local;

pub use cache::{Cache, CacheError, Content, Document, Opened, Position};
pub use error::LocalError;
pub use local::{Attempt, Enrolled, Local, Notice, Queued, RequestState, StoredDevice, StoredRequest};

use sqlx::SqliteConnection;

/// Writes the whole write-ahead log into its database.
async fn flush(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    sqlx::raw_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        .execute(connection)
        .await?;
    Ok(())
}
