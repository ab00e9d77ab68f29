//! Connecting this desktop with a registry, and people signing in at it.

use crate::view::{AppError, ConnectionView, Profile, StandingView};
use crate::{App, Result};
use okienko_domain::access::{EnrolmentCode, Role};
use okienko_sync::{RemoteError, Standing};
use okienko_wire::access::SignIn;

impl App {
    /// How this desktop stands with the registry, and what an administrator needs to know of it.
    ///
    /// # Errors
    /// None today.
    pub async fn connection(&self) -> Result<ConnectionView> {
        let identity = self.engine.remote().identity();
        let enrolled = identity.enrolled();
        let facility = enrolled.as_ref().and_then(|enrolled| enrolled.facility);
        let index = self.engine.world().index();
        let clinic = index.directory().facilities.iter().find(|f| Some(f.id) == facility);
        Ok(ConnectionView {
            registry: self.engine.remote().address(),
            standing: self.engine.state().standing.into(),
            name: enrolled.map(|enrolled| enrolled.name),
            clinic: clinic.map(|clinic| clinic.name.clone()),
            fingerprint: identity.fingerprint(),
        })
    }

    /// Asks the registry how this desktop stands there now.
    ///
    /// # Errors
    /// `offline`, `registry-error`.
    pub async fn check_connection(&self) -> Result<ConnectionView> {
        self.engine.ask_standing().await?;
        self.engine.sync_now();
        self.connection().await
    }

    /// Connects this desktop with the registry at an address, or with the one it has, by a one-time code. A kiosk stays with
    /// the one it is configured for, whatever is asked: anybody may touch its screen.
    ///
    /// # Errors
    /// `address-invalid`, `address-insecure`, `code-invalid`, `already-connected`, `requests-wait`, `enrolment-refused`,
    /// `enrolment-too-many`, `not-supported`, `offline`, `registry-error`.
    pub async fn connect(&self, registry: Option<String>, code: String) -> Result<ConnectionView> {
        let code = EnrolmentCode::parse(&code).map_err(|_| AppError::new("code-invalid"))?;
        let registry = registry.filter(|_| !self.is_kiosk());
        let registry = registry.unwrap_or_else(|| self.engine.remote().address());
        self.engine.enrol(&registry, &code, self.role()).await?;
        self.connection().await
    }

    /// Signs somebody in at this desktop; what they do is kept with their name.
    ///
    /// # Errors
    /// `sign-in-failed`, `sign-in-too-many`, `wrong-place`, `not-supported`, `not-connected`, `offline`, `registry-error`.
    pub async fn sign_in(&self, login: String, password: String, code: String) -> Result<()> {
        let sign_in = SignIn { login, password, code };
        let signed_in = self.engine.remote().sign_in(&sign_in).await;
        if let Err(RemoteError::NotRecognised(_)) = signed_in {
            // The screen must learn how this desktop stands now.
            self.engine.sync_now();
        }
        signed_in?;
        Ok(())
    }

    /// Signs out whoever is signed in here.
    ///
    /// # Errors
    /// `offline`, `registry-error`: here it is done all the same.
    pub async fn sign_out(&self) -> Result<()> {
        Ok(self.engine.remote().sign_out().await?)
    }

    /// Uses a code from the command line, when this desktop needs one.
    pub(crate) async fn enrol_by(&self, code: &EnrolmentCode) {
        self.engine.enrol_when_needed(code, self.role()).await;
    }

    /// Facility of a reception desk; `None` at a kiosk. What the registry does not let ask must not pile up here.
    pub(crate) fn own_desk(&self) -> Result<Option<u32>> {
        let standing = self.engine.state().standing;
        let desk = self.engine.remote().identity().desk();
        match (self.config.profile, standing) {
            (Profile::Kiosk, Standing::Active) => Ok(None),
            (Profile::Reception, Standing::Active) if desk.is_some() => Ok(desk),
            _ => Err(RemoteError::NotRecognised(standing).into()),
        }
    }

    fn role(&self) -> Role {
        match self.config.profile {
            Profile::Reception => Role::Receptionist,
            Profile::Kiosk => Role::Kiosk,
        }
    }
}

impl From<Standing> for StandingView {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Unknown => Self::Unknown,
            Standing::Pending => Self::Pending,
            Standing::Active => Self::Active,
            Standing::Revoked => Self::Revoked,
            Standing::Quarantined => Self::Quarantined,
        }
    }
}
