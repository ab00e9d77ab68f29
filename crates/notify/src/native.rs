//! The notifications of the operating system.
//!
//! Linux is tested against a real message bus. Windows and macOS are written after the documentation of notify-rust and
//! have never run.

use crate::{DEFAULT_ACTION, Notification, Notifier, NotifyError, OnAction};
use notify_rust::NotificationResponse;
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::Duration;

/// A program that shows notifications answers in milliseconds; this is for one that hangs.
const TAKE_OVER: Duration = Duration::from_secs(3);

/// A working day. A notification server may forget to say that a notification has gone; nothing waits longer for it.
#[cfg(all(unix, not(target_os = "macos")))]
const ANSWER: Duration = Duration::from_secs(12 * 60 * 60);

/// Name under which the desktop lists the notifications.
const APP_NAME: &str = "Okienko";

/// Windows ties notifications to the identifier of the installed program.
#[cfg(windows)]
const APP_ID: &str = "pl.okienko.desktop";

/// Shows notifications by notify-rust.
#[derive(Debug, Clone, Copy, Default)]
pub struct NativeNotifier;

impl Notifier for NativeNotifier {
    fn show(&self, notification: Notification, on_action: OnAction) -> Result<(), NotifyError> {
        let (taken_over, answer) = mpsc::sync_channel(1);
        // notify-rust waits for the click where it is called, so each notification has a thread, which ends with it.
        thread::Builder::new()
            .name("notification".into())
            .spawn(move || show_and_wait(&notification, &taken_over, on_action))?;
        match answer.recv_timeout(TAKE_OVER) {
            Ok(outcome) => outcome,
            Err(RecvTimeoutError::Timeout) => Err(NotifyError::Silent(TAKE_OVER)),
            Err(RecvTimeoutError::Disconnected) => Err(NotifyError::Unavailable("the thread ended".into())),
        }
    }
}

type TakenOver = SyncSender<Result<(), NotifyError>>;

fn show_and_wait(notification: &Notification, taken_over: &TakenOver, on_action: OnAction) {
    let response = match respond(&native(notification), taken_over) {
        Ok(response) => response,
        Err(error) => {
            // Nobody listens any more when the time is up.
            let _ = taken_over.send(Err(error));
            return;
        }
    };
    if let Some(key) = response.and_then(|response| chosen(notification, response)) {
        on_action(key);
    }
}

/// Shows it, says so, and waits for what the person does; `None` when nothing was heard in the end.
#[cfg(all(unix, not(target_os = "macos")))]
fn respond(
    native: &notify_rust::Notification,
    taken_over: &TakenOver,
) -> Result<Option<NotificationResponse>, NotifyError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let handle = tokio::time::timeout(TAKE_OVER, native.show_async())
            .await
            .map_err(|_| NotifyError::Silent(TAKE_OVER))?
            .map_err(unavailable)?;
        let _ = taken_over.send(Ok(()));
        let mut heard = None;
        let answer = handle.wait_for_action_async(|response| heard = Some(response.clone()));
        if tokio::time::timeout(ANSWER, answer).await.is_err() {
            tracing::debug!("a notification was neither closed nor clicked in {ANSWER:?}");
        }
        Ok(heard)
    })
}

/// Shows it, says so, and waits for what the person does; `None` when nothing was heard in the end.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn respond(
    native: &notify_rust::Notification,
    taken_over: &TakenOver,
) -> Result<Option<NotificationResponse>, NotifyError> {
    let handle = native.show().map_err(unavailable)?;
    let _ = taken_over.send(Ok(()));
    let mut heard = None;
    handle
        .wait_for_response(|response: &NotificationResponse| heard = Some(response.clone()))
        .map_err(unavailable)?;
    Ok(heard)
}

fn unavailable(error: notify_rust::error::Error) -> NotifyError {
    NotifyError::Unavailable(error.to_string())
}

fn native(notification: &Notification) -> notify_rust::Notification {
    let mut native = notify_rust::Notification::new();
    native
        .appname(APP_NAME)
        .summary(&notification.title)
        .body(&body(&notification.body));
    #[cfg(windows)]
    native.app_id(APP_ID);
    #[cfg(all(unix, not(target_os = "macos")))]
    native
        .icon("okienko")
        // Without this key a Linux desktop does not report a click on the notification itself. It is no button, so its
        // label is not read by anybody.
        .action(DEFAULT_ACTION, APP_NAME);
    for (key, label) in &notification.actions {
        native.action(key, label);
    }
    native.finalize()
}

/// The desktops of Linux read the body as markup.
#[cfg(all(unix, not(target_os = "macos")))]
fn body(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn body(text: &str) -> String {
    text.to_owned()
}

/// The key of what was chosen; `None` when the notification was closed.
fn chosen(notification: &Notification, response: NotificationResponse) -> Option<String> {
    match response {
        NotificationResponse::Default => Some(DEFAULT_ACTION.into()),
        NotificationResponse::Action(word) => {
            // macOS tells the label instead of the key.
            let action = notification
                .actions
                .iter()
                .find(|(key, label)| word == *key || word == *label);
            action.map(|(key, _)| key.clone())
        }
        NotificationResponse::Reply(_) | NotificationResponse::Closed(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify_rust::CloseReason;

    fn with_button() -> Notification {
        Notification {
            id: "n1".into(),
            title: "Poczekalnia".into(),
            body: String::new(),
            actions: vec![("show".into(), "Pokaż".into())],
        }
    }

    #[test]
    fn every_answer_of_a_desktop_becomes_a_key_or_nothing() {
        let chosen = |response| chosen(&with_button(), response);
        assert_eq!(chosen(NotificationResponse::Default).as_deref(), Some("default"));
        assert_eq!(
            chosen(NotificationResponse::Action("show".into())).as_deref(),
            Some("show")
        );
        assert_eq!(
            chosen(NotificationResponse::Action("Pokaż".into())).as_deref(),
            Some("show")
        );
        assert_eq!(chosen(NotificationResponse::Action("unknown".into())), None);
        assert_eq!(chosen(NotificationResponse::Closed(CloseReason::Dismissed)), None);
    }
}
