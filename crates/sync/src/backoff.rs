//! Waiting times after failures.

use crate::remote::RemoteError;
use std::time::Duration;
use tokio::sync::Notify;
use uuid::Uuid;

/// Waits before the next attempt. The bell ends it early, unless the registry itself said how long to wait.
pub(crate) async fn rest(failures: u32, error: &RemoteError, bell: &Notify) {
    let wait = tokio::time::sleep(delay_after(failures, error));
    if let RemoteError::Later(_) = error {
        return wait.await;
    }
    tokio::select! {
        () = bell.notified() => {}
        () = wait => {}
    }
}

/// Time before the next attempt after `failures` failures in a row, of which this is the last. A registry that says how
/// long to wait is not asked earlier.
pub(crate) fn delay_after(failures: u32, error: &RemoteError) -> Duration {
    match error {
        RemoteError::Later(wait) => delay(failures).max(*wait + spread(*wait / 4)),
        _ => delay(failures),
    }
}

/// Time before the next attempt after `failures` failures in a row: doubling from half a second to half a minute, and
/// spread by half of itself so that ten thousand desktops do not come back together.
pub(crate) fn delay(failures: u32) -> Duration {
    let base = Duration::from_millis(500) * 2_u32.saturating_pow(failures.min(6));
    spread(base.min(Duration::from_secs(30)))
}

/// `base` times something between one half and three halves.
pub(crate) fn spread(base: Duration) -> Duration {
    // The last eight bytes of a version 7 UUID are random.
    let random = Uuid::now_v7().as_u64_pair().1 & 0xffff;
    base.mul_f64(0.5 + f64::from(u16::try_from(random).unwrap_or(0)) / f64::from(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::{delay, delay_after};
    use crate::remote::RemoteError;
    use std::time::Duration;

    #[test]
    fn who_is_asked_to_wait_waits_and_does_not_come_back_with_all_others() {
        let later = RemoteError::Later(Duration::from_secs(20));
        let waits: Vec<Duration> = (0..100).map(|_| delay_after(0, &later)).collect();
        assert!(
            waits.iter().all(|w| (20.0..30.0).contains(&w.as_secs_f64())),
            "{waits:?}"
        );
        assert!(waits.iter().any(|w| *w != waits[0]));
        let long_broken = delay_after(1000, &RemoteError::Later(Duration::from_secs(1)));
        assert!(
            long_broken >= Duration::from_secs(15),
            "a busy registry is not asked more often than a broken one"
        );
    }

    #[test]
    fn grows_within_bounds() {
        for failures in [0, 1, 5, 6, 7, 1000] {
            for _ in 0..100 {
                let base = 0.5 * 2_f64.powi(i32::try_from(failures.min(6_u32)).unwrap());
                let (low, high) = (base.min(30.0) * 0.5, base.min(30.0) * 1.5);
                let got = delay(failures);
                assert!(
                    got >= Duration::from_secs_f64(low) && got <= Duration::from_secs_f64(high),
                    "{failures}: {got:?}"
                );
            }
        }
    }
}
