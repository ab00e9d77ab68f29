//! A day of a schedule with everything that says who may have its terms.

use super::{SheetRow, narrow, pool};
use crate::{Result, SlotPlace, StoredTerm};
use okienko_domain::calendar::Day;
use okienko_domain::geo::Point;
use okienko_domain::slot::Sheet;
use sqlx::FromRow;

#[derive(FromRow)]
pub(crate) struct TermOfDayRow {
    asked_schedule: i64,
    asked_day: i64,
    service: String,
    facility: i64,
    practitioner: String,
    lat: f64,
    lon: f64,
    pool: String,
    document: Option<String>,
    stopped: bool,
    first: Option<i64>,
    step: Option<i64>,
    open: Option<i64>,
    free: Option<i64>,
    version: Option<i64>,
}

impl TermOfDayRow {
    pub(crate) fn open(self) -> Result<((u32, Day), StoredTerm)> {
        let sheet = match (self.first, self.step, self.open, self.free, self.version) {
            (Some(first), Some(step), Some(open), Some(free), Some(version)) => {
                let row = SheetRow {
                    schedule: self.asked_schedule,
                    day: self.asked_day,
                    first,
                    step,
                    open,
                    free,
                    version,
                };
                Some(<(u32, Sheet)>::try_from(row)?.1)
            }
            _ => None,
        };
        let term = StoredTerm {
            place: SlotPlace {
                service: self.service,
                facility: narrow(self.facility)?,
                practitioner: self.practitioner,
                point: Point {
                    lat: self.lat,
                    lon: self.lon,
                },
                pool: pool(&self.pool)?,
            },
            service: self.document.as_deref().map(serde_json::from_str).transpose()?,
            stopped: self.stopped,
            sheet,
        };
        Ok(((narrow(self.asked_schedule)?, Day(narrow(self.asked_day)?)), term))
    }
}
