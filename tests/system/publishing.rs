//! Clinics publish their terms over HTTP while desks are at work.

use crate::clinic::{Clinic, weekdays};
use okienko_app::view::{RequestState, SlotQuery, SlotView};
use okienko_domain::timetable::work::Published;
use okienko_testkit::{CLINIC_A, CLINIC_B, Desk, TestRegistry, mammography, woman};
use okienko_wire::Problem;
use okienko_wire::publishing::{Created, ImportProblem, ImportReport, TimetableView};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

async fn sees(desk: &Desk, what: &str, wanted: impl Fn(&SlotView) -> bool) {
    let wanted = &wanted;
    desk.wait(what, |_| async move {
        desk.search().await.slots.iter().any(wanted).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f30_a_clinic_publishes_over_a_booked_term() {
    let registry = TestRegistry::start().await;
    let b = Desk::start(&registry, CLINIC_B).await;
    b.online().await;
    let clinic = Clinic::new(&registry, CLINIC_A).await;
    let booked = b.book("1-2026-11-24-0800", woman(1)).await;
    assert_eq!(booked.state, RequestState::Confirmed);

    let table = weekdays("09:00", "12:00");
    let view = clinic.send(clinic.ask(Method::GET, "schedules/1/timetable")).await;
    let view: TimetableView = view.json().await.unwrap();
    assert!(view.timetable.is_none() && view.reach.short, "three weeks of terms");
    let shown = clinic.post("schedules/1/timetable/difference", &table).await;
    assert_eq!(shown.headers()["etag"], format!("\"{}\"", view.version));
    let shown: Published = shown.json().await.unwrap();
    assert_eq!((shown.version, shown.difference.to_move.len()), (view.version, 1));

    let blind = clinic.ask(Method::PUT, "schedules/1/timetable").json(&table);
    let blind = clinic.send(blind).await;
    assert_eq!(blind.status(), StatusCode::PRECONDITION_REQUIRED);
    let stale = clinic.publish(1, view.version - 1, &table).await;
    assert_eq!(stale.status(), StatusCode::CONFLICT);
    assert_eq!(stale.json::<Problem>().await.unwrap().code, "schedule-changed");
    let broken = clinic.publish(1, view.version, &weekdays("12:00", "09:00")).await;
    assert_eq!(broken.status(), StatusCode::BAD_REQUEST);
    let other = Clinic::new(&registry, CLINIC_B)
        .await
        .publish(1, view.version, &table)
        .await;
    assert_eq!(other.status(), StatusCode::NOT_FOUND, "the schedule of another clinic");
    assert!(clinic.work_items().await.is_empty(), "nothing has happened so far");

    let done = clinic.publish(1, view.version, &table).await;
    assert_eq!(done.status(), StatusCode::OK);
    let done: Published = done.json().await.unwrap();
    assert_eq!(done.difference, shown.difference);
    assert!(!done.reach.short);
    sees(&b, "the other desk sees the new terms", |s| {
        s.practitioner == "Pracownia A" && s.time == "11:40"
    })
    .await;
    assert!(
        !b.search()
            .await
            .slots
            .iter()
            .any(|s| s.practitioner == "Pracownia A" && s.time.as_str() < "09:00")
    );

    let visit = b.app.appointments().await.unwrap().remove(0);
    assert_eq!((visit.status.as_str(), visit.slot.time.as_str()), ("booked", "08:00"));
    let items = clinic.work_items().await;
    assert_eq!(items.len(), 1);
    let proposal = items[0].proposal.unwrap().to_string();
    assert_eq!(proposal, "1-2026-11-25-1000", "the nearest one with two days' notice");
    assert!(Clinic::new(&registry, CLINIC_B).await.work_items().await.is_empty());
    let settle = format!("work-items/{}", items[0].id);
    let agreed = json!({"resolution": "agreed"});
    assert_eq!(clinic.post(&settle, &agreed).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(clinic.post(&settle, &agreed).await.status(), StatusCode::NOT_FOUND);
    assert!(clinic.work_items().await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_stop_of_a_mobile_unit_reaches_running_desks() {
    let registry = TestRegistry::start().await;
    let b = Desk::start(&registry, CLINIC_B).await;
    b.online().await;
    let clinic = Clinic::new(&registry, CLINIC_A).await;
    let place = |point: Value| {
        json!({"street": "Rynek, przy remizie", "postcode": "87-100", "city": "Łysomice", "voivodeship": 4, "point": point,
               "step_free": true, "stop": {"from": "2026-12-01", "to": "2026-12-02"}})
    };
    let wrong = clinic
        .post("locations", &place(json!({"lat": 18.6, "lon": 53.0})))
        .await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    assert!(
        wrong
            .json::<Problem>()
            .await
            .unwrap()
            .message
            .contains("exchange lat and lon")
    );
    let location: Created = clinic
        .post("locations", &place(json!({"lat": 53.08, "lon": 18.62})))
        .await
        .json()
        .await
        .unwrap();
    let schedule = |pool: &str| json!({"location": location.id, "service": "mammography", "practitioner": format!(" Mammo\u{202e}bus\u{200b} {pool}"), "room": "", "minutes": 20, "pool": pool});
    let table = weekdays("09:00", "12:00");
    for (pool, opened) in [("urgent", 18), ("general", 18)] {
        let created: Created = clinic.post("schedules", &schedule(pool)).await.json().await.unwrap();
        let done: Published = clinic.publish(created.id, 0, &table).await.json().await.unwrap();
        assert_eq!(done.difference.opened.len(), opened, "two days of nine terms");
    }
    let stop = || SlotQuery {
        practitioner: Some("Mammobus general".into()),
        ..mammography()
    };
    let page = b
        .wait("the stop", |app| async move {
            app.search_slots(stop())
                .await
                .ok()
                .filter(|page| !page.slots.is_empty())
        })
        .await;
    // X16: its name was sent with signs that nobody sees.
    assert!(page.slots.iter().all(|s| s.mobile));
    assert_eq!((page.slots.len(), page.slots[0].date.as_str()), (18, "2026-12-01"));
    let practitioners = b.search().await.practitioners;
    assert!(
        !practitioners.contains(&"Mammobus urgent".to_owned()),
        "a reserve is not for everybody: {practitioners:?}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn f29_a_file_of_terms_is_taken_whole_or_not_at_all() {
    let registry = TestRegistry::start().await;
    let b = Desk::start(&registry, CLINIC_B).await;
    b.online().await;
    let clinic = Clinic::new(&registry, CLINIC_A).await;
    let send = |query: &str, file: String| {
        let asked = clinic.ask(Method::POST, &format!("terms.csv{query}")).body(file);
        clinic.send(asked)
    };
    let header = "date;from;to;minutes;practitioner;room;service";
    let good = format!("{header}\n2026-11-24;12:00;13:00;20;Pracownia A;1;mammography\n");
    let bad = send(
        "",
        format!("{good}2026-11-25;12:00;12:50;20;Pracownia A;1;mammography\n"),
    )
    .await;
    assert_eq!(bad.status(), StatusCode::BAD_REQUEST);
    let problem: ImportProblem = bad.json().await.unwrap();
    assert_eq!((problem.errors[0].line, problem.errors[0].column.as_str()), (3, "to"));
    let tried: ImportReport = send("?dry-run", good.clone()).await.json().await.unwrap();
    assert_eq!((tried.dry_run, tried.opened, tried.closed), (true, 3, 8));
    assert!(
        b.search().await.slots.iter().any(|s| s.id == "1-2026-11-24-0800"),
        "nothing has changed"
    );

    let done: ImportReport = send("", good).await.json().await.unwrap();
    assert_eq!(
        done,
        ImportReport {
            dry_run: false,
            ..tried
        }
    );
    let late = b.book("1-2026-11-24-0800", woman(1)).await;
    assert_eq!(
        (late.state, late.refusal.unwrap().code.as_str()),
        (RequestState::Refused, "slot-unknown")
    );
    assert!(!late.alternatives.is_empty());
    sees(&b, "the new terms", |s| s.id == "1-2026-11-24-1220").await;
    let large = send("", "x".repeat((4 << 20) + 1)).await;
    assert_eq!(large.status(), StatusCode::PAYLOAD_TOO_LARGE);
}
