//! Documents of clinics that publish their terms.

use okienko_domain::directory::{Pool, Stop};
use okienko_domain::geo::Point;
use okienko_domain::timetable::Timetable;
use okienko_domain::timetable::difference::Move;
use okienko_domain::timetable::work::Reach;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The timetable of a schedule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TimetableView {
    /// Schedule.
    pub schedule: u32,
    /// Highest change number of the schedule: what a publication must name in `If-Match`.
    pub version: u64,
    /// `null` when its terms came another way, from a file for example.
    pub timetable: Option<Timetable>,
    /// How far it is published.
    #[serde(flatten)]
    pub reach: Reach,
}

/// A schedule to add to one of the clinic's locations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSchedule {
    /// Location.
    pub location: u32,
    /// Service code.
    pub service: String,
    /// Doctor or technician, as shown to patients.
    pub practitioner: String,
    /// Room, "" when there is none.
    pub room: String,
    /// Usual length of a term in minutes.
    pub minutes: u16,
    /// Who may book.
    #[serde(default)]
    pub pool: Pool,
    /// Languages that patients are spoken to in, other than Polish: ISO 639-1 codes.
    #[serde(default)]
    pub languages: Vec<String>,
}

/// An address to add to a clinic, or a stop of its mobile unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLocation {
    /// Street and number, or a landmark for a mobile unit.
    pub street: String,
    /// Postcode, `87-100`.
    pub postcode: String,
    /// Town or village.
    pub city: String,
    /// TERYT code of the voivodeship, even, 2 to 32.
    pub voivodeship: u8,
    /// Where.
    pub point: Point,
    /// Entrance without steps.
    pub step_free: bool,
    /// Days of a mobile unit's stop; `null` for an address.
    #[serde(default)]
    pub stop: Option<Stop>,
}

/// What was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Created {
    /// Its id.
    pub id: u32,
}

/// How a work item ends without another term; another term is a request, and so is a cancellation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "resolution", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Settlement {
    /// The clinic sees the patient at the old time all the same.
    Agreed {},
}

/// What a file of terms did, or would do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportReport {
    /// Nothing was changed.
    pub dry_run: bool,
    /// New terms.
    pub opened: u32,
    /// How many of them go at once to those who wait.
    #[serde(default)]
    pub given: u32,
    /// Terms that disappear.
    pub closed: u32,
    /// Terms that stay.
    pub kept: u32,
    /// Schedules that did not exist before.
    pub new_schedules: u32,
    /// Booked visits whose terms disappear.
    pub to_move: Vec<Move>,
}

/// Why a file of terms was not applied, for the person who made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ImportProblem {
    /// `lines`.
    pub code: String,
    /// What is wrong, by line.
    pub errors: Vec<LineError>,
    /// How many more there are.
    pub more: u32,
}

/// What is wrong with one line. It never repeats what the line says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineError {
    /// Line of the file, the first is 1.
    pub line: u64,
    /// Name of the column, "" when it is about the whole line.
    pub column: String,
    /// A Polish sentence that names the fix.
    pub message: String,
}
