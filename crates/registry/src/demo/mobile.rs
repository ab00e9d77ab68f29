//! Mobile mammography: units that go from gmina to gmina where no stationary site is near.

use super::gazetteer::{Gazetteer, voivodeship_of};
use super::offers::{LastIds, Part};
use super::open_data::{Gmina, Locality, LocalityKind, Offered, OpenData};
use super::rng::{Rng, Stream};
use super::sheets::{Plan, pressure_of_town};
use okienko_domain::directory::{Facility, Location, Pool, Schedule};
use okienko_domain::geo::{Origin, Point};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

/// Mammobuses in the country: one for each voivodeship, the rest for the most populous ones.
pub(super) const UNITS: usize = 21;
/// Terms of a stop's day: a quarter of an hour each, 9:00 to 15:00.
pub(super) const TERMS: u8 = 24;
const FIRST: u16 = 9 * 60;
const MINUTES: u16 = 15;
/// A gmina seat nearer to a stationary site needs no unit.
const STATIONARY_KM: f64 = 10.0;

/// A place where a unit may stop.
struct Seat<'a> {
    locality: &'a Locality,
    population: u32,
}

/// Makes all units with their stops, after the last stationary ids.
pub(super) fn units(
    data: &OpenData,
    gazetteer: &Gazetteer<'_>,
    seed: u64,
    mut last: LastIds,
    stationary: &[Point],
    working_days: u16,
) -> Part {
    let mut seats = seats(data, stationary);
    let mut part = Part::default();
    for (number, code) in (1_u32..).zip(bases(&data.gminas)) {
        let (Some(left), Some(woj)) = (seats.get_mut(&code), gazetteer.voivodeship_name(code)) else {
            continue;
        };
        let mut rng = Rng::new(seed, Stream::Mobile, number);
        last.facility += 1;
        part.facilities.push(Facility {
            id: last.facility,
            name: format!("Mammobus DEMO nr {number}"),
            phone: String::new(),
        });
        for (seat, days) in tour(left, working_days, &mut rng) {
            last.location += 1;
            last.schedule += 1;
            let (point, city) = (seat.locality.point(), &seat.locality.name);
            part.locations.push(Location {
                id: last.location,
                facility: last.facility,
                street: landmark(seat.locality, &mut rng).to_owned(),
                postcode: gazetteer.nearest_postcode(city, woj, point).to_owned(),
                city: city.clone(),
                voivodeship: code,
                point,
                step_free: rng.percent(70),
                mobile: true,
                stop: None,
            });
            part.schedules.push(Schedule {
                id: last.schedule,
                location: last.location,
                service: Offered::Mammography.code().to_owned(),
                practitioner: "Pracownia mobilna".to_owned(),
                room: String::new(),
                minutes: MINUTES,
                pool: Pool::General,
                languages: Vec::new(),
            });
            let pressure = pressure_of_town(seat.population);
            part.plans.push(Plan {
                schedule: last.schedule,
                first: FIRST,
                step: MINUTES,
                terms: TERMS,
                pressure,
                days,
            });
        }
    }
    part
}

/// Voivodeships of the units, in the order of their numbers.
fn bases(gminas: &[Gmina]) -> Vec<u8> {
    let mut people: BTreeMap<u8, u64> = BTreeMap::new();
    for gmina in gminas {
        if let Some(code) = voivodeship_of(&gmina.teryt) {
            *people.entry(code).or_default() += u64::from(gmina.population_2020);
        }
    }
    let mut by_people: Vec<u8> = people.keys().copied().collect();
    by_people.sort_by_key(|code| Reverse(people.get(code)));
    people.keys().copied().chain(by_people).take(UNITS).collect()
}

/// Seats of gminas far from stationary sites, by voivodeship.
fn seats<'a>(data: &'a OpenData, stationary: &[Point]) -> HashMap<u8, Vec<Seat<'a>>> {
    let gminas: HashMap<&str, &Gmina> = data.gminas.iter().map(|g| (g.teryt.as_str(), g)).collect();
    let mut seats: HashMap<u8, Vec<Seat<'_>>> = HashMap::new();
    // Two localities of one gmina may share its name; the first is enough.
    let mut seen = HashSet::new();
    for locality in &data.localities {
        let Some(gmina) = gminas
            .get(locality.teryt_gmina.as_str())
            .filter(|g| g.name == locality.name)
        else {
            continue;
        };
        let origin = Origin::new(locality.point());
        if stationary.iter().all(|site| origin.km_to(*site) > STATIONARY_KM)
            && seen.insert(gmina.teryt.as_str())
            && let Some(code) = voivodeship_of(&gmina.teryt)
        {
            seats.entry(code).or_default().push(Seat {
                locality,
                population: gmina.population_2020,
            });
        }
    }
    seats
}

/// A tour of one or two days a stop: from a random seat always to the nearest one not visited yet, by any unit. A unit
/// that has been everywhere stays at home for the rest.
fn tour<'a>(left: &mut Vec<Seat<'a>>, working_days: u16, rng: &mut Rng) -> Vec<(Seat<'a>, Range<u16>)> {
    let mut stops = Vec::new();
    let mut here: Option<Point> = None;
    let mut day = 0;
    while day < working_days && !left.is_empty() {
        let nearest = here.and_then(|here| {
            let origin = Origin::new(here);
            let far = |seat: &Seat<'_>| origin.km_to(seat.locality.point());
            (0..left.len())
                .zip(left.iter().map(far))
                .min_by(|(_, a), (_, b)| a.total_cmp(b))
                .map(|(i, _)| i)
        });
        let random = usize::try_from(rng.below(u32::try_from(left.len()).unwrap_or(u32::MAX))).unwrap_or(0);
        let seat = left.swap_remove(nearest.unwrap_or(random));
        here = Some(seat.locality.point());
        let until = (day + if rng.percent(50) { 2 } else { 1 }).min(working_days);
        stops.push((seat, day..until));
        day = until;
    }
    stops
}

fn landmark(locality: &Locality, rng: &mut Rng) -> &'static str {
    let landmarks = match locality.kind {
        LocalityKind::Town => ["Rynek", "parking przy urzędzie miejskim", "parking przy hali sportowej"],
        LocalityKind::Village => [
            "parking przy urzędzie gminy",
            "parking przy ośrodku kultury",
            "parking przy remizie OSP",
        ],
    };
    rng.pick(&landmarks).copied().unwrap_or("Rynek")
}
