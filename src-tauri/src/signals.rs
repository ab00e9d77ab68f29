//! The system asks the program to end.

use tauri::AppHandle;

/// Ends the program in order on SIGTERM and SIGINT. A second signal changes nothing: the end is bounded in time.
#[cfg(unix)]
pub async fn end_on_signal(handle: AppHandle) {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = signal(SignalKind::terminate()).and_then(|term| Ok((term, signal(SignalKind::interrupt())?)));
    match signals {
        Ok((mut terminate, mut interrupt)) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            handle.exit(0);
        }
        Err(error) => tracing::warn!(%error, "signals end the program at once, without saving its window's place"),
    }
}

/// Ends the program in order on Ctrl-C.
#[cfg(not(unix))]
pub async fn end_on_signal(handle: AppHandle) {
    if tokio::signal::ctrl_c().await.is_ok() {
        handle.exit(0);
    }
}
