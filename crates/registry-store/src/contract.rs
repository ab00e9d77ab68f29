//! What every database must do. Each back end runs the whole suite on a fresh database per test.

mod matching;
mod offers;
mod postgres_order;
pub(crate) mod small;
mod sqlite_files;
mod together;
mod visits;
mod waiting;

use small::{Registry, TORUN, appointment, book, cancel, cancelled, now, postgres, refused, slot, sqlite, woman};

use crate::{Asked, StoreError, submit};
use chrono::Duration;
use okienko_domain::calendar::{Day, date};
use okienko_domain::ids::{Patient, Pesel, Phone, ReferralCode};
use okienko_domain::place::{Place, PlaceKind};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, AppointmentStatus, CancelReason, Request};
use okienko_domain::slot::{Sheet, SlotId};
use std::sync::Arc;
use uuid::Uuid;

async fn a_term_is_booked_once(r: Registry) {
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    assert!(!r.is_free(slot(1, 480)).await);
    assert_eq!(
        refused(&r.ask(2, book(slot(1, 480), woman(2))).await),
        Some(RefusalCode::SlotTaken)
    );
    let changed = r.store.sheets_after(1, 10).await.unwrap();
    assert_eq!(
        changed.iter().map(|c| (c.schedule, c.sheet.free)).collect::<Vec<_>>(),
        [(1, 0b0011_1110)],
        "a refusal changes nothing"
    );
    let visits = r.store.appointments(1, 10).await.unwrap();
    assert_eq!(
        (visits.len(), visits[0].slot, visits[0].status),
        (1, slot(1, 480), AppointmentStatus::Booked)
    );
    assert_eq!(visits[0].patient, woman(1));
    assert!(r.store.appointments(2, 10).await.unwrap().is_empty());
}

async fn many_bookers_one_winner(r: Registry) {
    let tasks: Vec<_> = (1..=60)
        .map(|n| {
            let store = Arc::clone(&r.store);
            tokio::spawn(async move {
                let request = Request {
                    desk: Some(1),
                    action: book(slot(1, 495), woman(n)),
                };
                submit(&*store, &Asked::by_desk(Uuid::now_v7(), request, now()))
                    .await
                    .unwrap()
            })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => won += 1,
            Err(refusal) => assert_eq!(refusal.code, RefusalCode::SlotTaken),
        }
    }
    assert_eq!(won, 1);
    assert_eq!(r.store.appointments(1, 100).await.unwrap().len(), 1);
}

async fn the_same_request_has_one_answer(r: Registry) {
    let id = Uuid::now_v7();
    let first = r.ask_as(id, 1, book(slot(1, 480), woman(1)), now()).await;
    let again = r
        .ask_as(id, 1, book(slot(1, 480), woman(1)), now() + Duration::days(20))
        .await;
    assert_eq!(first, again);
    assert_eq!(
        refused(&r.ask_as(id, 1, book(slot(1, 495), woman(1)), now()).await),
        Some(RefusalCode::RequestMismatch)
    );
    let (refusal, id) = (Some(RefusalCode::SlotTaken), Uuid::now_v7());
    assert_eq!(
        refused(&r.ask_as(id, 1, book(slot(1, 480), woman(2)), now()).await),
        refusal
    );
    let visit = appointment(first);
    r.ask(
        1,
        Action::Cancel {
            appointment: visit,
            reason: CancelReason::Patient,
        },
    )
    .await
    .unwrap();
    assert_eq!(
        refused(&r.ask_as(id, 1, book(slot(1, 480), woman(2)), now()).await),
        refusal,
        "a refusal stays one"
    );
}

async fn rules_are_kept(r: Registry) {
    let man = Patient {
        identity: Pesel::synthetic(date(1970, 5, 6), 11).into(),
        ..woman(1)
    };
    let girl = Patient {
        identity: Pesel::synthetic(date(2001, 5, 6), 20).into(),
        ..woman(1)
    };
    let code = |action| async { refused(&r.ask(1, action).await) };
    assert_eq!(code(book(slot(1, 480), man)).await, Some(RefusalCode::SexNotEligible));
    assert_eq!(code(book(slot(1, 480), girl)).await, Some(RefusalCode::AgeTooYoung));
    assert_eq!(
        code(book(slot(99, 480), woman(1))).await,
        Some(RefusalCode::SlotUnknown)
    );
    assert_eq!(
        code(book(slot(1, 481), woman(1))).await,
        Some(RefusalCode::SlotUnknown),
        "between two terms"
    );
    assert_eq!(
        code(book(slot(1, 570), woman(1))).await,
        Some(RefusalCode::SlotUnknown),
        "the break"
    );
    assert_eq!(
        code(book(slot(1, 585), woman(1))).await,
        Some(RefusalCode::SlotTaken),
        "published as taken"
    );
    assert_eq!(
        code(book(
            SlotId {
                day: Day::parse("2026-11-23").unwrap(),
                ..slot(1, 480)
            },
            woman(1)
        ))
        .await,
        Some(RefusalCode::SlotPast)
    );
    assert_eq!(
        code(book(slot(3, 480), woman(1))).await,
        Some(RefusalCode::ReferralRequired)
    );
    let long = Patient {
        family_name: "x".repeat(200),
        ..woman(1)
    };
    assert_eq!(code(book(slot(1, 480), long)).await, Some(RefusalCode::TextTooLong));
    assert_eq!(r.store.sheets_after(1, 10).await.unwrap(), []);

    let referral = ReferralCode::parse("7731").ok();
    appointment(
        r.ask(
            1,
            Action::Book {
                slot: slot(3, 480),
                patient: woman(1),
                referral: referral.clone(),
                hold: None,
                continuation: false,
            },
        )
        .await,
    );
    assert_eq!(
        code(Action::Book {
            slot: slot(3, 495),
            patient: woman(1),
            referral: referral.clone(),
            hold: None,
            continuation: false
        })
        .await,
        Some(RefusalCode::AlreadyBooked)
    );
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    assert_eq!(
        code(Action::Book {
            slot: slot(1, 495),
            patient: woman(2),
            referral: referral.clone(),
            hold: None,
            continuation: false
        })
        .await,
        None,
        "4 digits are unique with a PESEL only"
    );
}

async fn cancelling_frees_the_term(r: Registry) {
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let cancel = || Action::Cancel {
        appointment: visit,
        reason: CancelReason::Patient,
    };
    assert_eq!(r.ask(1, cancel()).await, cancelled(false));
    assert!(r.is_free(slot(1, 480)).await);
    assert_eq!(refused(&r.ask(1, cancel()).await), Some(RefusalCode::AlreadyCancelled));
    let unknown = Action::Cancel {
        appointment: Uuid::now_v7(),
        reason: CancelReason::Patient,
    };
    assert_eq!(refused(&r.ask(1, unknown).await), Some(RefusalCode::AppointmentUnknown));
    assert_eq!(
        r.store.appointments(1, 9).await.unwrap()[0].status,
        AppointmentStatus::Cancelled
    );
    appointment(r.ask(2, book(slot(1, 480), woman(2))).await);
    appointment(r.ask(1, book(slot(1, 495), woman(1))).await);
}

async fn a_dropped_transaction_leaves_nothing(r: Registry) {
    let before = r.store.meta().await.unwrap();
    let mut tx = r.store.begin().await.unwrap();
    assert!(tx.take_slot(slot(1, 480), 99).await.unwrap());
    tx.next_seq().await.unwrap();
    drop(tx);
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let changed = r.store.sheets_after(before.seq, 10).await.unwrap();
    assert_eq!(changed.iter().map(|c| c.schedule).collect::<Vec<_>>(), [1]);
}

async fn what_is_known_of_a_person_stays_at_a_kiosk(r: Registry) {
    let at_kiosk = async |patient: Patient| {
        let action = book(slot(1, 480), patient);
        let asked = Asked::by_desk(Uuid::now_v7(), Request { desk: None, action }, now());
        appointment(submit(&*r.store, &asked).await.unwrap())
    };
    let known = async || r.store.people(0, 10).await.unwrap().remove(0).1;
    let nameless = Patient {
        given_name: String::new(),
        phone: None,
        ..woman(1)
    };
    let visit = at_kiosk(nameless.clone()).await;
    assert_eq!(known().await, nameless);
    assert_eq!(r.ask(1, cancel(visit)).await, cancelled(false));
    let visit = at_kiosk(woman(1)).await;
    assert_eq!(known().await, woman(1), "what was not known is taken");
    assert_eq!(r.ask(1, cancel(visit)).await, cancelled(false));
    let other = Patient {
        given_name: "Inna".into(),
        phone: Phone::parse("509999999").ok(),
        ..woman(1)
    };
    let visit = at_kiosk(other.clone()).await;
    assert_eq!(known().await, woman(1), "and what was known stays");
    assert_eq!(r.ask(1, cancel(visit)).await, cancelled(false));
    appointment(r.ask(1, book(slot(1, 480), other.clone())).await);
    assert_eq!(known().await, other, "a desk knows better");
}

/// So that a reader that knows the sheet as of the change before can tell what the last one did.
async fn a_sheet_names_the_change_before_its_last(r: Registry) {
    let changes = async || {
        let rows = r.store.sheets_after(0, 10).await.unwrap();
        let mine = rows.iter().find(|c| c.schedule == 1).unwrap();
        (mine.previous, mine.sheet.version)
    };
    let (_, published) = changes().await;
    let mut tx = r.store.begin().await.unwrap();
    let first = tx.next_seq().await.unwrap();
    assert!(tx.take_slot(slot(1, 480), first).await.unwrap());
    assert!(tx.take_slot(slot(1, 495), first).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(changes().await, (published, first), "two terms by one change");
    let mut tx = r.store.begin().await.unwrap();
    let second = tx.next_seq().await.unwrap();
    assert!(tx.release_slot(slot(1, 495), second).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(changes().await, (first, second));
    let mut tx = r.store.begin().await.unwrap();
    let third = tx.next_seq().await.unwrap();
    tx.close_slot(slot(1, 495), third).await.unwrap();
    let rows = r.store.sheets_after(0, 10).await.unwrap();
    let sheet = rows.iter().find(|c| c.schedule == 1).unwrap().sheet;
    tx.put_sheets(&[(
        1,
        Sheet {
            version: third,
            ..sheet
        },
    )])
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(changes().await, (second, third));
}

async fn the_schema_refuses_a_second_booking(r: Registry) {
    appointment(r.ask(1, book(slot(1, 480), woman(1))).await);
    let mut tx = r.store.begin().await.unwrap();
    let row = tx.insert_patient(&woman(2)).await.unwrap();
    let new = crate::NewAppointment {
        id: Uuid::now_v7(),
        slot: slot(1, 480),
        service: "mammography",
        patient: row,
        referral: None,
        desk: None,
        continuation: false,
        waiting_since: now(),
        policy_version: 1,
        assignment: None,
        at: now(),
    };
    assert!(matches!(tx.insert_appointment(new).await, Err(StoreError::Conflict)));
}

async fn a_page_of_changes_never_cuts_one(r: Registry) {
    assert_eq!(
        r.store.sheets_after(0, 1).await.unwrap().len(),
        3,
        "the three sheets were published by one change"
    );
    appointment(r.ask(1, book(slot(2, 480), woman(1))).await);
    appointment(r.ask(1, book(slot(1, 480), woman(2))).await);
    let after = |seq| r.store.sheets_after(seq, 1);
    let first = after(1).await.unwrap();
    assert_eq!((first.len(), first[0].schedule), (1, 2));
    let second = after(first[0].sheet.version).await.unwrap();
    assert_eq!((second.len(), second[0].schedule), (1, 1));
    assert_eq!(after(second[0].sheet.version).await.unwrap(), []);
}

async fn places_and_policy_come_back(r: Registry) {
    let place = |id, name: &str| Place {
        id,
        name: name.into(),
        kind: PlaceKind::Town,
        gmina: "Łódź".into(),
        powiat: "Łódź".into(),
        voivodeship: "łódzkie".into(),
        point: TORUN,
        population: 7,
    };
    let mut tx = r.store.begin().await.unwrap();
    tx.put_places(&[place(2, "Łódź"), place(1, "Zgierz")]).await.unwrap();
    tx.set_demo(true).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(r.store.places().await.unwrap(), [place(1, "Zgierz"), place(2, "Łódź")]);
    assert!(r.store.meta().await.unwrap().demo);
    assert!(r.store.rules().await.unwrap().policy.knows_entitlement("pregnancy"));
}

use matching::{
    a_term_the_clinic_has_withdrawn_takes_nobody_s_place, new_terms_go_to_who_waits_first,
    one_referral_is_promised_once, only_those_who_wait_have_cells,
    terms_freed_together_go_to_whom_looking_at_everybody_gives_them, those_who_wait_already_get_cells,
};
use offers::{
    a_refused_offer_costs_no_place, an_offer_is_for_one_person_and_then_the_next, an_offer_that_is_not_needed_goes_on,
    f31_an_offer_is_accepted_in_time_or_not_at_all, f32_a_late_or_doubled_job_changes_nothing,
    f34_a_better_term_replaces_the_visit_that_was_kept, waiting_is_warned_of_and_prolonged,
};
use together::{together_is_as_one_after_another, what_is_new_of_a_person_outlives_the_next_request};
use visits::{
    a_clinic_sees_who_comes_on_a_day, a_continuation_stays_at_its_clinic, a_desk_keeps_only_so_many_terms,
    a_hold_is_over_when_its_time_is, a_hold_keeps_a_term_for_its_desk, a_late_cancellation_is_marked,
    a_moved_visit_passes_its_term_on, a_visit_the_clinic_cannot_keep_waits_at_its_place,
    attendance_and_a_place_given_back, f26_a_refusal_names_the_nearest_terms, f27_a_referral_is_used_once,
    f44_a_move_is_never_zero_and_never_two_visits, many_requests_share_a_commit,
};
use waiting::{a_freed_term_goes_to_the_waiting_list_in_order, more_waiting_than_a_page, waiting_ends};

/// Runs every promise against every back end.
macro_rules! contract {
    ($($promise:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                super::$promise(super::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $promise() {
                super::$promise(super::postgres().await).await;
            })*
        }
    };
}

contract!(
    a_term_is_booked_once,
    many_bookers_one_winner,
    together_is_as_one_after_another,
    what_is_new_of_a_person_outlives_the_next_request,
    the_same_request_has_one_answer,
    rules_are_kept,
    cancelling_frees_the_term,
    a_freed_term_goes_to_the_waiting_list_in_order,
    waiting_ends,
    more_waiting_than_a_page,
    new_terms_go_to_who_waits_first,
    terms_freed_together_go_to_whom_looking_at_everybody_gives_them,
    a_term_the_clinic_has_withdrawn_takes_nobody_s_place,
    one_referral_is_promised_once,
    only_those_who_wait_have_cells,
    those_who_wait_already_get_cells,
    a_dropped_transaction_leaves_nothing,
    what_is_known_of_a_person_stays_at_a_kiosk,
    a_sheet_names_the_change_before_its_last,
    the_schema_refuses_a_second_booking,
    a_page_of_changes_never_cuts_one,
    places_and_policy_come_back,
    a_hold_keeps_a_term_for_its_desk,
    f27_a_referral_is_used_once,
    a_hold_is_over_when_its_time_is,
    a_desk_keeps_only_so_many_terms,
    f44_a_move_is_never_zero_and_never_two_visits,
    a_moved_visit_passes_its_term_on,
    a_visit_the_clinic_cannot_keep_waits_at_its_place,
    a_late_cancellation_is_marked,
    attendance_and_a_place_given_back,
    a_clinic_sees_who_comes_on_a_day,
    a_continuation_stays_at_its_clinic,
    f26_a_refusal_names_the_nearest_terms,
    an_offer_is_for_one_person_and_then_the_next,
    f31_an_offer_is_accepted_in_time_or_not_at_all,
    f32_a_late_or_doubled_job_changes_nothing,
    f34_a_better_term_replaces_the_visit_that_was_kept,
    a_refused_offer_costs_no_place,
    an_offer_that_is_not_needed_goes_on,
    waiting_is_warned_of_and_prolonged,
    many_requests_share_a_commit,
);

// After the macro that it uses.
mod access;
mod audit;
mod lookups;
mod messages;
mod oversight;
mod people;
mod publishing;
mod retention;
mod rules;
