//! Rows of the tables of access and what they mean.

use crate::access::{Account, Counted, Device, Session, SignIn, Subject};
use crate::rows::{narrow, time};
use crate::{Result, StoreError};
use okienko_domain::access::{DeviceState, Role};
use okienko_seal::Seal;
use sqlx::FromRow;
use uuid::Uuid;

fn role(word: &str) -> Result<Role> {
    Role::parse(word).ok_or_else(|| StoreError::Corrupt(format!("role {word}")))
}

#[derive(FromRow)]
pub(crate) struct DeviceRow {
    id: Uuid,
    role: String,
    facility: Option<i64>,
    name: String,
    state: String,
    public_key: Option<Vec<u8>>,
    count_last: i64,
    count_seen: i64,
}

impl TryFrom<DeviceRow> for Device {
    type Error = StoreError;
    fn try_from(row: DeviceRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            role: role(&row.role)?,
            facility: row.facility.map(narrow).transpose()?,
            name: row.name,
            state: DeviceState::parse(&row.state)
                .ok_or_else(|| StoreError::Corrupt(format!("device state {}", row.state)))?,
            public_key: row.public_key,
            counted: Counted {
                last: row.count_last.cast_unsigned(),
                seen: row.count_seen.cast_unsigned(),
            },
        })
    }
}

#[derive(FromRow)]
pub(crate) struct AccountRow {
    id: Uuid,
    login: String,
    role: String,
    facility: Option<i64>,
    password: Option<String>,
    totp: Option<Vec<u8>>,
    issuer: Option<String>,
    subject: Option<String>,
    disabled: bool,
}

impl AccountRow {
    pub(crate) fn open(self, seal: &Seal) -> Result<Account> {
        Ok(Account {
            id: self.id,
            role: role(&self.role)?,
            facility: self.facility.map(narrow).transpose()?,
            password: self.password,
            totp: self
                .totp
                .map(|sealed| seal.unseal(self.id.as_bytes(), &sealed))
                .transpose()?,
            subject: self
                .issuer
                .zip(self.subject)
                .map(|(issuer, subject)| Subject { issuer, subject }),
            disabled: self.disabled,
            login: self.login,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct SessionRow {
    id: Uuid,
    account: Uuid,
    device: Option<Uuid>,
    expires_at: i64,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;
    fn try_from(row: SessionRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            account: row.account,
            device: row.device,
            expires_at: time(row.expires_at)?,
        })
    }
}

#[derive(FromRow)]
pub(crate) struct SessionAccountRow {
    session: Uuid,
    device: Option<Uuid>,
    expires_at: i64,
    #[sqlx(flatten)]
    account: AccountRow,
}

impl SessionAccountRow {
    pub(crate) fn open(self, seal: &Seal) -> Result<(Session, Account)> {
        let account = self.account.open(seal)?;
        let session = Session {
            id: self.session,
            account: account.id,
            device: self.device,
            expires_at: time(self.expires_at)?,
        };
        Ok((session, account))
    }
}

#[derive(FromRow)]
pub(crate) struct SignInRow {
    device: Option<Uuid>,
    state: String,
    nonce: String,
    verifier: String,
    redirect_uri: String,
}

impl From<SignInRow> for SignIn {
    fn from(row: SignInRow) -> Self {
        let SignInRow {
            device,
            state,
            nonce,
            verifier,
            redirect_uri,
        } = row;
        Self {
            device,
            state,
            nonce,
            verifier,
            redirect_uri,
        }
    }
}
