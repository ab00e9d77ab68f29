//! Failures as HTTP answers.

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use axum::response::{IntoResponse, Response};
use okienko_registry_store::StoreError;
use okienko_wire::Problem;

/// An answer that is not what was asked for.
pub(crate) enum Failure {
    /// The client holds data of another database and must start again.
    Reset,
    /// The document is not of the contract.
    Invalid(String),
    /// There is no such thing.
    NotFound,
    /// The store failed; the same request may be sent again.
    Store(StoreError),
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let answer = |status: StatusCode, code: &str, message: String| {
            (
                status,
                Json(Problem {
                    code: code.to_owned(),
                    message,
                }),
            )
                .into_response()
        };
        match self {
            Self::Reset => answer(
                StatusCode::GONE,
                "reset",
                "this registry has another history; drop the local terms and fetch the snapshot".into(),
            ),
            Self::Invalid(message) => answer(StatusCode::BAD_REQUEST, "invalid", message),
            Self::NotFound => answer(
                StatusCode::NOT_FOUND,
                "not-found",
                "there is nothing under this address".into(),
            ),
            Self::Store(error) => {
                tracing::error!(%error, "the store failed");
                let mut response = answer(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "busy",
                    "the registry cannot store anything now; send the same request again".into(),
                );
                response
                    .headers_mut()
                    .insert(RETRY_AFTER, HeaderValue::from_static("5"));
                response
            }
        }
    }
}
