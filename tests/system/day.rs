//! Who comes to a clinic on a day, and who came.

use chrono::TimeDelta;
use okienko_app::view::{AppointmentView, RequestKind, RequestState};
use okienko_testkit::{CLINIC_A, CLINIC_B, Desk, TestRegistry, woman};

/// Persons and states of a clinic's day.
async fn day(desk: &Desk, day: &str) -> Vec<(String, String)> {
    let visits: Vec<AppointmentView> = desk.app.visits_on(day.to_owned()).await.unwrap();
    visits.into_iter().map(|visit| (visit.id, visit.status)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clinic_notes_who_came_and_gives_a_missed_place_back() {
    let registry = TestRegistry::start().await;
    let (a, b) = (
        Desk::start(&registry, CLINIC_A).await,
        Desk::start(&registry, CLINIC_B).await,
    );
    a.online().await;
    b.online().await;
    let slot = a
        .search()
        .await
        .slots
        .into_iter()
        .find(|s| s.facility_id == CLINIC_A)
        .unwrap();
    let booked = b.book(&slot.id, woman(1)).await;
    let (visit, number) = (booked.appointment.unwrap(), booked.number);
    let at = |status: &str| vec![(visit.clone(), status.to_owned())];
    assert_eq!(day(&a, &slot.date).await, at("booked"), "booked by another clinic");
    assert_eq!(day(&b, &slot.date).await, [], "it is not there");
    assert_eq!(a.app.visits_on("soon".into()).await.unwrap_err().code, "dates-invalid");

    let early = a.app.attend(visit.clone(), true).await.unwrap();
    assert_eq!(
        (early.kind, early.state, early.refusal.unwrap().code.as_str()),
        (RequestKind::Attend, RequestState::Refused, "too-early")
    );
    assert_eq!((&early.number, early.person.is_empty()), (&number, false));
    registry.later(TimeDelta::days(2));
    let came = a.app.attend(visit.clone(), true).await.unwrap();
    assert_eq!(came.state, RequestState::Confirmed);
    assert_eq!(day(&a, &slot.date).await, at("arrived"));
    assert_eq!(
        a.app.restore(visit.clone()).await.unwrap().refusal.unwrap().code,
        "not-restorable"
    );
    let missed = a.app.attend(visit.clone(), false).await.unwrap();
    assert_eq!(missed.state, RequestState::Confirmed, "corrected");
    assert_eq!(day(&a, &slot.date).await, at("noshow"));
    assert_eq!(
        a.app.restore(visit.clone()).await.unwrap().state,
        RequestState::Confirmed
    );
    let waits = b.app.waiting_list().await.unwrap();
    assert_eq!(
        (waits.len(), waits[0].status.as_str()),
        (1, "waiting"),
        "where it was booked"
    );
    let foreign = b
        .app
        .attend("00000000-0000-7000-8000-000000000000".into(), true)
        .await
        .unwrap();
    assert_eq!(foreign.refusal.unwrap().code, "appointment-unknown");
    assert_eq!(
        b.app.attend("ten".into(), true).await.unwrap_err().code,
        "appointment-unknown"
    );
}
