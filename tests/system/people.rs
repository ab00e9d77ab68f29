//! People without a PESEL, and children with somebody who answers for them.

use crate::clinic::{Clinic, weekdays};
use chrono::TimeDelta;
use okienko_app::view::{AppError, BookInput, DocumentInput, PatientInput, RequestState, SlotQuery};
use okienko_domain::calendar::date;
use okienko_domain::ids::Pesel;
use okienko_registry_store::messages::dispatch::{Claim, Readiness, Terms, claim, handed_over};
use okienko_testkit::{CLINIC_A, CLINIC_B, Desk, TestRegistry, foreigner, guardian, mammography, pesel, woman};
use okienko_wire::publishing::Created;
use serde_json::json;

/// Cardiology takes everybody who has a referral.
const CARDIOLOGY: &str = "2-2026-11-24-0800";

/// A boy of ten without a phone.
fn boy() -> PatientInput {
    PatientInput {
        pesel: Pesel::synthetic(date(2016, 5, 6), 11).digits(),
        phone: String::new(),
        ..woman(1)
    }
}

fn cardiology(patient: PatientInput) -> BookInput {
    BookInput {
        slot: CARDIOLOGY.into(),
        patient,
        referral: Some("7731".into()),
    }
}

fn code(error: AppError) -> (String, String) {
    (error.code, error.field.unwrap_or_default())
}

fn said(code: &str, field: &str) -> (String, String) {
    (code.to_owned(), field.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_passport_is_the_same_person_at_every_desk() {
    let registry = TestRegistry::start().await;
    let (a, b) = (
        Desk::start(&registry, CLINIC_A).await,
        Desk::start(&registry, CLINIC_B).await,
    );
    a.online().await;
    b.online().await;
    let slots = a.search().await.slots;
    let booked = a.book(&slots[0].id, foreigner("FH 123456")).await;
    assert_eq!((booked.state, booked.refusal), (RequestState::Confirmed, None));
    let refused = b.book(&slots[1].id, foreigner("fh-123456")).await;
    assert_eq!(refused.refusal.unwrap().code, "already-booked");
    assert_eq!(
        a.book(&slots[1].id, foreigner("FH123457")).await.state,
        RequestState::Confirmed
    );

    let visits = a.app.appointments().await.unwrap();
    let visit = visits.iter().find(|visit| visit.slot.id == slots[0].id).unwrap();
    let shown = (visit.identity.document.as_deref(), visit.identity.masked.as_str());
    assert_eq!(shown, (Some("passport"), "UA ••••56"));
    let typed = b.app.request_person(refused.id).await.unwrap().unwrap().patient;
    let document = typed.document.unwrap();
    assert_eq!(
        (
            document.number.as_str(),
            document.birth_date.as_str(),
            typed.pesel.as_str()
        ),
        ("FH123456", "1970-05-06", "")
    );

    // However it is typed, what is told of one person runs out.
    for number in ["FH123456", "fh 123456", "FH 123 456", "F-H-123456"] {
        let again = b.book(&slots[1].id, foreigner(number)).await;
        assert_eq!(again.refusal.unwrap().code, "already-booked", "{number}");
    }
    let over = b.book(&slots[1].id, foreigner("FH12 3456")).await;
    assert_eq!(over.refusal.unwrap().code, "too-many-tries");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_says_what_to_mend_and_nothing_is_sent() {
    let registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let check = |change: fn(&mut DocumentInput)| {
        let mut document = foreigner("FH123456").document.unwrap();
        change(&mut document);
        desk.app
            .check_patient(String::new(), Some(document), Some("mammography".into()))
    };
    let known = check(|_| ()).await.unwrap();
    assert_eq!((known.age, known.sex.as_str(), known.minor), (56, "F", false));
    assert_eq!(known.refusal, None);
    let number = |d: &mut DocumentInput| d.number = "FH_1".into();
    assert_eq!(
        code(check(number).await.unwrap_err()),
        said("document-number-invalid", "number")
    );
    let country = |d: &mut DocumentInput| d.country = "QQ".into();
    assert_eq!(
        code(check(country).await.unwrap_err()),
        said("country-unknown", "country")
    );
    for text in ["24.11.1990", "2026-11-24", "1890-01-01", "2007-02-29"] {
        let mut document = foreigner("FH123456").document.unwrap();
        document.birth_date = text.into();
        let error = desk.app.check_patient(String::new(), Some(document), None).await;
        assert_eq!(
            code(error.unwrap_err()),
            said("birth-date-invalid", "birthDate"),
            "{text}"
        );
    }
    let sex = |d: &mut DocumentInput| d.sex.clear();
    assert_eq!(code(check(sex).await.unwrap_err()), said("sex-missing", "sex"));
    let wrong_field = |d: &mut DocumentInput| d.number = pesel(7);
    assert_eq!(
        code(check(wrong_field).await.unwrap_err()),
        said("document-is-pesel", "number")
    );
    let man = |d: &mut DocumentInput| d.sex = "M".into();
    assert_eq!(
        check(man).await.unwrap().refusal.map(code),
        Some(said("sex-not-eligible", "pesel"))
    );
    assert!(desk.app.requests().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_answers_for_a_child_is_asked_for_written_to_and_called() {
    let registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let known = desk.app.check_patient(boy().pesel, None, None).await.unwrap();
    assert_eq!((known.age, known.minor, known.refusal), (10, true, None));
    let attempt = |change: fn(&mut PatientInput)| {
        let mut patient = boy();
        patient.guardian = Some(guardian());
        change(&mut patient);
        desk.app.book(cardiology(patient))
    };
    assert_eq!(
        code(attempt(|p| p.guardian = None).await.unwrap_err()),
        said("guardian-required", "guardianGivenName")
    );
    let nameless = |p: &mut PatientInput| p.guardian.as_mut().unwrap().family_name.clear();
    assert_eq!(
        code(attempt(nameless).await.unwrap_err()),
        said("guardian-incomplete", "guardianFamilyName")
    );
    let phone = |p: &mut PatientInput| p.guardian.as_mut().unwrap().phone = "60234567".into();
    assert_eq!(
        code(attempt(phone).await.unwrap_err()),
        said("phone-invalid", "guardianPhone")
    );
    assert!(desk.app.requests().await.unwrap().is_empty(), "nothing was sent");

    let booked = attempt(|_| ()).await.unwrap();
    assert_eq!(
        (booked.state, booked.phone.as_str()),
        (RequestState::Confirmed, "+48602345678")
    );
    let store = registry.store().await;
    let mut terms = Terms {
        sms: Readiness::Ready,
        email: Readiness::Absent,
        lease: TimeDelta::minutes(1),
        attempts: 3,
    };
    let Claim::Letter(letter) = claim(&*store, &terms, registry.now()).await.unwrap() else {
        panic!("a confirmation is due");
    };
    assert_eq!(letter.patient.reached_at().unwrap().as_str(), "+48602345678");
    handed_over(&*store, &letter, "gateway", registry.now()).await.unwrap();

    let visit = desk.app.appointments().await.unwrap().remove(0);
    let known = visit.guardian.unwrap();
    assert_eq!(
        (known.person.as_str(), known.phone.as_str(), visit.phone.as_str()),
        ("Kanarkowski Kanarian", "+48602345678", "")
    );
    desk.app.cancel(visit.id, "mistake".into()).await.unwrap();
    terms.sms = Readiness::Absent;
    while !matches!(claim(&*store, &terms, registry.now()).await.unwrap(), Claim::Nothing) {}
    let call = desk.app.calls().await.unwrap().remove(0);
    assert_eq!(call.guardian, Some(known), "whom to call");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kiosk_books_for_nobody_whom_it_cannot_see() {
    let registry = TestRegistry::start().await;
    let kiosk = Desk::kiosk(&registry).await;
    kiosk.online().await;
    let check = kiosk
        .app
        .check_patient(boy().pesel, None, Some("cardiology-first".into()));
    assert_eq!(check.await.unwrap().refusal.unwrap().code, "guardian-required");
    let child = kiosk.app.book(cardiology(boy())).await.unwrap_err();
    assert_eq!(child.code, "guardian-required");
    let input = cardiology(foreigner("FH123456"));
    assert_eq!(kiosk.app.book(input).await.unwrap_err().code, "at-desk-only");
    assert!(kiosk.app.requests().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clinic_finds_its_own_reserve_for_who_has_no_pesel() {
    let registry = TestRegistry::start().await;
    let (a, b) = (
        Desk::start(&registry, CLINIC_A).await,
        Desk::start(&registry, CLINIC_B).await,
    );
    a.online().await;
    b.online().await;
    let clinic = Clinic::new(&registry, CLINIC_A).await;
    let schedule = json!({"location": 1, "service": "mammography", "practitioner": "Rezerwa", "room": "", "minutes": 20, "pool": "no-pesel"});
    let created: Created = clinic.post("schedules", &schedule).await.json().await.unwrap();
    let published = clinic.publish(created.id, 0, &weekdays("07:00", "09:00")).await;
    assert_eq!(published.status().as_u16(), 200);
    let reserve = |no_pesel| SlotQuery {
        no_pesel,
        practitioner: Some("Rezerwa".into()),
        ..mammography()
    };
    let found = async |desk: &Desk, no_pesel| desk.app.search_slots(reserve(no_pesel)).await.unwrap().slots;
    let slots = a
        .wait("the reserve", |app| async move {
            let page = app.search_slots(reserve(true)).await.ok()?;
            Some(page.slots).filter(|slots| !slots.is_empty())
        })
        .await;
    assert!(slots.iter().all(|slot| slot.no_pesel));
    assert!(found(&a, false).await.is_empty() && found(&b, true).await.is_empty());
    let refused = a.book(&slots[0].id, woman(1)).await;
    assert_eq!(refused.refusal.unwrap().code, "pool-reserved");
    let booked = a.book(&slots[0].id, foreigner("FH123456")).await;
    assert_eq!((booked.state, booked.refusal), (RequestState::Confirmed, None));
}
