//! Terms from a file, and the schedules and locations they need.

use super::{Answered, PublishRefusal, ask_to_call, give_new, hold, note, propose, write};
use crate::audit::Actor;
use crate::{Result, Store, Tx};
use chrono::{DateTime, Utc};
use okienko_domain::calendar::{Day, warsaw_day, warsaw_minute};
use okienko_domain::directory::{Directory, Location, Schedule};
use okienko_domain::slot::Sheet;
use okienko_domain::timetable::difference::{Difference, compare};
use std::collections::{BTreeMap, HashMap};

/// The days of one schedule that a file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedSchedule {
    /// The schedule; its id is found, or given when it is new.
    pub schedule: Schedule,
    /// Its terms, everything free; days that are not here stay as they are.
    pub sheets: Vec<Sheet>,
}

/// What a file did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    /// What changes.
    pub difference: Difference,
    /// Schedules that did not exist before.
    pub new_schedules: u32,
}

/// An id that was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Created(pub u32);

/// Publishes the days that a file holds, all of them or none; `dry_run` changes nothing.
///
/// # Errors
/// Failures of storage.
pub async fn import(
    store: &dyn Store,
    actor: &Actor,
    facility: u32,
    schedules: &[ImportedSchedule],
    dry_run: bool,
    now: DateTime<Utc>,
) -> Answered<Imported> {
    let mut tx = store.begin().await?;
    tx.mark().await?;
    let answer = import_all(&mut *tx, actor, facility, schedules, now).await?;
    match &answer {
        Ok(_) if !dry_run => tx.keep().await?,
        _ => tx.undo().await?,
    }
    tx.commit().await?;
    Ok(answer)
}

/// Changes what the file changes.
async fn import_all(
    tx: &mut dyn Tx,
    actor: &Actor,
    facility: u32,
    schedules: &[ImportedSchedule],
    now: DateTime<Utc>,
) -> Answered<Imported> {
    let policy = tx.policy().await?;
    let mut imported = Imported::default();
    let mut written = Vec::new();
    for given in schedules {
        let id = match tx.same_schedule(&given.schedule).await? {
            Some(id) => id,
            None => match create(tx, actor, facility, given.schedule.clone(), now).await? {
                Ok(Created(id)) => {
                    imported.new_schedules += 1;
                    id
                }
                Err(refusal) => return Ok(Err(refusal)),
            },
        };
        let held = match hold(tx, facility, id, warsaw_day(now)).await? {
            Ok(held) => held,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let wanted: HashMap<Day, Sheet> = given.sheets.iter().map(|s| (s.day, *s)).collect();
        let named = given.sheets.iter().map(|s| s.day);
        let publication = compare(&held.present, named, warsaw_minute(now), |day| {
            wanted.get(&day).copied()
        });
        write(tx, &held, &publication, now).await?;
        note(tx, actor, "import", id, publication.difference.to_move.len(), now);
        written.push((held.owned, publication.difference));
    }
    // A file is one piece of news for each service, however many schedules it names.
    let mut news = BTreeMap::new();
    for (owned, one) in &mut written {
        if let Some(item) = propose(tx, owned, &mut one.to_move, &policy, now).await? {
            news.insert(owned.service.clone(), (owned.clone(), item));
        }
    }
    for (owned, item) in news.into_values() {
        ask_to_call(tx, &owned, Some(item), now).await?;
    }
    let all = &mut imported.difference;
    for (_, mut one) in written {
        give_new(tx, &mut one, now).await?;
        all.opened.extend(one.opened);
        all.given += one.given;
        all.closed.extend(one.closed);
        all.to_move.extend(one.to_move);
        all.kept += one.kept;
    }
    Ok(Ok(imported))
}

/// Adds a schedule to one of the clinic's locations; its id is given.
///
/// # Errors
/// Failures of storage.
pub async fn add_schedule(
    store: &dyn Store,
    actor: &Actor,
    facility: u32,
    new: Schedule,
    now: DateTime<Utc>,
) -> Answered<Created> {
    let mut tx = store.begin().await?;
    tx.mark().await?;
    let answer = create(&mut *tx, actor, facility, new, now).await?;
    match answer {
        Ok(_) => tx.keep().await?,
        Err(_) => tx.undo().await?,
    }
    tx.commit().await?;
    Ok(answer)
}

/// Adds a location to a clinic: an address, or a stop of its mobile unit. Its id is given.
///
/// # Errors
/// Failures of storage.
pub async fn add_location(store: &dyn Store, actor: &Actor, new: Location, now: DateTime<Utc>) -> Result<Created> {
    let mut tx = store.begin().await?;
    tx.hold_directory().await?;
    let id = tx.last_ids().await?.0 + 1;
    let directory = Directory {
        locations: vec![Location { id, ..new }],
        ..Directory::default()
    };
    tx.put_directory(&directory).await?;
    tx.next_seq().await?;
    note(&mut *tx, actor, "add-location", id, 0, now);
    tx.commit().await?;
    Ok(Created(id))
}

async fn create(tx: &mut dyn Tx, actor: &Actor, facility: u32, new: Schedule, now: DateTime<Utc>) -> Answered<Created> {
    if tx.location_owner(new.location).await? != Some(facility) {
        return Ok(Err(PublishRefusal::Unknown("location")));
    }
    if tx.service(&new.service).await?.is_none() {
        return Ok(Err(PublishRefusal::Unknown("service")));
    }
    tx.hold_directory().await?;
    let id = tx.last_ids().await?.1 + 1;
    let directory = Directory {
        schedules: vec![Schedule { id, ..new }],
        ..Directory::default()
    };
    tx.put_directory(&directory).await?;
    tx.next_seq().await?;
    note(tx, actor, "add-schedule", id, 0, now);
    Ok(Ok(Created(id)))
}
