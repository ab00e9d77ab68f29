//! Terms: the day sheet of a schedule and the slots in it.
//!
//! One [`Schedule`](crate::directory::Schedule) on one [`Day`] is a [`Sheet`]: a regular grid of at most [`Sheet::CELLS`]
//! cells with a mask of cells that are terms and a mask of terms that are free. A country of 5.7 million terms is then
//! 0.4 million sheets, a booking is one conditional bit, and a copy of a sheet is the whole truth about a doctor's day.

use crate::calendar::{Day, clock};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// One schedule's terms on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// The day.
    pub day: Day,
    /// Minute of the day of the first cell.
    pub first: u16,
    /// Minutes from one cell to the next, at least 1.
    pub step: u16,
    /// Bit n: cell n is a term. A sheet with no bit is a withdrawn day.
    pub open: u64,
    /// Bit n: that term is free. Always a subset of `open`.
    pub free: u64,
    /// Change number of the registry that last touched it; 0 away from the registry, where nobody asks.
    pub version: u64,
}

/// Why a sheet cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SheetError {
    /// Step of zero.
    #[error("the step of a sheet is at least one minute")]
    Step,
    /// A cell beyond [`Sheet::CELLS`] or past midnight.
    #[error("a sheet has at most {} cells, all of one day", Sheet::CELLS)]
    Cells,
    /// A free cell that is no term.
    #[error("a free cell is not a term")]
    Free,
}

impl Sheet {
    /// Cells of a sheet. Sixty keeps both masks in a signed 64-bit column of either database.
    pub const CELLS: u16 = 60;

    /// Checks what the type cannot say.
    ///
    /// # Errors
    /// The first broken rule.
    pub fn check(&self) -> Result<(), SheetError> {
        if self.step == 0 {
            return Err(SheetError::Step);
        }
        if self.free & !self.open != 0 {
            return Err(SheetError::Free);
        }
        match u16::try_from(64 - self.open.leading_zeros()) {
            Ok(0) => Ok(()),
            Ok(cells)
                if cells <= Self::CELLS
                    && u32::from(self.first) + u32::from(self.step) * u32::from(cells - 1) < 1440 =>
            {
                Ok(())
            }
            _ => Err(SheetError::Cells),
        }
    }

    /// Cell that starts at `minute`, when it is a term.
    #[must_use]
    pub fn cell_at(&self, minute: u16) -> Option<u16> {
        let offset = minute.checked_sub(self.first)?;
        let cell = offset.checked_div(self.step)?;
        (offset.is_multiple_of(self.step) && cell < Self::CELLS && self.open >> cell & 1 == 1).then_some(cell)
    }

    /// Minute of the day at which `cell` starts.
    #[must_use]
    pub fn minute_of(&self, cell: u16) -> u16 {
        self.first + self.step * cell
    }

    /// Whether the term at `minute` exists and is free.
    #[must_use]
    pub fn is_free(&self, minute: u16) -> bool {
        self.cell_at(minute).is_some_and(|cell| self.free >> cell & 1 == 1)
    }

    /// A bit for each cell whose minute suits, whether or not it is a term.
    #[must_use]
    pub fn cells_where(&self, suits: impl Fn(u16) -> bool) -> u64 {
        let minutes = |cell| u32::from(self.first) + u32::from(self.step) * u32::from(cell);
        let within = |cell: &u16| u16::try_from(minutes(*cell)).is_ok_and(&suits);
        (0..Self::CELLS).filter(within).fold(0, |cells, cell| cells | 1 << cell)
    }

    /// Minutes of the free terms, ascending.
    pub fn free_minutes(&self) -> impl Iterator<Item = u16> + use<> {
        self.minutes_of(self.free)
    }

    /// Minutes of all terms, ascending.
    pub fn open_minutes(&self) -> impl Iterator<Item = u16> + use<> {
        self.minutes_of(self.open)
    }

    fn minutes_of(self, mut left: u64) -> impl Iterator<Item = u16> + use<> {
        std::iter::from_fn(move || {
            let cell = u16::try_from(left.trailing_zeros()).ok().filter(|c| *c < 64)?;
            left &= left - 1;
            Some(self.minute_of(cell))
        })
    }

    /// Whether the day is divided into the same terms, free or not.
    #[must_use]
    pub fn is_divided_like(&self, other: &Self) -> bool {
        (self.first, self.step, self.open) == (other.first, other.step, other.open)
    }

    /// The day after some terms were taken and others became free. `None` when a cell is no term.
    #[must_use]
    pub fn with_cells(self, taken: u64, freed: u64) -> Option<Self> {
        let free = self.free & !taken | freed;
        ((taken | freed) & !self.open == 0).then_some(Self { free, ..self })
    }

    /// Whether it is the same to whoever looks for a term.
    #[must_use]
    pub fn has_same_terms(&self, other: &Self) -> bool {
        (self.day, self.free) == (other.day, other.free) && self.is_divided_like(other)
    }

    /// A day without terms.
    #[must_use]
    pub fn none(day: Day) -> Self {
        Self {
            day,
            first: 0,
            step: 1,
            open: 0,
            free: 0,
            version: 0,
        }
    }
}

/// A term: schedule, day and starting minute. It has no number of its own, so publishing a schedule again cannot change
/// the identity of a booked visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SlotId {
    /// Schedule.
    pub schedule: u32,
    /// Day.
    pub day: Day,
    /// Minute of the day.
    pub minute: u16,
}

/// Text that is not a slot id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a slot id looks like 1234-2026-12-01-0940")]
pub struct SlotIdError;

impl fmt::Display for SlotId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}-{}-{}",
            self.schedule,
            self.day,
            clock(self.minute).replace(':', "")
        )
    }
}

impl FromStr for SlotId {
    type Err = SlotIdError;
    fn from_str(text: &str) -> Result<Self, SlotIdError> {
        let (schedule, rest) = text.split_once('-').ok_or(SlotIdError)?;
        let (day, time) = rest.rsplit_once('-').ok_or(SlotIdError)?;
        let time: u16 = time.parse().map_err(|_| SlotIdError)?;
        let slot = Self {
            schedule: schedule.parse().map_err(|_| SlotIdError)?,
            day: Day::parse(day).ok_or(SlotIdError)?,
            minute: time / 100 * 60 + time % 100,
        };
        // One slot has one spelling, so that ids can be compared as text.
        if slot.minute < 1440 && slot.to_string() == text {
            Ok(slot)
        } else {
            Err(SlotIdError)
        }
    }
}

impl TryFrom<String> for SlotId {
    type Error = SlotIdError;
    fn try_from(text: String) -> Result<Self, SlotIdError> {
        text.parse()
    }
}

impl From<SlotId> for String {
    fn from(slot: SlotId) -> Self {
        slot.to_string()
    }
}

/// Text, although the fields are numbers: the derived schema would show those.
impl PartialSchema for SlotId {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("Schedule, day and starting time in Warsaw, as hours and minutes."))
            .examples(["1234-2026-12-01-0940"])
            .into()
    }
}

impl ToSchema for SlotId {}

#[cfg(test)]
mod tests {
    use super::{Sheet, SheetError, SlotId};
    use crate::calendar::Day;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    const SHEET: Sheet = Sheet {
        day: Day(20_000),
        first: 480,
        step: 20,
        open: 0b1011,
        free: 0b0011,
        version: 1,
    };

    #[test]
    fn a_sheet_knows_its_terms() {
        assert_eq!(SHEET.cell_at(500), Some(1));
        assert_eq!(SHEET.cell_at(520), None, "a break is no term");
        assert_eq!(SHEET.cell_at(505), None, "between two terms");
        assert!(SHEET.is_free(500) && !SHEET.is_free(540));
        assert_eq!(SHEET.free_minutes().collect::<Vec<_>>(), [480, 500]);
    }

    #[test]
    fn cells_change_what_is_free_and_nothing_else() {
        let changed = SHEET.with_cells(0b0001, 0b1000).unwrap();
        assert_eq!(changed.free, 0b1010);
        assert!(changed.is_divided_like(&SHEET) && changed.check().is_ok());
        assert_eq!(
            changed.with_cells(0b0001, 0b1000),
            Some(changed),
            "once more does nothing"
        );
        assert_eq!(SHEET.with_cells(0b0100, 0), None, "a break cannot be taken");
        assert_eq!(SHEET.with_cells(0, 0b0100), None, "or be free");
    }

    #[test]
    fn broken_sheets_are_refused() {
        assert_eq!(SHEET.check(), Ok(()));
        assert_eq!(Sheet { step: 0, ..SHEET }.check(), Err(SheetError::Step));
        assert_eq!(Sheet { free: 0b100, ..SHEET }.check(), Err(SheetError::Free));
        assert_eq!(
            Sheet {
                open: 1 << 60,
                free: 0,
                ..SHEET
            }
            .check(),
            Err(SheetError::Cells)
        );
        assert_eq!(
            Sheet { first: 1400, ..SHEET }.check(),
            Err(SheetError::Cells),
            "past midnight"
        );
        assert_eq!(
            Sheet {
                open: 0,
                free: 0,
                first: 0,
                ..SHEET
            }
            .check(),
            Ok(()),
            "a withdrawn day"
        );
    }

    #[test]
    fn ids_have_one_spelling() {
        let id = SlotId {
            schedule: 1234,
            day: Day::parse("2026-12-01").unwrap(),
            minute: 580,
        };
        assert_eq!(id.to_string(), "1234-2026-12-01-0940");
        for wrong in [
            "",
            "1234",
            "1234-2026-12-01",
            "1234-2026-12-01-940",
            "01234-2026-12-01-0940",
            "1-2026-12-01-2460",
            "1-2026-02-30-0800",
            "x-2026-12-01-0940",
        ] {
            assert!(wrong.parse::<SlotId>().is_err(), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn ids_round_trip(schedule in any::<u32>(), day in any::<u16>(), minute in 0_u16..1440) {
            let id = SlotId { schedule, day: Day(day), minute };
            prop_assert_eq!(id.to_string().parse::<SlotId>(), Ok(id));
        }

        #[test]
        fn free_minutes_are_the_free_terms(first in 0_u16..300, step in 1_u16..19, open in 0_u64..1 << 60, some in any::<u64>()) {
            let sheet = Sheet { day: Day(1), first, step, open, free: open & some, version: 0 };
            prop_assert!(sheet.check().is_ok());
            let minutes: Vec<u16> = sheet.free_minutes().collect();
            prop_assert_eq!(minutes.len(), usize::try_from(sheet.free.count_ones()).unwrap());
            prop_assert!(minutes.iter().all(|m| sheet.is_free(*m)));
        }
    }
}
