//! What the registry remembers of every look at people's data.

use okienko_domain::ids::{Patient, Pesel};
use okienko_domain::request::{Action, Request};
use okienko_domain::slot::SlotId;
use okienko_registry_store::submit;
use okienko_testkit::{CLINIC_A, NOW, TestRegistry, pesel};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

async fn get(registry: &TestRegistry, path: &str) -> String {
    let url = registry.url();
    let host = url.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).await.unwrap();
    let head = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    assert!(answer.starts_with("HTTP/1.1 200"), "{path}: {answer}");
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_read_of_peoples_data_leaves_one_entry() {
    let registry = TestRegistry::start().await;
    let store = registry.store().await;
    let (schedule, sheet) = store.sheets("mammography", 4).await.unwrap().remove(0);
    let slot = SlotId {
        schedule,
        day: sheet.day,
        minute: sheet.first,
    };
    let booking = Request {
        desk: Some(CLINIC_A),
        action: serde_json::from_value::<Action>(serde_json::json!({
            "kind": "book", "slot": slot, "referral": null,
            "patient": Patient {
                pesel: Pesel::parse(&pesel(1)).unwrap(), given_name: "Kanarzyna".into(),
                family_name: "Kanarkowska".into(), phone: None,
                email: None,
                language: okienko_domain::contact::Language::default(),
            },
        }))
        .unwrap(),
    };
    submit(&*store, Uuid::now_v7(), &booking, NOW).await.unwrap().unwrap();
    let entries = || async {
        let all = store.audit_page(CLINIC_A.into(), 0, 100).await.unwrap();
        all.into_iter().map(|e| (e.action, e.persons)).collect::<Vec<_>>()
    };
    let mut expected = vec![("book".to_owned(), 1)];
    assert_eq!(entries().await, expected);
    let lists = [
        ("appointments", "read-appointments", 1),
        ("waiting-entries", "read-waiting-entries", 0),
    ];
    for (path, action, persons) in lists {
        get(&registry, &format!("/v1/desks/{CLINIC_A}/{path}")).await;
        expected.push((action.to_owned(), persons));
        assert_eq!(entries().await, expected);
    }
    // Nobody's data are in these.
    for path in [
        "/v1/health",
        "/v1/snapshot",
        &format!("/v1/desks/{CLINIC_A}/events?after=0"),
    ] {
        assert!(!get(&registry, path).await.contains("Kanark"), "{path}");
    }
    assert_eq!(entries().await, expected);
}
