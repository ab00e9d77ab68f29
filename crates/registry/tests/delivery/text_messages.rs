//! Text messages through a gateway that misbehaves.

use crate::mailbox::MailServer;
use crate::world::{World, monday, woman};
use chrono::Duration;
use okienko_domain::contact::Email;
use okienko_domain::ids::Patient;
use okienko_domain::message::CallReason;
use okienko_testkit::{Does, Gateway};

#[tokio::test]
async fn a_text_message_says_when_where_and_how_to_cancel() {
    let (world, gateway) = (World::at(monday()).await, Gateway::start(false).await);
    world.book(0, woman(7)).await;
    let delivery = world.delivery(Some(&gateway), None).await;
    delivery.deliver().await.unwrap();
    world.wait(Duration::days(20));
    delivery.deliver().await.unwrap();
    let [confirmation, first, last] = &gateway.taken()[..] else {
        panic!("not three messages: {:?}", gateway.taken())
    };
    assert_eq!(
        confirmation["message"],
        "Wizyta umowiona: poniedzialek 14.12.2026, godz. 09:00, Poradnia PROBA, ul. Probna 1, Torun. Odwolanie: tel. 56 123 45 67."
    );
    assert_eq!(first["message"], last["message"]);
    assert!(first["message"].ends_with("Aby odwolac, odpisz NIE."));
    for message in [confirmation, first, last] {
        assert_eq!(
            (message["to"].as_str(), message["from"].as_str()),
            ("48601000007", "eRejestr")
        );
    }
    assert_eq!(gateway.tokens()[0], "Bearer kanarkowy-token");
}

#[tokio::test]
async fn without_a_courier_everything_waits() {
    let world = World::at(monday()).await;
    world.book(0, woman(1)).await;
    world.wait(Duration::hours(1));
    let delivery = world.delivery(None, None).await;
    // Returns at once: there is nobody to hand anything to.
    delivery.run().await;
    let backlog = world.store.backlog(world.now()).await.unwrap();
    assert_eq!((backlog.overdue, backlog.oldest), (1, Some(monday())));
    assert_eq!(world.store.call_tasks(1, 9).await.unwrap(), []);
}

#[tokio::test]
async fn f35_a_broken_gateway_loses_nothing_and_is_left_alone() {
    let (world, gateway) = (World::at(monday()).await, Gateway::start(true).await);
    for n in 0..40 {
        world.book(n, woman(n)).await;
    }
    gateway.does(|_| Does::Fail);
    let delivery = world.delivery(Some(&gateway), None).await;
    delivery.deliver().await.unwrap();
    let asked = gateway.requests().len();
    assert!(
        (5..=12).contains(&asked),
        "five failures and what was on its way: {asked}"
    );
    delivery.deliver().await.unwrap();
    assert_eq!(gateway.requests().len(), asked, "it rests");
    let backlog = world.store.backlog(world.now() + Duration::hours(1)).await.unwrap();
    assert_eq!(backlog.overdue, 40);

    gateway.does(|_| Does::Take);
    world.wait(Duration::minutes(2));
    delivery.deliver().await.unwrap();
    let taken = gateway.taken();
    assert_eq!(taken.len(), 40, "all of them, once");
    assert_eq!(world.store.call_tasks(1, 99).await.unwrap(), []);
}

#[tokio::test]
async fn f35_e_mail_takes_over() {
    let (world, gateway, server) = (
        World::at(monday()).await,
        Gateway::start(true).await,
        MailServer::start(),
    );
    gateway.does(|_| Does::Fail);
    let both = Patient {
        email: Email::parse("anna@poczta.example.pl").ok(),
        ..woman(1)
    };
    world.book(0, both).await;
    let delivery = world.delivery(Some(&gateway), Some(&server)).await;
    for _ in 0..4 {
        delivery.deliver().await.unwrap();
        world.wait(Duration::minutes(10));
    }
    assert_eq!((gateway.requests().len(), server.received().len()), (3, 1));
}

#[tokio::test]
async fn f35_a_wrong_number_is_a_call() {
    let (world, gateway) = (World::at(monday()).await, Gateway::start(true).await);
    gateway.does(|_| Does::Refuse);
    world.book(0, woman(1)).await;
    let delivery = world.delivery(Some(&gateway), None).await;
    delivery.deliver().await.unwrap();
    world.wait(Duration::hours(5));
    delivery.deliver().await.unwrap();
    assert_eq!(gateway.requests().len(), 1, "asking again changes nothing");
    let tasks = world.store.call_tasks(1, 9).await.unwrap();
    assert_eq!(
        tasks.iter().map(|task| task.reason).collect::<Vec<_>>(),
        [CallReason::Undeliverable]
    );
}

#[tokio::test]
async fn f36_taken_but_never_said_so() {
    let (world, gateway) = (World::at(monday()).await, Gateway::start(true).await);
    gateway.does(|_| Does::TakeAndFail);
    for n in 0..4 {
        world.book(n, woman(n)).await;
    }
    let delivery = world.delivery(Some(&gateway), None).await;
    delivery.deliver().await.unwrap();
    gateway.does(|_| Does::Take);
    world.wait(Duration::minutes(2));
    delivery.deliver().await.unwrap();
    let (requests, taken) = (gateway.requests(), gateway.taken());
    assert_eq!((requests.len(), taken.len()), (8, 4), "asked twice, sent once");
    for request in &requests {
        assert_eq!(request["check_idx"], "1");
    }
    assert_eq!(
        world
            .store
            .backlog(world.now() + Duration::hours(2))
            .await
            .unwrap()
            .overdue,
        0
    );
}

#[tokio::test]
async fn f38_cancelled_while_the_gateway_was_broken() {
    let (world, gateway) = (World::at(monday()).await, Gateway::start(true).await);
    gateway.does(|_| Does::Fail);
    let visit = world.book(0, woman(1)).await;
    let delivery = world.delivery(Some(&gateway), None).await;
    delivery.deliver().await.unwrap();
    world.cancel(visit).await;
    gateway.does(|_| Does::Take);
    world.wait(Duration::days(20));
    delivery.deliver().await.unwrap();
    let taken = gateway.taken();
    assert_eq!(taken.len(), 1, "{taken:?}");
    assert!(taken[0]["message"].starts_with("Wizyta odwolana"));
}
