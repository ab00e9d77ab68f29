//! Writes the types and commands of the desktop for the UI.

use crate::cmd::Cmd;
use crate::workspace::Workspace;
use anyhow::Result;

/// Write ui/src/backend/bindings.ts anew from the commands in Rust.
///
/// A test of src-tauri does the writing, and without this variable fails when the committed file is stale.
#[derive(clap::Args)]
pub struct Args {}

/// `cargo xtask bindings`.
pub fn run(_: &Args, workspace: &Workspace) -> Result<()> {
    Cmd::cargo(&workspace.root, "test --package okienko bindings")
        .env("OKIENKO_WRITE_BINDINGS", "1")
        .run()
}
