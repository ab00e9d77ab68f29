//! What is removed when its time is over, and what is not.

use super::small::{Registry, appointment, book, now, postgres, refused, slot, sqlite, wait, woman};
use crate::audit::{COMMON_CHAIN, verify};
use crate::retention::{Removed, run};
use chrono::Duration;
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, Outcome};
use uuid::Uuid;

async fn nothing_is_kept_for_ever(r: Registry) {
    let join = |n| Action::Join(Box::new(wait(woman(n))));
    let id = Uuid::now_v7();
    let visit = r.ask_as(id, 1, book(slot(1, 480), woman(1)), now()).await;
    let Ok(Outcome::Joined { entry, .. }) = r.ask(1, join(2)).await else {
        panic!("not joined")
    };
    r.ask(1, Action::Leave { entry }).await.unwrap();
    r.ask(1, join(3)).await.unwrap();
    let known = || async {
        let people = r.store.people(0, 100).await.unwrap();
        people.into_iter().map(|(_, p)| p.family_name).collect::<Vec<_>>()
    };
    let at = |days| now() + Duration::days(days);
    let removed = |answers, waiting, people| Removed {
        answers,
        waiting,
        lookups: 0,
        people,
    };

    assert_eq!(run(&*r.store, at(30)).await.unwrap(), removed(0, 0, 0));
    assert_eq!(r.ask_as(id, 1, book(slot(1, 480), woman(1)), at(30)).await, visit);
    assert_eq!(run(&*r.store, at(31)).await.unwrap(), removed(4, 0, 0));
    assert_eq!(known().await.len(), 3);
    // Entries are valid for 90 days and kept for 30 more.
    assert_eq!(run(&*r.store, at(120)).await.unwrap(), removed(0, 0, 0));
    assert_eq!(run(&*r.store, at(121)).await.unwrap(), removed(0, 2, 2));
    assert_eq!(known().await, ["Próbna 1"], "who has a visit is known");
    assert_eq!(r.store.waiting(1, at(121), 10).await.unwrap(), []);
    appointment(visit);
    assert_eq!(
        refused(&r.ask_as(Uuid::now_v7(), 1, book(slot(1, 495), woman(1)), now()).await),
        Some(RefusalCode::AlreadyBooked)
    );

    let proofs: Vec<_> = r
        .store
        .audit_page(COMMON_CHAIN, 0, 10)
        .await
        .unwrap()
        .into_iter()
        .map(|e| (e.actor, e.persons, e.outcome))
        .collect();
    let proof = |persons, outcome: &str| ("registry:retention".to_owned(), persons, outcome.to_owned());
    assert_eq!(
        proofs,
        [
            proof(0, "answers:4 waiting-entries:0 look-ups:0 people:0"),
            proof(2, "answers:0 waiting-entries:2 look-ups:0 people:2")
        ]
    );
    assert!(verify(&*r.store, &[]).await.unwrap().iter().all(Result::is_ok));
}

contract!(nothing_is_kept_for_ever);
