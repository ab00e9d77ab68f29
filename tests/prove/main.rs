//! `cargo xtask prove`: what Okienko promises, shown on the real programs, over HTTP, on both databases.
//!
//! Each proof is one file. [`crowd`] works like desks do and never forgets a request, [`ledger`] remembers every answer, and
//! [`snapshot`] reads the database's own tables, so that what was acknowledged can be compared with what is there.
#![expect(clippy::print_stdout, reason = "the figures are the output of this program")]

mod client_kills;
mod contention;
mod copying;
mod crowd;
mod delivery;
mod disk;
mod flush;
mod forgetful;
mod full;
mod histories;
mod kills;
mod ledger;
mod place;
mod power;
mod report;
mod restore;
mod snapshot;
mod terms;

use clap::{Parser, Subcommand, ValueEnum};
use place::{Kind, Places};
use report::{Proof, Verdict};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Proves what the product promises. Exit codes: 0 all held, 1 one did not, 2 one could not be run on this machine.
#[derive(Parser)]
struct Arguments {
    /// Smaller counts: about a minute.
    #[arg(long)]
    quick: bool,
    /// So small that only the proofs themselves are tried out.
    #[arg(long, hide = true)]
    tiny: bool,
    /// One JSON object a proof and database.
    #[arg(long)]
    json: bool,
    /// Only this proof; may be repeated.
    #[arg(long)]
    only: Vec<Name>,
    /// Only this database.
    #[arg(long)]
    database: Option<Kind>,
    /// Folder with the built programs; by default where this one is.
    #[arg(long)]
    programs: Option<PathBuf>,
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Subcommand)]
enum Part {
    /// The registry as it must not be, for the control of the power cuts.
    #[command(hide = true)]
    Forgetful(forgetful::Arguments),
}

/// Proofs at work at the same time: they wait more than they work.
const AT_ONCE: usize = 4;

/// The proofs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Name {
    /// Many bookers of one term.
    OneSlot,
    /// Many bookers of each of many terms.
    ManySlots,
    /// The registry killed at work.
    Kills,
    /// The disk cut off from the registry at work, and the control.
    Power,
    /// The disk full while the registry works.
    FullDisk,
    /// Flushes of the disk that fail.
    FailingFlush,
    /// The worker of delivery killed.
    Delivery,
    /// The registry back from a copy.
    Restore,
    /// Terms, networks, desktops and caches that change and break in every order.
    Histories,
    /// The desktop killed while it synchronises.
    ClientKills,
}

impl Name {
    /// Whether there is something to prove on this database.
    fn concerns(self, kind: Kind) -> bool {
        self != Self::FailingFlush || kind == Kind::Sqlite
    }
}

/// How much of each.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Counts {
    /// Bookers of the one term.
    bookers: u32,
    /// Terms that are booked by many.
    slots: u16,
    /// Bookers of each of them.
    each: u32,
    /// Kills of the registry.
    kills: u32,
    /// Power cuts.
    cuts: u32,
    /// Power cuts of the control.
    control: u32,
    /// Times that the disk runs full.
    full: u32,
    /// Times that flushes fail.
    flushes: u32,
    /// Kills of the worker.
    worker_kills: usize,
    /// Bookings before the copy is made, and after it.
    copied: u16,
    later: u16,
    /// Histories of synchronisation.
    histories: u32,
    /// Kills of the desktop.
    client_kills: u32,
}

const FULL: Counts = Counts {
    bookers: 10_000,
    slots: 1_000,
    each: 50,
    kills: 1_000,
    cuts: 100,
    control: 10,
    full: 20,
    flushes: 100,
    worker_kills: 500,
    copied: 200,
    later: 500,
    histories: 2_000,
    client_kills: 1_000,
};

impl Counts {
    /// A cycle of PostgreSQL takes several times that of SQLite: fewer of them fit into the time.
    fn on(self, kind: Kind) -> Self {
        match kind {
            Kind::Sqlite => self,
            Kind::Postgres => Self {
                kills: self.kills.div_ceil(3).min(300),
                cuts: self.cuts.div_ceil(5),
                full: self.full.div_ceil(5),
                // The desktop does not know which database there is.
                histories: self.histories.div_ceil(10),
                client_kills: self.client_kills.div_ceil(10),
                ..self
            },
        }
    }
}

const QUICK: Counts = Counts {
    bookers: 1_000,
    slots: 40,
    each: 50,
    kills: 30,
    cuts: 5,
    control: 2,
    full: 1,
    flushes: 2,
    worker_kills: 15,
    copied: 50,
    later: 100,
    histories: 40,
    client_kills: 20,
};
const TINY: Counts = Counts {
    bookers: 300,
    slots: 10,
    each: 20,
    kills: 2,
    cuts: 1,
    control: 1,
    full: 1,
    flushes: 2,
    worker_kills: 3,
    copied: 10,
    later: 20,
    histories: 10,
    client_kills: 3,
};

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    if let Some(Part::Forgetful(arguments)) = arguments.part {
        forgetful::run(&arguments).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let counts = match (arguments.tiny, arguments.quick) {
        (true, _) => TINY,
        (_, true) => QUICK,
        _ => FULL,
    };
    let kinds = arguments
        .database
        .map_or(vec![Kind::Sqlite, Kind::Postgres], |kind| vec![kind]);
    let places = Arc::new(Places::new(arguments.programs, kinds.contains(&Kind::Postgres))?);
    let asked = |name: &&Name| arguments.only.is_empty() || arguments.only.contains(name);
    let at_once = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    // Those that take longest are the last ones.
    for name in Name::value_variants().iter().rev().filter(asked) {
        for kind in kinds.iter().filter(|kind| name.concerns(**kind)) {
            running.spawn(begin(*name, *kind, (&places, &at_once), counts));
        }
    }
    let mut verdicts = Vec::new();
    while let Some(proof) = running.join_next().await {
        let proof = proof?;
        println!("{}", if arguments.json { proof.json() } else { proof.line() });
        verdicts.push(proof.verdict);
    }
    anyhow::ensure!(!verdicts.is_empty(), "there is nothing to prove on this database");
    if !arguments.json && counts.bookers < FULL.bookers {
        println!("PROVE counts are lowered; cargo xtask prove without --quick runs them all");
    }
    Ok(ExitCode::from(
        verdicts.iter().map(Verdict::exit_code).max().unwrap_or(0),
    ))
}

/// Begins a proof as soon as others leave room for it.
fn begin(
    name: Name,
    kind: Kind,
    (places, at_once): (&Arc<Places>, &Arc<Semaphore>),
    counts: Counts,
) -> impl Future<Output = Proof> + use<> {
    let (places, at_once) = (Arc::clone(places), Arc::clone(at_once));
    // A thread of its own also keeps a panic of the test kit apart.
    let running = tokio::task::spawn_blocking(move || {
        Handle::current().block_on(async {
            let _place = at_once.acquire().await;
            let started = Instant::now();
            let done = one(name, kind, &places, counts.on(kind)).await;
            (done, started.elapsed())
        })
    });
    let word = name.to_possible_value();
    let word = word.map_or_else(String::new, |word| word.get_name().to_owned());
    async move {
        // What the test kit says no to is a proof that did not hold.
        let (done, took) = running
            .await
            .unwrap_or_else(|panic| (Err(panic.into()), Duration::ZERO));
        Proof::new(word, kind, took, done)
    }
}

async fn one(name: Name, kind: Kind, places: &Places, counts: Counts) -> anyhow::Result<report::Figures> {
    match name {
        Name::OneSlot => contention::proof(places, kind, 1, counts.bookers).await,
        Name::ManySlots => contention::proof(places, kind, counts.slots, counts.each).await,
        Name::Kills => kills::proof(places, kind, counts.kills).await,
        Name::Power => power::proof(places, kind, counts.cuts, counts.control).await,
        Name::FullDisk => full::proof(places, kind, counts.full).await,
        Name::FailingFlush => flush::proof(places, counts.flushes).await,
        Name::Delivery => delivery::proof(places, kind, counts.worker_kills).await,
        Name::Restore => restore::proof(places, kind, counts.copied, counts.later).await,
        Name::Histories => histories::proof(places, kind, counts.histories).await,
        Name::ClientKills => client_kills::proof(places, kind, counts.client_kills).await,
    }
}
