//! Signing in with a local account, and the life of a session.
//!
//! Tokens are random and mean something only to the database, which is asked with every request: what is ended is ended at
//! the next one. A refresh token works once; used again it ends the session, because one of its two holders is a thief.

use super::authenticate::working;
use super::{Access, Caller, Identity, caller, devices, hash, totp, tries};
use crate::Registry;
use crate::peer::Peer;
use crate::problem::{Failure, document};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use chrono::{DateTime, Duration, Utc};
use okienko_domain::access::Role;
use okienko_registry_store::access::{Account, Device, Session, TokenKind};
use okienko_registry_store::audit::{Deed, note};
use okienko_registry_store::{AccessStore, Store};
use okienko_wire::access::{Person, Refresh, SESSIONS, SESSIONS_REFRESH, SIGN_IN, SignIn, SignInWays, Tokens};
use std::sync::Arc;
use uuid::Uuid;

/// An access token works for so long; then the refresh token is needed.
pub(crate) const ACCESS_LIFE: Duration = Duration::minutes(10);
/// A session lasts a working day with overtime, whatever happens.
pub(crate) const SESSION_LIFE: Duration = Duration::hours(12);

/// The ways to sign in.
#[utoipa::path(get, path = SIGN_IN, tag = "access", responses((status = 200, description = "The ways there are", body = SignInWays), Failure))]
pub(crate) async fn sign_in_ways(State(registry): State<Arc<Registry>>) -> Result<Json<SignInWays>, Failure> {
    Ok(Json(SignInWays {
        password: registry.store.has_passwords().await?,
        provider: registry.provider.get().map(|provider| provider.issuer().to_owned()),
    }))
}

/// Signs somebody in with a password and the second factor; a receptionist at an enrolled desk only.
#[utoipa::path(post, path = SESSIONS, tag = "access", request_body = SignIn, responses((status = 200, description = "Signed in", body = Tokens), Failure))]
pub(crate) async fn sign_in(
    State(registry): State<Arc<Registry>>,
    identity: Identity,
    Extension(peer): Extension<Peer>,
    body: Result<Json<SignIn>, JsonRejection>,
) -> Result<Json<Tokens>, Failure> {
    let typed = document(body)?;
    working(&identity)?;
    let (now, store, access) = (registry.clock.now(), &*registry.store, &registry.access);
    let login = typed.login.trim().to_lowercase();
    tries::take(store, tries::SIGN_IN_PEER, &peer.name(), now).await?;
    let place = match &identity.device {
        Some(device) => format!("{login} {}", device.id),
        None => {
            tries::take(store, tries::SIGN_INS, &login, now).await?;
            format!("{login} {}", peer.name())
        }
    };
    tries::take(store, tries::SIGN_IN, &place, now).await?;
    // From here to the answer, an account that does not exist is treated like one with another password.
    let account = store
        .account_by_login(&login)
        .await?
        .filter(|account| !account.disabled);
    let stored = account.as_ref().and_then(|account| account.password.clone());
    let fits = access.passwords.fits(typed.password, stored).await?;
    let known = account.as_ref().and_then(|account| account.totp.clone());
    // Who has no secret gets one that nobody knows.
    let secret = match known {
        Some(secret) => secret,
        None => access.secrets.bytes::<20>()?.to_vec(),
    };
    let step = totp::step(&secret, &typed.code, now);
    let (Some(account), true, Some(step)) = (account, fits, step) else {
        return Err(Failure::SignInFailed);
    };
    if !store.take_totp_step(account.id, step).await? {
        return Err(Failure::SignInFailed);
    }
    tries::forget(store, tries::SIGN_IN, &place).await?;
    Ok(Json(
        begin(access, store, &account, identity.device.as_ref(), now).await?,
    ))
}

/// Begins a session of somebody who has proven who they are.
pub(super) async fn begin(
    access: &Access,
    store: &dyn Store,
    account: &Account,
    device: Option<&Device>,
    now: DateTime<Utc>,
) -> Result<Tokens, Failure> {
    let at_own_desk = device.is_some_and(|device| devices::is_desk(device) && device.facility == account.facility);
    // Who works with patients does so at an enrolled desk of the clinic; a stolen password alone opens nothing.
    let without_desk = device.is_none() && account.role != Role::Receptionist;
    if !at_own_desk && !without_desk {
        return Err(Failure::Forbidden);
    }
    let session = Session {
        id: Uuid::now_v7(),
        account: account.id,
        device: device.map(|device| device.id),
        expires_at: now + SESSION_LIFE,
    };
    if !store.insert_session(session, account.password.as_deref(), now).await? {
        return Err(Failure::SignInFailed);
    }
    let actor = caller::actor(account.facility, account.role, session.device, Some(account.id));
    note(store, &actor, Deed::about(0, "sign-in", "done"), now).await?;
    issue(access, store, &session, now).await
}

async fn issue(
    access: &Access,
    store: &dyn AccessStore,
    session: &Session,
    now: DateTime<Utc>,
) -> Result<Tokens, Failure> {
    let tokens = Tokens {
        access: access.secrets.token()?,
        access_expires_at: session.expires_at.min(now + ACCESS_LIFE),
        refresh: access.secrets.token()?,
        session_expires_at: session.expires_at,
    };
    let stored = [
        (&tokens.access, TokenKind::Access, tokens.access_expires_at),
        (&tokens.refresh, TokenKind::Refresh, session.expires_at),
    ];
    for (token, kind, expires_at) in stored {
        store.insert_token(&hash(token), kind, session.id, expires_at).await?;
    }
    Ok(tokens)
}

/// New tokens for a refresh token, once. The second time ends the session.
#[utoipa::path(post, path = SESSIONS_REFRESH, tag = "access", request_body = Refresh, responses((status = 200, description = "New tokens", body = Tokens), Failure))]
pub(crate) async fn refresh(
    State(registry): State<Arc<Registry>>,
    identity: Identity,
    body: Result<Json<Refresh>, JsonRejection>,
) -> Result<Json<Tokens>, Failure> {
    let (now, store) = (registry.clock.now(), &*registry.store);
    let refresh = hash(&document(body)?.refresh);
    let Some(id) = store.use_refresh(&refresh, now).await? else {
        if store.end_reused(&refresh, now).await? {
            tracing::warn!("a refresh token was used twice; its session is ended");
        }
        return Err(Failure::SignedOut);
    };
    let session = store.session(id).await?.ok_or(Failure::SignedOut)?;
    if session.device != identity.device.as_ref().map(|device| device.id) {
        store.end_session(id, now).await?;
        tracing::warn!("a refresh token came from another device; its session is ended");
        return Err(Failure::SignedOut);
    }
    Ok(Json(issue(&registry.access, store, &session, now).await?))
}

/// Who is signed in.
#[utoipa::path(get, path = "/v1/sessions/self", tag = "access", responses((status = 200, description = "Who asks", body = Person), Failure))]
pub(crate) async fn this_session(identity: Identity) -> Result<Json<Person>, Failure> {
    let (_, account) = identity.session.ok_or(Failure::NotRecognised)?;
    Ok(Json(Person {
        account: account.id,
        login: account.login,
        role: account.role,
        facility: account.facility,
    }))
}

/// Signs out: all tokens of the session are worth nothing.
#[utoipa::path(delete, path = "/v1/sessions/self", tag = "access", responses((status = 204, description = "Signed out"), Failure))]
pub(crate) async fn sign_out(
    State(registry): State<Arc<Registry>>,
    identity: Identity,
    caller: Caller,
) -> Result<StatusCode, Failure> {
    let (session, _) = identity.session.ok_or(Failure::NotRecognised)?;
    let (store, now) = (&*registry.store, registry.clock.now());
    store.end_session(session.id, now).await?;
    note(store, &caller.actor(), Deed::about(0, "sign-out", "done"), now).await?;
    Ok(StatusCode::NO_CONTENT)
}
