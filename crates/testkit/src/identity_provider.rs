//! An OpenID Connect provider on the loopback that can lie in every way that matters. `tests/ui` drives a real one, which does not.

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use ring::digest::{SHA256, digest};
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::future::pending;
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// The registry, as the provider knows it.
pub(crate) const CLIENT_ID: &str = "okienko";

/// What is wrong with an identity token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// Nothing.
    Nothing,
    /// It was made for another sign-in.
    Nonce,
    /// It was made for another program.
    Audience,
    /// It is of another provider.
    Issuer,
    /// It was good yesterday.
    Expired,
    /// It is signed with a key that the provider does not publish.
    Key,
    /// It says that it needs no signature, and has none.
    Unsigned,
    /// There is none.
    Missing,
    /// There is none, because the provider does not know the registry.
    Client,
    /// There is none, and no other answer either.
    Silence,
}

/// A running provider.
pub struct IdentityProvider {
    /// Its address.
    pub issuer: String,
    desk: Arc<Desk>,
    task: JoinHandle<()>,
}

struct Desk {
    issuer: String,
    now: DateTime<Utc>,
    keys: [EcdsaKeyPair; 2],
    codes: Mutex<HashMap<String, Given>>,
    silent: Notify,
}

/// What a code was given for.
struct Given {
    asked: HashMap<String, String>,
    subject: String,
    lie: Lie,
}

impl IdentityProvider {
    /// A provider whose clock stands still.
    pub async fn start(now: DateTime<Utc>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let desk = Arc::new(Desk {
            issuer: issuer.clone(),
            now,
            keys: [key(), key()],
            codes: Mutex::default(),
            silent: Notify::new(),
        });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&desk));
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, desk, task }
    }

    /// Somebody proves at the provider's page who they are; the parameters that their browser brings back.
    pub fn let_in(&self, address: &str, subject: &str, lie: Lie) -> HashMap<String, String> {
        let (page, query) = address.split_once('?').unwrap();
        assert_eq!(page, format!("{}/authorize", self.issuer));
        let asked = parameters(query);
        assert_eq!(asked["client_id"], CLIENT_ID);
        assert_eq!(
            (&*asked["response_type"], &*asked["code_challenge_method"]),
            ("code", "S256")
        );
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        let code = format!("code-{}", uuid::Uuid::now_v7());
        let back = HashMap::from([
            ("code".to_owned(), code.clone()),
            ("state".to_owned(), asked["state"].clone()),
            ("iss".to_owned(), self.issuer.clone()),
        ]);
        let subject = subject.to_owned();
        self.desk
            .codes
            .lock()
            .unwrap()
            .insert(code, Given { asked, subject, lie });
        back
    }

    /// Somebody has brought a code and gets no answer.
    pub async fn silent(&self) {
        self.desk.silent.notified().await;
    }

    /// It answers nobody any more.
    pub async fn stop(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

fn key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap()
}

/// Names and values of a query that a program made: every byte beyond the plainest is escaped.
fn parameters(query: &str) -> HashMap<String, String> {
    let plain = |text: &str| {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'+' => b' ',
                b'%' => {
                    let hex = [rest.next().unwrap(), rest.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap()
                }
                other => other,
            });
        }
        String::from_utf8(bytes).unwrap()
    };
    let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (plain(name), plain(value))).collect()
}

async fn configuration(State(desk): State<Arc<Desk>>) -> Json<Value> {
    let at = |path: &str| format!("{}/{path}", desk.issuer);
    Json(json!({
        "issuer": desk.issuer,
        "authorization_endpoint": at("authorize"),
        "token_endpoint": at("token"),
        "jwks_uri": at("keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
    }))
}

async fn keys(State(desk): State<Arc<Desk>>) -> Json<Value> {
    let point = desk.keys[0].public_key().as_ref();
    let (x, y) = (
        BASE64URL_NOPAD.encode(&point[1..33]),
        BASE64URL_NOPAD.encode(&point[33..]),
    );
    let key = json!({ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": "1", "x": x, "y": y });
    Json(json!({ "keys": [key] }))
}

async fn token(
    State(desk): State<Arc<Desk>>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Json<Value>, (StatusCode, Json<Value>)> {
    let refused = (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" })));
    let given = desk
        .codes
        .lock()
        .unwrap()
        .remove(&form["code"])
        .ok_or_else(|| refused.clone())?;
    let challenge = BASE64URL_NOPAD.encode(digest(&SHA256, form["code_verifier"].as_bytes()).as_ref());
    if challenge != given.asked["code_challenge"] || form["redirect_uri"] != given.asked["redirect_uri"] {
        return Err(refused);
    }
    match given.lie {
        Lie::Client => return Err((StatusCode::UNAUTHORIZED, Json(json!({ "error": "invalid_client" })))),
        Lie::Silence => {
            desk.silent.notify_one();
            return pending().await;
        }
        _ => {}
    }
    let or = |lie, told: &str, truth: &str| {
        if given.lie == lie {
            told.to_owned()
        } else {
            truth.to_owned()
        }
    };
    let made = desk.now - TimeDelta::days(i64::from(given.lie == Lie::Expired));
    let claims = json!({
        "iss": or(Lie::Issuer, "https://other.example", &desk.issuer),
        "aud": or(Lie::Audience, "other", CLIENT_ID),
        "nonce": or(Lie::Nonce, "other", &given.asked["nonce"]),
        "sub": given.subject,
        "iat": made.timestamp(),
        "exp": (made + TimeDelta::minutes(5)).timestamp(),
    });
    let mut answer = json!({ "access_token": "none", "token_type": "Bearer" });
    if given.lie != Lie::Missing {
        let key = &desk.keys[usize::from(given.lie == Lie::Key)];
        answer["id_token"] = json!(signed((given.lie != Lie::Unsigned).then_some(key), &claims));
    }
    Ok(Json(answer))
}

/// A JSON web token (RFC 7519).
fn signed(key: Option<&EcdsaKeyPair>, claims: &Value) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let algorithm = if key.is_some() { "ES256" } else { "none" };
    let text = format!("{}.{}", part(&json!({ "alg": algorithm, "kid": "1" })), part(claims));
    let signature = key.map(|key| key.sign(&SystemRandom::new(), text.as_bytes()).unwrap());
    let signature = signature.map_or_else(String::new, |signature| BASE64URL_NOPAD.encode(signature.as_ref()));
    format!("{text}.{signature}")
}
