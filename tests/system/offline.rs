//! The registry is away, and comes back.

use okienko_app::view::{Link, RequestState};
use okienko_testkit::{CLINIC_A, CLINIC_B, Desk, TestRegistry, woman};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_waits_for_the_registry_and_survives_a_restart() {
    let mut registry = TestRegistry::start().await;
    let a = Desk::start(&registry.url(), CLINIC_A).await;
    a.online().await;
    registry.stop().await;
    let state = a.wait_sync("offline is noticed", |s| s.link == Link::Offline).await;
    assert_eq!(state.problem.as_deref(), Some("unreachable"));
    assert!(state.offline_since.is_some() && state.data_as_of.is_some());
    let page = a.search().await;
    assert!(page.total > 0, "search works");
    let slot = page.slots[0].id.clone();
    let queued = a.book(&slot, woman(1)).await;
    assert_eq!((queued.state, queued.number), (RequestState::Queued, None));
    assert!(
        a.search().await.slots.iter().any(|s| s.id == slot && s.pending),
        "laid over the search"
    );
    assert_eq!(a.app.appointments().await.unwrap_err().code, "offline");

    let a = a.restart(|_| {}).await;
    assert_eq!(a.app.sync_state().await.unwrap().queued, 1, "nothing is lost");
    assert!(a.search().await.slots.iter().any(|s| s.id == slot && s.pending));
    registry.resume().await;
    a.wait_sync("the booking is sent", |s| s.queued == 0).await;
    let requests = a.app.requests().await.unwrap();
    assert_eq!(
        (requests[0].state, requests[0].slot.as_ref().unwrap().id.as_str()),
        (RequestState::Confirmed, slot.as_str())
    );
    assert!(requests[0].number.is_some());
    assert_eq!(a.app.appointments().await.unwrap().len(), 1);
    a.wait_sync("the link is back", |s| s.link == Link::Online && s.unread == 1)
        .await;
    assert_eq!(a.notifier.wait_for(1).await[0].title, "Wizyta potwierdzona");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_term_lost_meanwhile_comes_back_as_a_decision_to_make() {
    let mut registry = TestRegistry::start().await;
    let (a, b) = (
        Desk::start(&registry.url(), CLINIC_A).await,
        Desk::start(&registry.url(), CLINIC_B).await,
    );
    a.online().await;
    b.online().await;
    registry.stop().await;
    a.wait_sync("offline", |s| s.link == Link::Offline).await;
    b.wait_sync("offline", |s| s.link == Link::Offline).await;
    let slot = a.search().await.slots[0].id.clone();
    assert_eq!(a.book(&slot, woman(1)).await.state, RequestState::Queued);
    assert_eq!(b.book(&slot, woman(2)).await.state, RequestState::Queued);
    registry.resume().await;
    a.wait_sync("sent", |s| s.queued == 0).await;
    b.wait_sync("sent", |s| s.queued == 0).await;
    let (mine, theirs) = (
        a.app.requests().await.unwrap().remove(0),
        b.app.requests().await.unwrap().remove(0),
    );
    let (winner, loser, desk) = if mine.state == RequestState::Confirmed {
        (mine, theirs, &b)
    } else {
        (theirs, mine, &a)
    };
    assert_eq!(
        (winner.state, loser.state),
        (RequestState::Confirmed, RequestState::Refused)
    );
    assert_eq!(
        (loser.refusal.unwrap().code.as_str(), loser.alternatives.len()),
        ("slot-taken", 3)
    );
    desk.wait_sync("it asks for a decision", |s| s.refused == 1 && s.unread == 1)
        .await;
    assert_eq!(desk.notifier.wait_for(1).await[0].title, "Wizyta nieumówiona");
    let person = desk.app.request_person(loser.id.clone()).await.unwrap().unwrap();
    assert!(
        person.patient.phone.starts_with("+48601234") && person.patient.pesel.len() == 11,
        "it can be taken up again"
    );
    desk.app.dismiss_request(loser.id).await.unwrap();
    assert_eq!(desk.app.sync_state().await.unwrap().refused, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kiosk_remembers_nobody() {
    let mut registry = TestRegistry::start().await;
    let kiosk = Desk::kiosk(&registry.url()).await;
    kiosk.online().await;
    let slots = kiosk.search().await.slots;
    let booked = kiosk.book(&slots[0].id, woman(1)).await;
    assert_eq!(booked.state, RequestState::Confirmed);
    assert!(kiosk.app.requests().await.unwrap().is_empty());
    registry.stop().await;
    kiosk.wait_sync("offline", |s| s.link == Link::Offline).await;
    assert_eq!(kiosk.book(&slots[1].id, woman(2)).await.state, RequestState::Queued);
    registry.resume().await;
    kiosk.wait_sync("sent", |s| s.queued == 0).await;
    assert!(kiosk.app.requests().await.unwrap().is_empty());
    assert_eq!(
        kiosk.app.appointments().await.unwrap_err().code,
        "internal",
        "a kiosk has no lists of people"
    );
    assert!(kiosk.notifier.shown().is_empty());
}
