//! People of this desk: visits and the waiting list. They come from the registry each time and are kept in memory only.

use crate::patients::{full_name, guardian_view, identity_view, phone};
use crate::view::{AppError, AppointmentView, OfferView, Profile, WaitingView};
use crate::{App, Result};
use okienko_domain::calendar::{Day, rfc3339};
use okienko_domain::request::{Appointment, AppointmentStatus, WaitingRecord, WaitingStatus, visit_number};
use okienko_domain::slot::SlotId;
use std::sync::atomic::Ordering;
use uuid::Uuid;

impl App {
    /// Visits of this desk.
    ///
    /// # Errors
    /// `offline`, `registry-error`.
    pub async fn appointments(&self) -> Result<Vec<AppointmentView>> {
        let visits = self.engine.remote().appointments(self.desk()?).await?;
        Ok(self.appointment_views(visits))
    }

    /// Visits at this clinic on a day, whoever booked them, by time.
    ///
    /// # Errors
    /// `dates-invalid`, `offline`, `registry-error`.
    pub async fn visits_on(&self, day: String) -> Result<Vec<AppointmentView>> {
        let day = Day::parse(&day).ok_or_else(|| AppError::new("dates-invalid"))?;
        let visits = self.engine.remote().visits_on(self.desk()?, day).await?;
        Ok(self.appointment_views(visits))
    }

    /// Remembers whose visits these are, for requests about them.
    fn appointment_views(&self, visits: Vec<Appointment>) -> Vec<AppointmentView> {
        self.listed().visits(&visits);
        visits
            .into_iter()
            .filter_map(|visit| self.appointment_view(visit))
            .collect()
    }

    /// Waiting entries of this desk.
    ///
    /// # Errors
    /// `offline`, `registry-error`.
    pub async fn waiting_list(&self) -> Result<Vec<WaitingView>> {
        let records = self.engine.remote().waiting(self.desk()?).await?;
        self.heard(&records);
        Ok(records.into_iter().map(|record| self.waiting_view(record)).collect())
    }

    /// Asks who of this desk waits.
    pub(crate) async fn refresh_waiting(&self) {
        let Ok(desk) = self.desk() else { return };
        if let Ok(records) = self.engine.remote().waiting(desk).await {
            self.heard(&records);
        }
    }

    /// Remembers who waits: for their number, and for requests about them.
    fn heard(&self, records: &[WaitingRecord]) {
        self.listed().entries(records);
        let waiting = records.iter().filter(|r| r.status == WaitingStatus::Waiting).count();
        self.waiting
            .store(u32::try_from(waiting).unwrap_or(u32::MAX), Ordering::Relaxed);
    }

    /// A kiosk has no lists of people.
    pub(crate) fn desk(&self) -> Result<u32> {
        match self.config.profile {
            Profile::Reception => self.own_desk()?.ok_or_else(|| AppError::new("not-connected")),
            Profile::Kiosk => Err(AppError::new("internal")),
        }
    }

    /// Term and service of a visit as last listed.
    pub(crate) fn known_visit(&self, id: Uuid) -> Option<(SlotId, String)> {
        self.listed().visit(id).map(|visit| (visit.slot, visit.service.clone()))
    }

    pub(crate) fn appointment_view(&self, visit: Appointment) -> Option<AppointmentView> {
        Some(AppointmentView {
            id: visit.id.to_string(),
            number: visit_number(visit.id),
            person: full_name(&visit.patient),
            identity: identity_view(&visit.patient.identity),
            phone: phone(&visit.patient),
            guardian: guardian_view(&visit.patient),
            status: match visit.status {
                AppointmentStatus::Booked => "booked",
                AppointmentStatus::Arrived => "arrived",
                AppointmentStatus::NoShow => "noshow",
                AppointmentStatus::Cancelled => "cancelled",
            }
            .to_owned(),
            from_waiting_list: visit.from_waiting_list,
            ahead: self.is_ahead(visit.slot),
            slot: self.slot_view(visit.slot, None, false)?,
        })
    }

    pub(crate) fn waiting_view(&self, record: WaitingRecord) -> WaitingView {
        let entry = record.entry;
        WaitingView {
            id: entry.id.to_string(),
            position: record.position,
            person: full_name(&record.patient),
            identity: identity_view(&record.patient.identity),
            phone: phone(&record.patient),
            guardian: guardian_view(&record.patient),
            urgent: entry.urgent,
            entitlement: entry.entitlement,
            at: rfc3339(entry.entered_at),
            days_left: i32::try_from((entry.valid_until - self.clock.now()).num_days()).unwrap_or(0),
            place: record.place,
            radius_km: entry.preferences.radius_km,
            status: match record.status {
                WaitingStatus::Waiting => "waiting",
                WaitingStatus::Booked => "booked",
                WaitingStatus::Left => "left",
                WaitingStatus::Lapsed => "lapsed",
            }
            .to_owned(),
            slot: record.slot.and_then(|slot| self.slot_view(slot, None, false)),
            offer: record.offer.and_then(|offer| {
                Some(OfferView {
                    id: offer.id.to_string(),
                    until: offer.expires_at.map(rfc3339),
                    slot: self.slot_view(offer.slot, None, false)?,
                })
            }),
            service: entry.service,
        }
    }
}
