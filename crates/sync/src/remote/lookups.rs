//! What people have at other clinics. Nothing of it is stored here or asked for later.

use super::manage::{ManageError, answer};
use super::signed::Guard;
use super::{Remote, RemoteError, json};
use okienko_domain::lookup::{Found, Lookup, LookupRecord};
use okienko_domain::refusal::Refusal;
use okienko_wire::{DESKS, LookupEnd};
use reqwest::{Method, StatusCode};
use uuid::Uuid;

impl Remote {
    /// What a person has at every clinic, for whoever is signed in here.
    ///
    /// # Errors
    /// [`ManageError::Forbidden`] when nobody is; see [`ManageError`]. A refusal is an answer.
    pub async fn look_up(&self, facility: u32, asked: &Lookup) -> Result<Result<Found, Refusal>, ManageError> {
        let body = serde_json::to_vec(asked).map_err(|_| RemoteError::Incomplete)?;
        let path = format!("{DESKS}/{facility}/lookups");
        let response = self.signed(Method::POST, &path, body, Guard::Free).await?;
        if response.status() == StatusCode::CONFLICT {
            return Ok(Err(json(response).await?));
        }
        answer(response).await.map(Ok)
    }

    /// Look-ups of a clinic, newest first.
    ///
    /// # Errors
    /// See [`ManageError`].
    pub async fn lookups(&self, facility: u32) -> Result<Vec<LookupRecord>, ManageError> {
        let path = format!("{DESKS}/{facility}/lookups");
        answer(self.signed(Method::GET, &path, Vec::new(), Guard::Free).await?).await
    }

    /// Says that whoever is signed in here has reviewed a look-up.
    ///
    /// # Errors
    /// [`ManageError::Unknown`] also when it is their own; see [`ManageError`].
    pub async fn review_lookup(&self, facility: u32, lookup: Uuid) -> Result<(), ManageError> {
        let body = serde_json::to_vec(&LookupEnd::Reviewed {}).map_err(|_| RemoteError::Incomplete)?;
        let path = format!("{DESKS}/{facility}/lookups/{lookup}");
        let response = self.signed(Method::POST, &path, body, Guard::Free).await?;
        match response.status() {
            StatusCode::NO_CONTENT => Ok(()),
            _ => answer(response).await,
        }
    }
}
