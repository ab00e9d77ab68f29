//! A clinic that publishes its terms over HTTP.

use okienko_domain::access::Role;
use okienko_domain::timetable::work::WorkItem;
use okienko_testkit::{Ask, Machine, TestRegistry, http_client};
use okienko_wire::DESKS;
use okienko_wire::proof::PROOF_HEADER;
use okienko_wire::publishing::TimetableView;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};

/// A clinic's own program.
pub(crate) struct Clinic<'a> {
    registry: &'a TestRegistry,
    machine: Machine,
    http: Client,
    base: String,
}

impl<'a> Clinic<'a> {
    /// After a desk has started: it brings the cryptography of the process.
    pub(crate) async fn new(registry: &'a TestRegistry, facility: u32) -> Self {
        Self {
            registry,
            machine: Machine::of(registry, Role::Integration, Some(facility), true).await,
            http: http_client(),
            base: format!("{}{DESKS}/{facility}", registry.url()),
        }
    }

    pub(crate) fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}/{path}", self.base))
    }

    pub(crate) async fn send(&self, asked: RequestBuilder) -> Response {
        let mut request = asked.build().unwrap();
        let body = request.body().and_then(|body| body.as_bytes());
        let ask = Ask {
            method: match request.method().as_str() {
                "GET" => "GET",
                "PUT" => "PUT",
                _ => "POST",
            },
            target: match request.url().query() {
                Some(query) => format!("{}?{query}", request.url().path()),
                None => request.url().path().to_owned(),
            },
            body: body.map(|body| String::from_utf8(body.to_vec()).unwrap()),
            if_match: request
                .headers()
                .get("if-match")
                .map(|tag| tag.to_str().unwrap().to_owned()),
            ..Ask::default()
        };
        let proof = self.machine.proof(self.registry, &ask);
        request.headers_mut().insert(PROOF_HEADER, proof.parse().unwrap());
        self.http.execute(request).await.unwrap()
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Response {
        self.send(self.ask(Method::POST, path).json(body)).await
    }

    pub(crate) async fn publish(&self, schedule: u32, version: u64, table: &Value) -> Response {
        let asked = self.ask(Method::PUT, &format!("schedules/{schedule}/timetable"));
        self.send(asked.header("if-match", format!("\"{version}\"")).json(table))
            .await
    }

    /// Publishes over whatever there is.
    pub(crate) async fn replace(&self, schedule: u32, table: &Value) {
        let asked = self.ask(Method::GET, &format!("schedules/{schedule}/timetable"));
        let view: TimetableView = self.send(asked).await.json().await.unwrap();
        let done = self.publish(schedule, view.version, table).await;
        assert_eq!(done.status(), StatusCode::OK);
    }

    pub(crate) async fn work_items(&self) -> Vec<WorkItem> {
        let answer = self.send(self.ask(Method::GET, "work-items")).await;
        answer.json().await.unwrap()
    }
}

/// Monday to Friday from 24 November 2026.
pub(crate) fn weekdays(from: &str, to: &str) -> Value {
    let sitting = json!({"from": from, "to": to, "minutes": 20, "breaks": []});
    let shifts: Vec<Value> = (1..=5)
        .map(|weekday| json!({"weekday": weekday, "sitting": sitting}))
        .collect();
    json!({"weeks": [{"from": "2026-11-24", "to": null, "shifts": shifts}]})
}
