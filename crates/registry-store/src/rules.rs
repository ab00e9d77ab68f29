//! The life of a version of the rules: proposed, tried out, approved by somebody else, in force. And the switch that
//! stops a service at once.

use crate::audit::{Actor, Deed};
use crate::{Result, Store, Tx};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use okienko_domain::calendar::{Day, warsaw_day};
use okienko_domain::directory::Service;
use okienko_domain::ids::Patient;
use okienko_domain::policy::Policy;
use okienko_domain::rules::{Access, Rules, RulesError, access, widens};
use thiserror::Error;

/// People read at once.
const PAGE: u32 = 5_000;

/// A stored version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesRecord {
    /// The document.
    pub rules: Rules,
    /// Who proposed it.
    pub proposed_by: String,
    /// When.
    pub proposed_at: DateTime<Utc>,
    /// Who approved it, and when; `None` while it is a proposal.
    pub approved: Option<(String, DateTime<Utc>)>,
}

/// A service that is stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceStop {
    /// Code.
    pub service: String,
    /// Who stopped it.
    pub stopped_by: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Reads of the rules, and of what a change of them would reach.
#[async_trait]
pub trait RulesStore: Sync {
    /// The rules in force.
    async fn rules(&self) -> Result<Rules>;
    /// The parameters in force.
    async fn policy(&self) -> Result<Policy> {
        Ok(self.rules().await?.policy)
    }
    /// Whether there are any.
    async fn rules_known(&self) -> Result<bool>;
    /// All versions, ascending.
    async fn rules_records(&self) -> Result<Vec<RulesRecord>>;
    /// Free terms of a service from a day on.
    async fn free_terms(&self, service: &str, from: Day) -> Result<u64>;
    /// People after a row, by row.
    async fn people(&self, after: i64, limit: u32) -> Result<Vec<(i64, Patient)>>;
    /// Stopped services.
    async fn service_stops(&self) -> Result<Vec<ServiceStop>>;
}

/// Statements about the rules.
#[async_trait]
pub trait RulesTx {
    /// The parameters in force.
    async fn policy(&mut self) -> Result<Policy>;
    /// Puts the rules of a fresh database in force, with their services.
    async fn put_rules(&mut self, rules: &Rules) -> Result<()>;
    /// Inserts a version that is not in force.
    async fn propose_rules(&mut self, rules: &Rules, by: &str, at: DateTime<Utc>) -> Result<()>;
    /// Puts a version in force, with its services; `false` when a newer one is or the same person proposed it.
    async fn approve_rules(&mut self, rules: &Rules, by: &str, at: DateTime<Utc>) -> Result<bool>;
    /// Whether a service is stopped.
    async fn is_stopped(&mut self, service: &str) -> Result<bool>;
    /// Stops a service; `false` when it is stopped.
    async fn stop_service(&mut self, service: &str, by: &str, reason: &str, at: DateTime<Utc>) -> Result<bool>;
    /// Starts a service; `false` when it is not stopped.
    async fn start_service(&mut self, service: &str) -> Result<bool>;
}

/// What a version would change for one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceEffect {
    /// Code.
    pub service: String,
    /// Free terms from tomorrow on that would be there for more people; 0 when the service is not widened.
    pub terms: u64,
    /// Known people who could have it, or have it without a referral, and cannot now.
    pub opened: u64,
    /// Known people who could not have it any more, or only with a referral.
    pub closed: u64,
}

/// What a version would change. People are those whom the registry knows: others are not counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// Services for which something changes.
    pub services: Vec<ServiceEffect>,
    /// Free terms from tomorrow on, of all services that are widened.
    pub terms: u64,
    /// Known people to whom at least one service would be opened.
    pub opened: u64,
    /// Known people to whom at least one service would be closed.
    pub closed: u64,
    /// Known people.
    pub known: u64,
}

/// What whoever approves expects of a version. It is compared with what the version would do: a mistake in the document
/// is a difference between the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// See [`Effect::opened`].
    pub opened: u64,
    /// See [`Effect::closed`].
    pub closed: u64,
}

/// Why a step is not taken. Nothing has changed then.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RulesRefusal {
    /// The document is not sound.
    #[error(transparent)]
    Unsound(#[from] RulesError),
    /// The document has another number than the next one.
    #[error("the next version is {next}")]
    Version {
        /// The number to give it.
        next: u32,
    },
    /// There is no such version.
    #[error("there is no such version")]
    Unknown,
    /// It is in force, or a newer one is.
    #[error("version {in_force} is in force")]
    NotNewer {
        /// Version in force.
        in_force: u32,
    },
    /// Who proposed it cannot approve it.
    #[error("somebody else must approve it")]
    SamePerson,
    /// It would do something else than expected.
    #[error("it would open terms to {} people and close them to {}", .0.opened, .0.closed)]
    Unexpected(Effect),
    /// There is no such service.
    #[error("there is no such service")]
    ServiceUnknown,
    /// The service is stopped already, or is not.
    #[error("the service is in that state already")]
    NoChange,
}

/// What was done, or why not.
pub type Step<T> = std::result::Result<T, RulesRefusal>;

/// Stores the next version as a proposal. It changes nothing yet.
///
/// # Errors
/// Failures of storage.
pub async fn propose(store: &dyn Store, rules: &Rules, by: &str, now: DateTime<Utc>) -> Result<Step<()>> {
    if let Err(error) = rules.check_after(&store.rules().await?) {
        return Ok(Err(error.into()));
    }
    let newest = store.rules_records().await?.last().map_or(0, |r| r.rules.version());
    if rules.version() != newest + 1 {
        return Ok(Err(RulesRefusal::Version { next: newest + 1 }));
    }
    let mut tx = store.begin().await?;
    tx.propose_rules(rules, by, now).await?;
    noted(
        &mut *tx,
        "rules-propose",
        &rules.version().to_string(),
        by,
        "proposed",
        now,
    );
    tx.commit().await?;
    Ok(Ok(()))
}

/// A stored version.
///
/// # Errors
/// Failures of storage.
pub async fn record(store: &dyn Store, version: u32) -> Result<Option<RulesRecord>> {
    let all = store.rules_records().await?;
    Ok(all.into_iter().find(|record| record.rules.version() == version))
}

/// Counts what a document would change if it were in force, and changes nothing.
///
/// # Errors
/// Failures of storage.
pub async fn try_out(store: &dyn Store, rules: &Rules, by: &str, now: DateTime<Utc>) -> Result<Effect> {
    let in_force = store.rules().await?;
    let changed: Vec<(Option<&Service>, &Service)> = rules
        .services
        .iter()
        .map(|new| (in_force.service(&new.code), new))
        .filter(|(old, new)| differ(*old, new))
        .collect();
    let today = warsaw_day(now);
    let mut effect = Effect::default();
    for (old, new) in &changed {
        let terms = if widens(*old, new) {
            store.free_terms(&new.code, today.plus(1)).await?
        } else {
            0
        };
        effect.terms += terms;
        let (service, opened, closed) = (new.code.clone(), 0, 0);
        effect.services.push(ServiceEffect {
            service,
            terms,
            opened,
            closed,
        });
    }
    let mut after = 0;
    loop {
        let people = store.people(after, PAGE).await?;
        let Some((last, _)) = people.last() else { break };
        after = *last;
        for (_, patient) in &people {
            let (mut opened, mut closed) = (false, false);
            for ((old, new), counted) in changed.iter().zip(&mut effect.services) {
                let level = |service: Option<&Service>| -> Access { access(service, &patient.identity, today) };
                let (before, then) = (level(*old), level(Some(*new)));
                counted.opened += u64::from(then > before);
                counted.closed += u64::from(then < before);
                opened |= then > before;
                closed |= then < before;
            }
            effect.known += 1;
            effect.opened += u64::from(opened);
            effect.closed += u64::from(closed);
        }
    }
    let deed = Deed {
        object: Some(rules.version().to_string()),
        ..Deed::about(u32::try_from(effect.known).unwrap_or(u32::MAX), "rules-try", "counted")
    };
    crate::audit::note(store, &Actor::operator(by), deed, now).await?;
    Ok(effect)
}

/// Puts a proposal in force, when somebody else than who proposed it expects of it what it does.
///
/// # Errors
/// Failures of storage.
pub async fn approve(
    store: &dyn Store,
    version: u32,
    by: &str,
    expected: Expected,
    now: DateTime<Utc>,
) -> Result<Step<Effect>> {
    let Some(record) = record(store, version).await? else {
        return Ok(Err(RulesRefusal::Unknown));
    };
    let in_force = store.rules().await?;
    if version <= in_force.version() {
        let in_force = in_force.version();
        return Ok(Err(RulesRefusal::NotNewer { in_force }));
    }
    if record.proposed_by == by {
        return Ok(Err(RulesRefusal::SamePerson));
    }
    if let Err(error) = record.rules.check_after(&in_force) {
        return Ok(Err(error.into()));
    }
    let effect = try_out(store, &record.rules, by, now).await?;
    let (opened, closed) = (effect.opened, effect.closed);
    if (Expected { opened, closed }) != expected {
        return Ok(Err(RulesRefusal::Unexpected(effect)));
    }
    let mut tx = store.begin().await?;
    // Another version may have come into force meanwhile.
    let approved = tx.approve_rules(&record.rules, by, now).await?;
    if approved {
        noted(&mut *tx, "rules-approve", &version.to_string(), by, "in-force", now);
    }
    tx.commit().await?;
    if !approved {
        let in_force = store.rules().await?.version();
        return Ok(Err(RulesRefusal::NotNewer { in_force }));
    }
    Ok(Ok(effect))
}

/// Stops a service: from the next request on nobody can book it, wait for it or get a freed term of it.
///
/// # Errors
/// Failures of storage.
pub async fn stop(store: &dyn Store, service: &str, by: &str, reason: &str, now: DateTime<Utc>) -> Result<Step<()>> {
    let mut tx = store.begin().await?;
    let step = match tx.service(service).await? {
        None => Err(RulesRefusal::ServiceUnknown),
        Some(_) if tx.stop_service(service, by, reason, now).await? => {
            noted(&mut *tx, "service-stop", service, by, "stopped", now);
            Ok(())
        }
        Some(_) => Err(RulesRefusal::NoChange),
    };
    tx.commit().await?;
    Ok(step)
}

/// Lets a stopped service go on.
///
/// # Errors
/// Failures of storage.
pub async fn start(store: &dyn Store, service: &str, by: &str, now: DateTime<Utc>) -> Result<Step<()>> {
    let mut tx = store.begin().await?;
    let step = match tx.service(service).await? {
        None => Err(RulesRefusal::ServiceUnknown),
        Some(_) if tx.start_service(service).await? => {
            noted(&mut *tx, "service-start", service, by, "started", now);
            Ok(())
        }
        Some(_) => Err(RulesRefusal::NoChange),
    };
    tx.commit().await?;
    Ok(step)
}

/// Whether the rules say who may have the service in another way.
fn differ(old: Option<&Service>, new: &Service) -> bool {
    let who = |s: &Service| (s.sex, s.ages, s.referral_required);
    old.map(who) != Some(who(new))
}

fn noted(tx: &mut dyn Tx, action: &str, object: &str, by: &str, outcome: &str, at: DateTime<Utc>) {
    let deed = Deed {
        object: Some(object.to_owned()),
        ..Deed::about(0, action, outcome)
    };
    tx.audit(&Actor::operator(by), deed, at);
}
