//! From nothing to a running whole: build, demo registry, registry, desktop.

mod words;

use crate::api::Client;
use crate::cmd::Cmd;
use crate::programs::{Desk, Programs, Role};
use crate::service::{Service, free_port};
use crate::setup::{self, Need};
use crate::steps::{self, Step};
use crate::wait;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// Ports that are nice to remember; another is taken when they are in use.
const REGISTRY_PORT: u16 = 8740;
const BROWSER_PORT: u16 = 8750;

/// Where the kiosk of the demo stands.
const KIOSK_PLACE: &str = "Toruń";

/// Start the whole: a central registry with demo data and the desktop of a reception desk.
///
/// Installs what is missing, builds, makes the demo registry when it is absent and starts both. Closing the window or
/// Ctrl-C stops everything. Where there is no screen the same UI is served to a browser.
///
/// A second call while the first one runs (with --kiosk, say) uses the registry that runs already.
#[derive(clap::Args)]
pub struct Args {
    /// Start the kiosk of a municipal office instead of the reception desk
    #[arg(long)]
    kiosk: bool,
    /// Start with an empty registry
    #[arg(long, conflicts_with = "seed")]
    no_demo: bool,
    /// Serve the UI to a browser even where there is a screen; needs no WebKit
    #[arg(long)]
    browser: bool,
    /// Build with optimisation
    #[arg(long)]
    release: bool,
    /// Folder of the databases and logs
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Number the demo data are made from; the same number makes the same data
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
}

/// Folders of one installation.
struct Home {
    registry: PathBuf,
    desk: PathBuf,
    logs: PathBuf,
    /// Holds the port of the registry while it runs.
    port: PathBuf,
}

impl Home {
    fn new(args: &Args, workspace: &Workspace) -> Result<Self> {
        let base = args.data_dir.clone().unwrap_or_else(|| workspace.path(".okienko"));
        let base = std::path::absolute(base)?;
        let base = if args.no_demo { base.join("empty") } else { base };
        fs::create_dir_all(&base).with_context(|| {
            format!(
                "{} cannot be written; choose another folder with --data-dir",
                base.display()
            )
        })?;
        Ok(Self {
            registry: base.join("registry"),
            desk: base.join(if args.kiosk { "kiosk" } else { "desk" }),
            logs: base.join("logs"),
            port: base.join("registry.port"),
        })
    }

    fn db(&self) -> PathBuf {
        self.registry.join("registry.db")
    }

    /// A log without the lines of earlier starts.
    fn new_log(&self, name: &str) -> PathBuf {
        let log = self.logs.join(name);
        // Most often there is none; one that cannot be removed is told when it cannot be written either.
        let _ = fs::remove_file(&log);
        log
    }
}

/// `cargo xtask run`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<()> {
    let window = !args.browser && has_screen();
    let home = Home::new(args, workspace)?;
    let programs = Programs::built(workspace, args.release);
    steps::run(preparation(args, window, &home, &programs, workspace)).1?;

    wait::note_interrupts()?;
    let mut registry = Registry::start(&programs, &home)?;
    let role = match args.kiosk {
        true => Role::Kiosk(KIOSK_PLACE.into()),
        false => Role::Reception,
    };
    // An empty registry has no facility that a desk could belong to: the desktop asks for a code by itself.
    let (code, administrator) = match &role {
        Role::Kiosk(_) => (Some(programs.code(&home.db(), None)?), None),
        Role::Reception if args.no_demo => (None, None),
        Role::Reception => {
            let facility = programs.demo_facility(&home.db())?;
            let administrator = programs.administrator(&home.db(), &facility).to_string();
            (Some(programs.code(&home.db(), Some(&facility))?), Some(administrator))
        }
    };
    let desk = Desk {
        registry: format!("http://127.0.0.1:{}", registry.port),
        folder: &home.desk,
        code,
        role,
    };
    let log = home.new_log(if args.kiosk { "kiosk.log" } else { "desk.log" });
    let (mut desktop, address) = if window {
        (programs.start_window(&desk, &log)?, None)
    } else {
        let port = free_port(BROWSER_PORT)?;
        (
            programs.start_devserver(&desk, port, &log)?,
            Some(format!("http://127.0.0.1:{port}/")),
        )
    };

    let restart = programs.serve(&home.db(), registry.port).to_string();
    words::Started {
        address: address.as_deref(),
        wanted_browser: args.browser,
        kiosk: args.kiosk,
        demo: !args.no_demo,
        registry_pid: registry.service.as_ref().map(Service::id),
        restart: &restart,
        administrator: administrator.as_deref(),
        logs: &home.logs,
    }
    .print();

    let outcome = watch(&mut desktop, &mut registry, &restart);
    println!("\nstopping …");
    desktop.stop();
    registry.stop(&home);
    outcome
}

fn preparation<'a>(
    args: &'a Args,
    window: bool,
    home: &'a Home,
    programs: &'a Programs,
    workspace: &'a Workspace,
) -> Vec<Step<'a>> {
    let root = workspace.root.as_path();
    let mut build = String::from("build --workspace --bins");
    // The window is the only program that needs WebKit.
    build.push_str(if window { "" } else { " --exclude okienko" });
    build.push_str(if args.release { " --release" } else { "" });
    let mut list = setup::list(Need { window, tests: false }, workspace);
    list.push(Step::command("UI", Cmd::npm(root, "ui", "run build")));
    list.push(Step::command("programs", Cmd::cargo(root, &build)));
    if !args.no_demo {
        list.push(Step::new("demo registry", "cargo xtask run", || {
            demo_registry(args.seed, home, programs)
        }));
    }
    list
}

fn demo_registry(seed: Option<u64>, home: &Home, programs: &Programs) -> Result<()> {
    let finished = &home.registry;
    if home.db().exists() {
        ensure!(
            seed.is_none(),
            "there is a demo registry already; delete {} to make another",
            finished.display()
        );
        println!("using {}; delete it to make a new one", finished.display());
        return Ok(());
    }
    // Made beside its place, so that an interrupted start leaves no half registry that looks like a whole one.
    let unfinished = finished.with_extension("unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).with_context(|| format!("cannot remove {}", unfinished.display()))?;
    }
    fs::create_dir_all(&unfinished)?;
    programs.seed(&unfinished.join("registry.db"), seed, None)?;
    if finished.exists() {
        fs::remove_dir_all(finished).with_context(|| format!("cannot remove {}", finished.display()))?;
    }
    fs::rename(&unfinished, finished).with_context(|| format!("cannot make {}", finished.display()))
}

/// The registry this desktop talks to.
struct Registry {
    port: u16,
    /// `None` when another call of `run` has started it.
    service: Option<Service>,
}

impl Registry {
    fn start(programs: &Programs, home: &Home) -> Result<Self> {
        let running = fs::read_to_string(&home.port)
            .ok()
            .and_then(|port| port.trim().parse().ok());
        if let Some(port) = running.filter(|port| Client::new(*port).answers("/v1/health")) {
            println!("\nusing the registry that runs already on port {port}");
            return Ok(Self { port, service: None });
        }
        let port = free_port(REGISTRY_PORT)?;
        if port != REGISTRY_PORT {
            println!("\nport {REGISTRY_PORT} is in use, taking {port}");
        }
        fs::create_dir_all(&home.registry)?;
        let service = programs.start_registry(&home.db(), port, &home.new_log("registry.log"))?;
        fs::write(&home.port, port.to_string())?;
        Ok(Self {
            port,
            service: Some(service),
        })
    }

    fn stop(&mut self, home: &Home) {
        if let Some(mut service) = self.service.take() {
            service.stop();
            // A port that no longer answers is ignored by the next start, so a failure here does no harm.
            let _ = fs::remove_file(&home.port);
        }
    }
}

/// Until the window is closed or Ctrl-C. A registry that ends is told, and the desktop goes on: that is what it is for.
fn watch(desktop: &mut Service, registry: &mut Registry, restart: &str) -> Result<()> {
    let mut told = false;
    while !wait::interrupted() {
        if let Some(status) = desktop.ended()? {
            return if status.success() {
                Ok(())
            } else {
                bail!(desktop.obituary(status))
            };
        }
        if let Some(service) = registry.service.as_mut().filter(|_| !told)
            && let Some(status) = service.ended()?
        {
            told = true;
            println!("\n{}", service.obituary(status));
            println!("\nThe desktop goes on without it. To bring it back:\n  {restart}");
        }
        wait::pause(Duration::from_millis(200));
    }
    Ok(())
}

/// Only Linux can be without a screen.
fn has_screen() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    cfg!(not(target_os = "linux")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_registry_never_stands_in_for_the_demo() {
        let dir = tempfile::tempdir().unwrap();
        let workspace = Workspace {
            root: dir.path().into(),
            target: dir.path().into(),
            metadata: Default::default(),
        };
        let args = |no_demo| Args {
            kiosk: false,
            no_demo,
            browser: false,
            release: false,
            data_dir: Some(dir.path().join("home")),
            seed: None,
        };
        let (empty, demo) = (
            Home::new(&args(true), &workspace).unwrap(),
            Home::new(&args(false), &workspace).unwrap(),
        );
        assert_ne!(empty.db(), demo.db());
        assert_ne!(empty.desk, demo.desk);
    }
}
