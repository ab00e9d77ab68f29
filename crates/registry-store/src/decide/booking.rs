//! Taking terms: holds, bookings, moves.

use super::{Decision, refuse};
use crate::messages;
use crate::{Answer, NewAppointment, Result, SlotPlace, StoredTerm};
use chrono::{DateTime, Duration, Utc};
use okienko_domain::calendar::instant;
use okienko_domain::directory::Service;
use okienko_domain::eligibility::{self, admit};
use okienko_domain::ids::{Patient, ReferralCode};
use okienko_domain::refusal::{Refusal, RefusalCode};
use okienko_domain::request::{AppointmentStatus, Outcome, visit_number};
use okienko_domain::slot::{Sheet, SlotId};
use uuid::Uuid;

/// Free terms named in a refusal.
const ALTERNATIVES: usize = 3;

/// A term that may be asked for.
struct Term {
    place: SlotPlace,
    service: Service,
    /// The terms of its day, this one or others.
    sheet: Option<Sheet>,
}

impl Decision<'_> {
    pub(super) async fn book(
        &mut self,
        slot: SlotId,
        patient: &Patient,
        referral: Option<&ReferralCode>,
        hold: Option<Uuid>,
        continuation: bool,
    ) -> Result<Answer> {
        let Term { place, service, sheet } = match self.term(slot).await? {
            Ok(term) => term,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if continuation && self.desk != Some(place.facility) {
            return refuse(RefusalCode::ContinuationElsewhere);
        }
        if !place.pool.is_for(&patient.identity) {
            return refuse(RefusalCode::PoolReserved);
        }
        let admitted = if continuation {
            eligibility::person(&service, &patient.identity, slot.day)
                .and_then(|()| eligibility::guardian(patient, slot.day))
        } else {
            admit(&service, patient, referral, slot.day)
        };
        if let Err(refusal) = admitted {
            return Ok(Err(refusal));
        }
        // Whoever asks at a kiosk for a term that is taken must not learn whether the person has another one.
        if self.desk.is_none()
            && sheet.is_some_and(|sheet| sheet.cell_at(slot.minute).is_some() && !sheet.is_free(slot.minute))
        {
            return Ok(Err(self.taken(slot, RefusalCode::SlotTaken).await?));
        }
        let referral = referral.map(|code| self.tx.referral_key(&patient.identity, code));
        let known = self
            .tx
            .find_patient(&patient.identity, &service.code, referral.as_ref())
            .await?;
        if !continuation && known.as_ref().is_some_and(|known| known.booked.is_some()) {
            return refuse(RefusalCode::AlreadyBooked);
        }
        if known.as_ref().is_some_and(|known| known.referral_used) {
            return refuse(RefusalCode::ReferralUsed);
        }
        if let Err(refusal) = self.take(slot, sheet, hold).await? {
            return Ok(Err(refusal));
        }
        let waits = !continuation && known.as_ref().is_some_and(|known| known.waits);
        let row = self.patient_row(patient, known).await?;
        let id = Uuid::now_v7();
        self.tx
            .insert_appointment(NewAppointment {
                id,
                slot,
                service: &service.code,
                patient: row,
                referral: referral.as_ref(),
                desk: self.desk,
                continuation,
                waiting_since: self.now,
                policy_version: self.policy.version,
                assignment: None,
                at: self.now,
            })
            .await?;
        if waits {
            self.settle(row, &service.code, id).await?;
        }
        let party = (row, self.desk.unwrap_or(place.facility));
        messages::appointment_booked(self.tx, id, slot, party, self.now).await?;
        Ok(Ok(Outcome::Booked {
            appointment: id,
            number: visit_number(id),
        }))
    }

    pub(super) async fn hold(&mut self, slot: SlotId) -> Result<Answer> {
        let sheet = match self.term(slot).await? {
            Ok(term) => term.sheet,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if let Some(desk) = self.desk
            && self.tx.count_holds(desk, self.now).await? >= u64::from(self.policy.holds_per_desk)
        {
            let refusal = Refusal::from(RefusalCode::TooManyHolds).with("max", self.policy.holds_per_desk);
            return Ok(Err(refusal));
        }
        if let Err(refusal) = self.take(slot, sheet, None).await? {
            return Ok(Err(refusal));
        }
        let hold = Uuid::now_v7();
        let until = self.now + Duration::minutes(self.policy.hold_minutes.into());
        self.tx.insert_hold(hold, slot, self.desk, until).await?;
        Ok(Ok(Outcome::Held { hold, until }))
    }

    pub(super) async fn release(&mut self, hold: Uuid) -> Result<Answer> {
        // A hold that is gone is what was asked for; another desk's is not touched.
        if let Some(slot) = self.tx.drop_hold(hold, self.desk).await? {
            self.give_away(slot).await?;
        }
        Ok(Ok(Outcome::Released))
    }

    pub(super) async fn reschedule(&mut self, id: Uuid, slot: SlotId, hold: Option<Uuid>) -> Result<Answer> {
        let Some(visit) = self.own_visit(id).await? else {
            return refuse(RefusalCode::AppointmentUnknown);
        };
        if visit.status != AppointmentStatus::Booked || !self.is_ahead(visit.slot) {
            return refuse(RefusalCode::NotBooked);
        }
        if visit.slot == slot {
            return refuse(RefusalCode::SameSlot);
        }
        let Term { place, service, sheet } = match self.term(slot).await? {
            Ok(term) => term,
            Err(refusal) => return Ok(Err(refusal)),
        };
        if service.code != visit.service {
            return refuse(RefusalCode::OtherService);
        }
        if visit.continuation {
            let clinic = self.tx.slot_place(visit.slot.schedule).await?.map(|p| p.facility);
            if clinic != Some(place.facility) {
                return refuse(RefusalCode::ContinuationElsewhere);
            }
        }
        let patient = &visit.patient;
        if !place.pool.is_for(&patient.identity) {
            return refuse(RefusalCode::PoolReserved);
        }
        if let Err(refusal) = eligibility::person(&service, &patient.identity, slot.day) {
            return Ok(Err(refusal));
        }
        // Who was booked as a child stays so; only an earlier day can make a child of somebody.
        if !patient.identity.is_minor_on(visit.slot.day.date())
            && let Err(refusal) = eligibility::guardian(patient, slot.day)
        {
            return Ok(Err(refusal));
        }
        if let Err(refusal) = self.take(slot, sheet, hold).await? {
            return Ok(Err(refusal));
        }
        self.tx.move_appointment(id, slot, self.now).await?;
        messages::appointment_moved(self.tx, id, slot, self.now).await?;
        self.left(id).await?;
        let passed_on = self.give_away(visit.slot).await?;
        Ok(Ok(Outcome::Moved {
            number: visit_number(id),
            passed_on,
        }))
    }

    /// What the term is, when it lies ahead.
    async fn term(&mut self, slot: SlotId) -> Result<std::result::Result<Term, Refusal>> {
        let Some(StoredTerm {
            place,
            service,
            stopped,
            sheet,
        }) = self.tx.term(slot).await?
        else {
            return Ok(Err(RefusalCode::SlotUnknown.into()));
        };
        let Some(service) = service else {
            return Ok(Err(RefusalCode::ServiceUnknown.into()));
        };
        if stopped {
            return Ok(Err(RefusalCode::ServiceStopped.into()));
        }
        if !place.pool.is_open_to(self.desk, place.facility) {
            return Ok(Err(RefusalCode::PoolReserved.into()));
        }
        if instant(slot.day, slot.minute).is_none() {
            return Ok(Err(RefusalCode::SlotUnknown.into()));
        }
        if !self.is_ahead(slot) {
            return Ok(Err(RefusalCode::SlotPast.into()));
        }
        Ok(Ok(Term { place, service, sheet }))
    }

    /// Takes a term that is free, kept by this hold, or kept by one whose time has run out.
    async fn take(
        &mut self,
        slot: SlotId,
        sheet: Option<Sheet>,
        hold: Option<Uuid>,
    ) -> Result<std::result::Result<(), Refusal>> {
        // Before any hold: the clinic may have withdrawn a term that is kept.
        let Some(sheet) = sheet.filter(|sheet| sheet.cell_at(slot.minute).is_some()) else {
            return Ok(Err(RefusalCode::SlotUnknown.into()));
        };
        // The sheet only says whether it is worth trying: what counts is the condition of the update.
        if sheet.is_free(slot.minute) {
            let version = self.tx.next_seq().await?;
            if self.tx.take_slot(slot, version).await? {
                return Ok(Ok(()));
            }
        }
        if let Some(hold) = hold
            && self.tx.use_hold(hold, self.desk, slot, self.now).await?
        {
            return Ok(Ok(()));
        }
        if self.tx.replace_expired_hold(slot, self.now).await? {
            return Ok(Ok(()));
        }
        let code = if hold.is_some() {
            RefusalCode::HoldExpired
        } else {
            RefusalCode::SlotTaken
        };
        Ok(Err(self.taken(slot, code).await?))
    }

    /// Says that a term is not to be had, and which others are.
    async fn taken(&mut self, slot: SlotId, code: RefusalCode) -> Result<Refusal> {
        Ok(Refusal {
            alternatives: self.alternatives(slot).await?,
            ..code.into()
        })
    }

    /// Free terms of the same schedule nearest in time.
    async fn alternatives(&mut self, slot: SlotId) -> Result<Vec<SlotId>> {
        let from = okienko_domain::calendar::warsaw_day(self.now);
        let mut near = Vec::new();
        for sheet in self.tx.free_sheets(slot.schedule, from, 30).await? {
            near.extend(sheet.free_minutes().map(|minute| SlotId {
                day: sheet.day,
                minute,
                ..slot
            }));
        }
        let minute_of = |s: &SlotId| i64::from(s.day.0) * 1440 + i64::from(s.minute);
        near.sort_by_key(|other| (minute_of(other) - minute_of(&slot)).abs());
        // Only of the nearest is it asked what the clock on the wall says: whoever is refused is one of many.
        let ahead = near.into_iter().filter(|other| self.is_ahead(*other));
        Ok(ahead.take(ALTERNATIVES).collect())
    }

    pub(super) fn is_ahead(&self, slot: SlotId) -> bool {
        self.start(slot).is_some_and(|start| start > self.now)
    }

    pub(super) fn start(&self, slot: SlotId) -> Option<DateTime<Utc>> {
        instant(slot.day, slot.minute).map(|start| start.with_timezone(&Utc))
    }
}
