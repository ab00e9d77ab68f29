use super::difference::{Present, compare, days, nearest};
use super::{Absence, Break, Exception, Fault, Place, Shift, Sitting, Timetable, TimetableError, Week};
use crate::calendar::{Day, date, instant, is_holiday, warsaw_minute};
use crate::slot::{Sheet, SlotId};
use chrono::{Datelike, Utc};
use proptest::prelude::{Just, Strategy, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use std::collections::BTreeSet;
use uuid::Uuid;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn sitting(from: u16, to: u16, minutes: u16) -> Sitting {
    Sitting {
        from,
        to,
        minutes,
        breaks: Vec::new(),
    }
}

fn every_day(from: Day, sitting: &Sitting) -> Timetable {
    let shifts = (1..=7).map(|weekday| Shift {
        weekday,
        sitting: sitting.clone(),
    });
    let week = Week {
        from,
        to: None,
        shifts: shifts.collect(),
    };
    Timetable {
        weeks: vec![week],
        ..Timetable::default()
    }
}

/// Sundays on which the clock changes, 2024 to 2037: (spring, autumn).
fn changes() -> Vec<(Day, Day)> {
    let last_sunday = |year, month| {
        let last = (25..=31).map(|d| date(year, month, d));
        Day::from_date(last.filter(|d| d.weekday() == chrono::Weekday::Sun).max().unwrap())
    };
    (2024..=2037).map(|y| (last_sunday(y, 3), last_sunday(y, 10))).collect()
}

#[test]
fn a_week_with_breaks_exceptions_and_absences() {
    let json = r#"{
        "weeks": [{"from": "2026-12-01", "to": "2026-12-31", "shifts": [
            {"weekday": 2, "sitting": {"from": "08:00", "to": "10:00", "minutes": 20, "breaks": [{"from": "08:50", "to": "09:00"}]}}]}],
        "exceptions": [{"day": "2026-12-15", "sitting": null}, {"day": "2026-12-16", "sitting": {"from": "12:00", "to": "12:30", "minutes": 30}}],
        "absences": [{"from": "2026-12-21", "to": "2026-12-23"}]
    }"#;
    let table: Timetable = serde_json::from_str(json).unwrap();
    assert_eq!(table.check(), Ok(()));
    let minutes = |d| -> Vec<u16> { table.plan(day(d)).iter().flat_map(Sheet::open_minutes).collect() };
    assert_eq!(
        minutes("2026-12-01"),
        [480, 500, 540, 560, 580],
        "8:40 would touch the break"
    );
    assert!(minutes("2026-12-15").is_empty(), "closed");
    assert_eq!(minutes("2026-12-16"), [720], "other hours");
    assert!(minutes("2026-12-22").is_empty(), "absent");
    assert!(minutes("2027-01-05").is_empty(), "the plan is over");
    let again: Timetable = serde_json::from_str(&serde_json::to_string(&table).unwrap()).unwrap();
    assert_eq!(again, table);
    let full = Timetable {
        capacity: Some(2),
        ..table
    };
    assert_eq!(
        full.plan(day("2026-12-01")).unwrap().open,
        0b11,
        "the first terms of the day"
    );
}

#[test]
fn impossible_timetables_say_what_to_mend() {
    let good = every_day(day("2026-12-01"), &sitting(480, 900, 20));
    let broken = |change: fn(&mut Timetable)| {
        let mut table = good.clone();
        change(&mut table);
        table.check().unwrap_err()
    };
    let hours = |s: Sitting| every_day(day("2026-12-01"), &s).check().unwrap_err();
    assert_eq!(good.check(), Ok(()));
    assert_eq!(broken(|t| t.weeks.clear()), TimetableError::Empty);
    assert_eq!(broken(|t| t.weeks[0].shifts[0].weekday = 8), TimetableError::Weekday(8));
    assert!(matches!(
        broken(|t| t.weeks[0].shifts[0].weekday = 2),
        TimetableError::Twice(_)
    ));
    assert_eq!(
        broken(|t| t.weeks.push(Week {
            from: Day(20_900),
            to: None,
            shifts: vec![]
        })),
        TimetableError::Overlap(Day(20_900))
    );
    assert!(matches!(
        broken(|t| t.weeks[0].to = Some(Day(3))),
        TimetableError::Backwards {
            what: "the weekly plan",
            ..
        }
    ));
    assert!(matches!(
        broken(|t| t.absences.push(Absence {
            from: Day(9),
            to: Day(8)
        })),
        TimetableError::Backwards {
            what: "the absence",
            ..
        }
    ));
    assert!(matches!(
        broken(|t| t.exceptions = vec![
            Exception {
                day: Day(9),
                sitting: None
            };
            2
        ]),
        TimetableError::Twice(_)
    ));
    assert_eq!(
        hours(sitting(900, 900, 20)),
        TimetableError::Hours { from: 900, to: 900 }
    );
    assert_eq!(
        hours(sitting(900, 1441, 20)),
        TimetableError::Hours { from: 900, to: 1441 }
    );
    assert_eq!(hours(sitting(480, 900, 0)), TimetableError::Length(0));
    assert_eq!(hours(sitting(480, 900, 5)), TimetableError::Terms { terms: 84 });
    let outside = Sitting {
        breaks: vec![Break { from: 470, to: 490 }],
        ..sitting(480, 900, 20)
    };
    let error = hours(outside);
    assert_eq!(error, TimetableError::Break { from: 470, to: 490 });
    assert!(error.to_string().contains("07:50 to 08:10"), "{error}");
}

#[test]
fn all_that_is_wrong_is_told_with_its_place() {
    let mut table = every_day(day("2026-12-01"), &sitting(480, 900, 20));
    table.weeks[0].shifts[2].sitting = sitting(900, 480, 20);
    table.weeks[0].shifts[4].sitting = sitting(480, 900, 3);
    table.absences = vec![Absence {
        from: Day(9),
        to: Day(8),
    }];
    let closed = Exception {
        day: Day(9),
        sitting: None,
    };
    table.exceptions = vec![closed.clone(), closed];
    let places: Vec<Place> = table.faults().into_iter().map(|Fault { place, .. }| place).collect();
    assert_eq!(
        places,
        [
            Place::Shift(0, 3),
            Place::Shift(0, 5),
            Place::Absence(0),
            Place::Exception(1)
        ]
    );
    assert_eq!(sitting(480, 900, 20).terms(None), 21);
    assert_eq!(sitting(480, 900, 20).terms(Some(18)), 18);
}

#[test]
fn f12_no_term_in_an_hour_that_the_clock_skips_and_none_twice() {
    let night = sitting(0, 300, 10);
    for (spring, autumn) in changes() {
        let skipped: Vec<u16> = night.sheet(spring, None).open_minutes().collect();
        assert_eq!(
            skipped,
            (0..12).chain(18..30).map(|n| n * 10).collect::<Vec<_>>(),
            "{spring}"
        );
        assert_eq!(night.sheet(autumn, None).open.count_ones(), 30, "{autumn}");
        for changed in [spring, autumn] {
            let sheet = night.sheet(changed, None);
            let at: Vec<_> = sheet.open_minutes().map(|m| instant(changed, m).unwrap()).collect();
            assert!(at.windows(2).all(|w| w[0] < w[1]), "instants ascend on {changed}");
            let read_back = at.iter().map(|i| warsaw_minute(i.with_timezone(&Utc)));
            assert!(
                read_back.eq(sheet.open_minutes().map(|m| (changed, m))),
                "the promised wall time on {changed}"
            );
        }
    }
    assert!(changes().contains(&(day("2027-03-28"), day("2027-10-31"))));
    let table = every_day(day("2027-03-01"), &night);
    assert_eq!(table.plan(day("2027-03-28")), None, "Easter Sunday");
    assert_eq!(table.plan(day("2027-10-31")).unwrap().open.count_ones(), 30);
}

#[test]
fn the_days_before_a_timetable_begins_are_left_alone() {
    let table = every_day(day("2026-12-10"), &sitting(480, 600, 20));
    let sheet = sitting(480, 600, 20).sheet(day("2027-06-01"), None);
    let present = Present {
        sheets: vec![sheet],
        ..Present::default()
    };
    let range = days(&table, &present, day("2026-12-01"), day("2027-03-01"));
    assert_eq!(
        range,
        day("2026-12-10").0..=day("2027-06-01").0,
        "to the last day that has terms"
    );
    let range = days(&table, &Present::default(), day("2026-12-20"), day("2027-03-01"));
    assert_eq!(range, day("2026-12-20").0..=day("2027-03-01").0, "the past is over");
}

#[test]
fn the_nearest_term_is_proposed_once() {
    let slot = |schedule, d: &str, minute| SlotId {
        schedule,
        day: day(d),
        minute,
    };
    let sheets = [
        (1, sitting(600, 640, 20).sheet(day("2026-12-03"), None)),
        (2, sitting(600, 640, 20).sheet(day("2026-12-01"), None)),
        (2, sitting(600, 640, 20).sheet(day("2026-12-03"), None)),
    ];
    let (wanted, soon) = (slot(1, "2026-12-02", 600), (day("2026-12-02"), 0));
    let mut promised = BTreeSet::new();
    let mut next = || {
        let found = nearest(wanted, soon, &sheets, &promised);
        promised.extend(found);
        found
    };
    assert_eq!(next(), Some(slot(1, "2026-12-03", 600)), "the same schedule first");
    assert_eq!(next(), Some(slot(2, "2026-12-03", 600)));
    assert_eq!(next(), Some(slot(1, "2026-12-03", 620)));
    assert_eq!(next(), Some(slot(2, "2026-12-03", 620)));
    assert_eq!(next(), None, "too soon is no proposal");
}

fn a_sitting() -> impl Strategy<Value = Sitting> {
    (
        0_u16..1300,
        5_u16..=60,
        1_u16..=60,
        prop::collection::vec((0_u16..600, 1_u16..60), 0..3),
    )
        .prop_map(|(from, minutes, terms, breaks)| {
            let to = (from + minutes * terms).min(1440);
            let to = if to - from < minutes {
                (from + minutes).min(1440)
            } else {
                to
            };
            let breaks = breaks.into_iter().map(|(start, length)| Break {
                from: from + start,
                to: from + start + length,
            });
            Sitting {
                from,
                to,
                minutes,
                breaks: breaks.filter(|b| b.to <= to).collect(),
            }
        })
}

/// A timetable over about a year from 2026-11-01 on.
fn a_timetable() -> impl Strategy<Value = Timetable> {
    let near = || (20_758_u16..21_150).prop_map(Day);
    let shifts = prop::collection::btree_map(1_u8..=7, a_sitting(), 0..=7).prop_map(|days| {
        days.into_iter()
            .map(|(weekday, sitting)| Shift { weekday, sitting })
            .collect()
    });
    let exceptions = prop::collection::btree_map(near(), prop::option::of(a_sitting()), 0..10).prop_map(|days| {
        days.into_iter()
            .map(|(day, sitting)| Exception { day, sitting })
            .collect()
    });
    let absences = prop::collection::vec((near(), 0_u16..20), 0..4).prop_map(|rows| {
        rows.into_iter()
            .map(|(from, n)| Absence { from, to: from.plus(n) })
            .collect()
    });
    let capacity = prop_oneof![Just(None), (0_u16..30).prop_map(Some)];
    (shifts, exceptions, absences, capacity).prop_map(|(shifts, exceptions, absences, capacity)| Timetable {
        weeks: vec![Week {
            from: Day(20_758),
            to: None,
            shifts,
        }],
        exceptions,
        absences,
        capacity,
    })
}

const FIRST: Day = Day(20_758);
const LAST: Day = Day(20_898);

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(96))]

    #[test]
    fn terms_keep_the_rules(table in a_timetable()) {
        prop_assert_eq!(table.check(), Ok(()));
        for sheet in table.expand((FIRST, Day(21_150))) {
            prop_assert_eq!(sheet.check(), Ok(()));
            prop_assert!(sheet.open != 0 && sheet.free == sheet.open);
            prop_assert!(!is_holiday(sheet.day.date()));
            prop_assert!(table.absences.iter().all(|a| sheet.day < a.from || a.to < sheet.day));
            prop_assert!(table.capacity.is_none_or(|most| sheet.open.count_ones() <= u32::from(most)));
            let sitting = match table.exceptions.iter().find(|e| e.day == sheet.day) {
                Some(exception) => exception.sitting.clone().unwrap(),
                None => table.weeks[0].shifts.iter().find(|s| s.weekday == sheet.day.weekday()).unwrap().sitting.clone(),
            };
            for minute in sheet.open_minutes() {
                let end = minute + sitting.minutes;
                prop_assert!(minute >= sitting.from && end <= sitting.to);
                prop_assert!(sitting.breaks.iter().all(|b| end <= b.from || b.to <= minute));
                prop_assert!(instant(sheet.day, minute).is_some());
            }
        }
    }

    #[test]
    fn f30_a_new_timetable_loses_no_visit(
        before in a_timetable(),
        after in a_timetable(),
        chosen in prop::collection::vec(prop::num::u16::ANY, 0..40),
        now in (FIRST.0..FIRST.0 + 30, 0_u16..1440),
    ) {
        let now = (Day(now.0), now.1);
        let mut sheets: Vec<Sheet> = before.expand((FIRST, LAST)).collect();
        let mut visits = Vec::new();
        for n in chosen {
            let count = sheets.len().max(1);
            let Some(sheet) = sheets.get_mut(usize::from(n) % count) else { continue };
            let Some(minute) = sheet.free_minutes().nth(usize::from(n) % 7) else { continue };
            sheet.free &= !(1 << sheet.cell_at(minute).unwrap());
            let slot = SlotId { schedule: 7, day: sheet.day, minute };
            visits.push((Uuid::from_u128(visits.len() as u128), slot));
        }
        let present = Present { schedule: 7, sheets, visits, kept: Vec::new() };
        let range = || days(&after, &present, now.0, LAST).map(Day);
        let published = compare(&present, range(), now, |d| after.plan(d));
        let mut state = present.clone();
        state.sheets.retain(|s| published.sheets.iter().all(|new| new.day != s.day));
        state.sheets.extend(&published.sheets);

        let at = |sheets: &[Sheet], slot: SlotId| sheets.iter().find(|s| s.day == slot.day).copied();
        for (visit, slot) in &present.visits {
            let sheet = at(&state.sheets, *slot);
            prop_assert!(!sheet.is_some_and(|s| s.is_free(slot.minute)), "a booked term is never free");
            let open = sheet.is_some_and(|s| s.cell_at(slot.minute).is_some());
            let future = (slot.day, slot.minute) > now;
            prop_assert_eq!(published.difference.to_move.iter().any(|m| m.appointment == *visit), future && !open);
        }
        let future = |sheets: &[Sheet]| -> BTreeSet<SlotId> {
            let all = sheets.iter().flat_map(|s| s.open_minutes().map(|minute| SlotId { schedule: 7, day: s.day, minute }));
            all.filter(|s| (s.day, s.minute) > now).collect()
        };
        let (old, new) = (future(&present.sheets), future(&state.sheets));
        prop_assert_eq!(&published.difference.opened, &new.difference(&old).copied().collect::<Vec<_>>());
        prop_assert_eq!(&published.difference.closed, &old.difference(&new).copied().collect::<Vec<_>>());
        prop_assert_eq!(published.difference.kept, u32::try_from(old.intersection(&new).count()).unwrap());
        for sheet in &published.sheets {
            prop_assert_eq!(sheet.check(), Ok(()));
        }
        let again = compare(&state, range(), now, |d| after.plan(d));
        prop_assert_eq!(again.sheets, vec![], "publishing again changes nothing");
        prop_assert_eq!(again.difference.to_move, published.difference.to_move);
    }
}
