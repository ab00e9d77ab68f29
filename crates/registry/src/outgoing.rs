//! Calls of the registry to others: the gateway for text messages, the identity provider.

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use std::net::IpAddr;
use std::time::Duration;
use thiserror::Error;

/// Why an address of the configuration cannot be called.
#[derive(Debug, Error)]
pub(crate) enum OutgoingError {
    /// Neither https nor on this machine.
    #[error("the address is not secure")]
    Insecure,
    /// The system gives no client.
    #[error(transparent)]
    Client(#[from] reqwest::Error),
}

/// A client for an address of the configuration. It goes over TLS, except on this machine, and nowhere else: what it carries
/// is not for whom that address points to.
pub(crate) fn client(url: &Url, timeout: Duration) -> Result<Client, OutgoingError> {
    // Set once per process; a second call has nothing to add.
    let _ = rustls::crypto::ring::default_provider().install_default();
    if !is_secure(url) {
        return Err(OutgoingError::Insecure);
    }
    let builder = Client::builder().timeout(timeout).redirect(Policy::none());
    let builder = if is_loopback(url) { builder.no_proxy() } else { builder };
    Ok(builder.build()?)
}

/// Whether what is sent to an address can be read on the way by nobody.
pub(crate) fn is_secure(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// Whether an address is on this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    url.host_str() == Some("localhost") || number(url).is_some_and(|address| address.is_loopback())
}

/// The host of an address when it is a number: names can be made to point elsewhere.
pub(crate) fn number(url: &Url) -> Option<IpAddr> {
    url.host_str()?.trim_matches(['[', ']']).parse().ok()
}
