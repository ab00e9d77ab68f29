//! What a person has at other clinics, for a stated reason; and the review of who asked.

use crate::Registry;
use crate::access::Caller;
use crate::access::rights::Operation;
use crate::access::tries::lookup_allowances;
use crate::problem::Failure;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use okienko_domain::lookup::{Found, Lookup, LookupRecord};
use okienko_domain::refusal::Refusal;
use okienko_registry_store::lookup::{self, Looker};
use okienko_wire::LookupEnd;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// Look-ups of a list.
const LIST: u32 = 500;

/// The routes with their descriptions.
pub(crate) fn routes() -> OpenApiRouter<Arc<Registry>> {
    OpenApiRouter::new()
        .routes(routes!(lookups, look_up))
        .routes(routes!(review_lookup))
}

/// What a person has at every clinic, for a referral of theirs or an emergency. Of an emergency the patient is told.
#[utoipa::path(post, path = "/v1/desks/{facility}/lookups", tag = "desk", params(("facility" = u32, Path)), request_body = Lookup,
    responses((status = 200, description = "Nothing when there is nothing, nobody knows the person or the referral is not theirs", body = Found),
        (status = 409, description = "Asked too often", body = Refusal), Failure))]
async fn look_up(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Path(facility): Path<u32>,
    document: Result<Json<Lookup>, JsonRejection>,
) -> Result<Response, Failure> {
    caller.may(Operation::LookUp, Some(facility))?;
    let account = caller.account().ok_or(Failure::Forbidden)?;
    let Json(asked) = document?;
    let store = &*registry.store;
    let looker = Looker {
        facility,
        account,
        actor: caller.actor(),
        allowances: lookup_allowances(store, facility, &asked.person.key()),
    };
    Ok(
        match lookup::look_up(store, &looker, &asked, registry.clock.now()).await? {
            Ok(found) => Json(found).into_response(),
            Err(refusal) => (StatusCode::CONFLICT, Json(refusal)).into_response(),
        },
    )
}

/// Who of the clinic has looked up whom, and why.
#[utoipa::path(get, path = "/v1/desks/{facility}/lookups", tag = "desk", params(("facility" = u32, Path)),
    responses((status = 200, description = "Newest first, at most 500", body = Vec<LookupRecord>), Failure))]
async fn lookups(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Path(facility): Path<u32>,
) -> Result<Json<Vec<LookupRecord>>, Failure> {
    caller.may(Operation::Lookups, Some(facility))?;
    let (actor, now) = (caller.actor(), registry.clock.now());
    Ok(Json(
        lookup::read_lookups(&*registry.store, &actor, facility, LIST, now).await?,
    ))
}

/// Notes that an administrator has reviewed a look-up that somebody else made. The first review stays.
#[utoipa::path(post, path = "/v1/desks/{facility}/lookups/{lookup}", tag = "desk", params(("facility" = u32, Path), ("lookup" = Uuid, Path)), request_body = LookupEnd,
    responses((status = 204, description = "Reviewed"), Failure))]
async fn review_lookup(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Path((facility, id)): Path<(u32, Uuid)>,
    document: Result<Json<LookupEnd>, JsonRejection>,
) -> Result<StatusCode, Failure> {
    caller.may(Operation::ReviewLookup, Some(facility))?;
    let account = caller.account().ok_or(Failure::Forbidden)?;
    let Json(LookupEnd::Reviewed {}) = document?;
    let (actor, now) = (caller.actor(), registry.clock.now());
    if lookup::review(&*registry.store, &actor, facility, id, account, now).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::NotFound)
    }
}
