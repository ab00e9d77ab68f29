//! The registry searches for clients that hold no terms of their own.

use okienko_testkit::{CLINIC_A, Desk, TestRegistry, http_client, woman};
use okienko_wire::Problem;
use okienko_wire::search::{FoundPlaces, FoundSlot, FoundSlots, PLACES, SLOTS};
use reqwest::{Client, StatusCode};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

const QUESTION: &str = "service=mammography&place=1&radius-km=30&from=2026-11-23&to=2026-12-07";

struct Asker {
    http: Client,
    base: String,
}

impl Asker {
    fn of(registry: &TestRegistry) -> Self {
        Self {
            http: http_client(),
            base: registry.url(),
        }
    }

    async fn get(&self, path: &str, question: &str) -> reqwest::Response {
        let url = format!("{}{path}?{question}", self.base);
        self.http.get(url).send().await.unwrap()
    }

    async fn found<T: DeserializeOwned>(&self, path: &str, question: &str) -> T {
        let response = self.get(path, question).await;
        assert_eq!(response.status(), StatusCode::OK);
        response.json().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_registry_finds_what_a_desk_finds() {
    let registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let asker = Asker::of(&registry);
    let places: FoundPlaces = asker.found(PLACES, "text=torun").await;
    assert!(places.certain);
    assert_eq!(places.places[0].id, 1);
    let village: FoundPlaces = asker.found(PLACES, "text=nowa%20wies").await;
    assert_eq!(
        (village.places.len(), village.certain),
        (2, false),
        "it must be asked which one"
    );

    let here = desk.search().await;
    let found: FoundSlots = asker.found(SLOTS, QUESTION).await;
    assert_eq!(found.total, here.total);
    let ids = |page: &FoundSlots| page.slots.iter().map(|s| s.slot.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(&found), here.slots.iter().map(|s| s.id.clone()).collect::<Vec<_>>());
    assert_eq!(found.slots[0].km, here.slots[0].distance_km);
    let locations: Vec<_> = found.locations.iter().map(|place| place.id).collect();
    let facilities: Vec<_> = found.facilities.iter().map(|clinic| clinic.id).collect();
    let at = |ids: &[u32], id: fn(&FoundSlot) -> u32| {
        let named: BTreeSet<u32> = found.slots.iter().map(id).collect();
        assert_eq!(named.into_iter().collect::<Vec<_>>(), ids, "each once, and no other");
    };
    at(&locations, |slot| slot.location);
    at(&facilities, |slot| slot.facility);
    assert_eq!(found.days.iter().map(|d| d.free).sum::<u32>(), found.total);
    assert!(found.slots[0].start.ends_with("+01:00"), "{}", found.slots[0].start);

    let first = here.slots[0].id.clone();
    desk.book(&first, woman(1)).await;
    let after: FoundSlots = asker.found(SLOTS, QUESTION).await;
    assert_eq!(after.total, found.total - 1, "known as soon as it is durable");
    assert!(!ids(&after).contains(&first));

    let mornings: FoundSlots = asker
        .found(
            SLOTS,
            &format!("{QUESTION}&weekdays=2&hours=08:00-08:40&sort=earliest&limit=3"),
        )
        .await;
    assert_eq!(mornings.slots.len(), 3);
    assert!(
        mornings
            .slots
            .iter()
            .all(|s| s.slot.day.weekday() == 2 && s.slot.minute < 520)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_question_is_told_what_is_wrong() {
    let registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let asker = Asker::of(&registry);
    for (wrong, named) in [
        ("service=dentist&from=2026-11-23&to=2026-11-24", "service"),
        ("service=mammography&from=2026-11-23", "to"),
        ("service=mammography&from=tomorrow&to=2026-11-24", "from"),
        ("service=mammography&from=2026-11-24&to=2026-11-23", "to"),
        (
            "service=mammography&from=2026-11-23&to=2026-11-24&radius-km=5",
            "radius-km",
        ),
        ("service=mammography&from=2026-11-23&to=2026-11-24&place=99", "place"),
        ("service=mammography&from=2026-11-23&to=2026-11-24&sort=nearest", "sort"),
        (
            "service=mammography&from=2026-11-23&to=2026-11-24&weekdays=8",
            "weekdays",
        ),
        ("service=mammography&from=2026-11-23&to=2026-11-24&hours=12-8", "hours"),
        ("service=mammography&from=2026-11-23&to=2026-11-24&radius=5", "radius"),
    ] {
        let response = asker.get(SLOTS, wrong).await;
        assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{wrong}");
        let problem: Problem = response.json().await.unwrap();
        assert!(problem.message.contains(named), "{wrong}: {}", problem.message);
    }
}
