//! What a first sync costs: bytes on the wire and memory of the client.

use crate::client::first_sync;
use crate::country::Country;
use crate::figures::{Figure, megabytes};
use anyhow::Result;
use okienko_testkit::http_client;
use okienko_wire::{Manifest, SNAPSHOT};
use std::path::Path;

/// What of the snapshot is how large, in bytes.
pub(crate) struct Sizes {
    /// All segments.
    pub(crate) segments: u64,
    /// Services, facilities, locations, schedules.
    pub(crate) directory: u64,
    /// Places.
    pub(crate) places: u64,
    /// Terms in the segments.
    pub(crate) terms: u64,
}

impl Sizes {
    /// As the registry at `url` says in its manifest.
    pub(crate) async fn of(url: &str) -> Result<Self> {
        let answer = http_client().get(format!("{url}{SNAPSHOT}")).send().await?;
        let manifest: Manifest = answer.error_for_status()?.json().await?;
        Ok(Self {
            segments: manifest.segments.iter().map(|s| s.blob.bytes).sum(),
            directory: manifest.directory.bytes,
            places: manifest.places.bytes,
            terms: manifest.segments.iter().map(|s| s.terms).sum(),
        })
    }

    /// Bytes of a term.
    pub(crate) fn a_term(&self) -> f64 {
        self.segments as f64 / self.terms as f64
    }
}

/// Bytes of a term and memory of a client, from one first sync in a process of its own.
pub(crate) async fn measured(country: &Country, folder: &Path) -> Result<Vec<Figure>> {
    let sizes = Sizes::of(&country.url).await?;
    let seen = first_sync(country, &folder.join("client"), 0).await?;
    let a_term = sizes.a_term();
    let wire = format!(
        "segments {:.2} MB, directory {:.2} MB, places {:.2} MB; through the socket, headers and all, {:.2} MB",
        megabytes(sizes.segments),
        megabytes(sizes.directory),
        megabytes(sizes.places),
        megabytes(seen.received)
    );
    let memory = format!(
        "most until {} terms were there after {:.2} s, then {:.0} MB; cache.db {:.1} MB; a process without a window",
        seen.terms,
        seen.seconds,
        seen.memory,
        megabytes(seen.cache)
    );
    Ok(vec![
        Figure::plain("wire-bytes", a_term, "B/term")
            .note(wire)
            .target("<= 1.5", a_term <= 1.5),
        Figure::plain("sync-memory", seen.peak, "MB")
            .note(memory)
            .target("< 300", seen.peak < 300.0),
    ])
}
