//! The control of the power cuts: the same registry over the same store with `synchronous = NORMAL`. A proof that does not
//! notice what this one forgets proves nothing.

use anyhow::Result;
use okienko_registry::{Limits, Registry, listen, serve};
use okienko_registry_store::SqliteStore;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

/// As of `okienko-registry serve`.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[arg(long)]
    db: PathBuf,
    #[arg(long)]
    key: PathBuf,
    #[arg(long)]
    listen: SocketAddr,
}

/// Serves until it is killed.
pub(crate) async fn run(arguments: &Arguments) -> Result<()> {
    let store = SqliteStore::open_forgetful(&arguments.db, &arguments.key).await?;
    let registry = Registry::new(Arc::new(store), okienko_app::system_clock()).await?;
    let listener = listen(arguments.listen)?;
    println!("http://{}", listener.local_addr()?);
    serve(listener, registry, Limits::default(), std::future::pending()).await;
    Ok(())
}
