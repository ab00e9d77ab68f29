//! What the registry does by itself because time has passed.

use crate::audit::{Actor, Deed};
use crate::decide::Decision;
use crate::messages;
use crate::{Result, Store, Tx};
use chrono::{DateTime, Duration, Utc};
use okienko_domain::request::EventKind;
use uuid::Uuid;

/// Things done in one round, at most of each kind.
const ROUND: u32 = 100;

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
        let before = done;
        for hold in due.holds {
            let mut tx = store.begin().await?;
            done += usize::from(end_hold(&mut *tx, hold, now).await?);
            tx.commit().await?;
        }
        for offer in due.offers {
            let mut tx = store.begin().await?;
            done += usize::from(lapse_offer(&mut *tx, offer, now).await?);
            tx.commit().await?;
        }
        for entry in due.ending {
            let mut tx = store.begin().await?;
            done += usize::from(warn(&mut *tx, entry, now).await?);
            tx.commit().await?;
        }
        if done == before {
            return Ok(done);
        }
    }
}

async fn end_hold(tx: &mut dyn Tx, hold: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let Some(slot) = tx.drop_expired_hold(hold, now).await? else {
        return Ok(false);
    };
    let deed = Deed {
        object: Some(hold.to_string()),
        ..Deed::about(0, "hold-end", "released")
    };
    tx.audit(&Actor::registry("clock", None), deed, now);
    Decision::new(tx, None, now).await?.give_away(slot).await?;
    Ok(true)
}

pub(crate) async fn lapse_offer(tx: &mut dyn Tx, offer: Uuid, now: DateTime<Utc>) -> Result<bool> {
    let Some(offer) = tx.lapse_offer(offer, now).await? else {
        return Ok(false);
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
    let mut decision = Decision::new(tx, None, now).await?;
    decision.give_away(offer.slot).await?;
    decision.give_away_freed().await?;
    Ok(true)
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
