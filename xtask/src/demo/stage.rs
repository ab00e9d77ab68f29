//! The registry and the two desktops of the demo, and what a person there would do.

use crate::api::{Answer, Client};
use crate::programs::{Desk, Programs, Role};
use crate::service::{Service, end_of, free_port};
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use tempfile::TempDir;

/// Everything of one performance; dropping it stops the programs and removes the files.
pub struct Stage {
    programs: Programs,
    registry: Option<Service>,
    registry_port: u16,
    db: PathBuf,
    offers: Option<u32>,
    // Last, because it must outlive the programs that write to it.
    folder: TempDir,
}

/// One desktop without a window.
pub struct Desktop {
    service: Service,
    client: Client,
    name: &'static str,
    port: u16,
}

impl Stage {
    /// An empty stage.
    pub fn new(workspace: &Workspace, offers: Option<u32>) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("okienko-demo-")
            .tempdir()
            .context("no temporary folder")?;
        let db = folder.path().join("registry/registry.db");
        let programs = Programs::built(workspace, false);
        Ok(Self {
            programs,
            registry: None,
            registry_port: free_port(0)?,
            db,
            offers,
            folder,
        })
    }

    /// Makes the registry's database and returns its demo facility and the number of its terms.
    pub fn make_registry(&self) -> Result<(String, u64)> {
        fs::create_dir_all(self.folder.path().join("registry"))?;
        // With a fixed seed two performances are alike.
        let terms = self.programs.seed(&self.db, Some(1), self.offers)?;
        Ok((self.programs.demo_facility(&self.db)?, terms))
    }

    /// The ends of all logs, for a person who wants to know why.
    pub fn ends_of_logs(&self) -> String {
        let logs = ["registry", "a", "b"].map(|name| self.folder.path().join(format!("{name}.log")));
        logs.iter()
            .map(|log| format!("{}:\n{}\n", log.display(), end_of(log)))
            .collect()
    }

    /// Starts the registry, always on the same port.
    pub fn start_registry(&mut self) -> Result<()> {
        let log = self.folder.path().join("registry.log");
        self.registry = Some(self.programs.start_registry(&self.db, self.registry_port, &log)?);
        Ok(())
    }

    /// Stops the registry in good order.
    pub fn stop_registry(&mut self) {
        self.registry = None;
    }

    /// Starts the reception desk of a facility.
    pub fn start_desktop(&self, name: &'static str, facility: &str) -> Result<Desktop> {
        let port = free_port(0)?;
        let code = self.programs.code(&self.db, Some(facility))?;
        let service = self.devserver(name, Some(code), port)?;
        Ok(Desktop {
            service,
            client: Client::new(port),
            name,
            port,
        })
    }

    /// Stops the desktop when it runs, and starts it on the data it left; the registry knows it from then.
    pub fn start_again(&self, desktop: &mut Desktop) -> Result<()> {
        desktop.service.stop();
        desktop.service = self.devserver(desktop.name, None, desktop.port)?;
        Ok(())
    }

    fn devserver(&self, name: &str, code: Option<String>, port: u16) -> Result<Service> {
        let desk = Desk {
            registry: format!("http://127.0.0.1:{}", self.registry_port),
            folder: &self.folder.path().join(name),
            code,
            role: Role::Reception,
        };
        self.programs
            .start_devserver(&desk, port, &self.folder.path().join(format!("{name}.log")))
    }
}

impl Desktop {
    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.service.kill();
    }

    /// A command that must not be refused.
    pub fn ask(&self, command: &str, args: Value) -> Result<Value> {
        self.client
            .done(command, &args)
            .with_context(|| format!("desktop {}", self.name))
    }

    /// The code a command is refused with.
    pub fn refusal(&self, command: &str, args: Value) -> Result<String> {
        match self.client.command(command, &args)? {
            Answer::Refused(code) => Ok(code),
            Answer::Done(value) => bail!("{command} should have been refused, but answered {value}"),
        }
    }

    /// The state of its link and data.
    pub fn sync_state(&self) -> Result<Value> {
        self.ask("sync_state", json!({}))
    }

    /// How often it was told that this waiting person got a term.
    pub fn notices_about(&self, entry: &str) -> Result<usize> {
        let notices = self.ask("notices", json!({}))?;
        let about = |notice: &&Value| notice["kind"] == "waiting-booked" && notice["subject"] == entry;
        Ok(list(&notices)?.iter().filter(about).count())
    }

    /// One of its requests.
    pub fn request(&self, id: &str) -> Result<Option<Value>> {
        let requests = self.ask("requests", json!({}))?;
        Ok(list(&requests)?.iter().find(|request| request["id"] == id).cloned())
    }
}

/// A JSON array.
pub fn list(value: &Value) -> Result<&Vec<Value>> {
    value.as_array().with_context(|| format!("not a list: {value}"))
}

/// A text field.
pub fn text<'a>(value: &'a Value, field: &str) -> Result<&'a str> {
    value[field].as_str().with_context(|| format!("no {field} in {value}"))
}

/// A number field.
pub fn number(value: &Value, field: &str) -> Result<u64> {
    value[field].as_u64().with_context(|| format!("no {field} in {value}"))
}
