//! Signing in at the identity provider of an organisation: OpenID Connect, authorization code with PKCE (RFC 7636), the way
//! of native applications (RFC 8252).
//!
//! The desktop opens the system's browser and hears on the loopback what it comes back with; the registry is the client of
//! the provider, so that no desktop needs to know it. What a sign-in under way must remember is a row of the database: any
//! process may end what another one began.

use super::authenticate::working;
use super::sessions::begin;
use super::{Identity, hash, tries};
use crate::Registry;
use crate::outgoing::{self, OutgoingError};
use crate::peer::Peer;
use crate::problem::{Failure, document};
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Extension, State};
use chrono::{DateTime, Duration, Utc};
use futures_util::future::BoxFuture;
use okienko_registry_store::access::{SignIn, Subject};
use okienko_wire::access::{Redirect, SESSIONS_PROVIDER, SIGN_IN_PROVIDER, SignInEnd, SignInStart, Tokens};
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreErrorResponseType, CoreProviderMetadata};
use openidconnect::http;
use openidconnect::url::Url;
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, DiscoveryError, HttpRequest, HttpResponse,
    IssuerUrl, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, TokenResponse,
};
use std::sync::Arc;
use std::time::Duration as Time;
use thiserror::Error;

/// Somebody at the provider's page takes no longer than this.
const LIFE: Duration = Duration::minutes(10);
/// The provider answers in this time or not at all.
const PATIENCE: Time = Time::from_secs(10);
/// No document of a provider is longer.
const LONGEST: usize = 1 << 20;

/// An identity provider, and this registry as it knows it.
pub struct Provider {
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: Option<ClientSecret>,
    http: Http,
}

/// Why there is no provider.
#[derive(Debug, Error)]
pub enum ProviderError {
    /// The address is not one to trust.
    #[error(
        "Adres dostawcy tożsamości musi zaczynać się od https:// (http:// tylko na tym samym komputerze): --oidc-issuer"
    )]
    Address,
    /// The system gives no HTTP client.
    #[error("Nie można utworzyć klienta HTTP: {0}")]
    Http(reqwest::Error),
}

/// Why a request to the provider failed; what it answered is not repeated.
#[derive(Debug, Error)]
enum Unreachable {
    #[error("the provider is not reached: {0}")]
    Http(#[from] reqwest::Error),
    #[error("the provider's answer is too long")]
    Long,
    #[error("the provider gives an address that is not https; behind a proxy it must be told its own address")]
    Insecure,
    #[error("the request is not one: {0}")]
    Request(#[from] http::Error),
}

/// How the provider is asked.
struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = Unreachable;
    type Future = BoxFuture<'c, Result<HttpResponse, Unreachable>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let request: reqwest::Request = request.try_into()?;
            // Behind a proxy that it does not know of, a provider calls itself by http: the secret must not go there.
            if !outgoing::is_secure(request.url()) {
                return Err(Unreachable::Insecure);
            }
            let mut response = self.0.execute(request).await?;
            let mut answer = http::Response::builder().status(response.status());
            for (name, value) in response.headers() {
                answer = answer.header(name, value);
            }
            let mut body = Vec::new();
            while let Some(chunk) = response.chunk().await? {
                if body.len() + chunk.len() > LONGEST {
                    return Err(Unreachable::Long);
                }
                body.extend_from_slice(&chunk);
            }
            Ok(answer.body(body)?)
        })
    }
}

impl Provider {
    /// A provider by its issuer, and the id under which it knows this registry.
    ///
    /// # Errors
    /// When the address is not secure.
    pub fn new(issuer: &str, client_id: String, client_secret: Option<String>) -> Result<Self, ProviderError> {
        let url = Url::parse(issuer).map_err(|_| ProviderError::Address)?;
        let http = outgoing::client(&url, PATIENCE).map_err(|error| match error {
            OutgoingError::Insecure => ProviderError::Address,
            OutgoingError::Client(error) => ProviderError::Http(error),
        })?;
        Ok(Self {
            issuer: IssuerUrl::new(issuer.to_owned()).map_err(|_| ProviderError::Address)?,
            client_id: ClientId::new(client_id),
            client_secret: client_secret.map(ClientSecret::new),
            http: Http(http),
        })
    }

    /// Its issuer.
    pub(crate) fn issuer(&self) -> &str {
        self.issuer.as_str()
    }

    /// What the provider says of itself, and its keys. Asked for with every sign-in, which is rare: it is never old.
    async fn metadata(&self) -> Result<CoreProviderMetadata, Failure> {
        CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http)
            .await
            .map_err(|error| match error {
                DiscoveryError::Request(error) => unavailable(&error),
                error => unavailable(&error),
            })
    }

    /// Where the browser is sent, and what must be remembered until it is back.
    async fn start(&self, redirect_uri: RedirectUrl) -> Result<(String, SignIn), Failure> {
        let client = CoreClient::from_provider_metadata(
            self.metadata().await?,
            self.client_id.clone(),
            self.client_secret.clone(),
        )
        .set_redirect_uri(redirect_uri.clone());
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let (address, state, nonce) = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge)
            .url();
        if !outgoing::is_secure(&address) {
            return Err(unavailable(&Unreachable::Insecure));
        }
        let sign_in = SignIn {
            device: None,
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            redirect_uri: redirect_uri.to_string(),
        };
        Ok((address.into(), sign_in))
    }

    /// Who came back with a code. Whatever is wrong with it is one answer.
    async fn finish(&self, begun: SignIn, code: String, now: DateTime<Utc>) -> Result<Subject, Failure> {
        let redirect_uri = RedirectUrl::new(begun.redirect_uri).map_err(|_| Failure::SignInFailed)?;
        let client = CoreClient::from_provider_metadata(
            self.metadata().await?,
            self.client_id.clone(),
            self.client_secret.clone(),
        )
        .set_redirect_uri(redirect_uri);
        let refused = |what: &'static str| {
            tracing::warn!(what, "the identity provider let nobody in");
            Failure::SignInFailed
        };
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| refused("the provider has no token address"))?
            .set_pkce_verifier(PkceCodeVerifier::new(begun.verifier))
            .request_async(&self.http)
            .await
            .map_err(|error| match error {
                RequestTokenError::ServerResponse(answer)
                    if *answer.error() == CoreErrorResponseType::InvalidClient =>
                {
                    tracing::error!("the identity provider does not take this registry's id and secret");
                    Failure::ProviderUnavailable
                }
                RequestTokenError::ServerResponse(_) => refused("the code is not taken"),
                RequestTokenError::Request(error) => unavailable(&error),
                error => unavailable(&error),
            })?;
        let token = tokens.id_token().ok_or_else(|| refused("no identity token"))?;
        let claims = token
            .claims(
                &client.id_token_verifier().set_time_fn(|| now),
                &Nonce::new(begun.nonce),
            )
            .map_err(|_| refused("the identity token does not hold"))?;
        Ok(Subject {
            issuer: claims.issuer().as_str().to_owned(),
            subject: claims.subject().as_str().to_owned(),
        })
    }
}

fn unavailable(error: &dyn std::error::Error) -> Failure {
    tracing::warn!(error = %error, "the identity provider does not answer");
    Failure::ProviderUnavailable
}

/// The browser of the same machine comes back to it (RFC 8252, 7.3): an address with a port, and nothing else.
fn loopback(address: &str) -> Result<RedirectUrl, Failure> {
    let fits = Url::parse(address).is_ok_and(|url| {
        url.scheme() == "http"
            && outgoing::number(&url).is_some_and(|address| address.is_loopback())
            && url.port().is_some()
            && url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
    });
    let redirect = RedirectUrl::new(address.to_owned()).ok().filter(|_| fits);
    redirect.ok_or_else(|| Failure::Invalid("redirect_uri is http://127.0.0.1:PORT/ or http://[::1]:PORT/".into()))
}

/// Begins a sign-in at the identity provider.
#[utoipa::path(post, path = SIGN_IN_PROVIDER, tag = "access", request_body = Redirect, responses((status = 200, description = "Where the browser goes", body = SignInStart), Failure))]
pub(crate) async fn start_at_provider(
    State(registry): State<Arc<Registry>>,
    identity: Identity,
    Extension(peer): Extension<Peer>,
    body: Result<Json<Redirect>, JsonRejection>,
) -> Result<Json<SignInStart>, Failure> {
    let redirect_uri = loopback(&document(body)?.redirect_uri)?;
    working(&identity)?;
    let provider = registry.provider.get().ok_or(Failure::NotFound)?;
    let now = registry.clock.now();
    tries::take(&*registry.store, tries::SIGN_IN_PEER, &peer.name(), now).await?;
    let (address, begun) = provider.start(redirect_uri).await?;
    let begun = SignIn {
        device: identity.device.map(|device| device.id),
        ..begun
    };
    let sign_in = registry.access.secrets.token()?;
    registry
        .store
        .insert_sign_in(&hash(&sign_in), &begun, now + LIFE)
        .await?;
    Ok(Json(SignInStart { sign_in, address }))
}

/// Ends a sign-in with what the browser came back with. It can be ended once, by whoever began it.
#[utoipa::path(post, path = SESSIONS_PROVIDER, tag = "access", request_body = SignInEnd, responses((status = 200, description = "Signed in", body = Tokens), Failure))]
pub(crate) async fn end_at_provider(
    State(registry): State<Arc<Registry>>,
    identity: Identity,
    body: Result<Json<SignInEnd>, JsonRejection>,
) -> Result<Json<Tokens>, Failure> {
    let end = document(body)?;
    let provider = registry.provider.get().ok_or(Failure::NotFound)?;
    let (store, now) = (&*registry.store, registry.clock.now());
    let begun = store.take_sign_in(&hash(&end.sign_in), now).await?;
    let begun = begun.ok_or(Failure::SignInFailed)?;
    let device = identity.device.as_ref();
    let same = begun.device == device.map(|device| device.id)
        && begun.state == end.state
        && end.issuer.is_none_or(|issuer| issuer == provider.issuer());
    if !same {
        return Err(Failure::SignInFailed);
    }
    let subject = provider.finish(begun, end.code, now).await?;
    let account = store
        .account_by_subject(&subject)
        .await?
        .filter(|account| !account.disabled);
    let account = account.ok_or(Failure::SignInFailed)?;
    let tokens = begin(&registry.access, store, &account, device, now).await?;
    Ok(Json(tokens))
}

#[cfg(test)]
mod tests {
    use super::{AsyncHttpClient, Provider, ProviderError, Unreachable, http, loopback};

    #[test]
    fn only_this_machine_is_come_back_to() {
        for address in ["http://127.0.0.1:4711/", "http://[::1]:4711/"] {
            assert!(loopback(address).is_ok(), "{address}");
        }
        for address in [
            "https://127.0.0.1:4711/",
            "http://127.0.0.1/",
            "http://127.0.0.1:4711/x",
            "http://127.0.0.1:4711/?x=1",
            "http://localhost:4711/",
            "http://127.0.0.1.example.com:4711/",
            "http://a@127.0.0.1:4711/",
            "okienko://back",
            "",
        ] {
            assert!(loopback(address).is_err(), "{address}");
        }
    }

    #[test]
    fn a_provider_is_asked_over_tls() {
        let provider = |issuer| Provider::new(issuer, "okienko".into(), None);
        assert!(provider("https://login.gov.example/realms/a").is_ok());
        assert!(provider("http://127.0.0.1:8080").is_ok());
        for wrong in ["http://login.example", "ftp://127.0.0.1", "login.example", ""] {
            assert!(matches!(provider(wrong), Err(ProviderError::Address)), "{wrong}");
        }
    }

    #[tokio::test]
    async fn nothing_is_sent_where_others_can_read_it() {
        let provider = Provider::new("http://127.0.0.1:8080", "okienko".into(), None).unwrap();
        let request = http::Request::post("http://login.example/token").body(vec![]).unwrap();
        let sent = provider.http.call(request).await;
        assert!(matches!(sent, Err(Unreachable::Insecure)), "{sent:?}");
    }
}
