//! A device's signature over one request, after the model of DPoP (RFC 9449).
//!
//! The header [`PROOF_HEADER`] holds `device.at.count.nonce.signature`; what is signed is [`Claim::message`]. Keys and the
//! signature itself are Ed25519; this module knows neither, only the bytes. The address of the registry is not signed,
//! because a proxy may stand between: the id of the device is one registry's alone.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use thiserror::Error;
use uuid::Uuid;

/// Header with a [`Proof`].
pub const PROOF_HEADER: &str = "okienko-proof";
/// For how long a proof is good, in milliseconds from its time on.
pub const WINDOW_MS: i64 = 60_000;
/// How far a proof's time may be ahead of the registry's, in milliseconds: devices take over its time. A restart forgets which
/// proofs were used, and refuses those from before it by their time; it cannot know those that were dated ahead.
pub const AHEAD_MS: i64 = 1_000;

/// What a device says about its request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Who.
    pub device: Uuid,
    /// When, in milliseconds since 1970.
    pub at: i64,
    /// Number of the device's requests that change something, from 1; 0 for one that only reads. Two machines with one
    /// key give themselves away by it.
    pub count: u64,
    /// Random; no two requests of a device share it.
    pub nonce: [u8; 16],
}

/// The request that is signed.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// HTTP method.
    pub method: &'a str,
    /// Path and query, as sent.
    pub target: &'a str,
    /// Body.
    pub body: &'a [u8],
    /// Access token sent with it.
    pub token: Option<&'a str>,
    /// Idempotency key sent with it.
    pub idempotency: Option<&'a str>,
    /// `If-Match` sent with it: the version that a change may overwrite.
    pub if_match: Option<&'a str>,
}

/// A claim and its signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// The claim.
    pub claim: Claim,
    /// Ed25519 over [`Claim::message`].
    pub signature: [u8; 64],
}

/// The header is not a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not a proof")]
pub struct ProofError;

impl Claim {
    /// The bytes that are signed: one line each, nothing that could be read in two ways.
    #[must_use]
    pub fn message(&self, signed: &Signed<'_>) -> Vec<u8> {
        let mut text = String::from("okienko-proof-1\n");
        for line in [signed.method, signed.target] {
            text.push_str(line);
            text.push('\n');
        }
        // Hashes cannot hold a line break, whatever was sent.
        for part in [
            Some(signed.body),
            signed.token.map(str::as_bytes),
            signed.idempotency.map(str::as_bytes),
            signed.if_match.map(str::as_bytes),
        ] {
            if let Some(part) = part {
                for byte in Sha256::digest(part) {
                    // Writing to a string cannot fail.
                    let _ = write!(text, "{byte:02x}");
                }
            }
            text.push('\n');
        }
        text.push_str(&self.text());
        text.into_bytes()
    }

    fn text(&self) -> String {
        let nonce = BASE64URL_NOPAD.encode(&self.nonce);
        format!("{}.{}.{}.{nonce}", self.device.simple(), self.at, self.count)
    }
}

impl Proof {
    /// The value of the header.
    #[must_use]
    pub fn header(&self) -> String {
        format!("{}.{}", self.claim.text(), BASE64URL_NOPAD.encode(&self.signature))
    }

    /// Reads the value of the header. There is one way to write a proof, and nothing else is one.
    ///
    /// # Errors
    /// When it is not a proof.
    pub fn parse(header: &str) -> Result<Self, ProofError> {
        let mut parts = header.split('.');
        let mut next = || parts.next().ok_or(ProofError);
        let (device, at, count, nonce, signature) = (next()?, next()?, next()?, next()?, next()?);
        let bytes = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| ProofError);
        let proof = Self {
            claim: Claim {
                device: Uuid::try_parse(device).map_err(|_| ProofError)?,
                at: at.parse().map_err(|_| ProofError)?,
                count: count.parse().map_err(|_| ProofError)?,
                nonce: bytes(nonce)?.try_into().map_err(|_| ProofError)?,
            },
            signature: bytes(signature)?.try_into().map_err(|_| ProofError)?,
        };
        if proof.header() == header {
            Ok(proof)
        } else {
            Err(ProofError)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Claim, Proof, ProofError, Signed};
    use uuid::Uuid;

    fn proof() -> Proof {
        let claim = Claim {
            device: Uuid::from_u128(0xab),
            at: 1_795_424_400_000,
            count: 3,
            nonce: [9; 16],
        };
        Proof {
            claim,
            signature: [5; 64],
        }
    }

    fn request<'a>() -> Signed<'a> {
        Signed {
            method: "POST",
            target: "/v1/requests",
            body: b"{}",
            token: None,
            idempotency: Some("k"),
            if_match: None,
        }
    }

    #[test]
    fn a_header_has_one_spelling() {
        let header = proof().header();
        assert_eq!(Proof::parse(&header), Ok(proof()));
        let spellings = [
            String::new(),
            header.replacen("ab.", "AB.", 1),
            format!("{header}."),
            format!(" {header}"),
            header.replace(".3.", ".+3."),
            header.replace(".3.", ".03."),
            header.replacen("00000000", "00000000-", 1),
        ];
        for wrong in spellings {
            assert_eq!(Proof::parse(&wrong), Err(ProofError), "{wrong}");
        }
    }

    #[test]
    fn everything_of_the_request_is_signed() {
        let message = |change: fn(&mut Signed<'_>)| {
            let mut signed = request();
            change(&mut signed);
            proof().claim.message(&signed)
        };
        let original = message(|_| {});
        let changes: [fn(&mut Signed<'_>); 7] = [
            |s| s.method = "GET",
            |s| s.target = "/v1/requests?x=1",
            |s| s.body = b"{ }",
            |s| s.token = Some("t"),
            |s| s.idempotency = None,
            |s| s.if_match = Some("1"),
            |s| {
                s.token = s.idempotency;
                s.idempotency = None;
            },
        ];
        for (number, change) in changes.into_iter().enumerate() {
            assert_ne!(message(change), original, "change {number}");
        }
    }
}
