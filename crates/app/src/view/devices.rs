//! Machines of a clinic as the UI shows them.

use serde::{Deserialize, Serialize};
use specta::Type;

/// A device of this clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DeviceView {
    /// Id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `receptionist` or `integration`.
    pub role: String,
    /// `invited`, `pending`, `active`, `quarantined` or `revoked`, see `device-<code>` of the catalogue.
    pub state: String,
    /// What two people compare; `None` before it has a key.
    pub fingerprint: Option<String>,
    /// It is this one.
    pub here: bool,
}

/// The code that connects a new device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct InvitationView {
    /// To be typed at the device.
    pub code: String,
    /// Until then.
    pub until: String,
}
