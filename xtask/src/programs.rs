//! How the built programs are started, and how one knows that they are ready.

use crate::api::Client;
use crate::cmd::Cmd;
use crate::service::Service;
use crate::wait;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// A loaded machine takes its time; a program that fails is noticed at once, however long this is.
const START: Duration = Duration::from_secs(60);

/// The programs of one build.
pub struct Programs {
    root: PathBuf,
    /// `okienko-registry`.
    pub registry: PathBuf,
    devserver: PathBuf,
    window: PathBuf,
}

/// Who a desktop is and where its data are.
pub struct Desk<'a> {
    /// Address of the registry.
    pub registry: String,
    /// Folder of `cache.db` and `local.db`.
    pub folder: &'a Path,
    /// Connects it the first time it starts.
    pub code: Option<String>,
    /// What it is.
    pub role: Role,
}

/// The two profiles of the desktop.
#[derive(Clone)]
pub enum Role {
    /// The reception of the facility its code is for.
    Reception,
    /// A kiosk that searches from a place.
    Kiosk(String),
}

impl Programs {
    /// The programs built by cargo.
    pub fn built(workspace: &Workspace, release: bool) -> Self {
        let binary = |name| workspace.binary(name, release);
        Self {
            root: workspace.root.clone(),
            registry: binary("okienko-registry"),
            devserver: binary("okienko-devserver"),
            window: binary("okienko"),
        }
    }

    /// Makes a demo registry and returns the number of its terms. It draws its own progress bar.
    pub fn seed(&self, db: &Path, seed: Option<u64>, offers: Option<u32>) -> Result<u64> {
        let mut cmd = self.registry_command("seed", db).words("--data data");
        for (name, value) in [("--seed", seed), ("--offers", offers.map(u64::from))] {
            if let Some(value) = value {
                cmd = cmd.arg(name).arg(value.to_string());
            }
        }
        terms(&cmd.read()?)
    }

    /// The id of the demo facility of a registry that exists.
    pub fn demo_facility(&self, db: &Path) -> Result<String> {
        facility_id(&self.registry_command("demo-facility", db).read()?)
    }

    /// A one-time code for a desk of a facility, or for a kiosk. This very program sets the desktop up, so nobody has to
    /// compare fingerprints.
    pub fn code(&self, db: &Path, facility: Option<&str>) -> Result<String> {
        let add = self.registry_command("device add --trust", db);
        let add = match facility {
            Some(facility) => add.arg("--facility").arg(facility),
            None => add.words("--role kiosk --name Kiosk"),
        };
        code_in(&add.read()?)
    }

    /// The line that makes an account for an administrator of a facility and prints how to sign in with it, once.
    pub fn administrator(&self, db: &Path, facility: &str) -> Cmd {
        self.registry_command("account add", db)
            .words("administracja --role clinic-administrator --facility")
            .arg(facility)
    }

    /// The line that starts the registry.
    pub fn serve(&self, db: &Path, port: u16) -> Cmd {
        self.registry_command("serve", db)
            .arg("--listen")
            .arg(format!("127.0.0.1:{port}"))
    }

    /// Starts the registry and waits until it answers.
    pub fn start_registry(&self, db: &Path, port: u16, log: &Path) -> Result<Service> {
        let mut service = Service::start("the registry", &mut self.serve(db, port).command(), log)?;
        ready(&mut service, &Client::new(port), "/v1/health")?;
        Ok(service)
    }

    /// Starts the desktop without a window and waits until it answers.
    pub fn start_devserver(&self, desk: &Desk<'_>, port: u16, log: &Path) -> Result<Service> {
        let mut command = self.desktop(&self.devserver, desk);
        command
            .args(["--listen", &format!("127.0.0.1:{port}"), "--ui"])
            .arg(self.root.join("ui/dist"));
        let mut service = Service::start("the desktop", &mut command, log)?;
        wait::until("an answer of the desktop", START, || {
            still_runs(&mut service)?;
            Ok(Client::new(port).command("sync_state", &json!({})).ok())
        })?;
        Ok(service)
    }

    /// Starts the window.
    pub fn start_window(&self, desk: &Desk<'_>, log: &Path) -> Result<Service> {
        Service::start("the window", &mut self.desktop(&self.window, desk), log)
    }

    fn registry_command(&self, word: &str, db: &Path) -> Cmd {
        let program = self.registry.display().to_string();
        Cmd::new(&self.root, &program)
            .words(word)
            .arg("--db")
            .arg(db.display().to_string())
    }

    fn desktop(&self, program: &Path, desk: &Desk<'_>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .args(["--registry", &desk.registry, "--data-dir"])
            .arg(desk.folder);
        if let Some(code) = &desk.code {
            // Not as an argument: everybody on this machine can read those.
            command.env("OKIENKO_CODE", code);
        }
        match &desk.role {
            Role::Reception => {
                command.args(["--profile", "reception"]);
            }
            Role::Kiosk(place) => {
                command.args(["--profile", "kiosk", "--place", place]);
            }
        }
        command
    }
}

fn ready(service: &mut Service, client: &Client, path: &str) -> Result<()> {
    wait::until(&format!("an answer of {}{path}", client.base()), START, || {
        still_runs(service)?;
        Ok(client.answers(path).then_some(()))
    })
}

fn still_runs(service: &mut Service) -> Result<()> {
    match service.ended()? {
        Some(status) => bail!(service.obituary(status)),
        None => Ok(()),
    }
}

/// The last line of what was printed is the summary of what was made.
fn terms(printed: &str) -> Result<u64> {
    let last = printed.lines().last().unwrap_or_default();
    let summary: Value = serde_json::from_str(last).with_context(|| format!("not a summary of a seed: {last}"))?;
    summary["terms"]
        .as_u64()
        .with_context(|| format!("a summary without terms: {last}"))
}

/// The last line of what was printed is the number.
fn facility_id(printed: &str) -> Result<String> {
    let last = printed.lines().last().unwrap_or_default().trim();
    let id = last
        .parse::<u32>()
        .with_context(|| format!("not the id of a facility: {last}"))?;
    Ok(id.to_string())
}

/// The last line of what was printed is the code.
fn code_in(printed: &str) -> Result<String> {
    let last = printed.lines().last().unwrap_or_default().trim();
    let fits = last.len() == 11 && last.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    fits.then(|| last.to_owned()).context("the registry printed no code")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_registry_prints_is_understood() {
        assert_eq!(
            terms("reading\n{\"facilities\":2,\"terms\":5700000}").unwrap(),
            5_700_000
        );
        assert!(terms("").is_err() && terms("{}").is_err());
        assert_eq!(facility_id("4711").unwrap(), "4711");
        assert!(facility_id("").is_err());
        assert_eq!(code_in("7K3QF-2M9DX\n").unwrap(), "7K3QF-2M9DX");
        assert!(code_in("Błąd").is_err());
    }
}
