//! A measured number and how it is printed.

use serde_json::json;

/// One figure.
pub(crate) struct Figure {
    name: String,
    value: f64,
    unit: &'static str,
    note: String,
    ratio: Option<f64>,
    target: Option<(&'static str, bool)>,
}

impl Figure {
    pub(crate) fn plain(name: impl Into<String>, value: f64, unit: &'static str) -> Self {
        Self {
            name: name.into(),
            value,
            unit,
            note: String::new(),
            ratio: None,
            target: None,
        }
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }

    pub(crate) fn target(mut self, target: &'static str, met: bool) -> Self {
        self.target = Some((target, met));
        self
    }

    pub(crate) fn beside(mut self, ratio: f64) -> Self {
        self.ratio = Some(ratio);
        self
    }

    pub(crate) fn ratio(self, ratio: f64, target: &'static str, met: bool) -> Self {
        self.beside(ratio).target(target, met)
    }

    pub(crate) fn passed(&self) -> bool {
        self.target.is_none_or(|(_, met)| met)
    }

    pub(crate) fn line(&self) -> String {
        let ratio = self.ratio.map_or_else(|| "-".to_owned(), |r| format!("{r:.2}"));
        let (target, verdict) = self
            .target
            .map_or(("-", "-"), |(target, met)| (target, if met { "PASS" } else { "FAIL" }));
        format!(
            "BENCH {:22} {:>14.3} {:8} ratio {ratio:>6} target {target:8} {verdict:4} {}",
            self.name, self.value, self.unit, self.note
        )
    }

    pub(crate) fn json(&self) -> String {
        json!({ "name": self.name, "value": self.value, "unit": self.unit, "ratio": self.ratio, "target": self.target.map(|t| t.0), "pass": self.target.map(|t| t.1), "note": self.note }).to_string()
    }
}

/// The value below which `percent` of the values lie.
pub(crate) fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let at = values.len().saturating_sub(1) * percent / 100;
    values.get(at).copied().unwrap_or(f64::NAN)
}

/// Bytes as millions of them.
pub(crate) fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Bytes as thousands of them.
pub(crate) fn kilobytes(bytes: u64) -> f64 {
    bytes as f64 / 1e3
}
