//! Native notifications: a title, a sentence, up to a few buttons, and the answer to a click.
//!
//! What this crate deliberately does not do: it neither decides what is worth telling nor remembers what was told. The
//! callers do, because they know ids and language. Texts must hold no personal data: anybody may look at the screen.

mod native;
mod recording;

pub use native::NativeNotifier;
pub use recording::RecordingNotifier;

use std::time::Duration;

/// Key of the action that stands for a click on the notification itself.
pub const DEFAULT_ACTION: &str = "default";

/// What is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// What it is about, for the caller; never shown.
    pub id: String,
    /// First line.
    pub title: String,
    /// One sentence, plain text.
    pub body: String,
    /// Buttons as (key, label), two at most: no desktop shows more. A click on the notification itself needs none.
    pub actions: Vec<(String, String)>,
}

/// Called once with the key of the chosen action, [`DEFAULT_ACTION`] for a click on the notification itself; dropped
/// without a call when the notification goes away unanswered.
pub type OnAction = Box<dyn FnOnce(String) + Send>;

/// Shows notifications to the person at this desktop.
pub trait Notifier: Send + Sync {
    /// Shows `notification` and returns; `on_action` is called later, on a thread of the notifier.
    ///
    /// Blocks until the desktop has taken it over, which is bounded by a few seconds.
    ///
    /// # Errors
    /// When nothing was shown. Notices stay in the list of the UI, so a caller logs this and goes on.
    fn show(&self, notification: Notification, on_action: OnAction) -> Result<(), NotifyError>;
}

/// Why nothing was shown.
#[derive(Debug, thiserror::Error)]
pub enum NotifyError {
    /// There is no session bus, or no program on it that shows notifications, or the system refused.
    #[error("this desktop shows no notifications: {0}")]
    Unavailable(String),
    /// The program that shows notifications is there and silent.
    #[error("the desktop did not take the notification within {0:?}")]
    Silent(Duration),
    /// The system gave no thread.
    #[error("no thread for the notification: {0}")]
    Thread(#[from] std::io::Error),
}
