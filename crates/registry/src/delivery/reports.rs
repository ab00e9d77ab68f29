//! What the SMS gateway tells us: what became of a message, and what people answered. Signed, so that nobody else can.
//!
//! The signature is the hexadecimal HMAC-SHA256 over the time of signing (Unix seconds, header `x-okienko-timestamp`), a
//! dot and the body, in the header `x-okienko-signature`. An old one is refused; a repeated one changes nothing.

use crate::Registry;
use crate::problem::Failure;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use chrono::{DateTime, Utc};
use okienko_domain::ids::Phone;
use okienko_domain::text::fold;
use okienko_registry_store::messages::dispatch::{Replied, cancel_by_reply, reported};
use ring::hmac;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// Reports of delivery.
pub const REPORTS: &str = "/v1/sms/reports";
/// Answers of people.
pub const REPLIES: &str = "/v1/sms/replies";
/// Header with the time of signing.
pub const TIMESTAMP: &str = "x-okienko-timestamp";
/// Header with the signature.
pub const SIGNATURE: &str = "x-okienko-signature";
/// Seconds for which a signature is good, either way.
const WINDOW: i64 = 300;

/// Proves that a report comes from the gateway.
pub struct ReportKey(hmac::Key);

impl ReportKey {
    /// The key that the gateway signs with.
    #[must_use]
    pub fn new(secret: &super::courier::Secret) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.reveal().as_bytes()))
    }

    /// The signature of a body, as the gateway makes it.
    #[must_use]
    pub fn sign(&self, timestamp: i64, body: &[u8]) -> String {
        let tag = hmac::sign(&self.0, &signed(timestamp, body));
        tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    fn verify(&self, headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> bool {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let Some(timestamp) = text(TIMESTAMP).and_then(|text| text.parse::<i64>().ok()) else {
            return false;
        };
        let Some(tag) = text(SIGNATURE).and_then(unhex) else {
            return false;
        };
        // Saturating: any number may be sent.
        let fresh = now.timestamp().saturating_sub(timestamp).saturating_abs() <= WINDOW;
        fresh && hmac::verify(&self.0, &signed(timestamp, body), &tag).is_ok()
    }
}

fn signed(timestamp: i64, body: &[u8]) -> Vec<u8> {
    [timestamp.to_string().as_bytes(), b".", body].concat()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = digits?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty()
        .then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

/// What became of a message.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Report {
    /// Our id of the message.
    idx: Uuid,
    status: ReportStatus,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "UPPERCASE")]
enum ReportStatus {
    Delivered,
    Undelivered,
    Expired,
    Rejected,
    Failed,
    /// Under way: nothing to note yet.
    #[serde(other)]
    Other,
}

/// What somebody answered.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Reply {
    /// The gateway's name of it.
    id: String,
    from: String,
    text: String,
}

/// The document, when its signature is right.
fn open<T: for<'a> Deserialize<'a>>(registry: &Registry, headers: &HeaderMap, body: &[u8]) -> Result<T, Failure> {
    let key = registry.report_key.get().ok_or(Failure::NotFound)?;
    if !key.verify(headers, body, registry.clock.now()) {
        return Err(Failure::Unsigned);
    }
    // The words of the parser could repeat what it has read.
    serde_json::from_slice(body).map_err(|_| Failure::Invalid("send the document of the contract".into()))
}

/// The SMS gateway tells what became of a message. Only POST acts: nothing here can be followed as a link.
#[utoipa::path(post, path = REPORTS, tag = "service", params(("x-okienko-timestamp" = i64, Header, description = "Unix seconds"), ("x-okienko-signature" = String, Header, description = "Hexadecimal HMAC-SHA256 of timestamp, dot and body")), request_body = Report,
    responses((status = 204, description = "Noted, now or before"), Failure))]
pub(crate) async fn sms_reports(
    State(registry): State<Arc<Registry>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Failure> {
    let report: Report = open(&registry, &headers, &body)?;
    let delivered = match report.status {
        ReportStatus::Delivered => true,
        ReportStatus::Other => return Ok(StatusCode::NO_CONTENT),
        _ => false,
    };
    let now = registry.clock.now();
    if !reported(&*registry.store, report.idx, delivered, now).await? {
        return Err(Failure::NotFound);
    }
    registry.announce().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The SMS gateway passes an answer on. One that means "I shall not come" cancels the visit reminded last.
#[utoipa::path(post, path = REPLIES, tag = "service", params(("x-okienko-timestamp" = i64, Header, description = "Unix seconds"), ("x-okienko-signature" = String, Header, description = "Hexadecimal HMAC-SHA256 of timestamp, dot and body")), request_body = Reply,
    responses((status = 204, description = "Heard, now or before"), Failure))]
pub(crate) async fn sms_replies(
    State(registry): State<Arc<Registry>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<StatusCode, Failure> {
    let reply: Reply = open(&registry, &headers, &body)?;
    let number = if reply.from.starts_with('+') {
        reply.from
    } else {
        format!("+{}", reply.from)
    };
    let phone = Phone::parse(&number).map_err(|error| Failure::Invalid(error.to_string()))?;
    if !cancels(&reply.text) {
        return Ok(StatusCode::NO_CONTENT);
    }
    let done = cancel_by_reply(&*registry.store, &phone, &reply.id, registry.clock.now()).await?;
    tracing::info!(decided = matches!(done, Replied::Decided(_)), "a reminder was answered");
    registry.announce().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whether an answer means "I shall not come": NIE or ODWOŁUJĘ, however they are typed.
fn cancels(text: &str) -> bool {
    matches!(fold(text).replace(' ', "").as_str(), "nie" | "odwoluje")
}

#[cfg(test)]
mod tests {
    use super::{ReportKey, SIGNATURE, TIMESTAMP, cancels, unhex};
    use crate::delivery::courier::Secret;
    use axum::http::HeaderMap;
    use chrono::{DateTime, Duration};

    #[test]
    fn only_a_clear_answer_cancels() {
        for text in [
            "NIE",
            "nie",
            " Nie. ",
            "n i e",
            "ODWOŁUJĘ",
            "odwoluje!",
            "Odwołuje",
            "NIE\n",
        ] {
            assert!(cancels(text), "{text}");
        }
        for text in [
            "",
            "tak",
            "nie wiem",
            "nie odwołuję",
            "odwołam",
            "NIEDZIELA",
            "STOP",
            "ok, nie ma sprawy",
        ] {
            assert!(!cancels(text), "{text}");
        }
    }

    #[test]
    fn f37_a_forged_or_old_report_is_refused() {
        let key = ReportKey::new(&Secret::new("tajny\n"));
        let now = DateTime::UNIX_EPOCH + Duration::days(20_000);
        let body = br#"{"idx":"x"}"#;
        let headers = |timestamp: &str, signature: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(TIMESTAMP, timestamp.parse().unwrap());
            headers.insert(SIGNATURE, signature.parse().unwrap());
            headers
        };
        let at = now.timestamp();
        let good = key.sign(at, body);
        assert!(key.verify(&headers(&at.to_string(), &good), body, now));
        assert!(!key.verify(&HeaderMap::new(), body, now));
        assert!(
            !key.verify(&headers(&at.to_string(), &good), b"{}", now),
            "another body"
        );
        assert!(
            !key.verify(&headers(&(at + 1).to_string(), &good), body, now),
            "another time"
        );
        assert!(!key.verify(&headers(&at.to_string(), &good), body, now + Duration::seconds(301)));
        let other = ReportKey::new(&Secret::new("inny")).sign(at, body);
        for forged in [other.as_str(), "", "0", "zz", &good[..62], &format!("{good}00")] {
            assert!(!key.verify(&headers(&at.to_string(), forged), body, now), "{forged}");
        }
        for bit in 0..256 {
            let mut tag = unhex(&good).unwrap();
            tag[bit / 8] ^= 1 << (bit % 8);
            let forged: String = tag.iter().map(|byte| format!("{byte:02x}")).collect();
            assert!(!key.verify(&headers(&at.to_string(), &forged), body, now));
        }
        for time in ["", "x", "9223372036854775807", "-9223372036854775808"] {
            assert!(!key.verify(&headers(time, &good), body, now), "{time}");
        }
    }
}
