//! Reference data both sides hold: services, facilities, where they see patients, and schedules.
//!
//! FHIR names: `HealthcareService`, `Organization`, `Location`, `Schedule`.

use crate::calendar::Day;
use crate::geo::Point;
use crate::identity::Identity;
use crate::ids::Sex;
use crate::scope::Part;
use crate::waiting::WaitingEntry;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use utoipa::ToSchema;

/// A service of the central e-registration. Services are data: the law adds more every year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Service {
    /// Stable code, kebab-case.
    pub code: String,
    /// Codes of the organisational cells that offer it (part VIII of the resort codes).
    pub cells: Vec<String>,
    /// Whether an e-referral is needed.
    pub referral_required: bool,
    /// Only for this sex.
    pub sex: Option<Sex>,
    /// Only for these ages, by year of birth, both inclusive.
    pub ages: Option<(u16, u16)>,
    /// Days that a waiting entry stays valid: 40 for visits, 90 for examinations.
    pub waiting_days: u16,
}

/// A provider's establishment: the unit that has a desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Facility {
    /// Id.
    pub id: u32,
    /// Name as shown to patients.
    pub name: String,
    /// Phone, "" when unknown.
    pub phone: String,
}

/// An address where patients are seen. A mobile unit has one for every stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Location {
    /// Id.
    pub id: u32,
    /// Facility it belongs to.
    pub facility: u32,
    /// Street and number, or a landmark for a mobile unit.
    pub street: String,
    /// Postcode.
    pub postcode: String,
    /// Town or village.
    pub city: String,
    /// TERYT code of the voivodeship, 2 to 32.
    pub voivodeship: u8,
    /// Where.
    pub point: Point,
    /// Entrance without steps.
    pub step_free: bool,
    /// A mobile unit's stop.
    pub mobile: bool,
    /// Days on which the mobile unit stands there; no other day has terms.
    #[serde(default)]
    pub stop: Option<Stop>,
}

/// First and last day of a mobile unit at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// First day.
    #[serde(with = "crate::spelled::day")]
    #[schema(value_type = String)]
    pub from: Day,
    /// Last day.
    #[serde(with = "crate::spelled::day")]
    #[schema(value_type = String)]
    pub to: Day,
}

/// Who may book the terms of a schedule. A buffer for somebody is a schedule of its own.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Pool {
    /// Everybody, from every desk and kiosk.
    #[default]
    General,
    /// Category "pilny".
    Urgent,
    /// After a stay in hospital.
    PostHospital,
    /// Statutory entitlement.
    Entitled,
    /// People without a PESEL.
    NoPesel,
    /// Further visits of the clinic's own patients.
    Continuation,
}

impl Pool {
    /// Every pool.
    pub const ALL: [Self; 6] = [
        Self::General,
        Self::Urgent,
        Self::PostHospital,
        Self::Entitled,
        Self::NoPesel,
        Self::Continuation,
    ];

    /// Its word on the wire and in the database.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Urgent => "urgent",
            Self::PostHospital => "post-hospital",
            Self::Entitled => "entitled",
            Self::NoPesel => "no-pesel",
            Self::Continuation => "continuation",
        }
    }

    /// The pool of a word.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|pool| pool.code() == code)
    }

    /// Whether a desk may book from it: a reserve is the clinic's own, and `desk` is `None` for a kiosk.
    #[must_use]
    pub fn is_open_to(self, desk: Option<u32>, owner: u32) -> bool {
        self == Self::General || desk == Some(owner)
    }

    /// Whether it may have this person, as far as an identity tells.
    #[must_use]
    pub fn is_for(self, identity: &Identity) -> bool {
        self != Self::NoPesel || identity.has_no_pesel()
    }

    /// Whether a freed term of it may go to this waiting entry of a person.
    #[must_use]
    pub fn suits(self, entry: &WaitingEntry, identity: &Identity) -> bool {
        match self {
            Self::General => true,
            Self::Urgent => entry.urgent,
            Self::Entitled => entry.entitlement.is_some(),
            Self::NoPesel => identity.has_no_pesel(),
            Self::PostHospital | Self::Continuation => false,
        }
    }
}

/// Whose terms: a practitioner (or a machine) of a location offering one service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Schedule {
    /// Id.
    pub id: u32,
    /// Location.
    pub location: u32,
    /// Service code.
    pub service: String,
    /// Doctor or technician, as shown to patients.
    pub practitioner: String,
    /// Room, "" when there is none.
    pub room: String,
    /// Length of a term in minutes.
    pub minutes: u16,
    /// Who may book.
    #[serde(default)]
    pub pool: Pool,
    /// Languages that patients are spoken to in, other than Polish: ISO 639-1 codes.
    #[serde(default)]
    pub languages: Vec<String>,
}

/// All of it, as published under one content address.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Directory {
    /// Services in the order they are shown.
    pub services: Vec<Service>,
    /// Facilities.
    pub facilities: Vec<Facility>,
    /// Locations.
    pub locations: Vec<Location>,
    /// Schedules.
    pub schedules: Vec<Schedule>,
}

impl Directory {
    /// The service with this code.
    #[must_use]
    pub fn service(&self, code: &str) -> Option<&Service> {
        self.services.iter().find(|s| s.code == code)
    }

    /// The parts that its schedules lie in.
    #[must_use]
    pub fn parts(&self) -> BTreeSet<Part> {
        let voivodeships: HashMap<u32, u8> = self.locations.iter().map(|l| (l.id, l.voivodeship)).collect();
        let part = |s: &Schedule| Some(Part::new(s.service.clone(), *voivodeships.get(&s.location)?));
        self.schedules.iter().filter_map(part).collect()
    }
}
