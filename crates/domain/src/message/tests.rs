use super::{About, MessageKind, Stale, SubjectNow, Term, dedupe_key, still_true};
use crate::calendar::{Day, date, instant, rfc3339, warsaw_minute};
use crate::policy::Policy;
use crate::slot::SlotId;
use chrono::{DateTime, Datelike, Duration, NaiveDate, Utc};
use proptest::prelude::{prop_assert, proptest};
use uuid::Uuid;

fn slot(day: &str, minute: u16) -> SlotId {
    SlotId {
        schedule: 7,
        day: Day::parse(day).unwrap(),
        minute,
    }
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// Wall times of the reminders of a visit booked long before.
fn reminders(slot: SlotId) -> Vec<String> {
    let due = Policy::sample().reminders(slot, at("2024-01-01T12:00:00Z"));
    due.into_iter().map(rfc3339).collect()
}

#[test]
fn reminders_come_at_the_hour_of_the_visit() {
    assert_eq!(
        reminders(slot("2026-12-08", 580)),
        ["2026-12-01T09:40:00+01:00", "2026-12-07T09:40:00+01:00"]
    );
}

#[test]
fn nobody_is_woken_by_a_reminder() {
    assert_eq!(
        reminders(slot("2026-12-08", 420)),
        ["2026-12-01T08:00:00+01:00", "2026-12-07T08:00:00+01:00"],
        "a visit at seven"
    );
    assert_eq!(
        reminders(slot("2026-12-08", 1290)),
        ["2026-12-02T08:00:00+01:00", "2026-12-08T08:00:00+01:00"],
        "a visit at half past nine in the evening"
    );
}

#[test]
fn a_reminder_that_the_morning_would_make_late_comes_the_evening_before() {
    let on_the_day = Policy {
        reminder_days: vec![0],
        ..Policy::sample()
    };
    let due = on_the_day.reminders(slot("2026-12-08", 420), at("2026-12-05T12:00:00Z"));
    assert_eq!(due, [at("2026-12-07T21:00:00+01:00")]);
}

#[test]
fn reminders_soon_after_the_booking_are_left_out() {
    let made = |now: &str| Policy::sample().reminders(slot("2026-12-08", 580), at(now)).len();
    assert_eq!(made("2026-11-23T12:00:00Z"), 2);
    assert_eq!(made("2026-12-01T08:00:00Z"), 1);
    assert_eq!(made("2026-12-07T08:00:00Z"), 0);
    assert_eq!(made("2026-12-09T08:00:00Z"), 0);
}

#[test]
fn a_day_before_is_wall_time_across_a_change_of_the_clock() {
    assert_eq!(
        reminders(slot("2027-03-28", 600)),
        ["2027-03-21T10:00:00+01:00", "2027-03-27T10:00:00+01:00"]
    );
    assert_eq!(
        reminders(slot("2027-10-31", 600)),
        ["2027-10-24T10:00:00+02:00", "2027-10-30T10:00:00+02:00"]
    );
    assert_eq!(reminders(slot("2027-03-29", 600))[1], "2027-03-28T10:00:00+02:00");
    assert_eq!(
        reminders(slot("2027-03-28", 150)),
        [] as [&str; 0],
        "02:30 does not exist"
    );
}

/// Both changes of the clock of each year, found by asking for the offset.
fn transitions() -> Vec<NaiveDate> {
    let offset = |day: NaiveDate| {
        let noon = instant(Day::from_date(day), 720).unwrap();
        noon.naive_local() - noon.naive_utc()
    };
    (0..)
        .map(|n| date(2024, 1, 2) + Duration::days(n))
        .take_while(|day| day.year() <= 2037)
        .filter(|day| offset(*day) != offset(*day - Duration::days(1)))
        .collect()
}

#[test]
fn all_transitions_to_2037() {
    let policy = Policy::sample();
    let days = transitions();
    assert_eq!(days.len(), 28);
    for day in days {
        for (around, minute) in (-8..=8).flat_map(|n| (0..1440).step_by(15).map(move |m| (n, m))) {
            let visit = SlotId {
                schedule: 1,
                day: Day::from_date(day + Duration::days(around)),
                minute,
            };
            let Some(start) = instant(visit.day, minute) else {
                assert_eq!(around, 0);
                continue;
            };
            let made = policy.reminders(visit, at("2023-06-01T12:00:00Z"));
            assert_eq!(made.len(), 2, "{visit}");
            for (due, days) in made.into_iter().zip([7, 1]) {
                let (due_day, due_minute) = warsaw_minute(due);
                assert!(due < start && !policy.is_quiet(due_minute), "{visit}: {due}");
                if !policy.is_quiet(minute) {
                    assert_eq!((due_day.plus(days), due_minute), (visit.day, minute), "{visit}");
                }
            }
        }
    }
}

#[test]
fn news_wait_for_the_morning_unless_the_visit_is_near() {
    let policy = Policy::sample();
    let visit = Term::Slot(slot("2026-12-08", 580));
    let due = |now: &str| rfc3339(policy.news(visit, at(now)));
    assert_eq!(due("2026-12-01T12:00:00+01:00"), "2026-12-01T12:00:00+01:00");
    assert_eq!(due("2026-12-01T23:00:00+01:00"), "2026-12-02T08:00:00+01:00");
    assert_eq!(due("2026-12-02T03:00:00+01:00"), "2026-12-02T08:00:00+01:00");
    assert_eq!(due("2026-12-07T23:00:00+01:00"), "2026-12-07T23:00:00+01:00");
}

#[test]
fn a_message_has_its_own_key() {
    let (id, now) = (Uuid::from_u128(1), at("2026-12-01T12:00:00Z"));
    let later = now + Duration::seconds(1);
    let key = |kind, day, due, now| dedupe_key(kind, About::Appointment(id), Term::Slot(slot(day, 580)), due, now);
    let (reminder, change) = (MessageKind::Reminder, MessageKind::Change);
    let first = key(reminder, "2026-12-08", now, now);
    assert_eq!(first, key(reminder, "2026-12-08", now, later));
    assert_ne!(first, key(reminder, "2026-12-09", now, now), "another term");
    assert_ne!(first, key(reminder, "2026-12-08", later, now), "another reminder");
    assert_ne!(first, key(MessageKind::Cancelled, "2026-12-08", now, now));
    assert_ne!(
        key(change, "2026-12-08", now, now),
        key(change, "2026-12-08", now, later),
        "moved there again"
    );
}

#[test]
fn kinds_have_stable_names() {
    for kind in MessageKind::ALL {
        assert_eq!(MessageKind::parse(kind.code()), Some(kind));
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
    }
    assert_eq!(MessageKind::parse("spam"), None);
}

#[test]
fn only_what_is_still_true_leaves() {
    let (told, other) = (slot("2026-12-08", 580), slot("2026-12-09", 580));
    let now = at("2026-12-07T12:00:00Z");
    let visit = |slot, booked| SubjectNow::Visit { slot, booked };
    let says = |kind, subject| still_true(kind, Term::Slot(told), subject, now);
    for kind in [
        MessageKind::Confirmation,
        MessageKind::Reminder,
        MessageKind::Change,
        MessageKind::AutoBooked,
    ] {
        assert_eq!(says(kind, visit(told, true)), Ok(()));
        assert_eq!(says(kind, visit(told, false)), Err(Stale::Superseded), "cancelled");
        assert_eq!(says(kind, visit(other, true)), Err(Stale::Superseded), "moved");
        assert_eq!(says(kind, SubjectNow::Unknown), Err(Stale::Superseded));
        let late = still_true(kind, Term::Slot(told), visit(told, true), now + Duration::days(1));
        assert_eq!(late, Err(Stale::Late));
    }
    assert_eq!(says(MessageKind::Cancelled, visit(told, false)), Ok(()));
    assert_eq!(says(MessageKind::Cancelled, visit(told, true)), Err(Stale::Superseded));
    assert_eq!(says(MessageKind::Offer, SubjectNow::Offer { open: true }), Ok(()));
    assert_eq!(
        says(MessageKind::Offer, SubjectNow::Offer { open: false }),
        Err(Stale::Superseded)
    );
    let until = now + Duration::days(7);
    let entry = |waiting, valid_until| SubjectNow::Entry { waiting, valid_until };
    let warns = |subject| still_true(MessageKind::ExpiryWarning, Term::Until(until), subject, now);
    assert_eq!(warns(entry(true, until)), Ok(()));
    assert_eq!(warns(entry(false, until)), Err(Stale::Superseded));
    assert_eq!(
        warns(entry(true, until + Duration::days(90))),
        Err(Stale::Superseded),
        "prolonged"
    );
}

proptest! {
    #[test]
    fn a_reminder_is_never_after_the_visit_and_never_at_night(day in 20_000_u16..30_000, minute in 0_u16..1440, ahead in 0_i64..20_000) {
        let visit = SlotId { schedule: 1, day: Day(day), minute };
        let policy = Policy::sample();
        if let Some(start) = instant(visit.day, minute) {
            let now = start.to_utc() - Duration::minutes(ahead);
            for due in policy.reminders(visit, now) {
                prop_assert!(due > now && due < start);
                prop_assert!(!policy.is_quiet(warsaw_minute(due).1));
            }
            let news = policy.news(Term::Slot(visit), now);
            prop_assert!(news >= now && (news == now || news < start));
        }
    }
}
