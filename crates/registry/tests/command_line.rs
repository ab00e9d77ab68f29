//! The program itself: how it logs, stops, copies and restores.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says so")]
#![cfg(unix)]

use rustix::process::{Pid, Signal, kill_process};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

fn program(arguments: &[&str]) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_okienko-registry"));
    program.args(arguments).env("RUST_LOG", "debug").stdin(Stdio::null());
    program
}

fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

/// A running registry with its address and, once it has ended, its log; killed when a test fails.
struct Running(Child, String, mpsc::Receiver<io::Result<String>>);

impl Running {
    fn start(db: &Path) -> Self {
        let db = db.to_str().unwrap();
        let arguments = ["serve", "--db", db, "--listen", "127.0.0.1:0", "--log-format", "json"];
        let mut child = program(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut url)
            .unwrap();
        // Read all the time: a full pipe would stop the program at its next line.
        let (done, log) = mpsc::channel();
        let mut lines = child.stderr.take().unwrap();
        thread::spawn(move || {
            let mut text = String::new();
            let read = lines.read_to_string(&mut text);
            let _ = done.send(read.map(|_| text));
        });
        Self(child, url.trim().trim_start_matches("http://").to_owned(), log)
    }

    fn say(&self, text: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.1).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(text.as_bytes()).unwrap();
        stream
    }

    /// What it answers to a connection that it then closes.
    fn answer(&self, text: &str) -> String {
        rest(self.say(text))
    }

    fn ask_to_stop(&self) {
        kill_process(Pid::from_child(&self.0), Signal::TERM).unwrap();
    }

    /// Waits for the end and gives back the log.
    fn log(mut self) -> String {
        // The log ends when the program does.
        let log = self.2.recv_timeout(Duration::from_secs(30)).unwrap().unwrap();
        assert!(self.0.wait().unwrap().success());
        log
    }
}

fn rest(mut stream: TcpStream) -> String {
    let mut said = String::new();
    stream.read_to_string(&mut said).unwrap();
    said
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn f25_a_stop_ends_pushes_lets_requests_finish_and_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let registry = Running::start(&folder.path().join("registry.db"));
    let mut push = registry.say("GET /v1/push HTTP/1.1\r\nhost: r\r\n\r\n");
    let mut first = [0; 512];
    assert!(push.read(&mut first).unwrap() > 0, "push is open");
    let half =
        "POST /v1/enrolments HTTP/1.1\r\nhost: r\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{";
    let (mut under_way, _never_done) = (registry.say(half), registry.say(half));
    // Connections are taken in turn: when this one has its answer, those before it have begun.
    assert!(
        registry
            .answer("GET /v1/health HTTP/1.1\r\nhost: r\r\nconnection: close\r\n\r\n")
            .starts_with("HTTP/1.1 200")
    );
    let started = Instant::now();
    registry.ask_to_stop();
    assert!(
        rest(push).ends_with("0\r\n\r\n"),
        "push ends in order, which is also how we know that the stop has begun"
    );
    assert!(TcpStream::connect(&registry.1).is_err(), "nobody new is let in");
    under_way.write_all(b"}").unwrap();
    assert!(rest(under_way).starts_with("HTTP/1.1 400"), "who had begun is answered");
    let log = registry.log();
    let took = started.elapsed();
    assert!(took < Duration::from_secs(13), "{took:?}: {log}");
}

#[test]
fn x20_every_line_of_the_log_is_one_object_and_none_is_a_clients() {
    let folder = tempfile::tempdir().unwrap();
    let registry = Running::start(&folder.path().join("registry.db"));
    for path in [
        "/Kanarzyna",
        "/v1/desks/70050600168/appointments",
        "/v1/blobs/%0a%7b%22level%22:%22Kanarzyna%22%7d",
        "/v1/health?name=Kanarzyna",
    ] {
        let text = format!(
            "GET {path} HTTP/1.1\r\nhost: Kanarzyna\r\nuser-agent: Kanarzyna\"}}\\n{{\r\nconnection: close\r\n\r\n"
        );
        let said = registry.answer(&text);
        assert!(said.starts_with("HTTP/1.1 "), "{said}");
    }
    let body = r#"{"code":"Kanarzyna\n","role":"Kanarzyna","public_key":"Kanarzyna"}"#;
    let text = format!(
        "POST /v1/enrolments HTTP/1.1\r\nhost: r\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let said = registry.answer(&text);
    assert!(said.starts_with("HTTP/1.1 400"), "{said}");
    registry.ask_to_stop();
    let log = registry.log();
    let lines: Vec<serde_json::Value> = log.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let answered = |l: &&serde_json::Value| l["fields"]["message"] == "answered";
    assert_eq!(lines.iter().filter(answered).count(), 5, "{log}");
    for canary in ["Kanarzyna", "70050600168"] {
        assert!(!log.contains(canary), "{log}");
    }
}

#[test]
fn copies_are_made_and_put_back_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let registry = Running::start(Path::new(&at("registry.db")));
    let succeeds = |arguments: &[&str], says: &str| {
        let done = run(arguments);
        let (out, err) = (
            String::from_utf8_lossy(&done.stdout),
            String::from_utf8_lossy(&done.stderr),
        );
        assert!(done.status.success() && out.contains(says), "{out}{err}");
    };
    let fails = |arguments: &[&str], says: &str| {
        let done = run(arguments);
        let err = String::from_utf8_lossy(&done.stderr);
        assert!(!done.status.success() && err.contains(says), "{err}");
    };
    let (db, copy, new) = (&at("registry.db"), &at("copy.db"), &at("new.db"));
    succeeds(&["backup", "--db", db, "--to", copy], "klucza");
    fails(&["backup", "--db", db, "--to", copy], "już istnieje");
    fails(&["backup", "--db", &at("nothing.db"), "--to", new], "Nie ma pliku");
    fails(
        &["backup", "--db", "postgres://localhost/okienko", "--to", new],
        "pg_basebackup",
    );
    fails(&["restore", "--from", copy, "--db", db], "--force");
    fails(&["restore", "--from", copy, "--db", db, "--force"], "Zatrzymaj");
    registry.ask_to_stop();
    registry.log();
    succeeds(&["restore", "--from", copy, "--db", db, "--force"], "Poprzednia baza");
    fails(&["restore", "--from", copy, "--db", new], "new.key");
    succeeds(
        &["restore", "--from", copy, "--db", new, "--key", &at("registry.key")],
        "nową tożsamość",
    );
    fails(
        &["restore", "--from", &at("registry.key"), "--db", &at("other.db")],
        "nie jest nieuszkodzoną",
    );
}
