//! Desks that book at a registry over HTTP, each as soon as it has its last answer.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use okienko_app::system_clock;
use okienko_client_store::Local;
use okienko_domain::access::Role;
use okienko_domain::request::{Action, Request};
use okienko_domain::slot::SlotId;
use okienko_registry::access::Admin;
use okienko_registry::{Budget, Limits, Registry, listen, serve};
use okienko_registry_store::Store;
use okienko_sync::{Identity, Remote};
use okienko_testkit::{Clinic, TERMS, clinic_term, patient};
use okienko_wire::access::NewDevice;
use std::net::Ipv4Addr;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Desks of the clinic.
const DESKS: u32 = 256;
/// Schedules, so that no round runs out of terms.
const SCHEDULES: u32 = 100;

/// The clinic at whose registry they book.
pub(crate) fn clinic(now: DateTime<Utc>) -> Clinic<'static> {
    Clinic {
        name: "Poradnia",
        desks: DESKS,
        schedules: SCHEDULES,
        now,
    }
}

/// Term number `n`: neighbours are of different schedules.
pub(crate) fn term(now: DateTime<Utc>, n: u32) -> SlotId {
    clinic_term(now, 1 + n % SCHEDULES, u16::try_from(n / SCHEDULES).unwrap_or(0))
}

/// A registry and its desks.
pub(crate) struct Bookers {
    desks: Vec<Arc<Remote>>,
    now: DateTime<Utc>,
    next: Arc<AtomicU32>,
    /// Goes when they do.
    _own: TempDir,
}

impl Bookers {
    /// Publishes the clinic in an empty database and serves it.
    pub(crate) async fn of(store: Arc<dyn Store>, now: DateTime<Utc>) -> Result<Self> {
        clinic(now).publish(&*store).await;
        let registry = Registry::new(Arc::clone(&store), system_clock()).await?;
        let listener = listen(([127, 0, 0, 1], 0).into())?;
        let url = format!("http://{}", listener.local_addr()?);
        tokio::spawn(serve(listener, registry, unlimited(), std::future::pending()));
        let admin = Admin::open(store, system_clock());
        let own = own_disks()?;
        let mut desks = Vec::new();
        for number in 1..=DESKS {
            let folder = own.path().join(format!("desk-{number}"));
            desks.push(desk(&url, &admin, &folder, (number, number)).await?);
        }
        Ok(Self {
            desks,
            now,
            next: Arc::default(),
            _own: own,
        })
    }

    /// The first `clients` of them book until the time is over; the times of all bookings in milliseconds.
    pub(crate) async fn storm(&self, clients: u32, time: Duration) -> Result<Vec<f64>> {
        let (now, end) = (self.now, Instant::now() + time);
        let mut working = JoinSet::new();
        for (number, desk) in (1..=clients).zip(self.desks.iter().cloned()) {
            let next = Arc::clone(&self.next);
            working.spawn(async move {
                let mut times = Vec::new();
                while Instant::now() < end {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    ensure!(n < SCHEDULES * u32::from(TERMS), "all terms are taken: publish more");
                    let request = Request {
                        desk: Some(number),
                        action: Action::Book {
                            slot: term(now, n),
                            patient: patient(n),
                            referral: None,
                            hold: None,
                            continuation: false,
                        },
                    };
                    let started = Instant::now();
                    let answer = desk.request(Uuid::now_v7(), &request).await?;
                    ensure!(answer.is_ok(), "refused: {answer:?}");
                    times.push(started.elapsed().as_secs_f64() * 1000.0);
                }
                Ok(times)
            });
        }
        let mut times = Vec::new();
        while let Some(done) = working.join_next().await {
            times.extend(done.context("a desk ended")??);
        }
        Ok(times)
    }
}

/// No client is as fast as these; what one may ask is not what is measured.
pub(crate) fn unlimited() -> Limits {
    let most = NonZeroU32::new(1_000_000).unwrap_or(NonZeroU32::MIN);
    let limits = Limits::default();
    let free = |budget| Budget {
        rate: most,
        burst: most,
        ..budget
    };
    Limits {
        public: free(limits.public),
        requests: free(limits.requests),
        ..limits
    }
}

/// Where the desks keep what they are. A desk flushes the number of each request to a disk of its own; here they would all
/// share the registry's, which is what is measured.
pub(crate) fn own_disks() -> Result<TempDir> {
    let memory = Path::new("/dev/shm");
    Ok(if memory.is_dir() {
        TempDir::new_in(memory)?
    } else {
        TempDir::new()?
    })
}

/// An enrolled desk of a facility. Its number gives it an address of its own.
pub(crate) async fn desk(
    url: &str,
    admin: &Admin,
    folder: &Path,
    (number, facility): (u32, u32),
) -> Result<Arc<Remote>> {
    let identity = Identity::open(Arc::new(Local::open(folder).await?), system_clock()).await?;
    let address = Ipv4Addr::from_bits(Ipv4Addr::new(127, 2, 0, 0).to_bits() + number);
    let remote = Remote::calling_from(url, Some(address.into()), Arc::new(identity))?;
    let new = NewDevice {
        role: Role::Receptionist,
        facility: Some(facility),
        name: "Stanowisko".into(),
    };
    let code = admin.invite(&new, true).await?.code;
    remote.enrol(url, &code, new.role).await?;
    Ok(Arc::new(remote))
}
