//! A notifier that shows nothing, for measurements.

use okienko_notify::{Notification, Notifier, NotifyError, OnAction};

/// Shows nothing and keeps nothing.
pub struct Silent;

impl Notifier for Silent {
    fn show(&self, _: Notification, _: OnAction) -> Result<(), NotifyError> {
        Ok(())
    }
}
