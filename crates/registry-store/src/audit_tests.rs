use super::{Actor, Broken, Deed, Entry, Follower, GENESIS, Head, Subject};
use chrono::{DateTime, TimeDelta};

/// The same numbers in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

fn chain(length: i64) -> (Vec<Entry>, Head) {
    let mut previous = GENESIS.to_vec();
    let entries: Vec<Entry> = (1..=length)
        .map(|number| {
            let subject = Subject(vec![u8::try_from(number % 7).unwrap(); 32]);
            let deed = if number % 5 == 0 {
                Deed::about(3, "read-appointments", "read")
            } else {
                Deed::to(subject, "book", format!("1-2026-12-01-{number:04}"), "booked")
            };
            let at = DateTime::UNIX_EPOCH + TimeDelta::seconds(number);
            let mut entry = Entry::new(&Actor::desk(Some(4)), deed, at);
            (entry.number, entry.rules) = (number, 1);
            previous = entry.sealed_after(&previous).to_vec();
            entry.hash.clone_from(&previous);
            entry
        })
        .collect();
    let head = Head {
        chain: 4,
        entries: length,
        hash: previous,
    };
    (entries, head)
}

fn follow(entries: &[Entry], head: &Head) -> Result<Head, Broken> {
    let mut follower = Follower::new(4, vec![head.clone()]);
    entries.iter().try_for_each(|entry| follower.take(entry))?;
    follower.end()
}

fn flip_text(text: &mut String, dice: &mut Dice) {
    let mut bytes = std::mem::take(text).into_bytes();
    let at = dice.below(bytes.len());
    bytes[at] ^= 1;
    *text = String::from_utf8(bytes).unwrap();
}

fn flip(entry: &mut Entry, dice: &mut Dice) {
    let bit = 1_i64 << dice.below(64);
    let (byte, mask) = (dice.below(32), 1_u8 << dice.below(8));
    match dice.below(12) {
        0 => entry.chain ^= bit,
        1 => entry.number ^= bit,
        2 => entry.at ^= bit,
        3 => entry.persons ^= bit,
        4 => entry.rules ^= bit,
        5 => flip_text(&mut entry.actor, dice),
        6 => flip_text(&mut entry.role, dice),
        7 => flip_text(&mut entry.action, dice),
        8 => flip_text(&mut entry.outcome, dice),
        9 => match &mut entry.subject {
            Some(subject) => subject[byte] ^= mask,
            none => *none = Some(Vec::new()),
        },
        10 => match &mut entry.object {
            Some(object) => flip_text(object, dice),
            none => *none = Some(String::new()),
        },
        _ => entry.hash[byte] ^= mask,
    }
}

#[test]
fn ten_thousand_flips_deletions_and_swaps_are_found() {
    let (whole, head) = chain(40);
    assert_eq!(follow(&whole, &head), Ok(head.clone()));
    let mut dice = Dice(20_260_701);
    for round in 0..10_000 {
        let mut entries = whole.clone();
        let at = dice.below(entries.len());
        let first = match round % 4 {
            0 | 1 => {
                flip(&mut entries[at], &mut dice);
                at
            }
            2 => {
                entries.remove(at);
                at
            }
            _ => {
                let other = (at + 1 + dice.below(entries.len() - 1)) % entries.len();
                entries.swap(at, other);
                if round % 8 == 7 {
                    // Somebody careful gives them each other's numbers as well.
                    let (a, b) = (entries[at].number, entries[other].number);
                    (entries[at].number, entries[other].number) = (b, a);
                }
                at.min(other)
            }
        };
        let number = i64::try_from(first + 1).unwrap();
        assert_eq!(
            follow(&entries, &head),
            Err(Broken { chain: 4, number }),
            "round {round}"
        );
    }
}

#[test]
fn who_hashes_again_must_change_the_head_too() {
    let (mut entries, head) = chain(40);
    entries[17].outcome = "slot-taken".into();
    let mut previous = entries[16].hash.clone();
    for entry in &mut entries[17..] {
        previous = entry.sealed_after(&previous).to_vec();
        entry.hash.clone_from(&previous);
    }
    assert_eq!(follow(&entries, &head), Err(Broken { chain: 4, number: 40 }));
    let early = Head {
        entries: 20,
        hash: chain(20).1.hash,
        ..head
    };
    assert_eq!(
        follow(&entries, &early),
        Err(Broken { chain: 4, number: 20 }),
        "an early note outside of the database is worth more than the database's own head"
    );
}

#[test]
fn a_head_is_read_as_it_was_written() {
    let (_, head) = chain(3);
    assert_eq!(Head::parse(&head.to_string()), Some(head));
    for nonsense in ["", "4 3", "4 3 abc", "x 3 00"] {
        assert_eq!(Head::parse(nonsense), None);
    }
}
