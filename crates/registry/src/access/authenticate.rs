//! Before any handler: who asks, and whether they may ask this at all.
//!
//! What needs a facility to decide, the handler asks of its [`Caller`](super::Caller).

use super::rights::{self, Reach, Right, Who};
use super::{Identity, Number, nonces};
use crate::Registry;
use crate::problem::Failure;
use crate::together::Together;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request, State};
use axum::http::header::{ALLOW, AUTHORIZATION, IF_MATCH};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use ed25519_dalek::{Signature, VerifyingKey};
use okienko_domain::access::DeviceState;
use okienko_registry_store::access::Device;
use okienko_registry_store::{Numbered, Store, count};
use okienko_wire::proof::{Claim, PROOF_HEADER, Proof, Signed};
use okienko_wire::{IDEMPOTENCY_HEADER, REQUESTS};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// Largest body that is read here: more than any gate lets through.
const MAX_BODY: usize = 8 << 20;

/// Finds out who asks and looks into the table of rights. A route without a row is refused to everybody.
pub(crate) async fn authenticate(
    State(registry): State<Arc<Registry>>,
    path: MatchedPath,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let (mut parts, body) = request.into_parts();
    let (identity, number, body) = identify(&registry, &parts, body).await?;
    // HEAD is GET without the body.
    let method = if parts.method == Method::HEAD {
        Method::GET
    } else {
        parts.method.clone()
    };
    let rows: Vec<&Right> = rights::at(method.as_str(), path.as_str()).collect();
    let others: BTreeSet<&str> = rights::methods(path.as_str()).collect();
    if rows.is_empty() && !others.is_empty() {
        // Answered here, not by the route: what has no row is not reached.
        return Ok(other_method(&others));
    }
    let response = match permit(&rows, &identity) {
        Ok(()) => {
            parts.extensions.insert(identity);
            parts.extensions.insert(number.clone());
            next.run(Request::from_parts(parts, body)).await
        }
        Err(failure) => failure.into_response(),
    };
    // What was refused before it was decided.
    counted(&registry, number.take()).await?;
    Ok(response)
}

/// Uses up the number of a changing request, when it has one.
async fn counted(registry: &Registry, numbered: Option<Numbered>) -> Result<(), Failure> {
    match numbered {
        Some(numbered) if !count(&*registry.store, numbered, registry.clock.now()).await? => {
            Err(Failure::DeviceQuarantined)
        }
        _ => Ok(()),
    }
}

/// There is something under this address, with these methods.
fn other_method(methods: &BTreeSet<&str>) -> Response {
    let mut response = Failure::Method.into_response();
    let names: Vec<&str> = methods.iter().copied().collect();
    let allow = HeaderValue::from_str(&names.join(", ")).ok();
    response.headers_mut().extend(allow.map(|allow| (ALLOW, allow)));
    response
}

fn permit(rows: &[&Right], identity: &Identity) -> Result<(), Failure> {
    let Some(first) = rows.first() else {
        return Err(Failure::Forbidden);
    };
    match first.who {
        Who::Everybody => Ok(()),
        Who::Device if identity.device.is_some() => Ok(()),
        Who::Person if identity.session.is_some() => working(identity),
        Who::Device | Who::Person => Err(Failure::NotRecognised),
        Who::Roles(_) | Who::Named(_) | Who::Managers(_) => {
            working(identity)?;
            let role = identity.caller().ok_or(Failure::NotRecognised)?.role();
            let wants_device = matches!(first.who, Who::Roles(_) | Who::Named(_));
            let wants_person = matches!(first.who, Who::Named(_));
            if wants_device && identity.device.is_none() || wants_person && identity.session.is_none() {
                return Err(Failure::Forbidden);
            }
            let reaches = |right: &&Right| rights::reach(role, right.operation) != Reach::No;
            if rows.iter().any(reaches) {
                Ok(())
            } else {
                Err(Failure::Forbidden)
            }
        }
    }
}

/// Only an active device works, and only at such a one people sign in; without a device there is nothing to stop.
pub(super) fn working(identity: &Identity) -> Result<(), Failure> {
    match identity.device.as_ref().map(|device| device.state) {
        None | Some(DeviceState::Active) => Ok(()),
        Some(DeviceState::Pending | DeviceState::Invited) => Err(Failure::DevicePending),
        Some(DeviceState::Quarantined) => Err(Failure::DeviceQuarantined),
        Some(DeviceState::Revoked) => Err(Failure::DeviceRevoked),
    }
}

/// Who asks, the number of the request, and the body as it was.
async fn identify(registry: &Registry, parts: &Parts, mut body: Body) -> Result<(Identity, Number, Body), Failure> {
    let now = registry.clock.now();
    let token = match parts.headers.get(AUTHORIZATION) {
        None => None,
        Some(value) => {
            let bearer = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
            Some(bearer.ok_or(Failure::NotRecognised)?)
        }
    };
    let (device, mut numbered) = match only(&parts.headers, HeaderName::from_static(PROOF_HEADER))? {
        None => (None, None),
        Some(header) => {
            let proof = Proof::parse(header).map_err(|_| Failure::NotRecognised)?;
            let device = claimed(registry, &proof.claim, now).await?;
            // Only now: a stranger's body is not kept.
            let bytes = to_bytes(body, MAX_BODY)
                .await
                .map_err(|_| Failure::TooLarge(MAX_BODY))?;
            let (device, numbered) = proven(registry, parts, &bytes, token, &proof, device, now)?;
            body = Body::from(bytes);
            (Some(device), numbered)
        }
    };
    // A decision counts in its own transaction, so that one flush of the disk is enough for both.
    if parts.uri.path() != REQUESTS {
        counted(registry, numbered.take()).await?;
    }
    let session = match token {
        None => None,
        Some(token) => {
            let found = registry.store.session_of(&super::hash(token), now).await?;
            let (session, account) = found.ok_or(Failure::SignedOut)?;
            if session.device != device.as_ref().map(|device| device.id) {
                return Err(Failure::NotRecognised);
            }
            Some((session, account))
        }
    };
    Ok((Identity { device, session }, Number::new(numbered), body))
}

/// The device that a claim names, if the claim is of this time.
async fn claimed(registry: &Registry, claim: &Claim, now: DateTime<Utc>) -> Result<Device, Failure> {
    if !registry.access.nonces.in_time(claim, now) {
        return Err(Failure::ClockSkew(now));
    }
    let device = match registry.devices.ask(claim.device).await {
        Some(device) => device,
        None => registry.store.device(claim.device).await?,
    };
    device.ok_or(Failure::NotRecognised)
}

/// Devices as the database knows them now.
pub(crate) fn registered(store: Arc<dyn Store>) -> Together<Uuid, Option<Device>> {
    Together::of(move |ids: Vec<Uuid>| {
        let store = Arc::clone(&store);
        async move {
            let found = store.devices_of(&ids).await?;
            let found: HashMap<Uuid, Device> = found.into_iter().map(|device| (device.id, device)).collect();
            Ok(ids.iter().map(|id| found.get(id).cloned()).collect())
        }
    })
}

/// The device again, when the proof holds for exactly this request and was not seen before, and the number that counts.
fn proven(
    registry: &Registry,
    parts: &Parts,
    body: &Bytes,
    token: Option<&str>,
    proof: &Proof,
    device: Device,
    now: DateTime<Utc>,
) -> Result<(Device, Option<Numbered>), Failure> {
    let claim = &proof.claim;
    let key = device.public_key.as_ref().ok_or(Failure::NotRecognised)?;
    let signed = Signed {
        method: parts.method.as_str(),
        target: parts.uri.path_and_query().map_or("/", |target| target.as_str()),
        body,
        token,
        idempotency: only(&parts.headers, HeaderName::from_static(IDEMPOTENCY_HEADER))?,
        if_match: only(&parts.headers, IF_MATCH)?,
    };
    let key = <[u8; 32]>::try_from(key.as_slice()).map_err(|_| Failure::NotRecognised)?;
    VerifyingKey::from_bytes(&key)
        .and_then(|key| key.verify_strict(&claim.message(&signed), &Signature::from_bytes(&proof.signature)))
        .map_err(|_| Failure::NotRecognised)?;
    match registry.access.nonces.remember(claim, now) {
        nonces::Nonce::New => {}
        nonces::Nonce::Seen => return Err(Failure::Replayed),
        nonces::Nonce::OutOfTime => return Err(Failure::ClockSkew(now)),
    }
    if parts.method.is_safe() != (claim.count == 0) {
        return Err(Failure::Invalid(
            "a proof counts requests that change something, and only those".into(),
        ));
    }
    let numbered = (claim.count > 0 && device.state == DeviceState::Active).then_some(Numbered {
        device: device.id,
        number: claim.count,
    });
    Ok((device, numbered))
}

/// The value of a header that may come once.
fn only(headers: &HeaderMap, name: HeaderName) -> Result<Option<&str>, Failure> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Ok(None),
        (Some(value), None) => value.to_str().map(Some).map_err(|_| Failure::NotRecognised),
        _ => Err(Failure::NotRecognised),
    }
}
