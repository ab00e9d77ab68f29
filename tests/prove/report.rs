//! How a proof ended and how that is printed.

use crate::place::Kind;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// Counts of a proof, in the order in which they are told.
#[derive(Debug, Default)]
pub(crate) struct Figures(Vec<(&'static str, u64)>);

impl Figures {
    pub(crate) fn add(&mut self, name: &'static str, count: impl TryInto<u64>) {
        self.0.push((name, count.try_into().unwrap_or(u64::MAX)));
    }
}

/// Why a proof could not be run on this machine.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NotRun(pub(crate) String);

/// How a proof ended.
#[derive(Debug)]
pub(crate) enum Verdict {
    Held,
    /// What was found instead.
    Failed(String),
    /// What is missing on this machine.
    NotRun(String),
}

impl Verdict {
    /// The worst one counts: one that did not hold is worse than one that could not be run.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Held => 0,
            Self::NotRun(_) => 2,
            Self::Failed(_) => 1,
        }
    }

    fn word(&self) -> &'static str {
        match self {
            Self::Held => "HELD",
            Self::NotRun(_) => "NOT RUN",
            Self::Failed(_) => "FAILED",
        }
    }

    fn why(&self) -> &str {
        match self {
            Self::Held => "",
            Self::NotRun(why) | Self::Failed(why) => why,
        }
    }
}

/// One proof on one database.
pub(crate) struct Proof {
    name: String,
    kind: Kind,
    took: Duration,
    figures: Figures,
    pub(crate) verdict: Verdict,
}

impl Proof {
    pub(crate) fn new(name: String, kind: Kind, took: Duration, done: anyhow::Result<Figures>) -> Self {
        let (figures, verdict) = match done {
            Ok(figures) => (figures, Verdict::Held),
            Err(error) => match error.downcast::<NotRun>() {
                Ok(NotRun(why)) => (Figures::default(), Verdict::NotRun(why)),
                Err(error) => (Figures::default(), Verdict::Failed(format!("{error:#}"))),
            },
        };
        Self {
            name,
            kind,
            took,
            figures,
            verdict,
        }
    }

    pub(crate) fn line(&self) -> String {
        let figures: Vec<String> = self.figures.0.iter().map(|(name, n)| format!("{n} {name}")).collect();
        format!(
            "PROVE {:13} {:8} {:7} {:6.1} s  {}{}",
            self.name,
            self.kind.word(),
            self.verdict.word(),
            self.took.as_secs_f64(),
            figures.join(", "),
            self.verdict.why()
        )
    }

    pub(crate) fn json(&self) -> String {
        let figures: Map<String, Value> = self
            .figures
            .0
            .iter()
            .map(|(k, v)| ((*k).to_owned(), json!(v)))
            .collect();
        json!({ "proof": self.name, "database": self.kind.word(), "verdict": self.verdict.word(), "seconds": self.took.as_secs_f64(), "figures": figures, "why": self.verdict.why() })
            .to_string()
    }
}
