//! A desktop that cannot start says why and how to go on, in Polish, and touches nothing.

use okienko_app::view::Profile;
use okienko_app::{App, Config, StartError};
use okienko_testkit::Silent;
use std::fs;
use std::path::Path;
use std::sync::Arc;

fn config(folder: &Path) -> Config {
    Config {
        registry: Some("http://127.0.0.1:9".into()),
        code: None,
        data_dir: folder.to_owned(),
        profile: Profile::Reception,
        place: None,
        office: None,
        voivodeships: Vec::new(),
        services: Vec::new(),
    }
}

async fn refused(config: Config) -> StartError {
    match App::start(config, Arc::new(Silent)).await {
        Ok(_) => panic!("it started"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn every_obstacle_has_a_sentence_with_the_way_out() {
    let folder = tempfile::tempdir().unwrap();
    let no_code = refused(Config {
        code: Some("12345".into()),
        ..config(folder.path())
    })
    .await
    .to_string();
    assert!(no_code.contains("--code"), "{no_code}");
    for address in ["rejestr", "ftp://x", "http://", ""] {
        let wrong = refused(Config {
            registry: Some(address.into()),
            ..config(folder.path())
        })
        .await
        .to_string();
        assert!(wrong.contains("--registry") && wrong.contains(address), "{wrong}");
    }
    let far = refused(Config {
        registry: Some("http://rejestr.example.pl".into()),
        ..config(folder.path())
    })
    .await
    .to_string();
    assert!(
        far.contains("szyfrowania") && far.contains("--registry https://"),
        "{far}"
    );
    let file = folder.path().join("plik");
    fs::write(&file, "to jest plik").unwrap();
    let no_folder = refused(config(&file)).await.to_string();
    assert!(no_folder.contains("plik"), "{no_folder}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "to jest plik");

    let damaged = tempfile::tempdir().unwrap();
    fs::write(damaged.path().join("local.db"), "smieci ".repeat(2000)).unwrap();
    let error = refused(config(damaged.path())).await;
    assert!(
        matches!(error, StartError::Damaged(_)) && error.to_string().contains("Nie usuwaj"),
        "{error}"
    );
    assert_eq!(
        fs::read_to_string(damaged.path().join("local.db")).unwrap(),
        "smieci ".repeat(2000)
    );
}

#[tokio::test]
async fn a_newer_database_is_left_for_the_newer_program() {
    let folder = tempfile::tempdir().unwrap();
    App::start(config(folder.path()), Arc::new(Silent))
        .await
        .unwrap()
        .stop()
        .await;
    let db = rusqlite::Connection::open(folder.path().join("local.db")).unwrap();
    let newer = "INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, success, checksum, execution_time FROM _sqlx_migrations LIMIT 1";
    db.execute(newer, []).unwrap();
    let error = refused(config(folder.path())).await;
    assert!(
        matches!(error, StartError::TooNew(_)) && error.to_string().contains("Zaktualizuj"),
        "{error}"
    );
}
