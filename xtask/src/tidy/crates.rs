//! What `cargo metadata` tells of the crates and their dependencies.

use anyhow::{Context, Result};
use serde_json::Value;

/// Our crates without their prefix, and which of ours each may use. A crate that is not here may not exist.
const MAY_USE: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("seal", &[]),
    ("cluster", &[]),
    ("wire", &["domain"]),
    ("registry-store", &["domain", "seal", "cluster"]),
    ("registry", &["domain", "wire", "registry-store"]),
    ("client-store", &["domain", "seal"]),
    ("sync", &["domain", "wire", "client-store"]),
    ("notify", &[]),
    ("app", &["domain", "wire", "client-store", "sync", "notify"]),
    ("devserver", &["app", "notify"]),
    ("window", &["app", "notify"]),
    ("testkit", EVERYTHING_BELOW),
    ("tests", EVERYTHING),
    ("xtask", &[]),
];

const EVERYTHING_BELOW: &[&str] = &[
    "domain",
    "wire",
    "registry-store",
    "registry",
    "client-store",
    "sync",
    "notify",
    "app",
    "cluster",
];
const EVERYTHING: &[&str] = &[
    "domain",
    "wire",
    "registry-store",
    "registry",
    "client-store",
    "sync",
    "notify",
    "app",
    "devserver",
    "testkit",
    "cluster",
];

/// What the pure rules must not be able to reach: files, network, other threads.
const NOT_IN_DOMAIN: &[&str] = &["axum", "hyper", "reqwest", "sqlx", "tokio", "tracing"];

/// Crates use each other only in the allowed direction, and only the window knows tauri.
pub fn one_way(metadata: &Value) -> Result<Vec<String>> {
    let mut problems = vec![];
    for package in packages(metadata)? {
        let name = short(text(package, "name")?);
        let Some((_, may_use)) = MAY_USE.iter().find(|(known, _)| *known == name) else {
            problems.push(format!(
                "{name} is a new crate: give it its line in xtask/src/tidy/crates.rs"
            ));
            continue;
        };
        for dependency in package["dependencies"]
            .as_array()
            .context("a package without dependencies")?
        {
            let full = text(dependency, "name")?;
            let target = short(full);
            let ours = MAY_USE.iter().any(|(known, _)| *known == target) && dependency["path"].is_string();
            // The tests of a crate stand above it, where testkit is.
            let for_tests = target == "testkit" && dependency["kind"] == "dev";
            if ours && !for_tests && !may_use.contains(&target) {
                problems.push(format!("{name} uses {target}"));
            }
            if full.starts_with("tauri") && name != "window" {
                problems.push(format!("{name} uses {full}: only src-tauri may"));
            }
            if name == "domain" && NOT_IN_DOMAIN.contains(&full) {
                problems.push(format!("domain uses {full}: it does no I/O"));
            }
        }
    }
    Ok(problems)
}

/// Every member has `[lints] workspace = true`.
pub fn lints(metadata: &Value) -> Result<Vec<String>> {
    let mut problems = vec![];
    for package in packages(metadata)? {
        let manifest = text(package, "manifest_path")?;
        if !uses_workspace_lints(&super::read(manifest.as_ref())?) {
            problems.push(format!("{manifest} lacks [lints] workspace = true"));
        }
    }
    Ok(problems)
}

fn uses_workspace_lints(manifest: &str) -> bool {
    section(manifest, "lints").any(|line| line.replace(' ', "") == "workspace=true")
}

/// Every dependency on the work of others says on its line why it is there.
pub fn reasons(manifest: &str) -> Vec<String> {
    section(manifest, "workspace.dependencies")
        .filter(|line| !line.is_empty() && !line.starts_with('#') && !line.contains("path ="))
        .filter(|line| {
            line.split_once(" # ")
                .or(line.split_once("\t# "))
                .is_none_or(|(_, why)| why.trim().is_empty())
        })
        .map(|line| format!("no reason: {line}"))
        .collect()
}

/// The trimmed lines of one section of a TOML file.
fn section<'a>(manifest: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let head = format!("[{name}]");
    let lines = manifest
        .lines()
        .map(str::trim)
        .skip_while(move |line| *line != head)
        .skip(1);
    lines.take_while(|line| !line.starts_with('['))
}

/// The crate of the window carries the product's own name.
fn short(name: &str) -> &str {
    if name == "okienko" {
        "window"
    } else {
        name.strip_prefix("okienko-").unwrap_or(name)
    }
}

fn packages(metadata: &Value) -> Result<&Vec<Value>> {
    metadata["packages"]
        .as_array()
        .context("cargo metadata without packages")
}

fn text<'a>(value: &'a Value, key: &str) -> Result<&'a str> {
    value[key]
        .as_str()
        .with_context(|| format!("cargo metadata without {key}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(name: &str, uses: &[&str]) -> Value {
        let ours = |name: &&str| json!({ "name": name, "path": name.starts_with("okienko").then_some("/somewhere") });
        json!({ "name": name, "dependencies": uses.iter().map(ours).collect::<Vec<_>>() })
    }

    fn told(packages: &[Value]) -> Vec<String> {
        one_way(&json!({ "packages": packages })).unwrap()
    }

    #[test]
    fn the_intended_direction_is_fine() {
        let fine = [
            package("okienko-app", &["okienko-sync", "okienko-domain", "tokio"]),
            package("okienko", &["okienko-app", "tauri", "tauri-plugin-window-state"]),
            package("okienko-tests", &["okienko-testkit", "okienko-registry"]),
        ];
        assert_eq!(told(&fine), Vec::<String>::new());
    }

    #[test]
    fn a_step_back_is_told() {
        let wrong = [
            package("okienko-domain", &["okienko-wire", "sqlx"]),
            package("okienko-app", &["tauri"]),
            package("okienko-devserver", &["okienko-registry"]),
            package("okienko-extra", &[]),
        ];
        assert_eq!(
            told(&wrong),
            [
                "domain uses wire",
                "domain uses sqlx: it does no I/O",
                "app uses tauri: only src-tauri may",
                "devserver uses registry",
                "extra is a new crate: give it its line in xtask/src/tidy/crates.rs",
            ]
        );
    }

    #[test]
    fn the_table_has_no_circle() {
        for (index, (_, may_use)) in MAY_USE.iter().enumerate() {
            let later = MAY_USE[index..]
                .iter()
                .map(|(name, _)| name)
                .find(|name| may_use.contains(name));
            assert_eq!(later, None, "a crate may use only what stands above it");
        }
    }

    #[test]
    fn lints_count_only_in_their_section() {
        assert!(uses_workspace_lints(
            "[package]\nname = \"a\"\n\n[lints]\nworkspace = true\n"
        ));
        assert!(!uses_workspace_lints("[lints]\n[package]\nworkspace = true\n"));
        assert!(!uses_workspace_lints("[package]\nlicense.workspace = true\n"));
    }

    #[test]
    fn a_dependency_without_a_reason_is_told() {
        let manifest = "[workspace.dependencies]\n# ours\nours = { path = \"x\" }\n\na = \"1\" # why\nb = \"2\"\nc = \"3\" #\n\n[profile.dev]\nd = 1\n";
        assert_eq!(reasons(manifest), ["no reason: b = \"2\"", "no reason: c = \"3\" #"]);
    }
}
