//! Finding and booking.

use okienko_app::view::{BookInput, Link, PatientInput, RequestState};
use okienko_testkit::{CLINIC_A, CLINIC_B, Desk, TestRegistry, pesel, take_a_term, woman};
use std::time::Duration;
use tokio::time::timeout;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_booked_term_is_gone_everywhere() {
    let registry = TestRegistry::start().await;
    let (a, b) = (
        Desk::start(&registry, CLINIC_A).await,
        Desk::start(&registry, CLINIC_B).await,
    );
    let state = a.online().await;
    b.online().await;
    assert_eq!((state.terms, state.free_terms), (480, 480));
    let page = a.search().await;
    let first = &page.slots[0];
    assert_eq!(
        (
            first.facility.as_str(),
            first.distance_km,
            first.date.as_str(),
            first.time.as_str()
        ),
        ("Poradnia PRÓBA nr 1", Some(0.0), "2026-11-24", "08:00")
    );
    assert!(
        page.slots.windows(2).all(|w| w[0].distance_km <= w[1].distance_km),
        "nearest first"
    );

    let booked = a.book(&first.id, woman(1)).await;
    assert_eq!((booked.state, booked.refusal), (RequestState::Confirmed, None));
    assert_eq!(booked.number.unwrap().len(), 11);
    b.wait("the other desk no longer offers it", |_| async {
        (!b.search().await.slots.iter().any(|s| s.id == first.id)).then_some(())
    })
    .await;
    let refused = b.book(&first.id, woman(2)).await;
    assert_eq!(
        (refused.state, refused.refusal.unwrap().code.as_str()),
        (RequestState::Refused, "slot-taken")
    );
    assert_eq!(refused.alternatives.len(), 3);
    assert!(refused.alternatives.iter().all(|s| s.id != first.id));
    assert_eq!(
        refused.alternatives[0].practitioner, first.practitioner,
        "the same doctor first"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_another_process_changes_is_heard_of_as_well() {
    let registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    let before = desk.online().await.free_terms;
    take_a_term(&*registry.store().await).await;
    let heard = desk.wait_sync("a term less", |state| state.free_terms == before - 1);
    // Desks ask once a minute without being told.
    timeout(Duration::from_secs(20), heard).await.expect("it is told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bad_input_says_what_to_mend_and_changes_nothing() {
    let registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let slot = desk.search().await.slots[0].id.clone();
    let attempt = |change: fn(&mut BookInput)| {
        let mut input = BookInput {
            slot: slot.clone(),
            patient: woman(1),
            referral: None,
        };
        change(&mut input);
        let app = &desk.app;
        async move { app.book(input).await.unwrap_err() }
    };
    let code = |e: okienko_app::view::AppError| (e.code, e.field.unwrap_or_default());
    assert_eq!(
        code(attempt(|i| i.patient.pesel = "4405140135".into()).await),
        ("pesel-length".into(), "pesel".into())
    );
    assert_eq!(
        code(attempt(|i| i.patient.pesel = "44051401358".into()).await),
        ("pesel-checksum".into(), "pesel".into())
    );
    assert_eq!(
        code(attempt(|i| i.patient.pesel = "02381307589".into()).await),
        ("pesel-date".into(), "pesel".into())
    );
    assert_eq!(
        code(attempt(|i| i.patient.pesel = "44051401359".into()).await),
        ("sex-not-eligible".into(), "pesel".into())
    );
    assert_eq!(
        code(attempt(|i| i.patient.pesel = "02211307589".into()).await),
        ("age-too-young".into(), "pesel".into())
    );
    assert_eq!(
        code(attempt(|i| i.patient.phone = "601234567, 602345678".into()).await),
        ("phone-many".into(), "phone".into())
    );
    assert_eq!(
        code(attempt(|i| i.patient.given_name = " ".into()).await),
        ("name-missing".into(), "givenName".into())
    );
    assert_eq!(
        code(attempt(|i| i.patient.family_name = "x".repeat(500)).await),
        ("text-too-long".into(), String::new())
    );
    assert_eq!(
        code(attempt(|i| i.slot = "nonsense".into()).await),
        ("slot-unknown".into(), String::new())
    );
    assert_eq!(
        code(attempt(|i| i.slot = "2-2026-11-24-0800".into()).await),
        ("referral-required".into(), "referral".into())
    );
    let cardiology = BookInput {
        slot: "2-2026-11-24-0800".into(),
        patient: woman(1),
        referral: Some("77".into()),
    };
    assert_eq!(
        code(desk.app.book(cardiology).await.unwrap_err()),
        ("referral-invalid".into(), "referral".into())
    );
    assert_eq!(desk.app.requests().await.unwrap().len(), 0);
    assert_eq!(desk.app.sync_state().await.unwrap().free_terms, 480);

    let patient = PatientInput {
        pesel: pesel(7),
        ..woman(7)
    };
    let booked = desk
        .app
        .book(BookInput {
            slot: "2-2026-11-24-0800".into(),
            patient,
            referral: Some("7731".into()),
        })
        .await
        .unwrap();
    assert_eq!(booked.state, RequestState::Confirmed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn places_by_name_and_postcode() {
    let registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    assert_eq!(desk.online().await.link, Link::Online);
    let find = |text: &str| desk.app.find_places(text.into());
    let torun = find("TORUN").await.unwrap();
    assert!(torun.certain && torun.places[0].name == "Toruń");
    let double = find("nowa wies").await.unwrap();
    assert!(!double.certain && double.places.len() == 2 && double.places[0].powiat != double.places[1].powiat);
    assert!(find("87-100").await.unwrap().certain);
    assert!(find("nie ma").await.unwrap().places.is_empty());
    let boot = desk.app.boot().await.unwrap();
    let home = boot.home.unwrap();
    assert_eq!(
        (
            home.name.as_str(),
            home.place.name.as_str(),
            boot.services.len(),
            boot.demo
        ),
        ("Poradnia PRÓBA nr 1", "Toruń", 3, true)
    );
}
