//! Publishing: what a clinic wants becomes sheets, and no visit is lost on the way.

mod import;

pub use import::{Created, Imported, ImportedSchedule, add_location, add_schedule, import};

use crate::audit::{Actor, Deed};
use crate::decide::Decision;
use crate::{NewWorkItem, Owned, Result, Store, StoredTimetable, Tx};
use chrono::{DateTime, Duration, Utc};
use okienko_domain::calendar::{Day, warsaw_day, warsaw_minute};
use okienko_domain::policy::Policy;
use okienko_domain::request::EventKind;
use okienko_domain::slot::{Sheet, SlotId};
use okienko_domain::timetable::difference::{Difference, Move, Present, Publication, compare, days, nearest};
use okienko_domain::timetable::work::{Published, Reach};
use okienko_domain::timetable::{Timetable, TimetableError};
use std::collections::{BTreeSet, HashMap, HashSet};
use thiserror::Error;
use uuid::Uuid;

/// Why nothing was published. The same publication would be refused again.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PublishRefusal {
    /// The clinic has no such schedule, location or service.
    #[error("this clinic has no such {0}")]
    Unknown(&'static str),
    /// The schedule has changed since the difference was computed.
    #[error("the schedule has changed since; compare again with version {now} and publish over it")]
    Changed {
        /// Its highest change number now.
        now: u64,
    },
    /// The timetable cannot be.
    #[error(transparent)]
    Timetable(#[from] TimetableError),
}

/// An answer to a clinic.
pub type Answered<T> = Result<std::result::Result<T, PublishRefusal>>;

/// A held schedule as it is.
struct Held {
    owned: Owned,
    present: Present,
    stored: Option<StoredTimetable>,
    version: u64,
}

/// The timetable of a clinic's schedule, its version and how far it is published.
///
/// # Errors
/// Failures of storage.
pub async fn timetable(
    store: &dyn Store,
    facility: u32,
    schedule: u32,
    now: DateTime<Utc>,
) -> Answered<(Option<Timetable>, u64, Reach)> {
    let mut tx = store.begin().await?;
    let policy = tx.policy().await?;
    // Undone, so that a look costs no write.
    tx.mark().await?;
    let held = hold(&mut *tx, facility, schedule, warsaw_day(now)).await?;
    tx.undo().await?;
    tx.commit().await?;
    Ok(held.map(|held| {
        let reach = reach(&held.present.sheets, warsaw_day(now), &policy);
        (held.stored.map(|s| s.timetable), held.version, reach)
    }))
}

/// What publishing a timetable would change; nothing is changed.
///
/// # Errors
/// Failures of storage.
pub async fn preview(
    store: &dyn Store,
    facility: u32,
    schedule: u32,
    timetable: &Timetable,
    now: DateTime<Utc>,
) -> Answered<Published> {
    let mut tx = store.begin().await?;
    tx.mark().await?;
    let answer = decide(&mut *tx, (facility, schedule), timetable, None, now).await?;
    tx.undo().await?;
    tx.commit().await?;
    Ok(answer)
}

/// Publishes a timetable over version `expected` of the schedule.
///
/// Visits are never touched: those whose terms disappear become work items of the clinic.
///
/// # Errors
/// Failures of storage.
pub async fn publish(
    store: &dyn Store,
    actor: &Actor,
    facility: u32,
    schedule: u32,
    timetable: &Timetable,
    expected: u64,
    now: DateTime<Utc>,
) -> Answered<Published> {
    let mut tx = store.begin().await?;
    tx.mark().await?;
    let answer = decide(&mut *tx, (facility, schedule), timetable, Some(expected), now).await?;
    match &answer {
        Ok(done) => {
            tx.keep().await?;
            note(&mut *tx, actor, "publish", schedule, done.difference.to_move.len(), now);
        }
        Err(_) => tx.undo().await?,
    }
    tx.commit().await?;
    Ok(answer)
}

/// The version of a preview is the one it was computed from, that of a publication the new one.
async fn decide(
    tx: &mut dyn Tx,
    (facility, schedule): (u32, u32),
    timetable: &Timetable,
    expected: Option<u64>,
    now: DateTime<Utc>,
) -> Answered<Published> {
    if let Err(error) = timetable.check() {
        return Ok(Err(error.into()));
    }
    let policy = tx.policy().await?;
    let today = warsaw_day(now);
    let held = match hold(tx, facility, schedule, today).await? {
        Ok(held) => held,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if expected.is_some_and(|version| version != held.version) {
        return Ok(Err(PublishRefusal::Changed { now: held.version }));
    }
    let horizon = today.plus(policy.horizon_days);
    let range = days(timetable, &held.present, today, horizon);
    let mut publication = compare(&held.present, range.map(Day), warsaw_minute(now), |day| {
        plan(timetable, &held.owned, day)
    });
    let written = write(tx, &held, &publication, now).await?;
    let new = propose(tx, &held.owned, &mut publication.difference.to_move, &policy, now).await?;
    ask_to_call(tx, &held.owned, new, now).await?;
    give_new(tx, &mut publication.difference, now).await?;
    let stored = StoredTimetable {
        timetable: timetable.clone(),
        version: written,
        published_to: horizon,
    };
    tx.put_timetable(schedule, &stored).await?;
    let reach = reach(&overlaid(&held.present.sheets, &publication.sheets), today, &policy);
    Ok(Ok(Published {
        version: if expected.is_some() { written } else { held.version },
        difference: publication.difference,
        reach,
    }))
}

/// Schedules extended in one transaction.
const BATCH: u32 = 100;

/// Publishes every timetable up to the horizon and says how many terms that opened. Any number of processes may do it at
/// once and again: days that were decided before are left alone.
///
/// # Errors
/// Failures of storage; what was extended before stays.
pub async fn extend(store: &dyn Store, now: DateTime<Utc>) -> Result<u64> {
    let today = warsaw_day(now);
    let (mut opened, mut after) = (0, 0);
    loop {
        let mut tx = store.begin().await?;
        let policy = tx.policy().await?;
        let horizon = today.plus(policy.horizon_days);
        let due = tx.due_timetables(horizon, after, BATCH).await?;
        for schedule in &due {
            opened += extend_one(&mut *tx, *schedule, horizon, &policy, now).await?;
        }
        tx.commit().await?;
        match due.last() {
            Some(last) => after = *last,
            None => return Ok(opened),
        }
    }
}

async fn extend_one(tx: &mut dyn Tx, schedule: u32, horizon: Day, policy: &Policy, now: DateTime<Utc>) -> Result<u64> {
    let Some(owned) = tx.hold_schedule(schedule).await? else {
        return Ok(0);
    };
    // Read again under the lock: another process may have been here.
    let Some(stored) = tx.timetable(schedule).await?.filter(|s| s.published_to < horizon) else {
        return Ok(0);
    };
    let from = stored.published_to.plus(1).max(warsaw_day(now));
    let present = present(tx, schedule, from).await?;
    // Days that somebody else has decided meanwhile, a file for example.
    let decided: HashSet<Day> = present.sheets.iter().map(|s| s.day).collect();
    let new = (from.0..=horizon.0).map(Day).filter(|day| !decided.contains(day));
    let mut publication = compare(&present, new, warsaw_minute(now), |day| {
        plan(&stored.timetable, &owned, day)
    });
    let held = Held {
        owned,
        present,
        stored: None,
        version: 0,
    };
    write(tx, &held, &publication, now).await?;
    let new = propose(tx, &held.owned, &mut publication.difference.to_move, policy, now).await?;
    ask_to_call(tx, &held.owned, new, now).await?;
    give_new(tx, &mut publication.difference, now).await?;
    let extended = StoredTimetable {
        published_to: horizon,
        ..stored
    };
    tx.put_timetable(schedule, &extended).await?;
    if !publication.difference.opened.is_empty() {
        let actor = Actor::registry("timetables", Some(held.owned.facility));
        note(tx, &actor, "extend", schedule, 0, now);
    }
    Ok(u64::try_from(publication.difference.opened.len()).unwrap_or(u64::MAX))
}

async fn hold(tx: &mut dyn Tx, facility: u32, schedule: u32, today: Day) -> Answered<Held> {
    let Some(owned) = tx.hold_schedule(schedule).await?.filter(|o| o.facility == facility) else {
        return Ok(Err(PublishRefusal::Unknown("schedule")));
    };
    let stored = tx.timetable(schedule).await?;
    let present = present(tx, schedule, today).await?;
    let version = present
        .sheets
        .iter()
        .map(|s| s.version)
        .chain(stored.as_ref().map(|s| s.version))
        .max();
    Ok(Ok(Held {
        owned,
        present,
        stored,
        version: version.unwrap_or(0),
    }))
}

async fn present(tx: &mut dyn Tx, schedule: u32, from: Day) -> Result<Present> {
    // Visits after sheets: whoever booked before the sheets were held is among them.
    let sheets = tx.hold_sheets(schedule, from).await?;
    let visits = tx.booked(schedule, from).await?;
    let kept = tx.kept(schedule, from).await?;
    Ok(Present {
        schedule,
        sheets,
        visits,
        kept,
    })
}

/// A mobile unit has terms only on the days of its stop.
fn plan(timetable: &Timetable, owned: &Owned, day: Day) -> Option<Sheet> {
    let there = owned.stop.is_none_or(|stop| (stop.from..=stop.to).contains(&day));
    there.then(|| timetable.plan(day)).flatten()
}

/// Stores the sheets of a publication. Returns its number.
async fn write(tx: &mut dyn Tx, held: &Held, publication: &Publication, now: DateTime<Utc>) -> Result<u64> {
    let version = tx.next_seq().await?;
    let schedule = held.present.schedule;
    let sheets: Vec<(u32, Sheet)> = publication
        .sheets
        .iter()
        .map(|sheet| (schedule, Sheet { version, ..*sheet }))
        .collect();
    tx.put_sheets(&sheets).await?;
    let lost: HashSet<Uuid> = publication.difference.to_move.iter().map(|m| m.appointment).collect();
    let touched: HashSet<Day> = publication.sheets.iter().map(|s| s.day).collect();
    let mut holds = Vec::new();
    for (visit, slot) in &held.present.visits {
        if touched.contains(&slot.day) && !lost.contains(visit) {
            holds.extend(tx.restore_visit(*visit, now).await?);
        }
    }
    end_holds(tx, &holds, now).await?;
    Ok(version)
}

/// Gives the terms of proposals that are not needed any more to others.
async fn end_holds(tx: &mut dyn Tx, holds: &[Uuid], now: DateTime<Utc>) -> Result<()> {
    let mut freed = Vec::new();
    for hold in holds {
        freed.extend(tx.drop_hold(*hold, None).await?);
    }
    Decision::new(tx, None, now).await?.give_all_away(&freed).await?;
    Ok(())
}

/// Gives new terms to those who wait. Comes after proposals: whoever has lost a visit is served first.
async fn give_new(tx: &mut dyn Tx, difference: &mut Difference, now: DateTime<Utc>) -> Result<()> {
    let given = Decision::new(tx, None, now).await?.give_new(&difference.opened).await?;
    difference.given += u32::try_from(given).unwrap_or(u32::MAX);
    Ok(())
}

/// Makes a work item of every visit that has to move, with a proposal when there is one, held for as long as an offer;
/// visits that were agreed on as they are do not have to. Comes after all sheets are written, so that no proposal is
/// withdrawn by the same publication. Returns the first item that did not exist before.
async fn propose(
    tx: &mut dyn Tx,
    owned: &Owned,
    to_move: &mut Vec<Move>,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Result<Option<Uuid>> {
    if to_move.is_empty() {
        return Ok(None);
    }
    let agreed = tx.agreed(owned.facility).await?;
    to_move.retain(|visit| !agreed.contains(&visit.appointment));
    let free = tx.clinic_sheets(owned, warsaw_day(now)).await?;
    let known: HashMap<Uuid, (SlotId, Option<Uuid>)> = tx
        .proposals(owned.facility, now)
        .await?
        .into_iter()
        .map(|(visit, slot, hold)| (visit, (slot, hold)))
        .collect();
    let mut taken = BTreeSet::new();
    let notice = warsaw_minute(now + Duration::hours(policy.min_notice_hours.into()));
    let until = now + Duration::hours(policy.offer_window_hours.into());
    let version = tx.next_seq().await?;
    let mut made = None;
    for visit in to_move {
        // What the desk has been offering stays.
        if let Some((slot, Some(_))) = known.get(&visit.appointment)
            && tx.slot_exists(*slot).await?
        {
            visit.proposal = Some(*slot);
            continue;
        }
        let mut hold = None;
        while let Some(slot) = nearest(visit.slot, notice, &free, &taken) {
            taken.insert(slot);
            if tx.take_slot(slot, version).await? {
                let id = Uuid::now_v7();
                tx.insert_hold(id, slot, None, until).await?;
                (visit.proposal, hold) = (Some(slot), Some(id));
                break;
            }
        }
        let new = NewWorkItem {
            facility: owned.facility,
            appointment: visit.appointment,
            slot: visit.slot,
            proposal: visit.proposal,
            hold,
        };
        let id = tx.insert_work_item(new, now).await?;
        made = made.or(id);
    }
    Ok(made)
}

/// Tells the clinic that there are visits to move, when there are new ones.
async fn ask_to_call(tx: &mut dyn Tx, owned: &Owned, item: Option<Uuid>, now: DateTime<Utc>) -> Result<()> {
    let Some(item) = item else { return Ok(()) };
    let (seq, service) = (tx.next_seq().await?, owned.service.clone());
    tx.insert_event(seq, owned.facility, &EventKind::VisitsToMove { item, service }, now)
        .await
}

/// Settles a work item: the clinic sees the patient at the old time all the same. `false` when there is no open one.
///
/// # Errors
/// Failures of storage.
pub async fn agree(store: &dyn Store, actor: &Actor, facility: u32, item: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = store.begin().await?;
    let settled = tx.agree_work_item(facility, item, now).await?;
    if let Some((visit, hold)) = settled {
        end_holds(&mut *tx, hold.as_slice(), now).await?;
        if let Some(subject) = tx.subject_of(visit).await? {
            tx.audit(actor, Deed::to(subject, "keep-time", visit, "agreed"), now);
        }
    }
    tx.commit().await?;
    Ok(settled.is_some())
}

/// Remembers what was done to a schedule and how many visits it concerns.
fn note(tx: &mut dyn Tx, actor: &Actor, action: &str, schedule: u32, visits: usize, now: DateTime<Utc>) {
    let deed = Deed {
        object: Some(schedule.to_string()),
        ..Deed::about(u32::try_from(visits).unwrap_or(u32::MAX), action, "published")
    };
    tx.audit(actor, deed, now);
}

fn overlaid(old: &[Sheet], new: &[Sheet]) -> Vec<Sheet> {
    let replaced: HashSet<Day> = new.iter().map(|s| s.day).collect();
    let kept = old.iter().filter(|s| !replaced.contains(&s.day));
    kept.chain(new).copied().collect()
}

fn reach(sheets: &[Sheet], today: Day, policy: &Policy) -> Reach {
    let last_day = sheets.iter().filter(|s| s.open != 0).map(|s| s.day).max();
    Reach {
        last_day,
        short: last_day.is_none_or(|day| day < today.plus(policy.horizon_warn_days)),
    }
}
