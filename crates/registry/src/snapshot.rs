//! The snapshot: everything a new client downloads, as immutable blobs made once for all clients.

use bytes::Bytes;
use okienko_domain::directory::Directory;
use okienko_registry_store::{Result, Store, StoreError};
use okienko_wire::blob::{BlobError, address, pack};
use okienko_wire::{BlobRef, Manifest, SegmentRef, segment};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock};
use tokio::task::spawn_blocking;

/// A manifest and the blobs it names.
#[derive(Debug)]
pub struct Snapshot {
    /// What there is.
    pub manifest: Manifest,
    /// Bytes by hash.
    pub blobs: HashMap<String, Bytes>,
    /// [`Meta::directory`](okienko_registry_store::Meta::directory) when the directory was read.
    directory: u64,
}

/// Changes after which the snapshot is made again. Until then a new client pulls them as pages.
const STALE_AFTER: u64 = 20_000;

impl Snapshot {
    /// Reads the store and packs it.
    ///
    /// # Errors
    /// When the store cannot be read or a sheet cannot be packed.
    pub async fn make(store: &dyn Store) -> Result<Self> {
        let meta = store.meta().await?;
        let directory = store.directory().await?;
        let parts = partitions(&directory);
        let mut blobs = HashMap::new();
        let mut add = |bytes: Vec<u8>| -> BlobRef {
            let blob = address(&bytes);
            blobs.insert(blob.hash.clone(), Bytes::from(bytes));
            blob
        };
        let mut segments = Vec::with_capacity(parts.len());
        for (service, voivodeship) in parts {
            // Taken before the rows are read: a change in between is in the segment and comes again as a page.
            let seq = store.meta().await?.seq;
            let rows = store.sheets(&service, voivodeship).await?;
            let terms = rows.iter().map(|(_, s)| u64::from(s.open.count_ones())).sum();
            let blob = add(packed(move || segment::encode(&rows)).await?);
            segments.push(SegmentRef {
                blob,
                seq,
                service,
                voivodeship,
                terms,
            });
        }
        let places = store.places().await?;
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
    async fn with_directory(&self, store: &dyn Store) -> Result<Self> {
        let number = store.meta().await?.directory;
        let directory = store.directory().await?;
        let bytes = packed(move || pack(&directory)).await?;
        let blob = address(&bytes);
        let mut blobs = self.blobs.clone();
        blobs.remove(&self.manifest.directory.hash);
        blobs.insert(blob.hash.clone(), Bytes::from(bytes));
        Ok(Self {
            manifest: Manifest {
                directory: blob,
                ..self.manifest.clone()
            },
            blobs,
            directory: number,
        })
    }

    /// The change up to which every segment is complete.
    #[must_use]
    pub fn seq(&self) -> u64 {
        self.manifest.segments.iter().map(|s| s.seq).min().unwrap_or(0)
    }
}

/// Service and voivodeship of every segment: a kiosk may hold its own voivodeship only, and a broken download costs a
/// fiftieth of the country.
pub(crate) fn partitions(directory: &Directory) -> BTreeSet<(String, u8)> {
    let voivodeships: HashMap<u32, u8> = directory.locations.iter().map(|l| (l.id, l.voivodeship)).collect();
    directory
        .schedules
        .iter()
        .filter_map(|s| Some((s.service.clone(), *voivodeships.get(&s.location)?)))
        .collect()
}

async fn packed(work: impl FnOnce() -> std::result::Result<Vec<u8>, BlobError> + Send + 'static) -> Result<Vec<u8>> {
    let corrupt = |e: &dyn std::fmt::Display| StoreError::Corrupt(e.to_string());
    spawn_blocking(work)
        .await
        .map_err(|e| corrupt(&e))?
        .map_err(|e| corrupt(&e))
}

/// The newest snapshot and the one before, which clients may still be downloading.
pub(crate) struct SnapshotCache {
    store: Arc<dyn Store>,
    kept: RwLock<(Arc<Snapshot>, Option<Arc<Snapshot>>)>,
    making: Mutex<()>,
}

impl SnapshotCache {
    pub(crate) async fn new(store: Arc<dyn Store>) -> Result<Self> {
        let first = Arc::new(Snapshot::make(&*store).await?);
        Ok(Self {
            store,
            kept: RwLock::new((first, None)),
            making: Mutex::new(()),
        })
    }

    /// The newest snapshot, made again when too much has changed since.
    pub(crate) async fn newest(&self) -> Result<Arc<Snapshot>> {
        let meta = self.store.meta().await?;
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
        let made = Arc::new(Snapshot::make(&*self.store).await?);
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
        let made = Arc::new(current.with_directory(&*self.store).await?);
        *self.kept.write().await = (Arc::clone(&made), Some(current));
        Ok(made)
    }

    pub(crate) async fn blob(&self, hash: &str) -> Option<Bytes> {
        let kept = self.kept.read().await;
        let older = kept.1.as_ref();
        kept.0
            .blobs
            .get(hash)
            .or_else(|| older.and_then(|s| s.blobs.get(hash)))
            .cloned()
    }
}
