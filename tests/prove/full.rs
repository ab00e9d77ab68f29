//! The disk runs full while the registry works, and somebody makes room: the same registry goes on, and nothing that it
//! acknowledged before is lost.

use crate::crowd::{Crowd, Dice};
use crate::kills::{ANSWERS, DESKS, Totals, after_the_end, at_last};
use crate::place::{Kind, Places};
use crate::power::Machine;
use crate::report::Figures;
use anyhow::Result;
use okienko_cluster::Durability;

pub(crate) async fn proof(places: &Places, kind: Kind, times: u32) -> Result<Figures> {
    let mut totals = Totals::default();
    let mut machine = Machine::new(kind, Durability::Real)?;
    let place = machine.clinic(places).await?;
    let registry = machine.start(&place, None).await?;
    let mut crowd = Crowd::new(&place, &registry.url, DESKS).await?;
    let mut dice = Dice::new();
    for time in 1..=times {
        let some = crowd.more(usize::try_from(1 + dice.below(ANSWERS))?);
        let failure = crowd.failure();
        let full = async {
            some.await?;
            machine.disk.fill()?;
            failure.await?;
            machine.disk.make_room()?;
            machine.restart_server()
        };
        crowd.work(full).await??;
        after_the_end(&place, &mut crowd, ("full disk", time), &mut totals).await?;
    }
    at_last(&place, registry, &mut crowd, &mut totals).await?;
    let mut figures = Figures::default();
    figures.add("full disks", times);
    totals.tell(&mut figures);
    Ok(figures)
}
