//! Promises about how freed terms find those who wait.

use super::publishing::{published, tuesdays};
use super::small::{Registry, TORUN, appointment, book, cancel, now, slot, tuesday, wait, woman};
use crate::{extend, first_in_line, preview};
use chrono::Duration;
use okienko_domain::calendar::Day;
use okienko_domain::geo::Point;
use okienko_domain::ids::{Patient, ReferralCode};
use okienko_domain::request::{Action, Join, Outcome, WaitingStatus};
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::{FreedSlot, Hours, Preferences, WaitingEntry, Weekdays, choose};
use uuid::Uuid;

/// Numbers that look random and are the same in every run.
fn dice(seed: &mut u64, sides: u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % sides
}

/// People who wait in all ways for a term somewhere around Toruń.
fn wishes(seed: &mut u64, n: u16) -> Join {
    let mut join = wait(woman(n));
    let mut near = || (dice(seed, 2_000) as f64 - 1_000.0) / 2_000.0;
    let point = Point {
        lat: TORUN.lat + near(),
        lon: TORUN.lon + near(),
    };
    join.preferences = Preferences::around(point, [2, 8, 13, 30, 50, 54, 80, 200][dice(seed, 8) as usize]);
    match dice(seed, 8) {
        0 => join.preferences.facilities = vec![1],
        1 => join.preferences.facilities = vec![2, 1, 2],
        2 => join.preferences.weekdays = Weekdays::from_iso(&[1, 2]),
        3 => join.preferences.hours = Hours(vec![(0, 520)]),
        4 => join.preferences.weekdays = Weekdays::from_iso(&[3]),
        5 => join.preferences.from = Some(tuesday().plus(dice(seed, 2) as u16)),
        6 => join.preferences.to = Some(Day(tuesday().0 - dice(seed, 2) as u16)),
        _ => (),
    }
    join.urgent = dice(seed, 5) == 0;
    join.entitlement = (dice(seed, 9) == 0).then(|| "pregnancy".into());
    join
}

impl Registry {
    /// Terms that people have, and who, by time.
    async fn visits(&self) -> Vec<(SlotId, Patient)> {
        let visits = self.store.appointments(2, 10).await.unwrap().into_iter();
        let mut visits: Vec<_> = visits.map(|visit| (visit.slot, visit.patient)).collect();
        visits.sort_unstable_by_key(|(slot, _)| (slot.day, slot.minute));
        visits
    }
}

async fn waiting_in_all_ways(r: &Registry, people: u16) -> Vec<WaitingEntry> {
    let mut seed = 7;
    for n in 1..=people {
        let join = Action::Join(Box::new(wishes(&mut seed, n)));
        let at = now() + Duration::seconds(dice(&mut seed, 50) as i64);
        r.ask_as(Uuid::now_v7(), 2, join, at).await.unwrap();
    }
    let waiting = r.store.waiting(2, now(), people.into()).await.unwrap();
    waiting.into_iter().map(|waiting| waiting.entry).collect()
}

pub(super) async fn new_terms_go_to_who_waits_first(r: Registry) {
    let joined = |n, at, change: fn(&mut Join)| {
        let mut join = wait(woman(n));
        change(&mut join);
        r.ask_as(Uuid::now_v7(), 2, Action::Join(Box::new(join)), at)
    };
    joined(1, now(), |_| ()).await.unwrap();
    joined(2, now(), |j| j.preferences.weekdays = Weekdays::from_iso(&[3]))
        .await
        .unwrap();
    joined(3, now() + Duration::minutes(1), |j| j.urgent = true)
        .await
        .unwrap();
    joined(5, now() + Duration::minutes(2), |j| {
        j.preferences.from = Some(tuesday().plus(14));
    })
    .await
    .unwrap();
    let waits = async || {
        let waiting = r.store.waiting(2, now(), 10).await.unwrap();
        waiting.iter().filter(|w| w.status == WaitingStatus::Waiting).count()
    };
    let table = tuesdays(480, 600);
    let shown = preview(&*r.store, 1, 1, &table, now()).await.unwrap().unwrap();
    assert_eq!(
        (waits().await, r.visits().await),
        (4, Vec::new()),
        "a look gives nothing away"
    );
    let done = published(&r, 1, &table).await;
    assert_eq!(
        (shown.difference.given, done.difference.given),
        (3, 3),
        "and says how many it would"
    );
    let next = |weeks: u16, minute| SlotId {
        day: tuesday().plus(7 * weeks),
        ..slot(1, minute)
    };
    // The clinic had terms on the first Tuesday, but not this one.
    let (first, second) = ((slot(1, 570), woman(3)), (next(1, 480), woman(1)));
    let third = (next(2, 480), woman(5));
    assert_eq!(
        r.visits().await,
        [first.clone(), second.clone(), third.clone()],
        "the urgent one first, and on a later day who wants that"
    );
    assert!(!r.is_free(next(1, 480)).await);
    assert!(r.is_free(next(1, 495)).await, "nobody wants it");
    joined(4, now(), |_| ()).await.unwrap();
    extend(&*r.store, now() + Duration::days(7)).await.unwrap();
    let last = (next(12, 480), woman(4));
    assert_eq!(r.visits().await, [first, second, third, last], "of the day that is new");
    assert_eq!(waits().await, 1);
}

pub(super) async fn terms_freed_together_go_to_whom_looking_at_everybody_gives_them(r: Registry) {
    let mut waiting = waiting_in_all_ways(&r, 60).await;
    let later = now() + Duration::hours(1);
    let terms: Vec<SlotId> = (0..6)
        .flat_map(|n| [slot(1, 480 + 15 * n), slot(2, 480 + 15 * n)])
        .collect();
    let mut tx = r.store.begin().await.unwrap();
    let policy = tx.policy().await.unwrap();
    let found = first_in_line(&mut *tx, &terms, later).await.unwrap();
    drop(tx);
    let mut named = 0;
    for (term, (slot, found)) in terms.iter().zip(found) {
        assert_eq!(*term, slot);
        let freed = FreedSlot {
            day: slot.day,
            minute: slot.minute,
            point: TORUN,
            facility: slot.schedule,
            practitioner: "Nowak".into(),
        };
        let expected = choose(&waiting, &freed, later, &policy).map(|entry| entry.id);
        assert_eq!(found.map(|found| found.entry.id), expected, "{slot}");
        waiting.retain(|entry| Some(entry.id) != expected);
        named += usize::from(expected.is_some());
    }
    assert_eq!(named, terms.len(), "there are enough of them");
}

pub(super) async fn a_term_the_clinic_has_withdrawn_takes_nobody_s_place(r: Registry) {
    r.ask(2, Action::Join(Box::new(wait(woman(1))))).await.unwrap();
    let mut tx = r.store.begin().await.unwrap();
    let seq = tx.next_seq().await.unwrap();
    tx.close_slot(slot(1, 480), seq).await.unwrap();
    let later = now() + Duration::hours(1);
    let found = first_in_line(&mut *tx, &[slot(1, 480), slot(9, 480), slot(1, 495)], later)
        .await
        .unwrap();
    let found: Vec<_> = found
        .into_iter()
        .map(|(slot, who)| (slot, who.map(|who| who.patient)))
        .collect();
    assert_eq!(found, [(slot(1, 495), Some(woman(1)))]);
}

pub(super) async fn one_referral_is_promised_once(r: Registry) {
    let referral = || Some(ReferralCode::parse("1234").unwrap());
    for service in ["mammography", "cardiology-first"] {
        let join = Join {
            service: service.into(),
            referral: referral(),
            ..wait(woman(1))
        };
        r.ask(2, Action::Join(Box::new(join))).await.unwrap();
    }
    r.ask(2, Action::Join(Box::new(wait(woman(2))))).await.unwrap();
    let mut tx = r.store.begin().await.unwrap();
    let later = now() + Duration::hours(1);
    let found = first_in_line(&mut *tx, &[slot(3, 480), slot(1, 480)], later)
        .await
        .unwrap();
    let found: Vec<_> = found.into_iter().map(|(_, who)| who.map(|who| who.patient)).collect();
    assert_eq!(found, [Some(woman(1)), Some(woman(2))]);
}

pub(super) async fn only_those_who_wait_have_cells(r: Registry) {
    let join = |n| Action::Join(Box::new(wait(woman(n))));
    let entry = |answer| match answer {
        Ok(Outcome::Joined { entry, .. }) => entry,
        other => panic!("not joined: {other:?}"),
    };
    let cells = || r.number("SELECT count(DISTINCT entry) FROM entry_cell");
    let left = entry(r.ask(1, join(1)).await);
    r.ask(1, join(2)).await.unwrap();
    let prolonged = entry(r.ask(1, join(3)).await);
    assert_eq!(cells().await, 3);
    r.ask(1, Action::Leave { entry: left }).await.unwrap();
    let visit = appointment(r.ask(1, book(slot(1, 480), woman(2))).await);
    assert_eq!(cells().await, 1);
    // Who has prolonged is found when the first time is over.
    let at = now() + Duration::days(84);
    r.ask_as(Uuid::now_v7(), 1, Action::Prolong { entry: prolonged }, at)
        .await
        .unwrap();
    let over = format!(
        "SELECT count(*) FROM entry_cell WHERE valid_until = {}",
        (now() + Duration::days(180)).timestamp_micros()
    );
    assert!(r.number(&over).await > 0);
    r.ask(1, cancel(visit)).await.unwrap();
    assert_eq!(cells().await, 0, "the freed term went to the one who waits");
    // An entry that is over gives way to a new one, and what is removed takes its cells along.
    r.ask(1, join(4)).await.unwrap();
    let later = now() + Duration::days(100);
    r.ask_as(Uuid::now_v7(), 1, join(4), later).await.unwrap();
    assert_eq!(cells().await, 1);
    crate::retention::run(&*r.store, later + Duration::days(200))
        .await
        .unwrap();
    assert_eq!(cells().await, 0);
}

/// The migration puts those who wait already into the cells in which they would be entered now.
pub(super) async fn those_who_wait_already_get_cells(r: Registry) {
    waiting_in_all_ways(&r, 60).await;
    let entry = r.store.waiting(2, now(), 1).await.unwrap().remove(0).entry.id;
    r.ask(2, Action::Leave { entry }).await.unwrap();
    let (migrations, real) = if r.database().starts_with("postgres") {
        (
            [
                include_str!("../../../../migrations/registry-postgres/0012_cells.sql"),
                include_str!("../../../../migrations/registry-postgres/0014_days.sql"),
            ],
            "DOUBLE PRECISION",
        )
    } else {
        (
            [
                include_str!("../../../../migrations/registry-sqlite/0012_cells.sql"),
                include_str!("../../../../migrations/registry-sqlite/0014_days.sql"),
            ],
            "REAL",
        )
    };
    let columns =
        ["south", "north", "west", "east"].map(|name| format!("ALTER TABLE waiting_entry ADD COLUMN {name} {real};"));
    r.tamper(&format!(
        "CREATE TABLE entered AS SELECT * FROM entry_cell; DROP TABLE entry_cell; {}
         UPDATE waiting_entry SET (south, north, west, east) =
             (SELECT lat - height, lat + height, lon - width, lon + width FROM entered WHERE entry = waiting_entry.id LIMIT 1);
         {}",
        columns.concat(),
        migrations.concat()
    ))
    .await;
    for (one, other) in [("entered", "entry_cell"), ("entry_cell", "entered")] {
        let columns = "service, cell, class, entered_at, entry, valid_until, from_day, to_day";
        let differ = format!(
            "SELECT count(*) FROM (SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other}) AS differs"
        );
        assert_eq!(r.number(&differ).await, 0, "{one}");
    }
    assert!(r.number("SELECT count(*) FROM entry_cell WHERE from_day > 0").await > 5);
    assert!(r.number("SELECT count(*) FROM entry_cell WHERE to_day < 65535").await > 5);
    assert!(
        r.number("SELECT count(DISTINCT cell) FROM entry_cell WHERE cell > 0")
            .await
            > 10
    );
    assert_eq!(
        r.number("SELECT count(DISTINCT cell) FROM entry_cell WHERE cell < 0")
            .await,
        2
    );
    assert!(
        r.number("SELECT count(*) FROM entry_cell WHERE cell = 0 AND abs(height) > 0.4")
            .await
            > 5
    );
}
