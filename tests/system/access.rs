//! Devices, accounts and tokens against who copies, repeats, guesses or was let go.

use chrono::TimeDelta;
use okienko_domain::access::{EnrolmentCode, Role};
use okienko_domain::slot::SlotId;
use okienko_testkit::{Ask, CLINIC_A, CLINIC_B, Machine, Person, Said, TestRegistry, day, pesel};
use okienko_wire::access::NewDevice;
use okienko_wire::proof::Claim;
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::time::{Duration, Instant};
use uuid::Uuid;

const DESK: (Role, Option<u32>) = (Role::Receptionist, Some(CLINIC_A));

async fn desk(registry: &TestRegistry) -> Machine {
    Machine::of(registry, DESK.0, DESK.1, true).await
}

fn list() -> Ask {
    Ask::get(&format!("/v1/desks/{CLINIC_A}/appointments"))
}

fn change(desk: Option<u32>, action: &Value) -> Ask {
    Ask::change(&json!({ "desk": desk, "action": action }))
}

fn book(schedule: u32, minute: u16, serial: u16) -> Value {
    let slot = SlotId {
        schedule,
        day: day(3),
        minute,
    };
    let patient = json!({ "pesel": pesel(serial), "given_name": "Anna", "family_name": "Nowak", "phone": null });
    json!({ "kind": "book", "slot": slot, "patient": patient, "referral": null })
}

fn told(said: &Said) -> (u16, String) {
    (said.status, said.code())
}

fn is(said: &Said, status: u16, code: &str) {
    assert_eq!(told(said), (status, code.to_owned()), "{said:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x06_a_request_that_was_seen_on_its_way_works_once_and_only_as_it_was() {
    let mut registry = TestRegistry::start().await;
    let desk = desk(&registry).await;
    let ask = change(DESK.1, &book(1, 480, 1));
    let proof = desk.proof(&registry, &ask);
    is(&ask.send(&registry, Some(&proof)).await, 200, "");
    is(&ask.send(&registry, Some(&proof)).await, 401, "replayed");

    let asked = list();
    let proof = desk.proof(&registry, &asked);
    let other = Ask::get(&format!("/v1/desks/{CLINIC_A}/waiting-entries"));
    for wrong in [
        other,
        asked.clone().with(Some("kanarek")),
        Ask {
            body: Some("{}".into()),
            ..asked.clone()
        },
        Ask {
            id: Some(Uuid::now_v7()),
            ..asked.clone()
        },
        Ask {
            method: "HEAD",
            ..asked.clone()
        },
    ] {
        let said = wrong.send(&registry, Some(&proof)).await;
        assert_eq!(said.status, 401, "{wrong:?}: {said:?}");
    }
    is(&asked.send(&registry, Some(&proof)).await, 200, "");

    let proof = desk.proof(&registry, &asked);
    for seconds in [2, -61] {
        let claim = desk.claim(&asked, registry.now() + TimeDelta::seconds(seconds));
        let said = asked.send(&registry, Some(&desk.sign(claim, &asked))).await;
        is(&said, 401, "clock-skew");
        assert!(said.head.contains("okienko-time: "), "it tells its own time: {said:?}");
    }
    // What a restart forgot is too old to be repeated.
    registry.later(TimeDelta::seconds(1));
    registry.stop().await;
    registry.resume().await;
    is(&asked.send(&registry, Some(&proof)).await, 401, "clock-skew");
    is(&desk.ask(&registry, &asked).await, 200, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x26_a_copied_key_stops_the_device_until_an_administrator_has_looked() {
    let registry = TestRegistry::start().await;
    let desk = desk(&registry).await;
    let ask = change(DESK.1, &book(1, 480, 1));
    let claim = desk.claim(&ask, registry.now());
    is(&ask.send(&registry, Some(&desk.sign(claim, &ask))).await, 200, "");
    let copy = Claim {
        nonce: [7; 16],
        ..claim
    };
    is(
        &ask.send(&registry, Some(&desk.sign(copy, &ask))).await,
        401,
        "device-quarantined",
    );
    is(&desk.ask(&registry, &list()).await, 401, "device-quarantined");
    let own = desk.ask(&registry, &Ask::get("/v1/devices/self")).await;
    assert_eq!(own.json()["state"], "quarantined", "it may know why");

    let admin = Person::new(&registry, "admin.a", Role::ClinicAdministrator, DESK.1).await;
    let token = admin.token(&registry, None).await;
    let approve = Ask::post(&format!("/v1/devices/{}/approve", desk.device), &json!({})).with(Some(&token));
    is(&approve.send(&registry, None).await, 200, "");
    is(&desk.ask(&registry, &list()).await, 200, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x07_what_is_revoked_is_refused_at_the_next_request() {
    let registry = TestRegistry::start().await;
    let (mine, lost) = (desk(&registry).await, desk(&registry).await);
    let admin = Person::new(&registry, "admin.a", Role::ClinicAdministrator, DESK.1).await;
    let person = Person::new(&registry, "recepcja.a", Role::Receptionist, DESK.1).await;
    let token = admin.token(&registry, None).await;
    let working = list().with(Some(&person.token(&registry, Some(&mine)).await));
    is(&mine.ask(&registry, &working).await, 200, "");
    is(&lost.ask(&registry, &list()).await, 200, "");

    let began = Instant::now();
    let revoke = Ask::post(&format!("/v1/devices/{}/revoke", lost.device), &json!({})).with(Some(&token));
    is(&revoke.send(&registry, None).await, 200, "");
    is(&lost.ask(&registry, &list()).await, 401, "device-revoked");
    // Somebody at the registry's own machine, with a connection of their own to the database.
    registry.admin().await.disable_account("recepcja.a").await.unwrap();
    is(&mine.ask(&registry, &working).await, 401, "signed-out");
    is(&mine.ask(&registry, &list()).await, 200, "");
    let sign_out = Ask {
        method: "DELETE",
        ..Ask::get("/v1/sessions/self").with(Some(&token))
    };
    assert_eq!(sign_out.send(&registry, None).await.status, 204);
    is(&sign_out.send(&registry, None).await, 401, "signed-out");
    assert!(began.elapsed() < Duration::from_secs(60));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x07_tokens_are_short_lived_renewed_once_and_good_at_their_desk_only() {
    let registry = TestRegistry::start().await;
    let (mine, other) = (desk(&registry).await, desk(&registry).await);
    let person = Person::new(&registry, "recepcja.a", Role::Receptionist, DESK.1).await;
    is(&person.sign_in(&registry, None).await, 403, "forbidden");
    registry.later(TimeDelta::seconds(30));
    let elsewhere = Machine::of(&registry, Role::Receptionist, Some(CLINIC_B), true).await;
    is(&person.sign_in(&registry, Some(&elsewhere)).await, 403, "forbidden");
    registry.later(TimeDelta::seconds(30));
    let tokens = person.sign_in(&registry, Some(&mine)).await.json();
    let asks = |tokens: &Value| list().with(tokens["access"].as_str());
    let renews = |tokens: &Value| Ask::post("/v1/sessions/refresh", &json!({ "refresh": tokens["refresh"] }));
    is(&mine.ask(&registry, &asks(&tokens)).await, 200, "");
    is(&other.ask(&registry, &asks(&tokens)).await, 401, "not-recognised");
    is(&asks(&tokens).send(&registry, None).await, 401, "not-recognised");
    let as_access = list().with(tokens["refresh"].as_str());
    is(&mine.ask(&registry, &as_access).await, 401, "signed-out");

    registry.later(TimeDelta::minutes(10));
    is(&mine.ask(&registry, &asks(&tokens)).await, 401, "signed-out");
    let renewed = mine.ask(&registry, &renews(&tokens)).await.json();
    is(&mine.ask(&registry, &asks(&renewed)).await, 200, "");
    // Of two who have the same refresh token one is a thief.
    is(&mine.ask(&registry, &renews(&tokens)).await, 401, "signed-out");
    is(&mine.ask(&registry, &asks(&renewed)).await, 401, "signed-out");
    is(&mine.ask(&registry, &renews(&renewed)).await, 401, "signed-out");

    let tokens = person.sign_in(&registry, Some(&mine)).await.json();
    is(&other.ask(&registry, &renews(&tokens)).await, 401, "signed-out");
    is(&mine.ask(&registry, &asks(&tokens)).await, 401, "signed-out");
    // A session ends after twelve hours, however often it is renewed.
    registry.later(TimeDelta::seconds(30));
    let mut tokens = person.sign_in(&registry, Some(&mine)).await.json();
    for _ in 0..2 {
        registry.later(TimeDelta::hours(5));
        tokens = mine.ask(&registry, &renews(&tokens)).await.json();
    }
    registry.later(TimeDelta::hours(2));
    is(&mine.ask(&registry, &renews(&tokens)).await, 401, "signed-out");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x04_x05_a_sign_in_that_fails_says_the_same_whatever_was_wrong_and_ten_are_enough() {
    let registry = TestRegistry::start().await;
    let known = Person::new(&registry, "operator", Role::RegistryOperator, None).await;
    let gone = Person::new(&registry, "byly", Role::RegistryOperator, None).await;
    registry.admin().await.disable_account("byly").await.unwrap();
    let typed = known.typed(&registry);
    let with = |field: &str, value: &str| {
        let mut typed = typed.clone();
        typed[field] = value.into();
        Ask::post("/v1/sessions", &typed)
    };
    let mut answers = Vec::new();
    for ask in [
        with("login", "nikt"),
        with("password", "zle haslo zle haslo"),
        with("code", "000000"),
        with("code", "abc"),
        Ask::post("/v1/sessions", &gone.typed(&registry)),
    ] {
        let said = ask.send(&registry, None).await;
        is(&said, 401, "sign-in-failed");
        answers.push(said);
    }
    // Only the clock on the wall tells them apart.
    let words = |said: &Said| {
        let head = said.head.lines().filter(|line| !line.starts_with("date:"));
        (
            said.status,
            head.map(str::to_owned).collect::<Vec<_>>(),
            said.body.clone(),
        )
    };
    assert!(
        answers.iter().all(|said| words(said) == words(&answers[0])),
        "{answers:?}"
    );

    let guesser = Ipv4Addr::new(127, 63, 0, 1);
    for login in ["operator", "nikt"] {
        let guess = with("code", "000000");
        let guess = Ask {
            body: guess
                .body
                .map(|body| body.replace("\"operator\"", &format!("\"{login}\""))),
            ..guess
        };
        for n in 0..12 {
            let said = guess.send_from(guesser, &registry, None).await;
            if n < 10 {
                is(&said, 401, "sign-in-failed");
            } else {
                is(&said, 429, "too-many-tries");
                assert!(said.head.contains("retry-after: "), "{said:?}");
            }
        }
    }
    let right = Ask::post("/v1/sessions", &typed);
    is(&right.send_from(guesser, &registry, None).await, 429, "too-many-tries");
    // Whoever guesses elsewhere keeps nobody from working.
    is(&known.sign_in(&registry, None).await, 200, "");
    is(&known.sign_in(&registry, None).await, 401, "sign-in-failed");
    registry.later(TimeDelta::minutes(16));
    let right = Ask::post("/v1/sessions", &known.typed(&registry));
    is(&right.send_from(guesser, &registry, None).await, 200, "");

    // Guessing from everywhere at once runs out too, but not for those who sit at a device of the clinic.
    let store = registry.store().await;
    for login in ["operator", "recepcja"] {
        let key = store.keyed("try sign-ins", login);
        for _ in 0..200 {
            store
                .count_try(&key, TimeDelta::minutes(15), registry.now())
                .await
                .unwrap();
        }
    }
    registry.later(TimeDelta::minutes(1));
    is(&known.sign_in(&registry, None).await, 429, "too-many-tries");
    let recepcja = Person::new(&registry, "recepcja", Role::Receptionist, Some(CLINIC_A)).await;
    is(
        &recepcja.sign_in(&registry, Some(&desk(&registry).await)).await,
        200,
        "",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x05_x27_a_code_works_once_for_a_quarter_of_an_hour_and_cannot_be_guessed() {
    let registry = TestRegistry::start().await;
    let invite = async |trusted| {
        let new = NewDevice {
            role: DESK.0,
            facility: DESK.1,
            name: "Okno".into(),
        };
        registry.admin().await.invite(&new, trusted).await.unwrap().code
    };
    let enrol = async |code: &EnrolmentCode, role| {
        let said = Machine::enrol(&registry, code, role).await;
        said.err().map(|said| (told(&said), said.body))
    };
    let used = invite(true).await;
    assert_eq!(enrol(&used, DESK.0).await, None);
    let late = invite(true).await;
    registry.later(TimeDelta::minutes(15));
    let of_a_desk = invite(true).await;
    let mut answers = Vec::new();
    for (code, role) in [
        (&used, DESK.0),
        (&late, DESK.0),
        (&of_a_desk, Role::Kiosk),
        (&EnrolmentCode::parse("0000000000").unwrap(), DESK.0),
    ] {
        let answer = enrol(code, role).await.unwrap();
        assert_eq!(answer.0, (403, "enrolment-refused".to_owned()));
        answers.push(answer);
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");

    let wanted = invite(true).await;
    for n in 0..5_u8 {
        let guess = format!("{}00000{n}", wanted.head());
        assert!(enrol(&EnrolmentCode::parse(&guess).unwrap(), DESK.0).await.is_some());
    }
    let (told, _) = enrol(&wanted, DESK.0).await.unwrap();
    assert_eq!(told, (429, "too-many-tries".to_owned()), "not even the right one");
    assert_eq!(
        enrol(&of_a_desk, DESK.0).await,
        None,
        "others are not kept from enrolling"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x05_refusals_that_tell_of_a_person_run_out() {
    let registry = TestRegistry::start().await;
    let desk = desk(&registry).await;
    let kiosk = Machine::of(&registry, Role::Kiosk, None, true).await;
    is(&desk.ask(&registry, &change(DESK.1, &book(1, 480, 1))).await, 200, "");
    let probe = change(None, &book(1, 500, 1));
    for _ in 0..5 {
        let again = Ask {
            id: Some(Uuid::now_v7()),
            ..probe.clone()
        };
        is(&kiosk.ask(&registry, &again).await, 409, "said-at-desk");
    }
    // Whoever asks for her now learns nothing, at this kiosk or another, whether she has a visit or not.
    let other = Machine::of(&registry, Role::Kiosk, None, true).await;
    is(&kiosk.ask(&registry, &probe).await, 409, "too-many-tries");
    is(&kiosk.ask(&registry, &probe).await, 409, "too-many-tries");
    is(
        &other.ask(&registry, &change(None, &book(1, 500, 1))).await,
        409,
        "too-many-tries",
    );
    is(&other.ask(&registry, &change(None, &book(1, 500, 2))).await, 200, "");
    is(
        &desk.ask(&registry, &change(DESK.1, &book(1, 520, 1))).await,
        409,
        "already-booked",
    );
    registry.later(TimeDelta::hours(24));
    let later = change(None, &book(1, 520, 1));
    is(&kiosk.ask(&registry, &later).await, 409, "said-at-desk");
    // The same at one kiosk, whoever they are: with many people's numbers in hand it runs out at the twentieth.
    for n in 0..19_u16 {
        let (schedule, minute) = match n {
            0..8 => (3, 480 + n * 20),
            8..16 => (4, 480 + (n - 8) * 20),
            _ => (1, 540 + (n - 16) * 20),
        };
        let booking = change(DESK.1, &book(schedule, minute, 3 + n));
        is(&desk.ask(&registry, &booking).await, 200, "");
        let said = kiosk.ask(&registry, &change(None, &book(1, 600, 3 + n))).await;
        is(&said, 409, "said-at-desk");
    }
    let nobody = change(None, &book(1, 600, 90));
    is(&kiosk.ask(&registry, &nobody).await, 409, "too-many-tries");
    let nobody = change(None, &book(1, 600, 90));
    is(&other.ask(&registry, &nobody).await, 200, "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x08_what_is_another_clinics_is_answered_like_what_does_not_exist() {
    let registry = TestRegistry::start().await;
    let mine = desk(&registry).await;
    let other = Machine::of(&registry, Role::Receptionist, Some(CLINIC_B), true).await;
    let visit = mine.ask(&registry, &change(DESK.1, &book(1, 480, 1))).await.json()["appointment"].clone();
    let slot = SlotId {
        schedule: 1,
        day: day(4),
        minute: 480,
    };
    let held = mine
        .ask(&registry, &change(DESK.1, &json!({ "kind": "hold", "slot": slot })))
        .await;
    let hold = held.json()["hold"].clone();
    assert!(visit.is_string() && hold.is_string(), "{visit} {held:?}");
    let actions = |visit: &Value, hold: &Value| {
        [
            json!({ "kind": "cancel", "appointment": visit, "reason": "patient" }),
            json!({ "kind": "attend", "appointment": visit, "presence": "present" }),
            json!({ "kind": "restore", "appointment": visit }),
            json!({ "kind": "reschedule", "appointment": visit, "slot": slot }),
            json!({ "kind": "release", "hold": hold }),
        ]
    };
    let nothing = json!(Uuid::now_v7());
    for (real, unreal) in actions(&visit, &hold).iter().zip(actions(&nothing, &nothing)) {
        let real = other.ask(&registry, &change(Some(CLINIC_B), real)).await;
        let unreal = other.ask(&registry, &change(Some(CLINIC_B), &unreal)).await;
        assert_eq!((real.status, real.body), (unreal.status, unreal.body));
    }
    let unknown = Machine::of(&registry, Role::Receptionist, Some(CLINIC_B), true).await;
    let admin = Person::new(&registry, "admin.a", Role::ClinicAdministrator, DESK.1).await;
    let token = admin.token(&registry, None).await;
    let mut answers = Vec::new();
    for device in [unknown.device, Uuid::now_v7()] {
        let ask = Ask::post(&format!("/v1/devices/{device}/revoke"), &json!({})).with(Some(&token));
        answers.push(ask.send(&registry, None).await.body);
    }
    assert_eq!(answers[0], answers[1]);
    is(&unknown.ask(&registry, &Ask::get("/v1/devices/self")).await, 200, "");
    // Still hers: the other clinic has changed nothing.
    is(
        &mine
            .ask(
                &registry,
                &change(
                    DESK.1,
                    &json!({ "kind": "cancel", "appointment": visit, "reason": "patient" }),
                ),
            )
            .await,
        200,
        "",
    );
}
