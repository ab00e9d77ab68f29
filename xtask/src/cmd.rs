//! A command that can be run and also shown as the line a person would type.

use crate::workspace::cargo;
use anyhow::{Context, Result, ensure};
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program, its arguments, its folder and the variables set for it.
#[derive(Clone)]
pub struct Cmd {
    root: PathBuf,
    folder: String,
    program: String,
    args: Vec<String>,
    env: Vec<(String, String)>,
}

impl Cmd {
    /// A program run in the root of the repository.
    pub fn new(root: &Path, program: &str) -> Self {
        Self {
            root: root.into(),
            folder: String::new(),
            program: program.into(),
            args: vec![],
            env: vec![],
        }
    }

    /// `cargo` with these words.
    pub fn cargo(root: &Path, words: &str) -> Self {
        Self::new(root, "cargo").words(words)
    }

    /// `npm` with these words in a folder of the repository.
    pub fn npm(root: &Path, folder: &str, words: &str) -> Self {
        Self::new(root, npm_program()).words(words).folder(folder)
    }

    /// Runs it in this folder of the repository instead.
    pub fn folder(mut self, folder: &str) -> Self {
        self.folder = folder.into();
        self
    }

    /// Adds arguments parted by blanks.
    pub fn words(mut self, words: &str) -> Self {
        self.args.extend(words.split_whitespace().map(String::from));
        self
    }

    /// Adds one argument as it is.
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Sets a variable for the program.
    pub fn env(mut self, name: &str, value: impl Into<String>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// The command for the standard library.
    pub fn command(&self) -> Command {
        let program = if self.program == "cargo" {
            cargo()
        } else {
            self.program.clone()
        };
        let mut command = Command::new(program);
        command
            .args(&self.args)
            .envs(self.env.iter().map(|(n, v)| (n, v)))
            .current_dir(self.root.join(&self.folder));
        command.stdin(Stdio::null());
        command
    }

    /// Runs it with its output on ours. An unsuccessful end is an error that names the command.
    pub fn run(&self) -> Result<()> {
        let status = self
            .command()
            .status()
            .with_context(|| format!("`{}` does not start", self.program))?;
        ensure!(status.success(), "`{self}` failed ({status})");
        Ok(())
    }

    /// Runs it and returns what it wrote to standard output; its messages go to ours.
    pub fn read(&self) -> Result<String> {
        let out = self.command().stderr(Stdio::inherit()).output();
        let out = out.with_context(|| format!("`{}` does not start", self.program))?;
        ensure!(out.status.success(), "`{self}` failed ({})", out.status);
        Ok(String::from_utf8_lossy(&out.stdout).trim().to_owned())
    }
}

impl fmt::Display for Cmd {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.folder.is_empty() {
            write!(out, "cd {} && ", self.folder)?;
        }
        for (name, value) in &self.env {
            write!(out, "{name}={} ", quoted(value))?;
        }
        write!(out, "{}", quoted(&self.program))?;
        self.args.iter().try_for_each(|arg| write!(out, " {}", quoted(arg)))
    }
}

/// As a shell wants it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=./:,@+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.into()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// Whether a program can be found.
pub fn on_path(program: &str) -> bool {
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    std::env::var_os("PATH").is_some_and(|path| std::env::split_paths(&path).any(|dir| dir.join(&file).is_file()))
}

fn npm_program() -> &'static str {
    if cfg!(windows) { "npm.cmd" } else { "npm" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        let cmd = Cmd::npm(Path::new("/repo"), "ui", "run build")
            .arg("-screen 0 1366x900x24")
            .env("A", "1");
        assert_eq!(
            cmd.to_string(),
            format!("cd ui && A=1 {} run build '-screen 0 1366x900x24'", npm_program())
        );
    }

    #[test]
    fn quotes_survive_a_shell() {
        assert_eq!(quoted("it's"), r"'it'\''s'");
        assert_eq!(quoted(""), "''");
    }
}
