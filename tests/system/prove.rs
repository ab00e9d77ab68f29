//! The proofs themselves, at counts so small that they take seconds; `cargo xtask prove` runs them in earnest.

use std::path::Path;
use std::process::Command;

/// Runs a proof on SQLite and returns what it printed.
fn prove(name: &str) -> String {
    let program = env!("CARGO_BIN_EXE_prove");
    let registry = Path::new(program).with_file_name("okienko-registry");
    assert!(
        registry.exists(),
        "build the registry first: cargo build --workspace --bin okienko-registry"
    );
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
