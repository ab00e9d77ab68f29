use super::{BLOBS, Depot, KEPT};
use crate::snapshot::SnapshotCache;
use crate::terms::Terms;
use bytes::Bytes;
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use object_store::aws::AmazonS3Builder;
use okienko_registry_store::{SqliteStore, Store};
use okienko_testkit::{publish_country, take_a_term};
use okienko_wire::BlobRef;
use okienko_wire::blob::address;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;
use tempfile::TempDir;
use tokio::net::TcpListener;

/// A bucket of a server that speaks S3, and the folder it lies in.
async fn bucket() -> (Depot, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("okienko")).unwrap();
    let mut service = S3ServiceBuilder::new(s3s_fs::FileSystem::new(folder.path()).unwrap());
    service.set_auth(SimpleAuth::from_single("name", "secret"));
    let service = service.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let connection = http1::Builder::new().serve_connection(TokioIo::new(socket), service.clone());
            tokio::spawn(connection);
        }
    });
    let configured = AmazonS3Builder::new()
        .with_endpoint(format!("http://{address}"))
        .with_allow_http(true)
        .with_region("eu-central-2")
        .with_access_key_id("name")
        .with_secret_access_key("secret");
    (Depot::bucket(configured, "s3://okienko/poland").unwrap(), folder)
}

async fn put(depot: &Depot, bytes: &'static [u8]) -> BlobRef {
    let blob = address(bytes);
    depot.put(&blob.hash, Bytes::from_static(bytes)).await.unwrap();
    blob
}

/// A registry's snapshots over a database and a place.
async fn process(database: &Path, depot: &Depot) -> SnapshotCache {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(database).await.unwrap());
    let terms = Arc::new(Terms::new(store));
    SnapshotCache::new(terms, depot.clone()).await.unwrap()
}

async fn segments(process: &SnapshotCache) -> BTreeSet<String> {
    let manifest = process.newest().await.unwrap().manifest.clone();
    manifest.segments.into_iter().map(|s| s.blob.hash).collect()
}

async fn keeps_and_hands_out(depot: Depot) {
    let blob = put(&depot, b"terms").await;
    put(&depot, b"terms").await;
    assert_eq!(depot.get(&blob.hash).await.unwrap().unwrap(), "terms");
    assert_eq!(depot.get(&address(b"others").hash).await.unwrap(), None);

    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("registry.db");
    publish_country(&SqliteStore::open(&database).await.unwrap()).await;
    let first = process(&database, &depot).await;
    let before = segments(&first).await;
    assert_eq!(before.len(), 3, "mammography in two voivodeships, cardiology in one");
    take_a_term(&SqliteStore::open(&database).await.unwrap()).await;
    let second = process(&database, &depot).await;
    let after = segments(&second).await;
    assert_eq!(
        after.intersection(&before).count(),
        2,
        "only the part that changed is packed again"
    );
    for hash in &after {
        let bytes = first
            .blob(hash)
            .await
            .expect("one process hands out what the other has made");
        assert_eq!(address(&bytes).hash, *hash);
    }
    for hash in &before {
        assert!(second.blob(hash).await.is_some(), "a download that has begun may end");
    }
    assert!(first.blob("../registry.db").await.is_none());
}

#[tokio::test]
async fn a_folder_keeps_and_hands_out() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("new/folder");
    keeps_and_hands_out(Depot::open(place.to_str().unwrap()).unwrap()).await;
}

#[tokio::test]
async fn a_bucket_keeps_and_hands_out() {
    let (depot, folder) = bucket().await;
    keeps_and_hands_out(depot).await;
    assert!(folder.path().join("okienko/poland").exists(), "under the prefix");
}

#[tokio::test]
async fn memory_keeps_and_hands_out() {
    keeps_and_hands_out(Depot::memory()).await;
}

#[tokio::test]
async fn what_nobody_names_goes_after_a_week() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("registry.db");
    publish_country(&SqliteStore::open(&database).await.unwrap()).await;
    let depot = Depot::open(folder.path().to_str().unwrap()).unwrap();
    let named = segments(&process(&database, &depot).await).await;
    let (old, young) = (put(&depot, b"old").await, put(&depot, b"young").await);
    let blobs = folder.path().join(BLOBS);
    for hash in named.iter().chain([&old.hash]) {
        let file = File::options().write(true).open(blobs.join(hash)).unwrap();
        file.set_modified(SystemTime::now() - KEPT - KEPT).unwrap();
    }
    process(&database, &depot).await;
    let there = |hash: &String| blobs.join(hash).exists();
    assert!(named.iter().all(there) && there(&young.hash) && !there(&old.hash));
}
