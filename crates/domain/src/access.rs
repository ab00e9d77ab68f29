//! Who may be a caller of the registry: roles, devices and the code that enrols one.
//!
//! What each role may do is the registry's business and stands in one table there; this is only the vocabulary.

use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use utoipa::ToSchema;

/// What somebody or something is to the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Works at the reception desk of one facility; also the desk itself.
    Receptionist,
    /// Answers for the desks and accounts of one facility.
    ClinicAdministrator,
    /// Runs the registry; belongs to no facility and sees no patients.
    RegistryOperator,
    /// The unattended kiosk of a municipal office; belongs to no facility.
    Kiosk,
    /// The software of one facility.
    Integration,
}

impl Role {
    /// Every role, in the order of the table of rights.
    pub const ALL: [Self; 5] = [
        Self::Receptionist,
        Self::ClinicAdministrator,
        Self::RegistryOperator,
        Self::Kiosk,
        Self::Integration,
    ];

    /// Whether it belongs to one facility.
    #[must_use]
    pub fn has_facility(self) -> bool {
        matches!(self, Self::Receptionist | Self::ClinicAdministrator | Self::Integration)
    }

    /// Whether a machine may have it. People with accounts have the others.
    #[must_use]
    pub fn is_for_devices(self) -> bool {
        matches!(self, Self::Receptionist | Self::Kiosk | Self::Integration)
    }

    /// Whether a person may have it.
    #[must_use]
    pub fn is_for_people(self) -> bool {
        matches!(
            self,
            Self::Receptionist | Self::ClinicAdministrator | Self::RegistryOperator
        )
    }

    /// The word of the wire, the database and the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receptionist => "receptionist",
            Self::ClinicAdministrator => "clinic-administrator",
            Self::RegistryOperator => "registry-operator",
            Self::Kiosk => "kiosk",
            Self::Integration => "integration",
        }
    }

    /// The role of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Where a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DeviceState {
    /// It has a code and no key yet.
    Invited,
    /// It has sent its key; an administrator compares the fingerprint.
    Pending,
    /// It may work.
    Active,
    /// Its key was used by two machines; an administrator decides.
    Quarantined,
    /// It may not work any more, for ever.
    Revoked,
}

impl DeviceState {
    const ALL: [Self; 5] = [
        Self::Invited,
        Self::Pending,
        Self::Active,
        Self::Quarantined,
        Self::Revoked,
    ];

    /// The word of the wire and the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "invited",
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Quarantined => "quarantined",
            Self::Revoked => "revoked",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Letters and digits that cannot be mistaken for each other when read out (Crockford's base 32).
pub const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Characters of an [`EnrolmentCode`]: 50 bits.
const CODE_LEN: usize = 10;

/// Not ten characters of the alphabet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a code has 10 letters and digits, like 7K3QF-2M9DX")]
pub struct CodeError;

/// The one-time code that enrols a device. `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "7K3QF2M9DX")]
pub struct EnrolmentCode(String);

impl EnrolmentCode {
    /// A code of random bytes.
    #[must_use]
    pub fn from_random(bytes: [u8; CODE_LEN]) -> Self {
        Self(crockford(&bytes))
    }

    /// Reads a code as people type it: small letters, spaces, dashes, O for 0, I and L for 1.
    ///
    /// # Errors
    /// When ten characters of the alphabet do not remain.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let typed = text.chars().filter(|c| !c.is_whitespace() && *c != '-');
        let code: String = typed
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let known = |c: char| u8::try_from(c).is_ok_and(|c| CROCKFORD.contains(&c));
        if code.chars().count() == CODE_LEN && code.chars().all(known) {
            Ok(Self(code))
        } else {
            Err(CodeError)
        }
    }

    /// The ten characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first four: tries are counted by them, also of codes that do not exist.
    #[must_use]
    pub fn head(&self) -> &str {
        self.0.get(..4).unwrap_or_default()
    }

    /// For the person who types it over: two groups of five.
    #[must_use]
    pub fn readable(&self) -> String {
        let (first, second) = self.0.split_at(CODE_LEN / 2);
        format!("{first}-{second}")
    }
}

/// One letter or digit of the alphabet for the low five bits of each byte.
#[must_use]
pub fn crockford(bytes: &[u8]) -> String {
    bytes
        .iter()
        .map(|byte| char::from(CROCKFORD[usize::from(byte & 31)]))
        .collect()
}

impl fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrolmentCode(•)")
    }
}

impl TryFrom<String> for EnrolmentCode {
    type Error = CodeError;
    fn try_from(text: String) -> Result<Self, CodeError> {
        Self::parse(&text)
    }
}

impl From<EnrolmentCode> for String {
    fn from(code: EnrolmentCode) -> Self {
        code.0
    }
}

#[cfg(test)]
mod tests {
    use super::{CodeError, EnrolmentCode, Role};

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = EnrolmentCode::parse("7k3qf 2m9dx").unwrap();
        assert_eq!(code.readable(), "7K3QF-2M9DX");
        assert_eq!(code.head(), "7K3Q");
        assert_eq!(EnrolmentCode::parse("oOiIlL-0011").unwrap().as_str(), "0011110011");
        for wrong in ["", "7K3QF2M9D", "7K3QF2M9DXX", "7K3QF2M9DU", "7K3QF2M9Dż"] {
            assert_eq!(EnrolmentCode::parse(wrong), Err(CodeError), "{wrong}");
        }
        assert_eq!(format!("{code:?}"), "EnrolmentCode(•)");
    }

    #[test]
    fn random_bytes_make_a_code_that_can_be_typed() {
        let code = EnrolmentCode::from_random([0, 31, 32, 255, 7, 100, 200, 13, 90, 1]);
        assert_eq!(EnrolmentCode::parse(&code.readable()), Ok(code));
    }

    #[test]
    fn every_role_has_its_word() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{role}\""));
        }
        assert_eq!(Role::parse("root"), None);
    }
}
