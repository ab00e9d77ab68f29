//! The real program, killed between sending and noting that it was sent. `OKIENKO_KILLS` makes it more often.

use crate::gateway::{Does, Gateway};
use crate::world::{World, woman};
use chrono::{DateTime, Duration, NaiveTime, Utc};
use std::collections::{HashMap, HashSet};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use tokio::process::{Child, Command};

/// Longest wait for something that must happen.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

fn kills() -> usize {
    std::env::var("OKIENKO_KILLS").map_or(20, |text| text.parse().unwrap())
}

/// Noon of the day before yesterday: what was decided then is due by now, also when the tests run at night.
#[expect(
    clippy::disallowed_methods,
    reason = "the program under test has the clock of the system"
)]
fn then() -> DateTime<Utc> {
    let day = Utc::now() - Duration::days(2);
    day.with_time(NaiveTime::from_hms_opt(11, 0, 0).unwrap()).unwrap()
}

fn program(world: &World, gateway: &Gateway, lanes: usize) -> Child {
    Command::new(env!("CARGO_BIN_EXE_okienko-registry"))
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--delivery-lease",
            "1",
            "--delivery-attempts",
            "50",
        ])
        .args(["--delivery-lanes", &lanes.to_string(), "--sms-url", &gateway.url])
        .arg("--db")
        .arg(&world.database)
        .env("OKIENKO_SMS_TOKEN", "kanarkowy-token")
        .env("RUST_LOG", "error")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

fn count(messages: &[crate::gateway::Message]) -> HashMap<String, usize> {
    let mut counts = HashMap::new();
    for message in messages {
        *counts.entry(message["idx"].clone()).or_default() += 1;
    }
    counts
}

/// Kills the program as often, each time on a new message, then lets it finish.
async fn killed(dedupes: bool, lanes: usize) -> (World, Gateway) {
    let kills = kills();
    let messages = kills + kills / 2 + 20;
    let world = World::at(then()).await;
    for n in 0..u16::try_from(messages).unwrap() {
        let visit = world.book(n, woman(n)).await;
        // Of every fifth nobody may hear anything but that it was cancelled.
        if n % 5 == 0 {
            world.cancel(visit).await;
        }
    }
    let gateway = Gateway::start(dedupes).await;
    // The running program; taken by who kills it.
    let victim: Arc<Mutex<Option<u32>>> = Arc::default();
    let killed: Arc<Mutex<HashSet<String>>> = Arc::default();
    let (running, deaths) = (Arc::clone(&victim), Arc::clone(&killed));
    gateway.does(move |message| {
        let mut deaths = deaths.lock().unwrap();
        if deaths.len() >= kills || deaths.contains(&message["idx"]) {
            return Does::Take;
        }
        let Some(pid) = running.lock().unwrap().take() else {
            return Does::Hang;
        };
        signal("-KILL", pid);
        deaths.insert(message["idx"].clone());
        // Every third dies before the gateway has it.
        if deaths.len() % 3 == 0 {
            Does::Hang
        } else {
            Does::TakeAndHang
        }
    });
    while killed.lock().unwrap().len() < kills {
        let mut child = program(&world, &gateway, lanes);
        *victim.lock().unwrap() = child.id();
        let ended = tokio::time::timeout(PATIENCE, child.wait()).await;
        assert!(!ended.expect("nothing was sent").unwrap().success());
    }
    let mut answers = gateway.answers();
    loop {
        let before = answers.borrow_and_update().count;
        let mut child = program(&world, &gateway, lanes);
        let everybody = answers.wait_for(|now| now.messages.len() == messages && now.count > before);
        tokio::time::timeout(PATIENCE, everybody)
            .await
            .expect("a message is lost")
            .unwrap();
        signal("-TERM", child.id().unwrap());
        child.wait().await.unwrap();
        // What the last one that was killed had taken is taken again after its time.
        if world.store.backlog(then() + Duration::days(3)).await.unwrap().overdue == 0 {
            return (world, gateway);
        }
    }
}

fn signal(name: &str, pid: u32) {
    let done = std::process::Command::new("kill")
        .args([name, &pid.to_string()])
        .status();
    assert!(done.unwrap().success());
}

fn nobody_heard_of_a_cancelled_visit(gateway: &Gateway) {
    for message in gateway.taken() {
        let serial: usize = message["to"].trim_start_matches("48601").parse().unwrap();
        let expected = if serial.is_multiple_of(5) {
            "Wizyta odwolana"
        } else {
            "Wizyta umowiona"
        };
        assert!(
            message["message"].starts_with(expected),
            "{serial}: {}",
            message["message"]
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f36_killed_between_sending_and_noting_it() {
    let (_world, gateway) = killed(false, 1).await;
    nobody_heard_of_a_cancelled_visit(&gateway);
    let counts = count(&gateway.taken());
    let repeated = counts.values().filter(|times| **times > 1).count();
    assert!(counts.values().all(|times| *times <= 2), "at most one repetition");
    assert_eq!(
        repeated,
        kills() - kills() / 3,
        "one for each kill that came after the sending"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f36_a_provider_that_knows_its_messages_repeats_none() {
    let (_world, gateway) = killed(true, 8).await;
    nobody_heard_of_a_cancelled_visit(&gateway);
    assert!(count(&gateway.taken()).values().all(|times| *times == 1));
    assert!(gateway.requests().len() > gateway.taken().len(), "the kills did hit");
}
