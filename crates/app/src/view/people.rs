//! People: as typed at the desk or the kiosk, and as shown in lists.

use super::AppError;
use serde::{Deserialize, Serialize};
use specta::Type;

/// The person a visit is for, as typed at the desk or the kiosk.
#[derive(Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientInput {
    /// 11 digits; spaces and dashes are ignored. Not looked at when there is a document.
    pub pesel: String,
    /// The document of somebody without a PESEL, at the desk only.
    pub document: Option<DocumentInput>,
    /// Given name; may be empty in a kiosk.
    pub given_name: String,
    /// Family name; may be empty in a kiosk.
    pub family_name: String,
    /// One phone number or empty.
    pub phone: String,
    /// Who answers for the person, at the desk only; empty in all fields is nobody.
    pub guardian: Option<GuardianInput>,
}

/// A document in place of a PESEL.
#[derive(Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct DocumentInput {
    /// `passport`, `identity-card` or `other`.
    pub kind: String,
    /// Country that issued it, ISO 3166-1 alpha-2.
    pub country: String,
    /// Its number; spaces, dashes and the case of letters do not matter.
    pub number: String,
    /// Date of birth, `YYYY-MM-DD`.
    pub birth_date: String,
    /// `F`, `M`, or empty while it is not chosen.
    pub sex: String,
}

/// A parent or another statutory representative.
#[derive(Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GuardianInput {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// One phone number.
    pub phone: String,
}

/// What a PESEL or a document tells, and whether the service is for this person.
#[derive(Debug, Clone, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct PatientCheck {
    /// How the person is recognised.
    pub identity: IdentityView,
    /// `F` or `M`.
    pub sex: String,
    /// Age today in years.
    pub age: u16,
    /// Under 18 today: somebody answers for them.
    pub minor: bool,
    /// Why the chosen service is not for this person; `None` when it is.
    pub refusal: Option<AppError>,
}

/// Enough of a PESEL or a document to recognise somebody, not enough to use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct IdentityView {
    /// Kind of the document, see `document-<kind>` of the catalogue; `None` for a PESEL.
    pub document: Option<String>,
    /// First six digits of the PESEL and dots: "550807•••••". Of a document its country and the end of its number: "UA ••••56".
    pub masked: String,
}

/// Who answers for a person, to be called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "camelCase")]
pub struct GuardianView {
    /// "Kowalska Anna".
    pub person: String,
    /// Phone.
    pub phone: String,
}
