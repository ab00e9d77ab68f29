//! Does what is due because time has passed: see [`okienko_registry_store::tick`], and once a day
//! [`okienko_registry_store::extend`] and [`okienko_registry_store::retention`].

use crate::Registry;
use crate::access::tries::LONGEST as OLDEST_TRY;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::{Day, warsaw_day};
use okienko_registry_store::{extend, retention};
use std::sync::Weak;
use std::time::Duration;
use tokio::sync::watch;

/// Sleeps no longer than this: waiting entries are warned of on their day, and a clock may have been set.
const LONGEST: Duration = Duration::from_secs(300);
/// After a failure of the store.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Works until the registry is gone. Wakes when something is due and when something has changed.
pub(crate) async fn work(registry: Weak<Registry>, mut changed: watch::Receiver<u64>) {
    let mut cleaned = None;
    loop {
        let Some(strong) = registry.upgrade() else { return };
        let wait = match round(&strong, &mut cleaned).await {
            Ok(next) => until(next, strong.clock.now()),
            Err(error) => {
                tracing::error!(%error, "what is due could not be done; it is tried again");
                AFTER_FAILURE
            }
        };
        drop(strong);
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            still_there = changed.changed() => if still_there.is_err() { return },
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
