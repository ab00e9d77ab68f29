//! Parameters of the rules. They are versioned data; every decision stores the version it used.

use serde::{Deserialize, Serialize};

/// One version of the policy, as in `data/policy.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Version number; grows.
    pub version: u32,
    /// Hours of notice a waiting person needs unless they accept less.
    pub min_notice_hours: u16,
    /// Codes of statutory entitlements to be seen out of turn (act on health services, art. 47c).
    pub entitlements: Vec<String>,
}

impl Policy {
    /// Whether the code is in the list.
    #[must_use]
    pub fn knows_entitlement(&self, code: &str) -> bool {
        self.entitlements.iter().any(|e| e == code)
    }
}
