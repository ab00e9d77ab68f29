//! Numbers of a device's changing requests: how two machines with one key give themselves away.
//!
//! A device gives each such request the next number, so a number used twice means two machines. Requests may overtake each
//! other on the way, hence a window instead of "greater than the last"; the window is the one of IPsec (RFC 4303, 3.4.3).

use okienko_registry_store::access::Counted;

/// Numbers that may come late.
const WINDOW: u64 = 64;

/// The numbers seen together with `count`; `None` when it was used before or is older than anything that can be late.
pub(super) fn advance(counted: Counted, count: u64) -> Option<Counted> {
    if count > counted.last {
        let by = count - counted.last;
        let kept = if by < WINDOW { counted.seen << by } else { 0 };
        return Some(Counted {
            last: count,
            seen: kept | 1,
        });
    }
    let late = counted.last - count;
    let bit = 1_u64.checked_shl(u32::try_from(late).ok()?)?;
    (count > 0 && counted.seen & bit == 0).then_some(Counted {
        last: counted.last,
        seen: counted.seen | bit,
    })
}

#[cfg(test)]
mod tests {
    use super::advance;
    use okienko_registry_store::access::Counted;

    fn all(counts: &[u64]) -> Option<Counted> {
        counts
            .iter()
            .try_fold(Counted::default(), |counted, count| advance(counted, *count))
    }

    #[test]
    fn numbers_may_overtake_each_other_and_leave_gaps() {
        assert!(all(&[1, 2, 3]).is_some());
        assert!(all(&[2, 1, 4, 3, 1000, 999, 937]).is_some());
        assert!(all(&[u64::MAX, u64::MAX - 63]).is_some());
    }

    #[test]
    fn x26_a_number_used_twice_is_a_clone() {
        assert_eq!(all(&[1, 1]), None);
        assert_eq!(all(&[1, 2, 3, 2]), None);
        assert_eq!(all(&[100, 36]), None, "too old to be late");
        assert_eq!(all(&[0]), None, "numbers begin with 1");
    }
}
