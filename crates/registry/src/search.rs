//! Search by the registry, for clients that hold no terms of their own. Desks and kiosks search in their own copy.

use crate::Registry;
use crate::problem::Failure;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use okienko_domain::calendar::{Day, instant, parse_clock, rfc3339, warsaw_minute};
use okienko_domain::directory::Pool;
use okienko_domain::geo::Point;
use okienko_domain::place::PlaceIndex;
use okienko_domain::search::{self, Hit, Order, SlotIndex, SlotInfo};
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::{Hours, Weekdays};
use okienko_wire::search::{FoundPlaces, FoundSlot, FoundSlots, FreeDay, PLACES, SLOTS};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// Places of an answer.
const MAX_PLACES: usize = 10;
/// Terms of an answer.
const MAX_SLOTS: u32 = 200;
/// Days of a question; terms are published for 90.
const MAX_DAYS: u16 = 366;

/// The routes with their descriptions.
pub(crate) fn routes() -> OpenApiRouter<Arc<Registry>> {
    OpenApiRouter::new().routes(routes!(places)).routes(routes!(slots))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Typed {
    /// The beginning of a name, in any case and with or without diacritics, or of a postcode.
    text: String,
}

/// Places that a typed name or postcode may mean.
#[utoipa::path(get, path = PLACES, tag = "public", params(Typed), responses((status = 200, description = "Best first", body = FoundPlaces), Failure))]
async fn places(
    State(registry): State<Arc<Registry>>,
    asked: Result<Query<Typed>, QueryRejection>,
) -> Result<Json<FoundPlaces>, Failure> {
    let Query(asked) = asked.map_err(|e| Failure::Invalid(e.body_text()))?;
    let held = registry.terms.lately().await?;
    let found = held.places.find(&asked.text, MAX_PLACES);
    Ok(Json(FoundPlaces {
        places: found.places.into_iter().cloned().collect(),
        certain: found.certain,
    }))
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Asked {
    /// Service code.
    service: String,
    /// Id of a place, from which distances are measured; without it all Poland and no distances.
    place: Option<u32>,
    /// Kilometres from the place.
    radius_km: Option<u16>,
    /// Only this facility.
    facility: Option<u32>,
    /// Only this doctor, by exact name.
    practitioner: Option<String>,
    /// First day, `YYYY-MM-DD`.
    from: String,
    /// Last day, inclusive.
    to: String,
    /// Weekdays that suit, 1 = Monday, for example `1,3,5`.
    weekdays: Option<String>,
    /// Hours that suit, for example `08:00-12:00,16:00-20:00`.
    hours: Option<String>,
    /// Only entrances without steps.
    #[serde(default)]
    step_free: bool,
    /// `nearest` (with a place the default), `earliest`, or `best` of both: ten kilometres farther are as good as a day later.
    sort: Option<String>,
    /// No mobile units.
    #[serde(default)]
    stationary: bool,
    /// Only where patients are spoken to in this language, other than Polish: ISO 639-1.
    language: Option<String>,
    /// Only terms after this one in the order: the last of the page before.
    after: Option<SlotId>,
    /// Results to return, at most 200; 50 when left out.
    limit: Option<u32>,
}

/// Free terms by place, distance, date and preference.
#[utoipa::path(get, path = SLOTS, tag = "public", params(Asked), responses((status = 200, description = "Those that suit", body = FoundSlots), Failure))]
async fn slots(
    State(registry): State<Arc<Registry>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<FoundSlots>, Failure> {
    let Query(asked) = asked.map_err(|e| Failure::Invalid(e.body_text()))?;
    let held = registry.terms.lately().await?;
    if held.index.service(&asked.service).is_none() {
        return Err(invalid("service", "is not a code of the directory"));
    }
    let query = asked.query(&held.places, warsaw_minute(registry.clock.now()))?;
    let page = held.index.search(&query);
    let days = (query.days.0.0..=query.days.1.0).map(|day| Day(day).to_string());
    let (mut facilities, mut locations) = (BTreeMap::new(), BTreeMap::new());
    let mut slots = Vec::with_capacity(page.hits.len());
    for hit in page.hits {
        let Some(info) = held.index.info(hit.slot.schedule) else {
            continue;
        };
        facilities.insert(info.facility.id, info.facility);
        locations.insert(info.location.id, info.location);
        slots.extend(found(&held.index, &info, hit));
    }
    Ok(Json(FoundSlots {
        total: page.total,
        days: days
            .zip(page.per_day)
            .map(|(day, free)| FreeDay { day, free })
            .collect(),
        slots,
        facilities: facilities.into_values().cloned().collect(),
        locations: locations.into_values().cloned().collect(),
    }))
}

impl Asked {
    fn query(self, places: &PlaceIndex, now: (Day, u16)) -> Result<search::Query, Failure> {
        let origin = self.place.map(|id| {
            let place = places.get(id).map(|place| place.point);
            place.ok_or_else(|| invalid("place", "is not an id of /v1/places"))
        });
        let origin: Option<Point> = origin.transpose()?;
        if self.radius_km.is_some() && origin.is_none() {
            return Err(invalid("radius-km", "needs a place"));
        }
        let day = |name, text: &str| Day::parse(text).ok_or_else(|| invalid(name, "is a day such as 2026-12-01"));
        let days = (day("from", &self.from)?, day("to", &self.to)?);
        if days.0 > days.1 || days.1.0 - days.0.0 > MAX_DAYS {
            return Err(invalid("to", "is not before from and at most 366 days after it"));
        }
        let order = match self.sort.as_deref() {
            None if origin.is_none() => Order::Earliest,
            Some("earliest") => Order::Earliest,
            Some("nearest" | "best") if origin.is_none() => {
                return Err(invalid("sort", "nearest and best need a place"));
            }
            None | Some("nearest") => Order::Nearest,
            Some("best") => Order::Balanced,
            Some(_) => return Err(invalid("sort", "is nearest, earliest or best")),
        };
        Ok(search::Query {
            service: self.service,
            origin,
            radius_km: self.radius_km,
            facility: self.facility,
            practitioner: self.practitioner,
            days,
            not_before: now,
            weekdays: self.weekdays.as_deref().map_or(Ok(Weekdays::ANY), weekdays)?,
            hours: self.hours.as_deref().map_or(Ok(Hours::default()), hours)?,
            step_free: self.step_free,
            pool: Pool::General,
            reserve: None,
            stationary: self.stationary,
            language: self.language,
            order,
            after: self.after,
            limit: usize::try_from(self.limit.unwrap_or(50).min(MAX_SLOTS)).unwrap_or(usize::MAX),
        })
    }
}

fn invalid(name: &str, problem: &str) -> Failure {
    Failure::Invalid(format!("{name} {problem}"))
}

fn weekdays(text: &str) -> Result<Weekdays, Failure> {
    let day = |word: &str| word.parse().ok().filter(|day| (1..=7).contains(day));
    let days: Option<Vec<u8>> = text.split(',').map(day).collect();
    days.map(|days| Weekdays::from_iso(&days))
        .ok_or_else(|| invalid("weekdays", "are numbers from 1 to 7, for example 1,3,5"))
}

fn hours(text: &str) -> Result<Hours, Failure> {
    let range = |word: &str| {
        let (from, to) = word.split_once('-')?;
        let range = (parse_clock(from)?, parse_clock(to)?);
        (range.0 < range.1).then_some(range)
    };
    let ranges: Option<Vec<(u16, u16)>> = text.split(',').map(range).collect();
    ranges
        .map(Hours)
        .ok_or_else(|| invalid("hours", "are ranges such as 08:00-12:00,16:00-20:00"))
}

fn found(index: &SlotIndex, info: &SlotInfo<'_>, hit: Hit) -> Option<FoundSlot> {
    let slot = hit.slot;
    Some(FoundSlot {
        slot,
        start: rfc3339(instant(slot.day, slot.minute)?.to_utc()),
        minutes: index.minutes(slot)?,
        practitioner: info.schedule.practitioner.clone(),
        room: info.schedule.room.clone(),
        languages: info.schedule.languages.clone(),
        facility: info.facility.id,
        location: info.location.id,
        km: hit.km,
    })
}
