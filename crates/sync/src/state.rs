//! What is known now: terms and places in memory, and how the link is doing.

use crate::identity::Standing;
use chrono::{DateTime, Utc};
use okienko_client_store::Notice;
use okienko_domain::place::PlaceIndex;
use okienko_domain::refusal::Refusal;
use okienko_domain::request::Outcome;
use okienko_domain::search::SlotIndex;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use uuid::Uuid;

/// Terms and places in memory. Reads never wait for the network or a disk.
#[derive(Debug, Default)]
pub struct World {
    index: RwLock<SlotIndex>,
    places: RwLock<PlaceIndex>,
}

impl World {
    /// Terms.
    pub fn index(&self) -> RwLockReadGuard<'_, SlotIndex> {
        // A writer that panicked has changed whole sheets or none: what is there may be read.
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Places.
    pub fn places(&self) -> RwLockReadGuard<'_, PlaceIndex> {
        self.places.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn index_mut(&self) -> RwLockWriteGuard<'_, SlotIndex> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn set_places(&self, places: PlaceIndex) {
        *self.places.write().unwrap_or_else(PoisonError::into_inner) = places;
    }
}

/// Link to the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Link {
    /// Not tried yet.
    #[default]
    Starting,
    /// The last exchange worked.
    Online,
    /// The last exchange failed.
    Offline {
        /// Since then.
        since: DateTime<Utc>,
        /// `unreachable`, `intercepted`, `certificate`, `incomplete`, `busy`, `server-error` or `too-new`.
        problem: &'static str,
    },
}

/// State of synchronisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct State {
    /// Link.
    pub link: Link,
    /// When the terms were last known to agree with the registry.
    pub agreed_at: Option<DateTime<Utc>>,
    /// The snapshot is being collected.
    pub first_sync: bool,
    /// Per mille of the snapshot.
    pub progress: u16,
    /// The cache was damaged and has been made again.
    pub cache_rebuilt: bool,
    /// The cache cannot be written; terms live in memory for this run.
    pub cache_broken: bool,
    /// The terms are invented.
    pub demo: bool,
    /// How this desktop stands with the registry, as last heard.
    pub standing: Standing,
}

/// What the rest of the program may want to act on.
#[derive(Debug, Clone)]
pub enum Happened {
    /// [`State`] changed.
    State,
    /// Terms or reference data changed.
    Data,
    /// A request was answered; the notice is there when nobody was waiting for the answer any more.
    Answered {
        /// Request.
        id: Uuid,
        /// The registry's word.
        answer: Result<Outcome, Refusal>,
        /// A new notice of it.
        notice: Option<Notice>,
    },
    /// New events of this desk.
    Heard(Vec<Notice>),
}
