//! Commands and types of the UI, generated from Rust.

use crate::commands;
use okienko_app::view::AppEvent;
use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

/// All commands. A command belongs here, and into the capability of each window that may call it.
pub fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .commands(collect_commands![
            commands::boot,
            commands::sync_state,
            commands::sync_now,
            commands::find_places,
            commands::search_slots,
            commands::slot_details,
            commands::check_patient,
            commands::book,
            commands::cancel,
            commands::reschedule,
            commands::attend,
            commands::restore,
            commands::visits_on,
            commands::join_waiting_list,
            commands::leave_waiting_list,
            commands::prolong,
            commands::answer_offer,
            commands::calls,
            commands::accept_proposal,
            commands::end_call,
            commands::schedules,
            commands::clinic_locations,
            commands::timetable,
            commands::check_timetable,
            commands::timetable_difference,
            commands::publish_timetable,
            commands::add_schedule,
            commands::import_terms,
            commands::look_up,
            commands::lookups,
            commands::review_lookup,
            commands::devices,
            commands::invite_device,
            commands::approve_device,
            commands::revoke_device,
            commands::requests,
            commands::request_person,
            commands::dismiss_request,
            commands::appointments,
            commands::waiting_list,
            commands::notices,
            commands::read_notices,
            commands::connection,
            commands::check_connection,
            commands::connect,
            commands::sign_in,
            commands::sign_in_provider,
            commands::sign_in_with_provider,
            commands::cancel_sign_in,
            commands::sign_out,
        ])
        .typ::<AppEvent>()
        // The UI has one way to fail, whatever carries the command: a rejected promise.
        .error_handling(ErrorHandlingMode::Throw)
        // Every field is always there in both directions, so one type each is enough.
        .disable_serde_phases()
}

#[cfg(test)]
mod tests {
    use super::*;
    use specta_typescript::Typescript;
    use std::{env, fs};

    const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../ui/src/backend/bindings.ts");
    const WRITE: &str = "OKIENKO_WRITE_BINDINGS";

    fn generated() -> String {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("bindings.ts");
        let language = Typescript::default().header("// Generated from Rust by `cargo xtask bindings`.\n");
        builder().export(language, &file).unwrap();
        fs::read_to_string(file).unwrap()
    }

    #[test]
    fn bindings_are_current() {
        let generated = generated();
        if env::var_os(WRITE).is_some() {
            fs::write(COMMITTED, &generated).unwrap();
        }
        let committed = fs::read_to_string(COMMITTED).unwrap_or_default();
        assert!(
            committed == generated,
            "ui/src/backend/bindings.ts is stale: run `cargo xtask bindings`"
        );
    }

    #[test]
    fn the_reception_may_call_every_command() {
        let capability: serde_json::Value =
            serde_json::from_str(include_str!("../capabilities/reception.json")).unwrap();
        let permissions = capability["permissions"].as_array().unwrap();
        let bindings = generated();
        let names = bindings.lines().filter_map(|line| {
            line.split_once("__TAURI_INVOKE<")?
                .1
                .split_once(">(\"")?
                .1
                .split_once('"')
        });
        let commands: Vec<_> = names.map(|(name, _)| name).collect();
        assert!(commands.contains(&"boot"), "{bindings}");
        for command in commands {
            let permission = format!("allow-{}", command.replace('_', "-"));
            assert!(
                permissions.iter().any(|known| *known == *permission),
                "{permission} is in no capability"
            );
        }
    }
}
