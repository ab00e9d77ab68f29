//! The disk says that flushes fail while the registry works: what cannot be flushed is not acknowledged, and when the disk
//! has recovered, or the registry was killed meanwhile, everything acknowledged is there.
//!
//! The calls of the registry to the system fail, by libfiu; the disk itself is well. PostgreSQL is a server of its own, which
//! gives up when a flush fails: what it then promises is not ours.

use crate::crowd::{Crowd, Dice};
use crate::kills::{ANSWERS, DESKS, Totals, after_the_end, at_last};
use crate::place::{Kind, Place, Places, finish};
use crate::report::{Figures, NotRun};
use anyhow::{Context, Result, bail, ensure};
use okienko_testkit::Program;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

/// Every call that waits for the disk.
const FLUSHES: &str = "name=posix/io/sync/*";
/// What it then fails with: an error of the device.
const EIO: &str = "failinfo=5";
/// Longest round.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) async fn proof(places: &Places, times: u32) -> Result<Figures> {
    if finish(Command::new("fiu-run").arg("true")).await.is_err() {
        bail!(NotRun(
            "fiu-run is missing; cargo xtask setup installs fiu-utils".into()
        ));
    }
    let mut totals = Totals::default();
    let place = places.clinic(Kind::Sqlite, DESKS).await?;
    let mut registry = start(&place, "127.0.0.1:0").await?;
    let address = registry.address().to_owned();
    let mut crowd = Crowd::new(&place, &registry.url, DESKS).await?;
    let mut dice = Dice::new();
    for time in 1..=times {
        let some = crowd.more(usize::try_from(1 + dice.below(ANSWERS))?);
        let failure = crowd.failure();
        let trouble = async {
            some.await?;
            tell(&place, &registry, &format!("enable {FLUSHES},{EIO}")).await?;
            failure.await?;
            if time.is_multiple_of(2) {
                registry.kill().await?;
                return start(&place, &address).await;
            }
            tell(&place, &registry, &format!("disable {FLUSHES}")).await?;
            Ok(registry)
        };
        let round = async {
            let registry = crowd.work(trouble).await??;
            after_the_end(&place, &mut crowd, ("failing flushes", time), &mut totals).await?;
            Ok::<_, anyhow::Error>(registry)
        };
        registry = timeout(PATIENCE, round)
            .await
            .context("the registry does not recover")??;
    }
    at_last(&place, registry, &mut crowd, &mut totals).await?;
    let mut figures = Figures::default();
    figures.add("times flushes failed", times);
    totals.tell(&mut figures);
    Ok(figures)
}

/// The registry, whose calls to the system can be made to fail.
async fn start(place: &Place, listen: &str) -> Result<Program> {
    let served = Program::serve_at(&place.registry, &place.database, listen);
    let mut command = Command::new("fiu-run");
    command
        .args(["-x", "-f"])
        .arg(pipes(place))
        .arg(served.as_std().get_program())
        .args(served.as_std().get_args());
    Ok(Program::start(command).await?)
}

/// Makes its calls fail, or not.
async fn tell(place: &Place, registry: &Program, what: &str) -> Result<()> {
    let mut command = Command::new("fiu-ctrl");
    command.arg("-f").arg(pipes(place)).args(["-c", what]);
    let said = command.arg(registry.id().to_string()).output().await?;
    // It says what is wrong and ends well.
    ensure!(
        said.status.success() && said.stdout.is_empty(),
        "fiu-ctrl: {}",
        String::from_utf8_lossy(&said.stdout)
    );
    Ok(())
}

/// How the names of the pipes begin through which it is told.
fn pipes(place: &Place) -> std::path::PathBuf {
    place.path("faults")
}
