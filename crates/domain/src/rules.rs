//! The rules as one versioned document: parameters and services. They change by a new version, never in place.

use crate::calendar::Day;
use crate::directory::Service;
use crate::eligibility;
use crate::identity::Identity;
use crate::policy::Policy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use thiserror::Error;

/// One version of the rules, as in `data/rules.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Version and parameters.
    pub policy: Policy,
    /// Services in the order they are shown.
    pub services: Vec<Service>,
}

/// Why a document cannot be the rules. Each text names what to change.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RulesError {
    /// Two services have one code.
    #[error("the service {0} stands there twice")]
    Twice(String),
    /// A code that would break addresses and texts.
    #[error("the code {0:?} must be of small letters, digits and dashes")]
    Code(String),
    /// The first age is above the last.
    #[error("the ages of {0} end before they begin")]
    Ages(String),
    /// Nobody could wait.
    #[error("waiting_days of {0} must be at least 1")]
    WaitingDays(String),
    /// Nobody would ever be reminded, or always.
    #[error("reminder_days must be different days, the earliest reminder first")]
    Reminders,
    /// Not hours of a day.
    #[error("quiet_hours are two hours of a day, 0 to 23")]
    QuietHours,
    /// The warning would never come, or always.
    #[error("horizon_warn_days must be below horizon_days")]
    Horizon,
    /// Terms and visits refer to it.
    #[error("the service {0} is missing; a service is stopped, never removed")]
    Removed(String),
}

impl Rules {
    /// Version number; grows.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.policy.version
    }

    /// The service with this code.
    #[must_use]
    pub fn service(&self, code: &str) -> Option<&Service> {
        self.services.iter().find(|s| s.code == code)
    }

    /// Checks what must hold of every version.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), RulesError> {
        let mut codes = BTreeSet::new();
        for service in &self.services {
            let code = || service.code.clone();
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            if service.code.is_empty() || !service.code.chars().all(plain) {
                return Err(RulesError::Code(code()));
            }
            if !codes.insert(&service.code) {
                return Err(RulesError::Twice(code()));
            }
            if service.ages.is_some_and(|(from, to)| from > to) {
                return Err(RulesError::Ages(code()));
            }
            if service.waiting_days == 0 {
                return Err(RulesError::WaitingDays(code()));
            }
        }
        let policy = &self.policy;
        if !policy.reminder_days.is_sorted_by(|a, b| a > b) {
            return Err(RulesError::Reminders);
        }
        if policy.quiet_hours.0.max(policy.quiet_hours.1) > 23 {
            return Err(RulesError::QuietHours);
        }
        if policy.horizon_warn_days >= policy.horizon_days {
            return Err(RulesError::Horizon);
        }
        Ok(())
    }

    /// Checks this version as the next one after another.
    ///
    /// # Errors
    /// As [`Rules::check`], and [`RulesError::Removed`].
    pub fn check_after(&self, before: &Self) -> Result<(), RulesError> {
        self.check()?;
        match before.services.iter().find(|s| self.service(&s.code).is_none()) {
            Some(gone) => Err(RulesError::Removed(gone.code.clone())),
            None => Ok(()),
        }
    }
}

/// How far the rules let a person have a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Not at all.
    None,
    /// With a referral.
    Referral,
    /// At once.
    Open,
}

/// How far a service, which may not exist, is for this person on this day.
#[must_use]
pub fn access(service: Option<&Service>, identity: &Identity, day: Day) -> Access {
    match service {
        Some(service) if eligibility::person(service, identity, day).is_ok() => {
            if service.referral_required {
                Access::Referral
            } else {
                Access::Open
            }
        }
        _ => Access::None,
    }
}

/// Whether somebody may have the service by the new rules who may not by the old ones.
#[must_use]
pub fn widens(old: Option<&Service>, new: &Service) -> bool {
    let Some(old) = old else { return true };
    let ages = |service: &Service| service.ages.unwrap_or((0, u16::MAX));
    let ((old_from, old_to), (from, to)) = (ages(old), ages(new));
    let sex = old.sex.is_some() && old.sex != new.sex;
    sex || from < old_from || to > old_to || (old.referral_required && !new.referral_required)
}

#[cfg(test)]
mod tests {
    use super::{Access, Rules, RulesError, access, widens};
    use crate::calendar::{Day, date};
    use crate::directory::Service;
    use crate::identity::Identity;
    use crate::ids::{Pesel, Sex};

    fn rules() -> Rules {
        serde_json::from_str(include_str!("../../../data/rules.json")).unwrap()
    }

    #[test]
    fn what_is_shipped_is_sound() {
        let rules = rules();
        assert_eq!(rules.check_after(&rules), Ok(()));
        assert_eq!(
            (rules.version(), rules.service("mammography").unwrap().ages),
            (1, Some((45, 74)))
        );
    }

    #[test]
    fn mistakes_are_named() {
        let broken = |change: &dyn Fn(&mut Rules)| {
            let mut changed = rules();
            change(&mut changed);
            changed.check_after(&rules()).unwrap_err()
        };
        let of = |code: &str| code.to_owned();
        assert_eq!(
            broken(&|r| r.services[1].ages = Some((74, 45))),
            RulesError::Ages(of("mammography"))
        );
        assert_eq!(
            broken(&|r| r.services[0].code = "mammography".into()),
            RulesError::Twice(of("mammography"))
        );
        assert_eq!(broken(&|r| r.services[0].code = "Ż".into()), RulesError::Code(of("Ż")));
        assert_eq!(
            broken(&|r| drop(r.services.remove(2))),
            RulesError::Removed(of("cytology"))
        );
        assert_eq!(
            broken(&|r| r.services[2].waiting_days = 0),
            RulesError::WaitingDays(of("cytology"))
        );
        assert_eq!(broken(&|r| r.policy.reminder_days = vec![1, 7]), RulesError::Reminders);
        assert_eq!(broken(&|r| r.policy.quiet_hours = (21, 24)), RulesError::QuietHours);
        assert_eq!(broken(&|r| r.policy.horizon_warn_days = 90), RulesError::Horizon);
    }

    #[test]
    fn widening_is_seen_whichever_way_it_is_written() {
        let old = rules().service("mammography").unwrap().clone();
        let wider = |change: &dyn Fn(&mut Service)| {
            let mut new = old.clone();
            change(&mut new);
            widens(Some(&old), &new)
        };
        assert!(widens(None, &old) && !widens(Some(&old), &old));
        assert!(
            wider(&|s| s.ages = Some((40, 70))) && wider(&|s| s.ages = Some((45, 75))) && wider(&|s| s.ages = None)
        );
        assert!(wider(&|s| s.sex = None) && wider(&|s| s.sex = Some(Sex::M)));
        assert!(!wider(&|s| s.ages = Some((50, 69))) && !wider(&|s| s.referral_required = true));
        let cardiology = rules().service("cardiology-first").unwrap().clone();
        let free = Service {
            referral_required: false,
            ..cardiology.clone()
        };
        assert!(widens(Some(&cardiology), &free) && !widens(Some(&free), &cardiology));
        let (woman, day) = (
            Identity::from(Pesel::synthetic(date(1970, 5, 6), 10)),
            Day::parse("2026-12-01").unwrap(),
        );
        let level = |service| access(service, &woman, day);
        assert_eq!(
            [level(None), level(Some(&cardiology)), level(Some(&old))],
            [Access::None, Access::Referral, Access::Open]
        );
    }
}
