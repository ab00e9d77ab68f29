//! What is counted, and the line that a request leaves in the log. Both name the route, never the address that was asked
//! for: an address can hold anything, also what a client put there by mistake.

use crate::problem::Code;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use okienko_registry_store::oversight::HeldUp;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry as Register;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;

/// Format of [`Metrics::text`].
pub(crate) const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper bounds of the counted times, in seconds.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0, 30.0];

/// Counts of a running registry.
pub(crate) struct Metrics {
    register: Register,
    requests: Family<Answered, Counter>,
    seconds: Family<Asked, Histogram>,
    rejected: Family<Rejected, Counter>,
    pub(crate) connections: Gauge,
    pub(crate) pushes: Gauge,
    seq: Gauge,
    log: Gauge,
    oldest: Gauge<f64, AtomicU64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: String,
    method: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    route: String,
    method: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Rejected {
    reason: &'static str,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut all = Register::with_prefix("okienko");
        let requests = Family::default();
        all.register(
            "requests",
            "Answers by route, method and class of status",
            requests.clone(),
        );
        let seconds = Family::new_with_constructor((|| Histogram::new(SECONDS)) as fn() -> Histogram);
        all.register("request_seconds", "Time until the answer began", seconds.clone());
        let rejected = Family::default();
        all.register(
            "rejected",
            "Requests and connections not served, by reason",
            rejected.clone(),
        );
        let [connections, pushes, seq, log] = [
            ("connections", "Open connections"),
            ("push_connections", "Open push connections"),
            ("seq", "Number of the last change"),
            (
                "database_log_bytes",
                "Most that SQLite's log has had since the start: grows while somebody reads for long",
            ),
        ]
        .map(|(name, help)| {
            let gauge = Gauge::default();
            all.register(name, help, gauge.clone());
            gauge
        });
        let oldest = Gauge::default();
        all.register(
            "oldest_transaction_seconds",
            "Age of the oldest transaction that writes on the PostgreSQL server: later changes are shown when it ends",
            oldest.clone(),
        );
        Self {
            register: all,
            requests,
            seconds,
            rejected,
            connections,
            pushes,
            seq,
            log,
            oldest,
        }
    }

    /// A request or connection was not served.
    pub(crate) fn reject(&self, reason: &'static str) {
        self.rejected.get_or_create(&Rejected { reason }).inc();
    }

    /// All counts as OpenMetrics text, which Prometheus reads.
    pub(crate) fn text(&self, seq: u64, held_up: Option<HeldUp>) -> String {
        self.seq.set(seq.cast_signed());
        if let Some(held_up) = held_up {
            self.log.set(held_up.log_bytes.cast_signed());
            self.oldest.set(held_up.oldest_transaction.as_secs_f64());
        }
        let mut text = String::new();
        // Writing into a text does not fail.
        let _ = encode(&mut text, &self.register);
        text
    }
}

/// One line and one count a request.
pub(crate) async fn observe(State(metrics): State<Arc<Metrics>>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    let safe = request.method().is_safe();
    let asked = Asked {
        route: request
            .extensions()
            .get::<MatchedPath>()
            .map_or("unknown", MatchedPath::as_str)
            .to_owned(),
        method: known(request.method()),
    };
    let response = next.run(request).await;
    let took = started.elapsed();
    metrics.seconds.get_or_create(&asked).observe(took.as_secs_f64());
    let Asked { route, method } = asked;
    let (code, status, ms) = (response.status().as_u16(), class(&response), took.as_millis());
    let problem = response.extensions().get::<Code>().map(|c| c.0);
    if let Some(reason) = problem {
        metrics.reject(reason);
    }
    // Desks ask for changes all day: only what changes something is worth a line by default.
    if safe || problem.is_some() {
        tracing::debug!(method, route, status = code, problem, ms, "answered");
    } else {
        tracing::info!(method, route, status = code, ms, "answered");
    }
    let answered = Answered { route, method, status };
    metrics.requests.get_or_create(&answered).inc();
    response
}

/// A client may invent methods, and each would be a new time series.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        _ => "other",
    }
}

fn class(response: &Response) -> &'static str {
    match response.status().as_u16() / 100 {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => "1xx",
    }
}
