//! Does what is due because time has passed: see [`okienko_registry_store::tick`], and once a day
//! [`okienko_registry_store::extend`] and [`okienko_registry_store::retention`].

use crate::Registry;
use crate::access::tries::LONGEST as OLDEST_TRY;
use crate::caught::caught;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::{Day, warsaw_day};
use okienko_registry_store::{extend, retention};
use std::sync::Weak;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

/// Sleeps no longer than this: waiting entries are warned of on their day, and a clock may have been set.
const LONGEST: Duration = Duration::from_secs(300);
/// After a failure of the store.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Works until the registry is gone. Wakes when something is due.
pub(crate) async fn work(registry: Weak<Registry>, mut changed: watch::Receiver<u64>) {
    let mut cleaned = None;
    loop {
        let Some(strong) = registry.upgrade() else { return };
        let (wait, day) = match caught(round(&strong, &mut cleaned)).await {
            Ok(next) => (until(next, strong.clock.now()), cleaned),
            Err(error) => {
                tracing::error!(%error, "what is due could not be done; it is tried again");
                (AFTER_FAILURE, None)
            }
        };
        drop(strong);
        if !slept(&registry, wait, day, &mut changed).await {
            return;
        }
    }
}

/// Sleeps until the time is over, or as much shorter as a change makes something due earlier or comes after `day`, the day of
/// the last round. Changes may come hundreds of times a second: of each only the next time is asked. `false` when the registry is gone.
async fn slept(
    registry: &Weak<Registry>,
    longest: Duration,
    day: Option<Day>,
    changed: &mut watch::Receiver<u64>,
) -> bool {
    let mut end = Instant::now() + longest;
    loop {
        tokio::select! {
            () = tokio::time::sleep_until(end) => return true,
            still_there = changed.changed() => if still_there.is_err() { return false },
        }
        let Some(registry) = registry.upgrade() else {
            return false;
        };
        let now = registry.clock.now();
        if day.is_some_and(|day| day != warsaw_day(now)) {
            return true;
        }
        // What fails here fails in the next round too, which says so.
        if let Ok(next) = registry.store.next_due().await {
            end = end.min(Instant::now() + until(next, now));
        }
    }
}

/// `cleaned` is the day on which that was done last by this process; others may do it as well.
async fn round(
    registry: &Registry,
    cleaned: &mut Option<Day>,
) -> okienko_registry_store::Result<Option<DateTime<Utc>>> {
    if okienko_registry_store::tick(&*registry.store, registry.clock.now()).await? > 0 {
        registry.announce().await?;
    }
    let today = warsaw_day(registry.clock.now());
    if *cleaned != Some(today) {
        // The horizon moves at midnight.
        if extend(&*registry.store, registry.clock.now()).await? > 0 {
            registry.announce().await?;
        }
        let now = registry.clock.now();
        registry.store.prune(now, now - OLDEST_TRY).await?;
        let removed = retention::run(&*registry.store, registry.clock.now()).await?;
        tracing::info!(?removed, "what nobody needs any more is removed");
        *cleaned = Some(today);
    }
    registry.store.next_due().await
}

fn until(next: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Duration {
    next.map_or(LONGEST, |at| (at - now).to_std().unwrap_or_default().min(LONGEST))
}
