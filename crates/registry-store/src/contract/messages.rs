//! Promises about messages.

use super::small::{Registry, appointment, book, cancel, now, postgres, slot, sqlite, wait, woman};
use crate::audit::Actor;
use crate::messages::dispatch::{
    Claim, Letter, Readiness, Replied, Terms, cancel_by_reply, claim, handed_over, refused, reported, try_again,
};
use crate::messages::{Channel, called};
use crate::tick;
use chrono::{DateTime, Duration, Utc};
use okienko_domain::contact::Email;
use okienko_domain::ids::{Patient, Phone};
use okienko_domain::message::{CallReason, MessageKind};
use okienko_domain::request::{Action, CancelReason, EventKind, Outcome};
use okienko_domain::waiting::WaitingMode;
use std::sync::Arc;
use uuid::Uuid;

const TERMS: Terms = Terms {
    sms: Readiness::Ready,
    email: Readiness::Ready,
    lease: Duration::minutes(1),
    attempts: 3,
};

/// The visit is on Tuesday, 1 December, 8:00; a minute before the same hour of the day before.
fn eve() -> DateTime<Utc> {
    now() + Duration::days(7)
}

async fn next(r: &Registry, terms: &Terms, at: DateTime<Utc>) -> Option<Letter> {
    loop {
        match claim(&*r.store, terms, at).await.unwrap() {
            Claim::Nothing => return None,
            Claim::Settled => {}
            Claim::Letter(letter) => return Some(*letter),
        }
    }
}

/// Hands over whatever is due.
async fn all(r: &Registry, at: DateTime<Utc>) -> Vec<(MessageKind, Channel)> {
    let mut sent = Vec::new();
    while let Some(letter) = next(r, &TERMS, at).await {
        handed_over(&*r.store, &letter, "courier-1", at).await.unwrap();
        sent.push((letter.message.kind, letter.channel));
    }
    sent
}

fn unreachable_woman(serial: u16) -> Patient {
    Patient {
        phone: None,
        ..woman(serial)
    }
}

async fn i7_every_decision_has_its_messages(r: Registry) {
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let backlog = r.store.backlog(now()).await.unwrap();
    assert_eq!(
        (backlog.overdue, backlog.oldest, backlog.next),
        (1, Some(now()), Some(now()))
    );
    assert_eq!(all(&r, now()).await, [(MessageKind::Confirmation, Channel::Sms)]);
    assert_eq!(r.store.backlog(now()).await.unwrap().overdue, 0);
    assert_eq!(all(&r, eve()).await.len(), 2, "two reminders");
    let refused = r.ask(1, book(slot(1, 480), woman(2))).await;
    assert!(refused.is_err());
    assert_eq!(
        r.store.backlog(eve()).await.unwrap().next,
        None,
        "a refusal tells nothing"
    );
}

async fn i8_two_takers_one_letter(r: Registry) {
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let store = Arc::clone(&r.store);
            tokio::spawn(async move {
                let mut letters = 0;
                loop {
                    match claim(&*store, &TERMS, now()).await.unwrap() {
                        Claim::Nothing => return letters,
                        Claim::Settled => {}
                        Claim::Letter(_) => letters += 1,
                    }
                }
            })
        })
        .collect();
    let mut letters = 0;
    for task in tasks {
        letters += task.await.unwrap();
    }
    assert_eq!(letters, 1);
    assert!(next(&r, &TERMS, now() + Duration::seconds(59)).await.is_none());
    let again = next(&r, &TERMS, now() + Duration::seconds(60)).await.unwrap();
    assert_eq!(again.attempt, 2, "who took it is gone");
    handed_over(&*r.store, &again, "x", now()).await.unwrap();
    assert!(next(&r, &TERMS, now() + Duration::hours(1)).await.is_none());
}

async fn f38_no_reminder_of_a_cancelled_visit(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    all(&r, now()).await;
    let leaving = next(&r, &TERMS, now() + Duration::days(1)).await.unwrap();
    assert_eq!(leaving.message.kind, MessageKind::Reminder);
    try_again(&*r.store, &leaving, now() + Duration::days(2)).await.unwrap();
    let at = now() + Duration::days(1);
    r.ask_as(Uuid::now_v7(), 1, cancel(visit), at).await.unwrap();
    assert_eq!(all(&r, eve()).await, [(MessageKind::Cancelled, Channel::Sms)]);
}

async fn f38_the_state_is_read_when_it_leaves(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    all(&r, now()).await;
    // As by a program that knows nothing of messages.
    let mut tx = r.store.begin().await.unwrap();
    tx.cancel_appointment(visit, CancelReason::Clinic, false, now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(all(&r, eve()).await, []);
}

async fn a_moved_visit_gets_new_reminders(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    all(&r, now()).await;
    let moved = |to| Action::Reschedule {
        appointment: visit,
        slot: slot(to, 525),
        hold: None,
    };
    for (to, minutes) in [(2, 1), (1, 2), (2, 3)] {
        let at = now() + Duration::minutes(minutes);
        r.ask_as(Uuid::now_v7(), 1, moved(to), at).await.unwrap();
        assert_eq!(all(&r, at).await, [(MessageKind::Change, Channel::Sms)], "every time");
    }
    assert_eq!(
        all(&r, eve() + Duration::hours(1)).await,
        [(MessageKind::Reminder, Channel::Sms); 2],
        "made again although they had been dropped, and none for other terms"
    );
}

async fn g8_the_clock_of_an_offer_starts_with_its_message(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let mut join = wait(woman(2));
    join.mode = WaitingMode::Offer;
    r.ask(1, Action::Join(Box::new(join))).await.unwrap();
    r.ask(1, cancel(visit)).await.unwrap();
    let offers = async || -> Vec<_> {
        let waiting = r.store.waiting(1, now(), 9).await.unwrap();
        waiting.into_iter().filter_map(|record| record.offer).collect()
    };
    assert_eq!(offers().await[0].expires_at, None);
    let at = now() + Duration::hours(1);
    assert!(all(&r, at).await.contains(&(MessageKind::Offer, Channel::Sms)));
    let expires = offers().await[0].expires_at.unwrap();
    assert_eq!(
        expires,
        at + r
            .store
            .policy()
            .await
            .unwrap()
            .offer_window(at, at + Duration::days(30))
    );
}

async fn nobody_to_write_to_is_a_call(r: Registry) {
    appointment(r.ask(1, book(slot(1, 480), unreachable_woman(1))).await);
    assert_eq!(all(&r, now()).await, [], "who has just booked was told in words");
    assert_eq!(r.store.call_tasks(1, 9).await.unwrap(), []);
    assert_eq!(all(&r, eve()).await, []);
    let calls = r.store.call_tasks(1, 9).await.unwrap();
    assert_eq!(calls.len(), 2);
    assert_eq!(
        (calls[0].kind, calls[0].reason, &calls[0].patient),
        (MessageKind::Reminder, CallReason::NoContact, &unreachable_woman(1))
    );
    assert_eq!(
        (calls[0].slot, calls[0].service.as_str(), calls[0].until),
        (Some(slot(1, 480)), "mammography", None)
    );
    let events = r.store.events(1, 0, 9).await.unwrap();
    assert!(
        matches!(&events[0].kind, EventKind::CallTask { task, service } if *task == calls[0].id && service == "mammography")
    );
    assert_eq!(events.len(), 2);
}

async fn a_call_is_over_once_it_was_made_or_is_pointless(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), unreachable_woman(1))).await);
    all(&r, eve()).await;
    let calls = r.store.call_tasks(1, 9).await.unwrap();
    let store = &r.store;
    let ended = |desk| {
        let (task, actor) = (calls[0].id, Actor::registry("desk", Some(desk)));
        async move { called(&**store, &actor, desk, task, eve()).await.unwrap() }
    };
    assert!(!ended(2).await, "another clinic");
    assert!(ended(1).await);
    assert!(!ended(1).await, "once");
    assert_eq!(r.store.call_tasks(1, 9).await.unwrap(), calls[1..]);
    let audit = r.store.audit_page(1, 0, 99).await.unwrap();
    let entry = audit.iter().find(|entry| entry.action == "end-call").unwrap();
    assert_eq!((entry.persons, entry.subject.is_some()), (1, true));

    r.ask(1, cancel(visit)).await.unwrap();
    assert_eq!(r.store.call_tasks(1, 9).await.unwrap(), [], "nobody is reminded of it");
    assert_eq!(all(&r, eve()).await, []);
    let calls = r.store.call_tasks(1, 9).await.unwrap();
    assert_eq!(
        calls.iter().map(|c| c.kind).collect::<Vec<_>>(),
        [MessageKind::Cancelled]
    );
}

async fn f35_after_the_last_attempt_somebody_calls(r: Registry) {
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let mut at = now();
    for attempt in 1..=3 {
        let letter = next(&r, &TERMS, at).await.unwrap();
        assert_eq!(letter.attempt, attempt);
        at += Duration::minutes(5);
        try_again(&*r.store, &letter, at).await.unwrap();
        assert!(next(&r, &TERMS, at - Duration::seconds(1)).await.is_none());
    }
    assert!(next(&r, &TERMS, at).await.is_none());
    let calls = r.store.call_tasks(1, 9).await.unwrap();
    assert_eq!(
        calls.iter().map(|c| (c.kind, c.reason)).collect::<Vec<_>>(),
        [(MessageKind::Confirmation, CallReason::Undeliverable)]
    );
}

async fn f35_the_other_channel_takes_over(r: Registry) {
    let both = Patient {
        email: Email::parse("anna@poczta.example.pl").ok(),
        ..woman(1)
    };
    appointment(r.ask(1, book(slot(1, 480), both)).await);
    let later = now() + Duration::minutes(10);
    let resting = Terms {
        sms: Readiness::Resting(later),
        ..TERMS
    };
    let letter = next(&r, &resting, now()).await.unwrap();
    assert_eq!(letter.channel, Channel::Email, "while the gateway rests");
    refused(&*r.store, &letter, now()).await.unwrap();
    assert!(
        next(&r, &resting, now()).await.is_none(),
        "the mailbox is refused, the gateway rests"
    );
    let letter = next(&r, &TERMS, later).await.unwrap();
    assert_eq!(
        (letter.channel, letter.attempt),
        (Channel::Sms, 2),
        "resting is no attempt"
    );
    refused(&*r.store, &letter, later).await.unwrap();
    assert!(next(&r, &TERMS, later).await.is_none());
    assert_eq!(r.store.call_tasks(1, 9).await.unwrap().len(), 1);
}

async fn f37_reports_count_once(r: Registry) {
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let letter = next(&r, &TERMS, now()).await.unwrap();
    let id = letter.message.id;
    assert!(
        reported(&*r.store, id, true, now()).await.unwrap(),
        "faster than our own note"
    );
    handed_over(&*r.store, &letter, "x", now()).await.unwrap();
    for delivered in [true, false, true] {
        assert!(reported(&*r.store, id, delivered, now()).await.unwrap());
    }
    assert_eq!(r.store.call_tasks(1, 9).await.unwrap(), [], "delivered stays delivered");
    assert!(!reported(&*r.store, Uuid::now_v7(), true, now()).await.unwrap());

    appointment(r.ask(1, book(slot(2, 480), woman(2))).await);
    let letter = next(&r, &TERMS, now()).await.unwrap();
    handed_over(&*r.store, &letter, "y", now()).await.unwrap();
    for _ in 0..2 {
        assert!(reported(&*r.store, letter.message.id, false, now()).await.unwrap());
    }
    assert_eq!(r.store.call_tasks(1, 9).await.unwrap().len(), 1);
    assert!(next(&r, &TERMS, now() + Duration::hours(1)).await.is_none());
}

async fn an_answer_cancels_the_visit_reminded_last(r: Registry) {
    let phone = Phone::parse("601234567").unwrap();
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    all(&r, now()).await;
    let reply = |id: &'static str| cancel_by_reply(&*r.store, &phone, id, eve());
    assert_eq!(
        reply("r1").await.unwrap(),
        Replied::Nothing,
        "a confirmation asks for no answer"
    );
    all(&r, eve()).await;
    let stranger = Phone::parse("602000000").unwrap();
    assert_eq!(
        cancel_by_reply(&*r.store, &stranger, "r2", eve()).await.unwrap(),
        Replied::Nothing
    );
    let done = Replied::Decided(Ok(Outcome::Cancelled {
        passed_on: false,
        late: true,
        entry: None,
    }));
    assert_eq!(reply("r3").await.unwrap(), done);
    assert_eq!(reply("r3").await.unwrap(), done, "the same answer again");
    assert_eq!(reply("r4").await.unwrap(), Replied::Nothing);
    assert!(r.is_free(slot(1, 480)).await);
    let mut tx = r.store.begin().await.unwrap();
    let status = tx.appointment(visit).await.unwrap().unwrap().status;
    assert_eq!(status, okienko_domain::request::AppointmentStatus::Cancelled);
}

async fn h12_an_answer_from_a_shared_phone_cancels_nothing(r: Registry) {
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    appointment(r.ask(1, book(slot(2, 480), woman(2))).await);
    all(&r, eve()).await;
    let phone = Phone::parse("601234567").unwrap();
    assert_eq!(
        cancel_by_reply(&*r.store, &phone, "r", eve()).await.unwrap(),
        Replied::Unclear
    );
    assert!(!r.is_free(slot(1, 480)).await && !r.is_free(slot(2, 480)).await);
    let calls = r.store.call_tasks(1, 9).await.unwrap();
    assert_eq!(
        calls.iter().map(|c| c.reason).collect::<Vec<_>>(),
        [CallReason::UnclearReply]
    );
}

async fn who_waits_is_warned_before_the_end(r: Registry) {
    r.ask(1, Action::Join(Box::new(wait(woman(1))))).await.unwrap();
    let Ok(Outcome::Joined { entry, .. }) = r.ask(1, Action::Join(Box::new(wait(woman(2))))).await else {
        panic!("not joined")
    };
    let warned = now() + Duration::days(84);
    tick(&*r.store, warned).await.unwrap();
    r.ask_as(Uuid::now_v7(), 1, Action::Leave { entry }, warned)
        .await
        .unwrap();
    assert_eq!(
        all(&r, warned).await,
        [(MessageKind::ExpiryWarning, Channel::Sms)],
        "who has left is not warned"
    );
}

contract!(
    i7_every_decision_has_its_messages,
    i8_two_takers_one_letter,
    f38_no_reminder_of_a_cancelled_visit,
    f38_the_state_is_read_when_it_leaves,
    a_moved_visit_gets_new_reminders,
    g8_the_clock_of_an_offer_starts_with_its_message,
    nobody_to_write_to_is_a_call,
    a_call_is_over_once_it_was_made_or_is_pointless,
    f35_after_the_last_attempt_somebody_calls,
    f35_the_other_channel_takes_over,
    f37_reports_count_once,
    an_answer_cancels_the_visit_reminded_last,
    h12_an_answer_from_a_shared_phone_cancels_nothing,
    who_waits_is_warned_before_the_end,
);
