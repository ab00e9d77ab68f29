//! Tells tauri which commands there are. The capabilities are the list: what no window may call does not exist.

use serde_json::Value;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=capabilities");
    let manifest = tauri_build::AppManifest::new().commands(commands()?);
    tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?;
    Ok(())
}

/// Commands allowed by any capability: `allow-sync-now` allows `sync_now`; names with a colon belong to tauri itself.
fn commands() -> Result<&'static [&'static str], Box<dyn Error>> {
    let mut commands = BTreeSet::new();
    for entry in fs::read_dir("capabilities")? {
        let capability: Value = serde_json::from_str(&fs::read_to_string(entry?.path())?)?;
        let permissions = capability["permissions"].as_array().into_iter().flatten();
        commands.extend(permissions.filter_map(|permission| {
            let command = permission.as_str()?.strip_prefix("allow-")?;
            Some(&*command.replace('-', "_").leak())
        }));
    }
    Ok(commands.into_iter().collect::<Vec<_>>().leak())
}
