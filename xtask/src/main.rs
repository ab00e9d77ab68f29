//! The commands of this repository: `cargo xtask run` and `cargo xtask test`, and what they are made of.
//!
//! A fresh machine builds this crate before anything else is installed, so it stays small: no runtime, no TLS, no C.
#![expect(clippy::print_stdout, reason = "a command line talks to the person who called it")]

mod api;
mod bench;
mod bindings;
mod cmd;
mod demo;
mod pesel;
mod programs;
mod prove;
mod run;
mod service;
mod setup;
mod steps;
mod test;
mod tidy;
mod wait;
mod workspace;

use anyhow::Result;
use clap::{Parser, Subcommand};
use std::process::ExitCode;
use workspace::Workspace;

/// Build, run and check Okienko.
///
/// Exit codes: 0 all went well, 1 a step failed, 2 something is missing on this machine (the message names it).
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Run(run::Args),
    Test(test::Args),
    Setup(setup::Args),
    Demo(demo::Args),
    Bench(bench::Args),
    Prove(prove::Args),
    Tidy(tidy::Args),
    Bindings(bindings::Args),
}

/// What the machine lacks, told as the person's next step. Ends the program with exit code 2.
#[derive(Debug)]
struct Missing(String);

impl std::fmt::Display for Missing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Missing {}

fn main() -> ExitCode {
    let outcome = Workspace::find().and_then(|workspace| dispatch(Cli::parse().command, &workspace));
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    eprintln!("\nxtask: {error:#}");
    ExitCode::from(if error.is::<Missing>() { 2 } else { 1 })
}

fn dispatch(command: Command, workspace: &Workspace) -> Result<()> {
    match command {
        Command::Run(args) => run::run(&args, workspace),
        Command::Test(args) => test::run(&args, workspace),
        Command::Setup(args) => setup::run(&args, workspace),
        Command::Demo(args) => demo::run(&args, workspace),
        Command::Bench(args) => bench::run(&args, workspace),
        Command::Prove(args) => prove::run(&args, workspace),
        Command::Tidy(args) => tidy::run(&args, workspace),
        Command::Bindings(args) => bindings::run(&args, workspace),
    }
}
