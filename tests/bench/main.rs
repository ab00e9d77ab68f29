//! `cargo xtask bench`: how close the program comes to what the machine can do.
//!
//! Absolute times say little on a busy machine, so each figure stands beside a limit measured in the same run, in
//! alternating rounds, where there is one, and the ratio is what counts.
#![expect(clippy::print_stdout, reason = "the figures are the output of this program")]

mod audit;
mod bookers;
mod bookings;
mod changes;
mod client;
mod country;
mod desk;
mod dice;
mod figures;
mod flock;
mod found;
mod herd;
mod limits;
mod load;
mod machine;
mod meter;
mod plans;
mod plot;
mod postgres;
mod queries;
mod rows;
mod searches;
mod sizes;
mod sync;
mod typing;
mod waiting;

use clap::{Parser, Subcommand, ValueEnum};
use country::{Country, Extent, online};
use figures::Figure;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Measures the product beside the limits of this machine.
#[derive(Parser)]
struct Arguments {
    /// 600 offers instead of all of Poland, fewer rounds: under a minute.
    #[arg(long)]
    quick: bool,
    /// One JSON object a figure.
    #[arg(long)]
    json: bool,
    /// Only this part; the others are not even prepared.
    #[arg(long, value_enum)]
    only: Option<Part>,
    /// Folder for the plots of `--only sizes`.
    #[arg(long)]
    plots: Option<PathBuf>,
    /// Folder with the open data.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    #[command(subcommand)]
    role: Option<Role>,
}

/// What this program is when it starts itself.
#[derive(Subcommand)]
enum Role {
    /// A desk whose memory is measured.
    #[command(hide = true)]
    Client(client::Arguments),
}

/// What can be measured alone.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// A desk over all of Poland: sync, search, booking.
    Desk,
    /// Places, key by key.
    Typing,
    /// The search beside other ways to the same answer.
    Plans,
    /// Bytes and memory of a first sync; changes and how soon they are seen.
    Sync,
    /// Search over HTTP.
    Searches,
    /// Bookings over HTTP.
    Bookings,
    /// The same on PostgreSQL.
    Postgres,
    /// Whom a freed term goes to.
    Waiting,
    /// The check of the audit.
    Audit,
    /// Thousands of clients at a registry on one processor.
    Herd,
    /// Countries of half a million, 5.7 and 20 million terms; only when named.
    Sizes,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if let Some(Role::Client(client)) = arguments.role {
        println!("{}", client::run(client).await?);
        return Ok(());
    }
    let figures = measured(&arguments).await?;
    for figure in &figures {
        println!("{}", if arguments.json { figure.json() } else { figure.line() });
    }
    anyhow::ensure!(figures.iter().all(Figure::passed), "a figure misses its target");
    Ok(())
}

async fn measured(arguments: &Arguments) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let quick = arguments.quick;
    let rounds = if quick { 2 } else { 5 };
    let round = Duration::from_millis(if quick { 500 } else { 2_000 });
    let wanted = |part| arguments.only.map_or(part != Part::Sizes, |only| only == part);
    let extent = Extent {
        data: arguments.data.clone(),
        offers: quick.then_some(600),
        working_days: 60,
    };
    let mut figures = Vec::new();
    if [Part::Desk, Part::Typing, Part::Plans, Part::Sync, Part::Searches]
        .into_iter()
        .any(wanted)
    {
        figures.extend(country(folder.path(), &extent, wanted, quick, (rounds, round)).await?);
    }
    if wanted(Part::Bookings) {
        figures.extend(bookings::measured(folder.path(), quick, rounds, round).await?);
    }
    if wanted(Part::Postgres) {
        figures.extend(postgres::measured(folder.path(), rounds, round).await?);
    }
    if wanted(Part::Waiting) {
        figures.extend(waiting::measured(folder.path(), if quick { 500 } else { 25_000 }).await?);
    }
    if wanted(Part::Audit) {
        let entries = if quick { 100_000 } else { 1_000_000 };
        figures.push(audit::verified(folder.path(), entries).await?);
    }
    if wanted(Part::Herd) {
        figures.extend(herd::measured(folder.path(), &extent, quick).await?);
    }
    if wanted(Part::Sizes) {
        figures.extend(sizes::measured(folder.path(), &arguments.data, quick, arguments.plots.as_deref()).await?);
    }
    Ok(figures)
}

/// What is measured over the terms of a whole country.
async fn country(
    folder: &Path,
    extent: &Extent,
    wanted: impl Fn(Part) -> bool,
    quick: bool,
    (rounds, round): (usize, Duration),
) -> anyhow::Result<Vec<Figure>> {
    let country = Country::open(folder, extent).await?;
    let mut figures = country.figures();
    let count = if quick { 500 } else { 2_000 };
    if wanted(Part::Desk) {
        figures.extend(desk::cold_sync(&country, folder, rounds).await?);
    }
    let a = online(country.desk(&country.url, &folder.join("a")).await?).await?;
    let b = online(country.desk(&country.url, &folder.join("b")).await?).await?;
    if wanted(Part::Desk) {
        figures.extend(desk::search(&a, count).await?);
        figures.extend(desk::booking(&a, &b, if quick { 10 } else { 100 }).await?);
    }
    if wanted(Part::Typing) {
        figures.extend(typing::measured(&a, &*country.store).await?);
    }
    if wanted(Part::Plans) {
        let questions = queries::questions(&a, count).await?;
        figures.extend(plans::measured(&*country.store, &questions).await?);
    }
    if wanted(Part::Searches) {
        let questions = queries::questions(&a, 2_000).await?;
        figures.extend(searches::measured(&country.unlimited, &questions, rounds, round).await?);
    }
    if wanted(Part::Sync) {
        figures.extend(sync::measured(&country, folder).await?);
        let disks = bookers::own_disks()?;
        figures.push(load::visible_under_load(&country, (&a, &b), if quick { 1 } else { 20 }, disks.path()).await?);
    }
    a.stop().await;
    b.stop().await;
    if wanted(Part::Sync) {
        figures.extend(changes::measured(&country, folder).await?);
    }
    Ok(figures)
}
