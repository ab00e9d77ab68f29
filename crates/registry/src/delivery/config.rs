//! Command line of delivery. Secrets come from files or from the environment, never from arguments, which others can see.

use super::courier::{Courier, Secret};
use super::reports::ReportKey;
use super::sms::{SmsConfig, SmsCourier};
use super::smtp::{SmtpConfig, SmtpCourier};
use super::{Couriers, Persistence, Texts};
use crate::outgoing::is_loopback;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Couriers of messages to patients.
#[derive(clap::Args, Debug, Default)]
pub struct Arguments {
    /// SMTP server: smtps://host, or smtp://host with STARTTLS.
    #[arg(long, env = "OKIENKO_SMTP_URL")]
    smtp_url: Option<String>,
    /// Sender of e-mail: Rejestracja <rejestracja@example.pl>.
    #[arg(long, env = "OKIENKO_SMTP_FROM", requires = "smtp_url")]
    smtp_from: Option<String>,
    /// Name to log in to the SMTP server with; the password is in --smtp-password-file or `OKIENKO_SMTP_PASSWORD`.
    #[arg(long, env = "OKIENKO_SMTP_USER", requires = "smtp_url")]
    smtp_user: Option<String>,
    /// File with the password of the SMTP server.
    #[arg(long, env = "OKIENKO_SMTP_PASSWORD_FILE", requires = "smtp_user")]
    smtp_password_file: Option<PathBuf>,
    /// Address of the SMS gateway; its token is in --sms-token-file or `OKIENKO_SMS_TOKEN`.
    #[arg(long, env = "OKIENKO_SMS_URL")]
    sms_url: Option<String>,
    /// Sender of text messages, 1 to 11 letters and digits.
    #[arg(long, env = "OKIENKO_SMS_FROM", default_value = "eRejestr")]
    sms_from: String,
    /// File with the token of the SMS gateway.
    #[arg(long, env = "OKIENKO_SMS_TOKEN_FILE", requires = "sms_url")]
    sms_token_file: Option<PathBuf>,
    /// File with the key that the gateway signs its reports with; also `OKIENKO_SMS_REPORT_SECRET`. Without it none are taken.
    #[arg(long, env = "OKIENKO_SMS_REPORT_SECRET_FILE", requires = "sms_url")]
    sms_report_secret_file: Option<PathBuf>,
    /// Seconds after which a message taken by a process that died is taken again.
    #[arg(long, env = "OKIENKO_DELIVERY_LEASE", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    delivery_lease: u64,
    /// Attempts after which the clinic is asked to call.
    #[arg(long, env = "OKIENKO_DELIVERY_ATTEMPTS", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=50))]
    delivery_attempts: u32,
    /// Messages handed over at once.
    #[arg(long, env = "OKIENKO_DELIVERY_LANES", default_value_t = 8, value_parser = clap::value_parser!(u8).range(1..=64))]
    delivery_lanes: u8,
}

/// What the arguments mean.
pub struct Configured {
    /// Who carries.
    pub couriers: Couriers,
    /// How long.
    pub persistence: Persistence,
    /// Who may report.
    pub report_key: Option<ReportKey>,
}

impl Arguments {
    /// Reads secrets and prepares couriers. Invented people have phone numbers that may belong to somebody: with `demo`
    /// messages leave for this machine only.
    ///
    /// # Errors
    /// When something is missing or cannot be used; the text says what to do.
    pub fn configure(self, demo: bool) -> Result<Configured> {
        for url in [&self.smtp_url, &self.sms_url].into_iter().flatten() {
            let here = reqwest::Url::parse(url).is_ok_and(|url| is_loopback(&url));
            if demo && !here {
                bail!(
                    "Baza ma dane demonstracyjne: wiadomości wolno wysyłać tylko do bramki na tym komputerze (127.0.0.1). Usuń --sms-url i --smtp-url albo użyj prawdziwej bazy."
                );
            }
        }
        let texts = Arc::new(Texts::default());
        let mut couriers = Couriers::default();
        if let Some(url) = self.smtp_url {
            let from = self
                .smtp_from
                .context("Podaj nadawcę poczty: --smtp-from \"Rejestracja <rejestracja@example.pl>\"")?;
            let login = match self.smtp_user {
                Some(user) => Some((
                    user,
                    secret(self.smtp_password_file.as_deref(), "OKIENKO_SMTP_PASSWORD")?
                        .context("Podaj plik z hasłem poczty: --smtp-password-file")?,
                )),
                None => None,
            };
            let courier = SmtpCourier::new(&SmtpConfig { url, from, login }, Arc::clone(&texts))?;
            couriers.email = Some(Box::new(courier) as Box<dyn Courier>);
        }
        let mut report_key = None;
        if let Some(url) = self.sms_url {
            let token = secret(self.sms_token_file.as_deref(), "OKIENKO_SMS_TOKEN")?
                .context("Podaj plik z tokenem bramki SMS: --sms-token-file")?;
            let from = self.sms_from;
            couriers.sms = Some(Box::new(SmsCourier::new(SmsConfig { url, token, from }, texts)?));
            report_key = secret(self.sms_report_secret_file.as_deref(), "OKIENKO_SMS_REPORT_SECRET")?
                .map(|secret| ReportKey::new(&secret));
        }
        Ok(Configured {
            couriers,
            persistence: Persistence {
                lease: Duration::from_secs(self.delivery_lease),
                attempts: self.delivery_attempts,
                lanes: self.delivery_lanes.into(),
            },
            report_key,
        })
    }
}

/// A secret from a file, or else from the environment.
fn secret(file: Option<&Path>, variable: &str) -> Result<Option<Secret>> {
    let text = match file {
        Some(file) => Some(std::fs::read_to_string(file).with_context(|| {
            format!(
                "Nie można odczytać pliku {}. Sprawdź ścieżkę i uprawnienia.",
                file.display()
            )
        })?),
        None => std::env::var(variable).ok(),
    };
    let secret = text.as_deref().map(Secret::new);
    if secret.as_ref().is_some_and(|secret| secret.reveal().is_empty()) {
        bail!("Sekret {variable} jest pusty.");
    }
    Ok(secret)
}
