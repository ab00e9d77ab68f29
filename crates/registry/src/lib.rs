//! The central registry: the HTTP contract of `okienko-wire` over a [`Store`](okienko_registry_store::Store).
//!
//! [`terms`] holds the terms, [`snapshot`] makes of them what everybody downloads, [`routes`] answers whom [`access`] lets ask, [`serve`] is the socket, [`limits`] says how much one
//! client may ask and [`gate`] sees to it, [`demo`] invents a country.

pub mod access;
mod caught;
mod clerk;
mod connection;
pub mod delivery;
pub mod demo;
mod depot;
mod gate;
mod limits;
mod lookups;
mod metrics;
mod openapi;
mod outgoing;
mod peer;
mod problem;
mod publishing;
mod routes;
mod search;
mod serve;
mod snapshot;
mod terms;
pub mod terms_csv;
mod timekeeper;
mod together;

pub use depot::Depot;
pub use limits::{Budget, Limits, Share};
pub use publishing::report;
pub use serve::{listen, serve};

use clerk::Clerk;
use metrics::Metrics;
use okienko_domain::clock::Clock;
use okienko_registry_store::access::Device;
use okienko_registry_store::{Result, Store};
use snapshot::SnapshotCache;
use std::sync::{Arc, OnceLock};
use terms::Terms;
use together::Together;
use tokio::sync::watch;
use uuid::Uuid;

/// A running registry, shared by all connections.
pub struct Registry {
    store: Arc<dyn Store>,
    clock: Clock,
    snapshot: SnapshotCache,
    terms: Arc<Terms>,
    clerk: Clerk,
    access: access::Access,
    /// Devices by their ids, read anew for each request.
    devices: Together<Uuid, Option<Device>>,
    /// Number of the last change; its watchers are the push connections.
    changed: watch::Sender<u64>,
    /// Who may report what became of text messages.
    report_key: OnceLock<delivery::reports::ReportKey>,
    /// Where people of organisations sign in.
    provider: OnceLock<access::Provider>,
    /// Set once: push connections end, so that the registry can.
    stopping: watch::Sender<bool>,
    metrics: Arc<Metrics>,
}

impl Registry {
    /// A registry over a store. Makes the first snapshot, so that the first client does not wait for it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn new(store: Arc<dyn Store>, clock: Clock) -> Result<Arc<Self>> {
        Self::over(store, clock, Depot::memory()).await
    }

    /// The same, with a place for its snapshots.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn over(store: Arc<dyn Store>, clock: Clock, depot: Depot) -> Result<Arc<Self>> {
        let terms = Arc::new(Terms::new(Arc::clone(&store)));
        let snapshot = SnapshotCache::new(Arc::clone(&terms), depot).await?;
        let access = access::Access::new(clock.now());
        let changed = watch::Sender::new(store.meta().await?.seq);
        let registry = Arc::new(Self {
            terms,
            clerk: Clerk::new(Arc::clone(&store), clock.clone(), changed.clone()),
            access,
            devices: access::registered(Arc::clone(&store)),
            store,
            clock,
            snapshot,
            changed,
            report_key: OnceLock::new(),
            provider: OnceLock::new(),
            stopping: watch::Sender::new(false),
            metrics: Arc::new(Metrics::new()),
        });
        let watching = registry.changed.subscribe();
        tokio::spawn(timekeeper::work(Arc::downgrade(&registry), watching));
        Ok(registry)
    }

    /// Takes reports signed with this key from now on; a second key is not taken.
    pub fn accept_reports(&self, key: delivery::reports::ReportKey) {
        let _ = self.report_key.set(key);
    }

    /// Lets people sign in at this identity provider from now on; a second one is not taken.
    pub fn accept_provider(&self, provider: access::Provider) {
        let _ = self.provider.set(provider);
    }

    /// Tells everybody who listens that something has changed.
    async fn announce(&self) -> Result<()> {
        self.changed.send_replace(self.store.meta().await?.seq);
        Ok(())
    }
}
