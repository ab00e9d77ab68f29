//! What the machine can do without us: the bare load of the same terms into SQLite.

use okienko_domain::slot::Sheet;
use okienko_registry_store::Store;
use rusqlite::Connection;
use std::path::Path;
use std::time::Instant;

/// All sheets of the registry by schedule and day.
pub(crate) async fn all_sheets(store: &dyn Store) -> anyhow::Result<Vec<(u32, Sheet)>> {
    let directory = store.directory().await?;
    let mut sheets = Vec::new();
    for part in directory.parts() {
        sheets.extend(store.sheets(&part).await?);
    }
    sheets.sort_unstable_by_key(|(schedule, sheet)| (*schedule, sheet.day));
    Ok(sheets)
}

/// Result of a load.
pub(crate) struct Loaded {
    pub(crate) rows: u64,
    pub(crate) rows_per_second: f64,
}

/// One row a term, sorted, one packed integer key and one integer value: the fastest schema with a row for each term.
pub(crate) fn bare_load(path: &Path, sheets: &[(u32, Sheet)]) -> anyhow::Result<Loaded> {
    let rows: Vec<(i64, i64)> = sheets
        .iter()
        .flat_map(|(schedule, sheet)| terms(*schedule, *sheet))
        .collect();
    let started = Instant::now();
    let mut db = Connection::open(path)?;
    db.execute_batch("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -262144; CREATE TABLE term (id INTEGER PRIMARY KEY, value INTEGER NOT NULL) STRICT")?;
    for batch in rows.chunks(100_000) {
        let tx = db.transaction()?;
        let mut insert = tx.prepare_cached("INSERT INTO term VALUES (?, ?)")?;
        for row in batch {
            insert.execute(*row)?;
        }
        drop(insert);
        tx.commit()?;
    }
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    let seconds = started.elapsed().as_secs_f64();
    let count = u64::try_from(rows.len())?;
    Ok(Loaded {
        rows: count,
        rows_per_second: f64::from(u32::try_from(count)?) / seconds,
    })
}

fn terms(schedule: u32, sheet: Sheet) -> impl Iterator<Item = (i64, i64)> {
    let cells = (0..Sheet::CELLS).filter(move |cell| sheet.open >> cell & 1 == 1);
    cells.map(move |cell| {
        let id = i64::from(schedule) << 27 | i64::from(sheet.day.0) << 11 | i64::from(sheet.minute_of(cell));
        (id, i64::from(sheet.free >> cell & 1 == 1))
    })
}
