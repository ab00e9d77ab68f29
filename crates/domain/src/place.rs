//! Finding a place as you type: 44 thousand localities and 22 thousand postcodes.

use crate::geo::{Origin, Point};
use crate::text::fold;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use utoipa::ToSchema;

/// What a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum PlaceKind {
    /// A town (*miasto*).
    Town,
    /// A village.
    Village,
    /// A postcode.
    Postcode,
}

/// A place to search from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Place {
    /// Id.
    pub id: u32,
    /// Name; "00-001 Warszawa" for a postcode.
    pub name: String,
    /// Kind.
    pub kind: PlaceKind,
    /// Gmina, "" when unknown.
    pub gmina: String,
    /// Powiat.
    pub powiat: String,
    /// Voivodeship.
    pub voivodeship: String,
    /// Where.
    pub point: Point,
    /// Inhabitants, 0 when unknown.
    pub population: u32,
}

/// The answer to a typed place.
#[derive(Debug, PartialEq)]
pub struct Answer<'a> {
    /// Best first.
    pub places: Vec<&'a Place>,
    /// The first is meant beyond doubt; otherwise the person must be asked.
    pub certain: bool,
}

/// Places by the beginnings of their words.
#[derive(Debug, Default)]
pub struct PlaceIndex {
    places: Vec<Place>,
    /// Folded names, parallel to `places`; of a postcode its digits.
    names: Vec<String>,
    /// Where each place stands among all when nothing is typed, parallel to `places`: towns first, the large before the small.
    standing: Vec<u32>,
    /// Places that are no postcodes; these stand before postcodes.
    localities: u32,
    /// Every word of every name, folded, sorted, with its place.
    words: Vec<(String, u32)>,
    /// Words of the longest name: a beginning finds no place more often.
    longest: usize,
    /// The first [`SHOWN`] answers to one or two letters, which begin thousands of names, and whether they are certain.
    short: HashMap<String, (Vec<usize>, bool)>,
}

/// Places of an answer that is known beforehand.
const SHOWN: usize = 20;

/// A town of this size is what people mean by its name although a village somewhere shares it.
const WELL_KNOWN: u32 = 20_000;

impl PlaceIndex {
    /// Builds the index.
    #[must_use]
    pub fn new(places: Vec<Place>) -> Self {
        let key = |p: &Place| match p.kind {
            PlaceKind::Postcode => p.name.chars().filter(char::is_ascii_digit).take(5).collect(),
            PlaceKind::Town | PlaceKind::Village => fold(&p.name),
        };
        let names: Vec<String> = places.iter().map(key).collect();
        let mut words: Vec<(String, u32)> = (0_u32..)
            .zip(&names)
            .flat_map(|(i, name)| name.split(' ').map(move |w| (w.to_owned(), i)))
            .collect();
        words.sort_unstable();
        let mut ordered: Vec<_> = (0_u32..).zip(&places).zip(&names).collect();
        ordered.sort_unstable_by_key(|((_, place), name)| (place.kind, Reverse(place.population), *name, place.id));
        let mut standing: Vec<_> = ordered.into_iter().map(|((i, _), _)| i).zip(0_u32..).collect();
        standing.sort_unstable();
        let standing = standing.into_iter().map(|(_, standing)| standing).collect();
        let localities =
            u32::try_from(places.iter().filter(|p| p.kind != PlaceKind::Postcode).count()).unwrap_or(u32::MAX);
        let longest = names.iter().map(|name| name.split(' ').count()).max().unwrap_or(0);
        let mut index = Self {
            places,
            names,
            standing,
            localities,
            words,
            longest,
            short: HashMap::new(),
        };
        index.short = index.beginnings();
        index
    }

    fn beginnings(&self) -> HashMap<String, (Vec<usize>, bool)> {
        let of = |length| {
            self.words
                .iter()
                .map(move |(word, _)| word.chars().take(length).collect::<String>())
        };
        let beginnings: BTreeSet<String> = of(1).chain(of(2)).filter(|text| !text.is_empty()).collect();
        let answer = |text: String| {
            let found = self.look(&text, is_postcode(&text), SHOWN);
            (text, found)
        };
        beginnings.into_iter().map(answer).collect()
    }

    /// All places, as given.
    #[must_use]
    pub fn all(&self) -> &[Place] {
        &self.places
    }

    /// Number of places.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The place with this id.
    #[must_use]
    pub fn get(&self, id: u32) -> Option<&Place> {
        // Ids ascend in the published list, so this is a look-up in the common case and still right otherwise.
        match self.places.binary_search_by_key(&id, |p| p.id) {
            Ok(i) => self.places.get(i),
            Err(_) => self.places.iter().find(|p| p.id == id),
        }
    }

    /// The locality of this name nearest to a point; without one, the nearest locality of any name.
    #[must_use]
    pub fn nearest(&self, name: &str, point: Point) -> Option<&Place> {
        let folded = fold(name);
        let origin = Origin::new(point);
        let localities = self
            .places
            .iter()
            .zip(&self.names)
            .filter(|(p, _)| p.kind != PlaceKind::Postcode);
        let rank = |(place, key): &(&Place, &String)| (**key != folded, origin.km_to(place.point));
        localities
            .min_by(|a, b| rank(a).partial_cmp(&rank(b)).unwrap_or(std::cmp::Ordering::Equal))
            .map(|(place, _)| place)
    }

    /// Finds places whose words begin with the typed words, any case, with or without diacritics; or postcodes that begin
    /// with the typed digits. At most `limit`, whole-name matches first, then towns by population, then by name.
    #[must_use]
    pub fn find(&self, text: &str, limit: usize) -> Answer<'_> {
        let postcode = is_postcode(text);
        let query = if postcode {
            text.chars().filter(char::is_ascii_digit).collect()
        } else {
            fold(text)
        };
        let places = |found: &[usize]| found.iter().take(limit).filter_map(|i| self.places.get(*i)).collect();
        match self.short.get(&query).filter(|_| limit <= SHOWN) {
            Some((found, certain)) => Answer {
                places: places(found),
                certain: *certain,
            },
            None => {
                let (found, certain) = self.look(&query, postcode, limit);
                Answer {
                    places: places(&found),
                    certain,
                }
            }
        }
    }

    /// The places that fit folded words or digits, best first, and whether the first is meant beyond doubt.
    fn look(&self, query: &str, postcode: bool, limit: usize) -> (Vec<usize>, bool) {
        let Some(lead) = query.split(' ').max_by_key(|w| w.len()).filter(|w| !w.is_empty()) else {
            return (Vec::new(), false);
        };
        let several = query.contains(' ');
        let from = self.words.partition_point(|(w, _)| w.as_str() < lead);
        let beginning = self.words.iter().skip(from).take_while(|(w, _)| w.starts_with(lead));
        let mut found: Vec<(u8, u32, usize)> = beginning
            .filter_map(|(_, i)| {
                let i = usize::try_from(*i).ok()?;
                let (standing, name) = (*self.standing.get(i)?, self.names.get(i)?);
                if (standing >= self.localities) != postcode
                    || (several && !query.split(' ').all(|q| name.split(' ').any(|w| w.starts_with(q))))
                {
                    return None;
                }
                let closeness = match name.strip_prefix(query) {
                    Some("") => 0,
                    Some(_) => 1,
                    None => 2,
                };
                Some((closeness, standing, i))
            })
            .collect();
        // One letter begins thousands of names, and words of one name alike; only what is shown is put in order.
        let shown = (limit.max(2)) * self.longest;
        if found.len() > shown {
            found.select_nth_unstable(shown);
        }
        let exact: BTreeSet<usize> = found
            .iter()
            .filter(|(closeness, ..)| *closeness == 0)
            .map(|(.., i)| *i)
            .collect();
        let towns = exact.iter().filter(|i| self.is_town(**i)).count();
        found.truncate(shown);
        found.sort_unstable();
        found.dedup();
        let mut found: Vec<usize> = found.into_iter().map(|(.., i)| i).collect();
        let first = found.first().and_then(|i| self.places.get(*i));
        let well_known = towns == 1 && first.is_some_and(|place| place.population >= WELL_KNOWN);
        let certain = exact.len() == 1 || found.len() == 1 || well_known;
        found.truncate(limit);
        (found, certain)
    }

    fn is_town(&self, i: usize) -> bool {
        self.places.get(i).is_some_and(|place| place.kind == PlaceKind::Town)
    }
}

/// Whether a postcode is being typed.
fn is_postcode(text: &str) -> bool {
    text.contains(|c: char| c.is_ascii_digit())
        && text.trim().chars().all(|c| c.is_ascii_digit() || c == '-' || c == ' ')
}

#[cfg(test)]
mod tests {
    use super::{Place, PlaceIndex, PlaceKind};
    use crate::geo::Point;
    use crate::text::fold;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::cmp::Reverse;

    fn index() -> PlaceIndex {
        let place = |id, name: &str, kind, powiat: &str, population| Place {
            id,
            name: name.into(),
            kind,
            gmina: String::new(),
            powiat: powiat.into(),
            voivodeship: String::new(),
            point: Point { lat: 52.0, lon: 19.0 },
            population,
        };
        PlaceIndex::new(vec![
            place(1, "Łódź", PlaceKind::Town, "Łódź", 670_000),
            place(2, "Łodzierz", PlaceKind::Village, "miastecki", 0),
            place(3, "Toruń", PlaceKind::Town, "Toruń", 196_000),
            place(4, "Toruń", PlaceKind::Village, "łęczyński", 0),
            place(5, "Nowa Wieś", PlaceKind::Village, "toruński", 0),
            place(6, "Nowa Wieś", PlaceKind::Village, "grójecki", 0),
            place(7, "Góra Świętej Anny", PlaceKind::Village, "strzelecki", 0),
            place(8, "00-001 Warszawa", PlaceKind::Postcode, "Warszawa", 0),
            place(9, "00-950 Warszawa", PlaceKind::Postcode, "Warszawa", 0),
            place(10, "Bielsko-Biała", PlaceKind::Town, "Bielsko-Biała", 170_000),
        ])
    }

    fn ids(text: &str) -> (Vec<u32>, bool) {
        let index = index();
        let answer = index.find(text, 10);
        (answer.places.iter().map(|p| p.id).collect(), answer.certain)
    }

    #[test]
    fn finds_without_diacritics_in_any_case() {
        assert_eq!(ids("lodz"), (vec![1, 2], true));
        assert_eq!(ids("ŁÓDŹ").0[0], 1);
        assert_eq!(ids("bialA"), (vec![10], true));
        assert_eq!(ids("anny swietej").0, [7]);
    }

    #[test]
    fn a_double_name_asks_which_one() {
        assert_eq!(ids("nowa wies"), (vec![5, 6], false));
        assert_eq!(
            ids("torun"),
            (vec![3, 4], true),
            "the town is meant, the village is still offered"
        );
    }

    #[test]
    fn postcodes_by_their_beginning() {
        assert_eq!(ids("00-001"), (vec![8], true));
        assert_eq!(ids("00950"), (vec![9], true));
        assert_eq!(ids("00-"), (vec![8, 9], false));
    }

    #[test]
    fn nearest_of_a_name() {
        let (index, there) = (index(), Point { lat: 52.0, lon: 19.0 });
        assert_eq!(index.nearest("BIELSKO-BIAŁA", there).map(|p| p.id), Some(10));
        assert!(
            index
                .nearest("Nigdzie", there)
                .is_some_and(|p| p.kind != PlaceKind::Postcode)
        );
    }

    proptest! {
        #[test]
        fn the_best_are_those_of_a_full_sort(
            names in vec((vec("[abł]{1,2}", 1..4), 0..3_u8, 0..3_u32), 1..40), typed in "[abl]{1,2}( [abl])?", limit in 1..5_usize,
        ) {
            let kinds = [PlaceKind::Town, PlaceKind::Village, PlaceKind::Postcode];
            let places: Vec<Place> = (0..).zip(names).map(|(id, (words, kind, population))| Place {
                id,
                name: words.join(" "),
                kind: kinds[usize::from(kind)],
                population,
                ..index().get(1).unwrap().clone()
            }).collect();
            let mut all: Vec<_> = places.iter().filter_map(|place| {
                let name = fold(&place.name);
                let fits = typed.split(' ').all(|typed| name.split(' ').any(|word| word.starts_with(typed)));
                let closeness = if name == typed { 0 } else if name.starts_with(&typed) { 1 } else { 2 };
                (fits && place.kind != PlaceKind::Postcode)
                    .then_some((closeness, place.kind, Reverse(place.population), name, place.id))
            }).collect();
            all.sort();
            let exact = all.iter().filter(|found| found.0 == 0).count();
            let index = PlaceIndex::new(places.clone());
            let answer = index.find(&typed, limit);
            let ids: Vec<u32> = answer.places.iter().map(|place| place.id).collect();
            let expected: Vec<u32> = all.iter().take(limit).map(|found| found.4).collect();
            prop_assert_eq!(ids, expected);
            prop_assert_eq!(answer.certain, exact == 1 || all.len() == 1);
        }
    }

    #[test]
    fn nothing_for_nothing() {
        for text in ["", "   ", "xyz", "--", "99-999"] {
            assert_eq!(ids(text), (vec![], false), "{text:?}");
        }
        assert_eq!(index().get(7).map(|p| p.id), Some(7));
        assert_eq!(index().get(99), None);
    }
}
