//! Connecting this machine with a registry, and finding out how it stands there.

use crate::backoff::rest;
use crate::engine::Engine;
use crate::identity::Standing;
use crate::remote::{EnrolError, RemoteError};
use okienko_domain::access::{EnrolmentCode, Role};

impl Engine {
    /// Enrols this machine with a registry and begins to work with it.
    ///
    /// Whoever passes by must not lead a desk away: one that is connected stays where it is, and what it has to send goes
    /// to the registry it was meant for.
    ///
    /// # Errors
    /// See [`EnrolError`].
    pub async fn enrol(&self, registry: &str, code: &EnrolmentCode, role: Role) -> Result<Standing, EnrolError> {
        let _turn = self.enrolling.lock().await;
        if !matches!(self.state().standing, Standing::Unknown | Standing::Revoked) {
            return Err(EnrolError::Connected);
        }
        let (queued, _) = self.local.counts().await?;
        if !self.remote.is_at(registry)? && queued > 0 {
            return Err(EnrolError::RequestsWait);
        }
        let standing = self.remote.enrol(registry, code, role).await?;
        self.set_state(|state| state.standing = standing);
        self.sync_now();
        Ok(standing)
    }

    /// Asks the registry how this machine stands there.
    ///
    /// # Errors
    /// When it does not answer.
    pub async fn ask_standing(&self) -> Result<Standing, RemoteError> {
        let standing = self.remote.standing().await?;
        self.set_state(|state| state.standing = standing);
        Ok(standing)
    }

    /// Uses a code given at the start, when this machine needs one: until it is enrolled or refused, because a kiosk may be
    /// up before its network.
    pub async fn enrol_when_needed(&self, code: &EnrolmentCode, role: Role) {
        let mut failures = 0;
        loop {
            match self.try_code(code, role).await {
                Ok(()) => return,
                Err(EnrolError::Remote(error)) if !matches!(error, RemoteError::Refused(_) | RemoteError::Key(_)) => {
                    failures += 1;
                    rest(failures, &error, &self.code_bell).await;
                }
                Err(error) => {
                    tracing::warn!(%error, "the code from the command line did not connect this desktop");
                    return;
                }
            }
        }
    }

    async fn try_code(&self, code: &EnrolmentCode, role: Role) -> Result<(), EnrolError> {
        if matches!(self.ask_standing().await?, Standing::Unknown | Standing::Revoked) {
            self.enrol(&self.remote.address(), code, role).await?;
        }
        Ok(())
    }
}
