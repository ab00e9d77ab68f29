//! SplitMix64 (Steele, Lea, Flood 2014): 64 bits of state, a dozen operations, the same numbers for ever.
//!
//! A crate of random numbers may change its streams with a version; a demo whose free terms move with an update would
//! break every script and screenshot made from it. Not for secrets.

/// What a stream is for, so that two uses with equal ids do not share numbers.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stream {
    /// A stationary facility, by id.
    Facility = 1,
    /// The sheets of a schedule, by id.
    Sheets = 2,
    /// A mobile unit, by number.
    Mobile = 3,
    /// The waiting people.
    Waiting = 4,
}

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub(super) struct Rng(u64);

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    /// The stream of one thing in one country.
    pub(super) fn new(seed: u64, stream: Stream, id: u32) -> Self {
        let tag = (stream as u64) << 32 | u64::from(id);
        Self(mix(seed.wrapping_add(GOLDEN)) ^ mix(tag.wrapping_mul(GOLDEN)))
    }

    /// The next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(GOLDEN);
        mix(self.0)
    }

    /// A number below `end`; 0 when `end` is 0. The bias of the multiplication is below 2^-32.
    pub(super) fn below(&mut self, end: u32) -> u32 {
        let high = self.bits() >> 32;
        u32::try_from((high * u64::from(end)) >> 32).unwrap_or(0)
    }

    /// A number in `-by..=by`.
    pub(super) fn around_zero(&mut self, by: u16) -> i32 {
        i32::try_from(self.below(u32::from(by) * 2 + 1)).unwrap_or(0) - i32::from(by)
    }

    /// True in `percent` of cases.
    pub(super) fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of them.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let end = u32::try_from(from.len()).unwrap_or(u32::MAX);
        from.get(usize::try_from(self.below(end)).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::{Rng, Stream};

    /// The reference implementation started from 1234567 (Vigna, splitmix64.c).
    #[test]
    fn numbers_are_those_of_splitmix64() {
        let mut rng = Rng(1_234_567);
        let got = [rng.bits(), rng.bits(), rng.bits()];
        assert_eq!(
            got,
            [
                6_457_827_717_110_365_317,
                3_203_168_211_198_807_973,
                9_817_491_932_198_370_423
            ]
        );
    }

    #[test]
    fn streams_differ_and_repeat() {
        let first = |seed, stream, id| Rng::new(seed, stream, id).bits();
        assert_eq!(first(7, Stream::Sheets, 3), first(7, Stream::Sheets, 3));
        assert_ne!(first(7, Stream::Sheets, 3), first(7, Stream::Sheets, 4));
        assert_ne!(first(7, Stream::Sheets, 3), first(7, Stream::Mobile, 3));
        assert_ne!(first(7, Stream::Sheets, 3), first(8, Stream::Sheets, 3));
    }

    #[test]
    fn choices_stay_inside() {
        let mut rng = Rng::new(1, Stream::Facility, 1);
        for _ in 0..1000 {
            assert!(rng.below(7) < 7);
            assert!((-5..=5).contains(&rng.around_zero(5)));
        }
        assert_eq!(rng.below(0), 0);
        assert_eq!(rng.pick::<u8>(&[]), None);
    }
}
