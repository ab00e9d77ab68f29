//! What has to be fetched to hold a snapshot: decided without doing anything.

use okienko_client_store::Position;
use okienko_domain::scope::{Part, Scope};
use okienko_wire::{BlobRef, Manifest, SegmentRef};
use std::collections::BTreeSet;

/// What is held already.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    /// Position of the terms.
    pub position: Option<Position>,
    /// Hash of the directory.
    pub directory: Option<String>,
    /// Hash of the places.
    pub places: Option<String>,
    /// Parts that have arrived.
    pub parts: BTreeSet<Part>,
}

impl Held {
    /// What of it another scope still wants; the rest is to be collected.
    pub fn begin_scope(&mut self, scope: &Scope) {
        self.parts.retain(|part| scope.covers(&part.service, part.voivodeship));
        self.incomplete();
    }

    /// These parts are to be collected again.
    pub fn lack(&mut self, parts: &[Part]) {
        self.parts.retain(|part| !parts.contains(part));
        self.incomplete();
    }

    fn incomplete(&mut self) {
        self.position = self.position.map(|p| Position { complete: false, ..p });
    }
}

/// A step towards the snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Fetch places.
    Places(BlobRef),
    /// Fetch services, facilities, locations and schedules.
    Directory(BlobRef),
    /// Forget the terms and begin with those of the manifest's database, complete up to this change.
    Begin(u64),
    /// Fetch sheets.
    Segment(SegmentRef),
    /// All segments of the scope have arrived.
    Finish,
}

/// The steps from what is held to what the manifest names of a scope, in order: first what gives sheets a meaning, then
/// the sheets, those of the home voivodeship first.
#[must_use]
pub fn snapshot(held: &Held, manifest: &Manifest, scope: &Scope, home: Option<u8>) -> Vec<Step> {
    let goes_on = |p: Position| p.epoch == manifest.epoch && !p.complete;
    let going_on = held.position.is_some_and(goes_on);
    let mut steps = reference(held, manifest);
    if !going_on {
        let seq = manifest.segments.iter().map(|s| s.seq).min().unwrap_or(0);
        steps.push(Step::Begin(seq));
    }
    let mut segments: Vec<&SegmentRef> = manifest
        .segments
        .iter()
        .filter(|s| scope.covers(&s.part.service, s.part.voivodeship))
        .filter(|s| !(going_on && held.parts.contains(&s.part)))
        .collect();
    segments.sort_by_key(|s| (Some(s.part.voivodeship) != home, s.part.voivodeship));
    steps.extend(segments.into_iter().cloned().map(Step::Segment));
    steps.push(Step::Finish);
    steps
}

/// The steps that bring reference data up to date.
#[must_use]
pub fn reference(held: &Held, manifest: &Manifest) -> Vec<Step> {
    let mut steps = Vec::new();
    if held.directory.as_ref() != Some(&manifest.directory.hash) {
        steps.push(Step::Directory(manifest.directory.clone()));
    }
    if held.places.as_ref() != Some(&manifest.places.hash) {
        steps.push(Step::Places(manifest.places.clone()));
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::{Held, Step, reference, snapshot};
    use okienko_client_store::Position;
    use okienko_domain::scope::{Part, Scope};
    use okienko_wire::{BlobRef, Manifest, SegmentRef};
    use uuid::Uuid;

    const HERE: Uuid = Uuid::from_u128(1);

    fn blob(hash: &str) -> BlobRef {
        BlobRef {
            hash: hash.into(),
            bytes: 10,
        }
    }

    fn part(voivodeship: u8) -> Part {
        Part::new("mammography", voivodeship)
    }

    fn segment(hash: &str, voivodeship: u8, seq: u64) -> SegmentRef {
        SegmentRef {
            blob: blob(hash),
            seq,
            part: part(voivodeship),
            terms: 1,
        }
    }

    fn manifest() -> Manifest {
        Manifest {
            epoch: HERE,
            demo: true,
            directory: blob("d"),
            places: blob("p"),
            segments: vec![segment("a", 2, 7), segment("b", 4, 5), segment("c", 6, 9)],
        }
    }

    fn held(complete: bool, voivodeships: &[u8]) -> Held {
        Held {
            position: Some(Position {
                epoch: HERE,
                seq: 5,
                complete,
                demo: true,
                agreed_at: None,
            }),
            directory: Some("d".into()),
            places: Some("p".into()),
            parts: voivodeships.iter().copied().map(part).collect(),
        }
    }

    fn names(steps: &[Step]) -> Vec<String> {
        let name = |s: &Step| match s {
            Step::Places(b) | Step::Directory(b) => b.hash.clone(),
            Step::Begin(seq) => format!("begin {seq}"),
            Step::Segment(s) => s.blob.hash.clone(),
            Step::Finish => "finish".into(),
        };
        steps.iter().map(name).collect()
    }

    /// What is fetched when all Poland is wanted.
    fn all(held: &Held, home: Option<u8>) -> Vec<String> {
        names(&snapshot(held, &manifest(), &Scope::default(), home))
    }

    #[test]
    fn everything_from_nothing_home_first() {
        let steps = all(&Held::default(), Some(4));
        assert_eq!(steps, ["d", "p", "begin 5", "b", "a", "c", "finish"]);
    }

    #[test]
    fn a_broken_download_goes_on() {
        assert_eq!(all(&held(false, &[2]), None), ["b", "c", "finish"]);
        assert_eq!(all(&held(false, &[2, 4, 6]), None), ["finish"]);
    }

    #[test]
    fn another_history_or_a_reset_begins_again() {
        let mut other = held(false, &[2]);
        other.position = other.position.map(|p| Position {
            epoch: Uuid::from_u128(2),
            ..p
        });
        for held in [other, held(true, &[2, 4, 6])] {
            assert_eq!(all(&held, None), ["begin 5", "a", "b", "c", "finish"]);
        }
    }

    #[test]
    fn only_what_the_scope_covers() {
        let two = Scope::new(["dolnośląskie", "lubelskie"], []).unwrap();
        let steps = |held| names(&snapshot(&held, &manifest(), &two, None));
        assert_eq!(steps(Held::default()), ["d", "p", "begin 5", "a", "c", "finish"]);
        assert_eq!(steps(held(false, &[2])), ["c", "finish"]);
    }

    #[test]
    fn reference_data_only_when_changed() {
        assert_eq!(names(&reference(&held(true, &[]), &manifest())), [""; 0]);
        let old = Held {
            directory: Some("old".into()),
            ..held(true, &[])
        };
        assert_eq!(names(&reference(&old, &manifest())), ["d"]);
    }
}
