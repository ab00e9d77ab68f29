//! Whom a desk has to call: visits whose terms a clinic publishes no more, and people whom no message reaches.

use crate::clinic::{Clinic, weekdays};
use crate::notifications::two_desks;
use chrono::{DateTime, TimeDelta};
use okienko_app::view::{CallView, PatientInput, RequestKind, RequestState};
use okienko_registry_store::messages::dispatch::{Claim, Readiness, Terms, claim};
use okienko_testkit::{CLINIC_A, Desk, TestRegistry, woman};

const EARLY: &str = "1-2026-11-27-0800";

/// A desk of a clinic, and one of another clinic that has booked an early visit there.
async fn early_visit(registry: &TestRegistry) -> (Desk, Desk) {
    let (a, b) = two_desks(registry).await;
    let booked = b.book(EARLY, woman(1)).await;
    assert_eq!(booked.state, RequestState::Confirmed);
    assert!(calls(&a).await.is_empty(), "nothing has happened so far");
    (a, b)
}

/// The clinic opens at nine from now on. Its desk hears of it.
async fn opens_later(registry: &TestRegistry, a: &Desk) -> CallView {
    let clinic = Clinic::new(registry, CLINIC_A).await;
    clinic.replace(1, &weekdays("09:00", "12:00")).await;
    a.wait_sync("the desk hears of it", |sync| sync.calls == 1 && sync.unread == 1)
        .await;
    only(a).await
}

async fn calls(desk: &Desk) -> Vec<CallView> {
    desk.app.calls().await.unwrap()
}

/// The only call of a desk, which has just asked for it.
async fn only(desk: &Desk) -> CallView {
    let mut all = calls(desk).await;
    assert_eq!(all.len(), 1);
    all.remove(0)
}

/// The term of the only visit of a desk.
async fn term(desk: &Desk) -> String {
    let visits = desk.app.appointments().await.unwrap();
    assert_eq!((visits.len(), visits[0].status.as_str()), (1, "booked"));
    visits[0].slot.id.clone()
}

/// A process that sends text messages looks what there is to send.
async fn deliver(registry: &TestRegistry) {
    let store = registry.store().await;
    let terms = Terms {
        sms: Readiness::Ready,
        email: Readiness::Absent,
        lease: TimeDelta::minutes(1),
        attempts: 3,
    };
    while !matches!(claim(&*store, &terms, registry.now()).await.unwrap(), Claim::Nothing) {}
}

/// What becomes of ending a call.
async fn ended(desk: &Desk, call: &CallView) -> Result<(), String> {
    desk.app.end_call(call.id.clone()).await.map_err(|error| error.code)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_whose_term_is_withdrawn_gets_the_term_that_is_kept_for_it() {
    let registry = TestRegistry::start().await;
    let (a, b) = early_visit(&registry).await;
    let call = opens_later(&registry, &a).await;
    let shown = a.notifier.wait_for(1).await;
    assert_eq!(shown[0].title, "Wizyty do przełożenia");
    assert!(shown[0].body.contains("Mammografia"), "{}", shown[0].body);
    let notice = a.app.notices().await.unwrap().remove(0);
    assert_eq!(
        (notice.kind.as_str(), notice.subject.as_ref()),
        ("visits-to-move", Some(&call.id))
    );

    let booked = b.app.appointments().await.unwrap().remove(0);
    let about = (call.about.as_str(), call.reason.as_ref(), call.ahead);
    assert_eq!(about, ("move", None, true));
    assert_eq!(
        (
            &call.person,
            &call.phone,
            call.appointment.as_ref(),
            call.number.as_ref()
        ),
        (&booked.person, &booked.phone, Some(&booked.id), Some(&booked.number))
    );
    assert_eq!(call.slot.as_ref().unwrap().id, EARLY);
    let proposal = call.proposal.clone().unwrap();
    assert_eq!(proposal.slot.id, "1-2026-11-27-0900", "the nearest one");
    let until = DateTime::parse_from_rfc3339(&proposal.until.unwrap()).unwrap();
    assert_eq!(until, registry.now() + TimeDelta::hours(24));

    let moved = a.app.accept_proposal(call.id.clone()).await.unwrap();
    assert_eq!(
        (moved.kind, moved.state, moved.phone, moved.slot.unwrap().id),
        (
            RequestKind::Reschedule,
            RequestState::Confirmed,
            booked.phone,
            proposal.slot.id.clone()
        )
    );
    assert_eq!(term(&b).await, proposal.slot.id);
    a.wait_sync("nobody is to be called", |sync| sync.calls == 0).await;
    assert!(calls(&a).await.is_empty());
    let again = a.app.accept_proposal(call.id.clone()).await.unwrap_err();
    assert_eq!(
        (again.code.as_str(), ended(&a, &call).await),
        ("call-ended", Err("call-ended".into()))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visit_may_stay_at_its_old_time_when_the_clinic_agrees() {
    let mut registry = TestRegistry::start().await;
    let (a, b) = early_visit(&registry).await;
    let call = opens_later(&registry, &a).await;
    let neighbour = Desk::start(&registry, CLINIC_A).await;
    neighbour.online().await;
    assert_eq!(only(&neighbour).await.id, call.id);

    registry.stop().await;
    assert_eq!(a.app.calls().await.unwrap_err().code, "offline");
    assert_eq!(ended(&a, &call).await, Err("offline".into()), "only the registry can");
    assert!(a.app.requests().await.unwrap().is_empty(), "nothing is sent later");
    registry.resume().await;
    a.online().await;
    assert_eq!(ended(&a, &call).await, Ok(()));
    assert!(calls(&a).await.is_empty());
    assert_eq!(a.app.sync_state().await.unwrap().calls, 0);
    assert_eq!(term(&b).await, EARLY);
    assert_eq!(
        ended(&neighbour, &call).await,
        Err("call-ended".into()),
        "another desk was faster"
    );
    assert!(calls(&neighbour).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_term_that_is_kept_no_more_may_be_gone() {
    let registry = TestRegistry::start().await;
    let (a, b) = early_visit(&registry).await;
    let call = opens_later(&registry, &a).await;
    let kept = call.proposal.unwrap().slot.id;
    let early = b.book(&kept, woman(2)).await;
    assert_eq!(early.refusal.unwrap().code, "slot-taken", "it is kept");
    registry.later(TimeDelta::hours(25));
    assert_eq!(b.book(&kept, woman(2)).await.state, RequestState::Confirmed);

    let late = a.app.accept_proposal(call.id.clone()).await.unwrap();
    assert_eq!(
        (
            late.kind,
            late.state,
            late.refusal.unwrap().code.as_str(),
            late.alternatives.len()
        ),
        (RequestKind::Reschedule, RequestState::Refused, "hold-expired", 3)
    );
    let visits = b.app.appointments().await.unwrap();
    assert!(
        visits
            .iter()
            .any(|visit| visit.slot.id == EARLY && visit.status == "booked")
    );
    assert!(only(&a).await.proposal.is_none(), "the list says so, too");
    let none = a.app.accept_proposal(call.id).await.unwrap_err();
    assert_eq!(none.code, "call-ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_cannot_be_written_to_is_called() {
    let registry = TestRegistry::start().await;
    let a = Desk::start(&registry, CLINIC_A).await;
    a.online().await;
    let nobody_writes = PatientInput {
        phone: String::new(),
        ..woman(1)
    };
    let visit = a.book(EARLY, nobody_writes).await.appointment.unwrap();
    let cancelled = a.app.cancel(visit.clone(), "mistake".into()).await.unwrap();
    assert_eq!(cancelled.state, RequestState::Confirmed);
    deliver(&registry).await;
    a.app.sync_now().await.unwrap();
    a.wait_sync("the desk is asked to call", |sync| sync.calls == 1).await;
    let call = only(&a).await;
    assert_eq!(
        (call.about.as_str(), call.reason.as_deref(), call.phone.as_str()),
        ("cancelled", Some("no-contact"), "")
    );
    assert_eq!(
        (call.appointment.as_ref(), call.slot.as_ref().unwrap().id.as_str()),
        (Some(&visit), EARLY)
    );
    assert_eq!((call.service.as_str(), call.proposal.is_none()), ("mammography", true));
    let notice = a.app.notices().await.unwrap().remove(0);
    assert_eq!(
        (notice.kind.as_str(), notice.subject.as_ref()),
        ("call-task", Some(&call.id))
    );

    assert_eq!(ended(&a, &call).await, Ok(()));
    assert!(calls(&a).await.is_empty());
    assert_eq!(ended(&a, &call).await, Err("call-ended".into()));
    assert_eq!(a.app.end_call("one".into()).await.unwrap_err().code, "call-ended");
}
