//! A message bus that nothing else is on.
//!
//! A program finds its bus by an environment variable, which a running test must not change. So each test starts itself
//! again as a child with the address of its own bus.

use std::env;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// Set in the child, which runs the body of the test.
const CHILD: &str = "OKIENKO_TEST_ON_PRIVATE_BUS";

/// The standard configuration would start whatever notification server is installed.
const CONFIG: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// Runs `body`, the body of the test called `test`, with a session bus of its own.
pub fn on_a_private_bus(test: &str, body: fn()) {
    if in_child() {
        return body();
    }
    let bus = Bus::start();
    rerun(test, &bus.address);
}

/// Runs `body`, the body of the test called `test`, where the session bus has gone.
pub fn without_a_bus(test: &str, body: fn()) {
    if in_child() {
        return body();
    }
    rerun(test, "unix:path=/nonexistent/bus");
}

fn in_child() -> bool {
    env::var_os(CHILD).is_some()
}

fn rerun(test: &str, address: &str) {
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(CHILD, "1")
        .env("DBUS_SESSION_BUS_ADDRESS", address)
        .output()
        .unwrap();
    let words = String::from_utf8_lossy(&child.stdout);
    assert!(
        child.status.success() && words.contains("1 passed"),
        "{words}{}",
        String::from_utf8_lossy(&child.stderr)
    );
}

struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    fn start() -> Self {
        let config = tempfile::Builder::new().suffix(".conf").tempfile().unwrap();
        std::fs::write(config.path(), CONFIG).unwrap();
        let mut daemon = Command::new("dbus-daemon")
            .arg("--config-file")
            .arg(config.path())
            .args(["--nofork", "--print-address=1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("dbus-daemon cannot be started; `cargo xtask setup` installs it");
        let mut address = String::new();
        let out = daemon.stdout.take().unwrap();
        BufReader::new(out).read_line(&mut address).unwrap();
        assert!(
            address.starts_with("unix:"),
            "dbus-daemon printed no address: {address}"
        );
        Self {
            daemon,
            address: address.trim().into(),
        }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It has nothing to save; both fail only when it has ended already.
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}
