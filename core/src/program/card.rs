//! A scorecard as numbers: what the evaluator needs to turn bins and curve values into contributions.

use alloc::vec::Vec;

use super::{NodeId, PatternEntry};
use crate::model::Missing;

/// A scorecard of a program.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// All indicators, dimension by dimension.
    pub gauges: Vec<Gauge>,
    /// Per dimension: its weight (decimal(4)) and how many indicators it has.
    pub dimensions: Vec<(i64, usize)>,
    /// Smallest score, decimal(4).
    pub low: i64,
    /// Largest score, decimal(4).
    pub high: i64,
    /// Smallest confidence, percent, decimal(4).
    pub min_confidence: i64,
    /// The yardstick.
    pub baseline: Option<Gauge>,
    /// Who is scored; everyone when absent.
    pub population: Option<NodeId>,
    /// Number of reason codes reported.
    pub reasons_top: usize,
    /// Number of reason codes there are.
    pub reason_codes: usize,
    /// What follows where every indicator is known.
    pub full: PatternEntry,
}

/// An indicator of a program.
#[derive(Debug, Clone, PartialEq)]
pub struct Gauge {
    /// The node it reads: a segment code, or the value of a curve.
    pub input: NodeId,
    /// How the value becomes points.
    pub points: PointsKind,
    /// What a missing value does.
    pub missing: Missing,
    /// Whether the customer has withdrawn what it rests on: then a missing value is neutral, whatever `missing` says.
    pub withdrawn: Option<NodeId>,
    /// Weight within the dimension, decimal(4).
    pub weight: i64,
    /// Index of the dimension.
    pub dimension: usize,
    /// Index of the reason code.
    pub reason: Option<u16>,
}

/// How the value of a gauge becomes points (decimal(4)).
#[derive(Debug, Clone, PartialEq)]
pub enum PointsKind {
    /// Points of each bin; the input is a code.
    Bins(Vec<i64>),
    /// Knots of a curve; the input is an `i64`.
    Curve(Vec<(i64, i64)>),
    /// Knots of a curve over dates; the input is an `i32`.
    DateCurve(Vec<(i64, i64)>),
}

impl PointsKind {
    /// The largest points that a value can get.
    #[must_use]
    pub fn most(&self) -> i64 {
        match self {
            Self::Bins(points) => points.iter().copied().max().unwrap_or(0),
            Self::Curve(knots) | Self::DateCurve(knots) => knots.iter().map(|k| k.1).max().unwrap_or(0),
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::on_curve;

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
}
