//! What a person has at other clinics, seen for a stated reason: by name, remembered, told to the patient, reviewed.

use chrono::TimeDelta;
use okienko_app::view::{AppError, BookInput, LookupInput, PatientInput, RequestState};
use okienko_domain::access::Role;
use okienko_domain::message::MessageKind;
use okienko_registry_store::messages::dispatch::{Claim, Readiness, Terms, claim};
use okienko_testkit::{Ask, CLINIC_A, CLINIC_B, Desk, Machine, Person, Said, TestRegistry, foreigner, pesel, woman};
use serde_json::{Value, json};

const REASON: &str = "Nieprzytomna po wypadku, trzeba uprzedzić jej poradnie";
/// Cardiology at the first clinic.
const CARDIOLOGY: &str = "2-2026-11-24-0800";

/// Somebody at a desk of a clinic.
struct Clerk<'a> {
    registry: &'a TestRegistry,
    facility: u32,
    machine: Machine,
    token: String,
}

impl<'a> Clerk<'a> {
    async fn new(registry: &'a TestRegistry, login: &str, role: Role, facility: u32) -> Self {
        let machine = Machine::of(registry, Role::Receptionist, Some(facility), true).await;
        let person = Person::new(registry, login, role, Some(facility)).await;
        let token = person.token(registry, Some(&machine)).await;
        Self {
            registry,
            facility,
            machine,
            token,
        }
    }

    fn lookups(&self) -> String {
        format!("/v1/desks/{}/lookups", self.facility)
    }

    async fn ask(&self, ask: Ask) -> Said {
        self.machine.ask(self.registry, &ask.with(Some(&self.token))).await
    }

    async fn look(&self, asked: &Value) -> Said {
        self.ask(Ask::post(&self.lookups(), asked)).await
    }

    async fn list(&self) -> Value {
        self.ask(Ask::get(&self.lookups())).await.json()
    }
}

fn emergency(pesel: &str) -> Value {
    json!({ "person": { "pesel": pesel }, "because": { "kind": "emergency", "reason": REASON } })
}

fn referral(pesel: &str, code: &str) -> Value {
    json!({ "person": { "pesel": pesel }, "because": { "kind": "referral", "code": code } })
}

/// A desk of the first clinic at which a woman has two visits, one by the referral 7731, and waits; and another woman has
/// a visit.
async fn visits_at_a(registry: &TestRegistry) -> Desk {
    let a = Desk::start(registry, CLINIC_A).await;
    a.online().await;
    let visit = a.book("1-2026-11-25-0800", woman(1)).await;
    assert_eq!((visit.state, visit.refusal), (RequestState::Confirmed, None));
    assert_eq!(
        a.book("1-2026-11-25-0820", woman(2)).await.state,
        RequestState::Confirmed
    );
    let by_referral = BookInput {
        slot: CARDIOLOGY.into(),
        patient: woman(1),
        referral: Some("7731".into()),
    };
    let visit = a.app.book(by_referral).await.unwrap();
    assert_eq!((visit.state, visit.refusal), (RequestState::Confirmed, None));
    a
}

/// What a courier would send now: kind and clinic.
async fn to_send(registry: &TestRegistry) -> Vec<(MessageKind, String)> {
    let store = registry.store().await;
    let terms = Terms {
        sms: Readiness::Ready,
        email: Readiness::Absent,
        lease: TimeDelta::minutes(1),
        attempts: 3,
    };
    let mut letters = Vec::new();
    loop {
        match claim(&*store, &terms, registry.now()).await.unwrap() {
            Claim::Nothing => return letters,
            Claim::Settled => {}
            Claim::Letter(letter) => {
                let clinic = letter.venue.map(|venue| venue.name).unwrap_or_default();
                letters.push((letter.message.kind, clinic));
            }
        }
    }
}

/// Entries of a clinic's chain about looking up.
async fn deeds(registry: &TestRegistry, facility: u32) -> Vec<(String, String)> {
    let entries = registry
        .store()
        .await
        .audit_page(facility.into(), 0, 1_000)
        .await
        .unwrap();
    let deeds = entries.into_iter().filter(|entry| entry.action.contains("look"));
    deeds.map(|entry| (entry.action, entry.outcome)).collect()
}

fn deed(action: &str, outcome: &str) -> (String, String) {
    (action.to_owned(), outcome.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x22_an_emergency_is_shown_remembered_told_and_reviewed() {
    let registry = TestRegistry::start().await;
    let _a = visits_at_a(&registry).await;
    to_send(&registry).await;
    let clerk = Clerk::new(&registry, "recepcja.b", Role::Receptionist, CLINIC_B).await;
    let said = clerk.look(&emergency(&pesel(1))).await;
    assert_eq!(said.status, 200, "{said:?}");
    let found = said.json();
    let visits = found["visits"].as_array().unwrap();
    assert_eq!(visits.len(), 2);
    assert_eq!(visits[0]["slot"], CARDIOLOGY, "the next one first");
    assert_eq!(visits[0]["patient"]["family_name"], "Kanarkowska");
    assert!(!said.body.contains("601234"), "{}", said.body);

    let told = (MessageKind::Lookup, format!("Poradnia PRÓBA nr {CLINIC_B}"));
    assert_eq!(to_send(&registry).await, [told], "who has looked");
    assert_eq!(deeds(&registry, CLINIC_B).await, [deed("look-up-emergency", "shown")]);

    let admin = Clerk::new(&registry, "kierownik.b", Role::ClinicAdministrator, CLINIC_B).await;
    let listed = admin.list().await;
    let row = &listed[0];
    assert_eq!(
        (listed.as_array().unwrap().len(), &row["by"]),
        (1, &json!("recepcja.b"))
    );
    assert_eq!((&row["because"], &row["reason"]), (&json!("emergency"), &json!(REASON)));
    assert_eq!(row["patient"]["family_name"], "Kanarkowska");
    let review = Ask::post(
        &format!("{}/{}", admin.lookups(), row["id"].as_str().unwrap()),
        &json!({ "resolution": "reviewed" }),
    );
    assert_eq!(admin.ask(review).await.status, 204);
    assert_eq!(admin.list().await[0]["review"]["by"], "kierownik.b");

    // Their own look-up is for somebody else.
    assert_eq!(admin.look(&emergency(&pesel(1))).await.status, 200);
    let own = admin.list().await[0]["id"].as_str().unwrap().to_owned();
    let review = Ask::post(
        &format!("{}/{own}", admin.lookups()),
        &json!({ "resolution": "reviewed" }),
    );
    assert_eq!(admin.ask(review).await.status, 404);
    let of_a = Clerk::new(&registry, "kierownik.a", Role::ClinicAdministrator, CLINIC_A).await;
    assert_eq!(of_a.list().await, json!([]), "another clinic's are not there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x22_nobody_learns_who_is_known() {
    let registry = TestRegistry::start().await;
    let _a = visits_at_a(&registry).await;
    to_send(&registry).await;
    let clerk = Clerk::new(&registry, "recepcja.b", Role::Receptionist, CLINIC_B).await;
    let mine = clerk.look(&referral(&pesel(1), "7731")).await.json();
    assert_eq!(mine["visits"].as_array().unwrap().len(), 2);

    let mut answers = Vec::new();
    for asked in [
        emergency(&pesel(9)),
        referral(&pesel(9), "7731"),
        // Known, and of nobody's or somebody else's referral.
        referral(&pesel(1), "7732"),
        referral(&pesel(2), "7731"),
    ] {
        let said = clerk.look(&asked).await;
        assert_eq!(said.status, 200, "{said:?}");
        let head: Vec<_> = said
            .head
            .lines()
            .filter(|line| !line.starts_with("date:"))
            .map(str::to_owned)
            .collect();
        answers.push((head, said.body));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0].1, json!({ "visits": [], "waiting": [] }).to_string());
    assert!(
        to_send(&registry).await.is_empty(),
        "a referral and a vain look are told to nobody"
    );

    // The right code after too many wrong ones is as wrong.
    for code in ["0001", "0002", "0003"] {
        assert_eq!(clerk.look(&referral(&pesel(1), code)).await.status, 200);
    }
    for asked in [referral(&pesel(1), "7731"), emergency(&pesel(1))] {
        let said = clerk.look(&asked).await;
        assert_eq!((said.status, said.code()), (409, "too-many-tries".into()), "{said:?}");
    }
    assert!(to_send(&registry).await.is_empty());
    assert_eq!(
        clerk.look(&emergency(&pesel(2))).await.status,
        200,
        "others may be asked for"
    );
    registry.later(TimeDelta::hours(24));
    let fresh = Clerk::new(&registry, "recepcja.b2", Role::Receptionist, CLINIC_B).await;
    assert_eq!(fresh.look(&emergency(&pesel(2))).await.status, 200);
    let entries = deeds(&registry, CLINIC_B).await;
    assert_eq!(entries.iter().filter(|(_, outcome)| outcome == "nothing").count(), 7);
    assert_eq!(
        entries
            .iter()
            .filter(|(_, outcome)| outcome == "too-many-tries")
            .count(),
        2
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x22_a_look_up_needs_a_name_and_a_reason() {
    let registry = TestRegistry::start().await;
    let _a = visits_at_a(&registry).await;
    let clerk = Clerk::new(&registry, "recepcja.b", Role::Receptionist, CLINIC_B).await;
    for reason in ["", "pilne", "          x          ", &"x".repeat(501)] {
        let asked = json!({ "person": { "pesel": pesel(1) }, "because": { "kind": "emergency", "reason": reason } });
        let said = clerk.look(&asked).await;
        assert_eq!((said.status, said.code()), (400, "invalid".into()), "{reason}");
        assert!(said.body.contains("10 to 500 characters"), "{}", said.body);
        assert!(!said.body.contains(&pesel(1)), "{}", said.body);
    }
    let asked = Ask::post(&clerk.lookups(), &emergency(&pesel(1)));
    let said = clerk.machine.ask(&registry, &asked).await;
    assert_eq!(
        (said.status, said.code()),
        (403, "forbidden".into()),
        "a desk has no name"
    );
    let said = asked.with(Some(&clerk.token)).send(&registry, None).await;
    assert_ne!(said.status, 200, "a token without its desk");
    for role in [Role::Kiosk, Role::Integration] {
        let machine = Machine::of(&registry, role, (role == Role::Integration).then_some(CLINIC_B), true).await;
        let said = machine
            .ask(&registry, &Ask::post(&clerk.lookups(), &emergency(&pesel(1))))
            .await;
        assert_eq!((said.status, said.code()), (403, "forbidden".into()), "{role}");
    }
    assert!(deeds(&registry, CLINIC_B).await.is_empty());
}

fn input(patient: PatientInput, referral: Option<&str>, reason: &str) -> LookupInput {
    LookupInput {
        pesel: patient.pesel,
        document: patient.document,
        referral: referral.map(str::to_owned),
        reason: reason.into(),
    }
}

fn code(error: Option<AppError>) -> (String, String) {
    let error = error.unwrap();
    (error.code, error.field.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x22_a_desk_keeps_nothing_of_what_it_was_shown() {
    let mut registry = TestRegistry::start().await;
    let a = visits_at_a(&registry).await;
    assert_eq!(
        a.book("1-2026-11-25-0840", foreigner("KA900001")).await.state,
        RequestState::Confirmed
    );
    let b = Desk::start(&registry, CLINIC_B).await;
    b.online().await;
    let look = async |input| b.app.look_up(input).await;
    assert_eq!(
        code(look(input(woman(1), None, REASON)).await.err()),
        ("sign-in-needed".into(), String::new())
    );
    let person = Person::new(&registry, "recepcja.b", Role::Receptionist, Some(CLINIC_B)).await;
    let typed = person.typed(&registry);
    let field = |name: &str| typed[name].as_str().unwrap().to_owned();
    b.app
        .sign_in(field("login"), field("password"), field("code"))
        .await
        .unwrap();
    assert_eq!(
        code(look(input(woman(1), None, "pilne")).await.err()),
        ("emergency-reason".into(), "reason".into())
    );
    assert_eq!(code(look(input(woman(1), Some("77"), "")).await.err()).1, "referral");

    let found = look(input(woman(1), None, REASON)).await.unwrap();
    assert_eq!(
        (found.person.as_str(), found.visits.len(), found.waiting.len()),
        ("Kanarkowska Kanarzyna", 2, 0)
    );
    let visit = &found.visits[0];
    assert_eq!(
        (visit.slot.id.as_str(), visit.slot.time.as_str(), visit.phone.as_str()),
        (CARDIOLOGY, "08:00", "")
    );
    assert!(!visit.slot.facility.is_empty() && !visit.slot.street.is_empty());
    let by_passport = look(input(foreigner("ka 900-001"), None, REASON)).await.unwrap();
    assert_eq!(by_passport.visits.len(), 1);
    let nothing = look(input(woman(9), None, REASON)).await.unwrap();
    assert_eq!((nothing.person.as_str(), nothing.visits.len()), ("", 0));

    // What was seen is no visit of this desk.
    let moved = b.app.cancel(visit.id.clone(), "patient".into()).await;
    assert!(moved.is_err() || moved.unwrap().state == RequestState::Refused);
    assert!(b.app.appointments().await.unwrap().is_empty());
    for file in std::fs::read_dir(b.folder()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for canary in ["Kanarkowska", &pesel(1), "Nieprzytomna", "KA900001"] {
            assert!(
                !bytes.windows(canary.len()).any(|part| part == canary.as_bytes()),
                "{canary}"
            );
        }
    }
    registry.stop().await;
    assert_eq!(code(look(input(woman(1), None, REASON)).await.err()).0, "offline");
    assert!(b.app.sync_state().await.unwrap().queued == 0, "nothing is sent later");
}
