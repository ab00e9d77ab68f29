use super::{Order, Page, Query, SlotIndex, Totals};
use crate::calendar::Day;
use crate::directory::{Directory, Facility, Location, Pool, Schedule};
use crate::geo::{Origin, Point};
use crate::slot::{Sheet, SlotId};
use crate::waiting::{Hours, Weekdays};
use proptest::collection::vec;
use proptest::prelude::{any, prop_assert_eq, proptest};

const TORUN: Point = Point {
    lat: 53.0138,
    lon: 18.5984,
};

fn directory(schedules: u32) -> Directory {
    let ids = || 1..=schedules;
    Directory {
        services: Vec::new(),
        facilities: ids()
            .map(|id| Facility {
                id,
                name: format!("Poradnia DEMO nr {id}"),
                phone: String::new(),
            })
            .collect(),
        locations: ids()
            .map(|id| Location {
                id,
                facility: id,
                street: "ul. Polna 1".into(),
                postcode: "87-100".into(),
                city: "Toruń".into(),
                voivodeship: 4,
                point: Point {
                    lat: TORUN.lat + f64::from(id) * 0.05,
                    lon: TORUN.lon,
                },
                step_free: id.is_multiple_of(2),
                mobile: false,
                stop: None,
            })
            .collect(),
        schedules: ids()
            .map(|id| Schedule {
                id,
                location: id,
                service: "mammography".into(),
                practitioner: format!("Technik {id}"),
                room: String::new(),
                minutes: 15,
                pool: Pool::General,
                languages: Vec::new(),
            })
            .collect(),
    }
}

fn day(n: u16) -> Day {
    Day::parse("2026-11-23").unwrap().plus(n)
}

fn sheet(day_number: u16, free: u64, version: u64) -> Sheet {
    Sheet {
        day: day(day_number),
        first: 480,
        step: 15,
        open: 0xffff,
        free,
        version,
    }
}

fn query() -> Query {
    Query {
        service: "mammography".into(),
        origin: Some(TORUN),
        radius_km: Some(30),
        facility: None,
        practitioner: None,
        days: (day(0), day(14)),
        not_before: (day(0), 0),
        weekdays: Weekdays::ANY,
        hours: Hours::default(),
        step_free: false,
        pool: Pool::General,
        reserve: None,
        stationary: false,
        language: None,
        order: Order::Nearest,
        after: None,
        limit: 50,
    }
}

fn found(page: &Page) -> Vec<(u32, u16, u16)> {
    page.hits
        .iter()
        .map(|h| (h.slot.schedule, h.slot.day.0 - day(0).0, h.slot.minute))
        .collect()
}

#[test]
fn nearest_or_earliest_first() {
    let mut index = SlotIndex::new(directory(3));
    index.put(1, sheet(5, 0b1, 1));
    index.put(2, sheet(1, 0b11, 1));
    let page = index.search(&query());
    assert_eq!(found(&page), [(1, 5, 480), (2, 1, 480), (2, 1, 495)]);
    assert!((page.hits[0].km.unwrap() - 5.6).abs() < 0.05);
    assert_eq!(
        (page.total, page.per_day[1], page.per_day[5], page.per_day.len()),
        (3, 2, 1, 15)
    );
    assert_eq!(page.practitioners, ["Technik 1", "Technik 2"]);
    let earliest = Query {
        order: Order::Earliest,
        ..query()
    };
    assert_eq!(found(&index.search(&earliest)), [(2, 1, 480), (2, 1, 495), (1, 5, 480)]);
    let best = Query {
        order: Order::Balanced,
        ..query()
    };
    assert_eq!(
        found(&index.search(&best)),
        [(2, 1, 480), (2, 1, 495), (1, 5, 480)],
        "six kilometres are less than four days"
    );
    index.put(1, sheet(1, 0b1_0000_0000, 2));
    assert_eq!(found(&index.search(&best))[0], (1, 1, 600), "and more than two hours");
    let second = Query {
        after: Some(page.hits[0].slot),
        limit: 1,
        ..query()
    };
    assert_eq!(found(&index.search(&second)), [(2, 1, 480)]);
}

#[test]
fn a_page_begins_after_the_last_term_shown_even_when_that_is_taken() {
    let mut index = SlotIndex::new(directory(2));
    index.put(1, sheet(1, 0b111, 1));
    index.put(2, sheet(1, 0b111, 1));
    let page = |index: &SlotIndex, after| {
        let limit = 2;
        index.search(&Query {
            after,
            limit,
            ..query()
        })
    };
    let first = page(&index, None);
    assert_eq!(found(&first), [(1, 1, 480), (1, 1, 495)]);
    index.put(1, sheet(1, 0b100, 2));
    let second = page(&index, Some(first.hits[1].slot));
    assert_eq!(found(&second), [(1, 1, 510), (2, 1, 480)]);
    assert_eq!(second.total, 4, "all that suit, whatever has been shown");
    index.put(2, sheet(1, 0b11_1111, 2));
    let third = page(&index, Some(second.hits[1].slot));
    assert_eq!(found(&third), [(2, 1, 495), (2, 1, 510)]);
}

#[test]
fn every_filter_filters() {
    let mut directory = directory(8);
    directory.locations[0].mobile = true;
    directory.schedules[1].languages = vec!["en".into(), "uk".into()];
    let mut index = SlotIndex::new(directory);
    for schedule in 1..=8 {
        index.put(schedule, sheet(1, 0b1_0000_0001, 1));
    }
    let count = |q: Query| index.search(&q).total;
    assert_eq!(count(query()), 10, "five within 30 km");
    assert_eq!(
        count(Query {
            radius_km: None,
            ..query()
        }),
        16
    );
    assert_eq!(
        count(Query {
            radius_km: None,
            origin: None,
            ..query()
        }),
        16
    );
    assert_eq!(
        count(Query {
            facility: Some(3),
            ..query()
        }),
        2
    );
    assert_eq!(
        count(Query {
            practitioner: Some("Technik 4".into()),
            ..query()
        }),
        2
    );
    assert_eq!(
        index
            .search(&Query {
                practitioner: Some("Technik 4".into()),
                ..query()
            })
            .practitioners
            .len(),
        5,
        "the others can still be chosen"
    );
    assert_eq!(
        count(Query {
            language: Some("uk".into()),
            ..query()
        }),
        2
    );
    assert_eq!(
        count(Query {
            stationary: true,
            ..query()
        }),
        8
    );
    assert_eq!(
        count(Query {
            step_free: true,
            ..query()
        }),
        4
    );
    assert_eq!(
        count(Query {
            weekdays: Weekdays::from_iso(&[1]),
            ..query()
        }),
        0,
        "the sheet is a Tuesday"
    );
    assert_eq!(
        count(Query {
            hours: Hours(vec![(600, 660)]),
            ..query()
        }),
        5
    );
    assert_eq!(
        count(Query {
            not_before: (day(1), 481),
            ..query()
        }),
        5,
        "the earlier one has begun"
    );
    assert_eq!(
        count(Query {
            days: (day(2), day(9)),
            ..query()
        }),
        0
    );
    assert_eq!(
        count(Query {
            days: (day(9), day(2)),
            ..query()
        }),
        0,
        "an empty range is empty, not a panic"
    );
    assert_eq!(
        count(Query {
            service: "none".into(),
            ..query()
        }),
        0
    );
}

#[test]
fn repeated_changes_do_nothing() {
    let mut index = SlotIndex::new(directory(1));
    assert!(index.put(1, sheet(1, 0b11, 5)));
    assert!(!index.put(1, sheet(1, 0b11, 5)) && !index.put(1, sheet(1, 0b11, 6)));
    assert!(!index.put(77, sheet(1, 0b1, 9)), "an unknown schedule");
    assert_eq!(index.totals(), Totals { terms: 16, free: 2 });
    assert!(index.put(1, sheet(1, 0b1, 6)));
    assert_eq!(index.totals(), Totals { terms: 16, free: 1 });
    let (taken, free) = (
        SlotId {
            schedule: 1,
            day: day(1),
            minute: 495,
        },
        SlotId {
            schedule: 1,
            day: day(1),
            minute: 480,
        },
    );
    assert!(index.is_free(free) && !index.is_free(taken));
    let index = index.with_directory(directory(2));
    assert_eq!((index.totals().free, index.sheets(1).len()), (1, 1));
}

proptest! {
    /// The answer is what a person with all the time in the world would write down.
    #[test]
    fn same_as_looking_at_everything(
        sheets in vec((1_u32..12, 0_u16..20, any::<u16>()), 0..60),
        radius in 1_u16..80, span in (0_u16..10, 0_u16..20), weekdays in 0_u8..128, from in 0_u16..1440, order in 0_usize..3, limit in 0_usize..20, shown in 0_usize..5,
    ) {
        let directory = directory(11);
        let mut index = SlotIndex::new(directory.clone());
        for (version, (schedule, at, free)) in (1..).zip(sheets) {
            index.put(schedule, sheet(at, free.into(), version));
        }
        let asked = Query {
            radius_km: Some(radius), days: (day(span.0), day(span.1)), weekdays: Weekdays(weekdays), hours: Hours(vec![(from, 1440)]),
            order: [Order::Earliest, Order::Nearest, Order::Balanced][order], limit, ..query()
        };
        let mut all = Vec::new();
        for location in &directory.locations {
            let km = Origin::new(TORUN).km_to(location.point);
            for sheet in index.sheets(location.id).iter().filter(|s| s.day >= asked.days.0 && s.day <= asked.days.1 && asked.weekdays.contains(s.day)) {
                for minute in (480_u16..720).step_by(15).filter(|m| *m >= from && km <= f64::from(radius) && sheet.is_free(*m)) {
                    all.push(asked.key(Some(km), SlotId { schedule: location.id, day: sheet.day, minute }));
                }
            }
        }
        all.sort();
        let after = all.get(shown).map(|key| key.2);
        let first = after.map_or(0, |_| shown + 1);
        let page = index.search(&Query { after, ..asked });
        prop_assert_eq!(usize::try_from(page.total).unwrap(), all.len());
        prop_assert_eq!(page.per_day.iter().sum::<u32>(), page.total);
        let window: Vec<SlotId> = all.into_iter().skip(first).take(limit).map(|k| k.2).collect();
        prop_assert_eq!(page.hits.into_iter().map(|h| h.slot).collect::<Vec<_>>(), window);
    }
}

#[test]
fn a_reserve_is_not_for_everybody() {
    let mut directory = directory(2);
    directory.schedules[1].pool = Pool::Urgent;
    let mut index = SlotIndex::new(directory);
    index.put(1, sheet(1, 0b1, 1));
    index.put(2, sheet(1, 0b1, 1));
    assert_eq!(found(&index.search(&query())), [(1, 1, 480)]);
    let urgent = Query {
        pool: Pool::Urgent,
        ..query()
    };
    assert_eq!(found(&index.search(&urgent)), [(2, 1, 480)]);
    let beside = |facility| Query {
        reserve: Some((Pool::Urgent, facility)),
        ..query()
    };
    let owner = index.info(2).unwrap().facility.id;
    assert_eq!(index.search(&beside(owner)).total, 2, "its own desk sees both");
    assert_eq!(index.search(&beside(owner + 1)).total, 1);
}
