//! A small country: two clinics in Toruń, one in Bydgoszcz, three services, three weeks of terms.

use chrono::{DateTime, Utc};
use okienko_app::view::{DocumentInput, GuardianInput, PatientInput};
use okienko_domain::calendar::{Day, date};
use okienko_domain::directory::{Directory, Facility, Location, Pool, Schedule};
use okienko_domain::geo::Point;
use okienko_domain::ids::Pesel;
use okienko_domain::place::{Place, PlaceKind};
use okienko_domain::rules::Rules;
use okienko_domain::slot::Sheet;

/// The first clinic in Toruń: mammography (schedule 1), cardiology (schedule 2).
pub const CLINIC_A: u32 = 1;
/// The second clinic in Toruń: mammography (schedule 3).
pub const CLINIC_B: u32 = 2;
/// Monday, 23 November 2026, 10:00 in Warsaw.
pub const NOW: DateTime<Utc> = match DateTime::from_timestamp(1_795_424_400, 0) {
    Some(now) => now,
    None => DateTime::UNIX_EPOCH,
};

/// The day `after` days after [`NOW`].
#[must_use]
pub fn day(after: u16) -> Day {
    Day::from_date(date(2026, 11, 23)).plus(after)
}

/// Its rules: those that a registry begins with.
#[must_use]
pub fn rules() -> Rules {
    serde_json::from_str(include_str!("../../../data/rules.json")).unwrap()
}

/// Everything in it: reference data, places and sheets. All published terms are free.
#[must_use]
pub fn country() -> (Directory, Vec<Place>, Vec<(u32, Sheet)>) {
    let services = rules().services;
    let (torun, bydgoszcz) = (
        Point {
            lat: 53.0138,
            lon: 18.5984,
        },
        Point {
            lat: 53.1235,
            lon: 18.0084,
        },
    );
    let location = |id, city: &str, point| Location {
        id,
        facility: id,
        street: "ul. Próbna 1".into(),
        postcode: "87-100".into(),
        city: city.into(),
        voivodeship: if id == 3 { 2 } else { 4 },
        point,
        step_free: true,
        mobile: false,
        stop: None,
    };
    let schedule = |id, location, service: &str, practitioner: &str| Schedule {
        id,
        location,
        service: service.into(),
        practitioner: practitioner.into(),
        room: "1".into(),
        minutes: 20,
        pool: Pool::General,
        languages: Vec::new(),
    };
    let directory = Directory {
        services,
        facilities: (1..=3)
            .map(|id| Facility {
                id,
                name: format!("Poradnia PRÓBA nr {id}"),
                phone: String::new(),
            })
            .collect(),
        locations: vec![
            location(1, "Toruń", torun),
            location(2, "Toruń", Point { lat: 53.03, ..torun }),
            location(3, "Bydgoszcz", bydgoszcz),
        ],
        schedules: vec![
            schedule(1, 1, "mammography", "Pracownia A"),
            schedule(2, 1, "cardiology-first", "lek. Adam Próbny"),
            schedule(3, 2, "mammography", "Pracownia B"),
            schedule(4, 3, "mammography", "Pracownia C"),
        ],
    };
    let place = |id, name: &str, kind, powiat: &str, population, point| Place {
        id,
        name: name.into(),
        kind,
        gmina: powiat.into(),
        powiat: powiat.into(),
        voivodeship: "kujawsko-pomorskie".into(),
        point,
        population,
    };
    let places = vec![
        place(1, "Toruń", PlaceKind::Town, "Toruń", 196_000, torun),
        place(2, "Bydgoszcz", PlaceKind::Town, "Bydgoszcz", 340_000, bydgoszcz),
        place(3, "Nowa Wieś", PlaceKind::Village, "toruński", 0, torun),
        place(4, "Nowa Wieś", PlaceKind::Village, "bydgoski", 0, bydgoszcz),
        place(100_000, "87-100 Toruń", PlaceKind::Postcode, "Toruń", 0, torun),
    ];
    let sheets = (1..=4)
        .flat_map(|schedule| {
            (1..=21).map(day).filter(|d| !d.is_day_off()).map(move |day| {
                (
                    schedule,
                    Sheet {
                        day,
                        first: 480,
                        step: 20,
                        open: 0xff,
                        free: 0xff,
                        version: 1,
                    },
                )
            })
        })
        .collect();
    (directory, places, sheets)
}

/// A PESEL of a woman born in 1970; `serial` up to 999 tells them apart.
#[must_use]
pub fn pesel(serial: u16) -> String {
    Pesel::synthetic(date(1970, 5, 6), serial * 10).digits()
}

/// A woman as typed at the desk. Her names and phone are canaries: nothing may repeat them outside of people's lists.
#[must_use]
pub fn woman(serial: u16) -> PatientInput {
    PatientInput {
        pesel: pesel(serial),
        document: None,
        given_name: "Kanarzyna".into(),
        family_name: "Kanarkowska".into(),
        phone: format!("601234{serial:03}"),
        guardian: None,
    }
}

/// A woman of the same age without a PESEL, by a passport with this number.
#[must_use]
pub fn foreigner(number: &str) -> PatientInput {
    PatientInput {
        pesel: String::new(),
        document: Some(DocumentInput {
            kind: "passport".into(),
            country: "UA".into(),
            number: number.into(),
            birth_date: "1970-05-06".into(),
            sex: "F".into(),
        }),
        ..woman(0)
    }
}

/// Who answers for a child: a name and a phone that are canaries, too.
#[must_use]
pub fn guardian() -> GuardianInput {
    GuardianInput {
        given_name: "Kanarian".into(),
        family_name: "Kanarkowski".into(),
        phone: "602345678".into(),
    }
}
