//! Invented people on the waiting list.

use super::country::Country;
use super::load::demo_facility_of;
use super::open_data::Offered;
use super::rng::{Rng, Stream};
use chrono::{DateTime, Datelike, Utc};
use okienko_domain::calendar::{Day, date, instant, warsaw_day};
use okienko_domain::directory::{Location, Schedule};
use okienko_domain::geo::{Origin, Point};
use okienko_domain::ids::{Patient, Pesel, ReferralCode, Sex};
use okienko_domain::place::{Place, PlaceKind};
use okienko_domain::policy::Policy;
use okienko_domain::request::{Action, Join, Request};
use okienko_domain::waiting::{Hours, Preferences, WaitingMode, Weekdays};
use std::collections::HashMap;
use uuid::Uuid;

/// Waiting people, those of the demo facility among them.
pub(super) const PEOPLE: u16 = 400;
/// Of them entered by the demo facility, for cardiology around Toruń.
pub(super) const AT_DEMO_FACILITY: u16 = 14;
/// Days over which they came, before the day of the seed.
const DAYS: u16 = 30;

/// One person joining.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Joining {
    /// When.
    pub(super) at: DateTime<Utc>,
    /// Id of the request.
    pub(super) id: Uuid,
    /// The request.
    pub(super) request: Request,
}

/// Where and for what somebody waits.
#[derive(Clone, Copy)]
struct Wish<'a> {
    desk: u32,
    offered: Offered,
    place: &'a str,
    point: Point,
    /// Asks for nothing but the neighbourhood, so that a demo can count on it.
    easy: bool,
}

/// Everybody, in the order of time.
pub(super) fn people(country: &Country, policy: &Policy, now: DateTime<Utc>) -> Vec<Joining> {
    let mut rng = Rng::new(country.seed, Stream::Waiting, 0);
    let today = warsaw_day(now);
    let desks = Desks::new(country);
    let mut times: Vec<DateTime<Utc>> = (0..PEOPLE).filter_map(|_| entered(today, &mut rng)).collect();
    times.sort_unstable();
    let demo = desks.demo();
    // Every 28th of the queue is of the demo facility: some of its people wait long, some came just now.
    let demo_every = PEOPLE / AT_DEMO_FACILITY;
    let mut people = Vec::with_capacity(times.len());
    for (n, at) in (0..).zip(times) {
        let is_demo = n % demo_every == 0 && n / demo_every < AT_DEMO_FACILITY;
        let wish = if is_demo { demo } else { desks.any(&mut rng) };
        let Some(wish) = wish else { continue };
        let joining = join(country, policy, &wish, n, today, &mut rng);
        let id =
            uuid::Builder::from_random_bytes((u128::from(rng.bits()) << 64 | u128::from(rng.bits())).to_be_bytes())
                .into_uuid();
        people.push(Joining {
            at,
            id,
            request: Request {
                desk: Some(wish.desk),
                action: Action::Join(Box::new(joining)),
            },
        });
    }
    people
}

/// A moment in office hours of one of the last working days.
fn entered(today: Day, rng: &mut Rng) -> Option<DateTime<Utc>> {
    let past: Vec<Day> = (today.0.saturating_sub(DAYS)..today.0)
        .map(Day)
        .filter(|day| !day.is_day_off())
        .collect();
    let day = *rng.pick(&past)?;
    let minute = 450 + u16::try_from(rng.below(600)).unwrap_or(0);
    let seconds = i64::from(rng.below(60));
    Some(instant(day, minute)?.with_timezone(&Utc) + chrono::Duration::seconds(seconds))
}

fn join(country: &Country, policy: &Policy, wish: &Wish<'_>, n: u16, today: Day, rng: &mut Rng) -> Join {
    let woman = wish.offered != Offered::Cardiology || rng.percent(52);
    let (sex, digit) = if woman { (Sex::F, 0) } else { (Sex::M, 1) };
    let (given_name, family_name) = country.names.person(sex, rng);
    // Inside the age limits of the programme at every visit that this waiting can lead to.
    let (youngest, span) = match wish.offered {
        Offered::Cardiology => (30, 56),
        Offered::Mammography => (46, 27),
        Offered::Cytology => (26, 37),
    };
    let age = youngest + i32::try_from(rng.below(span)).unwrap_or(0);
    let birth = date(today.date().year() - age, rng.below(12) + 1, rng.below(28) + 1);
    let patient = Patient {
        // The number of the person is in the serial, so that nobody gets the PESEL of somebody else here.
        identity: Pesel::synthetic(birth, n * 10 + digit).into(),
        given_name,
        family_name,
        phone: None,
        email: None,
        language: Default::default(),
        guardian: None,
    };
    let code = format!("{:04}", rng.below(10_000));
    let referral = if wish.offered == Offered::Cardiology {
        ReferralCode::parse(&code).ok()
    } else {
        None
    };
    // Everybody may have these; others of the list would need a story.
    let entitlements: Vec<&str> = ["disability", "blood-donor", "transplant-donor"]
        .into_iter()
        .filter(|e| policy.knows_entitlement(e))
        .collect();
    let (urgent, entitled) = (rng.percent(15), rng.percent(7));
    let entitlement = rng.pick(&entitlements).filter(|_| entitled).map(|e| (*e).to_owned());
    let preferences = preferences(wish, rng);
    Join {
        service: wish.offered.code().to_owned(),
        patient,
        referral,
        urgent,
        entitlement,
        preferences,
        place: wish.place.to_owned(),
        mode: WaitingMode::AutoBook,
        replaces: None,
    }
}

fn preferences(wish: &Wish<'_>, rng: &mut Rng) -> Preferences {
    let any = Preferences {
        short_notice: rng.percent(30),
        ..Preferences::around(wish.point, 30)
    };
    if wish.easy {
        return any;
    }
    let radius_km = rng.pick(&[10, 20, 30, 30, 50, 100]).copied().unwrap_or(30);
    let weekdays = rng
        .pick(&[&[][..], &[], &[], &[1, 3, 5], &[2, 4], &[1, 2, 3, 4]])
        .map_or(Weekdays::ANY, |days| Weekdays::from_iso(days));
    let hours = rng
        .pick(&[&[][..], &[], &[], &[(0, 720)], &[(840, 1440)]])
        .map_or_else(Hours::default, |hours| Hours(hours.to_vec()));
    Preferences {
        radius_km,
        weekdays,
        hours,
        ..any
    }
}

/// Desks by what they offer, and the town each is in.
struct Desks<'a> {
    country: &'a Country,
    by_service: HashMap<&'a str, Vec<&'a Location>>,
    towns: HashMap<&'a str, &'a Place>,
}

impl<'a> Desks<'a> {
    fn new(country: &'a Country) -> Self {
        let stationary: HashMap<u32, &Location> = country
            .directory
            .locations
            .iter()
            .filter(|l| !l.mobile)
            .map(|l| (l.id, l))
            .collect();
        let mut by_service: HashMap<&str, Vec<&Location>> = HashMap::new();
        for Schedule { location, service, .. } in &country.directory.schedules {
            if let Some(location) = stationary.get(location) {
                by_service.entry(service).or_default().push(location);
            }
        }
        let towns = country
            .places
            .iter()
            .filter(|p| p.kind == PlaceKind::Town)
            .map(|p| (p.name.as_str(), p))
            .collect();
        Self {
            country,
            by_service,
            towns,
        }
    }

    fn demo(&self) -> Option<Wish<'a>> {
        let desk = demo_facility_of(&self.country.directory)?;
        let location = self.country.directory.locations.iter().find(|l| l.facility == desk)?;
        Some(Wish {
            easy: true,
            ..self.wish(location, Offered::Cardiology)
        })
    }

    /// Any other desk.
    fn any(&self, rng: &mut Rng) -> Option<Wish<'a>> {
        let offered = match rng.below(100) {
            0..55 => Offered::Cardiology,
            55..80 => Offered::Mammography,
            _ => Offered::Cytology,
        };
        let demo = demo_facility_of(&self.country.directory);
        let desks = self.by_service.get(offered.code())?;
        // Two tries are enough: the demo facility is one of many, and with no other there is nobody to draw.
        let location = [rng.pick(desks), rng.pick(desks)]
            .into_iter()
            .flatten()
            .find(|l| Some(l.facility) != demo)?;
        Some(self.wish(location, offered))
    }

    fn wish(&self, location: &'a Location, offered: Offered) -> Wish<'a> {
        // The town as it is found by typing its name; a village, or the other town of that name, by the clinic's own point.
        let town = self
            .towns
            .get(location.city.as_str())
            .filter(|t| Origin::new(t.point).km_to(location.point) < 30.0);
        let point = town.map_or(location.point, |t| t.point);
        Wish {
            desk: location.facility,
            offered,
            place: &location.city,
            point,
            easy: false,
        }
    }
}
