//! Promises about what stands out.

use super::lookups::{account, emergency, look, looker};
use super::publishing::{published, tuesdays};
use super::small::{Registry, appointment, book, now, postgres, slot, sqlite, woman};
use crate::oversight::{Looks, Withdrawals};
use chrono::Duration;

async fn x10_withdrawn_visits_are_counted_by_clinic(r: Registry) {
    for (n, minute) in [(1, 480), (2, 495), (3, 555)] {
        appointment(r.ask(1, book(slot(1, minute), woman(n))).await);
    }
    assert_eq!(r.store.withdrawals(now()).await.unwrap(), []);
    published(&r, 1, &tuesdays(540, 600)).await;
    let expected = Withdrawals {
        facility: 1,
        name: "Poradnia 1".into(),
        booked: 3,
        withdrawn: 2,
    };
    assert_eq!(r.store.withdrawals(now()).await.unwrap(), [expected]);
    let later = now() + Duration::days(1);
    assert_eq!(r.store.withdrawals(later).await.unwrap(), []);
}

async fn x22_looks_are_counted_by_account(r: Registry) {
    let (often, once) = (account(&r, "recepcja").await, account(&r, "kierownik").await);
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    for n in 1..=3 {
        look(&r, &looker(often, 9), &emergency(&woman(n))).await.unwrap();
    }
    look(&r, &looker(once, 9), &emergency(&woman(1))).await.unwrap();
    let counted = |login: &str, looks, empty| Looks {
        facility: 2,
        name: "Poradnia 2".into(),
        login: login.into(),
        looks,
        emergencies: looks,
        empty,
    };
    assert_eq!(
        r.store.looks(now()).await.unwrap(),
        [counted("recepcja", 3, 2), counted("kierownik", 1, 0)]
    );
    assert_eq!(r.store.looks(now() + Duration::days(1)).await.unwrap(), []);
}

contract!(
    x10_withdrawn_visits_are_counted_by_clinic,
    x22_looks_are_counted_by_account,
);
