//! Everything that must hold before a change is good.

use crate::cmd::Cmd;
use crate::setup::{self, Need};
use crate::steps::{self, Step};
use crate::workspace::Workspace;
use crate::{demo, tidy};
use anyhow::Result;

/// Check everything: formatting, rules of the repository, lints, unit, system, UI and desktop tests, and the demo.
///
/// Installs what is missing, stops at the first failure and names the command to repeat.
#[derive(clap::Args)]
pub struct Args {
    /// Leave out the window: neither WebKit nor a screen is needed then
    #[arg(long)]
    no_desktop: bool,
}

/// `cargo xtask test`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<()> {
    let (report, outcome) = steps::run(list(!args.no_desktop, workspace));
    report.print();
    outcome
}

fn list(desktop: bool, workspace: &Workspace) -> Vec<Step<'_>> {
    let root = workspace.root.as_path();
    // One choice of packages for all of cargo's work: another choice has other features, and builds the world again.
    let all = if desktop {
        "--workspace"
    } else {
        "--workspace --exclude okienko"
    };
    let cargo = |name: &str, words: &str| Step::command(name, Cmd::cargo(root, words));
    let ui = |name: &str, words: &str| Step::command(name, Cmd::npm(root, "ui", words));

    let mut steps = setup::list(
        Need {
            window: desktop,
            tests: true,
        },
        workspace,
    );
    steps.extend([
        cargo("formatting", "fmt --all --check"),
        Step::new("rules of the repository", "cargo xtask tidy", || tidy::check(workspace)),
        ui("UI: lint", "run lint"),
        ui("UI: types", "run check"),
        ui("UI: unit tests", "test"),
        ui("UI: build", "run build"),
        cargo("lints", &format!("clippy {all} --all-targets -- -D warnings")),
        // All targets, because features of dev-dependencies count only where tests are built. Before the tests, because
        // some of them start the programs.
        cargo("programs", &format!("build {all} --all-targets")),
        cargo("unit and system tests", &format!("test {all}")),
        Step::new("main job", "cargo xtask demo", || {
            demo::play(&demo::Args::default(), workspace)
        }),
        Step::command(
            "UI in a browser",
            programs(Cmd::npm(root, "tests/ui", "test"), workspace),
        ),
    ]);
    if desktop {
        steps.push(Step::command("desktop window", on_a_screen(workspace)));
    }
    steps
}

/// The window tests on a screen and a message bus of their own.
fn on_a_screen(workspace: &Workspace) -> Cmd {
    // `xvfb-run -a` lets two runs take the same number; one made from our process id keeps them apart.
    let screen = 100 + std::process::id() % 800;
    let cmd = Cmd::new(&workspace.root, "xvfb-run")
        .folder("tests/desktop")
        .words("-n")
        .arg(screen.to_string())
        .words("-s");
    let cmd = cmd
        .arg("-screen 0 1366x900x24 -nolisten tcp")
        .words("dbus-run-session -- npm test");
    programs(cmd, workspace)
}

/// Tells tests outside of cargo where the programs are.
fn programs(cmd: Cmd, workspace: &Workspace) -> Cmd {
    cmd.env("OKIENKO_BIN", workspace.target.join("debug").display().to_string())
}
