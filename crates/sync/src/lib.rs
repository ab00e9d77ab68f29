//! Keeps the desktop and the registry in agreement.
//!
//! [`plan`] decides what a snapshot needs, [`engine`] does it: terms and events come in, requests go out. Push is only a
//! hint to pull; data come by pull alone.

mod backoff;
mod compare;
mod engine;
mod enrolment;
mod identity;
mod outbox;
pub mod plan;
mod pull;
mod push;
mod remote;
mod state;

pub use engine::{Engine, Options};
pub use identity::{Identity, KeyError, Standing};
pub use remote::{AddressError, Denial, EnrolError, ManageError, Remote, RemoteError};
pub use state::{Happened, Link, State, World};
