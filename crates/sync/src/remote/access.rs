//! Enrolling this machine, and signing people in at it.

use super::signed::{Guard, standing_of};
use super::{AddressError, Denial, Remote, RemoteError, Target, WHOLE, address, checked, json, transport};
use crate::identity::{SignedIn, Standing};
use okienko_client_store::{Enrolled, LocalError};
use okienko_domain::access::{DeviceState, EnrolmentCode, Role};
use okienko_wire::Problem;
use okienko_wire::access::{
    Device, ENROLMENTS, Enrolment, Person, Redirect, SESSIONS, SESSIONS_PROVIDER, SIGN_IN, SIGN_IN_PROVIDER, SignIn,
    SignInEnd, SignInStart, SignInWays, THIS_DEVICE, THIS_SESSION, Tokens,
};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::{Arc, PoisonError};
use thiserror::Error;

/// Why this machine is not enrolled.
#[derive(Debug, Error)]
pub enum EnrolError {
    /// It is connected, or waits for an administrator: only a connection that is lost or ended is made anew.
    #[error("this machine is connected already")]
    Connected,
    /// Requests wait here for the registry that this machine was connected with.
    #[error("requests wait for another registry")]
    RequestsWait,
    /// There can be no registry.
    #[error(transparent)]
    Address(#[from] AddressError),
    /// The registry refused or did not answer.
    #[error(transparent)]
    Remote(#[from] RemoteError),
    /// `local.db`.
    #[error(transparent)]
    Local(#[from] LocalError),
}

impl Remote {
    /// Whether an address is the one of the registry that is asked now.
    ///
    /// # Errors
    /// See [`AddressError`].
    pub(crate) fn is_at(&self, registry: &str) -> Result<bool, AddressError> {
        Ok(address::parse(registry)? == self.target().base)
    }

    /// Enrols this machine with a registry, which from now on is the one that is asked. The same code may be sent again when
    /// no answer came.
    ///
    /// # Errors
    /// [`RemoteError::Refused`] with [`Denial::Enrolment`] or [`Denial::TooManyTries`]; see [`EnrolError`].
    pub async fn enrol(&self, registry: &str, code: &EnrolmentCode, role: Role) -> Result<Standing, EnrolError> {
        let target = Target::new(registry, self.target().address)?;
        let (attempt, public_key) = self
            .identity
            .attempt(&target.base, code)
            .await
            .map_err(RemoteError::from)?;
        let enrolment = Enrolment {
            code: code.clone(),
            role,
            public_key: public_key.iter().map(|byte| format!("{byte:02x}")).collect(),
        };
        let request = target.request(Method::POST, ENROLMENTS).json(&enrolment).timeout(WHOLE);
        let device: Device = answer(request.send().await.map_err(transport)?).await?;
        let enrolled = Enrolled {
            device: device.id,
            role: device.role,
            facility: device.facility,
            name: device.name,
        };
        self.identity
            .enrol(attempt, enrolled)
            .await
            .map_err(RemoteError::from)?;
        *self.target.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(target);
        Ok(standing(device.state))
    }

    /// How this machine stands with the registry.
    ///
    /// # Errors
    /// See [`RemoteError`]; standing badly is an answer, not an error.
    pub async fn standing(&self) -> Result<Standing, RemoteError> {
        match self.ask::<Device>(THIS_DEVICE).await {
            Ok(device) => Ok(standing(device.state)),
            Err(RemoteError::NotRecognised(standing)) => Ok(standing),
            Err(error) => Err(error),
        }
    }

    /// The ways to sign in that the registry has.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn sign_in_ways(&self) -> Result<SignInWays, RemoteError> {
        self.get(SIGN_IN).await
    }

    /// Signs somebody in at this desktop.
    ///
    /// # Errors
    /// [`RemoteError::Refused`] with [`Denial::SignIn`], [`Denial::TooManyTries`] or [`Denial::Elsewhere`]; see [`RemoteError`].
    pub async fn sign_in(&self, sign_in: &SignIn) -> Result<Person, RemoteError> {
        let tokens: Tokens = self.post(SESSIONS, sign_in).await?;
        self.settle(tokens).await
    }

    /// Begins a sign-in at the identity provider of the registry, from where the browser comes back to this address.
    ///
    /// # Errors
    /// [`RemoteError::Refused`] with [`Denial::Provider`], [`Denial::TooManyTries`] or [`Denial::Unsupported`]; see
    /// [`RemoteError`].
    pub async fn begin_at_provider(&self, redirect_uri: String) -> Result<SignInStart, RemoteError> {
        self.post(SIGN_IN_PROVIDER, &Redirect { redirect_uri }).await
    }

    /// Ends a sign-in that this desktop began with what the browser came back with, and signs that person in here.
    ///
    /// # Errors
    /// [`RemoteError::Refused`] with [`Denial::SignIn`], [`Denial::Provider`] or [`Denial::Elsewhere`]; see [`RemoteError`].
    pub async fn end_at_provider(&self, end: &SignInEnd) -> Result<Person, RemoteError> {
        let tokens: Tokens = self.post(SESSIONS_PROVIDER, end).await?;
        self.settle(tokens).await
    }

    /// Signs out whoever is signed in. Here it is done at once, whatever the registry answers.
    ///
    /// # Errors
    /// See [`RemoteError`]; then the session lives in the registry until it ends by itself.
    pub async fn sign_out(&self) -> Result<(), RemoteError> {
        let Some(session) = self.identity.session() else {
            return Ok(());
        };
        self.identity.set_session(None);
        let token = Some(session.tokens.access.as_str());
        self.timed(&Method::DELETE, THIS_SESSION, &[], Guard::Free, token)
            .await?;
        Ok(())
    }

    /// Finds out whose tokens these are, and asks with them from now on.
    async fn settle(&self, tokens: Tokens) -> Result<Person, RemoteError> {
        let token = Some(tokens.access.as_str());
        let response = self.timed(&Method::GET, THIS_SESSION, &[], Guard::Free, token).await?;
        let person: Person = answer(response).await?;
        self.identity.set_session(Some(SignedIn {
            tokens,
            person: person.clone(),
        }));
        Ok(person)
    }

    /// Sends a document as this desktop only.
    async fn post<T: DeserializeOwned>(&self, path: &str, document: &impl Serialize) -> Result<T, RemoteError> {
        let body = serde_json::to_vec(document).map_err(|_| RemoteError::Incomplete)?;
        answer(self.timed(&Method::POST, path, &body, Guard::Free, None).await?).await
    }
}

async fn answer<T: DeserializeOwned>(response: Response) -> Result<T, RemoteError> {
    let status = match checked(&response) {
        // Too many tries are told; a busy registry is not.
        Err(RemoteError::Later(wait)) => {
            let code = json::<Problem>(response).await.map(|problem| problem.code);
            return Err(match code.as_deref() {
                Ok("too-many-tries") => RemoteError::Refused(Denial::TooManyTries),
                _ => RemoteError::Later(wait),
            });
        }
        other => other?,
    };
    match status {
        StatusCode::OK => json(response).await,
        status if status.is_client_error() => {
            let problem: Problem = json(response).await?;
            Err(match problem.code.as_str() {
                "enrolment-refused" => RemoteError::Refused(Denial::Enrolment),
                "sign-in-failed" => RemoteError::Refused(Denial::SignIn),
                "forbidden" => RemoteError::Refused(Denial::Elsewhere),
                "not-found" | "method" => RemoteError::Refused(Denial::Unsupported),
                code if status == StatusCode::UNAUTHORIZED => RemoteError::NotRecognised(standing_of(code)),
                _ => RemoteError::Server(status.as_u16()),
            })
        }
        // The registry works; whom it asks does not.
        StatusCode::BAD_GATEWAY if json::<Problem>(response).await?.code == "provider-unavailable" => {
            Err(RemoteError::Refused(Denial::Provider))
        }
        other => Err(RemoteError::Server(other.as_u16())),
    }
}

fn standing(state: DeviceState) -> Standing {
    match state {
        DeviceState::Invited => Standing::Unknown,
        DeviceState::Pending => Standing::Pending,
        DeviceState::Active => Standing::Active,
        DeviceState::Quarantined => Standing::Quarantined,
        DeviceState::Revoked => Standing::Revoked,
    }
}
