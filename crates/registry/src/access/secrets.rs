//! Random bytes, tokens and their hashes.

use crate::problem::Failure;
use data_encoding::BASE64URL_NOPAD;
use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};

/// The system's randomness.
pub(crate) struct Secrets(SystemRandom);

impl Secrets {
    pub(crate) fn new() -> Self {
        Self(SystemRandom::new())
    }

    /// Random bytes.
    pub(crate) fn bytes<const N: usize>(&self) -> Result<[u8; N], Failure> {
        let mut bytes = [0; N];
        self.0
            .fill(&mut bytes)
            .map_err(|_| Failure::broken("no random bytes"))?;
        Ok(bytes)
    }

    /// 256 random bits to be shown to one caller and kept by [`hash`] only.
    pub(crate) fn token(&self) -> Result<String, Failure> {
        Ok(BASE64URL_NOPAD.encode(&self.bytes::<32>()?))
    }
}

/// SHA-256: enough for what is random already.
pub(crate) fn hash(token: &str) -> Vec<u8> {
    digest::digest(&digest::SHA256, token.as_bytes()).as_ref().to_vec()
}
