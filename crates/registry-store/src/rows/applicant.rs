//! Waiting entries with what deciding about them needs.

use super::{EntryRow, narrow, open_patient};
use crate::{Applicant, Candidate, ReferralKey, Result};
use okienko_seal::Seal;
use sqlx::FromRow;
use uuid::Uuid;

#[derive(FromRow)]
pub(crate) struct CandidateRow {
    #[sqlx(flatten)]
    entry: EntryRow,
    identity: Vec<u8>,
    sealed: Vec<u8>,
    patient_row: i64,
    referral: Option<Vec<u8>>,
    desk: Option<i64>,
}

impl CandidateRow {
    pub(crate) fn open(self, seal: &Seal) -> Result<Candidate> {
        Ok(Candidate {
            entry: self.entry.try_into()?,
            patient_row: self.patient_row,
            patient: open_patient(seal, &self.identity, &self.sealed)?,
            referral: self.referral.map(ReferralKey),
            desk: self.desk.map(narrow).transpose()?,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct ApplicantRow {
    number: i64,
    #[sqlx(flatten)]
    entry: EntryRow,
    identity: Vec<u8>,
    sealed: Vec<u8>,
    patient_row: i64,
    referral: Option<Vec<u8>>,
    desk: Option<i64>,
    booked: Option<Uuid>,
    referral_used: bool,
}

impl ApplicantRow {
    /// With the number of the term it was found for.
    pub(crate) fn open(self) -> Result<(usize, Applicant)> {
        let applicant = Applicant {
            entry: self.entry.try_into()?,
            patient_row: self.patient_row,
            referral: self.referral.map(ReferralKey),
            desk: self.desk.map(narrow).transpose()?,
            booked: self.booked,
            referral_used: self.referral_used,
            identity: self.identity,
            sealed: self.sealed,
        };
        Ok((narrow(self.number)?, applicant))
    }
}
