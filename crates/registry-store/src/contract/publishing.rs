//! What clinics may expect when they publish.

use super::small::{
    Registry, appointment, book, cancel, cancelled, now, postgres, refused, slot, sqlite, tuesday, wait, woman,
};
use crate::audit::Actor;
use crate::{
    Asked, Created, ImportedSchedule, PublishRefusal, add_location, add_schedule, extend, import, preview, publish,
};
use chrono::Duration;
use okienko_domain::calendar::Day;
use okienko_domain::directory::{Location, Pool, Schedule, Stop};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, AppointmentStatus, EventKind, Outcome};
use okienko_domain::scope::Part;
use okienko_domain::slot::{Sheet, SlotId};
use okienko_domain::timetable::work::Published;
use okienko_domain::timetable::{Shift, Sitting, Timetable, Week};
use std::sync::Arc;
use uuid::Uuid;

/// Tuesdays from `from` to `to`, a quarter of an hour each, from 1 December 2026 on.
pub(super) fn tuesdays(from: u16, to: u16) -> Timetable {
    let sitting = Sitting {
        from,
        to,
        minutes: 15,
        breaks: Vec::new(),
    };
    Timetable {
        weeks: vec![Week {
            from: tuesday(),
            to: None,
            shifts: vec![Shift { weekday: 2, sitting }],
        }],
        ..Timetable::default()
    }
}

fn clinic(facility: u32) -> Actor {
    Actor::desk(Some(facility))
}

/// Publishes over what a preview has just shown.
pub(super) async fn published(r: &Registry, schedule: u32, table: &Timetable) -> Published {
    let shown = preview(&*r.store, schedule, schedule, table, now())
        .await
        .unwrap()
        .unwrap();
    let by = clinic(schedule);
    let done = publish(&*r.store, &by, schedule, schedule, table, shown.version, now()).await;
    let done = done.unwrap().unwrap();
    assert_eq!(done.difference, shown.difference, "what was shown is what was done");
    assert!(done.version > shown.version);
    done
}

async fn sheets_of(r: &Registry, schedule: u32) -> Vec<Sheet> {
    let all = r.store.sheets(&Part::new("mammography", 4)).await.unwrap();
    all.into_iter()
        .filter(|(id, _)| *id == schedule)
        .map(|(_, sheet)| sheet)
        .collect()
}

async fn f30_shrinking_over_a_booked_term_keeps_the_visit(r: Registry) {
    let early = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    appointment(r.ask(2, book(slot(1, 555), woman(2))).await);
    let done = published(&r, 1, &tuesdays(540, 600)).await;
    let moves: Vec<_> = done
        .difference
        .to_move
        .iter()
        .map(|m| (m.appointment, m.slot))
        .collect();
    assert_eq!(moves, [(early, slot(1, 480))]);
    assert_eq!(
        done.difference.kept, 3,
        "9:00, 9:15 with its visit, and 9:45 published as taken"
    );
    assert!(done.difference.closed.contains(&slot(1, 480)) && done.difference.opened.contains(&slot(1, 570)));

    let visits = r.store.appointments(1, 9).await.unwrap();
    assert_eq!(
        (visits[0].id, visits[0].status, visits[0].slot),
        (early, AppointmentStatus::Booked, slot(1, 480))
    );
    assert!(
        !r.is_free(slot(1, 555)).await && !r.is_free(slot(1, 585)).await,
        "taken stays taken"
    );
    let items = r.store.work_items(1, now(), 9).await.unwrap();
    assert_eq!(
        (items.len(), items[0].visit.id, items[0].visit.patient.clone()),
        (1, early, woman(1))
    );
    assert_eq!(items[0].proposal, Some(slot(1, 540)), "the nearest free term");
    assert_eq!(items[0].kept_until, Some(now() + Duration::hours(24)));
    let told = r.store.events(1, 0, 9).await.unwrap();
    assert!(
        matches!(&told[..], [event] if event.kind == EventKind::VisitsToMove { item: items[0].id, service: "mammography".into() }),
        "{told:?}"
    );
    assert!(
        r.store.work_items(2, now(), 9).await.unwrap().is_empty(),
        "the clinic of the schedule has to call"
    );

    published(&r, 1, &tuesdays(540, 600)).await;
    assert_eq!(
        r.store.work_items(1, now(), 9).await.unwrap(),
        items,
        "the same work once"
    );
    assert_eq!(r.store.events(1, 0, 9).await.unwrap(), told, "and told once");
    assert_eq!(
        refused(&r.ask(2, book(slot(1, 480), woman(4))).await),
        Some(RefusalCode::SlotUnknown)
    );
    let back = published(&r, 1, &tuesdays(480, 600)).await;
    assert_eq!(back.difference.to_move, []);
    assert_eq!(r.store.work_items(1, now(), 9).await.unwrap(), [], "the term is back");
    assert!(!r.is_free(slot(1, 480)).await, "and belongs to whom it belonged");
    assert!(r.is_free(slot(1, 540)).await, "nobody needs the proposal");
}

async fn h4_a_proposal_is_kept_for_its_patient(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    published(&r, 1, &tuesdays(540, 600)).await;
    let items = |at| {
        let store = Arc::clone(&r.store);
        async move { store.work_items(1, at, 9).await.unwrap() }
    };
    let first = items(now()).await.remove(0);
    assert!(first.hold.is_some());
    assert_eq!(
        refused(&r.ask(2, book(slot(1, 540), woman(2))).await),
        Some(RefusalCode::SlotTaken)
    );
    let later = now() + Duration::hours(25);
    crate::tick(&*r.store, later).await.unwrap();
    let over = items(later).await.remove(0);
    assert_eq!((over.proposal, over.hold), (Some(slot(1, 540)), None), "free for all");
    appointment(r.ask(2, book(slot(1, 540), woman(2))).await);
    assert_eq!(items(later).await[0].proposal, None, "somebody was faster");

    published(&r, 1, &tuesdays(540, 600)).await;
    let next = items(now()).await.remove(0);
    assert_eq!((next.id, next.proposal), (first.id, Some(slot(1, 555))));
    let accept = Action::Reschedule {
        appointment: visit,
        slot: slot(1, 555),
        hold: next.hold,
    };
    let moved = r.ask(1, accept).await;
    assert!(
        matches!(moved, Ok(Outcome::Moved { passed_on: false, .. })),
        "{moved:?}"
    );
    assert!(items(now()).await.is_empty());
    assert!(!r.is_free(slot(1, 480)).await, "the old term stays withdrawn");

    let held = r.ask(2, Action::Hold { slot: slot(1, 570) }).await;
    let Ok(Outcome::Held { hold, .. }) = held else {
        panic!("not held: {held:?}")
    };
    published(&r, 1, &tuesdays(540, 570)).await;
    let late = Action::Book {
        slot: slot(1, 570),
        patient: woman(3),
        referral: None,
        hold: Some(hold),
        continuation: false,
    };
    assert_eq!(
        refused(&r.ask(2, late).await),
        Some(RefusalCode::SlotUnknown),
        "held and withdrawn"
    );
    published(&r, 1, &tuesdays(540, 600)).await;
    assert!(!r.is_free(slot(1, 570)).await, "back and still held");
}

async fn f30_a_stale_difference_is_refused(r: Registry) {
    let table = tuesdays(540, 600);
    let shown = preview(&*r.store, 1, 1, &table, now()).await.unwrap().unwrap();
    let before = sheets_of(&r, 1).await;
    assert_eq!(
        preview(&*r.store, 1, 1, &table, now()).await.unwrap().unwrap(),
        shown,
        "a preview changes nothing"
    );
    appointment(r.ask(2, book(slot(1, 480), woman(1))).await);
    let desk = clinic(1);
    let attempt = || publish(&*r.store, &desk, 1, 1, &table, shown.version, now());
    let Err(PublishRefusal::Changed { now: version }) = attempt().await.unwrap() else {
        panic!("published over a booking that was not in the difference")
    };
    assert_ne!(version, shown.version);
    assert_eq!(sheets_of(&r, 1).await.len(), before.len());
    let again = preview(&*r.store, 1, 1, &table, now()).await.unwrap().unwrap();
    assert_eq!((again.version, again.difference.to_move.len()), (version, 1));
    publish(&*r.store, &clinic(1), 1, 1, &table, version, now())
        .await
        .unwrap()
        .unwrap();
    let other = publish(&*r.store, &clinic(2), 2, 1, &table, version, now())
        .await
        .unwrap();
    assert_eq!(other, Err(PublishRefusal::Unknown("schedule")), "of another clinic");
    let broken = tuesdays(600, 540);
    assert!(matches!(
        publish(&*r.store, &clinic(1), 1, 1, &broken, version, now())
            .await
            .unwrap(),
        Err(PublishRefusal::Timetable(_))
    ));
}

async fn f29_a_withdrawn_term_goes_to_nobody(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    published(&r, 1, &tuesdays(540, 600)).await;
    r.ask(2, Action::Join(Box::new(wait(woman(2))))).await.unwrap();
    assert_eq!(r.ask(1, cancel(visit)).await, cancelled(false));
    assert!(!r.is_free(slot(1, 480)).await, "it does not come back");
    assert_eq!(
        r.store.work_items(1, now(), 9).await.unwrap(),
        [],
        "nobody is left to move"
    );
    let visits = r.store.appointments(2, 9).await.unwrap();
    let terms: Vec<SlotId> = visits.iter().map(|visit| visit.slot).collect();
    assert_eq!(terms, [slot(1, 540)], "what was kept for the visit goes to who waits");
}

async fn what_was_kept_is_free_when_another_term_is_taken(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    published(&r, 1, &tuesdays(540, 600)).await;
    assert_eq!(
        r.store.work_items(1, now(), 9).await.unwrap()[0].proposal,
        Some(slot(1, 540))
    );
    let elsewhere = Action::Reschedule {
        appointment: visit,
        slot: slot(1, 555),
        hold: None,
    };
    assert!(r.ask(1, elsewhere).await.is_ok());
    assert_eq!(r.store.work_items(1, now(), 9).await.unwrap(), []);
    assert!(r.is_free(slot(1, 540)).await);
    appointment(r.ask(2, book(slot(1, 540), woman(2))).await);
}

async fn booking_while_publishing_loses_nothing(r: Registry) {
    let table = tuesdays(480, 600);
    let bookers: Vec<_> = (0..8)
        .map(|n| {
            let store = Arc::clone(&r.store);
            tokio::spawn(async move {
                let request = okienko_domain::request::Request {
                    desk: Some(2),
                    action: book(slot(1, 480 + 15 * (n % 6)), woman(n + 1)),
                };
                crate::submit(&*store, &Asked::by_desk(Uuid::now_v7(), request, now())).await
            })
        })
        .collect();
    for _ in 0..8 {
        let shown = preview(&*r.store, 1, 1, &table, now()).await.unwrap().unwrap();
        let _ = publish(&*r.store, &clinic(1), 1, 1, &table, shown.version, now()).await;
    }
    let mut booked = 0;
    for booker in bookers {
        booked += usize::from(matches!(booker.await.unwrap(), Ok(Ok(_))));
    }
    let visits = r.store.appointments(2, 20).await.unwrap();
    assert_eq!(visits.len(), booked);
    assert!(booked >= 1);
    for visit in visits {
        assert!(!r.is_free(visit.slot).await, "{} is booked and free", visit.slot);
    }
}

async fn every_timetable_reaches_the_horizon_once(r: Registry) {
    let short = published(&r, 1, &tuesdays(480, 600)).await;
    let last = short.reach.last_day.unwrap();
    assert_eq!(
        (last, short.reach.short),
        (Day::parse("2027-02-16").unwrap(), false),
        "90 days from 23 November"
    );
    assert_eq!(extend(&*r.store, now()).await.unwrap(), 0);
    let later = now() + Duration::days(14);
    let (one, other) = tokio::join!(extend(&*r.store, later), extend(&*r.store, later));
    let opened = one.unwrap() + other.unwrap();
    assert_eq!(opened, 16, "two Tuesdays of 8 terms, however many processes there are");
    assert_eq!(extend(&*r.store, later).await.unwrap(), 0);
    let days: Vec<Day> = sheets_of(&r, 1).await.iter().map(|s| s.day).collect();
    assert!(days.contains(&Day::parse("2027-03-02").unwrap()));
    assert!(!days.contains(&Day::parse("2027-03-09").unwrap()));
}

fn schedule(location: u32, practitioner: &str, pool: Pool) -> Schedule {
    Schedule {
        id: 0,
        location,
        service: "mammography".into(),
        practitioner: practitioner.into(),
        room: "7".into(),
        minutes: 15,
        pool,
        languages: Vec::new(),
    }
}

async fn clinics_add_schedules_and_stops(r: Registry) {
    let before = r.store.meta().await.unwrap().directory;
    let Ok(Created(reserve)) = add_schedule(&*r.store, &clinic(1), 1, schedule(1, "Nowak", Pool::Urgent), now())
        .await
        .unwrap()
    else {
        panic!("not created")
    };
    assert!(r.store.meta().await.unwrap().directory > before);
    assert_eq!(
        add_schedule(&*r.store, &clinic(1), 1, schedule(2, "Nowak", Pool::General), now())
            .await
            .unwrap(),
        Err(PublishRefusal::Unknown("location")),
        "of another clinic"
    );
    let directory = r.store.directory().await.unwrap();
    assert_eq!(directory.schedules.last().unwrap().pool, Pool::Urgent);

    let table = tuesdays(480, 600);
    publish(&*r.store, &clinic(1), 1, reserve, &table, 0, now())
        .await
        .unwrap()
        .unwrap();
    let term = |minute| slot(reserve, minute);
    let code = |desk, minute, n| {
        let request = okienko_domain::request::Request {
            desk,
            action: book(term(minute), woman(n)),
        };
        let store = Arc::clone(&r.store);
        async move {
            refused(
                &crate::submit(&*store, &Asked::by_desk(Uuid::now_v7(), request, now()))
                    .await
                    .unwrap(),
            )
        }
    };
    assert_eq!(code(None, 480, 1).await, Some(RefusalCode::PoolReserved), "a kiosk");
    assert_eq!(
        code(Some(2), 480, 1).await,
        Some(RefusalCode::PoolReserved),
        "another clinic"
    );
    let visit = appointment(r.ask(1, book(term(480), woman(1))).await);
    r.ask(2, Action::Join(Box::new(wait(woman(2))))).await.unwrap();
    assert_eq!(r.ask(1, cancel(visit)).await, cancelled(false), "nobody urgent waits");

    let stop = Stop {
        from: tuesday(),
        to: tuesday().plus(7),
    };
    let place = Location {
        mobile: true,
        stop: Some(stop),
        ..directory.locations[0].clone()
    };
    let Created(location) = add_location(&*r.store, &clinic(1), place.clone(), now()).await.unwrap();
    let stored = r.store.directory().await.unwrap().locations;
    assert_eq!(stored.last(), Some(&Location { id: location, ..place }));
    let new = schedule(location, "Pracownia mobilna", Pool::General);
    let Created(mobile) = add_schedule(&*r.store, &clinic(1), 1, new, now())
        .await
        .unwrap()
        .unwrap();
    let done = publish(&*r.store, &clinic(1), 1, mobile, &table, 0, now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(done.difference.opened.len(), 16, "two Tuesdays of the stop");
    assert!(done.reach.short, "published for fewer than 30 days");
}

async fn a_file_replaces_the_days_it_names(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let day = |n: u16, first| Sheet {
        day: tuesday().plus(n),
        first,
        step: 15,
        open: 0b11,
        free: 0b11,
        version: 0,
    };
    let file = [
        ImportedSchedule {
            schedule: Schedule {
                room: "1".into(),
                ..schedule(1, "Nowak", Pool::General)
            },
            sheets: vec![day(0, 495), day(1, 480)],
        },
        ImportedSchedule {
            schedule: schedule(1, "Nowa", Pool::General),
            sheets: vec![day(0, 480)],
        },
    ];
    let before = r.store.directory().await.unwrap();
    let shown = import(&*r.store, &clinic(1), 1, &file, true, now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(r.store.directory().await.unwrap(), before, "a dry run changes nothing");
    assert_eq!(r.store.work_items(1, now(), 9).await.unwrap(), []);
    let done = import(&*r.store, &clinic(1), 1, &file, false, now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(done.difference, shown.difference);
    assert_eq!(
        (done.new_schedules, done.difference.kept, done.difference.opened.len()),
        (1, 2, 4)
    );
    assert_eq!(done.difference.to_move[0].appointment, visit);
    assert_eq!(
        r.store.work_items(1, now(), 9).await.unwrap()[0]
            .proposal
            .unwrap()
            .minute,
        480,
        "at the new doctor's"
    );
    let again = import(&*r.store, &clinic(1), 1, &file, false, now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!((again.new_schedules, again.difference.kept), (0, 6));
    assert!(again.difference.opened.is_empty() && again.difference.closed.is_empty());
    let stray = [ImportedSchedule {
        schedule: schedule(2, "Nowak", Pool::General),
        sheets: vec![day(0, 480)],
    }];
    assert_eq!(
        import(&*r.store, &clinic(1), 1, &stray, false, now()).await.unwrap(),
        Err(PublishRefusal::Unknown("location"))
    );
}

async fn a_work_item_ends_by_agreement(r: Registry) {
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    published(&r, 1, &tuesdays(540, 600)).await;
    let item = r.store.work_items(1, now(), 9).await.unwrap()[0].id;
    let store = &r.store;
    let ended = |facility| async move { crate::agree(&**store, &clinic(facility), facility, item, now()).await };
    assert!(!ended(2).await.unwrap(), "another clinic");
    assert!(ended(1).await.unwrap());
    assert!(!ended(1).await.unwrap(), "once");
    assert_eq!(r.store.work_items(1, now(), 9).await.unwrap(), []);
    assert_eq!(r.store.appointments(1, 9).await.unwrap()[0].slot, slot(1, 480));
    assert!(r.is_free(slot(1, 540)).await, "nobody needs the proposal");

    let again = published(&r, 1, &tuesdays(540, 600)).await;
    assert_eq!(again.difference.to_move, []);
    assert_eq!(r.store.work_items(1, now(), 9).await.unwrap(), [], "agreed is agreed");
    published(&r, 1, &tuesdays(480, 600)).await;
    published(&r, 1, &tuesdays(540, 600)).await;
    assert_eq!(
        r.store.work_items(1, now(), 9).await.unwrap().len(),
        1,
        "until the term was back"
    );
}

contract!(
    f30_shrinking_over_a_booked_term_keeps_the_visit,
    h4_a_proposal_is_kept_for_its_patient,
    f30_a_stale_difference_is_refused,
    f29_a_withdrawn_term_goes_to_nobody,
    what_was_kept_is_free_when_another_term_is_taken,
    booking_while_publishing_loses_nothing,
    every_timetable_reaches_the_horizon_once,
    clinics_add_schedules_and_stops,
    a_file_replaces_the_days_it_names,
    a_work_item_ends_by_agreement,
);
