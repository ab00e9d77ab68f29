//! Calls that a clinic has to make. They end at the registry or not at all: nothing of them is stored or sent later.

use super::signed::Guard;
use super::{Remote, RemoteError};
use okienko_domain::message::CallTask;
use okienko_domain::timetable::work::WorkItem;
use okienko_wire::publishing::Settlement;
use okienko_wire::{CallEnd, DESKS};
use reqwest::{Method, StatusCode};
use serde::Serialize;
use uuid::Uuid;

impl Remote {
    /// Visits at a clinic whose terms are not published any more, oldest first.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn work_items(&self, facility: u32) -> Result<Vec<WorkItem>, RemoteError> {
        self.ask(&format!("{DESKS}/{facility}/work-items")).await
    }

    /// People whom no message reaches, oldest first.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn call_tasks(&self, desk: u32) -> Result<Vec<CallTask>, RemoteError> {
        self.ask(&format!("{DESKS}/{desk}/call-tasks")).await
    }

    /// Says that a visit takes place at its old time all the same; `false` when that work is over.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn agree(&self, facility: u32, item: Uuid) -> Result<bool, RemoteError> {
        let path = format!("{DESKS}/{facility}/work-items/{item}");
        self.end(&path, &Settlement::Agreed {}).await
    }

    /// Says that a person was called; `false` when there is no such call to make.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn called(&self, desk: u32, task: Uuid) -> Result<bool, RemoteError> {
        let path = format!("{DESKS}/{desk}/call-tasks/{task}");
        self.end(&path, &CallEnd::Called {}).await
    }

    async fn end(&self, path: &str, how: &impl Serialize) -> Result<bool, RemoteError> {
        let body = serde_json::to_vec(how).map_err(|_| RemoteError::Incomplete)?;
        let response = self.signed(Method::POST, path, body, Guard::Free).await?;
        match response.status() {
            StatusCode::NO_CONTENT => Ok(true),
            StatusCode::NOT_FOUND => Ok(false),
            other => Err(RemoteError::Server(other.as_u16())),
        }
    }
}
