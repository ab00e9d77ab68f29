//! Delivery of messages: takes what is due from the outbox and hands it to couriers.
//!
//! Any number of processes may do so at once: each message is taken by one, for a time (see
//! [`okienko_registry_store::messages::dispatch`]). Without a courier nothing is taken and everything waits.

mod breaker;
pub mod config;
pub mod courier;
pub mod reports;
mod segments;
pub mod sms;
pub mod smtp;
mod texts;

pub use texts::{Mail, MissingText, Texts};

use crate::Registry;
use crate::caught::caught;
use breaker::{Breaker, next_attempt};
use chrono::{DateTime, Duration as Span, Utc};
use courier::{Courier, CourierError};
use okienko_registry_store::Result;
use okienko_registry_store::messages::dispatch::{
    Claim, Letter, Readiness, Terms, claim, handed_over, refused, try_again,
};
use okienko_registry_store::messages::{Backlog, Channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::task::JoinSet;

/// Longest sleep: another process may have taken a message and died.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
/// Sleep after the store has failed.
const STORE_SLEEP: Duration = Duration::from_secs(5);

/// A message that waits longer for a courier is worth a warning.
const ALARM: Span = Span::seconds(60);

/// How messages are delivered.
#[derive(Default)]
pub struct Couriers {
    /// Text messages.
    pub sms: Option<Box<dyn Courier>>,
    /// E-mail.
    pub email: Option<Box<dyn Courier>>,
}

/// How long and how often a message is tried.
#[derive(Debug, Clone, Copy)]
pub struct Persistence {
    /// Time after which a message taken by a process that died is taken again; longer than a courier may take.
    pub lease: Duration,
    /// Attempts after which a desk is asked to call.
    pub attempts: u32,
    /// Messages on their way at once: as many may be sent twice when the process dies and the provider does not notice
    /// repetitions.
    pub lanes: usize,
}

impl Default for Persistence {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(60),
            attempts: 8,
            lanes: 8,
        }
    }
}

/// A courier and how it has been doing.
struct Lane {
    courier: Box<dyn Courier>,
    breaker: Mutex<Breaker>,
}

/// The worker of one process.
pub struct Delivery {
    registry: Arc<Registry>,
    sms: Option<Lane>,
    email: Option<Lane>,
    persistence: Persistence,
}

impl Delivery {
    /// A worker for this registry.
    #[must_use]
    pub fn new(registry: Arc<Registry>, couriers: Couriers, persistence: Persistence) -> Arc<Self> {
        let lane = |courier: Box<dyn Courier>| Lane {
            courier,
            breaker: Mutex::default(),
        };
        Arc::new(Self {
            registry,
            sms: couriers.sms.map(lane),
            email: couriers.email.map(lane),
            persistence,
        })
    }

    /// Delivers until the registry stops: woken by every decision, and otherwise when the next message is due.
    pub async fn run(self: Arc<Self>) {
        if self.sms.is_none() && self.email.is_none() {
            tracing::warn!("no courier is configured: messages to patients wait; see okienko-registry serve --help");
            return;
        }
        let mut decided = self.registry.changed.subscribe();
        let mut stopping = self.registry.stopping.subscribe();
        loop {
            let pause = match caught(self.deliver()).await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::error!(%error, "messages cannot be read");
                    STORE_SLEEP
                }
            };
            tokio::select! {
                _ = stopping.wait_for(|stop| *stop) => return,
                changed = decided.changed() => if changed.is_err() { return },
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Delivers everything that is due, and tells how long to sleep then.
    ///
    /// # Errors
    /// Failures of storage.
    pub async fn deliver(self: &Arc<Self>) -> Result<Duration> {
        let now = self.registry.clock.now();
        let backlog = self.registry.store.backlog(now).await?;
        if backlog.next.is_none_or(|next| next > now) {
            return Ok(pause(&backlog, now));
        }
        let wanted = usize::try_from(backlog.overdue).unwrap_or(usize::MAX);
        let mut lanes: JoinSet<Result<()>> = (0..wanted.clamp(1, self.persistence.lanes.max(1)))
            .map(|_| {
                let delivery = Arc::clone(self);
                async move { delivery.work_off().await }
            })
            .collect();
        let mut outcome = Ok(());
        while let Some(ended) = lanes.join_next().await {
            match ended {
                Ok(result) => outcome = outcome.and(result),
                Err(error) => tracing::error!(%error, "a delivery ended early"),
            }
        }
        outcome?;
        let now = self.registry.clock.now();
        let backlog = self.registry.store.backlog(now).await?;
        let age = backlog.oldest.map_or(Span::zero(), |oldest| now - oldest);
        if age > ALARM {
            tracing::warn!(
                overdue = backlog.overdue,
                seconds = age.num_seconds(),
                "messages are overdue"
            );
        }
        Ok(pause(&backlog, now))
    }

    async fn work_off(&self) -> Result<()> {
        let registry = &self.registry;
        let mut stopping = registry.stopping.subscribe();
        while !*stopping.borrow_and_update() {
            let now = registry.clock.now();
            let readiness = |lane: &Option<Lane>| match lane {
                Some(lane) => lock(&lane.breaker).readiness(now),
                None => Readiness::Absent,
            };
            let terms = Terms {
                sms: readiness(&self.sms),
                email: readiness(&self.email),
                lease: Span::from_std(self.persistence.lease).unwrap_or(Span::minutes(1)),
                attempts: self.persistence.attempts,
            };
            match claim(&*registry.store, &terms, now).await? {
                Claim::Nothing => return Ok(()),
                // It may have become a call to make.
                Claim::Settled => {}
                Claim::Letter(letter) => self.hand_over(&letter).await?,
            }
        }
        Ok(())
    }

    async fn hand_over(&self, letter: &Letter) -> Result<()> {
        let lane = match letter.channel {
            Channel::Sms => &self.sms,
            Channel::Email => &self.email,
        };
        // A claim names only channels that are there.
        let Some(lane) = lane else { return Ok(()) };
        let result = lane.courier.hand_over(letter).await;
        let store = &*self.registry.store;
        let now = self.registry.clock.now();
        let (message, channel, kind) = (letter.message.id, letter.channel.code(), letter.message.kind.code());
        match result {
            Ok(provider_id) => {
                lock(&lane.breaker).worked();
                tracing::info!(%message, kind, channel, attempt = letter.attempt, "handed over");
                handed_over(store, letter, &provider_id, now).await
            }
            Err(error @ CourierError::Refused(_)) => {
                lock(&lane.breaker).worked();
                tracing::warn!(%message, kind, channel, %error, "not handed over");
                refused(store, letter, now).await
            }
            Err(error @ CourierError::Failed(_)) => {
                if lock(&lane.breaker).failed(now) {
                    tracing::warn!(channel, "the courier rests");
                }
                tracing::warn!(%message, kind, channel, attempt = letter.attempt, %error, "not handed over");
                try_again(store, letter, next_attempt(letter.attempt, now)).await
            }
        }
    }
}

/// Time until the next message may be taken.
fn pause(backlog: &Backlog, now: DateTime<Utc>) -> Duration {
    let next = backlog
        .next
        .map_or(LONGEST_SLEEP, |next| (next - now).to_std().unwrap_or_default());
    next.clamp(Duration::from_millis(20), LONGEST_SLEEP)
}

/// What is inside a breaker is right even when somebody panicked while holding it.
fn lock(breaker: &Mutex<Breaker>) -> std::sync::MutexGuard<'_, Breaker> {
    breaker.lock().unwrap_or_else(PoisonError::into_inner)
}
