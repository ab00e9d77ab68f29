//! What this desktop asked of the registry, and what became of it.

use crate::alternatives::alternatives;
use crate::patients::{patient_input, phone_to_call};
use crate::slots::slot_view;
use crate::view::{AppEvent, RequestKind, RequestPerson, RequestState, RequestView};
use crate::{App, Result};
use okienko_client_store::StoredRequest;
use okienko_domain::calendar::{rfc3339, warsaw_minute};
use okienko_domain::ids::Patient;
use okienko_domain::refusal::{Refusal, RefusalCode};
use okienko_domain::request::{Action, Outcome, visit_number};
use okienko_domain::search::SlotIndex;
use uuid::Uuid;

/// Confirmed requests that are shown.
const RECENT: u32 = 30;
/// What the registry says to a request.
type Answer = std::result::Result<Outcome, Refusal>;

impl App {
    /// Queued and refused requests, then the newest confirmed. A kiosk knows only the last request of the person in
    /// front of it.
    ///
    /// # Errors
    /// When `local.db` cannot be read.
    pub async fn requests(&self) -> Result<Vec<RequestView>> {
        if self.is_kiosk() {
            return Ok(self.visitor.request(self.clock.now()).into_iter().collect());
        }
        Ok(self
            .local
            .requests(RECENT)
            .await?
            .into_iter()
            .map(|r| self.request_view(r))
            .collect())
    }

    /// Whom a booking or an entry of this desk is for; `None` for other requests, unknown ones and in a kiosk.
    ///
    /// # Errors
    /// When `local.db` cannot be read.
    pub async fn request_person(&self, id: String) -> Result<Option<RequestPerson>> {
        let Some(id) = Uuid::try_parse(&id).ok().filter(|_| !self.is_kiosk()) else {
            return Ok(None);
        };
        let Some(stored) = self.local.request(id).await? else {
            return Ok(None);
        };
        let (patient, referral) = match stored.request.action {
            Action::Book { patient, referral, .. } => (patient, referral),
            Action::Join(join) => (join.patient, join.referral),
            _ => return Ok(None),
        };
        Ok(Some(RequestPerson {
            patient: patient_input(patient),
            referral: referral.map(|r| r.as_str().to_owned()),
        }))
    }

    /// A person has dealt with a refused request, or has left the kiosk that was to hear of it. What is queued is sent
    /// all the same.
    ///
    /// # Errors
    /// When `local.db` cannot be written.
    pub async fn dismiss_request(&self, id: String) -> Result<()> {
        // An id that is none names no request: nothing to do.
        let Ok(id) = Uuid::try_parse(&id) else { return Ok(()) };
        if self.is_kiosk() {
            self.visitor.leaves(id);
        } else {
            self.local.dismiss(id).await?;
            self.tell(AppEvent::Requests);
        }
        Ok(())
    }

    pub(crate) fn request_view(&self, stored: StoredRequest) -> RequestView {
        let index = self.engine.world().index();
        let listed = self.listed();
        let visit = about(&stored.request.action);
        // Known by its id only, until the visits have been listed.
        let known = visit.and_then(|id| listed.visit(id));
        let (person, term) = (known.map(|v| &v.patient), known.map(|v| v.slot));
        let entry = listed.entry(&stored.request.action);
        let (who_waits, awaited) = (entry.map(|e| &e.patient), entry.map(|e| e.entry.service.clone()));
        let kept = listed.offer(&stored.request.action).map(|offer| offer.slot);
        let (kind, patient, slot, service) = match &stored.request.action {
            Action::Book { slot, patient, .. } => (RequestKind::Book, Some(patient), Some(*slot), None),
            Action::Cancel { .. } => (RequestKind::Cancel, person, term, None),
            Action::Join(join) => (RequestKind::Join, Some(&join.patient), None, Some(join.service.clone())),
            Action::Reschedule { slot, .. } => (RequestKind::Reschedule, person, Some(*slot), None),
            Action::Attend { .. } => (RequestKind::Attend, person, term, None),
            Action::Restore { .. } => (RequestKind::Restore, person, term, None),
            Action::Hold { slot } => (RequestKind::Hold, None, Some(*slot), None),
            Action::Release { .. } => (RequestKind::Hold, None, None, None),
            Action::Leave { .. } => (RequestKind::Leave, who_waits, None, awaited),
            Action::Prolong { .. } => (RequestKind::Prolong, who_waits, None, awaited),
            Action::Accept { .. } => (RequestKind::Accept, who_waits, kept, awaited),
            Action::Decline { .. } => (RequestKind::Decline, who_waits, kept, awaited),
        };
        let patient = patient.filter(|_| !self.is_kiosk());
        let view = slot.and_then(|slot| slot_view(&index, slot, None, true));
        let mut request = RequestView {
            id: stored.id.to_string(),
            kind,
            state: RequestState::Queued,
            at: rfc3339(stored.created_at),
            ticket: visit_number(stored.id),
            person: patient.map(short_name).unwrap_or_default(),
            phone: patient.map(phone_to_call).unwrap_or_default(),
            service: service
                .or_else(|| view.as_ref().map(|v| v.service.clone()))
                .unwrap_or_default(),
            slot: view,
            appointment: visit.map(|id| id.to_string()),
            number: visit.map(visit_number),
            entry: entry.map(|e| e.entry.id.to_string()),
            refusal: None,
            alternatives: vec![],
            passed_on: false,
        };
        if let Some(answer) = &stored.answer {
            self.settle(&index, &mut request, answer);
        }
        request
    }

    /// Adds the registry's word to what was asked.
    pub(crate) fn settle(&self, index: &SlotIndex, request: &mut RequestView, answer: &Answer) {
        if let Some(slot) = &mut request.slot {
            slot.pending = false;
        }
        match answer {
            Ok(outcome) => {
                request.state = RequestState::Confirmed;
                if let Outcome::Booked { appointment, number } = outcome {
                    request.appointment = Some(appointment.to_string());
                    request.number = Some(number.clone());
                }
                request.passed_on = matches!(
                    outcome,
                    Outcome::Cancelled { passed_on: true, .. } | Outcome::Moved { passed_on: true, .. }
                );
            }
            Err(refusal) => {
                request.state = RequestState::Refused;
                request.refusal = Some(refusal.clone().into());
                let slot = request.slot.as_ref().and_then(|slot| slot.id.parse().ok());
                if let Some(slot) = slot
                    .filter(|_| matches!(request.kind, RequestKind::Book | RequestKind::Reschedule) && lost(refusal))
                {
                    request.alternatives = alternatives(index, slot, warsaw_minute(self.clock.now()))
                        .into_iter()
                        .filter_map(|hit| slot_view(index, hit.slot, hit.km, false))
                        .collect();
                }
            }
        }
    }
}

/// The visit that a request is about.
fn about(action: &Action) -> Option<Uuid> {
    match action {
        Action::Cancel { appointment, .. }
        | Action::Reschedule { appointment, .. }
        | Action::Attend { appointment, .. }
        | Action::Restore { appointment } => Some(*appointment),
        _ => None,
    }
}

/// Whether another term may do.
fn lost(refusal: &Refusal) -> bool {
    matches!(
        refusal.code,
        RefusalCode::SlotTaken | RefusalCode::SlotUnknown | RefusalCode::SlotPast | RefusalCode::HoldExpired
    )
}

/// "Kowalska A.", enough for the desk to know whom it is about.
fn short_name(patient: &Patient) -> String {
    match patient.given_name.chars().next() {
        Some(initial) => format!("{} {initial}.", patient.family_name),
        None => patient.family_name.clone(),
    }
}
