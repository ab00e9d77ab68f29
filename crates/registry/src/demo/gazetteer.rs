//! Where towns are, and how they are spelled, for rows whose own words or points cannot be trusted.

use super::open_data::{Gmina, Locality, OpenData, Postcode};
use okienko_domain::geo::{Origin, Point};
use okienko_domain::text::fold;
use std::collections::HashMap;

/// Look-ups in the open data.
pub(super) struct Gazetteer<'a> {
    towns: HashMap<String, Vec<&'a Locality>>,
    postcodes: HashMap<&'a str, &'a Postcode>,
    by_voivodeship: HashMap<&'a str, Vec<&'a Postcode>>,
    gminas: HashMap<&'a str, &'a Gmina>,
    voivodeships: HashMap<u8, &'a str>,
}

/// First two digits of a TERYT code.
pub(super) fn voivodeship_of(teryt: &str) -> Option<u8> {
    teryt.get(..2)?.parse().ok().filter(|code: &u8| (2..=32).contains(code))
}

impl<'a> Gazetteer<'a> {
    pub(super) fn new(data: &'a OpenData) -> Self {
        let mut towns: HashMap<String, Vec<&Locality>> = HashMap::new();
        for locality in &data.localities {
            towns.entry(fold(&locality.name)).or_default().push(locality);
        }
        let mut by_voivodeship: HashMap<&str, Vec<&Postcode>> = HashMap::new();
        let mut postcodes = HashMap::new();
        for postcode in &data.postcodes {
            by_voivodeship.entry(&postcode.woj).or_default().push(postcode);
            // The first place of a code is its town; fifteen codes have a second one.
            postcodes.entry(postcode.postcode.as_str()).or_insert(postcode);
        }
        Self {
            towns,
            postcodes,
            by_voivodeship,
            gminas: data.gminas.iter().map(|g| (g.teryt.as_str(), g)).collect(),
            voivodeships: data
                .gminas
                .iter()
                .filter_map(|g| Some((voivodeship_of(&g.teryt)?, g.woj.as_str())))
                .collect(),
        }
    }

    /// Name of a voivodeship.
    pub(super) fn voivodeship_name(&self, code: u8) -> Option<&'a str> {
        self.voivodeships.get(&code).copied()
    }

    /// TERYT code of a voivodeship.
    pub(super) fn voivodeship_code(&self, name: &str) -> Option<u8> {
        self.voivodeships
            .iter()
            .find(|(_, known)| **known == name)
            .map(|(code, _)| *code)
    }

    /// The postcode, when it is known.
    pub(super) fn postcode(&self, code: &str) -> Option<&'a Postcode> {
        self.postcodes.get(code).copied()
    }

    /// The largest locality of that name, in any spelling, in a voivodeship and, when one is given, in a powiat.
    pub(super) fn locality(&self, name: &str, woj: &str, powiat: Option<&str>) -> Option<&'a Locality> {
        let same = self
            .towns
            .get(&fold(name))?
            .iter()
            .filter(|l| l.woj == woj && powiat.is_none_or(|p| l.powiat == p));
        // Towns before villages: a town's kind sorts first. Names tie in the order of the file.
        same.min_by_key(|l| (l.kind as u8, std::cmp::Reverse(l.population_geonames)))
            .copied()
    }

    /// How the town is written: "Nakło Nad Notecią" and "Kraków-Śródmieście - Kraków" are not how.
    pub(super) fn town_name(&self, raw: &str, postcode: &str, woj: &str) -> String {
        let last = raw.rsplit(" - ").next().unwrap_or(raw).trim();
        let known = self.locality(raw, woj, None).or_else(|| self.locality(last, woj, None));
        // A code of a district is written "Warszawa/Wesoła".
        let by_code = || self.postcode(postcode)?.place.split('/').next();
        known
            .map(|l| l.name.as_str())
            .or_else(by_code)
            .unwrap_or(last)
            .to_owned()
    }

    /// The only postcode of a town; empty when it has many or none.
    pub(super) fn only_postcode(&self, town: &str, woj: &str) -> &'a str {
        let mut codes = self
            .by_voivodeship
            .get(woj)
            .into_iter()
            .flatten()
            .filter(|p| p.place == town);
        match (codes.next(), codes.next()) {
            (Some(only), None) => &only.postcode,
            _ => "",
        }
    }

    /// The nearest postcode of a voivodeship, one of the town itself before others.
    pub(super) fn nearest_postcode(&self, town: &str, woj: &str, point: Point) -> &'a str {
        let origin = Origin::new(point);
        let key = |p: &Postcode| (p.place != town, origin.km_to(p.point()));
        let codes = self.by_voivodeship.get(woj).into_iter().flatten();
        let nearest = codes
            .map(|p| (key(p), p))
            .min_by(|(a, _), (b, _)| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        nearest.map_or("", |(_, p)| p.postcode.as_str())
    }

    /// Inhabitants of the gmina of a TERYT code; of the whole town for its districts; 0 when unknown.
    pub(super) fn population(&self, teryt: &str) -> u32 {
        // Kinds 4 and 5 are the town and the country part of a mixed gmina (3); 8 and 9 are districts of big towns.
        let mixed = teryt.get(..6).map(|gmina| format!("{gmina}3"));
        let town = teryt.get(..4).map(|powiat| format!("{powiat}011"));
        let keys = [Some(teryt.to_owned()), mixed, town];
        keys.iter()
            .flatten()
            .find_map(|key| self.gminas.get(key.as_str()))
            .map_or(0, |g| g.population_2020)
    }
}
