//! The queue before the registry's only writer: requests that come while a commit waits for the disk share the next one.

use okienko_domain::clock::Clock;
use okienko_registry_store::{Answer, Asked, Result, Store, StoreError, submit_all};
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
        let at = clock.now();
        let (requests, clients): (Vec<_>, Vec<_>) = batch
            .drain(..)
            .map(|(asked, client)| (Asked { at, ..asked }, client))
            .unzip();
        let answers = submit_all(&*store, &requests).await;
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

/// Tells the number of the last change after commits, while the clerk is at the next one, and what others have changed.
async fn tell(store: Arc<dyn Store>, mut committed: watch::Receiver<()>, changed: watch::Sender<u64>) {
    loop {
        let own = match timeout(OTHERS, committed.changed()).await {
            Ok(Ok(())) => true,
            Ok(Err(_)) => return,
            Err(_) => false,
        };
        match store.meta().await {
            Ok(meta) if own => drop(changed.send_replace(meta.seq)),
            Ok(meta) => drop(changed.send_if_modified(|known| mem::replace(known, meta.seq) != meta.seq)),
            // Who is not told finds out when they ask the next time.
            Err(error) if own => tracing::error!(%error, "a change cannot be announced"),
            Err(_) => {}
        }
    }
}
