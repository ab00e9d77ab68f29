//! Waiting times after failures.

use std::time::Duration;
use uuid::Uuid;

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
    use super::delay;
    use std::time::Duration;

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
