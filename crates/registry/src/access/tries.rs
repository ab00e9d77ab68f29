//! Budgets of tries at what can be guessed: passwords, codes, and what a refusal tells about a person.
//!
//! A row of the database holds a keyed hash, so it names nobody.

use super::Access;
use crate::problem::Failure;
use chrono::{DateTime, Duration, Utc};
use okienko_domain::refusal::{Refusal, RefusalCode};
use okienko_domain::request::{Action, Request};
use okienko_registry_store::AccessStore;

/// How many tries in how long.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget {
    /// What it is about; also keeps the hashes of two budgets apart.
    name: &'static str,
    tries: u32,
    window: Duration,
}

/// Wrong passwords for one account.
pub(super) const SIGN_IN: Budget = budget("try sign-in", 10, Duration::minutes(15));
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
pub(super) const LONGEST: Duration = PERSON.window;

const fn budget(name: &'static str, tries: u32, window: Duration) -> Budget {
    Budget { name, tries, window }
}

impl Access {
    /// Takes one try, before it is known whether it succeeds: of two at the same moment both count.
    pub(super) async fn take_try(
        &self,
        store: &dyn AccessStore,
        budget: Budget,
        subject: &str,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        let key = store.keyed(budget.name, subject);
        if store.count_try(&key, budget.window, now).await? > budget.tries {
            tracing::warn!(budget = budget.name, "too many tries");
            return Err(Failure::TooManyTries(budget.window));
        }
        Ok(())
    }

    /// Gives the tries back after a success.
    pub(super) async fn forget_tries(
        &self,
        store: &dyn AccessStore,
        budget: Budget,
        subject: &str,
    ) -> Result<(), Failure> {
        Ok(store.forget_tries(&store.keyed(budget.name, subject)).await?)
    }

    /// A refusal when whoever asks has been told too much about this person already, or a kiosk about people.
    pub(crate) async fn told_too_much(
        &self,
        store: &dyn AccessStore,
        request: &Request,
        device: Option<uuid::Uuid>,
        now: DateTime<Utc>,
    ) -> Result<Option<Refusal>, Failure> {
        for (budget, subject) in about(request, device) {
            let key = store.keyed(budget.name, &subject);
            if store.tries(&key, budget.window, now).await? >= budget.tries {
                tracing::warn!(budget = budget.name, "too many tries");
                return Ok(Some(RefusalCode::TooManyTries.into()));
            }
        }
        Ok(None)
    }

    /// Counts a refusal that told something about the person.
    pub(crate) async fn count_telling(
        &self,
        store: &dyn AccessStore,
        request: &Request,
        refusal: &Refusal,
        device: Option<uuid::Uuid>,
        now: DateTime<Utc>,
    ) -> Result<(), Failure> {
        if !tells(refusal.code) {
            return Ok(());
        }
        for (budget, subject) in about(request, device) {
            let key = store.keyed(budget.name, &subject);
            store.count_try(&key, budget.window, now).await?;
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
fn about(request: &Request, device: Option<uuid::Uuid>) -> Vec<(Budget, String)> {
    let pesel = match &request.action {
        Action::Book { patient, .. } => patient.pesel.digits(),
        Action::Join(join) => join.patient.pesel.digits(),
        Action::Cancel { .. } | Action::Leave { .. } => return Vec::new(),
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
