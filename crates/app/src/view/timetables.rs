//! What a clinic publishes, as the UI sees and writes it.

use super::{AppError, SlotView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A schedule of this clinic and how far it is published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ScheduleView {
    /// Id.
    pub id: String,
    /// Service code.
    pub service: String,
    /// Doctor or technician.
    pub practitioner: String,
    /// Room, "" when there is none.
    pub room: String,
    /// Where.
    pub location: LocationView,
    /// Usual length of a term in minutes.
    pub minutes: u16,
    /// Who may book; the name is `pool-<code>` of the catalogue.
    pub pool: String,
    /// Last day with a term; `None` when there is none.
    pub last_day: Option<String>,
    /// That is nearer than it should be: patients find too little.
    pub short: bool,
}

/// A place where this clinic sees patients.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LocationView {
    /// Id.
    pub id: String,
    /// Street and number, or a landmark for a mobile unit.
    pub street: String,
    /// Postcode and town.
    pub city: String,
    /// Days of a mobile unit's stop; no other day has terms.
    pub stop: Option<AbsenceInput>,
}

/// A schedule to add.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct NewScheduleInput {
    /// Service code.
    pub service: String,
    /// Id of the place.
    pub location: String,
    /// Doctor or technician, as patients will read it.
    pub practitioner: String,
    /// Room, "" when there is none.
    pub room: String,
    /// Usual length of a term in minutes.
    pub minutes: String,
    /// Who may book, by code.
    pub pool: String,
}

/// A timetable as people type it: days are `YYYY-MM-DD`, hours `HH:MM`, numbers digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimetableInput {
    /// Weekly plans, one after another in time.
    pub weeks: Vec<WeekInput>,
    /// Single days that differ from the week.
    pub exceptions: Vec<ExceptionInput>,
    /// Days without any term.
    pub absences: Vec<AbsenceInput>,
    /// Most terms of one day; "" for no limit.
    pub capacity: String,
}

/// A weekly plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct WeekInput {
    /// First day.
    pub from: String,
    /// Last day; "" until further notice.
    pub to: String,
    /// Days with terms.
    pub shifts: Vec<ShiftInput>,
}

/// One weekday of a weekly plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ShiftInput {
    /// ISO weekday, 1 = Monday.
    pub weekday: u8,
    /// Hours.
    pub sitting: SittingInput,
}

/// Hours of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct SittingInput {
    /// First term.
    pub from: String,
    /// By then the last term is over.
    pub to: String,
    /// Length of a term in minutes.
    pub minutes: String,
    /// "11:00–11:20, 13:00–13:10"; "" for none.
    pub breaks: String,
}

/// A day that differs from its week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ExceptionInput {
    /// The day.
    pub day: String,
    /// Other hours; closed when absent.
    pub sitting: Option<SittingInput>,
}

/// Days from the first to the last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct AbsenceInput {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// What this desktop can say of a timetable by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct TimetableCheck {
    /// What is wrong; `field` says where: `weeks.0.from`, `weeks.0.3.minutes` (ISO weekday), `exceptions.1.day`,
    /// `absences.0.to`, `capacity`.
    pub faults: Vec<AppError>,
    /// Terms of each weekday, from Monday, of each weekly plan; 0 for a day that is closed or wrong.
    pub terms: Vec<Vec<u32>>,
}

/// What publishing a timetable changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DifferenceView {
    /// To publish over; means nothing to people.
    pub version: String,
    /// New terms.
    pub opened: u32,
    /// How many of them go at once to those who wait.
    pub given: u32,
    /// Terms that disappear.
    pub closed: u32,
    /// Terms that stay.
    pub kept: u32,
    /// First and last day on which something changes.
    pub days: Option<AbsenceInput>,
    /// Booked visits whose terms disappear, by time.
    pub to_move: Vec<MoveView>,
    /// Last day with a term afterwards.
    pub last_day: Option<String>,
    /// That is nearer than it should be.
    pub short: bool,
    /// Somebody has published another timetable since this one was opened.
    pub overtaken: bool,
}

/// A booked visit whose term disappears.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct MoveView {
    /// Day of its term.
    pub date: String,
    /// Wall time of its term.
    pub time: String,
    /// A term to offer instead.
    pub proposal: Option<SlotView>,
}

/// What a file of terms did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct ImportView {
    /// New terms.
    pub opened: u32,
    /// How many of them go at once to those who wait.
    pub given: u32,
    /// Terms that disappear.
    pub closed: u32,
    /// Terms that stay.
    pub kept: u32,
    /// Schedules that did not exist before.
    pub new_schedules: u32,
    /// Booked visits whose terms disappear.
    pub to_move: u32,
    /// What is wrong, by line; then nothing is changed.
    pub errors: Vec<LineErrorView>,
    /// How many more errors there are.
    pub more: u32,
}

/// What is wrong with one line of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LineErrorView {
    /// Line of the file, the first is 1.
    pub line: u32,
    /// Name of the column, "" when it is about the whole line.
    pub column: String,
    /// A Polish sentence of the registry that names the fix.
    pub message: String,
}
