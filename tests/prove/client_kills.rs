//! `kill -9` of the desktop while it synchronises: never a part of a page, and soon useful again.

use crate::crowd::Dice;
use crate::place::{Kind, Places};
use crate::report::Figures;
use crate::terms::{Cached, believable, published};
use anyhow::{Context, Result, ensure};
use okienko_client_store::{Cache, Opened};
use okienko_domain::slot::Sheet;
use okienko_registry_store::Store;
use okienko_testkit::{Program, http_client};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::process::Command;
use tokio::time::sleep;
use tokio::try_join;

/// A first synchronisation takes about as long; later the desktop waits for changes.
const MOMENT: Duration = Duration::from_millis(600);
/// After so many kills the desktop is let live until it holds everything.
const LIFE: u32 = 10;
/// A desktop that starts again must be useful by then (scenario F01).
const USEFUL: Duration = Duration::from_secs(5);
/// Offers of the demonstration: enough that a first synchronisation has many steps.
const OFFERS: &str = "400";

/// How a killed desktop's cache was found.
#[derive(Default)]
struct Found {
    nothing: u64,
    begun: u64,
    complete: u64,
    sheets: usize,
    /// The longest time until everything was there again.
    slowest: Duration,
}

pub(crate) async fn proof(places: &Places, kind: Kind, kills: u32) -> Result<Figures> {
    // Two desktops at two registries: one waits while the other is looked at.
    let (one, other) = try_join!(one(places, kind, kills.div_ceil(2)), one(places, kind, kills / 2))?;
    let mut figures = Figures::default();
    figures.add("kills", kills);
    figures.add("found nothing", one.nothing + other.nothing);
    figures.add("found a begun snapshot", one.begun + other.begun);
    figures.add("found everything up to a change", one.complete + other.complete);
    figures.add("sheets compared", one.sheets + other.sheets);
    figures.add("parts of a page", 0_u64);
    figures.add(
        "slowest to everything again, ms",
        one.slowest.max(other.slowest).as_millis(),
    );
    Ok(figures)
}

async fn one(places: &Places, kind: Kind, kills: u32) -> Result<Found> {
    let mut found = Found::default();
    if kills == 0 {
        return Ok(found);
    }
    let place = places.empty(kind)?;
    place
        .command(&["seed", "--offers", OFFERS, "--data", data().as_str()])
        .await?;
    let store = place.database.open().await;
    let registry = place.start(None).await?;
    let mut dice = Dice::new();
    let mut folder = place.path("desktop-0");
    for kill in 1..=kills {
        if dice.below(3) == 0 {
            // A new desktop: the first synchronisation is the longest.
            folder = place.path(&format!("desktop-{kill}"));
        }
        let desktop = start(places, &registry, &folder).await?;
        change(&*store, &mut dice).await?;
        sleep(MOMENT.mul_f64(f64::from(u32::try_from(dice.below(1_000))?) / 1_000.0)).await;
        desktop.kill().await?;
        look(&*store, &folder, &mut found)
            .await
            .with_context(|| format!("after kill {kill}"))?;
        if kill.is_multiple_of(LIFE) {
            found.slowest = found.slowest.max(live(places, &registry, &*store, &folder).await?);
        }
    }
    registry.stop().await?;
    Ok(found)
}

/// Folder of the open data.
fn data() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../data")
        .display()
        .to_string()
}

async fn start(places: &Places, registry: &Program, folder: &Path) -> Result<Program> {
    let mut command = Command::new(places.desktop());
    command.args(["--registry", &registry.url, "--listen", "127.0.0.1:0"]);
    command.args(["--profile", "kiosk", "--place", "Toruń"]);
    command.arg("--data-dir").arg(folder);
    Ok(Program::start(command).await?)
}

/// Some sheets change in one transaction.
async fn change(store: &dyn Store, dice: &mut Dice) -> Result<()> {
    let terms = published(store).await?;
    let known: Vec<_> = terms.into_iter().collect();
    let mut tx = store.begin().await?;
    let version = tx.next_seq().await?;
    let mut changed = BTreeMap::new();
    for _ in 0..=dice.below(200) {
        let at = usize::try_from(dice.below(u64::try_from(known.len())?))?;
        if let Some(((schedule, day), sheet)) = known.get(at) {
            let free = sheet.open & dice.below(u64::MAX);
            let changed_sheet = Sheet {
                free,
                version,
                ..*sheet
            };
            changed.insert((*schedule, *day), (*schedule, changed_sheet));
        }
    }
    tx.put_sheets(&changed.into_values().collect::<Vec<_>>()).await?;
    Ok(tx.commit().await?)
}

/// Opens the cache as the next start would.
async fn look(store: &dyn Store, folder: &Path, found: &mut Found) -> Result<()> {
    let path = folder.join("cache.db");
    if !path.exists() {
        found.nothing += 1;
        return Ok(());
    }
    let (_, content, opened) = Cache::open(&path).await;
    ensure!(opened == Opened::Kept, "the cache cannot be read any more");
    match believable(content, &published(store).await?)? {
        Cached::Nothing => found.nothing += 1,
        Cached::Begun(held) => {
            found.begun += 1;
            found.sheets += held.len();
        }
        Cached::Complete(held) => {
            found.complete += 1;
            found.sheets += held.len();
        }
    }
    Ok(())
}

/// Starts the desktop and waits until it holds everything; how long that took.
async fn live(places: &Places, registry: &Program, store: &dyn Store, folder: &Path) -> Result<Duration> {
    let wanted = published(store).await?;
    let terms: u32 = wanted.values().map(|sheet| sheet.open.count_ones()).sum();
    let free: u32 = wanted.values().map(|sheet| sheet.free.count_ones()).sum();
    let started = Instant::now();
    let desktop = start(places, registry, folder).await?;
    let http = http_client();
    loop {
        let asked = http
            .post(format!("{}/api/sync_state", desktop.url))
            .json(&Value::Object(serde_json::Map::default()));
        let state: Value = asked.send().await?.error_for_status()?.json().await?;
        if state["link"] == "online" && state["terms"] == terms && state["freeTerms"] == free {
            break;
        }
        ensure!(
            started.elapsed() < USEFUL,
            "not useful after {} s: {state}",
            USEFUL.as_secs()
        );
        sleep(Duration::from_millis(10)).await;
    }
    let took = started.elapsed();
    desktop.stop().await?;
    let (_, content, _) = Cache::open(&folder.join("cache.db")).await;
    let cached = believable(content, &wanted)?;
    ensure!(matches!(cached, Cached::Complete(_)), "the cache is not complete");
    Ok(took)
}
