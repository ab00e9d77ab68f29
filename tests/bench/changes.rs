//! What a desk fetches and applies when one term of a hundred has changed while it looked away.

use crate::country::{Country, coded, online};
use crate::desk::milliseconds;
use crate::dice::Dice;
use crate::figures::{Figure, kilobytes, percentile};
use crate::limits::all_sheets;
use crate::meter::Meter;
use crate::queries::questions;
use anyhow::{Context, Result, ensure};
use okienko_app::App;
use okienko_app::view::SlotQuery;
use okienko_domain::calendar::Day;
use okienko_domain::slot::{Sheet, SlotId};
use okienko_wire::CHANGES;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::time::timeout;

/// Terms for each one that changes.
const SHARE: u64 = 100;
/// Bookings of one commit, as many as the registry takes together.
const BATCH: usize = 128;
/// Days that a doctor who falls ill is away.
const AWAY: usize = 10;
/// Longest wait for the changes.
const PATIENCE: Duration = Duration::from_secs(60);

/// One percent of all terms changes twice: booked one by one all over the country, then closed, ten days of a doctor at a
/// time. A booking is a bit of a sheet of its own and costs most; a closing is whole sheets.
pub(crate) async fn measured(country: &Country, folder: &Path) -> Result<Vec<Figure>> {
    let way = Meter::before(&country.url).await?;
    let desk = online(country.desk(&way.url, &folder.join("away")).await?).await?;
    let asked = questions(&desk, 500).await?;
    let wanted = usize::try_from(country.made.terms / SHARE)?;

    let started = Instant::now();
    let (count, sheets) = book(country, wanted).await?;
    let about = format!(
        "{count} bookings in {sheets} sheets, made in {:.1} s",
        started.elapsed().as_secs_f64()
    );
    let mut figures = catch_up(country, &desk, &way, &asked, ("change-1-percent", about)).await?;

    let started = Instant::now();
    let (count, sheets) = close(country, wanted).await?;
    let about = format!(
        "{count} terms of {sheets} days closed in {:.1} s",
        started.elapsed().as_secs_f64()
    );
    figures.extend(catch_up(country, &desk, &way, &asked, ("close-1-percent", about)).await?);
    desk.stop().await;
    Ok(figures)
}

/// Takes free terms drawn from all of them, while others hear of it as they always do. Returns how many, and in how many
/// sheets.
async fn book(country: &Country, wanted: usize) -> Result<(usize, usize)> {
    let mut dice = Dice::new(20_260_702);
    let mut free = Vec::new();
    for (schedule, sheet) in all_sheets(&*country.store).await? {
        let day = sheet.day;
        free.extend(sheet.free_minutes().map(|minute| SlotId { schedule, day, minute }));
    }
    let slots = dice.some(free, wanted);
    ensure!(
        slots.len() == wanted,
        "there are fewer free terms than are to be booked"
    );
    let others = Others::of(country).await?;
    for batch in slots.chunks(BATCH) {
        let mut tx = country.store.begin().await?;
        let version = tx.next_seq().await?;
        for slot in batch {
            ensure!(tx.take_slot(*slot, version).await?, "a free term: {slot}");
        }
        tx.commit().await?;
        others.hear_of(version).await?;
    }
    let mut days: Vec<(u32, Day)> = slots.iter().map(|slot| (slot.schedule, slot.day)).collect();
    days.sort_unstable();
    days.dedup();
    Ok((slots.len(), days.len()))
}

/// Some other desk that is awake: a registry is never asked by one alone.
struct Others {
    http: reqwest::Client,
    changes: String,
}

impl Others {
    async fn of(country: &Country) -> Result<Self> {
        let epoch = country.store.meta().await?.epoch;
        Ok(Self {
            http: reqwest::Client::new(),
            changes: format!("{}{CHANGES}?epoch={epoch}&after=", country.unlimited),
        })
    }

    async fn hear_of(&self, change: u64) -> Result<()> {
        let page = self.http.get(format!("{}{}", self.changes, change - 1)).send().await?;
        page.error_for_status()?.bytes().await?;
        Ok(())
    }
}

/// Withdraws whole days of doctors drawn from all of them. Returns how many terms, and how many days.
async fn close(country: &Country, wanted: usize) -> Result<(u64, usize)> {
    let mut dice = Dice::new(20_260_703);
    let mut schedules: BTreeMap<u32, Vec<Sheet>> = BTreeMap::new();
    for (schedule, sheet) in all_sheets(&*country.store).await? {
        schedules.entry(schedule).or_default().push(sheet);
    }
    let count = schedules.len();
    let (mut terms, mut days) = (0, 0);
    for (schedule, sheets) in dice.some(schedules.into_iter().collect(), count) {
        let from = dice.below(sheets.len());
        let mut tx = country.store.begin().await?;
        let version = tx.next_seq().await?;
        let away: Vec<(u32, Sheet)> = sheets
            .iter()
            .skip(from)
            .take(AWAY)
            .map(|sheet| (schedule, *sheet))
            .collect();
        let closed = |sheet: Sheet| Sheet {
            open: 0,
            free: 0,
            version,
            ..sheet
        };
        let none: Vec<(u32, Sheet)> = away
            .iter()
            .map(|(schedule, sheet)| (*schedule, closed(*sheet)))
            .collect();
        tx.put_sheets(&none).await?;
        tx.commit().await?;
        terms += away
            .iter()
            .map(|(_, sheet)| u64::from(sheet.open.count_ones()))
            .sum::<u64>();
        days += away.len();
        if terms >= u64::try_from(wanted)? {
            return Ok((terms, days));
        }
    }
    anyhow::bail!("there are fewer terms than are to be closed")
}

/// Tells the desk that there is something new, and searches at it until it shows everything: bytes and time.
async fn catch_up(
    country: &Country,
    desk: &Arc<App>,
    way: &Meter,
    asked: &[SlotQuery],
    (name, about): (&str, String),
) -> Result<Vec<Figure>> {
    let sheets = all_sheets(&*country.store).await?;
    let bits = |of: fn(&Sheet) -> u64| sheets.iter().map(|(_, s)| of(s).count_ones()).sum::<u32>();
    let expected = (bits(|s| s.open), bits(|s| s.free));
    let held = async || {
        let state = desk.sync_state().await.map_err(coded)?;
        anyhow::Ok((state.terms, state.free_terms))
    };
    ensure!(held().await? != expected, "the desk asked before it was told");

    let done = Arc::new(AtomicBool::new(false));
    let searching = tokio::spawn(search_until(Arc::clone(desk), asked.to_vec(), Arc::clone(&done)));
    let (mut events, before) = (desk.events(), way.received());
    let started = Instant::now();
    desk.sync_now().await.map_err(coded)?;
    while held().await? != expected {
        timeout(PATIENCE, events.recv())
            .await
            .context("the desk did not fetch all changes")?
            .ok();
    }
    let seconds = started.elapsed().as_secs_f64();
    done.store(true, Ordering::Relaxed);
    let mut times = searching.await??;
    let bytes = kilobytes(way.received() - before);
    let meanwhile = format!(
        "{} searches meanwhile, p50 {:.2} ms, p99 {:.2} ms",
        times.len(),
        percentile(&mut times, 50),
        percentile(&mut times, 99)
    );
    Ok(vec![
        Figure::plain(format!("{name}-bytes"), bytes, "kB")
            .note(format!("{about}; all that came through the socket, headers and all"))
            .target("<= 150", bytes <= 150.0),
        Figure::plain(format!("{name}-time"), seconds, "s")
            .note(meanwhile)
            .target("<= 1", seconds <= 1.0),
    ])
}

async fn search_until(desk: Arc<App>, asked: Vec<SlotQuery>, done: Arc<AtomicBool>) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    for question in asked.into_iter().cycle() {
        if done.load(Ordering::Relaxed) {
            break;
        }
        let started = Instant::now();
        desk.search_slots(question).await.map_err(coded)?;
        times.push(milliseconds(started));
        // A person at a desk is not without a break either.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(times)
}
