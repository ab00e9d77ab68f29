//! Free terms of the whole country in memory, and the search over them.
//!
//! Schedules are few (some thousands a service) and a sheet is two machine words of terms, so the search looks at every
//! schedule of the service that is not too far north or south: no plan to choose, the same cost for any filter, and
//! counts per day come with it.

mod query;

use crate::calendar::Day;
use crate::directory::{Directory, Facility, Location, Schedule, Service};
use crate::geo::{Origin, Point};
use crate::scope::{Part, Scope};
use crate::slot::{Sheet, SlotId};
use crate::waiting::Hours;
use query::Key;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};
use std::ops::Range;

pub use query::{Order, Query};

/// One result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The term.
    pub slot: SlotId,
    /// Kilometres from the origin.
    pub km: Option<f64>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Terms that suit, all of them.
    pub total: u32,
    /// The asked window of them.
    pub hits: Vec<Hit>,
    /// Terms that suit on each day from the first to the last of the query.
    pub per_day: Vec<u32>,
    /// Practitioners with a term that suits but for `Query::practitioner`, by name: the choice there is.
    pub practitioners: Vec<String>,
}

/// Everything about a term but its being free.
#[derive(Debug, Clone, Copy)]
pub struct SlotInfo<'a> {
    /// Schedule.
    pub schedule: &'a Schedule,
    /// Location.
    pub location: &'a Location,
    /// Facility.
    pub facility: &'a Facility,
}

#[derive(Debug)]
struct Entry {
    schedule: usize,
    location: usize,
    facility: usize,
    /// That of the location.
    point: Point,
    /// Ascending by day.
    sheets: Vec<Sheet>,
}

/// Terms held and how many of them are free.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// All terms.
    pub terms: u64,
    /// Free ones.
    pub free: u64,
}

/// All sheets of all schedules.
#[derive(Debug, Default)]
pub struct SlotIndex {
    directory: Directory,
    /// Those of a service stand together, from south to north.
    entries: Vec<Entry>,
    by_schedule: HashMap<u32, usize>,
    by_service: HashMap<String, Range<usize>>,
    totals: Totals,
}

/// Days a query may span; the published horizon is 90.
const MAX_DAYS: u16 = 400;
/// Practitioners an answer names.
const MAX_PRACTITIONERS: usize = 200;

impl SlotIndex {
    /// An index without terms. Schedules that name an unknown location or facility are left out.
    #[must_use]
    pub fn new(directory: Directory) -> Self {
        let facilities: HashMap<u32, usize> = directory
            .facilities
            .iter()
            .enumerate()
            .map(|(i, f)| (f.id, i))
            .collect();
        let locations: HashMap<u32, usize> = directory.locations.iter().enumerate().map(|(i, l)| (l.id, i)).collect();
        let entry = |(i, schedule): (usize, &Schedule)| {
            let location = *locations.get(&schedule.location)?;
            let at = directory.locations.get(location)?;
            Some(Entry {
                schedule: i,
                location,
                facility: *facilities.get(&at.facility)?,
                point: at.point,
                sheets: Vec::new(),
            })
        };
        let mut of_services: BTreeMap<&str, Vec<Entry>> = BTreeMap::new();
        for (i, schedule) in directory.schedules.iter().enumerate() {
            if let Some(entry) = entry((i, schedule)) {
                of_services.entry(&schedule.service).or_default().push(entry);
            }
        }
        let mut index = Self::default();
        for (service, mut entries) in of_services {
            entries.sort_by(|one, other| one.point.lat.total_cmp(&other.point.lat));
            let first = index.entries.len();
            index.entries.append(&mut entries);
            index.by_service.insert(service.to_owned(), first..index.entries.len());
        }
        for (i, entry) in index.entries.iter().enumerate() {
            if let Some(schedule) = directory.schedules.get(entry.schedule) {
                index.by_schedule.insert(schedule.id, i);
            }
        }
        index.directory = directory;
        index
    }

    /// The same terms under newer reference data.
    #[must_use]
    pub fn with_directory(mut self, directory: Directory) -> Self {
        let mut fresh = Self::new(directory);
        for (schedule, entry) in &self.by_schedule {
            if let Some(old) = self.entries.get_mut(*entry) {
                fresh.set(*schedule, std::mem::take(&mut old.sheets));
            }
        }
        fresh
    }

    /// Reference data.
    #[must_use]
    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    /// Terms held.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.totals
    }

    /// The sheets of a schedule, ascending by day.
    #[must_use]
    pub fn sheets(&self, schedule: u32) -> &[Sheet] {
        self.by_schedule
            .get(&schedule)
            .and_then(|e| self.entries.get(*e))
            .map_or(&[], |e| &e.sheets)
    }

    /// The schedules of a part with their sheets, ascending by schedule and day.
    #[must_use]
    pub fn part<'a>(&'a self, part: &Part) -> Vec<(u32, &'a [Sheet])> {
        let schedule = |entry: &'a Entry| {
            let info = self.info_of(entry)?;
            (info.location.voivodeship == part.voivodeship).then_some((info.schedule.id, entry.sheets.as_slice()))
        };
        let mut schedules: Vec<_> = self.of_service(&part.service).iter().filter_map(schedule).collect();
        schedules.sort_unstable_by_key(|(id, _)| *id);
        schedules
    }

    /// Drops the sheets that a scope does not cover. Returns their schedules.
    pub fn narrow(&mut self, scope: &Scope) -> Vec<u32> {
        let outside = |id: &u32| !self.is_covered(scope, *id) && !self.sheets(*id).is_empty();
        let outside: Vec<u32> = self.by_schedule.keys().copied().filter(outside).collect();
        for schedule in &outside {
            self.set(*schedule, Vec::new());
        }
        outside
    }

    /// Whether a scope covers a schedule.
    #[must_use]
    pub fn is_covered(&self, scope: &Scope, schedule: u32) -> bool {
        self.info(schedule)
            .is_some_and(|info| scope.covers(&info.schedule.service, info.location.voivodeship))
    }

    /// Replaces all sheets of a schedule; of an unknown schedule they are dropped.
    pub fn set(&mut self, schedule: u32, mut sheets: Vec<Sheet>) {
        let Some(entry) = self.by_schedule.get(&schedule).and_then(|e| self.entries.get_mut(*e)) else {
            return;
        };
        sheets.sort_unstable_by_key(|s| s.day);
        for sheet in &entry.sheets {
            self.totals.remove(sheet);
        }
        for sheet in &sheets {
            self.totals.add(sheet);
        }
        entry.sheets = sheets;
    }

    /// Puts one sheet in place of that of its day. Returns whether its terms are others; of an unknown schedule it is dropped.
    pub fn put(&mut self, schedule: u32, sheet: Sheet) -> bool {
        let Some(entry) = self.by_schedule.get(&schedule).and_then(|e| self.entries.get_mut(*e)) else {
            return false;
        };
        match entry.sheets.binary_search_by_key(&sheet.day, |s| s.day) {
            Ok(i) => match entry.sheets.get_mut(i) {
                Some(old) => {
                    let same = old.has_same_terms(&sheet);
                    self.totals.remove(old);
                    self.totals.add(&sheet);
                    *old = sheet;
                    return !same;
                }
                None => return false,
            },
            Err(i) => entry.sheets.insert(i, sheet),
        }
        self.totals.add(&sheet);
        true
    }

    /// Schedule, location and facility of a schedule id.
    #[must_use]
    pub fn info(&self, schedule: u32) -> Option<SlotInfo<'_>> {
        let entry = self.entries.get(*self.by_schedule.get(&schedule)?)?;
        self.info_of(entry)
    }

    fn info_of(&self, entry: &Entry) -> Option<SlotInfo<'_>> {
        Some(SlotInfo {
            schedule: self.directory.schedules.get(entry.schedule)?,
            location: self.directory.locations.get(entry.location)?,
            facility: self.directory.facilities.get(entry.facility)?,
        })
    }

    /// Whether the term exists and is free.
    #[must_use]
    pub fn is_free(&self, slot: SlotId) -> bool {
        self.sheet_of(slot).is_some_and(|s| s.is_free(slot.minute))
    }

    /// Length of the term in minutes: a clinic may divide its days differently. `None` when the term does not exist.
    #[must_use]
    pub fn minutes(&self, slot: SlotId) -> Option<u16> {
        self.sheet_of(slot)
            .filter(|s| s.cell_at(slot.minute).is_some())
            .map(|s| s.step)
    }

    fn sheet_of(&self, slot: SlotId) -> Option<&Sheet> {
        self.sheet(slot.schedule, slot.day)
    }

    /// The sheet of a schedule on a day.
    #[must_use]
    pub fn sheet(&self, schedule: u32, day: Day) -> Option<&Sheet> {
        let sheets = self.sheets(schedule);
        let at = sheets.binary_search_by_key(&day, |s| s.day).ok()?;
        sheets.get(at)
    }

    /// The service of a code.
    #[must_use]
    pub fn service(&self, code: &str) -> Option<&Service> {
        self.directory.service(code)
    }

    /// Finds free terms.
    #[must_use]
    pub fn search(&self, query: &Query) -> Page {
        let (from, to) = (
            query.days.0.max(query.not_before.0),
            query.days.1.min(query.days.0.plus(MAX_DAYS)),
        );
        let span = usize::from(to.0.saturating_sub(query.days.0.0)) + usize::from(query.days.0 <= to);
        let mut page = Page {
            total: 0,
            hits: Vec::new(),
            per_day: vec![0; span],
            practitioners: Vec::new(),
        };
        let mut names: BTreeSet<&str> = BTreeSet::new();
        let mut best: BinaryHeap<Key> = BinaryHeap::new();
        let origin = query.origin.map(Origin::new);
        let bounds = query.origin.zip(query.radius_km).map(|(point, km)| point.around(km));
        let shown = query.after.map(|slot| query.key(self.km(origin, slot), slot));
        let mut hours = HoursOf::new(&query.hours);
        for entry in self.within(&query.service, bounds) {
            let Some(info) = self.info_of(entry) else { continue };
            let km = origin.map(|o| o.km_to(entry.point));
            if !query.admits(&info, km) {
                continue;
            }
            let chosen = query
                .practitioner
                .as_ref()
                .is_none_or(|p| *p == info.schedule.practitioner);
            let mut any = false;
            let start = entry.sheets.partition_point(|s| s.day < from);
            for sheet in entry.sheets.iter().skip(start).take_while(|s| s.day <= to) {
                if sheet.free == 0 || !query.weekdays.contains(sheet.day) {
                    continue;
                }
                let over = if sheet.day == query.not_before.0 {
                    query.not_before.1
                } else {
                    0
                };
                let mut free = sheet.free & hours.cells(sheet);
                if over > 0 {
                    free &= sheet.cells_where(|minute| minute >= over);
                }
                let count = free.count_ones();
                any |= count > 0;
                if !chosen {
                    if any {
                        break;
                    }
                    continue;
                }
                page.total += count;
                if let Some(day) = page.per_day.get_mut(usize::from(sheet.day.0 - query.days.0.0)) {
                    *day += count;
                }
                for minute in (Sheet { free, ..*sheet }).free_minutes() {
                    let slot = SlotId {
                        schedule: info.schedule.id,
                        day: sheet.day,
                        minute,
                    };
                    let key = query.key(km, slot);
                    if shown.is_some_and(|shown| key <= shown) {
                        continue;
                    }
                    if best.len() >= query.limit {
                        // In any order the later terms of a day are no better.
                        if best.peek().is_none_or(|worst| key >= *worst) {
                            break;
                        }
                        best.pop();
                    }
                    best.push(key);
                }
            }
            if any && names.len() < MAX_PRACTITIONERS {
                names.insert(&info.schedule.practitioner);
            }
        }
        page.hits = best
            .into_sorted_vec()
            .into_iter()
            .map(|(.., slot)| Hit {
                slot,
                km: self.km(origin, slot),
            })
            .collect();
        page.practitioners = names.into_iter().map(str::to_owned).collect();
        page
    }

    /// Those of a service, from south to north.
    fn of_service(&self, service: &str) -> &[Entry] {
        let range = self.by_service.get(service).cloned();
        range.and_then(|range| self.entries.get(range)).unwrap_or_default()
    }

    /// Those of a service between two corners, or all.
    fn within(&self, service: &str, bounds: Option<(Point, Point)>) -> impl Iterator<Item = &Entry> {
        let all = self.of_service(service);
        let everywhere = (f64::NEG_INFINITY, f64::INFINITY);
        let (south_north, west_east) = bounds.map_or((everywhere, everywhere), |(south_west, north_east)| {
            ((south_west.lat, north_east.lat), (south_west.lon, north_east.lon))
        });
        let from = all.partition_point(|entry| entry.point.lat < south_north.0);
        all.iter()
            .skip(from)
            .take_while(move |entry| entry.point.lat <= south_north.1)
            .filter(move |entry| (west_east.0..=west_east.1).contains(&entry.point.lon))
    }

    fn km(&self, origin: Option<Origin>, slot: SlotId) -> Option<f64> {
        Some(origin?.km_to(self.info(slot.schedule)?.location.point))
    }
}

/// Which cells of a sheet lie within the hours. Nearly all sheets of a schedule are divided alike, so the last answer is kept.
struct HoursOf<'a> {
    hours: &'a Hours,
    /// First minute and step of the sheet that was asked about last.
    last: (u16, u16),
    cells: u64,
}

impl<'a> HoursOf<'a> {
    fn new(hours: &'a Hours) -> Self {
        // No sheet has a step of zero.
        let last = (0, 0);
        let cells = u64::MAX;
        Self { hours, last, cells }
    }

    fn cells(&mut self, sheet: &Sheet) -> u64 {
        let asked = (sheet.first, sheet.step);
        if !self.hours.0.is_empty() && asked != self.last {
            self.cells = sheet.cells_where(|minute| self.hours.contains(minute));
            self.last = asked;
        }
        self.cells
    }
}

impl Totals {
    fn add(&mut self, sheet: &Sheet) {
        self.terms += u64::from(sheet.open.count_ones());
        self.free += u64::from(sheet.free.count_ones());
    }

    fn remove(&mut self, sheet: &Sheet) {
        self.terms -= u64::from(sheet.open.count_ones());
        self.free -= u64::from(sheet.free.count_ones());
    }
}

#[cfg(test)]
mod tests;
