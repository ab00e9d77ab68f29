//! Lists that are kept in two places and must agree.

use crate::workspace::Workspace;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// Languages of the UI; the first is the one all others are measured by.
const LANGUAGES: [&str; 3] = ["pl", "en", "uk"];

/// Where the codes of errors are listed, and where their sentences are.
const CODES: &str = "crates/app/src/error.rs";
const SENTENCES: &str = "ui/src/i18n/pl/errors.ftl";

/// Databases with migrations.
const MIGRATED: [&str; 3] = ["client-local", "registry-sqlite", "registry-postgres"];

/// The database that is made anew when its schema changes: it has a schema and no migrations.
const CACHE_SCHEMA: &str = "client-cache/schema.sql";

/// Migrations of each database are `0001_what.sql`, `0002_…`, and both dialects of the registry have the same ones.
pub fn migrations(tracked: &[String]) -> Vec<String> {
    let mut problems = vec![];
    let mut of_set: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in tracked.iter().filter_map(|file| file.strip_prefix("migrations/")) {
        match file.split_once('/') {
            Some((set, name)) if MIGRATED.contains(&set) && name.ends_with(".sql") => {
                of_set.entry(set).or_default().push(name);
            }
            _ if [CACHE_SCHEMA, "README.md"].contains(&file) => {}
            _ => problems.push(format!(
                "migrations/{file} is not a migration of {}",
                MIGRATED.join(", ")
            )),
        }
    }
    for (set, names) in &mut of_set {
        names.sort_unstable();
        for (index, name) in names.iter().enumerate() {
            if !name.starts_with(&format!("{:04}_", index + 1)) {
                problems.push(format!("migrations/{set}/{name} should be number {:04}", index + 1));
            }
        }
    }
    // The second dialect may not exist yet; once it does it keeps step.
    if let (Some(one), Some(other)) = (of_set.get("registry-sqlite"), of_set.get("registry-postgres"))
        && one != other
    {
        problems.push("migrations/registry-sqlite and registry-postgres differ in their file names".into());
    }
    problems
}

/// Every language has the same catalogue files.
pub fn catalogues(tracked: &[String]) -> Vec<String> {
    let files = |language: &str| -> BTreeSet<&str> {
        let folder = format!("ui/src/i18n/{language}/");
        tracked
            .iter()
            .filter_map(|file| file.strip_prefix(&folder))
            .filter(|file| file.ends_with(".ftl"))
            .collect()
    };
    let [first, others @ ..] = LANGUAGES;
    let expected = files(first);
    let mut problems = vec![];
    if expected.is_empty() {
        problems.push(format!("ui/src/i18n/{first} has no catalogue"));
    }
    for language in others {
        let found = files(language);
        problems.extend(
            expected
                .difference(&found)
                .map(|file| format!("{language} lacks {file}")),
        );
        problems.extend(
            found
                .difference(&expected)
                .map(|file| format!("{language} has {file}, {first} has not")),
        );
    }
    problems
}

/// Every code listed in Rust has its sentence in Polish; other languages are compared with Polish by the UI's own tests.
pub fn error_codes(workspace: &Workspace) -> Result<Vec<String>> {
    let rust = super::read(&workspace.path(CODES))?;
    let codes = listed_codes(&rust);
    if codes.is_empty() {
        return Ok(vec![format!("{CODES} has no list `CODES`")]);
    }
    Ok(without_sentence(&codes, &super::read(&workspace.path(SENTENCES))?))
}

/// The string literals of `const CODES: … = […];`.
fn listed_codes(rust: &str) -> Vec<&str> {
    let Some((_, list)) = rust
        .split_once("const CODES:")
        .and_then(|(_, rest)| rest.split_once("= "))
    else {
        return vec![];
    };
    let list = list.split_once("];").map_or(list, |(inside, _)| inside);
    list.split('"').skip(1).step_by(2).collect()
}

fn without_sentence(codes: &[&str], catalogue: &str) -> Vec<String> {
    let ids: BTreeSet<&str> = catalogue
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(id, _)| id.trim())
        .collect();
    let missing = codes
        .iter()
        .filter(|code| !ids.contains(format!("error-{code}").as_str()));
    missing.map(|code| format!("{SENTENCES} lacks error-{code}")).collect()
}

/// Every shipped file of open data is named in the list of licences, and nothing else is.
pub fn licences(tracked: &[String], workspace: &Workspace) -> Result<Vec<String>> {
    let list = super::read(&workspace.path("data/LICENCES.md"))?;
    let shipped: BTreeSet<&str> = tracked
        .iter()
        .filter_map(|file| file.strip_prefix("data/"))
        .filter(|file| !["README.md", "LICENCES.md"].contains(file))
        .collect();
    let named = named_files(&list);
    let mut problems: Vec<String> = shipped
        .difference(&named)
        .map(|file| format!("data/{file} is not named"))
        .collect();
    problems.extend(
        named
            .difference(&shipped)
            .map(|file| format!("data/{file} is named but does not exist")),
    );
    Ok(problems)
}

/// What stands between backticks in the table and looks like a file.
fn named_files(list: &str) -> BTreeSet<&str> {
    let rows = list.lines().filter(|line| line.starts_with('|'));
    let quoted = rows.flat_map(|line| line.split('`').skip(1).step_by(2));
    quoted
        .filter(|word| [".csv", ".json", ".txt"].iter().any(|end| word.ends_with(end)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tracked(files: &[&str]) -> Vec<String> {
        files.iter().map(|file| file.to_string()).collect()
    }

    #[test]
    fn migrations_count_up_from_one() {
        let fine = tracked(&[
            "migrations/client-cache/schema.sql",
            "migrations/client-local/0001_outbox.sql",
            "migrations/client-local/0002_marks.sql",
        ]);
        assert_eq!(migrations(&fine), Vec::<String>::new());
        let gap = tracked(&[
            "migrations/client-local/0001_a.sql",
            "migrations/client-local/0003_b.sql",
        ]);
        assert_eq!(
            migrations(&gap),
            ["migrations/client-local/0003_b.sql should be number 0002"]
        );
        let stray = tracked(&["migrations/notes.txt"]);
        assert_eq!(migrations(&stray).len(), 1);
    }

    #[test]
    fn both_dialects_have_the_same_migrations() {
        let differ = tracked(&[
            "migrations/registry-sqlite/0001_a.sql",
            "migrations/registry-sqlite/0002_b.sql",
            "migrations/registry-postgres/0001_a.sql",
        ]);
        assert_eq!(migrations(&differ).len(), 1);
    }

    #[test]
    fn a_missing_catalogue_is_told() {
        let files = tracked(&[
            "ui/src/i18n/pl/app.ftl",
            "ui/src/i18n/en/app.ftl",
            "ui/src/i18n/en/more.ftl",
        ]);
        assert_eq!(catalogues(&files), ["en has more.ftl, pl has not", "uk lacks app.ftl"]);
        assert_eq!(catalogues(&[]).len(), 1);
    }

    #[test]
    fn codes_are_read_from_rust_and_looked_up_in_the_catalogue() {
        let rust = "/// All.\npub const CODES: &[&str] = &[\n    \"pesel-length\", // eleven\n    \"offline\",\n];\nlet x = \"other\";";
        let codes = listed_codes(rust);
        assert_eq!(codes, ["pesel-length", "offline"]);
        let catalogue = "error-offline = Brak połączenia.\nerror-offline-more = x\n";
        assert_eq!(
            without_sentence(&codes, catalogue),
            [format!("{SENTENCES} lacks error-pesel-length")]
        );
    }

    #[test]
    fn files_are_found_in_the_table_of_licences() {
        let list = "`text.csv` before\n| `a.csv`, `b/c.json` | npm `package` | see `b/L.txt`; `column` |\n";
        assert_eq!(named_files(list), BTreeSet::from(["a.csv", "b/L.txt", "b/c.json"]));
    }
}
