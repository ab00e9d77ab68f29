//! `okienko-devserver`: a desktop without a window, on the loopback.
#![expect(
    clippy::print_stdout,
    reason = "the address goes to the program or person that started this one"
)]

use anyhow::{Context, bail};
use clap::{Parser, ValueEnum};
use okienko_app::view::Profile;
use okienko_app::{App, Config};
use okienko_devserver::router;
use okienko_notify::NativeNotifier;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use tokio::net::TcpListener;

/// Okienko bez okna, w przeglądarce tego komputera / Okienko without a window, in a browser of this machine.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// Address of the registry; without it the one this desktop is connected with.
    #[arg(long, env = "OKIENKO_REGISTRY")]
    registry: Option<String>,
    /// One-time code that connects this desktop with the registry.
    #[arg(long, env = "OKIENKO_CODE", hide_env_values = true)]
    code: Option<String>,
    /// Folder of cache.db and local.db.
    #[arg(long, env = "OKIENKO_DATA_DIR")]
    data_dir: PathBuf,
    /// Reception desk or kiosk.
    #[arg(long, value_enum, default_value = "reception")]
    profile: ProfileName,
    /// Place the kiosk searches from.
    #[arg(long)]
    place: Option<String>,
    /// Office the kiosk stands in.
    #[arg(long)]
    office: Option<String>,
    /// Voivodeships whose terms are held here, by name; all Poland without them.
    #[arg(long, env = "OKIENKO_VOIVODESHIPS", value_delimiter = ',')]
    voivodeships: Vec<String>,
    /// Services whose terms are held here, by code; all without them.
    #[arg(long, env = "OKIENKO_SERVICES", value_delimiter = ',')]
    services: Vec<String>,
    /// Loopback address to listen on; port 0 takes a free one and prints it.
    #[arg(long, default_value = "127.0.0.1:8750")]
    listen: SocketAddr,
    /// Folder with the built UI.
    #[arg(long, default_value = "ui/dist")]
    ui: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum ProfileName {
    Reception,
    Kiosk,
}

fn main() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info,zbus=warn".into());
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    okienko_app::tell_panics_by_place();
    let arguments = Arguments::parse();
    match tokio::runtime::Runtime::new()
        .map_err(Into::into)
        .and_then(|runtime| runtime.block_on(run(arguments)))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<()> {
    if !arguments.listen.ip().is_loopback() {
        bail!(
            "Ten serwer pokazuje dane pacjentów każdemu, kto się połączy, więc słucha tylko na tym komputerze. Podaj --listen 127.0.0.1:8750"
        );
    }
    let listener = TcpListener::bind(arguments.listen).await.with_context(|| {
        format!(
            "Nie można nasłuchiwać na {}. Jeśli port jest zajęty, podaj inny: --listen 127.0.0.1:0",
            arguments.listen
        )
    })?;
    let config = Config {
        registry: arguments.registry,
        code: arguments.code,
        data_dir: arguments.data_dir,
        profile: match arguments.profile {
            ProfileName::Reception => Profile::Reception,
            ProfileName::Kiosk => Profile::Kiosk,
        },
        place: arguments.place,
        office: arguments.office,
        voivodeships: arguments.voivodeships,
        services: arguments.services,
    };
    let app = App::start(config, Arc::new(NativeNotifier)).await?;
    println!("http://{}", listener.local_addr()?);
    let server = axum::serve(listener, router(Arc::clone(&app), arguments.ui));
    tokio::select! {
        served = async { server.await } => served?,
        () = stop_signal() => {}
    }
    app.stop().await;
    Ok(())
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
