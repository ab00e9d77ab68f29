//! A registry over PostgreSQL whose server goes away.

use okienko_cluster::{Cluster, Durability};
use okienko_domain::refusal::Refusal;
use okienko_domain::request::{Outcome, Request};
use okienko_sync::Remote;
use okienko_testkit::{CLINIC_A, TestRegistry, booking};
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::{JoinSet, spawn_blocking};
use tokio::time::interval;
use uuid::Uuid;

type Answer = Result<Outcome, Refusal>;

/// Desks that book, and how many terms each books.
const DESKS: u16 = 4;
const EACH: u16 = 30;

/// The registry's answer to a request, sent again under its id until there is one.
async fn answered(remote: &Remote, id: Uuid, request: &Request) -> Answer {
    let mut again = interval(Duration::from_millis(50));
    loop {
        again.tick().await;
        if let Ok(answer) = remote.request(id, request).await {
            return answer;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f40_a_database_that_goes_away_loses_and_doubles_nothing() {
    let mut cluster = Cluster::start(Durability::Real).unwrap();
    let registry = TestRegistry::at(cluster.database().unwrap()).await;
    let booked = watch::Sender::new(0);
    let mut desks = JoinSet::new();
    for desk in 0..DESKS {
        let (remote, folder) = registry.remote(Some(CLINIC_A)).await;
        let booked = booked.clone();
        desks.spawn(async move {
            let mut answers = Vec::new();
            for n in desk * EACH..(desk + 1) * EACH {
                let (id, request) = (Uuid::now_v7(), booking(n));
                let answer = answered(&remote, id, &request).await;
                answers.push((id, request, answer));
                booked.send_modify(|booked| *booked += 1);
            }
            (remote, folder, answers)
        });
    }
    let mut seen = booked.subscribe();
    for failure in 1..=3 {
        // The others are amid a booking then.
        seen.wait_for(|booked| *booked >= failure * 25).await.unwrap();
        cluster = spawn_blocking(move || {
            cluster.kill().unwrap();
            cluster.resume().unwrap();
            cluster
        })
        .await
        .unwrap();
    }
    let desks = desks.join_all().await;
    for (remote, _folder, answers) in &desks {
        for (id, request, answer) in answers {
            assert!(answer.is_ok(), "{answer:?}");
            assert_eq!(&answered(remote, *id, request).await, answer);
        }
    }
    let visits = registry
        .store()
        .await
        .appointments(CLINIC_A, u32::MAX >> 1)
        .await
        .unwrap();
    assert_eq!(visits.len(), usize::from(DESKS * EACH), "each is booked once");
}
