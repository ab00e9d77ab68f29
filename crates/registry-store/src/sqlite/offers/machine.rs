//! What may happen to freed terms and to those who wait for them, as a machine small enough to be read as the rule.

use std::collections::HashMap;

/// Half the time to answer an offer, the machine's unit of time.
pub(super) const STEP_HOURS: i64 = 12;
const WINDOW: u8 = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Offer {
    pub to: usize,
    pub made: u8,
    pub handed_over: Option<u8>,
}

impl Offer {
    /// The window starts with the message; whoever cannot be told keeps the term for two windows at most.
    pub(super) fn ends(self) -> u8 {
        let limit = self.made + 2 * WINDOW;
        self.handed_over.map_or(limit, |at| limit.min(at + WINDOW))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Term {
    Free,
    /// Booked by somebody who did not wait.
    Stranger,
    Offered(Offer),
    Visit(usize),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Person {
    Waits,
    Left,
    /// Got a visit.
    Served,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Event {
    Cancel(usize),
    Book(usize),
    /// The message about this term's offer arrives: once, or again because its courier died before it could note it.
    HandOver(usize),
    Accept(usize),
    Decline(usize),
    /// Somebody says yes to an offer that is over.
    AcceptEnded(usize),
    /// A registry process looks whether this offer's time is over.
    Lapse(usize),
    Leave(usize),
    Wait,
}

/// People are in the order in which they wait.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct State {
    pub now: u8,
    pub terms: Vec<Term>,
    pub people: Vec<Person>,
    /// Whether a person has ever been offered a term.
    pub asked: Vec<Vec<bool>>,
}

impl State {
    /// Everybody waits and every term is a stranger's.
    pub(super) fn start(terms: usize, people: usize) -> Self {
        Self {
            now: 0,
            terms: vec![Term::Stranger; terms],
            people: vec![Person::Waits; people],
            asked: vec![vec![false; terms]; people],
        }
    }

    pub(super) fn offer(&self, term: usize) -> Option<Offer> {
        match self.terms[term] {
            Term::Offered(offer) => Some(offer),
            _ => None,
        }
    }

    fn offer_to(&self, person: usize) -> Option<usize> {
        (0..self.terms.len()).find(|t| self.offer(*t).is_some_and(|o| o.to == person))
    }

    fn has_ended_offer(&self, person: usize) -> bool {
        let open = self.offer_to(person);
        (0..self.terms.len()).any(|t| self.asked[person][t] && open != Some(t) && self.terms[t] != Term::Visit(person))
    }

    /// All that can happen now, until a number of steps have passed.
    pub(super) fn events(&self, last: u8) -> Vec<Event> {
        let mut events = Vec::new();
        for (n, term) in self.terms.iter().enumerate() {
            match term {
                Term::Free => events.push(Event::Book(n)),
                Term::Stranger | Term::Visit(_) => events.push(Event::Cancel(n)),
                Term::Offered(_) => {
                    events.extend([Event::HandOver(n), Event::Accept(n), Event::Decline(n), Event::Lapse(n)]);
                }
            }
        }
        for (n, person) in self.people.iter().enumerate() {
            if *person == Person::Waits {
                events.push(Event::Leave(n));
            }
            if self.has_ended_offer(n) {
                events.push(Event::AcceptEnded(n));
            }
        }
        if self.now < last {
            events.push(Event::Wait);
        }
        events
    }

    /// The state after an event, and whether the one who asked for it got what they asked for.
    pub(super) fn after(&self, event: Event) -> (Self, bool) {
        let mut next = self.clone();
        let done = next.apply(event);
        (next, done)
    }

    fn apply(&mut self, event: Event) -> bool {
        match event {
            Event::Cancel(term) => self.give_away(term),
            Event::Book(term) => self.terms[term] = Term::Stranger,
            Event::HandOver(term) => {
                let now = self.now;
                if let Term::Offered(offer) = &mut self.terms[term] {
                    offer.handed_over.get_or_insert(now);
                }
            }
            Event::Accept(term) => {
                let Some(offer) = self.offer(term).filter(|o| self.now < o.ends()) else {
                    return false;
                };
                self.terms[term] = Term::Visit(offer.to);
                self.people[offer.to] = Person::Served;
            }
            Event::Decline(term) => self.give_away(term),
            Event::AcceptEnded(_) => return false,
            Event::Lapse(term) => {
                if self.offer(term).is_none_or(|o| self.now < o.ends()) {
                    return false;
                }
                self.give_away(term);
            }
            Event::Leave(person) => {
                self.people[person] = Person::Left;
                if let Some(term) = self.offer_to(person) {
                    self.give_away(term);
                }
            }
            Event::Wait => self.now += 1,
        }
        true
    }

    fn give_away(&mut self, term: usize) {
        self.terms[term] = Term::Free;
        let first = (0..self.people.len())
            .find(|p| self.people[*p] == Person::Waits && !self.asked[*p][term] && self.offer_to(*p).is_none());
        if let Some(to) = first {
            self.asked[to][term] = true;
            self.terms[term] = Term::Offered(Offer {
                to,
                made: self.now,
                handed_over: None,
            });
        }
    }

    /// What must hold in every state, whatever the rules say how it came to be.
    pub(super) fn check(&self) {
        for person in 0..self.people.len() {
            let visits = self.terms.iter().filter(|t| **t == Term::Visit(person)).count();
            let offers = (0..self.terms.len())
                .filter(|t| self.offer(*t).is_some_and(|o| o.to == person))
                .count();
            assert!(visits + offers <= 1, "one visit or one offer a person: {self:?}");
            assert!(visits == 0 || self.people[person] == Person::Served, "{self:?}");
            assert!(offers == 0 || self.people[person] == Person::Waits, "{self:?}");
        }
    }

    /// What must hold between two states: nobody who was free to be asked is passed over, nobody is asked twice, and
    /// nobody takes what is not theirs any more.
    pub(super) fn check_step(&self, event: Event, next: &Self) {
        for term in 0..self.terms.len() {
            let (before, after) = (self.terms[term], next.terms[term]);
            if let Term::Offered(offer) = after
                && self.offer(term).is_none_or(|o| o.to != offer.to)
            {
                assert!(!self.asked[offer.to][term], "asked twice: {self:?} {event:?}");
                let passed_over = (0..offer.to)
                    .find(|p| next.people[*p] == Person::Waits && !next.asked[*p][term] && next.offer_to(*p).is_none());
                assert_eq!(passed_over, None, "{self:?} {event:?}");
            }
            if let (Term::Offered(offer), Term::Visit(person)) = (before, after) {
                assert!(person == offer.to && self.now < offer.ends(), "{self:?} {event:?}");
            }
        }
    }
}

/// All states that can be reached, each with the steps on to states that no shorter way leads to.
pub(super) type Ways = HashMap<State, Vec<(Event, State)>>;

/// Visits every state and checks every step.
pub(super) fn explore(start: State, last: u8) -> Ways {
    let mut ways: Ways = HashMap::from([(start.clone(), Vec::new())]);
    let mut frontier = vec![start];
    while !frontier.is_empty() {
        let mut found = Vec::new();
        for state in frontier {
            state.check();
            for event in state.events(last) {
                let (next, _) = state.after(event);
                state.check_step(event, &next);
                if !ways.contains_key(&next) {
                    ways.insert(next.clone(), Vec::new());
                    ways.entry(state.clone()).or_default().push((event, next.clone()));
                    found.push(next);
                }
            }
        }
        frontier = found;
    }
    ways
}
