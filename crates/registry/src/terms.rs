//! All terms in memory: what snapshots are made of and searches walk over.
//!
//! They are read once and brought up to date by the same change feed that clients follow: whoever asks for them knows
//! every change that was durable before.

use crate::Result;
use crate::together::Together;
use okienko_domain::calendar::Day;
use okienko_domain::place::PlaceIndex;
use okienko_domain::scope::Part;
use okienko_domain::search::SlotIndex;
use okienko_domain::slot::Sheet;
use okienko_registry_store::{ChangedSheet, Meta, Store};
use okienko_wire::cells::ChangedCells;
use okienko_wire::{Checksum, checksum};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, OnceCell, RwLock, RwLockReadGuard};

/// Changes read at once.
const PAGE: u32 = 5_000;
/// For so long searches may overlook what others change. Changes of this process are known at once.
const OTHERS: Duration = Duration::from_millis(20);
/// Changes remembered for desktops that were here not long ago: 6 MB.
const RECENT: usize = 200_000;

/// The terms of a store.
pub(crate) struct Terms {
    store: Arc<dyn Store>,
    /// How far the store is.
    newest: Together<(), Meta>,
    held: OnceCell<RwLock<Held>>,
    /// When they were last known to be what the store has, and how many of its transactions had ended before.
    known: StdMutex<Option<(Instant, u64)>>,
    /// Whoever brings them up to date does so alone, and lets others read meanwhile.
    catching_up: Mutex<()>,
}

/// Terms and places as of a change.
pub(crate) struct Held {
    pub(crate) index: SlotIndex,
    pub(crate) places: PlaceIndex,
    /// The database they come from, the last change in them, and the number of their directory.
    pub(crate) meta: Meta,
    /// The last changes, oldest first: all after the number that was forgotten last.
    recent: VecDeque<Change>,
    forgotten: u64,
    /// Parts that have schedules.
    parts: BTreeSet<Part>,
    /// Checksums of parts that have not changed since.
    checksums: StdMutex<HashMap<Part, String>>,
}

/// What a change did to a day.
#[derive(Clone, Copy)]
enum Effect {
    /// These cells were taken or became free.
    Cells(u64),
    /// The day is new or divided anew, or what it was before is not known.
    Sheet,
}

impl Effect {
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Cells(one), Self::Cells(other)) => Self::Cells(one | other),
            _ => Self::Sheet,
        }
    }
}

/// A change of a day of a schedule.
struct Change {
    version: u64,
    schedule: u32,
    day: Day,
    effect: Effect,
}

/// Changes that follow each other.
pub(crate) struct Page {
    /// Everything up to this number is in it.
    pub(crate) to: u64,
    /// There are more.
    pub(crate) more: bool,
    /// Days that are new or divided anew, as they are now.
    pub(crate) sheets: Vec<(u32, Sheet)>,
    /// What has changed on other days.
    pub(crate) cells: Vec<ChangedCells>,
}

impl Terms {
    /// Needs a runtime.
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self {
            newest: newest(Arc::clone(&store)),
            store,
            held: OnceCell::new(),
            known: StdMutex::default(),
            catching_up: Mutex::new(()),
        }
    }

    /// What is true now.
    pub(crate) async fn current(&self) -> Result<RwLockReadGuard<'_, Held>> {
        let held = self.held.get_or_try_init(|| read(&*self.store)).await?;
        let now = (Instant::now(), self.store.ended());
        let current = self.caught_up(held).await?;
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        Ok(current)
    }

    /// The same for searches: what another process has changed since [`OTHERS`] ago may be missing.
    pub(crate) async fn lately(&self) -> Result<RwLockReadGuard<'_, Held>> {
        match self.held.get() {
            Some(held) if self.is_known((Instant::now(), self.store.ended())) => Ok(held.read().await),
            _ => self.current().await,
        }
    }

    /// Whether nothing can have changed since they were known, but for others and for so short a time that a question of the
    /// database for every search would cost more than it is worth.
    fn is_known(&self, (now, ended): (Instant, u64)) -> bool {
        let known = *self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.is_some_and(|(at, before)| before == ended && now.saturating_duration_since(at) < OTHERS)
    }

    async fn caught_up<'a>(&self, held: &'a RwLock<Held>) -> Result<RwLockReadGuard<'a, Held>> {
        let meta = match self.newest.ask(()).await {
            Some(meta) => meta,
            None => self.store.meta().await?,
        };
        let known = held.read().await;
        if known.knows(&meta) {
            return Ok(known);
        }
        drop(known);
        let _alone = self.catching_up.lock().await;
        loop {
            let meta = self.store.meta().await?;
            let known = held.read().await;
            if known.knows(&meta) {
                return Ok(known);
            }
            let before = known.meta;
            drop(known);
            if before.epoch != meta.epoch {
                let fresh = read(&*self.store).await?.into_inner();
                *held.write().await = fresh;
                continue;
            }
            let rows = self.store.sheets_after(before.seq, PAGE).await?;
            // Asked after the rows: reference data that know all their schedules.
            let number = self.store.meta().await?.directory;
            let directory = if number > before.directory {
                Some(self.store.directory().await?)
            } else {
                None
            };
            let last = rows.last().map_or(0, |changed| changed.sheet.version);
            let complete = rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
            let mut behind = held.write().await;
            if let Some(directory) = directory {
                behind.parts = directory.parts();
                behind.index = std::mem::take(&mut behind.index).with_directory(directory);
                behind.meta.directory = number;
                behind.kept_checksums().clear();
            }
            behind.put(rows);
            behind.meta.seq = if complete { last.max(meta.seq) } else { last };
        }
    }
}

fn newest(store: Arc<dyn Store>) -> Together<(), Meta> {
    Together::of(move |askers: Vec<()>| {
        let store = Arc::clone(&store);
        async move {
            let meta = store.meta().await?;
            Ok(vec![meta; askers.len()])
        }
    })
}

async fn read(store: &dyn Store) -> Result<RwLock<Held>> {
    // Read before the rows: what changes meanwhile comes again as a change.
    let meta = store.meta().await?;
    let directory = store.directory().await?;
    let parts = directory.parts();
    let mut index = SlotIndex::new(directory);
    for part in &parts {
        let mut schedules: BTreeMap<u32, Vec<_>> = BTreeMap::new();
        for (schedule, sheet) in store.sheets(part).await? {
            schedules.entry(schedule).or_default().push(sheet);
        }
        for (schedule, sheets) in schedules {
            index.set(schedule, sheets);
        }
    }
    Ok(RwLock::new(Held {
        index,
        places: PlaceIndex::new(store.places().await?),
        meta,
        recent: VecDeque::new(),
        forgotten: meta.seq,
        parts,
        checksums: StdMutex::default(),
    }))
}

impl Held {
    fn knows(&self, meta: &Meta) -> bool {
        self.meta.epoch == meta.epoch && self.meta.seq >= meta.seq && self.meta.directory >= meta.directory
    }

    fn put(&mut self, rows: Vec<ChangedSheet>) {
        for ChangedSheet {
            schedule,
            sheet,
            previous,
        } in rows
        {
            let effect = match self.index.sheet(schedule, sheet.day) {
                // Only of a single change can be told what it did: of two, the second may have undone the first, and a
                // client that came from elsewhere may have seen what was between them.
                Some(before) if before.version == previous && before.is_divided_like(&sheet) => {
                    Effect::Cells(before.free ^ sheet.free)
                }
                _ => Effect::Sheet,
            };
            self.index.put(schedule, sheet);
            self.recent.push_back(Change {
                version: sheet.version,
                schedule,
                day: sheet.day,
                effect,
            });
            if let Some(info) = self.index.info(schedule) {
                let part = Part::new(info.schedule.service.clone(), info.location.voivodeship);
                self.kept_checksums().remove(&part);
            }
        }
        while self.recent.len() > RECENT
            && let Some(change) = self.recent.pop_front()
        {
            self.forgotten = change.version;
        }
    }

    /// The changes after a number, about `limit` of them, never a part of one change. `None` when that is too long ago to be
    /// remembered.
    pub(crate) fn changes_after(&self, seq: u64, limit: usize) -> Option<Page> {
        if seq < self.forgotten {
            return None;
        }
        let start = self.recent.partition_point(|change| change.version <= seq);
        let newest = self.recent.back().map(|change| change.version);
        let cut = self
            .recent
            .get(start.saturating_add(limit))
            .map(|change| change.version);
        let more = cut.is_some() && cut < newest;
        let to = cut.filter(|_| more).unwrap_or(self.meta.seq);
        let mut changed: BTreeMap<(u32, Day), Effect> = BTreeMap::new();
        for change in self.recent.iter().skip(start) {
            match changed.entry((change.schedule, change.day)) {
                // A day comes as it is now, with all that has happened to it.
                Entry::Occupied(mut known) => {
                    known.insert(known.get().and(change.effect));
                }
                Entry::Vacant(new) if change.version <= to => {
                    new.insert(change.effect);
                }
                Entry::Vacant(_) => {}
            }
        }
        let (mut sheets, mut cells) = (Vec::new(), Vec::new());
        for ((schedule, day), effect) in changed {
            match (self.index.sheet(schedule, day), effect) {
                (Some(sheet), Effect::Sheet) => sheets.push((schedule, *sheet)),
                (Some(sheet), Effect::Cells(changed)) => cells.push(ChangedCells {
                    schedule,
                    day,
                    taken: changed & !sheet.free,
                    freed: changed & sheet.free,
                }),
                // Of a schedule that the directory does not know: it has no meaning yet.
                (None, _) => {}
            }
        }
        Some(Page {
            to,
            more,
            sheets,
            cells,
        })
    }

    /// Parts that have schedules.
    pub(crate) fn parts(&self) -> &BTreeSet<Part> {
        &self.parts
    }

    /// What the terms of each part amount to.
    pub(crate) fn checksums(&self) -> Vec<Checksum> {
        let mut kept = self.kept_checksums();
        let checksum = |part: &Part| Checksum {
            part: part.clone(),
            sha256: kept
                .entry(part.clone())
                .or_insert_with(|| checksum::of(&self.index.part(part)))
                .clone(),
        };
        self.parts.iter().map(checksum).collect()
    }

    fn kept_checksums(&self) -> std::sync::MutexGuard<'_, HashMap<Part, String>> {
        // Whole checksums are put in or none.
        self.checksums.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
