//! A real registry on the loopback that can be stopped and started again at the same address.

use crate::clinic::Database;
use crate::country::{NOW, country, rules};
use crate::identity_provider::{CLIENT_ID, IdentityProvider};
use chrono::{DateTime, TimeDelta, Utc};
use okienko_client_store::Local;
use okienko_domain::access::{EnrolmentCode, Role};
use okienko_domain::clock::Clock;
use okienko_domain::slot::{Sheet, SlotId};
use okienko_registry::access::{Admin, Provider};
use okienko_registry::{Limits, Registry, listen, serve};
use okienko_registry_store::Store;
use okienko_sync::{Identity, Remote};
use okienko_wire::access::NewDevice;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A registry with the small country.
pub struct TestRegistry {
    folder: TempDir,
    database: Database,
    address: SocketAddr,
    limits: Limits,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
    /// Seconds that have passed for it.
    passed: Arc<AtomicI64>,
    /// Issuer of its identity provider.
    provider: Option<String>,
}

impl TestRegistry {
    /// A running registry with the limits it has by default.
    pub async fn start() -> Self {
        Self::with(Limits::default()).await
    }

    /// A running registry.
    pub async fn with(limits: Limits) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("registry.db");
        Self::of(folder, file.to_str().unwrap().to_owned(), limits).await
    }

    /// A running registry in an empty database at this address.
    pub async fn at(address: String) -> Self {
        Self::of(tempfile::tempdir().unwrap(), address, Limits::default()).await
    }

    async fn of(folder: TempDir, name: String, limits: Limits) -> Self {
        let key = folder.path().join("registry.key");
        let database = Database { name, key };
        publish_country(&*database.open().await).await;
        let mut registry = Self {
            folder,
            database,
            address: ([127, 0, 0, 1], 0).into(),
            limits,
            running: None,
            passed: Arc::default(),
            provider: None,
        };
        registry.resume().await;
        registry
    }

    /// Address of the registry.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same for a socket.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The time it has.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        NOW + TimeDelta::seconds(self.passed.load(Ordering::Relaxed))
    }

    /// Puts its clock forward.
    pub fn later(&self, passes: TimeDelta) {
        self.passed.fetch_add(passes.num_seconds(), Ordering::Relaxed);
    }

    fn clock(&self) -> Clock {
        let passed = Arc::clone(&self.passed);
        Clock::new(move || NOW + TimeDelta::seconds(passed.load(Ordering::Relaxed)))
    }

    /// The database file.
    #[must_use]
    pub fn database(&self) -> PathBuf {
        self.database.name.clone().into()
    }

    /// A second door to its database.
    pub async fn store(&self) -> Arc<dyn Store> {
        self.database.open().await
    }

    /// Its accounts and devices, as at its own machine.
    pub async fn admin(&self) -> Admin {
        Admin::open(self.store().await, self.clock())
    }

    /// A code that connects a reception desk of a facility, or a kiosk. Nobody has to compare fingerprints.
    pub async fn code(&self, facility: Option<u32>) -> EnrolmentCode {
        let role = if facility.is_some() {
            Role::Receptionist
        } else {
            Role::Kiosk
        };
        let name = "Stanowisko próbne".to_owned();
        let new = NewDevice { role, facility, name };
        self.admin().await.invite(&new, true).await.unwrap().code
    }

    /// An enrolled desk of a facility, or a kiosk, that is nothing but its key; and the folder the key is in.
    pub async fn remote(&self, facility: Option<u32>) -> (Remote, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let local = Arc::new(Local::open(folder.path()).await.unwrap());
        let identity = Arc::new(Identity::open(local, self.clock()).await.unwrap());
        let remote = Remote::new(&self.url(), identity).unwrap();
        let role = if facility.is_some() {
            Role::Receptionist
        } else {
            Role::Kiosk
        };
        let code = self.code(facility).await;
        remote.enrol(&self.url(), &code, role).await.unwrap();
        (remote, folder)
    }

    /// Starts it again with an identity provider.
    pub async fn trust(&mut self, provider: &IdentityProvider) {
        self.provider = Some(provider.issuer.clone());
        self.stop().await;
        self.resume().await;
    }

    /// Stops it: connections are closed and refused.
    pub async fn stop(&mut self) {
        if let Some((stop, task)) = self.running.take() {
            let _ = stop.send(());
            task.await.unwrap();
        }
    }

    /// Starts it again at the same address.
    pub async fn resume(&mut self) {
        let registry = Registry::new(self.store().await, self.clock()).await.unwrap();
        if let Some(issuer) = &self.provider {
            registry.accept_provider(Provider::new(issuer, CLIENT_ID.into(), None).unwrap());
        }
        let listener = listen(self.address).unwrap();
        self.address = listener.local_addr().unwrap();
        let limits = self.limits.clone();
        let (stop, stopped) = oneshot::channel();
        let task = tokio::spawn(async move {
            let stop = async {
                let _ = stopped.await;
            };
            serve(listener, registry, limits, stop).await;
        });
        self.running = Some((stop, task));
    }

    /// Replaces its database by a new one, as after the loss of the machine: another history at the same address.
    pub async fn lose_everything(&mut self) {
        self.stop().await;
        for file in std::fs::read_dir(self.folder.path()).unwrap() {
            std::fs::remove_file(file.unwrap().path()).unwrap();
        }
        publish_country(&*self.store().await).await;
        self.resume().await;
    }
}

/// Publishes the small country in an empty database.
pub async fn publish_country(store: &dyn Store) {
    let (directory, places, sheets) = country();
    let mut tx = store.begin().await.unwrap();
    tx.set_demo(true).await.unwrap();
    tx.put_rules(&rules()).await.unwrap();
    tx.put_directory(&directory).await.unwrap();
    tx.put_places(&places).await.unwrap();
    tx.put_sheets(&sheets).await.unwrap();
    tx.next_seq().await.unwrap();
    tx.commit().await.unwrap();
}

/// Takes the first free term of a registry, in a change of its own. Returns its schedule and the day as it is then.
pub async fn take_a_term(store: &dyn Store) -> (u32, Sheet) {
    let rows = store.sheets_after(0, u32::MAX).await.unwrap();
    let free = rows.iter().find(|changed| changed.sheet.free != 0).unwrap();
    let (schedule, day) = (free.schedule, free.sheet.day);
    let minute = free.sheet.free_minutes().next().unwrap();
    let mut tx = store.begin().await.unwrap();
    let version = tx.next_seq().await.unwrap();
    assert!(tx.take_slot(SlotId { schedule, day, minute }, version).await.unwrap());
    tx.commit().await.unwrap();
    let cell = free.sheet.cell_at(minute).unwrap();
    let sheet = free.sheet.with_cells(1 << cell, 0).unwrap();
    (schedule, Sheet { version, ..sheet })
}
