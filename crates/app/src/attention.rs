//! When a person wants to be told: not during a pause, and once more what they put off.

use chrono::{DateTime, TimeDelta, Utc};
use okienko_client_store::Notice;
use okienko_domain::clock::Clock;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How long a pause lasts.
const PAUSE: TimeDelta = TimeDelta::minutes(30);
/// When a notification that was put off comes again.
const LATER: TimeDelta = TimeDelta::minutes(15);

/// What the person at this desktop has said about notifications. Every notice is in the list of the UI in any case.
#[derive(Debug, Default)]
pub(crate) struct Attention {
    wishes: Mutex<Wishes>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Wishes {
    paused_until: Option<DateTime<Utc>>,
    put_off: Vec<(DateTime<Utc>, Notice)>,
}

impl Attention {
    /// Nothing is shown for half an hour, or from now on again.
    pub(crate) fn pause(&self, pause: bool, now: DateTime<Utc>) {
        self.wishes().paused_until = pause.then(|| now + PAUSE);
    }

    /// How much longer nothing is to be shown; `None` when it is.
    pub(crate) fn paused(&self, now: DateTime<Utc>) -> Option<Duration> {
        let left = (self.wishes().paused_until? - now).to_std().ok()?;
        (!left.is_zero()).then_some(left)
    }

    /// To be shown again in a quarter of an hour.
    pub(crate) fn put_off(&self, notice: Notice, now: DateTime<Utc>) {
        self.wishes().put_off.push((now + LATER, notice));
        self.changed.notify_one();
    }

    /// The list has been read: there is nothing to be reminded of.
    pub(crate) fn seen(&self) {
        self.wishes().put_off.clear();
    }

    /// What is to be shown again by now.
    pub(crate) fn take_due(&self, now: DateTime<Utc>) -> Vec<Notice> {
        let mut wishes = self.wishes();
        let (due, rest) = std::mem::take(&mut wishes.put_off)
            .into_iter()
            .partition(|(at, _)| *at <= now);
        wishes.put_off = rest;
        Vec::into_iter(due).map(|(_, notice)| notice).collect()
    }

    /// Waits until something is to be shown again.
    pub(crate) async fn due(&self, clock: &Clock) {
        loop {
            let next = self.wishes().put_off.iter().map(|(at, _)| *at).min();
            match next.map(|at| (at - clock.now()).to_std()) {
                None => self.changed.notified().await,
                // It is in the past.
                Some(Err(_)) => return,
                Some(Ok(wait)) if wait.is_zero() => return,
                Some(Ok(wait)) => tokio::select! {
                    () = tokio::time::sleep(wait) => {}
                    () = self.changed.notified() => {}
                },
            }
        }
    }

    fn wishes(&self) -> MutexGuard<'_, Wishes> {
        self.wishes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Attention, LATER, PAUSE};
    use chrono::{DateTime, TimeDelta};
    use okienko_client_store::Notice;

    const NOW: DateTime<chrono::Utc> = DateTime::UNIX_EPOCH;
    const MOMENT: TimeDelta = TimeDelta::seconds(1);

    fn notice(id: &str) -> Notice {
        Notice {
            id: id.into(),
            kind: "waiting-booked".into(),
            at: NOW,
            service: "mammography".into(),
            subject: None,
            read: false,
        }
    }

    #[test]
    fn what_was_put_off_comes_once_more_unless_it_was_read() {
        let attention = Attention::default();
        attention.put_off(notice("a"), NOW);
        attention.put_off(notice("b"), NOW + MOMENT);
        assert_eq!(attention.take_due(NOW + LATER - MOMENT), []);
        assert_eq!(attention.take_due(NOW + LATER), [notice("a")]);
        assert_eq!(attention.take_due(NOW + LATER), []);
        attention.seen();
        assert_eq!(attention.take_due(NOW + LATER * 2), []);
    }

    #[test]
    fn a_pause_ends_by_itself_or_by_a_word() {
        let attention = Attention::default();
        assert_eq!(attention.paused(NOW), None);
        attention.pause(true, NOW);
        assert_eq!(attention.paused(NOW + PAUSE - MOMENT), MOMENT.to_std().ok());
        assert_eq!(attention.paused(NOW + PAUSE), None);
        attention.pause(true, NOW);
        attention.pause(false, NOW);
        assert_eq!(attention.paused(NOW), None);
    }
}
