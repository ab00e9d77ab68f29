//! PostgreSQL numbers its transactions when they begin and shows them when they end.

use super::small::{postgres, slot};
use crate::oversight::HeldUp;
use std::time::Duration;

#[tokio::test]
async fn f21_nothing_appears_behind_a_cursor() {
    let r = postgres().await;
    let cursor = r.store.meta().await.unwrap().seq;
    let mut slow = r.store.begin().await.unwrap();
    let earlier = slow.next_seq().await.unwrap();
    slow.close_slot(slot(1, 480), earlier).await.unwrap();
    let mut fast = r.store.begin().await.unwrap();
    let later = fast.next_seq().await.unwrap();
    assert!(later > earlier);
    fast.close_slot(slot(2, 480), later).await.unwrap();
    fast.commit().await.unwrap();
    assert_eq!(
        r.store.sheets_after(cursor, 9).await.unwrap(),
        [],
        "it waits for the earlier one"
    );
    assert!(r.store.meta().await.unwrap().seq < earlier);
    let HeldUp { oldest_transaction, .. } = r.store.held_up().await.unwrap();
    assert!(oldest_transaction > Duration::ZERO, "and that is told");
    slow.commit().await.unwrap();
    let seen = r.store.sheets_after(cursor, 9).await.unwrap();
    assert_eq!(seen.iter().map(|c| c.schedule).collect::<Vec<_>>(), [1, 2]);
    assert!(r.store.meta().await.unwrap().seq >= later);
}
