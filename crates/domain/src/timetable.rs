//! Timetables: the weekly plan from which a schedule's day sheets are made.
//!
//! A [`Timetable`] is the whole will of a clinic for one schedule; [`Timetable::plan`] says what a day looks like,
//! [`difference`](mod@difference) says what publishing would change. Public holidays never have terms.

mod check;
pub mod difference;
#[cfg(test)]
mod tests;
pub mod work;

pub use check::{Fault, Place, TimetableError};

use crate::calendar::{Day, instant, is_holiday};
use crate::slot::Sheet;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// When a schedule has terms.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Timetable {
    /// Weekly plans one after another in time. Before the first of them the timetable says nothing; between and after
    /// them there are no terms.
    pub weeks: Vec<Week>,
    /// Single days that differ from the week.
    #[serde(default)]
    pub exceptions: Vec<Exception>,
    /// Days without any term.
    #[serde(default)]
    pub absences: Vec<Absence>,
    /// Most terms of one day, the first ones of it: what the contract pays for. Two patients at the same time need two
    /// schedules.
    #[serde(default)]
    pub capacity: Option<u16>,
}

/// A weekly plan and the days it holds for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Week {
    /// First day.
    #[serde(with = "crate::spelled::day")]
    #[schema(value_type = String)]
    pub from: Day,
    /// Last day; until further notice when absent.
    #[serde(default, with = "crate::spelled::optional_day")]
    #[schema(value_type = Option<String>)]
    pub to: Option<Day>,
    /// What happens on which weekday; none means no terms.
    pub shifts: Vec<Shift>,
}

/// One weekday of a weekly plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shift {
    /// ISO weekday, 1 = Monday.
    pub weekday: u8,
    /// Hours.
    pub sitting: Sitting,
}

/// Hours of one day, divided into terms of one length.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Sitting {
    /// Minute of the day of the first term.
    #[serde(with = "crate::spelled::clock")]
    #[schema(value_type = String)]
    pub from: u16,
    /// Minute of the day by which the last term is over.
    #[serde(with = "crate::spelled::clock")]
    #[schema(value_type = String)]
    pub to: u16,
    /// Length of a term in minutes.
    pub minutes: u16,
    /// Terms that would touch a break do not exist.
    #[serde(default)]
    pub breaks: Vec<Break>,
}

/// A break within a [`Sitting`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Break {
    /// First minute of the day.
    #[serde(with = "crate::spelled::clock")]
    #[schema(value_type = String)]
    pub from: u16,
    /// First minute after it.
    #[serde(with = "crate::spelled::clock")]
    #[schema(value_type = String)]
    pub to: u16,
}

/// A day that differs from its week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The day.
    #[serde(with = "crate::spelled::day")]
    #[schema(value_type = String)]
    pub day: Day,
    /// Other hours; closed when absent.
    pub sitting: Option<Sitting>,
}

/// Days without terms: leave, training, a broken machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// First day.
    #[serde(with = "crate::spelled::day")]
    #[schema(value_type = String)]
    pub from: Day,
    /// Last day.
    #[serde(with = "crate::spelled::day")]
    #[schema(value_type = String)]
    pub to: Day,
}

impl Sitting {
    /// How many terms a day with these hours has.
    #[must_use]
    pub fn terms(&self, capacity: Option<u16>) -> u32 {
        // A day on which the clock does not change.
        self.sheet(Day(0), capacity).open.count_ones()
    }

    /// The sheet of a day with these hours, everything free. A wall time that the clock skips in spring is no term; in
    /// autumn the doubled hour has its terms once.
    #[must_use]
    pub fn sheet(&self, day: Day, capacity: Option<u16>) -> Sheet {
        let cells = (self.to.saturating_sub(self.from))
            .checked_div(self.minutes)
            .unwrap_or(0)
            .min(Sheet::CELLS);
        let mut open = 0_u64;
        for cell in 0..cells {
            let start = self.from + cell * self.minutes;
            let end = start + self.minutes;
            let full = capacity.is_some_and(|most| open.count_ones() >= u32::from(most));
            let broken = self.breaks.iter().any(|b| start < b.to && b.from < end);
            if !full && !broken && instant(day, start).is_some() {
                open |= 1 << cell;
            }
        }
        Sheet {
            day,
            first: self.from,
            step: self.minutes.max(1),
            open,
            free: open,
            version: 0,
        }
    }
}

impl Timetable {
    /// Rows of each list.
    pub const MOST: usize = 200;
    /// Shortest term in minutes.
    pub const SHORTEST: u16 = 5;
    /// Longest term in minutes.
    pub const LONGEST: u16 = 240;

    /// First day of which the timetable says anything.
    #[must_use]
    pub fn begins(&self) -> Option<Day> {
        self.weeks.iter().map(|w| w.from).min()
    }

    /// The sheet of a day, everything free; `None` when it has no terms.
    #[must_use]
    pub fn plan(&self, day: Day) -> Option<Sheet> {
        let week = self
            .weeks
            .iter()
            .find(|w| w.from <= day && w.to.is_none_or(|to| day <= to))?;
        if is_holiday(day.date()) || self.absences.iter().any(|a| (a.from..=a.to).contains(&day)) {
            return None;
        }
        let sitting = match self.exceptions.iter().find(|e| e.day == day) {
            Some(exception) => exception.sitting.as_ref(),
            None => week
                .shifts
                .iter()
                .find(|s| s.weekday == day.weekday())
                .map(|s| &s.sitting),
        }?;
        Some(sitting.sheet(day, self.capacity)).filter(|sheet| sheet.open != 0)
    }

    /// The sheets of `days`, both ends included.
    pub fn expand(&self, days: (Day, Day)) -> impl Iterator<Item = Sheet> {
        (days.0.0..=days.1.0).filter_map(|day| self.plan(Day(day)))
    }
}
