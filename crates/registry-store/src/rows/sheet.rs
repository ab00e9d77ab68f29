//! Rows of the sheets.

use super::{corrupt, narrow};
use crate::{Result, StoreError};
use okienko_domain::calendar::Day;
use okienko_domain::slot::Sheet;
use sqlx::FromRow;

/// A sheet as it is now, and when it was last another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedSheet {
    /// Schedule.
    pub schedule: u32,
    /// As it is now.
    pub sheet: Sheet,
    /// The change before the last one: whoever knows the sheet as of then can tell what the last change did. 0 when nobody
    /// knows.
    pub previous: u64,
}

#[derive(FromRow)]
pub(crate) struct SheetRow {
    pub(super) schedule: i64,
    pub(super) day: i64,
    pub(super) first: i64,
    pub(super) step: i64,
    pub(super) open: i64,
    pub(super) free: i64,
    pub(super) version: i64,
}

impl TryFrom<SheetRow> for (u32, Sheet) {
    type Error = StoreError;
    fn try_from(row: SheetRow) -> Result<Self> {
        let sheet = Sheet {
            day: Day(narrow(row.day)?),
            first: narrow(row.first)?,
            step: narrow(row.step)?,
            open: row.open.cast_unsigned(),
            free: row.free.cast_unsigned(),
            version: row.version.cast_unsigned(),
        };
        sheet.check().map_err(corrupt)?;
        Ok((narrow(row.schedule)?, sheet))
    }
}

#[derive(FromRow)]
pub(crate) struct ChangedRow {
    #[sqlx(flatten)]
    sheet: SheetRow,
    previous: i64,
}

impl TryFrom<ChangedRow> for ChangedSheet {
    type Error = StoreError;
    fn try_from(row: ChangedRow) -> Result<Self> {
        let (schedule, sheet) = row.sheet.try_into()?;
        let previous = row.previous.cast_unsigned();
        Ok(Self {
            schedule,
            sheet,
            previous,
        })
    }
}
