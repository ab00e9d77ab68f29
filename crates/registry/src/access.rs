//! Who asks, and what they may do.
//!
//! [`rights`] is the table. [`authenticate`](authenticate::authenticate) stands before every route and finds the caller: a
//! device by its signature, a person by an access token, or both. [`Caller`] is how a handler asks the table about a facility.

mod admin;
mod authenticate;
mod caller;
pub(crate) mod devices;
mod nonces;
mod password;
pub(crate) mod provider;
pub mod rights;
mod secrets;
pub(crate) mod sessions;
mod totp;
pub(crate) mod tries;

pub use admin::{Admin, AdminError, NewAccount, Secret};
pub(crate) use authenticate::{authenticate, registered};

pub(crate) use caller::{Caller, Identity, Number};
pub use password::PasswordError;
pub use provider::{Provider, ProviderError};
use secrets::hash;

use chrono::{DateTime, Utc};
use nonces::Nonces;
use password::Passwords;
use secrets::Secrets;

/// What access needs besides the store.
pub(crate) struct Access {
    secrets: Secrets,
    passwords: Passwords,
    nonces: Nonces,
}

impl Access {
    /// Ready to recognise callers.
    pub(crate) fn new(now: DateTime<Utc>) -> Self {
        Self {
            secrets: Secrets::new(),
            passwords: Passwords::new(),
            nonces: Nonces::new(now),
        }
    }
}
