//! What tests of the whole need: a small country, a registry that can be stopped, desktops, and a bad network.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::missing_panics_doc,
    reason = "a test kit fails by panicking: that is how a test says no"
)]

mod attack;
mod bookings;
mod clinic;
mod country;
mod desk;
mod gateway;
mod http_client;
mod identity_provider;
mod machine;
mod network;
mod program;
mod registry;
mod silent;
mod worker_kills;

pub use attack::{Ended, Said, Wrong, attack, attack_together, say};
pub use bookings::{Bookings, booking, percentile};
pub use clinic::{Clinic, Database, POINT, TERMS, clinic_term, patient};
pub use country::{CLINIC_A, CLINIC_B, NOW, country, day, foreigner, guardian, pesel, rules, woman};
pub use desk::{Desk, mammography};
pub use gateway::{Answered, Does, Gateway, Message};
pub use http_client::http_client;
pub use identity_provider::{IdentityProvider, Lie};
pub use machine::{Ask, Machine, Person, digits};
pub use network::{Network, Trouble};
pub use program::Program;
pub use registry::{TestRegistry, publish_country, take_a_term};
pub use silent::Silent;
pub use worker_kills::{Sent, kill_the_worker};
