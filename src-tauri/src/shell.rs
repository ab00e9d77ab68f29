//! From the command line to a running window, and in order to the end.

use crate::cli::{Cli, Role};
use crate::{bindings, events, signals, tray, window, words};
use anyhow::{Context, Result, bail};
use okienko_app::{App, Config};
use okienko_notify::{NativeNotifier, Notification, Notifier};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use tauri::async_runtime::{block_on, spawn};
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};

/// Runs the program until its window is closed for good.
///
/// # Errors
/// When it could not start; the words name what to do.
pub fn run(cli: Cli) -> Result<ExitCode> {
    need_a_screen()?;
    let one_of_this_desktop = tauri_plugin_single_instance::Builder::new()
        .dbus_id(cli.bus_name())
        .callback(|handle, _, _| window::raise(handle))
        .build();
    let shell = tauri::Builder::default()
        // First of all: a second start ends here, before it opens any data.
        .plugin(one_of_this_desktop)
        .invoke_handler(bindings::builder().invoke_handler())
        .build(tauri::generate_context!())?;

    let role = cli.profile;
    let data_dir = match &cli.data_dir {
        Some(dir) => std::path::absolute(dir)?,
        None => {
            let folder = shell.path().app_local_data_dir();
            folder
                .context("Nie wiadomo, gdzie trzymać dane. Podaj katalog: --data-dir KATALOG")?
                .join(role.label())
        }
    };
    let app = start(cli, data_dir.clone())?;
    let handle = shell.handle().clone();
    spawn(events::forward(handle.clone(), Arc::clone(&app), app.events()));
    spawn(signals::end_on_signal(handle));
    shell.manage(Arc::clone(&app));

    let code = shell.run_return(move |handle, event| match event {
        RunEvent::Ready => {
            if let Err(error) = open(handle, role, &data_dir) {
                tracing::error!(%error, "the window could not be opened");
                handle.exit(1);
            }
        }
        RunEvent::WindowEvent {
            event: WindowEvent::CloseRequested { api, .. },
            ..
        } => window::closing(handle, role, &api),
        RunEvent::Exit => block_on(app.stop()),
        _ => {}
    });
    Ok(ExitCode::from(u8::try_from(code).unwrap_or(1)))
}

fn open(handle: &AppHandle, role: Role, data_dir: &Path) -> tauri::Result<()> {
    window::open(handle, role, data_dir)?;
    match role {
        Role::Reception => tray::open(handle),
        Role::Kiosk => Ok(()),
    }
}

/// Starts the program behind the window. There may be no terminal to read the reason in, so it is notified as well.
fn start(cli: Cli, data_dir: PathBuf) -> Result<Arc<App>> {
    let config = Config {
        registry: cli.registry.map(|url| url.to_string()),
        code: cli.code,
        data_dir,
        profile: cli.profile.into(),
        place: cli.place,
        office: cli.office,
        voivodeships: cli.voivodeships,
        services: cli.services,
    };
    block_on(App::start(config, Arc::new(NativeNotifier))).map_err(|error| {
        let notification = Notification {
            id: "start-failed".into(),
            title: words::attribute("start-failed", "title"),
            body: error.to_string(),
            actions: vec![],
        };
        // Without a notification server the words on stderr must do.
        let _ = NativeNotifier.show(notification, Box::new(|_| {}));
        error.into()
    })
}

/// GTK ends the process without a word for people when there is no screen.
#[cfg(target_os = "linux")]
fn need_a_screen() -> Result<()> {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if set("DISPLAY") || set("WAYLAND_DISPLAY") {
        return Ok(());
    }
    bail!(
        "Nie ma ekranu (DISPLAY ani WAYLAND_DISPLAY). Uruchom program w sesji graficznej albo użyj przeglądarki: cargo xtask run --browser"
    )
}

#[cfg(not(target_os = "linux"))]
fn need_a_screen() -> Result<()> {
    Ok(())
}
