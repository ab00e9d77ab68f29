//! All terms in memory: what snapshots are made of and searches walk over.
//!
//! They are read once and brought up to date by the same change feed that clients follow: whoever asks for them knows
//! every change that was durable before.

use crate::Result;
use okienko_domain::place::PlaceIndex;
use okienko_domain::scope::Part;
use okienko_domain::search::SlotIndex;
use okienko_domain::slot::Sheet;
use okienko_registry_store::{Meta, Store};
use okienko_wire::{Checksum, checksum};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use tokio::sync::{Mutex, OnceCell, RwLock, RwLockReadGuard};

/// Changes read at once.
const PAGE: u32 = 5_000;
/// Changes remembered for desktops that were here a moment ago.
const RECENT: usize = 20_000;

/// The terms of a store.
pub(crate) struct Terms {
    store: Arc<dyn Store>,
    held: OnceCell<RwLock<Held>>,
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
    recent: VecDeque<(u32, Sheet)>,
    forgotten: u64,
    /// Parts that have schedules.
    parts: BTreeSet<Part>,
    /// Checksums of parts that have not changed since.
    checksums: StdMutex<HashMap<Part, String>>,
}

/// Changes that follow each other.
pub(crate) struct Page {
    /// Everything up to this number is in it.
    pub(crate) to: u64,
    /// There are more.
    pub(crate) more: bool,
    /// The changed sheets as they are now.
    pub(crate) sheets: Vec<(u32, Sheet)>,
}

impl Terms {
    pub(crate) fn new(store: Arc<dyn Store>) -> Self {
        Self {
            store,
            held: OnceCell::new(),
            catching_up: Mutex::new(()),
        }
    }

    /// What is true now.
    pub(crate) async fn current(&self) -> Result<RwLockReadGuard<'_, Held>> {
        let held = self.held.get_or_try_init(|| read(&*self.store)).await?;
        let meta = self.store.meta().await?;
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
            let last = rows.last().map_or(0, |(_, sheet)| sheet.version);
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

    fn put(&mut self, rows: Vec<(u32, Sheet)>) {
        for (schedule, sheet) in rows {
            self.index.put(schedule, sheet);
            self.recent.push_back((schedule, sheet));
            if let Some(info) = self.index.info(schedule) {
                let part = Part::new(info.schedule.service.clone(), info.location.voivodeship);
                self.kept_checksums().remove(&part);
            }
        }
        while self.recent.len() > RECENT
            && let Some((_, sheet)) = self.recent.pop_front()
        {
            self.forgotten = sheet.version;
        }
    }

    /// The changes after a number, about `limit` sheets of them, never a part of one change. `None` when that is too long
    /// ago to be remembered.
    pub(crate) fn changes_after(&self, seq: u64, limit: u32) -> Option<Page> {
        if seq < self.forgotten {
            return None;
        }
        let start = self.recent.partition_point(|(_, sheet)| sheet.version <= seq);
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let newest = self.recent.back().map(|(_, sheet)| sheet.version);
        let cut = self.recent.get(start + limit).map(|(_, sheet)| sheet.version);
        let more = cut.is_some() && cut < newest;
        let to = cut.filter(|_| more).unwrap_or(self.meta.seq);
        let changed = self
            .recent
            .iter()
            .skip(start)
            .take_while(|(_, sheet)| sheet.version <= to);
        // What has changed again since comes with its last change.
        let is_newest = |(schedule, sheet): &&(u32, Sheet)| self.index.sheet(*schedule, sheet.day) == Some(sheet);
        let sheets = changed.filter(is_newest).copied().collect();
        Some(Page { to, more, sheets })
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
mod tests {
    use super::{RECENT, Terms};
    use okienko_domain::slot::Sheet;
    use okienko_registry_store::{SqliteStore, Store};
    use okienko_testkit::{day, publish_country};
    use std::collections::BTreeMap;
    use std::sync::Arc;

    /// In one transaction, some days of the first schedule.
    async fn change(store: &dyn Store, days: impl Iterator<Item = u16>, free: u64) -> u64 {
        let mut tx = store.begin().await.unwrap();
        let version = tx.next_seq().await.unwrap();
        let sheet = |after| Sheet {
            day: day(after),
            first: 480,
            step: 20,
            open: 0xff,
            free,
            version,
        };
        let sheets: Vec<_> = days.map(|after| (1, sheet(after))).collect();
        tx.put_sheets(&sheets).await.unwrap();
        tx.commit().await.unwrap();
        version
    }

    #[tokio::test]
    async fn remembered_changes_are_those_of_the_store() {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.path().join("registry.db")).await.unwrap());
        publish_country(&*store).await;
        let terms = Terms::new(Arc::clone(&store));
        let first = terms.current().await.unwrap().meta.seq;
        for free in 0..20 {
            change(&*store, (1 + free % 3)..(4 + free % 5), free.into()).await;
        }
        let held = terms.current().await.unwrap();
        for limit in 1..30 {
            for after in first..=held.meta.seq {
                let (mut at, mut known) = (after, BTreeMap::new());
                loop {
                    let page = held.changes_after(at, limit).unwrap();
                    assert!(page.to > at || !page.more, "a page that leads nowhere");
                    known.extend(page.sheets.into_iter().map(|(id, sheet)| ((id, sheet.day), sheet)));
                    at = page.to;
                    if !page.more {
                        break;
                    }
                }
                let stored = store.sheets_after(after, 1_000).await.unwrap();
                let stored: BTreeMap<_, _> = stored.into_iter().map(|(id, sheet)| ((id, sheet.day), sheet)).collect();
                assert_eq!((at, known), (held.meta.seq, stored), "after {after}, {limit} at once");
            }
        }
        assert!(held.changes_after(first - 1, 1).is_none(), "before it was here");
    }

    #[tokio::test]
    async fn what_is_forgotten_is_not_answered_in_part() {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.path().join("registry.db")).await.unwrap());
        publish_country(&*store).await;
        let terms = Terms::new(Arc::clone(&store));
        let half = u16::try_from(RECENT / 2 + 1).unwrap();
        drop(terms.current().await.unwrap());
        let first = change(&*store, 0..half, 1).await;
        drop(terms.current().await.unwrap());
        let second = change(&*store, 0..half, 2).await;
        let held = terms.current().await.unwrap();
        assert!(held.changes_after(first - 1, u32::MAX).is_none(), "some of it is gone");
        let page = held.changes_after(first, u32::MAX).unwrap();
        assert_eq!((page.to, page.sheets.len()), (second, usize::from(half)));
    }
}
