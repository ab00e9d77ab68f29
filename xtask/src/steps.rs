//! A list of steps run one after the other, with headings, times and a summary.

use crate::cmd::Cmd;
use anyhow::Result;
use std::time::{Duration, Instant};

/// Something to do, and the line to type to do only that again.
pub struct Step<'a> {
    name: String,
    repeat: String,
    work: Box<dyn FnOnce() -> Result<()> + 'a>,
}

impl<'a> Step<'a> {
    /// A step of our own.
    pub fn new(name: &str, repeat: &str, work: impl FnOnce() -> Result<()> + 'a) -> Self {
        Self {
            name: name.into(),
            repeat: repeat.into(),
            work: Box::new(work),
        }
    }

    /// A step that is one command.
    pub fn command(name: &str, cmd: Cmd) -> Self {
        Self {
            name: name.into(),
            repeat: cmd.to_string(),
            work: Box::new(move || cmd.run()),
        }
    }
}

/// How the steps went.
pub struct Report {
    done: Vec<(String, Duration, bool)>,
    total: usize,
}

/// Runs the steps until one fails.
pub fn run(steps: Vec<Step<'_>>) -> (Report, Result<()>) {
    let started = Instant::now();
    let total = steps.len();
    let mut done = vec![];
    for (index, step) in steps.into_iter().enumerate() {
        let place = format!("[{}/{total}] {}", index + 1, step.name);
        println!("\n{place}  (after {})", readable(started.elapsed()));
        let step_started = Instant::now();
        let outcome = (step.work)();
        let took = step_started.elapsed();
        done.push((step.name.clone(), took, outcome.is_ok()));
        if let Err(error) = outcome {
            println!("{place}: FAILED after {}", readable(took));
            println!("to repeat only this step: {}", step.repeat);
            return (Report { done, total }, Err(error.context(step.name)));
        }
        println!("{place}: ok, {}", readable(took));
    }
    (Report { done, total }, Ok(()))
}

impl Report {
    /// A table of the steps with their times; its last line is the count that a CI reads.
    pub fn print(&self) {
        let width = self
            .done
            .iter()
            .map(|(name, ..)| name.chars().count())
            .max()
            .unwrap_or(0);
        println!("\n{:width$}  {:>10}", "step", "time");
        for (name, took, ok) in &self.done {
            println!(
                "{name:width$}  {:>10}  {}",
                readable(*took),
                if *ok { "ok" } else { "FAILED" }
            );
        }
        let total: Duration = self.done.iter().map(|(_, took, _)| *took).sum();
        println!("{:width$}  {:>10}", "together", readable(total));
        let passed = self.done.iter().filter(|(.., ok)| *ok).count();
        let not_run = self.total - self.done.len();
        if not_run > 0 {
            println!("{not_run} steps were not run");
        }
        println!("\n{passed} passed, {} failed", self.done.len() - passed);
    }
}

/// "0.4 s", "12 s", "3 min 05 s".
pub fn readable(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{seconds} s"),
        _ => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;
    use std::cell::Cell;

    #[test]
    fn the_first_failure_ends_the_list_and_is_told_by_name() {
        let reached = Cell::new(false);
        let (report, outcome) = run(vec![
            Step::new("good", "true", || Ok(())),
            Step::new("bad", "cargo xtask tidy", || bail!("two things wrong")),
            Step::new("never", "true", || {
                reached.set(true);
                Ok(())
            }),
        ]);
        let told = format!("{:#}", outcome.unwrap_err());
        assert_eq!(told, "bad: two things wrong");
        assert_eq!((report.done.len(), report.total, reached.get()), (2, 3, false));
    }

    #[test]
    fn times_are_short_and_readable() {
        assert_eq!(readable(Duration::from_millis(420)), "0.4 s");
        assert_eq!(readable(Duration::from_secs(59)), "59 s");
        assert_eq!(readable(Duration::from_secs(185)), "3 min 05 s");
    }
}
