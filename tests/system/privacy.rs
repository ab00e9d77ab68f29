//! Nothing personal outside of people's lists: not in a log line, not in an address, not in a file of the desktop.

use okienko_app::view::{BookInput, LookupInput, PatientInput, RequestState};
use okienko_domain::access::Role;
use okienko_testkit::{CLINIC_A, Desk, Person, TestRegistry, foreigner, guardian, pesel, woman};
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};
use tracing_subscriber::fmt::MakeWriter;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn canaries_are_never_found() {
    let lines = Lines::default();
    // The only global subscriber of this test binary; other tests add their lines, with the same canaries.
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(lines.clone())
        .with_ansi(false)
        .init();
    let mut registry = TestRegistry::start().await;
    let desk = Desk::start(&registry, CLINIC_A).await;
    desk.online().await;
    let slots = desk.search().await.slots;
    let booked = desk.book(&slots[0].id, woman(1)).await;
    assert_eq!(booked.state, RequestState::Confirmed);
    assert_eq!(desk.book(&slots[0].id, woman(2)).await.state, RequestState::Refused);
    desk.join(woman(3), true).await;
    desk.app
        .cancel(booked.appointment.unwrap(), "patient".into())
        .await
        .unwrap();
    let cardiology = |serial, referral: &str| BookInput {
        slot: "2-2026-11-24-0800".into(),
        patient: woman(serial),
        referral: Some(referral.into()),
    };
    desk.app.book(cardiology(4, "77319284650192837465")).await.unwrap();
    let wrong = format!("{}9", &pesel(5)[..10]);
    desk.app.check_patient(wrong.clone(), None, None).await.unwrap_err();
    let guarded = PatientInput {
        guardian: Some(guardian()),
        ..foreigner("KA 900-001")
    };
    assert_eq!(desk.book(&slots[1].id, guarded).await.state, RequestState::Confirmed);
    let again = desk.book(&slots[2].id, foreigner("ka900001")).await;
    assert_eq!(again.refusal.unwrap().code, "already-booked");
    let document = foreigner("KA_900002").document;
    desk.app.check_patient(String::new(), document, None).await.unwrap_err();
    let person = Person::new(&registry, "recepcja", Role::Receptionist, Some(CLINIC_A)).await;
    let typed = person.typed(&registry);
    let word = |field: &str| typed[field].as_str().unwrap().to_owned();
    desk.app
        .sign_in(word("login"), word("password"), word("code"))
        .await
        .unwrap();
    let asked = LookupInput {
        pesel: pesel(4),
        document: None,
        referral: None,
        reason: "Kanarzyna Kanarkowska nieprzytomna".into(),
    };
    assert_eq!(desk.app.look_up(asked).await.unwrap().visits.len(), 1);
    registry.stop().await;
    desk.book(&slots[5].id, woman(6)).await;
    desk.book(&slots[6].id, foreigner("KA900003")).await;
    desk.app.appointments().await.unwrap_err();
    registry.resume().await;
    desk.wait_sync("sent", |s| s.queued == 0).await;
    desk.app.appointments().await.unwrap();
    desk.app.waiting_list().await.unwrap();

    let mut secrets: Vec<String> = ["Kanarzyna", "Kanarkowska", "77319284650192837465"]
        .map(str::to_owned)
        .into();
    secrets.extend((1..=6).map(pesel));
    secrets.extend((0..=6).map(|serial| format!("601234{serial:03}")));
    secrets.push(wrong);
    secrets.extend(["KA900001", "KA 900-001", "ka900001", "KA_900002", "KA900003"].map(str::to_owned));
    secrets.extend(["Kanarian", "Kanarkowski", "602345678"].map(str::to_owned));
    let found = |bytes: &[u8]| {
        secrets
            .iter()
            .find(|s| bytes.windows(s.len()).any(|w| w == s.as_bytes()))
            .cloned()
    };
    let log = lines.0.lock().unwrap().clone();
    assert!(
        String::from_utf8_lossy(&log).contains("/v1/requests"),
        "the log has the requests"
    );
    assert_eq!(found(&log), None, "in the log, which also holds every address");
    let at_rest = [
        desk.folder().to_owned(),
        registry.database().parent().unwrap().to_owned(),
    ];
    for file in at_rest.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap()) {
        let path = file.unwrap().path();
        assert_eq!(found(&std::fs::read(&path).unwrap()), None, "{}", path.display());
    }
    let names = registry.store().await.appointments(1, 10).await.unwrap();
    assert!(
        found(&serde_json::to_vec(&names).unwrap()).is_some(),
        "the search would find them"
    );
}
