//! Measurements: first sync and search over the terms of all Poland.

use crate::cmd::Cmd;
use crate::workspace::Workspace;
use anyhow::Result;

/// Measure the first sync and the search in a release build, on nationwide data.
///
/// Cold sync is measured beside the raw SQLite load of the same rows in the same run, so that the figures of two
/// machines can be compared.
#[derive(clap::Args)]
pub struct Args {
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Fewer terms and rounds: shows that it works, not how fast it is
    #[arg(long)]
    quick: bool,
    /// Further arguments for the benchmark itself
    #[arg(last = true)]
    rest: Vec<String>,
}

/// `cargo xtask bench`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<()> {
    let mut cmd = Cmd::cargo(&workspace.root, "run --release --package okienko-tests --bin bench --");
    for (wanted, flag) in [(args.json, "--json"), (args.quick, "--quick")] {
        if wanted {
            cmd = cmd.arg(flag);
        }
    }
    args.rest.iter().fold(cmd, |cmd, word| cmd.arg(word)).run()
}
