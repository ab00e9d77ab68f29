//! Every request that was sent and every answer that came, with its time; and what the database must therefore hold.

use crate::snapshot::{Snapshot, Visit};
use okienko_domain::refusal::{Refusal, RefusalCode};
use okienko_domain::request::{Action, Outcome, Request};
use okienko_domain::slot::SlotId;
use std::collections::{HashMap, HashSet};
use std::time::Instant;
use tokio::sync::watch;
use uuid::Uuid;

/// What the registry says.
pub(crate) type Answer = Result<Outcome, Refusal>;

/// An answer that came: from now on it must hold.
#[derive(Debug, Clone)]
pub(crate) struct Acknowledged {
    pub(crate) id: Uuid,
    pub(crate) request: Request,
    pub(crate) answer: Answer,
    pub(crate) at: Instant,
}

/// A visit as its acknowledgements say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    first: SlotId,
    slot: SlotId,
    moves: usize,
    cancelled: bool,
    /// When the last of them came.
    at: Instant,
}

/// A place on the waiting list as its acknowledgements say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Entry {
    Waiting,
    Booked,
    Left,
}

/// What was asked and answered.
#[derive(Default)]
pub(crate) struct Ledger {
    pub(crate) acknowledged: Vec<Acknowledged>,
    /// Sent, and nobody knows whether done.
    pending: HashMap<Uuid, Request>,
    visits: HashMap<Uuid, Known>,
    entries: HashMap<Uuid, Entry>,
    /// Entry and term of each offer that a desk heard of.
    offers: HashMap<Uuid, (Uuid, SlotId)>,
    /// Answers that contradict earlier ones.
    contradictions: Vec<String>,
    /// How many answers came.
    count: watch::Sender<usize>,
}

/// What a comparison found. Nothing, if all is well.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// Acknowledged changes that are not there, and how long before the end each was acknowledged.
    pub(crate) lost: Vec<Instant>,
    /// Terms or people with two visits.
    pub(crate) double: usize,
    /// Whatever else is not as it must be.
    pub(crate) wrong: Vec<String>,
}

impl Findings {
    fn wrong(&mut self, what: impl Into<String>) {
        self.wrong.push(what.into());
    }

    /// An error that says what was found.
    pub(crate) fn none(self, when: &str) -> anyhow::Result<()> {
        anyhow::ensure!(
            self.lost.is_empty() && self.double == 0 && self.wrong.is_empty(),
            "{when}: {} acknowledged changes lost, {} double bookings, {} other findings: {}",
            self.lost.len(),
            self.double,
            self.wrong.len(),
            self.wrong.iter().take(5).cloned().collect::<Vec<_>>().join("; ")
        );
        Ok(())
    }
}

impl Ledger {
    /// A request is about to be sent.
    pub(crate) fn asked(&mut self, id: Uuid, request: &Request) {
        self.pending.insert(id, request.clone());
    }

    /// A desk heard of an offer.
    pub(crate) fn offered(&mut self, offer: Uuid, entry: Uuid, slot: SlotId) {
        self.offers.insert(offer, (entry, slot));
    }

    /// Its answer came.
    pub(crate) fn acknowledge(&mut self, id: Uuid, request: Request, answer: Answer) {
        self.pending.remove(&id);
        let at = Instant::now();
        match &answer {
            Ok(outcome) => self.effect(&request.action, outcome, at),
            // Whoever has a visit or waits can be told no in one way only: somebody else was faster.
            Err(refusal) if refusal.code == RefusalCode::SlotTaken => {}
            Err(refusal) => self.contradictions.push(format!("refused with {:?}", refusal.code)),
        }
        self.acknowledged.push(Acknowledged {
            id,
            request,
            answer,
            at,
        });
        self.count.send_replace(self.acknowledged.len());
    }

    /// Watches how many answers have come.
    pub(crate) fn count(&self) -> watch::Receiver<usize> {
        self.count.subscribe()
    }

    fn effect(&mut self, action: &Action, outcome: &Outcome, at: Instant) {
        match (action, outcome) {
            (Action::Book { slot, .. }, Outcome::Booked { appointment, .. }) => self.booked(*appointment, *slot, at),
            (Action::Accept { offer }, Outcome::Booked { appointment, .. }) => {
                if let Some((entry, slot)) = self.offers.get(offer).copied() {
                    self.booked(*appointment, slot, at);
                    self.entries.insert(entry, Entry::Booked);
                }
            }
            (Action::Reschedule { appointment, slot, .. }, Outcome::Moved { .. }) => {
                if let Some(known) = self.visits.get_mut(appointment) {
                    *known = known.moved(*slot, at);
                }
            }
            (Action::Cancel { appointment, .. }, Outcome::Cancelled { .. }) => {
                if let Some(known) = self.visits.get_mut(appointment) {
                    *known = known.cancelled(at);
                }
            }
            (Action::Join(_), Outcome::Joined { entry, .. }) => drop(self.entries.insert(*entry, Entry::Waiting)),
            (Action::Leave { entry }, Outcome::Left) => drop(self.entries.insert(*entry, Entry::Left)),
            (Action::Decline { .. }, Outcome::Declined) => {}
            _ => self.contradictions.push("an answer to another question".into()),
        }
    }

    fn booked(&mut self, id: Uuid, slot: SlotId, at: Instant) {
        let known = Known {
            first: slot,
            slot,
            moves: 0,
            cancelled: false,
            at,
        };
        if self.visits.insert(id, known).is_some() {
            self.contradictions.push("one visit for two bookings".into());
        }
    }

    /// Bookings, moves and cancellations that were acknowledged.
    pub(crate) fn changes(&self) -> usize {
        self.acknowledged.iter().filter(|a| a.answer.is_ok()).count()
    }

    /// What is wrong with a database, given what was acknowledged. Of what was sent without an answer either all or
    /// nothing must be there.
    pub(crate) fn compare(&self, found: &Snapshot) -> Findings {
        let mut findings = Findings {
            wrong: self.contradictions.clone(),
            ..Findings::default()
        };
        let lost = self.acknowledged.iter().filter(|a| !found.answers.contains(&a.id));
        findings.lost.extend(lost.map(|a| a.at));
        let acknowledged: HashSet<Uuid> = self.acknowledged.iter().map(|a| a.id).collect();
        let mut answers = found.answers.iter();
        if answers.any(|id| !acknowledged.contains(id) && !self.pending.contains_key(id)) {
            findings.wrong("an answer to a question that nobody asked");
        }
        let effects = self.compare_visits(found, &mut findings);
        compare_messages(&effects, found, &mut findings);
        self.compare_entries(found, &mut findings);
        compare_terms(found, &mut findings);
        findings
    }

    /// What has really been done to each visit.
    fn compare_visits(&self, found: &Snapshot, findings: &mut Findings) -> HashMap<Uuid, Known> {
        let mut effects = HashMap::new();
        for (id, known) in &self.visits {
            let visit = found.visits.get(id);
            let possible = [Some(*known), self.maybe(*id, known)];
            match possible.into_iter().flatten().find(|k| visit.is_some_and(|v| k.is(v))) {
                Some(effect) => drop(effects.insert(*id, effect)),
                None => findings.lost.push(known.at),
            }
        }
        let mut maybe = self.maybe_booked();
        for (id, visit) in &found.visits {
            if self.visits.contains_key(id) {
                continue;
            }
            let asked = maybe.iter().position(|slot| *slot == visit.slot && visit.active);
            match asked {
                Some(at) => {
                    maybe.swap_remove(at);
                    let at = Instant::now();
                    let known = Known {
                        first: visit.slot,
                        slot: visit.slot,
                        moves: 0,
                        cancelled: false,
                        at,
                    };
                    effects.insert(*id, known);
                }
                None => findings.wrong("a visit that nobody asked for"),
            }
        }
        effects
    }

    /// The visit after what was asked for it without an answer yet.
    fn maybe(&self, id: Uuid, known: &Known) -> Option<Known> {
        self.pending.values().find_map(|request| match &request.action {
            Action::Reschedule { appointment, slot, .. } if *appointment == id => Some(known.moved(*slot, known.at)),
            Action::Cancel { appointment, .. } if *appointment == id => Some(known.cancelled(known.at)),
            _ => None,
        })
    }

    /// Terms that were asked for without an answer yet.
    fn maybe_booked(&self) -> Vec<SlotId> {
        let slot = |request: &Request| match &request.action {
            Action::Book { slot, .. } => Some(*slot),
            Action::Accept { offer } => self.offers.get(offer).map(|(_, slot)| *slot),
            _ => None,
        };
        self.pending.values().filter_map(slot).collect()
    }

    fn compare_entries(&self, found: &Snapshot, findings: &mut Findings) {
        let word = |entry| match entry {
            Entry::Waiting => "waiting",
            Entry::Booked => "booked",
            Entry::Left => "left",
        };
        for (id, known) in &self.entries {
            let maybe = self.pending.values().find_map(|request| match &request.action {
                Action::Leave { entry } if entry == id => Some(Entry::Left),
                Action::Accept { offer } if self.offers.get(offer).is_some_and(|(entry, _)| entry == id) => {
                    Some(Entry::Booked)
                }
                _ => None,
            });
            let status = found.entries.get(id).map_or("missing", String::as_str);
            if status != word(*known) && maybe.is_none_or(|maybe| status != word(maybe)) {
                findings.wrong(format!(
                    "an entry of the waiting list is {status}, not {}",
                    word(*known)
                ));
            }
        }
        let unknown = found.entries.keys().filter(|id| !self.entries.contains_key(id)).count();
        let joins = |request: &&Request| matches!(request.action, Action::Join(_));
        if unknown > self.pending.values().filter(joins).count() {
            findings.wrong("an entry of the waiting list that nobody asked for");
        }
    }
}

impl Known {
    fn moved(self, slot: SlotId, at: Instant) -> Self {
        let moves = self.moves + 1;
        Self {
            slot,
            moves,
            at,
            ..self
        }
    }

    fn cancelled(self, at: Instant) -> Self {
        Self {
            cancelled: true,
            at,
            ..self
        }
    }

    fn is(&self, visit: &Visit) -> bool {
        self.slot == visit.slot && self.cancelled != visit.active
    }
}

/// One confirmation for a booking, one notice for each move, one for a cancellation; and only the last one would be sent.
fn compare_messages(effects: &HashMap<Uuid, Known>, found: &Snapshot, findings: &mut Findings) {
    let mut about: HashMap<Uuid, Vec<&crate::snapshot::Message>> = HashMap::new();
    for message in &found.messages {
        about.entry(message.about).or_default().push(message);
    }
    for (id, effect) in effects {
        let messages = about.remove(id).unwrap_or_default();
        let of = |kind: &str| messages.iter().filter(|m| m.kind == kind).count();
        let told = (of("confirmation"), of("change"), of("cancelled"));
        let due = (1, effect.moves, usize::from(effect.cancelled));
        if told != due {
            findings.wrong(format!(
                "confirmations, changes and cancellations told {told:?}, done {due:?}"
            ));
        }
        let news: Vec<_> = messages.iter().filter(|m| m.due && m.kind != "reminder").collect();
        let last = match (effect.cancelled, effect.moves) {
            (true, _) => "cancelled",
            (_, 0) => "confirmation",
            _ => "change",
        };
        if news.len() != 1 || news.iter().any(|m| m.kind != last || m.slot != Some(effect.slot)) {
            findings.wrong(format!("{} messages of news would be sent, not one {last}", news.len()));
        }
        if effect.cancelled && messages.iter().any(|m| m.due && m.kind == "reminder") {
            findings.wrong("a reminder of a cancelled visit");
        }
        if messages
            .iter()
            .all(|m| m.kind != "confirmation" || m.slot != Some(effect.first))
        {
            findings.wrong("a confirmation of another term");
        }
    }
    for offer in &found.offers {
        let told = about.remove(&offer.id).unwrap_or_default();
        if told.len() != 1 || told.iter().any(|m| m.kind != "offer" || m.slot != Some(offer.slot)) {
            findings.wrong(format!("{} messages about one offer", told.len()));
        }
    }
    // What is lost is counted already; here are messages about nothing at all.
    let strays = about.keys().filter(|id| !found.visits.contains_key(id)).count();
    if strays > 0 {
        findings.wrong(format!("{strays} messages without an effect"));
    }
}

/// Nobody has two visits, no term two people, and a term is taken exactly when somebody has it or is offered it.
fn compare_terms(found: &Snapshot, findings: &mut Findings) {
    let (mut terms, mut people) = (HashSet::new(), HashSet::new());
    for (_, visit) in found.active() {
        findings.double += usize::from(!terms.insert(visit.slot)) + usize::from(!people.insert(visit.person));
    }
    for offer in found.offers.iter().filter(|offer| offer.open) {
        findings.double += usize::from(!terms.insert(offer.slot));
    }
    if terms != found.taken {
        let differ = terms.symmetric_difference(&found.taken).count();
        findings.wrong(format!("{differ} terms are taken by nobody, or free and taken"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_lost() {
        let mut ledger = Ledger::default();
        let request = Request {
            desk: None,
            action: Action::Cancel {
                appointment: Uuid::nil(),
                reason: okienko_domain::request::CancelReason::Patient,
            },
        };
        ledger.asked(Uuid::nil(), &request);
        assert!(ledger.compare(&Snapshot::default()).none("pending").is_ok());
        let cancelled = Outcome::Cancelled {
            passed_on: false,
            late: false,
            entry: None,
        };
        ledger.acknowledge(Uuid::nil(), request, Ok(cancelled));
        assert_eq!(ledger.compare(&Snapshot::default()).lost.len(), 1);
    }
}
