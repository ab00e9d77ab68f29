//! What a network does to answers: the data stay, the person is told, and it mends itself.

use okienko_app::view::{Link, RequestState};
use okienko_testkit::{CLINIC_A, Desk, Network, TestRegistry, Trouble, woman};

const PORTAL: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 32\r\nconnection: close\r\n\r\n<html>Zaloguj sie do sieci</html";
const REDIRECT: &[u8] =
    b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/login\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const SIGN_IN: &[u8] =
    b"HTTP/1.1 511 Network Authentication Required\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const PROXY_SIGN_IN: &[u8] = b"HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=\"biuro\"\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const NOTHING: &[u8] = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
const EMPTY: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nokienko-protocol: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const OTHER_DOCUMENT: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nokienko-protocol: 1\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]";
const NEWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nokienko-protocol: 2\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
const GATEWAY: &[u8] =
    b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbad";
const FAILED: &[u8] = b"HTTP/1.1 500 Internal Server Error\r\ncontent-type: application/json\r\nokienko-protocol: 1\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
const BUSY: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\nokienko-protocol: 1\r\nretry-after: 1\r\ncontent-length: 33\r\nconnection: close\r\n\r\n{\"code\":\"too-many\",\"message\":\"\"}";
const HALF_A_HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: appl";
const OTHER_SERVER: &[u8] = b"SSH-2.0-OpenSSH_9.2\r\n";

/// What the desk calls each trouble.
const TROUBLES: [(Trouble, &str); 20] = [
    (Trouble::Says(PORTAL), "intercepted"),
    (Trouble::Says(REDIRECT), "intercepted"),
    (Trouble::Says(SIGN_IN), "intercepted"),
    (Trouble::Says(PROXY_SIGN_IN), "intercepted"),
    (Trouble::Says(NOTHING), "intercepted"),
    (Trouble::Strips, "intercepted"),
    (Trouble::Says(EMPTY), "incomplete"),
    (Trouble::Says(OTHER_DOCUMENT), "incomplete"),
    (Trouble::Cuts, "incomplete"),
    (Trouble::Endless, "incomplete"),
    (Trouble::Bomb, "incomplete"),
    (Trouble::Injects, "incomplete"),
    (Trouble::Changes, "incomplete"),
    (Trouble::Says(NEWER), "too-new"),
    (Trouble::Says(GATEWAY), "server-error"),
    (Trouble::Says(FAILED), "server-error"),
    (Trouble::Says(BUSY), "busy"),
    (Trouble::Says(OTHER_SERVER), "unreachable"),
    (Trouble::Says(HALF_A_HEAD), "unreachable"),
    (Trouble::Closes, "unreachable"),
];

/// A desk that holds all terms, the network it has them through, and another desk on a good line.
async fn through_a_network(registry: &TestRegistry) -> (Network, Desk) {
    let network = Network::before(registry.address()).await;
    let desk = Desk::through(registry, &network, CLINIC_A).await;
    desk.online().await;
    (network, desk)
}

/// A trouble of the network is named, changes nothing, and is over when it is over.
async fn endures(desk: &Desk, network: &Network, trouble: Trouble, problem: &str, serial: u16) {
    let before = desk.app.sync_state().await.unwrap();
    network.makes(Some(trouble));
    desk.app.sync_now().await.unwrap();
    let state = desk.wait_sync(problem, |s| s.problem.as_deref() == Some(problem)).await;
    assert_eq!(
        (state.link, state.terms, state.free_terms),
        (Link::Offline, 480, before.free_terms),
        "{trouble:?}"
    );
    let slot = desk.search().await.slots[0].id.clone();
    assert_eq!(
        desk.book(&slot, woman(serial)).await.state,
        RequestState::Queued,
        "{trouble:?}: no answer of the registry"
    );
    network.makes(None);
    desk.app.sync_now().await.unwrap();
    desk.wait_sync("recovered", |s| s.link == Link::Online && s.queued == 0)
        .await;
    let taken = before.free_terms - 1;
    desk.wait_sync("booked after all, once", |s| s.free_terms == taken)
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f17_f18_twenty_troubles_change_nothing_and_are_named() {
    let registry = TestRegistry::start().await;
    let (network, desk) = through_a_network(&registry).await;
    for (serial, (trouble, problem)) in (1..).zip(TROUBLES) {
        endures(&desk, &network, trouble, problem, serial).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f18_a_registry_that_never_answers_is_given_up() {
    let registry = TestRegistry::start().await;
    let (network, desk) = through_a_network(&registry).await;
    endures(&desk, &network, Trouble::Silent, "unreachable", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f18_an_answer_that_drips_is_given_up() {
    let registry = TestRegistry::start().await;
    let (network, desk) = through_a_network(&registry).await;
    endures(&desk, &network, Trouble::Drips, "unreachable", 1).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_network_that_only_looks_wrong_is_in_nobodys_way() {
    let registry = TestRegistry::start().await;
    let (network, desk) = through_a_network(&registry).await;
    let other = Desk::start(&registry, CLINIC_A).await;
    other.online().await;
    for (serial, trouble) in (1..).zip([
        Trouble::Unpacks,
        Trouble::Mislabels,
        Trouble::HoldsPush,
        Trouble::Repeats,
    ]) {
        network.makes(Some(trouble));
        // Its push goes through the network too, as after a restart.
        let desk = Desk::through(&registry, &network, CLINIC_A).await;
        desk.online().await;
        let slot = other.search().await.slots[0].id.clone();
        assert_eq!(other.book(&slot, woman(serial)).await.state, RequestState::Confirmed);
        desk.wait_sync("what another desk booked", |s| s.free_terms == 480 - u32::from(serial))
            .await;
    }
    drop(desk);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f16_an_old_answer_kept_by_a_cache_takes_nothing_back() {
    let registry = TestRegistry::start().await;
    let (network, desk) = through_a_network(&registry).await;
    let slot = desk.search().await.slots[0].id.clone();
    assert_eq!(desk.book(&slot, woman(1)).await.state, RequestState::Confirmed);
    desk.wait_sync("the term is taken", |s| s.free_terms == 479).await;
    network.makes(Some(Trouble::Remembers));
    desk.app.sync_now().await.unwrap();
    let other = Desk::start(&registry, CLINIC_A).await;
    other.online().await;
    let slot = other.search().await.slots[0].id.clone();
    assert_eq!(other.book(&slot, woman(2)).await.state, RequestState::Confirmed);
    assert!(desk.app.sync_state().await.unwrap().free_terms <= 479);
    network.makes(None);
    desk.app.sync_now().await.unwrap();
    desk.wait_sync("what another desk booked", |s| s.free_terms == 478)
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f19_a_certificate_that_nobody_signed_is_named() {
    let registry = TestRegistry::start().await;
    let network = Network::with_own_certificate(registry.address()).await;
    let desk = Desk::through(&registry, &network, CLINIC_A).await;
    let state = desk
        .wait_sync("the certificate", |s| s.problem.as_deref() == Some("certificate"))
        .await;
    assert_eq!((state.link, state.terms), (Link::Offline, 0));
}
