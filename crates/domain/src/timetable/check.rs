//! What cannot be in a timetable, and where.

use super::{Sitting, Timetable, Week};
use crate::calendar::{Day, clock};
use crate::slot::Sheet;
use thiserror::Error;

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

/// Where something is wrong in a timetable. Rows are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// No row in particular.
    Whole,
    /// A weekly plan.
    Week(usize),
    /// An ISO weekday of a weekly plan.
    Shift(usize, u8),
    /// A single day.
    Exception(usize),
    /// An absence.
    Absence(usize),
}

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub error: TimetableError,
}

/// Breaks of one day; more than anybody takes.
const MOST_BREAKS: usize = 20;

impl Timetable {
    /// Checks what the types cannot say.
    ///
    /// # Errors
    /// The first broken rule.
    pub fn check(&self) -> Result<(), TimetableError> {
        match self.faults().into_iter().next() {
            Some(fault) => Err(fault.error),
            None => Ok(()),
        }
    }

    /// All broken rules, at most one of a row.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut tell = |place, checked: Result<(), TimetableError>| {
            faults.extend(checked.err().map(|error| Fault { place, error }));
        };
        if self.weeks.is_empty() {
            tell(Place::Whole, Err(TimetableError::Empty));
        }
        for (what, rows) in [
            ("weekly plans", self.weeks.len()),
            ("exceptions", self.exceptions.len()),
            ("absences", self.absences.len()),
        ] {
            if rows > Self::MOST {
                tell(Place::Whole, Err(TimetableError::TooMany { what }));
            }
        }
        let mut weeks: Vec<(usize, &Week)> = self.weeks.iter().enumerate().collect();
        weeks.sort_by_key(|(_, week)| week.from);
        for (n, week) in &weeks {
            tell(Place::Week(*n), week.check());
            for shift in &week.shifts {
                tell(Place::Shift(*n, shift.weekday), shift.sitting.check());
            }
        }
        for ((_, earlier), (n, later)) in weeks.iter().zip(weeks.iter().skip(1)) {
            if earlier.to.is_none_or(|to| to >= later.from) {
                tell(Place::Week(*n), Err(TimetableError::Overlap(later.from)));
            }
        }
        for (n, absence) in self.absences.iter().enumerate() {
            tell(Place::Absence(n), in_order("the absence", absence.from, absence.to));
        }
        for (n, exception) in self.exceptions.iter().enumerate() {
            let before = self.exceptions.iter().take(n);
            let checked = match &exception.sitting {
                _ if before.clone().any(|other| other.day == exception.day) => {
                    Err(TimetableError::Twice(exception.day.to_string()))
                }
                Some(sitting) => sitting.check(),
                None => Ok(()),
            };
            tell(Place::Exception(n), checked);
        }
        faults
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
        }
        Ok(())
    }
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
        let wrong = |b: &&super::Break| b.from >= b.to || b.from < self.from || b.to > self.to;
        match self.breaks.iter().find(wrong) {
            Some(b) => Err(TimetableError::Break { from: b.from, to: b.to }),
            None if self.breaks.len() > MOST_BREAKS => Err(TimetableError::TooMany { what: "breaks" }),
            None => Ok(()),
        }
    }
}

fn in_order(what: &'static str, from: Day, to: Day) -> Result<(), TimetableError> {
    if from <= to {
        Ok(())
    } else {
        Err(TimetableError::Backwards { what, from, to })
    }
}
