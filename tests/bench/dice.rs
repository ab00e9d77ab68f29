//! Random numbers that are the same in every run.

/// A linear congruential generator (Knuth's MMIX constants): enough to vary questions.
pub(crate) struct Dice(u64);

impl Dice {
    /// Another seed gives other numbers.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`, which is at least 1.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from((self.0 >> 33) % bound).unwrap_or(0)
    }

    /// One of the choices, of which there is one at least.
    pub(crate) fn of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        let at = self.below(choices.len());
        &choices[at]
    }

    /// `count` of the things, or all of them when there are fewer, in random order.
    pub(crate) fn some<T>(&mut self, mut things: Vec<T>, count: usize) -> Vec<T> {
        let count = count.min(things.len());
        for at in 0..count {
            let other = at + self.below(things.len() - at);
            things.swap(at, other);
        }
        things.truncate(count);
        things
    }
}
