//! A way to the registry that counts what comes down it: whatever the two agree to say, these are the bytes on the wire.

use anyhow::{Context, Result};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// Bytes taken at once.
const CHUNK: usize = 64 << 10;

/// The way; it ends with its owner.
pub(crate) struct Meter {
    /// Where a client finds the registry through it.
    pub(crate) url: String,
    received: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Meter {
    /// A way to the registry at `url`.
    pub(crate) async fn before(url: &str) -> Result<Self> {
        let registry = url
            .strip_prefix("http://")
            .context("a registry on this machine")?
            .to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}", listener.local_addr()?);
        let received = Arc::new(AtomicU64::new(0));
        let count = Arc::clone(&received);
        let task = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (registry, count) = (registry.clone(), Arc::clone(&count));
                // A connection may end at any time: that is what its two ends agree on.
                tokio::spawn(async move { pass(client, &registry, &count).await });
            }
        });
        Ok(Self { url, received, task })
    }

    /// Bytes that have come from the registry, headers and all.
    pub(crate) fn received(&self) -> u64 {
        self.received.load(Ordering::Relaxed)
    }
}

impl Drop for Meter {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn pass(client: TcpStream, registry: &str, count: &AtomicU64) -> io::Result<()> {
    let registry = TcpStream::connect(registry).await?;
    client.set_nodelay(true)?;
    registry.set_nodelay(true)?;
    let (mut asks, mut hears) = client.into_split();
    let (mut answers, mut listens) = registry.into_split();
    tokio::select! {
        up = copy(&mut asks, &mut listens) => up.map(drop),
        down = counted(&mut answers, &mut hears, count) => down,
    }
}

async fn counted(
    from: &mut (impl AsyncRead + Unpin),
    to: &mut (impl AsyncWriteExt + Unpin),
    count: &AtomicU64,
) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    loop {
        let bytes = from.read(&mut chunk).await?;
        if bytes == 0 {
            return Ok(());
        }
        count.fetch_add(u64::try_from(bytes).unwrap_or(0), Ordering::Relaxed);
        to.write_all(chunk.get(..bytes).unwrap_or_default()).await?;
    }
}
