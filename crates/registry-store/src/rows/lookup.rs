//! Rows of look-ups, and the entries of a person as those of a desk are read.

use super::{corrupt, open_patient, time};
use crate::Result;
use okienko_domain::lookup::{EmergencyReason, LookupRecord, LookupReview};
use okienko_seal::Seal;
use sqlx::FromRow;
use uuid::Uuid;

/// Waiting entries as [`super::WaitingRow`], with `$2` as now.
macro_rules! waiting_rows {
    ($which:literal) => {
        concat!(
            "SELECT mine.id, mine.service, urgent, entitlement, entered_at, valid_until, preferences, mode, replaces, place, mine.status,
                    identity, sealed, slot.schedule, slot.day, slot.minute,
                    offer.id AS offer, offer.schedule AS offer_schedule, offer.day AS offer_day, offer.minute AS offer_minute,
                    offer.handed_over_at AS offer_handed_over_at, offer.expires_at AS offer_expires_at,
                    (SELECT count(*) FROM waiting_entry AS other WHERE other.service = mine.service AND other.status = 'waiting' AND other.valid_until > $2
                       AND (other.class, other.entered_at, other.id) <= (mine.class, mine.entered_at, mine.id)) AS position
             FROM waiting_entry AS mine JOIN patient ON patient.id = mine.patient LEFT JOIN appointment AS slot ON slot.id = mine.appointment
             LEFT JOIN offer ON offer.entry = mine.id AND offer.status = 'open' ",
            $which
        )
    };
}
pub(crate) use waiting_rows;

#[derive(FromRow)]
pub(crate) struct LookupRow {
    id: Uuid,
    at: i64,
    login: String,
    because: String,
    reason: Option<Vec<u8>>,
    identity: Option<Vec<u8>>,
    sealed: Option<Vec<u8>>,
    reviewer: Option<String>,
    reviewed_at: Option<i64>,
}

impl LookupRow {
    pub(crate) fn open(self, seal: &Seal) -> Result<LookupRecord> {
        let reason = |sealed: Vec<u8>| {
            let text = String::from_utf8(seal.unseal(self.id.as_bytes(), &sealed)?).map_err(corrupt)?;
            EmergencyReason::parse(&text).map_err(corrupt)
        };
        let person = self.identity.zip(self.sealed);
        let review = self.reviewer.zip(self.reviewed_at);
        Ok(LookupRecord {
            id: self.id,
            at: time(self.at)?,
            by: self.login,
            because: self.because,
            reason: self.reason.map(reason).transpose()?,
            patient: person
                .map(|(identity, sealed)| open_patient(seal, &identity, &sealed))
                .transpose()?,
            review: review
                .map(|(by, at)| Ok(LookupReview { by, at: time(at)? }) as Result<_>)
                .transpose()?,
        })
    }
}
