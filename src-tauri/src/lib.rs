//! The window: a thin shell around `okienko-app`, and the only crate that knows tauri.
//!
//! What it deliberately does not do: it holds no rule of e-registration, opens no database and speaks to no network.

mod bindings;
mod cli;
mod commands;
mod events;
mod renderer;
mod shell;
mod signals;
mod tray;
mod window;
mod words;

use clap::Parser;
use cli::Cli;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// What the program ends with when it could not start; clap ends with the same for a wrong command line.
const COULD_NOT_START: u8 = 2;

/// Runs the program until its window is closed for good.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    renderer::choose();
    log_to_stderr();
    match shell::run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("okienko: {error:#}");
            ExitCode::from(COULD_NOT_START)
        }
    }
}

/// `RUST_LOG` chooses what is logged. No crate logs personal data, whatever the level.
fn log_to_stderr() {
    // The message bus reports every message at level info.
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,zbus=warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    okienko_app::tell_panics_by_place();
}
