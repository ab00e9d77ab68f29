//! Search by the registry itself, for clients that hold no terms of their own.

use okienko_domain::directory::{Facility, Location};
use okienko_domain::place::Place;
use okienko_domain::slot::SlotId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// `GET ?text=`: [`FoundPlaces`].
pub const PLACES: &str = "/v1/places";
/// `GET ?service=&place=&radius-km=&from=&to=&…`: [`FoundSlots`].
pub const SLOTS: &str = "/v1/slots";

/// Places that a typed name or postcode may mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FoundPlaces {
    /// At most ten, best first.
    pub places: Vec<Place>,
    /// The first is meant beyond doubt; otherwise the person must be asked.
    pub certain: bool,
}

/// Free terms that suit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FoundSlots {
    /// All of them, not only the returned ones.
    pub total: u32,
    /// How many there are on each day of the question, in order.
    pub days: Vec<FreeDay>,
    /// The returned window.
    pub slots: Vec<FoundSlot>,
    /// Their facilities, each once.
    pub facilities: Vec<Facility>,
    /// Their locations, each once: what is near is often at the same few.
    pub locations: Vec<Location>,
}

/// Free terms on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FreeDay {
    /// `YYYY-MM-DD`.
    pub day: String,
    /// Terms that suit.
    pub free: u32,
}

/// A free term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct FoundSlot {
    /// What to book.
    pub slot: SlotId,
    /// When it begins: RFC 3339 with the offset in Poland.
    pub start: String,
    /// Length in minutes.
    pub minutes: u16,
    /// The doctor, or the device.
    pub practitioner: String,
    /// Room, "" when there is none to name.
    pub room: String,
    /// Languages that patients are spoken to in, other than Polish: ISO 639-1 codes.
    pub languages: Vec<String>,
    /// Id of who offers it.
    pub facility: u32,
    /// Id of where to go.
    pub location: u32,
    /// Kilometres from the place of the question.
    pub km: Option<f64>,
}
