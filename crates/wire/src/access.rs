//! Documents of signing in and of devices.
//!
//! A device shows who it is with a [proof](crate::proof) in each request; a person who signed in, with an access token.

use chrono::{DateTime, Utc};
use okienko_domain::access::{DeviceState, EnrolmentCode, Role, crockford};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;
use utoipa::ToSchema;
use uuid::Uuid;

/// `POST` [`NewDevice`]: [`Invitation`]. `GET ?facility=`: list of [`Device`]. `POST …/{id}/approve`, `POST …/{id}/revoke`.
pub const DEVICES: &str = "/v1/devices";
/// `GET`: the [`Device`] that asks, whatever its state.
pub const THIS_DEVICE: &str = "/v1/devices/self";
/// `POST` [`Enrolment`]: [`Device`].
pub const ENROLMENTS: &str = "/v1/enrolments";
/// `GET`: [`SignInWays`].
pub const SIGN_IN: &str = "/v1/sign-in";
/// `POST` [`Redirect`]: [`SignInStart`].
pub const SIGN_IN_PROVIDER: &str = "/v1/sign-in/provider";
/// `POST` [`SignIn`]: [`Tokens`].
pub const SESSIONS: &str = "/v1/sessions";
/// `POST` [`SignInEnd`]: [`Tokens`].
pub const SESSIONS_PROVIDER: &str = "/v1/sessions/provider";
/// `POST` [`Refresh`]: [`Tokens`].
pub const SESSIONS_REFRESH: &str = "/v1/sessions/refresh";
/// `GET`: [`Person`] who asks. `DELETE`: signs out.
pub const THIS_SESSION: &str = "/v1/sessions/self";

/// Header with the registry's time in milliseconds since 1970, sent with the answer `clock-skew`.
pub const TIME_HEADER: &str = "okienko-time";

/// A device to be enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDevice {
    /// Role it will have.
    pub role: Role,
    /// Its facility; `None` for a kiosk.
    pub facility: Option<u32>,
    /// What people call it, for example "Rejestracja, okno 2".
    pub name: String,
}

/// The code for a device. It is shown once and stored nowhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Invitation {
    /// Id the device will have.
    pub device: Uuid,
    /// To be typed at the device.
    pub code: EnrolmentCode,
    /// Until then.
    pub expires_at: DateTime<Utc>,
}

/// A device's half of enrolling. Sent again with the same key it has the same answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// The code.
    pub code: EnrolmentCode,
    /// Role the device is made for; a code of another role is refused.
    pub role: Role,
    /// Ed25519 public key, 64 hexadecimal digits.
    pub public_key: String,
}

/// A device as the registry knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Device {
    /// Id.
    pub id: Uuid,
    /// Role.
    pub role: Role,
    /// Facility; `None` for a kiosk.
    pub facility: Option<u32>,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub state: DeviceState,
    /// [`fingerprint`] of its key; `None` before it has one.
    pub fingerprint: Option<String>,
}

/// The ways to sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInWays {
    /// There are accounts with a password.
    pub password: bool,
    /// There is an identity provider; its address.
    pub provider: Option<String>,
}

/// Signing in with a password and the second factor.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Name of the account.
    pub login: String,
    /// Password.
    pub password: String,
    /// Six digits of the authenticator.
    pub code: String,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignIn(•)")
    }
}

/// Where the browser comes back to: `http://127.0.0.1:{port}/` or `http://[::1]:{port}/` (RFC 8252, 7.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Redirect {
    /// The address.
    pub redirect_uri: String,
}

/// A sign-in that goes on in the browser.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignInStart {
    /// Secret of this sign-in; only who began it can end it.
    pub sign_in: String,
    /// To be opened in the system's browser.
    pub address: String,
}

impl fmt::Debug for SignInStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignInStart(•)")
    }
}

/// What the browser came back with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInEnd {
    /// Secret of this sign-in.
    pub sign_in: String,
    /// Parameter `state`.
    pub state: String,
    /// Parameter `code`.
    pub code: String,
    /// Parameter `iss`, where the provider sends it (RFC 9207).
    pub issuer: Option<String>,
}

impl fmt::Debug for SignInEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignInEnd(•)")
    }
}

/// A refresh token, used once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// The token.
    pub refresh: String,
}

impl fmt::Debug for Refresh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Refresh(•)")
    }
}

/// Tokens of a session. They mean nothing to anybody but the registry.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Tokens {
    /// For the header `authorization: Bearer …`.
    pub access: String,
    /// Until then.
    pub access_expires_at: DateTime<Utc>,
    /// For the next [`Tokens`].
    pub refresh: String,
    /// The session ends then, whatever happens.
    pub session_expires_at: DateTime<Utc>,
}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens(•)")
    }
}

/// Somebody who signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Person {
    /// Account.
    pub account: Uuid,
    /// Name of the account.
    pub login: String,
    /// Role.
    pub role: Role,
    /// Facility; `None` for an operator.
    pub facility: Option<u32>,
}

/// What two people compare to know that a key is the key: 80 bits as four groups of four.
#[must_use]
pub fn fingerprint(public_key: &[u8]) -> String {
    let digest: [u8; 32] = Sha256::digest(public_key).into();
    let bits = digest
        .iter()
        .take(10)
        .fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    let fives: Vec<u8> = (0..16)
        .rev()
        .map(|i| u8::try_from((bits >> (5 * i)) & 31).unwrap_or(0))
        .collect();
    fives.chunks(4).map(crockford).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::{SignIn, fingerprint};

    #[test]
    fn fingerprints_can_be_read_out_and_differ() {
        let (a, b) = (fingerprint(&[0; 32]), fingerprint(&[1; 32]));
        assert_ne!(a, b);
        // SHA-256 of 32 zero bytes begins with 66687aadf862bd776c8f.
        assert_eq!(a, "CSM7-NBFR-CAYQ-EV4F");
    }

    #[test]
    fn no_secret_in_debug() {
        let sign_in = SignIn {
            login: "kanarek".into(),
            password: "kanarek-haslo".into(),
            code: "123456".into(),
        };
        assert_eq!(format!("{sign_in:?}"), "SignIn(•)");
    }
}
