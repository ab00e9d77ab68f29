//! Who a person is: a PESEL, or a document of somebody who has none.

use crate::ids::{IdError, Pesel, Sex};
use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// Age in years from which nobody needs a guardian (art. 10 § 1 of the Civil Code).
const OF_AGE: i32 = 18;

/// Countries that may have issued a document: ISO 3166-1 alpha-2, and the code that Kosovo uses.
pub const COUNTRIES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP \
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ \
    NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW \
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ \
    UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// A country by its two letters, see [`COUNTRIES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[A-Z]{2}$", example = "UA")]
pub struct Country([u8; 2]);

impl Country {
    /// Reads the two letters, in either case.
    ///
    /// # Errors
    /// [`IdError::CountryUnknown`].
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let typed = text.trim().to_ascii_uppercase();
        let known = COUNTRIES.split_whitespace().any(|code| code == typed);
        match typed.as_bytes() {
            [first, second] if known => Ok(Self([*first, *second])),
            _ => Err(IdError::CountryUnknown),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [first, second] = self.0;
        write!(f, "{}{}", char::from(first), char::from(second))
    }
}

impl TryFrom<String> for Country {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.to_string()
    }
}

/// Kinds of documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentKind {
    /// Passport.
    Passport,
    /// Identity card.
    IdentityCard,
    /// Any other, like a residence card or the birth certificate of a newborn.
    Other,
}

impl DocumentKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Passport, Self::IdentityCard, Self::Other];

    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::IdentityCard => "identity-card",
            Self::Other => "other",
        }
    }

    /// The kind of a stable name.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Number of a document as it is compared: capital letters, digits and slashes.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "FH123456")]
pub struct DocumentNumber(String);

impl DocumentNumber {
    /// Reads a number of 3 to 30 characters with at least one digit. Spaces, dashes and the case of letters make no other
    /// document, nor does a Cyrillic letter that looks like a Latin one: who reads a document cannot tell which it is.
    ///
    /// # Errors
    /// [`IdError::DocumentNumber`].
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let kept: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !is_dash(*c))
            .flat_map(char::to_uppercase)
            .map(latin)
            .collect();
        let good = matches!(kept.chars().count(), 3..=30)
            && kept.chars().all(|c| c.is_alphanumeric() || c == '/')
            && kept.chars().any(|c| c.is_ascii_digit());
        good.then_some(Self(kept)).ok_or(IdError::DocumentNumber)
    }

    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The Latin letter that a capital Cyrillic one looks like.
fn latin(c: char) -> char {
    match c {
        'А' => 'A',
        'В' => 'B',
        'Е' => 'E',
        'І' => 'I',
        'К' => 'K',
        'М' => 'M',
        'Н' => 'H',
        'О' => 'O',
        'Р' => 'P',
        'С' => 'C',
        'Т' => 'T',
        'У' => 'Y',
        'Х' => 'X',
        other => other,
    }
}

impl fmt::Debug for DocumentNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DocumentNumber(•)")
    }
}

impl TryFrom<String> for DocumentNumber {
    type Error = IdError;
    fn try_from(text: String) -> Result<Self, IdError> {
        Self::parse(&text)
    }
}

impl From<DocumentNumber> for String {
    fn from(number: DocumentNumber) -> Self {
        number.0
    }
}

/// A document of somebody without a PESEL, with what a PESEL would tell. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What it is.
    pub kind: DocumentKind,
    /// Who issued it.
    pub country: Country,
    /// Its number.
    pub number: DocumentNumber,
    /// Date of birth, as the document says.
    pub birth_date: NaiveDate,
    /// Sex, likewise.
    pub sex: Sex,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Document(•)")
    }
}

/// Who a person is. On the wire it is a field `pesel` or a field `document` of the patient, never both.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case", try_from = "Fields", into = "Fields")]
pub enum Identity {
    /// Somebody with a PESEL.
    Pesel(Pesel),
    /// Somebody without one.
    Document(Document),
}

/// How an identity is written: a person with a PESEL as ever, so that stored requests stay the same documents.
#[derive(Serialize, Deserialize)]
struct Fields {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pesel: Option<Pesel>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<Document>,
}

impl TryFrom<Fields> for Identity {
    type Error = IdError;
    fn try_from(fields: Fields) -> Result<Self, IdError> {
        match (fields.pesel, fields.document) {
            (Some(pesel), None) => Ok(Self::Pesel(pesel)),
            (None, Some(document)) => Ok(Self::Document(document)),
            _ => Err(IdError::OneIdentity),
        }
    }
}

impl From<Identity> for Fields {
    fn from(identity: Identity) -> Self {
        match identity {
            Identity::Pesel(pesel) => Self {
                pesel: Some(pesel),
                document: None,
            },
            Identity::Document(document) => Self {
                pesel: None,
                document: Some(document),
            },
        }
    }
}

impl From<Pesel> for Identity {
    fn from(pesel: Pesel) -> Self {
        Self::Pesel(pesel)
    }
}

impl Identity {
    /// The name under which this person is found again: the same for everybody who shows the same PESEL or document.
    #[must_use]
    pub fn key(&self) -> PersonKey {
        match self {
            Self::Pesel(pesel) => PersonKey(pesel.digits()),
            Self::Document(document) => PersonKey::of_document(document.kind, document.country, &document.number),
        }
    }

    /// Date of birth.
    #[must_use]
    pub fn birth_date(&self) -> NaiveDate {
        match self {
            Self::Pesel(pesel) => pesel.birth_date(),
            Self::Document(document) => document.birth_date,
        }
    }

    /// Sex.
    #[must_use]
    pub fn sex(&self) -> Sex {
        match self {
            Self::Pesel(pesel) => pesel.sex(),
            Self::Document(document) => document.sex,
        }
    }

    /// Whether there is no PESEL.
    #[must_use]
    pub fn has_no_pesel(&self) -> bool {
        matches!(self, Self::Document(_))
    }

    /// Completed years of age on `day`. Who was born on 29 February completes a year at the beginning of 28 February where
    /// there is no such day (art. 112 of the Civil Code).
    #[must_use]
    pub fn age_on(&self, day: NaiveDate) -> u16 {
        let birth = self.birth_date();
        let years = day.year() - birth.year();
        let birthday = birth
            .with_year(day.year())
            .or(NaiveDate::from_ymd_opt(day.year(), 2, 28));
        let completed = birthday.is_some_and(|birthday| birthday <= day);
        u16::try_from(years - i32::from(!completed)).unwrap_or(0)
    }

    /// Whether somebody else answers for them on `day`, because they are under 18.
    #[must_use]
    pub fn is_minor_on(&self, day: NaiveDate) -> bool {
        i32::from(self.age_on(day)) < OF_AGE
    }

    /// Age counted by year of birth only, as the screening programmes count it.
    #[must_use]
    pub fn age_by_year(&self, day: NaiveDate) -> u16 {
        u16::try_from(day.year() - self.birth_date().year()).unwrap_or(0)
    }

    /// Whether the number of the document is the person's PESEL, typed in the wrong field.
    #[must_use]
    pub fn hides_a_pesel(&self) -> bool {
        match self {
            Self::Pesel(_) => false,
            Self::Document(document) => {
                Pesel::parse(document.number.as_str()).is_ok_and(|pesel| pesel.birth_date() == document.birth_date)
            }
        }
    }

    /// "550807•••••", "UA ••••456": enough for the desk to recognise, not enough to use.
    #[must_use]
    pub fn masked(&self) -> String {
        match self {
            Self::Pesel(pesel) => pesel.masked(),
            Self::Document(Document { country, number, .. }) => {
                let digits = number.as_str().chars().count();
                let end: String = number.as_str().chars().skip(digits - (digits / 3).min(3)).collect();
                format!("{country} ••••{end}")
            }
        }
    }
}

/// The name under which a person is found again; only keyed hashes of it are stored. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonKey(String);

impl PersonKey {
    /// Reads a PESEL, or kind, country and number of a document: "passport UA FH 123456".
    ///
    /// # Errors
    /// Why it is no PESEL, when it does not begin with the kind of a document, and otherwise what is wrong with that.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let mut words = text.trim().splitn(3, ' ');
        let Some(kind) = words.next().and_then(DocumentKind::parse) else {
            return Ok(Self(Pesel::parse(text)?.digits()));
        };
        let country = Country::parse(words.next().unwrap_or_default())?;
        let number = DocumentNumber::parse(words.next().unwrap_or_default())?;
        Ok(Self::of_document(kind, country, &number))
    }

    fn of_document(kind: DocumentKind, country: Country, number: &DocumentNumber) -> Self {
        Self(format!("{} {country} {}", kind.code(), number.as_str()))
    }

    /// The text that is hashed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(•)")
    }
}

#[cfg(test)]
mod tests;
