//! A small registry to keep promises in.

use crate::{Answer, Asked, ChangedSheet, PostgresStore, SqliteStore, Store, submit};
use chrono::{DateTime, TimeZone, Utc};
use okienko_cluster::{Cluster, Durability};
use okienko_domain::calendar::{Day, date};
use okienko_domain::directory::{Directory, Facility, Location, Pool, Schedule, Service};
use okienko_domain::geo::Point;
use okienko_domain::ids::{Patient, Pesel, Phone, Sex};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, CancelReason, Join, Outcome, Request};
use okienko_domain::rules::Rules;
use okienko_domain::scope::Part;
use okienko_domain::slot::{Sheet, SlotId};
use okienko_domain::waiting::{Preferences, WaitingMode};
use sqlx::Connection;
use std::sync::{Arc, LazyLock};
use tokio::sync::{Mutex, OwnedMutexGuard};
use uuid::Uuid;

pub(crate) const TORUN: Point = Point {
    lat: 53.0138,
    lon: 18.5984,
};

/// A registry with two clinics in Toruń, mammography (schedules 1 and 2) and cardiology (schedule 3), one Tuesday.
pub(crate) struct Registry {
    pub(crate) store: Arc<dyn Store>,
    /// File or address of the database.
    database: String,
    folder: tempfile::TempDir,
    _turn: Option<OwnedMutexGuard<()>>,
}

pub(crate) async fn sqlite() -> Registry {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registry.db");
    let registry = Registry {
        store: Arc::new(SqliteStore::open(&file).await.unwrap()),
        database: file.to_str().unwrap().into(),
        folder,
        _turn: None,
    };
    registry.fill().await;
    registry
}

/// One server for all tests of this process, one database for each.
pub(crate) async fn postgres() -> Registry {
    static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| Cluster::start(Durability::None).unwrap());
    // One at a time: changes are seen when no older transaction is under way on the server, not even of another test.
    static TURN: LazyLock<Arc<Mutex<()>>> = LazyLock::new(Arc::default);
    let turn = Arc::clone(&TURN).lock_owned().await;
    let folder = tempfile::tempdir().unwrap();
    let url = tokio::task::spawn_blocking(|| CLUSTER.database().unwrap())
        .await
        .unwrap();
    let store = PostgresStore::open(&url, &folder.path().join("registry.key"))
        .await
        .unwrap();
    let registry = Registry {
        store: Arc::new(store),
        database: url,
        folder,
        _turn: Some(turn),
    };
    registry.fill().await;
    registry
}

pub(crate) fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap()
}

pub(crate) fn tuesday() -> Day {
    Day::parse("2026-12-01").unwrap()
}

pub(crate) fn slot(schedule: u32, minute: u16) -> SlotId {
    SlotId {
        schedule,
        day: tuesday(),
        minute,
    }
}

pub(crate) fn woman(serial: u16) -> Patient {
    Patient {
        identity: Pesel::synthetic(date(1970, 5, 6), serial * 10).into(),
        given_name: "Anna".into(),
        family_name: format!("Próbna {serial}"),
        phone: Some(Phone::parse("601234567").unwrap()),
        email: None,
        language: Default::default(),
        guardian: None,
    }
}

pub(crate) fn book(slot: SlotId, patient: Patient) -> Action {
    Action::Book {
        slot,
        patient,
        referral: None,
        hold: None,
        continuation: false,
    }
}

pub(crate) fn wait(patient: Patient) -> Join {
    Join {
        service: "mammography".into(),
        patient,
        referral: None,
        urgent: false,
        entitlement: None,
        preferences: Preferences::around(TORUN, 30),
        mode: WaitingMode::AutoBook,
        replaces: None,
        place: "Toruń".into(),
    }
}

pub(crate) fn cancelled(passed_on: bool) -> Answer {
    Ok(Outcome::Cancelled {
        passed_on,
        late: false,
        entry: None,
    })
}

pub(crate) fn cancel(appointment: Uuid) -> Action {
    Action::Cancel {
        appointment,
        reason: CancelReason::Patient,
    }
}

pub(crate) fn refused(answer: &Answer) -> Option<RefusalCode> {
    answer.as_ref().err().map(|r| r.code)
}

pub(crate) fn appointment(answer: Answer) -> Uuid {
    match answer {
        Ok(Outcome::Booked { appointment, .. }) => appointment,
        other => panic!("not booked: {other:?}"),
    }
}

impl Registry {
    pub(crate) async fn fill(&self) {
        let service = |code: &str, sex, ages, referral_required| Service {
            code: code.into(),
            cells: Vec::new(),
            referral_required,
            sex,
            ages,
            waiting_days: 90,
        };
        let services = vec![
            service("mammography", Some(Sex::F), Some((45, 74)), false),
            service("cardiology-first", None, None, true),
        ];
        let ids = || 1..=3_u32;
        let directory = Directory {
            services: services.clone(),
            facilities: ids()
                .map(|id| Facility {
                    id,
                    name: format!("Poradnia {id}"),
                    phone: String::new(),
                })
                .collect(),
            locations: ids()
                .map(|id| Location {
                    id,
                    facility: id,
                    street: "Polna 1".into(),
                    postcode: "87-100".into(),
                    city: "Toruń".into(),
                    voivodeship: 4,
                    point: TORUN,
                    step_free: true,
                    mobile: false,
                    stop: None,
                })
                .collect(),
            schedules: ids()
                .map(|id| Schedule {
                    id,
                    location: id,
                    service: if id == 3 { "cardiology-first" } else { "mammography" }.into(),
                    practitioner: "Nowak".into(),
                    room: "1".into(),
                    minutes: 15,
                    pool: Pool::General,
                    languages: vec!["uk".into()],
                })
                .collect(),
        };
        let sheet = Sheet {
            day: tuesday(),
            first: 480,
            step: 15,
            open: 0b1011_1111,
            free: 0b0011_1111,
            version: 1,
        };
        let sheets: Vec<_> = ids().map(|id| (id, sheet)).collect();
        let mut tx = self.store.begin().await.unwrap();
        let mut rules: Rules = serde_json::from_str(crate::FIRST_RULES).unwrap();
        rules.services = services;
        tx.put_rules(&rules).await.unwrap();
        tx.put_directory(&directory).await.unwrap();
        tx.put_sheets(&sheets).await.unwrap();
        tx.next_seq().await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(self.store.directory().await.unwrap(), directory);
        assert_eq!(
            self.store.sheets(&Part::new("mammography", 4)).await.unwrap(),
            sheets[..2]
        );
    }

    pub(crate) async fn ask_as(&self, id: Uuid, desk: u32, action: Action, at: DateTime<Utc>) -> Answer {
        let desk = Some(desk);
        let before = self.people_and_terms().await;
        let answer = submit(&*self.store, &Asked::by_desk(id, Request { desk, action }, at))
            .await
            .unwrap();
        if answer.is_err() {
            // Nothing undoes what a decision writes before it refuses.
            assert_eq!(self.people_and_terms().await, before, "a refusal writes only itself");
        }
        answer
    }

    async fn people_and_terms(&self) -> (Vec<(i64, Patient)>, Vec<ChangedSheet>) {
        let people = self.store.people(0, 10_000).await.unwrap();
        (people, self.store.sheets_after(0, 10_000).await.unwrap())
    }

    pub(crate) async fn ask(&self, desk: u32, action: Action) -> Answer {
        self.ask_as(Uuid::now_v7(), desk, action, now()).await
    }

    pub(crate) fn database(&self) -> &str {
        &self.database
    }

    pub(crate) fn key(&self) -> std::path::PathBuf {
        self.folder.path().join("registry.key")
    }

    /// Does to the database what only somebody with access to the machine can do.
    pub(crate) async fn tamper(&self, statements: &str) {
        let sql = sqlx::raw_sql(of_a_test(statements.to_owned()));
        if self.database.starts_with("postgres") {
            let mut db = sqlx::PgConnection::connect(&self.database).await.unwrap();
            sql.execute(&mut db).await.unwrap();
        } else {
            let mut db = sqlx::SqliteConnection::connect(&self.database).await.unwrap();
            sql.execute(&mut db).await.unwrap();
        }
    }

    /// The number that a query finds.
    pub(crate) async fn number(&self, query: &str) -> i64 {
        let sql = of_a_test(query.to_owned());
        if self.database.starts_with("postgres") {
            let mut db = sqlx::PgConnection::connect(&self.database).await.unwrap();
            sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap()
        } else {
            let mut db = sqlx::SqliteConnection::connect(&self.database).await.unwrap();
            sqlx::query_scalar(sql).fetch_one(&mut db).await.unwrap()
        }
    }

    /// All that the database holds: its files, or its rows as text with bytes in hexadecimal digits.
    pub(crate) async fn everything(&self) -> Vec<u8> {
        if !self.database.starts_with("postgres") {
            let files = ["", "-wal"].map(|end| std::fs::read(format!("{}{end}", self.database)).unwrap_or_default());
            return files.concat();
        }
        let mut db = sqlx::PgConnection::connect(&self.database).await.unwrap();
        let tables: Vec<String> =
            sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
                .fetch_all(&mut db)
                .await
                .unwrap();
        let mut all = Vec::new();
        for table in tables {
            let rows = of_a_test(format!("SELECT row::text FROM {table} AS row"));
            let rows: Vec<String> = sqlx::query_scalar(rows).fetch_all(&mut db).await.unwrap();
            all.extend(rows.concat().into_bytes());
        }
        all
    }

    pub(crate) async fn is_free(&self, slot: SlotId) -> bool {
        let sheets = self.store.sheets(&Part::new("mammography", 4)).await.unwrap();
        sheets
            .iter()
            .any(|(schedule, sheet)| *schedule == slot.schedule && sheet.day == slot.day && sheet.is_free(slot.minute))
    }
}

#[expect(clippy::disallowed_methods, reason = "only tests put statements together")]
fn of_a_test(statement: String) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(statement)
}
