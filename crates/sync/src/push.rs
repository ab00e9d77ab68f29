//! Listens for hints that something has changed.

use crate::backoff::{delay, delay_after, spread};
use crate::engine::Engine;
use futures_util::StreamExt;
use std::sync::Arc;
use std::time::Duration;

/// Time between two pulls that hints ask for: while terms change a hundred times a second, ten thousand desktops need not
/// ask as often.
const PAUSE: Duration = Duration::from_millis(400);
/// Hints that are taken for one.
const MANY: usize = 1024;

pub(crate) async fn run(engine: Arc<Engine>) {
    let mut failures = 0;
    loop {
        let wait = match engine.remote.hints().await {
            Ok(hints) => {
                engine.push_connected.send_replace(true);
                let mut hints = hints.ready_chunks(MANY);
                while hints.next().await.is_some() {
                    failures = 0;
                    engine.pull_bell.notify_one();
                    tokio::time::sleep(spread(PAUSE)).await;
                }
                engine.push_connected.send_replace(false);
                // The end of push is often the first sign that the registry is gone: find out now.
                engine.pull_bell.notify_one();
                delay(failures)
            }
            Err(error) => delay_after(failures, &error),
        };
        tokio::time::sleep(wait).await;
        failures += 1;
    }
}
