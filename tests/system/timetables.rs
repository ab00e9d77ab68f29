//! An administrator changes the timetables of the clinic at its desk.

use crate::clinic::{Clinic, weekdays};
use okienko_app::view::{
    AbsenceInput, DifferenceView, NewScheduleInput, Profile, ScheduleView, ShiftInput, SittingInput, TimetableInput,
    WeekInput,
};
use okienko_domain::access::Role;
use okienko_testkit::{CLINIC_A, CLINIC_B, Desk, Person, TestRegistry, woman};
use okienko_wire::access::SignIn;

/// Signs an administrator of the first clinic in.
async fn administrator(registry: &TestRegistry, desk: &Desk) {
    let person = Person::new(registry, "administracja", Role::ClinicAdministrator, Some(CLINIC_A)).await;
    let typed: SignIn = serde_json::from_value(person.typed(registry)).unwrap();
    desk.app.sign_in(typed.login, typed.password, typed.code).await.unwrap();
    desk.wait_sync("the desk knows that it is an administrator", |sync| sync.administrator)
        .await;
}

/// A desk of the first clinic with its administrator, and one of the second.
async fn desks(registry: &TestRegistry) -> (Desk, Desk) {
    let (a, b) = (
        Desk::start(registry, CLINIC_A).await,
        Desk::start(registry, CLINIC_B).await,
    );
    a.online().await;
    b.online().await;
    administrator(registry, &a).await;
    (a, b)
}

/// Monday to Friday.
fn week(from: &str, to: &str) -> TimetableInput {
    let sitting = SittingInput {
        from: from.into(),
        to: to.into(),
        minutes: "20".into(),
        breaks: "10:00–10:20".into(),
    };
    let shift = |weekday| ShiftInput {
        weekday,
        sitting: sitting.clone(),
    };
    TimetableInput {
        weeks: vec![WeekInput {
            from: "2026-11-24".into(),
            to: String::new(),
            shifts: (1..=5).map(shift).collect(),
        }],
        exceptions: vec![],
        absences: vec![],
        capacity: String::new(),
    }
}

async fn schedules(desk: &Desk) -> Vec<ScheduleView> {
    desk.app.schedules().await.unwrap()
}

/// What becomes of looking at the changes and publishing them at once.
async fn publish(desk: &Desk, base: Option<TimetableInput>, table: &TimetableInput) -> DifferenceView {
    let shown = desk
        .app
        .timetable_difference("1".into(), base, table.clone())
        .await
        .unwrap();
    assert!(!shown.overtaken);
    desk.app
        .publish_timetable("1".into(), shown.version, table.clone())
        .await
        .unwrap()
}

fn code<T: std::fmt::Debug>(refused: okienko_app::Result<T>) -> String {
    refused.unwrap_err().code
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_absence_moves_the_visits_that_are_booked_within_it() {
    let registry = TestRegistry::start().await;
    let (a, b) = desks(&registry).await;
    let all = schedules(&a).await;
    let told: Vec<_> = all
        .iter()
        .map(|s| (s.id.as_str(), s.practitioner.as_str(), s.last_day.as_deref(), s.short))
        .collect();
    let until = Some("2026-12-14");
    assert_eq!(
        told,
        [
            ("2", "lek. Adam Próbny", until, true),
            ("1", "Pracownia A", until, true)
        ],
        "those of this clinic, with three weeks of terms"
    );
    assert_eq!(
        a.app.timetable("1".into()).await.unwrap(),
        None,
        "its terms came another way"
    );

    let table = week("08:00", "12:00");
    let first = publish(&a, None, &table).await;
    assert!(first.opened > 100 && first.closed > 0 && !first.short, "{first:?}");
    assert!(!schedules(&a).await[1].short);
    let visit = b.book("1-2026-12-01-0900", woman(1)).await;
    assert_eq!(visit.refusal, None);

    let base = a.app.timetable("1".into()).await.unwrap();
    assert_eq!(base.as_ref(), Some(&table));
    let absent = TimetableInput {
        absences: vec![AbsenceInput {
            from: "2026-11-30".into(),
            to: "2026-12-04".into(),
        }],
        ..table
    };
    let shown = a
        .app
        .timetable_difference("1".into(), base.clone(), absent.clone())
        .await
        .unwrap();
    assert_eq!((shown.opened, shown.closed), (0, 5 * 11));
    let days = shown.days.clone().unwrap();
    assert_eq!((days.from.as_str(), days.to.as_str()), ("2026-11-30", "2026-12-04"));
    assert_eq!(shown.to_move.len(), 1);
    let to_move = &shown.to_move[0];
    assert_eq!((to_move.date.as_str(), to_move.time.as_str()), ("2026-12-01", "09:00"));
    assert!(a.app.calls().await.unwrap().is_empty(), "nothing has happened so far");

    let done = publish(&a, base, &absent).await;
    assert_eq!((done.opened, done.closed, done.to_move.len()), (0, 55, 1));
    a.wait_sync("the desk hears of it", |sync| sync.calls == 1).await;
    let call = a.app.calls().await.unwrap().remove(0);
    assert_eq!(
        (call.about.as_str(), call.slot.unwrap().id.as_str()),
        ("move", "1-2026-12-01-0900")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_publishes_over_what_they_have_not_seen() {
    let mut registry = TestRegistry::start().await;
    let (a, b) = desks(&registry).await;
    let table = week("08:00", "12:00");
    publish(&a, None, &table).await;
    let base = a.app.timetable("1".into()).await.unwrap();
    let wanted = week("08:00", "13:00");
    let look = async || {
        let looked = a.app.timetable_difference("1".into(), base.clone(), wanted.clone());
        looked.await.unwrap()
    };

    // Somebody books meanwhile.
    let shown = look().await;
    assert_eq!(b.book("1-2026-12-01-0900", woman(1)).await.refusal, None);
    let stale = a.app.publish_timetable("1".into(), shown.version, wanted.clone());
    assert_eq!(code(stale.await), "schedule-changed");
    assert!(!look().await.overtaken, "a booking is no other timetable");

    // Somebody publishes meanwhile.
    let clinic = Clinic::new(&registry, CLINIC_A).await;
    clinic.replace(1, &weekdays("09:00", "12:00")).await;
    assert!(look().await.overtaken);

    let shown = look().await;
    registry.stop().await;
    let gone = a
        .app
        .publish_timetable("1".into(), shown.version.clone(), wanted.clone());
    assert_eq!(code(gone.await), "offline");
    registry.resume().await;
    a.online().await;
    a.app
        .publish_timetable("1".into(), shown.version, wanted.clone())
        .await
        .unwrap();
    assert_eq!(a.app.timetable("1".into()).await.unwrap(), Some(wanted));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_an_administrator_publishes_and_only_what_can_be() {
    let registry = TestRegistry::start().await;
    let a = Desk::start(&registry, CLINIC_A).await;
    a.online().await;
    assert!(!a.app.sync_state().await.unwrap().administrator);
    let table = week("08:00", "12:00");
    let look =
        |schedule: &str, table: &TimetableInput| a.app.timetable_difference(schedule.to_owned(), None, table.clone());
    assert_eq!(code(look("1", &table).await), "administrator-only");
    assert_eq!(
        code(a.app.import_terms("date\n".into(), true).await),
        "administrator-only"
    );
    administrator(&registry, &a).await;
    assert_eq!(code(look("3", &table).await), "schedule-unknown", "of another clinic");
    assert_eq!(code(look("x", &table).await), "schedule-unknown");
    let wrong = week("12:00", "08:00");
    let refused = look("1", &wrong).await.unwrap_err();
    assert_eq!(
        (refused.code.as_str(), refused.field.as_deref()),
        ("hours-backwards", Some("weeks.0.1.to"))
    );
    let check = a.app.check_timetable(wrong).await.unwrap();
    assert_eq!(check.faults.len(), 5, "each weekday");
    a.app.sign_out().await.unwrap();
    a.wait_sync("signed out", |sync| !sync.administrator).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_schedule_is_published_and_found() {
    let registry = TestRegistry::start().await;
    let (a, b) = desks(&registry).await;
    let location = a.app.clinic_locations().await.unwrap().remove(0);
    assert_eq!((location.id.as_str(), location.city.as_str()), ("1", "87-100 Toruń"));
    let new = |practitioner: &str, minutes: &str| NewScheduleInput {
        service: "mammography".into(),
        location: location.id.clone(),
        practitioner: practitioner.into(),
        room: " 7 ".into(),
        minutes: minutes.into(),
        pool: "general".into(),
    };
    for (input, wanted) in [
        (new(" ", "20"), ("practitioner-missing", "practitioner")),
        (new("Nowa", "3"), ("minutes-invalid", "minutes")),
    ] {
        let refused = a.app.add_schedule(input).await.unwrap_err();
        assert_eq!(
            (refused.code.as_str(), refused.field.as_deref()),
            (wanted.0, Some(wanted.1))
        );
    }
    let added = a.app.add_schedule(new("Nowa pracownia", "20")).await.unwrap();
    assert_eq!((added.room.as_str(), added.last_day.as_deref()), ("7", None));
    let table = week("12:00", "15:00");
    let shown = a
        .app
        .timetable_difference(added.id.clone(), None, TimetableInput { ..table.clone() })
        .await;
    assert_eq!(code(shown), "break-outside");
    let mut table = table;
    for shift in &mut table.weeks[0].shifts {
        shift.sitting.breaks.clear();
    }
    let shown = a
        .app
        .timetable_difference(added.id.clone(), None, table.clone())
        .await
        .unwrap();
    a.app
        .publish_timetable(added.id.clone(), shown.version, table)
        .await
        .unwrap();
    b.wait("another desk finds its terms", |app| async move {
        let page = app.search_slots(okienko_testkit::mammography()).await.ok()?;
        page.practitioners.contains(&"Nowa pracownia".to_owned()).then_some(())
    })
    .await;
    assert!(schedules(&a).await.iter().any(|schedule| schedule.id == added.id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_desk_is_invited_compared_and_ended() {
    let registry = TestRegistry::start().await;
    let a = Desk::start(&registry, CLINIC_A).await;
    a.online().await;
    assert_eq!(code(a.app.devices().await), "administrator-only");
    administrator(&registry, &a).await;
    assert_eq!(code(a.app.invite_device(" ".into()).await), "device-name");
    let invited = a.app.invite_device("Rejestracja, okno 2".into()).await.unwrap();
    let new = Desk::with_code(&registry, Profile::Reception, None).await;
    new.app.connect(None, invited.code).await.unwrap();
    let fingerprint = new.app.connection().await.unwrap().fingerprint;
    let devices = a.app.devices().await.unwrap();
    let (own, others): (Vec<_>, Vec<_>) = devices.into_iter().partition(|device| device.here);
    assert_eq!((own.len(), own[0].state.as_str()), (1, "active"));
    assert_eq!((others.len(), others[0].state.as_str()), (1, "pending"));
    assert_eq!(others[0].fingerprint, fingerprint);
    let device = others[0].id.clone();
    let approved = a.app.approve_device(device.clone()).await.unwrap();
    assert_eq!(approved.state, "active");
    new.app.check_connection().await.unwrap();
    new.online().await;
    let revoked = a.app.revoke_device(device).await.unwrap();
    assert_eq!(revoked.state, "revoked");
    let stranger = "019aa000-0000-7000-8000-000000000000".to_owned();
    assert_eq!(code(a.app.revoke_device(stranger).await), "device-unknown");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_tried_before_it_is_taken() {
    let registry = TestRegistry::start().await;
    let (a, b) = desks(&registry).await;
    let header = "date;from;to;minutes;practitioner;room;service";
    let bad = format!("{header}\n2026-11-24;12:00;12:50;20;Pracownia A;1;mammography\n");
    let wrong = a.app.import_terms(bad, true).await.unwrap();
    assert_eq!((wrong.errors[0].line, wrong.errors[0].column.as_str()), (2, "to"));
    let good = format!("{header}\n2026-11-24;12:00;13:00;20;Pracownia A;1;mammography\n");
    let tried = a.app.import_terms(good.clone(), true).await.unwrap();
    assert_eq!((tried.opened, tried.closed, tried.errors.len()), (3, 8, 0));
    assert!(b.search().await.slots.iter().any(|slot| slot.id == "1-2026-11-24-0800"));
    let done = a.app.import_terms(good, false).await.unwrap();
    assert_eq!(done, tried);
    b.wait("the terms of the file", |app| async move {
        let page = app.search_slots(okienko_testkit::mammography()).await.ok()?;
        page.slots
            .iter()
            .any(|slot| slot.id == "1-2026-11-24-1220")
            .then_some(())
    })
    .await;
    let large = "x".repeat((4 << 20) + 1);
    assert_eq!(code(a.app.import_terms(large, true).await), "file-too-large");
}
