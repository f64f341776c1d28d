//! Curves of straight stretches, exactly: each stretch is a fraction with whole numbers, rounded once.

use crate::arith::rounded;

/// One stretch of a curve: `(base + slope * x) / den`.
///
/// Base and slope may wrap: what counts is that the numerator of every `x` within the stretch fits an `i64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stretch {
    /// The numerator at 0, wrapped.
    pub base: i64,
    /// What the numerator gains by one, wrapped.
    pub slope: i64,
    /// The denominator, 1 to 2^62.
    pub den: i64,
}

impl Stretch {
    /// The value at `x`, halves rounded away from zero.
    #[inline]
    fn at(&self, x: i64) -> i64 {
        rounded(self.slope.wrapping_mul(x).wrapping_add(self.base), self.den)
    }
}

/// The value of a curve at `x`: of the stretch that is the last to start at or before it. `starts` are those of all
/// stretches but the first, ascending.
#[inline]
#[must_use]
pub fn at(starts: &[i64], stretches: &[Stretch], x: i64) -> i64 {
    let passed = starts.iter().fold(0, |passed, start| passed + usize::from(*start <= x));
    stretches.get(passed).map_or(0, |stretch| stretch.at(x))
}

/// A curve of two: what a value adds to a whole and to a part of it.
#[derive(Debug, Clone, Copy)]
pub struct Curves<'a> {
    /// Where stretches start, but for the first.
    pub starts: &'a [i64],
    /// What a value adds to the whole.
    pub whole: &'a [Stretch],
    /// What it adds to the part.
    pub part: &'a [Stretch],
}

macro_rules! curves {
    ($each:ident, $some:ident, $ty:ty) => {
        /// `first = whole(value)`, `second += part(value)`.
        #[inline(never)]
        pub fn $each(curves: Curves<'_>, values: &[$ty], first: &mut [i64], second: &mut [i64]) {
            for ((value, first), second) in values.iter().zip(first).zip(second) {
                let x = i64::from(*value);
                *first = at(curves.starts, curves.whole, x);
                *second += at(curves.starts, curves.part, x);
            }
        }

        /// The same for some rows only; the third gets what the first gets.
        #[inline(never)]
        pub fn $some(
            rows: &[u32],
            curves: Curves<'_>,
            values: &[$ty],
            (first, second, third): (&mut [i64], &mut [i64], &mut [i64]),
        ) {
            for row in rows.iter().map(|row| *row as usize) {
                let x = values.get(row).copied().map_or(0, i64::from);
                let whole = at(curves.starts, curves.whole, x);
                if let (Some(first), Some(second), Some(third)) =
                    (first.get_mut(row), second.get_mut(row), third.get_mut(row))
                {
                    *first = whole;
                    *second += at(curves.starts, curves.part, x);
                    *third += whole;
                }
            }
        }
    };
}

curves!(i64_each, i64_some, i64);
curves!(i32_each, i32_some, i32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_starts_where_the_one_before_ends() {
        // 0 below 10, from there half of what is above it, 5 from 20 on.
        let starts = [10, 20];
        let whole = [
            Stretch { base: 0, slope: 0, den: 1 },
            Stretch { base: -10, slope: 1, den: 2 },
            Stretch { base: 5, slope: 0, den: 1 },
        ];
        let part =
            whole.map(|stretch| Stretch { base: stretch.base * 2, slope: stretch.slope * 2, ..stretch });
        let curves = Curves { starts: &starts, whole: &whole, part: &part };
        let values = [i64::MIN, 9, 10, 11, 12, 19, 20, i64::MAX];
        let (mut first, mut second) = ([9; 8], [1; 8]);
        i64_each(curves, &values, &mut first, &mut second);
        assert_eq!((first, second), ([0, 0, 0, 1, 1, 5, 5, 5], [1, 1, 1, 2, 3, 10, 11, 11]));
        let days = values.map(|value| value.clamp(-99, 99) as i32);
        let (mut same, mut again, mut sum) = ([0; 8], [1; 8], [0; 8]);
        i32_some(&[1, 3, 6], curves, &days, (&mut same, &mut again, &mut sum));
        assert_eq!(
            (same, again, sum),
            ([0, 0, 0, 1, 0, 0, 5, 0], [1, 1, 1, 2, 1, 1, 11, 1], [0, 0, 0, 1, 0, 0, 5, 0])
        );
    }

    #[test]
    fn numerators_may_pass_through_what_does_not_fit() {
        // (x - 2^62) * 4 between 2^62 and 2^62 + 1000: neither the base nor the product fits.
        let start = 1i64 << 62;
        let stretch = [Stretch { base: start.wrapping_mul(-4), slope: 4, den: 3 }];
        assert_eq!(at(&[], &stretch, start + 1000), 1333);
    }
}
