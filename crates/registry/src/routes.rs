//! Routes of the contract.

use crate::Registry;
use crate::problem::Failure;
use axum::body::Body;
use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use futures_util::{Stream, StreamExt};
use okienko_domain::request::{Appointment, Event, Request, WaitingRecord};
use okienko_registry_store::audit::Actor;
use okienko_registry_store::{read_appointments, read_waiting};
use okienko_wire::{
    BLOBS, CHANGES, Changes, DESKS, HEALTH, Health, IDEMPOTENCY_HEADER, Manifest, PROTOCOL, PROTOCOL_HEADER, PUSH,
    REQUESTS, SNAPSHOT,
};
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_stream::wrappers::WatchStream;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use uuid::Uuid;

/// Largest request document in bytes; the largest real one is under 2 KiB.
const MAX_BODY: usize = 64 << 10;
/// Sheets of a page of changes.
const PAGE: u32 = 5_000;
/// Rows of a desk's lists.
const LIST: u32 = 500;

/// All routes of a registry.
pub fn router(registry: Arc<Registry>) -> Router {
    let compressible = SizeAbove::new(512)
        .and(NotForContentType::new("application/octet-stream"))
        .and(NotForContentType::SSE);
    Router::new()
        .route(HEALTH, get(health))
        .route(SNAPSHOT, get(snapshot))
        .route(&format!("{BLOBS}/{{hash}}"), get(blob))
        .route(CHANGES, get(changes))
        .route(PUSH, get(push))
        .route(REQUESTS, post(requests))
        .route(&format!("{DESKS}/{{facility}}/appointments"), get(appointments))
        .route(&format!("{DESKS}/{{facility}}/waiting-entries"), get(waiting))
        .route(&format!("{DESKS}/{{facility}}/events"), get(events))
        .fallback(|| async { Failure::NotFound })
        .with_state(registry)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CompressionLayer::new().compress_when(compressible))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(30),
        ))
        .layer(CatchPanicLayer::new())
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static(PROTOCOL_HEADER),
            HeaderValue::from(PROTOCOL),
        ))
        .layer(middleware::from_fn(log))
}

/// One line a request. The path holds no personal data by design; queries are left out all the same.
async fn log(request: axum::extract::Request, next: middleware::Next) -> Response {
    let (method, path, started) = (
        request.method().clone(),
        request.uri().path().to_owned(),
        Instant::now(),
    );
    let response = next.run(request).await;
    let (status, ms) = (response.status().as_u16(), started.elapsed().as_millis());
    // Desks ask for changes all day: only what changes something is worth a line by default.
    if method.is_safe() {
        tracing::debug!(%method, path, status, ms, "answered");
    } else {
        tracing::info!(%method, path, status, ms, "answered");
    }
    response
}

async fn health(State(registry): State<Arc<Registry>>) -> Result<Json<Health>, Failure> {
    let meta = registry.store.meta().await?;
    Ok(Json(Health {
        status: "ok".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        epoch: meta.epoch,
        seq: meta.seq,
        demo: meta.demo,
    }))
}

async fn snapshot(State(registry): State<Arc<Registry>>) -> Result<Json<Manifest>, Failure> {
    Ok(Json(registry.snapshot.newest().await?.manifest.clone()))
}

async fn blob(State(registry): State<Arc<Registry>>, Path(hash): Path<String>) -> Result<Response, Failure> {
    let bytes = registry.snapshot.blob(&hash).await.ok_or(Failure::NotFound)?;
    let mut response = Body::from(bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(
        CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    // The hash is one of ours by now: 64 hexadecimal digits.
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{hash}\"")) {
        headers.insert(ETAG, tag);
    }
    Ok(response)
}

#[derive(Deserialize)]
struct Position {
    epoch: Uuid,
    after: u64,
}

async fn changes(
    State(registry): State<Arc<Registry>>,
    Query(asked): Query<Position>,
) -> Result<Json<Changes>, Failure> {
    // Read before the rows, so that `to` never promises a change that the page does not hold.
    let meta = registry.store.meta().await?;
    if asked.epoch != meta.epoch || asked.after > meta.seq {
        return Err(Failure::Reset);
    }
    let rows = registry.store.sheets_after(asked.after, PAGE).await?;
    let last = rows.last().map_or(0, |(_, sheet)| sheet.version);
    let more = rows.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
    Ok(Json(Changes {
        epoch: meta.epoch,
        after: asked.after,
        to: if more { last } else { last.max(meta.seq) },
        more,
        directory: registry.snapshot.directory().await,
        sheets: rows.into_iter().map(Into::into).collect(),
    }))
}

async fn push(State(registry): State<Arc<Registry>>) -> Sse<impl Stream<Item = Result<SseEvent, Infallible>>> {
    let mut stopping = registry.stopping.subscribe();
    let stopped = async move {
        // An error means that the registry is gone, which is the same.
        let _ = stopping.wait_for(|stop| *stop).await;
    };
    let numbers = WatchStream::new(registry.changed.subscribe()).take_until(Box::pin(stopped));
    Sse::new(numbers.map(|seq| Ok(SseEvent::default().data(seq.to_string()))))
        .keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

async fn requests(
    State(registry): State<Arc<Registry>>,
    headers: HeaderMap,
    body: Result<Json<Request>, JsonRejection>,
) -> Result<Response, Failure> {
    let id = headers
        .get(IDEMPOTENCY_HEADER)
        .and_then(|v| v.to_str().ok())
        .and_then(|v| Uuid::try_parse(v).ok());
    let id = id.ok_or_else(|| {
        Failure::Invalid(format!(
            "send the header {IDEMPOTENCY_HEADER} with a UUID made for this request"
        ))
    })?;
    // The reason of a rejected document names fields, never values: see the tests of `Request`.
    let Json(request) = body.map_err(|rejection| Failure::Invalid(rejection.body_text()))?;
    let answer = registry.clerk.submit(id, request).await?;
    if answer.is_ok() {
        registry.announce().await?;
    }
    Ok(match answer {
        Ok(outcome) => Json(outcome).into_response(),
        Err(refusal) => (StatusCode::CONFLICT, Json(refusal)).into_response(),
    })
}

async fn appointments(
    State(registry): State<Arc<Registry>>,
    Path(facility): Path<u32>,
) -> Result<Json<Vec<Appointment>>, Failure> {
    let (actor, now) = (Actor::desk(Some(facility)), registry.clock.now());
    Ok(Json(
        read_appointments(&*registry.store, &actor, facility, LIST, now).await?,
    ))
}

async fn waiting(
    State(registry): State<Arc<Registry>>,
    Path(facility): Path<u32>,
) -> Result<Json<Vec<WaitingRecord>>, Failure> {
    let (actor, now) = (Actor::desk(Some(facility)), registry.clock.now());
    Ok(Json(read_waiting(&*registry.store, &actor, facility, LIST, now).await?))
}

#[derive(Deserialize)]
struct After {
    after: u64,
}

async fn events(
    State(registry): State<Arc<Registry>>,
    Path(facility): Path<u32>,
    Query(asked): Query<After>,
) -> Result<Json<Vec<Event>>, Failure> {
    Ok(Json(registry.store.events(facility, asked.after, LIST).await?))
}
