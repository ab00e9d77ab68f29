//! A freed term goes to the waiting list.

use okienko_app::view::RequestState;
use okienko_testkit::{CLINIC_A, CLINIC_B, Desk, TestRegistry, woman};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cancelled_term_goes_to_the_first_waiting_person_who_is_told_once() {
    let registry = TestRegistry::start().await;
    let (a, b) = (
        Desk::start(&registry, CLINIC_A).await,
        Desk::start(&registry, CLINIC_B).await,
    );
    a.online().await;
    b.online().await;
    let slot = a.search().await.slots[0].id.clone();
    let booked = a.book(&slot, woman(1)).await;
    b.join(woman(2), false).await;
    b.join(woman(3), true).await;
    b.wait_sync("two people wait", |s| s.waiting == 2).await;

    let cancelled = a
        .app
        .cancel(booked.appointment.unwrap(), "patient".into())
        .await
        .unwrap();
    assert_eq!((cancelled.state, cancelled.passed_on), (RequestState::Confirmed, true));
    let shown = tokio::time::timeout(std::time::Duration::from_secs(30), b.notifier.wait_for(1))
        .await
        .unwrap();
    assert!(
        shown[0].body.contains("Mammografia") && !shown[0].body.contains("Kanark"),
        "{}",
        shown[0].body
    );
    let visits = b.app.appointments().await.unwrap();
    assert_eq!(visits.len(), 1);
    assert!(
        visits[0].from_waiting_list && visits[0].slot.id == slot && visits[0].phone.ends_with("003"),
        "the urgent one"
    );
    let waiting = b.app.waiting_list().await.unwrap();
    let status: Vec<_> = waiting.iter().map(|w| (w.urgent, w.status.as_str())).collect();
    assert_eq!(status, [(true, "booked"), (false, "waiting")]);
    assert!(
        a.search().await.slots.iter().all(|s| s.id != slot),
        "it was never free in between"
    );
    assert!(a.notifier.shown().is_empty(), "another desk is not told");

    let notices = b.app.notices().await.unwrap();
    assert_eq!(
        (notices.len(), notices[0].kind.as_str(), notices[0].read),
        (1, "waiting-booked", false)
    );
    let b = b.restart(|_| {}).await;
    b.online().await;
    // Everything the registry has to say has been heard once the next event arrives.
    b.wait_sync("one notice", |s| s.unread == 1).await;
    assert!(b.notifier.shown().is_empty(), "nobody is told twice");
    assert_eq!(b.app.notices().await.unwrap().len(), 1);
    b.app.read_notices().await.unwrap();
    assert_eq!(b.app.sync_state().await.unwrap().unread, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_waiting_frees_the_term_for_all() {
    let registry = TestRegistry::start().await;
    let a = Desk::start(&registry, CLINIC_A).await;
    a.online().await;
    let slot = a.search().await.slots[0].id.clone();
    let booked = a.book(&slot, woman(1)).await;
    a.wait("it is taken", |_| async {
        a.search().await.slots.iter().all(|s| s.id != slot).then_some(())
    })
    .await;
    let id = booked.appointment.unwrap();
    let cancelled = a.app.cancel(id.clone(), "patient".into()).await.unwrap();
    assert!(!cancelled.passed_on);
    a.wait("it is free again", |_| async {
        a.search().await.slots.iter().any(|s| s.id == slot).then_some(())
    })
    .await;
    let again = a.app.cancel(id, "patient".into()).await.unwrap();
    assert_eq!(
        (again.state, again.refusal.unwrap().code.as_str()),
        (RequestState::Refused, "already-cancelled")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn leaving_the_list() {
    let registry = TestRegistry::start().await;
    let a = Desk::start(&registry, CLINIC_A).await;
    a.online().await;
    a.join(woman(1), false).await;
    let entry = a.app.waiting_list().await.unwrap().remove(0);
    assert_eq!(
        (entry.position, entry.days_left, entry.place.as_str(), entry.radius_km),
        (1, 90, "Toruń", 30)
    );
    let left = a.app.leave_waiting_list(entry.id).await.unwrap();
    assert_eq!(left.state, RequestState::Confirmed);
    assert_eq!(a.app.waiting_list().await.unwrap()[0].status, "left");
}
