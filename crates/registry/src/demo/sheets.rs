//! The terms: which there are and which are still free.

use super::rng::{Rng, Stream};
use okienko_domain::calendar::Day;
use okienko_domain::slot::Sheet;
use std::ops::Range;

/// What the sheets of one schedule look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// Schedule.
    pub(super) schedule: u32,
    /// Minute of the day of the first term.
    pub(super) first: u16,
    /// Minutes from one term to the next.
    pub(super) step: u16,
    /// Terms a day.
    pub(super) terms: u8,
    /// How much more of it is taken than elsewhere, in thousandths.
    pub(super) pressure: i32,
    /// Working days with terms, counted from the first.
    pub(super) days: Range<u16>,
}

/// Days for which almost everything is taken.
const NEAR: u16 = 10;
/// Thousandths taken in the near days and on the last one.
const TAKEN: (i32, i32) = (920, 200);

/// Thousandths of the terms of a working day that are taken, before differences between facilities.
fn usually_taken(day: u16, working_days: u16) -> i32 {
    let far = working_days.saturating_sub(NEAR);
    let ahead = (day + 1).saturating_sub(NEAR);
    TAKEN.0 - (TAKEN.0 - TAKEN.1) * i32::from(ahead) / i32::from(far.max(1))
}

/// How much more is taken where more people live, in thousandths.
pub(super) fn pressure_of_town(population: u32) -> i32 {
    match population {
        0..10_000 => -50,
        10_000..50_000 => -15,
        50_000..200_000 => 10,
        _ => 30,
    }
}

/// The first `count` working days from a day.
pub(super) fn working_days(from: Day, count: u16) -> Vec<Day> {
    (from.0..=u16::MAX)
        .map(Day)
        .filter(|day| !day.is_day_off())
        .take(count.into())
        .collect()
}

impl Plan {
    /// Its sheets over the given working days.
    pub(super) fn sheets<'a>(
        &'a self,
        days: &'a [Day],
        seed: u64,
        version: u64,
    ) -> impl Iterator<Item = (u32, Sheet)> + use<'a> {
        let mut rng = Rng::new(seed, Stream::Sheets, self.schedule);
        let pressure = self.pressure + rng.around_zero(40);
        let all = u16::try_from(days.len()).unwrap_or(u16::MAX);
        self.days
            .clone()
            .zip(days.iter().skip(self.days.start.into()))
            .map(move |(n, day)| {
                let taken = (usually_taken(n, all) + pressure + rng.around_zero(30)).clamp(30, 985);
                let open = (1_u64 << self.terms) - 1;
                let free = open & !coins(&mut rng, self.terms, taken.unsigned_abs());
                (
                    self.schedule,
                    Sheet {
                        day: *day,
                        first: self.first,
                        step: self.step,
                        open,
                        free,
                        version,
                    },
                )
            })
    }
}

/// `count` bits, each set in `thousandths` of cases. Whole numbers: the same on every processor.
fn coins(rng: &mut Rng, count: u8, thousandths: u32) -> u64 {
    let below = u64::from(thousandths) * 0x1_0000 / 1000;
    let mut bits = 0;
    let mut random = 0;
    for n in 0..count {
        // Four coins of 16 bits from every number.
        random = if n % 4 == 0 { rng.bits() } else { random >> 16 };
        bits |= u64::from(random & 0xffff < below) << n;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::{usually_taken, working_days};
    use okienko_domain::calendar::Day;

    #[test]
    fn near_days_are_full_and_far_ones_are_not() {
        assert_eq!([0, 9, 59].map(|n| usually_taken(n, 60)), [920, 920, 200]);
        assert!((10..60).all(|n| usually_taken(n, 60) < usually_taken(n - 1, 60)));
        assert_eq!(usually_taken(2, 3), 920, "a timetable shorter than that is full");
    }

    #[test]
    fn days_off_are_skipped() {
        let days = working_days(Day::parse("2026-12-23").unwrap(), 3);
        assert_eq!(
            days.iter().map(Day::to_string).collect::<Vec<_>>(),
            ["2026-12-23", "2026-12-28", "2026-12-29"]
        );
    }
}
