//! Storage of who may ask: devices, accounts, sessions and counted tries.
//!
//! One statement a function, like the rest. Where two callers could race, the condition is part of the statement. Secrets
//! are never in the open: codes and tokens come as keyed or plain hashes, passwords as argon2 strings, what the authenticator
//! shares is sealed.

use crate::Result;
use async_trait::async_trait;
use chrono::{DateTime, Duration, Utc};
use okienko_domain::access::{DeviceState, Role};
use std::collections::HashMap;
use std::fmt;
use uuid::Uuid;

/// A device to be enrolled.
#[derive(Debug)]
pub struct NewDevice<'a> {
    /// Id.
    pub id: Uuid,
    /// Role.
    pub role: Role,
    /// Facility, for roles that have one.
    pub facility: Option<u32>,
    /// What people call it.
    pub name: &'a str,
    /// Keyed hash of the code.
    pub code: &'a [u8],
    /// The code works until then.
    pub code_expires_at: DateTime<Utc>,
    /// The first device with the code is the right one; nobody compares fingerprints.
    pub trusted: bool,
    /// Now.
    pub at: DateTime<Utc>,
}

/// A device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Id.
    pub id: Uuid,
    /// Role.
    pub role: Role,
    /// Facility, for roles that have one.
    pub facility: Option<u32>,
    /// What people call it.
    pub name: String,
    /// Where it stands.
    pub state: DeviceState,
    /// Ed25519 public key, once it has sent it.
    pub public_key: Option<Vec<u8>>,
    /// Numbers of its changing requests.
    pub counted: Counted,
}

/// Which numbers a device has used: the highest, and which of the 64 up to it (bit 0 is the highest itself).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Highest.
    pub last: u64,
    /// Those seen.
    pub seen: u64,
}

/// An account. `Debug` shows no secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Id.
    pub id: Uuid,
    /// Name to sign in with; small letters.
    pub login: String,
    /// Role.
    pub role: Role,
    /// Facility, for roles that have one.
    pub facility: Option<u32>,
    /// Password as an argon2 string; `None` when only the identity provider lets it in.
    pub password: Option<String>,
    /// Secret of the authenticator.
    pub totp: Option<Vec<u8>>,
    /// Who it is at the identity provider.
    pub subject: Option<Subject>,
    /// Nobody can sign in with it.
    pub disabled: bool,
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Account({}, {})", self.id, self.role)
    }
}

/// Somebody at an identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Claim `iss`.
    pub issuer: String,
    /// Claim `sub`.
    pub subject: String,
}

/// Somebody who signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Id.
    pub id: Uuid,
    /// Who.
    pub account: Uuid,
    /// The device it began on and is good for; `None` for one without a device.
    pub device: Option<Uuid>,
    /// It ends then, whatever happens.
    pub expires_at: DateTime<Utc>,
}

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Asking.
    Access,
    /// New tokens, once.
    Refresh,
}

impl TokenKind {
    /// The word of the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Access => "access",
            Self::Refresh => "refresh",
        }
    }
}

/// A sign-in that is under way at the identity provider. `Debug` shows no secret.
#[derive(Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Where it began, if at a device.
    pub device: Option<Uuid>,
    /// Parameter `state`.
    pub state: String,
    /// Claim `nonce`.
    pub nonce: String,
    /// PKCE verifier.
    pub verifier: String,
    /// Where the browser comes back to.
    pub redirect_uri: String,
}

impl fmt::Debug for SignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignIn(•)")
    }
}

/// Statements of access. Each is a transaction of its own.
#[async_trait]
pub trait AccessStore: Send + Sync {
    /// A hash of `text` that nobody can try out without the key beside the database; another `kind` is another hash.
    fn keyed(&self, kind: &str, text: &str) -> Vec<u8>;
    /// Whether there is such a facility.
    async fn facility_exists(&self, facility: u32) -> Result<bool>;

    /// Adds a device that waits for its key.
    async fn insert_device(&self, new: NewDevice<'_>) -> Result<()>;
    /// Gives the device of an unused code and this role its key. The same key again finds the same device; another key
    /// finds none.
    async fn enrol_device(
        &self,
        code: &[u8],
        role: Role,
        public_key: &[u8],
        now: DateTime<Utc>,
    ) -> Result<Option<Device>>;
    /// A device.
    async fn device(&self, id: Uuid) -> Result<Option<Device>> {
        Ok(self.devices_of(&[id]).await?.pop())
    }
    /// Those of these devices that exist, in any order.
    async fn devices_of(&self, ids: &[Uuid]) -> Result<Vec<Device>>;
    /// Devices, newest first, at most 5,000: of a facility, or all.
    async fn devices(&self, facility: Option<u32>) -> Result<Vec<Device>>;
    /// Lets a pending or quarantined device work and forgets the numbers it used; `false` when it is in no such state.
    async fn approve_device(&self, id: Uuid) -> Result<bool>;
    /// Ends a device; `false` when it has ended or does not exist.
    async fn revoke_device(&self, id: Uuid, at: DateTime<Utc>) -> Result<bool>;

    /// Adds an account; `false` when the name or the subject is taken.
    async fn insert_account(&self, account: &Account, at: DateTime<Utc>) -> Result<bool>;
    /// Accounts by name.
    async fn accounts(&self) -> Result<Vec<Account>>;
    /// The account of a name.
    async fn account_by_login(&self, login: &str) -> Result<Option<Account>>;
    /// The account of somebody at the identity provider.
    async fn account_by_subject(&self, subject: &Subject) -> Result<Option<Account>>;
    /// New password and authenticator.
    async fn reset_account(&self, id: Uuid, password: &str, totp: &[u8]) -> Result<()>;
    /// Nobody can sign in with it any more; `false` when there is no such account.
    async fn disable_account(&self, id: Uuid) -> Result<bool>;
    /// Uses up a time step of the authenticator; `false` when it or a later one was used before.
    async fn take_totp_step(&self, id: Uuid, step: u64) -> Result<bool>;

    /// Whether somebody can sign in with a password.
    async fn has_passwords(&self) -> Result<bool>;

    /// Adds a session; `false` when the account no longer has this password or is disabled.
    async fn insert_session(&self, session: Session, password: Option<&str>, at: DateTime<Utc>) -> Result<bool>;
    /// Adds a token by its hash.
    async fn insert_token(&self, hash: &[u8], kind: TokenKind, session: Uuid, expires_at: DateTime<Utc>) -> Result<()>;
    /// The living session of an access token, and its account.
    async fn session_of(&self, access: &[u8], now: DateTime<Utc>) -> Result<Option<(Session, Account)>>;
    /// Uses up a refresh token; its living session. `None` when it is unknown, too old or used.
    async fn use_refresh(&self, refresh: &[u8], now: DateTime<Utc>) -> Result<Option<Uuid>>;
    /// A session, also one that has ended.
    async fn session(&self, id: Uuid) -> Result<Option<Session>>;
    /// Ends the session of a refresh token that was used before; `false` when it was not.
    async fn end_reused(&self, refresh: &[u8], now: DateTime<Utc>) -> Result<bool>;
    /// Ends a session.
    async fn end_session(&self, id: Uuid, at: DateTime<Utc>) -> Result<()>;
    /// Ends every session there is.
    async fn end_all_sessions(&self) -> Result<()>;
    /// Ends all sessions of an account.
    async fn end_sessions(&self, account: Uuid, at: DateTime<Utc>) -> Result<()>;

    /// Counts a try and returns how many there were in the window, this one included. A window begins with its first try.
    async fn count_try(&self, key: &[u8], window: Duration, now: DateTime<Utc>) -> Result<u32>;
    /// Tries in the window.
    async fn tries(&self, key: &[u8], window: Duration, now: DateTime<Utc>) -> Result<u32>;
    /// Forgets tries.
    async fn forget_tries(&self, key: &[u8]) -> Result<()>;

    /// Adds a sign-in by the hash of its secret.
    async fn insert_sign_in(&self, hash: &[u8], sign_in: &SignIn, expires_at: DateTime<Utc>) -> Result<()>;
    /// Takes a sign-in out; it exists once.
    async fn take_sign_in(&self, hash: &[u8], now: DateTime<Utc>) -> Result<Option<SignIn>>;

    /// Removes what is over: tokens, sessions, sign-ins and unused invitations since `now`, tries since `tries_before`.
    async fn prune(&self, now: DateTime<Utc>, tries_before: DateTime<Utc>) -> Result<()>;
}

/// Statements of one transaction about the devices whose requests it decides.
#[async_trait]
pub trait AccessTx {
    /// The numbers that devices have used.
    async fn counted(&mut self, devices: &[Uuid]) -> Result<HashMap<Uuid, Counted>>;
    /// Stores the numbers that devices have used; `false` when those of one of them are not the ones named first any more.
    async fn count_devices(&mut self, all: &[(Uuid, Counted, Counted)]) -> Result<bool>;
    /// Stops an active device until an administrator decides.
    async fn quarantine_device(&mut self, id: Uuid) -> Result<()>;
    /// Tries under each key, in the window that ends now.
    async fn tries(&mut self, keys: &[(&[u8], Duration)], now: DateTime<Utc>) -> Result<HashMap<Vec<u8>, u32>>;
    /// Counts a try and returns how many there were in the window, this one included. A window begins with its first try.
    async fn count_try(&mut self, key: &[u8], window: Duration, now: DateTime<Utc>) -> Result<u32>;
}
