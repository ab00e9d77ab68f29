//! A term with everything that says who may have it.

use super::{SheetRow, narrow, pool};
use crate::{Result, SlotPlace, StoredTerm};
use okienko_domain::geo::Point;
use okienko_domain::slot::{Sheet, SlotId};
use sqlx::FromRow;

#[derive(FromRow)]
pub(crate) struct TermRow {
    /// Which of the terms that were asked for.
    pub(crate) number: i64,
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

impl TermRow {
    pub(crate) fn open(self, slot: SlotId) -> Result<StoredTerm> {
        let sheet = match (self.first, self.step, self.open, self.free, self.version) {
            (Some(first), Some(step), Some(open), Some(free), Some(version)) => {
                let (schedule, day) = (slot.schedule.into(), slot.day.0.into());
                let row = SheetRow {
                    schedule,
                    day,
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
        Ok(StoredTerm {
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
        })
    }
}
