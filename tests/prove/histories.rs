//! Terms change, the network lies, desktops and caches come and go; in the end a desktop holds what the registry holds.

use crate::crowd::Dice;
use crate::place::{Kind, Place, Places};
use crate::report::Figures;
use crate::terms::{Cached, Terms, believable, by_day, equal, published};
use anyhow::{Context, Result, bail};
use okienko_client_store::{Cache, Local};
use okienko_domain::scope::Scope;
use okienko_domain::search::SlotIndex;
use okienko_domain::slot::Sheet;
use okienko_registry_store::{Store, renew};
use okienko_sync::{Engine, Identity, Options, Remote};
use okienko_testkit::{Network, Trouble, day, publish_country};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

/// Longest wait for a desktop to agree once nothing is wrong any more.
const PATIENCE: Duration = Duration::from_secs(30);
/// Schedules of the small country.
const SCHEDULES: u64 = 4;
/// Things that happen in a history.
const DEEDS: (u64, u64) = (6, 24);

const PORTAL: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 6\r\nconnection: close\r\n\r\n<html>";
const GATEWAY: &[u8] = b"HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Troubles that end by themselves as soon as the network does.
const TROUBLES: [Trouble; 12] = [
    Trouble::Says(PORTAL),
    Trouble::Says(GATEWAY),
    Trouble::Closes,
    Trouble::Cuts,
    Trouble::Endless,
    Trouble::Injects,
    Trouble::Changes,
    Trouble::Remembers,
    Trouble::Repeats,
    Trouble::Strips,
    Trouble::Mislabels,
    Trouble::HoldsPush,
];

/// What happened in all histories.
#[derive(Default)]
struct Totals {
    changes: u64,
    troubles: u64,
    restarts: u64,
    damaged: u64,
    other_histories: u64,
    sheets: usize,
    caches: u64,
}

pub(crate) async fn proof(places: &Places, kind: Kind, histories: u32) -> Result<Figures> {
    let place = places.empty(kind)?;
    let store = place.database.open().await;
    publish_country(&*store).await;
    let registry = place.start(None).await?;
    let (mut dice, mut totals) = (Dice::new(), Totals::default());
    for number in 1..=histories {
        // A network of its own, because some of them remember.
        let network = Network::before(registry.address().parse()?).await;
        let mut history = History {
            place: &place,
            store: &*store,
            network: &network,
            totals: &mut totals,
        };
        let done = history.run(&mut dice).await;
        done.with_context(|| format!("history {number}"))?;
    }
    registry.stop().await?;
    let mut figures = Figures::default();
    figures.add("histories", histories);
    figures.add("changes", totals.changes);
    figures.add("troubles", totals.troubles);
    figures.add("restarts", totals.restarts);
    figures.add("caches damaged", totals.damaged);
    figures.add("registries restored", totals.other_histories);
    figures.add("sheets compared", totals.sheets);
    figures.add("different", 0_u64);
    figures.add("caches with the last change", totals.caches);
    figures.add("caches not to be believed", 0_u64);
    Ok(figures)
}

struct History<'a> {
    place: &'a Place,
    store: &'a dyn Store,
    network: &'a Network,
    totals: &'a mut Totals,
}

impl History<'_> {
    async fn run(&mut self, dice: &mut Dice) -> Result<()> {
        let folder = tempfile::tempdir_in(self.place.folder.path())?;
        let mut scope = Scope::default();
        let mut desktop = self.start(&folder, &scope).await?;
        for _ in 0..DEEDS.0 + dice.below(DEEDS.1 - DEEDS.0) {
            match dice.below(20) {
                0..8 => self.change(dice).await?,
                8..12 => {
                    self.network
                        .makes(TROUBLES.get(usize::try_from(dice.below(12))?).copied());
                    self.totals.troubles += 1;
                    desktop.sync_now();
                }
                12..16 => {
                    self.network.makes(None);
                    desktop.sync_now();
                }
                16 => {
                    renew(self.store).await?;
                    self.totals.other_histories += 1;
                }
                how => {
                    desktop.stop().await;
                    drop(desktop);
                    if how == 17 {
                        damage(folder.path(), dice)?;
                        self.totals.damaged += 1;
                    }
                    self.totals.restarts += 1;
                    scope = held_by(dice.below(4))?;
                    desktop = self.start(&folder, &scope).await?;
                }
            }
            // How far synchronisation gets before the next thing happens is a matter of chance.
            sleep(Duration::from_micros(dice.below(8_000))).await;
        }
        self.network.makes(None);
        let directory = self.store.directory().await?;
        let index = SlotIndex::new(directory);
        let mut wanted = published(self.store).await?;
        wanted.retain(|(schedule, _), _| index.is_covered(&scope, *schedule));
        self.agrees(&desktop, &wanted).await?;
        desktop.stop().await;
        drop(desktop);
        let (_, content, _) = Cache::open(&folder.path().join("cache.db")).await;
        // Its last change may have come between memory and the file, or the file may have been damaged.
        if matches!(believable(content, &wanted)?, Cached::Complete(held) if equal(&held, &wanted)) {
            self.totals.caches += 1;
        }
        self.totals.sheets += wanted.len();
        Ok(())
    }

    /// A desktop that nobody has connected: terms are public.
    async fn start(&self, folder: &TempDir, scope: &Scope) -> Result<Arc<Engine>> {
        let clock = okienko_app::system_clock();
        let local = Arc::new(Local::open(folder.path()).await?);
        let identity = Arc::new(Identity::open(Arc::clone(&local), clock.clone()).await?);
        let remote = Remote::new(&self.network.url(), identity)?;
        let options = Options {
            folder: folder.path().to_owned(),
            scope: scope.clone(),
            forget_answered: true,
        };
        Ok(Engine::start(options, remote, local, clock).await)
    }

    /// Some sheets change in one transaction: terms are booked and freed, and days are divided anew or withdrawn.
    async fn change(&mut self, dice: &mut Dice) -> Result<()> {
        let known = published(self.store).await?;
        let mut tx = self.store.begin().await?;
        let version = tx.next_seq().await?;
        let mut changed = BTreeMap::new();
        for _ in 0..=dice.below(20) {
            let schedule = u32::try_from(1 + dice.below(SCHEDULES))?;
            let day = day(u16::try_from(1 + dice.below(30))?);
            let before = known.get(&(schedule, day));
            let open = match before {
                Some(before) if dice.below(3) > 0 => before.open,
                _ => dice.below(1 << 8),
            };
            let sheet = Sheet {
                day,
                first: 480,
                step: 20,
                open,
                free: open & dice.below(1 << 8),
                version,
            };
            if before.is_some() || open != 0 {
                changed.insert((schedule, day.0), (schedule, sheet));
            }
        }
        tx.put_sheets(&changed.into_values().collect::<Vec<_>>()).await?;
        tx.commit().await?;
        self.totals.changes += 1;
        Ok(())
    }

    async fn agrees(&self, desktop: &Engine, wanted: &Terms) -> Result<()> {
        let mut happened = desktop.subscribe();
        desktop.sync_now();
        let agreed = async {
            while !equal(&held(desktop), wanted) {
                // A missed one is as good a reason to look again.
                let _ = happened.recv().await;
            }
        };
        let agreed = timeout(PATIENCE, agreed).await;
        if agreed.is_err() {
            let held = held(desktop);
            let all: BTreeSet<_> = wanted.keys().chain(held.keys()).collect();
            let differs = all.into_iter().find(|day| wanted.get(*day) != held.get(*day));
            let differs = differs.map(|day| (day, wanted.get(day), held.get(day)));
            bail!(
                "the desktop holds something else after {} s: {:?}; of {} days it has {}, the first that differs: {differs:?}",
                PATIENCE.as_secs(),
                desktop.state(),
                wanted.len(),
                held.len()
            );
        }
        Ok(())
    }
}

/// All Poland, or a part of it.
fn held_by(which: u64) -> Result<Scope> {
    let (voivodeships, services) = match which {
        0 => (vec!["dolnośląskie"], vec![]),
        1 => (vec!["kujawsko-pomorskie"], vec!["mammography"]),
        _ => (vec![], vec![]),
    };
    Ok(Scope::new(voivodeships, services)?)
}

/// What a desktop searches in.
fn held(desktop: &Engine) -> Terms {
    let index = desktop.world().index();
    let schedules = index.directory().schedules.iter().map(|schedule| schedule.id);
    schedules
        .flat_map(|id| index.sheets(id).iter().map(move |sheet| by_day(id, *sheet)))
        .collect()
}

/// Cuts the cache, overwrites a part of it, or takes it away.
fn damage(folder: &Path, dice: &mut Dice) -> Result<()> {
    let path = folder.join("cache.db");
    let Ok(mut bytes) = std::fs::read(&path) else {
        return Ok(());
    };
    let at = usize::try_from(dice.below(u64::try_from(bytes.len().max(1))?))?;
    match dice.below(3) {
        0 => std::fs::remove_file(&path)?,
        1 => {
            bytes.truncate(at);
            std::fs::write(&path, bytes)?;
        }
        _ => {
            let to = (at + 512).min(bytes.len());
            if let Some(part) = bytes.get_mut(at..to) {
                part.fill(0x5a);
            }
            std::fs::write(&path, bytes)?;
        }
    }
    Ok(())
}
