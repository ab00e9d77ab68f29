//! Measurements: what a desk and a registry do with the terms of all Poland.

use crate::cmd::Cmd;
use crate::workspace::Workspace;
use anyhow::Result;

/// Measure first sync, changes, search, bookings and crowds in a release build, on nationwide data.
///
/// Where there is a limit of the machine it is measured in the same run, so that the figures of two machines can be compared.
/// What each figure is stands in docs/BENCHMARKS.md.
#[derive(clap::Args)]
pub struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Fewer terms and rounds: shows that it works, not how fast it is
    #[arg(long)]
    quick: bool,
    /// Only this part: desk, typing, plans, sync, searches, bookings, postgres, waiting, audit, herd or sizes; sizes only when named
    #[arg(long)]
    only: Option<String>,
    /// Further arguments for the benchmark itself
    #[arg(last = true)]
    rest: Vec<String>,
}

/// `cargo xtask bench`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<()> {
    // One build of both: the crowds are let at the real registry, which lies beside the benchmark.
    let words = "build --release --workspace --exclude okienko --bin bench --bin okienko-registry";
    Cmd::cargo(&workspace.root, words).run()?;
    let mut cmd = Cmd::new(&workspace.root, &workspace.binary("bench", true).display().to_string());
    for (wanted, flag) in [(args.json, "--json"), (args.quick, "--quick")] {
        if wanted {
            cmd = cmd.arg(flag);
        }
    }
    if let Some(part) = &args.only {
        cmd = cmd.arg("--only").arg(part);
    }
    args.rest.iter().fold(cmd, |cmd, word| cmd.arg(word)).run()
}
