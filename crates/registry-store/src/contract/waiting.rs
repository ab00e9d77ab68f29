//! Promises about the order of the waiting list.

use super::small::{Registry, appointment, book, cancelled, now, refused, slot, wait, woman};
use chrono::Duration;
use okienko_domain::geo::Point;
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, AppointmentStatus, CancelReason, EventKind, Join, Outcome, WaitingStatus};
use okienko_domain::waiting::Weekdays;
use uuid::Uuid;

pub(super) async fn a_freed_term_goes_to_the_waiting_list_in_order(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let joined = |n, change: fn(&mut Join)| {
        let mut join = wait(woman(n));
        change(&mut join);
        r.ask_as(
            Uuid::now_v7(),
            2,
            Action::Join(Box::new(join)),
            now() + Duration::minutes(n.into()),
        )
    };
    joined(10, |_| ()).await.unwrap();
    joined(11, |j| j.urgent = true).await.unwrap();
    joined(12, |j| j.entitlement = Some("pregnancy".into())).await.unwrap();
    joined(13, |j| j.preferences.point = Point { lat: 50.06, lon: 19.94 })
        .await
        .unwrap();
    joined(14, |j| j.preferences.weekdays = Weekdays::from_iso(&[1]))
        .await
        .unwrap();
    let order: Vec<_> = [12, 11, 10].map(woman).into();
    assert_eq!(refused(&joined(10, |_| ()).await), Some(RefusalCode::AlreadyWaiting));
    assert_eq!(refused(&joined(1, |_| ()).await), Some(RefusalCode::AlreadyBooked));
    assert_eq!(
        refused(&joined(15, |j| j.entitlement = Some("friend".into())).await),
        Some(RefusalCode::EntitlementUnknown)
    );
    let places: Vec<_> = r
        .store
        .waiting(2, now(), 10)
        .await
        .unwrap()
        .into_iter()
        .map(|w| (w.patient.family_name, w.position))
        .collect();
    assert_eq!(
        places,
        [
            ("Próbna 14".into(), 5),
            ("Próbna 13".into(), 4),
            ("Próbna 12".into(), 1),
            ("Próbna 11".into(), 2),
            ("Próbna 10".into(), 3)
        ]
    );

    let mut next = visit;
    for (n, expected) in order.iter().enumerate() {
        let at = now() + Duration::hours(1);
        assert_eq!(
            r.ask_as(
                Uuid::now_v7(),
                1,
                Action::Cancel {
                    appointment: next,
                    reason: CancelReason::Patient
                },
                at
            )
            .await,
            cancelled(true)
        );
        assert!(!r.is_free(slot(1, 480)).await, "never free in between");
        let got = r
            .store
            .appointments(2, 10)
            .await
            .unwrap()
            .into_iter()
            .find(|v| v.status == AppointmentStatus::Booked)
            .unwrap();
        assert_eq!(
            (&got.patient, got.from_waiting_list, got.slot),
            (expected, true, slot(1, 480))
        );
        let events = r.store.events(2, 0, 10).await.unwrap();
        assert_eq!(events.len(), n + 1);
        assert!(
            matches!(&events[n].kind, EventKind::WaitingBooked { appointment, slot: s, .. } if *appointment == got.id && *s == slot(1, 480))
        );
        assert_eq!(r.store.events(2, events[n].seq, 10).await.unwrap(), []);
        next = got.id;
    }
    assert_eq!(
        r.ask(
            1,
            Action::Cancel {
                appointment: next,
                reason: CancelReason::Mistake
            }
        )
        .await,
        cancelled(false)
    );
    assert!(
        r.is_free(slot(1, 480)).await,
        "it suits neither of the two who still wait"
    );
    let left = r.store.waiting(2, now(), 10).await.unwrap();
    assert_eq!(
        left.iter()
            .filter(|w| w.status == WaitingStatus::Booked && w.slot == Some(slot(1, 480)))
            .count(),
        3
    );
}

pub(super) async fn waiting_ends(r: Registry) {
    let join = |n| Action::Join(Box::new(wait(woman(n))));
    let Ok(Outcome::Joined { entry, valid_until }) = r.ask(1, join(1)).await else {
        panic!("not joined")
    };
    assert_eq!(valid_until, now() + Duration::days(90));
    assert_eq!(r.ask(1, Action::Leave { entry }).await, Ok(Outcome::Left));
    assert_eq!(
        refused(&r.ask(1, Action::Leave { entry }).await),
        Some(RefusalCode::EntryUnknown)
    );
    r.ask(1, join(1)).await.unwrap();
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    assert_eq!(
        r.store.waiting(1, now(), 1).await.unwrap()[0].status,
        WaitingStatus::Booked,
        "who has a visit waits no more"
    );

    r.ask(1, join(2)).await.unwrap();
    let later = now() + Duration::days(91);
    let lapsed = |records: Vec<okienko_domain::request::WaitingRecord>| {
        records
            .into_iter()
            .filter(|w| w.status == WaitingStatus::Lapsed)
            .count()
    };
    assert_eq!(lapsed(r.store.waiting(1, later, 9).await.unwrap()), 1);
    r.ask_as(Uuid::now_v7(), 1, join(2), later).await.unwrap();
    assert_eq!(
        lapsed(r.store.waiting(1, later, 9).await.unwrap()),
        0,
        "a lapsed entry gives way to a new one"
    );
}

pub(super) async fn more_waiting_than_a_page(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(999))).await);
    for n in 1..=70 {
        let mut join = wait(woman(n));
        join.preferences.weekdays = Weekdays::from_iso(&[if n == 70 { 2 } else { 3 }]);
        r.ask_as(
            Uuid::now_v7(),
            2,
            Action::Join(Box::new(join)),
            now() + Duration::seconds(n.into()),
        )
        .await
        .unwrap();
    }
    let at = now() + Duration::hours(1);
    assert_eq!(
        r.ask_as(
            Uuid::now_v7(),
            1,
            Action::Cancel {
                appointment: visit,
                reason: CancelReason::Patient
            },
            at
        )
        .await,
        cancelled(true)
    );
    let got = r.store.appointments(2, 10).await.unwrap();
    assert_eq!(got.iter().map(|v| &v.patient).collect::<Vec<_>>(), [&woman(70)]);
}
