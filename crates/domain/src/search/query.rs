//! What is asked of the index, and in which order answers stand.

use super::SlotInfo;
use crate::calendar::Day;
use crate::directory::Pool;
use crate::geo::Point;
use crate::slot::SlotId;
use crate::waiting::{Hours, Weekdays};

/// A question.
#[derive(Debug, Clone)]
pub struct Query {
    /// Service code.
    pub service: String,
    /// Where distances are measured from.
    pub origin: Option<Point>,
    /// Only within this many kilometres of `origin`.
    pub radius_km: Option<u16>,
    /// Only this facility.
    pub facility: Option<u32>,
    /// Only this practitioner.
    pub practitioner: Option<String>,
    /// First and last day, inclusive.
    pub days: (Day, Day),
    /// Terms that begin before this moment are over.
    pub not_before: (Day, u16),
    /// Weekdays that suit.
    pub weekdays: Weekdays,
    /// Hours that suit.
    pub hours: Hours,
    /// Only entrances without steps.
    pub step_free: bool,
    /// No mobile units.
    pub stationary: bool,
    /// Only where patients are spoken to in this language, other than Polish.
    pub language: Option<String>,
    /// Only terms that this pool of people may book; everybody sees [`Pool::General`].
    pub pool: Pool,
    /// Beside these, terms of a reserve of one facility: what its own desk may book for who is there.
    pub reserve: Option<(Pool, u32)>,
    /// Order of the results.
    pub order: Order,
    /// Only results that follow this term in the order: pages stay whole while terms come and go, even the last one shown.
    pub after: Option<SlotId>,
    /// Results to return.
    pub limit: usize,
}

/// Order of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By time, then by distance.
    Earliest,
    /// By distance, then by time.
    Nearest,
    /// By both: [`METRES_A_DAY`] farther are as good as a day later.
    Balanced,
}

/// A way that people make to be seen a day earlier: our own guess, some ten minutes by car.
const METRES_A_DAY: u64 = 10_000;

/// Where a result stands in the order: whole metres and minutes, so that ties are exact.
pub(super) type Key = (u64, u64, SlotId);

impl Query {
    pub(super) fn admits(&self, info: &SlotInfo<'_>, km: Option<f64>) -> bool {
        let near = match (self.radius_km, km) {
            (Some(radius), Some(km)) => km <= f64::from(radius),
            _ => true,
        };
        let pool = info.schedule.pool;
        near && (pool == self.pool || self.reserve == Some((pool, info.facility.id)))
            && self.facility.is_none_or(|f| f == info.facility.id)
            && (!self.step_free || info.location.step_free)
            && (!self.stationary || !info.location.mobile)
            && self
                .language
                .as_ref()
                .is_none_or(|l| info.schedule.languages.contains(l))
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole metres of a distance on Earth"
    )]
    pub(super) fn key(&self, km: Option<f64>, slot: SlotId) -> Key {
        let metres = (km.unwrap_or(0.0) * 1000.0) as u64;
        let minutes = u64::from(slot.day.0) * 1440 + u64::from(slot.minute);
        match self.order {
            Order::Earliest => (minutes, metres, slot),
            Order::Nearest => (metres, minutes, slot),
            Order::Balanced => (minutes * METRES_A_DAY + metres * 1440, minutes, slot),
        }
    }
}
