//! Brings a fresh machine to where the rest can run: system packages and npm packages, only what is missing.

use crate::Missing;
use crate::cmd::{Cmd, on_path};
use crate::steps::{self, Step};
use crate::workspace::Workspace;
use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Compiles the C parts of SQLite, zstd and ring.
const COMPILER: &[&str] = &["build-essential", "pkg-config"];

/// The window: WebKit, the tray icon and what tauri links for them.
const WINDOW: &[&str] = &[
    "libwebkit2gtk-4.1-dev",
    "libxdo-dev",
    "libayatana-appindicator3-dev",
    "librsvg2-dev",
];

/// Tests of the UI: a browser and fonts with Polish and Cyrillic letters.
const BROWSER_TESTS: &[&str] = &[
    "chromium",
    "chromium-sandbox",
    "fonts-liberation",
    "fonts-dejavu-core",
    "fonts-noto-color-emoji",
    "procps",
];

/// Tests of the real window: a screen, a window manager, WebDriver, D-Bus and a notification server, and eyes for them.
const WINDOW_TESTS: &[&str] = &[
    "xvfb",
    "xauth",
    "x11-utils",
    "openbox",
    "xdotool",
    "wmctrl",
    "imagemagick",
    "webkit2gtk-driver",
    "dbus",
    "dbus-x11",
    "dunst",
    "libnotify-bin",
    "at-spi2-core",
];

/// Tests of the registry on its other database.
const DATABASE_TESTS: &[&str] = &["postgresql"];

/// Tests of messages: a mail server of other people's making.
const MAIL_TESTS: &[&str] = &["python3-aiosmtpd"];

/// Proofs: calls to the system that fail.
const FAULT_TESTS: &[&str] = &["fiu-utils"];

/// Oldest Node that the tools of the UI run on.
const NODE: u32 = 20;

/// Install what is missing on this machine: system packages and npm packages.
///
/// On Debian and Ubuntu packages are installed when the caller is root or has sudo without a password; otherwise the
/// exact line to type is printed and the exit code is 2. On other systems it prints what is needed.
#[derive(clap::Args)]
pub struct Args {
    /// Leave out what only tests need
    #[arg(long)]
    no_tests: bool,
    /// Leave out what only the window needs (the UI can be used in a browser)
    #[arg(long)]
    no_desktop: bool,
}

/// What the machine is to be ready for.
#[derive(Clone, Copy)]
pub struct Need {
    /// Building the window; without it the UI runs in a browser.
    pub window: bool,
    /// The tests.
    pub tests: bool,
}

/// `cargo xtask setup`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<()> {
    let (report, outcome) = steps::run(list(
        Need {
            window: !args.no_desktop,
            tests: !args.no_tests,
        },
        workspace,
    ));
    report.print();
    outcome
}

/// The steps, to stand at the head of a longer list.
pub fn list(need: Need, workspace: &Workspace) -> Vec<Step<'_>> {
    let mut steps = vec![Step::new("system packages", "cargo xtask setup", move || {
        system_packages(need)
    })];
    let mut folders = vec!["ui"];
    if need.tests {
        folders.push("tests/ui");
        if need.window {
            folders.push("tests/desktop");
        }
    }
    for folder in folders {
        let repeat = format!("cd {folder} && npm ci");
        steps.push(Step::new(&format!("npm packages of {folder}"), &repeat, move || {
            npm_packages(folder, workspace)
        }));
    }
    steps
}

fn wanted(need: Need) -> Vec<&'static str> {
    let mut packages = COMPILER.to_vec();
    if need.window {
        packages.extend(WINDOW);
    }
    if need.tests {
        packages.extend(BROWSER_TESTS);
        packages.extend(DATABASE_TESTS);
        packages.extend(MAIL_TESTS);
        packages.extend(FAULT_TESTS);
        if need.window {
            packages.extend(WINDOW_TESTS);
        }
    }
    packages
}

fn system_packages(need: Need) -> Result<()> {
    let wanted = wanted(need);
    if !on_path("dpkg-query") || !on_path("apt-get") {
        println!("This is not Debian or Ubuntu, so nothing is installed here. Needed, by their Debian names:");
        println!("  {}", wanted.join(" "));
        return Ok(());
    }
    let missing = missing_packages(&wanted)?;
    if missing.is_empty() {
        println!("all {} packages are installed", wanted.len());
        return Ok(());
    }
    let missing = missing.join(" ");
    let Some(apt) = apt_get() else {
        let line = format!("sudo apt-get update && sudo apt-get install -y --no-install-recommends {missing}");
        let hint = match (need.window, need.tests) {
            (false, _) => "",
            (true, false) => "\nWithout the window: `cargo xtask run --browser`.",
            (true, true) => "\nWithout the window: `cargo xtask test --no-desktop`.",
        };
        return Err(Missing(format!("packages are missing. Install them with:\n\n  {line}\n{hint}")).into());
    };
    println!("installing {missing}");
    // A fresh machine has no package lists, or old ones.
    apt.clone().words("update").run()?;
    apt.words("install -y --no-install-recommends").words(&missing).run()
}

/// `apt-get` with the right to install; `None` when we have no such right without asking for a password.
fn apt_get() -> Option<Cmd> {
    let sudo_is_free = || {
        Command::new("sudo")
            .args(["-n", "true"])
            .output()
            .is_ok_and(|out| out.status.success())
    };
    let cmd = match is_root() {
        true => Cmd::new(Path::new("/"), "env"),
        false if sudo_is_free() => Cmd::new(Path::new("/"), "sudo").words("-n env"),
        false => return None,
    };
    // Another apt may hold the lock: wait for it.
    Some(cmd.words("DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=600 -o Dpkg::Use-Pty=0"))
}

#[cfg(unix)]
fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

fn missing_packages(wanted: &[&'static str]) -> Result<Vec<&'static str>> {
    // It ends with an error when it does not know one of the names; what it knows is printed all the same.
    let out = Command::new("dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(wanted)
        .output()?;
    Ok(not_installed(wanted, &String::from_utf8_lossy(&out.stdout)))
}

fn not_installed(wanted: &[&'static str], answer: &str) -> Vec<&'static str> {
    let installed: Vec<&str> = answer
        .lines()
        .filter_map(|line| line.strip_suffix(" installed"))
        .collect();
    wanted
        .iter()
        .copied()
        .filter(|name| !installed.contains(name))
        .collect()
}

fn npm_packages(folder: &str, workspace: &Workspace) -> Result<()> {
    node_is_there()?;
    let lock = fs::read(workspace.path(folder).join("package-lock.json"))
        .with_context(|| format!("{folder}/package-lock.json cannot be read"))?;
    // A copy of the lock file beside what was installed by it: equal means nothing to do, whatever the clocks say.
    let stamp = workspace.path(folder).join("node_modules/.installed-lock.json");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        println!("{folder}: as in package-lock.json");
        return Ok(());
    }
    Cmd::npm(&workspace.root, folder, "ci --no-audit --no-fund").run()?;
    // Where nothing is to be installed npm makes no folder.
    fs::create_dir_all(workspace.path(folder).join("node_modules"))?;
    fs::write(&stamp, lock).with_context(|| format!("cannot write {}", stamp.display()))
}

fn node_is_there() -> Result<()> {
    let answer = Command::new("node").arg("--version").output();
    let version = answer
        .map(|out| String::from_utf8_lossy(&out.stdout).trim().to_owned())
        .unwrap_or_default();
    let enough = major(&version).is_some_and(|major| major >= NODE);
    let found = if version.is_empty() { "none".to_owned() } else { version };
    ensure!(
        enough && (on_path("npm") || on_path("npm.cmd")),
        Missing(format!(
            "Node.js {NODE} or newer with npm is needed, found: {found}. Install it and try again."
        ))
    );
    Ok(())
}

fn major(version: &str) -> Option<u32> {
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_dpkg_calls_installed_counts() {
        let answer = "xvfb installed\nxauth config-files\ndunst not-installed\n";
        assert_eq!(
            not_installed(&["xvfb", "xauth", "dunst", "openbox"], answer),
            ["xauth", "dunst", "openbox"]
        );
    }

    #[test]
    fn a_machine_without_a_screen_needs_no_webkit() {
        let few = wanted(Need {
            window: false,
            tests: false,
        });
        assert_eq!(few, COMPILER);
        assert!(
            wanted(Need {
                window: true,
                tests: false
            })
            .contains(&"libwebkit2gtk-4.1-dev")
        );
        assert!(
            !wanted(Need {
                window: false,
                tests: true
            })
            .contains(&"xvfb")
        );
    }

    #[test]
    fn the_version_of_node_is_understood() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major(""), None);
    }
}
