//! Requests that say who asks.

use super::{Remote, RemoteError, Target, WHOLE, checked, json, transport};
use crate::identity::{SignedIn, Standing};
use okienko_wire::access::{Refresh, SESSIONS_REFRESH, TIME_HEADER, Tokens};
use okienko_wire::proof::{PROOF_HEADER, Signed};
use okienko_wire::{IDEMPOTENCY_HEADER, Problem};
use reqwest::header::{CONTENT_TYPE, IF_MATCH};
use reqwest::{Method, Response, StatusCode};
use serde::de::DeserializeOwned;
use std::sync::Arc;
use uuid::Uuid;

/// Times a request is made: anew for the tokens, and once more for bad luck.
const TRIES: usize = 3;

/// What keeps a change from being made twice, or over another one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Guard {
    /// Nothing: it may be made any number of times.
    Free,
    /// The id that this machine gave it.
    Once(Uuid),
    /// The version of what it replaces.
    Over(u64),
}

impl Remote {
    /// Asks for a document as this desktop, and as the person who signed in at it.
    pub(super) async fn ask<T: DeserializeOwned>(&self, path: &str) -> Result<T, RemoteError> {
        let response = self.signed(Method::GET, path, Vec::new(), Guard::Free).await?;
        match response.status() {
            StatusCode::OK => json(response).await,
            other => Err(RemoteError::Server(other.as_u16())),
        }
    }

    /// Sends a request as this desktop, and as the person who signed in at it. The answer is anything but 401.
    pub(super) async fn signed(
        &self,
        method: Method,
        path: &str,
        body: Vec<u8>,
        guard: Guard,
    ) -> Result<Response, RemoteError> {
        for _ in 0..TRIES {
            let session = self.identity.session();
            let token = session.as_ref().map(|session| session.tokens.access.as_str());
            let response = self.timed(&method, path, &body, guard, token).await?;
            if checked(&response)? != StatusCode::UNAUTHORIZED {
                return Ok(response);
            }
            let problem: Problem = json(response).await?;
            match (problem.code.as_str(), session) {
                ("signed-out", Some(session)) => self.renew(&session).await?,
                ("replayed", _) => {}
                (code, _) => return Err(RemoteError::NotRecognised(standing_of(code))),
            }
        }
        Err(RemoteError::Server(StatusCode::UNAUTHORIZED.as_u16()))
    }

    /// Sends one request, and once more when the registry says that the clock of this machine is wrong.
    pub(super) async fn timed(
        &self,
        method: &Method,
        path: &str,
        body: &[u8],
        guard: Guard,
        token: Option<&str>,
    ) -> Result<Response, RemoteError> {
        let target = self.target();
        let response = self.once(&target, method, path, body, guard, token).await?;
        // It tells its time to nobody else.
        let time = response
            .headers()
            .get(TIME_HEADER)
            .and_then(|time| time.to_str().ok()?.parse().ok());
        match (checked(&response), time) {
            (Ok(StatusCode::UNAUTHORIZED), Some(time)) => {
                self.identity.set_time(time);
                self.once(&target, method, path, body, guard, token).await
            }
            _ => Ok(response),
        }
    }

    /// Sends one request with one proof. Whether a registry answered is not checked.
    async fn once(
        &self,
        target: &Target,
        method: &Method,
        path: &str,
        body: &[u8],
        guard: Guard,
        token: Option<&str>,
    ) -> Result<Response, RemoteError> {
        let (id, version) = match guard {
            Guard::Free => (None, None),
            Guard::Once(id) => (Some(id.to_string()), None),
            Guard::Over(version) => (None, Some(format!("\"{version}\""))),
        };
        let signed = Signed {
            method: method.as_str(),
            target: path,
            body,
            token,
            idempotency: id.as_deref(),
            if_match: version.as_deref(),
        };
        let proof = self.identity.proof(&signed).await?;
        let proof = proof.ok_or(RemoteError::NotRecognised(Standing::Unknown))?;
        let mut request = target
            .request(method.clone(), path)
            .timeout(WHOLE)
            .header(PROOF_HEADER, proof);
        if let Some(id) = id {
            request = request.header(IDEMPOTENCY_HEADER, id);
        }
        if let Some(version) = version {
            request = request.header(IF_MATCH, version);
        }
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if !body.is_empty() {
            request = request.header(CONTENT_TYPE, "application/json").body(body.to_vec());
        }
        request.send().await.map_err(transport)
    }

    /// Fetches new tokens for a session, or ends it here when the registry has ended it.
    async fn renew(&self, old: &Arc<SignedIn>) -> Result<(), RemoteError> {
        let _turn = self.renewal.lock().await;
        let current = self.identity.session();
        if !current.is_some_and(|current| Arc::ptr_eq(&current, old)) {
            // Another task has been here.
            return Ok(());
        }
        let refresh = Refresh {
            refresh: old.tokens.refresh.clone(),
        };
        let body = serde_json::to_vec(&refresh).map_err(|_| RemoteError::Incomplete)?;
        let response = self
            .timed(&Method::POST, SESSIONS_REFRESH, &body, Guard::Free, None)
            .await?;
        match checked(&response)? {
            StatusCode::OK => {
                let tokens: Tokens = json(response).await?;
                let person = old.person.clone();
                self.identity.set_session(Some(SignedIn { tokens, person }));
            }
            StatusCode::UNAUTHORIZED => {
                tracing::info!("the session has ended");
                self.identity.set_session(None);
            }
            other => return Err(RemoteError::Server(other.as_u16())),
        }
        Ok(())
    }
}

/// How a machine stands whose request was refused with this code.
pub(super) fn standing_of(code: &str) -> Standing {
    match code {
        "device-pending" => Standing::Pending,
        "device-revoked" => Standing::Revoked,
        "device-quarantined" => Standing::Quarantined,
        _ => Standing::Unknown,
    }
}
