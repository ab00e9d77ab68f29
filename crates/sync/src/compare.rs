//! Compares the terms held with the registry's, part by part, now and then. Changes keep both equal; this finds what no
//! change mends, such as a position that a damaged disk has moved, and has it fetched again.

use crate::engine::Engine;
use crate::pull::forget;
use okienko_domain::scope::Part;
use okienko_wire::{Checksum, Checksums, checksum};
use std::time::Duration;

/// What a comparison found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compared {
    /// The same.
    Equal,
    /// Some parts differ, and are to be fetched again.
    Lacking,
    /// Nothing: the registry has changed meanwhile, or did not answer.
    Missed,
}

impl Compared {
    /// When to compare again. A registry that changes every second is not asked every second.
    pub(crate) fn again_after(self) -> Duration {
        match self {
            Self::Equal | Self::Lacking => Duration::from_secs(3600),
            Self::Missed => Duration::from_secs(60),
        }
    }
}

/// Compares now. Parts that differ are no longer held.
pub(crate) async fn compare(engine: &Engine) -> Compared {
    let Ok(theirs) = engine.remote.checksums().await else {
        return Compared::Missed;
    };
    let mut held = engine.held.lock().await;
    let agrees = |p: okienko_client_store::Position| p.complete && (p.epoch, p.seq) == (theirs.epoch, theirs.seq);
    if held.directory.as_ref() != Some(&theirs.directory) || !held.position.is_some_and(agrees) {
        return Compared::Missed;
    }
    let different = different(engine, theirs);
    if different.is_empty() {
        return Compared::Equal;
    }
    tracing::error!(?different, "terms differ from the registry's and are fetched again");
    held.lack(&different);
    drop(held);
    forget(engine, &[]).await;
    Compared::Lacking
}

fn different(engine: &Engine, theirs: Checksums) -> Vec<Part> {
    let index = engine.world.index();
    let covered = |c: &Checksum| engine.options.scope.covers(&c.part.service, c.part.voivodeship);
    let differs = |c: &Checksum| checksum::of(&index.part(&c.part)) != c.sha256;
    let parts = theirs.parts.into_iter();
    parts.filter(covered).filter(differs).map(|c| c.part).collect()
}
