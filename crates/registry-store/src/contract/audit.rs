//! What every database must remember of who did what.

use super::small::{Registry, appointment, book, cancel, cancelled, now, postgres, slot, sqlite, wait, woman};
use crate::audit::{Actor, COMMON_CHAIN, Entry, Head, of_person, verify};
use crate::{Asked, read_appointments, read_waiting, submit};
use okienko_domain::request::{Action, Outcome, Request};
use std::sync::Arc;
use uuid::Uuid;

impl Registry {
    async fn chain(&self, chain: i64) -> Vec<Entry> {
        self.store.audit_page(chain, 0, 1000).await.unwrap()
    }

    /// Action, subject known, object, persons and outcome of the newest entry of a chain, and how many there are.
    async fn newest(&self, chain: i64) -> (usize, String, bool, Option<String>, i64, String) {
        let mut entries = self.chain(chain).await;
        let count = entries.len();
        let last = entries.pop().unwrap();
        (
            count,
            last.action,
            last.subject.is_some(),
            last.object,
            last.persons,
            last.outcome,
        )
    }

    async fn whole(&self, noted: &[Head]) -> bool {
        verify(&*self.store, noted).await.unwrap().iter().all(Result::is_ok)
    }
}

fn entry(
    number: usize,
    action: &str,
    known: bool,
    object: impl ToString,
    outcome: &str,
) -> (usize, String, bool, Option<String>, i64, String) {
    (
        number,
        action.into(),
        known,
        Some(object.to_string()),
        known.into(),
        outcome.into(),
    )
}

async fn every_request_and_read_leaves_one_entry(r: Registry) {
    let id = Uuid::now_v7();
    let visit = appointment(r.ask_as(id, 1, book(slot(1, 480), woman(1)), now()).await);
    assert_eq!(r.newest(1).await, entry(1, "book", true, visit, "booked"));
    let first = r.chain(1).await.remove(0);
    assert_eq!(
        (first.actor.as_str(), first.role.as_str(), first.rules, first.at),
        ("desk:1", "desk", 1, now().timestamp_micros())
    );
    r.ask_as(id, 1, book(slot(1, 480), woman(1)), now()).await.unwrap();
    assert_eq!(r.chain(1).await.len(), 1, "the same request is no second change");

    r.ask(1, book(slot(1, 480), woman(2))).await.unwrap_err();
    assert_eq!(r.newest(1).await, entry(2, "book", true, slot(1, 480), "slot-taken"));
    r.ask(1, cancel(visit)).await.unwrap();
    assert_eq!(r.newest(1).await, entry(3, "cancel", true, visit, "cancelled"));
    let nobody = Uuid::now_v7();
    r.ask(1, cancel(nobody)).await.unwrap_err();
    assert_eq!(
        r.newest(1).await,
        entry(4, "cancel", false, nobody, "appointment-unknown")
    );
    let joined = r.ask(1, Action::Join(Box::new(wait(woman(3))))).await;
    let Ok(Outcome::Joined { entry: waiting, .. }) = joined else {
        panic!("not joined")
    };
    assert_eq!(r.newest(1).await, entry(5, "join", true, waiting, "joined"));
    assert_eq!(
        read_waiting(&*r.store, &Actor::desk(Some(1)), 1, 10, now())
            .await
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        r.newest(1).await,
        (6, "read-waiting-entries".into(), false, None, 1, "read".into())
    );
    r.ask(1, Action::Leave { entry: waiting }).await.unwrap();
    assert_eq!(r.newest(1).await, entry(7, "leave", true, waiting, "left"));
    appointment(r.ask(1, book(slot(1, 495), woman(1))).await);
    let visits = read_appointments(&*r.store, &Actor::desk(Some(1)), 1, 10, now())
        .await
        .unwrap();
    assert_eq!(visits.len(), 2);
    assert_eq!(
        r.newest(1).await,
        (9, "read-appointments".into(), false, None, 1, "read".into()),
        "two visits of one person"
    );

    let kiosk = Request {
        desk: None,
        action: book(slot(2, 480), woman(4)),
    };
    let kiosk = Asked::by_desk(Uuid::now_v7(), kiosk, now());
    submit(&*r.store, &kiosk).await.unwrap().unwrap();
    assert_eq!(r.chain(COMMON_CHAIN).await.last().unwrap().actor, "kiosk");
    assert!(r.whole(&[]).await);
}

async fn a_person_learns_what_was_done(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    r.ask(2, Action::Join(Box::new(wait(woman(2))))).await.unwrap();
    assert_eq!(r.ask(1, cancel(visit)).await, cancelled(true));
    let clerk = Actor::operator("test");
    let told = |n| {
        let (store, clerk) = (Arc::clone(&r.store), &clerk);
        async move {
            let entries = of_person(&*store, clerk, &woman(n).identity.key(), now())
                .await
                .unwrap();
            entries
                .into_iter()
                .map(|e| (e.chain, e.actor, e.action))
                .collect::<Vec<_>>()
        }
    };
    let what = |chain, actor: &str, action: &str| (chain, actor.to_owned(), action.to_owned());
    assert_eq!(told(1).await, [what(1, "desk:1", "book"), what(1, "desk:1", "cancel")]);
    assert_eq!(
        told(2).await,
        [what(0, "registry:waiting-list", "assign"), what(2, "desk:2", "join")],
        "whom the waiting list chose is remembered too"
    );
    assert_eq!(told(1).await[0], what(0, "operator:test", "audit-read"));
    assert!(told(9).await.is_empty());
}

async fn many_add_to_one_chain(r: Registry) {
    let ask = |n: u16| {
        let store = Arc::clone(&r.store);
        let desk = [None, Some(1), Some(2)][usize::from(n % 3)];
        let action = book(slot(1, 480), woman(n));
        tokio::spawn(async move {
            submit(
                &*store,
                &Asked::by_desk(Uuid::now_v7(), Request { desk, action }, now()),
            )
            .await
            .unwrap()
        })
    };
    for task in (1..=45).map(ask).collect::<Vec<_>>() {
        let _taken_by_one = task.await.unwrap();
    }
    let heads = verify(&*r.store, &[]).await.unwrap();
    let counts: Vec<_> = heads.into_iter().map(|head| head.unwrap().entries).collect();
    assert_eq!(counts, [15, 15, 15]);
}

async fn tampering_shows(r: Registry) {
    for n in 1..=6 {
        r.ask(1, book(slot(1, 465 + 15 * n), woman(n))).await.unwrap();
        r.ask(2, book(slot(1, 480), woman(n + 10))).await.unwrap_err();
    }
    let heads: Vec<Head> = verify(&*r.store, &[])
        .await
        .unwrap()
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(
        heads
            .iter()
            .map(|h| Head::parse(&h.to_string()).unwrap())
            .collect::<Vec<_>>(),
        heads
    );
    r.tamper("CREATE TABLE kept AS SELECT * FROM audit; CREATE TABLE kept_head AS SELECT * FROM audit_head")
        .await;
    let evil = [
        "UPDATE audit SET outcome = 'slot-past' WHERE chain = 2 AND number = 3",
        "UPDATE audit SET at = at + 1 WHERE chain = 1 AND number = 6",
        "UPDATE audit SET actor = 'desk:3' WHERE chain = 1 AND number = 1",
        "UPDATE audit SET subject = NULL WHERE chain = 1 AND number = 2",
        "UPDATE audit SET persons = 0, rules = 2 WHERE chain = 1 AND number = 4",
        "UPDATE audit SET object = '' WHERE chain = 1 AND number = 4",
        "DELETE FROM audit WHERE chain = 1 AND number = 1",
        "DELETE FROM audit WHERE chain = 1 AND number = 6",
        "DELETE FROM audit WHERE chain = 2",
        "UPDATE audit SET number = 99 WHERE chain = 1 AND number = 2; UPDATE audit SET number = 2 WHERE chain = 1 AND number = 3;
         UPDATE audit SET number = 3 WHERE chain = 1 AND number = 99",
        "INSERT INTO audit SELECT 1, 7, at, actor, role, action, subject, object, persons, outcome, rules, hash FROM kept WHERE chain = 1 AND number = 1",
        "UPDATE audit_head SET entries = 5 WHERE chain = 1",
        "UPDATE audit_head SET hash = (SELECT hash FROM kept WHERE chain = 1 AND number = 2) WHERE chain = 1",
        "DELETE FROM audit_head WHERE chain = 2",
    ];
    for statement in evil {
        r.tamper(statement).await;
        assert!(!r.whole(&[]).await, "{statement}");
        r.tamper("DELETE FROM audit; INSERT INTO audit SELECT * FROM kept; DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept_head").await;
        assert!(r.whole(&heads).await);
    }
    // A whole chain shows only beside what was noted outside.
    r.tamper("DELETE FROM audit WHERE chain = 2; DELETE FROM audit_head WHERE chain = 2")
        .await;
    assert!(r.whole(&[]).await);
    assert!(!r.whole(&heads).await);
}

contract!(
    every_request_and_read_leaves_one_entry,
    a_person_learns_what_was_done,
    many_add_to_one_chain,
    tampering_shows,
);
