//! Pure rules of central e-registration.
//!
//! Nothing here does I/O or knows the time: `now` is an argument. A newcomer starts with [`slot`] (what a term is),
//! then [`search`] (how it is found), [`eligibility`] (who may have it) and [`waiting`] (who gets a freed one).

pub mod access;
pub mod calendar;
pub mod clock;
pub mod contact;
pub mod directory;
pub mod eligibility;
pub mod geo;
pub mod identity;
pub mod ids;
pub mod lookup;
pub mod message;
pub mod place;
pub mod policy;
pub mod refusal;
pub mod request;
pub mod rules;
pub mod scope;
pub mod search;
pub mod slot;
mod spelled;
pub mod text;
pub mod timetable;
pub mod waiting;
