//! Names of invented doctors, midwives and waiting people.

use super::rng::Rng;
use okienko_domain::ids::Sex;
use serde::Deserialize;

/// Names of `names_pl.json`.
#[derive(Debug, Deserialize)]
pub(super) struct Names {
    first_names_male: Vec<String>,
    first_names_female: Vec<String>,
    /// Common surnames in the masculine form.
    male_last_names: Vec<String>,
    /// Rarer ones, given for both sexes.
    unisex_last_names: Vec<String>,
}

impl Names {
    /// A given name and a family name.
    pub(super) fn person(&self, sex: Sex, rng: &mut Rng) -> (String, String) {
        let given = match sex {
            Sex::F => &self.first_names_female,
            Sex::M => &self.first_names_male,
        };
        let given = rng.pick(given).cloned().unwrap_or_default();
        (given, self.surname(sex, rng))
    }

    fn surname(&self, sex: Sex, rng: &mut Rng) -> String {
        let common = rng.pick(&self.male_last_names);
        let rare = rng.pick(&self.unisex_last_names);
        // Adjectives among the rare ones stand in one form only ("Drobny", "Siwa") and would sound wrong for the other sex.
        let rare = rare.filter(|name| !name.ends_with(['y', 'a']));
        let name = if rng.percent(60) { common } else { rare.or(common) };
        let name = name.map_or("", String::as_str);
        match sex {
            Sex::M => name.to_owned(),
            Sex::F => feminine(name),
        }
    }
}

/// The feminine form: Kowalski - Kowalska, Nowicki - Nowicka, Zawadzki - Zawadzka; nouns stay.
fn feminine(surname: &str) -> String {
    match surname.strip_suffix("ki") {
        Some(stem) if stem.ends_with(['s', 'c', 'z']) => format!("{stem}ka"),
        _ => surname.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::feminine;

    #[test]
    fn surnames_of_women() {
        for (man, woman) in [
            ("Kowalski", "Kowalska"),
            ("Nowicki", "Nowicka"),
            ("Zawadzki", "Zawadzka"),
            ("Nowak", "Nowak"),
            ("Lis", "Lis"),
        ] {
            assert_eq!(feminine(man), woman);
        }
    }
}
