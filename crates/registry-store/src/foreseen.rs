//! What the bookings of one transaction will ask, read at once before they are decided, and what they write, kept until
//! something else has to see it. A booking then costs no turn of the database of its own.

use crate::{KnownPatient, NewAppointment, ReferralKey, Result, StoredTerm};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::identity::Identity;
use okienko_domain::ids::ReferralCode;
use okienko_domain::slot::SlotId;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A booking that will be decided.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// Term.
    pub slot: SlotId,
    /// Who wants it.
    pub identity: &'a Identity,
    /// Their referral.
    pub referral: Option<&'a ReferralCode>,
}

/// Statements for many bookings of one transaction.
#[async_trait]
pub trait ForesightTx {
    /// Reads what the decisions about these bookings will ask. Until [`ForesightTx::write_foreseen`] they are answered from
    /// memory and write there, and nothing but bookings may be decided.
    async fn foresee(&mut self, wishes: &[Wish<'_>]) -> Result<()>;
    /// Writes what the bookings wrote, and forgets what was read for them.
    async fn write_foreseen(&mut self) -> Result<()>;
}

/// Under which a person is asked for: keyed index of the identity, service, referral.
pub(crate) type PersonAsked = (Vec<u8>, String, Option<Vec<u8>>);

/// A visit to be written.
pub(crate) struct Visit {
    pub(crate) id: Uuid,
    pub(crate) slot: SlotId,
    pub(crate) service: String,
    pub(crate) patient: i64,
    pub(crate) referral: Option<Vec<u8>>,
    pub(crate) desk: Option<u32>,
    pub(crate) continuation: bool,
    pub(crate) at: DateTime<Utc>,
    pub(crate) waiting_since: DateTime<Utc>,
    pub(crate) policy_version: u32,
    pub(crate) assignment: Option<String>,
}

impl Visit {
    pub(crate) fn of(new: &NewAppointment<'_>) -> Result<Self> {
        Ok(Self {
            id: new.id,
            slot: new.slot,
            service: new.service.to_owned(),
            patient: new.patient,
            referral: new.referral.map(|ReferralKey(key)| key.clone()),
            desk: new.desk,
            continuation: new.continuation,
            at: new.at,
            waiting_since: new.waiting_since,
            policy_version: new.policy_version,
            assignment: new.assignment.as_ref().map(serde_json::to_string).transpose()?,
        })
    }
}

/// A person to be written: row, keyed index of the identity, everything sealed.
pub(crate) type Person = (i64, Vec<u8>, Vec<u8>);

/// Terms to be taken of a day of a schedule.
pub(crate) struct Taken {
    /// Minute of the first cell, and minutes between two: where the bits were counted.
    pub(crate) grid: (u16, u16),
    /// Bit n: cell n is taken.
    pub(crate) cells: u64,
}

/// What has been read, and what is to be written.
#[derive(Default)]
pub(crate) struct Foreseen {
    /// Bookings are being decided.
    pub(crate) active: bool,
    /// The days of schedules that are asked for, each with its free terms as they are after the bookings before.
    pub(crate) terms: HashMap<(u32, Day), StoredTerm>,
    /// People, each until asked for.
    pub(crate) people: HashMap<PersonAsked, Option<KnownPatient>>,
    /// Rows for people who are not known yet.
    pub(crate) rows: Vec<i64>,
    /// What has been taken.
    pub(crate) taken: BTreeMap<(u32, Day), Taken>,
    /// People to be written.
    pub(crate) patients: Vec<Person>,
    /// Visits to be written.
    pub(crate) visits: Vec<Visit>,
}

impl Foreseen {
    /// Takes a term in memory; `None` when its day was not foreseen.
    pub(crate) fn take(&mut self, slot: SlotId) -> Option<bool> {
        let day = (slot.schedule, slot.day);
        let sheet = self.terms.get_mut(&day)?.sheet.as_mut()?;
        let Some(cell) = sheet.cell_at(slot.minute).filter(|cell| sheet.free >> cell & 1 == 1) else {
            return Some(false);
        };
        sheet.free &= !(1 << cell);
        let grid = (sheet.first, sheet.step);
        let taken = self.taken.entry(day).or_insert(Taken { grid, cells: 0 });
        taken.cells |= 1 << cell;
        Some(true)
    }

    /// A person, if foreseen. Whatever else was foreseen of them is forgotten: the next booking of the same person sees what
    /// this one does.
    pub(crate) fn person(&mut self, asked: &PersonAsked) -> Option<Option<KnownPatient>> {
        let found = self.people.remove(asked)?;
        self.people.retain(|(identity, ..), _| *identity != asked.0);
        Some(found)
    }
}
