//! The snapshot: everything a new client downloads, as immutable blobs made once for all clients.

use crate::depot::Depot;
use crate::terms::Terms;
use bytes::Bytes;
use okienko_domain::scope::Part;
use okienko_domain::search::SlotIndex;
use okienko_domain::slot::Sheet;
use okienko_registry_store::{Meta, Result, StoreError};
use okienko_wire::blob::{BlobError, address, pack};
use okienko_wire::{BlobRef, Manifest, SegmentRef, segment};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock};
use tokio::task::spawn_blocking;

/// A manifest and the blobs it names.
#[derive(Debug)]
pub(crate) struct Snapshot {
    /// What there is.
    pub(crate) manifest: Manifest,
    /// Bytes by hash.
    blobs: HashMap<String, Bytes>,
    /// [`Meta::directory`] when the directory was read.
    directory: u64,
}

/// Changes after which the snapshot is made again. Until then a new client pulls them as pages.
const STALE_AFTER: u64 = 20_000;

impl Snapshot {
    /// Puts into a place what the snapshot before had not.
    async fn store(&self, depot: &Depot, before: Option<&Self>) {
        let stored = async {
            for (hash, bytes) in &self.blobs {
                if before.is_none_or(|s| !s.blobs.contains_key(hash)) {
                    depot.put(hash, bytes.clone()).await?;
                }
            }
            depot.sweep(&self.manifest).await
        };
        if let Err(error) = stored.await {
            tracing::warn!(%error, "the snapshot cannot be stored; it is served from memory");
        }
    }

    /// Packs the terms of now. Parts that have not changed since the snapshot before are taken over.
    async fn make(terms: &Terms, before: Option<&Self>) -> Result<Self> {
        let (meta, directory, places, parts) = {
            let held = terms.current().await?;
            let before = before.filter(|s| s.is_of(&held.meta));
            let part = |part: &Part| Rows::of(&held.index, part, before.and_then(|s| s.segment(part)));
            let parts: Vec<(Part, Rows)> = held.parts().iter().map(|p| (p.clone(), part(p))).collect();
            let directory = held.index.directory().clone();
            (held.meta, directory, held.places.all().to_vec(), parts)
        };
        let mut blobs = HashMap::new();
        let mut segments = Vec::with_capacity(parts.len());
        for (part, rows) in parts {
            let (blob, bytes, count) = match rows {
                Rows::AsBefore(segment) => {
                    let bytes = before.and_then(|s| s.blobs.get(&segment.blob.hash)).cloned();
                    (segment.blob, bytes, segment.terms)
                }
                Rows::New(rows) => {
                    let count = rows.iter().map(|(_, s)| u64::from(s.open.count_ones())).sum();
                    let bytes = packed(move || segment::encode(&rows)).await?;
                    (address(&bytes), Some(bytes), count)
                }
            };
            blobs.extend(bytes.map(|bytes| (blob.hash.clone(), bytes)));
            segments.push(SegmentRef {
                blob,
                seq: meta.seq,
                part,
                terms: count,
            });
        }
        let mut add = |bytes: Bytes| -> BlobRef {
            let blob = address(&bytes);
            blobs.insert(blob.hash.clone(), bytes);
            blob
        };
        let directory = add(packed(move || pack(&directory)).await?);
        let places = add(packed(move || pack(&places)).await?);
        Ok(Self {
            manifest: Manifest {
                epoch: meta.epoch,
                demo: meta.demo,
                directory,
                places,
                segments,
            },
            blobs,
            directory: meta.directory,
        })
    }

    /// The same terms under the directory of now. What is new in it comes as changes.
    async fn with_directory(&self, terms: &Terms) -> Result<Self> {
        let (number, directory) = {
            let held = terms.current().await?;
            (held.meta.directory, held.index.directory().clone())
        };
        let bytes = packed(move || pack(&directory)).await?;
        let blob = address(&bytes);
        let mut blobs = self.blobs.clone();
        blobs.remove(&self.manifest.directory.hash);
        blobs.insert(blob.hash.clone(), bytes);
        Ok(Self {
            manifest: Manifest {
                directory: blob,
                ..self.manifest.clone()
            },
            blobs,
            directory: number,
        })
    }

    fn is_of(&self, meta: &Meta) -> bool {
        (self.manifest.epoch, self.directory) == (meta.epoch, meta.directory)
    }

    fn segment(&self, part: &Part) -> Option<&SegmentRef> {
        self.manifest.segments.iter().find(|s| s.part == *part)
    }

    /// The change up to which every segment is complete.
    fn seq(&self) -> u64 {
        self.manifest.segments.iter().map(|s| s.seq).min().unwrap_or(0)
    }
}

/// The rows of a part.
enum Rows {
    /// Those of this segment.
    AsBefore(SegmentRef),
    New(Vec<(u32, Sheet)>),
}

impl Rows {
    fn of(index: &SlotIndex, part: &Part, before: Option<&SegmentRef>) -> Self {
        let schedules = index.part(part);
        let sheets = || {
            schedules
                .iter()
                .flat_map(|(id, sheets)| sheets.iter().map(move |s| (*id, *s)))
        };
        match before {
            Some(segment) if sheets().all(|(_, sheet)| sheet.version <= segment.seq) => Self::AsBefore(segment.clone()),
            _ => Self::New(sheets().collect()),
        }
    }
}

async fn packed(work: impl FnOnce() -> std::result::Result<Vec<u8>, BlobError> + Send + 'static) -> Result<Bytes> {
    let corrupt = |e: &dyn std::fmt::Display| StoreError::Corrupt(e.to_string());
    spawn_blocking(work)
        .await
        .map_err(|e| corrupt(&e))?
        .map(Bytes::from)
        .map_err(|e| corrupt(&e))
}

/// The newest snapshot and the one before, which clients may still be downloading.
pub(crate) struct SnapshotCache {
    terms: Arc<Terms>,
    depot: Depot,
    kept: RwLock<(Arc<Snapshot>, Option<Arc<Snapshot>>)>,
    making: Mutex<()>,
}

impl SnapshotCache {
    pub(crate) async fn new(terms: Arc<Terms>, depot: Depot) -> Result<Self> {
        let first = Arc::new(Snapshot::make(&terms, None).await?);
        first.store(&depot, None).await;
        Ok(Self {
            terms,
            depot,
            kept: RwLock::new((first, None)),
            making: Mutex::new(()),
        })
    }

    /// The newest snapshot, made again when too much has changed since.
    pub(crate) async fn newest(&self) -> Result<Arc<Snapshot>> {
        let meta = self.terms.current().await?.meta;
        let newest = Arc::clone(&self.kept.read().await.0);
        // A database that was given another identity meanwhile has another history.
        if meta.epoch == newest.manifest.epoch && meta.seq < newest.seq() + STALE_AFTER {
            return self.with_directory(meta.directory).await;
        }
        // While one client waits for the new one, the others get the old one and more pages of changes.
        let Ok(_one_at_a_time) = self.making.try_lock() else {
            return Ok(newest);
        };
        let current = Arc::clone(&self.kept.read().await.0);
        if !Arc::ptr_eq(&current, &newest) {
            return Ok(current);
        }
        let made = Arc::new(Snapshot::make(&self.terms, Some(&current)).await?);
        made.store(&self.depot, Some(&current)).await;
        *self.kept.write().await = (Arc::clone(&made), Some(current));
        Ok(made)
    }

    /// Hash of a directory that is at least as new as `number`, which the change pages belong to.
    pub(crate) async fn directory(&self, number: u64) -> Result<String> {
        Ok(self.with_directory(number).await?.manifest.directory.hash.clone())
    }

    /// The newest snapshot with a directory at least as new as `number`.
    async fn with_directory(&self, number: u64) -> Result<Arc<Snapshot>> {
        let newest = Arc::clone(&self.kept.read().await.0);
        if newest.directory >= number {
            return Ok(newest);
        }
        let _one_at_a_time = self.making.lock().await;
        let current = Arc::clone(&self.kept.read().await.0);
        if current.directory >= number {
            return Ok(current);
        }
        let made = Arc::new(current.with_directory(&self.terms).await?);
        made.store(&self.depot, Some(&current)).await;
        *self.kept.write().await = (Arc::clone(&made), Some(current));
        Ok(made)
    }

    /// The bytes of an address, also when another process has made them.
    pub(crate) async fn blob(&self, hash: &str) -> Option<Bytes> {
        let (newest, older) = {
            let kept = self.kept.read().await;
            let bytes = |snapshot: &Arc<Snapshot>| snapshot.blobs.get(hash).cloned();
            (bytes(&kept.0), kept.1.as_ref().and_then(bytes))
        };
        if let Some(bytes) = newest.or(older) {
            return Some(bytes);
        }
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
        let found = if is_hash { self.depot.get(hash).await } else { Ok(None) };
        found.unwrap_or_else(|error| {
            tracing::warn!(%error, "the stored snapshot cannot be read");
            None
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Snapshot;
    use crate::terms::Terms;
    use okienko_domain::slot::Sheet;
    use okienko_registry_store::{SqliteStore, Store};
    use okienko_testkit::{publish_country, take_a_term};
    use okienko_wire::segment;
    use std::sync::Arc;

    #[tokio::test]
    async fn parts_that_have_not_changed_are_taken_over_and_hold_up_to_now() {
        let folder = tempfile::tempdir().unwrap();
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.path().join("registry.db")).await.unwrap());
        publish_country(&*store).await;
        let terms = Terms::new(Arc::clone(&store));
        let first = Snapshot::make(&terms, None).await.unwrap();
        let (schedule, sheet) = take_a_term(&*store).await;

        let second = Snapshot::make(&terms, Some(&first)).await.unwrap();
        let anew = Snapshot::make(&terms, None).await.unwrap();
        assert_eq!(second.manifest, anew.manifest);
        assert!(second.manifest.segments.iter().all(|s| s.seq == sheet.version));
        let pairs = first.manifest.segments.iter().zip(&second.manifest.segments);
        let changed: Vec<_> = pairs.filter(|(old, new)| old.blob != new.blob).collect();
        let [(_, new)] = changed.as_slice() else {
            panic!("one part has changed: {changed:?}");
        };
        let rows = segment::decode(second.blobs[&new.blob.hash].clone()).unwrap();
        assert!(rows.contains(&(schedule, Sheet { version: 0, ..sheet })));
    }
}
