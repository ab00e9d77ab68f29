//! The database's own tables, read past the product.

use crate::place::{Kind, Place};
use anyhow::{Context, Result, ensure};
use okienko_domain::calendar::Day;
use okienko_domain::slot::{Sheet, SlotId};
use rusqlite::{Connection, OpenFlags};
use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::process::{Command, Stdio};
use std::str::FromStr;
use std::time::Duration;
use uuid::Uuid;

/// A row of a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) slot: SlotId,
    pub(crate) active: bool,
    /// Row of the person.
    pub(crate) person: u64,
    pub(crate) desk: u32,
}

/// A row of the outbox.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) kind: String,
    /// The visit, offer or entry that it is about.
    pub(crate) about: Uuid,
    pub(crate) slot: Option<SlotId>,
    /// It waits to be sent.
    pub(crate) due: bool,
}

/// A row of an offer.
#[derive(Debug, Clone)]
pub(crate) struct Offer {
    pub(crate) id: Uuid,
    pub(crate) slot: SlotId,
    pub(crate) open: bool,
}

/// All that the proofs look at, as of one moment.
#[derive(Debug, Default)]
pub(crate) struct Snapshot {
    pub(crate) visits: HashMap<Uuid, Visit>,
    pub(crate) messages: Vec<Message>,
    pub(crate) offers: Vec<Offer>,
    /// Status of each waiting entry.
    pub(crate) entries: HashMap<Uuid, String>,
    /// Terms that are not free.
    pub(crate) taken: HashSet<SlotId>,
    /// Requests whose answer is kept.
    pub(crate) answers: HashSet<Uuid>,
}

/// Queries with `#` around what is an id; the first column says what the row is.
const QUERIES: [&str; 6] = [
    "SELECT 'visit', #id#, schedule, day, minute, status, patient, desk FROM appointment",
    "SELECT 'message', kind, COALESCE(#appointment#, #offer#, #entry#), schedule, day, minute, state FROM message",
    "SELECT 'offer', #id#, schedule, day, minute, status FROM offer",
    "SELECT 'entry', #id#, status FROM waiting_entry",
    "SELECT 'sheet', schedule, day, first, step, open, free FROM sheet",
    "SELECT 'answer', #request# FROM answer",
];

impl Snapshot {
    pub(crate) fn read(place: &Place) -> Result<Self> {
        let rows = match place.kind {
            Kind::Sqlite => sqlite(&place.database.name)?,
            Kind::Postgres => postgres(&place.database.name)?,
        };
        let mut snapshot = Self::default();
        for row in rows {
            snapshot.put(&Row(row))?;
        }
        Ok(snapshot)
    }

    fn put(&mut self, row: &Row) -> Result<()> {
        match row.text(0)? {
            "visit" => {
                let status = row.text(5)?;
                let visit = Visit {
                    slot: row.slot(2)?,
                    active: matches!(status, "booked" | "arrived"),
                    person: row.is(6)?,
                    desk: row.is(7)?,
                };
                self.visits.insert(row.is(1)?, visit);
            }
            "message" => self.messages.push(Message {
                kind: row.text(1)?.to_owned(),
                about: row.is(2)?,
                slot: if row.text(4)?.is_empty() {
                    None
                } else {
                    Some(row.slot(3)?)
                },
                due: row.text(6)? == "due",
            }),
            "offer" => self.offers.push(Offer {
                id: row.is(1)?,
                slot: row.slot(2)?,
                open: row.text(5)? == "open",
            }),
            "entry" => drop(self.entries.insert(row.is(1)?, row.text(2)?.to_owned())),
            "sheet" => self.put_sheet(row)?,
            _ => drop(self.answers.insert(row.is(1)?)),
        }
        Ok(())
    }

    fn put_sheet(&mut self, row: &Row) -> Result<()> {
        let (schedule, open, free) = (row.is(1)?, row.is(5)?, row.is::<u64>(6)?);
        let taken = Sheet {
            day: Day(row.is(2)?),
            first: row.is(3)?,
            step: row.is(4)?,
            open,
            free: open & !free,
            version: 0,
        };
        let slot = |minute| SlotId {
            schedule,
            day: taken.day,
            minute,
        };
        self.taken.extend(taken.free_minutes().map(slot));
        Ok(())
    }

    /// Visits that are not cancelled.
    pub(crate) fn active(&self) -> impl Iterator<Item = (&Uuid, &Visit)> {
        self.visits.iter().filter(|(_, visit)| visit.active)
    }
}

struct Row(Vec<String>);

impl Row {
    fn text(&self, at: usize) -> Result<&str> {
        self.0.get(at).map(String::as_str).context("a row is too short")
    }

    fn is<T: FromStr>(&self, at: usize) -> Result<T> {
        let parsed = self.text(at)?.parse().ok();
        parsed.with_context(|| format!("column {at} of a row is something else"))
    }

    fn slot(&self, at: usize) -> Result<SlotId> {
        Ok(SlotId {
            schedule: self.is(at)?,
            day: Day(self.is(at + 1)?),
            minute: self.is(at + 2)?,
        })
    }
}

/// The query with its ids as text.
fn with_ids(query: &str, before: &str, after: &str) -> String {
    let parts = query.split('#').enumerate();
    parts
        .map(|(n, part)| {
            if n % 2 == 0 {
                part.to_owned()
            } else {
                format!("{before}{part}{after}")
            }
        })
        .collect()
}

fn sqlite(file: &str) -> Result<Vec<Vec<String>>> {
    let db = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(Duration::from_secs(10))?;
    db.execute_batch("BEGIN")?;
    let mut rows = Vec::new();
    for query in QUERIES {
        // An id of sixteen bytes as text; the hex of nothing is an empty text, which COALESCE would take.
        let mut statement = db.prepare(&with_ids(query, "NULLIF(hex(", "), '')"))?;
        let columns = statement.column_count();
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let mut texts = Vec::with_capacity(columns);
            for column in 0..columns {
                texts.push(match row.get_ref(column)? {
                    rusqlite::types::ValueRef::Null => String::new(),
                    rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                    other => other.as_str()?.to_owned(),
                });
            }
            rows.push(texts);
        }
    }
    Ok(rows)
}

fn postgres(url: &str) -> Result<Vec<Vec<String>>> {
    let mut script = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;\n".to_owned();
    for query in QUERIES {
        script.push_str(&with_ids(query, "CAST(", " AS TEXT)"));
        script.push_str(";\n");
    }
    let mut psql = Command::new("psql")
        .args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-f", "-", "-d", url])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    psql.stdin
        .take()
        .context("psql takes nothing")?
        .write_all(script.as_bytes())?;
    let done = psql.wait_with_output()?;
    ensure!(done.status.success(), "psql: {}", String::from_utf8_lossy(&done.stderr));
    let text = String::from_utf8(done.stdout)?;
    Ok(text
        .lines()
        .map(|line| line.split('|').map(str::to_owned).collect())
        .collect())
}
