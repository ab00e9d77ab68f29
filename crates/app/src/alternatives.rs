//! What else may suit whoever lost a term.

use okienko_domain::calendar::Day;
use okienko_domain::directory::Pool;
use okienko_domain::search::{Hit, Order, Query, SlotIndex};
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::{Hours, Weekdays};

/// Alternatives offered for a taken term.
const ALTERNATIVES: usize = 3;
/// Days around a taken term in which alternatives are looked for.
const DAYS: u16 = 30;
/// Kilometres around its place.
const KM: u16 = 50;
/// A kilometre is worth this many minutes when alternatives are weighed: a day later next door is as good as 48 km.
const MINUTES_PER_KM: f64 = 30.0;

/// Three free terms nearest to a lost one: the same doctor's first if there is one, then by time and distance.
///
/// Never the lost one itself: whoever was refused may hear of it before the terms held here do.
pub(crate) fn alternatives(index: &SlotIndex, lost: SlotId, now: (Day, u16)) -> Vec<Hit> {
    let Some(info) = index.info(lost.schedule) else {
        return Vec::new();
    };
    let first = lost.day.0.saturating_sub(DAYS).max(now.0.0);
    let query = Query {
        service: info.schedule.service.clone(),
        origin: Some(info.location.point),
        radius_km: Some(KM),
        facility: None,
        practitioner: None,
        days: (Day(first), lost.day.plus(DAYS)),
        not_before: now,
        weekdays: Weekdays::ANY,
        hours: Hours::default(),
        step_free: false,
        pool: Pool::General,
        reserve: None,
        stationary: false,
        language: None,
        order: Order::Earliest,
        after: None,
        limit: usize::MAX,
    };
    let mut hits = index.search(&query).hits;
    hits.retain(|hit| hit.slot != lost);
    hits.sort_by(|a, b| cost(a, lost).total_cmp(&cost(b, lost)));
    let same_doctor = |hit: &Hit| {
        index.info(hit.slot.schedule).is_some_and(|other| {
            other.schedule.practitioner == info.schedule.practitioner && other.facility.id == info.facility.id
        })
    };
    if let Some(at) = hits.iter().position(same_doctor) {
        let hit = hits.remove(at);
        hits.insert(0, hit);
    }
    hits.truncate(ALTERNATIVES);
    hits
}

/// How far a term is from a lost one, in minutes.
fn cost(hit: &Hit, lost: SlotId) -> f64 {
    let minutes = |slot: SlotId| i32::from(slot.day.0) * 1440 + i32::from(slot.minute);
    f64::from((minutes(hit.slot) - minutes(lost)).abs()) + hit.km.unwrap_or(0.0) * MINUTES_PER_KM
}

#[cfg(test)]
mod tests {
    use super::alternatives;
    use okienko_domain::calendar::Day;
    use okienko_domain::directory::{Directory, Facility, Location, Pool, Schedule};
    use okienko_domain::geo::Point;
    use okienko_domain::search::SlotIndex;
    use okienko_domain::slot::{Sheet, SlotId};

    const DAY: Day = Day(20_000);

    fn slot(schedule: u32, day: Day, minute: u16) -> SlotId {
        SlotId { schedule, day, minute }
    }

    /// Two doctors of one facility and one 11 km away; each has terms at 8:00 and 8:15 on two days, and all are free.
    fn index() -> SlotIndex {
        let facility = |id, name: &str| Facility {
            id,
            name: name.into(),
            phone: String::new(),
        };
        let location = |id, lat| Location {
            id,
            facility: id,
            street: "ul. Polna 1".into(),
            postcode: "87-100".into(),
            city: "Toruń".into(),
            voivodeship: 4,
            point: Point { lat, lon: 18.6 },
            step_free: true,
            mobile: false,
            stop: None,
        };
        let schedule = |id, location, practitioner: &str| Schedule {
            id,
            location,
            service: "mammography".into(),
            practitioner: practitioner.into(),
            room: String::new(),
            minutes: 15,
            pool: Pool::General,
            languages: Vec::new(),
        };
        let mut index = SlotIndex::new(Directory {
            services: Vec::new(),
            facilities: vec![facility(1, "Poradnia DEMO nr 1"), facility(2, "Poradnia DEMO nr 2")],
            locations: vec![location(1, 53.0), location(2, 53.1)],
            schedules: vec![
                schedule(1, 1, "Technik A"),
                schedule(2, 1, "Technik B"),
                schedule(3, 2, "Technik C"),
            ],
        });
        for schedule in 1..=3 {
            let sheets = [DAY, DAY.plus(1)].map(|day| Sheet {
                day,
                first: 480,
                step: 15,
                open: 0b11,
                free: 0b11,
                version: 1,
            });
            index.set(schedule, sheets.into());
        }
        index
    }

    #[test]
    fn the_same_doctor_comes_first_and_then_what_is_near_in_time_and_place() {
        let found = alternatives(&index(), slot(1, DAY, 480), (DAY, 0));
        let found: Vec<_> = found.iter().map(|hit| hit.slot).collect();
        assert_eq!(found, [slot(1, DAY, 495), slot(2, DAY, 480), slot(2, DAY, 495)]);
    }

    #[test]
    fn the_lost_term_is_not_offered_though_the_data_still_call_it_free() {
        let (index, lost) = (index(), slot(3, DAY.plus(1), 480));
        assert!(index.is_free(lost));
        let found = alternatives(&index, lost, (DAY, 0));
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|hit| hit.slot != lost));
    }

    #[test]
    fn what_has_begun_is_not_offered() {
        let found = alternatives(&index(), slot(1, DAY, 480), (DAY.plus(1), 490));
        assert_eq!(found.len(), 3);
        assert!(found.iter().all(|hit| hit.slot.minute == 495));
    }
}
