//! Durable bookings over HTTP, in turn with a loop that does nothing but write them.

use crate::bookers::{Bookers, clinic, term};
use crate::figures::{Figure, percentile};
use crate::rows::same_rows;
use anyhow::{Result, ensure};
use okienko_app::system_clock;
use okienko_registry_store::SqliteStore;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Desks that book at the same time, and of the quick run.
const CLIENTS: [u32; 4] = [1, 16, 64, 256];
const QUICK: [u32; 1] = [64];
/// Bookings of one commit, as in the registry.
const BATCH: u32 = 128;

/// Bookings per second beside the bare loop, and their times, for each number of clients.
pub(crate) async fn measured(folder: &Path, quick: bool, rounds: usize, round: Duration) -> Result<Vec<Figure>> {
    let now = system_clock().now();
    let store = SqliteStore::open(&folder.join("bookings.db")).await?;
    let bookers = Bookers::of(Arc::new(store), now).await?;
    let mut figures = Vec::new();
    let clients: &[u32] = if quick { &QUICK } else { &CLIENTS };
    for &clients in clients {
        let (mut ours, mut bare, mut same, mut times) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for n in 0..rounds {
            let took = bookers.storm(clients, round).await?;
            ours.push(rate(took.len(), round));
            times.extend(took);
            bare.push(bare_loop(
                &folder.join(format!("bare-{clients}-{n}.db")),
                clients,
                round,
            )?);
            let path = folder.join(format!("rows-{clients}-{n}.db"));
            same.push(same_rows(&path, &clinic(now), clients.min(BATCH), |n| term(now, n), round).await?);
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

/// The limit: one writer, as many bookings a commit as there are clients, durable. The term, the visit and the message;
/// no HTTP, no rules, no answers to remember, nothing sealed, no audit.
fn bare_loop(path: &Path, clients: u32, time: Duration) -> Result<f64> {
    let mut db = Connection::open(path)?;
    db.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;
         CREATE TABLE term (id INTEGER PRIMARY KEY, free INTEGER NOT NULL) STRICT;
         CREATE TABLE visit (id BLOB PRIMARY KEY, term INTEGER NOT NULL UNIQUE, patient INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
         CREATE TABLE message (id BLOB PRIMARY KEY, visit BLOB NOT NULL, due INTEGER NOT NULL) STRICT;
         WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000) INSERT INTO term SELECT i, 1 FROM n;",
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
