//! Waiting for what gives no event: another process, an answer over HTTP, Ctrl-C.

use anyhow::{Context, Result, bail};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C and SIGTERM are noted instead of ending this program, so that it can stop what it started.
pub fn note_interrupts() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::Relaxed)).context("Ctrl-C cannot be caught")
}

/// Whether the person wants it to end.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}

/// Asks until the answer is there; an error when `limit` has passed or the person has interrupted.
pub fn until<T>(what: &str, limit: Duration, mut ask: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask()? {
            return Ok(answer);
        }
        if interrupted() {
            bail!("interrupted while waiting for {what}");
        }
        if started.elapsed() >= limit {
            bail!("{what} did not happen within {} ms", limit.as_millis());
        }
        pause(Duration::from_millis(25));
    }
}

/// Lets a moment pass.
#[expect(
    clippy::disallowed_methods,
    reason = "the end of a child process and an HTTP answer of another give no event"
)]
pub fn pause(time: Duration) {
    std::thread::sleep(time);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_ends_with_the_answer_or_with_the_limit() {
        let mut left = 2;
        let answer = until("three", Duration::from_secs(5), || {
            left -= 1;
            Ok((left < 0).then_some(3))
        });
        assert_eq!(answer.unwrap(), 3);
        let late = until::<()>("the moon", Duration::from_millis(1), || Ok(None)).unwrap_err();
        assert_eq!(late.to_string(), "the moon did not happen within 1 ms");
    }
}
