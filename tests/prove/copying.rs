//! SQLite copies its log into the file once in many commits. Here it does so all the time, so that the end of a registry
//! meets it.

use crate::place::{Kind, Place};
use anyhow::{Context, Result};
use rusqlite::{Connection, OpenFlags};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Between two copies.
const PAUSE: Duration = Duration::from_millis(1);

/// Copies until it is dropped.
pub(crate) struct Copying {
    /// Hangs up.
    over: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Copying {
    /// Begins. PostgreSQL does so by itself.
    pub(crate) fn of(place: &Place) -> Result<Option<Self>> {
        if place.kind == Kind::Postgres {
            return Ok(None);
        }
        let db = Connection::open_with_flags(&place.database.name, OpenFlags::SQLITE_OPEN_READ_WRITE)
            .context("the database of the registry")?;
        let (over, until) = mpsc::channel();
        Ok(Some(Self {
            over: Some(over),
            thread: Some(thread::spawn(move || copy(&db, &until))),
        }))
    }
}

impl Drop for Copying {
    fn drop(&mut self) {
        self.over = None;
        // It closes the file; what its disk said to it is of no account.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

fn copy(db: &Connection, until: &Receiver<()>) {
    while until.recv_timeout(PAUSE) == Err(RecvTimeoutError::Timeout) {
        if db.execute_batch("PRAGMA wal_checkpoint(PASSIVE)").is_err() {
            // The disk is gone.
            return;
        }
    }
}
