//! How fast the audit is checked.

use crate::figures::Figure;
use okienko_domain::calendar::date;
use okienko_domain::identity::Identity;
use okienko_domain::ids::Pesel;
use okienko_registry_store::audit::{Actor, Deed, verify};
use okienko_registry_store::{SqliteStore, Store};
use std::path::Path;
use std::time::Instant;

/// Entries of one transaction: the writing is not what is measured.
const BATCH: u32 = 10_000;
/// A million entries in ten seconds.
const A_SECOND: f64 = 100_000.0;

/// Writes entries to a database of its own and follows their chains.
pub(crate) async fn verified(folder: &Path, entries: u32) -> anyhow::Result<Figure> {
    let store = SqliteStore::open(&folder.join("audit.db")).await?;
    let now = okienko_app::system_clock().now();
    for batch in 0..entries / BATCH {
        let mut tx = store.begin().await?;
        for n in 0..BATCH {
            let pesel = Pesel::synthetic(date(1970, 5, 6), u16::try_from(n % 10_000)?);
            let subject = tx.subject(&Identity::from(pesel).key());
            let deed = Deed::to(subject, "book", format!("{batch}-2026-12-01-{n:04}"), "booked");
            tx.audit(&Actor::desk(Some(n % 10 + 1)), deed, now);
        }
        tx.commit().await?;
    }
    let started = Instant::now();
    let mut found = 0;
    for head in verify(&store, &[]).await? {
        found += head.map_or(0, |head| head.entries);
    }
    let a_second = f64::from(entries) / started.elapsed().as_secs_f64();
    anyhow::ensure!(found == i64::from(entries), "the audit is not what was written");
    Ok(Figure::plain("audit verified", a_second, "entries/s")
        .note(format!("{entries} entries"))
        .target("100,000 entries/s", a_second >= A_SECOND))
}
