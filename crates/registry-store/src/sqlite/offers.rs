//! Offers by exploration: a small machine says what may happen, and the real registry is led through every step of it.
//!
//! Savepoints take the database back to where a way divides. What a crash leaves behind are the same steps in another
//! order: the note of a hand-over that is missing or comes twice, an answer that did not arrive and is asked for again,
//! a job that comes late, early or twice.

mod machine;

use super::{SqliteStore, SqliteTx};
use crate::contract::small::{self, Registry, appointment, book, cancel, now, refused, slot, tuesday, wait, woman};
use crate::decide::answers;
use crate::jobs::end;
use crate::messages::dispatch::offer_handed_over;
use crate::{Answer, Asked, Due, Tx};
use chrono::{DateTime, Duration, Utc};
use machine::{Event, Offer, Person, STEP_HOURS, State, Term, Ways, explore};
use okienko_domain::message::About;
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, Join, Outcome, Request};
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::WaitingMode;
use std::path::Path;
use uuid::Uuid;

/// Steps of half a window that pass.
const STEPS: u8 = 5;

fn term(number: usize) -> SlotId {
    slot(1, 480 + 15 * u16::try_from(number).unwrap())
}

fn at(step: u8) -> DateTime<Utc> {
    now() + Duration::hours(STEP_HOURS * i64::from(step))
}

/// A registry in the middle of one transaction.
struct Real {
    tx: SqliteTx,
    /// By the order in which they wait.
    entries: Vec<Uuid>,
    _registry: Registry,
}

impl Real {
    async fn start(terms: usize, people: usize) -> Self {
        let registry = small::sqlite().await;
        let mut entries = Vec::new();
        for n in 0..terms {
            appointment(registry.ask(3, book(term(n), stranger(n))).await);
        }
        for n in 0..people {
            let join = Join {
                mode: WaitingMode::Offer,
                ..wait(woman(u16::try_from(n).unwrap() + 1))
            };
            let entered = now() - Duration::hours(1) + Duration::seconds(i64::try_from(n).unwrap());
            let joined = registry
                .ask_as(Uuid::now_v7(), 1, Action::Join(Box::new(join)), entered)
                .await;
            let Ok(Outcome::Joined { entry, .. }) = joined else {
                panic!("does not wait: {joined:?}")
            };
            entries.push(entry);
        }
        let store = SqliteStore::open(Path::new(registry.database())).await.unwrap();
        Self {
            tx: store.transaction().await.unwrap(),
            entries,
            _registry: registry,
        }
    }

    /// Asks, and asks again as somebody whose answer got lost.
    async fn ask(&mut self, step: u8, action: Action) -> Answer {
        let desk = Some(1);
        let asked = Asked::by_desk(Uuid::now_v7(), Request { desk, action }, at(step));
        let first = self.decide(&asked).await;
        let later = Asked {
            at: at(step) + Duration::days(3),
            ..asked
        };
        let again = self.decide(&later).await;
        assert_eq!(first, again, "one question has one answer");
        first
    }

    async fn decide(&mut self, asked: &Asked) -> Answer {
        let mut all = answers(&mut self.tx, std::slice::from_ref(asked)).await.unwrap();
        all.remove(0).unwrap()
    }

    /// Whether it was done.
    async fn apply(&mut self, before: &State, event: Event) -> bool {
        let step = before.now;
        match event {
            Event::Cancel(n) => {
                let visit = self.visit(n).await;
                self.ask(step, cancel(visit)).await.unwrap();
            }
            Event::Book(n) => {
                appointment(self.ask(step, book(term(n), stranger(n))).await);
            }
            Event::HandOver(n) => {
                let offer = self.open_offer(n).await;
                offer_handed_over(&mut self.tx, About::Offer(offer), at(step))
                    .await
                    .unwrap();
            }
            Event::Accept(n) => {
                let offer = self.open_offer(n).await;
                return self.accepted(step, offer).await;
            }
            Event::AcceptEnded(person) => {
                let sql = "SELECT id FROM offer WHERE entry = ? AND status <> 'open' ORDER BY id DESC LIMIT 1";
                let ended = sqlx::query_scalar(sql).bind(self.entries[person]);
                let ended = ended.fetch_one(self.tx.db()).await.unwrap();
                return self.accepted(step, ended).await;
            }
            Event::Decline(n) => {
                let offer = self.open_offer(n).await;
                assert_eq!(self.ask(step, Action::Decline { offer }).await, Ok(Outcome::Declined));
            }
            Event::Lapse(n) => {
                let offer = self.open_offer(n).await;
                let due = Due {
                    offers: vec![offer],
                    ..Due::default()
                };
                let lapsed = end(&mut self.tx, &due, at(step)).await.unwrap();
                assert_eq!(end(&mut self.tx, &due, at(step)).await.unwrap(), 0, "once");
                return lapsed == 1;
            }
            Event::Leave(person) => {
                let entry = self.entries[person];
                assert_eq!(self.ask(step, Action::Leave { entry }).await, Ok(Outcome::Left));
            }
            Event::Wait => {}
        }
        true
    }

    async fn accepted(&mut self, step: u8, offer: Uuid) -> bool {
        let answer = self.ask(step, Action::Accept { offer }).await;
        if answer.is_err() {
            assert_eq!(refused(&answer), Some(RefusalCode::OfferEnded));
        }
        answer.is_ok()
    }

    async fn open_offer(&mut self, n: usize) -> Uuid {
        let sql = "SELECT id FROM offer WHERE schedule = 1 AND minute = ? AND status = 'open'";
        let offer = sqlx::query_scalar(sql).bind(term(n).minute);
        offer.fetch_one(self.tx.db()).await.unwrap()
    }

    async fn visit(&mut self, n: usize) -> Uuid {
        let sql = "SELECT id FROM appointment WHERE schedule = 1 AND minute = ? AND status = 'booked'";
        let visit = sqlx::query_scalar(sql).bind(term(n).minute);
        visit.fetch_one(self.tx.db()).await.unwrap()
    }

    /// What the tables say.
    async fn read(&mut self, like: &State) -> State {
        let mut state = State {
            now: like.now,
            ..State::start(like.terms.len(), like.people.len())
        };
        let free: i64 = sqlx::query_scalar("SELECT free FROM sheet WHERE schedule = 1 AND day = ?")
            .bind(tuesday().0)
            .fetch_one(self.tx.db())
            .await
            .unwrap();
        for (n, term) in state.terms.iter_mut().enumerate() {
            *term = Term::Free;
            let taken = free & (1 << n) == 0;
            if taken {
                *term = Term::Stranger;
            }
        }
        let sql = "SELECT entry, minute, status, made_at, handed_over_at, expires_at FROM offer WHERE schedule = 1";
        let offers: Vec<(Uuid, u16, String, i64, Option<i64>, i64)> =
            sqlx::query_as(sql).fetch_all(self.tx.db()).await.unwrap();
        let step = |micros: i64| {
            let hours = DateTime::<Utc>::from_timestamp_micros(micros)
                .unwrap()
                .signed_duration_since(now())
                .num_hours();
            u8::try_from(hours / STEP_HOURS).unwrap()
        };
        for (entry, minute, status, made, handed_over, ends) in offers {
            let to = self.entries.iter().position(|e| *e == entry).unwrap();
            let n = usize::from((minute - 480) / 15);
            assert!(!state.asked[to][n], "asked twice");
            state.asked[to][n] = true;
            if status == "open" {
                let offer = Offer {
                    to,
                    made: step(made),
                    handed_over: handed_over.map(step),
                };
                assert_eq!(step(ends), offer.ends());
                assert_eq!(state.terms[n], Term::Stranger, "nobody else can have it");
                state.terms[n] = Term::Offered(offer);
            }
        }
        let sql = "SELECT id, status, appointment FROM waiting_entry";
        let waiting: Vec<(Uuid, String, Option<Uuid>)> = sqlx::query_as(sql).fetch_all(self.tx.db()).await.unwrap();
        let sql = "SELECT id, minute FROM appointment WHERE status = 'booked'";
        let visits: Vec<(Uuid, u16)> = sqlx::query_as(sql).fetch_all(self.tx.db()).await.unwrap();
        for (entry, status, appointment) in waiting {
            let person = self.entries.iter().position(|e| *e == entry).unwrap();
            state.people[person] = match status.as_str() {
                "waiting" => Person::Waits,
                "left" => Person::Left,
                _ => Person::Served,
            };
            if let Some((_, minute)) = visits.iter().find(|(id, _)| Some(*id) == appointment) {
                let n = usize::from((minute - 480) / 15);
                assert_eq!(state.terms[n], Term::Stranger, "nobody else can have it");
                state.terms[n] = Term::Visit(person);
            }
        }
        let taken = state
            .terms
            .iter()
            .filter(|t| matches!(t, Term::Stranger | Term::Visit(_)))
            .count();
        assert_eq!(
            visits.len(),
            taken,
            "a taken term is a visit or an offer, and one of them"
        );
        state
    }

    /// Lets it happen and compares.
    async fn step(&mut self, before: &State, event: Event) -> State {
        let (after, done) = before.after(event);
        assert_eq!(self.apply(before, event).await, done, "{before:?} {event:?}");
        assert_eq!(self.read(&after).await, after, "{before:?} {event:?}");
        after
    }
}

fn stranger(n: usize) -> okienko_domain::ids::Patient {
    woman(900 + u16::try_from(n).unwrap())
}

/// Goes every step out of every state; returns how many.
async fn tour(real: &mut Real, start: State, ways: &Ways, last: u8) -> usize {
    let mut steps = 0;
    let mut path = vec![(start.clone(), ways[&start].iter())];
    let mut arrived = true;
    while let Some((state, on)) = path.last_mut() {
        if arrived {
            for event in state.events(last) {
                real.tx.mark().await.unwrap();
                real.step(state, event).await;
                real.tx.undo().await.unwrap();
                steps += 1;
            }
        }
        arrived = if let Some((event, next)) = on.next() {
            real.tx.mark().await.unwrap();
            assert_eq!(real.step(state, *event).await, *next);
            path.push((next.clone(), ways[next].iter()));
            true
        } else {
            path.pop();
            if !path.is_empty() {
                real.tx.undo().await.unwrap();
            }
            false
        };
    }
    steps
}

/// Numbers that look random and are the same in every run (SplitMix64).
struct Dice(u64);

impl Dice {
    fn throw(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }
}

impl Dice {
    /// Something that happens next: rarely a yes to an offer that is over, which is possible most often.
    fn event(&mut self, state: &State) -> Event {
        let late = |event: &Event| matches!(event, Event::AcceptEnded(_));
        let rare = self.throw(8) == 0;
        let (ended, other): (Vec<Event>, Vec<Event>) = state.events(LAST).into_iter().partition(late);
        let events = if rare && !ended.is_empty() { ended } else { other };
        events[self.throw(events.len())]
    }
}

/// Steps of a day at random.
const DAY: usize = 60;
/// When time stops in it.
const LAST: u8 = 7;

/// Who is newly asked.
fn new_offers(before: &State, after: &State) -> usize {
    let to = |state: &State, term| state.offer(term).map(|offer| (offer.to, offer.made));
    (0..after.terms.len())
        .filter(|t| to(after, *t).is_some() && to(after, *t) != to(before, *t))
        .count()
}

#[test]
fn g3_two_terms_three_people_and_every_order_of_events() {
    assert_eq!(explore(State::start(2, 3), STEPS).len(), 277_120);
}

#[tokio::test]
async fn g3_the_registry_goes_every_step_as_the_rules_say() {
    let (start, last) = (State::start(1, 2), 4);
    let ways = explore(start.clone(), last);
    let mut real = Real::start(1, 2).await;
    assert_eq!(tour(&mut real, start, &ways, last).await, 2_664);
}

#[test]
fn g3_a_hundred_thousand_simulated_offers() {
    let (mut dice, mut offers) = (Dice(7), 0);
    while offers < 100_000 {
        let mut state = State::start(3, 8);
        for _ in 0..DAY {
            let event = dice.event(&state);
            let (next, _) = state.after(event);
            next.check();
            state.check_step(event, &next);
            offers += new_offers(&state, &next);
            state = next;
        }
    }
}

#[tokio::test]
async fn g3_offers_of_the_registry_go_as_the_simulated_ones() {
    let (mut dice, mut offers) = (Dice(8), 0);
    let mut real = Real::start(3, 8).await;
    while offers < 200 {
        real.tx.mark().await.unwrap();
        let mut state = State::start(3, 8);
        for _ in 0..DAY {
            let next = real.step(&state, dice.event(&state)).await;
            offers += new_offers(&state, &next);
            state = next;
        }
        real.tx.undo().await.unwrap();
    }
}
