//! Timetables between what people type and what it means.

use crate::Result;
use crate::view::{
    AbsenceInput, AppError, ExceptionInput, ShiftInput, SittingInput, TimetableCheck, TimetableInput, WeekInput,
};
use okienko_domain::calendar::{Day, clock, parse_clock};
use okienko_domain::slot::Sheet;
use okienko_domain::timetable::{
    Absence, Break, Exception, Fault, Place, Shift, Sitting, Timetable, TimetableError, Week,
};

/// A timetable as it is shown to be changed.
pub(super) fn written(timetable: &Timetable) -> TimetableInput {
    TimetableInput {
        weeks: timetable.weeks.iter().map(written_week).collect(),
        exceptions: timetable
            .exceptions
            .iter()
            .map(|exception| ExceptionInput {
                day: exception.day.to_string(),
                sitting: exception.sitting.as_ref().map(written_sitting),
            })
            .collect(),
        absences: timetable
            .absences
            .iter()
            .map(|absence| AbsenceInput {
                from: absence.from.to_string(),
                to: absence.to.to_string(),
            })
            .collect(),
        capacity: timetable.capacity.map(|most| most.to_string()).unwrap_or_default(),
    }
}

fn written_week(week: &Week) -> WeekInput {
    let shift = |shift: &Shift| ShiftInput {
        weekday: shift.weekday,
        sitting: written_sitting(&shift.sitting),
    };
    WeekInput {
        from: week.from.to_string(),
        to: week.to.map(|day| day.to_string()).unwrap_or_default(),
        shifts: week.shifts.iter().map(shift).collect(),
    }
}

fn written_sitting(sitting: &Sitting) -> SittingInput {
    let breaks = sitting.breaks.iter();
    let breaks: Vec<String> = breaks.map(|b| format!("{}–{}", clock(b.from), clock(b.to))).collect();
    SittingInput {
        from: clock(sitting.from),
        to: clock(sitting.to),
        minutes: sitting.minutes.to_string(),
        breaks: breaks.join(", "),
    }
}

/// What was typed, when all of it is right.
///
/// # Errors
/// The first thing that is wrong.
pub(super) fn read(input: &TimetableInput) -> Result<Timetable> {
    let (timetable, faults) = examined(input);
    match faults.into_iter().next() {
        Some(fault) => Err(fault),
        None => Ok(timetable),
    }
}

/// Everything that is wrong, and the terms of each day.
pub(super) fn check(input: &TimetableInput) -> TimetableCheck {
    let (_, faults) = examined(input);
    let mut quiet = Reader::default();
    let capacity = quiet.capacity(&input.capacity);
    let mut terms = |shift: &ShiftInput| {
        let sitting = quiet.sitting(&shift.sitting, "");
        sitting.map_or(0, |sitting| sitting.terms(capacity))
    };
    let mut week = |week: &WeekInput| {
        let of = |weekday| week.shifts.iter().find(|shift| shift.weekday == weekday);
        (1..=7).map(|weekday| of(weekday).map_or(0, &mut terms)).collect()
    };
    TimetableCheck {
        terms: input.weeks.iter().map(&mut week).collect(),
        faults,
    }
}

/// What can be read, and what is wrong. Rules are judged only once everything can be read.
fn examined(input: &TimetableInput) -> (Timetable, Vec<AppError>) {
    let mut reader = Reader::default();
    let timetable = reader.timetable(input);
    if reader.faults.is_empty() {
        reader.faults = timetable.faults().into_iter().map(told).collect();
    }
    (timetable, reader.faults)
}

/// Reads text and keeps what it could not read.
#[derive(Default)]
struct Reader {
    faults: Vec<AppError>,
}

impl Reader {
    fn timetable(&mut self, input: &TimetableInput) -> Timetable {
        let weeks = input.weeks.iter().enumerate();
        let weeks = weeks
            .filter_map(|(n, week)| self.week(week, &format!("weeks.{n}")))
            .collect();
        let exceptions = input.exceptions.iter().enumerate();
        let exceptions = exceptions
            .filter_map(|(n, exception)| self.exception(exception, &format!("exceptions.{n}")))
            .collect();
        let absences = input.absences.iter().enumerate();
        let absences = absences
            .filter_map(|(n, absence)| self.absence(absence, &format!("absences.{n}")))
            .collect();
        Timetable {
            weeks,
            exceptions,
            absences,
            capacity: self.capacity(&input.capacity),
        }
    }

    fn week(&mut self, week: &WeekInput, at: &str) -> Option<Week> {
        let from = self.day(&week.from, &format!("{at}.from"));
        let to = match week.to.trim() {
            "" => Some(None),
            text => self.day(text, &format!("{at}.to")).map(Some),
        };
        let shifts = week.shifts.iter().filter_map(|shift| {
            Some(Shift {
                weekday: shift.weekday,
                sitting: self.sitting(&shift.sitting, &format!("{at}.{}", shift.weekday))?,
            })
        });
        let shifts = shifts.collect();
        Some(Week {
            from: from?,
            to: to?,
            shifts,
        })
    }

    fn exception(&mut self, exception: &ExceptionInput, at: &str) -> Option<Exception> {
        let day = self.day(&exception.day, &format!("{at}.day"));
        let sitting = match &exception.sitting {
            Some(sitting) => Some(self.sitting(sitting, at)?),
            None => None,
        };
        Some(Exception { day: day?, sitting })
    }

    fn absence(&mut self, absence: &AbsenceInput, at: &str) -> Option<Absence> {
        let from = self.day(&absence.from, &format!("{at}.from"));
        let to = self.day(&absence.to, &format!("{at}.to"));
        Some(Absence { from: from?, to: to? })
    }

    fn sitting(&mut self, sitting: &SittingInput, at: &str) -> Option<Sitting> {
        let from = self.minute(&sitting.from, &format!("{at}.from"));
        let to = self.minute(&sitting.to, &format!("{at}.to"));
        let minutes = sitting.minutes.trim().parse().ok();
        if minutes.is_none() {
            self.faults.push(length(format!("{at}.minutes")));
        }
        let breaks = self.breaks(&sitting.breaks, &format!("{at}.breaks"));
        Some(Sitting {
            from: from?,
            to: to?,
            minutes: minutes?,
            breaks: breaks?,
        })
    }

    fn breaks(&mut self, text: &str, field: &str) -> Option<Vec<Break>> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        let read = |part: &str| {
            let (from, to) = part.split_once(['–', '-'])?;
            let (from, to) = (parse_clock(from.trim())?, parse_clock(to.trim())?);
            Some(Break { from, to })
        };
        let breaks: Option<Vec<Break>> = parts.map(read).collect();
        if breaks.is_none() {
            self.faults.push(at("break-invalid", field.to_owned()));
        }
        breaks
    }

    fn capacity(&mut self, text: &str) -> Option<u16> {
        if text.trim().is_empty() {
            return None;
        }
        let capacity = text.trim().parse().ok().filter(|most| *most > 0);
        if capacity.is_none() {
            self.faults.push(at("capacity-invalid", "capacity".to_owned()));
        }
        capacity
    }

    fn day(&mut self, text: &str, field: &str) -> Option<Day> {
        let day = Day::parse(text.trim());
        if day.is_none() {
            self.faults.push(at("day-invalid", field.to_owned()));
        }
        day
    }

    fn minute(&mut self, text: &str, field: &str) -> Option<u16> {
        let minute = parse_clock(text.trim());
        if minute.is_none() {
            self.faults.push(at("clock-invalid", field.to_owned()));
        }
        minute
    }
}

/// A broken rule in the words of the UI, at the field that mends it.
fn told(fault: Fault) -> AppError {
    let row = match fault.place {
        Place::Whole => return whole(&fault.error),
        Place::Week(n) => format!("weeks.{n}"),
        Place::Shift(n, weekday) => format!("weeks.{n}.{weekday}"),
        Place::Exception(n) => format!("exceptions.{n}"),
        Place::Absence(n) => format!("absences.{n}"),
    };
    let field = |name: &str| format!("{row}.{name}");
    match fault.error {
        TimetableError::Backwards { .. } => at("days-backwards", field("to")),
        TimetableError::Overlap(day) => with(at("weeks-overlap", field("from")), "day", &day.to_string()),
        TimetableError::Twice(_) => at("day-twice", field("day")),
        TimetableError::Hours { .. } => at("hours-backwards", field("to")),
        TimetableError::Length(_) => length(field("minutes")),
        TimetableError::Terms { terms } => {
            let error = with(at("too-many-terms", field("minutes")), "terms", &terms.to_string());
            with(error, "most", &Sheet::CELLS.to_string())
        }
        TimetableError::Break { .. } => at("break-outside", field("breaks")),
        TimetableError::TooMany { .. } => at("break-invalid", field("breaks")),
        error @ (TimetableError::Empty | TimetableError::Weekday(_)) => whole(&error),
    }
}

fn whole(error: &TimetableError) -> AppError {
    match error {
        TimetableError::TooMany { .. } => with(AppError::new("too-many-rows"), "most", &Timetable::MOST.to_string()),
        // The screen writes no such timetable.
        _ => AppError::new("internal"),
    }
}

/// A term that is too short or too long.
pub(super) fn length(field: String) -> AppError {
    let error = with(at("minutes-invalid", field), "least", &Timetable::SHORTEST.to_string());
    with(error, "most", &Timetable::LONGEST.to_string())
}

fn at(code: &str, field: String) -> AppError {
    AppError {
        field: Some(field),
        ..AppError::new(code)
    }
}

fn with(mut error: AppError, name: &str, value: &str) -> AppError {
    error.params.insert(name.to_owned(), value.to_owned());
    error
}

#[cfg(test)]
mod tests {
    use super::{check, read, written};
    use crate::view::{AbsenceInput, ExceptionInput, ShiftInput, SittingInput, TimetableInput, WeekInput};

    fn sitting(from: &str, to: &str, minutes: &str, breaks: &str) -> SittingInput {
        let [from, to, minutes, breaks] = [from, to, minutes, breaks].map(str::to_owned);
        SittingInput {
            from,
            to,
            minutes,
            breaks,
        }
    }

    fn table() -> TimetableInput {
        TimetableInput {
            weeks: vec![WeekInput {
                from: "2026-12-01".into(),
                to: String::new(),
                shifts: vec![ShiftInput {
                    weekday: 2,
                    sitting: sitting("08:00", "15:00", "20", "11:00–11:20, 13:00–13:20"),
                }],
            }],
            exceptions: vec![ExceptionInput {
                day: "2026-12-08".into(),
                sitting: None,
            }],
            absences: vec![AbsenceInput {
                from: "2026-12-21".into(),
                to: "2026-12-24".into(),
            }],
            capacity: "18".into(),
        }
    }

    fn faults(change: impl FnOnce(&mut TimetableInput)) -> Vec<(String, String)> {
        let mut input = table();
        change(&mut input);
        let faults = check(&input).faults.into_iter();
        faults
            .map(|fault| (fault.code, fault.field.unwrap_or_default()))
            .collect()
    }

    fn one(code: &str, field: &str) -> Vec<(String, String)> {
        vec![(code.to_owned(), field.to_owned())]
    }

    #[test]
    fn what_is_written_is_what_was_read() {
        assert_eq!(written(&read(&table()).unwrap()), table());
        assert_eq!(
            check(&table()).terms,
            [[0, 18, 0, 0, 0, 0, 0]],
            "no more than the contract pays for"
        );
        let mut unlimited = table();
        unlimited.capacity = " ".into();
        assert_eq!(check(&unlimited).terms, [[0, 19, 0, 0, 0, 0, 0]]);
    }

    #[test]
    fn what_is_wrong_is_told_at_its_field() {
        let hours = |change: fn(&mut SittingInput)| faults(|t| change(&mut t.weeks[0].shifts[0].sitting));
        assert_eq!(hours(|s| s.from = "8".into()), one("clock-invalid", "weeks.0.2.from"));
        assert_eq!(hours(|s| s.to = "07:00".into()), one("hours-backwards", "weeks.0.2.to"));
        assert_eq!(
            hours(|s| s.minutes = "2".into()),
            one("minutes-invalid", "weeks.0.2.minutes")
        );
        assert_eq!(
            hours(|s| s.minutes = "".into()),
            one("minutes-invalid", "weeks.0.2.minutes")
        );
        assert_eq!(
            hours(|s| s.minutes = "5".into()),
            one("too-many-terms", "weeks.0.2.minutes")
        );
        assert_eq!(
            hours(|s| s.breaks = "11:00".into()),
            one("break-invalid", "weeks.0.2.breaks")
        );
        assert_eq!(
            hours(|s| s.breaks = "16:00-17:00".into()),
            one("break-outside", "weeks.0.2.breaks")
        );
        assert_eq!(
            faults(|t| t.weeks[0].from = "".into()),
            one("day-invalid", "weeks.0.from")
        );
        assert_eq!(
            faults(|t| t.weeks[0].to = "2026-11-01".into()),
            one("days-backwards", "weeks.0.to")
        );
        assert_eq!(
            faults(|t| t.weeks.push(t.weeks[0].clone())),
            one("weeks-overlap", "weeks.1.from")
        );
        assert_eq!(
            faults(|t| t.exceptions.push(t.exceptions[0].clone())),
            one("day-twice", "exceptions.1.day")
        );
        assert_eq!(
            faults(|t| t.absences[0].to = "2026-12-01".into()),
            one("days-backwards", "absences.0.to")
        );
        assert_eq!(faults(|t| t.capacity = "0".into()), one("capacity-invalid", "capacity"));
    }
}
