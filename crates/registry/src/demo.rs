//! The demo registry: real places and addresses, invented services under neutral names.
//!
//! Everything comes from a seed by a generator written down here, so that two machines and two versions of the compiler
//! make the same country: the random numbers are ours ([`rng`]), probabilities are whole numbers, and every facility,
//! schedule and mobile unit draws from a stream of its own. That last point makes a subset ([`Options::offers`]) a true
//! part of the whole: the same ids, the same doctors, the same free terms.
//!
//! What it does not do: it makes no visits. A taken term is a term that is not free; nobody invented holds it.

mod address;
mod country;
mod gazetteer;
mod load;
mod mobile;
mod names;
mod offers;
mod open_data;
mod places;
mod rng;
mod sheets;
#[cfg(test)]
mod tests;
mod waiting;

pub use load::{demo_facility, load};
pub use open_data::DataError;

use okienko_domain::calendar::Day;
use serde::Serialize;
use std::path::PathBuf;

/// What to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Folder of the open data, `data/` of the repository.
    pub data: PathBuf,
    /// Another seed is another country.
    pub seed: u64,
    /// First day that may have terms.
    pub from: Day,
    /// Working days with terms; the full demo has 60.
    pub working_days: u16,
    /// Offers (a service at a facility) to keep. `None` keeps all 5,898. `Some(n)` keeps those around Toruń and in
    /// Warszawa, about 320, because demos and tests look there, and fills up to `n` evenly from the rest of the country.
    /// Places and mobile units are always complete.
    pub offers: Option<usize>,
}

/// How far [`load`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing, for the person at the terminal.
    pub step: &'static str,
    /// Of everything, 0 to 100; does not go back.
    pub percent: u64,
}

/// What [`load`] made.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Summary {
    /// Facilities, mobile units among them.
    pub facilities: usize,
    /// Schedules.
    pub schedules: usize,
    /// Sheets.
    pub sheets: u64,
    /// Terms, free or not.
    pub terms: u64,
    /// Free terms.
    pub free: u64,
    /// Waiting people.
    pub waiting: usize,
    /// The facility whose desk a demo shows, see [`demo_facility`].
    pub demo_facility: u32,
    /// How long it took.
    pub seconds: f64,
}
