//! What the registry does by itself because time has passed.

use crate::audit::{Actor, Deed};
use crate::decide::Decision;
use crate::messages;
use crate::{Due, Result, Store, StoreError, Tx};
use chrono::{DateTime, Duration, Utc};
use okienko_domain::request::EventKind;
use okienko_domain::slot::SlotId;
use uuid::Uuid;

/// Things done in one round, at most of each kind.
pub const ROUND: u32 = 100;

/// Ends holds and offers whose time has run out and warns of waiting entries that end soon. Returns how many changes it
/// made. Safe to run at the same time in several processes: each step is a conditional update.
///
/// # Errors
/// Failures of storage; what was not done is done the next time.
pub async fn tick(store: &dyn Store, now: DateTime<Utc>) -> Result<usize> {
    let policy = store.policy().await?;
    let warn_before = now + Duration::days(policy.waiting_warn_days.into());
    let mut done = 0;
    loop {
        let due = store.due(now, warn_before, ROUND).await?;
        if due.is_empty() {
            return Ok(done);
        }
        let round = match together(store, &due, now).await {
            // Somebody came in between: what cannot be done together is done one by one.
            Err(StoreError::Conflict) => {
                let mut round = 0;
                for one in due.one_by_one() {
                    round += together(store, &one, now).await?;
                }
                round
            }
            round => round?,
        };
        done += round;
        if round == 0 {
            return Ok(done);
        }
    }
}

async fn together(store: &dyn Store, due: &Due, now: DateTime<Utc>) -> Result<usize> {
    let mut tx = store.begin().await?;
    let done = end(&mut *tx, due, now).await?;
    tx.commit().await?;
    Ok(done)
}

/// Does what is due, and gives away the terms that this frees. Returns how many changes it made.
pub(crate) async fn end(tx: &mut dyn Tx, due: &Due, now: DateTime<Utc>) -> Result<usize> {
    let (mut freed, mut warned) = (Vec::new(), 0);
    for hold in &due.holds {
        freed.extend(end_hold(tx, *hold, now).await?);
    }
    for offer in &due.offers {
        freed.extend(lapse_offer(tx, *offer, now).await?);
    }
    for entry in &due.ending {
        warned += usize::from(warn(tx, *entry, now).await?);
    }
    let mut decision = Decision::new(tx, None, now).await?;
    decision.give_all_away(&freed).await?;
    decision.give_away_freed().await?;
    Ok(freed.len() + warned)
}

impl Due {
    fn is_empty(&self) -> bool {
        self.holds.is_empty() && self.offers.is_empty() && self.ending.is_empty()
    }

    fn one_by_one(&self) -> impl Iterator<Item = Self> {
        let holds = self.holds.iter().map(|hold| Self {
            holds: vec![*hold],
            ..Self::default()
        });
        let offers = self.offers.iter().map(|offer| Self {
            offers: vec![*offer],
            ..Self::default()
        });
        let ending = self.ending.iter().map(|entry| Self {
            ending: vec![*entry],
            ..Self::default()
        });
        holds.chain(offers).chain(ending)
    }
}

/// Ends a hold whose time has run out; returns its term.
async fn end_hold(tx: &mut dyn Tx, hold: Uuid, now: DateTime<Utc>) -> Result<Option<SlotId>> {
    let slot = tx.drop_expired_hold(hold, now).await?;
    if slot.is_some() {
        let deed = Deed {
            object: Some(hold.to_string()),
            ..Deed::about(0, "hold-end", "released")
        };
        tx.audit(&Actor::registry("clock", None), deed, now);
    }
    Ok(slot)
}

/// Ends an offer whose time has run out; returns its term.
async fn lapse_offer(tx: &mut dyn Tx, offer: Uuid, now: DateTime<Utc>) -> Result<Option<SlotId>> {
    let Some(offer) = tx.lapse_offer(offer, now).await? else {
        return Ok(None);
    };
    note(tx, offer.id, "offer-lapse", "lapsed", now).await?;
    if let Some(waiting) = tx.entry(offer.entry).await?
        && let Some(desk) = waiting.desk
    {
        let seq = tx.next_seq().await?;
        let event = EventKind::OfferLapsed {
            entry: offer.entry,
            service: waiting.entry.service,
        };
        tx.insert_event(seq, desk, &event, now).await?;
    }
    Ok(Some(offer.slot))
}

async fn warn(tx: &mut dyn Tx, entry: Uuid, now: DateTime<Utc>) -> Result<bool> {
    if !tx.mark_warned(entry, now).await? {
        return Ok(false);
    }
    note(tx, entry, "waiting-warn", "warned", now).await?;
    let Some(waiting) = tx.entry(entry).await? else {
        return Ok(true);
    };
    messages::entry_ends(tx, &waiting, now).await?;
    if let Some(desk) = waiting.desk {
        let seq = tx.next_seq().await?;
        let event = EventKind::WaitingEnds {
            entry,
            service: waiting.entry.service,
            valid_until: waiting.entry.valid_until,
        };
        tx.insert_event(seq, desk, &event, now).await?;
    }
    Ok(true)
}

/// Remembers what time did to the entry or offer of a person.
async fn note(tx: &mut dyn Tx, id: Uuid, action: &str, outcome: &str, now: DateTime<Utc>) -> Result<()> {
    if let Some(subject) = tx.subject_of(id).await? {
        let deed = Deed::to(subject, action, id, outcome);
        tx.audit(&Actor::registry("clock", None), deed, now);
    }
    Ok(())
}
