//! `kill -9` of the registry while desks book, move, cancel and answer offers.

use crate::copying::Copying;
use crate::crowd::{Crowd, Dice};
use crate::place::{Kind, Place, Places};
use crate::report::Figures;
use crate::snapshot::{Snapshot, Visit};
use anyhow::{Result, ensure};
use okienko_testkit::Program;
use std::time::Duration;
use tokio::time::sleep;
use uuid::Uuid;

/// Desks at work.
pub(crate) const DESKS: u32 = 16;
/// Then a new database: what is compared after each kill stays small.
const GENERATION: u32 = 100;
/// Requests sent again after each kill.
const REPLAYS: usize = 8;
/// After every so many kills the desks' lists are read over the API too.
const LISTS: u32 = 10;
/// The registry dies after at most so many answers, and so many milliseconds.
pub(crate) const ANSWERS: u64 = 16;
const MOMENT: u64 = 10;

/// Counts of a crowd's life.
#[derive(Default)]
pub(crate) struct Totals {
    pub(crate) acknowledged: usize,
    changes: usize,
    visits: usize,
    offers: usize,
    messages: usize,
    replays: usize,
}

pub(crate) async fn proof(places: &Places, kind: Kind, kills: u32) -> Result<Figures> {
    let mut totals = Totals::default();
    let mut left = kills;
    while left > 0 {
        let now = left.min(GENERATION);
        generation(&places.clinic(kind, DESKS).await?, now, &mut totals).await?;
        left -= now;
    }
    let mut figures = Figures::default();
    figures.add("kills", kills);
    totals.tell(&mut figures);
    Ok(figures)
}

async fn generation(place: &Place, kills: u32, totals: &mut Totals) -> Result<()> {
    let mut registry = place.start(None).await?;
    let mut crowd = Crowd::new(place, &registry.url, DESKS).await?;
    let mut dice = Dice::new();
    for kill in 1..=kills {
        let address = registry.address().to_owned();
        let some = crowd.more(usize::try_from(1 + dice.below(ANSWERS))?);
        let death = async {
            some.await?;
            sleep(moment(&mut dice)).await;
            Ok::<_, anyhow::Error>(registry.kill().await?)
        };
        let copying = Copying::of(place)?;
        crowd.work(death).await??;
        drop(copying);
        registry = place.start(Some(&address)).await?;
        after_the_end(place, &mut crowd, ("kill", kill), totals).await?;
    }
    at_last(place, registry, &mut crowd, totals).await
}

/// A part of a request's time, so that none of its steps is spared.
pub(crate) fn moment(dice: &mut Dice) -> Duration {
    Duration::from_micros(dice.below(MOMENT * 1_000))
}

/// What was acknowledged is there, what was not is there or not; then all of it is answered.
pub(crate) async fn after_the_end(
    place: &Place,
    crowd: &mut Crowd,
    (what, count): (&str, u32),
    totals: &mut Totals,
) -> Result<()> {
    let when = format!("after {what} {count}");
    let found = Snapshot::read(place)?;
    crowd.ledger().compare(&found).none(&when)?;
    totals.replays += crowd.settle(REPLAYS).await?;
    if count.is_multiple_of(LISTS) {
        compare_lists(place, crowd, &when).await?;
    }
    Ok(())
}

/// Everything is answered: the tables and what the desks are told must both be what the ledger says.
async fn compare_lists(place: &Place, crowd: &Crowd, when: &str) -> Result<Snapshot> {
    let found = Snapshot::read(place)?;
    crowd.ledger().compare(&found).none(when)?;
    let listed = crowd.lists().await?;
    let same = |(id, visit): (&Uuid, &Visit)| listed.get(id) == Some(&(visit.slot, visit.active));
    ensure!(
        found.visits.iter().all(same) && listed.len() == found.visits.len(),
        "{when}: the lists of the desks say something else"
    );
    Ok(found)
}

/// Every answer once more, and the audit.
pub(crate) async fn at_last(place: &Place, registry: Program, crowd: &mut Crowd, totals: &mut Totals) -> Result<()> {
    totals.replays += crowd.settle(usize::MAX).await?;
    let found = compare_lists(place, crowd, "at last").await?;
    registry.stop().await?;
    place.command(&["audit", "verify"]).await?;
    let ledger = crowd.ledger();
    totals.acknowledged += ledger.acknowledged.len();
    totals.changes += ledger.changes();
    totals.visits += found.visits.len();
    totals.offers += found.offers.len();
    totals.messages += found
        .messages
        .iter()
        .filter(|message| message.kind != "reminder")
        .count();
    Ok(())
}

impl Totals {
    pub(crate) fn tell(&self, figures: &mut Figures) {
        figures.add("acknowledged answers", self.acknowledged);
        figures.add("changes", self.changes);
        figures.add("visits", self.visits);
        figures.add("offers", self.offers);
        figures.add("messages", self.messages);
        figures.add("lost", 0_u64);
        figures.add("double", 0_u64);
        figures.add("replays answered the same", self.replays);
    }
}
