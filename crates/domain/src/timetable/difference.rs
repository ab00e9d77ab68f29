//! What publishing would change, before anything is changed.

use super::Timetable;
use crate::calendar::Day;
use crate::slot::{Sheet, SlotId};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use utoipa::ToSchema;
use uuid::Uuid;

/// A schedule as it is published now.
#[derive(Debug, Clone, Default)]
pub struct Present {
    /// Id.
    pub schedule: u32,
    /// Its sheets.
    pub sheets: Vec<Sheet>,
    /// Its booked visits.
    pub visits: Vec<(Uuid, SlotId)>,
    /// Terms kept for somebody without being booked: held or offered.
    pub kept: Vec<SlotId>,
}

/// Terms and visits that a publication touches. Terms that have begun are not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Difference {
    /// New terms.
    pub opened: Vec<SlotId>,
    /// How many of them go at once to those who wait.
    #[serde(default)]
    pub given: u32,
    /// Terms that disappear, booked or free.
    pub closed: Vec<SlotId>,
    /// How many terms stay.
    pub kept: u32,
    /// Booked visits whose terms are not published any more; they stay booked until a person has moved them.
    pub to_move: Vec<Move>,
}

/// A booked visit whose term disappears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Move {
    /// The visit.
    pub appointment: Uuid,
    /// The term it has.
    pub slot: SlotId,
    /// The nearest free term of the same clinic and service, when there is one.
    pub proposal: Option<SlotId>,
}

/// A difference and the sheets that bring it about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publication {
    /// What changes.
    pub difference: Difference,
    /// The sheets to store, without a version. A withdrawn day has no open cell.
    pub sheets: Vec<Sheet>,
}

/// Compares what is published with what shall be on `days`. Terms that are not free stay so; `now` is a Warsaw day and
/// minute.
pub fn compare(
    present: &Present,
    days: impl Iterator<Item = Day>,
    now: (Day, u16),
    plan: impl Fn(Day) -> Option<Sheet>,
) -> Publication {
    let old: HashMap<Day, &Sheet> = present.sheets.iter().map(|s| (s.day, s)).collect();
    let mut visits: HashMap<Day, Vec<(Uuid, SlotId)>> = HashMap::new();
    for (visit, slot) in &present.visits {
        visits.entry(slot.day).or_default().push((*visit, *slot));
    }
    let mut publication = Publication::default();
    for day in days {
        let booked = visits.get(&day).map_or(&[][..], Vec::as_slice);
        let new = plan(day).unwrap_or(Sheet::none(day));
        publication.add(present, now, old.get(&day).copied(), new, booked);
    }
    publication
}

/// Days that publishing a timetable decides: from today, or from its first day, to the horizon or the last published day.
#[must_use]
pub fn days(timetable: &Timetable, present: &Present, today: Day, horizon: Day) -> std::ops::RangeInclusive<u16> {
    let from = timetable.begins().unwrap_or(horizon).max(today);
    let published = present.sheets.iter().filter(|s| s.open != 0).map(|s| s.day).max();
    from.0..=published.map_or(horizon, |last| last.max(horizon)).0
}

impl Publication {
    fn add(
        &mut self,
        present: &Present,
        now: (Day, u16),
        old: Option<&Sheet>,
        mut new: Sheet,
        booked: &[(Uuid, SlotId)],
    ) {
        let (schedule, day) = (present.schedule, new.day);
        let begun = |minute: u16| (day, minute) <= now;
        let kept = present.kept.iter().filter(|slot| slot.day == day);
        let taken: BTreeSet<u16> = booked
            .iter()
            .map(|(_, slot)| slot)
            .chain(kept)
            .map(|slot| slot.minute)
            .collect();
        let mut changed: BTreeMap<u16, bool> = BTreeMap::new();
        new.free = 0;
        for minute in new.open_minutes() {
            let before = old.and_then(|sheet| sheet.cell_at(minute).map(|_| sheet.is_free(minute)));
            if before.unwrap_or(true) && !taken.contains(&minute) {
                new.free |= new.cell_at(minute).map_or(0, |cell| 1 << cell);
            }
            if begun(minute) {
                continue;
            }
            if before.is_some() {
                self.difference.kept += 1;
            } else {
                changed.insert(minute, true);
            }
        }
        for minute in old.iter().flat_map(|sheet| sheet.open_minutes()) {
            if new.cell_at(minute).is_none() && !begun(minute) {
                changed.insert(minute, false);
            }
        }
        for (minute, opened) in changed {
            let list = if opened {
                &mut self.difference.opened
            } else {
                &mut self.difference.closed
            };
            list.push(SlotId { schedule, day, minute });
        }
        let lost = booked
            .iter()
            .filter(|(_, slot)| new.cell_at(slot.minute).is_none() && !begun(slot.minute));
        self.difference.to_move.extend(lost.map(|(appointment, slot)| Move {
            appointment: *appointment,
            slot: *slot,
            proposal: None,
        }));
        let same = match old {
            Some(old) => (old.open == 0 && new.open == 0) || Sheet { version: 0, ..*old } == new,
            None => new.open == 0,
        };
        if !same {
            self.sheets.push(new);
        }
    }
}

/// The free term nearest in time to `wanted`, not before `not_before` and none of `promised`; of two equally near ones
/// that of the same schedule, then the earlier.
#[must_use]
pub fn nearest(
    wanted: SlotId,
    not_before: (Day, u16),
    sheets: &[(u32, Sheet)],
    promised: &BTreeSet<SlotId>,
) -> Option<SlotId> {
    let minutes = |slot: &SlotId| i64::from(slot.day.0) * 1440 + i64::from(slot.minute);
    sheets
        .iter()
        .filter(|(_, sheet)| sheet.day >= not_before.0)
        .flat_map(|(schedule, sheet)| {
            sheet.free_minutes().map(|minute| SlotId {
                schedule: *schedule,
                day: sheet.day,
                minute,
            })
        })
        .filter(|slot| (slot.day, slot.minute) >= not_before && !promised.contains(slot))
        .min_by_key(|slot| {
            (
                (minutes(slot) - minutes(&wanted)).abs(),
                slot.schedule != wanted.schedule,
                *slot,
            )
        })
}
