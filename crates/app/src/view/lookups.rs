//! What a person has at other clinics, and who has looked, as the UI shows it.

use super::{AppointmentView, DocumentInput, IdentityView, WaitingView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Whose visits are asked for, and why.
#[derive(Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LookupInput {
    /// 11 digits; not looked at when there is a document.
    pub pesel: String,
    /// The document of somebody without a PESEL.
    pub document: Option<DocumentInput>,
    /// Code of a referral of theirs; `None` for an emergency.
    pub referral: Option<String>,
    /// Reason of an emergency.
    pub reason: String,
}

/// What somebody has everywhere. It is in the memory of the screen only.
#[derive(Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LookupView {
    /// "Kowalska Anna"; "" when nothing was found.
    pub person: String,
    /// How they are recognised.
    pub identity: IdentityView,
    /// Visits from today on, the next one first.
    pub visits: Vec<AppointmentView>,
    /// Visits at schedules that this desk has not heard of yet, so that it cannot say where they are.
    pub unlisted: u32,
    /// Entries that wait, the oldest first.
    pub waiting: Vec<WaitingView>,
}

/// A look-up of this clinic, for its review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct LookupRecordView {
    /// Id.
    pub id: String,
    /// When.
    pub at: String,
    /// Name of the account.
    pub by: String,
    /// `referral` or `emergency`, see `lookup-because-<code>` of the catalogue.
    pub because: String,
    /// Reason of an emergency.
    pub reason: Option<String>,
    /// "Kowalska Anna"; `None` when nothing was found.
    pub person: Option<String>,
    /// How they are recognised.
    pub identity: Option<IdentityView>,
    /// Name of the account that has reviewed it.
    pub reviewed_by: Option<String>,
    /// When.
    pub reviewed_at: Option<String>,
    /// Made by whoever is signed in: somebody else reviews it.
    pub own: bool,
}
