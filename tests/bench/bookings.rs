//! Durable bookings over HTTP, in turn with a loop that does nothing but write them.

use crate::figures::{Figure, percentile};
use crate::rows::same_rows;
use anyhow::{Context, Result, ensure};
use okienko_app::system_clock;
use okienko_client_store::Local;
use okienko_domain::access::Role;
use okienko_domain::ids::Patient;
use okienko_domain::request::{Action, Request};
use okienko_domain::slot::SlotId;
use okienko_registry::access::Admin;
use okienko_registry::{Budget, Limits, Registry, listen, serve};
use okienko_registry_store::{SqliteStore, Store};
use okienko_sync::{Identity, Remote};
use okienko_testkit::{Clinic, TERMS, clinic_term, patient};
use okienko_wire::access::NewDevice;
use rusqlite::Connection;
use std::net::Ipv4Addr;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Desks that book at the same time, each as soon as it has its last answer.
const CLIENTS: [u32; 4] = [1, 16, 64, 256];
/// Bookings of one commit, as in the registry.
const BATCH: u32 = 128;
/// Schedules, so that no round runs out of terms.
const SCHEDULES: u32 = 100;

/// Bookings per second beside the bare loop, and their times, for each number of clients.
pub(crate) async fn measured(folder: &Path, rounds: usize, round: Duration) -> Result<Vec<Figure>> {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.join("bookings.db")).await?);
    let now = system_clock().now();
    let clinic = Clinic {
        name: "Poradnia",
        desks: 256,
        schedules: SCHEDULES,
        now,
    };
    clinic.publish(&*store).await;
    let registry = Registry::new(Arc::clone(&store), system_clock()).await?;
    let listener = listen(([127, 0, 0, 1], 0).into())?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(serve(listener, registry, unlimited(), std::future::pending()));
    let admin = Admin::open(store, system_clock());
    let own = own_disks()?;
    let mut desks = Vec::new();
    for number in 1..=clinic.desks {
        desks.push(
            desk(
                &url,
                &admin,
                &own.path().join(format!("desk-{number}")),
                (number, number),
            )
            .await?,
        );
    }
    let next = Arc::new(AtomicU32::new(0));
    let task = move |n: u32| {
        (
            clinic_term(
                now,
                1 + n / u32::from(TERMS),
                u16::try_from(n % u32::from(TERMS)).unwrap_or(0),
            ),
            patient(n),
        )
    };

    let mut figures = Vec::new();
    for clients in CLIENTS {
        let (mut ours, mut bare, mut same, mut times) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for n in 0..rounds {
            let working = desks.iter().take(usize::try_from(clients)?).cloned();
            let took = storm(working, &next, task, round).await?;
            ours.push(rate(took.len(), round));
            times.extend(took);
            bare.push(bare_loop(
                &folder.join(format!("bare-{clients}-{n}.db")),
                clients,
                round,
            )?);
            let path = folder.join(format!("rows-{clients}-{n}.db"));
            same.push(same_rows(&path, &clinic, clients.min(BATCH), |n| task(n).0, round).await?);
        }
        let (ours, bare, same) = (
            percentile(&mut ours, 50),
            percentile(&mut bare, 50),
            percentile(&mut same, 50),
        );
        let note = format!(
            "p50 {:.1} ms, p99 {:.1} ms; the loop {bare:.0}/s, with all rows {same:.0}/s ({:.2})",
            percentile(&mut times, 50),
            percentile(&mut times, 99),
            ours / same
        );
        let figure = Figure::plain(name(clients), ours, "1/s").note(note);
        let share = ours / bare;
        figures.push(match clients {
            64 => figure.ratio(share, ">= 0.6", share >= 0.6),
            _ => figure.beside(share),
        });
    }
    let booked = next.load(Ordering::Relaxed);
    ensure!(
        booked < SCHEDULES * u32::from(TERMS),
        "all terms are taken: publish more"
    );
    Ok(figures)
}

fn name(clients: u32) -> &'static str {
    match clients {
        1 => "bookings-1",
        16 => "bookings-16",
        64 => "bookings-64",
        _ => "bookings-256",
    }
}

pub(crate) fn rate(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
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

/// Everybody books until the time is over; the times of all bookings in milliseconds.
async fn storm(
    desks: impl Iterator<Item = Arc<Remote>>,
    next: &Arc<AtomicU32>,
    task: impl Fn(u32) -> (SlotId, Patient) + Copy + Send + 'static,
    time: Duration,
) -> Result<Vec<f64>> {
    let end = Instant::now() + time;
    let mut working = JoinSet::new();
    for (number, desk) in (1..).zip(desks) {
        let next = Arc::clone(next);
        working.spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < end {
                let (slot, patient) = task(next.fetch_add(1, Ordering::Relaxed));
                let action = Action::Book {
                    slot,
                    patient,
                    referral: None,
                    hold: None,
                    continuation: false,
                };
                let started = Instant::now();
                let request = Request {
                    desk: Some(number),
                    action,
                };
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

/// The limit: one writer, as many bookings a commit as there are clients, durable. The term, the visit and the message;
/// no HTTP, no rules, no answers to remember, nothing sealed, no audit.
fn bare_loop(path: &Path, clients: u32, time: Duration) -> Result<f64> {
    let mut db = Connection::open(path)?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
         CREATE TABLE term (id INTEGER PRIMARY KEY, free INTEGER NOT NULL) STRICT;
         CREATE TABLE visit (id BLOB PRIMARY KEY, term INTEGER NOT NULL UNIQUE, patient INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
         CREATE TABLE message (id BLOB PRIMARY KEY, visit BLOB NOT NULL, due INTEGER NOT NULL) STRICT;
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) INSERT INTO term SELECT i, 1 FROM n;",
    )?;
    let (mut done, started) = (0_u32, Instant::now());
    while started.elapsed() < time {
        let tx = db.transaction()?;
        let mut take = tx.prepare_cached("UPDATE term SET free = 0 WHERE id = ? AND free = 1")?;
        let mut visit = tx.prepare_cached("INSERT INTO visit VALUES (?, ?, ?, ?)")?;
        let mut message = tx.prepare_cached("INSERT INTO message VALUES (?, ?, ?)")?;
        for _ in 0..clients.min(BATCH) {
            let id = Uuid::now_v7();
            ensure!(take.execute([done])? == 1, "a term for each booking");
            visit.execute((id.as_bytes(), done, done, 0))?;
            message.execute((Uuid::now_v7().as_bytes(), id.as_bytes(), 0))?;
            done += 1;
        }
        drop((take, visit, message));
        tx.commit()?;
    }
    Ok(f64::from(done) / started.elapsed().as_secs_f64())
}
