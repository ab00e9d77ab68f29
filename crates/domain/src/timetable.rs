//! Timetables: the weekly plan from which a schedule's day sheets are made.
//!
//! A [`Timetable`] is the whole will of a clinic for one schedule; [`Timetable::plan`] says what a day looks like,
//! [`difference`](mod@difference) says what publishing would change. Public holidays never have terms.

pub mod difference;
#[cfg(test)]
mod tests;
pub mod work;

use crate::calendar::{Day, clock, instant, is_holiday};
use crate::slot::Sheet;
use serde::{Deserialize, Serialize};
use thiserror::Error;
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

/// Why a timetable cannot be. Every sentence names the place and the fix.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TimetableError {
    /// Nothing to publish.
    #[error("a timetable needs at least one weekly plan; close a schedule with a plan without shifts")]
    Empty,
    /// More rows than a person could have meant.
    #[error("a timetable has at most {} {what}; leave out those that are over", Timetable::MOST)]
    TooMany {
        /// Which list.
        what: &'static str,
    },
    /// The end comes before the beginning.
    #[error("{what} of {from} ends on {to}, before it begins; exchange the dates")]
    Backwards {
        /// Which row.
        what: &'static str,
        /// First day.
        from: Day,
        /// Last day.
        to: Day,
    },
    /// Two weekly plans for one day.
    #[error("two weekly plans hold on {0}; let the earlier one end the day before")]
    Overlap(Day),
    /// No such weekday.
    #[error("weekday {0} does not exist; use 1 (Monday) to 7 (Sunday)")]
    Weekday(u8),
    /// Two rows for one day.
    #[error("{0} has two rows; make them one with a break")]
    Twice(String),
    /// Hours that are none.
    #[error("hours {} to {} are empty or past midnight; the end comes after the beginning, at most 24:00", clock(*from), clock(*to))]
    Hours {
        /// Beginning.
        from: u16,
        /// End.
        to: u16,
    },
    /// A term of that length is a mistake.
    #[error("a term of {0} minutes is refused; use {least} to {most}", least = Timetable::SHORTEST, most = Timetable::LONGEST)]
    Length(u16),
    /// The grid of a day is full.
    #[error(
        "{terms} terms in one day; a schedule has at most {}, so take longer terms or a second schedule for the rest of the day",
        Sheet::CELLS
    )]
    Terms {
        /// Terms asked for.
        terms: u16,
    },
    /// A break that is none.
    #[error("the break {} to {} is not within the hours; move it or leave it out", clock(*from), clock(*to))]
    Break {
        /// Beginning.
        from: u16,
        /// End.
        to: u16,
    },
}

impl Sitting {
    fn check(&self) -> Result<(), TimetableError> {
        if self.from >= self.to || self.to > 1440 {
            return Err(TimetableError::Hours {
                from: self.from,
                to: self.to,
            });
        }
        if !(Timetable::SHORTEST..=Timetable::LONGEST).contains(&self.minutes) {
            return Err(TimetableError::Length(self.minutes));
        }
        let terms = (self.to - self.from) / self.minutes;
        if terms > Sheet::CELLS {
            return Err(TimetableError::Terms { terms });
        }
        let wrong = |b: &&Break| b.from >= b.to || b.from < self.from || b.to > self.to;
        match self.breaks.iter().find(wrong) {
            Some(b) => Err(TimetableError::Break { from: b.from, to: b.to }),
            None if self.breaks.len() > 20 => Err(TimetableError::TooMany { what: "breaks" }),
            None => Ok(()),
        }
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

    /// Checks what the types cannot say.
    ///
    /// # Errors
    /// The first broken rule.
    pub fn check(&self) -> Result<(), TimetableError> {
        if self.weeks.is_empty() {
            return Err(TimetableError::Empty);
        }
        for (what, rows) in [
            ("weekly plans", self.weeks.len()),
            ("exceptions", self.exceptions.len()),
            ("absences", self.absences.len()),
        ] {
            if rows > Self::MOST {
                return Err(TimetableError::TooMany { what });
            }
        }
        let mut weeks: Vec<&Week> = self.weeks.iter().collect();
        weeks.sort_by_key(|w| w.from);
        for week in &weeks {
            week.check()?;
        }
        for (earlier, later) in weeks.iter().zip(weeks.iter().skip(1)) {
            if earlier.to.is_none_or(|to| to >= later.from) {
                return Err(TimetableError::Overlap(later.from));
            }
        }
        for absence in &self.absences {
            in_order("the absence", absence.from, absence.to)?;
        }
        let mut days: Vec<Day> = self.exceptions.iter().map(|e| e.day).collect();
        days.sort_unstable();
        if let Some((day, _)) = days.iter().zip(days.iter().skip(1)).find(|(a, b)| a == b) {
            return Err(TimetableError::Twice(day.to_string()));
        }
        self.exceptions
            .iter()
            .filter_map(|e| e.sitting.as_ref())
            .try_for_each(Sitting::check)
    }

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

impl Week {
    fn check(&self) -> Result<(), TimetableError> {
        if let Some(to) = self.to {
            in_order("the weekly plan", self.from, to)?;
        }
        for (n, shift) in self.shifts.iter().enumerate() {
            if !(1..=7).contains(&shift.weekday) {
                return Err(TimetableError::Weekday(shift.weekday));
            }
            if self.shifts.iter().skip(n + 1).any(|s| s.weekday == shift.weekday) {
                return Err(TimetableError::Twice(format!(
                    "weekday {} of the plan from {}",
                    shift.weekday, self.from
                )));
            }
            shift.sitting.check()?;
        }
        Ok(())
    }
}

fn in_order(what: &'static str, from: Day, to: Day) -> Result<(), TimetableError> {
    if from <= to {
        Ok(())
    } else {
        Err(TimetableError::Backwards { what, from, to })
    }
}
