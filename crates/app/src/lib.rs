//! The use-cases behind the UI. No tauri here: the same functions serve the window, the browser of `devserver` and tests.
//!
//! [`App`] holds what runs; each file beside it is a group of use-cases. [`view`] is what the UI sees.

mod alternatives;
mod attention;
mod booking;
mod browser;
mod calls;
mod connection;
mod devices;
mod error;
mod finding;
mod listed;
mod lists;
mod lookups;
mod notices;
mod panics;
mod patients;
mod provider;
mod requests;
mod script;
mod slots;
mod start;
mod timetables;
mod variety;
pub mod view;
mod visitor;

pub use error::CODES;
pub use panics::tell_panics_by_place;
pub use start::{Config, StartError, system_clock};

use attention::Attention;
use listed::Listed;
use okienko_client_store::Local;
use okienko_domain::clock::Clock;
use okienko_notify::Notifier;
use okienko_sync::Engine;
use provider::Attempts;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::broadcast;
use tokio::task::JoinSet;
use view::{AppEvent, Profile};
use visitor::Visitor;

/// Result of a use-case.
pub type Result<T> = std::result::Result<T, view::AppError>;

/// A running desktop.
pub struct App {
    config: Config,
    clock: Clock,
    local: Arc<Local>,
    engine: Arc<Engine>,
    notifier: Arc<dyn Notifier>,
    events: broadcast::Sender<AppEvent>,
    /// People of this desk.
    listed: Mutex<Listed>,
    /// People of this desk who wait, as last heard.
    waiting: AtomicU32,
    /// Calls that this desk has to make, as last heard.
    calls: AtomicU32,
    /// Whether and when notifications are shown.
    attention: Attention,
    /// Who stands at this kiosk; nobody at a reception desk.
    visitor: Visitor,
    /// Sign-ins that go on in the browser.
    sign_ins: Attempts,
    tasks: tokio::sync::Mutex<JoinSet<()>>,
}

impl App {
    /// What changes from now on.
    #[must_use]
    pub fn events(&self) -> broadcast::Receiver<AppEvent> {
        self.events.subscribe()
    }

    /// Stops synchronisation. What is queued is sent at the next start.
    pub async fn stop(&self) {
        self.sign_ins.end();
        self.tasks.lock().await.shutdown().await;
        self.engine.stop().await;
    }

    fn tell(&self, event: AppEvent) {
        // No window yet, or no window any more.
        let _ = self.events.send(event);
    }

    fn is_kiosk(&self) -> bool {
        self.config.profile == Profile::Kiosk
    }

    fn listed(&self) -> MutexGuard<'_, Listed> {
        self.listed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting_count(&self) -> u32 {
        self.waiting.load(Ordering::Relaxed)
    }

    fn call_count(&self) -> u32 {
        self.calls.load(Ordering::Relaxed)
    }
}
