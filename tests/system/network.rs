//! Something else answers in the registry's place: the data stay, the person is told, and it mends itself.

use okienko_app::view::{Link, RequestState};
use okienko_testkit::{CLINIC_A, Desk, Impostor, TestRegistry, woman};

const PORTAL: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 32\r\nconnection: close\r\n\r\n<html>Zaloguj sie do sieci</html";
const REDIRECT: &[u8] =
    b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/login\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
const CUT: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nokienko-protocol: 1\r\ncontent-length: 5000\r\nconnection: close\r\n\r\n{\"epoch\":\"0199";
const OTHER_DOCUMENT: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nokienko-protocol: 1\r\ncontent-length: 2\r\nconnection: close\r\n\r\n[]";
const NEWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nokienko-protocol: 2\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}";
const GATEWAY: &[u8] =
    b"HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 3\r\nconnection: close\r\n\r\nbad";
const BUSY: &[u8] = b"HTTP/1.1 429 Too Many Requests\r\ncontent-type: application/json\r\nokienko-protocol: 1\r\nretry-after: 1\r\ncontent-length: 33\r\nconnection: close\r\n\r\n{\"code\":\"too-many\",\"message\":\"\"}";
const SILENCE: &[u8] = b"";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn impostors_change_nothing() {
    let mut registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let answers = [
        (PORTAL, "intercepted"),
        (REDIRECT, "intercepted"),
        (CUT, "incomplete"),
        (OTHER_DOCUMENT, "incomplete"),
        (NEWER, "too-new"),
        (GATEWAY, "server-error"),
        (BUSY, "busy"),
        (SILENCE, "unreachable"),
    ];
    for (serial, (answer, problem)) in (1..).zip(answers) {
        registry.stop().await;
        let impostor = Impostor::at(&registry.url(), answer).await;
        desk.app.sync_now().await.unwrap();
        let state = desk.wait_sync(problem, |s| s.problem.as_deref() == Some(problem)).await;
        assert_eq!((state.link, state.terms), (Link::Offline, 480), "{problem}");
        let slot = desk.search().await.slots[0].id.clone();
        assert_eq!(
            desk.book(&slot, woman(serial)).await.state,
            RequestState::Queued,
            "{problem}: no answer of the registry"
        );
        impostor.leave().await;
        registry.resume().await;
        desk.app.sync_now().await.unwrap();
        desk.wait_sync("recovered", |s| s.link == Link::Online && s.queued == 0)
            .await;
        let taken = 480 - u32::from(serial);
        desk.wait_sync("booked after all", |s| s.free_terms == taken).await;
    }
}
