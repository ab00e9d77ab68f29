//! What is known now: terms and places in memory, and how the link is doing.

use crate::identity::Standing;
use chrono::{DateTime, Utc};
use okienko_client_store::Notice;
use okienko_domain::directory::Directory;
use okienko_domain::place::PlaceIndex;
use okienko_domain::refusal::Refusal;
use okienko_domain::request::Outcome;
use okienko_domain::search::SlotIndex;
use okienko_domain::slot::Sheet;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use uuid::Uuid;

/// Terms and places in memory. Reads never wait for the network or a disk.
#[derive(Debug, Default)]
pub struct World {
    index: RwLock<SlotIndex>,
    places: RwLock<PlaceIndex>,
    /// Terms of a snapshot that is being collected while those of before are shown. They stay when a download breaks,
    /// because what has arrived is not fetched again.
    collected: Mutex<Option<SlotIndex>>,
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

    fn collected(&self) -> MutexGuard<'_, Option<SlotIndex>> {
        self.collected.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to collect a snapshot. Terms that are known stay visible until it is complete.
    pub(crate) fn begin(&self) {
        let index = self.index();
        *self.collected() = (index.totals().terms > 0).then(|| SlotIndex::new(index.directory().clone()));
    }

    /// Takes schedules of the snapshot that is being collected.
    pub(crate) fn collect(&self, schedules: impl IntoIterator<Item = (u32, Vec<Sheet>)>) {
        let mut collected = self.collected();
        let put = |index: &mut SlotIndex| schedules.into_iter().for_each(|(id, sheets)| index.set(id, sheets));
        match &mut *collected {
            Some(index) => put(index),
            None => put(&mut self.index_mut()),
        }
    }

    /// The snapshot is complete: from now on its terms are shown.
    pub(crate) fn finish(&self) {
        let collected = self.collected().take();
        if let Some(index) = collected {
            *self.index_mut() = index;
        }
    }

    /// Gives terms another meaning; those of schedules that are no more are dropped.
    pub(crate) fn set_directory(&self, directory: Directory) {
        let mut collected = self.collected();
        if let Some(index) = collected.take() {
            *collected = Some(index.with_directory(directory.clone()));
        }
        let mut index = self.index_mut();
        let old = std::mem::take(&mut *index);
        *index = old.with_directory(directory);
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

#[cfg(test)]
mod tests {
    use super::World;
    use okienko_domain::calendar::Day;
    use okienko_domain::directory::Directory;
    use okienko_domain::slot::Sheet;
    use serde_json::json;

    /// Two schedules in Toruń.
    fn directory() -> Directory {
        let schedule = |id: u32| json!({ "id": id, "location": 1, "service": "mammography", "practitioner": "", "room": "", "minutes": 20 });
        serde_json::from_value(json!({
            "services": [],
            "facilities": [{ "id": 1, "name": "Poradnia DEMO", "phone": "" }],
            "locations": [{
                "id": 1, "facility": 1, "street": "", "postcode": "87-100", "city": "Toruń", "voivodeship": 4,
                "point": { "lat": 53.01, "lon": 18.6 }, "step_free": true, "mobile": false, "stop": null,
            }],
            "schedules": [schedule(1), schedule(2)],
        }))
        .unwrap()
    }

    fn terms(schedule: u32, version: u64) -> [(u32, Vec<Sheet>); 1] {
        let sheet = Sheet {
            day: Day(100),
            first: 480,
            step: 20,
            open: 1,
            free: 1,
            version,
        };
        [(schedule, vec![sheet])]
    }

    fn versions(world: &World) -> [Option<u64>; 2] {
        [1, 2].map(|schedule| world.index().sheets(schedule).first().map(|sheet| sheet.version))
    }

    #[test]
    fn first_terms_are_shown_as_they_come() {
        let world = World::default();
        world.set_directory(directory());
        world.begin();
        world.collect(terms(1, 1));
        assert_eq!(versions(&world), [Some(1), None]);
    }

    #[test]
    fn known_terms_are_shown_until_all_of_the_next_snapshot_have_come() {
        let world = World::default();
        world.set_directory(directory());
        world.begin();
        world.collect(terms(1, 1));
        world.collect(terms(2, 1));
        world.finish();
        world.begin();
        world.collect(terms(1, 2));
        assert_eq!(versions(&world), [Some(1); 2]);
        // The download breaks and goes on with the part that is missing, under a newer directory.
        world.set_directory(directory());
        world.collect(terms(2, 2));
        assert_eq!(versions(&world), [Some(1); 2]);
        world.finish();
        assert_eq!(versions(&world), [Some(2); 2]);
    }
}
