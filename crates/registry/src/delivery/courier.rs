//! Who carries messages. An error of a courier never holds an address, a number or a text of a message.

use async_trait::async_trait;
use okienko_registry_store::messages::dispatch::Letter;
use std::fmt;
use thiserror::Error;

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum CourierError {
    /// This person cannot be reached this way; trying again changes nothing.
    #[error("the address was refused ({0})")]
    Refused(String),
    /// The courier cannot take messages now. It may have taken this one.
    #[error("the courier failed ({0})")]
    Failed(String),
}

/// The way out for one channel.
#[async_trait]
pub trait Courier: Send + Sync {
    /// Hands a message over under its id, by which the provider notices a repetition. Returns the provider's name for it.
    ///
    /// # Errors
    /// When it was not taken, or nobody knows.
    async fn hand_over(&self, letter: &Letter) -> Result<String, CourierError>;
}

/// Something that must not be seen: a password, a token, a key. `Debug` shows a dot.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a secret; white space around it, as editors leave it in files, does not belong to it.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The secret itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(•)")
    }
}
