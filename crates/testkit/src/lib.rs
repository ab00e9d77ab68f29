//! What tests of the whole need: a small country, a registry that can be stopped, desktops, and a bad network.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test kit fails by panicking: that is how a test says no"
)]

mod attack;
mod bookings;
mod country;
mod desk;
mod impostor;
mod registry;
mod silent;

pub use attack::{Ended, Said, Wrong, attack, attack_together, say};
pub use bookings::{Bookings, percentile};
pub use country::{CLINIC_A, CLINIC_B, NOW, country, day, pesel, woman};
pub use desk::{Desk, mammography};
pub use impostor::Impostor;
pub use registry::TestRegistry;
pub use silent::Silent;
