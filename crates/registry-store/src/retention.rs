//! Removes what nobody needs any more, as the rules say, with a proof in the audit.
//!
//! People's data go with their row: it holds all that is known of them, sealed, and nothing else could be opened.

use crate::audit::{Actor, Deed};
use crate::{Result, Store};
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};

/// Rows removed by one transaction, so that bookings never wait long.
const BATCH: u32 = 5_000;

/// Statements that remove what nobody needs any more, at most `limit` rows each. They return how many they removed.
#[async_trait]
pub trait RetentionTx {
    /// Removes answers given before a time.
    async fn forget_answers(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u32>;
    /// Removes waiting entries that did not end with a visit and were valid until before a time, and their offers.
    async fn forget_waiting(&mut self, before: DateTime<Utc>, limit: u32) -> Result<u32>;
    /// Removes people who have neither a visit nor a waiting entry nor a look-up.
    async fn forget_people(&mut self, limit: u32) -> Result<u32>;
}

/// How many rows were removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// Answers to requests.
    pub answers: u32,
    /// Waiting entries that ended without a visit.
    pub waiting: u32,
    /// Look-ups that were reviewed.
    pub lookups: u32,
    /// People.
    pub people: u32,
}

/// Removes everything whose time is over at `now`. Safe to run at any time, in several processes at once.
///
/// # Errors
/// Failures of storage; what was not removed is removed the next time.
pub async fn run(store: &dyn Store, now: DateTime<Utc>) -> Result<Removed> {
    let policy = store.rules().await?.policy;
    let before = |days: u16| now - Duration::days(days.into());
    let mut all = Removed::default();
    loop {
        let mut tx = store.begin().await?;
        let removed = Removed {
            answers: tx.forget_answers(before(policy.keep_answers_days), BATCH).await?,
            waiting: tx.forget_waiting(before(policy.keep_waiting_days), BATCH).await?,
            // What nobody has reviewed stays, with its person.
            lookups: tx.forget_lookups(before(policy.keep_answers_days), BATCH).await?,
            people: tx.forget_people(BATCH).await?,
        };
        if removed == Removed::default() {
            tx.commit().await?;
            return Ok(all);
        }
        let outcome = format!(
            "answers:{} waiting-entries:{} look-ups:{} people:{}",
            removed.answers, removed.waiting, removed.lookups, removed.people
        );
        let actor = Actor::registry("retention", None);
        tx.audit(&actor, Deed::about(removed.people, "retention", &outcome), now);
        tx.commit().await?;
        all.answers += removed.answers;
        all.waiting += removed.waiting;
        all.lookups += removed.lookups;
        all.people += removed.people;
    }
}
