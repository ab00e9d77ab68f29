//! What happens to visits: cancelled, attended, missed, given back.

use super::{Decision, refuse};
use crate::messages;
use crate::{Answer, NewWaitingEntry, Result, StoredAppointment};
use chrono::{DateTime, Duration, Utc};
use okienko_domain::calendar::warsaw_day;
use okienko_domain::directory::Service;
use okienko_domain::refusal::{Refusal, RefusalCode};
use okienko_domain::request::{AppointmentStatus, CancelReason, EventKind, Outcome, Presence};
use okienko_domain::waiting::{Preferences, WaitingEntry, WaitingMode};
use uuid::Uuid;

/// Kilometres around the clinic of a lost visit within which a patient who waits again is looked for another one.
const NEIGHBOURHOOD_KM: u16 = 30;

impl Decision<'_> {
    pub(super) async fn cancel(&mut self, id: Uuid, reason: CancelReason) -> Result<Answer> {
        let Some(visit) = self.own_visit(id).await? else {
            return refuse(RefusalCode::AppointmentUnknown);
        };
        if visit.status == AppointmentStatus::Cancelled {
            return refuse(RefusalCode::AlreadyCancelled);
        }
        let Some(start) = self.start(visit.slot).filter(|start| *start > self.now) else {
            return refuse(RefusalCode::NotBooked);
        };
        if visit.status != AppointmentStatus::Booked {
            return refuse(RefusalCode::NotBooked);
        }
        let late = start - self.now < Duration::hours(self.policy.late_cancel_hours.into());
        self.tx.cancel_appointment(id, reason, late, self.now).await?;
        messages::appointment_cancelled(self.tx, id, visit.slot, self.now).await?;
        self.left(id).await?;
        if reason != CancelReason::Clinic {
            let passed_on = self.give_away(visit.slot).await?;
            return Ok(Ok(Outcome::Cancelled {
                passed_on,
                late,
                entry: None,
            }));
        }
        // Nobody can be seen at that time: the term is withdrawn, and the patient comes before those who came later.
        let version = self.tx.next_seq().await?;
        self.tx.close_slot(visit.slot, version).await?;
        let entry = if visit.continuation {
            None
        } else {
            self.wait_again(&visit).await?.map(|(entry, _)| entry)
        };
        if let (Some(entry), Some(desk)) = (entry, visit.desk) {
            let seq = self.tx.next_seq().await?;
            let event = EventKind::CallPatient {
                entry,
                appointment: id,
                service: visit.service,
            };
            self.tx.insert_event(seq, desk, &event, self.now).await?;
        }
        Ok(Ok(Outcome::Cancelled {
            passed_on: false,
            late: false,
            entry,
        }))
    }

    pub(super) async fn attend(&mut self, id: Uuid, presence: Presence) -> Result<Answer> {
        let Some(visit) = self.own_visit(id).await? else {
            return refuse(RefusalCode::AppointmentUnknown);
        };
        if visit.status == AppointmentStatus::Cancelled {
            return refuse(RefusalCode::AlreadyCancelled);
        }
        let (status, too_early) = match presence {
            // Patients come before their time.
            Presence::Present => (AppointmentStatus::Arrived, warsaw_day(self.now) < visit.slot.day),
            Presence::Absent => (AppointmentStatus::NoShow, self.is_ahead(visit.slot)),
        };
        if too_early {
            return refuse(RefusalCode::TooEarly);
        }
        self.tx.set_status(id, status, self.now).await?;
        Ok(Ok(Outcome::Attended))
    }

    pub(super) async fn restore(&mut self, id: Uuid) -> Result<Answer> {
        let Some(visit) = self.own_visit(id).await? else {
            return refuse(RefusalCode::AppointmentUnknown);
        };
        let days = Duration::days(self.policy.noshow_restore_days.into());
        let in_time = self.start(visit.slot).is_some_and(|start| self.now < start + days);
        if visit.status != AppointmentStatus::NoShow || !in_time {
            let refusal = Refusal::from(RefusalCode::NotRestorable).with("days", self.policy.noshow_restore_days);
            return Ok(Err(refusal));
        }
        if self
            .tx
            .active_booking(visit.patient_row, &visit.service)
            .await?
            .is_some()
        {
            return refuse(RefusalCode::AlreadyBooked);
        }
        let Some((entry, valid_until)) = self.wait_again(&visit).await? else {
            return refuse(RefusalCode::AlreadyWaiting);
        };
        Ok(Ok(Outcome::Joined { entry, valid_until }))
    }

    /// Puts the patient of a lost visit on the waiting list at the place of their first entry, and until when; `None` when
    /// they wait already.
    async fn wait_again(&mut self, visit: &StoredAppointment) -> Result<Option<(Uuid, DateTime<Utc>)>> {
        if self.tx.is_waiting(visit.patient_row, &visit.service, self.now).await? {
            return Ok(None);
        }
        let (Some(service), Some(place)) = (
            self.tx.service(&visit.service).await?,
            self.tx.slot_place(visit.slot.schedule).await?,
        ) else {
            return Ok(None);
        };
        let entry = WaitingEntry {
            id: Uuid::now_v7(),
            valid_until: self.now + waiting_period(&service),
            service: service.code,
            urgent: false,
            entitlement: None,
            entered_at: visit.waiting_since,
            preferences: Preferences::around(place.point, NEIGHBOURHOOD_KM),
            mode: WaitingMode::Offer,
            replaces: None,
        };
        self.tx
            .insert_waiting(NewWaitingEntry {
                entry: &entry,
                patient: visit.patient_row,
                referral: visit.referral.as_ref(),
                place: "",
                desk: visit.desk,
            })
            .await?;
        Ok(Some((entry.id, entry.valid_until)))
    }
}

/// How long an entry for the service is valid.
pub(super) fn waiting_period(service: &Service) -> Duration {
    Duration::days(service.waiting_days.into())
}
