//! A panic is a defect, but it ends only what it happened in: one request, one round of a task.

use futures_util::FutureExt;
use okienko_registry_store::{Result, StoreError};
use std::panic::AssertUnwindSafe;

/// Does work of which a panic is a failure like any other. The store is whole afterwards: a transaction that was under way
/// is rolled back, because it was dropped.
pub(crate) async fn caught<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    AssertUnwindSafe(work)
        .catch_unwind()
        .await
        .unwrap_or(Err(StoreError::Defect))
}
