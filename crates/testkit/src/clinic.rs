//! One clinic with many terms, for as many people as a test needs, on either database.

use crate::country::rules;
use chrono::{DateTime, Duration, Utc};
use okienko_domain::calendar::{Day, date};
use okienko_domain::directory::{Directory, Facility, Location, Pool, Schedule, Service};
use okienko_domain::geo::Point;
use okienko_domain::ids::{Patient, Pesel, Phone};
use okienko_domain::slot::{Sheet, SlotId};
use okienko_registry_store::{Store, open};
use std::path::PathBuf;
use std::sync::Arc;

/// Where it is.
pub const POINT: Point = Point {
    lat: 53.0138,
    lon: 18.5984,
};
/// Terms of each of its schedules.
pub const TERMS: u16 = 1_000;
/// Terms of one day.
const DAY: u16 = 40;

/// What a registry is told of its database.
#[derive(Debug, Clone)]
pub struct Database {
    /// File or address, as after `--db`.
    pub name: String,
    /// File with the key, as after `--key`.
    pub key: PathBuf,
}

impl Database {
    /// A door to it beside the registry's own.
    pub async fn open(&self) -> Arc<dyn Store> {
        open(&self.name, Some(&self.key)).await.unwrap()
    }
}

/// One clinic with these `desks` at the same place. Its service is for everybody; each of its `schedules`, numbered from 1,
/// has [`TERMS`] terms.
pub struct Clinic<'a> {
    /// Name of the clinic.
    pub name: &'a str,
    /// Facilities, numbered from 1; the first one has the schedules.
    pub desks: u32,
    /// Schedules.
    pub schedules: u32,
    /// Its terms begin 21 days later.
    pub now: DateTime<Utc>,
}

impl Clinic<'_> {
    /// Publishes it.
    pub async fn publish(&self, store: &dyn Store) {
        let services = vec![Service {
            code: "mammography".into(),
            cells: Vec::new(),
            referral_required: false,
            sex: None,
            ages: None,
            waiting_days: 90,
        }];
        let directory = Directory {
            services: services.clone(),
            facilities: (1..=self.desks).map(|id| self.facility(id)).collect(),
            locations: (1..=self.desks).map(location).collect(),
            schedules: (1..=self.schedules).map(schedule).collect(),
        };
        let mut rules = rules();
        rules.services = services;
        let mut tx = store.begin().await.unwrap();
        tx.put_rules(&rules).await.unwrap();
        tx.put_directory(&directory).await.unwrap();
        tx.put_sheets(&self.sheets()).await.unwrap();
        tx.next_seq().await.unwrap();
        tx.commit().await.unwrap();
    }

    fn facility(&self, id: u32) -> Facility {
        Facility {
            id,
            name: self.name.into(),
            phone: "56 123 45 67".into(),
        }
    }

    fn sheets(&self) -> Vec<(u32, Sheet)> {
        let all = (1 << DAY) - 1;
        let sheet = |n| Sheet {
            day: clinic_term(self.now, 1, n * DAY).day,
            first: 540,
            step: 10,
            open: all,
            free: all,
            version: 1,
        };
        (1..=self.schedules)
            .flat_map(|schedule| (0..TERMS / DAY).map(move |n| (schedule, sheet(n))))
            .collect()
    }
}

fn location(id: u32) -> Location {
    Location {
        id,
        facility: id,
        street: "ul. Próbna 1".into(),
        postcode: "87-100".into(),
        city: "Toruń".into(),
        voivodeship: 4,
        point: POINT,
        step_free: true,
        mobile: false,
        stop: None,
    }
}

fn schedule(id: u32) -> Schedule {
    Schedule {
        id,
        location: 1,
        service: "mammography".into(),
        practitioner: "Pracownia".into(),
        room: "1".into(),
        minutes: 10,
        pool: Pool::General,
        languages: Vec::new(),
    }
}

/// Term number `n` of a schedule of a clinic published at `now`.
#[must_use]
pub fn clinic_term(now: DateTime<Utc>, schedule: u32, n: u16) -> SlotId {
    SlotId {
        schedule,
        day: Day::from_date(now.date_naive()).plus(21 + n / DAY),
        minute: 540 + n % DAY * 10,
    }
}

/// One of a million people, with a phone of their own.
#[must_use]
pub fn patient(serial: u32) -> Patient {
    let born = date(1970, 5, 6) + Duration::days((serial / 500).into());
    let tail = u16::try_from(serial % 500).unwrap() * 20;
    Patient {
        identity: Pesel::synthetic(born, tail).into(),
        given_name: "Kanarzyna".into(),
        family_name: "Kanarkowska".into(),
        phone: Some(Phone::parse(&format!("601{serial:06}")).unwrap()),
        email: None,
        language: okienko_domain::contact::Language::default(),
        guardian: None,
    }
}
