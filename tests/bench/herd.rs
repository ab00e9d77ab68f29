//! Many clients at once: the real registry as a program on one processor, hints to a thousand, searches at a fixed rate, and
//! two thousand that come back together.

use crate::bookers::own_disks;
use crate::country::{Extent, desk, online, seeded};
use crate::desk::milliseconds;
use crate::figures::{Figure, percentile};
use crate::flock::{Flock, Got, address};
use crate::load::{Desks, Done};
use crate::machine::{allow_files, cpu_seconds, peak_memory};
use crate::queries::questions;
use crate::searches::{ask, asked};
use anyhow::{Result, ensure};
use okienko_app::system_clock;
use okienko_domain::access::Role;
use okienko_registry::access::Admin;
use okienko_testkit::{Database, Program, http_client};
use okienko_wire::access::NewDevice;
use okienko_wire::{HEALTH, Health};
use reqwest::Client;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::process::Command;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// Clients that listen for hints while others search.
const LISTENERS: u32 = 1_000;
/// Searches a second.
const SEARCHES: u32 = 500;
/// Addresses they come from; behind each stands a clinic or a town.
const SEARCHERS: u32 = 20;
/// Clients that come back together.
const RETURNING: u32 = 2_000;
/// Bookings a second of the desk that books meanwhile.
const BOOKINGS: u32 = 10;
/// Most bookings of a part; a desk lists 500 visits, among which all must be.
const MOST: usize = 450;
/// Longest wait for the last of the clients.
const PATIENCE: Duration = Duration::from_secs(90);
/// Open files of this process: two connections of each client, and what else there is.
const FILES: u64 = 8_192;
/// The processor of the registry.
const PROCESSOR: &str = "0";

/// The herd, and who books meanwhile.
struct Registry {
    program: Program,
    desks: Desks,
    http: Client,
}

/// Starts a registry of its own and lets the herds at it.
pub(crate) async fn measured(folder: &Path, extent: &Extent, quick: bool) -> Result<Vec<Figure>> {
    allow_files(FILES)?;
    let path = folder.join("herd.db");
    let (store, made) = seeded(&path, extent).await?;
    let database = Database {
        name: path.display().to_string(),
        key: path.with_extension("key"),
    };
    let program = Program::start(on_one_processor(&database)?).await?;
    let (admin, facility) = (Admin::open(Arc::clone(&store), system_clock()), made.demo_facility);
    let disks = own_disks()?;
    let desks = Desks::enrolled((&program.url, &*store, &admin), (facility, 1), disks.path()).await?;
    let new = NewDevice {
        role: Role::Receptionist,
        facility: Some(facility),
        name: "Stanowisko".into(),
    };
    let code = admin.invite(&new, true).await?.code.readable();
    let app = online(desk(program.url.clone(), Some(code), &folder.join("herd-desk"))).await?;
    let words: Vec<String> = questions(&app, 2_000)
        .await?
        .iter()
        .map(|question| format!("{}/v1/slots?{}", program.url, asked(question)))
        .collect();
    app.stop().await;
    let http = http_client();
    // The first question reads the terms.
    ask(&http, &words, 0).await?;
    let mut registry = Registry { program, desks, http };
    let time = Duration::from_secs(if quick { 2 } else { 10 });
    let gone = Duration::from_secs(if quick { 1 } else { 5 });
    let mut figures = vec![searched(&mut registry, words.into(), time).await?];
    figures.push(returned(&mut registry, gone, false).await?);
    if !quick {
        figures.push(returned(&mut registry, gone, true).await?);
    }
    registry.program.stop().await?;
    Ok(figures)
}

/// The program beside this one, kept to one processor.
fn on_one_processor(database: &Database) -> Result<Command> {
    let name = format!("okienko-registry{}", std::env::consts::EXE_SUFFIX);
    let program = std::env::current_exe()?.with_file_name(name);
    ensure!(
        program.exists(),
        "{} is not there: start this by cargo xtask bench, or build -p okienko-registry first",
        program.display()
    );
    let served = Program::serve(&program, database);
    let mut command = Command::new("taskset");
    command
        .args(["--cpu-list", PROCESSOR])
        .arg(&program)
        .args(served.as_std().get_args());
    Ok(command)
}

impl Registry {
    fn process(&self) -> String {
        self.program.id().to_string()
    }

    async fn health(&self) -> Result<Health> {
        let answer = self.http.get(format!("{}{HEALTH}", self.program.url)).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    }

    /// Clients that hold all terms.
    async fn flock(
        &self,
        count: u32,
        follows: bool,
    ) -> Result<(Arc<Flock>, UnboundedReceiver<(u32, Got)>, JoinSet<()>)> {
        let now = self.health().await?;
        let at = self.program.address().parse()?;
        let (flock, mut got, clients) = Flock::start(at, (now.epoch, now.seq), count, follows);
        let missing = complete(&mut got, count).await;
        ensure!(missing == 0, "{missing} connections of {count} clients were never made");
        Ok((flock, got, clients))
    }

    /// How many of these visits the registry does not know.
    async fn unknown(&self, done: &Done) -> Result<usize> {
        let listed = self.desks.first()?.appointments(self.desks.facility).await?;
        let known: HashSet<_> = listed.iter().map(|visit| visit.id).collect();
        Ok(done.visits.iter().filter(|visit| !known.contains(visit)).count())
    }
}

/// Waits until every client has both hints and changes. Returns how many of the two are missing.
async fn complete(got: &mut UnboundedReceiver<(u32, Got)>, count: u32) -> usize {
    let all = usize::try_from(count).unwrap_or(usize::MAX) * 2;
    let mut there = HashSet::new();
    let everybody = async {
        while there.len() < all {
            let Some(one) = got.recv().await else { return };
            there.insert(one);
        }
    };
    let _ = timeout(PATIENCE, everybody).await;
    all - there.len()
}

/// Searches at a fixed rate while a thousand clients hear of every booking.
async fn searched(registry: &mut Registry, words: Arc<[String]>, time: Duration) -> Result<Figure> {
    let (flock, _got, _clients) = registry.flock(LISTENERS, false).await?;
    let busy = cpu_seconds(&registry.process())?;
    let booking = registry.desks.book(BOOKINGS, MOST)?;
    let started = Instant::now();
    let (mut times, failed) = open_loop(words, time).await?;
    let share = (cpu_seconds(&registry.process())? - busy) / started.elapsed().as_secs_f64();
    let mut done = booking.stop().await?;
    let deaf = flock.all_heard(registry.health().await?.seq, PATIENCE).await;
    let lost = failed + deaf + usize::try_from(done.lost)? + registry.unknown(&done).await?;
    let (p50, p99) = (percentile(&mut times, 50), percentile(&mut times, 99));
    let note = format!(
        "{} searches, {SEARCHES}/s from the intended start, p50 {p50:.1} ms, p99.9 {:.1} ms, {failed} lost; {LISTENERS} clients heard of {} bookings, {deaf} did not; booking p99 {:.0} ms; registry on one processor, {:.0} % of it, {:.0} MB",
        times.len(),
        percentile_of_ten(&mut times),
        done.visits.len(),
        percentile(&mut done.times, 99),
        share * 100.0,
        peak_memory(&registry.process())?,
    );
    Ok(Figure::plain("herd-search-p99", p99, "ms")
        .note(note)
        .target("0 lost", lost == 0))
}

/// The value below which 99.9 % lie.
fn percentile_of_ten(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times
        .get(times.len().saturating_sub(1) * 999 / 1000)
        .copied()
        .unwrap_or(f64::NAN)
}

/// Searches that begin when they are due, whatever became of those before. Milliseconds from the moment at which each was
/// due, and how many have no answer.
async fn open_loop(words: Arc<[String]>, time: Duration) -> Result<(Vec<f64>, usize)> {
    let clients: Vec<Client> = (0..SEARCHERS)
        .map(|n| Client::builder().no_proxy().local_address(address(100_000 + n)).build())
        .collect::<Result<_, _>>()?;
    let (started, mut asking) = (Instant::now(), JoinSet::new());
    let count = SEARCHES * u32::try_from(time.as_secs())?;
    for (n, http) in (0..count).zip(clients.iter().cycle().cloned()) {
        let due = started + Duration::from_secs(1) * n / SEARCHES;
        sleep_until(due).await;
        let words = Arc::clone(&words);
        asking.spawn(async move {
            let answered = ask(&http, &words, usize::try_from(n)?).await;
            answered.map(|()| milliseconds(due.into_std()))
        });
    }
    let (mut times, mut failed) = (Vec::new(), 0);
    while let Some(done) = asking.join_next().await {
        match done? {
            Ok(took) => times.push(took),
            Err(_) => failed += 1,
        }
    }
    Ok((times, failed))
}

/// All connections of two thousand clients break and come back, while a desk whose own do not books.
async fn returned(registry: &mut Registry, gone: Duration, follows: bool) -> Result<Figure> {
    let (flock, mut got, _clients) = registry.flock(RETURNING, follows).await?;
    let booking = registry.desks.book(BOOKINGS, MOST)?;
    flock.network(false);
    sleep(gone).await;
    while got.try_recv().is_ok() {}
    let busy = cpu_seconds(&registry.process())?;
    flock.network(true);
    let back = Instant::now();
    let missing = complete(&mut got, RETURNING).await;
    let took = back.elapsed().as_secs_f64();
    let mut done = booking.stop().await?;
    let share = (cpu_seconds(&registry.process())? - busy) / back.elapsed().as_secs_f64();
    let seq = registry.health().await?.seq;
    let (ended, deaf) = (Instant::now(), flock.all_heard(seq, PATIENCE).await);
    let behind = if follows {
        flock.all_know(seq, PATIENCE).await
    } else {
        0
    };
    let lost = usize::try_from(done.lost)? + registry.unknown(&done).await?;
    let p99 = percentile(&mut done.times, 99);
    let known = if follows {
        format!(
            "; all asked for changes at every hint, and knew the last one {:.1} s later, {behind} did not",
            ended.elapsed().as_secs_f64()
        )
    } else {
        String::new()
    };
    let note = format!(
        "{} bookings, {BOOKINGS}/s from the intended start, p50 {:.0} ms, {} sent again, {lost} lost; of {RETURNING} clients gone for {} s the last was back after {took:.1} s, {missing} connections never, {deaf} without the last hint; registry {:.0} % of one processor{known}",
        done.visits.len(),
        percentile(&mut done.times, 50),
        done.again,
        gone.as_secs(),
        share * 100.0,
    );
    let figure = Figure::plain(if follows { "herd-follow-p99" } else { "herd-return-p99" }, p99, "ms").note(note);
    Ok(if follows {
        figure
    } else {
        figure.target("<= 250", p99 <= 250.0 && lost == 0 && missing == 0)
    })
}
