//! Looking up what a person has at other clinics: counted before anything is read, remembered with its reason, told to the
//! patient when it was an emergency, reviewed by an administrator.

use crate::audit::{Actor, Deed, count, note};
use crate::messages::{NewMessage, Venue};
use crate::{Allowance, ReferralKey, Result, Store, Tx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::{Day, warsaw_day};
use okienko_domain::lookup::{Because, Found, Lookup, LookupRecord, without_contact};
use okienko_domain::message::{About, MessageKind, Term};
use okienko_domain::refusal::{Refusal, RefusalCode};
use okienko_domain::request::{Appointment, WaitingRecord};
use std::collections::HashSet;
use uuid::Uuid;

/// Visits, and likewise entries, of one person that are shown.
const SHOWN: u32 = 100;

/// Who looks.
#[derive(Debug, Clone)]
pub struct Looker {
    /// Clinic.
    pub facility: u32,
    /// The person signed in there.
    pub account: Uuid,
    /// The same for the audit.
    pub actor: Actor,
    /// How often they may.
    pub allowances: Vec<Allowance>,
}

/// A look-up to insert.
#[derive(Debug)]
pub struct NewLookup<'a> {
    /// Id.
    pub id: Uuid,
    /// Clinic.
    pub facility: u32,
    /// Who.
    pub account: Uuid,
    /// Why.
    pub because: &'a Because,
    /// Row of the person of whom something was seen.
    pub patient: Option<i64>,
    /// Now.
    pub at: DateTime<Utc>,
}

/// Reads of look-ups outside a transaction.
#[async_trait]
pub trait LookupStore {
    /// Look-ups of a clinic, newest first.
    async fn lookups(&self, facility: u32, limit: u32) -> Result<Vec<LookupRecord>>;
}

/// Statements about look-ups within a transaction.
#[async_trait]
pub trait LookupTx {
    /// A person's visits from a day on that are not cancelled or missed, by time.
    async fn visits_of(&mut self, patient: i64, from: Day, limit: u32) -> Result<Vec<Appointment>>;
    /// A person's entries that wait, oldest first, with their place in the national order.
    async fn waiting_of(&mut self, patient: i64, now: DateTime<Utc>, limit: u32) -> Result<Vec<WaitingRecord>>;
    /// Whether the person has ever booked or waited by a referral.
    async fn has_referral(&mut self, patient: i64, referral: &ReferralKey) -> Result<bool>;
    /// Inserts a look-up; its reason is sealed.
    async fn insert_lookup(&mut self, new: NewLookup<'_>) -> Result<()>;
    /// Notes that somebody has reviewed a look-up of a clinic, unless somebody has; `false` when there is none, or it is
    /// their own.
    async fn review_lookup(&mut self, facility: u32, id: Uuid, by: Uuid, at: DateTime<Utc>) -> Result<bool>;
    /// Removes look-ups that were reviewed before a time, at most `limit`; returns how many.
    async fn forget_lookups(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u32>;
    /// A clinic as told to patients: with the town of its first address.
    async fn office(&mut self, facility: u32) -> Result<Option<Venue>>;
}

/// Answers what a person has everywhere. Somebody unknown, somebody who has nothing and a referral of somebody else are the
/// same answer, and every look counts, so that nobody learns by the number of looks which it was.
///
/// # Errors
/// Failures of storage. A refusal is an answer.
pub async fn look_up(
    store: &dyn Store,
    looker: &Looker,
    asked: &Lookup,
    now: DateTime<Utc>,
) -> Result<std::result::Result<Found, Refusal>> {
    let mut tx = store.begin().await?;
    let action = format!("look-up-{}", asked.because.code());
    let subject = tx.subject(&asked.person.key());
    // Before anything is read: of many that guess at the same moment, no more are heard than may.
    let mut over = false;
    for Allowance { key, most, window } in &looker.allowances {
        over |= tx.count_try(key, *window, now).await? > *most;
    }
    let id = Uuid::now_v7();
    if over {
        tx.audit(&looker.actor, Deed::to(subject, &action, id, "too-many-tries"), now);
        tx.commit().await?;
        return Ok(Err(RefusalCode::TooManyTries.into()));
    }
    let person = entitled(&mut *tx, asked).await?;
    let found = match person {
        Some(row) => found(&mut *tx, row, now).await?,
        None => Found::default(),
    };
    let seen = person.filter(|_| !found.is_empty());
    tx.insert_lookup(NewLookup {
        id,
        facility: looker.facility,
        account: looker.account,
        because: &asked.because,
        patient: seen,
        at: now,
    })
    .await?;
    if let (Some(row), Because::Emergency { .. }) = (seen, &asked.because) {
        tell(&mut *tx, id, row, looker.facility, now).await?;
    }
    let outcome = if seen.is_some() { "shown" } else { "nothing" };
    tx.audit(&looker.actor, Deed::to(subject, &action, id, outcome), now);
    tx.commit().await?;
    Ok(Ok(found))
}

/// Row of a person who is known and, when a referral is shown, has it.
async fn entitled(tx: &mut dyn Tx, asked: &Lookup) -> Result<Option<i64>> {
    let known = tx.find_patient(&asked.person, "", None).await?.map(|known| known.row);
    let (Some(row), Because::Referral { code }) = (known, &asked.because) else {
        return Ok(known);
    };
    let key = tx.referral_key(&asked.person, code);
    Ok(tx.has_referral(row, &key).await?.then_some(row))
}

async fn found(tx: &mut dyn Tx, row: i64, now: DateTime<Utc>) -> Result<Found> {
    let mut visits = tx.visits_of(row, warsaw_day(now), SHOWN).await?;
    let mut waiting = tx.waiting_of(row, now, SHOWN).await?;
    for patient in visits
        .iter_mut()
        .map(|visit| &mut visit.patient)
        .chain(waiting.iter_mut().map(|record| &mut record.patient))
    {
        *patient = without_contact(patient.clone());
    }
    Ok(Found { visits, waiting })
}

/// Tells the patient who has looked, and when.
async fn tell(tx: &mut dyn Tx, lookup: Uuid, patient: i64, facility: u32, at: DateTime<Utc>) -> Result<()> {
    let term = Term::Since(at);
    let due_at = tx.policy().await?.news(term, at);
    tx.insert_message(NewMessage {
        kind: MessageKind::Lookup,
        about: About::Lookup(lookup),
        patient,
        desk: Some(facility),
        term,
        due_at,
        at,
    });
    Ok(())
}

/// Look-ups of a clinic, newest first.
///
/// # Errors
/// Failures of storage.
pub async fn read_lookups(
    store: &dyn Store,
    actor: &Actor,
    facility: u32,
    limit: u32,
    now: DateTime<Utc>,
) -> Result<Vec<LookupRecord>> {
    let mut rows = store.lookups(facility, limit).await?;
    let people: HashSet<_> = rows
        .iter()
        .filter_map(|row| Some(row.patient.as_ref()?.identity.key()))
        .collect();
    note(
        store,
        actor,
        Deed::about(count(people.len())?, "read-lookups", "read"),
        now,
    )
    .await?;
    for row in &mut rows {
        row.patient = row.patient.take().map(without_contact);
    }
    Ok(rows)
}

/// Notes that an administrator has reviewed a look-up of the clinic; `false` when there is none, or it is their own.
///
/// # Errors
/// Failures of storage.
pub async fn review(
    store: &dyn Store,
    actor: &Actor,
    facility: u32,
    lookup: Uuid,
    by: Uuid,
    now: DateTime<Utc>,
) -> Result<bool> {
    let mut tx = store.begin().await?;
    let done = tx.review_lookup(facility, lookup, by, now).await?;
    if done {
        let subject = tx.subject_of(lookup).await?;
        let deed = Deed {
            persons: u32::from(subject.is_some()),
            subject,
            object: Some(lookup.to_string()),
            ..Deed::about(0, "review-lookup", "reviewed")
        };
        tx.audit(actor, deed, now);
    }
    tx.commit().await?;
    Ok(done)
}
