//! People of this desk as last listed: requests name only the ids of visits, entries and offers.

use okienko_domain::request::{Action, Appointment, Offer, WaitingRecord};
use std::collections::HashMap;
use uuid::Uuid;

/// In memory only, because they are people.
#[derive(Default)]
pub(crate) struct Listed {
    visits: HashMap<Uuid, Appointment>,
    entries: HashMap<Uuid, WaitingRecord>,
    /// Also those that are over: what was answered is still told.
    offers: HashMap<Uuid, Offer>,
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
