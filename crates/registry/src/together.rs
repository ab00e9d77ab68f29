//! Questions that come at the same moment are asked of the database together: a turn of it for each of hundreds of requests
//! a second would cost more than the requests.

use crate::caught::caught;
use okienko_registry_store::Result;
use tokio::sync::{mpsc, oneshot};

/// Questions asked together at most.
const AT_ONCE: usize = 1_024;

/// A queue before something that answers many questions at the price of one.
pub(crate) struct Together<Q, A> {
    queue: mpsc::UnboundedSender<(Q, oneshot::Sender<A>)>,
}

impl<Q: Send + 'static, A: Send + 'static> Together<Q, A> {
    /// Asks until it is dropped. `ask` answers in the order of the questions.
    pub(crate) fn of<F, Answers>(ask: F) -> Self
    where
        F: Fn(Vec<Q>) -> Answers + Send + 'static,
        Answers: Future<Output = Result<Vec<A>>> + Send,
    {
        let (queue, mut waiting) = mpsc::unbounded_channel::<(Q, oneshot::Sender<A>)>();
        tokio::spawn(async move {
            let mut all = Vec::new();
            while waiting.recv_many(&mut all, AT_ONCE).await > 0 {
                // Begun after all of them came, so that each knows what was durable before they asked.
                let (questions, askers): (Vec<_>, Vec<_>) = all.drain(..).unzip();
                let Ok(answers) = caught(ask(questions)).await else {
                    continue;
                };
                for (asker, answer) in askers.into_iter().zip(answers) {
                    // Whoever has gone does not want to know any more.
                    let _ = asker.send(answer);
                }
            }
        });
        Self { queue }
    }

    /// The answer; `None` when there was none for anybody, so that whoever asks alone learns why.
    pub(crate) async fn ask(&self, question: Q) -> Option<A> {
        let (asker, answered) = oneshot::channel();
        // It only goes away with this, and what is not sent is not answered.
        let _ = self.queue.send((question, asker));
        answered.await.ok()
    }
}
