//! Where snapshots lie: a folder beside the database, or a bucket that speaks S3 and is shared by all processes of a
//! registry, so that each can hand out what another has made.

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt};
use okienko_wire::Manifest;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// Time for which a client that has begun a download may go on with it, and other processes may still name its parts.
const KEPT: Duration = Duration::from_secs(7 * 24 * 3600);
/// Folder of the blobs.
const BLOBS: &str = "blobs";

/// A failure of the place.
pub type Result<T> = std::result::Result<T, object_store::Error>;

/// The place.
#[derive(Debug, Clone)]
pub struct Depot(Arc<dyn ObjectStore>);

impl Depot {
    /// Nowhere but here: gone with the process.
    #[must_use]
    pub fn memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    /// A folder, made when it is not there, or `s3://bucket/prefix`. Credentials, region and, for another service than
    /// Amazon's, its address come from the usual variables: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`,
    /// `AWS_ENDPOINT`.
    ///
    /// # Errors
    /// When the folder cannot be made or the address is none.
    pub fn open(place: &str) -> Result<Self> {
        if !place.starts_with("s3://") {
            let created = std::fs::create_dir_all(place);
            created.map_err(|error| failed(place, error))?;
            return Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(place)?)));
        }
        Self::bucket(AmazonS3Builder::from_env(), place)
    }

    fn bucket(configured: AmazonS3Builder, place: &str) -> Result<Self> {
        // Set once per process; a second call has nothing to add.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let address = Url::parse(place).map_err(|error| failed(place, error))?;
        let bucket = configured.with_url(place).build()?;
        let prefix = Path::from_url_path(address.path())?;
        Ok(Self(Arc::new(PrefixStore::new(bucket, prefix))))
    }

    /// Keeps bytes under their address.
    pub(crate) async fn put(&self, hash: &str, bytes: Bytes) -> Result<()> {
        self.0.put(&at(hash), bytes.into()).await.map(drop)
    }

    /// The bytes of an address; `None` when nobody has put them here.
    pub(crate) async fn get(&self, hash: &str) -> Result<Option<Bytes>> {
        match self.0.get(&at(hash)).await {
            Ok(found) => found.bytes().await.map(Some),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes what is neither in the newest snapshot nor young.
    pub(crate) async fn sweep(&self, newest: &Manifest) -> Result<()> {
        let named: HashSet<Path> = newest.blobs().map(|blob| at(&blob.hash)).collect();
        let objects: Vec<_> = self.0.list(Some(&Path::from(BLOBS))).try_collect().await?;
        let now = objects.iter().map(|object| object.last_modified).max();
        for object in objects {
            let age = now.map(|now| (now - object.last_modified).to_std().unwrap_or_default());
            if age > Some(KEPT) && !named.contains(&object.location) {
                self.0.delete(&object.location).await?;
            }
        }
        Ok(())
    }
}

fn at(hash: &str) -> Path {
    Path::from_iter([BLOBS, hash])
}

fn failed(what: &str, error: impl std::error::Error + Send + Sync + 'static) -> object_store::Error {
    object_store::Error::Generic {
        store: "snapshots",
        source: format!("{what}: {error}").into(),
    }
}

#[cfg(test)]
mod tests;
