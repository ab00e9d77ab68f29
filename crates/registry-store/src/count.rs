//! Numbers of a device's changing requests: how two machines with one key give themselves away.
//!
//! A device gives each such request the next number, so a number used twice means two machines. Requests may overtake each
//! other on the way, hence a window instead of "greater than the last"; the window is the one of IPsec (RFC 4303, 3.4.3).

use crate::access::Counted;
use crate::audit::{Actor, Deed};
use crate::decide::TRIES;
use crate::{Result, Store, StoreError, Tx};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

/// The number that a device gave to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    /// Device.
    pub device: Uuid,
    /// Number.
    pub number: u64,
}

/// Uses up the number of a request that changes something, in a transaction of its own. `false` when it was used before:
/// then the device is stopped until an administrator has looked.
///
/// # Errors
/// Failures of storage.
pub async fn count(store: &dyn Store, numbered: Numbered, at: DateTime<Utc>) -> Result<bool> {
    let mut tries = 1;
    loop {
        match count_once(store, numbered, at).await {
            Err(StoreError::Conflict) if tries < TRIES => tries += 1,
            new => return new,
        }
    }
}

async fn count_once(store: &dyn Store, numbered: Numbered, at: DateTime<Utc>) -> Result<bool> {
    let mut tx = store.begin().await?;
    let new = take(&mut *tx, &[Some(numbered)], at).await?;
    tx.commit().await?;
    Ok(new == [true])
}

/// Uses up the numbers of the requests of this transaction, in order; whether each was new. A device with one that was used
/// before is stopped, and none of its later numbers is new.
pub(crate) async fn take(tx: &mut dyn Tx, numbers: &[Option<Numbered>], at: DateTime<Utc>) -> Result<Vec<bool>> {
    let mut devices: Vec<Uuid> = numbers.iter().flatten().map(|numbered| numbered.device).collect();
    devices.sort_unstable();
    devices.dedup();
    if devices.is_empty() {
        return Ok(vec![true; numbers.len()]);
    }
    let before = tx.counted(&devices).await?;
    let mut after: HashMap<Uuid, Option<Counted>> = before.iter().map(|(id, counted)| (*id, Some(*counted))).collect();
    let mut new = Vec::with_capacity(numbers.len());
    for numbered in numbers {
        let Some(Numbered { device, number }) = numbered else {
            new.push(true);
            continue;
        };
        let counted = after.entry(*device).or_default();
        if let Some(known) = counted {
            *counted = advance(*known, *number);
            if counted.is_none() {
                tx.quarantine_device(*device).await?;
                let deed = Deed {
                    object: Some(device.to_string()),
                    ..Deed::about(0, "quarantine-device", "done")
                };
                tx.audit(&Actor::registry("count", None), deed, at);
                tracing::warn!(%device, "a device's key is used by two machines; it is stopped");
            }
        }
        new.push(counted.is_some());
    }
    let changed = devices
        .iter()
        .filter_map(|id| Some((*id, *before.get(id)?, after.get(id).copied().flatten()?)));
    let changed: Vec<_> = changed.collect();
    // Another process has counted requests of one of them meanwhile.
    if !changed.is_empty() && !tx.count_devices(&changed).await? {
        return Err(StoreError::Conflict);
    }
    Ok(new)
}

/// Numbers that may come late.
const WINDOW: u64 = 64;

/// The numbers seen together with `count`; `None` when it was used before or is older than anything that can be late.
fn advance(counted: Counted, count: u64) -> Option<Counted> {
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
    use crate::access::Counted;

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
