//! The caller of a request.

use super::rights::{Operation, Verdict, verdict};
use crate::problem::Failure;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use okienko_domain::access::Role;
use okienko_registry_store::Asker;
use okienko_registry_store::access::{Account, Device, Session};
use std::net::{IpAddr, Ipv4Addr};

/// Who showed themselves with a request. Nobody, for most of the public data.
#[derive(Debug, Clone, Default)]
pub(crate) struct Identity {
    /// The device that signed it.
    pub(crate) device: Option<Device>,
    /// The person whose access token came with it.
    pub(crate) session: Option<(Session, Account)>,
}

/// Ids of a caller for the log; both say nothing to who does not have the database.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Acting(pub(crate) Asker);

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
            asker: self.who().0,
        })
    }

    pub(crate) fn who(&self) -> Acting {
        Acting(Asker {
            device: self.device.as_ref().map(|device| device.id),
            account: self.session.as_ref().map(|(_, account)| account.id),
        })
    }
}

/// Somebody who may ask something. A handler gets one by having it as an argument, and must ask it before it answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    role: Role,
    facility: Option<u32>,
    asker: Asker,
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

    /// The device and the person, for what is kept of who did what.
    pub(crate) fn asker(&self) -> Asker {
        self.asker
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

/// Address at the other end of the connection, which may be a proxy.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

impl<S: Sync> FromRequestParts<S> for Peer {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let peer = parts.extensions.get::<Self>().copied();
        Ok(peer.unwrap_or(Self(Ipv4Addr::UNSPECIFIED.into())))
    }
}
