//! Booking, cancelling, and the waiting list: checks, the outbox, the answer.

use crate::view::{AppError, AppEvent, BookInput, JoinInput, RequestView};
use crate::{App, Result, finding};
use okienko_client_store::{RequestState, StoredRequest};
use okienko_domain::calendar::warsaw_day;
use okienko_domain::directory::Service;
use okienko_domain::request::{Action, CancelReason, Join, Presence, Request};
use okienko_domain::slot::SlotId;
use okienko_domain::waiting::{Preferences, WaitingMode, Weekdays};
use okienko_sync::{Happened, Link};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

/// How long a person waits for the registry's word before they are told that it is still to come.
const PATIENCE: Duration = Duration::from_secs(3);
/// The same when the registry did not answer a moment ago.
const PATIENCE_OFFLINE: Duration = Duration::from_millis(800);

impl App {
    /// Books a term: stored here first, then asked of the registry. Returns its word, or "queued" when it does not come
    /// within three seconds.
    ///
    /// # Errors
    /// When the input cannot be a booking, or cannot be stored. Nothing is sent then.
    pub async fn book(&self, input: BookInput) -> Result<RequestView> {
        let slot: SlotId = input.slot.parse().map_err(|_| AppError::new("slot-unknown"))?;
        let service = {
            let index = self.engine.world().index();
            let info = index.info(slot.schedule).ok_or_else(|| AppError::new("slot-unknown"))?;
            info.schedule.service.clone()
        };
        let (patient, referral) = self.person(&self.service(&service)?, input.patient, input.referral, slot.day)?;
        self.submit(Action::Book {
            slot,
            patient,
            referral,
            hold: None,
            continuation: false,
        })
        .await
    }

    /// Moves a visit to another term of its service; its old term is given up only when the new one is had.
    ///
    /// # Errors
    /// `appointment-unknown`, `slot-unknown`, `same-slot`, `other-service`, or when it cannot be stored.
    pub async fn reschedule(&self, appointment: String, slot: String) -> Result<RequestView> {
        let appointment = Uuid::try_parse(&appointment).map_err(|_| AppError::new("appointment-unknown"))?;
        let slot: SlotId = slot.parse().map_err(|_| AppError::new("slot-unknown"))?;
        let service = {
            let index = self.engine.world().index();
            let info = index.info(slot.schedule).ok_or_else(|| AppError::new("slot-unknown"))?;
            info.schedule.service.clone()
        };
        if let Some((old, of)) = self.known_visit(appointment) {
            if old == slot {
                return Err(AppError::new("same-slot"));
            }
            if of != service {
                return Err(AppError::new("other-service"));
            }
        }
        self.submit(Action::Reschedule {
            appointment,
            slot,
            hold: None,
        })
        .await
    }

    /// Notes whether the patient came; what was noted before may be corrected.
    ///
    /// # Errors
    /// `appointment-unknown`, or when it cannot be stored.
    pub async fn attend(&self, appointment: String, came: bool) -> Result<RequestView> {
        let appointment = Uuid::try_parse(&appointment).map_err(|_| AppError::new("appointment-unknown"))?;
        let presence = if came { Presence::Present } else { Presence::Absent };
        self.submit(Action::Attend { appointment, presence }).await
    }

    /// Gives who missed a visit without fault their place on the waiting list back.
    ///
    /// # Errors
    /// `appointment-unknown`, or when it cannot be stored.
    pub async fn restore(&self, appointment: String) -> Result<RequestView> {
        let appointment = Uuid::try_parse(&appointment).map_err(|_| AppError::new("appointment-unknown"))?;
        self.submit(Action::Restore { appointment }).await
    }

    /// Cancels a visit.
    ///
    /// # Errors
    /// `appointment-unknown`, or when it cannot be stored.
    pub async fn cancel(&self, appointment: String, reason: String) -> Result<RequestView> {
        let appointment = Uuid::try_parse(&appointment).map_err(|_| AppError::new("appointment-unknown"))?;
        let reason = match reason.as_str() {
            "clinic" => CancelReason::Clinic,
            "mistake" => CancelReason::Mistake,
            _ => CancelReason::Patient,
        };
        self.submit(Action::Cancel { appointment, reason }).await
    }

    /// Puts a person on the waiting list.
    ///
    /// # Errors
    /// When the input cannot be an entry, or cannot be stored.
    pub async fn join_waiting_list(&self, input: JoinInput) -> Result<RequestView> {
        let service = self.service(&input.service)?;
        let today = warsaw_day(self.clock.now());
        let (patient, referral) = self.person(&service, input.patient, input.referral, today)?;
        let point = self.point(input.place)?;
        let place = self
            .engine
            .world()
            .places()
            .get(input.place)
            .map(|p| p.name.clone())
            .unwrap_or_default();
        let preferences = Preferences {
            weekdays: Weekdays::from_iso(&input.weekdays),
            hours: finding::hours(&input.hours),
            short_notice: input.short_notice,
            ..Preferences::around(point, input.radius_km)
        };
        let join = Join {
            service: service.code,
            patient,
            referral,
            urgent: input.urgent,
            entitlement: input.entitlement,
            preferences,
            place,
            mode: WaitingMode::AutoBook,
            replaces: None,
        };
        self.submit(Action::Join(Box::new(join))).await
    }

    /// Takes a person off the waiting list.
    ///
    /// # Errors
    /// `entry-unknown`, or when it cannot be stored.
    pub async fn leave_waiting_list(&self, entry: String) -> Result<RequestView> {
        let entry = Uuid::try_parse(&entry).map_err(|_| AppError::new("entry-unknown"))?;
        self.submit(Action::Leave { entry }).await
    }

    /// Lets a person wait on for another period; their place in the order stays.
    ///
    /// # Errors
    /// `entry-unknown`, or when it cannot be stored.
    pub async fn prolong(&self, entry: String) -> Result<RequestView> {
        let entry = Uuid::try_parse(&entry).map_err(|_| AppError::new("entry-unknown"))?;
        self.submit(Action::Prolong { entry }).await
    }

    /// Takes the term that is kept for a person, or leaves it to the next; whoever does not take it waits on at their place.
    ///
    /// # Errors
    /// `offer-ended`, or when it cannot be stored.
    pub async fn answer_offer(&self, offer: String, accept: bool) -> Result<RequestView> {
        let offer = Uuid::try_parse(&offer).map_err(|_| AppError::new("offer-ended"))?;
        self.submit(if accept {
            Action::Accept { offer }
        } else {
            Action::Decline { offer }
        })
        .await
    }

    pub(crate) fn service(&self, code: &str) -> Result<Service> {
        self.engine
            .world()
            .index()
            .service(code)
            .cloned()
            .ok_or_else(|| AppError::new("service-unknown"))
    }

    pub(crate) async fn submit(&self, action: Action) -> Result<RequestView> {
        let request = Request {
            desk: self.own_desk()?,
            action,
        };
        request.check()?;
        let (id, created_at) = (Uuid::now_v7(), self.clock.now());
        let mut stored = StoredRequest {
            id,
            created_at,
            state: RequestState::Queued,
            request,
            answer: None,
        };
        if self.is_kiosk() {
            // Before anything is sent: the answer may come at any time from then on.
            self.visitor.asks(id, self.request_view(stored.clone()));
        }
        let mut happened = self.engine.subscribe();
        if let Err(error) = self.local.enqueue(id, &stored.request, created_at).await {
            self.visitor.leaves(id);
            return Err(error.into());
        }
        self.engine.wake_outbox();
        let patience = if matches!(self.engine.state().link, Link::Offline { .. }) {
            PATIENCE_OFFLINE
        } else {
            PATIENCE
        };
        let answer = tokio::time::timeout(patience, async {
            loop {
                match happened.recv().await {
                    Ok(Happened::Answered {
                        id: answered, answer, ..
                    }) if answered == id => return Some(answer),
                    Ok(_) => {}
                    // So much happened at once that the answer may be among what was missed: the database knows.
                    Err(RecvError::Lagged(_)) => {
                        if let Ok(Some(StoredRequest {
                            answer: Some(answer), ..
                        })) = self.local.request(id).await
                        {
                            return Some(answer);
                        }
                    }
                    Err(RecvError::Closed) => return None,
                }
            }
        });
        stored.answer = answer.await.ok().flatten();
        match &stored.answer {
            None => {
                // Only now is it something to look after; an answer in time is on the screen already.
                self.tell(AppEvent::Requests);
                self.tell_sync().await;
            }
            Some(answer) => {
                stored.state = if answer.is_ok() {
                    RequestState::Confirmed
                } else {
                    RequestState::Refused
                };
                self.visitor.leaves(id);
            }
        }
        Ok(self.request_view(stored))
    }
}
