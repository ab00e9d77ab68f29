//! What a clinic publishes. It is published at the registry or not at all: nothing of it is stored or sent later.

use super::manage::{ManageError, answer};
use super::signed::Guard;
use super::{Remote, json};
use okienko_domain::timetable::Timetable;
use okienko_domain::timetable::work::Published;
use okienko_wire::DESKS;
use okienko_wire::publishing::{Created, ImportProblem, ImportReport, NewSchedule, TimetableView};
use reqwest::{Method, StatusCode};

impl Remote {
    /// The timetable of a schedule and how far it is published.
    ///
    /// # Errors
    /// [`ManageError::Unknown`]; see [`ManageError`].
    pub async fn timetable(&self, facility: u32, schedule: u32) -> Result<TimetableView, ManageError> {
        let path = timetable(facility, schedule);
        answer(self.signed(Method::GET, &path, Vec::new(), Guard::Free).await?).await
    }

    /// What publishing a timetable would change.
    ///
    /// # Errors
    /// See [`ManageError`].
    pub async fn difference(&self, facility: u32, schedule: u32, wanted: &Timetable) -> Result<Published, ManageError> {
        let path = format!("{}/difference", timetable(facility, schedule));
        self.send_document(Method::POST, &path, wanted, Guard::Free).await
    }

    /// Publishes a timetable over the version of a difference.
    ///
    /// # Errors
    /// [`ManageError::Changed`] when it is not the newest one; see [`ManageError`].
    pub async fn publish(
        &self,
        facility: u32,
        schedule: u32,
        wanted: &Timetable,
        version: u64,
    ) -> Result<Published, ManageError> {
        let path = timetable(facility, schedule);
        self.send_document(Method::PUT, &path, wanted, Guard::Over(version))
            .await
    }

    /// Adds a schedule to a location of a clinic.
    ///
    /// # Errors
    /// See [`ManageError`].
    pub async fn add_schedule(&self, facility: u32, new: &NewSchedule) -> Result<Created, ManageError> {
        let path = format!("{DESKS}/{facility}/schedules");
        self.send_document(Method::POST, &path, new, Guard::Free).await
    }

    /// Publishes a file of terms, all of it or nothing, or only says what that would change. Inside are the lines that are
    /// wrong.
    ///
    /// # Errors
    /// See [`ManageError`].
    pub async fn import(
        &self,
        facility: u32,
        file: String,
        dry_run: bool,
    ) -> Result<Result<ImportReport, ImportProblem>, ManageError> {
        let query = if dry_run { "?dry-run" } else { "" };
        let path = format!("{DESKS}/{facility}/terms.csv{query}");
        let response = self.signed(Method::POST, &path, file.into_bytes(), Guard::Free).await?;
        if response.status() == StatusCode::BAD_REQUEST {
            return Ok(Err(json(response).await?));
        }
        Ok(Ok(answer(response).await?))
    }
}

fn timetable(facility: u32, schedule: u32) -> String {
    format!("{DESKS}/{facility}/schedules/{schedule}/timetable")
}
