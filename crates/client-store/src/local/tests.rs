use super::{Local, Notice, RequestState};
use crate::LocalError;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::date;
use okienko_domain::ids::{Patient, Pesel};
use okienko_domain::refusal::{Refusal, RefusalCode};
use okienko_domain::request::{Action, Outcome, Request};
use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};
use std::fs;
use std::path::Path;
use uuid::Uuid;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_800_000_000_000_000 + minute * 60_000_000).unwrap()
}

fn request() -> Request {
    let patient = Patient {
        identity: Pesel::synthetic(date(1970, 5, 6), 10).into(),
        given_name: "Kanarek".into(),
        family_name: "Kanarkowska".into(),
        phone: None,
        email: None,
        language: Default::default(),
        guardian: None,
    };
    Request {
        desk: Some(1),
        action: Action::Book {
            slot: "1-2026-12-01-0940".parse().unwrap(),
            patient,
            referral: None,
            hold: None,
            continuation: false,
        },
    }
}

fn notice(id: &str) -> Notice {
    Notice {
        id: id.into(),
        kind: "waiting-booked".into(),
        at: at(1),
        service: "mammography".into(),
        subject: None,
        read: false,
    }
}

fn done() -> Result<Outcome, Refusal> {
    Ok(Outcome::Booked {
        appointment: Uuid::from_u128(9),
        number: "123-456-789".into(),
    })
}

#[tokio::test]
async fn requests_survive_and_are_answered_once() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b, c) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
    let local = Local::open(folder.path()).await.unwrap();
    for (minute, id) in [(1, a), (2, b), (3, c)] {
        local.enqueue(id, &request(), at(minute)).await.unwrap();
    }
    drop(local);
    let local = Local::open(folder.path()).await.unwrap();
    local.count_attempt(a).await.unwrap();
    let queued = local.queued().await.unwrap();
    assert_eq!(
        queued.iter().map(|q| (q.id, q.attempts)).collect::<Vec<_>>(),
        [(a, 1), (b, 0), (c, 0)]
    );
    assert_eq!(queued[0].request, request());
    assert!(local.answer(a, &done(), Some(&notice("n"))).await.unwrap());
    assert!(
        !local
            .answer(a, &Err(RefusalCode::SlotTaken.into()), Some(&notice("n")))
            .await
            .unwrap(),
        "the first answer stays"
    );
    local
        .answer(b, &Err(RefusalCode::SlotTaken.into()), None)
        .await
        .unwrap();
    let shown: Vec<_> = local
        .requests(10)
        .await
        .unwrap()
        .into_iter()
        .map(|r| (r.id, r.state))
        .collect();
    assert_eq!(
        shown,
        [
            (b, RequestState::Refused),
            (c, RequestState::Queued),
            (a, RequestState::Confirmed)
        ]
    );
    assert_eq!(local.request(a).await.unwrap().unwrap().answer, Some(done()));
    assert_eq!(local.counts().await.unwrap(), (1, 1));
    local.dismiss(b).await.unwrap();
    local.dismiss(c).await.unwrap();
    assert_eq!(local.counts().await.unwrap(), (1, 0), "what waits cannot be dismissed");
    local.forget(a).await.unwrap();
    assert_eq!(local.request(a).await.unwrap(), None);
}

#[tokio::test]
async fn nobody_is_told_twice() {
    let folder = tempfile::tempdir().unwrap();
    let (epoch, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let local = Local::open(folder.path()).await.unwrap();
    assert_eq!(local.heard(epoch).await.unwrap(), 0);
    assert_eq!(
        local
            .hear(epoch, 5, vec![notice("a"), notice("b")])
            .await
            .unwrap()
            .len(),
        2
    );
    drop(local);
    let local = Local::open(folder.path()).await.unwrap();
    assert_eq!(
        (local.heard(epoch).await.unwrap(), local.heard(other).await.unwrap()),
        (5, 0)
    );
    assert_eq!(
        local.hear(epoch, 6, vec![notice("b"), notice("c")]).await.unwrap(),
        [notice("c")]
    );
    assert!(!local.note(&notice("a")).await.unwrap());
    assert_eq!(local.unread().await.unwrap(), 3);
    local.read_notices().await.unwrap();
    assert_eq!(
        (local.unread().await.unwrap(), local.notices(2).await.unwrap().len()),
        (0, 2)
    );
}

fn files_hold(folder: &Path, text: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|f| {
        fs::read(f.unwrap().path())
            .unwrap()
            .windows(text.len())
            .any(|w| w == text.as_bytes())
    })
}

#[tokio::test]
async fn nothing_personal_in_the_files() {
    let folder = tempfile::tempdir().unwrap();
    let local = Local::open(folder.path()).await.unwrap();
    local.enqueue(Uuid::from_u128(1), &request(), at(1)).await.unwrap();
    local.note(&notice("jawny-znacznik")).await.unwrap();
    for secret in [
        "Kanarek",
        "Kanarkowska",
        &Pesel::synthetic(date(1970, 5, 6), 10).digits(),
    ] {
        assert!(!files_hold(folder.path(), secret), "{secret}");
    }
    assert!(files_hold(folder.path(), "jawny-znacznik"), "the search would find it");
}

#[tokio::test]
async fn a_file_that_cannot_be_used_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.db");
    let local = Local::open(folder.path()).await.unwrap();
    local.enqueue(Uuid::from_u128(1), &request(), at(1)).await.unwrap();
    drop(local);
    let key = fs::read(folder.path().join("local.key")).unwrap();
    fs::write(folder.path().join("local.key"), [1; 32]).unwrap();
    assert!(matches!(Local::open(folder.path()).await, Err(LocalError::Key)));
    fs::write(folder.path().join("local.key"), key).unwrap();

    let mut db = SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
    let newer = "INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, success, checksum, execution_time FROM _sqlx_migrations LIMIT 1";
    sqlx::query(newer).execute(&mut db).await.unwrap();
    assert!(matches!(Local::open(folder.path()).await, Err(LocalError::TooNew)));
    sqlx::query("DELETE FROM _sqlx_migrations WHERE version = 9999")
        .execute(&mut db)
        .await
        .unwrap();
    assert_eq!(
        Local::open(folder.path()).await.unwrap().queued().await.unwrap().len(),
        1
    );
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("local.db");
    let garbage = "to nie jest baza danych ".repeat(500);
    fs::write(&path, &garbage).unwrap();
    assert!(matches!(Local::open(folder.path()).await, Err(LocalError::Damaged)));
    assert!(fs::read(&path).unwrap() == garbage.as_bytes());
}

#[tokio::test]
async fn a_full_disk_is_said_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let local = Local::open(folder.path()).await.unwrap();
    local.enqueue(Uuid::from_u128(1), &request(), at(1)).await.unwrap();
    // SQLite answers a database that may not grow as it answers a disk that is full: SQLITE_FULL.
    sqlx::query("PRAGMA max_page_count = 1")
        .fetch_all(&mut *local.connection.lock().await)
        .await
        .unwrap();
    let mut stored = 1;
    let refused = loop {
        match local.enqueue(Uuid::from_u128(stored + 1), &request(), at(2)).await {
            Ok(()) => stored += 1,
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, LocalError::Full), "{refused:?}");
    assert_eq!(u128::try_from(local.queued().await.unwrap().len()).unwrap(), stored);
}
