//! For whoever runs the registry, in numbers and without patients: what stands out among clinics and accounts, and what
//! those who read or write for long hold up.

use crate::Result;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use std::time::Duration;

/// Fewer than so many withdrawn terms are a doctor who is ill.
const FEW_WITHDRAWN: i64 = 3;
/// One booked visit in so many may lose its term before it stands out.
const WITHDRAWN_OF: i64 = 20;
/// Fewer look-ups than that are a day at a counter.
const FEW_LOOKS: i64 = 10;
/// So many times as often as most is far more often.
const TIMES_MOST: i64 = 5;

/// A clinic that has withdrawn terms of booked visits.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Withdrawals {
    /// Facility.
    pub facility: i64,
    /// Its name.
    pub name: String,
    /// Visits that were booked there.
    pub booked: i64,
    /// Visits whose term it has withdrawn.
    pub withdrawn: i64,
}

impl Withdrawals {
    /// More than one visit in twenty has lost its term, and more than a few.
    #[must_use]
    pub fn stand_out(&self) -> bool {
        self.withdrawn >= FEW_WITHDRAWN && self.withdrawn * WITHDRAWN_OF > self.booked
    }
}

/// How often an account has looked up what somebody has at other clinics.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Looks {
    /// Facility at which they looked.
    pub facility: i64,
    /// Its name.
    pub name: String,
    /// Name of the account.
    pub login: String,
    /// Look-ups.
    pub looks: i64,
    /// Those with an emergency as the reason.
    pub emergencies: i64,
    /// Those that found nothing.
    pub empty: i64,
}

impl Looks {
    /// Far more often than most of `all` who look at all.
    #[must_use]
    pub fn stand_out(&self, all: &[Self]) -> bool {
        let mut often: Vec<_> = all.iter().map(|one| one.looks).collect();
        often.sort_unstable();
        let most = often.get(often.len() / 2).copied().unwrap_or_default();
        self.looks >= FEW_LOOKS && self.looks > most * TIMES_MOST
    }
}

/// What those who read or write for long hold up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeldUp {
    /// Most bytes that SQLite's log has had since the start: it cannot be copied further than the oldest reader has seen.
    pub log_bytes: u64,
    /// Age of the oldest transaction that writes on the PostgreSQL server, in any database: what was committed since is
    /// shown to desks only when it ends (ADR 8). Sessions of others are seen with the rights of `pg_read_all_stats`.
    pub oldest_transaction: Duration,
}

/// Counts over a time, and of now.
#[async_trait]
pub trait OversightStore {
    /// Clinics that have withdrawn terms of booked visits since then; the largest share first.
    async fn withdrawals(&self, since: DateTime<Utc>) -> Result<Vec<Withdrawals>>;
    /// Accounts that have looked people up since then; the most looks first. Look-ups are kept until some time after their
    /// review.
    async fn looks(&self, since: DateTime<Utc>) -> Result<Vec<Looks>>;
    /// What is held up now.
    async fn held_up(&self) -> Result<HeldUp>;
}

#[cfg(test)]
mod tests {
    use super::{Looks, Withdrawals};

    fn looks(looks: i64) -> Looks {
        Looks {
            facility: 1,
            name: String::new(),
            login: String::new(),
            looks,
            emergencies: 0,
            empty: 0,
        }
    }

    #[test]
    fn x22_who_looks_far_more_often_than_most_stands_out() {
        let stand_out = |all: &[i64]| {
            let all: Vec<_> = all.iter().map(|n| looks(*n)).collect();
            let out = all.iter().filter(|one| one.stand_out(&all));
            out.map(|one| one.looks).collect::<Vec<_>>()
        };
        assert_eq!(stand_out(&[40, 3, 2, 2, 1]), [40]);
        assert_eq!(stand_out(&[40, 30, 20, 10, 8]), [0; 0], "all are busy");
        assert_eq!(stand_out(&[9, 1, 1]), [0; 0], "a few");
        assert_eq!(stand_out(&[40]), [0; 0], "there is nobody to compare with");
        assert_eq!(stand_out(&[]), [0; 0]);
    }

    #[test]
    fn x10_withdrawing_what_is_booked_stands_out_by_its_share() {
        let stands_out = |booked, withdrawn| {
            let name = String::new();
            Withdrawals {
                facility: 1,
                name,
                booked,
                withdrawn,
            }
            .stand_out()
        };
        assert!(stands_out(59, 3) && stands_out(0, 3));
        assert!(!stands_out(60, 3) && !stands_out(10, 2));
    }
}
