//! The machines of this clinic that the registry knows, and who may work. An administrator decides.

use crate::view::{AppError, DeviceView, InvitationView};
use crate::{App, Result};
use okienko_domain::calendar::rfc3339;
use okienko_sync::ManageError;
use okienko_wire::access::Device;
use uuid::Uuid;

/// Characters of a name.
const LONGEST_NAME: usize = 120;

impl App {
    /// Devices of this clinic, newest first.
    ///
    /// # Errors
    /// `administrator-only`, `offline`, `registry-error`.
    pub async fn devices(&self) -> Result<Vec<DeviceView>> {
        let devices = self.engine.remote().devices(self.desk()?).await?;
        Ok(devices.into_iter().map(|device| self.device_view(device)).collect())
    }

    /// Makes the code that connects a new desk. It is shown once and kept nowhere.
    ///
    /// # Errors
    /// `device-name`, `administrator-only`, `offline`, `registry-error`.
    pub async fn invite_device(&self, name: String) -> Result<InvitationView> {
        let name = name.trim().to_owned();
        if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(AppError::new("device-name"));
        }
        let invitation = self.engine.remote().invite_desk(self.desk()?, name).await?;
        Ok(InvitationView {
            code: invitation.code.readable(),
            until: rfc3339(invitation.expires_at),
        })
    }

    /// Lets a device work whose fingerprint has been compared.
    ///
    /// # Errors
    /// `device-unknown`, `administrator-only`, `offline`, `registry-error`.
    pub async fn approve_device(&self, device: String) -> Result<DeviceView> {
        let approved = self.engine.remote().approve_device(id(&device)?).await;
        Ok(self.device_view(approved.map_err(told)?))
    }

    /// Ends a device for ever; its next request is refused.
    ///
    /// # Errors
    /// `device-unknown`, `administrator-only`, `offline`, `registry-error`.
    pub async fn revoke_device(&self, device: String) -> Result<DeviceView> {
        let revoked = self.engine.remote().revoke_device(id(&device)?).await;
        // This desk must learn it when it was its own end.
        self.engine.sync_now();
        Ok(self.device_view(revoked.map_err(told)?))
    }

    fn device_view(&self, device: Device) -> DeviceView {
        let own = self.engine.remote().identity().enrolled();
        DeviceView {
            here: own.is_some_and(|own| own.device == device.id),
            id: device.id.to_string(),
            name: device.name,
            role: device.role.to_string(),
            state: device.state.as_str().to_owned(),
            fingerprint: device.fingerprint,
        }
    }
}

fn id(text: &str) -> Result<Uuid> {
    Uuid::try_parse(text).map_err(|_| AppError::new("device-unknown"))
}

fn told(error: ManageError) -> AppError {
    match error {
        ManageError::Unknown => AppError::new("device-unknown"),
        error => error.into(),
    }
}
