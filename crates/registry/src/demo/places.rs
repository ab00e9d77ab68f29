//! Places one can search from: every town, village and postcode, as the open data have them.

use super::open_data::{LocalityKind, OpenData};
use okienko_domain::place::{Place, PlaceKind};
use std::collections::HashSet;

/// Ids of postcodes start here, so that a new village does not move them.
const FIRST_POSTCODE: u32 = 100_000;

/// Localities from 1 and postcodes from 100 000, both in the order of their files.
pub(super) fn places(data: &OpenData) -> Vec<Place> {
    let localities = (1..).zip(&data.localities).map(|(id, l)| Place {
        id,
        name: l.name.clone(),
        kind: match l.kind {
            LocalityKind::Town => PlaceKind::Town,
            LocalityKind::Village => PlaceKind::Village,
        },
        gmina: l.gmina.clone(),
        powiat: l.powiat.clone(),
        voivodeship: l.woj.clone(),
        point: l.point(),
        population: l.population_geonames.unwrap_or(0),
    });
    let mut seen = HashSet::new();
    let distinct = data
        .postcodes
        .iter()
        .filter(|p| seen.insert((p.postcode.as_str(), p.place.as_str())));
    let postcodes = (FIRST_POSTCODE..).zip(distinct).map(|(id, p)| Place {
        id,
        name: format!("{} {}", p.postcode, p.place),
        kind: PlaceKind::Postcode,
        gmina: p.gmina_or_admin3.clone(),
        powiat: p.powiat.clone(),
        voivodeship: p.woj.clone(),
        point: p.point(),
        population: 0,
    });
    localities.chain(postcodes).collect()
}
