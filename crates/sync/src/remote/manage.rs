//! What an administrator of a clinic asks for, and how a registry says no.

use super::signed::Guard;
use super::{Remote, RemoteError, json};
use okienko_domain::access::Role;
use okienko_wire::access::{DEVICES, Device, Invitation, NewDevice};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;
use uuid::Uuid;

/// Why it was not done.
#[derive(Debug, Error)]
pub enum ManageError {
    /// What was compared with has changed since.
    #[error("it has changed since")]
    Changed,
    /// The clinic has no such thing.
    #[error("the clinic has no such thing")]
    Unknown,
    /// Whoever asks may not do it.
    #[error("the table of rights does not let this caller do it")]
    Forbidden,
    /// The file is larger than a registry takes.
    #[error("the file is too large")]
    TooLarge,
    /// There is no answer.
    #[error(transparent)]
    Remote(#[from] RemoteError),
}

impl Remote {
    /// Devices of a clinic, newest first.
    ///
    /// # Errors
    /// See [`ManageError`].
    pub async fn devices(&self, facility: u32) -> Result<Vec<Device>, ManageError> {
        let path = format!("{DEVICES}?facility={facility}");
        answer(self.signed(Method::GET, &path, Vec::new(), Guard::Free).await?).await
    }

    /// Makes the code that connects a new desk of a clinic.
    ///
    /// # Errors
    /// See [`ManageError`].
    pub async fn invite_desk(&self, facility: u32, name: String) -> Result<Invitation, ManageError> {
        let new = NewDevice {
            role: Role::Receptionist,
            facility: Some(facility),
            name,
        };
        self.send_document(Method::POST, DEVICES, &new, Guard::Free).await
    }

    /// Lets a device work whose fingerprint has been compared.
    ///
    /// # Errors
    /// See [`ManageError`].
    pub async fn approve_device(&self, device: Uuid) -> Result<Device, ManageError> {
        self.settle_device(device, "approve").await
    }

    /// Ends a device for ever.
    ///
    /// # Errors
    /// See [`ManageError`].
    pub async fn revoke_device(&self, device: Uuid) -> Result<Device, ManageError> {
        self.settle_device(device, "revoke").await
    }

    async fn settle_device(&self, device: Uuid, how: &str) -> Result<Device, ManageError> {
        let path = format!("{DEVICES}/{device}/{how}");
        answer(self.signed(Method::POST, &path, Vec::new(), Guard::Free).await?).await
    }

    pub(super) async fn send_document<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        document: &impl Serialize,
        guard: Guard,
    ) -> Result<T, ManageError> {
        let body = serde_json::to_vec(document).map_err(|_| RemoteError::Incomplete)?;
        answer(self.signed(method, path, body, guard).await?).await
    }
}

pub(super) async fn answer<T: DeserializeOwned>(response: Response) -> Result<T, ManageError> {
    Err(match response.status() {
        StatusCode::OK | StatusCode::CREATED => return Ok(json(response).await?),
        StatusCode::CONFLICT => ManageError::Changed,
        StatusCode::NOT_FOUND => ManageError::Unknown,
        StatusCode::FORBIDDEN => ManageError::Forbidden,
        StatusCode::PAYLOAD_TOO_LARGE => ManageError::TooLarge,
        other => RemoteError::Server(other.as_u16()).into(),
    })
}
