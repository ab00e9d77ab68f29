//! A courier that fails is left alone for a while, so that messages take the other way and nobody hammers a broken gateway.

use chrono::{DateTime, Duration, Utc};
use okienko_registry_store::messages::dispatch::Readiness;
use uuid::Uuid;

/// Failures in a row after which a courier rests.
const FAILURES: u32 = 5;
/// First rest in seconds; doubles up to ten minutes.
const REST_SECONDS: i64 = 30;

/// State of one courier. After a rest messages may go again; the first failure makes it rest longer.
#[derive(Debug, Default)]
pub struct Breaker {
    failures: u32,
    until: Option<DateTime<Utc>>,
}

impl Breaker {
    /// Whether messages may go.
    #[must_use]
    pub fn readiness(&self, now: DateTime<Utc>) -> Readiness {
        match self.until {
            Some(until) if until > now => Readiness::Resting(until),
            _ => Readiness::Ready,
        }
    }

    /// The courier took a message, or refused it for a good reason.
    pub fn worked(&mut self) {
        *self = Self::default();
    }

    /// The courier failed; `true` when it begins to rest.
    pub fn failed(&mut self, now: DateTime<Utc>) -> bool {
        self.failures = self.failures.saturating_add(1);
        if self.failures < FAILURES || self.readiness(now) != Readiness::Ready {
            return false;
        }
        let doubled = (self.failures - FAILURES).min(5);
        self.until = Some(now + Duration::seconds((REST_SECONDS << doubled).min(600)));
        true
    }
}

/// When a message is tried again after `attempt` attempts: doubling from half a minute to an hour, and spread by half of
/// itself, so that a thousand messages do not come back together.
#[must_use]
pub fn next_attempt(attempt: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    let base = (30_000_i64 << attempt.saturating_sub(1).min(7)).min(3_600_000);
    // The last bytes of a version 7 UUID are random.
    let random = i64::try_from(Uuid::now_v7().as_u64_pair().1 & 0xffff).unwrap_or(0);
    now + Duration::milliseconds(base / 2 + base * random / 0xffff)
}

#[cfg(test)]
mod tests {
    use super::{Breaker, next_attempt};
    use chrono::{DateTime, Duration};
    use okienko_registry_store::messages::dispatch::Readiness;

    #[test]
    fn rests_after_five_failures_and_longer_after_more() {
        let (mut breaker, mut now) = (Breaker::default(), DateTime::UNIX_EPOCH);
        for n in 1..=5 {
            assert_eq!(breaker.readiness(now), Readiness::Ready);
            assert_eq!(breaker.failed(now), n == 5);
        }
        let mut rest = Duration::seconds(30);
        for _ in 0..10 {
            assert_eq!(breaker.readiness(now), Readiness::Resting(now + rest));
            now += rest;
            assert_eq!(breaker.readiness(now), Readiness::Ready);
            assert!(breaker.failed(now));
            rest = (rest * 2).min(Duration::seconds(600));
        }
        breaker.worked();
        assert_eq!(breaker.readiness(now), Readiness::Ready);
        assert!(!breaker.failed(now), "begins to count anew");
    }

    #[test]
    fn attempts_come_later_and_later_but_within_bounds() {
        for attempt in [1, 2, 5, 8, 1000] {
            let base = (30_i64 << (attempt - 1).min(7)).min(3600);
            for _ in 0..50 {
                let wait = (next_attempt(attempt, DateTime::UNIX_EPOCH) - DateTime::UNIX_EPOCH).num_milliseconds();
                assert!((base * 500..=base * 1500).contains(&wait), "{attempt}: {wait}");
            }
        }
    }
}
