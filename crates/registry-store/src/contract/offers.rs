//! Promises about offers and the life of waiting entries.

use super::small::{Registry, appointment, book, cancel, now, refused, slot, wait, woman};
use crate::tick;
use chrono::{DateTime, Duration, Utc};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, EventKind, Join, Offer, Outcome, WaitingStatus};
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::WaitingMode;
use uuid::Uuid;

/// Waits for offers at a desk; the phone is left out, so that the clock starts at once.
async fn wait_for_offer(r: &Registry, desk: u32, serial: u16, at: DateTime<Utc>) -> Uuid {
    let mut join = Join {
        mode: WaitingMode::Offer,
        ..wait(woman(serial))
    };
    join.patient.phone = None;
    match r.ask_as(Uuid::now_v7(), desk, Action::Join(Box::new(join)), at).await {
        Ok(Outcome::Joined { entry, .. }) => entry,
        other => panic!("does not wait: {other:?}"),
    }
}

async fn offer_of(r: &Registry, desk: u32) -> Option<Offer> {
    r.store.waiting(desk, now(), 10).await.unwrap().remove(0).offer
}

/// Two who wait for offers at desks 1 and 2, and a term that has just become free again.
async fn freed(r: &Registry) -> SlotId {
    let term = slot(1, 480);
    let visit = appointment(r.ask(3, book(term, woman(9))).await);
    wait_for_offer(r, 1, 1, now() - Duration::hours(2)).await;
    wait_for_offer(r, 2, 2, now() - Duration::hours(1)).await;
    let answer = r.ask(3, cancel(visit)).await;
    assert!(
        matches!(answer, Ok(Outcome::Cancelled { passed_on: true, .. })),
        "{answer:?}"
    );
    term
}

pub(super) async fn an_offer_is_for_one_person_and_then_the_next(r: Registry) {
    let term = freed(&r).await;
    let first = offer_of(&r, 1).await.unwrap();
    assert_eq!(
        (first.slot, first.expires_at),
        (term, Some(now() + Duration::hours(24)))
    );
    assert_eq!(offer_of(&r, 2).await, None, "for one person at a time");
    assert!(!r.is_free(term).await);
    assert_eq!(
        refused(&r.ask(3, book(term, woman(3))).await),
        Some(RefusalCode::SlotTaken),
        "kept for them"
    );
    let over = now() + Duration::hours(24);
    assert_eq!(r.store.next_due().await.unwrap(), Some(over));
    assert_eq!(tick(&*r.store, over).await.unwrap(), 1);
    assert_eq!(offer_of(&r, 1).await, None);
    let second = offer_of(&r, 2).await.unwrap();
    assert_eq!(second.slot, term, "then the next");
    let told = r.store.events(1, 0, 10).await.unwrap();
    assert!(matches!(
        (&told[0].kind, &told[1].kind),
        (EventKind::OfferMade { .. }, EventKind::OfferLapsed { .. })
    ));
    let end = second.expires_at.unwrap();
    assert_eq!(tick(&*r.store, end).await.unwrap(), 1);
    assert!(r.is_free(term).await, "nobody is left: free for all");
}

pub(super) async fn f31_an_offer_is_accepted_in_time_or_not_at_all(r: Registry) {
    let term = freed(&r).await;
    let offer = offer_of(&r, 1).await.unwrap();
    let accept = |at| r.ask_as(Uuid::now_v7(), 1, Action::Accept { offer: offer.id }, at);
    let end = offer.expires_at.unwrap();
    assert_eq!(
        refused(&accept(end).await),
        Some(RefusalCode::OfferEnded),
        "too late, though no job has run"
    );
    let visit = appointment(accept(end - Duration::microseconds(1)).await);
    assert_eq!(refused(&accept(now()).await), Some(RefusalCode::OfferEnded), "once");
    let visits = r.store.appointments(1, 10).await.unwrap();
    assert_eq!((visits[0].id, visits[0].slot), (visit, term));
    assert!(
        visits[0].assignment.as_ref().is_some_and(|a| !a.urgent),
        "why they got it is kept"
    );
    assert_eq!(tick(&*r.store, end).await.unwrap(), 0, "the job comes too late");
    let mine = r.store.waiting(1, now(), 10).await.unwrap().remove(0);
    assert_eq!((mine.status, mine.slot), (WaitingStatus::Booked, Some(term)));
    assert_eq!(offer_of(&r, 2).await, None);
}

pub(super) async fn f32_a_late_or_doubled_job_changes_nothing(r: Registry) {
    freed(&r).await;
    let end = offer_of(&r, 1).await.unwrap().expires_at.unwrap();
    let (a, b) = tokio::join!(tick(&*r.store, end), tick(&*r.store, end));
    assert_eq!(a.unwrap() + b.unwrap(), 1, "one of two processes does it");
    let second = offer_of(&r, 2).await.unwrap();
    assert_eq!(tick(&*r.store, end).await.unwrap(), 0);
    assert_eq!(offer_of(&r, 2).await.unwrap(), second);
}

pub(super) async fn f34_a_better_term_replaces_the_visit_that_was_kept(r: Registry) {
    let (early, late) = (slot(1, 480), slot(1, 540));
    let other = appointment(r.ask(3, book(early, woman(9))).await);
    let mine = appointment(r.ask(1, book(late, woman(1))).await);
    let better = |replaces| {
        Action::Join(Box::new(Join {
            replaces,
            ..wait(woman(1))
        }))
    };
    assert_eq!(refused(&r.ask(1, better(None)).await), Some(RefusalCode::AlreadyBooked));
    assert_eq!(
        refused(&r.ask(1, better(Some(other))).await),
        Some(RefusalCode::NothingToReplace)
    );
    r.ask(1, better(Some(mine))).await.unwrap();
    // A later term is no better one.
    let later = appointment(r.ask(3, book(slot(1, 555), woman(8))).await);
    r.ask(3, cancel(later)).await.unwrap();
    assert_eq!(offer_of(&r, 1).await, None);
    r.ask(3, cancel(other)).await.unwrap();
    let offer = offer_of(&r, 1).await.unwrap();
    assert_eq!(offer.slot, early, "offered, not booked: there is a visit to lose");
    assert_eq!(
        r.store.appointments(1, 10).await.unwrap()[0].slot,
        late,
        "kept until they say yes"
    );
    assert_eq!(appointment(r.ask(1, Action::Accept { offer: offer.id }).await), mine);
    assert_eq!(r.store.appointments(1, 10).await.unwrap()[0].slot, early);
    assert!(r.is_free(late).await);
}

pub(super) async fn a_refused_offer_costs_no_place(r: Registry) {
    let term = freed(&r).await;
    let offer = offer_of(&r, 1).await.unwrap();
    let decline = || Action::Decline { offer: offer.id };
    assert_eq!(r.ask(1, decline()).await, Ok(Outcome::Declined));
    assert_eq!(refused(&r.ask(1, decline()).await), Some(RefusalCode::OfferEnded));
    let mine = r.store.waiting(1, now(), 10).await.unwrap().remove(0);
    assert_eq!(
        (mine.status, mine.position, mine.offer),
        (WaitingStatus::Waiting, 1, None)
    );
    let second = offer_of(&r, 2).await.unwrap();
    assert_eq!(second.slot, term);
    assert_eq!(
        r.ask(2, Action::Decline { offer: second.id }).await,
        Ok(Outcome::Declined)
    );
    assert!(r.is_free(term).await, "asked once each, not in a circle");
}

pub(super) async fn an_offer_that_is_not_needed_goes_on(r: Registry) {
    let term = freed(&r).await;
    // The first person books another term at a desk.
    appointment(r.ask(1, book(slot(2, 480), woman(1))).await);
    let second = offer_of(&r, 2).await.unwrap();
    assert_eq!(second.slot, term);
    let entry = r.store.waiting(2, now(), 10).await.unwrap().remove(0).entry.id;
    assert_eq!(r.ask(2, Action::Leave { entry }).await, Ok(Outcome::Left));
    assert!(r.is_free(term).await);
    assert_eq!(
        refused(&r.ask(2, Action::Accept { offer: second.id }).await),
        Some(RefusalCode::OfferEnded)
    );
}

pub(super) async fn waiting_is_warned_of_and_prolonged(r: Registry) {
    let entry = wait_for_offer(&r, 1, 1, now()).await;
    let prolong = |at| r.ask_as(Uuid::now_v7(), 1, Action::Prolong { entry }, at);
    let end = now() + Duration::days(90);
    let refusal = prolong(now()).await.unwrap_err();
    assert_eq!(
        (refusal.code, refusal.params["days"].as_str()),
        (RefusalCode::ProlongTooEarly, "7")
    );
    let warned = end - Duration::days(7);
    assert_eq!(tick(&*r.store, warned - Duration::seconds(1)).await.unwrap(), 0);
    assert_eq!(tick(&*r.store, warned).await.unwrap(), 1);
    assert_eq!(tick(&*r.store, warned).await.unwrap(), 0, "told once");
    let told = r.store.events(1, 0, 10).await.unwrap();
    assert!(matches!(told[0].kind, EventKind::WaitingEnds { valid_until, .. } if valid_until == end));
    assert_eq!(
        prolong(warned).await,
        Ok(Outcome::Prolonged {
            valid_until: end + Duration::days(90)
        })
    );
    let mine = r.store.waiting(1, end, 10).await.unwrap().remove(0);
    assert_eq!(
        (mine.status, mine.entry.entered_at),
        (WaitingStatus::Waiting, now()),
        "the place stays"
    );
    assert_eq!(
        refused(&prolong(end + Duration::days(91)).await),
        Some(RefusalCode::EntryUnknown)
    );
}
