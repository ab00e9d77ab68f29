//! Requests become decisions here, for every database alike.
//!
//! [`submit`] is the door: one transaction with the answer, its effects, its events. What is decided is in the modules:
//! booking and moving visits, what happens to visits afterwards, and the waiting list.

mod booking;
mod matching;
mod visits;
mod waiting;

use crate::audit::{self, Actor};
use crate::count::{self, Numbered};
use crate::{Answer, Candidate, KnownPatient, Result, Store, StoreError, StoredAppointment, Tx, Wish};
use chrono::{DateTime, Duration, Utc};
use okienko_domain::ids::Patient;
use okienko_domain::policy::Policy;
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, Request};
use okienko_domain::slot::SlotId;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use uuid::Uuid;

/// How often a transaction is tried again after another one came first. Each time it sees what that one did.
pub(crate) const TRIES: usize = 8;

/// How often a secret may be tried, or something be told about people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// A keyed hash of who asks about whom.
    pub key: Vec<u8>,
    /// Most tries of a window.
    pub most: u32,
    /// From the first try on.
    pub window: Duration,
}

/// A request with all that its decision needs.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Id that the client made.
    pub id: Uuid,
    /// What is asked.
    pub request: Request,
    /// Who asks.
    pub actor: Actor,
    /// The number that the device gave to it, when a device asks.
    pub numbered: Option<Numbered>,
    /// What a refusal draws on that tells something about a person.
    pub allowances: Vec<Allowance>,
    /// Now.
    pub at: DateTime<Utc>,
}

impl Asked {
    /// Asked by the desk that the request names, without a device or a person of which more is known.
    #[must_use]
    pub fn by_desk(id: Uuid, request: Request, at: DateTime<Utc>) -> Self {
        Self {
            id,
            actor: Actor::desk(request.desk),
            numbered: None,
            allowances: Vec::new(),
            request,
            at,
        }
    }
}

/// Decides a request in one transaction: the answer, its effects and its events become durable together, or none does.
///
/// The same id with the same request gets the same answer for ever; with another request it is refused.
///
/// # Errors
/// Failures of storage, and [`StoreError::DeviceStopped`]. A refusal is an [`Answer`].
pub async fn submit(store: &dyn Store, asked: &Asked) -> Result<Answer> {
    let mut tries = 1;
    loop {
        match submit_together(store, std::slice::from_ref(asked)).await {
            Err(StoreError::Conflict) if tries < TRIES => tries += 1,
            answers => return answers?.pop().unwrap_or(Err(StoreError::Conflict)),
        }
    }
}

/// Decides many requests, each as by [`submit`], with one commit for all: the wait for the disk is shared, and so is what
/// is asked or written once for all. When one of them cannot be stored with the others, each is tried alone.
pub async fn submit_all(store: &dyn Store, requests: &[Asked]) -> Vec<Result<Answer>> {
    match submit_together(store, requests).await {
        Ok(answers) => return answers,
        // It is away for each of them as well.
        Err(StoreError::Away(why)) => return requests.iter().map(|_| Err(StoreError::Away(why.clone()))).collect(),
        Err(_) => {}
    }
    let mut answers = Vec::with_capacity(requests.len());
    for asked in requests {
        answers.push(submit(store, asked).await);
    }
    answers
}

async fn submit_together(store: &dyn Store, requests: &[Asked]) -> Result<Vec<Result<Answer>>> {
    let mut tx = store.begin().await?;
    let answers = answers(&mut *tx, requests).await?;
    tx.commit().await?;
    Ok(answers)
}

/// Who would get these terms if they became free now: for each the first in the statutory order whom it suits, nobody twice.
/// Terms that do not exist are left out.
///
/// # Errors
/// Failures of storage.
pub async fn first_in_line(
    tx: &mut dyn Tx,
    slots: &[SlotId],
    now: DateTime<Utc>,
) -> Result<Vec<(SlotId, Option<Candidate>)>> {
    let mut decision = Decision::new(tx, None, now).await?;
    let terms = decision.freed_terms(slots).await?;
    let chosen = decision.first_in_line(&terms).await?;
    Ok(terms.into_iter().map(|(slot, _)| slot).zip(chosen).collect())
}

/// Decides requests in a transaction: first the bookings, for which everything is read at once, then the others.
pub(crate) async fn answers(tx: &mut dyn Tx, requests: &[Asked]) -> Result<Vec<Result<Answer>>> {
    let numbers: Vec<_> = requests.iter().map(|asked| asked.numbered).collect();
    let at = requests.first().map(|asked| asked.at).unwrap_or_default();
    let new = count::take(tx, &numbers, at).await?;
    let ids: Vec<Uuid> = requests.iter().map(|asked| asked.id).collect();
    let mut sitting = Sitting {
        known: tx.answers(&ids).await?,
        told: told(tx, requests, at).await?,
    };
    let wish = |n: &usize| wish(&requests[*n]);
    let (bookings, others): (Vec<usize>, Vec<usize>) = (0..requests.len()).partition(|n| wish(n).is_some());
    let wishes: Vec<_> = bookings
        .iter()
        .filter(|n| new[**n] && !sitting.known.contains_key(&ids[**n]))
        .filter_map(wish)
        .collect();
    if wishes.len() > 1 {
        tx.foresee(&wishes).await?;
    }
    let mut answers: Vec<_> = new.iter().map(|_| Err(StoreError::DeviceStopped)).collect();
    for n in bookings.into_iter().filter(|n| new[*n]) {
        answers[n] = Ok(sitting.answer(tx, &requests[n]).await?);
    }
    tx.write_foreseen().await?;
    for n in others.into_iter().filter(|n| new[*n]) {
        answers[n] = Ok(sitting.answer(tx, &requests[n]).await?);
    }
    Ok(answers)
}

/// What a request wants to book.
fn wish(asked: &Asked) -> Option<Wish<'_>> {
    match &asked.request.action {
        Action::Book {
            slot,
            patient,
            referral,
            ..
        } => Some(Wish {
            slot: *slot,
            identity: &patient.identity,
            referral: referral.as_ref(),
        }),
        _ => None,
    }
}

/// How often something has been told under each allowance of these requests.
async fn told(tx: &mut dyn Tx, requests: &[Asked], now: DateTime<Utc>) -> Result<HashMap<Vec<u8>, u32>> {
    let all = requests.iter().flat_map(|asked| &asked.allowances);
    let mut keys: Vec<_> = all.map(|allowed| (allowed.key.as_slice(), allowed.window)).collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    tx.tries(&keys, now).await
}

/// What the requests of one transaction share.
struct Sitting {
    /// Answers that have been given, with the fingerprints of their questions.
    known: HashMap<Uuid, (Vec<u8>, Answer)>,
    /// How often something has been told about people, by the keys of allowances.
    told: HashMap<Vec<u8>, u32>,
}

impl Sitting {
    async fn answer(&mut self, tx: &mut dyn Tx, asked: &Asked) -> Result<Answer> {
        let fingerprint: [u8; 32] = Sha256::digest(serde_json::to_vec(&asked.request)?).into();
        // What was answered before is answered alike for ever, whatever has been tried since.
        match self.known.get(&asked.id) {
            Some((question, answer)) if *question == fingerprint => return Ok(answer.clone()),
            Some(_) => return refuse(RefusalCode::RequestMismatch),
            None => {}
        }
        if self.is_used_up(asked) {
            tracing::warn!("too much has been told about people");
            return refuse(RefusalCode::TooManyTries);
        }
        let decided = decide(tx, asked).await?;
        let answer = self.allowed(tx, asked, decided).await?;
        tx.remember(asked.id, &fingerprint, &answer, asked.at)?;
        self.known.insert(asked.id, (fingerprint.to_vec(), answer.clone()));
        Ok(answer)
    }

    /// Whether as much as may be has been told already.
    fn is_used_up(&self, asked: &Asked) -> bool {
        let told = |allowance: &Allowance| self.told.get(&allowance.key).copied().unwrap_or_default();
        asked
            .allowances
            .iter()
            .any(|allowance| told(allowance) >= allowance.most)
    }

    /// What may be said. Told is counted where it is decided: of many that ask at the same moment, no more hear it than may.
    async fn allowed(&mut self, tx: &mut dyn Tx, asked: &Asked, decided: Answer) -> Result<Answer> {
        if decided
            .as_ref()
            .err()
            .is_none_or(|refusal| !refusal.code.tells_of_a_person())
        {
            return Ok(decided);
        }
        let mut over = false;
        for Allowance { key, most, window } in &asked.allowances {
            let told = tx.count_try(key, *window, asked.at).await?;
            self.told.insert(key.clone(), told);
            over |= told > *most;
        }
        Ok(if over {
            Err(RefusalCode::TooManyTries.into())
        } else if asked.request.desk.is_none() {
            // Anybody may say to be anybody there.
            Err(RefusalCode::SaidAtDesk.into())
        } else {
            decided
        })
    }
}

/// Decides one request and remembers who asked. Whatever refuses comes before whatever is written, so that a refusal has
/// nothing to undo.
async fn decide(tx: &mut dyn Tx, asked: &Asked) -> Result<Answer> {
    let (request, now) = (&asked.request, asked.at);
    let answer = match request.check() {
        Err(refusal) => Err(refusal),
        Ok(()) => {
            Decision::new(tx, request.desk, now)
                .await?
                .decide(&request.action)
                .await?
        }
    };
    audit::record(tx, &asked.actor, request, &answer, now).await?;
    Ok(answer)
}

/// What one decision works with.
pub(crate) struct Decision<'a> {
    tx: &'a mut dyn Tx,
    /// Desk that asks; `None` for the registry itself, and for a kiosk, which may only book and join.
    desk: Option<u32>,
    now: DateTime<Utc>,
    policy: Policy,
    /// Terms of offers that are not needed any more; they go to the next person before the decision ends.
    freed: Vec<SlotId>,
}

impl<'a> Decision<'a> {
    pub(crate) async fn new(tx: &'a mut dyn Tx, desk: Option<u32>, now: DateTime<Utc>) -> Result<Self> {
        let policy = tx.policy().await?;
        Ok(Self {
            tx,
            desk,
            now,
            policy,
            freed: Vec::new(),
        })
    }

    async fn decide(mut self, action: &Action) -> Result<Answer> {
        let answer = match action {
            Action::Book {
                slot,
                patient,
                referral,
                hold,
                continuation,
            } => self.book(*slot, patient, referral.as_ref(), *hold, *continuation).await,
            Action::Hold { slot } => self.hold(*slot).await,
            Action::Release { hold } => self.release(*hold).await,
            Action::Reschedule {
                appointment,
                slot,
                hold,
            } => self.reschedule(*appointment, *slot, *hold).await,
            Action::Cancel { appointment, reason } => self.cancel(*appointment, *reason).await,
            Action::Attend { appointment, presence } => self.attend(*appointment, *presence).await,
            Action::Restore { appointment } => self.restore(*appointment).await,
            Action::Join(join) => self.join(join).await,
            Action::Leave { entry } => self.leave(*entry).await,
            Action::Prolong { entry } => self.prolong(*entry).await,
            Action::Accept { offer } => self.accept(*offer).await,
            Action::Decline { offer } => self.decline(*offer).await,
        }?;
        self.give_away_freed().await?;
        Ok(answer)
    }

    /// A visit this decision may touch: one that the desk booked or that takes place at its facility, and for the registry
    /// itself every one. Another clinic's is answered like one that does not exist.
    async fn own_visit(&mut self, id: Uuid) -> Result<Option<StoredAppointment>> {
        let Some(visit) = self.tx.appointment(id).await? else {
            return Ok(None);
        };
        if self.desk.is_none() || visit.desk == self.desk {
            return Ok(Some(visit));
        }
        let place = self.tx.slot_place(visit.slot.schedule).await?;
        Ok(place.filter(|place| Some(place.facility) == self.desk).map(|_| visit))
    }

    /// A waiting entry this decision may touch: one that the desk entered, and for the registry itself every one.
    async fn own_entry(&mut self, id: Uuid) -> Result<Option<Candidate>> {
        let entry = self.tx.entry(id).await?;
        Ok(entry.filter(|entry| self.desk.is_none() || entry.desk == self.desk))
    }

    /// What was kept for a visit that is no longer at its old term becomes free.
    async fn left(&mut self, visit: Uuid) -> Result<()> {
        if let Some(hold) = self.tx.leave_work_item(visit, self.now).await? {
            self.freed.extend(self.tx.drop_hold(hold, None).await?);
        }
        Ok(())
    }

    /// Gives away the terms that became free on the way.
    pub(crate) async fn give_away_freed(&mut self) -> Result<()> {
        let freed = std::mem::take(&mut self.freed);
        self.give_all_away(&freed).await?;
        Ok(())
    }

    /// The row of the person. A desk has seen them: what it says replaces what was known, unless it says nothing. At a kiosk
    /// anybody may say to be anybody, so that what is known stays, and messages go where they went.
    async fn patient_row(&mut self, given: &Patient, known: Option<KnownPatient>) -> Result<i64> {
        let given = &given.cleaned();
        let Some(KnownPatient {
            row, patient: known, ..
        }) = known
        else {
            return self.tx.insert_patient(given).await;
        };
        let (first, second) = if self.desk.is_some() {
            (given, &known)
        } else {
            (&known, given)
        };
        let or = |first: &str, second: &str| {
            if first.is_empty() {
                second.to_owned()
            } else {
                first.to_owned()
            }
        };
        let merged = Patient {
            identity: first.identity.clone(),
            given_name: or(&first.given_name, &second.given_name),
            family_name: or(&first.family_name, &second.family_name),
            phone: first.phone.clone().or_else(|| second.phone.clone()),
            email: first.email.clone().or_else(|| second.email.clone()),
            // Polish is also what a request says that does not know the language.
            language: if first.language.is_default() {
                second.language
            } else {
                first.language
            },
            // A desk always says who answers for a child. Of whoever is of age by now, nobody does unless it says so.
            guardian: first.guardian.clone(),
        };
        if merged != known {
            self.tx.update_patient(row, &merged).await?;
        }
        Ok(row)
    }
}

fn refuse(code: RefusalCode) -> Result<Answer> {
    Ok(Err(code.into()))
}
