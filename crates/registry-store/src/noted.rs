//! What a transaction has in memory: rows that nobody reads before its end, written then with one statement a table, and
//! what it reads once.

use crate::audit::Entry;
use crate::foreseen::Foreseen;
use crate::messages::NewMessage;
use okienko_domain::policy::Policy;
use uuid::Uuid;

/// Rows of one statement. Each is at most eighteen parameters, of which the databases take some 32,000.
pub(crate) const ROWS: usize = 1_000;

/// Rows to be written, and what has been read.
#[derive(Default)]
pub(crate) struct Noted {
    /// Entries of the audit.
    pub(crate) entries: Vec<Entry>,
    /// How many there were at each mark.
    marks: Vec<usize>,
    /// Answers to requests.
    pub(crate) answers: Vec<NotedAnswer>,
    /// Messages with their ids.
    pub(crate) messages: Vec<(Uuid, NewMessage)>,
    /// The number of this transaction's change.
    pub(crate) seq: Option<u64>,
    /// The parameters in force.
    pub(crate) policy: Option<Policy>,
    /// What the bookings of this transaction ask and write.
    pub(crate) foreseen: Foreseen,
}

/// An answer to a request as it is stored.
pub(crate) struct NotedAnswer {
    pub(crate) request: Uuid,
    pub(crate) fingerprint: Vec<u8>,
    pub(crate) document: String,
    /// UTC microseconds.
    pub(crate) at: i64,
}

impl Noted {
    /// Marks a point. Answers and messages from before it have been written by now: only the database can undo them.
    pub(crate) fn mark(&mut self) {
        self.marks.push(self.entries.len());
    }

    /// Forgets the last mark.
    pub(crate) fn keep(&mut self) {
        self.marks.pop();
    }

    /// Forgets everything since the last mark, and what was read: it may have been undone.
    pub(crate) fn undo(&mut self) {
        self.entries.truncate(self.marks.last().copied().unwrap_or_default());
        self.answers.clear();
        self.messages.clear();
        (self.seq, self.policy) = (None, None);
        self.foreseen = Foreseen::default();
    }
}
