//! Where a registry is.

use reqwest::Url;
use std::net::IpAddr;
use thiserror::Error;

/// Why a text is no address of a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AddressError {
    /// It is not an address of a server.
    #[error("this is not the address of a registry")]
    Invalid,
    /// People's data would go over the network unencrypted.
    #[error("a registry on another machine is asked over https only")]
    Insecure,
}

/// An address in its one form, so that two of them can be compared.
pub(crate) fn parse(text: &str) -> Result<String, AddressError> {
    let url = Url::parse(text.trim()).map_err(|_| AddressError::Invalid)?;
    // A name before the host looks like the host: `https://rejestr.example.pl@elsewhere`.
    let plain = url.has_host() && url.username().is_empty() && url.query().is_none() && url.fragment().is_none();
    match url.scheme() {
        "https" | "http" if !plain => Err(AddressError::Invalid),
        "http" if !on_this_machine(&url) => Err(AddressError::Insecure),
        "https" | "http" => Ok(url.as_str().trim_end_matches('/').to_owned()),
        _ => Err(AddressError::Invalid),
    }
}

/// Whether an address that was parsed leads to this very machine.
pub(crate) fn is_loopback(address: &str) -> bool {
    Url::parse(address).is_ok_and(|url| on_this_machine(&url))
}

fn on_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::{AddressError, is_loopback, parse};

    #[test]
    fn one_registry_has_one_address() {
        for text in ["https://rejestr.example.pl", " https://Rejestr.Example.pl:443/ "] {
            assert_eq!(parse(text).as_deref(), Ok("https://rejestr.example.pl"), "{text}");
        }
        assert_eq!(parse("https://a.pl/rejestr/").as_deref(), Ok("https://a.pl/rejestr"));
    }

    #[test]
    fn only_this_machine_is_asked_unencrypted() {
        for text in ["http://127.0.0.1:8740", "http://localhost:8740", "http://[::1]:8740"] {
            assert!(parse(text).is_ok_and(|address| is_loopback(&address)), "{text}");
        }
        for text in [
            "http://rejestr.example.pl",
            "http://10.0.0.5:8740",
            "http://localhost.example.pl",
        ] {
            assert_eq!(parse(text), Err(AddressError::Insecure), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "rejestr",
            "ftp://rejestr.example.pl",
            "https://",
            "https://rejestr.example.pl@elsewhere.example",
            "https://rejestr.example.pl/?to=elsewhere",
        ] {
            assert_eq!(parse(text), Err(AddressError::Invalid), "{text}");
        }
    }
}
