//! The main job played with the real programs and no window: find, book, free, pass on, go offline, come back.

mod stage;
mod story;

use crate::cmd::Cmd;
use crate::steps::readable;
use crate::wait;
use crate::workspace::Workspace;
use anyhow::Result;
use serde_json::{Map, Value, json};
use stage::Stage;
use std::time::{Duration, Instant};

/// Offers of the short demo: enough for every step, quick to make.
const FEW_OFFERS: u32 = 600;

/// Play the main job with the real programs and no window, one line a step.
///
/// A registry and two desktops run on free ports of the loopback with everything in a temporary folder. The exit code is
/// 0 only when every step held.
#[derive(clap::Args, Default)]
pub struct Args {
    /// Print one JSON object a step, with counts and milliseconds
    #[arg(long)]
    json: bool,
    /// Use the terms of all Poland instead of a tenth of them
    #[arg(long)]
    full: bool,
    /// Do not build first
    #[arg(long)]
    no_build: bool,
}

/// `cargo xtask demo`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<()> {
    if !args.no_build {
        // The same packages as `cargo xtask test --no-desktop` builds: no WebKit is needed.
        let words = "build --workspace --exclude okienko --all-targets";
        Cmd::cargo(&workspace.root, words).run()?;
    }
    play(args, workspace)
}

/// Plays it with the programs that are built.
pub fn play(args: &Args, workspace: &Workspace) -> Result<()> {
    wait::note_interrupts()?;
    let offers = (!args.full).then_some(FEW_OFFERS);
    let mut stage = Stage::new(workspace, offers)?;
    let mut told = Told { json: args.json };
    story::play(&mut stage, &mut told).inspect_err(|_| eprint!("\n{}", stage.ends_of_logs()))
}

/// Figures of a step, in the order they are told.
type Counts = Vec<(&'static str, u64)>;

/// Tells the steps as they are done.
struct Told {
    json: bool,
}

impl Told {
    /// Does one step and tells how it went.
    fn step(&mut self, name: &str, work: impl FnOnce() -> Result<Counts>) -> Result<()> {
        let started = Instant::now();
        let outcome = work();
        let took = started.elapsed();
        match &outcome {
            Ok(counts) if self.json => self.line(name, took, json!({ "counts": as_object(counts) })),
            Err(error) if self.json => self.line(name, took, json!({ "error": format!("{error:#}") })),
            Ok(counts) => println!("ok      {name:<16} {:>9}  {}", readable_ms(took), as_words(counts)),
            Err(_) => println!("FAILED  {name:<16} {:>9}", readable_ms(took)),
        }
        outcome
            .map(|_| ())
            .map_err(|error| error.context(format!("step {name}")))
    }

    fn line(&self, name: &str, took: Duration, rest: Value) {
        let ok = rest.get("counts").is_some();
        let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        let mut line = json!({ "step": name, "ok": ok, "ms": millis });
        if let (Value::Object(line), Value::Object(rest)) = (&mut line, rest) {
            line.extend(rest);
        }
        println!("{line}");
    }
}

fn as_object(counts: &Counts) -> Map<String, Value> {
    counts
        .iter()
        .map(|(name, count)| ((*name).to_owned(), json!(count)))
        .collect()
}

fn as_words(counts: &Counts) -> String {
    counts
        .iter()
        .map(|(name, count)| format!("{name} {count}"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn readable_ms(time: Duration) -> String {
    if time < Duration::from_secs(10) {
        format!("{} ms", time.as_millis())
    } else {
        readable(time)
    }
}
