//! `okienko-registry seed`: a progress bar around [`okienko_registry::demo`].
#![expect(
    clippy::print_stdout,
    reason = "the result of a command line goes to standard output"
)]

use anyhow::Context;
use okienko_domain::calendar::{Day, warsaw_day};
use okienko_domain::clock::Clock;
use okienko_registry::demo;
use std::path::PathBuf;

/// Options of the command.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    database: super::Database,
    /// Folder with the open data of this project.
    #[arg(long, default_value = "data")]
    data: PathBuf,
    /// The same seed makes the same country.
    #[arg(long, default_value_t = 20_260_701)]
    seed: u64,
    /// Only so many offers, for quick trials; without it all of Poland.
    #[arg(long)]
    offers: Option<usize>,
    /// First day of the timetables, YYYY-MM-DD; today by default.
    #[arg(long, value_parser = parse_day)]
    from: Option<Day>,
    /// Working days of the timetables.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u16).range(1..=250))]
    working_days: u16,
}

fn parse_day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "a day looks like 2026-12-01".to_owned())
}

pub(crate) async fn run(arguments: Arguments, clock: &Clock) -> anyhow::Result<()> {
    let now = clock.now();
    let store = arguments.database.open().await?;
    let options = demo::Options {
        data: arguments.data,
        seed: arguments.seed,
        from: arguments.from.unwrap_or_else(|| warsaw_day(now)),
        working_days: arguments.working_days,
        offers: arguments.offers,
    };
    let bar = indicatif::ProgressBar::new(100);
    bar.set_style(
        indicatif::ProgressStyle::with_template("{msg:34} {bar:40} {percent:>3} %  {elapsed}")
            .context("progress style")?,
    );
    let summary = demo::load(&*store, &options, now, &|progress: demo::Progress| {
        bar.set_message(progress.step);
        bar.set_position(progress.percent);
    })
    .await?;
    bar.finish_with_message("gotowe");
    print_line(&serde_json::to_string(&summary)?);
    Ok(())
}

/// One line on standard output, for the program that started this one.
pub(crate) fn print_line(line: &str) {
    println!("{line}");
}
