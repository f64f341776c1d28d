//! Sets of values as sorted disjoint ranges: what cells and bins take, exactly.
//!
//! Every ordered type is mapped to integers so that every test is a union of closed ranges: ints, decimals (scaled),
//! dates and member codes are themselves; a double is its order-preserving bit pattern; a ratio `v` with `s` places
//! is `2v` scaled, and the gap beside it `2v + 1`, because between two neighbours of a dense line there is always
//! more. Texts have no useful order here: they are finite sets or complements of finite sets.

use alloc::vec;
use alloc::vec::Vec;

/// The key of no ratio: where open ends of a dense line lie.
pub const INFINITE: i128 = 1 << 100;

/// A set of integers: sorted, disjoint, not touching closed ranges.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RangeSet(pub Vec<(i128, i128)>);

impl RangeSet {
    /// One closed range; empty when `low > high`.
    #[must_use]
    pub fn range(low: i128, high: i128) -> Self {
        if low > high { Self::default() } else { Self(vec![(low, high)]) }
    }

    /// Whether it holds nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Values of either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let mut all: Vec<(i128, i128)> = self.0.iter().chain(&other.0).copied().collect();
        crate::order::sort(&mut all);
        let mut out: Vec<(i128, i128)> = Vec::with_capacity(all.len());
        for (low, high) in all {
            match out.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => out.push((low, high)),
            }
        }
        Self(out)
    }

    /// Values of both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut out = Vec::new();
        while let (Some(&&(a_low, a_high)), Some(&&(b_low, b_high))) = (a.peek(), b.peek()) {
            let (low, high) = (a_low.max(b_low), a_high.min(b_high));
            if low <= high {
                out.push((low, high));
            }
            if a_high < b_high {
                a.next();
            } else {
                b.next();
            }
        }
        Self(out)
    }

    /// Whether there are values of both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let (mut a, mut b) = (self.0.iter(), other.0.iter());
        let (mut left, mut right) = (a.next(), b.next());
        while let (Some((a_low, a_high)), Some((b_low, b_high))) = (left, right) {
            if a_low <= b_high && b_low <= a_high {
                return true;
            }
            if a_high < b_high { left = a.next() } else { right = b.next() }
        }
        false
    }

    /// Values of `self` that are not of `other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let mut out = Vec::new();
        for &(low, high) in &self.0 {
            let mut start = low;
            for &(cut_low, cut_high) in &other.0 {
                if cut_high < start || cut_low > high {
                    continue;
                }
                if cut_low > start {
                    out.push((start, cut_low - 1));
                }
                start = cut_high.saturating_add(1);
                if start > high {
                    break;
                }
            }
            if start <= high {
                out.push((start, high));
            }
        }
        Self(out)
    }

    /// Whether it holds the value.
    #[must_use]
    pub fn contains(&self, value: i128) -> bool {
        self.0.iter().any(|&(low, high)| low <= value && value <= high)
    }
}

/// The integer whose order is the order of finite doubles (`-0.0` and `0.0` are one).
#[must_use]
pub fn double_key(value: f64) -> i128 {
    let value = if value == 0.0 { 0.0 } else { value };
    let bits = i128::from(value.to_bits());
    let sign = 1i128 << 63;
    if bits >= sign { sign - 1 - bits } else { bits }
}

/// The double of a key of [`double_key`].
#[must_use]
pub fn double_of(key: i128) -> f64 {
    let sign = 1i128 << 63;
    let bits = if key < 0 { sign - 1 - key } else { key };
    f64::from_bits(u64::try_from(bits).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_doubles_keep_their_order() {
        let values = [-1e300, -2.5, -1.0, -1e-300, 0.0, 1e-300, 1.0, 2.5, 1e300];
        for pair in values.windows(2) {
            assert!(double_key(pair[0]) < double_key(pair[1]), "{pair:?}");
        }
        for value in values {
            assert_eq!(double_of(double_key(value)), value);
        }
        assert_eq!(double_key(-0.0), double_key(0.0));
        assert_eq!(double_key(f64::from_bits(1)), 1);
        assert_eq!(
            double_key(-f64::from_bits(1)),
            -2,
            "zero and minus zero share a key, so one number is skipped"
        );
    }

    #[test]
    fn set_operations_agree_with_membership() {
        let sets = [
            RangeSet(vec![(0, 3), (7, 9)]),
            RangeSet(vec![(2, 7)]),
            RangeSet(vec![(-5, -1), (4, 4), (9, 20)]),
            RangeSet::default(),
        ];
        for a in &sets {
            for b in &sets {
                for v in -8..25 {
                    assert_eq!(a.union(b).contains(v), a.contains(v) || b.contains(v));
                    assert_eq!(a.intersect(b).contains(v), a.contains(v) && b.contains(v));
                    assert_eq!(a.minus(b).contains(v), a.contains(v) && !b.contains(v));
                }
                assert_eq!(a.meets(b), !a.intersect(b).is_empty());
            }
        }
    }
}
