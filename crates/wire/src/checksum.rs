//! What the terms of a part amount to, so that two holders of them can tell whether they hold the same.

use okienko_domain::slot::Sheet;
use sha2::{Digest, Sha256};

/// SHA-256 over the sheets of a part, ascending by schedule and day: for each one the six columns of a
/// [segment](crate::segment), as little-endian 64-bit integers.
#[must_use]
pub fn of(schedules: &[(u32, &[Sheet])]) -> String {
    let mut sum = Sha256::new();
    for (schedule, sheets) in schedules {
        for s in *sheets {
            let small = [u64::from(*schedule), s.day.0.into(), s.first.into(), s.step.into()];
            for column in small.into_iter().chain([s.open, s.free]) {
                sum.update(column.to_le_bytes());
            }
        }
    }
    sum.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::of;
    use okienko_domain::calendar::Day;
    use okienko_domain::slot::Sheet;

    fn sheet(day: u16, free: u64) -> Sheet {
        Sheet {
            day: Day(day),
            first: 480,
            step: 20,
            open: 7,
            free,
            version: 9,
        }
    }

    #[test]
    fn it_is_what_anybody_can_compute() {
        // Python: hashlib.sha256(struct.pack("<6Q", 12, 20500, 480, 20, 7, 5)).hexdigest()
        assert_eq!(
            of(&[(12, &[sheet(20_500, 5)])]),
            "fd4cb297d09e58324b27bc9ad55d26ceb16cf65b504a776aa71f3b51290ed798"
        );
    }

    #[test]
    fn every_difference_shows_and_empty_schedules_do_not() {
        let sum = of(&[(1, &[sheet(3, 5)]), (2, &[])]);
        assert_eq!(sum, of(&[(1, &[sheet(3, 5)])]));
        assert_ne!(sum, of(&[(2, &[sheet(3, 5)])]));
        assert_ne!(sum, of(&[(1, &[sheet(3, 4)])]));
        assert_ne!(sum, of(&[(1, &[sheet(3, 5), sheet(4, 5)])]));
    }
}
