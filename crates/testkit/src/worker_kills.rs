//! The worker of delivery in the real program, killed between sending a message and noting that it was sent.

use crate::clinic::{Clinic, Database, clinic_term, patient};
use crate::gateway::{Does, Gateway, Message};
use crate::program::Program;
use chrono::{DateTime, Duration, NaiveTime, Utc};
use okienko_domain::request::{Action, CancelReason, Outcome, Request};
use okienko_registry_store::{Asked, Store, submit};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tokio::time::timeout;
use uuid::Uuid;

/// Longest wait for something that must happen.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);
/// Of every fifth person nobody may hear anything but that the visit was cancelled.
const CANCELLED: u32 = 5;

/// What the gateway saw of messages whose senders were killed.
pub struct Sent {
    /// Messages that had to be sent.
    pub messages: usize,
    /// How often each went to a phone.
    pub times: HashMap<String, usize>,
    /// How often the gateway was asked.
    pub asked: usize,
}

impl Sent {
    /// Messages that nobody got.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.messages.saturating_sub(self.times.len())
    }

    /// Messages that somebody got twice.
    #[must_use]
    pub fn repeated(&self) -> usize {
        self.times.values().filter(|times| **times > 1).count()
    }

    /// How often the message came that came most often.
    #[must_use]
    pub fn most(&self) -> usize {
        self.times.values().copied().max().unwrap_or(0)
    }
}

/// Fills an empty database with messages, kills the program as often, each time on a new message, and lets it finish.
/// Every third program dies before the gateway has the message, the others after it.
///
/// # Panics
/// When a message is lost, or somebody hears of a visit that was cancelled.
pub async fn kill_the_worker(
    program: &Path,
    database: &Database,
    gateway: &Gateway,
    kills: usize,
    lanes: usize,
) -> Sent {
    let store = database.open().await;
    let messages = kills + kills / 2 + 20;
    fill(&*store, messages).await;
    let serve = || {
        let mut command = Program::serve(program, database);
        command
            .args(["--delivery-lease", "1", "--delivery-attempts", "50", "--delivery-lanes"])
            .args([&lanes.to_string(), "--sms-url", &gateway.url])
            .env("OKIENKO_SMS_TOKEN", "kanarkowy-token");
        command
    };
    // The running program; taken by who kills it.
    let victim: Arc<Mutex<Option<u32>>> = Arc::default();
    let killed: Arc<Mutex<HashSet<String>>> = Arc::default();
    let (running, deaths) = (Arc::clone(&victim), Arc::clone(&killed));
    gateway.does(move |message| {
        let mut deaths = deaths.lock().unwrap();
        if deaths.len() >= kills || deaths.contains(&message["idx"]) {
            return Does::Take;
        }
        let Some(pid) = running.lock().unwrap().take() else {
            return Does::Hang;
        };
        let done = std::process::Command::new("kill")
            .args(["-KILL", &pid.to_string()])
            .status();
        assert!(done.unwrap().success());
        deaths.insert(message["idx"].clone());
        if deaths.len().is_multiple_of(3) {
            Does::Hang
        } else {
            Does::TakeAndHang
        }
    });
    while killed.lock().unwrap().len() < kills {
        let running = Program::start(serve()).await.unwrap();
        *victim.lock().unwrap() = Some(running.id());
        running.killed().await;
    }
    let mut answers = gateway.answers();
    loop {
        let before = answers.borrow_and_update().count;
        let running = Program::start(serve()).await.unwrap();
        let everybody = answers.wait_for(|now| now.messages.len() == messages && now.count > before);
        timeout(PATIENCE, everybody).await.expect("a message is lost").unwrap();
        running.stop().await.unwrap();
        // What the last one that was killed had taken is taken again after its time.
        if store.backlog(then() + Duration::days(3)).await.unwrap().overdue == 0 {
            break;
        }
    }
    let taken = gateway.taken();
    nobody_heard_of_a_cancelled_visit(&taken);
    let mut times = HashMap::new();
    for message in taken {
        *times.entry(message["idx"].clone()).or_default() += 1;
    }
    let asked = gateway.requests().len();
    Sent { messages, times, asked }
}

/// Noon of the day before yesterday: what was decided then is due by now, also when the tests run at night.
#[expect(
    clippy::disallowed_methods,
    reason = "the program under test has the clock of the system"
)]
fn then() -> DateTime<Utc> {
    let day = Utc::now() - Duration::days(2);
    day.with_time(NaiveTime::from_hms_opt(11, 0, 0).unwrap()).unwrap()
}

/// One message to each of so many people.
async fn fill(store: &dyn Store, messages: usize) {
    let clinic = Clinic {
        name: "Poradnia PRÓBA",
        desks: 1,
        schedules: 1,
        now: then(),
    };
    clinic.publish(store).await;
    for n in 0..u16::try_from(messages).unwrap() {
        let action = Action::Book {
            slot: clinic_term(then(), 1, n),
            patient: patient(n.into()),
            referral: None,
            hold: None,
            continuation: false,
        };
        let Outcome::Booked { appointment, .. } = done(store, action).await else {
            panic!("not booked")
        };
        if u32::from(n).is_multiple_of(CANCELLED) {
            let reason = CancelReason::Clinic;
            done(store, Action::Cancel { appointment, reason }).await;
        }
    }
}

async fn done(store: &dyn Store, action: Action) -> Outcome {
    let request = Request { desk: Some(1), action };
    let asked = Asked::by_desk(Uuid::now_v7(), request, then());
    submit(store, &asked).await.unwrap().unwrap()
}

fn nobody_heard_of_a_cancelled_visit(taken: &[Message]) {
    for message in taken {
        let serial: u32 = message["to"].trim_start_matches("48601").parse().unwrap();
        let expected = if serial.is_multiple_of(CANCELLED) {
            "Wizyta odwolana"
        } else {
            "Wizyta umowiona"
        };
        assert!(
            message["message"].starts_with(expected),
            "{serial}: {}",
            message["message"]
        );
    }
}
