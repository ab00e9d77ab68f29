//! An SMS gateway on the loopback that writes down what it gets and can fail in every way a real one does.

use axum::Form;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// A message as it came: the fields of the form.
pub type Message = HashMap<String, String>;

/// What the gateway does with a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Does {
    /// Takes it and says so.
    Take,
    /// Takes it and fails before it says so.
    TakeAndFail,
    /// Does not take it.
    Fail,
    /// Says that the number is wrong.
    Refuse,
    /// Takes it and never says anything.
    TakeAndHang,
    /// Does not take it and never says anything.
    Hang,
}

type Decide = Box<dyn Fn(&Message) -> Does + Send + Sync>;

/// A running gateway.
pub struct Gateway {
    /// Where messages go.
    pub url: String,
    seen: Arc<Seen>,
}

/// Answers given.
#[derive(Default)]
pub struct Answered {
    /// How many.
    pub count: usize,
    /// Messages with an answer.
    pub messages: HashSet<String>,
}

struct Seen {
    decide: Mutex<Decide>,
    /// Notices repetitions by `idx`.
    dedupes: bool,
    /// Messages that went to a phone, in order.
    taken: Mutex<Vec<Message>>,
    /// Requests of any outcome.
    requests: Mutex<Vec<Message>>,
    answered: watch::Sender<Answered>,
    tokens: Mutex<Vec<String>>,
}

impl Gateway {
    /// A gateway that takes everything; whether it `dedupes`: notices repetitions and says so.
    pub async fn start(dedupes: bool) -> Self {
        let seen = Arc::new(Seen {
            decide: Mutex::new(Box::new(|_| Does::Take)),
            dedupes,
            taken: Mutex::default(),
            requests: Mutex::default(),
            answered: watch::Sender::default(),
            tokens: Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/sms", listener.local_addr().unwrap());
        let router = axum::Router::new()
            .route("/sms", post(take))
            .with_state(Arc::clone(&seen));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, seen }
    }

    /// Decides from now on what happens to each message.
    pub fn does(&self, decide: impl Fn(&Message) -> Does + Send + Sync + 'static) {
        *self.seen.decide.lock().unwrap() = Box::new(decide);
    }

    /// Messages that went to a phone, in order.
    #[must_use]
    pub fn taken(&self) -> Vec<Message> {
        self.seen.taken.lock().unwrap().clone()
    }

    /// Messages that came, whatever became of them.
    #[must_use]
    pub fn requests(&self) -> Vec<Message> {
        self.seen.requests.lock().unwrap().clone()
    }

    /// What came as authorization.
    #[must_use]
    pub fn tokens(&self) -> Vec<String> {
        self.seen.tokens.lock().unwrap().clone()
    }

    /// Watches the answers.
    #[must_use]
    pub fn answers(&self) -> watch::Receiver<Answered> {
        self.seen.answered.subscribe()
    }
}

async fn take(State(seen): State<Arc<Seen>>, headers: HeaderMap, Form(form): Form<Message>) -> Response {
    let token = headers["authorization"].to_str().unwrap().to_owned();
    seen.tokens.lock().unwrap().push(token);
    seen.requests.lock().unwrap().push(form.clone());
    let does = (seen.decide.lock().unwrap())(&form);
    let id = form["idx"].clone();
    let mut known = false;
    if matches!(does, Does::Take | Does::TakeAndFail | Does::TakeAndHang) {
        let mut taken = seen.taken.lock().unwrap();
        known = seen.dedupes && taken.iter().any(|other| other["idx"] == id);
        if !known {
            taken.push(form);
        }
    }
    let answer = match does {
        Does::Take if known => r#"{"error":53,"message":"Not unique idx"}"#.into_response(),
        Does::Take => format!(r#"{{"count":1,"list":[{{"id":"gw-{id}","status":"QUEUE"}}]}}"#).into_response(),
        Does::TakeAndFail | Does::Fail => StatusCode::BAD_GATEWAY.into_response(),
        Does::Refuse => r#"{"error":13,"message":"Invalid phone number"}"#.into_response(),
        Does::TakeAndHang | Does::Hang => std::future::pending().await,
    };
    seen.answered.send_modify(|answered| {
        answered.count += 1;
        answered.messages.insert(id);
    });
    answer
}
