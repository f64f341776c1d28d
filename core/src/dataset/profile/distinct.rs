//! How many different values there are, in memory that does not grow with them.
//!
//! Every value is a hash; the smallest of them are kept. As long as none had to be left out their number is the number of
//! values. After that it follows from how close together they lie: hashes are spread evenly, so that `n` of them reach
//! down to the `k`-th smallest at about `k/n` of all numbers (Bar-Yossef and others, "Counting distinct elements in a
//! data stream", RANDOM 2002). The error is about one part in the root of [`KEPT`].
//!
//! INVARIANT: the count depends on the set of values alone, and not on their order or on how they were parted.

use alloc::vec::Vec;

use crate::order::sort_unique;

/// Hashes that are kept; so many values are counted exactly.
pub(super) const KEPT: usize = 4096;

/// Values as hashes.
#[derive(Debug, Clone, Default)]
pub(super) struct Distinct {
    /// The smallest, in order.
    smallest: Vec<u64>,
    /// Whether larger ones were left out.
    cut: bool,
}

impl Distinct {
    /// Takes more values in.
    pub fn add(&mut self, hashes: impl Iterator<Item = u64>) {
        self.smallest.extend(hashes);
        sort_unique(&mut self.smallest);
        self.cut |= self.smallest.len() > KEPT;
        self.smallest.truncate(KEPT);
        // What a large part took is given back.
        self.smallest.shrink_to(KEPT);
    }

    /// How many there are, and whether that is an estimate.
    pub fn count(&self) -> (usize, bool) {
        let kept = self.smallest.len();
        let largest = self.smallest.last().copied().unwrap_or(0);
        if !self.cut || largest == 0 {
            return (kept, false);
        }
        let estimate = ((kept as u128 - 1) << 64) / u128::from(largest);
        (usize::try_from(estimate).unwrap_or(usize::MAX).max(kept), true)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::index::mixed;
    use super::*;

    fn of(values: core::ops::Range<u64>, parts: u64) -> (usize, bool) {
        let mut distinct = Distinct::default();
        for part in (0..parts).rev() {
            // Every value comes twice.
            let own = values.clone().filter(|value| value % parts == part);
            distinct.add(own.clone().chain(own).map(mixed));
        }
        distinct.count()
    }

    #[test]
    fn few_values_are_counted_and_many_are_estimated() {
        assert_eq!(of(0..0, 1), (0, false));
        assert_eq!(of(1..4097, 3), (4096, false));
        for many in [4097, 50_000, 1_000_000] {
            let (count, estimated) = of(0..many, 2);
            let error = count.abs_diff(usize::try_from(many).unwrap());
            assert!(estimated && error * 20 < usize::try_from(many).unwrap(), "{count} for {many}");
        }
    }

    #[test]
    fn the_parts_do_not_show() {
        assert_eq!(of(0..20_000, 1), of(0..20_000, 7));
    }
}
