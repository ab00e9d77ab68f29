//! Rules that no compiler knows: which crate may use which, and lists kept in two places.

mod crates;
mod files;
mod lists;

use crate::cmd::Cmd;
use crate::workspace::Workspace;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::Path;

/// Check the rules of the repository that no compiler knows.
///
/// One-way dependencies of the crates, lints in every crate, a reason beside every dependency, catalogues and error
/// codes that agree, migrations without gaps, files that are not too long, licences of all shipped data.
#[derive(clap::Args)]
pub struct Args {}

/// `cargo xtask tidy`.
pub fn run(_: &Args, workspace: &Workspace) -> Result<()> {
    check(workspace)
}

/// Prints every broken rule; an error when there is one.
pub fn check(workspace: &Workspace) -> Result<()> {
    let tracked = tracked(workspace)?;
    let manifest = read(&workspace.path("Cargo.toml"))?;
    let rules = [
        ("dependencies go one way", crates::one_way(&workspace.metadata)),
        (
            "every crate uses the lints of the workspace",
            crates::lints(&workspace.metadata),
        ),
        ("every dependency says why it is there", Ok(crates::reasons(&manifest))),
        ("migrations are numbered without gaps", Ok(lists::migrations(&tracked))),
        (
            "the catalogues of all languages have the same files",
            Ok(lists::catalogues(&tracked)),
        ),
        ("every error code has its sentence", lists::error_codes(workspace)),
        (
            "every file of data/ is named in data/LICENCES.md",
            lists::licences(&tracked, workspace),
        ),
        ("no file is too long", Ok(files::length(&tracked, workspace))),
    ];
    let mut broken = 0;
    for (rule, checked) in rules {
        // What cannot be checked does not hold.
        let problems = checked.unwrap_or_else(|error| vec![format!("{error:#}")]);
        println!("{} {rule}", if problems.is_empty() { "ok    " } else { "BROKEN" });
        problems.iter().for_each(|problem| println!("       - {problem}"));
        broken += usize::from(!problems.is_empty());
    }
    match broken {
        0 => Ok(()),
        1 => bail!("1 rule is broken, see above"),
        _ => bail!("{broken} rules are broken, see above"),
    }
}

/// All files that git knows or would take, with `/` between folders.
fn tracked(workspace: &Workspace) -> Result<Vec<String>> {
    let list = Cmd::new(&workspace.root, "git")
        .words("ls-files --cached --others --exclude-standard")
        .read()?;
    // A file removed but not yet committed is still listed.
    Ok(list
        .lines()
        .filter(|file| workspace.path(file).exists())
        .map(String::from)
        .collect())
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
