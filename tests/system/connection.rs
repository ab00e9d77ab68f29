//! A desktop and its registry: who connects it, who may lead it away, and what it does when it is refused.

use chrono::TimeDelta;
use okienko_app::view::{Link, Profile, RequestState, StandingView};
use okienko_client_store::Local;
use okienko_domain::access::Role;
use okienko_domain::clock::Clock;
use okienko_sync::{Denial, Identity, Remote, RemoteError, Standing};
use okienko_testkit::{CLINIC_A, Desk, NOW, Network, Person, TestRegistry, Trouble, woman};
use okienko_wire::access::SignIn;
use std::fs;
use std::sync::Arc;

const NO_ROUTE: &[u8] = b"HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\nokienko-protocol: 1\r\ncontent-length: 34\r\nconnection: close\r\n\r\n{\"code\":\"not-found\",\"message\":\"\"}\n";

async fn standing(desk: &Desk, standing: StandingView) {
    desk.wait_sync("the standing", |s| s.standing == standing).await;
}

/// Why it does not connect.
async fn refused(desk: &Desk, registry: &str, code: &str) -> String {
    let connected = desk.app.connect(Some(registry.into()), code.into()).await;
    connected.unwrap_err().code
}

async fn typed(person: &Person, registry: &TestRegistry) -> SignIn {
    serde_json::from_value(person.typed(registry)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_is_not_led_away_from_its_registry() {
    let (mut registry, other) = (TestRegistry::start().await, TestRegistry::start().await);
    let code = other.code(Some(CLINIC_A)).await.readable();
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    assert_eq!(refused(&desk, &other.url(), &code).await, "already-connected");

    registry.stop().await;
    desk.app.sync_now().await.unwrap();
    desk.wait_sync("offline", |s| s.link == Link::Offline).await;
    assert_eq!(
        refused(&desk, &other.url(), &code).await,
        "already-connected",
        "not offline either"
    );
    let slot = desk.search().await.slots[0].id.clone();
    assert_eq!(desk.book(&slot, woman(1)).await.state, RequestState::Queued);
    let admin = registry.admin().await;
    let device = admin.devices().await.unwrap()[0].id;
    admin.revoke(device).await.unwrap();
    registry.resume().await;
    desk.app.sync_now().await.unwrap();
    standing(&desk, StandingView::Revoked).await;
    assert_eq!(desk.app.sync_state().await.unwrap().queued, 1, "what waits is kept");

    assert_eq!(refused(&desk, &other.url(), &code).await, "requests-wait");
    assert_eq!(refused(&desk, "http://10.1.2.3:8740", &code).await, "address-insecure");
    assert_eq!(refused(&desk, "rejestr", &code).await, "address-invalid");
    assert_eq!(refused(&desk, &registry.url(), "7K3").await, "code-invalid");
    assert_eq!(refused(&desk, &registry.url(), &code).await, "enrolment-refused");

    let code = registry.code(Some(CLINIC_A)).await.readable();
    let same = format!("{}/", registry.url());
    let view = desk.app.connect(Some(same), code).await.unwrap();
    assert_eq!((view.standing, view.registry), (StandingView::Active, registry.url()));
    assert_eq!(view.name.as_deref(), Some("Stanowisko próbne"));
    assert!(view.clinic.is_some() && view.fingerprint.is_some());
    desk.wait_sync("what waited is sent", |s| s.queued == 0).await;
    assert_eq!(desk.app.requests().await.unwrap()[0].state, RequestState::Confirmed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kiosk_connects_with_the_registry_it_is_configured_for_only() {
    let (registry, other) = (TestRegistry::start().await, TestRegistry::start().await);
    let kiosk = Desk::with_code(&registry, Profile::Kiosk, None).await;
    kiosk.wait_sync("the terms", |s| s.link == Link::Online).await;
    assert!(!kiosk.app.boot().await.unwrap().enrolled);
    assert_eq!(
        refused(&kiosk, &other.url(), &other.code(None).await.readable()).await,
        "enrolment-refused"
    );
    let code = registry.code(None).await.readable();
    let view = kiosk.app.connect(Some(other.url()), code).await.unwrap();
    assert_eq!((view.standing, view.registry), (StandingView::Active, registry.url()));
    assert!(kiosk.app.boot().await.unwrap().enrolled);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_given_at_the_start_waits_for_the_network() {
    let mut registry = TestRegistry::start().await;
    let code = registry.code(None).await;
    registry.stop().await;
    let kiosk = Desk::with_code(&registry, Profile::Kiosk, Some(code.clone())).await;
    let offline = kiosk.wait_sync("no network yet", |s| s.link == Link::Offline).await;
    assert_eq!(offline.standing, StandingView::Unknown);
    registry.resume().await;
    kiosk.online().await;

    let late = Desk::with_code(&registry, Profile::Kiosk, Some(code)).await;
    late.wait_sync("the terms", |s| s.link == Link::Online).await;
    let view = late
        .app
        .connect(None, registry.code(None).await.readable())
        .await
        .unwrap();
    assert_eq!(view.standing, StandingView::Active, "a used code is in nobody's way");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_cannot_enrol_is_told_apart_from_a_wrong_code() {
    let mut registry = TestRegistry::start().await;
    let code = registry.code(Some(CLINIC_A)).await.readable();
    registry.stop().await;
    let desk = Desk::with_code(&registry, Profile::Reception, None).await;
    assert_eq!(refused(&desk, &registry.url(), &code).await, "offline");
    let network = Network::before(registry.address()).await;
    network.makes(Some(Trouble::Says(NO_ROUTE)));
    assert_eq!(refused(&desk, &network.url(), &code).await, "not-supported");
    registry.resume().await;
    desk.app.connect(None, code).await.unwrap();
    desk.online().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_whose_key_was_copied_keeps_its_requests_until_an_administrator_has_looked() {
    let registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let copy = tempfile::tempdir().unwrap();
    let desk = desk
        .restart(|folder| {
            for file in ["local.db", "local.key"] {
                fs::copy(folder.join(file), copy.path().join(file)).unwrap();
            }
        })
        .await;
    desk.online().await;
    let slots = desk.search().await.slots;
    assert_eq!(desk.book(&slots[0].id, woman(1)).await.state, RequestState::Confirmed);
    // The other machine counts as this one did.
    let local = Arc::new(Local::open(copy.path()).await.unwrap());
    let identity = Identity::open(local, Clock::new(|| NOW)).await.unwrap();
    let thief = Remote::new(&registry.url(), Arc::new(identity)).unwrap();
    let anybody = SignIn {
        login: "nikt".into(),
        password: "zle haslo zle haslo".into(),
        code: "000000".into(),
    };
    let stopped = thief.sign_in(&anybody).await.unwrap_err();
    assert!(
        matches!(stopped, RemoteError::NotRecognised(Standing::Quarantined)),
        "{stopped}"
    );

    desk.app.sync_now().await.unwrap();
    standing(&desk, StandingView::Quarantined).await;
    let view = desk.app.check_connection().await.unwrap();
    assert_eq!(view.standing, StandingView::Quarantined);
    assert_eq!(desk.app.appointments().await.unwrap_err().code, "not-connected");
    let code = registry.code(Some(CLINIC_A)).await.readable();
    assert_eq!(refused(&desk, &registry.url(), &code).await, "already-connected");

    let admin = registry.admin().await;
    let devices = admin.devices().await.unwrap();
    let known = devices
        .iter()
        .find(|device| device.fingerprint == view.fingerprint)
        .unwrap();
    admin.approve(known.id).await.unwrap();
    assert_eq!(
        desk.app.check_connection().await.unwrap().standing,
        StandingView::Active
    );
    assert_eq!(desk.book(&slots[1].id, woman(2)).await.state, RequestState::Confirmed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn signing_in_works_with_a_wrong_clock_and_tokens_are_renewed() {
    let registry = TestRegistry::start().await;
    let folder = tempfile::tempdir().unwrap();
    let local = Arc::new(Local::open(folder.path()).await.unwrap());
    let slow = Clock::new(|| NOW - TimeDelta::minutes(7));
    let identity = Arc::new(Identity::open(local, slow).await.unwrap());
    let remote = Remote::new(&registry.url(), identity).unwrap();
    let code = registry.code(Some(CLINIC_A)).await;
    remote.enrol(&registry.url(), &code, Role::Receptionist).await.unwrap();
    let person = Person::new(&registry, "recepcja.a", Role::Receptionist, Some(CLINIC_A)).await;

    let mut wrong = typed(&person, &registry).await;
    wrong.code = "000000".into();
    let refused = remote.sign_in(&wrong).await.unwrap_err();
    assert!(matches!(refused, RemoteError::Refused(Denial::SignIn)), "{refused}");
    assert_eq!(remote.identity().person(), None);
    let known = remote.sign_in(&typed(&person, &registry).await).await.unwrap();
    assert_eq!(known.login, "recepcja.a");

    // The clock of the machine has stopped meanwhile, and the access token is too old.
    registry.later(TimeDelta::minutes(11));
    assert_eq!(remote.appointments(CLINIC_A).await.unwrap(), []);
    assert_eq!(
        remote.identity().person().map(|person| person.login).as_deref(),
        Some("recepcja.a")
    );
    registry.later(TimeDelta::minutes(11));
    remote.sign_out().await.unwrap();
    assert_eq!(remote.identity().person(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_the_registry_ends_leaves_the_desk_at_work() {
    let registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let person = Person::new(&registry, "recepcja.a", Role::Receptionist, Some(CLINIC_A)).await;
    let sign_in = async || {
        let SignIn { login, password, code } = typed(&person, &registry).await;
        desk.app.sign_in(login, password, code).await
    };
    sign_in().await.unwrap();
    desk.wait_sync("signed in", |s| s.person.as_deref() == Some("recepcja.a"))
        .await;

    registry.admin().await.disable_account("recepcja.a").await.unwrap();
    desk.app.sync_now().await.unwrap();
    desk.wait_sync("the session is over", |s| s.person.is_none()).await;
    assert_eq!(desk.app.sync_state().await.unwrap().standing, StandingView::Active);
    let slot = desk.search().await.slots[0].id.clone();
    assert_eq!(desk.book(&slot, woman(1)).await.state, RequestState::Confirmed);

    registry.later(TimeDelta::seconds(30));
    let mut refusals = Vec::new();
    // Ten tries are looked into.
    for _ in 0..11 {
        refusals.push(sign_in().await.unwrap_err().code);
    }
    assert!(refusals.iter().any(|code| code == "sign-in-failed"), "{refusals:?}");
    assert_eq!(refusals.last().map(String::as_str), Some("sign-in-too-many"));
}
