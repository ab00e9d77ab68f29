//! Where the registry under proof keeps its data, and the programs.

use anyhow::{Context, Result, ensure};
use chrono::{DateTime, Utc};
use clap::ValueEnum;
use okienko_client_store::Local;
use okienko_cluster::{Cluster, Durability};
use okienko_domain::access::{EnrolmentCode, Role};
use okienko_registry::access::Admin;
use okienko_sync::{Identity, Remote};
use okienko_testkit::{Clinic, Database, Program};
use okienko_wire::access::NewDevice;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::process::Command;

/// The databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// One file.
    Sqlite,
    /// A private cluster.
    Postgres,
}

impl Kind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// Where new databases are made.
pub(crate) struct Places {
    programs: PathBuf,
    cluster: Option<Cluster>,
}

/// One database and the folder of its files.
pub(crate) struct Place {
    pub(crate) kind: Kind,
    pub(crate) database: Database,
    /// The time for which its terms were published.
    pub(crate) now: DateTime<Utc>,
    /// A code for each desk of its clinic.
    pub(crate) codes: Vec<EnrolmentCode>,
    pub(crate) registry: PathBuf,
    pub(crate) folder: TempDir,
}

impl Places {
    pub(crate) fn new(programs: Option<PathBuf>, postgres: bool) -> Result<Self> {
        let here = std::env::current_exe()?;
        let programs = match programs {
            Some(folder) => folder,
            None => here.parent().context("a program without a folder")?.to_owned(),
        };
        let registry = programs.join("okienko-registry");
        ensure!(
            registry.exists(),
            "{} is not built; cargo xtask prove builds it",
            registry.display()
        );
        let cluster = postgres.then(|| Cluster::start(Durability::Real)).transpose()?;
        Ok(Self { programs, cluster })
    }

    /// The real registry.
    pub(crate) fn registry(&self) -> PathBuf {
        self.programs.join("okienko-registry")
    }

    /// The real desktop, without its window.
    pub(crate) fn desktop(&self) -> PathBuf {
        self.programs.join("okienko-devserver")
    }

    /// PostgreSQL, when it was asked for.
    pub(crate) fn cluster(&self) -> Result<&Cluster> {
        self.cluster.as_ref().context("PostgreSQL was not started")
    }

    /// A new, empty database.
    pub(crate) fn empty(&self, kind: Kind) -> Result<Place> {
        let folder = tempfile::tempdir()?;
        let name = match kind {
            Kind::Sqlite => folder.path().join("registry.db").display().to_string(),
            Kind::Postgres => self.cluster()?.database()?,
        };
        let key = folder.path().join("registry.key");
        Ok(self.at(kind, Database { name, key }, folder))
    }

    /// A database of which everything is known.
    pub(crate) fn at(&self, kind: Kind, database: Database, folder: TempDir) -> Place {
        Place {
            kind,
            database,
            now: okienko_app::system_clock().now(),
            codes: Vec::new(),
            registry: self.registry(),
            folder,
        }
    }

    /// A new database with a clinic of so many desks and one schedule.
    pub(crate) async fn clinic(&self, kind: Kind, desks: u32) -> Result<Place> {
        let mut place = self.empty(kind)?;
        place.publish(desks).await?;
        Ok(place)
    }
}

impl Place {
    /// A clinic of so many desks, and a code for each.
    pub(crate) async fn publish(&mut self, desks: u32) -> Result<()> {
        let clinic = Clinic {
            name: "Poradnia PRÓBA",
            desks,
            schedules: 1,
            now: self.now,
        };
        clinic.publish(&*self.database.open().await).await;
        for desk in 1..=desks {
            let code = self.code(desk).await?;
            self.codes.push(code);
        }
        Ok(())
    }

    /// A code that connects a reception desk of a facility, made as at the registry's own machine.
    pub(crate) async fn code(&self, facility: u32) -> Result<EnrolmentCode> {
        let new = NewDevice {
            role: Role::Receptionist,
            facility: Some(facility),
            name: "Stanowisko PRÓBA".into(),
        };
        let admin = Admin::open(self.database.open().await, okienko_app::system_clock());
        Ok(admin.invite(&new, true).await?.code)
    }

    /// A desk of the clinic, enrolled with a running registry. It calls from an address of its own, as another clinic would.
    pub(crate) async fn desk(&self, url: &str, number: u32) -> Result<Arc<Remote>> {
        let folder = self.path(&format!("desk-{number}"));
        let local = Arc::new(Local::open(&folder).await?);
        let identity = Arc::new(Identity::open(local, okienko_app::system_clock()).await?);
        let address = Ipv4Addr::from_bits(Ipv4Addr::new(127, 1, 0, 0).to_bits() + 1 + number);
        let remote = Remote::calling_from(url, Some(address.into()), identity)?;
        let code = (number.checked_sub(1)).and_then(|n| self.codes.get(usize::try_from(n).ok()?));
        let code = code.context("a desk without a code")?;
        remote.enrol(url, code, Role::Receptionist).await?;
        Ok(Arc::new(remote))
    }

    /// So many desks of the clinic.
    pub(crate) async fn desks(&self, url: &str, count: u32) -> Result<Vec<(u32, Arc<Remote>)>> {
        let mut desks = Vec::new();
        for number in 1..=count {
            desks.push((number, self.desk(url, number).await?));
        }
        Ok(desks)
    }

    /// Starts the real registry; at an address it had before, or at a free one.
    pub(crate) async fn start(&self, listen: Option<&str>) -> Result<Program> {
        let listen = listen.unwrap_or("127.0.0.1:0");
        let line = Program::serve_at(&self.registry, &self.database, listen);
        Ok(Program::start(line).await?)
    }

    /// Runs another command of the registry on this database.
    pub(crate) async fn command(&self, words: &[&str]) -> Result<()> {
        let mut command = Command::new(&self.registry);
        command.args(words).args(["--db", &self.database.name]);
        finish(command.arg("--key").arg(&self.database.key)).await
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Runs a program to its end; its words are told when it fails.
pub(crate) async fn finish(command: &mut Command) -> Result<()> {
    let done = command.env("RUST_LOG", "error").output().await?;
    ensure!(
        done.status.success(),
        "{:?}: {}",
        Path::new(command.as_std().get_program()),
        String::from_utf8_lossy(&done.stderr)
    );
    Ok(())
}
