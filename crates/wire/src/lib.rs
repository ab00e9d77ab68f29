//! The HTTP contract between registry and desktop, used by both sides.
//!
//! Reading: [`Manifest`] names immutable blobs by their content ([`blob`], [`segment`]); [`Changes`] is what came after.
//! Writing: one door, [`REQUESTS`], takes a [`Request`](okienko_domain::request::Request) under an id the client made and
//! answers with an [`Outcome`](okienko_domain::request::Outcome) or a [`Refusal`](okienko_domain::refusal::Refusal).
//! Whoever sees or changes what belongs to people says who they are: [`access`], [`proof`].

pub mod access;
pub mod blob;
pub mod cells;
pub mod checksum;
pub mod digest;
pub mod proof;
pub mod publishing;
pub mod search;
pub mod segment;

use okienko_domain::calendar::Day;
use okienko_domain::scope::Part;
use okienko_domain::slot::Sheet;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// Version of this contract. A registry answers every request with it in [`PROTOCOL_HEADER`]; an answer without it did
/// not come from a registry.
pub const PROTOCOL: u32 = 1;
/// Header with [`PROTOCOL`].
pub const PROTOCOL_HEADER: &str = "okienko-protocol";
/// Header with the UUID a client makes for every change.
pub const IDEMPOTENCY_HEADER: &str = "idempotency-key";

/// `GET`: [`Health`].
pub const HEALTH: &str = "/v1/health";
/// `GET`: [`Manifest`].
pub const SNAPSHOT: &str = "/v1/snapshot";
/// `GET /v1/blobs/{hash}`: bytes that never change.
pub const BLOBS: &str = "/v1/blobs";
/// `GET ?epoch=&after=`: [`Changes`]; `410` with [`Problem`] when the epoch is another.
pub const CHANGES: &str = "/v1/changes";
/// `GET`: [`Checksums`].
pub const CHECKSUMS: &str = "/v1/checksums";
/// `GET`: server-sent events; each message's data is the newest [`Changes::to`]. Only a hint to ask for changes.
pub const PUSH: &str = "/v1/push";
/// `POST`: a request with [`IDEMPOTENCY_HEADER`]; `200` outcome, `409` refusal, `400` [`Problem`].
pub const REQUESTS: &str = "/v1/requests";
/// `GET /v1/desks/{facility}/appointments`, `…/waiting-entries`, `…/events?after=`, `…/call-tasks`, `…/lookups`; what clinics
/// publish is in [`publishing`].
pub const DESKS: &str = "/v1/desks";
/// `GET`: this contract as an OpenAPI 3.1 document.
pub const OPENAPI: &str = "/v1/openapi.json";
/// `GET`: counts for Prometheus, without personal data.
pub const METRICS: &str = "/metrics";

/// State of a registry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Health {
    /// `ok`.
    pub status: String,
    /// Version of the program.
    pub version: String,
    /// Identity of the database; a restored or new database has another.
    pub epoch: Uuid,
    /// Number of the last change.
    pub seq: u64,
    /// Its terms are invented.
    pub demo: bool,
    /// Messages to patients whose time has come and that no courier has taken.
    #[serde(default)]
    pub messages_overdue: u64,
    /// Seconds that the oldest of them waits.
    #[serde(default)]
    pub messages_age_seconds: u64,
}

/// An immutable blob.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BlobRef {
    /// SHA-256 of the bytes, 64 hexadecimal digits.
    pub hash: String,
    /// Length of the bytes.
    pub bytes: u64,
}

/// Everything there is, by content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Manifest {
    /// Identity of the database.
    pub epoch: Uuid,
    /// Its terms are invented.
    pub demo: bool,
    /// [`Directory`](okienko_domain::directory::Directory) as zstd JSON.
    pub directory: BlobRef,
    /// List of [`Place`](okienko_domain::place::Place) as zstd JSON.
    pub places: BlobRef,
    /// Sheets, divided by service and voivodeship.
    pub segments: Vec<SegmentRef>,
}

impl Manifest {
    /// Everything there is to fetch.
    pub fn blobs(&self) -> impl Iterator<Item = &BlobRef> {
        let reference = [&self.directory, &self.places];
        reference.into_iter().chain(self.segments.iter().map(|s| &s.blob))
    }
}

/// Sheets of one service in one voivodeship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SegmentRef {
    /// The Parquet file.
    #[serde(flatten)]
    pub blob: BlobRef,
    /// Changes after this number are not in it.
    pub seq: u64,
    /// What it holds.
    #[serde(flatten)]
    pub part: Part,
    /// Terms in it.
    pub terms: u64,
}

/// What the terms of each part amount to, for whoever wants to know that they hold the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Checksums {
    /// Identity of the database.
    pub epoch: Uuid,
    /// The number of the last change in them.
    pub seq: u64,
    /// Hash of the directory that gives the terms a meaning.
    pub directory: String,
    /// Each part that has schedules.
    pub parts: Vec<Checksum>,
}

/// What the terms of a part amount to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Checksum {
    /// Which part.
    #[serde(flatten)]
    pub part: Part,
    /// SHA-256 of its sheets by [`checksum::of`], 64 hexadecimal digits.
    pub sha256: String,
}

/// What has changed after a number, as it is now: a repeated page does nothing, and a sheet that has changed ten times comes
/// once. Cells are meant for whoever holds everything up to `after`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Changes {
    /// Identity of the database.
    pub epoch: Uuid,
    /// The number asked for.
    pub after: u64,
    /// Everything up to this number is now known to the client.
    pub to: u64,
    /// There are more pages.
    pub more: bool,
    /// Hash of the directory these sheets belong to; when the client holds another, it fetches the manifest.
    pub directory: String,
    /// Whole sheets, of new days and of days that are divided anew: schedule, day, first, step, open, free.
    #[schema(value_type = Vec<(u32, u16, u16, u16, u64, u64)>)]
    pub sheets: Vec<SheetRow>,
    /// Terms of other days that were taken or became free.
    pub cells: cells::CellColumns,
}

/// A sheet as a row: schedule, day, first, step, open, free.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow(pub u32, pub u16, pub u16, pub u16, pub u64, pub u64);

impl From<(u32, Sheet)> for SheetRow {
    fn from((schedule, s): (u32, Sheet)) -> Self {
        Self(schedule, s.day.0, s.first, s.step, s.open, s.free)
    }
}

impl TryFrom<SheetRow> for (u32, Sheet) {
    type Error = okienko_domain::slot::SheetError;
    fn try_from(SheetRow(schedule, day, first, step, open, free): SheetRow) -> Result<Self, Self::Error> {
        let sheet = Sheet {
            day: Day(day),
            first,
            step,
            open,
            free,
            version: 0,
        };
        sheet.check()?;
        Ok((schedule, sheet))
    }
}

/// How a call task ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "resolution", rename_all = "kebab-case", deny_unknown_fields)]
pub enum CallEnd {
    /// The person knows, or the clinic has tried enough.
    Called {},
}

/// What an administrator says of a look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "resolution", rename_all = "kebab-case", deny_unknown_fields)]
pub enum LookupEnd {
    /// Somebody else than who has looked has read the reason.
    Reviewed {},
}

/// Why a registry did not do what was asked, for programs and for developers; never personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Problem {
    /// Try again after the seconds of `retry-after`: `busy` (503), `too-many` (429, only this client has to wait).
    /// Start again: `reset` (410, another epoch). Mend the request: `invalid` (400), `not-found` (404), `method` (405),
    /// `too-slow` (408), `too-large` (413), `unsupported` (415). Compare again: `version-wanted` (428),
    /// `schedule-changed` (409). The registry is at fault: `internal` (500).
    /// Say who asks (401): `not-recognised`, `clock-skew`, `replayed`, `device-pending`, `device-revoked`,
    /// `device-quarantined`, `signed-out`, `sign-in-failed`. This caller may not (403): `forbidden`, `enrolment-refused`.
    /// Too many wrong passwords or codes (429): `too-many-tries`.
    #[schema(example = "invalid")]
    pub code: String,
    /// An English sentence that names the fix.
    pub message: String,
}
