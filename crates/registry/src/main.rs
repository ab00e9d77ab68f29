//! `okienko-registry`: serve, migrate and seed a central registry.

use anyhow::{Context, bail};
use clap::{Parser, Subcommand, ValueEnum};
use okienko_domain::clock::Clock;
use okienko_registry::access::{Admin, Provider};
use okienko_registry::delivery::{self, Delivery};
use okienko_registry::{Depot, Limits, Registry, serve};
use okienko_registry_store::{Store, StoreError};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

mod account_command;
mod audit_command;
mod backup_command;
mod device_command;
mod import_command;
mod open_files;
mod rules_command;
mod seed_command;

/// Couriers get this long when the registry stops.
const LAST_DELIVERY: Duration = Duration::from_secs(5);

/// Centralny rejestr terminów Okienko / the central registry of Okienko.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Form of the log on standard error.
    #[arg(long, value_enum, default_value = "text", global = true, env = "OKIENKO_LOG_FORMAT")]
    log_format: LogFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

/// Where the data are.
#[derive(clap::Args)]
struct Database {
    /// SQLite file, created when absent, or address of a PostgreSQL database: postgres://…
    #[arg(long, env = "OKIENKO_REGISTRY_DB", hide_env_values = true)]
    db: String,
    /// File with the key that seals people's data, created when absent; by default beside the SQLite file.
    #[arg(long, env = "OKIENKO_REGISTRY_KEY")]
    key: Option<PathBuf>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the registry over HTTP until SIGINT or SIGTERM.
    Serve {
        #[command(flatten)]
        database: Database,
        /// Address to listen on; port 0 takes a free one and prints it.
        #[arg(long, default_value = "127.0.0.1:8740", env = "OKIENKO_REGISTRY_LISTEN")]
        listen: SocketAddr,
        /// Address of a proxy in front of the registry, whose x-forwarded-for is believed; may be repeated.
        #[arg(long, env = "OKIENKO_REGISTRY_PROXIES", value_delimiter = ',')]
        proxy: Vec<IpAddr>,
        /// Folder for snapshots, or s3://bucket/prefix, which several processes of one registry share; by default a folder beside
        /// the SQLite file. What S3 needs is in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT.
        #[arg(long, env = "OKIENKO_REGISTRY_SNAPSHOTS")]
        snapshots: Option<String>,
        #[command(flatten)]
        delivery: Box<delivery::config::Arguments>,
        #[command(flatten)]
        provider: ProviderArguments,
    },
    /// Create the database or bring its schema up to date, then stop.
    Migrate {
        #[command(flatten)]
        database: Database,
    },
    /// Copy a SQLite database, which may be in use, and check the copy.
    Backup(backup_command::Backup),
    /// Put a copy in the place of a SQLite database; all clients will fetch everything again.
    Restore(backup_command::Restore),
    /// Take a clinic's terms from a CSV file.
    Import(import_command::Arguments),
    /// Give a PostgreSQL database that came back from a copy a new identity, so that all clients fetch everything again.
    Renew {
        #[command(flatten)]
        database: Database,
    },
    /// Fill an empty database with invented terms at real places.
    Seed(seed_command::Arguments),
    /// Check the audit, or print what it knows of a person.
    #[command(subcommand)]
    Audit(audit_command::Command),
    /// Remove what nobody needs any more; run it daily.
    #[command(subcommand)]
    Retention(Retention),
    /// Propose, try out, approve and show the rules; stop and start a service.
    #[command(subcommand)]
    Rules(rules_command::Command),
    /// Desks, kiosks and clinic software.
    #[command(subcommand)]
    Device(device_command::Command),
    /// People who sign in.
    #[command(subcommand)]
    Account(account_command::Command),
    /// Print the id of the clinic that the demonstration is played in.
    DemoFacility {
        #[command(flatten)]
        database: Database,
    },
}

/// The identity provider of the organisation, where people may sign in instead of here.
#[derive(clap::Args)]
struct ProviderArguments {
    /// Issuer of an OpenID Connect provider; accounts are made with --issuer and --subject. If it gave this registry a secret,
    /// that is in OKIENKO_OIDC_SECRET.
    #[arg(long, requires = "oidc_client_id", env = "OKIENKO_OIDC_ISSUER")]
    oidc_issuer: Option<String>,
    /// Id under which the provider knows this registry.
    #[arg(long, requires = "oidc_issuer", env = "OKIENKO_OIDC_CLIENT_ID")]
    oidc_client_id: Option<String>,
}

impl ProviderArguments {
    fn configure(self) -> anyhow::Result<Option<Provider>> {
        let named = self.oidc_issuer.zip(self.oidc_client_id);
        let secret = std::env::var("OKIENKO_OIDC_SECRET").ok();
        Ok(named
            .map(|(issuer, client_id)| Provider::new(&issuer, client_id, secret))
            .transpose()?)
    }
}

#[derive(Subcommand)]
enum Retention {
    /// Remove now; the audit keeps how many rows of what kind.
    Run {
        #[command(flatten)]
        database: Database,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into());
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    match arguments.log_format {
        LogFormat::Json => log.json().init(),
        LogFormat::Text => log.init(),
    }
    tell_panics_by_place();
    let run = tokio::runtime::Runtime::new()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run(arguments.command)));
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// A panic is told by its place alone: its words may hold what a person typed.
fn tell_panics_by_place() {
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        tracing::error!(at, "a defect of this program");
    }));
}

async fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Serve {
            database,
            listen,
            proxy,
            snapshots,
            delivery,
            provider,
        } => {
            let depot = depot(&database, snapshots)?;
            serve_command(&database, depot, listen, proxy, *delivery, provider).await
        }
        Command::Migrate { database } => database.open().await.map(drop),
        Command::Backup(arguments) => arguments.run().await,
        Command::Restore(arguments) => arguments.run(&system_clock()).await,
        Command::Import(arguments) => import_command::run(arguments, &system_clock()).await,
        Command::Renew { database } => {
            okienko_registry_store::renew(&*database.open().await?).await?;
            seed_command::print_line("Baza ma nową tożsamość: stanowiska pobiorą wszystko od nowa.");
            Ok(())
        }
        Command::Seed(arguments) => seed_command::run(arguments, &system_clock()).await,
        Command::Audit(command) => audit_command::run(command, &system_clock()).await,
        Command::Rules(command) => rules_command::run(command, &system_clock()).await,
        Command::Retention(Retention::Run { database }) => {
            let store = database.open().await?;
            let removed = okienko_registry_store::retention::run(&*store, system_clock().now()).await?;
            seed_command::print_line(&format!(
                "Usunięto: odpowiedzi {}, wpisy poczekalni {}, wglądy {}, osoby {}",
                removed.answers, removed.waiting, removed.lookups, removed.people
            ));
            Ok(())
        }
        Command::Device(command) => device_command::run(command).await,
        Command::Account(command) => account_command::run(command).await,
        Command::DemoFacility { database } => {
            let store = database.open().await?;
            seed_command::print_line(&demo_facility(&*store).await?.to_string());
            Ok(())
        }
    }
}

async fn serve_command(
    database: &Database,
    depot: Depot,
    listen: SocketAddr,
    proxies: Vec<IpAddr>,
    arguments: delivery::config::Arguments,
    provider: ProviderArguments,
) -> anyhow::Result<()> {
    let mut limits = Limits {
        proxies: proxies.iter().map(IpAddr::to_canonical).collect(),
        ..Limits::default()
    };
    limits.connections.all = limits.connections.all.min(open_files::for_connections());
    let store = database.open().await?;
    let provider = provider.configure()?;
    let configured = arguments.configure(store.meta().await?.demo)?;
    let listener = okienko_registry::listen(listen).with_context(|| {
        format!(
            "Nie można nasłuchiwać na {listen}. Jeśli port jest zajęty, podaj inny: --listen {}:{}",
            listen.ip(),
            listen.port().wrapping_add(1).max(1024)
        )
    })?;
    if store.accounts().await?.is_empty() && store.devices(None).await?.is_empty() {
        tracing::info!(
            "Rejestr nie zna jeszcze nikogo: wolne terminy może czytać każdy, umawiać nie może nikt. Pierwszy administrator: \
             okienko-registry account add NAZWA --role registry-operator --db …; pierwsze stanowisko: \
             okienko-registry device add --facility NUMER --db …"
        );
    }
    let registry = Registry::over(store, system_clock(), depot).await?;
    if let Some(key) = configured.report_key {
        registry.accept_reports(key);
    }
    if let Some(provider) = provider {
        registry.accept_provider(provider);
    }
    let delivery = Delivery::new(Arc::clone(&registry), configured.couriers, configured.persistence);
    let delivering = tokio::spawn(delivery.run());
    seed_command::print_line(&format!("http://{}", listener.local_addr()?));
    serve(listener, registry, limits, stop_signal()).await;
    // What is with a courier is finished; what takes longer is taken again after the next start.
    if tokio::time::timeout(LAST_DELIVERY, delivering).await.is_err() {
        tracing::warn!("a courier did not answer before the end; its message is handed over again later");
    }
    Ok(())
}

/// The place for snapshots.
fn depot(database: &Database, place: Option<String>) -> anyhow::Result<Depot> {
    let beside = || {
        database
            .file()?
            .with_file_name("snapshots")
            .into_os_string()
            .into_string()
            .ok()
    };
    let Some(place) = place.or_else(beside) else {
        return Ok(Depot::memory());
    };
    Depot::open(&place).with_context(|| {
        format!("Nie można trzymać migawek w {place}. Podaj katalog, w którym wolno zapisywać, albo s3://zasobnik/przedrostek: --snapshots …")
    })
}

async fn demo_facility(store: &dyn Store) -> anyhow::Result<u32> {
    match okienko_registry::demo::demo_facility(store).await? {
        Some(facility) => Ok(facility),
        None => bail!("Ta baza nie ma danych demonstracyjnych. Wypełnij pustą bazę: okienko-registry seed --db …"),
    }
}

impl Database {
    /// Accounts and devices.
    async fn admin(&self) -> anyhow::Result<Admin> {
        Ok(Admin::open(self.open().await?, system_clock()))
    }

    /// The SQLite file; `None` for PostgreSQL.
    fn file(&self) -> Option<&Path> {
        (!self.db.starts_with("postgres")).then(|| Path::new(&self.db))
    }

    async fn open(&self) -> anyhow::Result<Arc<dyn Store>> {
        let db = &self.db;
        let folder = self.file().and_then(Path::parent);
        if let Some(folder) = folder.filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).with_context(|| {
                format!(
                    "Nie można utworzyć katalogu {}. Sprawdź uprawnienia albo podaj inny: --db",
                    folder.display()
                )
            })?;
        }
        // An address may hold a password.
        let name = if self.file().is_some() { db } else { "PostgreSQL" };
        let store = okienko_registry_store::open(db, self.key.as_deref()).await.map_err(|error| match error {
            StoreError::TooNew(version) => anyhow::anyhow!(
                "Bazę {name} zapisała nowsza wersja programu (migracja {version}). Uruchom tę nowszą wersję; baza pozostała nietknięta."
            ),
            StoreError::Full => anyhow::anyhow!("Dysk z bazą {name} jest pełny. Zwolnij miejsce i uruchom ponownie."),
            StoreError::ReadOnly => anyhow::anyhow!("Bazy {name} nie można zapisywać. Sprawdź właściciela i uprawnienia pliku oraz katalogu."),
            StoreError::Key(_) => anyhow::anyhow!("Plik z kluczem nie otwiera danych osób w bazie {name}. Przywróć właściwy plik albo wskaż go: --key …"),
            StoreError::KeyWanted => anyhow::anyhow!("Podaj plik z kluczem, którym szyfrowane są dane osób: --key /etc/okienko/registry.key (powstanie, jeśli go nie ma)."),
            other => anyhow::Error::new(other).context(format!("Nie można otworzyć bazy {name}. Sprawdź, czy to baza Okienka i czy wolno ją zapisywać.")),
        })?;
        store.meta().await?;
        Ok(store)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is the program: here the time comes from the system"
)]
fn system_clock() -> Clock {
    Clock::new(chrono::Utc::now)
}

/// Done at SIGINT or SIGTERM.
async fn stop_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            let _ = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    let _ = interrupt.await;
}
