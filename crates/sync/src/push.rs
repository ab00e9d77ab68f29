//! Listens for hints that something has changed.

use crate::backoff::{delay, delay_after};
use crate::engine::Engine;
use futures_util::StreamExt;
use std::sync::Arc;

pub(crate) async fn run(engine: Arc<Engine>) {
    let mut failures = 0;
    loop {
        let wait = match engine.remote.hints().await {
            Ok(mut hints) => {
                engine.push_connected.send_replace(true);
                while let Some(()) = hints.next().await {
                    failures = 0;
                    engine.pull_bell.notify_one();
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
