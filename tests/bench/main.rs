//! `cargo xtask bench`: how close the program comes to what the machine can do.
//!
//! Absolute times say little on a busy machine, so each figure stands beside a limit measured in the same run, in
//! alternating rounds, and the ratio is what counts.
#![expect(clippy::print_stdout, reason = "the figures are the output of this program")]

mod audit;
mod bookings;
mod figures;
mod limits;
mod queries;
mod rows;
mod searches;

use anyhow::Context;
use clap::{Parser, ValueEnum};
use figures::{Figure, percentile};
use okienko_app::view::{BookInput, Link, PatientInput, Profile, RequestState, SlotQuery, Sort, StandingView};
use okienko_app::{App, Config, system_clock};
use okienko_domain::access::Role;
use okienko_domain::calendar::{date, warsaw_day};
use okienko_domain::ids::Pesel;
use okienko_registry::access::Admin;
use okienko_registry::{Limits, Registry, demo, listen, serve};
use okienko_registry_store::{SqliteStore, Store};
use okienko_testkit::Silent;
use okienko_wire::access::NewDevice;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Measures the product beside the limits of this machine.
#[derive(Parser)]
struct Arguments {
    /// 600 offers instead of all of Poland, fewer rounds: under a minute.
    #[arg(long)]
    quick: bool,
    /// One JSON object a figure.
    #[arg(long)]
    json: bool,
    /// Only this part; the others are not even prepared.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Folder with the open data.
    #[arg(long, default_value = "data")]
    data: PathBuf,
}

/// What can be measured alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// A desk over all of Poland: sync, search, typing, booking.
    Desk,
    /// Search over HTTP.
    Searches,
    /// Bookings over HTTP.
    Bookings,
    /// The check of the audit.
    Audit,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let folder = tempfile::tempdir()?;
    let rounds = if arguments.quick { 3 } else { 5 };
    let round = Duration::from_millis(if arguments.quick { 500 } else { 2_000 });
    let wanted = |part| arguments.only.is_none_or(|only| only == part);
    let mut figures = Vec::new();
    if wanted(Part::Desk) || wanted(Part::Searches) {
        figures.extend(country(&arguments, folder.path(), wanted, (rounds, round)).await?);
    }
    if wanted(Part::Bookings) {
        figures.extend(bookings::measured(folder.path(), rounds, round).await?);
    }
    if wanted(Part::Audit) {
        let entries = if arguments.quick { 100_000 } else { 1_000_000 };
        figures.push(audit::verified(folder.path(), entries).await?);
    }
    for figure in &figures {
        println!("{}", if arguments.json { figure.json() } else { figure.line() });
    }
    anyhow::ensure!(figures.iter().all(Figure::passed), "a figure misses its target");
    Ok(())
}

/// What is measured over the terms of a whole country.
async fn country(
    arguments: &Arguments,
    folder: &Path,
    wanted: impl Fn(Part) -> bool,
    (rounds, round): (usize, Duration),
) -> anyhow::Result<Vec<Figure>> {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.join("registry.db")).await?);
    let now = system_clock().now();
    let options = demo::Options {
        data: arguments.data.clone(),
        seed: 20_260_701,
        from: warsaw_day(now),
        working_days: 60,
        offers: arguments.quick.then_some(600),
    };
    let country = demo::load(&*store, &options, now, &|_| {}).await?;
    let mut figures = vec![Figure::plain("seed", country.seconds, "s").note(format!("{} terms", country.terms))];
    let started = Instant::now();
    let registry = Registry::new(Arc::clone(&store), system_clock()).await?;
    figures.push(Figure::plain("snapshot", started.elapsed().as_secs_f64(), "s"));
    let listener = listen(([127, 0, 0, 1], 0).into())?;
    let url = format!("http://{}", listener.local_addr()?);
    let open = listen(([127, 0, 0, 1], 0).into())?;
    let unlimited = format!("http://{}", open.local_addr()?);
    tokio::spawn(serve(
        open,
        Arc::clone(&registry),
        bookings::unlimited(),
        std::future::pending(),
    ));
    tokio::spawn(serve(listener, registry, Limits::default(), std::future::pending()));

    let clinic = Clinic {
        url,
        admin: Admin::open(Arc::clone(&store), system_clock()),
        facility: country.demo_facility,
    };
    let a = online(clinic.desk(&folder.join("a")).await?).await?;
    if wanted(Part::Desk) {
        figures.extend(cold_sync(&clinic, &*store, folder, rounds).await?);
        let b = online(clinic.desk(&folder.join("b")).await?).await?;
        figures.extend(search(&a, if arguments.quick { 500 } else { 2000 }).await?);
        figures.push(typing(&a).await?);
        figures.extend(visible(&a, &b, if arguments.quick { 20 } else { 100 }).await?);
        b.stop().await;
    }
    if wanted(Part::Searches) {
        let questions = queries::questions(&a, 2_000).await?;
        figures.extend(searches::measured(&unlimited, &questions, rounds, round).await?);
    }
    a.stop().await;
    Ok(figures)
}

/// The clinic whose desks are measured.
struct Clinic {
    url: String,
    admin: Admin,
    facility: u32,
}

impl Clinic {
    /// A desk that is to be enrolled.
    async fn desk(&self, folder: &Path) -> anyhow::Result<Config> {
        let new = NewDevice {
            role: Role::Receptionist,
            facility: Some(self.facility),
            name: "Stanowisko".into(),
        };
        Ok(Config {
            registry: Some(self.url.clone()),
            code: Some(self.admin.invite(&new, true).await?.code.readable()),
            data_dir: folder.to_owned(),
            profile: Profile::Reception,
            place: None,
            office: None,
            voivodeships: Vec::new(),
            services: Vec::new(),
        })
    }
}

/// Starts a desk and waits until it has its terms and the registry knows it.
async fn online(config: Config) -> anyhow::Result<Arc<App>> {
    let app = App::start(config, Arc::new(Silent)).await?;
    let mut events = app.events();
    loop {
        let state = app.sync_state().await.map_err(|e| anyhow::anyhow!(e.code))?;
        if state.link == Link::Online && !state.first_sync && state.standing == StandingView::Active {
            return Ok(app);
        }
        let _ = events.recv().await;
    }
}

/// From nothing to a searchable cache over the loopback, in turn with the bare load of the same terms into SQLite.
async fn cold_sync(clinic: &Clinic, store: &dyn Store, folder: &Path, rounds: usize) -> anyhow::Result<Vec<Figure>> {
    let sheets = limits::all_sheets(store).await?;
    let (mut ours, mut bare, mut terms, mut later) = (Vec::new(), Vec::new(), 0, Vec::new());
    for round in 0..rounds {
        let data = folder.join(format!("cold-{round}"));
        let config = clinic.desk(&data).await?;
        let started = Instant::now();
        let app = online(config.clone()).await?;
        let seconds = started.elapsed().as_secs_f64();
        terms = app.sync_state().await.map_err(|e| anyhow::anyhow!(e.code))?.terms;
        ours.push(f64::from(terms) / seconds);
        app.stop().await;
        drop(app);
        let started = Instant::now();
        let app = online(config).await?;
        later.push(started.elapsed().as_secs_f64());
        app.stop().await;
        let loaded = limits::bare_load(&folder.join(format!("bare-{round}.db")), &sheets)?;
        anyhow::ensure!(loaded.rows == u64::from(terms), "the limit loads the same terms");
        bare.push(loaded.rows_per_second);
    }
    let (ours, bare) = (percentile(&mut ours, 50), percentile(&mut bare, 50));
    Ok(vec![
        Figure::plain("cold-sync", ours, "terms/s")
            .note(format!("{terms} terms in {:.2} s", f64::from(terms) / ours))
            .ratio(ours / bare, ">= 0.6", ours / bare >= 0.6),
        Figure::plain("bare-sqlite-load", bare, "terms/s")
            .note("the limit: sorted, one integer key and one integer a term"),
        Figure::plain("later-start", percentile(&mut later, 50), "s").note("until the changes are applied"),
    ])
}

async fn search(app: &App, count: usize) -> anyhow::Result<Vec<Figure>> {
    let questions = queries::questions(app, count).await?;
    let mut times = Vec::new();
    let mut empty = 0;
    for question in questions {
        let started = Instant::now();
        let page = app.search_slots(question).await.map_err(|e| anyhow::anyhow!(e.code))?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        empty += usize::from(page.total == 0);
    }
    let (p50, p99) = (percentile(&mut times, 50), percentile(&mut times, 99));
    Ok(vec![
        Figure::plain("search-p50", p50, "ms")
            .note(format!("50 best, {count} questions, {empty} without an answer"))
            .target("< 1", p50 < 1.0),
        Figure::plain("search-p99", p99, "ms").target("< 5", p99 < 5.0),
    ])
}

async fn typing(app: &App) -> anyhow::Result<Figure> {
    let mut times = Vec::new();
    for word in [
        "lodz",
        "torun",
        "warszawa",
        "bydgoszcz",
        "zolkiewka",
        "nowa wies",
        "sw anny",
        "00-950",
        "bielsko biala",
        "zielona gora",
    ] {
        for end in 1..=word.len() {
            let text = word.get(..end).context("the words are ASCII")?.to_owned();
            let started = Instant::now();
            app.find_places(text).await.map_err(|e| anyhow::anyhow!(e.code))?;
            times.push(started.elapsed().as_secs_f64() * 1000.0);
        }
    }
    Ok(Figure::plain("typing-p99", percentile(&mut times, 99), "ms").note("places, key by key"))
}

/// From the registry's yes at one desk until another desk no longer offers the term.
async fn visible(a: &App, b: &App, count: u16) -> anyhow::Result<Vec<Figure>> {
    let fail = |e: okienko_app::view::AppError| anyhow::anyhow!(e.code);
    let today = a.boot().await.map_err(fail)?.today;
    let until = queries::later(&today, 90)?;
    let question = SlotQuery {
        service: "cytology".into(),
        place: None,
        radius_km: None,
        facility: None,
        practitioner: None,
        date_from: today,
        date_to: until,
        weekdays: vec![],
        hours: vec![],
        step_free: false,
        sort: Sort::Earliest,
        different_facilities: false,
        stationary: false,
        after: None,
        offset: 0,
        limit: 200,
    };
    let slots = a.search_slots(question.clone()).await.map_err(fail)?.slots;
    let (mut booking, mut seen) = (Vec::new(), Vec::new());
    for (serial, slot) in (0..count).zip(slots.iter().rev()) {
        let patient = PatientInput {
            pesel: Pesel::synthetic(date(1985, 1, 1), serial * 2).digits(),
            given_name: "Próba".into(),
            family_name: "Pomiarowa".into(),
            phone: String::new(),
        };
        let mut events = b.events();
        let started = Instant::now();
        let booked = a
            .book(BookInput {
                slot: slot.id.clone(),
                patient,
                referral: None,
            })
            .await
            .map_err(fail)?;
        anyhow::ensure!(
            booked.state == RequestState::Confirmed,
            "not booked: {:?}",
            booked.refusal
        );
        booking.push(started.elapsed().as_secs_f64() * 1000.0);
        let confirmed = Instant::now();
        while b.slot_details(slot.id.clone()).await.map_err(fail)?.free {
            tokio::time::timeout(Duration::from_secs(10), events.recv())
                .await
                .context("the other desk did not hear of it")?
                .ok();
        }
        seen.push(confirmed.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(vec![
        Figure::plain("book-p50", percentile(&mut booking, 50), "ms").note("from the click to the registry's yes"),
        Figure::plain("visible-p99", percentile(&mut seen, 99), "ms")
            .note("at another desk")
            .target("< 2000", percentile(&mut seen, 99) < 2000.0),
    ])
}
