//! The registry over HTTP, and everything that can stand in its place: a captive portal, half an answer, nothing.

use crate::identity::{Identity, KeyError, Standing};
use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt};
use okienko_domain::calendar::Day;
use okienko_domain::refusal::{Refusal, RefusalCode};
use okienko_domain::request::{Appointment, Event, Outcome, Request, WaitingRecord};
use okienko_wire::digest::{DIGEST_HEADER, digest};
use okienko_wire::{
    BLOBS, BlobRef, CHANGES, CHECKSUMS, Changes, Checksums, DESKS, Manifest, PROTOCOL, PROTOCOL_HEADER, PUSH, Problem,
    REQUESTS, SNAPSHOT, blob,
};
use reqwest::header::RETRY_AFTER;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use std::error::Error;
use std::io;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Mutex;
use uuid::Uuid;

mod access;
mod address;
mod calls;
mod lookups;
mod manage;
mod publishing;
mod signed;

pub use access::EnrolError;
pub use address::AddressError;
pub use manage::ManageError;

use signed::Guard;

/// Why there is no answer of the registry. None of these says whether a request was done.
#[derive(Debug, thiserror::Error)]
pub enum RemoteError {
    /// No connection.
    #[error("the registry cannot be reached")]
    Unreachable,
    /// Something else answered: a captive portal, a proxy, another server.
    #[error("something that is not a registry answered")]
    Intercepted,
    /// The certificate of whoever answered is not to be trusted: another machine, or a wrong clock here.
    #[error("the certificate is not valid")]
    Certificate,
    /// The answer was cut, damaged or endless.
    #[error("the answer is incomplete or damaged")]
    Incomplete,
    /// The registry is busy, or has heard too much from here, and says when to ask again.
    #[error("the registry asks to wait {} s", .0.as_secs())]
    Later(Duration),
    /// The registry answered that it failed.
    #[error("the registry answered {0}")]
    Server(u16),
    /// The registry speaks a newer contract.
    #[error("the registry speaks version {0} of the contract")]
    TooNew(u64),
    /// The registry has another history than the local terms.
    #[error("the registry has another history")]
    Reset,
    /// The registry does not take this desktop for one that may ask; this is how it stands.
    #[error("the registry does not let this desktop ask: {0:?}")]
    NotRecognised(Standing),
    /// The registry said no to signing in or enrolling.
    #[error("the registry refused: {0:?}")]
    Refused(Denial),
    /// This machine cannot sign or store.
    #[error("this machine cannot sign: {0}")]
    Key(#[from] KeyError),
}

/// How a registry says no to signing in or enrolling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denial {
    /// The code is wrong, used or too old.
    Enrolment,
    /// Name, password or digits are wrong.
    SignIn,
    /// There were too many tries.
    TooManyTries,
    /// This account may not sign in at this desktop.
    Elsewhere,
    /// This registry cannot do it.
    Unsupported,
    /// The identity provider of the registry does not answer.
    Provider,
}

/// A registry at an address, and who asks it.
pub struct Remote {
    target: RwLock<Arc<Target>>,
    identity: Arc<Identity>,
    /// A refresh token works once, so one task at a time uses it.
    renewal: Mutex<()>,
}

/// An address and how to reach it.
struct Target {
    http: reqwest::Client,
    base: String,
    /// One of this machine's, where it matters which.
    address: Option<IpAddr>,
}

const CONNECT: Duration = Duration::from_secs(5);
/// A registry sends something every 15 seconds even when nothing happens.
const SILENCE: Duration = Duration::from_secs(40);
const WHOLE: Duration = Duration::from_secs(30);
/// Largest answer in bytes; the largest real one is the list of places, under 2 MiB.
const MAX_ANSWER: usize = 32 << 20;
/// Who asks for a longer wait is asked again after this one.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

impl Target {
    fn new(base: &str, address: Option<IpAddr>) -> Result<Self, AddressError> {
        // Set once per process; a second call has nothing to add.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let base = address::parse(base)?;
        // A registry does not redirect; what does is a captive portal.
        let http = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(SILENCE)
            .redirect(reqwest::redirect::Policy::none())
            .local_address(address);
        // A proxy of the office cannot reach a registry on this very machine.
        let http = if address::is_loopback(&base) {
            http.no_proxy()
        } else {
            http
        };
        Ok(Self {
            http: http.build().map_err(|_| AddressError::Invalid)?,
            base,
            address,
        })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base))
    }
}

impl Remote {
    /// A registry at `base`, for example `https://rejestr.example.pl`, asked by this desktop.
    ///
    /// # Errors
    /// See [`AddressError`].
    pub fn new(base: &str, identity: Arc<Identity>) -> Result<Self, AddressError> {
        Self::calling_from(base, None, identity)
    }

    /// The same from one of this machine's addresses, where it matters which.
    ///
    /// # Errors
    /// As [`Remote::new`].
    pub fn calling_from(base: &str, address: Option<IpAddr>, identity: Arc<Identity>) -> Result<Self, AddressError> {
        Ok(Self {
            target: RwLock::new(Arc::new(Target::new(base, address)?)),
            identity,
            renewal: Mutex::new(()),
        })
    }

    /// Who asks.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Address of the registry.
    #[must_use]
    pub fn address(&self) -> String {
        self.target().base.clone()
    }

    fn target(&self) -> Arc<Target> {
        Arc::clone(&self.target.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// What there is.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn manifest(&self) -> Result<Manifest, RemoteError> {
        self.get(SNAPSHOT).await
    }

    /// The bytes of a blob, checked against its address.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn blob(&self, wanted: &BlobRef) -> Result<Bytes, RemoteError> {
        let response = self
            .send(self.target().request(Method::GET, &format!("{BLOBS}/{}", wanted.hash)))
            .await?;
        let bytes = body(response).await?;
        blob::verify(&bytes, wanted).map_err(|_| RemoteError::Incomplete)?;
        Ok(bytes)
    }

    /// A page of changes.
    ///
    /// # Errors
    /// See [`RemoteError`]; [`RemoteError::Reset`] when the snapshot must be fetched again.
    pub async fn changes(&self, epoch: Uuid, after: u64) -> Result<Changes, RemoteError> {
        let changes: Changes = self.get(&format!("{CHANGES}?epoch={epoch}&after={after}")).await?;
        // A page for another question is an old answer of a cache on the way.
        if changes.epoch == epoch && changes.after == after && changes.to >= after {
            Ok(changes)
        } else {
            Err(RemoteError::Incomplete)
        }
    }

    /// What the terms of each part amount to.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn checksums(&self) -> Result<Checksums, RemoteError> {
        self.get(CHECKSUMS).await
    }

    /// Asks for a change under an id. The same id and request may be sent any number of times.
    ///
    /// # Errors
    /// See [`RemoteError`]. A refusal is an answer, not an error.
    pub async fn request(&self, id: Uuid, request: &Request) -> Result<Result<Outcome, Refusal>, RemoteError> {
        let body = serde_json::to_vec(request).map_err(|_| RemoteError::Incomplete)?;
        let response = self.signed(Method::POST, REQUESTS, body, Guard::Once(id)).await?;
        match response.status() {
            StatusCode::OK => Ok(Ok(json(response).await?)),
            StatusCode::CONFLICT => Ok(Err(json(response).await?)),
            // It would be the same for ever: a decision for people, not something to send again.
            StatusCode::FORBIDDEN => Ok(Err(RefusalCode::NotAllowed.into())),
            other => Err(RemoteError::Server(other.as_u16())),
        }
    }

    /// Events of a desk after a number.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn events(&self, desk: u32, after: u64) -> Result<Vec<Event>, RemoteError> {
        self.ask(&format!("{DESKS}/{desk}/events?after={after}")).await
    }

    /// Visits of a desk.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn appointments(&self, desk: u32) -> Result<Vec<Appointment>, RemoteError> {
        self.ask(&format!("{DESKS}/{desk}/appointments")).await
    }

    /// Visits at a clinic on a day, whoever booked them, by time.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn visits_on(&self, facility: u32, day: Day) -> Result<Vec<Appointment>, RemoteError> {
        self.ask(&format!("{DESKS}/{facility}/appointments?day={day}")).await
    }

    /// Waiting entries of a desk.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn waiting(&self, desk: u32) -> Result<Vec<WaitingRecord>, RemoteError> {
        self.ask(&format!("{DESKS}/{desk}/waiting-entries")).await
    }

    /// Hints that something has changed, one `()` each, until the connection ends.
    ///
    /// # Errors
    /// See [`RemoteError`].
    pub async fn hints(&self) -> Result<impl Stream<Item = ()> + Send + use<>, RemoteError> {
        let response = self
            .target()
            .request(Method::GET, PUSH)
            .send()
            .await
            .map_err(transport)?;
        let status = checked(&response)?;
        if status != StatusCode::OK {
            return Err(RemoteError::Server(status.as_u16()));
        }
        // Only the arrival of a `data:` line matters; a chunk that holds part of one is as good a hint.
        let chunks = response
            .bytes_stream()
            .take_while(|chunk| std::future::ready(chunk.is_ok()));
        Ok(chunks
            .filter_map(|chunk| {
                std::future::ready(chunk.ok().filter(|c| c.windows(5).any(|w| w == b"data:")).map(|_| ()))
            })
            .boxed())
    }

    async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, RemoteError> {
        json(self.send(self.target().request(Method::GET, path)).await?).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, RemoteError> {
        let response = request.timeout(WHOLE).send().await.map_err(transport)?;
        match checked(&response)? {
            StatusCode::OK => Ok(response),
            StatusCode::GONE if json::<Problem>(response).await?.code == "reset" => Err(RemoteError::Reset),
            other => Err(RemoteError::Server(other.as_u16())),
        }
    }
}

/// The status, once it is certain that a registry of this contract answered.
fn checked(response: &Response) -> Result<StatusCode, RemoteError> {
    // A proxy in front of a registry asks to wait in the same way.
    if let (429 | 503, Some(seconds)) = (response.status().as_u16(), number(response, RETRY_AFTER.as_str())) {
        return Err(RemoteError::Later(LONGEST_WAIT.min(Duration::from_secs(seconds))));
    }
    match number(response, PROTOCOL_HEADER) {
        Some(version) if version == u64::from(PROTOCOL) => Ok(response.status()),
        Some(newer) if newer > u64::from(PROTOCOL) => Err(RemoteError::TooNew(newer)),
        // A gateway that stands for a registry which is down is no captive portal.
        _ if matches!(response.status().as_u16(), 502..=504) => Err(RemoteError::Server(response.status().as_u16())),
        _ => Err(RemoteError::Intercepted),
    }
}

/// A header that is a number.
fn number(response: &Response, header: &str) -> Option<u64> {
    response.headers().get(header)?.to_str().ok()?.parse().ok()
}

async fn json<T: DeserializeOwned>(response: Response) -> Result<T, RemoteError> {
    let named = response.headers().get(DIGEST_HEADER).cloned();
    let document = body(response).await?;
    if named.is_some_and(|named| named != digest(&document)) {
        return Err(RemoteError::Incomplete);
    }
    serde_json::from_slice(&document).map_err(|_| RemoteError::Incomplete)
}

async fn body(response: Response) -> Result<Bytes, RemoteError> {
    let mut whole = BytesMut::new();
    let mut chunks = response.bytes_stream();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| RemoteError::Incomplete)?;
        if whole.len() + chunk.len() > MAX_ANSWER {
            return Err(RemoteError::Incomplete);
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(whole.freeze())
}

fn transport(error: reqwest::Error) -> RemoteError {
    let error = error.without_url();
    tracing::debug!(%error, "no answer");
    if is_certificate(&error) {
        RemoteError::Certificate
    } else {
        RemoteError::Unreachable
    }
}

/// Whether the other side showed a certificate that is not to be trusted.
fn is_certificate(error: &(dyn Error + 'static)) -> bool {
    // The source of an I/O error is that of the error inside it, which would be skipped.
    let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let next = inside
        .map(|inside| inside as &(dyn Error + 'static))
        .or_else(|| error.source());
    matches!(error.downcast_ref(), Some(rustls::Error::InvalidCertificate(_))) || next.is_some_and(is_certificate)
}
