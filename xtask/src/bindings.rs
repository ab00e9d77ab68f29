//! Writes what is made from the Rust sources and kept in the repository.

use crate::cmd::Cmd;
use crate::workspace::Workspace;
use anyhow::Result;

/// Write ui/src/backend/bindings.ts and docs/openapi.json anew from the commands and routes in Rust.
///
/// Tests do the writing, and without these variables fail when a committed file is stale.
#[derive(clap::Args)]
pub struct Args {}

/// `cargo xtask bindings`.
pub fn run(_: &Args, workspace: &Workspace) -> Result<()> {
    Cmd::cargo(&workspace.root, "test --package okienko bindings")
        .env("OKIENKO_WRITE_BINDINGS", "1")
        .run()?;
    Cmd::cargo(&workspace.root, "test --package okienko-registry --lib openapi")
        .env("OKIENKO_WRITE_OPENAPI", "1")
        .run()
}
