//! Files that have grown too long to be read in one go.

use crate::workspace::Workspace;
use std::fs;

/// Lines after which a file asks to be divided.
const LIMIT: usize = 500;

/// Written by a program, read by no one.
const GENERATED: &str = "bindings.ts";

/// No source file is longer than the limit.
pub fn length(tracked: &[String], workspace: &Workspace) -> Vec<String> {
    let sources = tracked.iter().filter(|file| is_source(file));
    sources
        .filter_map(|file| {
            let lines = fs::read_to_string(workspace.path(file)).ok()?.lines().count();
            (lines > LIMIT).then(|| format!("{file} has {lines} lines, more than {LIMIT}: divide it by idea"))
        })
        .collect()
}

fn is_source(file: &str) -> bool {
    let written = [".rs", ".ts", ".svelte", ".js", ".mjs"]
        .iter()
        .any(|end| file.ends_with(end));
    written && !file.ends_with(GENERATED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_people_write_is_measured() {
        assert!(is_source("ui/src/app/App.svelte") && is_source("xtask/src/main.rs"));
        assert!(!is_source("ui/src/backend/bindings.ts") && !is_source("data/gminas.csv"));
    }
}
