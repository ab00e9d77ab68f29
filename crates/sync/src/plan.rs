//! What has to be fetched to hold a snapshot: decided without doing anything.

use okienko_client_store::Position;
use okienko_wire::{BlobRef, Manifest, SegmentRef};
use std::collections::HashSet;

/// What is held already.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    /// Position of the terms.
    pub position: Option<Position>,
    /// Hash of the directory.
    pub directory: Option<String>,
    /// Hash of the places.
    pub places: Option<String>,
    /// Hashes of segments that have arrived.
    pub segments: HashSet<String>,
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
    /// All segments have arrived.
    Finish,
}

/// The steps from what is held to what the manifest names, in order: first what gives sheets a meaning, then the sheets,
/// those of the home voivodeship first.
#[must_use]
pub fn snapshot(held: &Held, manifest: &Manifest, home: Option<u8>) -> Vec<Step> {
    let seq = manifest.segments.iter().map(|s| s.seq).min().unwrap_or(0);
    // Terms older than the position would never catch up: what changed between is not asked for again.
    let goes_on = |p: Position| p.epoch == manifest.epoch && !p.complete && p.seq <= seq;
    let going_on = held.position.is_some_and(goes_on);
    let mut steps = reference(held, manifest);
    if !going_on {
        steps.push(Step::Begin(seq));
    }
    let mut segments: Vec<&SegmentRef> = manifest
        .segments
        .iter()
        .filter(|s| !(going_on && held.segments.contains(&s.blob.hash)))
        .collect();
    segments.sort_by_key(|s| (Some(s.voivodeship) != home, s.voivodeship));
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
    use okienko_wire::{BlobRef, Manifest, SegmentRef};
    use uuid::Uuid;

    const HERE: Uuid = Uuid::from_u128(1);

    fn blob(hash: &str) -> BlobRef {
        BlobRef {
            hash: hash.into(),
            bytes: 10,
        }
    }

    fn segment(hash: &str, voivodeship: u8, seq: u64) -> SegmentRef {
        SegmentRef {
            blob: blob(hash),
            seq,
            service: "mammography".into(),
            voivodeship,
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

    fn held(complete: bool, segments: &[&str]) -> Held {
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
            segments: segments.iter().map(|s| (*s).to_owned()).collect(),
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

    #[test]
    fn everything_from_nothing_home_first() {
        assert_eq!(
            names(&snapshot(&Held::default(), &manifest(), Some(4))),
            ["d", "p", "begin 5", "b", "a", "c", "finish"]
        );
    }

    #[test]
    fn a_broken_download_goes_on() {
        assert_eq!(
            names(&snapshot(&held(false, &["a"]), &manifest(), None)),
            ["b", "c", "finish"]
        );
        assert_eq!(
            names(&snapshot(&held(false, &["a", "b", "c"]), &manifest(), None)),
            ["finish"]
        );
    }

    #[test]
    fn another_history_or_a_reset_begins_again() {
        let mut other = held(false, &["a"]);
        other.position = other.position.map(|p| Position {
            epoch: Uuid::from_u128(2),
            ..p
        });
        assert_eq!(
            names(&snapshot(&other, &manifest(), None)),
            ["begin 5", "a", "b", "c", "finish"]
        );
        assert_eq!(
            names(&snapshot(&held(true, &[]), &manifest(), None)),
            ["begin 5", "a", "b", "c", "finish"]
        );
    }

    #[test]
    fn a_snapshot_of_before_begins_again() {
        let mut newer = held(false, &["a"]);
        newer.position = newer.position.map(|p| Position { seq: 6, ..p });
        assert_eq!(
            names(&snapshot(&newer, &manifest(), None)),
            ["begin 5", "a", "b", "c", "finish"]
        );
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
