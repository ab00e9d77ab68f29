//! Durable bookings over HTTP on PostgreSQL, in turn with pgbench, which runs one statement that writes the same rows.

use crate::bookers::{Bookers, clinic, term};
use crate::bookings::rate;
use crate::figures::{Figure, percentile};
use anyhow::{Context, Result, ensure};
use okienko_app::system_clock;
use okienko_cluster::{Cluster, Durability};
use okienko_registry_store::open;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

/// Desks, and clients of pgbench.
const CLIENTS: u32 = 64;

/// What a booking of a new person writes: number of the device, person, term, visit, messages, answer, entry of the audit and
/// the end of its chain. Clients book terms of different schedules at clinics of their own, so that nobody waits for a row.
const STATEMENT: &str = "
SELECT nextval('booking') AS n \\gset
\\set facility :client_id + 1
\\set schedule 1 + :n % 100
\\set day :first + (:n / 100) / 40
\\set minute 540 + (:n / 100) % 40 * 10
WITH asked (n, facility, schedule, day, minute) AS (
  SELECT CAST(:n AS BIGINT), CAST(:facility AS BIGINT), CAST(:schedule AS BIGINT), CAST(:day AS BIGINT), CAST(:minute AS BIGINT)
), device AS (
  UPDATE device SET count_last = count_last + 1, count_seen = -1 FROM asked WHERE id = CAST(lpad(to_hex(asked.facility), 32, '0') AS UUID)
), person AS (
  INSERT INTO patient (identity, sealed) SELECT CAST(CAST(n AS TEXT) AS BYTEA), CAST(repeat('x', 180) AS BYTEA) FROM asked RETURNING id
), term AS (
  UPDATE sheet SET free = free & ~(1::BIGINT << ((asked.minute - first) / step)::INT), version = n FROM asked
  WHERE sheet.schedule = asked.schedule AND sheet.day = asked.day AND (free >> ((asked.minute - first) / step)::INT) & 1 = 1
  RETURNING sheet.schedule, sheet.day
), visit AS (
  INSERT INTO appointment (id, schedule, day, minute, service, patient, desk, status, continuation, created_at, waiting_since, changed_at, late, policy_version)
  SELECT gen_random_uuid(), term.schedule, term.day, minute, 'mammography', person.id, facility, 'booked', false, n, n, n, false, (SELECT max(version) FROM rules)
  FROM term, person, asked RETURNING id, patient
), message AS (
  INSERT INTO message (id, dedupe, kind, appointment, patient, desk, schedule, day, minute, state, due_at, next_at, created_at)
  SELECT gen_random_uuid(), 'reminder ' || visit.id || ' ' || number, 'reminder', visit.id, visit.patient, facility, schedule, day, minute, 'due', n, n, n
  FROM visit, asked, generate_series(1, 3) AS number
), answer AS (
  INSERT INTO answer (request, fingerprint, document, at)
  SELECT gen_random_uuid(), CAST(CAST(visit.id AS TEXT) AS BYTEA), visit.id || '', n FROM visit, asked
), head AS (
  INSERT INTO audit_head (chain, entries, hash) SELECT facility, 1, CAST(CAST(n AS TEXT) AS BYTEA) FROM asked
  ON CONFLICT (chain) DO UPDATE SET entries = audit_head.entries + 1, hash = excluded.hash RETURNING entries, hash
)
INSERT INTO audit (chain, number, at, actor, role, action, subject, object, persons, outcome, rules, hash)
SELECT facility, head.entries, n, 'device', 'receptionist', 'book', head.hash, visit.id, 1, 'booked', 1, head.hash FROM head, visit, asked;
";

/// Bookings per second, and those of pgbench.
pub(crate) async fn measured(folder: &Path, rounds: usize, round: Duration) -> Result<Vec<Figure>> {
    let now = system_clock().now();
    let cluster = Cluster::start(Durability::Real)?;
    let key = folder.join("postgres.key");
    let store = open(&cluster.database()?, Some(&key)).await?;
    let bookers = Bookers::of(store, now).await?;
    let bare = cluster.database()?;
    let published = open(&bare, Some(&key)).await?;
    clinic(now).publish(&*published).await;
    drop(published);
    prepare(&cluster, &bare)?;
    let script = folder.join("booking.sql");
    fs::write(&script, STATEMENT)?;
    let first = term(now, 0).day.0;
    let (mut ours, mut limit, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let took = bookers.storm(CLIENTS, round).await?;
        ours.push(rate(took.len(), round));
        times.extend(took);
        limit.push(pgbench(&cluster, &bare, &script, first, round)?);
    }
    let (ours, limit) = (percentile(&mut ours, 50), percentile(&mut limit, 50));
    let note = format!(
        "p50 {:.1} ms, p99 {:.1} ms with {CLIENTS} clients; pgbench with as many {limit:.0}/s",
        percentile(&mut times, 50),
        percentile(&mut times, 99)
    );
    let share = ours / limit;
    Ok(vec![Figure::plain("bookings-postgres", ours, "1/s").note(note).ratio(
        share,
        ">= 0.6",
        share >= 0.6,
    )])
}

/// Numbers of bookings, and a device for each client.
fn prepare(cluster: &Cluster, database: &str) -> Result<()> {
    let devices = format!(
        "CREATE SEQUENCE booking MINVALUE 0 START 0;
         INSERT INTO device (id, role, facility, name, state, code, code_expires_at, trusted, public_key, created_at)
         SELECT CAST(lpad(to_hex(n), 32, '0') AS UUID), 'receptionist', n, 'Stanowisko', 'active', CAST(CAST(n AS TEXT) AS BYTEA), 0, true, CAST(CAST(n AS TEXT) AS BYTEA), 0
         FROM generate_series(1, {CLIENTS}) AS n;"
    );
    let mut psql = Command::new(cluster.programs().join("psql"));
    let done = psql
        .args([
            "--quiet",
            "--no-psqlrc",
            "--set=ON_ERROR_STOP=1",
            "--command",
            &devices,
            database,
        ])
        .output()?;
    ensure!(done.status.success(), "psql: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}

fn pgbench(cluster: &Cluster, database: &str, script: &Path, first: u16, time: Duration) -> Result<f64> {
    let mut pgbench = Command::new(cluster.programs().join("pgbench"));
    let clients = CLIENTS.to_string();
    let done = pgbench
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--client", &clients])
        .args(["--time", &time.as_secs().max(1).to_string()])
        .args(["--define", &format!("first={first}"), "--file"])
        .arg(script)
        .arg(database)
        .output()?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    let failed = String::from_utf8_lossy(&done.stderr).into_owned();
    ensure!(
        done.status.success() && said.contains("number of failed transactions: 0 "),
        "pgbench: {}",
        failed.lines().next().unwrap_or(&said)
    );
    let rate = said.lines().find_map(|line| line.strip_prefix("tps = "));
    let number = rate.and_then(|rest| rest.split_whitespace().next());
    Ok(number.context("pgbench says a rate")?.parse()?)
}
