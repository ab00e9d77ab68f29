//! Sends what waits in the outbox, oldest first, and stores the answers.

use crate::backoff::{delay, rest};
use crate::engine::Engine;
use crate::remote::RemoteError;
use crate::state::Happened;
use okienko_client_store::{LocalError, Notice, Queued};
use okienko_domain::refusal::Refusal;
use okienko_domain::request::{Action, Outcome};
use std::sync::Arc;

pub(crate) async fn run(engine: Arc<Engine>) {
    let mut failures = 0;
    loop {
        match send_all(&engine).await {
            Ok(()) => {
                failures = 0;
                engine.outbox_bell.notified().await;
            }
            Err(Unsent::Remote(error)) => {
                failures += 1;
                rest(failures, &error, &engine.outbox_bell).await;
            }
            Err(Unsent::Local(error)) => {
                tracing::error!(%error, "the outbox cannot be read or written");
                failures += 1;
                tokio::time::sleep(delay(failures)).await;
            }
        }
    }
}

/// Why something still waits.
enum Unsent {
    /// The registry did not answer.
    Remote(RemoteError),
    /// The outbox itself failed.
    Local(LocalError),
}

impl From<LocalError> for Unsent {
    fn from(error: LocalError) -> Self {
        Self::Local(error)
    }
}

/// Sends everything that waits.
async fn send_all(engine: &Engine) -> Result<(), Unsent> {
    for queued in engine.local.queued().await? {
        match engine.remote.request(queued.id, &queued.request).await {
            Ok(answer) => store(engine, &queued, answer).await?,
            Err(error) => {
                if let RemoteError::NotRecognised(standing) = error {
                    engine.set_state(|state| state.standing = standing);
                }
                tracing::info!(%error, attempts = queued.attempts + 1, "a request waits for the registry");
                engine.local.count_attempt(queued.id).await?;
                engine.pull_bell.notify_one();
                return Err(Unsent::Remote(error));
            }
        }
    }
    Ok(())
}

async fn store(engine: &Engine, queued: &Queued, answer: Result<Outcome, Refusal>) -> Result<(), LocalError> {
    // Who is still looking at the screen needs no notice; who was told "waits for the registry" does.
    let notice = (queued.attempts > 0 && !engine.options.forget_answered)
        .then(|| notice(engine, queued, answer.is_ok()))
        .flatten();
    let new = engine.local.answer(queued.id, &answer, notice.as_ref()).await?;
    if engine.options.forget_answered {
        engine.local.forget(queued.id).await?;
    }
    engine.tell(Happened::Answered {
        id: queued.id,
        answer,
        notice: notice.filter(|_| new),
    });
    engine.pull_bell.notify_one();
    Ok(())
}

fn notice(engine: &Engine, queued: &Queued, confirmed: bool) -> Option<Notice> {
    let service = match &queued.request.action {
        Action::Book { slot, .. } | Action::Reschedule { slot, .. } => engine
            .world
            .index()
            .info(slot.schedule)
            .map(|i| i.schedule.service.clone())
            .unwrap_or_default(),
        Action::Join(join) => join.service.clone(),
        // A cancellation that went through late is no news.
        _ if confirmed => return None,
        _ => String::new(),
    };
    Some(Notice {
        id: format!("answer-{}", queued.id),
        kind: if confirmed {
            "booking-confirmed"
        } else {
            "booking-refused"
        }
        .into(),
        at: engine.clock.now(),
        service,
        subject: Some(queued.id.to_string()),
        read: false,
    })
}
