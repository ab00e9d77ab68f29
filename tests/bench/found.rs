//! Answers to a search, found in three other ways from the same terms: cell by cell, day by day, and place by place. The
//! first is the yardstick of what is right, the other two of what is fast.

use okienko_domain::calendar::Day;
use okienko_domain::directory::Pool;
use okienko_domain::geo::{Origin, Point};
use okienko_domain::search::{Order, Query, SlotIndex};
use okienko_domain::slot::{Sheet, SlotId};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

/// What can be compared with [`Page`](okienko_domain::search::Page): how many suit, how many on each day, and the best.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// All that suit.
    pub(crate) total: u32,
    /// On each day of the question.
    pub(crate) per_day: Vec<u32>,
    /// The best, in order.
    pub(crate) slots: Vec<SlotId>,
    /// Who has a term that suits, by name; `None` when there are as many as an answer names at most, which may be any of them.
    pub(crate) practitioners: Option<Vec<String>>,
}

/// Practitioners an answer names.
const NAMED: usize = 200;

/// Names as they are compared.
pub(crate) fn named(names: Vec<String>) -> Option<Vec<String>> {
    (names.len() < NAMED).then_some(names)
}

/// Order of results, as the question wants it.
type Key = (u64, u64, SlotId);

fn key(query: &Query, km: f64, slot: SlotId) -> Key {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole metres of a distance on Earth"
    )]
    let metres = (km * 1000.0) as u64;
    let minutes = u64::from(slot.day.0) * 1440 + u64::from(slot.minute);
    match query.order {
        Order::Earliest => (minutes, metres, slot),
        Order::Nearest => (metres, minutes, slot),
        // Ten kilometres for a day.
        Order::Balanced => (minutes * 10_000 + metres * 1440, minutes, slot),
    }
}

/// Every cell of every sheet is asked every question, and all that suit are sorted.
pub(crate) fn by_brute_force(index: &SlotIndex, query: &Query) -> Found {
    let origin = query.origin.map(Origin::new);
    let mut per_day = vec![0; usize::from(query.days.1.0 - query.days.0.0) + 1];
    let (mut all, mut names) = (Vec::new(), BTreeSet::new());
    for schedule in &index.directory().schedules {
        let Some(info) = index.info(schedule.id).filter(|_| schedule.service == query.service) else {
            continue;
        };
        let km = origin.map_or(0.0, |origin| origin.km_to(info.location.point));
        for sheet in index.sheets(schedule.id) {
            for cell in 0..Sheet::CELLS {
                let minute = sheet.minute_of(cell);
                let suits = sheet.free >> cell & 1 == 1
                    && query.radius_km.is_none_or(|radius| km <= f64::from(radius))
                    && (!query.step_free || info.location.step_free)
                    && schedule.pool == query.pool
                    && (query.days.0..=query.days.1).contains(&sheet.day)
                    && query.weekdays.contains(sheet.day)
                    && query.hours.contains(minute)
                    && (sheet.day, minute) >= query.not_before;
                if suits {
                    let slot = SlotId {
                        schedule: schedule.id,
                        day: sheet.day,
                        minute,
                    };
                    all.push(key(query, km, slot));
                    names.insert(schedule.practitioner.clone());
                    if let Some(day) = per_day.get_mut(usize::from(sheet.day.0 - query.days.0.0)) {
                        *day += 1;
                    }
                }
            }
        }
    }
    all.sort_unstable();
    Found {
        total: u32::try_from(all.len()).unwrap_or(u32::MAX),
        per_day,
        slots: all.into_iter().take(query.limit).map(|(.., slot)| slot).collect(),
        practitioners: named(names.into_iter().collect()),
    }
}

/// A schedule as the two plans see it.
struct Seat<'a> {
    schedule: u32,
    practitioner: &'a str,
    point: Point,
    step_free: bool,
    pool: Pool,
}

impl Seat<'_> {
    /// Kilometres to it, when it suits.
    fn admitted(&self, query: &Query, origin: Option<Origin>) -> Option<f64> {
        let km = origin.map_or(0.0, |origin| origin.km_to(self.point));
        let suits = query.radius_km.is_none_or(|radius| km <= f64::from(radius))
            && (!query.step_free || self.step_free)
            && self.pool == query.pool;
        suits.then_some(km)
    }
}

/// The same terms arranged for the two plans between which a database would have to choose.
pub(crate) struct Plans<'a> {
    index: &'a SlotIndex,
    seats: Vec<Seat<'a>>,
    /// By service, the seats from south to north.
    by_latitude: HashMap<String, Vec<usize>>,
    /// By service and day, sheets with free terms and their seats.
    by_day: HashMap<String, BTreeMap<Day, Vec<(usize, Sheet)>>>,
}

impl<'a> Plans<'a> {
    /// Arranges the terms of an index.
    pub(crate) fn new(index: &'a SlotIndex) -> Self {
        let mut plans = Self {
            index,
            seats: Vec::new(),
            by_latitude: HashMap::new(),
            by_day: HashMap::new(),
        };
        for schedule in &index.directory().schedules {
            let Some(info) = index.info(schedule.id) else { continue };
            let seat = plans.seats.len();
            plans.seats.push(Seat {
                schedule: schedule.id,
                practitioner: &schedule.practitioner,
                point: info.location.point,
                step_free: info.location.step_free,
                pool: schedule.pool,
            });
            plans
                .by_latitude
                .entry(schedule.service.clone())
                .or_default()
                .push(seat);
            let days = plans.by_day.entry(schedule.service.clone()).or_default();
            for sheet in index.sheets(schedule.id).iter().filter(|sheet| sheet.free != 0) {
                days.entry(sheet.day).or_default().push((seat, *sheet));
            }
        }
        let seats = &plans.seats;
        let latitude = |seat: &usize| seats.get(*seat).map_or(0.0, |seat| seat.point.lat);
        for seats in plans.by_latitude.values_mut() {
            seats.sort_by(|a, b| latitude(a).total_cmp(&latitude(b)));
        }
        plans
    }

    /// Goes through the days of the question, and asks of each sheet whether its place is near enough.
    pub(crate) fn by_day(&'a self, query: &'a Query) -> Found {
        let origin = query.origin.map(Origin::new);
        let mut near: Vec<Option<Option<f64>>> = vec![None; self.seats.len()];
        let mut gathering = Gathering::new(query);
        let from = query.days.0.max(query.not_before.0);
        if from > query.days.1 {
            return gathering.done();
        }
        let days = self
            .by_day
            .get(&query.service)
            .into_iter()
            .flat_map(|days| days.range(from..=query.days.1));
        for (_, sheets) in days.filter(|(day, _)| query.weekdays.contains(**day)) {
            for (number, sheet) in sheets {
                let (Some(seat), Some(known)) = (self.seats.get(*number), near.get_mut(*number)) else {
                    continue;
                };
                if let Some(km) = *known.get_or_insert_with(|| seat.admitted(query, origin)) {
                    gathering.take(seat, sheet, km);
                }
            }
        }
        gathering.done()
    }

    /// Goes through the places within the radius, and looks at the days of each.
    pub(crate) fn by_place(&'a self, query: &'a Query) -> Found {
        let origin = query.origin.map(Origin::new);
        let mut gathering = Gathering::new(query);
        let from = query.days.0.max(query.not_before.0);
        let seats: &[usize] = self.by_latitude.get(&query.service).map_or(&[], Vec::as_slice);
        let seat = |number: &usize| self.seats.get(*number);
        let start = match (query.origin, query.radius_km) {
            // A degree of latitude has 110.5 km at least.
            (Some(point), Some(radius)) => {
                let south = point.lat - f64::from(radius) / 110.5;
                seats.partition_point(|n| seat(n).is_some_and(|seat| seat.point.lat < south))
            }
            _ => 0,
        };
        for seat in seats.iter().skip(start).filter_map(seat) {
            if let (Some(point), Some(radius)) = (query.origin, query.radius_km)
                && (seat.point.lat - point.lat) * 110.5 > f64::from(radius)
            {
                break;
            }
            let Some(km) = seat.admitted(query, origin) else {
                continue;
            };
            let sheets = self.index.sheets(seat.schedule);
            let start = sheets.partition_point(|sheet| sheet.day < from);
            for sheet in sheets.iter().skip(start).take_while(|sheet| sheet.day <= query.days.1) {
                if query.weekdays.contains(sheet.day) {
                    gathering.take(seat, sheet, km);
                }
            }
        }
        gathering.done()
    }
}

/// The answer while it is gathered.
struct Gathering<'a> {
    query: &'a Query,
    /// Cells within the hours, by first minute and step.
    hours: HashMap<(u16, u16), u64>,
    total: u32,
    per_day: Vec<u32>,
    best: BinaryHeap<Key>,
    names: BTreeSet<&'a str>,
    /// The schedule that was named last; none has the number zero.
    last: u32,
}

impl<'a> Gathering<'a> {
    fn new(query: &'a Query) -> Self {
        let span = usize::from(query.days.1.0 - query.days.0.0) + 1;
        Self {
            query,
            hours: HashMap::new(),
            total: 0,
            per_day: vec![0; span],
            best: BinaryHeap::new(),
            names: BTreeSet::new(),
            last: 0,
        }
    }

    fn take(&mut self, seat: &Seat<'a>, sheet: &Sheet, km: f64) {
        let schedule = seat.schedule;
        let query = self.query;
        let mut free = sheet.free;
        if free != 0 && !query.hours.0.is_empty() {
            let cells = self.hours.entry((sheet.first, sheet.step));
            free &= *cells.or_insert_with(|| sheet.cells_where(|minute| query.hours.contains(minute)));
        }
        if sheet.day == query.not_before.0 {
            free &= sheet.cells_where(|minute| minute >= query.not_before.1);
        }
        if free == 0 {
            return;
        }
        self.total += free.count_ones();
        // Sheets of a doctor come one after the other, or day after day.
        if self.names.len() < NAMED && self.last != schedule {
            self.names.insert(seat.practitioner);
            self.last = schedule;
        }
        if let Some(day) = self.per_day.get_mut(usize::from(sheet.day.0 - query.days.0.0)) {
            *day += free.count_ones();
        }
        for minute in (Sheet { free, ..*sheet }).free_minutes() {
            let key = key(
                query,
                km,
                SlotId {
                    schedule,
                    day: sheet.day,
                    minute,
                },
            );
            if self.best.len() >= query.limit {
                if self.best.peek().is_none_or(|worst| key >= *worst) {
                    break;
                }
                self.best.pop();
            }
            self.best.push(key);
        }
    }

    fn done(self) -> Found {
        let best = self.best.into_sorted_vec().into_iter();
        Found {
            total: self.total,
            per_day: self.per_day,
            slots: best.map(|(.., slot)| slot).collect(),
            practitioners: named(self.names.into_iter().map(str::to_owned).collect()),
        }
    }
}
