//! Rules change by two people and by what they do, and a service stops at once.

use super::small::{Registry, appointment, book, cancel, cancelled, now, postgres, refused, slot, sqlite, wait, woman};
use crate::audit::{COMMON_CHAIN, verify};
use crate::rules::{Effect, Expected, RulesRefusal, approve, propose, start, stop, try_out};
use crate::{PostgresStore, SqliteStore};
use okienko_domain::calendar::date;
use okienko_domain::ids::{Patient, Pesel};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::Action;
use okienko_domain::rules::{Rules, RulesError};

const EXPECTED: fn(u64, u64) -> Expected = |opened, closed| Expected { opened, closed };

impl Registry {
    /// People known from cardiology, aged 35 to 44: mammography is not for them.
    async fn young(&self) -> Patient {
        let mut youngest = None;
        for (n, year) in (1982..=1991).enumerate() {
            let serial = u16::try_from(n).unwrap() * 10 + 20;
            let patient = Patient {
                identity: Pesel::synthetic(date(year, 5, 6), serial).into(),
                ..woman(1)
            };
            let mut tx = self.store.begin().await.unwrap();
            tx.insert_patient(&patient).await.unwrap();
            tx.commit().await.unwrap();
            youngest = Some(patient);
        }
        youngest.unwrap()
    }

    async fn next(&self, change: impl FnOnce(&mut Rules)) -> Rules {
        let mut rules = self.store.rules().await.unwrap();
        rules.policy.version = self.store.rules_records().await.unwrap().len() as u32 + 1;
        change(&mut rules);
        rules
    }
}

/// On 1 April 2021 a rule with a wrong date gave the e-registration of vaccinations a whole generation too early: more
/// than a hundred thousand people, of whom half had to be cancelled. Here the same mistake reaches nobody.
async fn f45_the_wrong_date_rule_of_april_2021_is_stopped_by_the_dry_run(r: Registry) {
    let young = r.young().await;
    r.ask(1, book(slot(1, 480), woman(1))).await.unwrap();
    // Meant is "from 44 years on"; typed is 34.
    let wrong = r.next(|rules| rules.services[0].ages = Some((34, 74))).await;
    propose(&*r.store, &wrong, "Anna", now()).await.unwrap().unwrap();
    assert_eq!(
        r.store.rules().await.unwrap().version(),
        1,
        "a proposal changes nothing"
    );

    let effect = try_out(&*r.store, &wrong, "Anna", now()).await.unwrap();
    let Effect {
        terms,
        opened,
        closed,
        known,
        ..
    } = effect.clone();
    assert_eq!((terms, opened, closed, known), (11, 10, 0, 11));
    let refusal = |step: crate::rules::Step<Effect>| step.unwrap_err();
    let step = approve(&*r.store, 2, "Anna", EXPECTED(10, 0), now()).await.unwrap();
    assert_eq!(refusal(step), RulesRefusal::SamePerson);
    // The announcement speaks of those who turn 44: one known person.
    let step = approve(&*r.store, 2, "Barbara", EXPECTED(1, 0), now()).await.unwrap();
    assert_eq!(refusal(step), RulesRefusal::Unexpected(effect));
    assert_eq!(
        refused(&r.ask(1, book(slot(1, 495), young.clone())).await),
        Some(RefusalCode::AgeTooYoung),
        "nothing has changed"
    );

    let right = r.next(|rules| rules.services[0].ages = Some((44, 74))).await;
    propose(&*r.store, &right, "Anna", now()).await.unwrap().unwrap();
    let done = approve(&*r.store, 3, "Barbara", EXPECTED(1, 0), now()).await.unwrap();
    assert_eq!(done.unwrap().opened, 1);
    assert_eq!(r.store.rules().await.unwrap(), right);
    assert_eq!(r.store.directory().await.unwrap().services, right.services);
    let step = approve(&*r.store, 2, "Barbara", EXPECTED(9, 0), now()).await.unwrap();
    assert_eq!(
        refusal(step),
        RulesRefusal::NotNewer { in_force: 3 },
        "what was judged against other rules is judged again"
    );
    assert_eq!(
        refused(&r.ask(1, book(slot(1, 495), young)).await),
        Some(RefusalCode::AgeTooYoung)
    );
    let visit = appointment(r.ask(2, book(slot(1, 495), woman(2))).await);
    let last = r.store.audit_page(2, 0, 10).await.unwrap().pop().unwrap();
    assert_eq!((last.object, last.rules), (Some(visit.to_string()), 3));

    let deeds: Vec<_> = r
        .store
        .audit_page(COMMON_CHAIN, 0, 100)
        .await
        .unwrap()
        .into_iter()
        .filter(|e| e.action != "rules-try")
        .map(|e| (e.actor, e.action, e.object.unwrap(), e.rules))
        .collect();
    let deed = |who: &str, action: &str, version: &str, rules| {
        (format!("operator:{who}"), action.to_owned(), version.to_owned(), rules)
    };
    assert_eq!(
        deeds,
        [
            deed("Anna", "rules-propose", "2", 1),
            deed("Anna", "rules-propose", "3", 1),
            deed("Barbara", "rules-approve", "3", 3)
        ]
    );
    assert!(verify(&*r.store, &[]).await.unwrap().iter().all(Result::is_ok));
}

async fn unsound_rules_are_not_even_proposed(r: Registry) {
    let step = |rules: Rules| {
        let store = std::sync::Arc::clone(&r.store);
        async move { propose(&*store, &rules, "Anna", now()).await.unwrap() }
    };
    let of = |code: &str| code.to_owned();
    assert_eq!(
        step(r.next(|rules| drop(rules.services.remove(0))).await).await,
        Err(RulesError::Removed(of("mammography")).into())
    );
    assert_eq!(
        step(r.next(|rules| rules.policy.version = 7).await).await,
        Err(RulesRefusal::Version { next: 2 })
    );
    assert_eq!(r.store.rules_records().await.unwrap().len(), 1);
    let none = approve(&*r.store, 9, "Barbara", EXPECTED(0, 0), now()).await.unwrap();
    assert_eq!(none, Err(RulesRefusal::Unknown));

    // A new order and a new service are fine.
    let more = r
        .next(|rules| {
            rules.services.reverse();
            let mut bones = rules.services[0].clone();
            bones.code = "bone-density".into();
            rules.services.insert(0, bones);
        })
        .await;
    step(more.clone()).await.unwrap();
    approve(&*r.store, 2, "Barbara", EXPECTED(0, 0), now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(r.store.directory().await.unwrap().services, more.services);
}

async fn a_stopped_service_stops_everywhere_with_the_next_request(r: Registry) {
    let other: std::sync::Arc<dyn crate::Store> = if r.database().starts_with("postgres") {
        std::sync::Arc::new(PostgresStore::open(r.database(), &r.key()).await.unwrap())
    } else {
        std::sync::Arc::new(SqliteStore::open(std::path::Path::new(r.database())).await.unwrap())
    };
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    r.ask(1, Action::Join(Box::new(wait(woman(2))))).await.unwrap();
    assert_eq!(
        stop(&*other, "mamography", "Anna", "test", now()).await.unwrap(),
        Err(RulesRefusal::ServiceUnknown)
    );
    stop(&*other, "mammography", "Anna", "zła reguła", now())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        stop(&*other, "mammography", "Anna", "again", now()).await.unwrap(),
        Err(RulesRefusal::NoChange)
    );
    let stopped = Some(RefusalCode::ServiceStopped);
    assert_eq!(refused(&r.ask(1, book(slot(1, 495), woman(3))).await), stopped);
    let join = Action::Join(Box::new(wait(woman(4))));
    assert_eq!(refused(&r.ask(1, join).await), stopped);
    assert_eq!(
        r.ask(1, cancel(visit)).await,
        cancelled(false),
        "who cannot come may always say so, and nobody else gets the term"
    );
    assert_eq!(r.store.service_stops().await.unwrap()[0].reason, "zła reguła");
    start(&*other, "mammography", "Barbara", now()).await.unwrap().unwrap();
    appointment(r.ask(1, book(slot(1, 495), woman(3))).await);
    assert_eq!(r.store.service_stops().await.unwrap(), []);
}

contract!(
    f45_the_wrong_date_rule_of_april_2021_is_stopped_by_the_dry_run,
    unsound_rules_are_not_even_proposed,
    a_stopped_service_stops_everywhere_with_the_next_request,
);
