//! The power fails while the registry works: its disk is cut off, and only what was on the disk comes back.
//!
//! The registry is stopped before the cut, so that no acknowledgement can come after it. The control is the same without
//! waiting for the disk: it must lose something, or this proof would not notice a loss.

use crate::copying::Copying;
use crate::crowd::{Crowd, Dice};
use crate::disk::{Disk, durable, freeze};
use crate::kills::{ANSWERS, DESKS, Totals, after_the_end, at_last, moment};
use crate::place::{Kind, Place, Places, finish};
use crate::report::Figures;
use crate::snapshot::Snapshot;
use anyhow::{Result, ensure};
use okienko_cluster::{Cluster, Durability};
use okienko_testkit::{Database, Program};
use std::path::Path;
use std::time::Instant;
use tokio::process::Command;
use tokio::time::sleep;

/// Then a new database.
const GENERATION: u32 = 25;
/// Answers of the control before its cut.
const CONTROL: usize = 50;
/// Sizes of the disks, in mebibytes.
const SMALL: u64 = 256;
const LARGE: u64 = 1_024;

pub(crate) async fn proof(places: &Places, kind: Kind, cuts: u32, control: u32) -> Result<Figures> {
    let mut totals = Totals::default();
    let mut machine = Machine::new(kind, Durability::Real)?;
    let mut left = cuts;
    while left > 0 {
        let now = left.min(GENERATION);
        generation(&mut machine, places, now, &mut totals).await?;
        left -= now;
    }
    drop(machine);
    let mut machine = Machine::new(kind, Durability::Late)?;
    let mut forgotten = Forgotten::default();
    for _ in 0..control {
        forgotten.add(forget(&mut machine, places).await?);
    }
    ensure!(
        forgotten.lost > 0,
        "the control lost nothing of {} in {control} cuts: this proof would not notice a loss",
        forgotten.acknowledged
    );
    let mut figures = Figures::default();
    figures.add("cuts", cuts);
    totals.tell(&mut figures);
    figures.add("cuts of the control", control);
    figures.add("acknowledged by the control", forgotten.acknowledged);
    figures.add("lost by the control", forgotten.lost);
    Ok(figures)
}

/// Something with a disk and perhaps a database server.
pub(crate) struct Machine {
    // Dropped before the disk.
    cluster: Option<Cluster>,
    pub(crate) disk: Disk,
    kind: Kind,
    durability: Durability,
    databases: u32,
}

impl Machine {
    pub(crate) fn new(kind: Kind, durability: Durability) -> Result<Self> {
        let disk = Disk::new(if kind == Kind::Sqlite { SMALL } else { LARGE })?;
        let cluster = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(Cluster::start_at(disk.path().join("data"), durability)?),
        };
        Ok(Self {
            cluster,
            disk,
            kind,
            durability,
            databases: 0,
        })
    }

    /// A new database with a clinic on the disk, known to be there.
    pub(crate) async fn clinic(&mut self, places: &Places) -> Result<Place> {
        self.databases += 1;
        if let Some(cluster) = &self.cluster {
            let folder = tempfile::tempdir()?;
            let database = Database {
                name: cluster.database()?,
                key: folder.path().join("registry.key"),
            };
            let mut place = places.at(self.kind, database, folder);
            place.publish(DESKS).await?;
            let line = ["-X", "-q", "-c", "CHECKPOINT", "-d", &place.database.name];
            finish(Command::new("psql").args(line)).await?;
            return Ok(place);
        }
        // Made elsewhere: what this process has open would keep the disk.
        let made = places.clinic(Kind::Sqlite, DESKS).await?;
        let at = self.disk.path().join(format!("{}", self.databases));
        std::fs::create_dir(&at)?;
        let (copy, key) = (at.join("registry.db"), at.join("registry.key"));
        finish(
            Command::new(&made.registry)
                .args(["backup", "--db", &made.database.name, "--to"])
                .arg(&copy),
        )
        .await?;
        std::fs::copy(&made.database.key, &key)?;
        durable(&key)?;
        durable(&at)?;
        let name = copy.display().to_string();
        let mut place = places.at(Kind::Sqlite, Database { name, key }, made.folder);
        place.now = made.now;
        place.codes = made.codes;
        Ok(place)
    }

    /// The registry with this machine's carefulness. PostgreSQL has it in its server.
    pub(crate) async fn start(&self, place: &Place, listen: Option<&str>) -> Result<Program> {
        if self.durability == Durability::Real || self.kind == Kind::Postgres {
            return place.start(listen).await;
        }
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(["forgetful", "--listen", listen.unwrap_or("127.0.0.1:0"), "--db"])
            .arg(Path::new(&place.database.name))
            .arg("--key")
            .arg(&place.database.key);
        Ok(Program::start(command).await?)
    }

    /// The power fails, and comes back.
    async fn fail(&mut self, registry: Program) -> Result<Instant> {
        freeze(registry.id())?;
        self.disk.cut()?;
        let at = Instant::now();
        registry.kill().await?;
        if let Some(cluster) = &mut self.cluster {
            cluster.kill()?;
        }
        Ok(at)
    }

    async fn come_back(&mut self) -> Result<()> {
        self.disk.restart().await?;
        if let Some(cluster) = &mut self.cluster {
            cluster.resume()?;
        }
        Ok(())
    }

    /// Starts the database server again, when there is one: without room for its log it gives up.
    pub(crate) fn restart_server(&mut self) -> Result<()> {
        if let Some(cluster) = &mut self.cluster {
            cluster.kill()?;
            cluster.resume()?;
        }
        Ok(())
    }
}

async fn generation(machine: &mut Machine, places: &Places, cuts: u32, totals: &mut Totals) -> Result<()> {
    let place = machine.clinic(places).await?;
    let mut registry = machine.start(&place, None).await?;
    let mut crowd = Crowd::new(&place, &registry.url, DESKS).await?;
    let mut dice = Dice::new();
    for cut in 1..=cuts {
        let address = registry.address().to_owned();
        let some = crowd.more(usize::try_from(1 + dice.below(ANSWERS))?);
        let failure = async {
            some.await?;
            sleep(moment(&mut dice)).await;
            machine.fail(registry).await
        };
        let copying = Copying::of(&place)?;
        crowd.work(failure).await??;
        drop(copying);
        machine.come_back().await?;
        registry = machine.start(&place, Some(&address)).await?;
        after_the_end(&place, &mut crowd, ("cut", cut), totals).await?;
    }
    at_last(&place, registry, &mut crowd, totals).await
}

/// What the control acknowledged and what of it was gone.
#[derive(Default)]
struct Forgotten {
    acknowledged: usize,
    lost: usize,
}

impl Forgotten {
    fn add(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.lost += other.lost;
    }
}

async fn forget(machine: &mut Machine, places: &Places) -> Result<Forgotten> {
    let place = machine.clinic(places).await?;
    let registry = machine.start(&place, None).await?;
    let mut crowd = Crowd::new(&place, &registry.url, DESKS).await?;
    let some = crowd.more(CONTROL);
    let failure = async {
        some.await?;
        machine.fail(registry).await
    };
    let cut = crowd.work(failure).await??;
    machine.come_back().await?;
    let registry = machine.start(&place, None).await?;
    let found = Snapshot::read(&place)?;
    registry.kill().await?;
    let ledger = crowd.ledger();
    // Only what a desk had read before the cut: nobody can say that it was never acknowledged.
    let before = ledger.acknowledged.iter().filter(|known| known.at < cut);
    Ok(Forgotten {
        acknowledged: before.clone().count(),
        lost: before.filter(|known| !found.answers.contains(&known.id)).count(),
    })
}
