//! Which terms a desktop holds: all of Poland, or some voivodeships and services.

use crate::text::fold;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;
use utoipa::ToSchema;

/// Voivodeships by TERYT code, as TERYT spells them.
pub const VOIVODESHIPS: [(u8, &str); 16] = [
    (2, "dolnośląskie"),
    (4, "kujawsko-pomorskie"),
    (6, "lubelskie"),
    (8, "lubuskie"),
    (10, "łódzkie"),
    (12, "małopolskie"),
    (14, "mazowieckie"),
    (16, "opolskie"),
    (18, "podkarpackie"),
    (20, "podlaskie"),
    (22, "pomorskie"),
    (24, "śląskie"),
    (26, "świętokrzyskie"),
    (28, "warmińsko-mazurskie"),
    (30, "wielkopolskie"),
    (32, "zachodniopomorskie"),
];

/// Sheets that come together: those of one service in one voivodeship.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub struct Part {
    /// Service code.
    pub service: String,
    /// TERYT voivodeship.
    pub voivodeship: u8,
}

impl Part {
    /// A service in a voivodeship.
    #[must_use]
    pub fn new(service: impl Into<String>, voivodeship: u8) -> Self {
        Self {
            service: service.into(),
            voivodeship,
        }
    }
}

/// The parts that a desktop holds. Where nothing is named, all are meant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    voivodeships: BTreeSet<u8>,
    services: BTreeSet<String>,
}

/// A word that is no voivodeship.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("„{0}” is no voivodeship: write it as in kujawsko-pomorskie")]
pub struct UnknownVoivodeship(pub String);

impl Scope {
    /// The scope of some voivodeships, by name with or without diacritics, and of some services, by code. Codes are not
    /// checked: the law adds services while desktops run.
    ///
    /// # Errors
    /// When a name is none.
    pub fn new<T: AsRef<str>>(
        voivodeships: impl IntoIterator<Item = T>,
        services: impl IntoIterator<Item = T>,
    ) -> Result<Self, UnknownVoivodeship> {
        let code = |name: T| {
            let (name, wanted) = (name.as_ref(), fold(name.as_ref()));
            let known = VOIVODESHIPS.iter().find(|(_, known)| fold(known) == wanted);
            known
                .map(|(code, _)| *code)
                .ok_or_else(|| UnknownVoivodeship(name.trim().to_owned()))
        };
        Ok(Self {
            voivodeships: voivodeships.into_iter().map(code).collect::<Result<_, _>>()?,
            services: services.into_iter().map(|s| s.as_ref().trim().to_owned()).collect(),
        })
    }

    /// Whether a service in a voivodeship is held.
    #[must_use]
    pub fn covers(&self, service: &str, voivodeship: u8) -> bool {
        self.covers_service(service) && (self.voivodeships.is_empty() || self.voivodeships.contains(&voivodeship))
    }

    /// Whether a service is held anywhere.
    #[must_use]
    pub fn covers_service(&self, service: &str) -> bool {
        self.services.is_empty() || self.services.contains(service)
    }

    /// Names of the voivodeships held; none when all are.
    #[must_use]
    pub fn voivodeships(&self) -> Vec<&'static str> {
        let held = |(code, _): &&(u8, &str)| self.voivodeships.contains(code);
        VOIVODESHIPS.iter().filter(held).map(|(_, name)| *name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Scope, UnknownVoivodeship};

    const NONE: [&str; 0] = [];

    #[test]
    fn nothing_named_is_everything() {
        let all = Scope::new(NONE, NONE).unwrap();
        assert!(all.covers("cytology", 2) && all == Scope::default());
        assert!(all.voivodeships().is_empty());
    }

    #[test]
    fn voivodeships_have_names_as_people_type_them() {
        let two = Scope::new(["Kujawsko-Pomorskie ", "lodzkie"], NONE).unwrap();
        assert_eq!(two.voivodeships(), ["kujawsko-pomorskie", "łódzkie"]);
        assert!(two.covers("cytology", 10) && !two.covers("cytology", 12));
        let unknown = Scope::new(["Galicja"], NONE);
        assert_eq!(unknown, Err(UnknownVoivodeship("Galicja".into())));
    }

    #[test]
    fn both_must_suit() {
        let one = Scope::new(["łódzkie"], ["cytology"]).unwrap();
        assert!(one.covers("cytology", 10) && !one.covers("mammography", 10) && !one.covers("cytology", 4));
        assert!(one.covers_service("cytology") && !one.covers_service("mammography"));
    }
}
