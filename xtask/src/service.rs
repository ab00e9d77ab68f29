//! Programs that run beside us and are stopped with us.

use crate::wait;
use anyhow::{Context, Result};
use std::fs::{self, File};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

/// How long a program may take to end by itself.
const GRACE: Duration = Duration::from_secs(10);

/// A running program. Dropping it stops it.
pub struct Service {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Service {
    /// Starts it; what it prints goes to the end of `log`.
    pub fn start(name: &str, command: &mut Command, log: &Path) -> Result<Self> {
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        let file = File::options().create(true).append(true).open(log);
        let file = file.with_context(|| format!("cannot write {}", log.display()))?;
        command
            .stdin(Stdio::null())
            .env("NO_COLOR", "1")
            .stdout(file.try_clone()?)
            .stderr(file);
        // Ctrl-C reaches only us, so that the desktop is stopped before the registry it talks to.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command
            .spawn()
            .with_context(|| format!("{name} does not start: {command:?}"))?;
        Ok(Self {
            name: name.into(),
            child,
            log: log.into(),
        })
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// How it ended, or `None` while it runs.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// What to say when it ended by itself: the end of its log tells why.
    pub fn obituary(&self, status: ExitStatus) -> String {
        let log = self.log.display();
        format!(
            "{} ended ({status}); the end of {log}:\n{}",
            self.name,
            end_of(&self.log)
        )
    }

    /// Asks it to end, waits, and ends it by force when it does not listen.
    pub fn stop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            ask_to_end(&mut self.child);
            let started = std::time::Instant::now();
            while matches!(self.child.try_wait(), Ok(None)) && started.elapsed() < GRACE {
                wait::pause(Duration::from_millis(20));
            }
        }
        self.kill();
    }

    /// Ends it at once, as a power cut would.
    pub fn kill(&mut self) {
        // Both fail only when it has ended already, which is what is wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}

#[cfg(unix)]
fn ask_to_end(child: &mut Child) {
    let pid = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw);
    if let Some(pid) = pid {
        // Fails only when it has ended already.
        let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
    }
}

#[cfg(not(unix))]
fn ask_to_end(child: &mut Child) {
    let _ = child.kill();
}

/// The last lines of a log, indented; empty when there is none.
pub fn end_of(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<String> = text.lines().map(|line| format!("    {line}")).collect();
    lines[lines.len().saturating_sub(15)..].join("\n")
}

/// The wanted port of the loopback when it is free, else one the system picks.
pub fn free_port(wanted: u16) -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", wanted)).or_else(|_| TcpListener::bind(("127.0.0.1", 0)));
    let listener = listener.context("no port of 127.0.0.1 is free; close a program that listens there")?;
    Ok(listener.local_addr()?.port())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_stopped_program_may_tidy_up() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("logs/a.log");
        let script = "trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.05; done";
        let mut service = Service::start("a", &mut shell(script), &log).unwrap();
        let ready = || Ok(fs::read_to_string(&log).unwrap().contains("ready").then_some(()));
        wait::until("ready", Duration::from_secs(10), ready).unwrap();
        service.stop();
        assert_eq!(fs::read_to_string(&log).unwrap(), "ready\nbye\n");
        assert!(service.ended().unwrap().unwrap().success());
    }

    #[test]
    fn an_end_is_told_with_the_end_of_the_log() {
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("b.log");
        let mut service = Service::start("b", &mut shell("echo the disk is full; exit 3"), &log).unwrap();
        let status = wait::until("the end", Duration::from_secs(10), || service.ended()).unwrap();
        let told = service.obituary(status);
        assert!(
            told.contains("exit status: 3") && told.ends_with("the disk is full"),
            "{told}"
        );
    }

    #[test]
    fn a_taken_port_is_replaced() {
        let taken = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let held = TcpListener::bind(("127.0.0.1", taken)).unwrap();
        assert_ne!(free_port(taken).unwrap(), taken);
        drop(held);
    }
}
