//! A curve of a scorecard: points between knots, as exact fractions.
//!
//! A contribution is `round(points x weight)`. Between two knots points are a straight line of whole numbers over a whole
//! number, and so are points times a weight; where the numbers fit 64 bits, which is proven here once per weight, a value
//! costs a multiplication and a division instead of fractions of 128 bits.

use alloc::vec::Vec;

use appraise_kernels::arith::LARGEST_UNIT;
use appraise_kernels::curve::Stretch;

use super::pattern::contribution;
use crate::number::narrow_product;

/// The points of a curve at `x` as an exact fraction, the denominator positive.
#[must_use]
pub fn on_curve(knots: &[(i64, i64)], x: i64) -> (i128, i128) {
    let after = knots.partition_point(|(at, _)| *at <= x);
    let low = after.checked_sub(1).and_then(|i| knots.get(i));
    match (low, knots.get(after)) {
        (Some(&(x0, y0)), Some(&(x1, y1))) => {
            let (dx, dy) = (i128::from(x1) - i128::from(x0), i128::from(y1) - i128::from(y0));
            (i128::from(y0) * dx + (i128::from(x) - i128::from(x0)) * dy, dx)
        }
        (Some(&(_, y)), None) | (None, Some(&(_, y))) => (i128::from(y), 1),
        (None, None) => (0, 1),
    }
}

/// The straight stretches of a curve: flat before the first knot, a line between two, flat from the last one on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Curve {
    /// Where stretches start, but for the first: the knots.
    pub starts: Vec<i64>,
    lines: Vec<Line>,
}

/// A line `(base + slope * x) / den` in lowest terms, for `x` from one knot to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Line {
    base: i128,
    slope: i128,
    den: i128,
    from: i64,
    to: i64,
}

impl Curve {
    /// The stretches between knots.
    pub(super) fn of(knots: &[(i64, i64)]) -> Self {
        let flat = |knot: Option<&(i64, i64)>| {
            let (at, points) = knot.copied().unwrap_or_default();
            Line { base: points.into(), slope: 0, den: 1, from: at, to: at }
        };
        let between = |pair: &[(i64, i64)]| match *pair {
            [(x0, y0), (x1, y1)] => {
                let (dx, dy) = (i128::from(x1) - i128::from(x0), i128::from(y1) - i128::from(y0));
                let common = greatest_divisor(dx, dy);
                let (den, slope) = (dx / common, dy / common);
                let base = i128::from(y0) * den - i128::from(x0) * slope;
                Line { base, slope, den, from: x0, to: x1 }
            }
            _ => flat(None),
        };
        let lines = core::iter::once(flat(knots.first()))
            .chain(knots.windows(2).map(between))
            .chain(knots.last().map(|last| flat(Some(last))));
        Self { starts: knots.iter().map(|knot| knot.0).collect(), lines: lines.collect() }
    }

    /// Number of stretches.
    pub(super) fn stretches(&self) -> usize {
        self.lines.len()
    }

    /// Appends the stretches of points times a weight; false where one of them does not fit.
    #[must_use]
    pub(super) fn weigh(&self, weight: (i128, i128), out: &mut Vec<Stretch>) -> bool {
        self.lines.iter().all(|line| {
            let stretch = line.weighed(weight);
            out.push(stretch.unwrap_or_default());
            stretch.is_some()
        })
    }
}

impl Line {
    /// The line times a weight; `None` where a numerator between its ends, or the denominator, does not fit.
    #[expect(clippy::cast_possible_truncation, reason = "a stretch's base and slope may wrap")]
    fn weighed(&self, (num, den): (i128, i128)) -> Option<Stretch> {
        if self.slope == 0 && self.den == 1 {
            return Some(Stretch { base: contribution((self.base, 1), (num, den)), slope: 0, den: 1 });
        }
        self.weighed_narrowly((num, den)).or_else(|| {
            let (base, slope) = (self.base.checked_mul(num)?, self.slope.checked_mul(num)?);
            let den = self.den.checked_mul(den).and_then(|den| i64::try_from(den).ok())?;
            for x in [self.from, self.to] {
                let numerator = slope.checked_mul(x.into())?.checked_add(base)?;
                i64::try_from(numerator).ok()?;
            }
            let stretch = Stretch { base: base as i64, slope: slope as i64, den };
            (1..=LARGEST_UNIT).contains(&den).then_some(stretch)
        })
    }

    /// The same where every number on the way is so small that it fits 64 bits, as nearly all are.
    fn weighed_narrowly(&self, (num, den): (i128, i128)) -> Option<Stretch> {
        let (base, slope) = (narrow_product(self.base, num)?, narrow_product(self.slope, num)?);
        let den = narrow_product(self.den, den).filter(|den| (1..=LARGEST_UNIT).contains(den))?;
        for x in [self.from, self.to] {
            narrow_product(slope.into(), x.into())?.checked_add(base)?;
        }
        Some(Stretch { base, slope, den })
    }
}

/// The greatest common divisor of two numbers; 1 of zeros.
pub(super) fn greatest_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn a_curve_is_linear_between_knots_and_flat_outside() {
        let knots = [(0, 0), (10, 100), (30, 0)];
        for (x, (num, den)) in
            [(-5, (0, 1)), (0, (0, 1)), (5, (50, 1)), (10, (100, 1)), (25, (25, 1)), (99, (0, 1))]
        {
            let (n, d) = on_curve(&knots, x);
            assert_eq!(n * den, num * d, "at {x}");
        }
    }

    /// A stretch gives what the fractions of 128 bits give, at and around every knot and between.
    #[test]
    fn stretches_are_the_curve_times_its_weight() {
        let money = 123_456_789_012i64;
        let curves = [
            vec![(0, 0), (10, 1_000_000), (30, 0)],
            vec![(-money, 1_000_000), (0, 333_333), (7, 333_334), (money, -5)],
            vec![(i64::MIN, 0), (i64::MAX, 1_000_000)],
            vec![(3, 42)],
            vec![],
        ];
        let weights = [(1, 1), (0, 1), (2, 17), (400_000 * 330_000, 1_000_000 * 970_000), (1, 3)];
        let (mut fitted, mut large) = (0, 0);
        for knots in &curves {
            for weight in weights {
                let (curve, mut stretches) = (Curve::of(knots), Vec::new());
                if !curve.weigh(weight, &mut stretches) {
                    large += 1;
                    continue;
                }
                fitted += 1;
                let around = knots.iter().flat_map(|knot| {
                    let near = |by: i64| knot.0.saturating_add(by);
                    [near(-1), knot.0, near(1), near(1000), knot.0 / 2, knot.0 / 3]
                });
                for x in around.chain([i64::MIN, 0, i64::MAX]) {
                    let wanted = contribution(on_curve(knots, x), weight);
                    let got = appraise_kernels::curve::at(&curve.starts, &stretches, x);
                    assert_eq!(got, wanted, "{knots:?} x {weight:?} at {x}");
                }
            }
        }
        assert!(fitted > 15 && large > 1, "{fitted} fitted, {large} did not");
    }
}
