//! Statements of publication, beside those of [`Tx`](crate::Tx).

use crate::Result;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::directory::{Pool, Schedule, Stop};
use okienko_domain::slot::{Sheet, SlotId};
use okienko_domain::timetable::Timetable;
use std::collections::HashSet;
use uuid::Uuid;

/// What a schedule is to those who publish it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owned {
    /// Clinic that has it.
    pub facility: u32,
    /// Service code.
    pub service: String,
    /// Who may book.
    pub pool: Pool,
    /// Days of the mobile unit's stop.
    pub stop: Option<Stop>,
}

/// A timetable as it was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredTimetable {
    /// The timetable.
    pub timetable: Timetable,
    /// Number of the change that published it.
    pub version: u64,
    /// Days up to this one have been decided.
    pub published_to: Day,
}

/// A work item to insert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewWorkItem {
    /// Clinic that has to do it.
    pub facility: u32,
    /// The visit.
    pub appointment: Uuid,
    /// Its term, which disappears.
    pub slot: SlotId,
    /// The term to offer instead.
    pub proposal: Option<SlotId>,
    /// The hold that keeps it.
    pub hold: Option<Uuid>,
}

/// Statements of one transaction about publishing.
#[async_trait]
pub trait PublishTx: Send {
    /// What a schedule is. Nobody else publishes it until the end of the transaction.
    async fn hold_schedule(&mut self, schedule: u32) -> Result<Option<Owned>>;
    /// Sheets of a schedule from a day on. Nobody else changes them until the end of the transaction.
    async fn hold_sheets(&mut self, schedule: u32, from: Day) -> Result<Vec<Sheet>>;
    /// Booked visits of a schedule from a day on.
    async fn booked(&mut self, schedule: u32, from: Day) -> Result<Vec<(Uuid, SlotId)>>;
    /// Terms of a schedule from a day on that are held or offered.
    async fn kept(&mut self, schedule: u32, from: Day) -> Result<Vec<SlotId>>;
    /// The timetable of a schedule.
    async fn timetable(&mut self, schedule: u32) -> Result<Option<StoredTimetable>>;
    /// Stores the timetable of a schedule.
    async fn put_timetable(&mut self, schedule: u32, stored: &StoredTimetable) -> Result<()>;
    /// Schedules whose timetable is decided for fewer days than up to `horizon`, ascending, `limit` of them after one.
    async fn due_timetables(&mut self, horizon: Day, after: u32, limit: u32) -> Result<Vec<u32>>;
    /// Sheets with free terms of a clinic's service and pool from a day on.
    async fn clinic_sheets(&mut self, owned: &Owned, from: Day) -> Result<Vec<(u32, Sheet)>>;
    /// Visits of a clinic's open work items, the terms proposed to them and the holds that keep these.
    async fn proposals(&mut self, facility: u32, now: DateTime<Utc>) -> Result<Vec<(Uuid, SlotId, Option<Uuid>)>>;
    /// Visits of a clinic that take place at their term though it is not published.
    async fn agreed(&mut self, facility: u32) -> Result<HashSet<Uuid>>;
    /// Inserts a work item and returns its id, unless the visit has one for the same term: that one gets the proposal.
    async fn insert_work_item(&mut self, new: NewWorkItem, at: DateTime<Utc>) -> Result<Option<Uuid>>;
    /// Settles the open work item of a visit whose term is back, and forgets what was agreed on without it; returns the hold
    /// of its proposal.
    async fn restore_visit(&mut self, visit: Uuid, at: DateTime<Utc>) -> Result<Option<Uuid>>;
    /// Settles a work item of a clinic: the visit takes place as it is. Returns the visit and the hold of its proposal;
    /// `None` when there is no open one.
    async fn agree_work_item(
        &mut self,
        facility: u32,
        item: Uuid,
        at: DateTime<Utc>,
    ) -> Result<Option<(Uuid, Option<Uuid>)>>;
    /// Settles the open work item of a visit that is no longer at its old term; returns the hold of its proposal.
    async fn leave_work_item(&mut self, visit: Uuid, at: DateTime<Utc>) -> Result<Option<Uuid>>;
    /// Says that the directory changes. Nobody else changes it until the end of the transaction.
    async fn hold_directory(&mut self) -> Result<()>;
    /// The greatest ids of locations and of schedules.
    async fn last_ids(&mut self) -> Result<(u32, u32)>;
    /// The clinic that has a location.
    async fn location_owner(&mut self, location: u32) -> Result<Option<u32>>;
    /// A schedule that is the same but for its id and the length of its terms.
    async fn same_schedule(&mut self, like: &Schedule) -> Result<Option<u32>>;
}
