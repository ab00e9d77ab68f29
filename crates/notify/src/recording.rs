//! A notifier for tests: it shows nothing and remembers everything.

use crate::{Notification, Notifier, NotifyError, OnAction};
use std::sync::{Mutex, PoisonError};
use tokio::sync::watch;

/// Collects what would be shown, lets a test wait for it and answer it.
#[derive(Default)]
pub struct RecordingNotifier {
    shown: watch::Sender<Vec<Notification>>,
    /// By position in `shown`; `None` once answered.
    answers: Mutex<Vec<Option<OnAction>>>,
}

impl RecordingNotifier {
    /// A notifier that has shown nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything shown so far, oldest first.
    pub fn shown(&self) -> Vec<Notification> {
        self.shown.borrow().clone()
    }

    /// Waits until at least `count` notifications were shown and returns all of them. Sets no time limit.
    pub async fn wait_for(&self, count: usize) -> Vec<Notification> {
        let mut shown = self.shown.subscribe();
        // It fails only when the sender is gone, and `self` holds the sender.
        let _ = shown.wait_for(|shown| shown.len() >= count).await;
        self.shown()
    }

    /// Does what a person's click on `key` of the notification at `index` does. Returns false when there is no such
    /// notification or it was answered before.
    pub fn act(&self, index: usize, key: &str) -> bool {
        let answer = self
            .answers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_mut(index)
            .and_then(Option::take);
        let found = answer.is_some();
        if let Some(answer) = answer {
            answer(key.into());
        }
        found
    }
}

impl Notifier for RecordingNotifier {
    fn show(&self, notification: Notification, on_action: OnAction) -> Result<(), NotifyError> {
        // One lock over both lists keeps their positions equal.
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers.push(Some(on_action));
        self.shown.send_modify(|shown| shown.push(notification));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tokio::sync::oneshot;

    #[tokio::test]
    async fn a_test_can_wait_for_a_notification_and_answer_it_once() {
        let notifier = Arc::new(RecordingNotifier::new());
        let notice = Notification {
            id: "n1".into(),
            title: "Poczekalnia".into(),
            body: "Jest termin.".into(),
            actions: vec![],
        };
        let (answered, key) = oneshot::channel();
        let waiting = tokio::spawn({
            let notifier = Arc::clone(&notifier);
            async move { notifier.wait_for(1).await }
        });
        notifier
            .show(notice.clone(), Box::new(|key| answered.send(key).unwrap()))
            .unwrap();
        assert_eq!(waiting.await.unwrap(), [notice]);
        assert!(notifier.act(0, "default"));
        assert_eq!(key.await.unwrap(), "default");
        assert!(!notifier.act(0, "default"));
    }
}
