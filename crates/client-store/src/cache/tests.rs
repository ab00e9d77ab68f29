use super::{Cache, Content, Document, Opened, Position};
use chrono::{DateTime, Utc};
use okienko_domain::calendar::Day;
use okienko_domain::scope::{Part, Scope};
use okienko_domain::slot::Sheet;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::fs;
use std::path::Path;
use uuid::Uuid;

fn sheet(day: u16) -> Sheet {
    Sheet {
        day: Day(20_000 + day),
        first: 480,
        step: 15,
        open: 0xffff,
        free: 0x0ff0,
        version: 0,
    }
}

fn at() -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_800_000_000_000_000).unwrap()
}

const EPOCH: Uuid = Uuid::from_u128(7);

fn part(voivodeship: u8) -> Part {
    Part::new("cytology", voivodeship)
}

fn held(content: &Content) -> Vec<u8> {
    content.parts.iter().map(|part| part.voivodeship).collect()
}

async fn filled(path: &Path) {
    let (cache, content, opened) = Cache::open(path).await;
    assert_eq!((opened, content.position), (Opened::New, None));
    cache
        .put_document(Document::Directory, "d1", b"directory")
        .await
        .unwrap();
    cache.begin_snapshot(EPOCH, 5, true, &Scope::default()).await.unwrap();
    cache
        .put_part(&part(4), 6, &[(1, &[sheet(0), sheet(1)]), (2, &[sheet(0)])])
        .await
        .unwrap();
    cache.flush().await.unwrap();
}

async fn reopened(path: &Path) -> (Content, Opened) {
    let (_, content, opened) = Cache::open(path).await;
    (content, opened)
}

#[tokio::test]
async fn what_was_stored_is_there_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cache.db");
    filled(&path).await;
    let (content, opened) = reopened(&path).await;
    assert_eq!(opened, Opened::Kept);
    assert_eq!(
        content.position,
        Some(Position {
            epoch: EPOCH,
            seq: 5,
            complete: false,
            demo: true,
            agreed_at: None
        })
    );
    assert_eq!(content.directory, Some(("d1".into(), b"directory".to_vec())));
    assert_eq!(held(&content), [4]);
    assert_eq!(content.sheets, [(1, vec![sheet(0), sheet(1)]), (2, vec![sheet(0)])]);

    let (cache, ..) = Cache::open(&path).await;
    cache.finish_snapshot().await.unwrap();
    cache.apply(9, Some(at()), &[(2, &[sheet(3)])]).await.unwrap();
    cache.apply(10, None, &[]).await.unwrap();
    drop(cache);
    let (content, _) = reopened(&path).await;
    assert_eq!(
        content.position,
        Some(Position {
            epoch: EPOCH,
            seq: 10,
            complete: true,
            demo: true,
            agreed_at: Some(at())
        })
    );
    assert_eq!(content.sheets[1], (2, vec![sheet(3)]));

    let (cache, ..) = Cache::open(&path).await;
    let epoch = Uuid::from_u128(8);
    cache.begin_snapshot(epoch, 0, false, &Scope::default()).await.unwrap();
    drop(cache);
    let (content, _) = reopened(&path).await;
    assert!(content.sheets.is_empty() && content.parts.is_empty() && content.directory.is_some());
}

#[tokio::test]
async fn another_scope_keeps_what_it_covers_and_goes_back_to_what_it_adds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cache.db");
    filled(&path).await;
    let (cache, ..) = Cache::open(&path).await;
    cache.put_part(&part(6), 5, &[(3, &[sheet(0)])]).await.unwrap();
    cache.finish_snapshot().await.unwrap();
    cache.apply(9, Some(at()), &[]).await.unwrap();

    let scope = Scope::new(["kujawsko-pomorskie", "opolskie"], []).unwrap();
    cache.rescope(&scope, &[part(4)].into(), &[3]).await.unwrap();
    let (content, _) = reopened(&path).await;
    let schedules: Vec<u32> = content.sheets.iter().map(|(schedule, _)| *schedule).collect();
    assert_eq!((schedules, held(&content)), (vec![1, 2], vec![4]));
    assert_eq!(content.scope, scope);
    let position = content.position.unwrap();
    assert_eq!((position.seq, position.complete), (9, false));

    cache.put_part(&part(16), 7, &[(4, &[sheet(0)])]).await.unwrap();
    cache.finish_snapshot().await.unwrap();
    let (content, _) = reopened(&path).await;
    let position = content.position.unwrap();
    assert_eq!((position.seq, position.complete), (7, true));
}

#[tokio::test]
async fn a_damaged_cache_is_made_again() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 4] = [
        ("garbage", |p| {
            fs::write(p, "nie jestem baza danych ".repeat(2000)).unwrap()
        }),
        ("truncated", |p| {
            fs::OpenOptions::new()
                .write(true)
                .open(p)
                .unwrap()
                .set_len(5000)
                .unwrap()
        }),
        ("zeroes", |p| fs::write(p, [0; 4096]).unwrap()),
        ("pages overwritten", |p| {
            let mut bytes = fs::read(p).unwrap();
            bytes[4096..].fill(0xAA);
            fs::write(p, bytes).unwrap();
        }),
    ];
    for (name, damage) in damages {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cache.db");
        filled(&path).await;
        damage(&path);
        let (content, opened) = reopened(&path).await;
        assert_eq!(opened, Opened::Rebuilt, "{name}");
        assert!(content.sheets.is_empty() && content.position.is_none(), "{name}");
        let (_, opened) = reopened(&path).await;
        assert_eq!(opened, Opened::Kept, "{name}");
    }
}

#[tokio::test]
async fn a_cache_of_another_version_is_made_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cache.db");
    filled(&path).await;
    let mut db = SqliteConnectOptions::new().filename(&path).connect().await.unwrap();
    sqlx::raw_sql("PRAGMA user_version = 99")
        .execute(&mut db)
        .await
        .unwrap();
    db.close().await.unwrap();
    assert_eq!(reopened(&path).await.1, Opened::Rebuilt);
}

#[tokio::test]
async fn opening_cannot_fail() {
    let folder = tempfile::tempdir().unwrap();
    let (cache, content, _) = Cache::open(&folder.path().join("no/such/folder/cache.db")).await;
    assert!(content.position.is_none());
    cache.begin_snapshot(EPOCH, 1, false, &Scope::default()).await.unwrap();
    cache.put_part(&part(4), 1, &[(1, &[sheet(0)])]).await.unwrap();
}
