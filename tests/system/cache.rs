//! The cache may vanish, the outbox may not.

use okienko_app::view::{Link, RequestState};
use okienko_testkit::{CLINIC_A, Desk, TestRegistry, woman};
use std::fs;
use std::path::Path;

/// What was done to the cache, whether the person is told, and how it is done.
type Damage = (&'static str, bool, fn(&Path));

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_or_damaged_cache_is_rebuilt_and_the_outbox_is_untouched() {
    let damages: [Damage; 3] = [
        ("deleted", false, |p| fs::remove_file(p).unwrap()),
        ("truncated", true, |p| {
            fs::OpenOptions::new()
                .write(true)
                .open(p)
                .unwrap()
                .set_len(5000)
                .unwrap()
        }),
        ("garbage", true, |p| fs::write(p, "smieci ".repeat(5000)).unwrap()),
    ];
    for (name, told, damage) in damages {
        let mut registry = TestRegistry::start().await;
        let desk = Desk::start(&registry, CLINIC_A).await;
        desk.online().await;
        registry.stop().await;
        desk.wait_sync("offline", |s| s.link == Link::Offline).await;
        let slot = desk.search().await.slots[0].id.clone();
        desk.book(&slot, woman(1)).await;
        let desk = desk.restart(|folder| damage(&folder.join("cache.db"))).await;
        let state = desk.app.sync_state().await.unwrap();
        assert_eq!((state.terms, state.queued, state.cache_rebuilt), (0, 1, told), "{name}");
        registry.resume().await;
        assert_eq!(desk.online().await.terms, 480, "{name}");
        desk.wait_sync("sent", |s| s.queued == 0).await;
        assert_eq!(
            desk.app.requests().await.unwrap()[0].state,
            RequestState::Confirmed,
            "{name}"
        );
        assert_eq!(
            desk.app
                .notices()
                .await
                .unwrap()
                .iter()
                .any(|n| n.kind == "cache-rebuilt"),
            told,
            "{name}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_start_asks_for_changes_only() {
    let mut registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let slot = desk.search().await.slots[0].id.clone();
    desk.book(&slot, woman(1)).await;
    desk.wait("taken", |_| async {
        desk.search().await.slots.iter().all(|s| s.id != slot).then_some(())
    })
    .await;
    registry.stop().await;
    desk.wait_sync("offline", |s| s.link == Link::Offline).await;
    let desk = desk.restart(|_| {}).await;
    let state = desk.app.sync_state().await.unwrap();
    assert_eq!(
        (state.terms, state.free_terms, state.first_sync),
        (480, 479, false),
        "everything is there before the registry answers"
    );
    assert!(state.data_as_of.is_some());
    registry.resume().await;
    desk.online().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_history_of_the_registry_replaces_the_terms() {
    let mut registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let slot = desk.search().await.slots[0].id.clone();
    desk.book(&slot, woman(1)).await;
    desk.wait_sync("taken", |s| s.free_terms == 479).await;
    registry.lose_everything().await;
    desk.wait_sync("the new history", |s| s.link == Link::Online && s.free_terms == 480)
        .await;
    assert!(desk.search().await.slots.iter().any(|s| s.id == slot));
}
