//! A network between a desktop and its registry, which does to answers what networks do.

use rustls::ServerConfig;
use rustls::pki_types::PrivatePkcs8KeyDer;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, copy};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

mod http;

use http::{Answer, Question};

/// For 127.0.0.1, signed by itself, and valid for one day that is over.
const CERTIFICATE: &[u8] = include_bytes!("../data/certificate.der");
/// Its key, which is nobody's secret.
const KEY: &[u8] = include_bytes!("../data/key.der");

/// What the network does to every answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Trouble {
    /// Answers these bytes itself and closes the connection.
    Says(&'static [u8]),
    /// Closes the connection without an answer.
    Closes,
    /// Takes the question and never answers.
    Silent,
    /// Gives a byte of the answer every second.
    Drips,
    /// Gives half of the answer and closes the connection.
    Cuts,
    /// Gives a body that does not end.
    Endless,
    /// Gives a small body that unpacks to more than any answer is large.
    Bomb,
    /// Adds a script to every document.
    Injects,
    /// Changes one character of every body; the document stays readable.
    Changes,
    /// Gives the first answer to a question again for ever, whatever the answer says of caches.
    Remembers,
    /// Gives the answer to the question before.
    Repeats,
    /// Takes away the headers it does not know.
    Strips,
    /// Calls every document a page.
    Mislabels,
    /// Asks for answers that are not compressed.
    Unpacks,
    /// Holds back what is pushed, for ever.
    HoldsPush,
}

/// A network with an address of its own in front of a registry.
pub struct Network {
    scheme: &'static str,
    address: SocketAddr,
    state: Arc<State>,
    task: JoinHandle<()>,
}

struct State {
    registry: SocketAddr,
    trouble: Mutex<Option<Trouble>>,
    /// First answers by the first line of the question.
    first: Mutex<HashMap<String, Answer>>,
    /// The last answer by path.
    last: Mutex<HashMap<String, Answer>>,
}

impl Network {
    /// A network that passes everything on.
    pub async fn before(registry: SocketAddr) -> Self {
        Self::listen(registry, None).await
    }

    /// A network whose certificate nobody has signed.
    pub async fn with_own_certificate(registry: SocketAddr) -> Self {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![CERTIFICATE.into()], PrivatePkcs8KeyDer::from(KEY).into())
            .unwrap();
        Self::listen(registry, Some(TlsAcceptor::from(Arc::new(config)))).await
    }

    async fn listen(registry: SocketAddr, tls: Option<TlsAcceptor>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let scheme = if tls.is_some() { "https" } else { "http" };
        let state = Arc::new(State {
            registry,
            trouble: Mutex::default(),
            first: Mutex::default(),
            last: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (state, tls) = (Arc::clone(&shared), tls.clone());
                tokio::spawn(async move {
                    // A connection that ends early is what this network is for.
                    let _ = match tls {
                        Some(tls) => match tls.accept(stream).await {
                            Ok(stream) => state.converse(stream).await,
                            Err(error) => Err(error),
                        },
                        None => state.converse(stream).await,
                    };
                });
            }
        });
        Self {
            scheme,
            address,
            state,
            task,
        }
    }

    /// Where a desktop finds the registry through it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// Makes this trouble from the next question on; `None` ends it.
    pub fn makes(&self, trouble: Option<Trouble>) {
        *self.state.trouble.lock().unwrap_or_else(PoisonError::into_inner) = trouble;
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl State {
    /// One question and its answer; each has a connection of its own.
    async fn converse(&self, mut desktop: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
        let mut question = Question::read(&mut desktop).await?;
        let trouble = *self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match trouble {
            Some(Trouble::Says(bytes)) => return desktop.write_all(bytes).await,
            Some(Trouble::Closes) => return Ok(()),
            Some(Trouble::Silent) => return until_left(&mut desktop).await,
            Some(Trouble::Endless) => return endless(&mut desktop).await,
            Some(Trouble::Bomb) => return desktop.write_all(&http::bomb()).await,
            Some(Trouble::Remembers) => {
                let known = locked(&self.first).get(&question.line).cloned();
                if let Some(answer) = known {
                    return desktop.write_all(&answer.bytes()).await;
                }
            }
            // Only a plain body can be changed so that it stays readable.
            Some(Trouble::Unpacks | Trouble::Injects | Trouble::Changes | Trouble::Mislabels) => {
                question.drop_header("accept-encoding");
            }
            _ => {}
        }
        let mut registry = TcpStream::connect(self.registry).await?;
        registry.write_all(&question.bytes()).await?;
        if question.path == "/v1/push" {
            return self.pass_push(&mut registry, &mut desktop, trouble).await;
        }
        let answer = Answer::read(&mut registry).await?;
        let before = locked(&self.last).insert(question.path.clone(), answer.clone());
        locked(&self.first)
            .entry(question.line.clone())
            .or_insert_with(|| answer.clone());
        let answer = match trouble {
            Some(Trouble::Injects) => answer.with_body(|body| body.extend_from_slice(b"<script src=//ads></script>")),
            Some(Trouble::Changes) => answer.with_body(|body| http::change_a_character(body)),
            Some(Trouble::Strips) => answer.without_headers("okienko-"),
            Some(Trouble::Mislabels) => answer.with_header("content-type", "text/html"),
            Some(Trouble::Repeats) => before.unwrap_or(answer),
            _ => answer,
        };
        let bytes = answer.bytes();
        match trouble {
            Some(Trouble::Cuts) => {
                let half = answer.head() + (bytes.len() - answer.head()) / 2;
                desktop.write_all(bytes.get(..half).unwrap_or_default()).await
            }
            Some(Trouble::Drips) => drip(&mut desktop, &bytes).await,
            _ => desktop.write_all(&bytes).await,
        }
    }

    async fn pass_push(
        &self,
        registry: &mut TcpStream,
        desktop: &mut (impl AsyncRead + AsyncWrite + Unpin),
        trouble: Option<Trouble>,
    ) -> io::Result<()> {
        if trouble == Some(Trouble::HoldsPush) {
            return until_left(desktop).await;
        }
        let (mut from, mut to) = tokio::io::split(desktop);
        let mut nothing = [0; 1];
        tokio::select! {
            passed = copy(registry, &mut to) => passed.map(|_| ()),
            // Nothing more is asked here: this is the desktop leaving.
            left = from.read(&mut nothing) => left.map(|_| ()),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn until_left(desktop: &mut (impl AsyncRead + Unpin)) -> io::Result<()> {
    let mut nothing = [0; 1];
    desktop.read(&mut nothing).await.map(|_| ())
}

async fn endless(desktop: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
    desktop.write_all(http::ENDLESS).await?;
    let more = [b' '; 1 << 16];
    loop {
        desktop.write_all(&more).await?;
    }
}

async fn drip(desktop: &mut (impl AsyncWrite + Unpin), bytes: &[u8]) -> io::Result<()> {
    let mut pace = tokio::time::interval(std::time::Duration::from_secs(1));
    for byte in bytes {
        pace.tick().await;
        desktop.write_all(&[*byte]).await?;
    }
    Ok(())
}
