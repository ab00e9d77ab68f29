//! Failures as HTTP answers.

use axum::Json;
use axum::body::to_bytes;
use axum::extract::rejection::JsonRejection;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, ETAG, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use okienko_registry_store::StoreError;
use okienko_wire::Problem;
use okienko_wire::access::TIME_HEADER;
use std::collections::BTreeMap;
use std::time::Duration;
use utoipa::openapi::{Content, Ref, RefOr, ResponseBuilder};

/// An answer that is not what was asked for.
pub(crate) enum Failure {
    /// The client holds data of another database and must start again.
    Reset,
    /// The document is not of the contract.
    Invalid(String),
    /// There is no such thing.
    NotFound,
    /// A publication without the version it was compared with.
    VersionWanted,
    /// The schedule has changed since; this is its version now.
    Changed(u64),
    /// The signature is missing, old or not of whoever may say this.
    Unsigned,
    /// There is, but not with this method.
    Method,
    /// The body did not arrive within this time.
    TooSlow(Duration),
    /// The body has more bytes than this.
    TooLarge(usize),
    /// The body comes in another form than the contract's.
    Unsupported(&'static str),
    /// This client asks too much; after this time it may ask again.
    TooMany(Duration),
    /// All clients together ask too much.
    Busy,
    /// The role of the caller may not do this at all.
    Forbidden,
    /// Nobody showed themselves, or not in a way that holds.
    NotRecognised,
    /// The time of a proof is too far from the registry's, which is this.
    ClockSkew(DateTime<Utc>),
    /// The proof was used before.
    Replayed,
    /// The device waits for an administrator to compare its fingerprint.
    DevicePending,
    /// The device has been ended.
    DeviceRevoked,
    /// The key of the device was used by two machines.
    DeviceQuarantined,
    /// The code of an enrolment is wrong, used or too old: which of them nobody learns.
    EnrolmentRefused,
    /// Name, password or digits are wrong: which of them nobody learns.
    SignInFailed,
    /// The identity provider does not answer.
    ProviderUnavailable,
    /// The token is unknown, too old or ended.
    SignedOut,
    /// Too many tries; after this time they begin anew.
    TooManyTries(Duration),
    /// The store failed; the same request may be sent again.
    Store,
    /// A defect of this program.
    Internal,
}

/// The ways to say who one is.
const CHALLENGE: &str = "Okienko-Proof, Bearer";

/// Code of the [`Problem`] in an answer, for those who count.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Code(pub(crate) &'static str);

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::DeviceStopped => Self::DeviceQuarantined,
            StoreError::Defect => Self::broken("its decision ended early"),
            error => {
                tracing::error!(%error, "the store failed");
                Self::Store
            }
        }
    }
}

impl From<JsonRejection> for Failure {
    fn from(rejection: JsonRejection) -> Self {
        match rejection {
            JsonRejection::MissingJsonContentType(_) => {
                Self::Unsupported("send JSON with the header content-type: application/json")
            }
            // The reason of a rejected document names fields, never values: see the tests of `Request`.
            other => Self::Invalid(other.body_text()),
        }
    }
}

/// A document of access. What was sent is not repeated: it may be a password.
pub(crate) fn document<T>(body: Result<Json<T>, JsonRejection>) -> Result<T, Failure> {
    match body {
        Ok(Json(document)) => Ok(document),
        Err(rejection @ JsonRejection::MissingJsonContentType(_)) => Err(rejection.into()),
        Err(_) => Err(Failure::Invalid(
            "send exactly the fields that the contract names for this address".into(),
        )),
    }
}

impl Failure {
    /// A defect of the machine or of this program.
    pub(crate) fn broken(what: &'static str) -> Self {
        tracing::error!(what, "a request cannot be answered");
        Self::Internal
    }

    /// The stable code of the answer.
    pub(crate) fn code(&self) -> &'static str {
        self.kind().1
    }

    /// Status, code and seconds after which the same request may be sent again.
    fn kind(&self) -> (StatusCode, &'static str, Option<u64>) {
        match self {
            Self::Reset => (StatusCode::GONE, "reset", None),
            Self::Invalid(_) => (StatusCode::BAD_REQUEST, "invalid", None),
            Self::NotFound => (StatusCode::NOT_FOUND, "not-found", None),
            Self::VersionWanted => (StatusCode::PRECONDITION_REQUIRED, "version-wanted", None),
            Self::Changed(_) => (StatusCode::CONFLICT, "schedule-changed", None),
            Self::Unsigned => (StatusCode::UNAUTHORIZED, "unsigned", None),
            Self::Method => (StatusCode::METHOD_NOT_ALLOWED, "method", None),
            Self::TooSlow(_) => (StatusCode::REQUEST_TIMEOUT, "too-slow", None),
            Self::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "too-large", None),
            Self::Unsupported(_) => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported", None),
            // A part of a second is a second: the header knows no parts.
            Self::TooMany(wait) => (StatusCode::TOO_MANY_REQUESTS, "too-many", Some(wait.as_secs() + 1)),
            Self::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy", Some(1)),
            Self::Forbidden => (StatusCode::FORBIDDEN, "forbidden", None),
            Self::NotRecognised => (StatusCode::UNAUTHORIZED, "not-recognised", None),
            Self::ClockSkew(_) => (StatusCode::UNAUTHORIZED, "clock-skew", None),
            Self::Replayed => (StatusCode::UNAUTHORIZED, "replayed", None),
            Self::DevicePending => (StatusCode::UNAUTHORIZED, "device-pending", None),
            Self::DeviceRevoked => (StatusCode::UNAUTHORIZED, "device-revoked", None),
            Self::DeviceQuarantined => (StatusCode::UNAUTHORIZED, "device-quarantined", None),
            Self::EnrolmentRefused => (StatusCode::FORBIDDEN, "enrolment-refused", None),
            Self::SignInFailed => (StatusCode::UNAUTHORIZED, "sign-in-failed", None),
            Self::ProviderUnavailable => (StatusCode::BAD_GATEWAY, "provider-unavailable", Some(10)),
            Self::SignedOut => (StatusCode::UNAUTHORIZED, "signed-out", None),
            Self::TooManyTries(wait) => (
                StatusCode::TOO_MANY_REQUESTS,
                "too-many-tries",
                Some(wait.as_secs() + 1),
            ),
            Self::Store => (StatusCode::SERVICE_UNAVAILABLE, "busy", Some(5)),
            Self::Internal => (StatusCode::INTERNAL_SERVER_ERROR, "internal", None),
        }
    }

    fn message(self) -> String {
        match self {
            Self::Reset => "this registry has another history; drop the local terms and fetch the snapshot".into(),
            Self::Invalid(message) => message,
            Self::NotFound => "there is nothing under this address".into(),
            Self::VersionWanted => "ask for the difference first and send its version in the header if-match".into(),
            Self::Changed(_) => {
                "the schedule has changed since the difference was computed; ask for it again and publish over that"
                    .into()
            }
            Self::Unsigned => "sign the body anew with the key you share with this registry".into(),
            Self::Method => "this address takes another method, see the header allow".into(),
            Self::TooSlow(limit) => format!("the body must arrive within {} s", limit.as_secs()),
            Self::TooLarge(limit) => format!("the body may have at most {limit} bytes"),
            Self::Unsupported(fix) => fix.into(),
            Self::TooMany(_) => "too many requests from your address; wait for the seconds of retry-after".into(),
            Self::Busy => "the registry is busy; send the same request again after the seconds of retry-after".into(),
            Self::Forbidden => "the table of rights does not let this caller do this".into(),
            Self::NotRecognised => {
                "say who you are: sign the request as an enrolled device, or send an access token".into()
            }
            Self::ClockSkew(now) => format!(
                "the proof is not of this minute; here it is {}",
                now.to_rfc3339_opts(SecondsFormat::Millis, true)
            ),
            Self::Replayed => "this proof was used before; make a new one for every request".into(),
            Self::DevicePending => "an administrator has to compare the fingerprint of this device".into(),
            Self::DeviceRevoked => "this device was disconnected; enrol it anew with a new code".into(),
            Self::DeviceQuarantined => {
                "the key of this device was used by two machines; an administrator has to look".into()
            }
            Self::EnrolmentRefused => "the code is wrong, used or too old; ask the administrator for a new one".into(),
            Self::SignInFailed => "name, password or the six digits are wrong; digits work once".into(),
            Self::ProviderUnavailable => {
                "the identity provider does not answer; try again, or sign in with a password".into()
            }
            Self::SignedOut => "the token is not good any more; use the refresh token or sign in again".into(),
            Self::TooManyTries(_) => "too many tries; wait for the seconds of retry-after".into(),
            Self::Store => "the registry cannot store anything now; send the same request again".into(),
            Self::Internal => "the registry failed; tell those who run it when this happened".into(),
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let (status, code, retry_after) = self.kind();
        let told = match &self {
            Self::Changed(now) => HeaderValue::from_str(&format!("\"{now}\"")).ok().map(|tag| (ETAG, tag)),
            Self::ClockSkew(now) => Some((HeaderName::from_static(TIME_HEADER), now.timestamp_millis().into())),
            _ if status == StatusCode::UNAUTHORIZED => Some((WWW_AUTHENTICATE, HeaderValue::from_static(CHALLENGE))),
            _ => None,
        };
        let problem = Problem {
            code: code.to_owned(),
            message: self.message(),
        };
        let mut response = (status, Json(problem)).into_response();
        response.extensions_mut().insert(Code(code));
        response.headers_mut().extend(told);
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

/// Puts what the framework refuses by itself, in plain text or without a word, into the words of the contract.
pub(crate) async fn in_our_words(response: Response) -> Response {
    let status = response.status();
    let json = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|t| t.as_bytes().starts_with(b"application/json"));
    if !(status.is_client_error() || status.is_server_error()) || json {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let failure = match status {
        StatusCode::NOT_FOUND => Failure::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => Failure::Method,
        StatusCode::SERVICE_UNAVAILABLE => Failure::Busy,
        status if status.is_client_error() => {
            let reason = to_bytes(body, 1024).await.unwrap_or_default();
            Failure::Invalid(String::from_utf8_lossy(&reason).into_owned())
        }
        _ => Failure::Internal,
    };
    let ours = failure.into_response();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.extend(ours.headers().clone());
    parts.extensions.extend(ours.extensions().clone());
    parts.status = ours.status();
    Response::from_parts(parts, ours.into_body())
}

/// In the description of the contract all failures of an address are one answer.
impl utoipa::IntoResponses for Failure {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let problem = Content::new(Some(Ref::from_schema_name("Problem")));
        let response = ResponseBuilder::new()
            .description("A problem; 429 and 503 come with `retry-after` in seconds.")
            .content("application/json", problem);
        BTreeMap::from([("default".to_owned(), response.build().into())])
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, in_our_words};
    use axum::body::to_bytes;
    use axum::http::header::{ALLOW, RETRY_AFTER};
    use axum::http::{HeaderValue, StatusCode};
    use axum::response::{IntoResponse, Response};
    use okienko_wire::Problem;
    use std::time::Duration;

    async fn read(response: Response) -> (StatusCode, Problem) {
        let status = response.status();
        let bytes = to_bytes(response.into_body(), 10_000).await.unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    #[tokio::test]
    async fn words_of_the_framework_become_ours() {
        for (status, code) in [
            (StatusCode::NOT_FOUND, "not-found"),
            (StatusCode::METHOD_NOT_ALLOWED, "method"),
            (StatusCode::UNPROCESSABLE_ENTITY, "invalid"),
            (StatusCode::SERVICE_UNAVAILABLE, "busy"),
            (StatusCode::INTERNAL_SERVER_ERROR, "internal"),
        ] {
            let mut plain = (status, "field `after` is missing").into_response();
            plain.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
            let ours = in_our_words(plain).await;
            assert_eq!(ours.headers()[ALLOW], "POST", "what else was said stays");
            assert_eq!(ours.headers().contains_key(RETRY_AFTER), code == "busy");
            let (said, problem) = read(ours).await;
            assert_eq!(problem.code, code);
            let expected = if code == "invalid" {
                StatusCode::BAD_REQUEST
            } else {
                status
            };
            assert_eq!(said, expected);
            assert_eq!(problem.message == "field `after` is missing", code == "invalid");
        }
        let fine = in_our_words("fine".into_response()).await;
        assert_eq!(to_bytes(fine.into_body(), 10).await.unwrap(), "fine");
    }

    #[tokio::test]
    async fn retry_after_never_says_too_early() {
        for (wait, seconds) in [(0, "1"), (999, "1"), (1500, "2")] {
            let answer = Failure::TooMany(Duration::from_millis(wait)).into_response();
            assert_eq!(answer.headers()[RETRY_AFTER], seconds);
        }
    }
}
