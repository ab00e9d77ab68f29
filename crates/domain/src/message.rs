//! Messages to patients: which there are, when each is due, and what must still hold when it leaves.
//!
//! A reminder is relative to the wall time of the visit in Warsaw ("the day before, at the same hour"), so a change of the
//! clock in between does not move it. Nobody is woken: a message that falls into the quiet hours waits for the morning,
//! unless the visit would be over or too near by then.

use crate::calendar::{Day, instant, warsaw_minute};
use crate::ids::Patient;
use crate::policy::Policy;
use crate::slot::SlotId;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

/// What a message tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MessageKind {
    /// The visit is booked.
    Confirmation,
    /// The visit is near.
    Reminder,
    /// The visit is at another time or place now.
    Change,
    /// The visit will not take place.
    Cancelled,
    /// The waiting list has booked a visit.
    AutoBooked,
    /// The waiting list holds a term for an answer.
    Offer,
    /// The entry in the waiting list ends soon.
    ExpiryWarning,
    /// A clinic has seen the person's visits elsewhere in an emergency.
    Lookup,
}

impl MessageKind {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Confirmation,
        Self::Reminder,
        Self::Change,
        Self::Cancelled,
        Self::AutoBooked,
        Self::Offer,
        Self::ExpiryWarning,
        Self::Lookup,
    ];

    /// The stable name, kebab-case.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Confirmation => "confirmation",
            Self::Reminder => "reminder",
            Self::Change => "change",
            Self::Cancelled => "cancelled",
            Self::AutoBooked => "auto-booked",
            Self::Offer => "offer",
            Self::ExpiryWarning => "expiry-warning",
            Self::Lookup => "lookup",
        }
    }

    /// The kind of a stable name.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// Whether somebody must call a person who left neither phone nor e-mail. Who has just booked was told in words.
    #[must_use]
    pub fn needs_a_call(self) -> bool {
        self != Self::Confirmation && self.may_be_called()
    }

    /// Whether a call may stand in for it. Of a look-up nobody calls: it would be the clinic that has looked.
    #[must_use]
    pub fn may_be_called(self) -> bool {
        self != Self::Lookup
    }
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// A visit.
    Appointment(Uuid),
    /// An entry in the waiting list.
    Entry(Uuid),
    /// A term held for an answer.
    Offer(Uuid),
    /// A look-up of the person's visits elsewhere.
    Lookup(Uuid),
}

impl About {
    /// The id of the visit, entry, offer or look-up.
    #[must_use]
    pub fn id(self) -> Uuid {
        let (Self::Appointment(id) | Self::Entry(id) | Self::Offer(id) | Self::Lookup(id)) = self;
        id
    }
}

/// The time that a message speaks of; when it is another one by now, the message is out of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Term {
    /// Term of a visit or an offer.
    Slot(SlotId),
    /// End of a waiting entry.
    Until(DateTime<Utc>),
    /// When something happened.
    Since(DateTime<Utc>),
}

impl Term {
    /// When it is too late to speak of it; `None` for a wall time that the clock skips, and for what has happened.
    #[must_use]
    pub fn at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Slot(slot) => Some(instant(slot.day, slot.minute)?.to_utc()),
            Self::Until(at) => Some(at),
            Self::Since(_) => None,
        }
    }
}

/// The name under which the same message is made only once: kind, subject and term, so that a moved visit gets its own
/// reminders; of reminders also the time at which each is due. A change is told every time, even when it leads back to
/// an earlier term: `at` tells those apart.
#[must_use]
pub fn dedupe_key(kind: MessageKind, about: About, term: Term, due_at: DateTime<Utc>, at: DateTime<Utc>) -> String {
    let term = match term {
        Term::Slot(slot) => slot.to_string(),
        Term::Until(at) | Term::Since(at) => at.timestamp().to_string(),
    };
    let which = match kind {
        MessageKind::Change => at.timestamp_micros().to_string(),
        MessageKind::Reminder => due_at.timestamp().to_string(),
        _ => String::new(),
    };
    format!("{}:{}:{term}:{which}", kind.code(), about.id())
}

impl Policy {
    /// Whether nobody is written to at this minute of the day.
    #[must_use]
    pub fn is_quiet(&self, minute: u16) -> bool {
        let (from, until) = self.quiet();
        if from > until {
            minute >= from || minute < until
        } else {
            (from..until).contains(&minute)
        }
    }

    /// Minutes of the day at which the quiet hours begin and end.
    fn quiet(&self) -> (u16, u16) {
        (u16::from(self.quiet_hours.0) * 60, u16::from(self.quiet_hours.1) * 60)
    }

    /// The first instant from `at` on that is not quiet.
    fn morning(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let (day, minute) = warsaw_minute(at);
        if !self.is_quiet(minute) {
            return at;
        }
        let until = self.quiet().1;
        let day = if minute >= until { day.plus(1) } else { day };
        wall(day, until).unwrap_or(at)
    }

    /// The last evening before `at`: the instant at which the quiet hours began.
    fn evening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (day, minute) = warsaw_minute(at);
        let from = self.quiet().0;
        let day = if minute >= from {
            day
        } else {
            Day(day.0.checked_sub(1)?)
        };
        wall(day, from)
    }

    /// When news about `term` that happened `now` are due.
    #[must_use]
    pub fn news(&self, term: Term, now: DateTime<Utc>) -> DateTime<Utc> {
        let morning = self.morning(now);
        let margin = Duration::hours(self.night_margin_hours.into());
        match term.at() {
            Some(at) if morning + margin > at => now,
            _ => morning,
        }
    }

    /// When the reminders of a visit are due; those that would come soon after `now` are left out.
    #[must_use]
    pub fn reminders(&self, slot: SlotId, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let Some(visit) = Term::Slot(slot).at() else {
            return Vec::new();
        };
        let earliest = now + Duration::hours(self.reminder_gap_hours.into());
        let due = |days: &u16| {
            let wanted = wall(Day(slot.day.0.checked_sub(*days)?), slot.minute)?;
            let due = match self.morning(wanted) {
                due if due < visit => due,
                _ => self.evening(wanted)?,
            };
            (due >= earliest && due < visit).then_some(due)
        };
        self.reminder_days.iter().filter_map(due).collect()
    }
}

/// The instant of a wall time in Warsaw; where the clock skips it in spring, the next one that exists.
fn wall(day: Day, minute: u16) -> Option<DateTime<Utc>> {
    (0..=120)
        .find_map(|later| instant(day, minute.checked_add(later)?))
        .map(|at| at.to_utc())
}

/// What is known of the subject at the moment a message leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectNow {
    /// The visit: its term now, and whether it takes place.
    Visit {
        /// Term.
        slot: SlotId,
        /// Booked, not cancelled.
        booked: bool,
    },
    /// The waiting entry.
    Entry {
        /// Still waits.
        waiting: bool,
        /// Until then.
        valid_until: DateTime<Utc>,
    },
    /// The offer.
    Offer {
        /// Nobody has answered and it has not run out.
        open: bool,
    },
    /// There is none.
    Unknown,
}

/// Why a message is not sent after all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// The visit was cancelled or moved, the offer answered, the entry settled or prolonged.
    Superseded,
    /// The time it speaks of is over.
    Late,
}

impl Stale {
    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Superseded => "superseded",
            Self::Late => "late",
        }
    }
}

/// Whether a message is still true, read in the transaction that lets it go.
///
/// # Errors
/// Why not.
pub fn still_true(kind: MessageKind, term: Term, subject: SubjectNow, now: DateTime<Utc>) -> Result<(), Stale> {
    let agrees = match (kind, subject, term) {
        // What has happened stays true.
        (MessageKind::Lookup, _, Term::Since(_)) => return Ok(()),
        (MessageKind::Cancelled, SubjectNow::Visit { booked, .. }, _) => !booked,
        (MessageKind::Offer, SubjectNow::Offer { open }, _) => open,
        (MessageKind::ExpiryWarning, SubjectNow::Entry { waiting, valid_until }, Term::Until(until)) => {
            waiting && valid_until == until
        }
        (MessageKind::Offer | MessageKind::ExpiryWarning | MessageKind::Lookup, ..) => false,
        (_, SubjectNow::Visit { slot, booked }, Term::Slot(told)) => booked && slot == told,
        _ => false,
    };
    if !agrees {
        return Err(Stale::Superseded);
    }
    match term.at() {
        Some(at) if at > now => Ok(()),
        _ => Err(Stale::Late),
    }
}

/// Why somebody must call a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CallReason {
    /// There is no phone and no e-mail for notices that this registry can use.
    NoContact,
    /// No courier could hand it over.
    Undeliverable,
    /// An answer that may concern visits of several people.
    UnclearReply,
}

impl CallReason {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::NoContact, Self::Undeliverable, Self::UnclearReply];

    /// The stable name.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NoContact => "no-contact",
            Self::Undeliverable => "undeliverable",
            Self::UnclearReply => "unclear-reply",
        }
    }

    /// The reason of a stable name.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

/// A person to be called because no message reaches them. What the message would have told is still true; the call is to
/// be made until somebody says that it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CallTask {
    /// Id.
    pub id: Uuid,
    /// What the message would have told.
    pub kind: MessageKind,
    /// About what.
    pub about: About,
    /// Service code.
    pub service: String,
    /// The term that it is about; `None` when it is about waiting.
    pub slot: Option<SlotId>,
    /// When the waiting ends that it is about.
    pub until: Option<DateTime<Utc>>,
    /// Why.
    pub reason: CallReason,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Whom to call.
    pub patient: Patient,
}

#[cfg(test)]
mod tests;
