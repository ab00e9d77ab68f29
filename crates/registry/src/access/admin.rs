//! What is done at the registry's own machine: the first accounts and devices, and help when nobody can sign in.
//!
//! Who may open the database may do all of this, so nobody is asked who they are.

use super::password::{self, PasswordError};
use super::{Access, devices, totp};
use crate::problem::Failure;
use data_encoding::BASE32_NOPAD;
use okienko_domain::access::{Role, crockford};
use okienko_domain::clock::Clock;
use okienko_registry_store::access::{Account, Subject};
use okienko_registry_store::audit::{Actor, Deed, note};
use okienko_registry_store::{Store, StoreError};
use okienko_wire::access::{Device, Invitation, NewDevice};
use std::sync::Arc;
use thiserror::Error;
use uuid::Uuid;

/// Accounts and devices of a registry.
pub struct Admin {
    store: Arc<dyn Store>,
    clock: Clock,
    access: Access,
}

/// Why it could not be done, with what to do instead.
#[derive(Debug, Error)]
pub enum AdminError {
    /// The role and the facility do not fit.
    #[error("{0}")]
    Wrong(String),
    /// The password is too weak.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// No such thing.
    #[error(
        "Nie ma takiego konta, urządzenia albo placówki. Listę podaje: okienko-registry account list, okienko-registry device list."
    )]
    Unknown,
    /// The name is taken.
    #[error("Konto o tej nazwie już istnieje. Podaj inną nazwę albo zmień hasło: okienko-registry account reset.")]
    Taken,
    /// Storage.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The system.
    #[error("Rejestr nie działa poprawnie: {0}")]
    Broken(&'static str),
}

impl From<Failure> for AdminError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::NotFound => Self::Unknown,
            Failure::Invalid(reason) => Self::Wrong(reason),
            other => Self::Broken(other.code()),
        }
    }
}

/// An account to make.
pub struct NewAccount {
    /// Name to sign in with.
    pub login: String,
    /// Role.
    pub role: Role,
    /// Facility, for roles that have one.
    pub facility: Option<u32>,
    /// Password; `None` makes one.
    pub password: Option<String>,
    /// Who it is at the identity provider; such an account needs no password.
    pub subject: Option<Subject>,
}

/// What the owner of an account must be told, once.
pub struct Secret {
    /// Password.
    pub password: String,
    /// Secret of the authenticator in base 32.
    pub totp: String,
    /// The same as an authenticator reads it.
    pub link: String,
}

impl Admin {
    /// Opens the accounts and devices of a store.
    #[must_use]
    pub fn open(store: Arc<dyn Store>, clock: Clock) -> Self {
        let access = Access::new(clock.now());
        Self { store, clock, access }
    }

    /// Invites a device. A `trusted` one works as soon as it has used its code: for machines set up by the hand that made it.
    ///
    /// # Errors
    /// When role and facility do not fit, there is no such facility, or the store fails.
    pub async fn invite(&self, new: &NewDevice, trusted: bool) -> Result<Invitation, AdminError> {
        let (actor, now) = (actor(new.facility), self.clock.now());
        Ok(devices::invite(&self.access, &*self.store, &actor, new, trusted, now).await?)
    }

    /// All devices, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn devices(&self) -> Result<Vec<Device>, AdminError> {
        Ok(self.store.devices(None).await?.into_iter().map(devices::view).collect())
    }

    /// Lets a pending or quarantined device work.
    ///
    /// # Errors
    /// When it is in no such state, or the store fails.
    pub async fn approve(&self, device: Uuid) -> Result<(), AdminError> {
        known(self.store.approve_device(device).await?)?;
        self.note_device("approve-device", device).await
    }

    /// Ends a device.
    ///
    /// # Errors
    /// When it does not exist or has ended, or the store fails.
    pub async fn revoke(&self, device: Uuid) -> Result<(), AdminError> {
        known(self.store.revoke_device(device, self.clock.now()).await?)?;
        self.note_device("revoke-device", device).await
    }

    async fn note_device(&self, action: &str, id: Uuid) -> Result<(), AdminError> {
        let facility = self.store.device(id).await?.and_then(|device| device.facility);
        self.note(action, facility, id).await
    }

    async fn note(&self, action: &str, facility: Option<u32>, object: Uuid) -> Result<(), AdminError> {
        let deed = Deed {
            object: Some(object.to_string()),
            ..Deed::about(0, action, "done")
        };
        Ok(note(&*self.store, &actor(facility), deed, self.clock.now()).await?)
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn accounts(&self) -> Result<Vec<Account>, AdminError> {
        Ok(self.store.accounts().await?)
    }

    /// Makes an account. The secret is `None` for one that only the identity provider lets in.
    ///
    /// # Errors
    /// See [`AdminError`].
    pub async fn add_account(&self, new: NewAccount) -> Result<Option<Secret>, AdminError> {
        let login = login(&new.login)?;
        if !new.role.is_for_people() || new.role.has_facility() != new.facility.is_some() {
            return Err(AdminError::Wrong(
                "Konto ma rolę receptionist albo clinic-administrator i numer placówki (--facility), albo rolę registry-operator bez numeru.".into(),
            ));
        }
        if let Some(facility) = new.facility {
            known(self.store.facility_exists(facility).await?)?;
        }
        let secret = match (&new.subject, new.password) {
            (Some(_), None) => None,
            (_, password) => Some(self.secret(&login, password)?),
        };
        let account = Account {
            id: Uuid::now_v7(),
            login,
            role: new.role,
            facility: new.facility,
            password: secret.as_ref().map(|(_, stored, _)| stored.clone()),
            totp: secret.as_ref().map(|(_, _, totp)| totp.clone()),
            subject: new.subject,
            disabled: false,
        };
        if !self.store.insert_account(&account, self.clock.now()).await? {
            return Err(AdminError::Taken);
        }
        self.note("add-account", account.facility, account.id).await?;
        Ok(secret.map(|(secret, _, _)| secret))
    }

    /// New password and authenticator; whoever was signed in is signed out.
    ///
    /// # Errors
    /// See [`AdminError`].
    pub async fn reset_account(&self, name: &str, password: Option<String>) -> Result<Secret, AdminError> {
        let account = self.account(name).await?;
        let (secret, stored, totp) = self.secret(&account.login, password)?;
        self.store.reset_account(account.id, &stored, &totp).await?;
        self.store.end_sessions(account.id, self.clock.now()).await?;
        self.note("reset-account", account.facility, account.id).await?;
        Ok(secret)
    }

    /// Nobody can sign in with it any more, and whoever was is signed out.
    ///
    /// # Errors
    /// When there is no such account, or the store fails.
    pub async fn disable_account(&self, name: &str) -> Result<(), AdminError> {
        let account = self.account(name).await?;
        self.store.disable_account(account.id).await?;
        self.store.end_sessions(account.id, self.clock.now()).await?;
        self.note("disable-account", account.facility, account.id).await
    }

    async fn account(&self, name: &str) -> Result<Account, AdminError> {
        let account = self.store.account_by_login(&login(name)?).await?;
        account.ok_or(AdminError::Unknown)
    }

    /// What the owner is told, the password as it is stored, and the authenticator's secret as it is stored.
    fn secret(&self, login: &str, password: Option<String>) -> Result<(Secret, String, Vec<u8>), AdminError> {
        let random = &self.access.secrets;
        let password = match password {
            Some(password) => {
                password::check(login, &password)?;
                password
            }
            // 100 bits, in groups that can be read out.
            None => {
                let characters = crockford(&random.bytes::<20>()?);
                let groups: Vec<&str> = (0..20).step_by(5).filter_map(|i| characters.get(i..i + 5)).collect();
                groups.join("-")
            }
        };
        let stored = password::hash(password.as_bytes(), &random.bytes::<16>()?)?;
        let totp = random.bytes::<20>()?.to_vec();
        let secret = Secret {
            password,
            totp: BASE32_NOPAD.encode(&totp),
            link: totp::link(login, &totp),
        };
        Ok((secret, stored, totp))
    }
}

/// Whoever is at the registry's machine, in the chain of the clinic it is about.
fn actor(facility: Option<u32>) -> Actor {
    Actor {
        facility,
        ..Actor::operator("console")
    }
}

fn known(found: bool) -> Result<(), AdminError> {
    if found { Ok(()) } else { Err(AdminError::Unknown) }
}

/// A name to sign in with, as it is stored.
fn login(name: &str) -> Result<String, AdminError> {
    let name = name.trim().to_lowercase();
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_@".contains(c);
    if (2..=64).contains(&name.len()) && name.chars().all(fits) {
        Ok(name)
    } else {
        Err(AdminError::Wrong(
            "Nazwa konta ma od 2 do 64 znaków: małe litery bez polskich znaków, cyfry oraz . - _ @".into(),
        ))
    }
}
