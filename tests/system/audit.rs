//! What the registry remembers of every look at people's data.

use okienko_domain::access::Role;
use okienko_domain::ids::{Patient, Pesel};
use okienko_domain::request::{Action, Request};
use okienko_domain::scope::Part;
use okienko_domain::slot::SlotId;
use okienko_registry_store::{Asked, submit};
use okienko_testkit::{Ask, CLINIC_A, Machine, NOW, TestRegistry, pesel};
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_read_of_peoples_data_leaves_one_entry() {
    let registry = TestRegistry::start().await;
    let desk = Machine::of(&registry, Role::Receptionist, Some(CLINIC_A), true).await;
    let get = async |path: &str| {
        let said = desk.ask(&registry, &Ask::get(path)).await;
        assert_eq!(said.status, 200, "{path}: {said:?}");
        said.body
    };
    let store = registry.store().await;
    let (schedule, sheet) = store.sheets(&Part::new("mammography", 4)).await.unwrap().remove(0);
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
                identity: Pesel::parse(&pesel(1)).unwrap().into(), given_name: "Kanarzyna".into(),
                family_name: "Kanarkowska".into(), phone: None,
                email: None,
                language: okienko_domain::contact::Language::default(),
                guardian: None,
            },
        }))
        .unwrap(),
    };
    let booking = Asked::by_desk(Uuid::now_v7(), booking, NOW);
    submit(&*store, &booking).await.unwrap().unwrap();
    let entries = || async {
        let all = store.audit_page(CLINIC_A.into(), 0, 100).await.unwrap();
        all.into_iter().map(|e| (e.action, e.persons)).collect::<Vec<_>>()
    };
    let before = [("invite-device", 0), ("enrol-device", 0), ("book", 1)];
    let mut expected = before.map(|(action, persons)| (action.to_owned(), persons)).to_vec();
    assert_eq!(entries().await, expected);
    let lists = [
        ("appointments", "read-appointments", 1),
        ("waiting-entries", "read-waiting-entries", 0),
    ];
    for (path, action, persons) in lists {
        get(&format!("/v1/desks/{CLINIC_A}/{path}")).await;
        expected.push((action.to_owned(), persons));
        assert_eq!(entries().await, expected);
    }
    // Nobody's data are in these.
    for path in [
        "/v1/health",
        "/v1/snapshot",
        &format!("/v1/desks/{CLINIC_A}/events?after=0"),
    ] {
        assert!(!get(path).await.contains("Kanark"), "{path}");
    }
    assert_eq!(entries().await, expected);
}
