//! The caller of a request.

use super::rights::{Operation, Verdict, verdict};
use crate::problem::Failure;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use okienko_domain::access::Role;
use okienko_registry_store::Numbered;
use okienko_registry_store::access::{Account, Device, Session};
use okienko_registry_store::audit::Actor;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Who showed themselves with a request. Nobody, for most of the public data.
#[derive(Debug, Clone, Default)]
pub(crate) struct Identity {
    /// The device that signed it.
    pub(crate) device: Option<Device>,
    /// The person whose access token came with it.
    pub(crate) session: Option<(Session, Account)>,
}

impl Identity {
    /// The caller, if anybody showed themselves. A person's role counts before that of the device they sit at.
    pub(crate) fn caller(&self) -> Option<Caller> {
        let (role, facility) = match (&self.session, &self.device) {
            (Some((_, account)), _) => (account.role, account.facility),
            (None, Some(device)) => (device.role, device.facility),
            (None, None) => return None,
        };
        Some(Caller {
            role,
            facility,
            device: self.device.as_ref().map(|device| device.id),
            account: self.session.as_ref().map(|(_, account)| account.id),
        })
    }
}

/// The number of a request, for whoever counts it: its decision, or else [`super::authenticate`] once it is answered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Number(Arc<Mutex<Option<Numbered>>>);

impl Number {
    pub(super) fn new(numbered: Option<Numbered>) -> Self {
        Self(Arc::new(Mutex::new(numbered)))
    }

    /// The number, once: who takes it counts it.
    pub(crate) fn take(&self) -> Option<Numbered> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Somebody who may ask something. A handler gets one by having it as an argument, and must ask it before it answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    role: Role,
    facility: Option<u32>,
    device: Option<Uuid>,
    account: Option<Uuid>,
}

impl Caller {
    /// Its role.
    pub(crate) fn role(&self) -> Role {
        self.role
    }

    /// Its facility, for roles that have one.
    pub(crate) fn facility(&self) -> Option<u32> {
        self.facility
    }

    /// The device it asks from, if from one.
    pub(crate) fn device(&self) -> Option<Uuid> {
        self.device
    }

    /// The person who is signed in, if any.
    pub(crate) fn account(&self) -> Option<Uuid> {
        self.account
    }

    /// Who acts, for the audit.
    pub(crate) fn actor(&self) -> Actor {
        actor(self.facility, self.role, self.device, self.account)
    }

    /// Asks the table about an operation on a facility.
    ///
    /// # Errors
    /// What is another facility's looks like what does not exist.
    pub(crate) fn may(&self, operation: Operation, facility: Option<u32>) -> Result<(), Failure> {
        match verdict(self.role, self.facility, operation, facility) {
            Verdict::Allowed => Ok(()),
            Verdict::Forbidden => Err(Failure::Forbidden),
            Verdict::Hidden => Err(Failure::NotFound),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let identity = parts.extensions.get::<Identity>();
        identity.and_then(Identity::caller).ok_or(Failure::NotRecognised)
    }
}

impl<S: Sync> FromRequestParts<S> for Identity {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(parts.extensions.get::<Self>().cloned().unwrap_or_default())
    }
}

/// A person, the device they sit at, or the device alone.
pub(super) fn actor(facility: Option<u32>, role: Role, device: Option<Uuid>, account: Option<Uuid>) -> Actor {
    let id = match (account, device) {
        (Some(account), Some(device)) => format!("account:{account} device:{device}"),
        (Some(account), None) => format!("account:{account}"),
        (None, Some(device)) => format!("device:{device}"),
        (None, None) => "nobody".to_owned(),
    };
    let role = role.as_str().to_owned();
    Actor { facility, id, role }
}
