//! What is left for a person to do after a publication.

use crate::request::Appointment;
use crate::slot::SlotId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// A visit whose term is not published any more ("do przełożenia"). The visit stays booked until it is moved, cancelled,
/// or agreed on as it is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct WorkItem {
    /// Id.
    pub id: Uuid,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// The visit and whom to call.
    pub visit: Appointment,
    /// A term to offer; `None` when there is none, or not any more.
    pub proposal: Option<SlotId>,
    /// The hold that keeps it for this patient: a reschedule names it. `None` when its time is over and anybody may
    /// book the term.
    pub hold: Option<Uuid>,
    /// Until when it does.
    pub kept_until: Option<DateTime<Utc>>,
}

/// What publishing did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Published {
    /// Highest change number of the schedule: after publishing the new one, in a preview the one to publish over.
    pub version: u64,
    /// What changes.
    pub difference: super::difference::Difference,
    /// How far it is published.
    #[serde(flatten)]
    pub reach: Reach,
}

/// How far a schedule is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Reach {
    /// Last day with a term.
    #[serde(with = "crate::spelled::optional_day")]
    #[schema(value_type = Option<String>)]
    pub last_day: Option<crate::calendar::Day>,
    /// That is nearer than the policy's warning: patients find too little.
    pub short: bool,
}
