//! Callers that are nothing but their keys and tokens: they can say anything, signed or not.

use crate::{Said, TestRegistry, say};
use chrono::{DateTime, Utc};
use data_encoding::{BASE32_NOPAD, HEXLOWER};
use okienko_domain::access::{EnrolmentCode, Role};
use okienko_registry::access::{NewAccount, Secret};
use okienko_wire::access::NewDevice;
use okienko_wire::proof::{Claim, PROOF_HEADER, Proof, Signed};
use ring::hmac;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use std::fmt::Write;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use uuid::Uuid;

/// A question to a registry, as it goes over the wire.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// HTTP method.
    pub method: &'static str,
    /// Path and query.
    pub target: String,
    /// JSON document.
    pub body: Option<String>,
    /// Access token.
    pub token: Option<String>,
    /// Idempotency key.
    pub id: Option<Uuid>,
    /// Header `if-match`.
    pub if_match: Option<String>,
}

impl Ask {
    /// Reads something.
    #[must_use]
    pub fn get(target: &str) -> Self {
        Self {
            method: "GET",
            target: target.to_owned(),
            ..Self::default()
        }
    }

    /// Sends a document.
    #[must_use]
    pub fn post(target: &str, document: &Value) -> Self {
        Self {
            method: "POST",
            body: Some(document.to_string()),
            ..Self::get(target)
        }
    }

    /// Asks for a change, under a new id.
    #[must_use]
    pub fn change(document: &Value) -> Self {
        Self {
            id: Some(Uuid::now_v7()),
            ..Self::post("/v1/requests", document)
        }
    }

    /// The same of somebody who signed in.
    #[must_use]
    pub fn with(self, token: Option<&str>) -> Self {
        Self {
            token: token.map(str::to_owned),
            ..self
        }
    }

    /// Asks with this proof, or without one. Every question comes from another address of this machine, so that no budget
    /// of an address is used up by a test of something else.
    pub async fn send(&self, registry: &TestRegistry, proof: Option<&str>) -> Said {
        static ADDRESSES: AtomicU32 = AtomicU32::new(0);
        let n = ADDRESSES.fetch_add(1, Ordering::Relaxed);
        let from = Ipv4Addr::from_bits(Ipv4Addr::new(127, 64, 0, 1).to_bits() + n);
        self.send_from(from, registry, proof).await
    }

    /// Asks from an address of this machine.
    pub async fn send_from(&self, from: Ipv4Addr, registry: &TestRegistry, proof: Option<&str>) -> Said {
        say(registry.address(), from, &self.text(proof)).await
    }

    /// The same as bytes.
    #[must_use]
    pub fn text(&self, proof: Option<&str>) -> String {
        let mut text = format!(
            "{} {} HTTP/1.1\r\nhost: registry\r\nconnection: close\r\n",
            self.method, self.target
        );
        let token = self.token.as_ref().map(|token| format!("Bearer {token}"));
        let headers = [
            (PROOF_HEADER, proof.map(str::to_owned)),
            ("authorization", token),
            ("idempotency-key", self.id.map(|id| id.to_string())),
            ("if-match", self.if_match.clone()),
            (
                "content-type",
                self.body.as_ref().map(|_| "application/json".to_owned()),
            ),
            ("content-length", self.body.as_ref().map(|body| body.len().to_string())),
        ];
        for (name, value) in headers {
            if let Some(value) = value {
                write!(text, "{name}: {value}\r\n").unwrap();
            }
        }
        text + "\r\n" + self.body.as_deref().unwrap_or_default()
    }
}

/// A device that is nothing but its key.
pub struct Machine {
    /// Its id.
    pub device: Uuid,
    pair: Ed25519KeyPair,
    count: AtomicU64,
}

impl Machine {
    /// Enrols with a code.
    ///
    /// # Errors
    /// What the registry says instead.
    pub async fn enrol(registry: &TestRegistry, code: &EnrolmentCode, role: Role) -> Result<Self, Said> {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        let pair = Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap();
        let key = HEXLOWER.encode(pair.public_key().as_ref());
        let enrolment = json!({ "code": code.as_str(), "role": role, "public_key": key });
        let said = Ask::post("/v1/enrolments", &enrolment).send(registry, None).await;
        if said.status != 200 {
            return Err(said);
        }
        Ok(Self {
            device: said.json()["id"].as_str().unwrap().parse().unwrap(),
            pair,
            count: AtomicU64::new(0),
        })
    }

    /// A device of a role that is invited and enrolled. A `trusted` one may work at once.
    pub async fn of(registry: &TestRegistry, role: Role, facility: Option<u32>, trusted: bool) -> Self {
        let name = format!("Kanarkowe stanowisko {}", facility.unwrap_or_default());
        let new = NewDevice { role, facility, name };
        let code = registry.admin().await.invite(&new, trusted).await.unwrap().code;
        Self::enrol(registry, &code, role).await.unwrap()
    }

    /// A claim for a question at a time, with the next number where one is needed.
    pub fn claim(&self, ask: &Ask, at: DateTime<Utc>) -> Claim {
        let reads = matches!(ask.method, "GET" | "HEAD");
        Claim {
            device: self.device,
            at: at.timestamp_millis(),
            count: if reads {
                0
            } else {
                self.count.fetch_add(1, Ordering::Relaxed) + 1
            },
            nonce: Uuid::now_v7().into_bytes(),
        }
    }

    /// The proof of a claim for a question.
    #[must_use]
    pub fn sign(&self, claim: Claim, ask: &Ask) -> String {
        let id = ask.id.map(|id| id.to_string());
        let message = claim.message(&Signed {
            method: ask.method,
            target: &ask.target,
            body: ask.body.as_deref().unwrap_or_default().as_bytes(),
            token: ask.token.as_deref(),
            idempotency: id.as_deref(),
            if_match: ask.if_match.as_deref(),
        });
        let signature = self.pair.sign(&message).as_ref().try_into().unwrap();
        Proof { claim, signature }.header()
    }

    /// A proof made now.
    #[must_use]
    pub fn proof(&self, registry: &TestRegistry, ask: &Ask) -> String {
        self.sign(self.claim(ask, registry.now()), ask)
    }

    /// Asks as this device.
    pub async fn ask(&self, registry: &TestRegistry, ask: &Ask) -> Said {
        ask.send(registry, Some(&self.proof(registry, ask))).await
    }
}

/// Somebody with an account.
pub struct Person {
    /// Name to sign in with.
    pub login: String,
    /// What they were told.
    pub secret: Secret,
}

impl Person {
    /// A new account.
    pub async fn new(registry: &TestRegistry, login: &str, role: Role, facility: Option<u32>) -> Self {
        let new = NewAccount {
            login: login.to_owned(),
            role,
            facility,
            password: None,
            subject: None,
        };
        let secret = registry.admin().await.add_account(new).await.unwrap().unwrap();
        let login = login.to_owned();
        Self { login, secret }
    }

    /// What they type now.
    #[must_use]
    pub fn typed(&self, registry: &TestRegistry) -> Value {
        let code = digits(&self.secret.totp, registry.now());
        json!({ "login": self.login, "password": self.secret.password, "code": code })
    }

    /// Signs in, at a device or without one. Digits work once: a second time takes another half minute.
    pub async fn sign_in(&self, registry: &TestRegistry, at: Option<&Machine>) -> Said {
        let ask = Ask::post("/v1/sessions", &self.typed(registry));
        match at {
            Some(machine) => machine.ask(registry, &ask).await,
            None => ask.send(registry, None).await,
        }
    }

    /// Signs in and has an access token.
    pub async fn token(&self, registry: &TestRegistry, at: Option<&Machine>) -> String {
        let said = self.sign_in(registry, at).await;
        said.json()["access"].as_str().unwrap().to_owned()
    }
}

/// The digits of an authenticator (RFC 6238), computed apart from the registry's.
#[must_use]
pub fn digits(secret: &str, now: DateTime<Utc>) -> String {
    let secret = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &secret);
    let tag = hmac::sign(&key, &(now.timestamp() / 30).to_be_bytes());
    let offset = usize::from(tag.as_ref()[19] & 15);
    let word = u32::from_be_bytes(tag.as_ref()[offset..offset + 4].try_into().unwrap());
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}
