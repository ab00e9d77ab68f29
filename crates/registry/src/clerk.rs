//! The queue before the registry's only writer: requests that come while a commit waits for the disk share the next one.

use crate::caught::caught;
use okienko_domain::clock::Clock;
use okienko_registry_store::{Answer, Asked, Result, Store, StoreError, submit, submit_all};
use std::sync::Arc;
use std::time::Duration;
use std::{mem, thread};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::timeout;

/// Requests that wait; more than these wait in their connections.
const QUEUE: usize = 1_024;
/// Requests of one commit.
const BATCH: usize = 128;
/// How often to look what other processes have changed; PostgreSQL may also show a change later than its commit, when older
/// transactions have ended.
const OTHERS: Duration = Duration::from_millis(500);

type Waiting = (Asked, oneshot::Sender<Result<Answer>>);

/// Hands requests in and brings answers back.
pub(crate) struct Clerk {
    queue: mpsc::Sender<Waiting>,
}

impl Clerk {
    /// A clerk that works until the last of its kind is dropped, and tells `changed` the number of the last change.
    pub(crate) fn new(store: Arc<dyn Store>, clock: Clock, changed: watch::Sender<u64>) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        // A thread of its own: between two statements it would otherwise wait for its turn among all connections.
        let runtime = Handle::current();
        let committed = watch::Sender::new(());
        tokio::spawn(tell(Arc::clone(&store), committed.subscribe(), changed));
        thread::spawn(move || runtime.block_on(work(store, clock, committed, waiting)));
        Self { queue }
    }

    /// The registry's answer, durable by now. The request is decided at the time at which its turn comes.
    pub(crate) async fn submit(&self, asked: Asked) -> Result<Answer> {
        let (answer, answered) = oneshot::channel();
        // Both ends only go when the registry stops; the client sends the same request again.
        if self.queue.send((asked, answer)).await.is_err() {
            return Err(StoreError::Conflict);
        }
        answered.await.unwrap_or(Err(StoreError::Conflict))
    }
}

async fn work(store: Arc<dyn Store>, clock: Clock, committed: watch::Sender<()>, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let (mut requests, clients): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        let answers = decide(&*store, &clock, &mut requests).await;
        let done = answers.iter().any(|answer| matches!(answer, Ok(Ok(_))));
        for (answer, client) in answers.into_iter().zip(clients) {
            // A client that has gone asks again.
            let _ = client.send(answer);
        }
        if done {
            committed.send_replace(());
        }
    }
}

/// The answers to requests that share a commit, decided at this moment.
async fn decide(store: &dyn Store, clock: &Clock, requests: &mut [Asked]) -> Vec<Result<Answer>> {
    let together = caught(async {
        let at = clock.now();
        requests.iter_mut().for_each(|asked| asked.at = at);
        Ok(submit_all(store, requests).await)
    });
    if let Ok(answers) = together.await {
        return answers;
    }
    // One of them meets a defect. Which one shows when each is decided alone.
    let mut answers = Vec::with_capacity(requests.len());
    for asked in requests {
        let alone = caught(async {
            asked.at = clock.now();
            submit(store, asked).await
        });
        answers.push(alone.await);
    }
    answers
}

/// Tells the number of the last change after commits, while the clerk is at the next one, and what others have changed.
async fn tell(store: Arc<dyn Store>, mut committed: watch::Receiver<()>, changed: watch::Sender<u64>) {
    loop {
        let own = match timeout(OTHERS, committed.changed()).await {
            Ok(Ok(())) => true,
            Ok(Err(_)) => return,
            Err(_) => false,
        };
        match caught(store.meta()).await {
            Ok(meta) if own => drop(changed.send_replace(meta.seq)),
            Ok(meta) => drop(changed.send_if_modified(|known| mem::replace(known, meta.seq) != meta.seq)),
            // Who is not told finds out when they ask the next time.
            Err(error) if own => tracing::error!(%error, "a change cannot be announced"),
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Waiting, work};
    use okienko_domain::clock::Clock;
    use okienko_domain::request::{Action, Request};
    use okienko_registry_store::{Answer, Asked, Result, SqliteStore, StoreError};
    use okienko_testkit::{Clinic, NOW, clinic_term, patient};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::{mpsc, oneshot, watch};
    use uuid::Uuid;

    /// The clock is read once for all that share a commit, and once for each that is decided alone.
    fn clock_with_defects(at: &'static [usize]) -> Clock {
        let read = AtomicUsize::new(0);
        Clock::new(move || {
            assert!(!at.contains(&read.fetch_add(1, Ordering::Relaxed)), "a defect");
            NOW
        })
    }

    fn booking(schedule: u32) -> (Waiting, oneshot::Receiver<Result<Answer>>) {
        let request = Request {
            desk: Some(1),
            action: Action::Book {
                slot: clinic_term(NOW, schedule, 0),
                patient: patient(schedule),
                referral: None,
                hold: None,
                continuation: false,
            },
        };
        let (answer, answered) = oneshot::channel();
        let asked = Asked::by_desk(Uuid::now_v7(), request, NOW);
        ((asked, answer), answered)
    }

    #[tokio::test]
    async fn f10_a_defect_in_one_decision_spares_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(&folder.path().join("registry.db")).await.unwrap();
        let clinic = Clinic {
            name: "Poradnia",
            desks: 1,
            schedules: 4,
            now: NOW,
        };
        clinic.publish(&store).await;
        let (queue, waiting) = mpsc::channel(4);
        let mut answers = Vec::new();
        for schedule in 1..=4 {
            let (booking, answer) = booking(schedule);
            queue.send(booking).await.unwrap();
            answers.push(answer);
        }
        drop(queue);
        work(
            Arc::new(store),
            clock_with_defects(&[0, 2]),
            watch::Sender::new(()),
            waiting,
        )
        .await;
        let mut defects = Vec::new();
        for answer in answers {
            match answer.await.unwrap() {
                Ok(answer) => {
                    answer.expect("booked");
                    defects.push(false);
                }
                Err(StoreError::Defect) => defects.push(true),
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(defects, [false, true, false, false]);
    }
}
