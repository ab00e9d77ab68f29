//! Plain HTTP to programs of a test.

use reqwest::Client;

/// A client for programs on this machine.
#[must_use]
pub fn http_client() -> Client {
    // Set once per process; a second call has nothing to add.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().build().unwrap()
}
