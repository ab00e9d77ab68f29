//! Terms that were taken or became free: most of what ever changes, written as columns because these compress well.

use okienko_domain::calendar::Day;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

/// Terms of a day that were taken or became free; the others are as before, and so is how the day is divided. The cells say
/// what is true now, so that a change which comes twice does nothing the second time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedCells {
    /// Schedule.
    pub schedule: u32,
    /// Day.
    pub day: Day,
    /// Bit n: the term of cell n is taken now.
    pub taken: u64,
    /// Bit n: it is free now.
    pub freed: u64,
}

/// [`ChangedCells`] as four columns of one length, ascending by schedule and day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CellColumns {
    /// Schedules; each but the first is the difference from the one before.
    pub schedules: Vec<u32>,
    /// Days since 1970-01-01; when the schedule is the one before, the difference from the day before.
    pub days: Vec<u16>,
    /// Bit n: the term of cell n is taken now.
    pub taken: Vec<u64>,
    /// Bit n: it is free now.
    pub freed: Vec<u64>,
}

/// CellColumns that no registry writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CellsError {
    /// Of different lengths.
    #[error("the four columns have one length")]
    Lengths,
    /// A schedule or a day beyond the largest number.
    #[error("a difference leads beyond the largest number")]
    Difference,
    /// Taken and free at once.
    #[error("a term is either taken or free")]
    Both,
}

impl CellColumns {
    /// Writes changes that ascend by schedule and day.
    #[must_use]
    pub fn of(changes: &[ChangedCells]) -> Self {
        let mut columns = Self::default();
        let mut before = (0, Day(0));
        for change in changes {
            let first = if change.schedule == before.0 { before.1.0 } else { 0 };
            columns.schedules.push(change.schedule.saturating_sub(before.0));
            columns.days.push(change.day.0.saturating_sub(first));
            columns.taken.push(change.taken);
            columns.freed.push(change.freed);
            before = (change.schedule, change.day);
        }
        columns
    }

    /// Reads the changes.
    ///
    /// # Errors
    /// When the columns do not belong together; none of them is to be believed then.
    pub fn changes(&self) -> Result<Vec<ChangedCells>, CellsError> {
        let lengths = [self.days.len(), self.taken.len(), self.freed.len()];
        if lengths.iter().any(|length| *length != self.schedules.len()) {
            return Err(CellsError::Lengths);
        }
        let days = self.schedules.iter().zip(&self.days);
        let masks = self.taken.iter().zip(&self.freed);
        let mut before = (0_u32, 0_u16);
        let change = |((schedule, day), (taken, freed)): ((&u32, &u16), (&u64, &u64))| {
            let first = if *schedule == 0 { before.1 } else { 0 };
            let schedule = before.0.checked_add(*schedule).ok_or(CellsError::Difference)?;
            let day = first.checked_add(*day).ok_or(CellsError::Difference)?;
            before = (schedule, day);
            if taken & freed == 0 {
                let (day, taken, freed) = (Day(day), *taken, *freed);
                Ok(ChangedCells {
                    schedule,
                    day,
                    taken,
                    freed,
                })
            } else {
                Err(CellsError::Both)
            }
        };
        days.zip(masks).map(change).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{CellColumns, CellsError, ChangedCells};
    use okienko_domain::calendar::Day;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
    use std::collections::BTreeMap;

    fn columns(schedules: &[u32], days: &[u16], taken: &[u64], freed: &[u64]) -> CellColumns {
        CellColumns {
            schedules: schedules.to_vec(),
            days: days.to_vec(),
            taken: taken.to_vec(),
            freed: freed.to_vec(),
        }
    }

    #[test]
    fn neighbours_are_differences() {
        let change = |schedule, day, taken, freed| ChangedCells {
            schedule,
            day: Day(day),
            taken,
            freed,
        };
        let changes = [
            change(7, 20_500, 1, 0),
            change(7, 20_503, 0, 6),
            change(9, 20_501, 2, 4),
        ];
        let written = CellColumns::of(&changes);
        let expected = columns(&[7, 0, 2], &[20_500, 3, 20_501], &[1, 0, 2], &[0, 6, 4]);
        assert_eq!(written, expected);
        assert_eq!(written.changes().unwrap(), changes);
    }

    #[test]
    fn columns_that_do_not_belong_together_are_refused() {
        let read = |c: CellColumns| c.changes();
        assert_eq!(read(columns(&[1], &[1, 2], &[1], &[0])), Err(CellsError::Lengths));
        assert_eq!(read(columns(&[1], &[1], &[], &[])), Err(CellsError::Lengths));
        let far = columns(&[u32::MAX, 1], &[1, 1], &[1, 1], &[0, 0]);
        assert_eq!(read(far), Err(CellsError::Difference));
        let late = columns(&[1, 0], &[u16::MAX, 1], &[1, 1], &[0, 0]);
        assert_eq!(read(late), Err(CellsError::Difference));
        assert_eq!(read(columns(&[1], &[1], &[3], &[2])), Err(CellsError::Both));
        assert_eq!(read(CellColumns::default()), Ok(Vec::new()));
    }

    proptest! {
        #[test]
        fn changes_come_back(days in proptest::collection::btree_map(any::<(u32, u16)>(), any::<(u64, u64)>(), 0..200)) {
            let days: BTreeMap<(u32, u16), (u64, u64)> = days;
            let change = |((schedule, day), (one, two)): (&(u32, u16), &(u64, u64))| {
                ChangedCells { schedule: *schedule, day: Day(*day), taken: one & two, freed: one & !two }
            };
            let changes: Vec<_> = days.iter().map(change).collect();
            prop_assert_eq!(CellColumns::of(&changes).changes(), Ok(changes));
        }

        #[test]
        fn any_columns_are_read_or_refused(schedules: Vec<u32>, days: Vec<u16>, taken: Vec<u64>, freed: Vec<u64>) {
            if let Ok(changes) = columns(&schedules, &days, &taken, &freed).changes() {
                prop_assert!(changes.is_sorted_by_key(|c| c.schedule));
            }
        }
    }
}
