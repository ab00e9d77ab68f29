//! Identifiers of people and documents, with the checks that Polish registers define.

use crate::calendar::date;
use crate::contact::{Email, Guardian, Language};
use crate::identity::Identity;
use crate::text::clean;
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use thiserror::Error;
use utoipa::ToSchema;

/// Why a typed identifier is not one. Never carries the text itself: it may be personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum IdError {
    /// A PESEL has 11 digits; this many were typed.
    #[error("a PESEL has 11 digits, {0} were typed")]
    PeselLength(usize),
    /// The last digit does not match.
    #[error("the check digit of the PESEL does not match")]
    PeselChecksum,
    /// The first six digits are not a date.
    #[error("the PESEL has no valid date of birth")]
    PeselDate,
    /// Not a phone number.
    #[error("not a phone number")]
    PhoneInvalid,
    /// Two numbers in one field.
    #[error("more than one phone number")]
    PhoneMany,
    /// Neither a 4-digit code nor a long referral key.
    #[error("not a referral code")]
    ReferralInvalid,
    /// Not the number of a document.
    #[error("not the number of a document")]
    DocumentNumber,
    /// Not the two letters of a country.
    #[error("not the two letters of a country")]
    CountryUnknown,
    /// Neither a PESEL nor a document, or both.
    #[error("a person has a PESEL or a document, one of them")]
    OneIdentity,
}

/// Sex as coded in a PESEL, or as a document says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
pub enum Sex {
    /// Female.
    F,
    /// Male.
    M,
}

/// A valid PESEL: 11 digits, check digit and date of birth verified (act on population registration, art. 15-16).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[0-9]{11}$")]
pub struct Pesel([u8; 11]);

impl Pesel {
    /// Reads 11 digits; spaces and dashes between them are ignored.
    ///
    /// # Errors
    /// Length, check digit or date, in this order.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let typed: Vec<char> = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let digits: Vec<u8> = typed
            .iter()
            .filter_map(|c| c.to_digit(10))
            .filter_map(|d| u8::try_from(d).ok())
            .collect();
        let Ok(digits): Result<[u8; 11], _> = <[u8; 11]>::try_from(digits.as_slice()) else {
            return Err(IdError::PeselLength(digits.len()));
        };
        if typed.len() != digits.len() {
            return Err(IdError::PeselLength(digits.len()));
        }
        if Self::check_digit(&digits) != digits[10] {
            return Err(IdError::PeselChecksum);
        }
        let pesel = Self(digits);
        pesel.birth().ok_or(IdError::PeselDate)?;
        Ok(pesel)
    }

    /// An invented PESEL for demonstration and tests: a date of birth from 1800 to 2299, four serial digits of which the
    /// last one tells the sex, and the check digit.
    #[must_use]
    pub fn synthetic(birth: NaiveDate, serial: u16) -> Self {
        let century = match birth.year() / 100 {
            18 => 80,
            20 => 20,
            21 => 40,
            22 => 60,
            _ => 0,
        };
        let mut digits = [0_u8; 11];
        let text = format!(
            "{:02}{:02}{:02}{:04}",
            birth.year().rem_euclid(100),
            birth.month() + century,
            birth.day(),
            serial % 10_000
        );
        for (digit, c) in digits.iter_mut().zip(text.bytes()) {
            *digit = c - b'0';
        }
        digits[10] = Self::check_digit(&digits);
        Self(digits)
    }

    fn check_digit(digits: &[u8; 11]) -> u8 {
        const WEIGHTS: [u8; 10] = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3];
        let sum: u8 = WEIGHTS.iter().zip(digits).map(|(w, d)| w * d % 10).sum();
        (10 - sum % 10) % 10
    }

    fn birth(&self) -> Option<NaiveDate> {
        let two = |i: usize| u32::from(self.0[i]) * 10 + u32::from(self.0[i + 1]);
        let (year, month, day) = (two(0), two(2), two(4));
        let century = match month / 20 {
            0 => 1900,
            1 => 2000,
            2 => 2100,
            3 => 2200,
            _ => 1800,
        };
        NaiveDate::from_ymd_opt(i32::try_from(century + year).ok()?, month % 20, day)
    }

    /// Date of birth.
    #[must_use]
    pub fn birth_date(&self) -> NaiveDate {
        // `parse` has proven the date, and there is no other way to make a `Pesel`.
        self.birth().unwrap_or(date(1900, 1, 1))
    }

    /// Sex, from the tenth digit.
    #[must_use]
    pub fn sex(&self) -> Sex {
        if self.0[9].is_multiple_of(2) { Sex::F } else { Sex::M }
    }

    /// The 11 digits.
    #[must_use]
    pub fn digits(&self) -> String {
        self.0.iter().map(|d| char::from(b'0' + d)).collect()
    }

    /// "550807•••••": enough for the desk to recognise, not enough to use.
    #[must_use]
    pub fn masked(&self) -> String {
        let mut text: String = self.digits().chars().take(6).collect();
        text.push_str("•••••");
        text
    }
}

/// Never the digits: a `{:?}` in a log must not leak a person.
impl fmt::Debug for Pesel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pesel(•)")
    }
}

impl TryFrom<String> for Pesel {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<Pesel> for String {
    fn from(pesel: Pesel) -> Self {
        pesel.digits()
    }
}

/// Exactly one phone number in E.164; nine digits are Polish.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "+48601234567")]
pub struct Phone(String);

impl Phone {
    /// Reads one number; spaces, dashes, dots and brackets are ignored.
    ///
    /// # Errors
    /// [`IdError::PhoneMany`] when the field holds two numbers, [`IdError::PhoneInvalid`] otherwise.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let kept: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !"-.()".contains(*c))
            .collect();
        if kept.contains([',', ';', '/']) || kept.matches('+').count() > 1 {
            return Err(IdError::PhoneMany);
        }
        let international = kept.strip_prefix('+').or_else(|| kept.strip_prefix("00"));
        let digits = international.unwrap_or(&kept);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(IdError::PhoneInvalid);
        }
        match (international.is_some(), digits.len()) {
            (false, 9) => Ok(Self(format!("+48{digits}"))),
            (false, 18) => Err(IdError::PhoneMany),
            (true, 11) if digits.starts_with("48") => Ok(Self(format!("+{digits}"))),
            (true, 8..=15) if !digits.starts_with("48") => Ok(Self(format!("+{digits}"))),
            _ => Err(IdError::PhoneInvalid),
        }
    }

    /// E.164.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(•)")
    }
}

impl TryFrom<String> for Phone {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> Self {
        phone.0
    }
}

/// Access code of an e-referral: 4 digits used together with the PESEL, or the long key (44 digits are documented for
/// prescriptions only, so 20 to 64 digits are accepted).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^([0-9]{4}|[0-9]{20,64})$")]
pub struct ReferralCode(String);

impl ReferralCode {
    /// Reads the digits; spaces and dashes are ignored.
    ///
    /// # Errors
    /// [`IdError::ReferralInvalid`].
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let kept: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let digits = kept.bytes().all(|b| b.is_ascii_digit());
        if digits && matches!(kept.len(), 4 | 20..=64) {
            Ok(Self(kept))
        } else {
            Err(IdError::ReferralInvalid)
        }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ReferralCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReferralCode(•)")
    }
}

impl TryFrom<String> for ReferralCode {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<ReferralCode> for String {
    fn from(code: ReferralCode) -> Self {
        code.0
    }
}

/// The person a visit is for. `Debug` shows nothing of them.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Patient {
    /// Who they are: a field `pesel`, or a field `document` when they have no PESEL.
    #[serde(flatten)]
    pub identity: Identity,
    /// Given name; empty when the person booked at a kiosk, which does not ask.
    pub given_name: String,
    /// Family name; empty likewise.
    pub family_name: String,
    /// Phone for notices.
    pub phone: Option<Phone>,
    /// E-mail for notices. What is not known is left out, so that an older document stays the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Language of notices.
    #[serde(default, skip_serializing_if = "Language::is_default")]
    pub language: Language,
    /// Who answers for them: needed under 18, see [`crate::eligibility::guardian`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian: Option<Box<Guardian>>,
}

impl Patient {
    /// The same with names as people see them, without what they do not see (`text::clean`).
    #[must_use]
    pub fn cleaned(&self) -> Self {
        let guardian = self.guardian.as_ref().map(|guardian| {
            Box::new(Guardian {
                given_name: clean(&guardian.given_name),
                family_name: clean(&guardian.family_name),
                phone: guardian.phone.clone(),
            })
        });
        Self {
            given_name: clean(&self.given_name),
            family_name: clean(&self.family_name),
            guardian,
            ..self.clone()
        }
    }

    /// The phone at which they are reached: their own, or their guardian's when they have none.
    #[must_use]
    pub fn reached_at(&self) -> Option<&Phone> {
        self.phone
            .as_ref()
            .or_else(|| self.guardian.as_ref().map(|guardian| &guardian.phone))
    }
}

impl fmt::Debug for Patient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Patient(•)")
    }
}

#[cfg(test)]
mod tests {
    use super::{IdError, Pesel, Phone, ReferralCode, Sex};
    use crate::calendar::date;
    use proptest::prelude::{prop_assert, proptest};

    #[test]
    fn pesel_vectors() {
        assert!(Pesel::parse("44051401359").is_ok());
        assert!(Pesel::parse("440514-01359 ").is_ok());
        assert_eq!(Pesel::parse("44051401358"), Err(IdError::PeselChecksum));
        assert_eq!(Pesel::parse("02381307589"), Err(IdError::PeselDate));
        assert_eq!(Pesel::parse("4405140135"), Err(IdError::PeselLength(10)));
        assert_eq!(Pesel::parse("44051401359x"), Err(IdError::PeselLength(11)));
        assert_eq!(Pesel::parse(""), Err(IdError::PeselLength(0)));
        let girl = Pesel::parse("02211307589").unwrap();
        assert_eq!((girl.sex(), girl.birth_date()), (Sex::F, date(2002, 1, 13)));
        let man = Pesel::parse("02122401358").unwrap();
        assert_eq!((man.sex(), man.birth_date()), (Sex::M, date(1902, 12, 24)));
    }

    #[test]
    fn nothing_personal_in_debug() {
        let p = Pesel::parse("44051401359").unwrap();
        assert!(!format!("{p:?}").contains("440514"));
        assert_eq!(p.masked(), "440514•••••");
        assert!(!format!("{:?}", Phone::parse("601 234 567").unwrap()).contains("601"));
        assert!(!format!("{:?}", ReferralCode::parse("7731").unwrap()).contains("7731"));
    }

    #[test]
    fn phones_are_one_and_international() {
        assert_eq!(Phone::parse("601-234-567").unwrap().as_str(), "+48601234567");
        assert_eq!(Phone::parse("+48 601 234 567").unwrap().as_str(), "+48601234567");
        assert_eq!(Phone::parse("0048601234567").unwrap().as_str(), "+48601234567");
        assert_eq!(Phone::parse("+380 44 123 4567").unwrap().as_str(), "+380441234567");
        assert_eq!(Phone::parse("601234567, 602345678"), Err(IdError::PhoneMany));
        assert_eq!(Phone::parse("601234567 602345678"), Err(IdError::PhoneMany));
        assert_eq!(Phone::parse("60123456"), Err(IdError::PhoneInvalid));
        assert_eq!(Phone::parse("brak"), Err(IdError::PhoneInvalid));
        assert_eq!(Phone::parse("+48 60123456"), Err(IdError::PhoneInvalid));
    }

    #[test]
    fn referral_codes() {
        assert!(ReferralCode::parse("7731").is_ok());
        assert!(ReferralCode::parse(&"1".repeat(44)).is_ok());
        assert_eq!(ReferralCode::parse("773"), Err(IdError::ReferralInvalid));
        assert_eq!(ReferralCode::parse("77a1"), Err(IdError::ReferralInvalid));
    }

    proptest! {
        #[test]
        fn any_text_is_answered_without_panic(text in ".{0,40}") {
            let _ = (Pesel::parse(&text), Phone::parse(&text), ReferralCode::parse(&text));
        }

        #[test]
        fn synthetic_ones_are_valid(days in 0_i64..182_000, serial in 0_u16..10_000) {
            let birth = date(1800, 1, 1) + chrono::Duration::days(days);
            let pesel = Pesel::synthetic(birth, serial);
            prop_assert!(Pesel::parse(&pesel.digits()).as_ref() == Ok(&pesel) && pesel.birth_date() == birth);
        }

        #[test]
        fn one_wrong_digit_is_always_noticed(position in 0_usize..11, change in 1_u8..10) {
            let mut digits = *b"44051401359";
            digits[position] = b'0' + (digits[position] - b'0' + change) % 10;
            prop_assert!(Pesel::parse(std::str::from_utf8(&digits).unwrap()).is_err());
        }
    }
}
