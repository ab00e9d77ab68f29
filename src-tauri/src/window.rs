//! The one window, by profile.

use crate::cli::Role;
use crate::{tray, words};
use okienko_notify::{NativeNotifier, Notification, Notifier};
use std::path::Path;
use std::sync::Once;
use tauri::utils::config::Color;
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, CloseRequestApi, Manager, Url, WebviewUrl, WebviewWindow, WebviewWindowBuilder, Wry};
use tauri_plugin_window_state::StateFlags;

type Builder<'a> = WebviewWindowBuilder<'a, Wry, AppHandle>;

/// Whether a test drives the window. tauri looks at the same variable.
pub fn automated() -> bool {
    std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some_and(|value| value == "true")
}

/// Opens the window of this profile. `data_dir` is the folder of this desktop's data.
pub fn open(handle: &AppHandle, role: Role, data_dir: &Path) -> tauri::Result<()> {
    let builder = WebviewWindowBuilder::new(handle, role.label(), WebviewUrl::default())
        .data_directory(data_dir.join("webview"))
        .devtools(false)
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _| false);
    let window = match role {
        Role::Reception => open_reception(handle, builder, data_dir)?,
        Role::Kiosk => open_kiosk(builder)?,
    };
    set_up_web_view(&window, role)
}

/// Brings the window to the front, from the tray too.
pub fn raise(handle: &AppHandle) {
    for window in handle.webview_windows().values() {
        let raised = window
            .show()
            .and_then(|()| window.unminimize())
            .and_then(|()| window.set_focus());
        if let Err(error) = raised {
            tracing::warn!(%error, "the window was not raised");
        }
    }
}

/// Answers the cross in the corner: a reception desk with a tray icon goes on without its window, so that notifications
/// still come; a kiosk stays.
pub fn closing(handle: &AppHandle, role: Role, api: &CloseRequestApi) {
    match role {
        Role::Kiosk => api.prevent_close(),
        Role::Reception if tray::exists(handle) => {
            api.prevent_close();
            for window in handle.webview_windows().values() {
                if let Err(error) = window.hide() {
                    tracing::warn!(%error, "the window was not hidden");
                }
            }
            say_once_that_it_keeps_running(handle.clone());
        }
        Role::Reception => {}
    }
}

fn open_reception(handle: &AppHandle, builder: Builder<'_>, data_dir: &Path) -> tauri::Result<WebviewWindow> {
    // Not whether it was visible: a desktop shut down from the tray must come back with a window.
    let remembered = StateFlags::SIZE | StateFlags::POSITION | StateFlags::MAXIMIZED;
    handle.plugin(
        tauri_plugin_window_state::Builder::new()
            .with_state_flags(remembered)
            .with_filename(data_dir.join("window.json").to_string_lossy())
            .build(),
    )?;
    builder
        .title(words::text("window-title-reception"))
        .inner_size(1366.0, 900.0)
        .min_inner_size(1024.0, 700.0)
        .prevent_overflow()
        .background_color(Color(0xF2, 0xF5, 0xF7, 0xFF))
        .build()
}

fn open_kiosk(builder: Builder<'_>) -> tauri::Result<WebviewWindow> {
    builder
        .title(words::text("window-title-kiosk"))
        .fullscreen(true)
        .always_on_top(true)
        .decorations(false)
        .closable(false)
        .skip_taskbar(true)
        // Nothing of a person is left on disk. A private session cannot be driven by a test.
        .incognito(!automated())
        .build()
}

/// What only the web view itself can be told.
#[cfg(target_os = "linux")]
fn set_up_web_view(window: &WebviewWindow, role: Role) -> tauri::Result<()> {
    use webkit2gtk::WebViewExt;
    let start = window.url()?;
    window.with_webview(move |webview| {
        let view = webview.inner();
        // The page runs in a process of its own, and its end leaves an empty window that nobody at a kiosk could reload.
        view.connect_web_process_terminated(move |view, reason| {
            tracing::error!(?reason, "the process of the page ended, loading the page again");
            view.load_uri(start.as_str());
        });
        if role == Role::Kiosk {
            // The menu of a right click or a long press offers the clipboard and going back.
            let handled = true;
            view.connect_context_menu(move |_, _, _, _| handled);
        }
    })
}

/// What only the web view itself can be told.
#[cfg(not(target_os = "linux"))]
fn set_up_web_view(window: &WebviewWindow, role: Role) -> tauri::Result<()> {
    match role {
        Role::Kiosk => window.eval("addEventListener('contextmenu', (event) => event.preventDefault(), true)"),
        Role::Reception => Ok(()),
    }
}

/// The window shows the pages shipped with the program and nothing else, whatever a page asks for.
fn is_own_page(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("tauri", Some("localhost")) => true,
        // Windows has no schemes of one's own.
        ("http" | "https", Some("tauri.localhost")) => true,
        ("http", Some("localhost")) => tauri::is_dev(),
        _ => false,
    }
}

fn say_once_that_it_keeps_running(handle: AppHandle) {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        // The desktop may take seconds to show it, and this is the thread of the window.
        tauri::async_runtime::spawn_blocking(move || {
            let notification = Notification {
                id: "keeps-running".into(),
                title: words::attribute("keeps-running", "title"),
                body: words::text("keeps-running"),
                actions: vec![],
            };
            if let Err(error) = NativeNotifier.show(notification, Box::new(move |_| raise(&handle))) {
                tracing::info!(%error, "nobody was told that the program keeps running");
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_page_leads_out_of_the_program() {
        let own = |url: &str| is_own_page(&url.parse().unwrap());
        assert!(own("tauri://localhost/"));
        assert!(own("http://tauri.localhost/index.html"));
        for foreign in [
            "https://example.org/",
            "http://localhost.example.org/",
            "file:///etc/passwd",
            "data:text/html,x",
        ] {
            assert!(!own(foreign), "{foreign}");
        }
    }
}
