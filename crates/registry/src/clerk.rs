//! The queue before the registry's only writer: requests that come while a commit waits for the disk share the next one.

use okienko_domain::clock::Clock;
use okienko_domain::request::Request;
use okienko_registry_store::audit::Actor;
use okienko_registry_store::{Answer, Asked, Result, Store, StoreError, submit_all};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

/// Requests that wait; more than these wait in their connections.
const QUEUE: usize = 1_024;
/// Requests of one commit.
const BATCH: usize = 128;

type Waiting = (Uuid, Request, Actor, oneshot::Sender<Result<Answer>>);

/// Hands requests in and brings answers back.
pub(crate) struct Clerk {
    queue: mpsc::Sender<Waiting>,
}

impl Clerk {
    /// A clerk that works until the last of its kind is dropped.
    pub(crate) fn new(store: Arc<dyn Store>, clock: Clock) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE);
        tokio::spawn(work(store, clock, waiting));
        Self { queue }
    }

    /// The registry's answer, durable by now.
    pub(crate) async fn submit(&self, id: Uuid, request: Request, actor: Actor) -> Result<Answer> {
        let (answer, answered) = oneshot::channel();
        // Both ends only go when the registry stops; the client sends the same request again.
        if self.queue.send((id, request, actor, answer)).await.is_err() {
            return Err(StoreError::Conflict);
        }
        answered.await.unwrap_or(Err(StoreError::Conflict))
    }
}

async fn work(store: Arc<dyn Store>, clock: Clock, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        let now = clock.now();
        let (requests, clients): (Vec<_>, Vec<_>) = batch
            .drain(..)
            .map(|(id, request, actor, client)| {
                let at = now;
                (Asked { id, request, actor, at }, client)
            })
            .unzip();
        for (answer, client) in submit_all(&*store, &requests).await.into_iter().zip(clients) {
            // A client that has gone asks again.
            let _ = client.send(answer);
        }
    }
}
