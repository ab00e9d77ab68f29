//! Reads of people's data: remembered in the audit before they are handed out.

use crate::audit::{Actor, Deed, count, note};
use crate::{Result, Store};
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::identity::Identity;
use okienko_domain::message::CallTask;
use okienko_domain::request::{Appointment, WaitingRecord};
use okienko_domain::timetable::work::WorkItem;
use std::collections::HashSet;

/// Visits of a desk, newest first.
///
/// # Errors
/// Failures of storage.
pub async fn read_appointments(
    store: &dyn Store,
    actor: &Actor,
    desk: u32,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<Appointment>> {
    let rows = store.appointments(desk, limit).await?;
    let persons = persons(rows.iter().map(|row| &row.patient.identity))?;
    note(store, actor, Deed::about(persons, "read-appointments", "read"), now).await?;
    Ok(rows)
}

/// Visits at a clinic on a day, whoever booked them, by time; cancelled ones are left out.
///
/// # Errors
/// Failures of storage.
pub async fn read_visits_on(
    store: &dyn Store,
    actor: &Actor,
    facility: u32,
    day: Day,
    now: DateTime<Utc>,
) -> Result<Vec<Appointment>> {
    let rows = store.visits_on(facility, day).await?;
    let persons = persons(rows.iter().map(|row| &row.patient.identity))?;
    note(store, actor, Deed::about(persons, "read-appointments", "read"), now).await?;
    Ok(rows)
}

/// Waiting entries of a desk, newest first.
///
/// # Errors
/// Failures of storage.
pub async fn read_waiting(
    store: &dyn Store,
    actor: &Actor,
    desk: u32,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<WaitingRecord>> {
    let rows = store.waiting(desk, now, limit).await?;
    let persons = persons(rows.iter().map(|row| &row.patient.identity))?;
    note(store, actor, Deed::about(persons, "read-waiting-entries", "read"), now).await?;
    Ok(rows)
}

/// Calls that a clinic has to make, oldest first.
///
/// # Errors
/// Failures of storage.
pub async fn read_call_tasks(
    store: &dyn Store,
    actor: &Actor,
    desk: u32,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<CallTask>> {
    let rows = store.call_tasks(desk, limit).await?;
    let persons = persons(rows.iter().map(|row| &row.patient.identity))?;
    note(store, actor, Deed::about(persons, "read-call-tasks", "read"), now).await?;
    Ok(rows)
}

/// Visits of a clinic's schedules that wait to be moved, oldest first.
///
/// # Errors
/// Failures of storage.
pub async fn read_work_items(
    store: &dyn Store,
    actor: &Actor,
    facility: u32,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<WorkItem>> {
    let rows = store.work_items(facility, now, limit).await?;
    let persons = persons(rows.iter().map(|row| &row.visit.patient.identity))?;
    note(store, actor, Deed::about(persons, "read-work-items", "read"), now).await?;
    Ok(rows)
}

fn persons<'a>(identities: impl Iterator<Item = &'a Identity>) -> Result<u32> {
    count(identities.collect::<HashSet<_>>().len())
}
