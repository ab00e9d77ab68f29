//! Text messages over an HTTP gateway, in the shape that Polish gateways share: a form with `to`, `from`, `message` and
//! `idx` (our id, by which a repetition is noticed), a bearer token, a JSON answer with `list[0].id` or `error`.

use super::courier::{Courier, CourierError, Secret};
use super::texts::Texts;
use crate::outgoing::{self, OutgoingError};
use async_trait::async_trait;
use okienko_registry_store::messages::dispatch::Letter;
use reqwest::{Client, Response, StatusCode, Url};
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// A gateway that says nothing for so long is given up; shorter than the time that a message is taken for.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Largest answer in bytes.
const MAX_ANSWER: usize = 64 << 10;
/// The gateway has a message with this `idx` already.
const KNOWN: i64 = 53;
/// The number cannot receive text messages.
const BAD_NUMBER: i64 = 13;

/// Where text messages go.
#[derive(Debug, Clone)]
pub struct SmsConfig {
    /// Address that takes messages; https except on the loopback.
    pub url: String,
    /// Token of our account.
    pub token: Secret,
    /// Sender as shown to patients; always the same.
    pub from: String,
}

/// Why this cannot be used.
#[derive(Debug, Error)]
pub enum SmsConfigError {
    /// The address of the gateway.
    #[error("the address of the SMS gateway must begin with https:// (http:// is allowed on the loopback only)")]
    Url,
    /// The sender.
    #[error("the sender of text messages has 1 to 11 letters and digits")]
    From,
    /// The library.
    #[error("the HTTP client cannot be prepared: {0}")]
    Client(reqwest::Error),
}

/// Carries text messages.
pub struct SmsCourier {
    http: Client,
    url: Url,
    config: SmsConfig,
    texts: Arc<Texts>,
}

#[derive(Deserialize)]
struct GatewayAnswer {
    #[serde(default)]
    list: Vec<Taken>,
    error: Option<i64>,
}

#[derive(Deserialize)]
struct Taken {
    id: String,
}

impl SmsCourier {
    /// Prepares; connects with the first message.
    ///
    /// # Errors
    /// When the configuration cannot be used.
    pub fn new(config: SmsConfig, texts: Arc<Texts>) -> Result<Self, SmsConfigError> {
        let url = Url::parse(&config.url).map_err(|_| SmsConfigError::Url)?;
        let http = outgoing::client(&url, TIMEOUT).map_err(|error| match error {
            OutgoingError::Insecure => SmsConfigError::Url,
            OutgoingError::Client(error) => SmsConfigError::Client(error),
        })?;
        let good = |c: char| c.is_ascii_alphanumeric() || c == ' ';
        if config.from.is_empty() || config.from.len() > 11 || !config.from.chars().all(good) {
            return Err(SmsConfigError::From);
        }
        Ok(Self {
            http,
            url,
            config,
            texts,
        })
    }
}

#[async_trait]
impl Courier for SmsCourier {
    async fn hand_over(&self, letter: &Letter) -> Result<String, CourierError> {
        let failed = |what: &str| CourierError::Failed(what.to_owned());
        let Some(phone) = letter.patient.reached_at() else {
            return Err(CourierError::Refused("no phone".into()));
        };
        let message = &letter.message;
        let text = self
            .texts
            .sms(
                letter.patient.language,
                message.kind,
                message.term,
                letter.venue.as_ref(),
            )
            .map_err(|error| CourierError::Failed(error.to_string()))?;
        let id = message.id.to_string();
        let form = [
            ("to", phone.as_str().trim_start_matches('+')),
            ("from", &self.config.from),
            ("message", &text),
            ("idx", &id),
            ("check_idx", "1"),
            ("encoding", "utf-8"),
            ("format", "json"),
        ];
        let body = form_body(&self.url, &form);
        let response = self
            .http
            .post(self.url.clone())
            .bearer_auth(self.config.token.reveal())
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .map_err(|error| failed(if error.is_timeout() { "time-out" } else { "connection" }))?;
        let status = response.status();
        match status {
            StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => {
                return Err(CourierError::Refused(status.as_u16().to_string()));
            }
            status if !status.is_success() => return Err(failed(status.as_str())),
            _ => {}
        }
        let answer: GatewayAnswer = serde_json::from_slice(&read(response).await?).map_err(|_| failed("answer"))?;
        match (answer.error, answer.list.into_iter().next()) {
            (None, Some(taken)) => Ok(taken.id.chars().filter(char::is_ascii_graphic).take(64).collect()),
            (Some(KNOWN), _) => Ok("known".to_owned()),
            (Some(BAD_NUMBER), _) => Err(CourierError::Refused(BAD_NUMBER.to_string())),
            (Some(code), _) => Err(CourierError::Failed(code.to_string())),
            (None, None) => Err(failed("answer")),
        }
    }
}

/// The form as a body. The query of a copy of the address does the encoding.
fn form_body(url: &Url, form: &[(&str, &str)]) -> String {
    let mut url = url.clone();
    url.query_pairs_mut().clear().extend_pairs(form);
    url.query().unwrap_or_default().to_owned()
}

async fn read(mut response: Response) -> Result<Vec<u8>, CourierError> {
    let mut body = Vec::new();
    while let Some(chunk) = response
        .chunk()
        .await
        .map_err(|_| CourierError::Failed("answer".into()))?
    {
        body.extend_from_slice(&chunk);
        if body.len() > MAX_ANSWER {
            return Err(CourierError::Failed("answer too long".into()));
        }
    }
    Ok(body)
}
