//! Parameters of the rules. They are versioned data; every decision stores the version it used.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// One version of the policy, part of [`crate::rules::Rules`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Version number; grows.
    pub version: u32,
    /// Hours of notice a waiting person needs unless they accept less.
    pub min_notice_hours: u16,
    /// Minutes for which a term is kept while a booking is being typed.
    pub hold_minutes: u16,
    /// Terms one desk may keep at a time.
    pub holds_per_desk: u16,
    /// Hours a person has to answer an offer; less when the term is near, see [`Policy::offer_window`].
    pub offer_window_hours: u16,
    /// A visit cancelled later than so many hours before its start is marked as late.
    pub late_cancel_hours: u16,
    /// Days after a missed visit within which the place on the waiting list can be given back (force majeure).
    pub noshow_restore_days: u16,
    /// Days before the end of a waiting entry from which on it is warned of and may be prolonged.
    pub waiting_warn_days: u16,
    /// Days before a visit on which the patient is reminded, the earliest first.
    pub reminder_days: Vec<u16>,
    /// No message is sent from the first hour of the day to the second, Warsaw time.
    pub quiet_hours: (u8, u8),
    /// A reminder within so many hours of the booking tells nothing new and is left out.
    #[serde(default = "reminder_gap_hours")]
    pub reminder_gap_hours: u16,
    /// News that would come less than so many hours before the visit go out at night too.
    #[serde(default = "night_margin_hours")]
    pub night_margin_hours: u16,
    /// Days ahead for which a clinic publishes its terms.
    pub horizon_days: u16,
    /// A clinic whose terms end before so many days is warned.
    pub horizon_warn_days: u16,
    /// Minutes after which a desk says that its terms are old.
    pub max_age_minutes: u16,
    /// Days for which the answer to a request is kept, to be given again when the request comes again.
    pub keep_answers_days: u16,
    /// Days for which a waiting entry that ended without a visit is kept after its last day.
    pub keep_waiting_days: u16,
    /// Codes of statutory entitlements to be seen out of turn (act on health services, art. 47c).
    pub entitlements: Vec<String>,
}

/// Of a version that did not say it yet.
fn reminder_gap_hours() -> u16 {
    12
}

/// Of a version that did not say it yet.
fn night_margin_hours() -> u16 {
    3
}

impl Policy {
    /// Whether the code is in the list.
    #[must_use]
    pub fn knows_entitlement(&self, code: &str) -> bool {
        self.entitlements.iter().any(|e| e == code)
    }

    /// Time to answer an offer that was handed over at `now` for a term at `start`: never more than a quarter of what
    /// is left until the term, so that somebody else can still be asked.
    #[must_use]
    pub fn offer_window(&self, now: DateTime<Utc>, start: DateTime<Utc>) -> Duration {
        Duration::hours(self.offer_window_hours.into()).min((start - now).max(Duration::zero()) / 4)
    }
}

#[cfg(test)]
impl Policy {
    pub(crate) fn sample() -> Self {
        Self {
            version: 1,
            min_notice_hours: 48,
            hold_minutes: 5,
            holds_per_desk: 20,
            offer_window_hours: 24,
            late_cancel_hours: 24,
            noshow_restore_days: 7,
            waiting_warn_days: 7,
            reminder_days: vec![7, 1],
            quiet_hours: (21, 8),
            reminder_gap_hours: 12,
            night_margin_hours: 3,
            horizon_days: 90,
            horizon_warn_days: 30,
            max_age_minutes: 15,
            keep_answers_days: 30,
            keep_waiting_days: 30,
            entitlements: vec!["pregnancy".into()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Policy;
    use chrono::{Duration, TimeZone, Utc};

    #[test]
    fn the_window_of_an_offer_is_shorter_when_the_term_is_near() {
        let now = Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap();
        let window = |hours| Policy::sample().offer_window(now, now + Duration::hours(hours));
        assert_eq!(window(24 * 30), Duration::hours(24));
        assert_eq!(window(48), Duration::hours(12));
        assert_eq!(window(-1), Duration::zero());
    }
}
