//! The worker of delivery killed between sending a message and noting that it was sent.

use crate::place::{Kind, Places};
use crate::report::Figures;
use anyhow::{Result, ensure};
use okienko_testkit::{Gateway, kill_the_worker};

pub(crate) async fn proof(places: &Places, kind: Kind, kills: usize) -> Result<Figures> {
    let place = places.empty(kind)?;
    // A gateway that does not notice repetitions shows all of them.
    let gateway = Gateway::start(false).await;
    let sent = kill_the_worker(&place.registry, &place.database, &gateway, kills, 1).await;
    ensure!(sent.lost() == 0, "{} messages are lost", sent.lost());
    ensure!(sent.most() <= 2, "a message was sent {} times", sent.most());
    ensure!(
        sent.repeated() == kills - kills / 3,
        "{} messages were repeated; one for each kill after the sending would be {}",
        sent.repeated(),
        kills - kills / 3
    );
    let mut figures = Figures::default();
    figures.add("kills", kills);
    figures.add("messages", sent.messages);
    figures.add("lost", sent.lost());
    figures.add("sent twice", sent.repeated());
    figures.add("sent more often", 0_u64);
    Ok(figures)
}
