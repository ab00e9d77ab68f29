//! The audit: one entry for every change and every read of people's data, chained so that a changed entry shows.
//!
//! The hash of an entry covers the hash of the entry before it. Every facility has a chain of its own, so that one
//! clinic does not wait for another; what no facility does goes to a common one. A transaction writes its entries at
//! its end and in the order of chains, so that transactions never wait for each other in a circle.

use crate::{Answer, Result, Store, StoreError, Tx};
use chrono::{DateTime, Utc};
use okienko_domain::identity::PersonKey;
use okienko_domain::request::{Action, Outcome, Request};
use sha2::{Digest, Sha256};
use sqlx::FromRow;
use std::fmt;
use uuid::Uuid;

/// Chain of everything that no facility does.
pub const COMMON_CHAIN: i64 = 0;
/// Before the first entry of every chain.
pub(crate) const GENESIS: [u8; 32] = [0; 32];
/// Entries read at once: as many as SQLite reads ahead of whoever takes them.
const PAGE: u32 = 1_000;

/// Keyed pseudonym of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject(pub(crate) Vec<u8>);

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// Facility for which they act; chooses the chain.
    pub facility: Option<u32>,
    /// Account or device.
    pub id: String,
    /// As what: a role of the table of rights, or `desk`, `kiosk`, `registry`, `operator` for the programs themselves.
    pub role: String,
}

impl Actor {
    /// The desk of a facility, or a kiosk.
    #[must_use]
    pub fn desk(facility: Option<u32>) -> Self {
        let (id, role) = match facility {
            Some(facility) => (format!("desk:{facility}"), "desk"),
            None => ("kiosk".to_owned(), "kiosk"),
        };
        let role = role.to_owned();
        Self { facility, id, role }
    }

    /// The registry itself, in a task of this name; in the chain of the facility that gave the occasion.
    #[must_use]
    pub fn registry(task: &str, facility: Option<u32>) -> Self {
        Self {
            facility,
            id: format!("registry:{task}"),
            role: "registry".to_owned(),
        }
    }

    /// A person with access to the machine, by the name they give.
    #[must_use]
    pub fn operator(name: &str) -> Self {
        Self {
            facility: None,
            id: format!("operator:{name}"),
            role: "operator".to_owned(),
        }
    }
}

/// What is to be remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// What was done, kebab-case.
    pub action: String,
    /// To whose data, when it is one person.
    pub subject: Option<Subject>,
    /// Id of the term, visit or waiting entry.
    pub object: Option<String>,
    /// How many people's data were read or changed.
    pub persons: u32,
    /// What happened, or the code of the refusal.
    pub outcome: String,
}

impl Deed {
    /// Something that happened to one person.
    #[must_use]
    pub fn to(subject: Subject, action: &str, object: impl fmt::Display, outcome: &str) -> Self {
        Self {
            action: action.to_owned(),
            subject: Some(subject),
            object: Some(object.to_string()),
            persons: 1,
            outcome: outcome.to_owned(),
        }
    }

    /// Something about a number of people, or about nobody.
    #[must_use]
    pub fn about(persons: u32, action: &str, outcome: &str) -> Self {
        Self {
            action: action.to_owned(),
            subject: None,
            object: None,
            persons,
            outcome: outcome.to_owned(),
        }
    }
}

/// A stored entry.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Entry {
    /// Facility, or [`COMMON_CHAIN`].
    pub chain: i64,
    /// Place in the chain, from 1.
    pub number: i64,
    /// UTC microseconds.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// As what.
    pub role: String,
    /// What was done.
    pub action: String,
    /// To whom: a keyed pseudonym.
    pub subject: Option<Vec<u8>>,
    /// Id of the term, visit or waiting entry.
    pub object: Option<String>,
    /// How many people.
    pub persons: i64,
    /// What happened.
    pub outcome: String,
    /// Version of the rules.
    pub rules: i64,
    /// Of this entry and the hash before it.
    pub hash: Vec<u8>,
}

impl Entry {
    /// An entry that has no place in its chain yet.
    pub(crate) fn new(actor: &Actor, deed: Deed, at: DateTime<Utc>) -> Self {
        Self {
            chain: actor.facility.map_or(COMMON_CHAIN, i64::from),
            number: 0,
            at: crate::rows::micros(at),
            actor: actor.id.clone(),
            role: actor.role.clone(),
            action: deed.action,
            subject: deed.subject.map(|subject| subject.0),
            object: deed.object,
            persons: deed.persons.into(),
            outcome: deed.outcome,
            rules: 0,
            hash: Vec::new(),
        }
    }

    /// SHA-256 over the hash of the entry before and every field: numbers as eight bytes, texts after their length.
    pub(crate) fn sealed_after(&self, previous: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::new();
        let mut text = |part: Option<&[u8]>| {
            let length = part.map_or(-1, |p| i64::try_from(p.len()).unwrap_or(i64::MAX));
            hash.update(length.to_be_bytes());
            hash.update(part.unwrap_or_default());
        };
        text(Some(previous));
        for number in [self.chain, self.number, self.at, self.persons, self.rules] {
            text(Some(&number.to_be_bytes()));
        }
        for words in [&self.actor, &self.role, &self.action, &self.outcome] {
            text(Some(words.as_bytes()));
        }
        text(self.subject.as_deref());
        text(self.object.as_deref().map(str::as_bytes));
        hash.finalize().into()
    }
}

/// The end of a chain.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Head {
    /// Chain.
    pub chain: i64,
    /// Entries of it.
    pub entries: i64,
    /// Hash of the last one.
    pub hash: Vec<u8>,
}

impl Head {
    /// Reads a line that [`Head`] printed.
    #[must_use]
    pub fn parse(line: &str) -> Option<Self> {
        let mut words = line.split_whitespace();
        let (chain, entries) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let text = words.next().filter(|hex| hex.len() == 64 && hex.is_ascii())?;
        let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
        let hash = (0..64).step_by(2).map(byte).collect::<Option<_>>()?;
        Some(Self { chain, entries, hash })
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ", self.chain, self.entries)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The first place where a chain is not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Broken {
    /// Chain.
    pub chain: i64,
    /// Number of the entry that is missing, changed or too many.
    pub number: i64,
}

/// Follows one chain entry by entry.
#[derive(Debug)]
pub struct Follower {
    last: Head,
    /// What was noted of the chain at other times.
    noted: Vec<Head>,
}

impl Follower {
    /// Before the first entry of a chain, of which this was noted.
    #[must_use]
    pub fn new(chain: i64, noted: Vec<Head>) -> Self {
        let (entries, hash) = (0, GENESIS.to_vec());
        Self {
            last: Head { chain, entries, hash },
            noted,
        }
    }

    /// Takes the next entry.
    ///
    /// # Errors
    /// When it is not the one that was written after the last.
    pub fn take(&mut self, entry: &Entry) -> std::result::Result<(), Broken> {
        let (chain, number) = (self.last.chain, self.last.entries + 1);
        let as_noted = |head: &Head| head.entries != number || head.hash == entry.hash;
        if entry.chain != chain
            || entry.number != number
            || entry.hash != entry.sealed_after(&self.last.hash)
            || !self.noted.iter().all(as_noted)
        {
            return Err(Broken { chain, number });
        }
        self.last.entries = number;
        self.last.hash.clone_from(&entry.hash);
        Ok(())
    }

    /// The end of the chain, when there are no more entries.
    ///
    /// # Errors
    /// When there were more of them once.
    pub fn end(self) -> std::result::Result<Head, Broken> {
        let (chain, number) = (self.last.chain, self.last.entries + 1);
        if self.noted.iter().any(|head| head.entries >= number) {
            return Err(Broken { chain, number });
        }
        Ok(self.last)
    }
}

/// Follows all chains of a database and compares them with heads noted earlier, kept where nobody who can change the
/// database can change them.
///
/// Entries may be added meanwhile.
///
/// # Errors
/// Failures of storage.
pub async fn verify(store: &dyn Store, noted: &[Head]) -> Result<Vec<std::result::Result<Head, Broken>>> {
    let mut chains = store.audit_chains().await?;
    chains.extend(noted.iter().map(|head| head.chain));
    chains.sort_unstable();
    chains.dedup();
    let mut found = Vec::with_capacity(chains.len());
    for chain in chains {
        let noted = noted.iter().filter(|head| head.chain == chain).cloned().collect();
        found.push(verify_chain(store, chain, noted).await?);
    }
    Ok(found)
}

async fn verify_chain(
    store: &dyn Store,
    chain: i64,
    mut noted: Vec<Head>,
) -> Result<std::result::Result<Head, Broken>> {
    noted.extend(store.audit_head(chain).await?);
    let mut follower = Follower::new(chain, noted);
    let mut page = store.audit_page(chain, 0, PAGE).await?;
    while let Some(last) = page.last() {
        // The database reads the next page while this one is followed.
        let following = async { page.iter().try_for_each(|entry| follower.take(entry)) };
        let (next, followed) = tokio::join!(store.audit_page(chain, last.number, PAGE), following);
        if let Err(broken) = followed {
            return Ok(Err(broken));
        }
        page = next?;
    }
    // Entries may have been added meanwhile; each of them was counted.
    let counted = store.audit_head(chain).await?.map_or(0, |head| head.entries);
    Ok(follower.end().and_then(|end| {
        if end.entries > counted {
            return Err(Broken {
                chain,
                number: counted + 1,
            });
        }
        Ok(end)
    }))
}

/// Whom an action is about.
enum About {
    Person(PersonKey),
    /// Whoever has this visit, waiting entry or offer.
    Holder(Uuid),
    Nobody,
}

/// Remembers a decided request.
pub(crate) async fn record(
    tx: &mut dyn Tx,
    actor: &Actor,
    request: &Request,
    answer: &Answer,
    at: DateTime<Utc>,
) -> Result<()> {
    let (action, about, asked) = match &request.action {
        Action::Book { slot, patient, .. } => ("book", About::Person(patient.identity.key()), slot.to_string()),
        Action::Cancel { appointment, .. } => ("cancel", About::Holder(*appointment), appointment.to_string()),
        Action::Join(join) => ("join", About::Person(join.patient.identity.key()), join.service.clone()),
        Action::Leave { entry } => ("leave", About::Holder(*entry), entry.to_string()),
        Action::Hold { slot } => ("hold", About::Nobody, slot.to_string()),
        Action::Release { hold } => ("release", About::Nobody, hold.to_string()),
        Action::Reschedule { appointment, .. } => ("reschedule", About::Holder(*appointment), appointment.to_string()),
        Action::Attend { appointment, .. } => ("attend", About::Holder(*appointment), appointment.to_string()),
        Action::Restore { appointment } => ("restore", About::Holder(*appointment), appointment.to_string()),
        Action::Prolong { entry } => ("prolong", About::Holder(*entry), entry.to_string()),
        Action::Accept { offer } => ("accept", About::Holder(*offer), offer.to_string()),
        Action::Decline { offer } => ("decline", About::Holder(*offer), offer.to_string()),
    };
    let (object, outcome) = match answer {
        Ok(done) => {
            let made = match done {
                Outcome::Booked { appointment: id, .. }
                | Outcome::Joined { entry: id, .. }
                | Outcome::Held { hold: id, .. } => id.to_string(),
                _ => asked,
            };
            (made, word(done).to_owned())
        }
        Err(refusal) => (asked, refusal.code.to_string()),
    };
    let subject = match about {
        About::Person(person) => Some(tx.subject(&person)),
        About::Holder(id) => tx.subject_of(id).await?,
        About::Nobody => None,
    };
    let deed = Deed {
        action: action.to_owned(),
        persons: u32::from(subject.is_some()),
        subject,
        object: Some(object),
        outcome,
    };
    tx.audit(actor, deed, at);
    Ok(())
}

fn word(done: &Outcome) -> &'static str {
    match done {
        Outcome::Booked { .. } => "booked",
        Outcome::Cancelled { .. } => "cancelled",
        Outcome::Joined { .. } => "joined",
        Outcome::Left => "left",
        Outcome::Held { .. } => "held",
        Outcome::Released => "released",
        Outcome::Moved { .. } => "moved",
        Outcome::Attended => "attended",
        Outcome::Prolonged { .. } => "prolonged",
        Outcome::Declined => "declined",
    }
}

/// Remembers one deed in a transaction of its own: a read, before its answer leaves.
///
/// # Errors
/// Failures of storage; what was read must not leave then.
pub async fn note(store: &dyn Store, actor: &Actor, deed: Deed, at: DateTime<Utc>) -> Result<()> {
    let mut tx = store.begin().await?;
    tx.audit(actor, deed, at);
    tx.commit().await
}

/// Everything known of what was done to a person's data, oldest first. Looking is remembered too.
///
/// # Errors
/// Failures of storage.
pub async fn of_person(store: &dyn Store, actor: &Actor, person: &PersonKey, at: DateTime<Utc>) -> Result<Vec<Entry>> {
    let mut tx = store.begin().await?;
    let subject = tx.subject(person);
    let entries = store.audit_of(&subject).await?;
    let deed = Deed {
        object: None,
        ..Deed::to(subject, "audit-read", "", "read")
    };
    tx.audit(actor, deed, at);
    tx.commit().await?;
    Ok(entries)
}

/// A number of rows as it is remembered.
pub(crate) fn count(rows: usize) -> Result<u32> {
    u32::try_from(rows).map_err(|_| StoreError::Corrupt(format!("{rows} rows")))
}

#[cfg(test)]
#[path = "audit_tests.rs"]
mod tests;
