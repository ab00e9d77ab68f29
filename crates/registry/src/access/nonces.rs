//! Nonces of proofs, remembered for as long as a proof is good.
//!
//! In memory: a write to disk for every question would cost more than it protects. What a restart forgets is refused by
//! its time instead: a proof made before this process began is not accepted. Several processes behind one address do not
//! share this memory; there a replay within the window reads once more what it was an answer to, and changes nothing,
//! because changes carry an idempotency key and a number that the database counts.

use chrono::{DateTime, Utc};
use okienko_wire::proof::{AHEAD_MS, Claim, WINDOW_MS};
use std::collections::HashSet;
use std::mem;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// A proof may be seen from a little before its time to a window after it.
const LIFE_MS: i64 = AHEAD_MS + WINDOW_MS;

/// The memory.
pub(super) struct Nonces {
    since_ms: i64,
    kept: Mutex<Kept>,
}

struct Kept {
    /// When `current` began.
    turned_ms: i64,
    current: HashSet<(Uuid, [u8; 16])>,
    before: HashSet<(Uuid, [u8; 16])>,
}

/// What is known of a claim's nonce.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Nonce {
    /// Not seen before, and seen now.
    New,
    /// Seen before.
    Seen,
    /// From before the memory began, or outside of the window: nothing is known of it.
    OutOfTime,
}

impl Nonces {
    pub(super) fn new(now: DateTime<Utc>) -> Self {
        let now = now.timestamp_millis();
        Self {
            since_ms: now,
            kept: Mutex::new(Kept {
                turned_ms: now,
                current: HashSet::new(),
                before: HashSet::new(),
            }),
        }
    }

    /// Whether the time of a claim is one that this memory can speak of.
    pub(super) fn in_time(&self, claim: &Claim, now: DateTime<Utc>) -> bool {
        let off = now.timestamp_millis().checked_sub(claim.at);
        claim.at >= self.since_ms && off.is_some_and(|off| (-AHEAD_MS..=WINDOW_MS).contains(&off))
    }

    /// Remembers a nonce. To be asked only with a verified signature, so that nobody else can fill the memory.
    pub(super) fn remember(&self, claim: &Claim, now: DateTime<Utc>) -> Nonce {
        if !self.in_time(claim, now) {
            return Nonce::OutOfTime;
        }
        let now = now.timestamp_millis();
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if now - kept.turned_ms >= LIFE_MS {
            let idle = now - kept.turned_ms >= 2 * LIFE_MS;
            let current = mem::take(&mut kept.current);
            kept.before = if idle { HashSet::new() } else { current };
            kept.turned_ms = now;
        }
        let nonce = (claim.device, claim.nonce);
        if kept.before.contains(&nonce) || !kept.current.insert(nonce) {
            Nonce::Seen
        } else {
            Nonce::New
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Nonce, Nonces};
    use chrono::{DateTime, TimeDelta, Utc};
    use okienko_wire::proof::Claim;
    use uuid::Uuid;

    const START: DateTime<Utc> = DateTime::from_timestamp(1_795_424_400, 0).unwrap();

    fn after(seconds: i64) -> DateTime<Utc> {
        START + TimeDelta::seconds(seconds)
    }

    fn claim(nonce: u8, at: DateTime<Utc>) -> Claim {
        Claim {
            device: Uuid::from_u128(1),
            at: at.timestamp_millis(),
            count: 0,
            nonce: [nonce; 16],
        }
    }

    #[test]
    fn x06_a_nonce_is_new_once_for_as_long_as_its_proof_is_good() {
        let nonces = Nonces::new(START);
        let made = after(100);
        assert_eq!(nonces.remember(&claim(1, made), after(98)), Nonce::OutOfTime);
        assert_eq!(nonces.remember(&claim(1, made), after(99)), Nonce::New);
        for later in [99, 100, 130, 160] {
            assert_eq!(nonces.remember(&claim(1, made), after(later)), Nonce::Seen, "{later}");
        }
        assert_eq!(nonces.remember(&claim(1, made), after(161)), Nonce::OutOfTime);
        assert_eq!(nonces.remember(&claim(2, after(161)), after(161)), Nonce::New);
    }

    #[test]
    fn x06_what_a_restart_forgot_is_too_old() {
        let nonces = Nonces::new(after(30));
        assert_eq!(nonces.remember(&claim(1, after(29)), after(31)), Nonce::OutOfTime);
        assert_eq!(nonces.remember(&claim(1, after(30)), after(31)), Nonce::New);
        assert_eq!(nonces.remember(&claim(3, after(33)), after(31)), Nonce::OutOfTime);
        let far = Claim {
            at: i64::MIN,
            ..claim(4, START)
        };
        assert_eq!(nonces.remember(&far, after(31)), Nonce::OutOfTime);
    }
}
