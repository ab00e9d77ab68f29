//! Budgets of tries at what can be guessed: passwords, codes, and what a refusal tells about a person.
//!
//! A row of the database holds a keyed hash, so it names nobody.

use super::Caller;
use crate::problem::Failure;
use chrono::{DateTime, Duration, Utc};
use okienko_domain::refusal::RefusalCode;
use okienko_domain::request::{Action, Request};
use okienko_registry_store::AccessStore;
use uuid::Uuid;

/// How many tries in how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// What it is about; also keeps the hashes of two budgets apart.
    name: &'static str,
    tries: u32,
    window: Duration,
}

/// Wrong passwords for one account, at one device or from one address: a stranger elsewhere keeps nobody from working.
pub(super) const SIGN_IN: Budget = budget("try sign-in", 10, Duration::minutes(15));
/// Wrong passwords for one account from all addresses together; devices do not count here.
pub(super) const SIGN_INS: Budget = budget("try sign-ins", 200, Duration::minutes(15));
/// Sign-ins from one address, right or wrong: a clinic behind one router is one address.
pub(super) const SIGN_IN_PEER: Budget = budget("try sign-in-peer", 100, Duration::minutes(15));
/// Codes with the same first four characters: 5 of 2^30 for who knows those.
pub(super) const CODE: Budget = budget("try code", 5, Duration::minutes(15));
/// Codes from one address.
pub(super) const CODE_PEER: Budget = budget("try code-peer", 50, Duration::minutes(15));
/// Refusals that tell something about one person, to one facility or to all kiosks together.
const PERSON: Budget = budget("try person", 5, Duration::hours(24));
/// The same at one kiosk, whoever the person.
const KIOSK: Budget = budget("try kiosk", 20, Duration::hours(1));
/// The same at all kiosks together.
const KIOSKS: Budget = budget("try kiosks", 100, Duration::minutes(1));

/// The longest window of all: older tries are of no use.
pub(crate) const LONGEST: Duration = PERSON.window;

const fn budget(name: &'static str, tries: u32, window: Duration) -> Budget {
    Budget { name, tries, window }
}

/// Takes one try, before it is known whether it succeeds: of two at the same moment both count.
pub(super) async fn take(
    store: &dyn AccessStore,
    budget: Budget,
    subject: &str,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let key = store.keyed(budget.name, subject);
    // Asked first, because counting writes.
    let over = store.tries(&key, budget.window, now).await? >= budget.tries;
    if over || store.count_try(&key, budget.window, now).await? > budget.tries {
        tracing::warn!(budget = budget.name, "too many tries");
        return Err(Failure::TooManyTries(budget.window.to_std().unwrap_or_default()));
    }
    Ok(())
}

/// Gives the tries back after a success.
pub(super) async fn forget(store: &dyn AccessStore, budget: Budget, subject: &str) -> Result<(), Failure> {
    Ok(store.forget_tries(&store.keyed(budget.name, subject)).await?)
}

/// What a request may be told about people.
pub(crate) struct Telling<'a> {
    store: &'a dyn AccessStore,
    budgets: Vec<(Budget, Vec<u8>)>,
    now: DateTime<Utc>,
}

impl<'a> Telling<'a> {
    /// The budgets that a request of this caller draws on.
    pub(crate) fn of(store: &'a dyn AccessStore, request: &Request, caller: &Caller, now: DateTime<Utc>) -> Self {
        let keyed = |(budget, subject): (Budget, String)| (budget, store.keyed(budget.name, &subject));
        Self {
            store,
            budgets: about(request, caller.device()).into_iter().map(keyed).collect(),
            now,
        }
    }

    /// Whether it has been told too much already.
    pub(crate) async fn used_up(&self) -> Result<bool, Failure> {
        for (budget, key) in &self.budgets {
            if self.store.tries(key, budget.window, self.now).await? >= budget.tries {
                tracing::warn!(budget = budget.name, "too many tries");
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Counts a refusal, if it told something about a person.
    pub(crate) async fn count(&self, refusal: RefusalCode) -> Result<(), Failure> {
        for (budget, key) in &self.budgets {
            if tells(refusal) {
                self.store.count_try(key, budget.window, self.now).await?;
            }
        }
        Ok(())
    }
}

/// Whether a refusal tells what only the person and their clinic should know.
fn tells(code: RefusalCode) -> bool {
    matches!(
        code,
        RefusalCode::AlreadyBooked | RefusalCode::AlreadyWaiting | RefusalCode::ReferralUsed
    )
}

/// The budgets a request draws on.
fn about(request: &Request, device: Option<Uuid>) -> Vec<(Budget, String)> {
    let pesel = match &request.action {
        Action::Book { patient, .. } => patient.pesel.digits(),
        Action::Join(join) => join.patient.pesel.digits(),
        // Who holds the id of a visit, an entry or an offer knows of it.
        _ => return Vec::new(),
    };
    match request.desk {
        Some(desk) => vec![(PERSON, format!("{desk} {pesel}"))],
        None => vec![
            (PERSON, format!("kiosk {pesel}")),
            (KIOSK, device.unwrap_or_default().to_string()),
            (KIOSKS, String::new()),
        ],
    }
}
