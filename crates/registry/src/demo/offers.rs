//! Stationary facilities: real addresses, invented services, neutral names.

use super::address::street_line;
use super::gazetteer::{Gazetteer, voivodeship_of};
use super::names::Names;
use super::open_data::{DataError, FacilityRow, Line, Offered, OpenData};
use super::rng::{Rng, Stream};
use super::sheets::{Plan, pressure_of_town};
use okienko_domain::directory::{Facility, Location, Pool, Schedule};
use okienko_domain::geo::{Origin, Point};
use okienko_domain::ids::Sex;
use std::collections::HashMap;

/// Every ninth of those who see patients speaks Ukrainian, every fourteenth English.
fn languages(schedule: u32) -> Vec<String> {
    let spoken = [("en", 14), ("uk", 9)];
    let speaks = |(language, of): (&str, u32)| schedule.is_multiple_of(of).then(|| language.to_owned());
    spoken.into_iter().filter_map(speaks).collect()
}

/// Centres and radii in kilometres of the offers that every subset keeps, with the voivodeship.
const ALWAYS: [(Point, f64, u8); 2] = [
    (
        Point {
            lat: 53.0131,
            lon: 18.6056,
        },
        40.0,
        4,
    ),
    (
        Point {
            lat: 52.2319,
            lon: 21.0067,
        },
        10.0,
        14,
    ),
];

/// A part of the directory and the plans of its sheets.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Part {
    pub(super) facilities: Vec<Facility>,
    pub(super) locations: Vec<Location>,
    pub(super) schedules: Vec<Schedule>,
    pub(super) plans: Vec<Plan>,
}

impl Part {
    /// Adds another part.
    pub(super) fn append(&mut self, mut other: Self) {
        self.facilities.append(&mut other.facilities);
        self.locations.append(&mut other.locations);
        self.schedules.append(&mut other.schedules);
        self.plans.append(&mut other.plans);
    }
}

/// The last ids given, kept ones or not: a subset has the ids of the whole.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct LastIds {
    pub(super) facility: u32,
    pub(super) location: u32,
    pub(super) schedule: u32,
}

/// A facility with all its offers.
struct Site<'a> {
    row: &'a Line<FacilityRow>,
    /// Service and whether it is kept, in the order of [`Offered`].
    offers: Vec<(Offered, bool)>,
    location: Location,
}

/// Makes facilities in the order in which `demo_offers.csv` first names them. Also returns the points of all places
/// with mammography, kept or not.
pub(super) fn stationary(
    data: &OpenData,
    gazetteer: &Gazetteer<'_>,
    seed: u64,
    keep: Option<usize>,
    working_days: u16,
) -> Result<(Part, LastIds, Vec<Point>), DataError> {
    let sites = sites(data, gazetteer, keep)?;
    let has_mammography = |site: &&Site<'_>| site.offers.iter().any(|(offer, _)| *offer == Offered::Mammography);
    let mammography = sites
        .iter()
        .filter(has_mammography)
        .map(|site| site.location.point)
        .collect();
    let mut part = Part::default();
    let mut last = LastIds::default();
    let mut counters: HashMap<&str, u32> = HashMap::new();
    for mut site in sites {
        last.facility += 1;
        last.location += 1;
        let mut rng = Rng::new(seed, Stream::Facility, last.facility);
        let kind = kind_of(&site.offers);
        let number = counters.entry(kind).and_modify(|n| *n += 1).or_insert(1);
        let step_free = step_free(&site.row.row, &mut rng);
        let pressure = pressure_of_town(gazetteer.population(&site.row.row.teryt));
        let mut any = false;
        for (offer, kept) in &site.offers {
            for sitting in sittings(*offer, &data.names, &mut rng) {
                last.schedule += 1;
                if *kept {
                    any = true;
                    part.plans.push(Plan {
                        schedule: last.schedule,
                        pressure,
                        days: 0..working_days,
                        ..sitting.plan
                    });
                    part.schedules.push(Schedule {
                        id: last.schedule,
                        location: last.location,
                        languages: languages(last.schedule),
                        ..sitting.schedule
                    });
                }
            }
        }
        if any {
            part.facilities.push(Facility {
                id: last.facility,
                name: format!("{kind} DEMO nr {number}"),
                phone: String::new(),
            });
            site.location = Location {
                id: last.location,
                facility: last.facility,
                step_free,
                ..site.location
            };
            part.locations.push(site.location);
        }
    }
    Ok((part, last, mammography))
}

/// What a facility is called after.
fn kind_of(offers: &[(Offered, bool)]) -> &'static str {
    match offers {
        [(Offered::Cardiology, _)] => "Poradnia",
        [(Offered::Mammography, _)] => "Pracownia mammografii",
        [(Offered::Cytology, _)] => "Gabinet cytologii",
        _ => "Przychodnia",
    }
}

/// All sites, in the order of their first offers, with the offers to keep marked.
fn sites<'a>(data: &'a OpenData, gazetteer: &Gazetteer<'_>, keep: Option<usize>) -> Result<Vec<Site<'a>>, DataError> {
    let mut sites: Vec<Site<'_>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    let mut places = Vec::with_capacity(data.offers.len());
    for offer in &data.offers {
        let id = offer.row.facility_id.as_str();
        let index = match known.get(id) {
            Some(index) => *index,
            None => {
                let missing = || {
                    data.broken(
                        "demo_offers.csv",
                        offer.number,
                        format!("facilities.csv has no facility {id}"),
                    )
                };
                let row = data.facilities.get(id).ok_or_else(missing)?;
                let location = location(data, gazetteer, row)?;
                sites.push(Site {
                    row,
                    offers: Vec::new(),
                    location,
                });
                known.insert(id, sites.len() - 1);
                sites.len() - 1
            }
        };
        places.push(index);
    }
    let points: Vec<&Location> = places
        .iter()
        .filter_map(|index| Some(&sites.get(*index)?.location))
        .collect();
    let kept = kept(&points, keep);
    for ((offer, index), kept) in data.offers.iter().zip(places).zip(kept) {
        if let Some(site) = sites.get_mut(index) {
            site.offers.push((offer.row.service, kept));
        }
    }
    for site in &mut sites {
        site.offers.sort_unstable();
    }
    Ok(sites)
}

/// Which offers a subset keeps, by their locations.
fn kept(offers: &[&Location], keep: Option<usize>) -> Vec<bool> {
    let Some(keep) = keep else {
        return vec![true; offers.len()];
    };
    let near = |l: &&Location| {
        ALWAYS
            .iter()
            .any(|(centre, km, code)| l.voivodeship == *code && Origin::new(*centre).km_to(l.point) <= *km)
    };
    let mut kept: Vec<bool> = offers.iter().map(near).collect();
    let rest: Vec<usize> = (0..kept.len()).filter(|i| kept.get(*i) == Some(&false)).collect();
    let wanted = keep.saturating_sub(kept.len() - rest.len()).min(rest.len());
    // The file goes province by province and service by service, so every n-th of it is spread over both.
    for n in 0..wanted {
        if let Some(place) = rest.get(n * rest.len() / wanted).and_then(|i| kept.get_mut(*i)) {
            *place = true;
        }
    }
    kept
}

/// Address and point. A doubtful point is replaced by the town of the postcode, because the same rows have doubtful
/// TERYT codes, but never doubtful postcodes.
fn location(data: &OpenData, gazetteer: &Gazetteer<'_>, line: &Line<FacilityRow>) -> Result<Location, DataError> {
    let row = &line.row;
    let broken = |problem: &str| data.broken("facilities.csv", line.number, problem);
    let voivodeship = voivodeship_of(&row.teryt).ok_or_else(|| broken("teryt does not begin with a voivodeship"))?;
    let woj = gazetteer
        .voivodeship_name(voivodeship)
        .ok_or_else(|| broken("gminas.csv does not have the voivodeship of teryt"))?;
    let (city, point, voivodeship) = match (row.trusted_point(), gazetteer.postcode(&row.postcode)) {
        (Some(point), _) => (gazetteer.town_name(&row.city, &row.postcode, woj), point, voivodeship),
        (None, Some(code)) => {
            let town = |name| gazetteer.locality(name, &code.woj, Some(&code.powiat));
            let town = town(&row.city).or_else(|| town(&code.place));
            let known = gazetteer
                .voivodeship_code(&code.woj)
                .ok_or_else(|| broken("the voivodeship of the postcode is not in gminas.csv"))?;
            (
                town.map_or(&code.place, |l| &l.name).clone(),
                town.map_or(code.point(), |l| l.point()),
                known,
            )
        }
        (None, None) => {
            let town = gazetteer.locality(&row.city, woj, None);
            let town =
                town.ok_or_else(|| broken("no trusted coordinates, and neither the postcode nor the city is known"))?;
            (town.name.clone(), town.point(), voivodeship)
        }
    };
    let postcode = if row.postcode.is_empty() {
        gazetteer.only_postcode(&city, woj)
    } else {
        &row.postcode
    }
    .to_owned();
    let street = street_line(&row.street, &city);
    Ok(Location {
        id: 0,
        facility: 0,
        street,
        postcode,
        city,
        voivodeship,
        point,
        step_free: false,
        mobile: false,
        stop: None,
    })
}

fn step_free(row: &FacilityRow, rng: &mut Rng) -> bool {
    // Drawn in any case, so that what follows does not depend on what the data know.
    let drawn = rng.percent(70);
    if row.ramp.is_empty() && row.elevator.is_empty() {
        drawn
    } else {
        row.ramp == "Y" || row.elevator == "Y"
    }
}

/// A schedule and a plan whose ids, location and days are still to be filled in.
struct Sitting {
    schedule: Schedule,
    plan: Plan,
}

/// Who sits for an offer, and when: 16 terms a day in all.
fn sittings(offer: Offered, names: &Names, rng: &mut Rng) -> Vec<Sitting> {
    let sex = |rng: &mut Rng| if rng.percent(55) { Sex::F } else { Sex::M };
    let (doctors, morning) = ([sex(rng), sex(rng)], rng.percent(75));
    let mut sitting = |who: Option<(&str, Sex)>, minutes: u16, terms: u8, morning: bool| {
        let practitioner = match who {
            None => "Pracownia mammografii".to_owned(),
            Some((title, sex)) => {
                let (given, family) = names.person(sex, rng);
                format!("{title} {given} {family}")
            }
        };
        let half_hour = u16::try_from(rng.below(7)).unwrap_or(0) * 30;
        let first = half_hour + if morning { 7 * 60 } else { 12 * 60 };
        let room = (rng.below(40) + 1).to_string();
        let schedule = Schedule {
            id: 0,
            location: 0,
            service: offer.code().to_owned(),
            practitioner,
            room,
            minutes,
            pool: Pool::General,
            languages: Vec::new(),
        };
        Sitting {
            schedule,
            plan: Plan {
                schedule: 0,
                first,
                step: minutes,
                terms,
                pressure: 0,
                days: 0..0,
            },
        }
    };
    match offer {
        Offered::Cardiology => {
            let [first, second] = doctors;
            vec![
                sitting(Some(("lek.", first)), 20, 8, true),
                sitting(Some(("lek.", second)), 20, 8, false),
            ]
        }
        Offered::Mammography => vec![sitting(None, 15, 16, morning)],
        Offered::Cytology => vec![sitting(Some(("położna", Sex::F)), 20, 16, morning)],
    }
}
