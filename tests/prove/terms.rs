//! All terms of a registry, and whether a cache of a desktop is one that can be believed.

use anyhow::{Result, bail, ensure};
use okienko_client_store::Content;
use okienko_domain::calendar::Day;
use okienko_domain::slot::Sheet;
use okienko_registry_store::Store;
use std::collections::HashMap;

/// Sheets by schedule and day.
pub(crate) type Terms = HashMap<(u32, Day), Sheet>;

/// By schedule and day.
pub(crate) fn by_day(schedule: u32, sheet: Sheet) -> ((u32, Day), Sheet) {
    ((schedule, sheet.day), sheet)
}

/// Whether these are the same terms; versions are known to the registry alone.
pub(crate) fn equal(one: &Terms, other: &Terms) -> bool {
    let same = |(at, sheet): (&(u32, Day), &Sheet)| other.get(at).is_some_and(|known| known.has_same_terms(sheet));
    one.len() == other.len() && one.iter().all(same)
}

/// What the registry's own tables hold, also what PostgreSQL does not number for others yet because older transactions, of
/// whichever database, are under way.
pub(crate) async fn published(store: &dyn Store) -> Result<Terms> {
    let mut terms = Terms::new();
    for part in store.directory().await?.parts() {
        let sheets = store.sheets(&part).await?;
        terms.extend(sheets.into_iter().map(|(schedule, sheet)| by_day(schedule, sheet)));
    }
    Ok(terms)
}

/// How far a cache has come.
pub(crate) enum Cached {
    /// There are no terms in it.
    Nothing,
    /// A part of a snapshot.
    Begun(Terms),
    /// Everything up to a change.
    Complete(Terms),
}

/// What is in a cache was in the registry, and all of it up to the change that the cache names.
pub(crate) fn believable(content: Content, published: &Terms) -> Result<Cached> {
    let Some(position) = content.position else {
        return Ok(Cached::Nothing);
    };
    let sheets = content.sheets.into_iter();
    let held: Terms = sheets
        .flat_map(|(schedule, sheets)| sheets.into_iter().map(move |sheet| by_day(schedule, sheet)))
        .collect();
    for (at, sheet) in &held {
        let Some(known) = published.get(at) else {
            bail!("{at:?} was never published");
        };
        ensure!(
            sheet.has_same_terms(known) || known.version > position.seq,
            "{at:?} is not what was published"
        );
    }
    if !position.complete {
        return Ok(Cached::Begun(held));
    }
    for (at, sheet) in published.iter().filter(|(_, sheet)| sheet.version <= position.seq) {
        let is_held = held.get(at).is_some_and(|held| held.has_same_terms(sheet));
        ensure!(is_held, "{at:?} is missing: a part of a page");
    }
    Ok(Cached::Complete(held))
}
