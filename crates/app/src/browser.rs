//! What the system's browser brings back from the page of an identity provider, heard on the loopback (RFC 8252, 7.3).
//!
//! Any program and any page of this machine may call the port while it is open. Only who knows the `state` of this sign-in
//! is believed; everybody else gets a page and changes nothing.

use crate::notices;
use hyper::body::Incoming;
use hyper::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::future::ready;
use std::io;
use std::net::Ipv4Addr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use url::form_urlencoded;

/// A browser opens a few connections in advance and uses one of them.
const CALLERS: usize = 16;
/// A caller has said what it wants by then, and has its page.
const PATIENCE: Duration = Duration::from_secs(10);
/// The head of a request, in bytes: providers write long codes.
const MAX_HEAD: usize = 32 << 10;
/// Before another connection is accepted when one could not be.
const BREATH: Duration = Duration::from_secs(1);
/// The page shows its words and does nothing.
const POLICY: &str = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A port of this machine that waits for one answer.
pub(crate) struct Loopback {
    listener: TcpListener,
    address: String,
}

/// What the browser came back with.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Brought {
    /// The provider let somebody in.
    Code {
        /// Parameter `code`.
        code: String,
        /// Parameter `iss` (RFC 9207).
        issuer: Option<String>,
    },
    /// The provider let nobody in, or the person did not want to.
    Refusal,
}

impl Loopback {
    /// Opens a port that is free.
    pub(crate) async fn open() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = format!("http://{}/", listener.local_addr()?);
        Ok(Self { listener, address })
    }

    /// Where the browser has to come back to.
    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Waits so long for the answer with this `state`, and closes the port. The browser has its page by then.
    pub(crate) async fn hear(self, state: &str, patience: Duration) -> Option<Brought> {
        timeout(patience, self.listen(state)).await.ok()
    }

    async fn listen(self, state: &str) -> Brought {
        let state: Arc<str> = state.into();
        let mut callers = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if callers.len() < CALLERS => match accepted {
                    Ok((stream, _)) => {
                        callers.spawn(answer(stream, Arc::clone(&state)));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "the browser cannot be heard now");
                        sleep(BREATH).await;
                    }
                },
                heard = callers.join_next(), if !callers.is_empty() => if let Some(Ok(Some(brought))) = heard {
                    return brought;
                },
            }
        }
    }
}

/// Answers one caller; what it brought, when it is the one that is waited for.
async fn answer(stream: TcpStream, state: Arc<str>) -> Option<Brought> {
    let brought = OnceLock::new();
    let service = service_fn(|request: Request<Incoming>| {
        let found = read(&request, &state);
        let page = page(found.as_ref());
        if let Some(found) = found {
            // There is one request a connection.
            let _ = brought.set(found);
        }
        ready(Ok::<_, Infallible>(page))
    });
    let connection = http1::Builder::new()
        .max_buf_size(MAX_HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    // A page that was not read to its end does not undo what was brought.
    let _ = timeout(PATIENCE, connection).await;
    brought.into_inner()
}

fn read<B>(request: &Request<B>, state: &str) -> Option<Brought> {
    if request.method() != Method::GET || request.uri().path() != "/" {
        return None;
    }
    let query = request.uri().query().unwrap_or_default().as_bytes();
    // What is said twice is not said (RFC 6749, 3.1).
    let one = |name: &str| {
        let mut values = form_urlencoded::parse(query).filter(|(known, _)| known == name);
        let (_, value) = values.next()?;
        values.next().is_none().then(|| value.into_owned())
    };
    if one("state")? != state {
        return None;
    }
    if one("error").is_some() {
        return Some(Brought::Refusal);
    }
    let code = one("code")?;
    Some(Brought::Code {
        code,
        issuer: one("iss"),
    })
}

/// What the person sees in the browser.
fn page(brought: Option<&Brought>) -> Response<String> {
    let (status, id) = match brought {
        Some(Brought::Code { .. }) => (StatusCode::OK, "browser-done"),
        Some(Brought::Refusal) => (StatusCode::OK, "browser-refused"),
        None => (StatusCode::NOT_FOUND, "browser-stranger"),
    };
    let (title, text) = notices::words(id);
    let mut response = Response::new(format!(
        "<!doctype html>\n<html lang=\"pl\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <link rel=\"icon\" href=\"data:,\"><title>{title} – Okienko</title>\
         <style>body{{font:1.25rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem}}</style>\
         <main><h1>{title}</h1><p>{text}</p></main></html>\n"
    ));
    *response.status_mut() = status;
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (REFERRER_POLICY, "no-referrer"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ] {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::{Brought, Loopback, page, read};
    use hyper::{Request, StatusCode};
    use std::time::Duration;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    fn asked(method: &str, uri: &str) -> Option<Brought> {
        let request = Request::builder().method(method).uri(uri).body(()).unwrap();
        read(&request, "the+state")
    }

    fn host(address: &str) -> &str {
        &address["http://".len()..address.len() - 1]
    }

    /// Calls the port and reads the whole answer.
    async fn call(address: &str, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(host(address)).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).await.unwrap();
        String::from_utf8(answer).unwrap()
    }

    fn get(query: &str) -> Vec<u8> {
        format!("GET /{query} HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").into_bytes()
    }

    #[test]
    fn only_who_knows_the_state_is_believed() {
        let code = |issuer: Option<&str>| Brought::Code {
            code: "c/1".into(),
            issuer: issuer.map(str::to_owned),
        };
        assert!(asked("GET", "/?code=c%2F1&state=the%2Bstate") == Some(code(None)));
        let whole = "/?state=the%2Bstate&iss=https%3A%2F%2Flogin.gov.example&session_state=x&code=c%2F1";
        assert!(asked("GET", whole) == Some(code(Some("https://login.gov.example"))));
        let refused = "/?error=access_denied&error_description=no&state=the%2Bstate";
        assert!(asked("GET", refused) == Some(Brought::Refusal));
        for (method, uri) in [
            ("GET", "/"),
            ("GET", "/favicon.ico"),
            ("GET", "/?code=c"),
            ("GET", "/?error=access_denied"),
            ("GET", "/?code=c&state=other"),
            ("GET", "/?code=c&state="),
            ("GET", "/?state=the%2Bstate"),
            ("GET", "/?code=a&code=b&state=the%2Bstate"),
            ("GET", "/?code=c&state=other&state=the%2Bstate"),
            ("GET", "/x?code=c&state=the%2Bstate"),
            ("POST", "/?code=c&state=the%2Bstate"),
            ("HEAD", "/?code=c&state=the%2Bstate"),
        ] {
            assert!(asked(method, uri).is_none(), "{method} {uri}");
        }
    }

    #[test]
    fn every_page_has_its_words() {
        let code = Brought::Code {
            code: "c".into(),
            issuer: None,
        };
        for (brought, words) in [
            (Some(&code), "Wróć do programu"),
            (Some(&Brought::Refusal), "Nie zalogowano"),
            (None, "inne logowanie"),
        ] {
            let shown = page(brought).into_body();
            assert!(
                shown.contains(words) && shown.contains("Możesz zamknąć tę kartę"),
                "{shown}"
            );
        }
        assert_eq!(page(None).status(), StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn junk_and_strangers_end_nothing() {
        let loopback = Loopback::open().await.unwrap();
        let address = loopback.address().to_owned();
        let hearing = tokio::spawn(async move { loopback.hear("s1", Duration::MAX).await });
        // Browsers open connections that they do not use.
        let silent = TcpStream::connect(host(&address)).await.unwrap();
        assert!(
            call(&address, b"\x16\x03\x01\x02\0\x01\0\x01\xfc\r\n\r\n")
                .await
                .starts_with("HTTP/1.1 400")
        );
        for query in ["", "?code=c&state=s2", "?error=access_denied&state=s2", "?state=s1"] {
            let answer = call(&address, &get(query)).await;
            assert!(
                answer.starts_with("HTTP/1.1 404") && answer.contains("inne logowanie"),
                "{answer}"
            );
        }
        let answer = call(&address, &get("?code=c1&state=s1")).await;
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("Wróć do programu"),
            "{answer}"
        );
        let brought = hearing.await.unwrap();
        assert!(
            brought
                == Some(Brought::Code {
                    code: "c1".into(),
                    issuer: None
                })
        );
        drop(silent);
        assert!(TcpStream::connect(host(&address)).await.is_err(), "the port is closed");
    }

    #[tokio::test]
    async fn a_browser_that_does_not_come_back_is_not_waited_for() {
        let loopback = Loopback::open().await.unwrap();
        let address = loopback.address().to_owned();
        assert!(loopback.hear("s1", Duration::ZERO).await.is_none());
        assert!(TcpStream::connect(host(&address)).await.is_err(), "the port is closed");
    }
}
