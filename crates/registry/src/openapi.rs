//! The contract as an OpenAPI document. It is made of the routes themselves, and a copy in the repository shows in review
//! what a change does to the contract.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use okienko_domain::directory::Directory;
use okienko_domain::place::Place;
use okienko_wire::proof::PROOF_HEADER;
use okienko_wire::{OPENAPI, Problem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// What is true of all routes.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Okienko: the central registry",
        description = "Every answer carries the header okienko-protocol. Blobs of the manifest named directory and places are JSON packed with zstd (Directory, list of Place); segments are Parquet.",
        license(name = "EUPL-1.2", identifier = "EUPL-1.2")
    ),
    components(schemas(Problem, Directory, Place)),
    modifiers(&WhoAsks),
    tags(
        (name = "public", description = "Terms and places: what everybody may read"),
        (name = "desk", description = "Lists of a desk, with people in them"),
        (name = "publishing", description = "What clinics publish, and the work that is left after it"),
        (name = "requests", description = "The one door for changes"),
        (name = "access", description = "Devices and people: how they say who they are"),
        (name = "service", description = "For those who run a registry")
    )
)]
pub(crate) struct Contract;

/// The ways to say who asks.
struct WhoAsks;

impl Modify for WhoAsks {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let proof = ApiKeyValue::with_description(
            PROOF_HEADER,
            "device.time.number.nonce.signature: an enrolled device signs the request with its key, see docs/API.md",
        );
        let mut token = Http::new(HttpAuthScheme::Bearer);
        token.description = Some("Access token of somebody who signed in".to_owned());
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("device", SecurityScheme::ApiKey(ApiKey::Header(proof)));
        components.add_security_scheme("person", SecurityScheme::Http(token));
    }
}

/// This document.
#[utoipa::path(get, path = OPENAPI, tag = "service", responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value)))]
pub(crate) async fn openapi() -> impl IntoResponse {
    (
        [(CONTENT_TYPE, "application/json")],
        include_str!("../../../docs/openapi.json"),
    )
}

#[cfg(test)]
mod tests {
    use crate::access::rights::{self, Who};
    use crate::gate::Gates;
    use crate::limits::Limits;
    use crate::metrics::Metrics;
    use crate::routes::contract;
    use serde_json::Value;
    use std::{env, fs};
    use utoipa::openapi::path::{Operation, PathItem};
    use utoipa::openapi::schema::Schema;
    use utoipa::openapi::security::SecurityRequirement;
    use utoipa::openapi::{OpenApi, RefOr};

    const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/openapi.json");
    /// When this variable is set, the test rewrites the committed file.
    const WRITE: &str = "OKIENKO_WRITE_OPENAPI";

    fn document() -> OpenApi {
        let mut document = contract(&Gates::new(&Limits::default(), &Metrics::new()), |router| router).into_openapi();
        // As a variant of a request it comes with the field `kind`, which serde takes away before it looks for fields that
        // do not belong; a schema cannot take anything away.
        let schemas = &mut document.components.as_mut().unwrap().schemas;
        let Some(RefOr::T(Schema::Object(join))) = schemas.get_mut("Join") else {
            panic!("the document has no Join");
        };
        join.additional_properties = None;
        for (path, item) in &mut document.paths.paths {
            for (method, operation) in operations(item) {
                let who = rights::at(method, path).next().map(|right| right.who);
                operation.security = who.and_then(required);
            }
        }
        document
    }

    fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
        [
            ("GET", &mut item.get),
            ("POST", &mut item.post),
            ("PUT", &mut item.put),
            ("DELETE", &mut item.delete),
        ]
        .into_iter()
        .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
    }

    /// What the table of rights asks for, as the contract says it.
    fn required(who: Who) -> Option<Vec<SecurityRequirement>> {
        let all = |schemes: &[&str]| {
            schemes.iter().fold(SecurityRequirement::default(), |all, scheme| {
                all.add::<_, [&str; 0], &str>(*scheme, [])
            })
        };
        let (device, person, both) = (all(&["device"]), all(&["person"]), all(&["device", "person"]));
        match who {
            Who::Everybody => None,
            Who::Device => Some(vec![device]),
            Who::Person => Some(vec![person, both]),
            Who::Roles(_) => Some(vec![device, both]),
            Who::Named(_) => Some(vec![both]),
            Who::Managers(_) => Some(vec![device, person, both]),
        }
    }

    #[test]
    fn openapi_is_current() {
        let generated = document().to_pretty_json().unwrap() + "\n";
        if env::var_os(WRITE).is_some() {
            fs::write(COMMITTED, &generated).unwrap();
        }
        let committed = fs::read_to_string(COMMITTED).unwrap_or_default();
        assert!(
            committed == generated,
            "docs/openapi.json is stale: run `cargo xtask bindings`"
        );
    }

    /// A route added in any other way would not be in the document.
    #[test]
    fn every_route_comes_with_its_description() {
        assert!(
            !include_str!("routes.rs").contains(".route("),
            "use .routes(routes!(…))"
        );
    }

    /// Every name that is referred to is described.
    #[test]
    fn no_reference_leads_nowhere() {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Object(fields) => {
                    if let Some(Value::String(target)) = fields.get("$ref") {
                        found.push(target.clone());
                    }
                    fields.values().for_each(|v| references(v, found));
                }
                Value::Array(values) => values.iter().for_each(|v| references(v, found)),
                _ => {}
            }
        }
        let document = serde_json::to_value(document()).unwrap();
        let mut found = Vec::new();
        references(&document, &mut found);
        assert!(found.len() > 20, "{found:?}");
        for target in found {
            let pointer = target.strip_prefix('#').unwrap();
            assert!(document.pointer(pointer).is_some(), "{target}");
        }
    }
}
