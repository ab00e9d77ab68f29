use super::{Held, Page, RECENT, Terms};
use okienko_domain::calendar::Day;
use okienko_domain::slot::{Sheet, SlotId};
use okienko_registry_store::{SqliteStore, Store};
use okienko_testkit::{day, publish_country};
use okienko_wire::cells::ChangedCells;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, proptest};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::timeout;

/// What a client holds.
type Known = BTreeMap<(u32, Day), Sheet>;

async fn country() -> (TempDir, Arc<dyn Store>) {
    let folder = tempfile::tempdir().unwrap();
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&folder.path().join("registry.db")).await.unwrap());
    publish_country(&*store).await;
    (folder, store)
}

/// In one transaction, some days of the first schedule: which cells are terms, and which of those are free.
async fn change(store: &dyn Store, days: impl Iterator<Item = u16>, (open, free): (u64, u64)) -> u64 {
    let mut tx = store.begin().await.unwrap();
    let version = tx.next_seq().await.unwrap();
    let sheet = |after| Sheet {
        day: day(after),
        first: 480,
        step: 20,
        open,
        free,
        version,
    };
    let sheets: Vec<_> = days.map(|after| (1, sheet(after))).collect();
    tx.put_sheets(&sheets).await.unwrap();
    tx.commit().await.unwrap();
    version
}

/// In one transaction, a term of the first schedule.
async fn turn(store: &dyn Store, after: u16, cell: u16, free: bool) {
    let mut tx = store.begin().await.unwrap();
    let version = tx.next_seq().await.unwrap();
    let slot = SlotId {
        schedule: 1,
        day: day(after),
        minute: 480 + 20 * cell,
    };
    if free {
        tx.release_slot(slot, version).await.unwrap();
    } else {
        tx.take_slot(slot, version).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// What the store holds, as clients hold it.
async fn stored(store: &dyn Store) -> Known {
    let rows = store.sheets_after(0, 10_000).await.unwrap();
    let row = |c: okienko_registry_store::ChangedSheet| ((c.schedule, c.sheet.day), Sheet { version: 0, ..c.sheet });
    rows.into_iter().map(row).collect()
}

/// Does with a page what a client does.
fn apply(known: &mut Known, page: Page) {
    for (schedule, sheet) in page.sheets {
        known.insert((schedule, sheet.day), Sheet { version: 0, ..sheet });
    }
    for ChangedCells {
        schedule,
        day,
        taken,
        freed,
    } in page.cells
    {
        let sheet = known.get_mut(&(schedule, day)).unwrap();
        *sheet = sheet.with_cells(taken, freed).unwrap();
    }
}

/// Asks until there is no more. Returns the number reached.
fn follow(held: &Held, mut at: u64, limit: usize, known: &mut Known) -> u64 {
    loop {
        let page = held.changes_after(at, limit).unwrap();
        assert!(page.to > at || !page.more, "a page that leads nowhere");
        let (to, more) = (page.to, page.more);
        apply(known, page);
        at = to;
        if !more {
            return at;
        }
    }
}

#[tokio::test]
async fn remembered_changes_are_those_of_the_store() {
    let (_folder, store) = country().await;
    let terms = Terms::new(Arc::clone(&store));
    let first = terms.current().await.unwrap().meta.seq;
    let mut states = BTreeMap::from([(first, stored(&*store).await)]);
    for free in 0..20 {
        let seq = change(
            &*store,
            (1 + free % 3)..(4 + free % 5),
            (0xff >> (free % 7 / 6), free.into()),
        )
        .await;
        states.insert(seq, stored(&*store).await);
        if free % 4 != 0 {
            drop(terms.current().await.unwrap());
        }
    }
    let held = terms.current().await.unwrap();
    let now = stored(&*store).await;
    for limit in 1..30 {
        for (after, before) in &states {
            let mut known = before.clone();
            let at = follow(&held, *after, limit, &mut known);
            assert_eq!((at, &known), (held.meta.seq, &now), "after {after}, {limit} at once");
        }
    }
    assert!(held.changes_after(first - 1, 1).is_none(), "before it was here");
}

#[tokio::test]
async fn a_search_knows_what_this_process_has_changed_and_soon_what_others_have() {
    let (folder, store) = country().await;
    let terms = Terms::new(Arc::clone(&store));
    let seen = async || terms.lately().await.unwrap().meta.seq;
    seen().await;
    for free in 0..20 {
        let own = change(&*store, 1..2, (0xff, free)).await;
        assert_eq!(seen().await, own, "at once");
    }
    let other = SqliteStore::open(&folder.path().join("registry.db")).await.unwrap();
    let others = change(&other, 1..2, (0xff, 0xff)).await;
    let soon = async {
        while seen().await < others {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(10), soon).await.expect("soon");
}

#[tokio::test]
async fn a_booking_is_a_cell_and_another_timetable_a_sheet() {
    let (_folder, store) = country().await;
    let terms = Terms::new(Arc::clone(&store));
    let first = terms.current().await.unwrap().meta.seq;
    turn(&*store, 1, 2, false).await;
    let page = terms.current().await.unwrap().changes_after(first, 10).unwrap();
    let taken = ChangedCells {
        schedule: 1,
        day: day(1),
        taken: 0b100,
        freed: 0,
    };
    assert_eq!((page.sheets.len(), page.cells.as_slice()), (0, [taken].as_slice()));
    let second = change(&*store, 1..3, (0x7f, 1)).await;
    let held = terms.current().await.unwrap();
    let page = held.changes_after(second - 1, 10).unwrap();
    assert_eq!((page.sheets.len(), page.cells.len()), (2, 0));
    let page = held.changes_after(first, 10).unwrap();
    assert_eq!((page.sheets.len(), page.cells.len()), (2, 0), "a day comes once");
}

/// A term that is taken and given back between two looks of one process has been seen as taken by clients of another.
async fn a_client_asks_another_process_every_time(steps: Vec<(u8, u16, u16, usize, usize)>) {
    let (_folder, store) = country().await;
    let processes = [(); 3].map(|()| Terms::new(Arc::clone(&store)));
    let mut at = 0;
    for process in &processes {
        at = process.current().await.unwrap().meta.seq;
    }
    let mut known = stored(&*store).await;
    for (kind, after, cell, asked, limit) in steps {
        match kind {
            0 => drop(change(&*store, 1..3, (0xff >> cell, 0b1011 << cell)).await),
            1..=5 => turn(&*store, after, cell, kind % 2 == 0).await,
            _ => {
                let held = processes[asked].current().await.unwrap();
                at = follow(&held, at, limit, &mut known);
                assert_eq!(known, stored(&*store).await);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20))]
    #[test]
    fn clients_may_ask_another_process_every_time(steps in vec((0_u8..8, 1_u16..3, 0_u16..3, 0_usize..3, 1_usize..4), 1..100)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(a_client_asks_another_process_every_time(steps));
    }
}

#[tokio::test]
async fn what_is_forgotten_is_not_answered_in_part() {
    let (_folder, store) = country().await;
    let terms = Terms::new(Arc::clone(&store));
    // In steps, because there are fewer days than are remembered.
    let days = 20_000;
    drop(terms.current().await.unwrap());
    let mut versions = Vec::new();
    for free in 0..=RECENT / usize::from(days) {
        versions.push(change(&*store, 0..days, (0xff, 1 + u64::try_from(free).unwrap() % 2)).await);
        drop(terms.current().await.unwrap());
    }
    let held = terms.current().await.unwrap();
    let (first, second) = (versions[0], versions[1]);
    assert!(
        held.changes_after(first - 1, usize::MAX).is_none(),
        "some of it is gone"
    );
    let page = held.changes_after(first, usize::MAX).unwrap();
    assert_eq!(
        (page.to, page.cells.len()),
        (versions[versions.len() - 1], usize::from(days))
    );
    assert!(second > first && page.sheets.is_empty());
}
