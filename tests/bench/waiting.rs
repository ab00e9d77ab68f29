//! Whom a freed term goes to, among a million who wait for forty services.

use crate::dice::Dice;
use crate::figures::{Figure, percentile};
use anyhow::{Result, ensure};
use chrono::{DateTime, Duration, Utc};
use okienko_app::system_clock;
use okienko_domain::calendar::Day;
use okienko_domain::directory::{Directory, Facility, Location, Pool, Schedule, Service};
use okienko_domain::geo::Point;
use okienko_domain::policy::Policy;
use okienko_domain::slot::{Sheet, SlotId};
use okienko_domain::waiting::{FreedSlot, Preferences, WaitingEntry, WaitingMode, cells_around, choose};
use okienko_registry_store::{Candidate, ROUND, SqliteStore, Store, Tx, first_in_line};
use okienko_testkit::{patient, rules};
use rusqlite::{Connection, OptionalExtension};
use std::collections::HashSet;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use uuid::Uuid;

/// Services that people wait for.
const SERVICES: usize = 40;
/// Clinics; each has a schedule of every service.
const CLINICS: usize = 200;
/// Days with terms.
const DAYS: u16 = 60;
/// Freed terms of a set.
const FREED: usize = 5_000;
/// Terms that are given away before, as in a registry that has been at work: its cache of the database is full then.
const WARMING: usize = 5_000;
/// Those of them that are also given away by looking at everybody.
const COMPARED: usize = 300;

/// How choosy people are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Set {
    /// 30 to 100 km, any clinic, any day.
    Easy,
    /// 3 to 12 km, 14 to 40 days, and three of five want one certain clinic.
    Hard,
}

impl Set {
    /// Terms that are matched together: as many as the registry frees at a time at most, or one.
    fn together(self) -> usize {
        match self {
            Self::Easy => ROUND as usize,
            Self::Hard => 1,
        }
    }
}

/// Matches per second and their times, of both sets.
pub(crate) async fn measured(folder: &Path, people: u32) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for set in [Set::Easy, Set::Hard] {
        figures.push(of(set, folder, people).await?);
    }
    Ok(figures)
}

async fn of(set: Set, folder: &Path, people: u32) -> Result<Figure> {
    let path = folder.join(format!("waiting-{}.db", set as u8));
    let now = system_clock().now();
    let mut dice = Dice::new(20_270_101);
    let store = SqliteStore::open(&path).await?;
    let clinics = clinics(&mut dice);
    let rows = publish(&store, &clinics, now, people).await?;
    let mut waiting = Vec::new();
    for service in 0..SERVICES {
        waiting.push(entries(set, service, people, &clinics, now, &mut dice));
    }
    write(&path, &waiting, &rows)?;

    let drawn = (0..WARMING + FREED)
        .map(|_| freed(&mut dice, now))
        .collect::<Result<Vec<_>>>()?;
    let mut line = Line::new(store.begin().await?, &clinics, &waiting, now);
    let (warming, measured) = drawn.split_at(WARMING);
    for together in warming.chunks(set.together()) {
        line.matched(together).await?;
    }
    (line.matched, line.compared) = (0, 0);
    line.times.clear();
    let bare = Bare::open(&path, &clinics, now)?;
    let mut limit = 0.0;
    for together in measured.chunks(set.together()) {
        line.matched(together).await?;
        limit += bare.seconds(together)?;
    }
    let Line {
        mut times,
        matched,
        compared,
        ..
    } = line;
    let a_second = 1000.0 * FREED as f64 / times.iter().sum::<f64>();
    let limit = FREED as f64 / limit;
    let (p50, p99) = (percentile(&mut times, 50), percentile(&mut times, 99));
    let note = format!(
        "{} wait; {} at a time, p50 {p50:.3} ms, p99 {p99:.3} ms; {} % of terms suit somebody; {compared} as by looking at everybody; the index alone {limit:.0}/s",
        usize::try_from(people)? * SERVICES,
        set.together(),
        matched * 100 / FREED
    );
    Ok(match set {
        Set::Easy => Figure::plain("waiting-easy", a_second, "1/s").note(note).ratio(
            a_second / limit,
            ">= 45,000/s",
            a_second >= 45_000.0,
        ),
        Set::Hard => Figure::plain("waiting-hard-p99", p99, "ms")
            .note(format!("{a_second:.0}/s; {note}"))
            .ratio(a_second / limit, "< 2 ms", p99 < 2.0),
    })
}

/// A term that has become free, and the numbers of its clinic and service.
type Freed = (SlotId, usize, usize);

fn freed(dice: &mut Dice, now: DateTime<Utc>) -> Result<Freed> {
    let (clinic, service) = (dice.below(CLINICS), dice.below(SERVICES));
    let slot = SlotId {
        schedule: schedule_id(clinic, service),
        day: first_day(now).plus(u16::try_from(dice.below(DAYS.into()))?),
        minute: 480 + 15 * u16::try_from(dice.below(32))?,
    };
    Ok((slot, clinic, service))
}

/// Those who wait, in the registry and as a list, and what matching has cost. Whoever gets a term waits no more.
struct Line<'a> {
    tx: Box<dyn Tx>,
    clinics: &'a [Point],
    waiting: &'a [Vec<WaitingEntry>],
    now: DateTime<Utc>,
    policy: Policy,
    served: HashSet<Uuid>,
    asked: usize,
    /// Milliseconds of each question.
    times: Vec<f64>,
    matched: usize,
    compared: usize,
}

impl<'a> Line<'a> {
    fn new(tx: Box<dyn Tx>, clinics: &'a [Point], waiting: &'a [Vec<WaitingEntry>], now: DateTime<Utc>) -> Self {
        Self {
            tx,
            clinics,
            waiting,
            now,
            policy: rules().policy,
            served: HashSet::new(),
            asked: 0,
            times: Vec::new(),
            matched: 0,
            compared: 0,
        }
    }

    /// Matches terms as the registry does, compares some of them with what looking at everybody gives, and takes those who
    /// got one off the list.
    async fn matched(&mut self, together: &[Freed]) -> Result<()> {
        let slots: Vec<SlotId> = together.iter().map(|(slot, ..)| *slot).collect();
        let started = Instant::now();
        let found = first_in_line(&mut *self.tx, &slots, self.now).await?;
        self.times.push(started.elapsed().as_secs_f64() * 1000.0);
        ensure!(found.len() == slots.len(), "a term is missing");
        for (freed, (_, found)) in together.iter().zip(&found) {
            if self.asked.is_multiple_of(FREED / COMPARED) {
                self.compare(freed, found.as_ref())?;
            }
            self.asked += 1;
            if let Some(found) = found {
                self.matched += 1;
                self.served.insert(found.entry.id);
            }
        }
        for (_, found) in found {
            if let Some(found) = found {
                ensure!(self.tx.leave_waiting(found.entry.id).await?, "they wait");
            }
        }
        Ok(())
    }

    fn compare(&mut self, (slot, clinic, service): &Freed, found: Option<&Candidate>) -> Result<()> {
        let freed = FreedSlot {
            day: slot.day,
            minute: slot.minute,
            point: self.clinics[*clinic],
            facility: facility_id(*clinic),
            practitioner: String::new(),
        };
        let waiting = self.waiting[*service].iter();
        let waiting = waiting.filter(|entry| !self.served.contains(&entry.id));
        let expected = choose(waiting, &freed, self.now, &self.policy);
        ensure!(
            expected.map(|entry| entry.id) == found.map(|found| found.entry.id),
            "looking at everybody gives {slot} to somebody else"
        );
        self.compared += 1;
        Ok(())
    }
}

/// The limit: the first around a term as the index names them, found by a bare driver in the same file. Who they are, and
/// whether the term suits them in every way, is not asked.
struct Bare<'a> {
    db: Connection,
    clinics: &'a [Point],
    now: DateTime<Utc>,
}

impl<'a> Bare<'a> {
    fn open(path: &Path, clinics: &'a [Point], now: DateTime<Utc>) -> Result<Self> {
        let db = Connection::open(path)?;
        db.execute_batch("PRAGMA cache_size = -65536")?;
        Ok(Self { db, clinics, now })
    }

    /// How long that takes for these terms.
    fn seconds(&self, terms: &[Freed]) -> Result<f64> {
        let mut nearest = self.db.prepare_cached(
            "SELECT class, entered_at, entry FROM entry_cell WHERE service = ?1 AND cell = ?2 AND from_day <= ?6 AND to_day >= ?6
               AND (?3 - lat) * (?3 - lat) * width * width + (?4 - lon) * (?4 - lon) * height * height <= height * height * width * width
               AND valid_until > ?5 ORDER BY class, entered_at, entry LIMIT 1",
        )?;
        let started = Instant::now();
        for (slot, clinic, service) in terms {
            let (point, service) = (self.clinics[*clinic], code(*service));
            let mut first: Option<(i64, i64, Vec<u8>)> = None;
            for cell in cells_around(point, facility_id(*clinic)) {
                let now = self.now.timestamp_micros();
                let around = (&service, cell, point.lat, point.lon, now, slot.day.0);
                let found = nearest.query_row(around, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
                let found = found.optional()?;
                first = first.into_iter().chain(found).min();
            }
            black_box(first);
        }
        Ok(started.elapsed().as_secs_f64())
    }
}

fn facility_id(clinic: usize) -> u32 {
    u32::try_from(clinic + 1).unwrap_or(0)
}

fn schedule_id(clinic: usize, service: usize) -> u32 {
    u32::try_from(clinic * SERVICES + service + 1).unwrap_or(0)
}

fn code(service: usize) -> String {
    format!("service-{service}")
}

fn first_day(now: DateTime<Utc>) -> Day {
    Day::from_date(now.date_naive()).plus(10)
}

/// Anywhere in Poland, half of them in ten towns.
fn clinics(dice: &mut Dice) -> Vec<Point> {
    let mut anywhere = |spread: f64, middle: Point| Point {
        lat: middle.lat + spread * (dice.below(1_000) as f64 / 500.0 - 1.0),
        lon: middle.lon + 1.6 * spread * (dice.below(1_000) as f64 / 500.0 - 1.0),
    };
    let middle = Point { lat: 52.0, lon: 19.3 };
    let towns: Vec<Point> = (0..10).map(|_| anywhere(2.5, middle)).collect();
    (0..CLINICS)
        .map(|n| match towns.get(n % 20) {
            Some(town) => anywhere(0.08, *town),
            None => anywhere(2.5, middle),
        })
        .collect()
}

/// Services, clinics, their terms and people. Returns the rows of the people.
async fn publish(store: &dyn Store, clinics: &[Point], now: DateTime<Utc>, people: u32) -> Result<Vec<i64>> {
    let service = |n| Service {
        code: code(n),
        cells: Vec::new(),
        referral_required: false,
        sex: None,
        ages: None,
        waiting_days: 90,
    };
    let services: Vec<Service> = (0..SERVICES).map(service).collect();
    let mut directory = Directory {
        services: services.clone(),
        ..Directory::default()
    };
    for (clinic, point) in clinics.iter().enumerate() {
        let id = facility_id(clinic);
        directory.facilities.push(Facility {
            id,
            name: "Poradnia".into(),
            phone: "56 123 45 67".into(),
        });
        directory.locations.push(Location {
            id,
            facility: id,
            street: "ul. Próbna 1".into(),
            postcode: "87-100".into(),
            city: "Toruń".into(),
            voivodeship: 4,
            point: *point,
            step_free: true,
            mobile: false,
            stop: None,
        });
        directory.schedules.extend((0..SERVICES).map(|service| Schedule {
            id: schedule_id(clinic, service),
            location: id,
            service: code(service),
            practitioner: String::new(),
            room: String::new(),
            minutes: 15,
            pool: Pool::General,
            languages: Vec::new(),
        }));
    }
    let sheet = |day| Sheet {
        day: first_day(now).plus(day),
        first: 480,
        step: 15,
        open: (1 << 32) - 1,
        free: 0,
        version: 1,
    };
    let sheets: Vec<(u32, Sheet)> = directory
        .schedules
        .iter()
        .flat_map(|schedule| (0..DAYS).map(move |day| (schedule.id, sheet(day))))
        .collect();
    let mut in_force = rules();
    in_force.services = services;
    let mut tx = store.begin().await?;
    tx.put_rules(&in_force).await?;
    tx.put_directory(&directory).await?;
    tx.put_sheets(&sheets).await?;
    let mut rows = Vec::new();
    for serial in 0..people {
        rows.push(tx.insert_patient(&patient(serial)).await?);
    }
    tx.next_seq().await?;
    tx.commit().await?;
    Ok(rows)
}

/// Those who wait for a service, each near one of its clinics.
fn entries(
    set: Set,
    service: usize,
    people: u32,
    clinics: &[Point],
    now: DateTime<Utc>,
    dice: &mut Dice,
) -> Vec<WaitingEntry> {
    let mut entry = |_| {
        let clinic = dice.below(CLINICS);
        let mut near = |degrees: f64| degrees * (dice.below(1_000) as f64 / 500.0 - 1.0);
        let home = Point {
            lat: clinics[clinic].lat + near(0.1),
            lon: clinics[clinic].lon + near(0.15),
        };
        let mut preferences = Preferences::around(home, *dice.of(&[30, 50, 100]));
        if set == Set::Hard {
            preferences.radius_km = 3 + u16::try_from(dice.below(10)).unwrap_or(0);
            let from = first_day(now).plus(u16::try_from(dice.below(DAYS.into())).unwrap_or(0));
            preferences.from = Some(from);
            preferences.to = Some(from.plus(14 + u16::try_from(dice.below(27)).unwrap_or(0)));
            if dice.below(5) < 3 {
                preferences.facilities = vec![facility_id(clinic)];
            }
        }
        WaitingEntry {
            id: Uuid::now_v7(),
            service: code(service),
            urgent: dice.below(10) == 0,
            entitlement: (dice.below(50) == 0).then(|| "47C".to_owned()),
            entered_at: now - Duration::seconds(i64::try_from(dice.below(3_000_000)).unwrap_or(0)),
            valid_until: now + Duration::days(40),
            preferences,
            mode: WaitingMode::AutoBook,
            replaces: None,
        }
    };
    (0..people).map(&mut entry).collect()
}

/// Writes them as the registry does, all in one transaction.
fn write(path: &Path, waiting: &[Vec<WaitingEntry>], rows: &[i64]) -> Result<()> {
    let mut db = Connection::open(path)?;
    let tx = db.transaction()?;
    let mut insert = tx.prepare(
        "INSERT INTO waiting_entry (id, service, patient, class, urgent, entitlement, entered_at, valid_until, preferences, place, status, mode)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'Toruń', 'waiting', 'auto-book')",
    )?;
    let mut cell = tx.prepare(
        "INSERT INTO entry_cell (service, cell, class, entered_at, entry, valid_until, lat, lon, height, width, from_day, to_day) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    for entries in waiting {
        for (entry, row) in entries.iter().zip(rows) {
            insert.execute(rusqlite::params![
                entry.id.as_bytes().as_slice(),
                entry.service,
                row,
                entry.class(),
                entry.urgent,
                entry.entitlement,
                entry.entered_at.timestamp_micros(),
                entry.valid_until.timestamp_micros(),
                serde_json::to_string(&entry.preferences)?,
            ])?;
            let (height, width) = entry.preferences.reach();
            let (from, to) = entry.preferences.days();
            for number in entry.preferences.cells() {
                cell.execute(rusqlite::params![
                    entry.service,
                    number,
                    entry.class(),
                    entry.entered_at.timestamp_micros(),
                    entry.id.as_bytes().as_slice(),
                    entry.valid_until.timestamp_micros(),
                    entry.preferences.point.lat,
                    entry.preferences.point.lon,
                    height,
                    width,
                    from.0,
                    to.0,
                ])?;
            }
        }
    }
    drop((insert, cell));
    tx.commit()?;
    Ok(())
}
