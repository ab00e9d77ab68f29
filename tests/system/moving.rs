//! A visit gets another term: never without a visit, never with two.

use okienko_app::view::{AppointmentView, BookInput, Link, RequestKind, RequestState};
use okienko_testkit::{CLINIC_A, CLINIC_B, Desk, TestRegistry, woman};

/// The visits of a desk, which has just asked for them.
async fn visits(desk: &Desk) -> Vec<AppointmentView> {
    desk.app.appointments().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_moved_visit_keeps_its_number_and_gives_its_old_term_to_who_waits() {
    let registry = TestRegistry::start().await;
    let (a, b) = (
        Desk::start(&registry, CLINIC_A).await,
        Desk::start(&registry, CLINIC_B).await,
    );
    a.online().await;
    b.online().await;
    let slots = a.search().await.slots;
    let (old, new, third) = (&slots[0].id, &slots[1].id, &slots[2].id);
    let booked = a.book(old, woman(1)).await;
    let visit = booked.appointment.clone().unwrap();

    let moved = a.app.reschedule(visit.clone(), new.clone()).await.unwrap();
    assert_eq!(
        (moved.kind, moved.state),
        (RequestKind::Reschedule, RequestState::Confirmed)
    );
    assert_eq!(
        (&moved.number, &moved.appointment),
        (&booked.number, &booked.appointment)
    );
    assert!(!moved.passed_on, "nobody waits");
    let listed = visits(&a).await;
    assert_eq!(listed.len(), 1, "one visit, neither none nor two");
    assert_eq!((&listed[0].slot.id, listed[0].status.as_str()), (new, "booked"));
    b.wait("the old term is free and the new one is taken", |_| async {
        let found = b.search().await.slots;
        let offered = |id: &str| found.iter().any(|s| s.id == id);
        (offered(old) && !offered(new)).then_some(())
    })
    .await;

    b.join(woman(2), false).await;
    let moved = a.app.reschedule(visit.clone(), third.clone()).await.unwrap();
    assert!(moved.passed_on, "the old term went to who waits");
    assert_eq!(visits(&b).await[0].slot.id, *new);

    // What this desk can know is not sent.
    let asked = a.app.requests().await.unwrap().len();
    let refused = |visit: &str, slot: &str| {
        let call = a.app.reschedule(visit.into(), slot.into());
        async { call.await.unwrap_err().code }
    };
    assert_eq!(visits(&a).await.len(), 1);
    assert_eq!(refused(&visit, third).await, "same-slot");
    assert_eq!(refused(&visit, "2-2026-11-24-0800").await, "other-service");
    assert_eq!(refused(&visit, "99-2026-11-24-0800").await, "slot-unknown");
    assert_eq!(refused(&visit, "soon").await, "slot-unknown");
    assert_eq!(refused("the first one", third).await, "appointment-unknown");
    assert_eq!(a.app.requests().await.unwrap().len(), asked);

    // Another clinic's visit is one that does not exist.
    let foreign = b.app.reschedule(visit, old.clone()).await.unwrap();
    assert_eq!(foreign.refusal.unwrap().code, "appointment-unknown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_move_leaves_the_visit_where_it_was_and_names_three_other_terms() {
    let registry = TestRegistry::start().await;
    let (a, b) = (
        Desk::start(&registry, CLINIC_A).await,
        Desk::start(&registry, CLINIC_B).await,
    );
    a.online().await;
    b.online().await;
    let slots = a.search().await.slots;
    let (old, wanted) = (&slots[0].id, &slots[1].id);
    let visit = a.book(old, woman(1)).await.appointment.unwrap();
    assert_eq!(b.book(wanted, woman(2)).await.state, RequestState::Confirmed);

    let refused = a.app.reschedule(visit.clone(), wanted.clone()).await.unwrap();
    assert_eq!(
        (refused.state, refused.refusal.unwrap().code.as_str()),
        (RequestState::Refused, "slot-taken")
    );
    assert_eq!(refused.alternatives.len(), 3);
    assert!(refused.alternatives.iter().all(|s| s.id != *wanted));
    let listed = visits(&a).await;
    assert_eq!((listed.len(), &listed[0].slot.id), (1, old));

    let other = refused.alternatives[0].id.clone();
    let moved = a.app.reschedule(visit, other.clone()).await.unwrap();
    assert_eq!(moved.state, RequestState::Confirmed);
    let listed = visits(&a).await;
    assert_eq!((listed.len(), &listed[0].slot.id), (1, &other));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_waits_for_the_registry_and_survives_a_restart() {
    let mut registry = TestRegistry::start().await;
    let a = Desk::start(&registry, CLINIC_A).await;
    a.online().await;
    let slots = a.search().await.slots;
    let (old, new) = (slots[0].id.clone(), slots[1].id.clone());
    let booked = a.book(&old, woman(1)).await;
    let visit = booked.appointment.clone().unwrap();
    assert_eq!(visits(&a).await.len(), 1);
    registry.stop().await;
    a.wait_sync("offline", |s| s.link == Link::Offline).await;

    let queued = a.app.reschedule(visit, new.clone()).await.unwrap();
    assert_eq!((queued.state, &queued.number), (RequestState::Queued, &booked.number));
    assert_eq!((&queued.person, &queued.phone), (&booked.person, &booked.phone));
    assert!(
        a.search().await.slots.iter().any(|s| s.id == new && s.pending),
        "laid over the search"
    );

    let a = a.restart(|_| {}).await;
    let waits = a.app.requests().await.unwrap().remove(0);
    assert_eq!(
        (waits.kind, waits.state, &waits.appointment, &waits.number),
        (
            RequestKind::Reschedule,
            RequestState::Queued,
            &booked.appointment,
            &booked.number
        ),
        "the visit is known by its number, the person only once the list has come"
    );
    registry.resume().await;
    a.wait_sync("the move is sent", |s| s.queued == 0 && s.link == Link::Online)
        .await;
    let listed = visits(&a).await;
    assert_eq!((listed.len(), &listed[0].slot.id), (1, &new));
    assert_eq!(a.notifier.wait_for(1).await[0].title, "Wizyta potwierdzona");
    let settled = a.app.requests().await.unwrap().remove(0);
    assert_eq!(
        (settled.state, settled.person),
        (RequestState::Confirmed, booked.person)
    );
    let other = BookInput {
        slot: old,
        patient: woman(2),
        referral: None,
    };
    assert_eq!(
        a.app.book(other).await.unwrap().state,
        RequestState::Confirmed,
        "the old term is free"
    );
}
