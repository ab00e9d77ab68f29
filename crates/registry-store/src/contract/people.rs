//! Promises about people without a PESEL, and about who answers for a child.

use super::small::{
    Registry, appointment, book, cancel, cancelled, now, postgres, refused, slot, sqlite, tuesday, wait, woman,
};
use crate::messages::dispatch::{Claim, Readiness, Replied, Terms, cancel_by_reply, claim, handed_over};
use crate::{Asked, submit};
use chrono::{Duration, NaiveDate};
use okienko_domain::calendar::{Day, date, instant};
use okienko_domain::contact::Guardian;
use okienko_domain::directory::Pool;
use okienko_domain::identity::{Country, Document, DocumentKind, DocumentNumber, Identity};
use okienko_domain::ids::{Patient, Pesel, Phone, ReferralCode, Sex};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, CancelReason, Join, Presence, Request};
use okienko_domain::slot::{Sheet, SlotId};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Somebody whom only their passport names.
fn holder(number: &str, birth_date: NaiveDate) -> Patient {
    Patient {
        identity: Identity::Document(Document {
            kind: DocumentKind::Passport,
            country: Country::parse("UA").unwrap(),
            number: DocumentNumber::parse(number).unwrap(),
            birth_date,
            sex: Sex::F,
        }),
        ..woman(1)
    }
}

fn foreigner(number: &str) -> Patient {
    holder(number, date(1970, 5, 6))
}

/// Ten years old, without a phone, and whoever answers for them.
fn child(guardian: Option<Box<Guardian>>) -> Patient {
    Patient {
        identity: Pesel::synthetic(date(2016, 5, 6), 10).into(),
        phone: None,
        guardian,
        ..woman(1)
    }
}

fn father() -> Box<Guardian> {
    Box::new(Guardian {
        given_name: "Jan".into(),
        family_name: "Próbny".into(),
        phone: Phone::parse("602000111").unwrap(),
    })
}

fn cardiology(minute: u16, patient: Patient, referral: &str) -> Action {
    Action::Book {
        slot: slot(3, minute),
        patient,
        referral: ReferralCode::parse(referral).ok(),
        hold: None,
        continuation: false,
    }
}

async fn the_same_document_is_the_same_person(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), foreigner("FH 123456"))).await);
    let again = foreigner("fh-123456");
    assert_eq!(
        refused(&r.ask(2, book(slot(2, 480), again.clone())).await),
        Some(RefusalCode::AlreadyBooked)
    );
    appointment(r.ask(1, book(slot(1, 495), foreigner("FH123457"))).await);
    appointment(r.ask(1, book(slot(1, 510), woman(1))).await);
    let people = r.store.people(0, 10).await.unwrap();
    assert_eq!(people.len(), 3);
    assert_eq!(people[0].1, foreigner("FH123456"), "all of it can be read again");

    // Whoever reads the document again knows better.
    assert_eq!(r.ask(1, cancel(visit)).await, cancelled(false));
    let corrected = Patient {
        given_name: "Oksana".into(),
        ..holder("FH123456", date(1971, 6, 7))
    };
    appointment(r.ask(1, book(slot(1, 480), corrected.clone())).await);
    let people = r.store.people(0, 10).await.unwrap();
    assert_eq!((people.len(), &people[0].1), (3, &corrected));

    let code = "7731";
    appointment(r.ask(1, cardiology(480, foreigner("FH123456"), code)).await);
    appointment(r.ask(1, cardiology(495, foreigner("FH123457"), code)).await);
    let subjects: Vec<_> = r
        .store
        .audit_page(1, 0, 99)
        .await
        .unwrap()
        .into_iter()
        .filter(|entry| entry.action == "book")
        .map(|entry| entry.subject.unwrap())
        .collect();
    assert!(
        subjects[0] == subjects[3] && subjects[0] != subjects[1],
        "one pseudonym a person"
    );
}

async fn x16_nobody_is_called_what_nobody_sees(r: Registry) {
    let hidden = |name: &str| format!(" \u{202e}{}\u{200b}\u{7}{} ", &name[..1], &name[1..]);
    let hide = |patient: &Patient| Patient {
        given_name: hidden(&patient.given_name),
        family_name: hidden(&patient.family_name),
        guardian: patient.guardian.clone().map(|mut guardian| {
            guardian.family_name = hidden(&guardian.family_name);
            guardian
        }),
        ..patient.clone()
    };
    let names = async || {
        let people = r.store.people(0, 10).await.unwrap();
        people.into_iter().map(|(_, patient)| patient).collect::<Vec<_>>()
    };
    let (son, mother) = (child(Some(father())), woman(2));
    appointment(r.ask(1, cardiology(480, hide(&son), "7731")).await);
    r.ask(1, Action::Join(Box::new(wait(hide(&mother))))).await.unwrap();
    assert_eq!(names().await, [son, mother.clone()]);
    // Somebody known is told again.
    let married = Patient {
        family_name: "Nowa".into(),
        ..mother
    };
    appointment(r.ask(1, book(slot(1, 480), hide(&married))).await);
    assert_eq!(names().await[1], married);
    let nobody = Guardian {
        given_name: "\u{200b}".into(),
        ..*father()
    };
    let answer = r.ask(1, cardiology(495, child(Some(Box::new(nobody))), "7732")).await;
    assert_eq!(refused(&answer), Some(RefusalCode::GuardianRequired));
}

async fn sex_and_age_are_those_of_the_document(r: Registry) {
    let man = |mut patient: Patient| {
        if let Identity::Document(document) = &mut patient.identity {
            document.sex = Sex::M;
        }
        patient
    };
    let code = |patient| async { refused(&r.ask(1, book(slot(1, 480), patient)).await) };
    assert_eq!(
        code(man(foreigner("FH123456"))).await,
        Some(RefusalCode::SexNotEligible)
    );
    assert_eq!(
        code(holder("FH123456", date(2001, 5, 6))).await,
        Some(RefusalCode::AgeTooYoung)
    );
    assert_eq!(code(foreigner("700506 00107")).await, None, "no PESEL of that day");
    let pesel = Pesel::synthetic(date(1970, 5, 6), 10).digits();
    assert_eq!(code(foreigner(&pesel)).await, Some(RefusalCode::DocumentIsPesel));
    for patient in [
        foreigner("FH123456"),
        Patient {
            guardian: Some(father()),
            ..woman(2)
        },
    ] {
        let action = book(slot(1, 495), patient);
        let asked = Asked::by_desk(Uuid::now_v7(), Request { desk: None, action }, now());
        let answer = submit(&*r.store, &asked).await.unwrap();
        assert_eq!(
            refused(&answer),
            Some(RefusalCode::AtDeskOnly),
            "a kiosk has seen nothing"
        );
    }
}

async fn a_reserve_without_a_pesel_is_for_those(r: Registry) {
    let mut directory = r.store.directory().await.unwrap();
    directory.schedules[0].pool = Pool::NoPesel;
    let mut tx = r.store.begin().await.unwrap();
    tx.put_directory(&directory).await.unwrap();
    tx.commit().await.unwrap();
    let code = async |desk, action| refused(&r.ask(desk, action).await);
    let reserved = Some(RefusalCode::PoolReserved);
    assert_eq!(code(1, book(slot(1, 480), woman(1))).await, reserved);
    assert_eq!(
        code(2, book(slot(1, 480), foreigner("FH1"))).await,
        reserved,
        "another clinic"
    );
    let visit = appointment(r.ask(1, book(slot(1, 480), foreigner("FH1"))).await);
    let elsewhere = appointment(r.ask(1, book(slot(2, 480), woman(1))).await);
    let moved = Action::Reschedule {
        appointment: elsewhere,
        slot: slot(1, 495),
        hold: None,
    };
    assert_eq!(code(1, moved).await, reserved);

    let join = |patient, urgent| {
        Action::Join(Box::new(Join {
            urgent,
            ..wait(patient)
        }))
    };
    r.ask(1, join(woman(2), true)).await.unwrap();
    r.ask(1, join(foreigner("FH2"), false)).await.unwrap();
    assert_eq!(r.ask(1, cancel(visit)).await, cancelled(true));
    let visits = r.store.appointments(1, 9).await.unwrap();
    let passed_on: Vec<_> = visits.iter().filter(|visit| visit.from_waiting_list).collect();
    assert_eq!(passed_on.len(), 1);
    assert_eq!(passed_on[0].patient, foreigner("FH2"), "within the reserve");
}

async fn a_child_needs_who_answers_for_it(r: Registry) {
    let needed = Some(RefusalCode::GuardianRequired);
    let code = |action| async { refused(&r.ask(1, action).await) };
    assert_eq!(code(cardiology(480, child(None), "7731")).await, needed);
    let continued = Action::Book {
        slot: slot(3, 480),
        patient: child(None),
        referral: None,
        hold: None,
        continuation: true,
    };
    assert_eq!(refused(&r.ask(3, continued).await), needed);
    let join = |patient| {
        Action::Join(Box::new(Join {
            service: "cardiology-first".into(),
            referral: ReferralCode::parse("7731").ok(),
            ..wait(patient)
        }))
    };
    assert_eq!(code(join(child(None))).await, needed);
    appointment(r.ask(1, cardiology(480, child(Some(father())), "7731")).await);
    let people = r.store.people(0, 10).await.unwrap();
    assert_eq!(people[0].1, child(Some(father())));

    // Of age on the first of December, a child the day before.
    let of_age = Patient {
        identity: Pesel::synthetic(date(2008, 12, 1), 10).into(),
        ..woman(1)
    };
    let visit = appointment(r.ask(1, cardiology(495, of_age.clone(), "7732")).await);
    let mut tx = r.store.begin().await.unwrap();
    let changed = r.store.sheets_after(0, 10).await.unwrap();
    let tuesday = changed.iter().find(|changed| changed.schedule == 3).unwrap().sheet;
    let monday = Sheet {
        day: Day(slot(3, 480).day.0 - 1),
        free: tuesday.open,
        ..tuesday
    };
    tx.put_sheets(&[(3, monday)]).await.unwrap();
    tx.commit().await.unwrap();
    let earlier = |appointment| Action::Reschedule {
        appointment,
        slot: SlotId {
            day: monday.day,
            ..slot(3, 480)
        },
        hold: None,
    };
    assert_eq!(code(earlier(visit)).await, needed);
    let asked = join(of_age);
    assert_eq!(code(asked).await, needed, "nobody knows the day yet");
}

async fn messages_go_to_who_answers_for_a_child(r: Registry) {
    const TERMS: Terms = Terms {
        sms: Readiness::Ready,
        email: Readiness::Ready,
        lease: Duration::minutes(1),
        attempts: 3,
    };
    let visit = appointment(r.ask(1, cardiology(480, child(Some(father())), "7731")).await);
    let eve = now() + Duration::days(7);
    let mut sent = 0;
    loop {
        match claim(&*r.store, &TERMS, eve).await.unwrap() {
            Claim::Nothing => break,
            Claim::Settled => {}
            Claim::Letter(letter) => {
                assert_eq!(letter.patient.reached_at(), Some(&father().phone));
                handed_over(&*r.store, &letter, "courier", eve).await.unwrap();
                sent += 1;
            }
        }
    }
    assert_eq!(sent, 3, "a confirmation and two reminders");
    assert_eq!(r.store.call_tasks(1, 9).await.unwrap(), []);
    let reply = cancel_by_reply(&*r.store, &father().phone, "r1", eve).await.unwrap();
    assert!(matches!(reply, Replied::Decided(Ok(_))), "who answers for it cancels");
    assert_eq!(
        refused(&r.ask(1, cancel(visit)).await),
        Some(RefusalCode::AlreadyCancelled)
    );

    // Without a courier for phones somebody calls, and sees whom.
    appointment(r.ask(1, cardiology(480, child(Some(father())), "7731")).await);
    let none = Terms {
        sms: Readiness::Absent,
        ..TERMS
    };
    let before = now() + Duration::days(7);
    while !matches!(claim(&*r.store, &none, before).await.unwrap(), Claim::Nothing) {}
    let calls = r.store.call_tasks(1, 9).await.unwrap();
    assert!(!calls.is_empty() && calls.iter().all(|call| call.patient.guardian == Some(father())));
}

async fn nobody_answers_for_the_grown_up_unless_it_is_said(r: Registry) {
    let with = Patient {
        guardian: Some(father()),
        ..woman(1)
    };
    let visit = appointment(r.ask(1, book(slot(1, 480), with)).await);
    let known = async || r.store.people(0, 10).await.unwrap().remove(0).1.guardian;
    assert_eq!(known().await, Some(father()));
    r.ask(1, cancel(visit)).await.unwrap();
    let action = book(slot(1, 480), woman(1));
    let asked = Asked::by_desk(Uuid::now_v7(), Request { desk: None, action }, now());
    let visit = appointment(submit(&*r.store, &asked).await.unwrap());
    assert_eq!(known().await, Some(father()), "a kiosk changes nothing");
    let clinic = Action::Cancel {
        appointment: visit,
        reason: CancelReason::Patient,
    };
    r.ask(1, clinic).await.unwrap();
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    assert_eq!(known().await, None);
}

async fn x04_a_kiosk_is_told_nothing_of_a_person(r: Registry) {
    let referred = |minute| Action::Book {
        slot: slot(3, minute),
        patient: woman(3),
        referral: Some(ReferralCode::parse("1234").unwrap()),
        hold: None,
        continuation: false,
    };
    let joined = |serial| Action::Join(Box::new(wait(woman(serial))));
    let on_the_day = instant(tuesday(), 420).unwrap().to_utc();
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    r.ask(1, joined(2)).await.unwrap();
    let had = appointment(r.ask(3, referred(480)).await);
    let attended = Action::Attend {
        appointment: had,
        presence: Presence::Present,
    };
    r.ask_as(Uuid::now_v7(), 3, attended, on_the_day).await.unwrap();
    for (action, told) in [
        (book(slot(1, 495), woman(1)), RefusalCode::AlreadyBooked),
        (joined(1), RefusalCode::AlreadyBooked),
        (joined(2), RefusalCode::AlreadyWaiting),
        (referred(555), RefusalCode::ReferralUsed),
    ] {
        assert_eq!(refused(&r.ask(1, action.clone()).await), Some(told));
        let kiosk = Asked::by_desk(Uuid::now_v7(), Request { desk: None, action }, now());
        for _ in 0..2 {
            let answer = submit(&*r.store, &kiosk).await.unwrap();
            assert_eq!(refused(&answer), Some(RefusalCode::SaidAtDesk));
        }
    }
    let taken = Request {
        desk: None,
        action: book(slot(1, 480), woman(1)),
    };
    let taken = submit(&*r.store, &Asked::by_desk(Uuid::now_v7(), taken, now())).await;
    let told = refused(&taken.unwrap());
    assert_eq!(told, Some(RefusalCode::SlotTaken), "as anybody would be told");
    let reasons = "SELECT count(*) FROM audit WHERE actor = 'kiosk' AND outcome IN ('already-booked', 'already-waiting', 'referral-used')";
    assert_eq!(r.number(reasons).await, 4, "the audit has the reason");
}

async fn documents_and_guardians_are_sealed(r: Registry) {
    let patient = Patient {
        guardian: Some(father()),
        ..foreigner("KANAREK77001")
    };
    appointment(r.ask(1, book(slot(1, 480), patient)).await);
    let join = Action::Join(Box::new(wait(foreigner("KANAREK77002"))));
    r.ask(1, join).await.unwrap();
    let stored = r.everything().await;
    let holds = |secret: &[u8]| {
        let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
        [secret, hex.as_bytes()]
            .iter()
            .any(|form| stored.windows(form.len()).any(|window| window == *form))
    };
    assert!(holds(b"Poradnia 1"), "what is not sealed is found");
    for secret in ["KANAREK7700", "1970-05-06", "Próbny", "602000111", "passport"] {
        assert!(!holds(secret.as_bytes()), "{secret}");
    }
    let digest = Sha256::digest("passport UA KANAREK77001");
    assert!(!holds(&digest), "nor a hash that anybody could make of a number");
}

contract!(
    the_same_document_is_the_same_person,
    x16_nobody_is_called_what_nobody_sees,
    sex_and_age_are_those_of_the_document,
    a_reserve_without_a_pesel_is_for_those,
    a_child_needs_who_answers_for_it,
    messages_go_to_who_answers_for_a_child,
    nobody_answers_for_the_grown_up_unless_it_is_said,
    x04_a_kiosk_is_told_nothing_of_a_person,
    documents_and_guardians_are_sealed,
);
