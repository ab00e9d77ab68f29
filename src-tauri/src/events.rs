//! Carries the events of the program to its window and tray.

use crate::{tray, window};
use okienko_app::App;
use okienko_app::view::AppEvent;
use std::sync::Arc;
use tauri::{AppHandle, Emitter};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Name of the one event the window listens to.
const NAME: &str = "app-event";

/// Forwards events until the program stops.
pub async fn forward(handle: AppHandle, app: Arc<App>, mut events: Receiver<AppEvent>) {
    loop {
        match events.recv().await {
            Ok(event) => deliver(&handle, &event),
            // The window was too slow for a burst. Events carry no data but the state of the link, so asking the window to
            // read everything again makes good for any number of lost ones.
            Err(RecvError::Lagged(_)) => {
                if let Ok(sync) = app.sync_state().await {
                    deliver(&handle, &AppEvent::Sync { sync });
                }
                for event in [AppEvent::Data, AppEvent::Requests, AppEvent::Notices] {
                    deliver(&handle, &event);
                }
            }
            Err(RecvError::Closed) => return,
        }
    }
}

fn deliver(handle: &AppHandle, event: &AppEvent) {
    match event {
        AppEvent::Sync { sync } => tray::update(handle, sync),
        AppEvent::OpenNotice { .. } => window::raise(handle),
        AppEvent::Data | AppEvent::Requests | AppEvent::Notices => {}
    }
    if let Err(error) = handle.emit(NAME, event) {
        tracing::warn!(%error, "an event did not reach the window");
    }
}
