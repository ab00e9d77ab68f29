//! What the person at a kiosk asked for last, and what became of it. In memory only, because the kiosk forgets.

use crate::view::RequestView;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// How long an answer waits for a person whose screen never said that they have left.
const KEPT: TimeDelta = TimeDelta::minutes(10);

/// The one person a kiosk serves at a time.
#[derive(Debug, Default)]
pub(crate) struct Visitor(Mutex<Option<Asked>>);

#[derive(Debug)]
struct Asked {
    id: Uuid,
    request: RequestView,
    answered_at: Option<DateTime<Utc>>,
}

impl Visitor {
    /// Somebody asks; whoever asked before has left.
    pub(crate) fn asks(&self, id: Uuid, request: RequestView) {
        *self.asked() = Some(Asked {
            id,
            request,
            answered_at: None,
        });
    }

    /// The registry has answered: `settle` adds its word, if somebody still waits for it.
    pub(crate) fn hears(&self, id: Uuid, now: DateTime<Utc>, settle: impl FnOnce(&mut RequestView)) {
        if let Some(asked) = self.asked().as_mut().filter(|asked| asked.id == id) {
            settle(&mut asked.request);
            asked.answered_at = Some(now);
        }
    }

    /// What was asked last, while its person may still be here.
    pub(crate) fn request(&self, now: DateTime<Utc>) -> Option<RequestView> {
        let mut asked = self.asked();
        if asked.as_ref()?.answered_at.is_some_and(|at| now - at > KEPT) {
            *asked = None;
        }
        Some(asked.as_ref()?.request.clone())
    }

    /// The person has left, or the answer has reached the screen by another way.
    pub(crate) fn leaves(&self, id: Uuid) {
        self.asked().take_if(|asked| asked.id == id);
    }

    fn asked(&self) -> MutexGuard<'_, Option<Asked>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{KEPT, Visitor};
    use crate::view::{RequestKind, RequestState, RequestView};
    use chrono::{DateTime, TimeDelta};
    use uuid::Uuid;

    const NOW: DateTime<chrono::Utc> = DateTime::UNIX_EPOCH;

    fn queued(id: Uuid) -> RequestView {
        RequestView {
            id: id.to_string(),
            kind: RequestKind::Book,
            state: RequestState::Queued,
            at: String::new(),
            ticket: String::new(),
            person: String::new(),
            phone: String::new(),
            service: "mammography".into(),
            slot: None,
            appointment: None,
            number: None,
            entry: None,
            refusal: None,
            alternatives: vec![],
            passed_on: false,
        }
    }

    fn confirm(view: &mut RequestView) {
        view.state = RequestState::Confirmed;
    }

    fn state(visitor: &Visitor, now: DateTime<chrono::Utc>) -> Option<RequestState> {
        visitor.request(now).map(|r| r.state)
    }

    #[test]
    fn an_answer_waits_for_its_person_and_not_for_ever() {
        let (visitor, id) = (Visitor::default(), Uuid::from_u128(1));
        visitor.asks(id, queued(id));
        assert_eq!(
            state(&visitor, NOW + TimeDelta::days(1)),
            Some(RequestState::Queued),
            "the link may be away for long"
        );
        visitor.hears(id, NOW, confirm);
        assert_eq!(state(&visitor, NOW + KEPT), Some(RequestState::Confirmed));
        assert_eq!(state(&visitor, NOW + KEPT + TimeDelta::seconds(1)), None);
        assert_eq!(state(&visitor, NOW), None, "it is gone, not only hidden");
    }

    #[test]
    fn nobody_hears_the_answer_of_another_person() {
        let (visitor, [first, second]) = (Visitor::default(), [1, 2].map(Uuid::from_u128));
        visitor.asks(first, queued(first));
        visitor.asks(second, queued(second));
        visitor.hears(first, NOW, confirm);
        visitor.leaves(first);
        assert_eq!(state(&visitor, NOW), Some(RequestState::Queued));
        visitor.leaves(second);
        visitor.hears(second, NOW, confirm);
        assert_eq!(state(&visitor, NOW), None);
    }
}
