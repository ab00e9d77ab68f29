//! The matrix of rights: every operation of the contract, asked by every kind of caller, about their own clinic, another
//! one and none. What must happen is in the table; what does happen is what a registry answers over HTTP.

use okienko_domain::access::Role;
use okienko_domain::geo::Point;
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::Preferences;
use okienko_registry::access::Admin;
use okienko_registry::access::rights::{self, Operation, RIGHTS, Verdict, Who};
use okienko_testkit::{Ask, CLINIC_A, CLINIC_B, Machine, Person, Said, TestRegistry, day, pesel};
use okienko_wire::access::NewDevice;
use okienko_wire::proof::Claim;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use uuid::Uuid;

/// In the lists of the first clinic, and in those of the second.
const CANARIES: [&str; 2] = ["Kanarkowska", "Wróblewska"];

/// Somebody who asks, and who they are to the table.
struct Caller {
    name: &'static str,
    machine: Option<Machine>,
    token: Option<String>,
    /// Role and facility that count: a person's before those of the device they sit at.
    role: Option<(Role, Option<u32>)>,
    /// The device may not work: what it is told.
    stopped: Option<&'static str>,
}

/// What a registry does with a question.
#[derive(Debug, PartialEq, Eq)]
enum Heard {
    /// It looks into it.
    Listens,
    /// It wants to know who asks.
    Asks,
    /// This caller may not, wherever.
    Forbids,
    /// To this caller there is no such thing.
    Hides,
    /// The device may not work.
    Stops,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x08_g13_nobody_may_more_than_the_table_says() {
    let registry = TestRegistry::start().await;
    let callers = callers(&registry).await;
    seed(&registry, &callers).await;
    let admin = registry.admin().await;
    let blob = Ask::get("/v1/snapshot").send(&registry, None).await.json()["places"]["hash"]
        .as_str()
        .unwrap()
        .to_owned();

    let (mut cells, mut refused) = (0, 0);
    for (method, path, kind) in operations() {
        let right = row(&method, &path, kind.as_deref());
        for caller in &callers {
            for facility in [None, Some(CLINIC_A), Some(CLINIC_B)] {
                let Some(ask) = ask(right.operation, &path, facility, &admin, &blob).await else {
                    continue;
                };
                let ask = ask.with(caller.token.as_deref());
                let said = match &caller.machine {
                    Some(machine) => machine.ask(&registry, &ask).await,
                    None => ask.send(&registry, None).await,
                };
                let cell = format!(
                    "{} asks {:?} about {facility:?}: {} {}",
                    caller.name, right.operation, said.status, said.body
                );
                let expected = expected(right, caller, facility);
                assert_eq!(heard(right, &said), expected, "{cell}");
                if expected == Heard::Listens && matches!(right.who, Who::Roles(_) | Who::Managers(_)) {
                    assert!(matches!(said.status, 200 | 400 | 409 | 428), "{cell}");
                }
                for (canary, clinic) in CANARIES.into_iter().zip([CLINIC_A, CLINIC_B]) {
                    let own = caller.role.is_some_and(|(_, facility)| facility == Some(clinic));
                    assert!(own || !said.body.contains(canary), "{cell}");
                }
                cells += 1;
                refused += usize::from(expected != Heard::Listens);
            }
        }
    }
    println!("{cells} questions, {refused} of them refused");
    assert!(refused >= 700, "{refused}");
}

/// An operation of the contract without a row is answered by nobody, and one that is gone has no row.
#[test]
fn x08_g13_every_operation_of_the_contract_has_its_row() {
    let contract: BTreeSet<(String, String)> = operations().into_iter().map(|(m, p, _)| (m, p)).collect();
    let table: BTreeSet<(String, String)> = RIGHTS
        .iter()
        .map(|right| (right.method.to_owned(), right.path.to_owned()))
        .collect();
    assert_eq!(contract, table, "give every operation a row in rights.rs");
    let kinds = operations()
        .into_iter()
        .filter(|(_, path, _)| path == "/v1/requests")
        .count();
    let rows = RIGHTS.iter().filter(|right| right.path == "/v1/requests").count();
    assert_eq!(kinds, rows, "give every kind of request a row in rights.rs");
}

/// Method, path and, for requests, the kind. What ends something comes last.
fn operations() -> Vec<(String, String, Option<String>)> {
    let contract: Value = serde_json::from_str(include_str!("../../docs/openapi.json")).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in contract["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().filter(|key| *key != "parameters") {
            let method = method.to_uppercase();
            if path == "/v1/requests" {
                for kind in kinds(&contract["components"]["schemas"]["Action"]) {
                    operations.push((method.clone(), path.clone(), Some(kind)));
                }
            } else {
                operations.push((method, path.clone(), None));
            }
        }
    }
    operations.sort_by_key(|(method, _, _)| method == "DELETE");
    operations
}

/// Every value that the field `kind` may have.
fn kinds(schema: &Value) -> BTreeSet<String> {
    let own = schema["properties"]["kind"]["enum"].as_array().into_iter().flatten();
    let own = own.filter_map(|kind| Some(kind.as_str()?.to_owned()));
    let parts = ["oneOf", "allOf"]
        .into_iter()
        .filter_map(|word| schema[word].as_array());
    own.chain(parts.flatten().flat_map(kinds)).collect()
}

/// The row; for requests, the one whose name is the kind.
fn row(method: &str, path: &str, kind: Option<&str>) -> &'static rights::Right {
    let named = |right: &&rights::Right| {
        kind.is_none_or(|kind| format!("{:?}", right.operation).to_lowercase() == kind.replace('-', ""))
    };
    rights::at(method, path)
        .find(named)
        .unwrap_or_else(|| panic!("{method} {path} {kind:?} has no row in rights.rs"))
}

/// A question about a facility; `None` where the operation cannot be asked so.
async fn ask(operation: Operation, path: &str, facility: Option<u32>, admin: &Admin, blob: &str) -> Option<Ask> {
    let change = |action: Value| Some(Ask::change(&json!({ "desk": facility, "action": action })));
    let id = || Uuid::now_v7();
    let slot = |minute| SlotId {
        schedule: 4,
        day: day(3),
        minute,
    };
    let patient = json!({ "pesel": pesel(30), "given_name": "Anna", "family_name": "Nowak", "phone": null });
    // These are about no facility, or about the caller: one question is enough.
    let once = |ask: Ask| facility.is_none().then_some(ask);
    match operation {
        Operation::Health | Operation::Snapshot | Operation::OpenApi | Operation::Metrics | Operation::Checksums => {
            once(Ask::get(path))
        }
        Operation::SignInWays | Operation::ThisDevice | Operation::ThisSession => once(Ask::get(path)),
        Operation::Blob => once(Ask::get(&format!("/v1/blobs/{blob}"))),
        Operation::Changes => once(Ask::get(&format!("{path}?epoch={}&after=0", id()))),
        Operation::Places => once(Ask::get("/v1/places?text=torun")),
        Operation::Slots => once(Ask::get("/v1/slots?service=mammography&from=2026-11-23&to=2026-12-07")),
        // Without the body, which has no end.
        Operation::Push => once(Ask {
            method: "HEAD",
            ..Ask::get(path)
        }),
        Operation::SmsReports => once(Ask::post(path, &json!({}))),
        Operation::SmsReplies => once(Ask::post(path, &json!({}))),
        Operation::Enrol => once(Ask::post(
            path,
            &json!({ "code": "0000000000", "role": "kiosk", "public_key": "00" }),
        )),
        Operation::SignIn => once(Ask::post(path, &json!({ "login": "nikt" }))),
        Operation::StartAtProvider | Operation::EndAtProvider => once(Ask::post(path, &json!({}))),
        Operation::Refresh => once(Ask::post(path, &json!({ "refresh": "nic" }))),
        Operation::SignOut => once(Ask {
            method: "DELETE",
            ..Ask::get(path)
        }),
        Operation::Book => change(json!({ "kind": "book", "slot": slot(480), "patient": patient, "referral": null })),
        Operation::Hold => change(json!({ "kind": "hold", "slot": slot(500) })),
        Operation::Release => change(json!({ "kind": "release", "hold": id() })),
        Operation::Reschedule => change(json!({ "kind": "reschedule", "appointment": id(), "slot": slot(520) })),
        Operation::Cancel => change(json!({ "kind": "cancel", "appointment": id(), "reason": "patient" })),
        Operation::Attend => change(json!({ "kind": "attend", "appointment": id(), "presence": "present" })),
        Operation::Restore => change(json!({ "kind": "restore", "appointment": id() })),
        Operation::Join => change(join(&patient)),
        Operation::Leave => change(json!({ "kind": "leave", "entry": id() })),
        Operation::Prolong => change(json!({ "kind": "prolong", "entry": id() })),
        Operation::Accept => change(json!({ "kind": "accept", "offer": id() })),
        Operation::Decline => change(json!({ "kind": "decline", "offer": id() })),
        Operation::Appointments | Operation::WaitingEntries | Operation::CallTasks => {
            facility.map(|f| Ask::get(&path.replace("{facility}", &f.to_string())))
        }
        Operation::EndCall => at_desk(path, facility).map(|path| Ask::post(&path, &json!({ "resolution": "kanarek" }))),
        Operation::WorkItems => at_desk(path, facility).map(|path| Ask::get(&path)),
        Operation::Timetable => at_desk(path, facility).map(|path| Ask::get(&path)),
        Operation::Difference => at_desk(path, facility).map(|path| Ask::post(&path, &json!({ "weeks": [] }))),
        Operation::Publish => at_desk(path, facility).map(|path| Ask {
            method: "PUT",
            ..Ask::post(&path, &json!({ "weeks": [] }))
        }),
        Operation::AddSchedule | Operation::AddLocation | Operation::Import => {
            at_desk(path, facility).map(|path| Ask::post(&path, &json!({})))
        }
        Operation::Settle => at_desk(path, facility).map(|path| Ask::post(&path, &json!({ "resolution": "kanarek" }))),
        Operation::LookUp => at_desk(path, facility).map(|path| Ask::post(&path, &json!({}))),
        Operation::Lookups => at_desk(path, facility).map(|path| Ask::get(&path)),
        Operation::ReviewLookup => {
            at_desk(path, facility).map(|path| Ask::post(&path, &json!({ "resolution": "kanarek" })))
        }
        Operation::Events => facility.map(|f| Ask::get(&(path.replace("{facility}", &f.to_string()) + "?after=0"))),
        Operation::Devices => facility.map(|f| Ask::get(&format!("{path}?facility={f}"))),
        Operation::InviteDevice => Some(Ask::post(path, &serde_json::to_value(new_device(facility)).unwrap())),
        Operation::ApproveDevice | Operation::RevokeDevice => {
            let device = admin.invite(&new_device(facility), false).await.unwrap().device;
            Some(Ask::post(&path.replace("{device}", &device.to_string()), &json!({})))
        }
    }
}

/// The address for a clinic, with the schedule that it has.
fn at_desk(path: &str, facility: Option<u32>) -> Option<String> {
    let schedule = if facility == Some(CLINIC_A) { "1" } else { "3" };
    let path = path
        .replace("{schedule}", schedule)
        .replace("{item}", &Uuid::now_v7().to_string())
        .replace("{lookup}", &Uuid::now_v7().to_string())
        .replace("{task}", &Uuid::now_v7().to_string());
    facility.map(|facility| path.replace("{facility}", &facility.to_string()))
}

fn new_device(facility: Option<u32>) -> NewDevice {
    NewDevice {
        role: facility.map_or(Role::Kiosk, |_| Role::Integration),
        facility,
        name: "Nowe".into(),
    }
}

fn join(patient: &Value) -> Value {
    let point = Point { lat: 53.0, lon: 18.6 };
    json!({
        "kind": "join", "service": "mammography", "patient": patient, "referral": null, "urgent": false,
        "entitlement": null, "place": "Toruń", "preferences": Preferences::around(point, 30),
    })
}

fn expected(right: &rights::Right, caller: &Caller, facility: Option<u32>) -> Heard {
    match right.who {
        Who::Everybody => Heard::Listens,
        Who::Device if caller.machine.is_some() => Heard::Listens,
        Who::Person if caller.token.is_some() => Heard::Listens,
        Who::Device | Who::Person => Heard::Asks,
        Who::Roles(_) | Who::Named(_) if caller.role.is_some() && caller.machine.is_none() => Heard::Forbids,
        // A desk that is stopped hears that first.
        Who::Named(_) if caller.machine.is_some() && caller.token.is_none() && caller.stopped.is_none() => {
            Heard::Forbids
        }
        Who::Roles(_) | Who::Named(_) | Who::Managers(_) => match (caller.role, caller.stopped) {
            (None, _) => Heard::Asks,
            (_, Some(_)) => Heard::Stops,
            (Some((role, own)), None) => match rights::verdict(role, own, right.operation, facility) {
                Verdict::Allowed => Heard::Listens,
                // A request that may not be made is an answer for ever, so it says so.
                Verdict::Hidden if right.path == "/v1/requests" => Heard::Forbids,
                Verdict::Hidden => Heard::Hides,
                Verdict::Forbidden => Heard::Forbids,
            },
        },
    }
}

fn heard(right: &rights::Right, said: &Said) -> Heard {
    assert!((200..500).contains(&said.status), "{said:?}");
    match said.code().as_str() {
        // Nothing is hidden from everybody; what is asked for here is not there.
        "not-found" if right.who == Who::Everybody => Heard::Listens,
        "not-recognised" => Heard::Asks,
        "forbidden" => Heard::Forbids,
        "not-found" => Heard::Hides,
        "device-pending" | "device-revoked" | "device-quarantined" => Heard::Stops,
        _ => Heard::Listens,
    }
}

async fn callers(registry: &TestRegistry) -> Vec<Caller> {
    let (a, b) = (Some(CLINIC_A), Some(CLINIC_B));
    let mut callers = vec![Caller {
        name: "nobody",
        machine: None,
        token: None,
        role: None,
        stopped: None,
    }];
    for (name, role, facility) in [
        ("a desk", Role::Receptionist, a),
        ("a desk of the other clinic", Role::Receptionist, b),
        ("a kiosk", Role::Kiosk, None),
        ("software of a clinic", Role::Integration, a),
        ("software of the other clinic", Role::Integration, b),
    ] {
        callers.push(Caller {
            name,
            machine: Some(Machine::of(registry, role, facility, true).await),
            token: None,
            role: Some((role, facility)),
            stopped: None,
        });
    }
    for (name, role, facility, at_desk) in [
        ("recepcja.a", Role::Receptionist, a, true),
        ("recepcja.b", Role::Receptionist, b, true),
        ("admin.a", Role::ClinicAdministrator, a, false),
        ("admin.b", Role::ClinicAdministrator, b, false),
        ("admin.przy.stanowisku", Role::ClinicAdministrator, a, true),
        ("recepcja.druga", Role::Receptionist, a, true),
        ("operator", Role::RegistryOperator, None, false),
    ] {
        let machine = match at_desk {
            true => Some(Machine::of(registry, Role::Receptionist, facility, true).await),
            false => None,
        };
        let person = Person::new(registry, name, role, facility).await;
        callers.push(Caller {
            name,
            token: Some(person.token(registry, machine.as_ref()).await),
            machine,
            role: Some((role, facility)),
            stopped: None,
        });
    }
    for (name, code) in [
        ("a desk nobody approved", "device-pending"),
        ("a desk that was disconnected", "device-revoked"),
        ("a desk whose key was copied", "device-quarantined"),
    ] {
        let machine = Machine::of(registry, Role::Receptionist, a, code == "device-quarantined").await;
        match code {
            "device-revoked" => registry.admin().await.revoke(machine.device).await.unwrap(),
            "device-quarantined" => {
                let ask = Ask::change(&json!({}));
                let claim = machine.claim(&ask, registry.now());
                for nonce in [[1; 16], [2; 16]] {
                    ask.send(registry, Some(&machine.sign(Claim { nonce, ..claim }, &ask)))
                        .await;
                }
            }
            _ => {}
        }
        callers.push(Caller {
            name,
            machine: Some(machine),
            token: None,
            role: Some((Role::Receptionist, a)),
            stopped: Some(code),
        });
    }
    callers
}

/// A visit and a waiting entry of each clinic.
async fn seed(registry: &TestRegistry, callers: &[Caller]) {
    for (n, clinic) in [(0_u16, CLINIC_A), (1, CLINIC_B)] {
        let desk = callers
            .iter()
            .find(|c| c.role == Some((Role::Receptionist, Some(clinic))));
        let desk = desk.and_then(|caller| caller.machine.as_ref()).unwrap();
        let slot = SlotId {
            schedule: [1, 3][usize::from(n)],
            day: day(3),
            minute: 480,
        };
        let person = |serial: u16| json!({ "pesel": pesel(serial), "given_name": "Anna", "family_name": CANARIES[usize::from(n)], "phone": null });
        let visit = json!({ "kind": "book", "slot": slot, "patient": person(n), "referral": null });
        for action in [visit, join(&person(n + 10))] {
            let said = desk
                .ask(registry, &Ask::change(&json!({ "desk": clinic, "action": action })))
                .await;
            assert_eq!(said.status, 200, "{said:?}");
        }
    }
}
