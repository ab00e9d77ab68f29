//! A desktop holds all Poland or a part of it, and what it holds is what the registry holds.

use okienko_app::view::{Link, SlotQuery, Sort};
use okienko_testkit::{CLINIC_A, Desk, TestRegistry, http_client, mammography, woman};

const LOWER_SILESIA: &str = "dolnośląskie";
const KUYAVIA: &str = "kujawsko-pomorskie";

/// How often a part of the snapshot or reference data was fetched, as the registry counts.
async fn fetched(registry: &TestRegistry) -> u64 {
    let url = format!("{}/metrics", registry.url());
    let metrics = http_client().get(url).send().await.unwrap().text().await.unwrap();
    let count = |line: &str| line.split(' ').next_back().and_then(|n| n.parse::<u64>().ok());
    let lines = metrics.lines();
    let blobs = lines.filter(|l| l.starts_with("okienko_requests_total") && l.contains("/v1/blobs"));
    blobs.filter_map(count).sum()
}

/// Free mammographies anywhere.
fn everywhere() -> SlotQuery {
    SlotQuery {
        place: None,
        radius_km: None,
        sort: Sort::Earliest,
        ..mammography()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_scope_costs_what_is_new_in_it() {
    let mut registry = TestRegistry::start().await;
    let other = Desk::start(&registry, CLINIC_A).await;
    other.online().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    assert_eq!(desk.online().await.terms, 480);

    let before = fetched(&registry).await;
    let desk = desk.restart_with(&[LOWER_SILESIA], &[]).await;
    let state = desk.online().await;
    assert_eq!(state.terms, 120, "one of four schedules");
    assert_eq!(state.voivodeships, [LOWER_SILESIA]);
    assert_eq!(fetched(&registry).await - before, 0, "it had it");

    let slots = other.app.search_slots(everywhere()).await.unwrap().slots;
    for (serial, facility) in (1..).zip([1, 3]) {
        let slot = slots.iter().find(|s| s.facility_id == facility).unwrap();
        other.book(&slot.id, woman(serial)).await;
    }
    desk.wait_sync("the booking there", |s| (s.terms, s.free_terms) == (120, 119))
        .await;

    let desk = desk.restart_with(&[LOWER_SILESIA, KUYAVIA], &[]).await;
    let state = desk.online().await;
    assert_eq!(
        (state.terms, state.free_terms),
        (480, 478),
        "also what happened meanwhile"
    );
    assert_eq!(fetched(&registry).await - before, 2, "mammography and cardiology there");

    registry.stop().await;
    desk.wait_sync("offline", |s| s.link == Link::Offline).await;
    let desk = desk.restart_with(&[], &["cardiology-first"]).await;
    let state = desk.app.sync_state().await.unwrap();
    assert_eq!(state.terms, 120, "less needs no registry");
    let boot = desk.app.boot().await.unwrap();
    assert_eq!(
        boot.services.iter().map(|s| &s.code).collect::<Vec<_>>(),
        ["cardiology-first"]
    );
    registry.resume().await;
    desk.online().await;
    assert_eq!(fetched(&registry).await, 0, "since its start");

    let desk = desk.restart_with(&[], &[]).await;
    let state = desk.online().await;
    assert_eq!((state.terms, state.free_terms), (480, 478));
    assert_eq!(fetched(&registry).await, 2, "mammography in both voivodeships");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn terms_that_differ_from_the_registrys_are_fetched_again() {
    let registry = TestRegistry::start().await;
    let (other, desk) = (
        Desk::start(&registry, CLINIC_A).await,
        Desk::start(&registry, CLINIC_A).await,
    );
    other.online().await;
    desk.online().await;
    let slot = other.search().await.slots[0].id.clone();
    desk.app.stop().await;
    other.book(&slot, woman(1)).await;
    let before = fetched(&registry).await;

    // A position that a damaged disk has moved past the booking: no page of changes will ever bring it.
    let desk = desk
        .restart(|folder| {
            let cache = rusqlite::Connection::open(folder.join("cache.db")).unwrap();
            let moved = cache.execute("UPDATE position SET seq = seq + 1", []).unwrap();
            assert_eq!(moved, 1);
        })
        .await;
    desk.wait_sync("the booking", |s| (s.terms, s.free_terms) == (480, 479))
        .await;
    assert!(desk.search().await.slots.iter().all(|s| s.id != slot));
    assert_eq!(fetched(&registry).await - before, 1, "the one part that differs");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booking_on_a_day_that_is_not_held_fetches_the_snapshot_again() {
    let registry = TestRegistry::start().await;
    let (other, desk) = (
        Desk::start(&registry, CLINIC_A).await,
        Desk::start(&registry, CLINIC_A).await,
    );
    other.online().await;
    desk.online().await;
    let slot = other.search().await.slots[0].id.clone();
    desk.app.stop().await;
    other.book(&slot, woman(1)).await;
    let before = fetched(&registry).await;

    let desk = desk
        .restart(|folder| {
            let cache = rusqlite::Connection::open(folder.join("cache.db")).unwrap();
            let schedule = slot.split('-').next().unwrap();
            let lost = cache
                .execute("DELETE FROM schedule_sheets WHERE schedule = ?", [schedule])
                .unwrap();
            assert_eq!(lost, 1);
        })
        .await;
    desk.wait_sync("all terms and the booking", |s| (s.terms, s.free_terms) == (480, 479))
        .await;
    assert!(desk.search().await.slots.iter().all(|s| s.id != slot));
    assert_eq!(
        fetched(&registry).await - before,
        3,
        "all parts: nobody knows what else is lost"
    );
}
