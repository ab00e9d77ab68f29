//! The one search beside the two plans between which a database would have to choose, over the same terms and questions.

use crate::desk::milliseconds;
use crate::figures::{Figure, percentile};
use crate::found::{Found, Plans, by_brute_force, named};
use crate::limits::all_sheets;
use anyhow::{Context, Result, ensure};
use okienko_app::system_clock;
use okienko_app::view::{SlotQuery, Sort};
use okienko_domain::calendar::{Day, warsaw_minute};
use okienko_domain::directory::Pool;
use okienko_domain::place::PlaceIndex;
use okienko_domain::search::{Order, Page, Query, SlotIndex};
use okienko_domain::slot::Sheet;
use okienko_domain::waiting::{Hours, Weekdays};
use okienko_registry_store::Store;
use std::collections::BTreeMap;
use std::time::Instant;

/// Each way answers a question so many times in turn; its fastest time counts.
const ROUNDS: usize = 5;
/// One question of so many is also answered by brute force.
const BRUTE: usize = 20;
/// What nobody notices, in milliseconds. Below it a plan that reads nothing but three villages beats any search by far.
const UNNOTICED: f64 = 0.1;

/// Answers all questions in all ways.
pub(crate) async fn measured(store: &dyn Store, asked: &[SlotQuery]) -> Result<Vec<Figure>> {
    let index = index(store).await?;
    let places = PlaceIndex::new(store.places().await?);
    let now = warsaw_minute(system_clock().now());
    let plans = Plans::new(&index);
    let (mut compared, mut took) = (0, Vec::with_capacity(asked.len()));
    for (number, asked) in asked.iter().enumerate() {
        let query = question(asked, &places, now)?;
        let mut fastest = [f64::INFINITY; 3];
        for _ in 0..ROUNDS {
            let (search, search_took) = timed(|| index.search(&query));
            let (by_day, by_day_took) = timed(|| plans.by_day(&query));
            let (by_place, by_place_took) = timed(|| plans.by_place(&query));
            let search = found(search);
            ensure!(search == by_day && search == by_place, "the plans disagree: {query:?}");
            for (fastest, took) in fastest.iter_mut().zip([search_took, by_day_took, by_place_took]) {
                *fastest = fastest.min(took);
            }
        }
        let page = found(index.search(&query));
        if number % BRUTE == 0 {
            ensure!(
                page == by_brute_force(&index, &query),
                "brute force finds something else: {query:?}"
            );
            compared += 1;
        }
        took.push((page.total, fastest));
    }
    Ok(figures(&took, compared))
}

fn figures(took: &[(u32, [f64; 3])], compared: usize) -> Vec<Figure> {
    let pick = |of: fn(&[f64; 3]) -> f64| -> Vec<f64> { took.iter().map(|(_, times)| of(times)).collect() };
    let mut ratios = pick(|[search, a, b]| search / a.min(*b));
    let mut noticed = pick(|[search, a, b]| (search - UNNOTICED).max(0.0) / a.min(*b));
    let p99s = [pick(|t| t[0]), pick(|t| t[1]), pick(|t| t[2])].map(|mut times| percentile(&mut times, 99));
    let worst = percentile(&mut noticed, 100);
    let note = format!(
        "time over the better of two plans beyond {UNNOTICED} ms, the worst of {} questions; at all p50 {:.2}, p99 {:.2}; p99 {:.2} ms, day by day {:.2} ms, place by place {:.2} ms; all answers alike, {compared} also by brute force",
        took.len(),
        percentile(&mut ratios, 50),
        percentile(&mut ratios, 99),
        p99s[0],
        p99s[1],
        p99s[2],
    );
    vec![
        Figure::plain("search-plans", worst, "x")
            .note(note)
            .target("<= 2", worst <= 2.0),
        growth(took),
    ]
}

/// How the time grows with what there is to count.
fn growth(took: &[(u32, [f64; 3])]) -> Figure {
    let times = |totals: std::ops::Range<u32>| -> Vec<f64> {
        took.iter()
            .filter(|(total, _)| totals.contains(total))
            .map(|(_, times)| times[0])
            .collect()
    };
    let classes = [
        ("none", 0..1),
        ("< 1,000", 1..1_000),
        ("< 10,000", 1_000..10_000),
        ("more", 10_000..u32::MAX),
    ];
    let mut medians = Vec::new();
    let mut last = f64::NAN;
    for (name, totals) in classes {
        let mut times = times(totals);
        if !times.is_empty() {
            last = percentile(&mut times, 50);
            medians.push(format!("{name} {last:.3} ms ({})", times.len()));
        }
    }
    Figure::plain("search-growth", last, "ms").note(format!("p50 by terms that suit: {}", medians.join(", ")))
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let done = work();
    (done, milliseconds(started))
}

fn found(page: Page) -> Found {
    Found {
        total: page.total,
        per_day: page.per_day,
        slots: page.hits.iter().map(|hit| hit.slot).collect(),
        practitioners: named(page.practitioners),
    }
}

/// The terms of a registry as a desk holds them.
async fn index(store: &dyn Store) -> Result<SlotIndex> {
    let mut schedules: BTreeMap<u32, Vec<Sheet>> = BTreeMap::new();
    for (schedule, sheet) in all_sheets(store).await? {
        schedules.entry(schedule).or_default().push(sheet);
    }
    let mut index = SlotIndex::new(store.directory().await?);
    for (schedule, sheets) in schedules {
        index.set(schedule, sheets);
    }
    Ok(index)
}

/// What the use-case layer makes of a question.
fn question(asked: &SlotQuery, places: &PlaceIndex, now: (Day, u16)) -> Result<Query> {
    let day = |text: &str| Day::parse(text).context("a day");
    let point = |id| places.get(id).map(|place| place.point).context("a place");
    Ok(Query {
        service: asked.service.clone(),
        origin: asked.place.map(point).transpose()?,
        radius_km: asked.radius_km,
        facility: asked.facility,
        practitioner: asked.practitioner.clone(),
        days: (day(&asked.date_from)?, day(&asked.date_to)?),
        not_before: now,
        weekdays: Weekdays::from_iso(&asked.weekdays),
        hours: Hours(asked.hours.iter().map(|h| (h.from, h.to)).collect()),
        step_free: asked.step_free,
        pool: Pool::General,
        reserve: None,
        stationary: asked.stationary,
        language: asked.language.clone(),
        order: match asked.sort {
            Sort::Earliest => Order::Earliest,
            Sort::Nearest => Order::Nearest,
            Sort::Best => Order::Balanced,
        },
        after: None,
        limit: usize::try_from(asked.limit)?,
    })
}
