//! The desktop window of Okienko; everything is in the library.
#![cfg_attr(windows, windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    okienko_window::run()
}
