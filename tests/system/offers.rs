//! What a desk does for people who wait: it answers offers and prolongs.

use chrono::TimeDelta;
use okienko_app::view::{OfferView, PatientInput, RequestKind, RequestState, RequestView, WaitingView};
use okienko_testkit::{CLINIC_A, Desk, TestRegistry, woman};

/// A desk that works.
async fn desk(registry: &TestRegistry) -> Desk {
    let desk = Desk::start(registry, CLINIC_A).await;
    desk.online().await;
    desk
}

/// Terms, the last one first: the near ones are offered to nobody who has not said that short notice suits.
async fn far(desk: &Desk) -> impl Iterator<Item = String> + use<> {
    desk.search().await.slots.into_iter().rev().map(|slot| slot.id)
}

/// Books the term; then the visit is cancelled.
async fn cancelled(desk: &Desk, slot: &str, patient: PatientInput, reason: &str) {
    let visit = desk.book(slot, patient).await.appointment.unwrap();
    let answer = desk.app.cancel(visit, reason.into()).await.unwrap();
    assert_eq!(answer.state, RequestState::Confirmed, "{:?}", answer.refusal);
}

/// The only entry of a desk, which has just asked for it.
async fn entry(desk: &Desk) -> WaitingView {
    let mut entries = desk.app.waiting_list().await.unwrap();
    assert_eq!(entries.len(), 1);
    entries.remove(0)
}

/// The term becomes free again, and is offered to the only entry.
async fn offered(desk: &Desk, slot: &str) -> OfferView {
    cancelled(desk, slot, woman(9), "patient").await;
    let offer = entry(desk).await.offer.unwrap();
    assert_eq!(offer.slot.id, slot);
    offer
}

/// Code of the registry's no.
fn refused(answer: RequestView) -> String {
    assert_eq!(answer.state, RequestState::Refused);
    answer.refusal.unwrap().code
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_answers_offers() {
    let registry = TestRegistry::start().await;
    let desk = desk(&registry).await;
    let mut terms = far(&desk).await;
    let mut term = || terms.next().unwrap();
    cancelled(&desk, &term(), woman(1), "clinic").await;
    let waits = entry(&desk).await;
    assert_eq!((waits.status.as_str(), waits.offer.is_none()), ("waiting", true));

    let unwanted = term();
    let offer = offered(&desk, &unwanted).await;
    assert_eq!(offer.until, None, "the message about it has not been sent");
    let declined = desk.app.answer_offer(offer.id.clone(), false).await.unwrap();
    assert_eq!(
        (declined.kind, declined.state),
        (RequestKind::Decline, RequestState::Confirmed)
    );
    let about = (declined.phone, declined.entry, declined.slot.unwrap().id);
    assert_eq!(about, (waits.phone.clone(), Some(waits.id.clone()), unwanted));
    let still = entry(&desk).await;
    assert_eq!(
        (still.status.as_str(), still.position, still.offer.is_none()),
        ("waiting", waits.position, true),
        "the place stays"
    );
    let late = desk.app.answer_offer(offer.id, true).await.unwrap();
    assert_eq!(refused(late), "offer-ended");

    let wanted = term();
    let offer = offered(&desk, &wanted).await;
    let accepted = desk.app.answer_offer(offer.id, true).await.unwrap();
    assert_eq!(
        (accepted.kind, accepted.state),
        (RequestKind::Accept, RequestState::Confirmed)
    );
    let visit = desk.app.appointments().await.unwrap();
    let visit = visit
        .iter()
        .find(|visit| Some(&visit.id) == accepted.appointment.as_ref())
        .unwrap();
    assert_eq!(
        (&visit.slot.id, &visit.phone, visit.from_waiting_list),
        (&wanted, &waits.phone, true)
    );
    let over = entry(&desk).await;
    assert_eq!((over.status.as_str(), over.offer.is_none()), ("booked", true));
    let told = desk.app.requests().await.unwrap();
    let told = told.iter().find(|request| request.id == accepted.id).unwrap();
    let about = (&told.phone, &told.slot.as_ref().unwrap().id);
    assert_eq!(about, (&waits.phone, &wanted), "also when the offer is over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_without_the_registry_waits_and_is_in_time_or_not() {
    let mut registry = TestRegistry::start().await;
    let desk = desk(&registry).await;
    let mut terms = far(&desk).await;
    let nobody_writes = PatientInput {
        phone: String::new(),
        ..woman(1)
    };
    cancelled(&desk, &terms.next().unwrap(), nobody_writes, "clinic").await;
    for (hours, status, refusal) in [(25, "waiting", Some("offer-ended")), (23, "booked", None)] {
        let asked_at = registry.now();
        let offer = offered(&desk, &terms.next().unwrap()).await;
        let until = chrono::DateTime::parse_from_rfc3339(&offer.until.unwrap()).unwrap();
        assert_eq!(until, asked_at + TimeDelta::hours(24), "the desk phones from now on");
        registry.stop().await;
        let queued = desk.app.answer_offer(offer.id, true).await.unwrap();
        assert_eq!(queued.state, RequestState::Queued);
        registry.later(TimeDelta::hours(hours));
        registry.resume().await;
        let answered = desk
            .wait("it is answered", |app| async move {
                let requests = app.requests().await.unwrap().into_iter();
                requests
                    .filter(|request| request.kind == RequestKind::Accept)
                    .find(|request| request.state != RequestState::Queued)
            })
            .await;
        assert_eq!(answered.refusal.map(|refusal| refusal.code).as_deref(), refusal);
        assert_eq!(entry(&desk).await.status, status);
        desk.app.dismiss_request(answered.id).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_prolongs_what_is_about_to_end() {
    let registry = TestRegistry::start().await;
    let desk = desk(&registry).await;
    let mut terms = far(&desk).await;
    cancelled(&desk, &terms.next().unwrap(), woman(1), "clinic").await;
    let pass = |hours: i64| {
        registry.later(TimeDelta::hours(hours));
        desk.later(hours * 60);
    };
    pass(82 * 24 + 12);
    let waits = entry(&desk).await;
    assert_eq!(waits.days_left, 7, "and half a day");
    let early = desk.app.prolong(waits.id.clone()).await.unwrap();
    assert_eq!(refused(early), "prolong-too-early");
    pass(13);
    assert_eq!(entry(&desk).await.days_left, 6);
    let prolonged = desk.app.prolong(waits.id.clone()).await.unwrap();
    assert_eq!(
        (prolonged.state, prolonged.phone, prolonged.entry),
        (RequestState::Confirmed, waits.phone, Some(waits.id))
    );
    let longer = entry(&desk).await;
    assert_eq!(
        (longer.days_left, longer.at),
        (6 + 90, waits.at),
        "another period, the same place"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_id_is_asked_of_nobody() {
    let registry = TestRegistry::start().await;
    let desk = desk(&registry).await;
    let prolonged = desk.app.prolong("ten".into()).await.unwrap_err();
    let answered = desk.app.answer_offer("ta".into(), true).await.unwrap_err();
    assert_eq!(
        (prolonged.code.as_str(), answered.code.as_str()),
        ("entry-unknown", "offer-ended")
    );
    assert!(desk.app.requests().await.unwrap().is_empty());
}
