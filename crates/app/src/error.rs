//! From typed failures to codes the UI has sentences for.

use crate::view::AppError;
use okienko_client_store::LocalError;
use okienko_domain::ids::IdError;
use okienko_domain::refusal::Refusal;
use okienko_sync::{AddressError, Denial, EnrolError, ManageError, RemoteError};
use std::collections::BTreeMap;

/// Every code an [`AppError`] may carry. The message catalogues have a sentence for each.
pub const CODES: &[&str] = &[
    "pesel-length",
    "pesel-checksum",
    "pesel-date",
    "phone-invalid",
    "phone-many",
    "name-missing",
    "referral-required",
    "referral-invalid",
    "referral-used",
    "place-unknown",
    "dates-invalid",
    "age-too-young",
    "age-too-old",
    "sex-not-eligible",
    "guardian-required",
    "guardian-incomplete",
    "country-unknown",
    "document-number-invalid",
    "document-is-pesel",
    "birth-date-invalid",
    "sex-missing",
    "at-desk-only",
    "slot-taken",
    "slot-unknown",
    "slot-past",
    "pool-reserved",
    "already-booked",
    "already-waiting",
    "appointment-unknown",
    "already-cancelled",
    "entry-unknown",
    "service-unknown",
    "service-stopped",
    "entitlement-unknown",
    "hold-expired",
    "too-many-holds",
    "not-booked",
    "other-service",
    "same-slot",
    "continuation-elsewhere",
    "too-early",
    "not-restorable",
    "offer-ended",
    "call-ended",
    "emergency-reason",
    "sign-in-needed",
    "lookup-unknown",
    "lookup-too-many",
    "nothing-to-replace",
    "prolong-too-early",
    "request-mismatch",
    "text-too-long",
    "schedule-unknown",
    "device-unknown",
    "device-name",
    "schedule-changed",
    "administrator-only",
    "file-too-large",
    "practitioner-missing",
    "clock-invalid",
    "day-invalid",
    "minutes-invalid",
    "break-invalid",
    "break-outside",
    "capacity-invalid",
    "hours-backwards",
    "days-backwards",
    "day-twice",
    "weeks-overlap",
    "too-many-terms",
    "too-many-rows",
    "too-many-tries",
    "not-allowed",
    "said-at-desk",
    "not-connected",
    "wrong-place",
    "address-invalid",
    "address-insecure",
    "code-invalid",
    "already-connected",
    "requests-wait",
    "enrolment-refused",
    "enrolment-too-many",
    "sign-in-failed",
    "sign-in-too-many",
    "provider-unavailable",
    "provider-declined",
    "provider-account",
    "browser-missing",
    "browser-timeout",
    "browser-cancelled",
    "not-supported",
    "certificate-invalid",
    "offline",
    "registry-error",
    "disk-full",
    "read-only",
    "internal",
];

impl AppError {
    /// An error without parameters.
    pub(crate) fn new(code: &str) -> Self {
        debug_assert!(CODES.contains(&code), "{code} has no sentence");
        Self {
            code: code.to_owned(),
            params: BTreeMap::new(),
            field: field(code).map(str::to_owned),
        }
    }

    /// An error about another field than usual.
    pub(crate) fn at(code: &str, field: &str) -> Self {
        Self {
            field: Some(field.to_owned()),
            ..Self::new(code)
        }
    }
}

/// Form field that a code is about.
fn field(code: &str) -> Option<&'static str> {
    Some(match code {
        "pesel-length" | "pesel-checksum" | "pesel-date" | "age-too-young" | "age-too-old" | "sex-not-eligible" => {
            "pesel"
        }
        "country-unknown" => "country",
        "document-number-invalid" | "document-is-pesel" => "number",
        "birth-date-invalid" => "birthDate",
        "sex-missing" => "sex",
        "phone-invalid" | "phone-many" => "phone",
        "guardian-required" | "guardian-incomplete" => "guardianGivenName",
        "referral-required" | "referral-invalid" | "referral-used" => "referral",
        "emergency-reason" => "reason",
        "name-missing" => "givenName",
        "place-unknown" => "place",
        "dates-invalid" => "dates",
        "address-invalid" | "address-insecure" | "requests-wait" | "not-supported" => "registry",
        "device-name" => "name",
        "code-invalid" | "enrolment-refused" | "enrolment-too-many" => "code",
        _ => return None,
    })
}

impl From<IdError> for AppError {
    fn from(error: IdError) -> Self {
        match error {
            IdError::PeselLength(digits) => {
                let mut error = Self::new("pesel-length");
                error.params.insert("digits".into(), digits.to_string());
                error
            }
            IdError::PeselChecksum => Self::new("pesel-checksum"),
            IdError::PeselDate => Self::new("pesel-date"),
            IdError::PhoneInvalid => Self::new("phone-invalid"),
            IdError::PhoneMany => Self::new("phone-many"),
            IdError::ReferralInvalid => Self::new("referral-invalid"),
            IdError::DocumentNumber => Self::new("document-number-invalid"),
            IdError::CountryUnknown => Self::new("country-unknown"),
            IdError::OneIdentity => Self::new("internal"),
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self {
            params: refusal.params,
            ..Self::new(&refusal.code.to_string())
        }
    }
}

impl From<LocalError> for AppError {
    fn from(error: LocalError) -> Self {
        tracing::error!(%error, "local.db failed");
        Self::new(match error {
            LocalError::Full => "disk-full",
            LocalError::ReadOnly => "read-only",
            _ => "internal",
        })
    }
}

impl From<RemoteError> for AppError {
    fn from(error: RemoteError) -> Self {
        Self::new(match error {
            RemoteError::Server(_) | RemoteError::Later(_) => "registry-error",
            RemoteError::NotRecognised(_) => "not-connected",
            RemoteError::Refused(Denial::Enrolment) => "enrolment-refused",
            RemoteError::Refused(Denial::SignIn) => "sign-in-failed",
            RemoteError::Refused(Denial::TooManyTries) => "sign-in-too-many",
            RemoteError::Refused(Denial::Elsewhere) => "wrong-place",
            RemoteError::Refused(Denial::Unsupported) => "not-supported",
            RemoteError::Refused(Denial::Provider) => "provider-unavailable",
            RemoteError::Key(_) => "internal",
            RemoteError::Certificate => "certificate-invalid",
            _ => "offline",
        })
    }
}

impl From<ManageError> for AppError {
    fn from(error: ManageError) -> Self {
        match error {
            ManageError::Changed => Self::new("schedule-changed"),
            ManageError::Unknown => Self::new("schedule-unknown"),
            ManageError::Forbidden => Self::new("administrator-only"),
            ManageError::TooLarge => Self::new("file-too-large"),
            ManageError::Remote(error) => error.into(),
        }
    }
}

impl From<EnrolError> for AppError {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::Connected => Self::new("already-connected"),
            EnrolError::RequestsWait => Self::new("requests-wait"),
            EnrolError::Address(AddressError::Invalid) => Self::new("address-invalid"),
            EnrolError::Address(AddressError::Insecure) => Self::new("address-insecure"),
            EnrolError::Remote(RemoteError::Refused(Denial::TooManyTries)) => Self::new("enrolment-too-many"),
            EnrolError::Remote(error) => error.into(),
            EnrolError::Local(error) => error.into(),
        }
    }
}
