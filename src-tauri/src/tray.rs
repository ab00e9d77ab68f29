//! The icon beside the clock: the state of the link, and a way back to a hidden window.

use crate::{window, words};
use okienko_app::App;
use okienko_app::view::{Link, SyncView};
use std::sync::{Arc, Mutex, PoisonError};
use tauri::image::Image;
use tauri::menu::{CheckMenuItem, Menu, MenuItem, PredefinedMenuItem};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager, include_image};

const ONLINE: Image<'_> = include_image!("icons/32x32.png");
const OFFLINE: Image<'_> = include_image!("icons/tray-offline.png");
const ATTENTION: Image<'_> = include_image!("icons/tray-attention.png");

const OPEN: &str = "open";
const SYNC: &str = "sync";
const PAUSE: &str = "pause";
const QUIT: &str = "quit";

/// What the icon says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Starting,
    Online,
    Offline,
    /// Something waits for a person.
    Attention,
}

impl State {
    fn of(sync: &SyncView) -> Self {
        match sync.link {
            _ if sync.refused > 0 => Self::Attention,
            Link::Online => Self::Online,
            Link::Offline => Self::Offline,
            Link::Starting => Self::Starting,
        }
    }

    fn words(self) -> String {
        words::text(match self {
            Self::Starting => "status-starting",
            Self::Online => "status-online",
            Self::Offline => "status-offline",
            Self::Attention => "tray-attention",
        })
    }

    fn icon(self) -> Image<'static> {
        match self {
            Self::Starting | Self::Online => ONLINE,
            Self::Offline => OFFLINE,
            Self::Attention => ATTENTION,
        }
    }
}

/// The icon; managed by tauri while there is one.
struct Tray {
    icon: TrayIcon,
    /// The state in words: Linux shows no tooltip.
    state: MenuItem<tauri::Wry>,
    /// Marked while notifications are paused.
    pause: CheckMenuItem<tauri::Wry>,
    shown: Mutex<State>,
}

/// Whether a closed window can be found again beside the clock.
pub fn exists(handle: &AppHandle) -> bool {
    handle.try_state::<Tray>().is_some()
}

/// Shows the icon where the desktop has a place for it.
pub fn open(handle: &AppHandle) -> tauri::Result<()> {
    if !desktop_has_place() {
        tracing::info!("this desktop shows no tray icons: closing the window will end the program");
        return Ok(());
    }
    let item = |id, text: String, enabled| MenuItem::with_id(handle, id, text, enabled, None::<&str>);
    let state = item("state", State::Starting.words(), false)?;
    let pause = CheckMenuItem::with_id(handle, PAUSE, words::text("tray-pause"), true, false, None::<&str>)?;
    let menu = Menu::with_items(
        handle,
        &[
            &state,
            &PredefinedMenuItem::separator(handle)?,
            &item(OPEN, words::text("tray-open"), true)?,
            &item(SYNC, words::text("palette-sync"), true)?,
            &pause,
            &item(QUIT, words::text("tray-quit"), true)?,
        ],
    )?;
    let icon = TrayIconBuilder::new()
        .icon(State::Starting.icon())
        .tooltip(State::Starting.words())
        .menu(&menu)
        .on_menu_event(|handle, event| chosen(handle, event.id().as_ref()))
        .build(handle)?;
    let shown = Mutex::new(State::Starting);
    handle.manage(Tray {
        icon,
        state,
        pause,
        shown,
    });
    // The link may have changed before there was an icon to show it.
    let (app, handle) = (Arc::clone(&handle.state::<Arc<App>>()), handle.clone());
    tauri::async_runtime::spawn(async move {
        if let Ok(sync) = app.sync_state().await {
            update(&handle, &sync);
        }
    });
    Ok(())
}

/// Shows the state of the link, if there is an icon to show it.
pub fn update(handle: &AppHandle, sync: &SyncView) {
    let Some(tray) = handle.try_state::<Tray>() else {
        return;
    };
    let state = State::of(sync);
    let mut shown = tray.shown.lock().unwrap_or_else(PoisonError::into_inner);
    if *shown == state {
        return;
    }
    *shown = state;
    let words = state.words();
    let outcome = tray
        .icon
        .set_icon(Some(state.icon()))
        .and_then(|()| tray.icon.set_tooltip(Some(&words)))
        .and_then(|()| tray.state.set_text(&words));
    if let Err(error) = outcome {
        tracing::warn!(%error, "the tray icon does not show the state of the link");
    }
}

fn chosen(handle: &AppHandle, item: &str) {
    match item {
        OPEN => window::raise(handle),
        SYNC => {
            let app = Arc::clone(&handle.state::<Arc<App>>());
            tauri::async_runtime::spawn(async move {
                if let Err(error) = app.sync_now().await {
                    tracing::warn!(error.code, "the registry could not be asked from the tray");
                }
            });
        }
        PAUSE => {
            let app = handle.state::<Arc<App>>();
            app.pause_notifications(app.notifications_paused().is_none());
            mark_pause(handle);
            if let Some(left) = app.notifications_paused() {
                let handle = handle.clone();
                tauri::async_runtime::spawn(async move {
                    tokio::time::sleep(left).await;
                    mark_pause(&handle);
                });
            }
        }
        QUIT => handle.exit(0),
        _ => {}
    }
}

/// Shows whether notifications are paused now.
fn mark_pause(handle: &AppHandle) {
    let paused = handle.state::<Arc<App>>().notifications_paused().is_some();
    if let Err(error) = handle.state::<Tray>().pause.set_checked(paused) {
        tracing::warn!(%error, "the tray does not show whether notifications are paused");
    }
}

/// On Linux the icon needs a program of the desktop that shows it. Without one a hidden window would be lost.
#[cfg(target_os = "linux")]
fn desktop_has_place() -> bool {
    use zbus::blocking::{Connection, fdo::DBusProxy};
    use zbus::names::BusName;
    let asked = Connection::session().and_then(|bus| {
        let name = BusName::try_from("org.kde.StatusNotifierWatcher")?;
        Ok(DBusProxy::new(&bus)?.name_has_owner(name)?)
    });
    asked.unwrap_or(false)
}

#[cfg(not(target_os = "linux"))]
fn desktop_has_place() -> bool {
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sync(link: Link, refused: u32) -> SyncView {
        SyncView {
            link,
            offline_since: None,
            problem: None,
            data_as_of: None,
            terms: 0,
            free_terms: 0,
            voivodeships: Vec::new(),
            first_sync: false,
            progress: 0,
            queued: 0,
            refused,
            waiting: 0,
            calls: 0,
            unread: 0,
            cache_rebuilt: false,
            standing: okienko_app::view::StandingView::Active,
            person: None,
            administrator: false,
        }
    }

    #[test]
    fn what_waits_for_a_person_comes_before_the_link() {
        assert_eq!(State::of(&sync(Link::Online, 0)).words(), "Połączono z centralą");
        assert_eq!(State::of(&sync(Link::Offline, 0)), State::Offline);
        assert_eq!(State::of(&sync(Link::Offline, 1)), State::Attention);
    }
}
