//! The demo as a person at a desk would notice it.

use super::country::Country;
use super::{Options, Progress, Summary, address, demo_facility, load, mobile, waiting};
use chrono::{DateTime, Duration, TimeZone, Utc};
use okienko_domain::calendar::{Day, date};
use okienko_domain::directory::{Directory, Facility};
use okienko_domain::geo::{Origin, Point};
use okienko_domain::ids::{Patient, Pesel, ReferralCode};
use okienko_domain::place::PlaceKind;
use okienko_domain::request::{Action, CancelReason, Outcome, Request, WaitingStatus};
use okienko_domain::scope::Part;
use okienko_domain::slot::{Sheet, SlotId};
use okienko_registry_store::{Asked, SqliteStore, Store, submit};
use std::collections::HashSet;
use std::path::Path;
use std::sync::{LazyLock, Mutex};
use uuid::Uuid;

const TORUN: Point = Point {
    lat: 53.0131,
    lon: 18.6056,
};

static WHOLE: LazyLock<Country> = LazyLock::new(|| Country::build(&options(None)).unwrap());
static PART: LazyLock<Country> = LazyLock::new(|| Country::build(&options(Some(600))).unwrap());
static SMALL: LazyLock<Country> = LazyLock::new(|| Country::build(&small()).unwrap());

fn options(offers: Option<usize>) -> Options {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let from = Day::parse("2026-11-23").unwrap();
    Options {
        data,
        seed: 20_260_701,
        from,
        working_days: 60,
        offers,
    }
}

/// The smallest subset: Toruń and Warszawa only, two weeks.
fn small() -> Options {
    Options {
        working_days: 15,
        ..options(Some(0))
    }
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap()
}

fn sheets(country: &Country) -> Vec<(u32, Sheet)> {
    country.sheets(1).collect()
}

async fn seeded() -> (SqliteStore, Summary, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("registry.db")).await.unwrap();
    let seen = Mutex::new(Vec::new());
    let progress = |p: Progress| seen.lock().unwrap().push(p.percent);
    let summary = load(&store, &small(), now(), &progress).await.unwrap();
    let seen = seen.into_inner().unwrap();
    assert!(
        seen.is_sorted() && seen.last() == Some(&100),
        "progress goes forward to the end: {seen:?}"
    );
    (store, summary, folder)
}

#[test]
fn the_full_country_has_its_terms() {
    let country = &*WHOLE;
    let mobile: HashSet<u32> = country
        .directory
        .locations
        .iter()
        .filter(|l| l.mobile)
        .map(|l| l.id)
        .collect();
    let (mobile, stationary): (Vec<_>, Vec<_>) = country
        .directory
        .schedules
        .iter()
        .partition(|s| mobile.contains(&s.location));
    assert_eq!(stationary.len(), 5_898 + 1_700, "two doctors for every cardiology");
    assert!(mobile.len() >= mobile::UNITS * 30, "{} stops", mobile.len());
    let of_units = mobile::UNITS * 60 * usize::from(mobile::TERMS);
    assert_eq!(country.term_count(), u64::try_from(5_898 * 16 * 60 + of_units).unwrap());
    assert!(country.term_count() >= 5_600_000);
}

#[test]
fn a_subset_is_a_part_of_the_whole() {
    let (whole, part) = (&*WHOLE, &*PART);
    assert!(
        part.directory
            .facilities
            .iter()
            .all(|f| whole.directory.facilities.contains(f))
    );
    assert!(
        part.directory
            .locations
            .iter()
            .all(|l| whole.directory.locations.contains(l))
    );
    assert!(
        part.directory
            .schedules
            .iter()
            .all(|s| whole.directory.schedules.contains(s))
    );
    assert!(part.plans.iter().all(|p| whole.plans.contains(p)));
    let stationary = |c: &Country| {
        c.plans
            .iter()
            .filter(|p| p.terms != mobile::TERMS)
            .map(|p| usize::from(p.terms))
            .sum::<usize>()
            / 16
    };
    assert_eq!(stationary(part), 600);
    let voivodeships: HashSet<u8> = part
        .directory
        .locations
        .iter()
        .filter(|l| !l.mobile)
        .map(|l| l.voivodeship)
        .collect();
    assert_eq!(voivodeships.len(), 16, "the rest is spread over the country");
    let near = |c: &Country| {
        c.directory
            .locations
            .iter()
            .filter(|l| l.voivodeship == 4 && Origin::new(TORUN).km_to(l.point) < 39.0)
            .count()
    };
    assert_eq!(near(part), near(whole), "nothing around Toruń is left out");
}

#[test]
fn the_same_seed_makes_the_same_country() {
    let (first, again) = (&*SMALL, Country::build(&small()).unwrap());
    let other = Country::build(&Options { seed: 1, ..small() }).unwrap();
    assert_eq!((&first.directory, sheets(first)), (&again.directory, sheets(&again)));
    assert_ne!(sheets(first), sheets(&other));
    assert_ne!(first.directory.schedules, other.directory.schedules);
    let people = |c: &Country| waiting::people(c, &c.rules.policy, now());
    assert_eq!(people(first), people(&again));
    assert_ne!(people(first), people(&other));
}

#[test]
fn sheets_are_sound_and_on_working_days_only() {
    let country = &*PART;
    for (_, sheet) in country.sheets(7) {
        assert_eq!(sheet.check(), Ok(()));
        assert!(!sheet.day.is_day_off() && sheet.version == 7, "{}", sheet.day);
        assert!((420..=900).contains(&sheet.first));
    }
}

#[test]
fn near_terms_are_taken_and_far_ones_are_free() {
    let country = &*PART;
    let taken = |days: &[Day]| {
        let of_days = || country.sheets(1).map(|(_, s)| s).filter(|s| days.contains(&s.day));
        let bits = |mask: fn(&Sheet) -> u64| of_days().map(|s| mask(&s).count_ones()).sum::<u32>();
        100 - 100 * bits(|s| s.free) / bits(|s| s.open)
    };
    let [near, middle, far] = [0..10, 25..35, 55..60].map(|days| taken(&country.days[days]));
    assert!((88..=95).contains(&near), "{near} %");
    assert!((50..=65).contains(&middle), "{middle} %");
    assert!((15..=27).contains(&far), "{far} %");
}

#[test]
fn places_are_real_and_numbered() {
    let country = &*SMALL;
    let has = |name: &str, kind| {
        country
            .places
            .iter()
            .any(|p| p.name == name && p.kind == kind && !p.voivodeship.is_empty())
    };
    assert!(
        has("Łódź", PlaceKind::Town) && has("Toruń", PlaceKind::Town) && has("00-001 Warszawa", PlaceKind::Postcode)
    );
    assert!(country.places.len() > 65_000 && country.places.is_sorted_by(|a, b| a.id < b.id));
}

#[test]
fn no_real_clinic_is_named() {
    let country = &*WHOLE;
    let mut csv = csv::Reader::from_path(options(None).data.join("facilities.csv")).unwrap();
    let column = csv.headers().unwrap().iter().position(|h| h == "name").unwrap();
    let real: HashSet<String> = csv
        .records()
        .map(|r| r.unwrap()[column].trim().to_lowercase())
        .collect();
    let names: HashSet<&str> = country.directory.facilities.iter().map(|f| f.name.as_str()).collect();
    assert_eq!(names.len(), country.directory.facilities.len(), "names are different");
    assert!(
        names
            .iter()
            .all(|n| n.contains(" DEMO nr ") && !real.contains(&n.to_lowercase()))
    );
    assert!(country.directory.facilities.iter().all(|f| f.phone.is_empty()));
}

#[test]
fn addresses_are_where_they_say() {
    let country = &*WHOLE;
    for l in &country.directory.locations {
        assert!(
            (48.9..55.0).contains(&l.point.lat) && (14.0..24.3).contains(&l.point.lon),
            "{l:?}"
        );
        assert!(!l.street.is_empty() && !l.city.is_empty(), "{l:?}");
        assert!(!l.street.contains("UL.") && l.street == l.street.trim(), "{l:?}");
    }
    // Doubtful in the data by 50 km and by a wrong voivodeship.
    let doubtful = |street: &str, city: &str| {
        country
            .directory
            .locations
            .iter()
            .find(|l| l.street == street && l.city == city)
            .unwrap()
    };
    assert!(Origin::new(TORUN).km_to(doubtful("ul. Batorego 17/19", "Toruń").point) < 10.0);
    assert_eq!(doubtful("ul. Cegłowska 80", "Warszawa").voivodeship, 14);
    assert_eq!(
        address::street_line("UL. BATOREGO 17/19", "Toruń"),
        "ul. Batorego 17/19"
    );
}

#[test]
fn units_stop_where_nothing_else_is() {
    let country = &*WHOLE;
    let units: Vec<_> = country
        .directory
        .facilities
        .iter()
        .filter(|f| f.name.starts_with("Mammobus DEMO nr "))
        .collect();
    assert_eq!(units.len(), mobile::UNITS);
    let stops: Vec<_> = country.directory.locations.iter().filter(|l| l.mobile).collect();
    let towns: HashSet<(&str, u8)> = stops.iter().map(|l| (l.city.as_str(), l.voivodeship)).collect();
    assert!(
        towns.len() * 100 > stops.len() * 97,
        "a unit does not come twice, save to a namesake"
    );
    assert!(stops.iter().all(|l| l.postcode.len() == 6), "every stop has a postcode");
}

#[tokio::test]
async fn a_seeded_registry_has_what_was_promised() {
    let (store, summary, _folder) = seeded().await;
    let country = &*SMALL;
    assert_eq!(store.directory().await.unwrap(), country.directory);
    assert_eq!(store.places().await.unwrap().len(), country.places.len());
    let meta = store.meta().await.unwrap();
    assert!(meta.demo && meta.seq == 1);
    assert_eq!(
        (summary.terms, summary.sheets),
        (country.term_count(), country.sheet_count())
    );
    assert_eq!(
        summary.free,
        country
            .sheets(1)
            .map(|(_, s)| u64::from(s.free.count_ones()))
            .sum::<u64>()
    );
    assert_eq!(summary.waiting, usize::from(waiting::PEOPLE));

    assert_eq!(demo_facility(&store).await.unwrap(), Some(summary.demo_facility));
    let location = country
        .directory
        .locations
        .iter()
        .find(|l| l.facility == summary.demo_facility)
        .unwrap();
    assert_eq!(location.city, "Toruń");
    let waiting = store.waiting(summary.demo_facility, now(), 100).await.unwrap();
    assert_eq!(waiting.len(), usize::from(waiting::AT_DEMO_FACILITY));
    for record in &waiting {
        assert_eq!(
            (record.status, record.place.as_str(), record.entry.service.as_str()),
            (WaitingStatus::Waiting, "Toruń", "cardiology-first")
        );
        assert!(record.entry.entered_at < now() && record.entry.entered_at > now() - Duration::days(31));
        assert!(record.patient.phone.is_none() && !record.patient.family_name.is_empty());
    }
    let desks: HashSet<u32> = country.directory.facilities.iter().map(|f| f.id).collect();
    let mut all = Vec::new();
    for desk in desks {
        all.extend(store.waiting(desk, now(), 100).await.unwrap());
    }
    assert_eq!(all.len(), usize::from(waiting::PEOPLE));
    assert!(all.iter().any(|r| r.entry.urgent) && all.iter().any(|r| r.entry.entitlement.is_some()));
}

#[tokio::test]
async fn a_cancelled_visit_near_the_demo_facility_is_passed_on() {
    let (store, summary, _folder) = seeded().await;
    let directory = store.directory().await.unwrap();
    let here: HashSet<u32> = directory
        .locations
        .iter()
        .filter(|l| l.facility == summary.demo_facility)
        .map(|l| l.id)
        .collect();
    let schedules: HashSet<u32> = directory
        .schedules
        .iter()
        .filter(|s| here.contains(&s.location))
        .map(|s| s.id)
        .collect();
    let sheets = store.sheets(&Part::new("cardiology-first", 4)).await.unwrap();
    let far = |s: &Sheet| s.day > Day::parse("2026-12-01").unwrap();
    let (schedule, sheet) = sheets
        .into_iter()
        .find(|(id, s)| schedules.contains(id) && far(s) && s.free != 0)
        .unwrap();
    let slot = SlotId {
        schedule,
        day: sheet.day,
        minute: sheet.free_minutes().next().unwrap(),
    };
    let patient = Patient {
        identity: Pesel::synthetic(date(1960, 1, 1), 9_999).into(),
        given_name: "Jan".into(),
        family_name: "Próbny".into(),
        phone: None,
        email: None,
        language: Default::default(),
        guardian: None,
    };
    let ask = async |action| {
        let request = Request {
            desk: Some(summary.demo_facility),
            action,
        };
        submit(&store, &Asked::by_desk(Uuid::now_v7(), request, now()))
            .await
            .unwrap()
    };
    let booked = ask(Action::Book {
        slot,
        patient,
        referral: ReferralCode::parse("7731").ok(),
        hold: None,
        continuation: false,
    })
    .await;
    let Ok(Outcome::Booked { appointment, .. }) = booked else {
        panic!("{booked:?}")
    };
    let cancelled = ask(Action::Cancel {
        appointment,
        reason: CancelReason::Patient,
    })
    .await;
    assert!(
        matches!(cancelled, Ok(Outcome::Cancelled { passed_on: true, .. })),
        "{cancelled:?}"
    );
}

#[tokio::test]
async fn a_registry_with_facilities_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("registry.db")).await.unwrap();
    let facilities = vec![Facility {
        id: 7,
        name: "Poradnia".into(),
        phone: String::new(),
    }];
    let mut tx = store.begin().await.unwrap();
    tx.put_directory(&Directory {
        facilities,
        ..Directory::default()
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
    let error = load(&store, &small(), now(), &|_| {}).await.unwrap_err();
    assert!(error.to_string().contains("ma już placówki"), "{error}");
    let meta = store.meta().await.unwrap();
    assert!(meta.seq == 0 && !meta.demo && store.places().await.unwrap().is_empty());
}

#[tokio::test]
async fn without_the_data_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&folder.path().join("registry.db")).await.unwrap();
    let options = Options {
        data: folder.path().to_owned(),
        ..small()
    };
    let error = load(&store, &options, now(), &|_| {}).await.unwrap_err();
    assert!(
        format!("{error:#}").contains("facilities.csv cannot be read"),
        "{error:#}"
    );
    assert!(!store.meta().await.unwrap().demo && store.places().await.unwrap().is_empty());
    assert_eq!(demo_facility(&store).await.unwrap(), None);
}
