//! Many bookers of the same terms at the same moment: each term goes to exactly one.

use crate::crowd::ask;
use crate::place::{Kind, Places};
use crate::report::Figures;
use crate::snapshot::Snapshot;
use anyhow::{Context, Result, bail, ensure};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, Outcome, Request};
use okienko_domain::slot::SlotId;
use okienko_sync::Remote;
use okienko_testkit::{clinic_term, patient};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::task::JoinSet;
use uuid::Uuid;

/// Clinics that they call from.
const DESKS: u32 = 32;
/// Requests under way at each of them.
const LINES: u32 = 6;

/// So many `bookers` of each of so many terms. Where all want the same one, PostgreSQL has two registries on its database.
pub(crate) async fn proof(places: &Places, kind: Kind, terms: u16, bookers: u32) -> Result<Figures> {
    let place = places.clinic(kind, DESKS).await?;
    let mut registries = vec![place.start(None).await?];
    if kind == Kind::Postgres && terms == 1 {
        registries.push(place.start(None).await?);
    }
    let all = u32::from(terms) * bookers;
    let next = Arc::new(AtomicU32::new(0));
    let mut working = JoinSet::new();
    let mut desks = Vec::new();
    for (desk, registry) in (1..=DESKS).zip(registries.iter().cycle()) {
        desks.push((desk, place.desk(&registry.url, desk).await?));
    }
    for (desk, remote) in desks.clone() {
        for _ in 0..LINES {
            let (remote, next, now) = (Arc::clone(&remote), Arc::clone(&next), place.now);
            working.spawn(async move {
                let mut won = Vec::new();
                loop {
                    // Neighbours in the count want the same term.
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= all {
                        return Ok(won);
                    }
                    let slot = clinic_term(now, 1, u16::try_from(n / bookers)?);
                    won.extend(book(&remote, desk, slot, n).await?);
                }
            });
        }
    }
    let mut won: HashMap<SlotId, Vec<Uuid>> = HashMap::new();
    while let Some(done) = working.join_next().await {
        let done: Result<Vec<(SlotId, Uuid)>> = done?;
        for (slot, visit) in done? {
            won.entry(slot).or_default().push(visit);
        }
    }
    let winners: usize = won.values().map(Vec::len).sum();
    ensure!(
        won.len() == usize::from(terms) && winners == usize::from(terms),
        "{winners} winners of {} terms, there are {terms}",
        won.len()
    );
    in_the_tables(&Snapshot::read(&place)?, &won)?;
    over_the_api(&desks, &won).await?;
    let mut figures = Figures::default();
    figures.add("bookers", all);
    figures.add("terms", terms);
    figures.add("winners", winners);
    figures.add("refused", all - u32::try_from(winners)?);
    figures.add("registries", registries.len());
    for registry in registries {
        registry.stop().await?;
    }
    Ok(figures)
}

/// One booker's luck.
async fn book(remote: &Remote, desk: u32, slot: SlotId, serial: u32) -> Result<Option<(SlotId, Uuid)>> {
    let request = Request {
        desk: Some(desk),
        action: Action::Book {
            slot,
            patient: patient(serial),
            referral: None,
            hold: None,
            continuation: false,
        },
    };
    match ask(remote, Uuid::now_v7(), &request).await? {
        Ok(Outcome::Booked { appointment, .. }) => Ok(Some((slot, appointment))),
        Err(refusal) if refusal.code == RefusalCode::SlotTaken => Ok(None),
        other => bail!("answered with {other:?}"),
    }
}

/// The tables hold the winners' visits and messages, and nothing else.
fn in_the_tables(found: &Snapshot, won: &HashMap<SlotId, Vec<Uuid>>) -> Result<()> {
    let winners: HashMap<&Uuid, SlotId> = won
        .iter()
        .flat_map(|(slot, ids)| ids.iter().map(|id| (id, *slot)))
        .collect();
    ensure!(
        found.visits.len() == winners.len(),
        "{} visits are stored",
        found.visits.len()
    );
    for (id, visit) in &found.visits {
        ensure!(
            visit.active && winners.get(id) == Some(&visit.slot),
            "a visit of nobody who won"
        );
    }
    ensure!(found.taken == won.keys().copied().collect(), "other terms are taken");
    let told = found.messages.iter().filter(|message| message.kind == "confirmation");
    ensure!(told.count() == winners.len(), "not one confirmation for each visit");
    Ok(())
}

/// The lists of the desks hold the winners' visits, and nothing else.
async fn over_the_api(desks: &[(u32, Arc<Remote>)], won: &HashMap<SlotId, Vec<Uuid>>) -> Result<()> {
    let mut listed = HashMap::new();
    for (desk, remote) in desks {
        for visit in remote.appointments(*desk).await? {
            listed.insert(visit.slot, visit.id);
        }
    }
    ensure!(listed.len() == won.len(), "{} visits are listed", listed.len());
    for (slot, ids) in won {
        let id = listed.get(slot).context("a visit is not listed")?;
        ensure!(ids.contains(id), "another visit is listed");
    }
    Ok(())
}
