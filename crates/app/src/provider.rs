//! Signing in at the identity provider of the registry, in the system's browser.

use crate::browser::{Brought, Loopback};
use crate::view::AppError;
use crate::{App, Result};
use okienko_sync::{Denial, RemoteError};
use okienko_wire::access::{SignInEnd, SignInStart};
use std::io;
use std::time::Duration;
use tokio::sync::{Mutex, watch};
use url::{Host, Url};

/// Somebody at the provider's page takes no longer than this. The registry would wait for twice as long.
const PATIENCE: Duration = Duration::from_secs(5 * 60);

/// Sign-ins in the browser: one at a time, and the last one counts, because whoever begins anew does not see the one before.
#[derive(Default)]
pub(crate) struct Attempts {
    /// How often one was begun or ended.
    count: watch::Sender<u64>,
    turn: Mutex<()>,
}

impl Attempts {
    /// Ends the one under way.
    pub(crate) fn end(&self) {
        self.next();
    }

    fn next(&self) -> u64 {
        let mut next = 0;
        self.count.send_modify(|count| {
            *count += 1;
            next = *count;
        });
        next
    }

    /// Done when this one is not the last any more.
    async fn over(&self, attempt: u64) {
        // Its sender lives as long as this.
        let _ = self.count.subscribe().wait_for(|count| *count != attempt).await;
    }
}

impl App {
    /// Name of the identity provider where people may sign in: its host, which they see again in the browser. `None` when the
    /// registry has none.
    ///
    /// # Errors
    /// `offline`, `registry-error`.
    pub async fn sign_in_provider(&self) -> Result<Option<String>> {
        let ways = self.engine.remote().sign_in_ways().await?;
        let issuer = ways.provider.and_then(|issuer| Url::parse(&issuer).ok());
        Ok(issuer.and_then(|issuer| issuer.host_str().map(str::to_owned)))
    }

    /// Signs somebody in at this desktop who shows at the identity provider who they are. `open` opens an address in the
    /// system's browser. The name of the account.
    ///
    /// # Errors
    /// `browser-missing`, `browser-timeout`, `browser-cancelled` (also by another attempt), `provider-declined`,
    /// `provider-unavailable`, `provider-account`, `sign-in-too-many`, `wrong-place`, `not-supported`, `not-connected`,
    /// `offline`, `registry-error`.
    pub async fn sign_in_with_provider(
        &self,
        open: impl FnOnce(&str) -> io::Result<()> + Send + 'static,
    ) -> Result<String> {
        let attempt = self.sign_ins.next();
        let _turn = self.sign_ins.turn.lock().await;
        let sign_in = async { self.believe(self.ask_browser(open).await?).await };
        tokio::select! {
            biased;
            // The registry may make a session all the same: nobody has its tokens.
            () = self.sign_ins.over(attempt) => Err(AppError::new("browser-cancelled")),
            signed_in = sign_in => signed_in,
        }
    }

    /// Ends a sign-in that goes on in the browser, if there is one.
    ///
    /// # Errors
    /// None today.
    pub async fn cancel_sign_in(&self) -> Result<()> {
        self.sign_ins.end();
        Ok(())
    }

    /// Sends the browser to the provider and waits until it is back. Dropped halfway, it leaves no open port.
    async fn ask_browser(&self, open: impl FnOnce(&str) -> io::Result<()> + Send + 'static) -> Result<SignInEnd> {
        let loopback = Loopback::open().await.map_err(|error| {
            tracing::error!(%error, "no port of the loopback can be opened");
            AppError::new("internal")
        })?;
        let begun = self
            .engine
            .remote()
            .begin_at_provider(loopback.address().to_owned())
            .await;
        let SignInStart { sign_in, address } = begun.map_err(|error| self.refused(error))?;
        let (page, state) = page(&address).ok_or_else(|| {
            tracing::warn!("the registry sends the browser to no address of a provider");
            AppError::new("provider-unavailable")
        })?;
        let opened = tokio::task::spawn_blocking(move || open(page.as_str())).await;
        // The text of such an error may hold the address.
        let kind = opened.map_or(Some(io::ErrorKind::Other), |opened| {
            opened.err().map(|error| error.kind())
        });
        if let Some(kind) = kind {
            tracing::warn!(%kind, "the browser was not opened");
            return Err(AppError::new("browser-missing"));
        }
        match loopback.hear(&state, PATIENCE).await {
            Some(Brought::Code { code, issuer }) => Ok(SignInEnd {
                sign_in,
                state,
                code,
                issuer,
            }),
            Some(Brought::Refusal) => Err(AppError::new("provider-declined")),
            None => Err(AppError::new("browser-timeout")),
        }
    }

    /// Has the registry look at what the browser brought.
    async fn believe(&self, end: SignInEnd) -> Result<String> {
        let person = self.engine.remote().end_at_provider(&end).await;
        Ok(person.map_err(|error| self.refused(error))?.login)
    }

    fn refused(&self, error: RemoteError) -> AppError {
        match error {
            // Whoever signed in there typed no password here.
            RemoteError::Refused(Denial::SignIn) => AppError::new("provider-account"),
            error => {
                if let RemoteError::NotRecognised(_) = error {
                    // The screen must learn how this desktop stands now.
                    self.engine.sync_now();
                }
                error.into()
            }
        }
    }
}

/// An address for the browser as the system may safely be given it, every byte that a command line would understand escaped,
/// and the `state` in it. What the system would open with another program than a browser is not one, and what goes over the
/// network unencrypted is not one either.
fn page(address: &str) -> Option<(Url, String)> {
    let url = Url::parse(address).ok()?;
    let here = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    let safe = url.scheme() == "https" || url.scheme() == "http" && here;
    let (_, state) = url.query_pairs().find(|(name, _)| name == "state")?;
    let state = state.into_owned();
    (safe && !state.is_empty()).then_some((url, state))
}

#[cfg(test)]
mod tests {
    use super::page;

    #[test]
    fn a_browser_is_sent_to_a_provider_only() {
        for address in [
            "https://login.gov.example/authorize?client_id=okienko&state=s%2B1",
            "http://127.0.0.1:4711/auth?state=s%2B1",
            "http://[::1]:4711/auth?state=s%2B1",
        ] {
            let (url, state) = page(address).unwrap();
            assert_eq!((url.as_str(), &*state), (address, "s+1"));
        }
        let (url, _) = page(" https://login.gov.example/a\" b?state=s&x=\" \n<y>").unwrap();
        assert_eq!(
            url.as_str(),
            "https://login.gov.example/a%22%20b?state=s&x=%22%20%3Cy%3E"
        );
        for address in [
            "http://login.gov.example/authorize?state=s",
            "https://login.gov.example/authorize",
            "https://login.gov.example/authorize?state=",
            "file:///usr/bin/true?state=s",
            "--help?state=s",
            "smb://files.example/x?state=s",
            "",
        ] {
            assert_eq!(page(address), None, "{address}");
        }
    }
}
