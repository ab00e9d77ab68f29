//! Signing in at an identity provider, and everything that must not let anybody in.

use chrono::TimeDelta;
use okienko_domain::access::Role;
use okienko_registry::access::NewAccount;
use okienko_registry_store::access::Subject;
use okienko_testkit::{Ask, CLINIC_A, IdentityProvider, Lie, Machine, Said, TestRegistry};
use serde_json::{Value, json};
use std::collections::HashMap;

const BACK: &str = "http://127.0.0.1:4711/";

async fn account(registry: &TestRegistry, provider: &IdentityProvider, login: &str, role: Role, facility: Option<u32>) {
    let new = NewAccount {
        login: login.to_owned(),
        role,
        facility,
        password: None,
        subject: Some(Subject {
            issuer: provider.issuer.clone(),
            subject: format!("sub-{login}"),
        }),
    };
    let secret = registry.admin().await.add_account(new).await.unwrap();
    assert!(secret.is_none(), "there is nothing to tell them");
}

async fn ask(registry: &TestRegistry, at: Option<&Machine>, path: &str, document: &Value) -> Said {
    let ask = Ask::post(path, document);
    match at {
        Some(machine) => machine.ask(registry, &ask).await,
        None => ask.send(registry, None).await,
    }
}

/// Begins a sign-in: its secret, and where the browser goes.
async fn begin(registry: &TestRegistry, at: Option<&Machine>) -> (String, String) {
    let said = ask(registry, at, "/v1/sign-in/provider", &json!({ "redirect_uri": BACK })).await;
    assert_eq!(said.status, 200, "{said:?}");
    let text = |name: &str| said.json()[name].as_str().unwrap().to_owned();
    (text("sign_in"), text("address"))
}

async fn end(registry: &TestRegistry, at: Option<&Machine>, sign_in: &str, back: &HashMap<String, String>) -> Said {
    let document = json!({ "sign_in": sign_in, "state": back["state"], "code": back["code"], "issuer": back["iss"] });
    ask(registry, at, "/v1/sessions/provider", &document).await
}

fn refused(said: &Said) {
    assert_eq!((said.status, said.code().as_str()), (401, "sign-in-failed"), "{said:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people_sign_in_at_the_provider_of_their_organisation() {
    let mut registry = TestRegistry::start().await;
    let none = Ask::get("/v1/sign-in").send(&registry, None).await.json();
    assert_eq!(none, json!({ "password": false, "provider": null }));
    let said = ask(
        &registry,
        None,
        "/v1/sign-in/provider",
        &json!({ "redirect_uri": BACK }),
    )
    .await;
    assert_eq!(said.status, 404, "there is no provider: {said:?}");

    let provider = IdentityProvider::start(registry.now()).await;
    registry.trust(&provider).await;
    let ways = Ask::get("/v1/sign-in").send(&registry, None).await.json();
    assert_eq!(ways["provider"], json!(provider.issuer));
    account(&registry, &provider, "anna", Role::Receptionist, Some(CLINIC_A)).await;
    account(&registry, &provider, "piotr", Role::RegistryOperator, None).await;
    let desk = Machine::of(&registry, Role::Receptionist, Some(CLINIC_A), true).await;

    for (login, at) in [("anna", Some(&desk)), ("piotr", None)] {
        let (sign_in, address) = begin(&registry, at).await;
        let back = provider.let_in(&address, &format!("sub-{login}"), Lie::Nothing);
        let said = end(&registry, at, &sign_in, &back).await;
        let token = said.json()["access"]
            .as_str()
            .unwrap_or_else(|| panic!("{said:?}"))
            .to_owned();
        let person = Ask::get("/v1/sessions/self").with(Some(&token));
        let person = match at {
            Some(machine) => machine.ask(&registry, &person).await,
            None => person.send(&registry, None).await,
        };
        assert_eq!(person.json()["login"], login);
        refused(&end(&registry, at, &sign_in, &back).await);
    }

    // A receptionist works at an enrolled desk, however she signs in.
    let (sign_in, address) = begin(&registry, None).await;
    let back = provider.let_in(&address, "sub-anna", Lie::Nothing);
    assert_eq!(end(&registry, None, &sign_in, &back).await.code(), "forbidden");

    registry.admin().await.disable_account("piotr").await.unwrap();
    let (sign_in, address) = begin(&registry, None).await;
    let back = provider.let_in(&address, "sub-piotr", Lie::Nothing);
    refused(&end(&registry, None, &sign_in, &back).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn x31_nothing_but_the_provider_s_word_to_this_sign_in_lets_anybody_in() {
    let mut registry = TestRegistry::start().await;
    let provider = IdentityProvider::start(registry.now()).await;
    registry.trust(&provider).await;
    account(&registry, &provider, "anna", Role::Receptionist, Some(CLINIC_A)).await;
    let desk = Machine::of(&registry, Role::Receptionist, Some(CLINIC_A), true).await;
    let at = Some(&desk);

    for lie in [
        Lie::Nonce,
        Lie::Audience,
        Lie::Issuer,
        Lie::Expired,
        Lie::Key,
        Lie::Unsigned,
        Lie::Missing,
    ] {
        let (sign_in, address) = begin(&registry, at).await;
        let back = provider.let_in(&address, "sub-anna", lie);
        let said = end(&registry, at, &sign_in, &back).await;
        assert_eq!(said.code(), "sign-in-failed", "{lie:?}");
    }
    let (sign_in, address) = begin(&registry, at).await;
    let stranger = provider.let_in(&address, "sub-nobody", Lie::Nothing);
    refused(&end(&registry, at, &sign_in, &stranger).await);

    // What somebody else's browser brought back, or another machine, ends the sign-in without a session.
    let (_, other) = begin(&registry, at).await;
    let foreign = provider.let_in(&other, "sub-anna", Lie::Nothing);
    let (sign_in, address) = begin(&registry, at).await;
    let own = provider.let_in(&address, "sub-anna", Lie::Nothing);
    refused(&end(&registry, at, &sign_in, &foreign).await);
    refused(&end(&registry, at, &sign_in, &own).await);
    let (sign_in, address) = begin(&registry, at).await;
    let own = provider.let_in(&address, "sub-anna", Lie::Nothing);
    let other_desk = Machine::of(&registry, Role::Receptionist, Some(CLINIC_A), true).await;
    refused(&end(&registry, Some(&other_desk), &sign_in, &own).await);
    for (name, value) in [("iss", "https://other.example"), ("state", "other")] {
        let (sign_in, address) = begin(&registry, at).await;
        let mut back = provider.let_in(&address, "sub-anna", Lie::Nothing);
        back.insert(name.to_owned(), value.to_owned());
        refused(&end(&registry, at, &sign_in, &back).await);
    }

    let (sign_in, address) = begin(&registry, at).await;
    let late = provider.let_in(&address, "sub-anna", Lie::Nothing);
    registry.later(TimeDelta::minutes(10));
    refused(&end(&registry, at, &sign_in, &late).await);

    let bad = ask(
        &registry,
        at,
        "/v1/sign-in/provider",
        &json!({ "redirect_uri": "https://evil.example/" }),
    )
    .await;
    assert_eq!(bad.status, 400, "{bad:?}");

    let unavailable = |said: Said| {
        assert_eq!(
            (said.status, said.code().as_str()),
            (502, "provider-unavailable"),
            "{said:?}"
        )
    };
    let (sign_in, address) = begin(&registry, at).await;
    let back = provider.let_in(&address, "sub-anna", Lie::Client);
    unavailable(end(&registry, at, &sign_in, &back).await);
    let (sign_in, address) = begin(&registry, at).await;
    let back = provider.let_in(&address, "sub-anna", Lie::Nothing);
    provider.stop().await;
    unavailable(end(&registry, at, &sign_in, &back).await);
}
