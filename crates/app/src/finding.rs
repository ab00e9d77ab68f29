//! Finding places and free terms.

use crate::slots::slot_view;
use crate::variety::page_of_different;
use crate::view::{AppError, DayCount, HourRange, PlaceAnswer, PlaceView, SlotDetails, SlotPage, SlotQuery, Sort};
use crate::{App, Result, script};
use okienko_domain::calendar::{Day, is_holiday, rfc3339, warsaw_minute};
use okienko_domain::directory::Pool;
use okienko_domain::geo::Point;
use okienko_domain::place::{Place, PlaceKind};
use okienko_domain::request::Action;
use okienko_domain::search::{Hit, Order, Query};
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::{Hours, Weekdays};
use std::collections::HashSet;
use std::time::Instant;

/// Results of one page at most.
const MAX_LIMIT: u32 = 200;
/// Results among which those of different facilities are looked for: more than anybody turns pages through.
const MAX_VARIETY: usize = 10_000;
/// Days a search may span.
const MAX_DAYS: u16 = 366;

impl App {
    /// Places whose names begin with the typed words, or postcodes with the typed digits.
    ///
    /// # Errors
    /// None today.
    pub async fn find_places(&self, text: String) -> Result<PlaceAnswer> {
        let places = self.engine.world().places();
        let answer = places.find(&text, 10);
        Ok(PlaceAnswer {
            places: answer.places.into_iter().map(place_view).collect(),
            certain: answer.certain,
        })
    }

    /// Free terms that suit, from local data.
    ///
    /// # Errors
    /// `service-unknown`, `place-unknown`, `dates-invalid`, `slot-unknown`.
    pub async fn search_slots(&self, query: SlotQuery) -> Result<SlotPage> {
        let pending = self.pending_slots().await?;
        let started = Instant::now();
        let index = self.engine.world().index();
        if index.service(&query.service).is_none() {
            return Err(AppError::new("service-unknown"));
        }
        let days = day_range(&query.date_from, &query.date_to)?;
        let limit = usize::try_from(query.limit.min(MAX_LIMIT)).unwrap_or(usize::MAX);
        // Also of a desk that may not book now.
        let own = self.engine.remote().identity().desk();
        let asked = Query {
            origin: query.place.map(|id| self.point(id)).transpose()?,
            radius_km: query.radius_km,
            facility: query.facility,
            practitioner: query.practitioner,
            days,
            not_before: warsaw_minute(self.clock.now()),
            weekdays: Weekdays::from_iso(&query.weekdays),
            hours: hours(&query.hours),
            step_free: query.step_free,
            pool: Pool::General,
            reserve: own.filter(|_| query.no_pesel).map(|desk| (Pool::NoPesel, desk)),
            stationary: query.stationary,
            language: query.language,
            order: match query.sort {
                Sort::Earliest => Order::Earliest,
                Sort::Nearest => Order::Nearest,
                Sort::Best => Order::Balanced,
            },
            after: query.after.map(|slot| parsed(&slot)).transpose()?,
            limit: if query.different_facilities { MAX_VARIETY } else { limit },
            service: query.service,
        };
        let mut page = index.search(&asked);
        if query.different_facilities {
            let facility = |hit: Hit| index.info(hit.slot.schedule).map(|info| info.facility.id);
            let offset = usize::try_from(query.offset).unwrap_or(usize::MAX);
            page.hits = page_of_different(&page.hits, facility, offset, limit);
        }
        Ok(SlotPage {
            total: page.total,
            slots: page
                .hits
                .iter()
                .filter_map(|hit| slot_view(&index, hit.slot, hit.km, pending.contains(&hit.slot)))
                .collect(),
            days: (days.0.0..=days.1.0)
                .map(Day)
                .zip(page.per_day)
                .map(|(day, free)| day_count(day, free))
                .collect(),
            practitioners: page.practitioners,
            data_as_of: self.engine.state().agreed_at.map(rfc3339),
            took_us: u32::try_from(started.elapsed().as_micros()).unwrap_or(u32::MAX),
        })
    }

    /// A term with the sentences to read to the patient.
    ///
    /// # Errors
    /// `slot-unknown`.
    pub async fn slot_details(&self, slot: String) -> Result<SlotDetails> {
        let id = parsed(&slot)?;
        let pending = self.pending_slots().await?.contains(&id);
        let index = self.engine.world().index();
        let slot = slot_view(&index, id, None, pending).ok_or_else(|| AppError::new("slot-unknown"))?;
        let script = script::spoken(&slot, id);
        Ok(SlotDetails {
            free: index.is_free(id),
            script,
            slot,
        })
    }

    /// Terms this desktop has asked for and has no answer to. They are laid over the search, never written into the cache.
    async fn pending_slots(&self) -> Result<HashSet<SlotId>> {
        let queued = self.local.queued().await?;
        Ok(queued
            .into_iter()
            .filter_map(|q| match q.request.action {
                Action::Book { slot, .. } | Action::Reschedule { slot, .. } => Some(slot),
                _ => None,
            })
            .collect())
    }

    pub(crate) fn point(&self, place: u32) -> Result<Point> {
        self.engine
            .world()
            .places()
            .get(place)
            .map(|p| p.point)
            .ok_or_else(|| AppError::new("place-unknown"))
    }
}

pub(crate) fn place_view(place: &Place) -> PlaceView {
    PlaceView {
        id: place.id,
        name: place.name.clone(),
        kind: match place.kind {
            PlaceKind::Town => "town",
            PlaceKind::Village => "village",
            PlaceKind::Postcode => "postcode",
        }
        .to_owned(),
        gmina: place.gmina.clone(),
        powiat: place.powiat.clone(),
        voivodeship: place.voivodeship.clone(),
    }
}

pub(crate) fn hours(ranges: &[HourRange]) -> Hours {
    Hours(ranges.iter().map(|h| (h.from, h.to)).collect())
}

fn parsed(slot: &str) -> Result<SlotId> {
    slot.parse().map_err(|_| AppError::new("slot-unknown"))
}

fn day_range(from: &str, to: &str) -> Result<(Day, Day)> {
    match (Day::parse(from), Day::parse(to)) {
        (Some(from), Some(to)) if from <= to && to.0 - from.0 <= MAX_DAYS => Ok((from, to)),
        _ => Err(AppError::new("dates-invalid")),
    }
}

fn day_count(day: Day, free: u32) -> DayCount {
    DayCount {
        date: day.to_string(),
        free,
        holiday: day.weekday() == 7 || is_holiday(day.date()),
    }
}
