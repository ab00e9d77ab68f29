//! The waiting list (*poczekalnia*): whom a freed term goes to.

mod cells;

pub use cells::{CELLS, Cell, cells_around};

use crate::calendar::{Day, instant};
use crate::geo::{Origin, Point};
use crate::policy::Policy;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Weekdays as bits, Monday is bit 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Weekdays(pub u8);

impl Weekdays {
    /// Every day.
    pub const ANY: Self = Self(0x7f);

    /// From ISO numbers, 1 = Monday; others are ignored; none at all means any.
    #[must_use]
    pub fn from_iso(days: &[u8]) -> Self {
        let bits = days
            .iter()
            .filter(|d| (1..=7).contains(*d))
            .fold(0, |bits, d| bits | 1 << (d - 1));
        if bits == 0 { Self::ANY } else { Self(bits) }
    }

    /// Whether the day suits.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.0 >> (day.weekday() - 1) & 1 == 1
    }
}

/// Parts of the day that suit, as minutes `[from, to)`; none at all means any.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Hours(pub Vec<(u16, u16)>);

impl Hours {
    /// Whether the minute suits.
    #[must_use]
    pub fn contains(&self, minute: u16) -> bool {
        self.0.is_empty() || self.0.iter().any(|(from, to)| (*from..*to).contains(&minute))
    }
}

/// What suits a waiting person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Preferences {
    /// Centre.
    pub point: Point,
    /// Kilometres from it.
    pub radius_km: u16,
    /// Weekdays.
    pub weekdays: Weekdays,
    /// Hours.
    pub hours: Hours,
    /// Terms nearer than the policy's notice suit too.
    pub short_notice: bool,
    /// Only these facilities; empty is any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facilities: Vec<u32>,
    /// Only these practitioners, by name; empty is any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub practitioners: Vec<String>,
    /// Not before this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// Not after this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Day>,
}

/// What happens when a term suits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WaitingMode {
    /// It is booked and the person is told.
    #[default]
    AutoBook,
    /// It is kept for the person, who has some time to take it.
    Offer,
}

impl Preferences {
    /// Anything within so many kilometres, with the notice of the policy.
    #[must_use]
    pub fn around(point: Point, radius_km: u16) -> Self {
        Self {
            point,
            radius_km,
            weekdays: Weekdays::ANY,
            hours: Hours::default(),
            short_notice: false,
            facilities: Vec::new(),
            practitioners: Vec::new(),
            from: None,
            to: None,
        }
    }

    /// South-west and north-east corners of a box that holds the preferred circle.
    #[must_use]
    pub fn bounds(&self) -> (Point, Point) {
        self.point.around(self.radius_km)
    }

    /// The first and the last day that suit; of who names none, of all.
    #[must_use]
    pub fn days(&self) -> (Day, Day) {
        (self.from.unwrap_or(Day(0)), self.to.unwrap_or(Day(u16::MAX)))
    }

    /// Degrees to the north and to the east that an ellipse reaches which holds the preferred circle.
    #[must_use]
    pub fn reach(&self) -> (f64, f64) {
        let (south_west, north_east) = self.bounds();
        (
            (north_east.lat - south_west.lat) / 2.0,
            (north_east.lon - south_west.lon) / 2.0,
        )
    }
}

/// A person waiting, without the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WaitingEntry {
    /// Id.
    pub id: Uuid,
    /// Service code.
    pub service: String,
    /// Category "pilny" of the referral.
    pub urgent: bool,
    /// Statutory entitlement the desk has checked.
    pub entitlement: Option<String>,
    /// Time of entry.
    pub entered_at: DateTime<Utc>,
    /// Lapses then.
    pub valid_until: DateTime<Utc>,
    /// What suits.
    pub preferences: Preferences,
    /// What happens when a term suits.
    #[serde(default)]
    pub mode: WaitingMode,
    /// A later visit that is kept until a better term is accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Uuid>,
}

/// A term that has become free.
#[derive(Debug, Clone, PartialEq)]
pub struct FreedSlot {
    /// Day.
    pub day: Day,
    /// Minute of the day.
    pub minute: u16,
    /// Where.
    pub point: Point,
    /// At which facility.
    pub facility: u32,
    /// With whom.
    pub practitioner: String,
}

/// Place in the order: smaller goes first. The class, then the time of entry; the id only decides between entries of the
/// same microsecond.
pub type Rank = (u8, DateTime<Utc>, Uuid);

impl WaitingEntry {
    /// Class in the order, 0 goes first: entitled before others, urgent before stable (act on health services, art. 20
    /// and 47c).
    #[must_use]
    pub fn class(&self) -> u8 {
        u8::from(self.entitlement.is_none()) * 2 + u8::from(!self.urgent)
    }

    /// Place in the order.
    #[must_use]
    pub fn rank(&self) -> Rank {
        (self.class(), self.entered_at, self.id)
    }

    /// Whether a term that suits is booked without asking: nobody loses a visit they have by it.
    #[must_use]
    pub fn is_booked_at_once(&self) -> bool {
        self.mode == WaitingMode::AutoBook && self.replaces.is_none()
    }

    /// Whether the term suits this person now.
    #[must_use]
    pub fn suits(&self, slot: &FreedSlot, now: DateTime<Utc>, policy: &Policy) -> bool {
        let Some(start) = instant(slot.day, slot.minute) else {
            return false;
        };
        let notice = if self.preferences.short_notice {
            Duration::zero()
        } else {
            Duration::hours(policy.min_notice_hours.into())
        };
        self.valid_until > now
            && start.with_timezone(&Utc) > now + notice
            && self.preferences.weekdays.contains(slot.day)
            && self.preferences.hours.contains(slot.minute)
            && self.preferences.from.is_none_or(|from| slot.day >= from)
            && self.preferences.to.is_none_or(|to| slot.day <= to)
            && is_any_or_contains(&self.preferences.facilities, &slot.facility)
            && is_any_or_contains(&self.preferences.practitioners, &slot.practitioner)
            && Origin::new(self.preferences.point).km_to(slot.point) <= f64::from(self.preferences.radius_km)
    }
}

fn is_any_or_contains<T: PartialEq>(wanted: &[T], offered: &T) -> bool {
    wanted.is_empty() || wanted.contains(offered)
}

/// The person a freed term goes to: the first in the order whom it suits.
pub fn choose<'a>(
    entries: impl IntoIterator<Item = &'a WaitingEntry>,
    slot: &FreedSlot,
    now: DateTime<Utc>,
    policy: &Policy,
) -> Option<&'a WaitingEntry> {
    entries
        .into_iter()
        .filter(|e| e.suits(slot, now, policy))
        .min_by_key(|e| e.rank())
}

#[cfg(test)]
mod tests {
    use super::{FreedSlot, Hours, Preferences, WaitingEntry, WaitingMode, Weekdays, choose};
    use crate::calendar::Day;
    use crate::geo::Point;
    use crate::policy::Policy;
    use chrono::{DateTime, Duration, TimeZone, Utc};
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
    use proptest::{collection::vec, option, strategy::Strategy};
    use uuid::Uuid;

    const TORUN: Point = Point {
        lat: 53.0138,
        lon: 18.5984,
    };
    const BYDGOSZCZ: Point = Point {
        lat: 53.1235,
        lon: 18.0084,
    };

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap()
    }

    fn policy() -> Policy {
        Policy::sample()
    }

    fn entry(id: u128, minutes_ago: i64) -> WaitingEntry {
        WaitingEntry {
            id: Uuid::from_u128(id),
            service: "cardiology-first".into(),
            urgent: false,
            entitlement: None,
            entered_at: now() - Duration::minutes(minutes_ago),
            valid_until: now() + Duration::days(40),
            preferences: Preferences {
                point: TORUN,
                radius_km: 30,
                weekdays: Weekdays::ANY,
                hours: Hours::default(),
                short_notice: false,
                facilities: Vec::new(),
                practitioners: Vec::new(),
                from: None,
                to: None,
            },
            mode: WaitingMode::AutoBook,
            replaces: None,
        }
    }

    fn slot(day: &str, minute: u16) -> FreedSlot {
        FreedSlot {
            day: Day::parse(day).unwrap(),
            minute,
            point: TORUN,
            facility: 1,
            practitioner: "Nowak".into(),
        }
    }

    #[test]
    fn entitled_then_urgent_then_earlier() {
        let waiting = [
            entry(1, 500),
            WaitingEntry {
                urgent: true,
                ..entry(2, 10)
            },
            WaitingEntry {
                entitlement: Some("pregnancy".into()),
                ..entry(3, 1)
            },
            WaitingEntry {
                urgent: true,
                ..entry(4, 20)
            },
        ];
        let mut left: Vec<&WaitingEntry> = waiting.iter().collect();
        let mut order = Vec::new();
        while let Some(next) = choose(left.iter().copied(), &slot("2026-12-01", 580), now(), &policy()) {
            order.push(next.id.as_u128());
            left.retain(|e| e.id != next.id);
        }
        assert_eq!(order, [3, 4, 2, 1]);
    }

    #[test]
    fn only_what_suits() {
        let suits = |e: &WaitingEntry, s: &FreedSlot| e.suits(s, now(), &policy());
        let base = entry(1, 5);
        assert!(suits(&base, &slot("2026-12-01", 580)));
        assert!(
            !suits(
                &base,
                &FreedSlot {
                    point: BYDGOSZCZ,
                    ..slot("2026-12-01", 580)
                }
            ),
            "41 km, radius 30"
        );
        assert!(!suits(&base, &slot("2026-11-24", 580)), "less than 48 hours");
        let short = WaitingEntry {
            preferences: Preferences {
                short_notice: true,
                ..base.preferences.clone()
            },
            ..base.clone()
        };
        assert!(suits(&short, &slot("2026-11-24", 580)));
        assert!(
            !suits(&short, &slot("2026-11-23", 600)),
            "10:00 in Warsaw is 9:00 UTC, which is now"
        );
        let mondays = WaitingEntry {
            preferences: Preferences {
                weekdays: Weekdays::from_iso(&[1]),
                ..base.preferences.clone()
            },
            ..base.clone()
        };
        assert!(suits(&mondays, &slot("2026-11-30", 580)) && !suits(&mondays, &slot("2026-12-01", 580)));
        let mornings = WaitingEntry {
            preferences: Preferences {
                hours: Hours(vec![(0, 720)]),
                ..base.preferences.clone()
            },
            ..base.clone()
        };
        assert!(suits(&mornings, &slot("2026-12-01", 719)) && !suits(&mornings, &slot("2026-12-01", 720)));
        let lapsed = WaitingEntry {
            valid_until: now(),
            ..base
        };
        assert!(!suits(&lapsed, &slot("2026-12-01", 580)));
    }

    fn entries() -> impl Strategy<Value = Vec<WaitingEntry>> {
        let one = (
            any::<u128>(),
            0_i64..100_000,
            any::<bool>(),
            option::of(0..1),
            1_u16..80,
            1_u8..128,
            any::<bool>(),
        );
        vec(one, 0..40).prop_map(|all| {
            all.into_iter()
                .map(
                    |(id, ago, urgent, entitled, radius_km, weekdays, short_notice)| WaitingEntry {
                        urgent,
                        entitlement: entitled.map(|_: i32| "pregnancy".to_owned()),
                        preferences: Preferences {
                            point: BYDGOSZCZ,
                            radius_km,
                            weekdays: Weekdays(weekdays),
                            hours: Hours::default(),
                            short_notice,
                            ..entry(id, ago).preferences
                        },
                        ..entry(id, ago)
                    },
                )
                .collect()
        })
    }

    proptest! {
        /// The box never leaves out a term that suits.
        #[test]
        fn bounds_hold_the_circle(lat in 49.0..55.0_f64, lon in 14.0..24.2_f64, dlat in -2.0..2.0_f64, dlon in -3.0..3.0_f64, radius_km in 0_u16..200) {
            let preferences = Preferences { point: Point { lat, lon }, radius_km, ..entry(1, 0).preferences };
            let there = Point { lat: lat + dlat, lon: lon + dlon };
            let (south_west, north_east) = preferences.bounds();
            let inside = (south_west.lat..=north_east.lat).contains(&there.lat) && (south_west.lon..=north_east.lon).contains(&there.lon);
            prop_assert!(inside || crate::geo::Origin::new(preferences.point).km_to(there) > f64::from(radius_km));
        }

        /// Nobody with a better place in the order, whom the term suits, is passed over.
        #[test]
        fn no_inversion(all in entries(), ahead in 0_u16..30, minute in 420_u16..1080) {
            let freed = FreedSlot { day: Day::parse("2026-11-23").unwrap().plus(ahead), minute, ..slot("2026-12-01", 580) };
            let chosen = choose(&all, &freed, now(), &policy());
            let suited: Vec<_> = all.iter().filter(|e| e.suits(&freed, now(), &policy())).collect();
            prop_assert_eq!(chosen.is_some(), !suited.is_empty());
            if let Some(chosen) = chosen {
                prop_assert!(suited.iter().all(|e| e.rank() >= chosen.rank()));
            }
        }
    }
}
