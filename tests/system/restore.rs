//! A registry that came back from a copy.

use okienko_app::view::RequestState;
use okienko_registry_store::{BackupError, SqliteStore, Store, StoreError, backup, renew, restore};
use okienko_testkit::{CLINIC_A, Desk, TestRegistry, woman};
use std::fs;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f20_f46_after_a_restore_every_desk_fetches_again() {
    let mut registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let slots = desk.search().await.slots;
    desk.book(&slots[0].id, woman(1)).await;
    let (database, folder) = (registry.database(), tempfile::tempdir().unwrap());
    let (copy, key) = (folder.path().join("copy.db"), database.with_extension("key"));
    backup(&database, &copy).await.unwrap();
    assert!(
        matches!(backup(&database, &copy).await, Err(BackupError::Exists(_))),
        "no copy is overwritten"
    );
    desk.book(&slots[1].id, woman(2)).await;
    desk.wait_sync("both are booked", |s| s.free_terms == 478).await;
    let epoch = registry.store().await.meta().await.unwrap().epoch;

    let aside = folder.path().join("old.db");
    let refused = restore(&copy, &database, &key, None).await;
    assert!(
        matches!(refused, Err(BackupError::Exists(_))),
        "no database is overwritten"
    );
    let refused = restore(&copy, &database, &key, Some(&aside)).await;
    assert!(matches!(refused, Err(BackupError::InUse(_))), "{refused:?}");
    registry.stop().await;
    restore(&copy, &database, &key, Some(&aside)).await.unwrap();
    registry.resume().await;

    desk.app.sync_now().await.unwrap();
    desk.wait_sync("the later booking never was", |s| s.free_terms == 479)
        .await;
    let store = registry.store().await;
    assert_ne!(store.meta().await.unwrap().epoch, epoch, "the history is another");
    assert_eq!(
        store.appointments(CLINIC_A, 10).await.unwrap()[0].patient.family_name,
        "Kanarkowska"
    );
    assert_eq!(desk.book(&slots[1].id, woman(2)).await.state, RequestState::Confirmed);
    let old = SqliteStore::open_with(&aside, &key).await.unwrap();
    assert_eq!(
        old.appointments(CLINIC_A, 10).await.unwrap().len(),
        2,
        "the old database is kept"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f46_a_database_with_a_new_identity_is_fetched_again() {
    let registry = TestRegistry::start().await;
    let store = registry.store().await;
    let before = store.meta().await.unwrap();
    let (asked, _folder) = registry.remote(None).await;
    assert_eq!(asked.manifest().await.unwrap().epoch, before.epoch);
    renew(&*store).await.unwrap();
    let after = store.meta().await.unwrap();
    assert_ne!(after.epoch, before.epoch);
    assert_eq!(
        asked.manifest().await.unwrap().epoch,
        after.epoch,
        "no snapshot of the old history is given"
    );
    let told = asked.changes(before.epoch, before.seq).await;
    assert!(matches!(told, Err(okienko_sync::RemoteError::Reset)), "{told:?}");
}

#[tokio::test]
async fn f46_what_is_no_intact_copy_is_refused_and_changes_nothing() {
    let mut registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let slot = desk.search().await.slots[0].id.clone();
    desk.book(&slot, woman(1)).await;
    let (database, folder) = (registry.database(), tempfile::tempdir().unwrap());
    let key = database.with_extension("key");
    let at = |name: &str| folder.path().join(name);
    backup(&database, &at("good.db")).await.unwrap();
    registry.stop().await;
    let good = fs::read(at("good.db")).unwrap();
    fs::write(at("cut.db"), &good[..good.len() / 2]).unwrap();
    let mut flipped = good.clone();
    for page in flipped.chunks_mut(4096).skip(4) {
        page[..200].fill(0xee);
    }
    fs::write(at("flipped.db"), flipped).unwrap();
    fs::write(at("text.db"), "no database".repeat(1000)).unwrap();
    fs::write(at("empty.db"), "").unwrap();
    for name in ["cut.db", "flipped.db", "text.db", "empty.db"] {
        let refused = restore(&at(name), &at("new.db"), &key, None).await;
        assert!(
            matches!(refused, Err(BackupError::Damaged { .. } | BackupError::Store(_))),
            "{name}: {refused:?}"
        );
        assert!(!at("new.db").exists(), "{name}");
        assert!(
            backup(&at(name), &at("copy.db")).await.is_err() && !at("copy.db").exists(),
            "{name}"
        );
    }
    let missing = restore(&at("good.db"), &at("new.db"), &at("no.key"), None).await;
    assert!(matches!(missing, Err(BackupError::Missing(_))), "{missing:?}");
    SqliteStore::open(&at("other.db")).await.unwrap();
    let wrong = restore(&at("good.db"), &at("new.db"), &at("other.key"), None).await;
    assert!(
        matches!(wrong, Err(BackupError::Store(StoreError::Key(_)))),
        "{wrong:?}"
    );
    let rest: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|f| f.unwrap().file_name())
        .collect();
    assert!(
        rest.iter().all(|f| !f.to_string_lossy().starts_with("new.db")),
        "{rest:?}"
    );
    restore(&at("good.db"), &at("new.db"), &key, None).await.unwrap();
}
