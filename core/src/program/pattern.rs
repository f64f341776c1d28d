//! What follows from which indicators of a scorecard are known: exact contributions of every bin.
//!
//! It is computed once per pattern of known indicators, of which most customers share a handful. The pattern of those who
//! lack nothing is part of the program.

use alloc::vec;
use alloc::vec::Vec;

use appraise_kernels::arith::{LARGEST_UNIT, rounded};
use appraise_kernels::curve::{Curves, Stretch};

use super::card::{Card, Gauge, PointsKind};
use crate::model::Missing;
use crate::number::{narrow_product, round_half_away};

/// What is known of the indicators, a bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Pattern {
    /// Whose value is known.
    pub known: u64,
    /// Whose value is not known and rests on something withdrawn.
    pub withdrawn: u64,
}

impl Pattern {
    /// Of a customer who lacks nothing, of so many indicators.
    #[must_use]
    pub fn full(indicators: usize) -> Self {
        let known = if indicators < 64 { (1u64 << indicators) - 1 } else { u64::MAX };
        Self { known, withdrawn: 0 }
    }

    /// A number by which most patterns differ.
    #[must_use]
    pub fn hash(self) -> usize {
        let mixed = (self.known ^ self.withdrawn.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 48) as usize
    }
}

/// What follows from a pattern of known indicators.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PatternEntry {
    /// Contributions of the bins of the first indicator and of its missing bin, then those of the next.
    contributions: Vec<i64>,
    /// Contributions within the dimensions, likewise.
    within: Vec<i64>,
    /// The stretches of every indicator's curve times its weight, one indicator after the other; nothing where one of
    /// them does not fit.
    stretches: Vec<Stretch>,
    /// The same for weights within the dimensions.
    stretches_within: Vec<Stretch>,
    /// Per indicator: effective weight as a fraction of the score and of the dimension; 0 when it drops out.
    pub weights: Vec<(i128, i128)>,
    /// Per indicator: effective weight within the dimension.
    pub weights_within: Vec<(i128, i128)>,
    /// Share of weight on known inputs, percent, decimal(2).
    pub confidence: i64,
    /// Whether the score is known.
    pub known: bool,
    /// Per dimension: whether it is assessable.
    pub assessable: Vec<bool>,
    /// Per dimension: share of its weight on known inputs, percent, decimal(2).
    pub dimension_confidence: Vec<i64>,
    /// Per indicator: its largest contribution.
    pub most: Vec<i64>,
}

impl PatternEntry {
    /// The entry of a pattern.
    #[must_use]
    pub fn of(card: &Card, pattern: Pattern) -> Self {
        let is_known = |i: usize| pattern.known >> i & 1 == 1;
        let missing = |i: usize, gauge: &Gauge| match pattern.withdrawn >> i & 1 {
            1 => Missing::Neutral,
            _ => gauge.missing,
        };
        let counts = |i: usize, gauge: &Gauge| is_known(i) || missing(i, gauge) != Missing::Neutral;
        // Weight that counts within each dimension, and weight of dimensions in which something counts.
        let mut within = vec![0i128; card.dimensions.len()];
        let mut known_within = vec![0i128; card.dimensions.len()];
        for (i, gauge) in card.gauges.iter().enumerate() {
            if let Some(sum) = within.get_mut(gauge.dimension) {
                *sum += if counts(i, gauge) { i128::from(gauge.weight) } else { 0 };
            }
            if let Some(sum) = known_within.get_mut(gauge.dimension) {
                *sum += if is_known(i) { i128::from(gauge.weight) } else { 0 };
            }
        }
        let counted = card.dimensions.iter().zip(&within).filter(|(_, w)| **w > 0);
        let across: i128 = counted.map(|((weight, _), _)| i128::from(*weight)).sum();
        // In lower terms: most of what weights have in common is common to all of them.
        let (unit, across) = (card.units.0, across / i128::from(card.units.0));
        let shares = card.dimensions.iter().zip(&within).zip(&card.units.1);
        let shares: Vec<_> = shares
            .map(|(((weight, _), sum), own)| (i128::from(weight / unit), *own, sum / i128::from(*own)))
            .collect();
        let mut entry = Self::sized(card, across > 0);
        let mut fits = true;
        for (i, gauge) in card.gauges.iter().enumerate() {
            let (weight, own) = match shares.get(gauge.dimension) {
                Some((dimension, own, sum)) if counts(i, gauge) => {
                    let weight = i128::from(gauge.weight / own);
                    ((dimension * weight, across * sum), (weight, *sum))
                }
                _ => ((0, 1), (0, 1)),
            };
            entry.known &= is_known(i) || missing(i, gauge) != Missing::Unknown;
            let missing = if let Missing::Points(points) = gauge.missing { points } else { 0 };
            let bins = if let PointsKind::Bins(points) = &gauge.points { points.as_slice() } else { &[] };
            let share = |weight| {
                bins.iter().chain([&missing]).map(move |p| contribution((i128::from(*p), 1), weight))
            };
            entry.contributions.extend(share(weight));
            entry.within.extend(share(own));
            fits = fits
                && gauge.curve.weigh(weight, &mut entry.stretches)
                && gauge.curve.weigh(own, &mut entry.stretches_within);
            entry.most.push(contribution((i128::from(gauge.points.most()), 1), weight));
            entry.weights.push(weight);
            entry.weights_within.push(own);
        }
        if !fits {
            (entry.stretches, entry.stretches_within) = Default::default();
        }
        entry.judge(card, &known_within);
        entry
    }

    /// Says what is assessable, and how sure, of the weight that is known within each dimension.
    fn judge(&mut self, card: &Card, known_within: &[i128]) {
        let mut total = 0i128;
        for ((weight, _), known) in card.dimensions.iter().zip(known_within) {
            total += i128::from(*weight) * known;
            let percent = round_half_away(known * 10_000, HUNDRED).and_then(|p| i64::try_from(p).ok());
            self.dimension_confidence.push(percent.unwrap_or(0));
            self.assessable.push(*known > 0 && *known >= i128::from(card.min_confidence));
        }
        let percent = round_half_away(total * 10_000, HUNDRED * HUNDRED);
        self.confidence = percent.and_then(|p| i64::try_from(p).ok()).unwrap_or(0);
        self.known &= total >= i128::from(card.min_confidence) * HUNDRED;
    }

    /// One with room for what follows.
    fn sized(card: &Card, known: bool) -> Self {
        let last = card.gauges.last();
        let bins = last.map_or(0, |gauge| gauge.bins + gauge.points.bins() + 1);
        let stretches = last.map_or(0, |gauge| gauge.stretches + gauge.curve.stretches());
        let (gauges, dimensions) = (card.gauges.len(), card.dimensions.len());
        Self {
            contributions: Vec::with_capacity(bins),
            within: Vec::with_capacity(bins),
            stretches: Vec::with_capacity(stretches),
            stretches_within: Vec::with_capacity(stretches),
            weights: Vec::with_capacity(gauges),
            weights_within: Vec::with_capacity(gauges),
            confidence: 0,
            known,
            assessable: Vec::with_capacity(dimensions),
            dimension_confidence: Vec::with_capacity(dimensions),
            most: Vec::with_capacity(gauges),
        }
    }

    /// What the bins of an indicator add to the score and to the dimension; last of each, what a missing value adds.
    #[must_use]
    pub fn bins(&self, gauge: &Gauge) -> (&[i64], &[i64]) {
        let range = gauge.bins..gauge.bins + gauge.points.bins() + 1;
        (self.contributions.get(range.clone()).unwrap_or(&[]), self.within.get(range).unwrap_or(&[]))
    }

    /// What the values of an indicator with a curve add to the score and to the dimension; `None` where that does not
    /// fit 64 bits.
    #[must_use]
    pub fn curves<'a>(&'a self, gauge: &'a Gauge) -> Option<Curves<'a>> {
        let range = gauge.stretches..gauge.stretches + gauge.curve.stretches();
        let whole = self.stretches.get(range.clone())?;
        Some(Curves { starts: &gauge.curve.starts, whole, part: self.stretches_within.get(range)? })
    }
}

/// A hundred percent as a weight, decimal(4).
const HUNDRED: i128 = 1_000_000;

/// `round(points x weight)`, both fractions.
pub(crate) fn contribution(points: (i128, i128), weight: (i128, i128)) -> i64 {
    // Divisions of 64 bits are many times faster, and nearly all are of such.
    let narrow = (narrow_product(points.0, weight.0), narrow_product(points.1, weight.1));
    if let (Some(num), Some(den)) = narrow
        && (1..=LARGEST_UNIT).contains(&den)
    {
        return rounded(num, den);
    }
    let (num, den) = (points.0.saturating_mul(weight.0), points.1.saturating_mul(weight.1));
    round_half_away(num, den).and_then(|c| i64::try_from(c).ok()).unwrap_or(0)
}
