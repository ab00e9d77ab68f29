//! Which way WebKit draws.

/// Blank windows on NVIDIA and Wayland are the most frequent fault of WebKitGTK programs, and drawing without DMA-BUF
/// avoids them. An administrator's choice is kept; a test's driver cannot take screenshots without DMA-BUF.
#[cfg(target_os = "linux")]
pub fn choose() {
    const SWITCH: &str = "WEBKIT_DISABLE_DMABUF_RENDERER";
    let set = |name| std::env::var_os(name).is_some();
    if set(SWITCH) || crate::window::automated() {
        return;
    }
    #[expect(unsafe_code, reason = "WebKit takes the switch from the environment only")]
    // SAFETY: called before the first thread is started, so nothing else reads the environment.
    unsafe {
        std::env::set_var(SWITCH, "1");
    }
}

/// Other systems have other web views.
#[cfg(not(target_os = "linux"))]
pub fn choose() {}
