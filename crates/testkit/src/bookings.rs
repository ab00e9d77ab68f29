//! A desk at work, measured.

use crate::TestRegistry;
use crate::country::{CLINIC_A, day, pesel};
use okienko_domain::ids::{Patient, Pesel};
use okienko_domain::request::{Action, Request};
use okienko_domain::slot::SlotId;
use okienko_sync::Remote;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::time::{MissedTickBehavior, interval};
use uuid::Uuid;

/// Books mammographies of the small country one after another, each for another woman.
pub struct Bookings {
    remote: Remote,
    next: u16,
    _folder: TempDir,
}

impl Bookings {
    /// A desk of a registry. It says more than a screen would: the time of each answer.
    pub async fn at(registry: &TestRegistry) -> Self {
        let (remote, folder) = registry.remote(Some(CLINIC_A)).await;
        Self {
            remote,
            next: 0,
            _folder: folder,
        }
    }

    /// Books one term; how long the registry took to confirm it, or why it did not.
    pub async fn one(&mut self) -> Result<Duration, String> {
        assert!(self.next < 360, "all terms of the small country are booked");
        let request = booking(self.next);
        self.next += 1;
        let started = Instant::now();
        match self.remote.request(Uuid::now_v7(), &request).await {
            Ok(Ok(_)) => Ok(started.elapsed()),
            Ok(Err(refusal)) => Err(refusal.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Books at a steady pace until `end` is done, and at least once.
    pub async fn until<T>(
        &mut self,
        end: impl Future<Output = T>,
        pace: Duration,
    ) -> (T, Vec<Result<Duration, String>>) {
        let mut results = Vec::new();
        let mut ticks = interval(pace);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tokio::pin!(end);
        loop {
            // A booking under way is waited for: its time counts too.
            tokio::select! {
                ended = &mut end, if !results.is_empty() => return (ended, results),
                _ = ticks.tick() => results.push(self.one().await),
            }
        }
    }
}

/// A request of clinic A for the `n`th of the country's 360 mammographies, each for another woman.
#[must_use]
pub fn booking(n: u16) -> Request {
    Request {
        desk: Some(CLINIC_A),
        action: Action::Book {
            slot: term(n),
            patient: woman(n),
            referral: None,
            hold: None,
            continuation: false,
        },
    }
}

/// The `n`th of the country's 360 mammographies.
fn term(n: u16) -> SlotId {
    let days: Vec<_> = (1..=21).map(day).filter(|d| !d.is_day_off()).collect();
    let (schedule, rest) = ([1, 3, 4][usize::from(n / 120)], n % 120);
    SlotId {
        schedule,
        day: days[usize::from(rest / 8)],
        minute: 480 + rest % 8 * 20,
    }
}

fn woman(n: u16) -> Patient {
    Patient {
        identity: Pesel::parse(&pesel(n)).unwrap().into(),
        given_name: "Kanarzyna".into(),
        family_name: "Kanarkowska".into(),
        phone: None,
        email: None,
        language: okienko_domain::contact::Language::default(),
        guardian: None,
    }
}

/// The time that so many of a hundred do not exceed, in milliseconds.
#[must_use]
pub fn percentile(times: &[Duration], hundredth: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * hundredth).div_ceil(100).max(1);
    sorted.get(rank - 1).map_or(f64::NAN, |t| t.as_secs_f64() * 1000.0)
}
