//! A desk in a process of its own, so that its memory can be told from that of the registry: this very program, started
//! again by a command that its help does not name.

use crate::country::{coded, desk, online};
use crate::figures::percentile;
use crate::machine::{SELF, memory_now, peak_memory};
use crate::meter::Meter;
use crate::queries::questions;
use crate::{country::Country, desk::search_times};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;
use tokio::process::Command;

/// Variable with the one-time code: everybody on this machine can read arguments.
const CODE: &str = "OKIENKO_CODE";

/// What the process is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Address of the registry.
    #[arg(long)]
    registry: String,
    /// Folder of its data, empty.
    #[arg(long)]
    folder: PathBuf,
    /// Searches to make once it has the terms.
    #[arg(long)]
    questions: usize,
}

/// What the process saw.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Seen {
    /// Terms it holds.
    pub(crate) terms: u64,
    /// Seconds from its start until it had them all.
    pub(crate) seconds: f64,
    /// The most memory it had until then, in megabytes.
    pub(crate) peak: f64,
    /// Memory it had right after, in megabytes.
    pub(crate) memory: f64,
    /// Half of its searches were faster, in milliseconds; NaN is `null`.
    pub(crate) search_p50: Option<f64>,
    /// 99 of 100 of its searches were faster.
    pub(crate) search_p99: Option<f64>,
    /// Bytes of `cache.db` once it was stopped.
    pub(crate) cache: u64,
    /// Bytes that came from the registry, headers and all; counted outside of it.
    #[serde(default)]
    pub(crate) received: u64,
}

/// The process itself; says on one line what it saw.
pub(crate) async fn run(arguments: Arguments) -> Result<String> {
    let code = std::env::var(CODE).with_context(|| format!("{CODE} is not set"))?;
    let started = Instant::now();
    let app = online(desk(arguments.registry, Some(code), &arguments.folder)).await?;
    let seconds = started.elapsed().as_secs_f64();
    let (peak, memory) = (peak_memory(SELF)?, memory_now(SELF)?);
    let terms = app.sync_state().await.map_err(coded)?.terms.into();
    let asked = if arguments.questions > 0 {
        questions(&app, arguments.questions).await?
    } else {
        Vec::new()
    };
    let (mut times, _) = search_times(&app, asked).await?;
    let mut at = |percent| Some(percentile(&mut times, percent)).filter(|time| time.is_finite());
    let (search_p50, search_p99) = (at(50), at(99));
    app.stop().await;
    let cache = std::fs::metadata(arguments.folder.join("cache.db"))?.len();
    Ok(serde_json::to_string(&Seen {
        terms,
        seconds,
        peak,
        memory,
        search_p50,
        search_p99,
        cache,
        received: 0,
    })?)
}

/// Starts such a process on an empty folder and waits until it has ended.
pub(crate) async fn first_sync(country: &Country, folder: &Path, questions: usize) -> Result<Seen> {
    let way = Meter::before(&country.url).await?;
    let config = country.desk(&way.url, folder).await?;
    let child = Command::new(std::env::current_exe()?)
        .args(["client", "--registry", &way.url, "--questions", &questions.to_string()])
        .arg("--folder")
        .arg(folder)
        .env(CODE, config.code.unwrap_or_default())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await?;
    ensure!(child.status.success(), "the client ended with {}", child.status);
    let seen: Seen = serde_json::from_slice(&child.stdout).context("the client says what it saw")?;
    ensure!(
        seen.terms == country.made.terms,
        "the client has {} terms of {}",
        seen.terms,
        country.made.terms
    );
    Ok(Seen {
        received: way.received(),
        ..seen
    })
}
