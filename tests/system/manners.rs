//! Slow, greedy and broken clients of the registry: they are cut off or refused in the contract's words, and desks book on.

use chrono::TimeDelta;
use okienko_domain::access::Role;
use okienko_registry::{Limits, Share};
use okienko_testkit::{
    Ask, Bookings, CLINIC_A, Desk, Ended, Machine, Said, TestRegistry, Wrong, attack_together, percentile, say,
};
use serde_json::Value;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};
use uuid::Uuid;

const HERE: Ipv4Addr = Ipv4Addr::LOCALHOST;
/// A machine with other work to do notices an end of time later, never earlier.
const LATE: Duration = Duration::from_secs(6);

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nhost: registry\r\nconnection: close\r\n\r\n")
}

/// The code of the problem; panics when the answer is no problem of the contract.
fn problem(said: &Said) -> String {
    assert!(said.head.contains("content-type: application/json"), "{said:?}");
    assert!(said.head.contains("okienko-protocol: 1"), "{said:?}");
    let problem: Value = serde_json::from_str(&said.body).unwrap();
    assert!(problem["message"].as_str().unwrap().len() > 10, "{said:?}");
    assert_eq!(
        said.head.contains("retry-after: "),
        matches!(said.status, 429 | 503),
        "{said:?}"
    );
    problem["code"].as_str().unwrap().to_owned()
}

/// Limits with short times where a test would only wait for longer ones.
fn limits() -> Limits {
    Limits {
        idle: Duration::from_secs(10),
        stall: Duration::from_secs(10),
        ..Limits::default()
    }
}

/// Memory of this process in bytes.
fn memory() -> u64 {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<u64>().unwrap() * 4096
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f10_a_defect_in_an_answer_ends_nothing_else() {
    let registry = TestRegistry::start().await;
    let mut bookings = Bookings::at(&registry).await;
    let search = get("/v1/slots?service=mammography&from=2026-11-23&to=2026-12-07");
    // A clock that cannot say what time it is stands for any defect.
    registry.later(TimeDelta::MAX);
    let said = say(registry.address(), HERE, &search).await;
    assert_eq!((said.status, problem(&said).as_str()), (500, "internal"));
    assert!(
        !said.body.contains("overflow"),
        "the words of a panic stay within: {said:?}"
    );
    registry.later(TimeDelta::MIN);
    let said = say(registry.address(), HERE, &search).await;
    assert_eq!(said.status, 200, "{said:?}");
    bookings.one().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f42_slow_clients_are_cut_off() {
    let limits = limits();
    let registry = TestRegistry::with(limits.clone()).await;
    let mut bookings = Bookings::at(&registry).await;
    let (mut baseline, mut attacked) = (Vec::new(), Vec::new());
    for _ in 0..60 {
        baseline.push(bookings.one().await.unwrap());
    }
    let before = memory();
    let attacks = attack_together(registry.address(), &Wrong::SLOW, 1000, 50);
    let (ended, results) = bookings.until(attacks, Duration::from_millis(60)).await;
    for result in results {
        attacked.push(result.unwrap());
    }
    println!(
        "a booking takes {:.1} ms, at p99 {:.1} ms; beside 1000 slow clients {:.1} ms, at p99 {:.1} ms",
        percentile(&baseline, 50),
        percentile(&baseline, 99),
        percentile(&attacked, 50),
        percentile(&attacked, 99),
    );
    assert!(
        attacked.iter().all(|t| *t < Duration::from_secs(3)),
        "the desk still says yes at once"
    );
    assert_eq!(ended.len(), 1000);
    for Ended { wrong, after, said } in ended {
        let (limit, status) = match wrong {
            Wrong::Silent | Wrong::HalfHead | Wrong::DrippingHead => (limits.head, 0),
            Wrong::DrippingBody => (limits.body, 408),
            _ => (limits.idle, 200),
        };
        assert_eq!(said.status, status, "{wrong:?}: {said:?}");
        assert!(after >= limit && after < limit + LATE, "{wrong:?} after {after:?}");
        if status == 408 {
            assert_eq!(problem(&said), "too-slow");
        }
    }
    let grown = memory().saturating_sub(before) >> 20;
    assert!(grown < 256, "1000 slow clients and the registry took {grown} MiB");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f42_who_does_not_read_is_cut_off() {
    let limits = limits();
    let registry = TestRegistry::with(limits.clone()).await;
    for ended in attack_together(registry.address(), &[Wrong::NotReading], 5, 1).await {
        assert!(
            ended.after >= limits.stall && ended.after < limits.stall + LATE,
            "{ended:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f42_one_client_cannot_have_all_connections() {
    let registry = TestRegistry::with(Limits {
        connections: Share { all: 40, each: 10 },
        pushes: Share { all: 100, each: 3 },
        ..limits()
    })
    .await;
    let at = registry.address();
    let greedy = attack_together(at, &[Wrong::HalfHead], 30, 1).await;
    let at_once = greedy.iter().filter(|e| e.after < Duration::from_secs(4)).count();
    assert_eq!(at_once, 20, "ten stay until their time is up");

    let mut staying = JoinSet::new();
    let push = "GET /v1/push HTTP/1.1\r\nhost: registry\r\n\r\n";
    for _ in 0..4 {
        staying.spawn(say(at, HERE, push));
    }
    // Three stay until the registry stops; the fourth is answered.
    let refused = staying.join_next().await.unwrap().unwrap();
    assert_eq!((refused.status, problem(&refused).as_str()), (429, "too-many"));
    let other = Ipv4Addr::new(127, 1, 0, 1);
    assert_eq!(
        say(at, other, &get("/v1/health")).await.status,
        200,
        "others are served"
    );
    // A connection is counted until the registry has let it go, a moment after its client has.
    let settled = async {
        loop {
            let counts = say(at, other, &get("/metrics")).await.body;
            if counts.contains("okienko_connections 4\n") {
                return counts;
            }
        }
    };
    let counts = timeout(Duration::from_secs(10), settled).await.unwrap();
    for line in [
        "okienko_push_connections 3\n",
        "okienko_rejected_total{reason=\"connections\"} 20\n",
        "okienko_rejected_total{reason=\"too-many\"} 1\n",
    ] {
        assert!(counts.contains(line), "{line}{counts}");
    }
    drop(registry);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f43_x21_bombs_do_no_harm() {
    let registry = TestRegistry::start().await;
    let mut bookings = Bookings::at(&registry).await;
    let before = memory();
    let attacks = attack_together(registry.address(), &Wrong::BOMBS, 100, 10);
    let (ended, results) = bookings.until(attacks, Duration::from_millis(60)).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    for Ended { wrong, after, said } in ended {
        assert!(after < Duration::from_secs(10) + LATE, "{wrong:?} after {after:?}");
        let expected = match wrong {
            Wrong::Huge | Wrong::HugeWithoutLength => (413, "too-large"),
            Wrong::Deep => (400, "invalid"),
            Wrong::Compressed => (415, "unsupported"),
            // Refused before it is a request.
            _ => (431, ""),
        };
        // Who is still sending when the connection is closed may lose the answer.
        if said.status == 0 && !matches!(wrong, Wrong::Deep | Wrong::Compressed) {
            continue;
        }
        assert_eq!(said.status, expected.0, "{wrong:?}: {said:?}");
        if !expected.1.is_empty() {
            assert_eq!(problem(&said), expected.1);
        }
    }
    let grown = memory().saturating_sub(before) >> 20;
    assert!(grown < 256, "100 bombs took {grown} MiB");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f43_a_document_a_little_too_large_or_deep_is_refused_with_a_reason() {
    let registry = TestRegistry::start().await;
    let at = registry.address();
    let desk = Machine::of(&registry, Role::Receptionist, Some(CLINIC_A), true).await;
    let post = |headers: &str, body: &str| {
        let (length, id) = (body.len(), Uuid::now_v7());
        let ask = Ask {
            method: "POST",
            target: "/v1/requests".into(),
            body: Some(body.to_owned()),
            id: Some(id),
            ..Ask::default()
        };
        let proof = desk.proof(&registry, &ask);
        let text = format!(
            "POST /v1/requests HTTP/1.1\r\nhost: r\r\nconnection: close\r\nokienko-proof: {proof}\r\nidempotency-key: {id}\r\n{headers}content-length: {length}\r\n\r\n{body}"
        );
        async move { say(at, HERE, &text).await }
    };
    let json = "content-type: application/json\r\n";
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    for (headers, body, status, code, word) in [
        (json, "x".repeat(64 << 10), 400, "invalid", "expected value"),
        (json, "x".repeat((64 << 10) + 1), 413, "too-large", "65536 bytes"),
        (json, "x".repeat(1 << 20), 413, "too-large", "65536 bytes"),
        (json, nested(64), 400, "invalid", "invalid type"),
        (json, nested(65), 400, "invalid", "64 levels"),
        ("", "{}".into(), 415, "unsupported", "application/json"),
        (
            "content-type: application/json\r\ncontent-encoding: zstd\r\n",
            "{}".into(),
            415,
            "unsupported",
            "content-encoding",
        ),
        (
            "content-type: application/json\r\ncontent-encoding: identity\r\n",
            "{}".into(),
            400,
            "invalid",
            "missing field",
        ),
    ] {
        let said = post(headers, &body).await;
        assert_eq!((said.status, problem(&said).as_str()), (status, code), "{word}");
        assert!(said.body.contains(word), "{word}: {said:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f41_a_herd_of_readers_does_not_keep_a_desk_from_booking() {
    let registry = TestRegistry::start().await;
    let at = registry.address();
    let mut bookings = Bookings::at(&registry).await;
    let mut baseline = Vec::new();
    for _ in 0..60 {
        baseline.push(bookings.one().await.unwrap());
    }
    let reader = Arc::new(Machine::of(&registry, Role::Integration, Some(CLINIC_A), true).await);
    let registry = Arc::new(registry);
    let end = Instant::now() + Duration::from_secs(5);
    let mut herd = JoinSet::new();
    for n in 0..200_u8 {
        let (reader, registry) = (Arc::clone(&reader), Arc::clone(&registry));
        herd.spawn(async move {
            let ask = Ask::get(
                [
                    "/v1/desks/1/appointments",
                    "/v1/snapshot",
                    "/v1/desks/1/waiting-entries",
                ][usize::from(n % 3)],
            );
            let mut answers = Vec::new();
            while Instant::now() < end {
                let text = ask.text(Some(&reader.proof(&registry, &ask)));
                answers.push(say(at, Ipv4Addr::new(127, 2, 0, n % 20), &text).await);
            }
            answers
        });
    }
    let (answers, results) = bookings.until(herd.join_all(), Duration::from_millis(60)).await;
    let times: Vec<Duration> = results.into_iter().map(Result::unwrap).collect();
    let answers: Vec<Said> = answers.into_iter().flatten().collect();
    println!(
        "a booking takes {:.1} ms, at p99 {:.1} ms; beside {} answers to 200 readers {:.1} ms, at p99 {:.1} ms",
        percentile(&baseline, 50),
        percentile(&baseline, 99),
        answers.len(),
        percentile(&times, 50),
        percentile(&times, 99),
    );
    assert!(
        times.iter().all(|t| *t < Duration::from_secs(3)),
        "the desk still says yes at once"
    );
    for said in &answers {
        match said.status {
            200 => {}
            429 => assert_eq!(problem(said), "too-many"),
            _ => assert_eq!((said.status, problem(said).as_str()), (503, "busy")),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f41_each_kind_of_request_has_a_budget_of_its_own() {
    let mut limits = limits();
    for budget in [&mut limits.public, &mut limits.desks] {
        (budget.rate, budget.burst) = (NonZeroU32::MIN, NonZeroU32::new(20).unwrap());
    }
    let registry = TestRegistry::with(limits).await;
    let at = registry.address();
    let mut statuses = Vec::new();
    for _ in 0..25 {
        statuses.push(say(at, HERE, &get("/v1/snapshot")).await);
    }
    assert!(
        statuses[..20].iter().all(|s| s.status == 200),
        "the budget may be spent at once"
    );
    let refused = statuses.last().unwrap();
    assert_eq!((refused.status, problem(refused).as_str()), (429, "too-many"));
    assert!(refused.head.contains("retry-after: 1\r\n"), "{refused:?}");
    let other = say(at, Ipv4Addr::new(127, 1, 0, 1), &get("/v1/snapshot")).await;
    assert_eq!(other.status, 200, "another client has its own");
    let list = say(at, HERE, &get("/v1/desks/1/appointments")).await;
    assert_eq!(
        problem(&list),
        "not-recognised",
        "another kind has its own: it is asked who it is"
    );
    Bookings::at(&registry).await.one().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f41_a_desk_that_is_told_to_wait_does_and_then_goes_on() {
    let mut limits = limits();
    // Too little for a first download at once.
    (limits.public.rate, limits.public.burst) = (NonZeroU32::new(2).unwrap(), NonZeroU32::new(3).unwrap());
    let registry = TestRegistry::with(limits).await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.wait_sync("it is told to wait", |s| s.problem.as_deref() == Some("busy"))
        .await;
    assert_eq!(desk.online().await.terms, 480, "it comes to everything in the end");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x20_logs_and_counts_hold_nothing_that_a_client_wrote() {
    let registry = TestRegistry::with(Limits {
        proxies: vec![IpAddr::V4(HERE)],
        ..limits()
    })
    .await;
    let at = registry.address();
    // What a confused client puts into addresses; the test of privacy looks for the same in the log.
    for path in [
        "/v1/desks/70050600168/appointments",
        "/v1/blobs/Kanarkowska",
        "/Kanarzyna%0a%22injected",
        "/v1/health?pesel=70050600168",
    ] {
        say(at, HERE, &get(path)).await;
    }
    say(
        at,
        HERE,
        "KANARZYNA /v1/health HTTP/1.1\r\nhost: r\r\nconnection: close\r\n\r\n",
    )
    .await;
    let counts = say(at, HERE, &get("/metrics")).await;
    assert!(
        counts.head.contains("content-type: application/openmetrics-text"),
        "{counts:?}"
    );
    for line in [
        "okienko_requests_total{route=\"/v1/blobs/{hash}\",method=\"GET\",status=\"4xx\"} 1\n",
        "okienko_requests_total{route=\"unknown\",method=\"GET\",status=\"4xx\"} 1\n",
        "okienko_requests_total{route=\"/v1/health\",method=\"other\",status=\"4xx\"} 1\n",
        "okienko_request_seconds_count{route=\"/v1/health\",method=\"GET\"} 1\n",
        "okienko_rejected_total{reason=\"not-found\"} 2\n",
        "okienko_seq 1\n",
        "okienko_oldest_transaction_seconds 0.0\n",
    ] {
        assert!(counts.body.contains(line), "{line}{}", counts.body);
    }
    assert!(counts.body.contains("okienko_database_log_bytes "), "{}", counts.body);
    for canary in ["Kanar", "KANAR", "700506", "injected"] {
        assert!(!counts.body.contains(canary), "{canary}");
    }
    let stranger = get("/metrics").replace("host:", "x-forwarded-for: 198.51.100.7\r\nhost:");
    let said = say(at, HERE, &stranger).await;
    assert_eq!(
        (said.status, problem(&said).as_str()),
        (404, "not-found"),
        "strangers get no counts"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x35_there_is_nothing_beside_the_contract() {
    let registry = TestRegistry::start().await;
    let at = registry.address();
    for path in [
        "/",
        "/debug",
        "/debug/pprof",
        "/admin",
        "/.env",
        "/.git/config",
        "/v1",
        "/v1/",
        "/v1/blobs/",
        "/v2/health",
        "/index.html",
        "/assets/index.js.map",
        "/v1/../metrics",
        "/metrics/",
    ] {
        let said = say(at, HERE, &get(path)).await;
        assert_eq!((said.status, problem(&said).as_str()), (404, "not-found"), "{path}");
    }
    for (text, status, code) in [
        (get("/v1/requests"), 405, "method"),
        (get("/v1/health").replace("GET", "DELETE"), 405, "method"),
        (get("/v1/health").replace("GET", "TRACE"), 405, "method"),
        (get("/v1/changes"), 400, "invalid"),
        (get("/v1/changes?epoch=x&after=1"), 400, "invalid"),
        (get("/v1/desks/abc/appointments"), 401, "not-recognised"),
        (
            get("/v1/changes?epoch=0199a4b0-0000-7000-8000-000000000000&after=1"),
            410,
            "reset",
        ),
    ] {
        let said = say(at, HERE, &text).await;
        assert_eq!((said.status, problem(&said).as_str()), (status, code), "{text}");
    }
    let document = say(at, HERE, &get("/v1/openapi.json")).await.body;
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    for (path, methods) in document["paths"].as_object().unwrap() {
        if methods.get("delete").is_some() {
            continue;
        }
        let path = path
            .replace("{facility}", "1")
            .replace("{hash}", "x")
            .replace("{device}", "x");
        let said = say(at, HERE, &get(&path).replace("GET", "DELETE")).await;
        assert_eq!(said.status, 405, "{path} is served");
    }
}
