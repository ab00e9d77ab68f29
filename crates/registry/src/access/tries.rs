//! Budgets of tries at what can be guessed: passwords, codes, and what a refusal tells about a person.
//!
//! A row of the database holds a keyed hash, so it names nobody.

use super::Caller;
use crate::problem::Failure;
use chrono::{DateTime, Duration, Utc};
use okienko_domain::identity::PersonKey;
use okienko_domain::request::{Action, Request};
use okienko_registry_store::{AccessStore, Allowance};
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
/// Refusals that tell something about one person, to one facility or to all kiosks together, and look-ups of that person.
const PERSON: Budget = budget("try person", 5, Duration::hours(24));
/// The same to one facility, whoever the person: a large clinic books some thousand people a day.
const CLINIC: Budget = budget("try clinic", 200, Duration::hours(24));
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

/// What a request of this caller may be told about people.
pub(crate) fn allowances(store: &dyn AccessStore, request: &Request, caller: &Caller) -> Vec<Allowance> {
    drawn(store, about(request, caller.device()))
}

/// How often a clinic may look up what a person has elsewhere. Every look counts where telling refusals count.
pub(crate) fn lookup_allowances(store: &dyn AccessStore, facility: u32, person: &PersonKey) -> Vec<Allowance> {
    drawn(store, of_desk(facility, person))
}

fn drawn(store: &dyn AccessStore, budgets: Vec<(Budget, String)>) -> Vec<Allowance> {
    let allowance = |(budget, subject): (Budget, String)| Allowance {
        key: store.keyed(budget.name, &subject),
        most: budget.tries,
        window: budget.window,
    };
    budgets.into_iter().map(allowance).collect()
}

fn of_desk(desk: u32, person: &PersonKey) -> Vec<(Budget, String)> {
    let person = format!("{desk} {}", person.as_str());
    vec![(PERSON, person), (CLINIC, desk.to_string())]
}

/// The budgets a request draws on.
fn about(request: &Request, device: Option<Uuid>) -> Vec<(Budget, String)> {
    let person = match &request.action {
        Action::Book { patient, .. } => patient.identity.key(),
        Action::Join(join) => join.patient.identity.key(),
        // Who holds the id of a visit, an entry or an offer knows of it.
        _ => return Vec::new(),
    };
    match request.desk {
        Some(desk) => of_desk(desk, &person),
        None => vec![
            (PERSON, format!("kiosk {}", person.as_str())),
            (KIOSK, device.unwrap_or_default().to_string()),
            (KIOSKS, String::new()),
        ],
    }
}
