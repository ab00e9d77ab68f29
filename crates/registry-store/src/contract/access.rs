//! What every database must do about who may ask.

use super::small::{Registry, appointment, book, now, postgres, refused, slot, sqlite, wait, woman};
use crate::access::{Account, Counted, Device, NewDevice, Session, SignIn, Subject, TokenKind};
use crate::{Allowance, Asked, Numbered, StoreError, count, submit, submit_all};
use chrono::Duration;
use okienko_domain::access::{DeviceState, Role};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, CancelReason, Outcome, Request};
use std::sync::Arc;
use uuid::Uuid;

const KEY: &[u8] = &[1; 32];
const OTHER_KEY: &[u8] = &[2; 32];

async fn invited(r: &Registry, code: &[u8], trusted: bool) -> Uuid {
    let id = Uuid::now_v7();
    let new = NewDevice {
        id,
        role: Role::Receptionist,
        facility: Some(1),
        name: "Okno 1",
        code,
        code_expires_at: now() + Duration::minutes(15),
        trusted,
        at: now(),
    };
    r.store.insert_device(new).await.unwrap();
    id
}

async fn enrolled(r: &Registry, code: &[u8], key: &[u8], after: i64) -> Option<Device> {
    let at = now() + Duration::minutes(after);
    r.store.enrol_device(code, Role::Receptionist, key, at).await.unwrap()
}

const PASSWORD: Option<&str> = Some("$argon2id$");

async fn account(r: &Registry, login: &str) -> Account {
    let account = Account {
        id: Uuid::now_v7(),
        login: login.into(),
        role: Role::Receptionist,
        facility: Some(1),
        password: PASSWORD.map(Into::into),
        totp: Some(b"tajny".to_vec()),
        subject: Some(Subject {
            issuer: "https://idp".into(),
            subject: login.into(),
        }),
        disabled: false,
    };
    assert!(r.store.insert_account(&account, now()).await.unwrap());
    account
}

async fn signed_in(r: &Registry, account: Uuid) -> Session {
    let session = Session {
        id: Uuid::now_v7(),
        account,
        device: None,
        expires_at: now() + Duration::hours(12),
    };
    assert!(r.store.insert_session(session, PASSWORD, now()).await.unwrap());
    for (hash, kind, minutes) in [
        (&session.id.as_bytes()[..], TokenKind::Access, 10),
        (&account.as_bytes()[..], TokenKind::Refresh, 720),
    ] {
        let until = now() + Duration::minutes(minutes);
        r.store.insert_token(hash, kind, session.id, until).await.unwrap();
    }
    session
}

async fn x27_a_code_works_once_and_not_for_ever(r: Registry) {
    let id = invited(&r, b"code", false).await;
    let before = r.store.device(id).await.unwrap().unwrap();
    assert_eq!((before.state, before.public_key), (DeviceState::Invited, None));
    assert_eq!(enrolled(&r, b"wrong", KEY, 0).await, None);
    let kiosk = r.store.enrol_device(b"code", Role::Kiosk, KEY, now());
    assert_eq!(kiosk.await.unwrap(), None, "the code of a desk");
    assert_eq!(enrolled(&r, b"code", KEY, 15).await, None, "too late");
    let device = enrolled(&r, b"code", KEY, 14).await.unwrap();
    assert_eq!((device.id, device.state), (id, DeviceState::Pending));
    assert_eq!(enrolled(&r, b"code", OTHER_KEY, 0).await, None, "used");
    assert_eq!(enrolled(&r, b"code", KEY, 60).await, Some(device), "the same again");
    assert!(r.store.approve_device(id).await.unwrap());
    assert!(!r.store.approve_device(id).await.unwrap());
    assert!(r.store.revoke_device(id, now()).await.unwrap());
    assert!(!r.store.revoke_device(id, now()).await.unwrap());
    assert!(!r.store.approve_device(id).await.unwrap(), "revoked is for ever");
    let after = enrolled(&r, b"code", KEY, 0).await.unwrap();
    assert_eq!(after.state, DeviceState::Revoked);

    let trusted = invited(&r, b"other", true).await;
    assert_eq!(
        enrolled(&r, b"other", OTHER_KEY, 0).await.unwrap().state,
        DeviceState::Active
    );
    let ids = |facility| {
        let store = Arc::clone(&r.store);
        async move {
            store
                .devices(facility)
                .await
                .unwrap()
                .iter()
                .map(|d| d.id)
                .collect::<Vec<_>>()
        }
    };
    assert_eq!(ids(None).await.len(), 2);
    assert!(ids(Some(1)).await.contains(&trusted) && ids(Some(2)).await.is_empty());
    assert!(r.store.facility_exists(1).await.unwrap() && !r.store.facility_exists(9).await.unwrap());
}

async fn x26_numbers_are_stored_only_over_those_that_were_read(r: Registry) {
    let id = invited(&r, b"code", true).await;
    enrolled(&r, b"code", KEY, 0).await.unwrap();
    let (none, one) = (
        Counted::default(),
        Counted {
            last: 1,
            seen: u64::MAX,
        },
    );
    let mut tx = r.store.begin().await.unwrap();
    assert_eq!(tx.counted(&[id]).await.unwrap(), [(id, none)].into());
    assert!(tx.count_devices(&[(id, none, one)]).await.unwrap());
    assert!(!tx.count_devices(&[(id, none, one)]).await.unwrap());
    assert_eq!(tx.counted(&[id, Uuid::nil()]).await.unwrap(), [(id, one)].into());
    tx.commit().await.unwrap();
}

async fn x26_a_number_is_used_once_and_counts_with_its_decision(r: Registry) {
    let (first, second) = (invited(&r, b"code", true).await, invited(&r, b"another", true).await);
    enrolled(&r, b"code", KEY, 0).await.unwrap();
    enrolled(&r, b"another", &[8; 32], 0).await.unwrap();
    let asked = |device, number, minute, person| Asked {
        numbered: Some(Numbered { device, number }),
        ..Asked::by_desk(
            Uuid::now_v7(),
            Request {
                desk: Some(1),
                action: book(slot(1, minute), woman(person)),
            },
            now(),
        )
    };
    let all = [
        asked(first, 2, 480, 1),
        asked(first, 1, 495, 2),
        asked(second, 9, 510, 3),
        asked(first, 2, 525, 4),
        asked(first, 3, 525, 5),
    ];
    let answers = submit_all(&*r.store, &all).await;
    assert!(
        answers[..3].iter().all(|answer| matches!(answer, Ok(Ok(_)))),
        "{answers:?}"
    );
    assert!(
        answers[3..]
            .iter()
            .all(|answer| matches!(answer, Err(StoreError::DeviceStopped))),
        "{answers:?}"
    );
    assert!(r.is_free(slot(1, 525)).await, "nothing is done for a stopped device");
    let state = async |id| r.store.device(id).await.unwrap().unwrap().state;
    assert_eq!(state(first).await, DeviceState::Quarantined);
    assert_eq!(state(second).await, DeviceState::Active);
    assert!(
        count(
            &*r.store,
            Numbered {
                device: second,
                number: 10
            },
            now(),
        )
        .await
        .unwrap()
    );
    assert!(
        !count(
            &*r.store,
            Numbered {
                device: second,
                number: 9
            },
            now(),
        )
        .await
        .unwrap()
    );
    assert_eq!(state(second).await, DeviceState::Quarantined);
    assert!(r.store.approve_device(second).await.unwrap());
    assert!(
        count(
            &*r.store,
            Numbered {
                device: second,
                number: 9
            },
            now(),
        )
        .await
        .unwrap()
    );
}

async fn accounts_are_found_by_name_and_subject(r: Registry) {
    let anna = account(&r, "anna").await;
    let again = Account {
        id: Uuid::now_v7(),
        subject: None,
        ..anna.clone()
    };
    assert!(
        !r.store.insert_account(&again, now()).await.unwrap(),
        "the name is taken"
    );
    assert_eq!(r.store.account_by_login("anna").await.unwrap().as_ref(), Some(&anna));
    let subject = anna.subject.clone().unwrap();
    assert_eq!(
        r.store.account_by_subject(&subject).await.unwrap().as_ref(),
        Some(&anna)
    );
    let elsewhere = Subject {
        issuer: "https://other".into(),
        ..subject
    };
    assert_eq!(r.store.account_by_subject(&elsewhere).await.unwrap(), None);
    for (step, new) in [(7, true), (7, false), (6, false), (8, true)] {
        assert_eq!(r.store.take_totp_step(anna.id, step).await.unwrap(), new, "{step}");
    }
    r.store.reset_account(anna.id, "$new$", b"inny").await.unwrap();
    let late = Session {
        id: Uuid::now_v7(),
        account: anna.id,
        device: None,
        expires_at: now() + Duration::hours(12),
    };
    let insert = |password| r.store.insert_session(late, password, now());
    assert!(!insert(PASSWORD).await.unwrap(), "checked before the reset");
    assert!(!insert(None).await.unwrap());
    assert!(insert(Some("$new$")).await.unwrap());
    r.store.end_all_sessions().await.unwrap();
    assert_eq!(r.store.session(late.id).await.unwrap(), None);
    let reset = r.store.account_by_login("anna").await.unwrap().unwrap();
    assert_eq!(
        (reset.password.as_deref(), reset.totp.as_deref()),
        (Some("$new$"), Some(&b"inny"[..]))
    );
    assert_eq!(r.store.accounts().await.unwrap(), [reset]);
}

async fn x07_a_refresh_token_works_once_and_its_second_use_ends_the_session(r: Registry) {
    let anna = account(&r, "anna").await;
    let session = signed_in(&r, anna.id).await;
    let access = session.id.as_bytes();
    let refresh = anna.id.as_bytes();
    let found = |minutes| {
        let (store, access) = (Arc::clone(&r.store), *access);
        async move {
            store
                .session_of(&access, now() + Duration::minutes(minutes))
                .await
                .unwrap()
        }
    };
    assert_eq!(found(9).await, Some((session, anna.clone())));
    assert_eq!(found(10).await, None, "too old");
    assert!(!r.store.end_reused(refresh, now()).await.unwrap());
    assert_eq!(
        r.store.use_refresh(access, now()).await.unwrap(),
        None,
        "no refresh token"
    );
    assert_eq!(r.store.use_refresh(refresh, now()).await.unwrap(), Some(session.id));
    assert_eq!(r.store.session(session.id).await.unwrap(), Some(session));
    assert_eq!(r.store.use_refresh(refresh, now()).await.unwrap(), None);
    assert!(found(0).await.is_some());
    assert!(r.store.end_reused(refresh, now()).await.unwrap());
    assert_eq!(found(0).await, None, "ended at once");
}

async fn an_ended_session_or_account_lets_nobody_in(r: Registry) {
    let (anna, ewa) = (account(&r, "anna").await, account(&r, "ewa").await);
    let (hers, other) = (signed_in(&r, anna.id).await, signed_in(&r, ewa.id).await);
    let lives = |session: Session| {
        let store = Arc::clone(&r.store);
        async move { store.session_of(session.id.as_bytes(), now()).await.unwrap().is_some() }
    };
    r.store.end_sessions(anna.id, now()).await.unwrap();
    assert!(!lives(hers).await && lives(other).await);
    assert!(r.store.disable_account(ewa.id).await.unwrap());
    assert!(!lives(other).await);
    assert_eq!(r.store.use_refresh(ewa.id.as_bytes(), now()).await.unwrap(), None);
    assert!(!r.store.disable_account(Uuid::now_v7()).await.unwrap());
    r.store.end_session(other.id, now()).await.unwrap();
    let later = now() + Duration::hours(13);
    r.store.prune(later, later).await.unwrap();
    assert_eq!(r.store.session(hers.id).await.unwrap(), None);
}

async fn x05_of_many_at_once_no_more_are_told_than_may_be(r: Registry) {
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let allowance = |name| Allowance {
        key: r.store.keyed(name, "woman"),
        most: 2,
        window: Duration::hours(24),
    };
    let probe = |minute, person| Asked {
        allowances: vec![allowance("clinic"), allowance("person")],
        ..Asked::by_desk(
            Uuid::now_v7(),
            Request {
                desk: Some(1),
                action: book(slot(1, minute), woman(person)),
            },
            now(),
        )
    };
    let all = [
        probe(495, 1),
        probe(480, 2),
        probe(495, 1),
        probe(510, 1),
        probe(525, 1),
        probe(525, 3),
    ];
    let codes = async || {
        let answers = submit_all(&*r.store, &all).await;
        answers
            .into_iter()
            .map(|answer| refused(&answer.unwrap()))
            .collect::<Vec<_>>()
    };
    let (told, over) = (Some(RefusalCode::AlreadyBooked), Some(RefusalCode::TooManyTries));
    let expected = [told, Some(RefusalCode::SlotTaken), told, over, over, over];
    assert_eq!(codes().await, expected);
    assert_eq!(codes().await, expected, "asked again, the answers are the same");
    for name in ["clinic", "person"] {
        let key = allowance(name).key;
        assert_eq!(
            r.store.tries(&key, Duration::hours(24), now()).await.unwrap(),
            2,
            "each that was told is counted once"
        );
    }
}

async fn x05_tries_are_counted_in_windows(r: Registry) {
    let window = Duration::minutes(15);
    let (wrong, other) = (r.store.keyed("a", "anna"), r.store.keyed("b", "anna"));
    assert_ne!(wrong, other);
    let count = |minutes| {
        let (store, key) = (Arc::clone(&r.store), wrong.clone());
        async move {
            store
                .count_try(&key, window, now() + Duration::minutes(minutes))
                .await
                .unwrap()
        }
    };
    assert_eq!((count(0).await, count(1).await, count(14).await), (1, 2, 3));
    assert_eq!(
        r.store
            .tries(&wrong, window, now() + Duration::minutes(14))
            .await
            .unwrap(),
        3
    );
    assert_eq!(
        r.store
            .tries(&wrong, window, now() + Duration::minutes(15))
            .await
            .unwrap(),
        0
    );
    assert_eq!(r.store.tries(&other, window, now()).await.unwrap(), 0);
    assert_eq!((count(15).await, count(16).await), (1, 2), "a new window");
    r.store.forget_tries(&wrong).await.unwrap();
    assert_eq!(count(17).await, 1);

    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let (store, key) = (Arc::clone(&r.store), other.clone());
            tokio::spawn(async move { store.count_try(&key, window, now()).await.unwrap() })
        })
        .collect();
    let mut counts = Vec::new();
    for task in tasks {
        counts.push(task.await.unwrap());
    }
    counts.sort_unstable();
    assert_eq!(counts, (1..=20).collect::<Vec<_>>(), "none is lost to another");
}

async fn a_sign_in_is_taken_once(r: Registry) {
    let sign_in = SignIn {
        device: None,
        state: "state".into(),
        nonce: "nonce".into(),
        verifier: "verifier".into(),
        redirect_uri: "http://127.0.0.1:5000/".into(),
    };
    let until = now() + Duration::minutes(10);
    for hash in [b"one", b"two"] {
        r.store.insert_sign_in(hash, &sign_in, until).await.unwrap();
    }
    assert_eq!(r.store.take_sign_in(b"six", now()).await.unwrap(), None);
    assert_eq!(r.store.take_sign_in(b"two", until).await.unwrap(), None, "too late");
    assert_eq!(r.store.take_sign_in(b"one", now()).await.unwrap(), Some(sign_in));
    assert_eq!(r.store.take_sign_in(b"one", now()).await.unwrap(), None);
}

async fn x05_an_answer_stays_when_too_much_has_been_told(r: Registry) {
    let asked = |id, minute| Asked {
        allowances: vec![Allowance {
            key: r.store.keyed("person", "woman"),
            most: 1,
            window: Duration::hours(24),
        }],
        ..Asked::by_desk(
            id,
            Request {
                desk: Some(1),
                action: book(slot(1, minute), woman(1)),
            },
            now(),
        )
    };
    let ask = async |id, minute| submit(&*r.store, &asked(id, minute)).await.unwrap();
    let (first, probe) = (Uuid::now_v7(), Uuid::now_v7());
    let booked = ask(first, 480).await;
    assert!(booked.is_ok());
    assert_eq!(refused(&ask(probe, 495).await), Some(RefusalCode::AlreadyBooked));
    assert_eq!(
        refused(&ask(Uuid::now_v7(), 495).await),
        Some(RefusalCode::TooManyTries)
    );
    assert_eq!(ask(first, 480).await, booked);
    assert_eq!(refused(&ask(probe, 495).await), Some(RefusalCode::AlreadyBooked));
    assert_eq!(refused(&ask(first, 510).await), Some(RefusalCode::RequestMismatch));
}

async fn x08_another_desk_cancels_nothing(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let cancel = |appointment| Action::Cancel {
        appointment,
        reason: CancelReason::Patient,
    };
    let unknown = Some(RefusalCode::AppointmentUnknown);
    assert_eq!(
        refused(&r.ask(2, cancel(visit)).await),
        unknown,
        "as if it did not exist"
    );
    let guest = appointment(r.ask(2, book(slot(1, 495), woman(2))).await);
    assert!(
        r.ask(1, cancel(guest)).await.is_ok(),
        "the clinic it takes place in may"
    );
    let Ok(Outcome::Joined { entry, .. }) = r.ask(1, Action::Join(Box::new(wait(woman(3))))).await else {
        panic!("she does not wait");
    };
    let leave = || Action::Leave { entry };
    assert_eq!(refused(&r.ask(2, leave()).await), Some(RefusalCode::EntryUnknown));
    assert!(r.ask(1, leave()).await.is_ok());
}

contract!(
    x08_another_desk_cancels_nothing,
    x27_a_code_works_once_and_not_for_ever,
    x26_numbers_are_stored_only_over_those_that_were_read,
    x26_a_number_is_used_once_and_counts_with_its_decision,
    accounts_are_found_by_name_and_subject,
    x07_a_refresh_token_works_once_and_its_second_use_ends_the_session,
    an_ended_session_or_account_lets_nobody_in,
    x05_of_many_at_once_no_more_are_told_than_may_be,
    x05_tries_are_counted_in_windows,
    a_sign_in_is_taken_once,
    x05_an_answer_stays_when_too_much_has_been_told,
);
