//! People of this desk as last listed: requests name only the ids of visits, entries, offers and work items.

use okienko_domain::request::{Action, Appointment, Offer, WaitingRecord};
use okienko_domain::timetable::work::WorkItem;
use std::collections::HashMap;
use uuid::Uuid;

/// In memory only, because they are people.
#[derive(Default)]
pub(crate) struct Listed {
    visits: HashMap<Uuid, Appointment>,
    entries: HashMap<Uuid, WaitingRecord>,
    /// Also those that are over: what was answered is still told.
    offers: HashMap<Uuid, Offer>,
    /// Only what is still to do.
    work: HashMap<Uuid, WorkItem>,
}

impl Listed {
    /// Remembers visits.
    pub(crate) fn visits(&mut self, visits: &[Appointment]) {
        self.visits.extend(visits.iter().map(|visit| (visit.id, visit.clone())));
    }

    /// Remembers waiting entries and what is offered to them.
    pub(crate) fn entries(&mut self, records: &[WaitingRecord]) {
        let offers = records.iter().filter_map(|record| record.offer.as_ref());
        self.offers.extend(offers.map(|offer| (offer.id, offer.clone())));
        self.entries
            .extend(records.iter().map(|record| (record.entry.id, record.clone())));
    }

    /// Remembers which visits are to be moved.
    pub(crate) fn work(&mut self, items: &[WorkItem]) {
        self.visits
            .extend(items.iter().map(|item| (item.visit.id, item.visit.clone())));
        self.work = items.iter().map(|item| (item.id, item.clone())).collect();
    }

    /// A visit that is to be moved.
    pub(crate) fn work_item(&self, id: Uuid) -> Option<&WorkItem> {
        self.work.get(&id)
    }

    /// The waiting entry that an offer is made to.
    pub(crate) fn entry_of(&self, offer: Uuid) -> Option<Uuid> {
        self.offers.get(&offer).map(|offer| offer.entry)
    }

    /// A visit.
    pub(crate) fn visit(&self, id: Uuid) -> Option<&Appointment> {
        self.visits.get(&id)
    }

    /// The offer that a request is about.
    pub(crate) fn offer(&self, action: &Action) -> Option<&Offer> {
        match action {
            Action::Accept { offer } | Action::Decline { offer } => self.offers.get(offer),
            _ => None,
        }
    }

    /// The waiting entry that a request is about.
    pub(crate) fn entry(&self, action: &Action) -> Option<&WaitingRecord> {
        let id = match action {
            Action::Leave { entry } | Action::Prolong { entry } => entry,
            _ => &self.offer(action)?.entry,
        };
        self.entries.get(id)
    }
}
