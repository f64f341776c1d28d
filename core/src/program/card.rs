//! A scorecard as numbers: what the evaluator needs to turn bins and curve values into contributions.

use alloc::vec::Vec;

use super::curve::{Curve, greatest_divisor};
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
    /// What all weights of dimensions are multiples of, and per dimension what those of its indicators are.
    pub units: (i64, Vec<i64>),
    /// What follows where every indicator is known.
    pub full: PatternEntry,
}

impl Card {
    /// Says where each indicator's part of a [`PatternEntry`] is, what weights are multiples of, and what follows where
    /// everything is known.
    pub(super) fn settle(&mut self) {
        let (mut bins, mut stretches) = (0, 0);
        for gauge in &mut self.gauges {
            (gauge.bins, gauge.stretches) = (bins, stretches);
            bins += gauge.points.bins() + 1;
            stretches += gauge.curve.stretches();
        }
        let common = |weights: &mut dyn Iterator<Item = i64>| {
            let all = weights.fold(0, |all, weight| greatest_divisor(all, weight.into()));
            i64::try_from(all).unwrap_or(1).max(1)
        };
        let across = common(&mut self.dimensions.iter().map(|dimension| dimension.0));
        let within = (0..self.dimensions.len()).map(|at| {
            let own = self.gauges.iter().filter(|gauge| gauge.dimension == at);
            common(&mut own.map(|gauge| gauge.weight))
        });
        self.units = (across, within.collect());
        self.full = PatternEntry::of(self, super::Pattern::full(self.gauges.len()));
    }
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
    /// The stretches of its curve.
    pub curve: Curve,
    /// Where its bins are in a [`PatternEntry`].
    pub bins: usize,
    /// Where its stretches are in one.
    pub stretches: usize,
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
    /// Number of bins.
    #[must_use]
    pub fn bins(&self) -> usize {
        if let Self::Bins(points) = self { points.len() } else { 0 }
    }

    /// The largest points that a value can get.
    #[must_use]
    pub fn most(&self) -> i64 {
        match self {
            Self::Bins(points) => points.iter().copied().max().unwrap_or(0),
            Self::Curve(knots) | Self::DateCurve(knots) => knots.iter().map(|k| k.1).max().unwrap_or(0),
        }
    }
}
