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
        Ok(ConnectionView {
            registry: self.engine.remote().address(),
            standing: self.engine.state().standing.into(),
            name: identity.enrolled().map(|enrolled| enrolled.name),
            fingerprint: identity.fingerprint(),
        })
    }

    /// Connects this desktop with the registry at an address, by a one-time code.
    ///
    /// # Errors
    /// `address-invalid`, `code-invalid`, `enrolment-refused`, `too-many-tries`, `offline`, `registry-error`.
    pub async fn connect(&self, registry: String, code: String) -> Result<ConnectionView> {
        let code = EnrolmentCode::parse(&code).map_err(|_| AppError::new("code-invalid"))?;
        if !registry.starts_with("http://") && !registry.starts_with("https://") {
            return Err(AppError::new("address-invalid"));
        }
        self.engine.enrol(&registry, &code, self.role()).await?;
        self.connection().await
    }

    /// Signs somebody in at this desktop; what they do is kept with their name.
    ///
    /// # Errors
    /// `sign-in-failed`, `too-many-tries`, `wrong-place`, `not-connected`, `offline`, `registry-error`.
    pub async fn sign_in(&self, login: String, password: String, code: String) -> Result<()> {
        let sign_in = SignIn { login, password, code };
        self.engine.remote().sign_in(&sign_in).await?;
        self.tell_sync().await;
        Ok(())
    }

    /// Signs out whoever is signed in here.
    ///
    /// # Errors
    /// `offline`, `registry-error`: here it is done all the same.
    pub async fn sign_out(&self) -> Result<()> {
        let signed_out = self.engine.remote().sign_out().await;
        self.tell_sync().await;
        Ok(signed_out?)
    }

    /// Uses a code from the command line, unless the registry knows this machine already.
    pub(crate) async fn enrol_if_unknown(&self, code: &EnrolmentCode) {
        let known = match self.engine.remote().standing().await {
            Ok(standing) => !matches!(standing, Standing::Unknown | Standing::Revoked),
            // Without an answer it is not known whether the code is needed; the screen asks for one if it is.
            Err(_) => self.engine.remote().identity().enrolled().is_some(),
        };
        if known {
            return;
        }
        let registry = self.engine.remote().address();
        if let Err(error) = self.engine.enrol(&registry, code, self.role()).await {
            tracing::warn!(%error, "the code from the command line did not connect this desktop");
        }
    }

    /// Facility of a reception desk; `None` at a kiosk.
    pub(crate) fn own_desk(&self) -> Result<Option<u32>> {
        let identity = self.engine.remote().identity();
        match self.config.profile {
            Profile::Reception => match identity.desk() {
                Some(desk) => Ok(Some(desk)),
                None => Err(RemoteError::NotRecognised(Standing::Unknown).into()),
            },
            Profile::Kiosk if identity.enrolled().is_some() => Ok(None),
            Profile::Kiosk => Err(RemoteError::NotRecognised(Standing::Unknown).into()),
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
