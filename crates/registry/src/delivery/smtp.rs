//! E-mail over SMTP.

use super::courier::{Courier, CourierError, Secret};
use super::texts::Texts;
use crate::outgoing::is_loopback;
use async_trait::async_trait;
use lettre::message::header::{ContentType, MIME_VERSION_1_0};
use lettre::message::{Mailbox, MessageBuilder};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use okienko_registry_store::messages::dispatch::Letter;
use reqwest::Url;
use std::sync::Arc;
use std::time::Duration;
use thiserror::Error;

/// A server that says nothing for so long is given up.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Where e-mail goes.
#[derive(Debug, Clone)]
pub struct SmtpConfig {
    /// `smtps://host` (TLS from the first byte) or `smtp://host` (STARTTLS, demanded except on the loopback).
    pub url: String,
    /// Sender: `Name <address>` or an address.
    pub from: String,
    /// Name and password, when the server wants them.
    pub login: Option<(String, Secret)>,
}

/// Why this cannot be used.
#[derive(Debug, Error)]
pub enum SmtpConfigError {
    /// The address of the server.
    #[error(
        "the SMTP address must be smtps://host or smtp://host, with a port if need be and without name or password"
    )]
    Url,
    /// The sender.
    #[error("the sender of e-mail must be an address, or a name with an address: Rejestracja <rejestracja@example.pl>")]
    From,
    /// The library.
    #[error("SMTP with TLS cannot be prepared: {0}")]
    Tls(lettre::transport::smtp::Error),
}

/// Carries e-mail.
pub struct SmtpCourier {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    texts: Arc<Texts>,
}

impl SmtpCourier {
    /// Prepares; connects with the first message.
    ///
    /// # Errors
    /// When the configuration cannot be used.
    pub fn new(config: &SmtpConfig, texts: Arc<Texts>) -> Result<Self, SmtpConfigError> {
        let url = Url::parse(&config.url).map_err(|_| SmtpConfigError::Url)?;
        let host = url
            .host_str()
            .filter(|host| !host.is_empty())
            .ok_or(SmtpConfigError::Url)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(SmtpConfigError::Url);
        }
        let tls = || TlsParameters::new(host.to_owned()).map_err(SmtpConfigError::Tls);
        let (tls, port) = match url.scheme() {
            "smtps" => (Tls::Wrapper(tls()?), 465),
            "smtp" if is_loopback(&url) => (Tls::None, 25),
            "smtp" => (Tls::Required(tls()?), 587),
            _ => return Err(SmtpConfigError::Url),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(url.port().unwrap_or(port))
            .tls(tls)
            .timeout(Some(TIMEOUT));
        if let Some((name, password)) = &config.login {
            builder = builder.credentials(Credentials::new(name.clone(), password.reveal().to_owned()));
        }
        Ok(Self {
            transport: builder.build(),
            from: config.from.parse().map_err(|_| SmtpConfigError::From)?,
            texts,
        })
    }

    fn compose(&self, letter: &Letter) -> Result<Message, CourierError> {
        let refused = |what: &str| CourierError::Refused(what.to_owned());
        let email = letter.patient.email.as_ref().ok_or_else(|| refused("no address"))?;
        let to: Address = email.as_str().parse().map_err(|_| refused("not an address"))?;
        let message = &letter.message;
        let mail = self
            .texts
            .mail(
                letter.patient.language,
                message.kind,
                message.term,
                letter.venue.as_ref(),
            )
            .map_err(|error| CourierError::Failed(error.to_string()))?;
        // The same message has the same name however often it is sent, so that a mailbox can show it once.
        let id = format!("<{}@{}>", message.id, self.from.email.domain());
        MessageBuilder::new()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject)
            .message_id(Some(id))
            .header(MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body)
            .map_err(|_| refused("cannot be written"))
    }
}

#[async_trait]
impl Courier for SmtpCourier {
    async fn hand_over(&self, letter: &Letter) -> Result<String, CourierError> {
        let message = self.compose(letter)?;
        match self.transport.send(message).await {
            Ok(response) => Ok(response.code().to_string()),
            // The words of the server may repeat the address; its number may not. 5.1 and 5.5x are about the mailbox.
            Err(error) => Err(match error.status().map(|code| code.to_string()) {
                Some(code) if error.is_permanent() && matches!(code.as_str(), "550" | "551" | "553" | "501") => {
                    CourierError::Refused(code)
                }
                Some(code) => CourierError::Failed(code),
                None if error.is_timeout() => CourierError::Failed("time-out".into()),
                None if error.is_tls() => CourierError::Failed("TLS".into()),
                None => CourierError::Failed("connection".into()),
            }),
        }
    }
}
