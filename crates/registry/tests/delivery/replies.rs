//! Reports and answers over HTTP.

use crate::world::{World, monday, sms, woman};
use chrono::Duration;
use okienko_domain::message::{CallReason, MessageKind};
use okienko_domain::request::AppointmentStatus;
use okienko_registry::delivery::courier::Secret;
use okienko_registry::delivery::reports::{REPLIES, REPORTS, ReportKey, SIGNATURE, TIMESTAMP};
use okienko_registry::delivery::{Couriers, Delivery, Persistence};
use okienko_registry::{Limits, Registry, serve};
use okienko_testkit::Gateway;
use reqwest::{Client, Method};
use std::sync::Arc;
use tokio::net::TcpListener;

struct Peer {
    world: World,
    gateway: Gateway,
    registry: Arc<Registry>,
    http: Client,
    url: String,
    key: ReportKey,
}

impl Peer {
    async fn start() -> Self {
        let (world, gateway) = (World::at(monday()).await, Gateway::start(true).await);
        // Prepares TLS of this process, too.
        let _courier = sms(&gateway);
        let registry = world.registry().await;
        let key = || ReportKey::new(&Secret::new("kanarkowy-klucz"));
        registry.accept_reports(key());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(serve(
            listener,
            Arc::clone(&registry),
            Limits::default(),
            std::future::pending(),
        ));
        Self {
            http: Client::builder().no_proxy().build().unwrap(),
            world,
            gateway,
            registry,
            url,
            key: key(),
        }
    }

    async fn deliver(&self) {
        let couriers = Couriers {
            sms: Some(sms(&self.gateway)),
            email: None,
        };
        let delivery = Delivery::new(Arc::clone(&self.registry), couriers, Persistence::default());
        delivery.deliver().await.unwrap();
    }

    async fn tell(&self, path: &str, signed_by: &ReportKey, body: &str, age: Duration) -> u16 {
        let at = (self.world.now() - age).timestamp();
        let request = self
            .http
            .post(format!("{}{path}", self.url))
            .header(TIMESTAMP, at)
            .header(SIGNATURE, signed_by.sign(at, body.as_bytes()))
            .body(body.to_owned());
        request.send().await.unwrap().status().as_u16()
    }

    async fn say(&self, id: &str, from: &str, text: &str) -> u16 {
        let body = serde_json::json!({ "id": id, "from": from, "text": text }).to_string();
        self.tell(REPLIES, &self.key, &body, Duration::zero()).await
    }

    async fn booked(&self) -> usize {
        let visits = self.world.store.appointments(1, 99).await.unwrap();
        visits
            .iter()
            .filter(|visit| visit.status == AppointmentStatus::Booked)
            .count()
    }
}

#[tokio::test]
async fn an_answer_cancels_and_is_confirmed() {
    let peer = Peer::start().await;
    peer.world.book(0, woman(1)).await;
    peer.world.book(1, woman(2)).await;
    peer.world.wait(Duration::days(20));
    peer.deliver().await;
    assert_eq!(peer.say("1", "48601000001", "Nie wiem").await, 204);
    assert_eq!(peer.booked().await, 2, "not a clear answer");
    for _ in 0..2 {
        assert_eq!(peer.say("2", "48601000001", " Odwołuję! ").await, 204);
        assert_eq!(peer.booked().await, 1);
    }
    assert_eq!(peer.say("3", "+48 601 999 999", "NIE").await, 204, "a stranger");
    assert_eq!(peer.say("4", "brak", "NIE").await, 400);
    assert_eq!(peer.booked().await, 1);
    peer.deliver().await;
    let taken = peer.gateway.taken();
    assert!(
        taken.last().unwrap()["message"].starts_with("Wizyta odwolana"),
        "{taken:?}"
    );
    assert_eq!(taken.last().unwrap()["to"], "48601000001");
}

#[tokio::test]
async fn f37_forged_old_and_repeated_reports() {
    let peer = Peer::start().await;
    peer.world.book(0, woman(1)).await;
    peer.deliver().await;
    let idx = peer.gateway.taken()[0]["idx"].clone();
    let report = |status: &str| serde_json::json!({ "idx": idx, "status": status }).to_string();
    let (now, failed) = (Duration::zero(), report("UNDELIVERED"));
    let forger = ReportKey::new(&Secret::new("inny"));
    assert_eq!(peer.tell(REPORTS, &forger, &failed, now).await, 401);
    assert_eq!(
        peer.tell(REPORTS, &peer.key, &failed, Duration::minutes(6)).await,
        401,
        "an old one"
    );
    assert_eq!(
        peer.tell(REPORTS, &peer.key, &failed, Duration::minutes(-6)).await,
        401,
        "from the future"
    );
    let unsigned = peer.http.post(format!("{}{REPORTS}", peer.url)).body(failed.clone());
    assert_eq!(unsigned.send().await.unwrap().status(), 401);
    assert_eq!(peer.world.store.call_tasks(1, 9).await.unwrap(), [], "nothing happened");

    assert_eq!(peer.tell(REPORTS, &peer.key, &report("ACCEPTED"), now).await, 204);
    for status in ["DELIVERED", "UNDELIVERED", "DELIVERED"] {
        assert_eq!(peer.tell(REPORTS, &peer.key, &report(status), now).await, 204);
    }
    assert_eq!(
        peer.world.store.call_tasks(1, 9).await.unwrap(),
        [],
        "delivered stays delivered"
    );
    peer.world.book(1, woman(2)).await;
    peer.deliver().await;
    let lost = peer.gateway.taken()[1]["idx"].clone();
    let body = serde_json::json!({ "idx": lost, "status": "UNDELIVERED" }).to_string();
    assert_eq!(peer.tell(REPORTS, &peer.key, &body, now).await, 204);
    let tasks = peer.world.store.call_tasks(1, 9).await.unwrap();
    assert_eq!(tasks.len(), 1);
    assert_eq!(
        (tasks[0].reason, tasks[0].kind),
        (CallReason::Undeliverable, MessageKind::Confirmation)
    );
    let unknown = r#"{"idx":"00000000-0000-7000-8000-000000000000","status":"DELIVERED"}"#;
    assert_eq!(peer.tell(REPORTS, &peer.key, unknown, now).await, 404);
    for nonsense in ["", "{}", "[]", r#"{"idx":"x","status":"DELIVERED"}"#, "\u{0}"] {
        assert_eq!(peer.tell(REPORTS, &peer.key, nonsense, now).await, 400, "{nonsense}");
    }
}

#[tokio::test]
async fn x12_only_a_signed_post_acts() {
    let peer = Peer::start().await;
    peer.world.book(0, woman(1)).await;
    peer.world.wait(Duration::days(20));
    peer.deliver().await;
    let body = r#"{"id":"1","from":"48601000001","text":"NIE"}"#;
    let at = peer.world.now().timestamp();
    for method in [Method::GET, Method::HEAD, Method::PUT, Method::DELETE] {
        let request = peer
            .http
            .request(method.clone(), format!("{}{REPLIES}", peer.url))
            .header(TIMESTAMP, at)
            .header(SIGNATURE, peer.key.sign(at, body.as_bytes()))
            .body(body);
        assert_eq!(request.send().await.unwrap().status(), 405, "{method}");
    }
    let unsigned = peer.http.post(format!("{}{REPLIES}", peer.url)).body(body);
    assert_eq!(unsigned.send().await.unwrap().status(), 401);
    assert_eq!(peer.booked().await, 1);
    for message in peer.gateway.taken() {
        let text = message["message"].to_lowercase();
        assert!(!text.contains("http") && !text.contains("www"), "no links: {text}");
    }
}
