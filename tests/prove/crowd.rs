//! Desks at work, all at once, on too few terms: they book, move and cancel visits, wait for terms and answer offers. Like
//! the product's own desks they send a request again under the same id until it is answered.

use crate::ledger::{Answer, Ledger};
use crate::place::Place;
use anyhow::{Context, Result, bail, ensure};
use chrono::{DateTime, Utc};
use okienko_domain::ids::Patient;
use okienko_domain::request::{Action, CancelReason, EventKind, Join, Outcome, Request};
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::{Preferences, WaitingMode};
use okienko_sync::{Remote, RemoteError};
use okienko_testkit::{POINT, clinic_term, patient};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use uuid::Uuid;

/// People of one desk.
const PEOPLE: u32 = 6;
/// Terms that all of them want.
const POOL: u16 = 80;
/// A desk sends again so often before it says that the registry is gone.
const TRIES: u32 = 20;

/// Longest wait for answers of a registry that runs.
const PATIENCE: Duration = Duration::from_secs(60);

/// Numbers without a pattern. Proofs need no secrets, only variety.
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new() -> Self {
        Self(Uuid::now_v7().as_u64_pair().1)
    }

    /// Less than `end`.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }
}

/// Asks until there is an answer; waits when the registry says so.
pub(crate) async fn ask(remote: &Remote, id: Uuid, request: &Request) -> Result<Answer, RemoteError> {
    loop {
        match remote.request(id, request).await {
            Err(RemoteError::Later(time)) => sleep(time).await,
            other => return other,
        }
    }
}

/// Somebody who wants a visit.
struct Person {
    patient: Patient,
    state: State,
    /// Sent without an answer.
    pending: Option<(Uuid, Request)>,
}

#[derive(Clone, Copy)]
enum State {
    Nothing,
    Booked(Uuid, SlotId),
    Waiting(Uuid),
}

/// One desk.
struct Desk {
    number: u32,
    remote: Arc<Remote>,
    people: Vec<Person>,
    dice: Dice,
    now: DateTime<Utc>,
    /// The last event it heard of.
    heard: u64,
    /// The offer to each waiting entry.
    offers: HashMap<Uuid, (Uuid, SlotId)>,
    ledger: Arc<Mutex<Ledger>>,
    signs: Arc<Signs>,
}

/// What desks and the proof tell each other.
#[derive(Default)]
struct Signs {
    /// It is time to go home.
    over: AtomicBool,
    /// Requests that could not be stored.
    failed: watch::Sender<usize>,
}

/// All desks and their common ledger.
pub(crate) struct Crowd {
    desks: Vec<Desk>,
    ledger: Arc<Mutex<Ledger>>,
    signs: Arc<Signs>,
}

impl Crowd {
    /// So many desks of a clinic, at a running registry.
    pub(crate) async fn new(place: &Place, url: &str, desks: u32) -> Result<Self> {
        let ledger = Arc::<Mutex<Ledger>>::default();
        let signs = Arc::<Signs>::default();
        let desk = |(number, remote)| {
            let person = |n| Person {
                patient: patient(number * PEOPLE + n),
                state: State::Nothing,
                pending: None,
            };
            Desk {
                number,
                remote,
                people: (0..PEOPLE).map(person).collect(),
                dice: Dice::new(),
                now: place.now,
                heard: 0,
                offers: HashMap::new(),
                ledger: Arc::clone(&ledger),
                signs: Arc::clone(&signs),
            }
        };
        let desks = place.desks(url, desks).await?.into_iter().map(desk).collect();
        Ok(Self { desks, ledger, signs })
    }

    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        lock(&self.ledger)
    }

    /// Done when so many more answers have come.
    pub(crate) fn more(&self, answers: usize) -> impl Future<Output = Result<()>> + use<> {
        let mut count = self.ledger().count();
        let enough = *count.borrow() + answers;
        async move {
            let came = timeout(PATIENCE, count.wait_for(|count| *count >= enough)).await;
            came.context("the desks get no answers")?
                .map(drop)
                .context("the desks are gone")
        }
    }

    /// Done when one more request could not be stored.
    pub(crate) fn failure(&self) -> impl Future<Output = Result<()>> + use<> {
        let mut failed = self.signs.failed.subscribe();
        async move {
            // From when it is asked for.
            let before = *failed.borrow();
            let came = timeout(PATIENCE, failed.wait_for(|failed| *failed > before)).await;
            came.context("everything is stored")?
                .map(drop)
                .context("the desks are gone")
        }
    }

    /// Works until `end` is done, which may be the end of the registry; what `end` gives.
    pub(crate) async fn work<T>(&mut self, end: impl Future<Output = T>) -> Result<T> {
        self.signs.over.store(false, Ordering::Relaxed);
        let mut working = JoinSet::new();
        for desk in self.desks.drain(..) {
            working.spawn(desk.work());
        }
        let ended = end.await;
        self.signs.over.store(true, Ordering::Relaxed);
        while let Some(desk) = working.join_next().await {
            self.desks.push(desk?);
        }
        Ok(ended)
    }

    /// Sends again what has no answer, and a part of what has: the answers must be the same. Returns how many were.
    pub(crate) async fn settle(&mut self, replays: usize) -> Result<usize> {
        let mut working = JoinSet::new();
        for mut desk in self.desks.drain(..) {
            working.spawn(async move {
                let done = desk.settle().await;
                (desk, done)
            });
        }
        while let Some(joined) = working.join_next().await {
            let (desk, done) = joined?;
            self.desks.push(desk);
            done?;
        }
        self.replay(replays).await
    }

    /// Sends the last requests again; each must get the answer it got.
    async fn replay(&self, count: usize) -> Result<usize> {
        let known: Vec<_> = self.ledger().acknowledged.iter().rev().take(count).cloned().collect();
        let replayed = known.len();
        let mut working = JoinSet::new();
        for desk in &self.desks {
            let remote = Arc::clone(&desk.remote);
            let own = known.iter().filter(|known| known.request.desk == Some(desk.number));
            let some: Vec<_> = own.cloned().collect();
            working.spawn(async move {
                for known in some {
                    let answer = ask(&remote, known.id, &known.request).await?;
                    ensure!(answer == known.answer, "a replay was answered in another way");
                }
                Ok(())
            });
        }
        while let Some(done) = working.join_next().await {
            done??;
        }
        Ok(replayed)
    }

    /// What each desk's own list says, over the public API.
    pub(crate) async fn lists(&self) -> Result<HashMap<Uuid, (SlotId, bool)>> {
        let mut all = HashMap::new();
        for desk in &self.desks {
            for visit in desk.remote.appointments(desk.number).await? {
                let active = visit.status == okienko_domain::request::AppointmentStatus::Booked;
                all.insert(visit.id, (visit.slot, active));
            }
        }
        Ok(all)
    }
}

fn lock(ledger: &Mutex<Ledger>) -> MutexGuard<'_, Ledger> {
    ledger.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Desk {
    /// Until the registry does not answer any more, or it is over.
    async fn work(mut self) -> Self {
        loop {
            if self.signs.over.load(Ordering::Relaxed) || self.step().await.is_err() {
                return self;
            }
        }
    }

    /// Something for somebody.
    async fn step(&mut self) -> Result<()> {
        let number = usize::try_from(self.dice.below(PEOPLE.into()))?;
        let person = self.people.get(number).context("a person")?;
        if person.pending.is_none() {
            let Some(action) = self.choose(person.state, number).await? else {
                return Ok(());
            };
            let (id, desk) = (Uuid::now_v7(), Some(self.number));
            let request = Request { desk, action };
            lock(&self.ledger).asked(id, &request);
            self.people[number].pending = Some((id, request));
        }
        self.send(number).await
    }

    async fn choose(&mut self, state: State, number: usize) -> Result<Option<Action>> {
        let die = self.dice.below(100);
        Ok(match state {
            State::Nothing if die < 75 => Some(Action::Book {
                slot: self.term(),
                patient: self.people[number].patient.clone(),
                referral: None,
                hold: None,
                continuation: false,
            }),
            State::Nothing => Some(Action::Join(Box::new(self.join(number)))),
            State::Booked(appointment, at) if die < 60 => {
                let slot = self.term();
                (slot != at).then_some(Action::Reschedule {
                    appointment,
                    slot,
                    hold: None,
                })
            }
            State::Booked(appointment, _) => Some(Action::Cancel {
                appointment,
                reason: CancelReason::Patient,
            }),
            State::Waiting(entry) => {
                self.hear().await?;
                match self.offers.get(&entry) {
                    Some((offer, _)) if die < 75 => Some(Action::Accept { offer: *offer }),
                    Some((offer, _)) => Some(Action::Decline { offer: *offer }),
                    None => (die < 10).then_some(Action::Leave { entry }),
                }
            }
        })
    }

    fn term(&mut self) -> SlotId {
        let n = self.dice.below(POOL.into());
        clinic_term(self.now, 1, u16::try_from(n).unwrap_or(0))
    }

    fn join(&self, number: usize) -> Join {
        Join {
            service: "mammography".into(),
            patient: self.people[number].patient.clone(),
            referral: None,
            urgent: false,
            entitlement: None,
            preferences: Preferences::around(POINT, 30),
            place: "Toruń".into(),
            mode: WaitingMode::Offer,
            replaces: None,
        }
    }

    /// Hears of offers.
    async fn hear(&mut self) -> Result<()> {
        for event in self.remote.events(self.number, self.heard).await? {
            self.heard = self.heard.max(event.seq);
            if let EventKind::OfferMade { entry, offer, slot, .. } = event.kind {
                self.offers.insert(entry, (offer, slot));
                lock(&self.ledger).offered(offer, entry, slot);
            }
        }
        Ok(())
    }

    /// Sends what is pending for a person and acts on the answer.
    async fn send(&mut self, number: usize) -> Result<()> {
        let Some((id, request)) = self.people[number].pending.clone() else {
            return Ok(());
        };
        let answer = loop {
            match self.remote.request(id, &request).await {
                Ok(answer) => break answer,
                Err(error) => {
                    self.signs.failed.send_modify(|failed| *failed += 1);
                    let RemoteError::Later(time) = error else { bail!(error) };
                    sleep(time).await;
                }
            }
        };
        let person = &mut self.people[number];
        person.pending = None;
        match (&request.action, &answer) {
            (Action::Book { slot, .. }, Ok(Outcome::Booked { appointment, .. })) => {
                person.state = State::Booked(*appointment, *slot);
            }
            (Action::Reschedule { appointment, slot, .. }, Ok(_)) => person.state = State::Booked(*appointment, *slot),
            (Action::Cancel { .. } | Action::Leave { .. }, Ok(_)) => person.state = State::Nothing,
            (Action::Join(_), Ok(Outcome::Joined { entry, .. })) => person.state = State::Waiting(*entry),
            (Action::Accept { offer }, Ok(Outcome::Booked { appointment, .. })) => {
                let slot = self
                    .offers
                    .values()
                    .find(|(known, _)| known == offer)
                    .map(|(_, slot)| *slot);
                person.state = State::Booked(*appointment, slot.context("an offer nobody heard of")?);
            }
            (Action::Decline { offer }, Ok(_)) => self.offers.retain(|_, (known, _)| known != offer),
            _ => {}
        }
        lock(&self.ledger).acknowledge(id, request, answer);
        Ok(())
    }

    /// Sends everything pending until it is answered.
    async fn settle(&mut self) -> Result<()> {
        for number in 0..self.people.len() {
            for attempt in 0.. {
                match self.send(number).await {
                    Ok(()) => break,
                    // A connection from before the end is found out by using it.
                    Err(_) if attempt < TRIES => {}
                    Err(error) => bail!(error.context("the registry does not answer")),
                }
            }
        }
        Ok(())
    }
}
