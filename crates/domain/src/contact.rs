//! How a person is reached besides their own phone: an e-mail address, a language, and a guardian.

use crate::ids::Phone;
use crate::text::clean;
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use utoipa::ToSchema;

/// A text is not one e-mail address. Never carries the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an e-mail address; type one address, like anna@poczta.pl")]
pub struct InvalidEmail;

/// Exactly one e-mail address of the common form (RFC 5321 without quoted local parts and address literals).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(value_type = String)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// Reads one address; white space around it is ignored.
    ///
    /// # Errors
    /// When it is none, or more than one.
    pub fn parse(text: &str) -> Result<Self, InvalidEmail> {
        let text = text.trim();
        let (local, domain) = text.split_once('@').ok_or(InvalidEmail)?;
        let dots = |part: &str| !part.starts_with('.') && !part.ends_with('.') && !part.contains("..");
        let local_char = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&b);
        let label = |label: &str| {
            matches!(label.len(), 1..=63)
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        let good = text.len() <= 254
            && matches!(local.len(), 1..=64)
            && dots(local)
            && local.bytes().all(local_char)
            && domain.contains('.')
            && domain.split('.').all(label);
        good.then(|| Self(text.to_owned())).ok_or(InvalidEmail)
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(•)")
    }
}

impl TryFrom<String> for Email {
    type Error = InvalidEmail;
    fn try_from(text: String) -> Result<Self, InvalidEmail> {
        Self::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

/// Language in which a person is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Polish.
    #[default]
    Pl,
    /// English.
    En,
    /// Ukrainian.
    Uk,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Pl, Self::En, Self::Uk];

    /// Whether it is what nobody had to choose. Left out on the wire then, so that an older request stays the same
    /// document.
    #[must_use]
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

/// Who answers for a patient: a parent or another statutory representative. `Debug` shows nothing of them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Guardian {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Phone; messages to a patient without one go there.
    pub phone: Phone,
}

impl Guardian {
    /// Whether both names are given.
    #[must_use]
    pub fn is_named(&self) -> bool {
        !clean(&self.given_name).is_empty() && !clean(&self.family_name).is_empty()
    }
}

impl fmt::Debug for Guardian {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guardian(•)")
    }
}

#[cfg(test)]
mod tests {
    use super::{Email, InvalidEmail, Language};
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn one_address_and_nothing_else() {
        for good in ["anna@poczta.pl", " a.b+c@x-y.example.pl ", "o'neil@example.com"] {
            assert_eq!(Email::parse(good).unwrap().as_str(), good.trim());
        }
        for bad in [
            "",
            "anna",
            "@poczta.pl",
            "anna@",
            "anna@localhost",
            "anna@poczta..pl",
            ".anna@poczta.pl",
            "a..b@poczta.pl",
            "anna@-x.pl",
            "anna@poczta.pl, ewa@poczta.pl",
            "anna@poczta.pl;ewa@poczta.pl",
            "Anna <anna@poczta.pl>",
            "anna@poczta.pl\r\nBcc: ewa@poczta.pl",
            "anna\n@poczta.pl",
            "an na@poczta.pl",
            "\"a b\"@poczta.pl",
            "a@[127.0.0.1]",
            "a@b@poczta.pl",
            "łucja@poczta.pl",
            "anna@pocztą.pl",
        ] {
            assert_eq!(Email::parse(bad), Err(InvalidEmail), "{bad:?}");
        }
        assert_eq!(
            Email::parse(&format!("{}@poczta.pl", "a".repeat(65))),
            Err(InvalidEmail)
        );
        assert!(!format!("{:?}", Email::parse("anna@poczta.pl").unwrap()).contains("anna"));
    }

    #[test]
    fn the_default_language_is_polish() {
        assert!(Language::Pl.is_default() && !Language::Uk.is_default());
        assert_eq!(serde_json::to_string(&Language::Uk).unwrap(), "\"uk\"");
    }

    proptest! {
        #[test]
        fn what_is_accepted_has_no_white_space_or_control(text in ".{0,30}@.{0,20}") {
            if let Ok(email) = Email::parse(&text) {
                prop_assert!(email.as_str().bytes().all(|b| b.is_ascii_graphic()));
            }
        }
    }
}
