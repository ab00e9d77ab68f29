//! A small registry with people to write to and a clock that tests set.

use crate::gateway::Gateway;
use crate::mailbox::MailServer;
use chrono::{DateTime, Duration, Utc};
use okienko_domain::calendar::{Day, date};
use okienko_domain::clock::Clock;
use okienko_domain::contact::Email;
use okienko_domain::directory::{Directory, Facility, Location, Pool, Schedule, Service};
use okienko_domain::geo::Point;
use okienko_domain::ids::{Patient, Pesel, Phone};
use okienko_domain::request::{Action, CancelReason, Outcome, Request};
use okienko_domain::rules::Rules;
use okienko_domain::slot::{Sheet, SlotId};
use okienko_registry::Registry;
use okienko_registry::delivery::courier::{Courier, Secret};
use okienko_registry::delivery::sms::{SmsConfig, SmsCourier};
use okienko_registry::delivery::smtp::{SmtpConfig, SmtpCourier};
use okienko_registry::delivery::{Couriers, Delivery, Persistence, Texts};
use okienko_registry_store::{SqliteStore, Store, submit};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use uuid::Uuid;

/// Monday, 23 November 2026, 10:00 in Warsaw.
pub(crate) fn monday() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) database: PathBuf,
    pub(crate) name: String,
    now: Arc<Mutex<DateTime<Utc>>>,
    _folder: TempDir,
}

/// Term number `n` of those that begin 21 days after `now`; tests move the clock only after they have booked.
pub(crate) fn slot(now: DateTime<Utc>, n: u16) -> SlotId {
    SlotId {
        schedule: 1,
        day: Day::from_date(now.date_naive()).plus(21 + n / 40),
        minute: 540 + n % 40 * 10,
    }
}

pub(crate) fn woman(serial: u16) -> Patient {
    Patient {
        pesel: Pesel::synthetic(
            date(1970, 5, 6) + Duration::days((serial / 500).into()),
            serial % 500 * 20,
        ),
        given_name: "Kanarzyna".into(),
        family_name: "Kanarkowska".into(),
        phone: Some(Phone::parse(&format!("601{serial:06}")).unwrap()),
        email: None,
        language: Default::default(),
    }
}

pub(crate) fn mailed(address: &str) -> Patient {
    Patient {
        phone: None,
        email: Some(Email::parse(address).unwrap()),
        ..woman(1)
    }
}

impl World {
    pub(crate) async fn at(now: DateTime<Utc>) -> Self {
        Self::named(now, "Poradnia PRÓBA").await
    }

    pub(crate) async fn named(now: DateTime<Utc>, name: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("registry.db");
        let store = SqliteStore::open(&database).await.unwrap();
        let point = Point {
            lat: 53.0138,
            lon: 18.5984,
        };
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
            facilities: vec![Facility {
                id: 1,
                name: name.into(),
                phone: "56 123 45 67".into(),
            }],
            locations: vec![Location {
                id: 1,
                facility: 1,
                street: "ul. Próbna 1".into(),
                postcode: "87-100".into(),
                city: "Toruń".into(),
                voivodeship: 4,
                point,
                step_free: true,
                mobile: false,
                stop: None,
            }],
            schedules: vec![Schedule {
                id: 1,
                location: 1,
                service: "mammography".into(),
                practitioner: "Pracownia".into(),
                room: "1".into(),
                minutes: 10,
                pool: Pool::General,
            }],
        };
        let all = (1 << 40) - 1;
        let sheets: Vec<_> = (0..25)
            .map(|n| {
                let sheet = Sheet {
                    day: slot(now, n * 40).day,
                    first: 540,
                    step: 10,
                    open: all,
                    free: all,
                    version: 1,
                };
                (1, sheet)
            })
            .collect();
        let mut tx = store.begin().await.unwrap();
        let mut rules: Rules = serde_json::from_str(include_str!("../../../../data/rules.json")).unwrap();
        rules.services = services;
        tx.put_rules(&rules).await.unwrap();
        tx.put_directory(&directory).await.unwrap();
        tx.put_sheets(&sheets).await.unwrap();
        tx.next_seq().await.unwrap();
        tx.commit().await.unwrap();
        Self {
            store: Arc::new(store),
            database,
            name: name.into(),
            now: Arc::new(Mutex::new(now)),
            _folder: folder,
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        *self.now.lock().unwrap()
    }

    pub(crate) fn wait(&self, time: Duration) {
        *self.now.lock().unwrap() += time;
    }

    pub(crate) async fn registry(&self) -> Arc<Registry> {
        let now = Arc::clone(&self.now);
        let clock = Clock::new(move || *now.lock().unwrap());
        Registry::new(Arc::clone(&self.store), clock).await.unwrap()
    }

    pub(crate) async fn delivery(&self, gateway: Option<&Gateway>, mail: Option<&MailServer>) -> Arc<Delivery> {
        let couriers = Couriers {
            sms: gateway.map(sms),
            email: mail.map(email),
        };
        Delivery::new(self.registry().await, couriers, Persistence::default())
    }

    pub(crate) async fn book(&self, n: u16, patient: Patient) -> Uuid {
        let action = Action::Book {
            slot: slot(self.now(), n),
            patient,
            referral: None,
            hold: None,
            continuation: false,
        };
        match self.ask(action).await {
            Outcome::Booked { appointment, .. } => appointment,
            other => panic!("not booked: {other:?}"),
        }
    }

    pub(crate) async fn cancel(&self, appointment: Uuid) {
        let reason = CancelReason::Clinic;
        self.ask(Action::Cancel { appointment, reason }).await;
    }

    async fn ask(&self, action: Action) -> Outcome {
        let request = Request { desk: Some(1), action };
        let answer = submit(&*self.store, Uuid::now_v7(), &request, self.now())
            .await
            .unwrap();
        answer.unwrap()
    }
}

pub(crate) fn sms(gateway: &Gateway) -> Box<dyn Courier> {
    let config = SmsConfig {
        url: gateway.url.clone(),
        token: Secret::new("kanarkowy-token"),
        from: "eRejestr".into(),
    };
    Box::new(SmsCourier::new(config, Arc::new(Texts::default())).unwrap())
}

pub(crate) fn email(server: &MailServer) -> Box<dyn Courier> {
    let config = SmtpConfig {
        url: server.url.clone(),
        from: "Centralna e-rejestracja <rejestracja@example.pl>".into(),
        login: None,
    };
    Box::new(SmtpCourier::new(&config, Arc::new(Texts::default())).unwrap())
}
