//! A desk over the terms of a whole country: first sync, later start, search, booking.

use crate::country::{Country, coded, online};
use crate::figures::{Figure, percentile};
use crate::{limits, queries};
use anyhow::{Context, Result, ensure};
use okienko_app::App;
use okienko_app::view::{BookInput, PatientInput, RequestState, SlotQuery, Sort};
use okienko_domain::calendar::date;
use okienko_domain::ids::Pesel;
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

/// From nothing to a searchable cache over the loopback, in turn with the bare load of the same terms into SQLite.
pub(crate) async fn cold_sync(country: &Country, folder: &Path, rounds: usize) -> Result<Vec<Figure>> {
    let sheets = limits::all_sheets(&*country.store).await?;
    let (mut ours, mut bare, mut terms, mut later) = (Vec::new(), Vec::new(), 0, Vec::new());
    for round in 0..rounds {
        let data = folder.join(format!("cold-{round}"));
        let config = country.desk(&country.url, &data).await?;
        let started = Instant::now();
        let app = online(config.clone()).await?;
        let seconds = started.elapsed().as_secs_f64();
        terms = app.sync_state().await.map_err(coded)?.terms;
        ours.push(f64::from(terms) / seconds);
        app.stop().await;
        drop(app);
        let started = Instant::now();
        let app = online(config).await?;
        later.push(started.elapsed().as_secs_f64());
        app.stop().await;
        let loaded = limits::bare_load(&folder.join(format!("bare-{round}.db")), &sheets)?;
        ensure!(loaded.rows == u64::from(terms), "the limit loads the same terms");
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

/// Searches over and over; the time of each.
pub(crate) async fn search(app: &App, count: usize) -> Result<Vec<Figure>> {
    let (mut times, empty) = search_times(app, queries::questions(app, count).await?).await?;
    let (p50, p99) = (percentile(&mut times, 50), percentile(&mut times, 99));
    Ok(vec![
        Figure::plain("search-p50", p50, "ms")
            .note(format!("50 best, {count} questions, {empty} without an answer"))
            .target("< 1", p50 < 1.0),
        Figure::plain("search-p99", p99, "ms").target("< 5", p99 < 5.0),
    ])
}

/// Asks one question after the other: milliseconds of each, and how many have no answer.
pub(crate) async fn search_times(app: &App, questions: Vec<SlotQuery>) -> Result<(Vec<f64>, usize)> {
    let (mut times, mut empty) = (Vec::with_capacity(questions.len()), 0);
    for question in questions {
        let started = Instant::now();
        let page = app.search_slots(question).await.map_err(coded)?;
        times.push(milliseconds(started));
        empty += usize::from(page.total == 0);
    }
    Ok((times, empty))
}

/// Milliseconds since then.
pub(crate) fn milliseconds(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}

/// How a desk books, and how soon another one shows it.
pub(crate) async fn booking(a: &App, b: &App, count: u16) -> Result<Vec<Figure>> {
    let (mut booking, mut seen) = visible(a, b, 0..count).await?;
    Ok(vec![
        Figure::plain("book-p50", percentile(&mut booking, 50), "ms").note("from the click to the registry's yes"),
        Figure::plain("visible-p99", percentile(&mut seen, 99), "ms")
            .note("at another desk")
            .target("< 2000", percentile(&mut seen, 99) < 2000.0),
    ])
}

/// Books at one desk for these people, one after the other. Milliseconds of each booking, and from the registry's yes until
/// another desk no longer offers the term.
pub(crate) async fn visible(a: &App, b: &App, people: Range<u16>) -> Result<(Vec<f64>, Vec<f64>)> {
    let today = a.boot().await.map_err(coded)?.today;
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
        no_pesel: false,
        sort: Sort::Earliest,
        different_facilities: false,
        stationary: false,
        language: None,
        after: None,
        offset: 0,
        limit: 200,
    };
    let slots = a.search_slots(question.clone()).await.map_err(coded)?.slots;
    let (mut booking, mut seen) = (Vec::new(), Vec::new());
    for (serial, slot) in people.zip(slots.iter().rev()) {
        let patient = PatientInput {
            pesel: Pesel::synthetic(date(1985, 1, 1), serial * 2).digits(),
            document: None,
            guardian: None,
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
            .map_err(coded)?;
        ensure!(
            booked.state == RequestState::Confirmed,
            "not booked: {:?}",
            booked.refusal
        );
        booking.push(milliseconds(started));
        let confirmed = Instant::now();
        while b.slot_details(slot.id.clone()).await.map_err(coded)?.free {
            tokio::time::timeout(Duration::from_secs(10), events.recv())
                .await
                .context("the other desk did not hear of it")?
                .ok();
        }
        seen.push(milliseconds(confirmed));
    }
    Ok((booking, seen))
}
