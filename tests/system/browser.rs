//! A desk whose people sign in at an identity provider in the system's browser.

use okienko_domain::access::Role;
use okienko_registry::access::NewAccount;
use okienko_registry_store::access::Subject;
use okienko_testkit::{CLINIC_A, Desk, IdentityProvider, Lie, TestRegistry};
use std::collections::HashMap;
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// A desk, its registry, and a provider where `anna` has an account.
struct Place {
    registry: TestRegistry,
    provider: IdentityProvider,
    desk: Desk,
}

impl Place {
    async fn new() -> Self {
        let mut registry = TestRegistry::start().await;
        let provider = IdentityProvider::start(registry.now()).await;
        registry.trust(&provider).await;
        let new = NewAccount {
            login: "anna".to_owned(),
            role: Role::Receptionist,
            facility: Some(CLINIC_A),
            password: None,
            subject: Some(Subject {
                issuer: provider.issuer.clone(),
                subject: "sub-anna".to_owned(),
            }),
        };
        registry.admin().await.add_account(new).await.unwrap();
        let desk = Desk::start(&registry, CLINIC_A).await;
        desk.online().await;
        Self {
            registry,
            provider,
            desk,
        }
    }

    async fn person(&self) -> Option<String> {
        self.desk.app.sync_state().await.unwrap().person
    }

    /// Code of the error that a sign-in ends with whose browser does this.
    async fn refused(&self, open: impl FnOnce(&str) -> io::Result<()> + Send + 'static) -> String {
        self.desk.app.sign_in_with_provider(open).await.unwrap_err().code
    }
}

type SignIn = JoinHandle<okienko_app::Result<String>>;

/// Begins to sign in; the address that the system's browser is sent to.
async fn begin(desk: &Desk) -> (SignIn, String) {
    let (send, opened) = oneshot::channel();
    let app = Arc::clone(&desk.app);
    let open = move |address: &str| send.send(address.to_owned()).map_err(|_| io::ErrorKind::Other.into());
    let sign_in = tokio::spawn(async move { app.sign_in_with_provider(open).await });
    (sign_in, opened.await.unwrap())
}

/// Where the browser comes back to, without the scheme and the slash.
fn port(address: &str) -> String {
    let (_, rest) = address.split_once("redirect_uri=http%3A%2F%2F").unwrap();
    let (host, _) = rest.split_once("%2F").unwrap();
    host.replace("%3A", ":")
}

/// The browser comes back with these parameters; the page it is shown.
async fn come_back(address: &str, parameters: &HashMap<String, String>) -> String {
    let plain = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let pairs = parameters
        .iter()
        .map(|(name, value)| format!("{name}={}", plain(value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    let mut stream = TcpStream::connect(port(address)).await.unwrap();
    let head = format!("GET /?{query} HTTP/1.1\r\nhost: {}\r\n\r\n", port(address));
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

async fn closed(address: &str) {
    assert!(
        TcpStream::connect(port(address)).await.is_err(),
        "the port is open still"
    );
}

fn code(ended: okienko_app::Result<String>) -> String {
    ended.unwrap_err().code
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_person_signs_in_in_the_browser() {
    let mut place = Place::new().await;
    assert_eq!(
        place.desk.app.sign_in_provider().await.unwrap().as_deref(),
        Some("127.0.0.1")
    );
    let (sign_in, address) = begin(&place.desk).await;
    let back = place.provider.let_in(&address, "sub-anna", Lie::Nothing);
    let page = come_back(&address, &back).await;
    assert!(
        page.contains("Wróć do programu") && page.contains("Możesz zamknąć tę kartę"),
        "{page}"
    );
    assert_eq!(sign_in.await.unwrap().unwrap(), "anna");
    assert_eq!(place.person().await.as_deref(), Some("anna"));
    closed(&address).await;

    place.registry.stop().await;
    assert_eq!(
        code(place.desk.app.sign_in_provider().await.map(Option::unwrap_or_default)),
        "offline"
    );
    assert_eq!(place.refused(|_| panic!("nothing to open")).await, "offline");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_way_out_of_the_browser_says_what_happened_and_closes_the_port() {
    let place = Place::new().await;

    let (sign_in, address) = begin(&place.desk).await;
    let back = place.provider.let_in(&address, "sub-anna", Lie::Nothing);
    let state = ("state".to_owned(), back["state"].clone());
    let stranger = HashMap::from([
        ("code".to_owned(), "c".to_owned()),
        ("state".to_owned(), "other".to_owned()),
    ]);
    assert!(come_back(&address, &stranger).await.contains("inne logowanie"));
    let declined = HashMap::from([("error".to_owned(), "access_denied".to_owned()), state]);
    assert!(come_back(&address, &declined).await.contains("Nie zalogowano"));
    assert_eq!(code(sign_in.await.unwrap()), "provider-declined");
    closed(&address).await;

    for (subject, lie) in [("sub-nobody", Lie::Nothing), ("sub-anna", Lie::Nonce)] {
        let (sign_in, address) = begin(&place.desk).await;
        let back = place.provider.let_in(&address, subject, lie);
        come_back(&address, &back).await;
        assert_eq!(code(sign_in.await.unwrap()), "provider-account", "{subject} {lie:?}");
        closed(&address).await;
    }

    let (sign_in, address) = begin(&place.desk).await;
    place.desk.app.cancel_sign_in().await.unwrap();
    assert_eq!(code(sign_in.await.unwrap()), "browser-cancelled");
    closed(&address).await;

    let (sign_in, address) = begin(&place.desk).await;
    let back = place.provider.let_in(&address, "sub-anna", Lie::Silence);
    come_back(&address, &back).await;
    place.provider.silent().await;
    place.desk.app.cancel_sign_in().await.unwrap();
    assert_eq!(
        code(sign_in.await.unwrap()),
        "browser-cancelled",
        "while the registry is asked"
    );

    let (first, old) = begin(&place.desk).await;
    let (second, new) = begin(&place.desk).await;
    assert_eq!(code(first.await.unwrap()), "browser-cancelled", "the second one counts");
    closed(&old).await;
    second.abort();
    assert!(second.await.unwrap_err().is_cancelled());
    closed(&new).await;

    let missing = |_: &str| Err(io::ErrorKind::NotFound.into());
    assert_eq!(place.refused(missing).await, "browser-missing");
    assert_eq!(place.person().await, None);

    let (sign_in, address) = begin(&place.desk).await;
    let back = place.provider.let_in(&address, "sub-anna", Lie::Nothing);
    place.provider.stop().await;
    come_back(&address, &back).await;
    assert_eq!(code(sign_in.await.unwrap()), "provider-unavailable");
    let refused = place
        .desk
        .app
        .sign_in_with_provider(|_| panic!("nothing to open"))
        .await;
    assert_eq!(code(refused), "provider-unavailable");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_whose_registry_has_no_provider_is_offered_none() {
    let registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    assert_eq!(desk.app.sign_in_provider().await.unwrap(), None);
    let refused = desk.app.sign_in_with_provider(|_| panic!("nothing to open")).await;
    assert_eq!(code(refused), "not-supported");
}
