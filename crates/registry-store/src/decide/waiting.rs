//! The waiting list (*poczekalnia*): entries, and whom a freed term goes to.

use super::visits::waiting_period;
use super::{Decision, refuse};
use crate::audit::{Actor, Deed};
use crate::messages;
use crate::{Answer, Candidate, NewAppointment, NewWaitingEntry, Result, SlotPlace};
use chrono::{Duration, Utc};
use okienko_domain::calendar::{instant, warsaw_day};
use okienko_domain::eligibility::admit;
use okienko_domain::refusal::{Refusal, RefusalCode};
use okienko_domain::request::{AssignmentReason, EventKind, Join, Offer, Outcome, visit_number};
use okienko_domain::slot::SlotId;
use okienko_domain::text::clean;
use okienko_domain::waiting::WaitingEntry;
use uuid::Uuid;

impl Decision<'_> {
    pub(super) async fn join(&mut self, join: &Join) -> Result<Answer> {
        let Some(service) = self.tx.service(&join.service).await? else {
            return refuse(RefusalCode::ServiceUnknown);
        };
        if self.tx.is_stopped(&service.code).await? {
            return refuse(RefusalCode::ServiceStopped);
        }
        if let Err(refusal) = admit(&service, &join.patient, join.referral.as_ref(), warsaw_day(self.now)) {
            return Ok(Err(refusal));
        }
        if let Some(code) = &join.entitlement
            && !self.policy.knows_entitlement(code)
        {
            return refuse(RefusalCode::EntitlementUnknown);
        }
        let identity = &join.patient.identity;
        let referral = join.referral.as_ref().map(|code| self.tx.referral_key(identity, code));
        let known = self.tx.find_patient(identity, &service.code, referral.as_ref()).await?;
        let booked = known.as_ref().and_then(|known| known.booked);
        if join.replaces != booked {
            return refuse(match join.replaces {
                None => RefusalCode::AlreadyBooked,
                Some(_) => RefusalCode::NothingToReplace,
            });
        }
        if let Some(known) = &known
            && self.tx.is_waiting(known.row, &service.code, self.now).await?
        {
            return refuse(RefusalCode::AlreadyWaiting);
        }
        if booked.is_none() && known.as_ref().is_some_and(|known| known.referral_used) {
            return refuse(RefusalCode::ReferralUsed);
        }
        let row = self.patient_row(&join.patient, known).await?;
        let entry = WaitingEntry {
            id: Uuid::now_v7(),
            valid_until: self.now + waiting_period(&service),
            service: service.code,
            urgent: join.urgent,
            entitlement: join.entitlement.clone(),
            entered_at: self.now,
            preferences: join.preferences.clone(),
            mode: join.mode,
            replaces: join.replaces,
        };
        self.tx
            .insert_waiting(NewWaitingEntry {
                entry: &entry,
                patient: row,
                referral: referral.as_ref(),
                place: &clean(&join.place),
                desk: self.desk,
            })
            .await?;
        Ok(Ok(Outcome::Joined {
            entry: entry.id,
            valid_until: entry.valid_until,
        }))
    }

    pub(super) async fn leave(&mut self, entry: Uuid) -> Result<Answer> {
        if self.own_entry(entry).await?.is_none() || !self.tx.leave_waiting(entry).await? {
            return refuse(RefusalCode::EntryUnknown);
        }
        self.freed.extend(self.tx.withdraw_offer(entry).await?);
        Ok(Ok(Outcome::Left))
    }

    pub(super) async fn prolong(&mut self, id: Uuid) -> Result<Answer> {
        let Some(Candidate { entry, .. }) = self.own_entry(id).await? else {
            return refuse(RefusalCode::EntryUnknown);
        };
        let Some(service) = self.tx.service(&entry.service).await? else {
            return refuse(RefusalCode::ServiceUnknown);
        };
        if entry.valid_until <= self.now {
            return refuse(RefusalCode::EntryUnknown);
        }
        let warn_days = self.policy.waiting_warn_days;
        if entry.valid_until - self.now > Duration::days(warn_days.into()) {
            return Ok(Err(Refusal::from(RefusalCode::ProlongTooEarly).with("days", warn_days)));
        }
        let valid_until = entry.valid_until + waiting_period(&service);
        self.tx.prolong_waiting(id, valid_until).await?;
        Ok(Ok(Outcome::Prolonged { valid_until }))
    }

    pub(super) async fn accept(&mut self, id: Uuid) -> Result<Answer> {
        let Some(offer) = self.tx.open_offer(id).await? else {
            return refuse(RefusalCode::OfferEnded);
        };
        let Some(chosen) = self.own_entry(offer.entry).await? else {
            return refuse(RefusalCode::OfferEnded);
        };
        if self.tx.is_stopped(&chosen.entry.service).await? {
            return refuse(RefusalCode::ServiceStopped);
        }
        if !self.is_ahead(offer.slot) {
            return refuse(RefusalCode::SlotPast);
        }
        if !self.tx.slot_exists(offer.slot).await? {
            return refuse(RefusalCode::OfferEnded);
        }
        let Some(replaced) = chosen.entry.replaces else {
            let Some((offer, assignment)) = self.tx.accept_offer(id, self.now).await? else {
                return refuse(RefusalCode::OfferEnded);
            };
            let id = self.visit(&chosen, offer.slot, assignment).await?;
            let party = messages::party(self.tx, id).await?;
            messages::appointment_booked(self.tx, id, offer.slot, party, self.now).await?;
            return Ok(Ok(Outcome::Booked {
                appointment: id,
                number: visit_number(id),
            }));
        };
        // The visit that was kept meanwhile gets the better term; its own goes on to the next person.
        let booked = self
            .tx
            .active_booking(chosen.patient_row, &chosen.entry.service)
            .await?;
        let Some(visit) = self
            .tx
            .appointment(replaced)
            .await?
            .filter(|_| booked == Some(replaced))
        else {
            return refuse(RefusalCode::NothingToReplace);
        };
        let Some((offer, _)) = self.tx.accept_offer(id, self.now).await? else {
            return refuse(RefusalCode::OfferEnded);
        };
        self.tx.move_appointment(replaced, offer.slot, self.now).await?;
        messages::appointment_moved(self.tx, replaced, offer.slot, self.now).await?;
        self.left(replaced).await?;
        self.settle(chosen.patient_row, &chosen.entry.service, replaced).await?;
        self.freed.push(visit.slot);
        Ok(Ok(Outcome::Booked {
            appointment: replaced,
            number: visit_number(replaced),
        }))
    }

    pub(super) async fn decline(&mut self, offer: Uuid) -> Result<Answer> {
        let Some(open) = self.tx.open_offer(offer).await? else {
            return refuse(RefusalCode::OfferEnded);
        };
        if self.own_entry(open.entry).await?.is_none() {
            return refuse(RefusalCode::OfferEnded);
        }
        let Some(offer) = self.tx.decline_offer(offer).await? else {
            return refuse(RefusalCode::OfferEnded);
        };
        self.give_away(offer.slot).await?;
        Ok(Ok(Outcome::Declined))
    }

    /// Ends the person's waiting with a visit. The term of an offer they do not need any more is freed.
    pub(super) async fn settle(&mut self, patient: i64, service: &str, appointment: Uuid) -> Result<()> {
        // The entry names the visit, and the term of its offer goes to somebody else.
        self.tx.write_foreseen().await?;
        if let Some(entry) = self.tx.settle_waiting(patient, service, appointment).await? {
            self.freed.extend(self.tx.withdraw_offer(entry).await?);
        }
        Ok(())
    }

    /// Books the term for the person, or keeps it for them until they answer.
    pub(super) async fn give(&mut self, chosen: &Candidate, slot: SlotId, place: &SlotPlace) -> Result<()> {
        let entry = &chosen.entry;
        let assignment = AssignmentReason {
            entitlement: entry.entitlement.clone(),
            urgent: entry.urgent,
            entered_at: entry.entered_at,
            policy_version: self.policy.version,
        };
        let service = place.service.clone();
        let event = if entry.is_booked_at_once() {
            let appointment = self.visit(chosen, slot, assignment).await?;
            messages::appointment_assigned(self.tx, appointment, slot, self.now).await?;
            self.note(chosen, "assign", appointment, "booked");
            EventKind::WaitingBooked {
                entry: entry.id,
                appointment,
                slot,
                service,
            }
        } else {
            let offer = self.offer(chosen, slot, &assignment).await?;
            self.note(chosen, "offer", offer, "offered");
            EventKind::OfferMade {
                entry: entry.id,
                offer,
                slot,
                service,
            }
        };
        if let Some(desk) = chosen.desk {
            let seq = self.tx.next_seq().await?;
            self.tx.insert_event(seq, desk, &event, self.now).await?;
        }
        Ok(())
    }

    /// Remembers what the registry did for a waiting person.
    fn note(&mut self, chosen: &Candidate, action: &str, object: Uuid, outcome: &str) {
        let subject = self.tx.subject(&chosen.patient.identity.key());
        let deed = Deed::to(subject, action, object, outcome);
        self.tx.audit(&Actor::registry("waiting-list", None), deed, self.now);
    }

    async fn visit(&mut self, chosen: &Candidate, slot: SlotId, assignment: AssignmentReason) -> Result<Uuid> {
        let id = Uuid::now_v7();
        self.tx
            .insert_appointment(NewAppointment {
                id,
                slot,
                service: &chosen.entry.service,
                patient: chosen.patient_row,
                referral: chosen.referral.as_ref(),
                desk: chosen.desk,
                continuation: false,
                waiting_since: chosen.entry.entered_at,
                policy_version: self.policy.version,
                assignment: Some(assignment),
                at: self.now,
            })
            .await?;
        self.settle(chosen.patient_row, &chosen.entry.service, id).await?;
        Ok(id)
    }

    async fn offer(&mut self, chosen: &Candidate, slot: SlotId, assignment: &AssignmentReason) -> Result<Uuid> {
        let start = instant(slot.day, slot.minute).map_or(self.now, |start| start.with_timezone(&Utc));
        let window = self.policy.offer_window(self.now, start);
        let offer = Offer {
            id: Uuid::now_v7(),
            entry: chosen.entry.id,
            slot,
            expires_at: None,
        };
        // A message that cannot be handed over must not keep the term from everybody else.
        self.tx
            .insert_offer(&offer, assignment, self.now, self.now + window * 2)
            .await?;
        messages::offer_made(self.tx, offer.id, chosen, slot, self.now).await?;
        if chosen.patient.reached_at().is_none() && chosen.patient.email.is_none() {
            // Nothing will be sent: the desk phones, and it knows from now on.
            self.tx.hand_over_offer(offer.id, self.now, self.now + window).await?;
        }
        Ok(offer.id)
    }
}
