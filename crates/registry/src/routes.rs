//! Routes of the contract.

use crate::Registry;
use crate::access::devices::{
    __path_approve_device, __path_devices, __path_enrol, __path_invite_device, __path_revoke_device,
    __path_this_device, approve_device, devices, enrol, invite_device, revoke_device, this_device,
};
use crate::access::provider::{__path_end_at_provider, __path_start_at_provider, end_at_provider, start_at_provider};
use crate::access::rights::Operation;
use crate::access::sessions::{
    __path_refresh, __path_sign_in, __path_sign_in_ways, __path_sign_out, __path_this_session, refresh, sign_in,
    sign_in_ways, sign_out, this_session,
};
use crate::access::tries::allowances;
use crate::access::{Caller, Number, authenticate};
use crate::delivery::reports::{__path_sms_replies, __path_sms_reports, sms_replies, sms_reports};
use crate::gate::{Gate, Gates, pass, stay};
use crate::limits::Limits;
use crate::metrics::{self, observe};
use crate::openapi::{__path_openapi, Contract, openapi};
use crate::peer::Peer;
use crate::problem::{Failure, in_our_words};
use axum::body::{Body, to_bytes};
use axum::extract::rejection::JsonRejection;
use axum::extract::{Extension, Path, Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router, middleware};
use futures_util::{Stream, StreamExt};
use okienko_domain::calendar::Day;
use okienko_domain::message::CallTask;
use okienko_domain::refusal::Refusal;
use okienko_domain::request::{Action, Appointment, Event, Outcome, Request, WaitingRecord};
use okienko_registry_store::messages::called;
use okienko_registry_store::{Answer, Asked, read_appointments, read_call_tasks, read_visits_on, read_waiting};
use okienko_wire::cells::CellColumns;
use okienko_wire::digest::{DIGEST_HEADER, digest};
use okienko_wire::{
    CHANGES, CHECKSUMS, CallEnd, Changes, Checksums, HEALTH, Health, IDEMPOTENCY_HEADER, METRICS, Manifest, PROTOCOL,
    PROTOCOL_HEADER, PUSH, REQUESTS, SNAPSHOT,
};
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio_stream::wrappers::WatchStream;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;
use uuid::Uuid;

/// Sheets of a page of changes that are read from the database.
const PAGE: u32 = 5_000;
/// Changes of a page that are remembered: most are some cells, and neighbours compress well.
const REMEMBERED_PAGE: usize = 100_000;
/// Rows of a desk's lists.
const LIST: u32 = 500;

/// All routes with their descriptions, each behind the gate of its kind. Behind the gates, `guard` asks who is there: it
/// needs the whole body, and the body of a client that may not pass a gate is not waited for.
pub(crate) fn contract(
    gates: &Gates,
    guard: impl Fn(OpenApiRouter<Arc<Registry>>) -> OpenApiRouter<Arc<Registry>>,
) -> OpenApiRouter<Arc<Registry>> {
    let behind = |gate: &Arc<Gate>| middleware::from_fn_with_state(Arc::clone(gate), pass);
    let staying = middleware::from_fn_with_state(Arc::clone(&gates.pushes), stay);
    let named = || middleware::map_response(named_by_content);
    let public = OpenApiRouter::new()
        .routes(routes!(health))
        .routes(routes!(snapshot))
        .routes(routes!(blob))
        .routes(routes!(checksums))
        .routes(routes!(push).layer(staying))
        .routes(routes!(openapi))
        .routes(routes!(sign_in_ways))
        .route_layer(named())
        .merge(
            OpenApiRouter::new()
                .routes(routes!(changes))
                .route_layer(named())
                // Whoever was away long fetches much of it over a thin line.
                .route_layer(CompressionLayer::new().compress_when(SizeAbove::new(512))),
        )
        // Nobody keeps what a search found.
        .merge(crate::search::routes());
    let desks = OpenApiRouter::new()
        .routes(routes!(appointments))
        .routes(routes!(waiting))
        .routes(routes!(events))
        .routes(routes!(call_tasks))
        .routes(routes!(end_call))
        .routes(routes!(this_device))
        .routes(routes!(devices, invite_device))
        .routes(routes!(approve_device))
        .routes(routes!(revoke_device))
        .routes(routes!(this_session, sign_out))
        .merge(crate::lookups::routes())
        .route_layer(named());
    let changing = OpenApiRouter::new()
        .routes(routes!(requests))
        .routes(routes!(sms_reports))
        .routes(routes!(sms_replies))
        .route_layer(named());
    let access = OpenApiRouter::new()
        .routes(routes!(enrol))
        .routes(routes!(sign_in))
        .routes(routes!(start_at_provider))
        .routes(routes!(end_at_provider))
        .routes(routes!(refresh));
    OpenApiRouter::with_openapi(Contract::openapi())
        .merge(guard(public).route_layer(behind(&gates.public)))
        .merge(guard(desks).route_layer(behind(&gates.desks)))
        .merge(guard(changing).route_layer(behind(&gates.requests)))
        .merge(guard(access).route_layer(behind(&gates.access)))
        .merge(crate::publishing::routes(gates, &guard))
        .merge(guard(OpenApiRouter::new().routes(routes!(counts))).route_layer(behind(&gates.public)))
}

/// The service behind every connection. A request must carry its [`Peer`].
pub(crate) fn router(registry: Arc<Registry>, gates: &Gates, limits: &Limits) -> Router {
    let compressible = SizeAbove::new(512)
        .and(NotForContentType::new("application/octet-stream"))
        .and(NotForContentType::SSE);
    let metrics = Arc::clone(&registry.metrics);
    let guard = |router: OpenApiRouter<Arc<Registry>>| {
        router.route_layer(middleware::from_fn_with_state(Arc::clone(&registry), authenticate))
    };
    Router::from(contract(gates, guard))
        .fallback(|| async { Failure::NotFound })
        .with_state(registry)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            limits.answer,
        ))
        // The words of a panic may hold what a person typed.
        .layer(CatchPanicLayer::custom(|_| Failure::broken("its handler ended early").into_response()))
        .layer(middleware::map_response(in_our_words))
        // Answers are made for each client anew, so that a smaller one is not worth much time.
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(compressible),
        )
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static(PROTOCOL_HEADER),
            HeaderValue::from(PROTOCOL),
        ))
        // A cache on the way would give one desk what another one asked for, or what is no longer so.
        .layer(SetResponseHeaderLayer::if_not_present(
            CACHE_CONTROL,
            HeaderValue::from_static("no-store"),
        ))
        .layer(middleware::from_fn_with_state(metrics, observe))
}

/// Names what a document holds, so that a desk notices when something on the way has changed it.
async fn named_by_content(response: Response) -> Response {
    let is_document = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if !is_document {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // Documents are made whole before they are sent, so there is nothing to wait for and nothing to fail.
    let Ok(document) = to_bytes(body, usize::MAX).await else {
        return Failure::Internal.into_response();
    };
    if let Ok(named) = HeaderValue::from_str(&digest(&document)) {
        parts.headers.insert(HeaderName::from_static(DIGEST_HEADER), named);
    }
    Response::from_parts(parts, Body::from(document))
}

/// State of the registry.
#[utoipa::path(get, path = HEALTH, tag = "public", responses((status = 200, description = "Served", body = Health), Failure))]
async fn health(State(registry): State<Arc<Registry>>) -> Result<Json<Health>, Failure> {
    let meta = registry.store.meta().await?;
    let now = registry.clock.now();
    let backlog = registry.store.backlog(now).await?;
    let age = backlog.oldest.map_or(0, |oldest| (now - oldest).num_seconds());
    Ok(Json(Health {
        status: "ok".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        epoch: meta.epoch,
        seq: meta.seq,
        demo: meta.demo,
        messages_overdue: backlog.overdue,
        messages_age_seconds: age.max(0).cast_unsigned(),
    }))
}

/// What there is to download, by content.
#[utoipa::path(get, path = SNAPSHOT, tag = "public", responses((status = 200, description = "The manifest", body = Manifest), Failure))]
async fn snapshot(State(registry): State<Arc<Registry>>) -> Result<Json<Manifest>, Failure> {
    Ok(Json(registry.snapshot.newest().await?.manifest.clone()))
}

/// Bytes that never change.
#[utoipa::path(get, path = "/v1/blobs/{hash}", tag = "public",
    params(("hash" = String, Path, description = "SHA-256, 64 hexadecimal digits")),
    responses((status = 200, description = "The bytes", content_type = "application/octet-stream", body = Vec<u8>), Failure))]
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

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Position {
    /// Identity of the database that the client has terms of.
    epoch: Uuid,
    /// The last number it knows.
    after: u64,
}

/// Sheets changed after a number.
#[utoipa::path(get, path = CHANGES, tag = "public", params(Position), responses((status = 200, description = "A page", body = Changes), Failure))]
async fn changes(
    State(registry): State<Arc<Registry>>,
    Query(asked): Query<Position>,
) -> Result<Json<Changes>, Failure> {
    let (meta, remembered) = {
        let held = registry.terms.current().await?;
        (held.meta, held.changes_after(asked.after, REMEMBERED_PAGE))
    };
    if asked.epoch != meta.epoch || asked.after > meta.seq {
        return Err(Failure::Reset);
    }
    if let Some(page) = remembered {
        return Ok(Json(Changes {
            epoch: meta.epoch,
            after: asked.after,
            to: page.to,
            more: page.more,
            directory: registry.snapshot.directory(meta.directory).await?,
            sheets: page.sheets.into_iter().map(Into::into).collect(),
            cells: CellColumns::of(&page.cells),
        }));
    }
    // `to` never promises a change that the page does not hold: the rows are read after the number.
    let rows = registry.store.sheets_after(asked.after, PAGE).await?;
    // Read after the rows: the page names a directory that knows all its schedules.
    let directory = registry.store.meta().await?.directory;
    let last = rows.last().map_or(0, |changed| changed.sheet.version);
    let more = rows.len() >= usize::try_from(PAGE).unwrap_or(usize::MAX);
    Ok(Json(Changes {
        epoch: meta.epoch,
        after: asked.after,
        to: if more { last } else { last.max(meta.seq) },
        more,
        directory: registry.snapshot.directory(directory).await?,
        sheets: rows.iter().map(|c| (c.schedule, c.sheet).into()).collect(),
        cells: CellColumns::default(),
    }))
}

/// What the terms of each part amount to: whoever holds all changes up to `seq` holds the same.
#[utoipa::path(get, path = CHECKSUMS, tag = "public", responses((status = 200, description = "Each part that has schedules", body = Checksums), Failure))]
async fn checksums(State(registry): State<Arc<Registry>>) -> Result<Json<Checksums>, Failure> {
    let held = registry.terms.current().await?;
    Ok(Json(Checksums {
        epoch: held.meta.epoch,
        seq: held.meta.seq,
        parts: held.checksums(),
        directory: registry.snapshot.directory(held.meta.directory).await?,
    }))
}

/// Hints that something has changed: server-sent events, the data is the number of the newest change.
#[utoipa::path(get, path = PUSH, tag = "public", responses((status = 200, description = "Until the connection ends", content_type = "text/event-stream", body = String), Failure))]
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

/// Asks for a change under an id the client made. The same id with the same document has the same answer for ever.
#[utoipa::path(post, path = REQUESTS, tag = "requests", params(("idempotency-key" = Uuid, Header)), request_body = Request,
    responses((status = 200, description = "What the registry did", body = Outcome), (status = 409, description = "The rules say no", body = Refusal), Failure))]
async fn requests(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Extension(number): Extension<Number>,
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
    let Json(request) = body?;
    // A desk that does not exist and one of another clinic are the same answer, and one that ends the request.
    let allowed = caller.may(operation(&request.action), request.desk);
    allowed.map_err(|_| Failure::Forbidden)?;
    Ok(match answer(&registry, &caller, &number, id, request).await? {
        Ok(outcome) => Json(outcome).into_response(),
        Err(refusal) => (StatusCode::CONFLICT, Json(refusal)).into_response(),
    })
}

/// The row of the table of rights.
fn operation(action: &Action) -> Operation {
    match action {
        Action::Book { .. } => Operation::Book,
        Action::Hold { .. } => Operation::Hold,
        Action::Release { .. } => Operation::Release,
        Action::Reschedule { .. } => Operation::Reschedule,
        Action::Cancel { .. } => Operation::Cancel,
        Action::Attend { .. } => Operation::Attend,
        Action::Restore { .. } => Operation::Restore,
        Action::Join(_) => Operation::Join,
        Action::Leave { .. } => Operation::Leave,
        Action::Prolong { .. } => Operation::Prolong,
        Action::Accept { .. } => Operation::Accept,
        Action::Decline { .. } => Operation::Decline,
    }
}

async fn answer(
    registry: &Registry,
    caller: &Caller,
    number: &Number,
    id: Uuid,
    request: Request,
) -> Result<Answer, Failure> {
    let allowances = allowances(&*registry.store, &request, caller);
    let asked = Asked {
        id,
        actor: caller.actor(),
        numbered: number.take(),
        allowances,
        request,
        at: registry.clock.now(),
    };
    Ok(registry.clerk.submit(asked).await?)
}

/// Which visits.
#[derive(Deserialize, utoipa::IntoParams)]
struct VisitsQuestion {
    /// A day such as `2026-12-01`: those at the clinic, whoever booked them, by time, without cancelled ones.
    day: Option<String>,
}

/// Visits of a desk, newest first; or all at its clinic on a day.
#[utoipa::path(get, path = "/v1/desks/{facility}/appointments", tag = "desk", params(("facility" = u32, Path), VisitsQuestion), responses((status = 200, description = "At most 500; of a day all", body = Vec<Appointment>), Failure))]
async fn appointments(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Path(facility): Path<u32>,
    Query(asked): Query<VisitsQuestion>,
) -> Result<Json<Vec<Appointment>>, Failure> {
    caller.may(Operation::Appointments, Some(facility))?;
    let (store, actor, now) = (&*registry.store, caller.actor(), registry.clock.now());
    let Some(day) = asked.day else {
        return Ok(Json(read_appointments(store, &actor, facility, LIST, now).await?));
    };
    let day = Day::parse(&day).ok_or_else(|| Failure::Invalid("day is a day such as 2026-12-01".into()))?;
    Ok(Json(read_visits_on(store, &actor, facility, day, now).await?))
}

/// Waiting entries of a desk, newest first, with their place in the national order.
#[utoipa::path(get, path = "/v1/desks/{facility}/waiting-entries", tag = "desk", params(("facility" = u32, Path)), responses((status = 200, description = "At most 500", body = Vec<WaitingRecord>), Failure))]
async fn waiting(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Path(facility): Path<u32>,
) -> Result<Json<Vec<WaitingRecord>>, Failure> {
    caller.may(Operation::WaitingEntries, Some(facility))?;
    let (actor, now) = (caller.actor(), registry.clock.now());
    Ok(Json(read_waiting(&*registry.store, &actor, facility, LIST, now).await?))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct After {
    /// The last number the desk knows.
    after: u64,
}

/// What the desk must learn, in order, without personal data.
#[utoipa::path(get, path = "/v1/desks/{facility}/events", tag = "desk", params(("facility" = u32, Path), After), responses((status = 200, description = "At most 500", body = Vec<Event>), Failure))]
async fn events(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Path(facility): Path<u32>,
    Query(asked): Query<After>,
) -> Result<Json<Vec<Event>>, Failure> {
    caller.may(Operation::Events, Some(facility))?;
    Ok(Json(registry.store.events(facility, asked.after, LIST).await?))
}

/// Counts for Prometheus. Only programs on the same machine are told.
#[utoipa::path(get, path = METRICS, tag = "service", responses((status = 200, description = "OpenMetrics text", content_type = metrics::CONTENT_TYPE, body = String), Failure))]
async fn counts(
    State(registry): State<Arc<Registry>>,
    Extension(peer): Extension<Peer>,
) -> Result<impl IntoResponse, Failure> {
    if !peer.is_local() {
        return Err(Failure::NotFound);
    }
    // Without a database there are no new figures of it, but all others.
    let held_up = registry.store.held_up().await.ok();
    let seq = *registry.changed.borrow();
    let text = registry.metrics.text(seq, held_up);
    Ok(([(CONTENT_TYPE, metrics::CONTENT_TYPE)], text))
}

/// People to be called because no message reaches them, oldest first.
#[utoipa::path(get, path = "/v1/desks/{facility}/call-tasks", tag = "desk", params(("facility" = u32, Path)), responses((status = 200, description = "At most 500", body = Vec<CallTask>), Failure))]
async fn call_tasks(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Path(facility): Path<u32>,
) -> Result<Json<Vec<CallTask>>, Failure> {
    caller.may(Operation::CallTasks, Some(facility))?;
    let (actor, now) = (caller.actor(), registry.clock.now());
    Ok(Json(
        read_call_tasks(&*registry.store, &actor, facility, LIST, now).await?,
    ))
}

/// Ends a call task: somebody has called.
#[utoipa::path(post, path = "/v1/desks/{facility}/call-tasks/{task}", tag = "desk", params(("facility" = u32, Path), ("task" = Uuid, Path)), request_body = CallEnd, responses((status = 204, description = "Ended"), Failure))]
async fn end_call(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Path((facility, task)): Path<(u32, Uuid)>,
    document: Result<Json<CallEnd>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    caller.may(Operation::EndCall, Some(facility))?;
    let Json(CallEnd::Called {}) = document?;
    let (actor, now) = (caller.actor(), registry.clock.now());
    if called(&*registry.store, &actor, facility, task, now).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::NotFound)
    }
}
