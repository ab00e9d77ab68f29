//! HTTP with what we start: the registry's health and the desktop's commands over `okienko-devserver`.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::time::Duration;
use ureq::Agent;

/// A client for addresses of this machine.
#[derive(Clone)]
pub struct Client {
    agent: Agent,
    base: String,
}

/// The answer to a command of the desktop.
#[derive(Debug)]
pub enum Answer {
    /// It was done.
    Done(Value),
    /// It was refused, with the code of the sentence for the person.
    Refused(String),
}

impl Client {
    /// A client for `http://127.0.0.1:port`.
    pub fn new(port: u16) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // A proxy set for the world outside cannot reach our own loopback.
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(30)));
        Self {
            agent: config.build().new_agent(),
            base: format!("http://127.0.0.1:{port}"),
        }
    }

    /// Where it talks to.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether a GET is answered with 200.
    pub fn answers(&self, path: &str) -> bool {
        self.agent
            .get(format!("{}{path}", self.base))
            .call()
            .is_ok_and(|response| response.status() == 200)
    }

    /// A command of the desktop.
    pub fn command(&self, name: &str, args: &Value) -> Result<Answer> {
        let url = format!("{}/api/{name}", self.base);
        let mut response = self
            .agent
            .post(url)
            .send_json(args)
            .with_context(|| format!("{name} got no answer"))?;
        let status = response.status().as_u16();
        let body: Value = response
            .body_mut()
            .read_json()
            .with_context(|| format!("{name}: {status} without JSON"))?;
        match status {
            200 => Ok(Answer::Done(body)),
            422 => Ok(Answer::Refused(body["code"].as_str().unwrap_or("no code").into())),
            _ => bail!("{name} answered {status}: {body}"),
        }
    }

    /// A command that must not be refused.
    pub fn done(&self, name: &str, args: &Value) -> Result<Value> {
        match self.command(name, args)? {
            Answer::Done(value) => Ok(value),
            Answer::Refused(code) => bail!("{name} was refused: {code}"),
        }
    }
}
