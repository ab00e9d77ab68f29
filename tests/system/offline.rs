//! The registry is away, and comes back.

use okienko_app::App;
use okienko_app::view::{Link, RequestState, RequestView};
use okienko_client_store::{Local, StoredRequest};
use okienko_testkit::{CLINIC_A, CLINIC_B, Desk, TestRegistry, woman};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_waits_for_the_registry_and_survives_a_restart() {
    let mut registry = TestRegistry::start().await;
    let a = Desk::start(&registry, CLINIC_A).await;
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
        Desk::start(&registry, CLINIC_A).await,
        Desk::start(&registry, CLINIC_B).await,
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
    assert!(loser.alternatives.iter().all(|other| other.id != slot));
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
async fn a_kiosk_tells_the_answer_to_who_still_stands_there_and_remembers_nobody() {
    let mut registry = TestRegistry::start().await;
    let kiosk = Desk::kiosk(&registry).await;
    kiosk.online().await;
    let slots = kiosk.search().await.slots;
    let booked = kiosk.book(&slots[0].id, woman(1)).await;
    assert_eq!(booked.state, RequestState::Confirmed);
    assert!(kiosk.app.requests().await.unwrap().is_empty(), "it is on the screen");

    registry.stop().await;
    kiosk.wait_sync("offline", |s| s.link == Link::Offline).await;
    let asked = kiosk.book(&slots[1].id, woman(2)).await;
    assert_eq!((asked.state, &asked.number), (RequestState::Queued, &None));
    assert_eq!(asked.ticket.len(), "1AA-4F7-B22".len(), "{}", asked.ticket);
    registry.resume().await;
    let told = answer(&kiosk).await;
    assert_eq!((&told.id, &told.ticket), (&asked.id, &asked.ticket));
    assert_eq!(told.state, RequestState::Confirmed);
    assert!(told.number.is_some());
    assert!(told.person.is_empty() && told.phone.is_empty());
    assert!(kept(&kiosk).await.is_empty(), "the answer is in memory only");
    kiosk.app.dismiss_request(told.id).await.unwrap();
    assert!(kiosk.app.requests().await.unwrap().is_empty(), "the person has left");
    assert_eq!(
        kiosk.app.appointments().await.unwrap_err().code,
        "internal",
        "a kiosk has no lists of people"
    );
    assert!(kiosk.notifier.shown().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leaves_a_kiosk_early_gets_the_term_and_the_next_person_hears_nothing_of_it() {
    let mut registry = TestRegistry::start().await;
    let kiosk = Desk::kiosk(&registry).await;
    kiosk.online().await;
    let slot = kiosk.search().await.slots[0].id.clone();
    registry.stop().await;
    kiosk.wait_sync("offline", |s| s.link == Link::Offline).await;
    let asked = kiosk.book(&slot, woman(1)).await;
    kiosk.app.dismiss_request(asked.id).await.unwrap();
    assert!(kiosk.app.requests().await.unwrap().is_empty());
    assert_eq!(kept(&kiosk).await.len(), 1, "it is still to be sent");

    let kiosk = kiosk.restart(|_| {}).await;
    assert!(kiosk.app.requests().await.unwrap().is_empty());
    registry.resume().await;
    kiosk.wait_sync("sent", |s| s.queued == 0).await;
    assert!(kiosk.app.requests().await.unwrap().is_empty());
    let free = |app: Arc<App>, slot: String| async move { app.slot_details(slot).await.unwrap().free };
    kiosk
        .wait("the term is taken", |app| {
            let free = free(app, slot.clone());
            async move { (!free.await).then_some(()) }
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_kiosks_that_asked_for_one_term_the_second_offers_others() {
    let mut registry = TestRegistry::start().await;
    let (a, b) = (Desk::kiosk(&registry).await, Desk::kiosk(&registry).await);
    a.online().await;
    b.online().await;
    registry.stop().await;
    a.wait_sync("offline", |s| s.link == Link::Offline).await;
    b.wait_sync("offline", |s| s.link == Link::Offline).await;
    let slot = a.search().await.slots[0].id.clone();
    assert_eq!(a.book(&slot, woman(1)).await.state, RequestState::Queued);
    assert_eq!(b.book(&slot, woman(2)).await.state, RequestState::Queued);
    registry.resume().await;
    let mut told = [answer(&a).await, answer(&b).await];
    told.sort_by_key(|r| r.refusal.is_some());
    let [winner, loser] = told;
    assert_eq!(
        (winner.state, loser.state),
        (RequestState::Confirmed, RequestState::Refused)
    );
    assert_eq!(
        (loser.refusal.unwrap().code.as_str(), loser.alternatives.len()),
        ("slot-taken", 3)
    );
    assert!(loser.alternatives.iter().all(|other| other.id != slot));
}

/// The registry's word, as the screen of a kiosk hears it.
async fn answer(kiosk: &Desk) -> RequestView {
    kiosk
        .wait("the answer", |app| async move {
            let request = app.requests().await.unwrap().pop();
            request.filter(|r| r.state != RequestState::Queued)
        })
        .await
}

/// What is on the disk of a kiosk.
async fn kept(kiosk: &Desk) -> Vec<StoredRequest> {
    let local = Local::open(kiosk.folder()).await.unwrap();
    local.requests(u32::MAX).await.unwrap()
}
