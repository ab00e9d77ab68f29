//! Search over HTTP, for clients that hold no terms: in turn with the same number of questions that have no answer.

use crate::figures::{Figure, percentile};
use anyhow::{Context, Result, ensure};
use okienko_app::view::{SlotQuery, Sort};
use okienko_testkit::http_client;
use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use reqwest::{Client, StatusCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Clients that ask at the same time.
const CLIENTS: usize = 32;

/// Searches per second beside questions for places that name none.
pub(crate) async fn measured(
    url: &str,
    questions: &[SlotQuery],
    rounds: usize,
    round: Duration,
) -> Result<Vec<Figure>> {
    let searches: Arc<[String]> = questions
        .iter()
        .map(|q| format!("{url}/v1/slots?{}", asked(q)))
        .collect();
    let empty: Arc<[String]> = Arc::new([format!("{url}/v1/places?text=")]);
    // The first question reads the terms.
    ask(&http_client(), &searches, 0).await?;
    // What is measured is the registry: answers are taken compressed, as they come, and left so.
    let compressed = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("gzip"))]);
    let http = Client::builder()
        .no_proxy()
        .no_gzip()
        .default_headers(compressed)
        .build()?;
    let (mut ours, mut limit, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let took = storm(&http, &searches, round).await?;
        ours.push(rate(took.len(), round));
        times.extend(took);
        limit.push(rate(storm(&http, &empty, round).await?.len(), round));
    }
    let (ours, limit) = (percentile(&mut ours, 50), percentile(&mut limit, 50));
    let note = format!(
        "p50 {:.1} ms, p99 {:.1} ms with {CLIENTS} clients in this process; {limit:.0}/s without a search",
        percentile(&mut times, 50),
        percentile(&mut times, 99)
    );
    Ok(vec![Figure::plain("searches-http", ours, "1/s").note(note).ratio(
        ours / limit,
        ">= 5000/s",
        ours >= 5_000.0,
    )])
}

fn rate(count: usize, time: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / time.as_secs_f64()
}

async fn storm(http: &Client, questions: &Arc<[String]>, time: Duration) -> Result<Vec<f64>> {
    let (next, end) = (Arc::new(AtomicUsize::new(0)), Instant::now() + time);
    let mut working = JoinSet::new();
    for _ in 0..CLIENTS {
        let (http, questions, next) = (http.clone(), Arc::clone(questions), Arc::clone(&next));
        working.spawn(async move {
            let mut times = Vec::new();
            while Instant::now() < end {
                let started = Instant::now();
                ask(&http, &questions, next.fetch_add(1, Ordering::Relaxed)).await?;
                times.push(started.elapsed().as_secs_f64() * 1000.0);
            }
            Ok::<_, anyhow::Error>(times)
        });
    }
    let mut times = Vec::new();
    while let Some(done) = working.join_next().await {
        times.extend(done.context("a client ended")??);
    }
    Ok(times)
}

/// Asks question number `number`, counted round and round, and takes the whole answer.
pub(crate) async fn ask(http: &Client, questions: &[String], number: usize) -> Result<()> {
    let question = questions.get(number % questions.len()).context("there is a question")?;
    let answer = http.get(question).send().await?;
    ensure!(answer.status() == StatusCode::OK, "{question}: {}", answer.status());
    answer.bytes().await?;
    Ok(())
}

/// A question as the query of an address.
pub(crate) fn asked(query: &SlotQuery) -> String {
    let list = |words: Vec<String>| words.join(",");
    let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
    let hours = query.hours.iter().map(|h| format!("{}-{}", clock(h.from), clock(h.to)));
    let options = [
        ("place", query.place.map(|id| id.to_string())),
        ("radius-km", query.radius_km.map(|km| km.to_string())),
        (
            "weekdays",
            (!query.weekdays.is_empty()).then(|| list(query.weekdays.iter().map(u8::to_string).collect())),
        ),
        ("hours", (!query.hours.is_empty()).then(|| list(hours.collect()))),
    ];
    let sort = match query.sort {
        Sort::Nearest => "nearest",
        Sort::Earliest => "earliest",
        Sort::Best => "best",
    };
    let always = format!(
        "service={}&from={}&to={}&step-free={}&sort={sort}&limit={}",
        query.service, query.date_from, query.date_to, query.step_free, query.limit
    );
    options.into_iter().fold(always, |text, (name, value)| match value {
        Some(value) => format!("{text}&{name}={value}"),
        None => text,
    })
}
