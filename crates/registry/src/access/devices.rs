//! Devices: invited with a code, enrolled with a key, approved by fingerprint, revoked.

use super::rights::Operation;
use super::{Access, Caller, Identity, caller, tries};
use crate::Registry;
use crate::peer::Peer;
use crate::problem::{Failure, document};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Extension, Path, Query, State};
use chrono::{DateTime, Duration, Utc};
use data_encoding::HEXLOWER;
use okienko_domain::access::{EnrolmentCode, Role};
use okienko_registry_store::audit::{Actor, Deed, note};
use okienko_registry_store::{Store, access};
use okienko_wire::access::{Device, ENROLMENTS, Enrolment, Invitation, NewDevice, THIS_DEVICE, fingerprint};
use serde::Deserialize;
use std::sync::Arc;
use uuid::Uuid;

/// A code works for so long.
const CODE_LIFE: Duration = Duration::minutes(15);
/// Longest name of a device in characters.
const LONGEST_NAME: usize = 120;

/// Makes a device and the code that enrols it.
#[utoipa::path(post, path = "/v1/devices", tag = "access", request_body = NewDevice, responses((status = 200, description = "Its one-time code, shown once", body = Invitation), Failure))]
pub(crate) async fn invite_device(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    body: Result<Json<NewDevice>, JsonRejection>,
) -> Result<Json<Invitation>, Failure> {
    let new = document(body)?;
    caller.may(Operation::InviteDevice, new.facility)?;
    let now = registry.clock.now();
    Ok(Json(
        invite(&registry.access, &*registry.store, &caller.actor(), &new, false, now).await?,
    ))
}

/// Makes an invited device and its code.
pub(super) async fn invite(
    access: &Access,
    store: &dyn Store,
    actor: &Actor,
    new: &NewDevice,
    trusted: bool,
    now: DateTime<Utc>,
) -> Result<Invitation, Failure> {
    check(new).map_err(|reason| Failure::Invalid(reason.to_owned()))?;
    if let Some(facility) = new.facility
        && !store.facility_exists(facility).await?
    {
        return Err(Failure::NotFound);
    }
    let code = EnrolmentCode::from_random(access.secrets.bytes()?);
    let invitation = Invitation {
        device: Uuid::now_v7(),
        expires_at: now + CODE_LIFE,
        code,
    };
    store
        .insert_device(access::NewDevice {
            id: invitation.device,
            role: new.role,
            facility: new.facility,
            name: new.name.trim(),
            code: &store.keyed(CODE_PURPOSE, invitation.code.as_str()),
            code_expires_at: invitation.expires_at,
            trusted,
            at: now,
        })
        .await?;
    let deed = Deed {
        object: Some(invitation.device.to_string()),
        ..Deed::about(0, "invite-device", new.role.as_str())
    };
    note(store, actor, deed, now).await?;
    Ok(invitation)
}

/// Keeps the hashes of codes apart from those of tries.
const CODE_PURPOSE: &str = "enrolment-code";

fn check(new: &NewDevice) -> Result<(), &'static str> {
    let name = new.name.trim();
    if !new.role.is_for_devices() {
        Err("a device is a receptionist, a kiosk or an integration")
    } else if new.role.has_facility() != new.facility.is_some() {
        Err("a kiosk has no facility, every other device has one")
    } else if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        Err("a device has a name of 1 to 120 characters in one line")
    } else {
        Ok(())
    }
}

/// Enrols a device: its code and its public key. The same again has the same answer.
#[utoipa::path(post, path = ENROLMENTS, tag = "access", request_body = Enrolment, responses((status = 200, description = "What this device is from now on", body = Device), Failure))]
pub(crate) async fn enrol(
    State(registry): State<Arc<Registry>>,
    Extension(peer): Extension<Peer>,
    body: Result<Json<Enrolment>, JsonRejection>,
) -> Result<Json<Device>, Failure> {
    let enrolment = document(body)?;
    let (now, store) = (registry.clock.now(), &*registry.store);
    let key = HEXLOWER
        .decode(enrolment.public_key.as_bytes())
        .ok()
        .filter(|key| key.len() == 32)
        .ok_or_else(|| Failure::Invalid("public_key is an Ed25519 key as 64 hexadecimal digits".into()))?;
    tries::take(store, tries::CODE_PEER, &peer.name(), now).await?;
    tries::take(store, tries::CODE, enrolment.code.head(), now).await?;
    let code = store.keyed(CODE_PURPOSE, enrolment.code.as_str());
    let device = store
        .enrol_device(&code, enrolment.role, &key, now)
        .await?
        .ok_or(Failure::EnrolmentRefused)?;
    tries::forget(store, tries::CODE, enrolment.code.head()).await?;
    let actor = caller::actor(device.facility, device.role, Some(device.id), None);
    note(
        store,
        &actor,
        Deed::about(0, "enrol-device", device.state.as_str()),
        now,
    )
    .await?;
    Ok(Json(view(device)))
}

/// The device that asks.
#[utoipa::path(get, path = THIS_DEVICE, tag = "access", responses((status = 200, description = "Whatever its state", body = Device), Failure))]
pub(crate) async fn this_device(identity: Identity) -> Result<Json<Device>, Failure> {
    Ok(Json(view(identity.device.ok_or(Failure::NotRecognised)?)))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Whose {
    /// Number of the facility; the caller's own without it.
    facility: Option<u32>,
}

/// Devices of a facility; for an operator without a facility all of them.
#[utoipa::path(get, path = "/v1/devices", tag = "access", params(Whose), responses((status = 200, description = "Newest first", body = Vec<Device>), Failure))]
pub(crate) async fn devices(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Query(whose): Query<Whose>,
) -> Result<Json<Vec<Device>>, Failure> {
    let facility = whose.facility.or(caller.facility());
    caller.may(Operation::Devices, facility)?;
    let devices = registry.store.devices(facility).await?;
    Ok(Json(devices.into_iter().map(view).collect()))
}

/// Lets a device work whose fingerprint has been compared.
#[utoipa::path(post, path = "/v1/devices/{device}/approve", tag = "access", params(("device" = Uuid, Path)), responses((status = 200, description = "The device now", body = Device), Failure))]
pub(crate) async fn approve_device(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<Device>, Failure> {
    administered(&registry, &caller, Operation::ApproveDevice, id).await?;
    let changed = registry.store.approve_device(id).await?;
    settled(&registry, &caller, id, changed, "approve-device").await
}

/// Ends a device for ever; its next request is refused.
#[utoipa::path(post, path = "/v1/devices/{device}/revoke", tag = "access", params(("device" = Uuid, Path)), responses((status = 200, description = "The device now", body = Device), Failure))]
pub(crate) async fn revoke_device(
    State(registry): State<Arc<Registry>>,
    caller: Caller,
    Path(id): Path<Uuid>,
) -> Result<Json<Device>, Failure> {
    administered(&registry, &caller, Operation::RevokeDevice, id).await?;
    let changed = registry.store.revoke_device(id, registry.clock.now()).await?;
    settled(&registry, &caller, id, changed, "revoke-device").await
}

/// A device that does not exist and one of another facility are the same answer.
async fn administered(registry: &Registry, caller: &Caller, operation: Operation, id: Uuid) -> Result<(), Failure> {
    let device = registry.store.device(id).await?.ok_or(Failure::NotFound)?;
    caller.may(operation, device.facility)
}

/// Remembers who asked for a change, and answers with the device as it is now: asked for twice, it is as it was the first time.
async fn settled(
    registry: &Registry,
    caller: &Caller,
    id: Uuid,
    changed: bool,
    action: &'static str,
) -> Result<Json<Device>, Failure> {
    // Also when nothing changed: the first time may have ended before it was remembered.
    let deed = Deed {
        object: Some(id.to_string()),
        ..Deed::about(0, action, if changed { "done" } else { "unchanged" })
    };
    note(&*registry.store, &caller.actor(), deed, registry.clock.now()).await?;
    Ok(Json(view(registry.store.device(id).await?.ok_or(Failure::NotFound)?)))
}

/// A device as others see it.
pub(super) fn view(device: access::Device) -> Device {
    Device {
        id: device.id,
        role: device.role,
        facility: device.facility,
        name: device.name,
        state: device.state,
        fingerprint: device.public_key.as_deref().map(fingerprint),
    }
}

/// The only devices that people sit at.
pub(super) fn is_desk(device: &access::Device) -> bool {
    device.role == Role::Receptionist
}
