//! Bookings that come at a fixed rate, whatever becomes of the ones before.

use crate::bookers::desk;
use crate::country::Country;
use crate::desk::{milliseconds, visible};
use crate::dice::Dice;
use crate::figures::{Figure, percentile};
use crate::limits::all_sheets;
use anyhow::{Context, Result, ensure};
use okienko_app::App;
use okienko_app::system_clock;
use okienko_domain::calendar::warsaw_day;
use okienko_domain::request::{Action, Outcome, Request};
use okienko_domain::slot::SlotId;
use okienko_registry::access::Admin;
use okienko_registry_store::Store;
use okienko_sync::Remote;
use okienko_testkit::patient;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

/// What everybody in these measurements books.
const SERVICE: &str = "mammography";
/// Booked no earlier than so many days from today: there are free terms by then.
const AHEAD: u16 = 20;
/// How often a request without an answer is sent again, as a desk does, before it counts as lost.
const TRIES: u32 = 8;
/// Before it is sent again.
const AGAIN: Duration = Duration::from_millis(500);

/// Desks that book on and on.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    working: JoinSet<Result<Done>>,
    started: Instant,
}

/// What became of the bookings.
#[derive(Default)]
pub(crate) struct Done {
    /// From the moment at which each was to be made until the registry's yes, in milliseconds.
    pub(crate) times: Vec<f64>,
    /// The visits.
    pub(crate) visits: Vec<Uuid>,
    /// Requests that were sent again because there was no answer.
    pub(crate) again: u32,
    /// Requests without an answer in the end.
    pub(crate) lost: u32,
    /// Bookings a second.
    pub(crate) rate: f64,
}

/// Who books, and where.
pub(crate) struct Desks {
    /// Their facility.
    pub(crate) facility: u32,
    desks: Vec<Arc<Remote>>,
    slots: Vec<SlotId>,
    /// Bookings so far: each has a person and a term of its own.
    used: usize,
}

impl Desks {
    /// `count` enrolled desks of a facility of the registry at `url`, each with an address and an identity of its own.
    pub(crate) async fn enrolled(
        (url, store, admin): (&str, &dyn Store, &Admin),
        (facility, count): (u32, u32),
        folder: &Path,
    ) -> Result<Self> {
        let mut desks = Vec::new();
        for number in 1..=count {
            desks.push(desk(url, admin, &folder.join(format!("desk-{number}")), (number, facility)).await?);
        }
        Ok(Self {
            facility,
            desks,
            slots: free_terms(store).await?,
            used: 0,
        })
    }

    /// The first of them.
    pub(crate) fn first(&self) -> Result<&Remote> {
        Ok(self.desks.first().context("there is a desk")?)
    }

    /// Lets them book at `rate` together until [`Load::stop`], at most `most` times.
    pub(crate) fn book(&mut self, rate: u32, most: usize) -> Result<Load> {
        let from = self.used;
        self.used += most;
        let mine = self.slots.get(from..self.used).context("all terms are taken")?;
        let people = u32::try_from(from)?..;
        let mut work: Vec<Vec<Planned>> = self.desks.iter().map(|_| Vec::new()).collect();
        let started = Instant::now();
        for ((n, slot), person) in (0..).zip(mine).zip(people) {
            let at = started + Duration::from_secs(1) * n / rate;
            let desk = usize::try_from(n)? % work.len();
            if let Some(plan) = work.get_mut(desk) {
                plan.push((at, *slot, person));
            }
        }
        let (stop, mut working) = (Arc::new(AtomicBool::new(false)), JoinSet::new());
        for (desk, plan) in self.desks.iter().zip(work) {
            working.spawn(follow(Arc::clone(desk), self.facility, plan, Arc::clone(&stop)));
        }
        Ok(Load { stop, working, started })
    }
}

impl Load {
    /// Ends it once every desk has the answer it waits for.
    pub(crate) async fn stop(mut self) -> Result<Done> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Done::default();
        while let Some(done) = self.working.join_next().await {
            let done = done.context("a desk ended")??;
            all.times.extend(done.times);
            all.visits.extend(done.visits);
            all.again += done.again;
            all.lost += done.lost;
        }
        all.rate = crate::bookings::rate(all.visits.len(), self.started.elapsed());
        Ok(all)
    }
}

type Planned = (Instant, SlotId, u32);

async fn follow(desk: Arc<Remote>, facility: u32, plan: Vec<Planned>, stop: Arc<AtomicBool>) -> Result<Done> {
    let mut done = Done::default();
    for (at, slot, person) in plan {
        sleep_until(at).await;
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let action = Action::Book {
            slot,
            patient: patient(person),
            referral: None,
            hold: None,
            continuation: false,
        };
        let request = Request {
            desk: Some(facility),
            action,
        };
        let id = Uuid::now_v7();
        let mut tries = 1;
        let answer = loop {
            match desk.request(id, &request).await {
                Err(_) if tries < TRIES => {
                    tries += 1;
                    done.again += 1;
                    tokio::time::sleep(AGAIN).await;
                }
                answer => break answer,
            }
        };
        match answer {
            Ok(Ok(Outcome::Booked { appointment, .. })) => {
                done.times.push(milliseconds(at.into_std()));
                done.visits.push(appointment);
            }
            Ok(answer) => anyhow::bail!("not booked: {answer:?}"),
            Err(_) => done.lost += 1,
        }
    }
    Ok(done)
}

/// Free terms that anybody may book, in random order, the same in every run.
async fn free_terms(store: &dyn Store) -> Result<Vec<SlotId>> {
    let (directory, from) = (store.directory().await?, warsaw_day(system_clock().now()).plus(AHEAD));
    let offered: std::collections::BTreeSet<u32> = directory
        .schedules
        .iter()
        .filter(|schedule| schedule.service == SERVICE)
        .map(|schedule| schedule.id)
        .collect();
    let mut free = Vec::new();
    for (schedule, sheet) in all_sheets(store).await? {
        if offered.contains(&schedule) && sheet.day >= from {
            let day = sheet.day;
            free.extend(sheet.free_minutes().map(|minute| SlotId { schedule, day, minute }));
        }
    }
    let count = free.len();
    Ok(Dice::new(20_260_704).some(free, count))
}

/// Changes a second while one booking is looked for.
const RATE: u32 = 100;
/// Desks that make them.
const DESKS: u32 = 16;
/// Longest that it may take.
const MINUTES: u32 = 5;
/// Bookings looked for in a round.
const ROUND: u16 = 20;
/// [`visible`] is asked to book for people nobody has booked for.
const PEOPLE: u16 = 1_000;

/// How soon a booking at one desk is seen at another while the country books a hundred times a second.
pub(crate) async fn visible_under_load(
    country: &Country,
    (a, b): (&App, &App),
    rounds: u16,
    folder: &Path,
) -> Result<Figure> {
    let registry = (country.unlimited.as_str(), &*country.store, &country.admin);
    let mut desks = Desks::enrolled(registry, (country.made.demo_facility, DESKS), folder).await?;
    let load = desks.book(RATE, usize::try_from(RATE * 60 * MINUTES)?.min(desks.slots.len()))?;
    let (mut booking, mut seen) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let from = PEOPLE + round * ROUND;
        let (booked, shown) = visible(a, b, from..from + ROUND).await?;
        booking.extend(booked);
        seen.extend(shown);
    }
    let mut done = load.stop().await?;
    ensure!(done.lost == 0, "{} bookings were lost", done.lost);
    let p99 = percentile(&mut seen, 99);
    let note = format!(
        "{} bookings, each from the registry's yes; p50 {:.1} ms, booked in p50 {:.1} ms; {:.0} other bookings a second, p99 {:.0} ms",
        seen.len(),
        percentile(&mut seen, 50),
        percentile(&mut booking, 50),
        done.rate,
        percentile(&mut done.times, 99)
    );
    Ok(Figure::plain("visible-under-load", p99, "ms")
        .note(note)
        .target("< 1000", p99 < 1000.0 && done.rate >= f64::from(RATE) * 0.9))
}
