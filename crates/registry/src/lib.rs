//! The central registry: the HTTP contract of `okienko-wire` over a [`Store`](okienko_registry_store::Store).
//!
//! [`snapshot`] makes what everybody downloads, [`routes`] answers, [`serve`] is the socket, [`demo`] invents a country.

mod clerk;
pub mod demo;
mod problem;
mod routes;
mod serve;
mod snapshot;
mod timekeeper;

pub use routes::router;
pub use serve::serve;
pub use snapshot::Snapshot;

use clerk::Clerk;
use okienko_domain::clock::Clock;
use okienko_registry_store::{Result, Store};
use snapshot::SnapshotCache;
use std::sync::Arc;
use tokio::sync::watch;

/// A running registry, shared by all connections.
pub struct Registry {
    store: Arc<dyn Store>,
    clock: Clock,
    snapshot: SnapshotCache,
    clerk: Clerk,
    /// Number of the last change; its watchers are the push connections.
    changed: watch::Sender<u64>,
    /// Set once: push connections end, so that the registry can.
    stopping: watch::Sender<bool>,
}

impl Registry {
    /// A registry over a store. Makes the first snapshot, so that the first client does not wait for it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn new(store: Arc<dyn Store>, clock: Clock) -> Result<Arc<Self>> {
        let snapshot = SnapshotCache::new(Arc::clone(&store)).await?;
        let changed = watch::Sender::new(store.meta().await?.seq);
        let registry = Arc::new(Self {
            clerk: Clerk::new(Arc::clone(&store), clock.clone()),
            store,
            clock,
            snapshot,
            changed,
            stopping: watch::Sender::new(false),
        });
        let watching = registry.changed.subscribe();
        tokio::spawn(timekeeper::work(Arc::downgrade(&registry), watching));
        Ok(registry)
    }

    /// Tells everybody who listens that something has changed.
    async fn announce(&self) -> Result<()> {
        self.changed.send_replace(self.store.meta().await?.seq);
        Ok(())
    }
}
