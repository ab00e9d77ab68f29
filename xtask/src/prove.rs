//! Proofs: what the product promises, shown on the real programs.

use crate::Missing;
use crate::cmd::Cmd;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};

/// Show on the real programs and both databases that nothing acknowledged is lost and no term is given twice.
///
/// One term with ten thousand bookers, kill -9, power cuts, a killed worker of delivery, a restore;
/// what desktops hold after bad networks and kills. Power cuts need root.
/// Exit code 2 when a proof could not be run on this machine.
#[derive(clap::Args)]
pub struct Args {
    /// Print JSON, one object a proof and database
    #[arg(long)]
    json: bool,
    /// Smaller counts: about a minute after the build
    #[arg(long)]
    quick: bool,
    /// Only this proof: one-slot, many-slots, kills, power, full-disk, failing-flush, delivery, restore, histories or client-kills; may be repeated
    #[arg(long)]
    only: Vec<String>,
    /// Further arguments for the proofs themselves
    #[arg(last = true)]
    rest: Vec<String>,
}

/// `cargo xtask prove`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<()> {
    // What is proven of is what clinics run, and many times as much of it in the same time. The choice of packages is that of
    // the benchmark, so that one build serves both.
    let words =
        "build --release --workspace --exclude okienko --bin okienko-registry --bin okienko-devserver --bin prove";
    Cmd::cargo(&workspace.root, words).run()?;
    let programs = workspace.target.join("release").display().to_string();
    let mut cmd = Cmd::new(&workspace.root, &workspace.binary("prove", true).display().to_string())
        .arg("--programs")
        .arg(programs);
    for (wanted, flag) in [(args.json, "--json"), (args.quick, "--quick")] {
        if wanted {
            cmd = cmd.arg(flag);
        }
    }
    for name in &args.only {
        cmd = cmd.arg("--only").arg(name);
    }
    cmd = args.rest.iter().fold(cmd, |cmd, word| cmd.arg(word));
    let status = cmd.command().status().context("the proofs do not start")?;
    match status.code() {
        Some(0) => Ok(()),
        Some(2) => Err(Missing("a proof could not be run on this machine; its line says why".into()).into()),
        _ => bail!("`{cmd}` failed ({status})"),
    }
}
