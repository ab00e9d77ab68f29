//! The proofs themselves, at counts so small that they take seconds; `cargo xtask prove` runs them in earnest.

use std::path::Path;
use std::process::Command;

/// Runs a proof on SQLite and returns what it printed.
fn prove(name: &str) -> String {
    let program = env!("CARGO_BIN_EXE_prove");
    for other in ["okienko-registry", "okienko-devserver"] {
        assert!(
            Path::new(program).with_file_name(other).exists(),
            "build the programs first: cargo build --workspace --all-targets"
        );
    }
    let done = Command::new(program)
        .args(["--tiny", "--json", "--database", "sqlite", "--only", name])
        .output()
        .unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success(), "{said}{}", String::from_utf8_lossy(&done.stderr));
    said
}

#[test]
fn one_term_has_one_winner() {
    let proof: serde_json::Value = serde_json::from_str(&prove("one-slot")).unwrap();
    let figures = &proof["figures"];
    assert_eq!(
        (figures["winners"].as_u64(), figures["refused"].as_u64()),
        (Some(1), Some(299))
    );
}

#[test]
fn f03_what_was_acknowledged_survives_a_kill() {
    let proof: serde_json::Value = serde_json::from_str(&prove("kills")).unwrap();
    assert_eq!(
        (proof["verdict"].as_str(), proof["figures"]["lost"].as_u64()),
        (Some("HELD"), Some(0))
    );
}

#[test]
fn f09_what_cannot_be_flushed_is_not_acknowledged() {
    let proof: serde_json::Value = serde_json::from_str(&prove("failing-flush")).unwrap();
    let figures = &proof["figures"];
    assert_eq!(
        (figures["times flushes failed"].as_u64(), figures["lost"].as_u64()),
        (Some(2), Some(0))
    );
}

#[test]
fn f14_f16_f22_whatever_happens_a_desktop_agrees_in_the_end() {
    let proof: serde_json::Value = serde_json::from_str(&prove("histories")).unwrap();
    assert_eq!(
        (proof["verdict"].as_str(), proof["figures"]["histories"].as_u64()),
        (Some("HELD"), Some(10))
    );
}

#[test]
fn f01_a_desktop_killed_while_it_synchronises_holds_whole_pages() {
    let proof: serde_json::Value = serde_json::from_str(&prove("client-kills")).unwrap();
    assert_eq!(
        (proof["verdict"].as_str(), proof["figures"]["kills"].as_u64()),
        (Some("HELD"), Some(3))
    );
}
