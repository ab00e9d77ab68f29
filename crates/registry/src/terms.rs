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
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex as StdMutex, PoisonError};
use tokio::sync::{Mutex, OnceCell, RwLock, RwLockReadGuard};

/// Changes read at once.
const PAGE: u32 = 5_000;

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
    /// Parts that have schedules.
    parts: BTreeSet<Part>,
    /// Checksums of parts that have not changed since.
    checksums: StdMutex<HashMap<Part, String>>,
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
            if let Some(info) = self.index.info(schedule) {
                let part = Part::new(info.schedule.service.clone(), info.location.voivodeship);
                self.kept_checksums().remove(&part);
            }
        }
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
