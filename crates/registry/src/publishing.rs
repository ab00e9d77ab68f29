//! What clinics publish: timetables, schedules, stops, files of terms; and the work that is left after it.

use crate::access::Caller;
use crate::access::rights::Operation;
use crate::gate::{Gate, Gates, pass};
use crate::problem::Failure;
use crate::{Registry, terms_csv};
use axum::body::Bytes;
use axum::extract::rejection::JsonRejection;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::header::{ETAG, IF_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, middleware};
use okienko_domain::calendar::warsaw_day;
use okienko_domain::directory::{Location, Schedule};
use okienko_domain::request::MAX_TEXT;
use okienko_domain::text::clean;
use okienko_domain::timetable::Timetable;
use okienko_domain::timetable::work::{Published, WorkItem};
use okienko_registry_store::{self as store, PublishRefusal, read_work_items};
use okienko_wire::publishing::{
    Created, ImportProblem, ImportReport, NewLocation, NewSchedule, Settlement, TimetableView,
};
use serde::Deserialize;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Work items of a list.
const LIST: u32 = 500;
/// Languages of a schedule.
const LANGUAGES: usize = 10;

type Shared = State<Arc<Registry>>;
type Answer<T> = Result<T, Failure>;
type Body<T> = Result<Json<T>, JsonRejection>;

/// The routes with their descriptions, behind gates of their own.
pub(crate) fn routes(
    gates: &Gates,
    guard: &impl Fn(OpenApiRouter<Arc<Registry>>) -> OpenApiRouter<Arc<Registry>>,
) -> OpenApiRouter<Arc<Registry>> {
    let behind = |gate: &Arc<Gate>| middleware::from_fn_with_state(Arc::clone(gate), pass);
    let documents = OpenApiRouter::new()
        .routes(routes!(timetable, publish))
        .routes(routes!(difference))
        .routes(routes!(add_schedule))
        .routes(routes!(add_location))
        .routes(routes!(work_items))
        .routes(routes!(settle));
    // The gate says how large a file may be.
    let files = OpenApiRouter::new()
        .routes(routes!(import))
        .layer(DefaultBodyLimit::disable());
    let documents = guard(documents).route_layer(behind(&gates.publishing));
    documents.merge(guard(files).route_layer(behind(&gates.files)))
}

impl From<PublishRefusal> for Failure {
    fn from(refusal: PublishRefusal) -> Self {
        match refusal {
            PublishRefusal::Unknown("schedule") => Self::NotFound,
            PublishRefusal::Changed { now } => Self::Changed(now),
            other => Self::Invalid(other.to_string()),
        }
    }
}

fn body<T>(body: Body<T>) -> Answer<T> {
    let Json(document) = body?;
    Ok(document)
}

/// An answer with the version of the schedule as its tag.
fn tagged<T: serde::Serialize>(version: u64, document: T) -> Response {
    let mut response = Json(document).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// The timetable of a schedule and how far it is published.
#[utoipa::path(get, path = "/v1/desks/{facility}/schedules/{schedule}/timetable", tag = "publishing",
    params(("facility" = u32, Path), ("schedule" = u32, Path)),
    responses((status = 200, description = "The timetable; its version is also the ETag", body = TimetableView), Failure))]
async fn timetable(
    State(registry): Shared,
    caller: Caller,
    Path((facility, schedule)): Path<(u32, u32)>,
) -> Answer<Response> {
    caller.may(Operation::Timetable, Some(facility))?;
    let now = registry.clock.now();
    let (timetable, version, reach) = store::timetable(&*registry.store, facility, schedule, now).await??;
    let view = TimetableView {
        schedule,
        version,
        timetable,
        reach,
    };
    Ok(tagged(version, view))
}

/// What publishing a timetable would change.
#[utoipa::path(post, path = "/v1/desks/{facility}/schedules/{schedule}/timetable/difference", tag = "publishing",
    params(("facility" = u32, Path), ("schedule" = u32, Path)), request_body = Timetable,
    responses((status = 200, description = "What would change; nothing is changed", body = Published), Failure))]
async fn difference(
    State(registry): Shared,
    caller: Caller,
    Path((facility, schedule)): Path<(u32, u32)>,
    document: Body<Timetable>,
) -> Answer<Response> {
    caller.may(Operation::Difference, Some(facility))?;
    let timetable = body(document)?;
    let now = registry.clock.now();
    let shown: Published = store::preview(&*registry.store, facility, schedule, &timetable, now).await??;
    Ok(tagged(shown.version, shown))
}

/// Publishes a timetable over the version that the difference was computed from.
#[utoipa::path(put, path = "/v1/desks/{facility}/schedules/{schedule}/timetable", tag = "publishing",
    params(("facility" = u32, Path), ("schedule" = u32, Path), ("if-match" = String, Header, description = "Version of the difference, in quotes")), request_body = Timetable,
    responses((status = 200, description = "What changed", body = Published), Failure))]
async fn publish(
    State(registry): Shared,
    caller: Caller,
    Path((facility, schedule)): Path<(u32, u32)>,
    headers: HeaderMap,
    document: Body<Timetable>,
) -> Answer<Response> {
    caller.may(Operation::Publish, Some(facility))?;
    let expected = headers
        .get(IF_MATCH)
        .and_then(|tag| tag.to_str().ok()?.trim_matches('"').parse().ok())
        .ok_or(Failure::VersionWanted)?;
    let timetable = body(document)?;
    let now = registry.clock.now();
    let done = store::publish(
        &*registry.store,
        &caller.actor(),
        facility,
        schedule,
        &timetable,
        expected,
        now,
    )
    .await??;
    registry.announce().await?;
    Ok(tagged(done.version, done))
}

/// Adds a schedule to one of the clinic's locations.
#[utoipa::path(post, path = "/v1/desks/{facility}/schedules", tag = "publishing",
    params(("facility" = u32, Path)), request_body = NewSchedule,
    responses((status = 201, description = "Its id", body = Created), Failure))]
async fn add_schedule(
    State(registry): Shared,
    caller: Caller,
    Path(facility): Path<u32>,
    document: Body<NewSchedule>,
) -> Answer<(StatusCode, Json<Created>)> {
    caller.may(Operation::AddSchedule, Some(facility))?;
    let new = body(document)?;
    texts(&[&new.practitioner, &new.room])?;
    let (practitioner, room) = (clean(&new.practitioner), clean(&new.room));
    if practitioner.is_empty() {
        return Err(Failure::Invalid(
            "name the practitioner or the device as patients know it".into(),
        ));
    }
    if !(Timetable::SHORTEST..=Timetable::LONGEST).contains(&new.minutes) {
        let (least, most) = (Timetable::SHORTEST, Timetable::LONGEST);
        return Err(Failure::Invalid(format!("a term has {least} to {most} minutes")));
    }
    let is_code = |code: &String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_lowercase());
    if new.languages.len() > LANGUAGES || !new.languages.iter().all(is_code) {
        return Err(Failure::Invalid(format!(
            "languages are at most {LANGUAGES} codes of two small letters (ISO 639-1), for example uk"
        )));
    }
    let schedule = Schedule {
        id: 0,
        location: new.location,
        service: new.service,
        practitioner,
        room,
        minutes: new.minutes,
        pool: new.pool,
        languages: new.languages,
    };
    let store::Created(id) = store::add_schedule(
        &*registry.store,
        &caller.actor(),
        facility,
        schedule,
        registry.clock.now(),
    )
    .await??;
    registry.announce().await?;
    Ok((StatusCode::CREATED, Json(Created { id })))
}

/// Adds an address, or a stop of a mobile unit.
#[utoipa::path(post, path = "/v1/desks/{facility}/locations", tag = "publishing",
    params(("facility" = u32, Path)), request_body = NewLocation,
    responses((status = 201, description = "Its id", body = Created), Failure))]
async fn add_location(
    State(registry): Shared,
    caller: Caller,
    Path(facility): Path<u32>,
    document: Body<NewLocation>,
) -> Answer<(StatusCode, Json<Created>)> {
    caller.may(Operation::AddLocation, Some(facility))?;
    let new = body(document)?;
    texts(&[&new.street, &new.city])?;
    let (street, city) = (clean(&new.street), clean(&new.city));
    let postcode = new.postcode.as_bytes();
    let digits = postcode
        .iter()
        .enumerate()
        .all(|(n, b)| (n == 2 && *b == b'-') || (n != 2 && b.is_ascii_digit()));
    let problem = if city.is_empty() {
        Some("name the town")
    } else if postcode.len() != 6 || !digits {
        Some("a postcode looks like 87-100")
    } else if !(2..=32).contains(&new.voivodeship) || new.voivodeship % 2 != 0 {
        Some("the voivodeship is an even TERYT code, 2 to 32; it is not the number of the NFZ branch")
    } else if !(48.9..55.0).contains(&new.point.lat) || !(14.0..24.3).contains(&new.point.lon) {
        Some("the point is not in Poland; exchange lat and lon if they are the other way round")
    } else if new.stop.is_some_and(|stop| stop.from > stop.to) {
        Some("the stop ends before it begins; exchange the dates")
    } else {
        None
    };
    if let Some(problem) = problem {
        return Err(Failure::Invalid(problem.into()));
    }
    if !registry
        .store
        .directory()
        .await?
        .facilities
        .iter()
        .any(|f| f.id == facility)
    {
        return Err(Failure::NotFound);
    }
    let location = Location {
        id: 0,
        facility,
        street,
        postcode: new.postcode,
        city,
        voivodeship: new.voivodeship,
        point: new.point,
        step_free: new.step_free,
        mobile: new.stop.is_some(),
        stop: new.stop,
    };
    let store::Created(id) =
        store::add_location(&*registry.store, &caller.actor(), location, registry.clock.now()).await?;
    registry.announce().await?;
    Ok((StatusCode::CREATED, Json(Created { id })))
}

fn texts(given: &[&str]) -> Answer<()> {
    if given.iter().all(|text| text.chars().count() <= MAX_TEXT) {
        Ok(())
    } else {
        Err(Failure::Invalid(format!("a text has at most {MAX_TEXT} characters")))
    }
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
struct Import {
    /// Only say what would change: `true`, or nothing after the name.
    #[serde(default, rename = "dry-run")]
    dry_run: Option<String>,
}

/// Takes a file of terms, all of it or nothing.
#[utoipa::path(post, path = "/v1/desks/{facility}/terms.csv", tag = "publishing",
    params(("facility" = u32, Path), Import), request_body(content = String, content_type = "text/csv"),
    responses((status = 200, description = "What changed, or would change", body = ImportReport), (status = 400, description = "What is wrong, by line; nothing was changed", body = ImportProblem), Failure))]
async fn import(
    State(registry): Shared,
    caller: Caller,
    Path(facility): Path<u32>,
    Query(asked): Query<Import>,
    file: Bytes,
) -> Answer<Response> {
    caller.may(Operation::Import, Some(facility))?;
    let dry_run = match asked.dry_run.as_deref() {
        None | Some("false") => false,
        Some("" | "true") => true,
        Some(_) => return Err(Failure::Invalid("dry-run is true, false or left out".into())),
    };
    let now = registry.clock.now();
    let directory = registry.store.directory().await?;
    if !directory.facilities.iter().any(|f| f.id == facility) {
        return Err(Failure::NotFound);
    }
    let schedules = match terms_csv::read(&file, &directory, facility, warsaw_day(now)) {
        Ok(schedules) => schedules,
        Err(problem) => return Ok((StatusCode::BAD_REQUEST, Json(problem)).into_response()),
    };
    let done = store::import(&*registry.store, &caller.actor(), facility, &schedules, dry_run, now).await??;
    if !dry_run {
        registry.announce().await?;
    }
    Ok(Json(report(done, dry_run)).into_response())
}

/// A report on an import.
#[must_use]
pub fn report(done: store::Imported, dry_run: bool) -> ImportReport {
    let count = |list: &[_]| u32::try_from(list.len()).unwrap_or(u32::MAX);
    ImportReport {
        dry_run,
        opened: count(&done.difference.opened),
        given: done.difference.given,
        closed: count(&done.difference.closed),
        kept: done.difference.kept,
        new_schedules: done.new_schedules,
        to_move: done.difference.to_move,
    }
}

/// Visits whose terms are not published any more, oldest first.
#[utoipa::path(get, path = "/v1/desks/{facility}/work-items", tag = "publishing",
    params(("facility" = u32, Path)),
    responses((status = 200, description = "At most 500", body = Vec<WorkItem>), Failure))]
async fn work_items(State(registry): Shared, caller: Caller, Path(facility): Path<u32>) -> Answer<Json<Vec<WorkItem>>> {
    caller.may(Operation::WorkItems, Some(facility))?;
    let now = registry.clock.now();
    Ok(Json(
        read_work_items(&*registry.store, &caller.actor(), facility, LIST, now).await?,
    ))
}

/// Ends a work item without another term.
#[utoipa::path(post, path = "/v1/desks/{facility}/work-items/{item}", tag = "publishing",
    params(("facility" = u32, Path), ("item" = Uuid, Path)), request_body = Settlement,
    responses((status = 204, description = "Settled"), Failure))]
async fn settle(
    State(registry): Shared,
    caller: Caller,
    Path((facility, item)): Path<(u32, Uuid)>,
    document: Body<Settlement>,
) -> Answer<StatusCode> {
    caller.may(Operation::Settle, Some(facility))?;
    let Settlement::Agreed {} = body(document)?;
    let now = registry.clock.now();
    let done = store::agree(&*registry.store, &caller.actor(), facility, item, now).await?;
    if done {
        registry.announce().await?;
    }
    if done {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::NotFound)
    }
}
