//! Whom this desk has to call: visits whose terms are not published any more, and people whom no message reaches. The
//! registry knows them and ends them; here they are kept in memory only.

use crate::patients::{full_name, guardian_view, identity_view, phone};
use crate::view::{AppError, CallView, ProposalView, RequestView};
use crate::{App, Result};
use okienko_domain::calendar::{rfc3339, warsaw_minute};
use okienko_domain::message::{About, CallTask, Term};
use okienko_domain::request::{Action, visit_number};
use okienko_domain::slot::SlotId;
use okienko_domain::timetable::work::WorkItem;
use std::sync::atomic::Ordering;
use uuid::Uuid;

impl App {
    /// Whom this desk has to call, the nearest term first.
    ///
    /// # Errors
    /// `offline`, `registry-error`.
    pub async fn calls(&self) -> Result<Vec<CallView>> {
        let (desk, remote) = (self.desk()?, self.engine.remote());
        let (items, tasks) = tokio::try_join!(remote.work_items(desk), remote.call_tasks(desk))?;
        self.listed().work(&items);
        let start = |slot| Term::Slot(slot).at();
        let moves = items
            .into_iter()
            .map(|item| (start(item.visit.slot), self.visit_to_move(item)));
        let told = tasks
            .into_iter()
            .map(|task| (task.slot.map_or(task.until, start), self.person_to_tell(task)));
        let mut calls: Vec<_> = moves.chain(told).collect();
        calls.sort_by_key(|(at, _)| *at);
        let number = u32::try_from(calls.len()).unwrap_or(u32::MAX);
        if self.calls.swap(number, Ordering::Relaxed) != number {
            self.tell_sync().await;
        }
        Ok(calls.into_iter().map(|(_, call)| call).collect())
    }

    /// Counts anew whom this desk has to call.
    pub(crate) async fn refresh_calls(&self) {
        // Who cannot be asked for now is counted at the next occasion; a kiosk calls nobody.
        let _ = self.calls().await;
    }

    /// Moves a visit to the term that is kept for it.
    ///
    /// # Errors
    /// `call-ended`, or when it cannot be stored.
    pub async fn accept_proposal(&self, call: String) -> Result<RequestView> {
        let ended = || AppError::new("call-ended");
        let action = {
            let listed = self.listed();
            let item = Uuid::try_parse(&call).ok().and_then(|id| listed.work_item(id));
            let item = item.ok_or_else(ended)?;
            Action::Reschedule {
                appointment: item.visit.id,
                slot: item.proposal.ok_or_else(ended)?,
                hold: item.hold,
            }
        };
        self.submit(action).await
    }

    /// Ends a call that leaves everything as it is: the visit takes place at its old time, or the person was told.
    ///
    /// # Errors
    /// `call-ended` when another desk was faster, `offline`, `registry-error`.
    pub async fn end_call(&self, call: String) -> Result<()> {
        let id = Uuid::try_parse(&call).map_err(|_| AppError::new("call-ended"))?;
        let to_move = self.listed().work_item(id).is_some();
        let (desk, remote) = (self.desk()?, self.engine.remote());
        let done = match to_move {
            true => remote.agree(desk, id).await?,
            false => remote.called(desk, id).await?,
        };
        if done { Ok(()) } else { Err(AppError::new("call-ended")) }
    }

    fn visit_to_move(&self, item: WorkItem) -> CallView {
        let WorkItem { visit, proposal, .. } = item;
        let until = item.kept_until.map(rfc3339);
        let proposal = proposal.and_then(|slot| self.slot_view(slot, None, false));
        CallView {
            id: item.id.to_string(),
            about: "move".into(),
            reason: None,
            person: full_name(&visit.patient),
            identity: identity_view(&visit.patient.identity),
            phone: phone(&visit.patient),
            guardian: guardian_view(&visit.patient),
            slot: self.slot_view(visit.slot, None, false),
            until: None,
            ahead: self.is_ahead(visit.slot),
            appointment: Some(visit.id.to_string()),
            number: Some(visit_number(visit.id)),
            entry: None,
            proposal: proposal.map(|slot| ProposalView { slot, until }),
            service: visit.service,
        }
    }

    fn person_to_tell(&self, task: CallTask) -> CallView {
        let (visit, entry) = match task.about {
            About::Appointment(visit) => (Some(visit), None),
            About::Entry(entry) => (None, Some(entry)),
            About::Offer(offer) => (None, self.listed().entry_of(offer)),
            About::Lookup(_) => (None, None),
        };
        CallView {
            id: task.id.to_string(),
            about: task.kind.code().into(),
            reason: Some(task.reason.code().into()),
            person: full_name(&task.patient),
            identity: identity_view(&task.patient.identity),
            phone: phone(&task.patient),
            guardian: guardian_view(&task.patient),
            service: task.service,
            slot: task.slot.and_then(|slot| self.slot_view(slot, None, false)),
            until: task.until.map(rfc3339),
            ahead: task.slot.is_none_or(|slot| self.is_ahead(slot)),
            appointment: visit.map(|id| id.to_string()),
            number: visit.map(visit_number),
            entry: entry.map(|id| id.to_string()),
            proposal: None,
        }
    }

    pub(crate) fn is_ahead(&self, slot: SlotId) -> bool {
        (slot.day, slot.minute) > warsaw_minute(self.clock.now())
    }
}
