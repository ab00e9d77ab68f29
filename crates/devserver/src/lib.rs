//! The desktop's commands over loopback HTTP, so that a browser can drive the UI where there is no window: in tests, and
//! on a machine without a display.
//!
//! `POST /api/{command}` with the arguments as a JSON object gives 200 and the result, or 422 and an
//! [`AppError`](okienko_app::view::AppError). `GET /api/events` is a stream of [`AppEvent`](okienko_app::view::AppEvent).

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::{Stream, StreamExt};
use okienko_app::App;
use okienko_app::view::{BookInput, JoinInput, LookupInput, NewScheduleInput, SlotQuery, TimetableInput};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::convert::Infallible;
use std::future::ready;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_stream::wrappers::BroadcastStream;
use tower_http::services::ServeDir;

/// Largest arguments in bytes: a file of terms, as text in JSON.
const LARGEST: usize = 16 << 20;

/// Commands, events and the files of the built UI in `ui`.
pub fn router(app: Arc<App>, ui: PathBuf) -> Router {
    Router::new()
        .route("/api/events", get(events))
        .route("/api/{command}", post(command))
        .layer(DefaultBodyLimit::max(LARGEST))
        .with_state(app)
        .fallback_service(ServeDir::new(ui))
        .layer(middleware::from_fn(loopback_only))
}

/// A page of another site must not reach people's data through the browser of this machine: its requests carry another
/// host (DNS rebinding) or another origin.
async fn loopback_only(request: Request, next: Next) -> Response {
    if from_this_machine(request.headers()) {
        return next.run(request).await;
    }
    (
        StatusCode::FORBIDDEN,
        "this server answers pages of its own on this machine only",
    )
        .into_response()
}

fn from_this_machine(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|v| v.to_str().ok());
    let host = text(HOST).unwrap_or_default();
    let local = ["127.0.0.1", "localhost", "[::1]"].iter().any(|l| {
        host.strip_prefix(l)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    });
    local && text(ORIGIN).is_none_or(|origin| origin == format!("http://{host}"))
}

async fn events(State(app): State<Arc<App>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let messages = BroadcastStream::new(app.events())
        .filter_map(|event| ready(event.ok().and_then(|e| Event::default().json_data(e).ok()).map(Ok)));
    Sse::new(messages).keep_alive(KeepAlive::default())
}

async fn command(State(app): State<Arc<App>>, Path(name): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    // A form of another site can send text without asking, but not JSON.
    if !headers
        .get(CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes().starts_with(b"application/json"))
    {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, "send application/json").into_response();
    }
    let Ok(Value::Object(arguments)) = serde_json::from_slice(&body) else {
        return invalid("the arguments are one JSON object");
    };
    match run(&app, &name, &Value::Object(arguments)).await {
        Ok(response) => response,
        Err(problem) => invalid(&problem),
    }
}

fn invalid(problem: &str) -> Response {
    (StatusCode::BAD_REQUEST, problem.to_owned()).into_response()
}

/// Runs a command. The error is a broken call, not a refusal.
async fn run(app: &App, name: &str, arguments: &Value) -> Result<Response, String> {
    Ok(match name {
        "boot" => answer(app.boot().await),
        "sync_state" => answer(app.sync_state().await),
        "sync_now" => answer(app.sync_now().await),
        "find_places" => answer(app.find_places(argument(arguments, "text")?).await),
        "search_slots" => answer(app.search_slots(argument::<SlotQuery>(arguments, "query")?).await),
        "slot_details" => answer(app.slot_details(argument(arguments, "slot")?).await),
        "check_patient" => answer(
            app.check_patient(
                argument(arguments, "pesel")?,
                argument(arguments, "document")?,
                argument(arguments, "service")?,
            )
            .await,
        ),
        "book" => answer(app.book(argument::<BookInput>(arguments, "input")?).await),
        "cancel" => answer(
            app.cancel(argument(arguments, "appointment")?, argument(arguments, "reason")?)
                .await,
        ),
        "reschedule" => answer(
            app.reschedule(argument(arguments, "appointment")?, argument(arguments, "slot")?)
                .await,
        ),
        "attend" => answer(
            app.attend(argument(arguments, "appointment")?, argument(arguments, "came")?)
                .await,
        ),
        "restore" => answer(app.restore(argument(arguments, "appointment")?).await),
        "visits_on" => answer(app.visits_on(argument(arguments, "day")?).await),
        "join_waiting_list" => answer(app.join_waiting_list(argument::<JoinInput>(arguments, "input")?).await),
        "prolong" => answer(app.prolong(argument(arguments, "entry")?).await),
        "answer_offer" => answer(
            app.answer_offer(argument(arguments, "offer")?, argument(arguments, "accept")?)
                .await,
        ),
        "leave_waiting_list" => answer(app.leave_waiting_list(argument(arguments, "entry")?).await),
        "calls" => answer(app.calls().await),
        "accept_proposal" => answer(app.accept_proposal(argument(arguments, "call")?).await),
        "end_call" => answer(app.end_call(argument(arguments, "call")?).await),
        "schedules" => answer(app.schedules().await),
        "clinic_locations" => answer(app.clinic_locations().await),
        "timetable" => answer(app.timetable(argument(arguments, "schedule")?).await),
        "check_timetable" => answer(
            app.check_timetable(argument::<TimetableInput>(arguments, "timetable")?)
                .await,
        ),
        "timetable_difference" => answer(
            app.timetable_difference(
                argument(arguments, "schedule")?,
                argument(arguments, "base")?,
                argument::<TimetableInput>(arguments, "timetable")?,
            )
            .await,
        ),
        "publish_timetable" => answer(
            app.publish_timetable(
                argument(arguments, "schedule")?,
                argument(arguments, "version")?,
                argument::<TimetableInput>(arguments, "timetable")?,
            )
            .await,
        ),
        "add_schedule" => answer(
            app.add_schedule(argument::<NewScheduleInput>(arguments, "input")?)
                .await,
        ),
        "import_terms" => answer(
            app.import_terms(argument(arguments, "file")?, argument(arguments, "dryRun")?)
                .await,
        ),
        "look_up" => answer(app.look_up(argument::<LookupInput>(arguments, "input")?).await),
        "lookups" => answer(app.lookups().await),
        "review_lookup" => answer(app.review_lookup(argument(arguments, "lookup")?).await),
        "devices" => answer(app.devices().await),
        "invite_device" => answer(app.invite_device(argument(arguments, "name")?).await),
        "approve_device" => answer(app.approve_device(argument(arguments, "device")?).await),
        "revoke_device" => answer(app.revoke_device(argument(arguments, "device")?).await),
        "requests" => answer(app.requests().await),
        "request_person" => answer(app.request_person(argument(arguments, "id")?).await),
        "dismiss_request" => answer(app.dismiss_request(argument(arguments, "id")?).await),
        "appointments" => answer(app.appointments().await),
        "waiting_list" => answer(app.waiting_list().await),
        "notices" => answer(app.notices().await),
        "read_notices" => answer(app.read_notices().await),
        "connection" => answer(app.connection().await),
        "check_connection" => answer(app.check_connection().await),
        "connect" => answer(
            app.connect(argument(arguments, "registry")?, argument(arguments, "code")?)
                .await,
        ),
        "sign_in" => answer(
            app.sign_in(
                argument(arguments, "login")?,
                argument(arguments, "password")?,
                argument(arguments, "code")?,
            )
            .await,
        ),
        "sign_in_provider" => answer(app.sign_in_provider().await),
        "sign_in_with_provider" => answer(app.sign_in_with_provider(|address| open::that_detached(address)).await),
        "cancel_sign_in" => answer(app.cancel_sign_in().await),
        "sign_out" => answer(app.sign_out().await),
        other => return Err(format!("there is no command {other}")),
    })
}

fn argument<T: DeserializeOwned>(arguments: &Value, name: &str) -> Result<T, String> {
    T::deserialize(arguments.get(name).unwrap_or(&Value::Null)).map_err(|error| format!("{name}: {error}"))
}

fn answer<T: Serialize>(result: okienko_app::Result<T>) -> Response {
    match result {
        Ok(value) => Json(value).into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
    }
}
