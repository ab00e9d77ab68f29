//! Native notifications do as the person at the desk wishes.

use okienko_app::view::AppEvent;
use okienko_testkit::{CLINIC_A, CLINIC_B, Desk, TestRegistry, woman};
use std::time::Duration;

/// Longest wait for a notification. Tests fail by it, they never pass by it.
const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_put_off_comes_again() {
    let registry = TestRegistry::start().await;
    let (a, b) = two_desks(&registry).await;
    free_a_term(&a, &b, 1).await;
    let first = tokio::time::timeout(PATIENCE, b.notifier.wait_for(1)).await.unwrap();
    let buttons: Vec<_> = first[0].actions.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(buttons, ["show", "later"]);
    assert!(b.notifier.act(0, "later"));
    b.later(15);
    b.app.sync_now().await.unwrap();
    let both = tokio::time::timeout(PATIENCE, b.notifier.wait_for(2)).await.unwrap();
    assert_eq!(both[0], both[1]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_keeps_notices_in_the_list_only() {
    let registry = TestRegistry::start().await;
    let (a, b) = two_desks(&registry).await;
    b.app.pause_notifications(true);
    let mut events = b.app.events();
    free_a_term(&a, &b, 1).await;
    // Said after the notice was shown, or was not.
    while !matches!(events.recv().await.unwrap(), AppEvent::Notices) {}
    let quiet = b.app.notices().await.unwrap().remove(0).id;
    b.later(30);
    assert_eq!(b.app.notifications_paused(), None);
    free_a_term(&a, &b, 3).await;
    let shown = tokio::time::timeout(PATIENCE, b.notifier.wait_for(1)).await.unwrap();
    assert_ne!(shown[0].id, quiet);
    assert_eq!(b.app.notices().await.unwrap().len(), 2);
}

/// Desks of both clinics that work.
pub(crate) async fn two_desks(registry: &TestRegistry) -> (Desk, Desk) {
    let (a, b) = (
        Desk::start(registry, CLINIC_A).await,
        Desk::start(registry, CLINIC_B).await,
    );
    a.online().await;
    b.online().await;
    (a, b)
}

/// Frees a term of `a` for a woman who waits at `b`.
async fn free_a_term(a: &Desk, b: &Desk, serial: u16) {
    let slot = a.search().await.slots[0].id.clone();
    let booked = a.book(&slot, woman(serial)).await;
    b.join(woman(serial + 1), true).await;
    a.app
        .cancel(booked.appointment.unwrap(), "patient".into())
        .await
        .unwrap();
}
