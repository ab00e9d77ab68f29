//! The rows of a booking and nothing else: what one writer could store if it did not have to decide, seal or answer.

use crate::bookers::term;
use crate::bookings::rate;
use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use okienko_domain::slot::SlotId;
use okienko_registry_store::SqliteStore;
use okienko_testkit::Clinic;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinSet, spawn_blocking};
use uuid::Uuid;

/// Messages about a booking: a confirmation and two reminders.
const MESSAGES: u8 = 3;
/// Bookings of one commit at most, as in the registry.
const BATCH: usize = 128;

/// One writer and its clients, which write into the registry's own schema what a booking writes, durable: number of the
/// device, person, term, visit, messages, answer, entry of the audit and the end of its chain. What comes while a commit
/// waits for the disk shares the next one.
pub(crate) struct Loop {
    /// Not there while the writer has it.
    db: Option<Connection>,
    /// Bookings until now.
    done: u32,
    now: DateTime<Utc>,
}

/// A booking of a desk, and who waits for it.
type Waiting = (u32, u32, oneshot::Sender<()>);

impl Loop {
    /// Publishes the clinic in an empty database.
    pub(crate) async fn of(path: &Path, clinic: &Clinic<'_>) -> Result<Self> {
        let store = SqliteStore::open(path).await?;
        clinic.publish(&store).await;
        drop(store);
        let mut db = Connection::open(path)?;
        db.execute_batch(
            "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA foreign_keys = ON; PRAGMA wal_autocheckpoint = 16384;",
        )?;
        let tx = db.transaction()?;
        let mut device = tx.prepare(
            "INSERT INTO device (id, role, facility, name, state, code, code_expires_at, trusted, public_key, created_at)
             VALUES (?1, 'receptionist', ?2, 'Stanowisko', 'active', ?1, 0, 1, ?1, 0)",
        )?;
        for facility in 1..=clinic.desks {
            device.execute((device_id(facility), facility))?;
        }
        drop(device);
        tx.commit()?;
        Ok(Self {
            db: Some(db),
            done: 0,
            now: clinic.now,
        })
    }

    /// Bookings per second of clients that each wait for their last one, `count` in all. As many as the registry has just
    /// made: both databases stay alike.
    pub(crate) async fn rate(&mut self, count: usize, clients: u32) -> Result<f64> {
        let started = Instant::now();
        let next = Arc::new(AtomicU32::new(self.done));
        self.done += u32::try_from(count)?;
        let (end, now) = (self.done, self.now);
        let (queue, waiting) = mpsc::channel::<Waiting>(BATCH);
        let mut db = self.db.take().context("the loop has failed before")?;
        let writer = spawn_blocking(move || write(&mut db, waiting, now).map(|()| db));
        let mut working = JoinSet::new();
        for desk in 1..=clients {
            let (queue, next) = (queue.clone(), Arc::clone(&next));
            working.spawn(async move {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= end {
                        return;
                    }
                    let (written, durable) = oneshot::channel();
                    // When the writer has failed, it says so below.
                    if queue.send((desk, number, written)).await.is_err() || durable.await.is_err() {
                        return;
                    }
                }
            });
        }
        drop(queue);
        working.join_all().await;
        self.db = Some(writer.await??);
        Ok(rate(count, started.elapsed()))
    }
}

fn write(db: &mut Connection, mut waiting: mpsc::Receiver<Waiting>, now: DateTime<Utc>) -> Result<()> {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.blocking_recv_many(&mut batch, BATCH) > 0 {
        let tx = db.transaction()?;
        tx.execute("UPDATE meta SET seq = seq + 1", ())?;
        for (desk, number, _) in &batch {
            book(&tx, *desk, *number, term(now, *number))?;
        }
        tx.commit()?;
        for (.., written) in batch.drain(..) {
            // Clients stay until they are answered.
            let _ = written.send(());
        }
    }
    Ok(())
}

fn device_id(facility: u32) -> Vec<u8> {
    Uuid::from_u128(facility.into()).as_bytes().to_vec()
}

fn book(db: &Connection, facility: u32, number: u32, slot: SlotId) -> Result<()> {
    let (visit, request) = (Uuid::now_v7(), Uuid::now_v7());
    let (schedule, day, minute) = (slot.schedule, slot.day.0, slot.minute);
    db.prepare_cached("UPDATE device SET count_last = count_last + 1, count_seen = -1 WHERE id = ?")?
        .execute([device_id(facility)])?;
    let hash = [request.as_bytes().as_slice(), visit.as_bytes()].concat();
    let patient: i64 = db
        .prepare_cached("INSERT INTO patient (identity, sealed) VALUES (?, ?) RETURNING id")?
        .query_row((&hash, [0_u8; 180]), |row| row.get(0))?;
    let taken = db
        .prepare_cached(
            "UPDATE sheet SET free = free & ~(1 << (?3 - first) / step), version = ?4
             WHERE schedule = ?1 AND day = ?2 AND (free >> (?3 - first) / step) & 1 = 1",
        )?
        .execute((schedule, day, minute, number))?;
    ensure!(taken == 1, "a term for each booking");
    db.prepare_cached(
        "INSERT INTO appointment (id, schedule, day, minute, service, patient, desk, status, continuation, created_at, waiting_since, changed_at, late, policy_version)
         SELECT ?1, ?2, ?3, ?4, service, ?5, ?6, 'booked', 0, ?7, ?7, ?7, 0, (SELECT max(version) FROM rules) FROM schedule WHERE id = ?2",
    )?
    .execute((visit.as_bytes(), schedule, day, minute, patient, facility, number))?;
    for message in 0..MESSAGES {
        db.prepare_cached(
            "INSERT INTO message (id, dedupe, kind, appointment, patient, desk, schedule, day, minute, state, due_at, next_at, created_at)
             VALUES (?1, ?2, 'reminder', ?3, ?4, ?5, ?6, ?7, ?8, 'due', ?9, ?9, ?9)",
        )?
        .execute((
            Uuid::now_v7().as_bytes(),
            format!("reminder {visit} {schedule} {day} {minute} {message}"),
            visit.as_bytes(),
            patient,
            facility,
            schedule,
            day,
            minute,
            number,
        ))?;
    }
    db.prepare_cached("INSERT INTO answer (request, fingerprint, document, at) VALUES (?, ?, ?, ?)")?
        .execute((request.as_bytes(), &hash, format!("{{\"Ok\":\"{visit}\"}}"), number))?;
    db.prepare_cached(
        "INSERT INTO audit_head (chain, entries, hash) VALUES (?, 1, ?) ON CONFLICT (chain) DO UPDATE SET entries = entries + 1, hash = excluded.hash",
    )?
    .execute((facility, &hash))?;
    db.prepare_cached(
        "INSERT INTO audit (chain, number, at, actor, role, action, subject, object, persons, outcome, rules, hash)
         SELECT chain, entries, ?2, ?3, 'receptionist', 'book', ?4, ?5, 1, 'booked', 1, ?4 FROM audit_head WHERE chain = ?1",
    )?
    .execute((facility, number, format!("device:{request}"), &hash, visit.to_string()))?;
    Ok(())
}
