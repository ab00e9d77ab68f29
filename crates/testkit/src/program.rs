//! The real registry as a program of its own, which can be killed like one.

use crate::clinic::Database;
use std::io;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Longest wait for something that must happen.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running registry; it ends with its owner.
pub struct Program {
    child: Child,
    /// Its address.
    pub url: String,
}

impl Program {
    /// The line that starts a registry on a database at a free port of this machine.
    #[must_use]
    pub fn serve(program: &Path, database: &Database) -> Command {
        Self::serve_at(program, database, "127.0.0.1:0")
    }

    /// The same at an address.
    #[must_use]
    pub fn serve_at(program: &Path, database: &Database, listen: &str) -> Command {
        let mut command = Command::new(program);
        command.args(["serve", "--listen", listen, "--db", &database.name]);
        command.arg("--key").arg(&database.key);
        command
    }

    /// Starts it and waits until it answers.
    ///
    /// # Errors
    /// When it does not start; its own words are on standard error.
    pub async fn start(mut command: Command) -> io::Result<Self> {
        let mut child = command
            .env("RUST_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut url = String::new();
        if let Some(said) = child.stdout.take() {
            timeout(PATIENCE, BufReader::new(said).read_line(&mut url)).await??;
        }
        if url.is_empty() {
            return Err(io::Error::other(format!("a registry did not start: {command:?}")));
        }
        let url = url.trim().to_owned();
        Ok(Self { child, url })
    }

    /// Address to listen at when it is started again.
    #[must_use]
    pub fn address(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Kills it as `kill -9` does.
    ///
    /// # Errors
    /// When it has ended before: then it was not killed.
    pub async fn kill(mut self) -> io::Result<()> {
        if let Some(ended) = self.child.try_wait()? {
            return Err(io::Error::other(format!("the registry ended by itself: {ended}")));
        }
        self.child.kill().await
    }

    /// Waits until somebody else has killed it.
    pub async fn killed(mut self) {
        let ended = timeout(PATIENCE, self.child.wait()).await;
        assert!(!ended.expect("nobody killed it").unwrap().success());
    }

    /// Asks it to end and waits until it has.
    ///
    /// # Errors
    /// When it does not end well.
    pub async fn stop(mut self) -> io::Result<()> {
        let done = Command::new("kill").args(["-TERM", &self.id().to_string()]).status();
        done.await?;
        let ended = timeout(PATIENCE, self.child.wait()).await??;
        if ended.success() {
            return Ok(());
        }
        Err(io::Error::other(format!("the registry ended with {ended}")))
    }
}
