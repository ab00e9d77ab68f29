//! What a clinic publishes. It is published at the registry or not at all: nothing of it is stored or sent later.

use super::signed::Guard;
use super::{Remote, RemoteError, json};
use okienko_domain::timetable::Timetable;
use okienko_domain::timetable::work::Published;
use okienko_wire::DESKS;
use okienko_wire::publishing::{Created, ImportProblem, ImportReport, NewSchedule, TimetableView};
use reqwest::{Method, Response, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// Why nothing was published.
#[derive(Debug, Error)]
pub enum PublishError {
    /// The schedule has changed since the difference was computed.
    #[error("the schedule has changed since")]
    Changed,
    /// The clinic has no such schedule, location or service.
    #[error("the clinic has no such thing")]
    Unknown,
    /// Whoever asks may not publish.
    #[error("the table of rights does not let this caller publish")]
    Forbidden,
    /// The file is larger than a registry takes.
    #[error("the file is too large")]
    TooLarge,
    /// There is no answer.
    #[error(transparent)]
    Remote(#[from] RemoteError),
}

impl Remote {
    /// The timetable of a schedule and how far it is published.
    ///
    /// # Errors
    /// [`PublishError::Unknown`]; see [`PublishError`].
    pub async fn timetable(&self, facility: u32, schedule: u32) -> Result<TimetableView, PublishError> {
        let path = timetable(facility, schedule);
        answer(self.signed(Method::GET, &path, Vec::new(), Guard::Free).await?).await
    }

    /// What publishing a timetable would change.
    ///
    /// # Errors
    /// See [`PublishError`].
    pub async fn difference(
        &self,
        facility: u32,
        schedule: u32,
        wanted: &Timetable,
    ) -> Result<Published, PublishError> {
        let path = format!("{}/difference", timetable(facility, schedule));
        self.send_document(Method::POST, &path, wanted, Guard::Free).await
    }

    /// Publishes a timetable over the version of a difference.
    ///
    /// # Errors
    /// [`PublishError::Changed`] when it is not the newest one; see [`PublishError`].
    pub async fn publish(
        &self,
        facility: u32,
        schedule: u32,
        wanted: &Timetable,
        version: u64,
    ) -> Result<Published, PublishError> {
        let path = timetable(facility, schedule);
        self.send_document(Method::PUT, &path, wanted, Guard::Over(version))
            .await
    }

    /// Adds a schedule to a location of a clinic.
    ///
    /// # Errors
    /// See [`PublishError`].
    pub async fn add_schedule(&self, facility: u32, new: &NewSchedule) -> Result<Created, PublishError> {
        let path = format!("{DESKS}/{facility}/schedules");
        self.send_document(Method::POST, &path, new, Guard::Free).await
    }

    /// Publishes a file of terms, all of it or nothing, or only says what that would change. Inside are the lines that are
    /// wrong.
    ///
    /// # Errors
    /// See [`PublishError`].
    pub async fn import(
        &self,
        facility: u32,
        file: String,
        dry_run: bool,
    ) -> Result<Result<ImportReport, ImportProblem>, PublishError> {
        let query = if dry_run { "?dry-run" } else { "" };
        let path = format!("{DESKS}/{facility}/terms.csv{query}");
        let response = self.signed(Method::POST, &path, file.into_bytes(), Guard::Free).await?;
        if response.status() == StatusCode::BAD_REQUEST {
            return Ok(Err(json(response).await?));
        }
        Ok(Ok(answer(response).await?))
    }

    async fn send_document<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        document: &impl Serialize,
        guard: Guard,
    ) -> Result<T, PublishError> {
        let body = serde_json::to_vec(document).map_err(|_| RemoteError::Incomplete)?;
        answer(self.signed(method, path, body, guard).await?).await
    }
}

fn timetable(facility: u32, schedule: u32) -> String {
    format!("{DESKS}/{facility}/schedules/{schedule}/timetable")
}

async fn answer<T: DeserializeOwned>(response: Response) -> Result<T, PublishError> {
    Err(match response.status() {
        StatusCode::OK | StatusCode::CREATED => return Ok(json(response).await?),
        StatusCode::CONFLICT => PublishError::Changed,
        StatusCode::NOT_FOUND => PublishError::Unknown,
        StatusCode::FORBIDDEN => PublishError::Forbidden,
        StatusCode::PAYLOAD_TOO_LARGE => PublishError::TooLarge,
        other => RemoteError::Server(other.as_u16()).into(),
    })
}
