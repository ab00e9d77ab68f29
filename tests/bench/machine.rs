//! What Linux says of a process: its memory, its processor time, its open files. Figures that need it are for Linux alone.

use anyhow::{Context, Result, ensure};
use rustix::process::{Resource, getrlimit, setrlimit};
use std::fs::read_to_string;

/// This process, where a process is named.
pub(crate) const SELF: &str = "self";
/// Parts of a second in which Linux counts the processor time of programs (`USER_HZ`).
const TICKS: f64 = 100.0;

/// The most memory that a process has had so far, in megabytes.
pub(crate) fn peak_memory(process: &str) -> Result<f64> {
    memory(process, "VmHWM:")
}

/// The memory that a process has now, in megabytes.
pub(crate) fn memory_now(process: &str) -> Result<f64> {
    memory(process, "VmRSS:")
}

fn memory(process: &str, name: &str) -> Result<f64> {
    let text = file(process, "status")?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix("kB"));
    let kibibytes: f64 = kibibytes.context("memory is counted in kB")?.trim().parse()?;
    Ok(kibibytes * 1024.0 / 1e6)
}

/// Processor time of all threads of a process, in seconds.
pub(crate) fn cpu_seconds(process: &str) -> Result<f64> {
    let text = file(process, "stat")?;
    // The name of the program, in brackets, may hold anything; what follows are numbers.
    let (_, numbers) = text.rsplit_once(')').context("a name in brackets")?;
    let ticks: Vec<f64> = numbers
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    ensure!(ticks.len() == 2, "time in the program and in the system");
    Ok(ticks.iter().sum::<f64>() / TICKS)
}

fn file(process: &str, name: &str) -> Result<String> {
    let path = format!("/proc/{process}/{name}");
    read_to_string(&path).with_context(|| format!("{path} cannot be read; this figure is measured on Linux"))
}

/// Makes room for so many open files of this process.
pub(crate) fn allow_files(count: u64) -> Result<()> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    setrlimit(Resource::Nofile, limit)?;
    let files = limit.maximum.unwrap_or(u64::MAX);
    ensure!(
        files >= count,
        "{count} open files are wanted and {files} allowed: raise the hard limit (ulimit -Hn {count})"
    );
    Ok(())
}
