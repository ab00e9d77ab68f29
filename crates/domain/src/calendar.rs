//! Days, hours and holidays in Poland.
//!
//! A term is promised as wall time in Europe/Warsaw ("wtorek, 9:40"), so [`Day`] and minutes of the day are what is
//! stored; the instant is computed when it is needed. A change of the zone's rules then moves the instant, not the
//! promise.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveTime, Offset, TimeZone, Utc};
use chrono_tz::{Europe::Warsaw, Tz};
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// A calendar day as days since 1970-01-01, up to 2149.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
pub struct Day(pub u16);

/// A date that is known to exist.
///
/// Out-of-range arguments give 1970-01-01; it is for constants and tests.
#[must_use]
pub fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

impl Day {
    /// The day of a date; dates outside 1970-2149 are moved to the nearest end.
    #[must_use]
    pub fn from_date(date: NaiveDate) -> Self {
        let days = date.signed_duration_since(NaiveDate::default()).num_days();
        Self(u16::try_from(days.clamp(0, i64::from(u16::MAX))).unwrap_or(0))
    }

    /// Reads `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        (Self::from_date(date).date() == date).then(|| Self::from_date(date))
    }

    /// The date.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        NaiveDate::default() + Duration::days(i64::from(self.0))
    }

    /// The day `days` later, at most 2149.
    #[must_use]
    pub fn plus(self, days: u16) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// ISO weekday, 1 = Monday.
    #[must_use]
    pub fn weekday(self) -> u8 {
        // 1970-01-01 was a Thursday.
        u8::try_from((u32::from(self.0) + 3) % 7 + 1).unwrap_or(1)
    }

    /// Saturday, Sunday or public holiday.
    #[must_use]
    pub fn is_day_off(self) -> bool {
        self.weekday() >= 6 || is_holiday(self.date())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

/// The Warsaw day of an instant.
#[must_use]
pub fn warsaw_day(now: DateTime<Utc>) -> Day {
    Day::from_date(now.with_timezone(&Warsaw).date_naive())
}

/// The Warsaw day and minute of the day of an instant.
#[must_use]
pub fn warsaw_minute(now: DateTime<Utc>) -> (Day, u16) {
    use chrono::Timelike;
    let local = now.with_timezone(&Warsaw);
    (
        Day::from_date(local.date_naive()),
        u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(0),
    )
}

/// The instant of a wall time; `None` when the clock skips it in spring. In the doubled hour of autumn the first one.
#[must_use]
pub fn instant(day: Day, minute: u16) -> Option<DateTime<Tz>> {
    let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minute) * 60, 0)?;
    Warsaw.from_local_datetime(&day.date().and_time(time)).earliest()
}

/// RFC 3339 in Warsaw time with its offset.
#[must_use]
pub fn rfc3339(at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&Warsaw);
    local
        .with_timezone(&local.offset().fix())
        .to_rfc3339_opts(chrono::SecondsFormat::Secs, false)
}

/// `HH:MM`.
#[must_use]
pub fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// Reads `HH:MM`, `00:00` to `24:00`.
#[must_use]
pub fn parse_clock(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
    let minutes: u16 = minute.parse().ok().filter(|m| *m < 60)?;
    let total = hour.parse::<u16>().ok()? * 60 + minutes;
    (digits(hour) && digits(minute) && total <= 1440).then_some(total)
}

/// Public holidays that are days off (act of 18 January 1951 as amended; 24 December since 2025).
#[must_use]
pub fn is_holiday(date: NaiveDate) -> bool {
    let fixed = matches!(
        (date.month(), date.day()),
        (1, 1 | 6) | (5, 1 | 3) | (8, 15) | (11, 1 | 11) | (12, 25 | 26)
    ) || (date.year() >= 2025 && (date.month(), date.day()) == (12, 24));
    let after_easter = date.signed_duration_since(easter(date.year())).num_days();
    fixed || matches!(after_easter, 0 | 1 | 49 | 60)
}

/// Easter Sunday by the anonymous Gregorian computus.
#[must_use]
pub fn easter(year: i32) -> NaiveDate {
    let a = year % 19;
    let (b, c) = (year / 100, year % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    date(year, u32::try_from(month).unwrap_or(1), u32::try_from(day).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::{Day, clock, date, easter, instant, is_holiday, parse_clock, rfc3339, warsaw_day};
    use chrono::{TimeZone, Utc};
    use proptest::prelude::{prop_assert_eq, proptest};

    #[test]
    fn easter_of_known_years() {
        for (y, m, d) in [
            (2024, 3, 31),
            (2025, 4, 20),
            (2026, 4, 5),
            (2027, 3, 28),
            (2030, 4, 21),
            (2038, 4, 25),
        ] {
            assert_eq!(easter(y), date(y, m, d), "{y}");
        }
    }

    #[test]
    fn fourteen_holidays_since_2025() {
        let count = |y| {
            (0..366)
                .map(|n| date(y, 1, 1) + chrono::Duration::days(n))
                .take_while(|d| d < &date(y + 1, 1, 1))
                .filter(|d| is_holiday(*d))
                .count()
        };
        // 13 until 2024, 14 with Christmas Eve; Easter and Pentecost Sundays are among them.
        assert_eq!((count(2024), count(2026), count(2029)), (13, 14, 14));
        assert!(is_holiday(date(2027, 5, 27)), "Corpus Christi");
    }

    #[test]
    fn wall_time_to_instant_on_clock_change_days() {
        let spring = Day::from_date(date(2027, 3, 28));
        assert_eq!(instant(spring, 150), None, "02:30 does not exist");
        assert_eq!(instant(spring, 180).unwrap().to_rfc3339(), "2027-03-28T03:00:00+02:00");
        let autumn = Day::from_date(date(2027, 10, 31));
        assert_eq!(instant(autumn, 150).unwrap().to_rfc3339(), "2027-10-31T02:30:00+02:00");
        assert_eq!(instant(autumn, 180).unwrap().to_rfc3339(), "2027-10-31T03:00:00+01:00");
    }

    #[test]
    fn the_day_in_warsaw_starts_before_utc() {
        let late = Utc.with_ymd_and_hms(2026, 7, 1, 22, 30, 0).unwrap();
        assert_eq!(warsaw_day(late).to_string(), "2026-07-02");
        assert_eq!(rfc3339(late), "2026-07-02T00:30:00+02:00");
        assert_eq!(clock(580), "09:40");
    }

    #[test]
    fn a_time_of_day_has_one_spelling() {
        assert_eq!(parse_clock("09:40"), Some(580));
        assert_eq!(parse_clock("24:00"), Some(1440));
        for wrong in ["", "9:40", "09:4", "09:60", "24:01", "+9:40", "0940", "09:40:00"] {
            assert_eq!(parse_clock(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn days_go_there_and_back(n in 0_u16..) {
            let day = Day(n);
            prop_assert_eq!(Day::from_date(day.date()), day);
            prop_assert_eq!(Day::parse(&day.to_string()), Some(day));
            prop_assert_eq!(u32::from(day.weekday()), chrono::Datelike::weekday(&day.date()).number_from_monday());
        }
    }
}
