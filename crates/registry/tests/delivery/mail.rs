//! E-mail, as an independent program receives it.

use crate::mailbox::MailServer;
use crate::world::{World, mailed, monday, woman};
use chrono::Duration;
use okienko_domain::contact::{Email, Language};
use okienko_domain::ids::Patient;
use okienko_domain::message::CallReason;

#[tokio::test]
async fn a_letter_arrives_as_it_was_meant() {
    let (world, server) = (World::at(monday()).await, MailServer::start());
    let visit = world.book(0, mailed("anna@poczta.example.pl")).await;
    world.delivery(None, Some(&server)).await.deliver().await.unwrap();
    let [letter] = &server.received()[..] else {
        panic!("not one letter")
    };
    assert_eq!(
        (letter.from.as_str(), &letter.to[..]),
        ("rejestracja@example.pl", &["anna@poczta.example.pl".to_owned()][..])
    );
    assert_eq!(letter.header("subject"), ["Wizyta umówiona"]);
    assert_eq!(letter.header("to"), ["anna@poczta.example.pl"]);
    assert_eq!(
        letter.header("from"),
        ["Centralna e-rejestracja <rejestracja@example.pl>"]
    );
    assert_eq!(letter.header("message-id").len(), 1);
    for words in [
        "poniedziałek 14.12.2026, godz. 09:00",
        "Poradnia PRÓBA, ul. Próbna 1, Toruń",
        "tel. 56 123 45 67",
    ] {
        assert!(letter.body.contains(words), "{words}: {}", letter.body);
    }
    for secret in ["Kanar", "7005", "mammo", &visit.to_string()] {
        assert!(!letter.body.contains(secret), "{secret}");
    }
    world.delivery(None, Some(&server)).await.deliver().await.unwrap();
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn each_person_reads_their_language() {
    let (world, server) = (World::at(monday()).await, MailServer::start());
    for (n, language) in (0..).zip(Language::ALL) {
        let patient = Patient {
            phone: None,
            email: Email::parse(&format!("anna{n}@poczta.example.pl")).ok(),
            language,
            ..woman(n)
        };
        world.book(n, patient).await;
    }
    world.delivery(None, Some(&server)).await.deliver().await.unwrap();
    let mut subjects: Vec<_> = server
        .received()
        .iter()
        .map(|letter| (letter.to[0].clone(), letter.header("subject")[0].to_owned()))
        .collect();
    subjects.sort();
    let subjects: Vec<_> = subjects.iter().map(|(_, subject)| subject.as_str()).collect();
    assert_eq!(subjects, ["Wizyta umówiona", "Visit booked", "Візит заплановано"]);
}

#[tokio::test]
async fn x19_nothing_that_people_type_becomes_a_header_or_a_recipient() {
    for evil in [
        "Poradnia\r\nBcc: ofiara@example.pl",
        "Poradnia\nBcc: ofiara@example.pl\n\nNowa treść",
        "Poradnia\r\n.\r\nMAIL FROM:<x@example.pl>\r\nRCPT TO:<ofiara@example.pl>\r\nDATA",
        "Poradnia\u{2028}Bcc: ofiara@example.pl",
        "Poradnia\0Bcc: ofiara@example.pl",
        "=?utf-8?q?Bcc:_ofiara=40example.pl?=",
        "{ $phone } { mail-end }",
    ] {
        let (world, server) = (World::named(monday(), evil).await, MailServer::start());
        let visit = world.book(0, mailed("o'neil+x=y@poczta.example.pl")).await;
        world.delivery(None, Some(&server)).await.deliver().await.unwrap();
        world.cancel(visit).await;
        world.delivery(None, Some(&server)).await.deliver().await.unwrap();
        let letters = server.received();
        assert_eq!(letters.len(), 2, "{}", world.name.escape_debug());
        for letter in letters {
            assert_eq!(letter.to, ["o'neil+x=y@poczta.example.pl"]);
            let mut names: Vec<_> = letter.headers.iter().map(|(name, _)| name.to_lowercase()).collect();
            names.sort();
            assert_eq!(
                names,
                [
                    "content-transfer-encoding",
                    "content-type",
                    "date",
                    "from",
                    "message-id",
                    "mime-version",
                    "subject",
                    "to"
                ],
                "{evil:?}"
            );
            let place = letter.body.lines().filter(|line| line.starts_with("Gdzie: ")).count();
            assert_eq!(place, 1, "{}", letter.body);
        }
    }
}

#[tokio::test]
async fn a_mailbox_that_is_not_there_is_a_call_and_a_busy_one_is_tried_again() {
    let (world, server) = (World::at(monday()).await, MailServer::start());
    world.book(0, mailed("nobody@poczta.example.pl")).await;
    let busy = Patient {
        identity: woman(2).identity,
        ..mailed("busy@poczta.example.pl")
    };
    world.book(1, busy).await;
    let delivery = world.delivery(None, Some(&server)).await;
    delivery.deliver().await.unwrap();
    let reasons = async || -> Vec<_> {
        let tasks = world.store.call_tasks(1, 9).await.unwrap();
        tasks.into_iter().map(|task| task.reason).collect()
    };
    assert_eq!(reasons().await, [CallReason::Undeliverable]);
    assert_eq!(
        world
            .store
            .backlog(world.now() + Duration::hours(1))
            .await
            .unwrap()
            .overdue,
        1
    );
    for _ in 0..8 {
        world.wait(Duration::hours(2));
        delivery.deliver().await.unwrap();
    }
    assert_eq!(reasons().await, [CallReason::Undeliverable; 2]);
    assert_eq!(server.received().len(), 0);
}
