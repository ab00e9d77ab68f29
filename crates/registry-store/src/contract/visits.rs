//! Promises about holds, moves and what happens to visits.

use super::small::{Registry, appointment, book, cancel, now, refused, slot, wait, woman};
use crate::{Asked, submit_all, tick};
use chrono::{Duration, TimeZone, Utc};
use okienko_domain::ids::ReferralCode;
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{
    Action, AppointmentStatus, CancelReason, EventKind, Outcome, Presence, Request, visit_number,
};
use okienko_domain::slot::SlotId;
use uuid::Uuid;

async fn hold(r: &Registry, desk: u32, slot: SlotId) -> Uuid {
    match r.ask(desk, Action::Hold { slot }).await {
        Ok(Outcome::Held { hold, until }) => {
            assert_eq!(until, now() + Duration::minutes(5));
            hold
        }
        other => panic!("not held: {other:?}"),
    }
}

fn book_held(slot: SlotId, serial: u16, hold: Uuid) -> Action {
    match book(slot, woman(serial)) {
        Action::Book {
            slot,
            patient,
            referral,
            continuation,
            ..
        } => Action::Book {
            slot,
            patient,
            referral,
            hold: Some(hold),
            continuation,
        },
        other => other,
    }
}

pub(super) async fn a_hold_keeps_a_term_for_its_desk(r: Registry) {
    let held = hold(&r, 1, slot(1, 480)).await;
    assert!(!r.is_free(slot(1, 480)).await, "nobody is offered a held term");
    assert_eq!(
        refused(&r.ask(2, book(slot(1, 480), woman(2))).await),
        Some(RefusalCode::SlotTaken)
    );
    assert_eq!(
        refused(&r.ask(2, Action::Hold { slot: slot(1, 480) }).await),
        Some(RefusalCode::SlotTaken)
    );
    appointment(r.ask(1, book_held(slot(1, 480), 1, held)).await);
    assert_eq!(
        refused(&r.ask(1, book_held(slot(1, 480), 3, held)).await),
        Some(RefusalCode::HoldExpired),
        "a hold is used once"
    );

    let other = hold(&r, 1, slot(1, 495)).await;
    let release = || Action::Release { hold: other };
    assert_eq!(r.ask(1, release()).await, Ok(Outcome::Released));
    assert!(r.is_free(slot(1, 495)).await);
    assert_eq!(r.ask(1, release()).await, Ok(Outcome::Released), "gone is gone");
}

pub(super) async fn a_hold_is_over_when_its_time_is(r: Registry) {
    let held = hold(&r, 1, slot(1, 480)).await;
    let (just_before, over) = (now() + Duration::seconds(299), now() + Duration::minutes(5));
    let late = |n: u16| r.ask_as(Uuid::now_v7(), 2, book(slot(1, 480), woman(n)), just_before);
    assert_eq!(refused(&late(2).await), Some(RefusalCode::SlotTaken));
    // No job has run: the time alone ends it.
    appointment(r.ask_as(Uuid::now_v7(), 2, book(slot(1, 480), woman(2)), over).await);
    let too_late = r
        .ask_as(Uuid::now_v7(), 1, book_held(slot(1, 480), 1, held), over)
        .await;
    assert_eq!(refused(&too_late), Some(RefusalCode::HoldExpired));

    hold(&r, 1, slot(1, 495)).await;
    assert_eq!(tick(&*r.store, just_before).await.unwrap(), 0);
    assert_eq!(r.store.next_due().await.unwrap(), Some(over));
    assert_eq!(tick(&*r.store, over).await.unwrap(), 1);
    assert!(r.is_free(slot(1, 495)).await, "a swept hold frees its term");
    assert_eq!(r.store.next_due().await.unwrap(), None);
}

pub(super) async fn a_desk_keeps_only_so_many_terms(r: Registry) {
    let minutes = (0..6).map(|n| 480 + 15 * n);
    let terms: Vec<SlotId> = (1..=2).flat_map(|s| minutes.clone().map(move |m| slot(s, m))).collect();
    let max = usize::from(r.store.policy().await.unwrap().holds_per_desk);
    assert!(terms.len() < max);
    for term in &terms {
        let held = hold(&r, 1, *term).await;
        if *term == terms[0] {
            r.ask(1, Action::Release { hold: held }).await.unwrap();
        }
    }
    // More of them than the sheet has terms: fill up with holds straight in the store.
    let mut tx = r.store.begin().await.unwrap();
    for n in terms.len() - 1..max {
        let far = SlotId {
            day: slot(1, 480).day.plus(u16::try_from(n).unwrap()),
            ..slot(1, 480)
        };
        let until = now() + Duration::minutes(5);
        tx.insert_hold(Uuid::now_v7(), far, Some(1), until).await.unwrap();
    }
    tx.commit().await.unwrap();
    let refusal = r.ask(1, Action::Hold { slot: terms[0] }).await.unwrap_err();
    assert_eq!(
        (refusal.code, refusal.params["max"].as_str()),
        (RefusalCode::TooManyHolds, "20")
    );
    hold(&r, 2, terms[0]).await;
}

pub(super) async fn f44_a_move_is_never_zero_and_never_two_visits(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    appointment(r.ask(2, book(slot(2, 480), woman(2))).await);
    let to = |slot| Action::Reschedule {
        appointment: visit,
        slot,
        hold: None,
    };
    let mine = || async {
        let visits = r.store.appointments(1, 10).await.unwrap();
        assert_eq!((visits.len(), visits[0].id), (1, visit));
        (visits[0].slot, visits[0].status)
    };
    let before = mine().await;
    for (wrong, code) in [
        (slot(2, 480), RefusalCode::SlotTaken),
        (slot(1, 480), RefusalCode::SameSlot),
        (slot(3, 480), RefusalCode::OtherService),
        (slot(1, 481), RefusalCode::SlotUnknown),
    ] {
        assert_eq!(refused(&r.ask(1, to(wrong)).await), Some(code));
        assert_eq!(mine().await, before, "a refused move changes nothing");
        assert!(!r.is_free(slot(1, 480)).await);
    }
    let moved = Ok(Outcome::Moved {
        number: visit_number(visit),
        passed_on: false,
    });
    let id = Uuid::now_v7();
    assert_eq!(r.ask_as(id, 1, to(slot(2, 495)), now()).await, moved);
    assert_eq!(
        r.ask_as(id, 1, to(slot(2, 495)), now()).await,
        moved,
        "asked twice, moved once"
    );
    assert_eq!(mine().await, (slot(2, 495), AppointmentStatus::Booked));
    assert!(r.is_free(slot(1, 480)).await && !r.is_free(slot(2, 495)).await);
    r.ask(1, cancel(visit)).await.unwrap();
    assert_eq!(refused(&r.ask(1, to(slot(1, 480))).await), Some(RefusalCode::NotBooked));
}

pub(super) async fn a_moved_visit_passes_its_term_on(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    r.ask(2, Action::Join(Box::new(wait(woman(2))))).await.unwrap();
    let action = Action::Reschedule {
        appointment: visit,
        slot: slot(1, 495),
        hold: None,
    };
    assert!(matches!(
        r.ask(1, action).await,
        Ok(Outcome::Moved { passed_on: true, .. })
    ));
    let got = r.store.appointments(2, 10).await.unwrap();
    assert_eq!((got[0].slot, &got[0].patient), (slot(1, 480), &woman(2)));
}

pub(super) async fn a_visit_the_clinic_cannot_keep_waits_at_its_place(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let later = now() + Duration::hours(1);
    let join = Action::Join(Box::new(wait(woman(2))));
    r.ask_as(Uuid::now_v7(), 2, join, later).await.unwrap();
    let clinic = Action::Cancel {
        appointment: visit,
        reason: CancelReason::Clinic,
    };
    let answer = r.ask_as(Uuid::now_v7(), 1, clinic, later + Duration::hours(1)).await;
    let Ok(Outcome::Cancelled {
        passed_on: false,
        entry: Some(entry),
        ..
    }) = answer
    else {
        panic!("{answer:?}")
    };
    assert_eq!(
        refused(&r.ask(2, book(slot(1, 480), woman(3))).await),
        Some(RefusalCode::SlotUnknown),
        "nobody can be seen then"
    );
    let waiting = r.store.waiting(1, later, 10).await.unwrap();
    assert_eq!(
        (waiting[0].entry.id, waiting[0].position),
        (entry, 1),
        "before those who came later"
    );
    let events = r.store.events(1, 0, 10).await.unwrap();
    assert!(
        matches!(&events[0].kind, EventKind::CallPatient { entry: e, appointment: a, .. } if (*e, *a) == (entry, visit))
    );
}

pub(super) async fn a_late_cancellation_is_marked(r: Registry) {
    for (serial, hours_before, late) in [(1, 25, false), (2, 23, true)] {
        let term = slot(1, 480 + 15 * serial);
        let visit = appointment(r.ask(1, book(term, woman(serial))).await);
        let start = okienko_domain::calendar::instant(term.day, term.minute)
            .unwrap()
            .with_timezone(&Utc);
        let at = start - Duration::hours(hours_before);
        let answer = r.ask_as(Uuid::now_v7(), 1, cancel(visit), at).await;
        assert!(
            matches!(answer, Ok(Outcome::Cancelled { late: l, .. }) if l == late),
            "{answer:?}"
        );
        let visits = r.store.appointments(1, 10).await.unwrap();
        assert_eq!(visits.iter().find(|v| v.id == visit).unwrap().late, late);
    }
}

pub(super) async fn attendance_and_a_place_given_back(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let day = |d, h| Utc.with_ymd_and_hms(2026, 12, d, h, 0, 0).unwrap();
    let attend = |presence, at| {
        let action = Action::Attend {
            appointment: visit,
            presence,
        };
        r.ask_as(Uuid::now_v7(), 1, action, at)
    };
    let restore = |at| r.ask_as(Uuid::now_v7(), 1, Action::Restore { appointment: visit }, at);
    let status = || async { r.store.appointments(1, 10).await.unwrap()[0].status };
    assert_eq!(
        refused(&attend(Presence::Present, now()).await),
        Some(RefusalCode::TooEarly)
    );
    assert_eq!(
        refused(&attend(Presence::Absent, day(1, 6)).await),
        Some(RefusalCode::TooEarly),
        "the visit is at 7 UTC"
    );
    attend(Presence::Present, day(1, 6)).await.unwrap();
    assert_eq!(status().await, AppointmentStatus::Arrived);
    assert_eq!(refused(&restore(day(1, 8)).await), Some(RefusalCode::NotRestorable));
    attend(Presence::Absent, day(1, 8)).await.unwrap();
    assert_eq!(
        status().await,
        AppointmentStatus::NoShow,
        "a slip of the key is put right"
    );
    assert_eq!(
        refused(&restore(day(8, 8)).await),
        Some(RefusalCode::NotRestorable),
        "after 7 days"
    );
    let answer = restore(day(8, 6)).await;
    assert!(matches!(answer, Ok(Outcome::Joined { .. })), "{answer:?}");
    let waiting = r.store.waiting(1, day(8, 6), 10).await.unwrap();
    assert_eq!(waiting[0].entry.entered_at, now(), "the place of the first entry");
    assert_eq!(refused(&restore(day(8, 6)).await), Some(RefusalCode::AlreadyWaiting));
}

pub(super) async fn f27_a_referral_is_used_once(r: Registry) {
    let with = |code: &str, minute| Action::Book {
        slot: slot(3, minute),
        patient: woman(1),
        referral: Some(ReferralCode::parse(code).unwrap()),
        hold: None,
        continuation: false,
    };
    let at = |hour, minute| Utc.with_ymd_and_hms(2026, 12, 1, hour, minute, 0).unwrap();
    let ask = |action, time| r.ask_as(Uuid::now_v7(), 3, action, time);
    let visit = appointment(ask(with("7731", 480), now()).await);
    let attend = |presence| Action::Attend {
        appointment: visit,
        presence,
    };
    ask(attend(Presence::Present), at(6, 0)).await.unwrap();
    let again = |time| ask(with("7731", 555), time);
    assert_eq!(
        refused(&again(at(6, 0)).await),
        Some(RefusalCode::ReferralUsed),
        "the visit was had"
    );
    let another = appointment(ask(with("7732", 555), at(6, 0)).await);
    let cancel = Action::Cancel {
        appointment: another,
        reason: CancelReason::Patient,
    };
    ask(cancel, at(6, 0)).await.unwrap();
    ask(attend(Presence::Absent), at(7, 30)).await.unwrap();
    appointment(again(at(7, 30)).await);
}

pub(super) async fn a_continuation_stays_at_its_clinic(r: Registry) {
    let continuation = |slot: SlotId| Action::Book {
        slot,
        patient: woman(1),
        referral: None,
        hold: None,
        continuation: true,
    };
    let first = Action::Book {
        slot: slot(3, 480),
        patient: woman(1),
        referral: ReferralCode::parse("7731").ok(),
        hold: None,
        continuation: false,
    };
    appointment(r.ask(3, first).await);
    assert_eq!(
        refused(&r.ask(1, continuation(slot(3, 495))).await),
        Some(RefusalCode::ContinuationElsewhere),
        "another clinic's desk"
    );
    let visit = appointment(r.ask(3, continuation(slot(3, 495))).await);
    let to = Action::Reschedule {
        appointment: visit,
        slot: slot(3, 510),
        hold: None,
    };
    r.ask(3, to).await.unwrap();
    assert_eq!(r.store.appointments(3, 10).await.unwrap().len(), 2);
}

pub(super) async fn f26_a_refusal_names_the_nearest_terms(r: Registry) {
    appointment(r.ask(1, book(slot(1, 510), woman(1))).await);
    let refusal = r.ask(2, book(slot(1, 510), woman(2))).await.unwrap_err();
    assert_eq!(refusal.code, RefusalCode::SlotTaken);
    assert_eq!(refusal.alternatives, [slot(1, 495), slot(1, 525), slot(1, 480)]);
}

pub(super) async fn many_requests_share_a_commit(r: Registry) {
    let request = |desk, action| {
        let desk = Some(desk);
        Asked::by_desk(Uuid::now_v7(), Request { desk, action }, now())
    };
    let requests = [
        request(1, book(slot(1, 480), woman(1))),
        request(2, book(slot(1, 480), woman(2))),
        request(2, book(slot(1, 495), woman(2))),
        request(1, book(slot(2, 495), woman(1))),
    ];
    let mut codes = Vec::new();
    for answer in submit_all(&*r.store, &requests).await {
        codes.push(refused(&answer.unwrap()));
    }
    assert_eq!(
        codes,
        [
            None,
            Some(RefusalCode::SlotTaken),
            None,
            Some(RefusalCode::AlreadyBooked)
        ],
        "each sees those before it"
    );
    let again = submit_all(&*r.store, &requests[..1]).await.remove(0).unwrap();
    appointment(again);
    assert_eq!(r.store.appointments(1, 10).await.unwrap().len(), 1);
}

pub(super) async fn a_clinic_sees_who_comes_on_a_day(r: Registry) {
    let late = appointment(r.ask(1, book(slot(1, 495), woman(1))).await);
    let early = appointment(r.ask(2, book(slot(1, 480), woman(2))).await);
    let elsewhere = appointment(r.ask(1, book(slot(2, 480), woman(3))).await);
    let day = slot(1, 480).day;
    let on = |facility, day| {
        let store = &r.store;
        async move {
            let visits = store.visits_on(facility, day).await.unwrap();
            visits.into_iter().map(|v| (v.id, v.status)).collect::<Vec<_>>()
        }
    };
    let booked = |id| (id, AppointmentStatus::Booked);
    assert_eq!(on(1, day).await, [booked(early), booked(late)], "whoever booked them");
    assert_eq!(on(2, day).await, [booked(elsewhere)]);
    assert_eq!(on(1, day.plus(1)).await, []);

    let missed = Action::Attend {
        appointment: early,
        presence: Presence::Absent,
    };
    let after = Utc.with_ymd_and_hms(2026, 12, 1, 8, 0, 0).unwrap();
    r.ask(1, cancel(late)).await.unwrap();
    r.ask_as(Uuid::now_v7(), 1, missed, after).await.unwrap();
    assert_eq!(on(1, day).await, [(early, AppointmentStatus::NoShow)]);
}
