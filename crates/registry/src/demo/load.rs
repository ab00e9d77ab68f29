//! Writes the country to a database.

use super::country::Country;
use super::open_data::Offered;
use super::{Options, Progress, Summary, waiting};
use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use okienko_domain::directory::Directory;
use okienko_domain::slot::Sheet;
use okienko_registry_store::{Asked, Store, submit};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::time::Instant;

/// Sheets written at once: seconds between two moves of the progress bar would look like a hang.
const CHUNK: usize = 10_000;
/// Town of the demo facility.
const DEMO_TOWN: (&str, u8) = ("Toruń", 4);

/// Fills an empty registry.
///
/// Places, directory and terms are one transaction: a seed that is killed leaves an empty database and can be repeated.
/// The waiting people join afterwards, each as a request of its own through [`submit`], the way a desk enters them; a seed
/// killed then has fewer of them and is otherwise complete. `now` is when it is; the people came in the 30 days before.
///
/// # Errors
/// When the database has facilities already, the open data are missing or broken, or the database cannot be written.
pub async fn load(
    store: &dyn Store,
    options: &Options,
    now: DateTime<Utc>,
    progress: &(dyn Fn(Progress) + Sync),
) -> anyhow::Result<Summary> {
    let started = Instant::now();
    if !store.directory().await?.facilities.is_empty() {
        bail!(
            "Ta baza ma już placówki. Dane demonstracyjne można wczytać tylko do pustej bazy: podaj nowy plik albo usuń ten."
        );
    }
    progress(Progress {
        step: "czytanie otwartych danych",
        percent: 0,
    });
    let country = Country::build(options).context("Nie można przygotować danych demonstracyjnych")?;
    let free = write(store, &country, progress)
        .await
        .context("Nie można zapisać danych demonstracyjnych; baza pozostała pusta")?;
    let waiting = enter_waiting(store, &country, now, progress).await?;
    progress(Progress {
        step: "gotowe",
        percent: 100,
    });
    Ok(Summary {
        facilities: country.directory.facilities.len(),
        schedules: country.directory.schedules.len(),
        sheets: country.sheet_count(),
        terms: country.term_count(),
        free,
        waiting,
        demo_facility: demo_facility_of(&country.directory)
            .context("W danych nie ma poradni kardiologicznej w Toruniu")?,
        seconds: started.elapsed().as_secs_f64(),
    })
}

/// The facility whose desk a demo shows: in Toruń, with cardiology, offering the most services, then with the lowest id.
/// `None` when there is none, as in a registry that is no demo.
///
/// # Errors
/// When the database cannot be read.
pub async fn demo_facility(store: &dyn Store) -> anyhow::Result<Option<u32>> {
    if !store.meta().await?.demo {
        return Ok(None);
    }
    Ok(demo_facility_of(&store.directory().await?))
}

/// [`demo_facility`] of a directory.
pub(super) fn demo_facility_of(directory: &Directory) -> Option<u32> {
    let here = |l: &&okienko_domain::directory::Location| !l.mobile && (l.city.as_str(), l.voivodeship) == DEMO_TOWN;
    let locations: HashMap<u32, u32> = directory
        .locations
        .iter()
        .filter(here)
        .map(|l| (l.id, l.facility))
        .collect();
    let mut offered: HashMap<u32, HashSet<&str>> = HashMap::new();
    for schedule in &directory.schedules {
        if let Some(facility) = locations.get(&schedule.location) {
            offered.entry(*facility).or_default().insert(&schedule.service);
        }
    }
    let cardiology = offered
        .into_iter()
        .filter(|(_, services)| services.contains(Offered::Cardiology.code()));
    cardiology
        .min_by_key(|(id, services)| (Reverse(services.len()), *id))
        .map(|(id, _)| id)
}

/// Everything but the waiting people; returns the number of free terms.
async fn write(store: &dyn Store, country: &Country, progress: &(dyn Fn(Progress) + Sync)) -> anyhow::Result<u64> {
    let mut tx = store.begin().await?;
    progress(Progress {
        step: "miejscowości i placówki",
        percent: 5,
    });
    tx.set_demo(true).await?;
    tx.put_rules(&country.rules).await?;
    tx.put_places(&country.places).await?;
    tx.put_directory(&country.directory).await?;
    let version = tx.next_seq().await?;
    let (mut done, mut free) = (0, 0);
    let all = country.sheet_count().max(1);
    let mut sheets = country.sheets(version);
    loop {
        progress(Progress {
            step: "grafiki i terminy",
            percent: 10 + 80 * done / all,
        });
        let chunk: Vec<(u32, Sheet)> = sheets.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        tx.put_sheets(&chunk).await?;
        done += u64::try_from(chunk.len())?;
        free += chunk
            .iter()
            .map(|(_, sheet)| u64::from(sheet.free.count_ones()))
            .sum::<u64>();
    }
    tx.commit().await?;
    Ok(free)
}

async fn enter_waiting(
    store: &dyn Store,
    country: &Country,
    now: DateTime<Utc>,
    progress: &(dyn Fn(Progress) + Sync),
) -> anyhow::Result<usize> {
    let people = waiting::people(country, &store.rules().await?.policy, now);
    let mut percents = (90..100).cycle();
    for chunk in people.chunks(people.len().div_ceil(10).max(1)) {
        progress(Progress {
            step: "osoby oczekujące",
            percent: percents.next().unwrap_or(90),
        });
        for person in chunk {
            let asked = Asked::by_desk(person.id, person.request.clone(), person.at);
            if let Err(refusal) = submit(store, &asked).await? {
                bail!("Rejestr nie przyjął osoby oczekującej: {refusal}");
            }
        }
    }
    Ok(people.len())
}
