//! Promises about looking up what a person has at other clinics.

use super::small::{Registry, appointment, book, cancel, now, postgres, slot, sqlite, wait, woman};
use crate::access::Account;
use crate::audit::{Actor, verify};
use crate::lookup::{Looker, look_up, read_lookups, review};
use crate::messages::dispatch::{Claim, Letter, Readiness, Terms, claim, handed_over, refused};
use crate::retention::run;
use crate::{Allowance, SqliteStore};
use chrono::{DateTime, Duration, Utc};
use okienko_domain::access::Role;
use okienko_domain::calendar::{Day, date};
use okienko_domain::ids::{Patient, Pesel, Phone, ReferralCode};
use okienko_domain::lookup::{Because, EmergencyReason, Found, Lookup};
use okienko_domain::message::{MessageKind, Term};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::Action;
use okienko_domain::slot::{Sheet, SlotId};
use sqlx::migrate::Migrator;
use sqlx::{Connection, SqliteConnection};
use std::borrow::Cow;
use std::sync::Arc;
use uuid::Uuid;

const REASON: &str = "Kanarkowska nieprzytomna, karta w portfelu";
const TERMS: Terms = Terms {
    sms: Readiness::Ready,
    email: Readiness::Ready,
    lease: Duration::minutes(1),
    attempts: 3,
};

pub(super) async fn account(r: &Registry, login: &str) -> Uuid {
    let account = Account {
        id: Uuid::now_v7(),
        login: login.into(),
        role: Role::ClinicAdministrator,
        facility: Some(2),
        password: Some("$argon2id$".into()),
        totp: Some(b"tajny".to_vec()),
        subject: None,
        disabled: false,
    };
    assert!(r.store.insert_account(&account, now()).await.unwrap());
    account.id
}

/// Somebody at the second clinic, who may look `most` times at a person.
pub(super) fn looker(account: Uuid, most: u32) -> Looker {
    Looker {
        facility: 2,
        account,
        actor: Actor::desk(Some(2)),
        allowances: vec![Allowance {
            key: b"person".to_vec(),
            most,
            window: Duration::hours(24),
        }],
    }
}

pub(super) fn emergency(patient: &Patient) -> Lookup {
    Lookup {
        person: patient.identity.clone(),
        because: Because::Emergency {
            reason: EmergencyReason::parse(REASON).unwrap(),
        },
    }
}

fn referred(patient: &Patient, code: &str) -> Lookup {
    Lookup {
        person: patient.identity.clone(),
        because: Because::Referral {
            code: ReferralCode::parse(code).unwrap(),
        },
    }
}

pub(super) async fn look(r: &Registry, looker: &Looker, asked: &Lookup) -> Result<Found, RefusalCode> {
    let answer = look_up(&*r.store, looker, asked, now()).await.unwrap();
    answer.map_err(|refusal| refusal.code)
}

async fn next(r: &Registry, at: DateTime<Utc>) -> Option<Letter> {
    loop {
        match claim(&*r.store, &TERMS, at).await.unwrap() {
            Claim::Nothing => return None,
            Claim::Settled => {}
            Claim::Letter(letter) => return Some(*letter),
        }
    }
}

/// What is to be sent now about look-ups.
async fn told(r: &Registry) -> Vec<Letter> {
    let mut told = Vec::new();
    while let Some(letter) = next(r, now()).await {
        handed_over(&*r.store, &letter, "courier", now()).await.unwrap();
        if letter.message.kind == MessageKind::Lookup {
            told.push(letter);
        }
    }
    told
}

async fn deeds(r: &Registry) -> Vec<(String, String)> {
    let all = r.store.audit_page(2, 0, 100).await.unwrap();
    all.into_iter().map(|entry| (entry.action, entry.outcome)).collect()
}

fn deed(action: &str, outcome: &str) -> (String, String) {
    (action.to_owned(), outcome.to_owned())
}

async fn x22_an_emergency_shows_everything_and_the_patient_is_told(r: Registry) {
    let (me, other) = (account(&r, "recepcja").await, account(&r, "kierownik").await);
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    appointment(r.ask(1, book(slot(1, 495), woman(2))).await);
    r.ask(1, Action::Join(Box::new(wait(woman(3))))).await.unwrap();
    let seen = look(&r, &looker(me, 9), &emergency(&woman(1))).await.unwrap();
    assert_eq!((seen.visits.len(), seen.waiting.len()), (1, 0));
    assert_eq!((seen.visits[0].id, seen.visits[0].slot), (visit, slot(1, 480)));
    let patient = &seen.visits[0].patient;
    assert_eq!(
        (patient.family_name.as_str(), &patient.phone),
        ("Próbna 1", &None),
        "no contact"
    );
    let waits = look(&r, &looker(me, 9), &emergency(&woman(3))).await.unwrap();
    assert_eq!(
        (waits.visits.len(), waits.waiting.len(), waits.waiting[0].position),
        (0, 1, 1)
    );

    let letters = told(&r).await;
    assert_eq!(letters.len(), 2, "of nobody else");
    assert_eq!(letters[0].message.term, Term::Since(now()));
    let office = letters[0].venue.as_ref().unwrap();
    assert_eq!(
        (office.name.as_str(), office.city.as_str(), office.street.as_str()),
        ("Poradnia 2", "Toruń", "")
    );

    let store = &*r.store;
    let admin = Actor::desk(Some(2));
    let listed = read_lookups(store, &admin, 2, 10, now()).await.unwrap();
    assert_eq!(listed.len(), 2);
    let first = &listed[1];
    assert_eq!((first.by.as_str(), first.because.as_str()), ("recepcja", "emergency"));
    assert_eq!(first.reason.as_ref().unwrap().as_str(), REASON);
    assert_eq!(first.patient.as_ref().unwrap().family_name, "Próbna 1");
    assert_eq!(first.patient.as_ref().unwrap().phone, None);
    assert!(
        read_lookups(store, &admin, 1, 10, now()).await.unwrap().is_empty(),
        "another clinic's"
    );

    assert!(
        !review(store, &admin, 2, first.id, me, now()).await.unwrap(),
        "their own"
    );
    assert!(
        !review(store, &admin, 1, first.id, other, now()).await.unwrap(),
        "another clinic's"
    );
    assert!(!review(store, &admin, 2, Uuid::now_v7(), other, now()).await.unwrap());
    assert!(review(store, &admin, 2, first.id, other, now()).await.unwrap());
    let later = now() + Duration::hours(1);
    assert!(
        review(store, &admin, 2, first.id, account(&r, "trzeci").await, later)
            .await
            .unwrap()
    );
    let reviewed = read_lookups(store, &admin, 2, 10, later).await.unwrap()[1]
        .review
        .clone()
        .unwrap();
    assert_eq!(
        (reviewed.by.as_str(), reviewed.at),
        ("kierownik", now()),
        "the first one stays"
    );

    let expected = [
        deed("look-up-emergency", "shown"),
        deed("look-up-emergency", "shown"),
        deed("read-lookups", "read"),
        deed("read-lookups", "read"),
        deed("review-lookup", "reviewed"),
        deed("review-lookup", "reviewed"),
        deed("read-lookups", "read"),
    ];
    assert_eq!(deeds(&r).await, expected);
    let tx = store.begin().await.unwrap();
    let subject = tx.subject(&woman(1).identity.key());
    drop(tx);
    let of_her: Vec<_> = store.audit_of(&subject).await.unwrap();
    let of_her: Vec<_> = of_her.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(of_her, ["book", "look-up-emergency", "review-lookup", "review-lookup"]);
    assert!(verify(store, &[]).await.unwrap().iter().all(Result::is_ok));
    let canary = "Kanarkowska";
    let all = r.everything().await;
    assert!(
        !all.windows(canary.len()).any(|part| part == canary.as_bytes()),
        "the reason is sealed"
    );
}

async fn x22_a_referral_shows_to_whom_it_belongs_and_tells_nobody(r: Registry) {
    let me = account(&r, "recepcja").await;
    let by_referral = |minute, patient, code: &str| Action::Book {
        slot: slot(3, minute),
        patient,
        referral: ReferralCode::parse(code).ok(),
        hold: None,
        continuation: false,
    };
    appointment(r.ask(1, by_referral(480, woman(1), "7731")).await);
    appointment(r.ask(1, by_referral(495, woman(2), "4242")).await);
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let looker = looker(me, 99);
    let found = look(&r, &looker, &referred(&woman(1), "7731")).await.unwrap();
    assert_eq!(found.visits.len(), 2, "all of her visits");
    let nothing = Found::default();
    for asked in [
        referred(&woman(1), "4242"),
        referred(&woman(3), "7731"),
        emergency(&woman(3)),
    ] {
        assert_eq!(look(&r, &looker, &asked).await, Ok(nothing.clone()), "one answer");
    }
    assert!(told(&r).await.is_empty());
    let listed = read_lookups(&*r.store, &Actor::desk(Some(2)), 2, 10, now())
        .await
        .unwrap();
    let seen: Vec<_> = listed.iter().map(|row| row.patient.is_some()).collect();
    assert_eq!(
        seen,
        [false, false, false, true],
        "nobody is named of whom nothing was seen"
    );
    assert_eq!(deeds(&r).await[1], deed("look-up-referral", "nothing"));
}

async fn x22_what_is_over_is_not_shown(r: Registry) {
    let looker = looker(account(&r, "recepcja").await, 99);
    let yesterday = Day::parse("2026-11-24").unwrap();
    let past = SlotId {
        day: yesterday,
        ..slot(2, 480)
    };
    let mut tx = r.store.begin().await.unwrap();
    let sheet = Sheet {
        day: yesterday,
        first: 480,
        step: 15,
        open: 1,
        free: 1,
        version: 1,
    };
    tx.put_sheets(&[(2, sheet)]).await.unwrap();
    tx.commit().await.unwrap();
    let visit = appointment(r.ask(1, book(past, woman(1))).await);
    let ask = |at| {
        let (store, looker) = (Arc::clone(&r.store), looker.clone());
        async move {
            let found = look_up(&*store, &looker, &emergency(&woman(1)), at)
                .await
                .unwrap()
                .unwrap();
            found.visits.len()
        }
    };
    assert_eq!(ask(now()).await, 1);
    assert_eq!(ask(now() + Duration::days(2)).await, 0, "it has been");
    r.ask(1, cancel(visit)).await.unwrap();
    assert_eq!(ask(now()).await, 0, "cancelled");
}

async fn x05_looks_are_counted_before_anything_is_read(r: Registry) {
    let looker = looker(account(&r, "recepcja").await, 5);
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let tasks: Vec<_> = (0..12)
        .map(|_| {
            let (store, looker) = (Arc::clone(&r.store), looker.clone());
            tokio::spawn(async move { look_up(&*store, &looker, &emergency(&woman(1)), now()).await.unwrap() })
        })
        .collect();
    let mut shown = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(found) => shown += found.visits.len(),
            Err(refusal) => assert_eq!(refusal.code, RefusalCode::TooManyTries),
        }
    }
    assert_eq!(shown, 5);
    let over = deeds(&r).await;
    let over = over.iter().filter(|deed| deed.1 == "too-many-tries").count();
    assert_eq!(over, 7, "asking is remembered, too");
    let tomorrow = now() + Duration::hours(24);
    let again = look_up(&*r.store, &looker, &emergency(&woman(1)), tomorrow)
        .await
        .unwrap();
    assert_eq!(again.unwrap().visits.len(), 1);
}

async fn a_look_up_that_reaches_nobody_asks_nobody_to_call(r: Registry) {
    let looker = looker(account(&r, "recepcja").await, 9);
    let alone = Patient {
        phone: None,
        ..woman(1)
    };
    appointment(r.ask(1, book(slot(1, 480), alone)).await);
    appointment(r.ask(1, book(slot(1, 495), woman(2))).await);
    told(&r).await;
    look(&r, &looker, &emergency(&woman(1))).await.unwrap();
    assert!(next(&r, now()).await.is_none(), "nobody can be told");
    look(&r, &looker, &emergency(&woman(2))).await.unwrap();
    let letter = next(&r, now()).await.unwrap();
    refused(&*r.store, &letter, now()).await.unwrap();
    assert!(next(&r, now() + Duration::hours(1)).await.is_none());
    assert!(r.store.call_tasks(2, 10).await.unwrap().is_empty());
    // Who answers for a child is told instead.
    let child = Patient {
        identity: Pesel::synthetic(date(2016, 5, 6), 10).into(),
        phone: Some(Phone::parse("602000111").unwrap()),
        ..woman(3)
    };
    assert_eq!(look(&r, &looker, &emergency(&child)).await, Ok(Found::default()));
}

async fn x39_a_reviewed_look_up_goes_and_another_one_keeps_its_person(r: Registry) {
    let (me, other) = (account(&r, "recepcja").await, account(&r, "kierownik").await);
    let Ok(okienko_domain::request::Outcome::Joined { .. }) = r.ask(1, Action::Join(Box::new(wait(woman(1))))).await
    else {
        panic!("not joined")
    };
    look(&r, &looker(me, 9), &emergency(&woman(1))).await.unwrap();
    let admin = Actor::desk(Some(2));
    let at = |days| now() + Duration::days(days);
    let removed = run(&*r.store, at(121)).await.unwrap();
    assert_eq!(
        (removed.waiting, removed.lookups, removed.people),
        (1, 0, 0),
        "nobody has reviewed it"
    );
    let id = read_lookups(&*r.store, &admin, 2, 10, at(121)).await.unwrap()[0].id;
    assert!(review(&*r.store, &admin, 2, id, other, at(121)).await.unwrap());
    assert_eq!(run(&*r.store, at(151)).await.unwrap().lookups, 0);
    let removed = run(&*r.store, at(152)).await.unwrap();
    assert_eq!((removed.lookups, removed.people), (1, 1));
}

contract!(
    x22_an_emergency_shows_everything_and_the_patient_is_told,
    x22_a_referral_shows_to_whom_it_belongs_and_tells_nobody,
    x22_what_is_over_is_not_shown,
    x05_looks_are_counted_before_anything_is_read,
    a_look_up_that_reaches_nobody_asks_nobody_to_call,
    x39_a_reviewed_look_up_goes_and_another_one_keeps_its_person,
);

/// The table of messages is made anew for look-ups: nothing that waits in it, and no call, may be lost.
#[tokio::test]
async fn messages_and_calls_outlive_the_migration() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("registry.db");
    let all = sqlx::migrate!("../../migrations/registry-sqlite");
    let before = Migrator {
        migrations: Cow::Owned(all.iter().filter(|m| m.version < 13).cloned().collect()),
        ..Migrator::DEFAULT
    };
    let mut db = SqliteConnection::connect(&format!("sqlite://{}?mode=rwc", file.display()))
        .await
        .unwrap();
    before.run(&mut db).await.unwrap();
    sqlx::raw_sql(
        "INSERT INTO service (position, code, document) VALUES (1, 'mammography', '{}');
         INSERT INTO patient (id, identity, sealed) VALUES (1, x'0a', x'0b');
         INSERT INTO waiting_entry (id, service, patient, class, urgent, entered_at, valid_until, preferences, place, status, mode)
         VALUES (x'0c', 'mammography', 1, 0, 0, 1, 2, '{}', '', 'left', 'auto-book');
         INSERT INTO message (id, dedupe, kind, entry, patient, until, state, due_at, next_at, created_at)
         VALUES (x'01', 'a', 'expiry-warning', x'0c', 1, 2, 'due', 1, 1, 1), (x'02', 'b', 'expiry-warning', x'0c', 1, 2, 'failed', 1, 1, 1);
         INSERT INTO call_task (id, message, reason, created_at) VALUES (x'03', x'02', 'undeliverable', 1);",
    )
    .execute(&mut db)
    .await
    .unwrap();
    db.close().await.unwrap();
    let store = SqliteStore::open(&file).await.unwrap();
    store.close().await.unwrap();
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", file.display()))
        .await
        .unwrap();
    let kept: Vec<(Vec<u8>, String, Option<Vec<u8>>)> = sqlx::query_as(
        "SELECT message.id, state, call_task.id FROM message LEFT JOIN call_task ON call_task.message = message.id ORDER BY message.id",
    )
    .fetch_all(&mut db)
    .await
    .unwrap();
    let row = |id, state: &str, call: Option<u8>| (vec![id], state.to_owned(), call.map(|id| vec![id]));
    assert_eq!(kept, [row(1, "due", None), row(2, "failed", Some(3))]);
}
