//! A small registry with people to write to and a clock that tests set.

use crate::mailbox::MailServer;
use chrono::{DateTime, Duration, Utc};
use okienko_domain::clock::Clock;
use okienko_domain::contact::Email;
use okienko_domain::ids::Patient;
use okienko_domain::request::{Action, CancelReason, Outcome, Request};
use okienko_domain::slot::SlotId;
use okienko_registry::Registry;
use okienko_registry::delivery::courier::{Courier, Secret};
use okienko_registry::delivery::sms::{SmsConfig, SmsCourier};
use okienko_registry::delivery::smtp::{SmtpConfig, SmtpCourier};
use okienko_registry::delivery::{Couriers, Delivery, Persistence, Texts};
use okienko_registry_store::{Asked, SqliteStore, Store, submit};
use okienko_testkit::{Clinic, Gateway, clinic_term, patient};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;
use uuid::Uuid;

/// Monday, 23 November 2026, 10:00 in Warsaw.
pub(crate) fn monday() -> DateTime<Utc> {
    "2026-11-23T09:00:00Z".parse().unwrap()
}

pub(crate) struct World {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) name: String,
    now: Arc<Mutex<DateTime<Utc>>>,
    _folder: TempDir,
}

/// Term number `n` of those that begin 21 days after `now`; tests move the clock only after they have booked.
pub(crate) fn slot(now: DateTime<Utc>, n: u16) -> SlotId {
    clinic_term(now, 1, n)
}

pub(crate) fn woman(serial: u16) -> Patient {
    patient(serial.into())
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
        let store = SqliteStore::open(&folder.path().join("registry.db")).await.unwrap();
        let clinic = Clinic {
            name,
            desks: 1,
            schedules: 1,
            now,
        };
        clinic.publish(&store).await;
        Self {
            store: Arc::new(store),
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
        let asked = Asked::by_desk(Uuid::now_v7(), request, self.now());
        let answer = submit(&*self.store, &asked).await.unwrap();
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
