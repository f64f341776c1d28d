//! The figures of a scorecard on a part of the rows.

use alloc::vec::Vec;

use super::bins::Bins;
use super::rank::{Ranks, Spread};
use super::report::{Baseline, Bin, Dimension, Ranking, Score, Share, Tenth};
use super::sample::{Measured, Sample, count};
use crate::model::{POINTS_SCALE, Scorecard};
use crate::number::format_decimal;
use crate::outcome::CardColumns;

/// Bins of the calibration.
const BINS: i64 = 10;

/// A scorecard's numbers on all labelled rows.
pub(super) struct Scored<'a> {
    pub card: &'a Scorecard,
    pub score: Measured,
    dimensions: Vec<Measured>,
    /// The scorecard's own yardstick.
    pub baseline: Option<Measured>,
}

/// A simpler number, and where its direction comes from.
pub(super) struct Simple {
    pub id: &'static str,
    pub direction: &'static str,
    pub fitted_on: &'static str,
    pub measured: Measured,
}

/// How a number ranks the rows of a part.
pub(super) fn ranking(sample: &Sample, measured: &Measured, part: &[u32]) -> (Ranking, Ranks) {
    let rows = sample.ranked(measured, part);
    let unknown = count(part.len() - rows.len());
    let ranks = Ranks::of(rows.clone());
    let components = ranks.components();
    let mut spread = Spread::default();
    rows.iter().for_each(|row| spread.add(row.positive, components.of(row)));
    let (auc, reach) = (spread.area(), spread.reach());
    let end = |sign: f64| Some((auc? + sign * reach?).clamp(0.0, 1.0));
    let reason = match (rows.is_empty(), auc, reach) {
        (true, ..) => Some("no_rows"),
        (_, None, _) => Some("one_class"),
        (_, _, None) => Some("too_few"),
        _ => None,
    };
    let ranking = Ranking {
        known: ranks.rows(),
        unknown,
        auc,
        low: end(-1.0),
        high: end(1.0),
        gini: auc.map(|auc| 2.0 * auc - 1.0),
        ks: ranks.ks(),
        reason,
    };
    (ranking, ranks)
}

impl<'a> Scored<'a> {
    pub fn of(sample: &Sample, card: &'a Scorecard, columns: &CardColumns) -> Self {
        let values = |(values, known): &(Vec<i64>, _)| sample.values(values, known);
        Self {
            card,
            score: sample.values(&columns.score, &columns.score_known),
            dimensions: columns.dimensions.iter().map(values).collect(),
            baseline: columns.baseline.as_ref().map(values),
        }
    }

    /// Its figures on a part; `against` is the part whose distribution that of the score is compared with.
    pub fn figures(
        &self,
        sample: &Sample,
        part: &[u32],
        against: Option<&[u32]>,
        simple: &[&Simple],
    ) -> Score {
        let card = self.card;
        let (ranking_of, ranks) = ranking(sample, &self.score, part);
        let dimensions =
            card.dimensions.iter().zip(&self.dimensions).map(|(dimension, measured)| Dimension {
                id: dimension.id.clone(),
                label: dimension.label.clone(),
                ranking: ranking(sample, measured, part).0,
            });
        let calibration = calibration(&ranks, card.low, card.high);
        let known = |bin: &&Bin| bin.rows > 0;
        let pairs = calibration.iter().filter(known).zip(calibration.iter().filter(known).skip(1));
        // a / b <= c / d, as whole numbers.
        let mut rises = pairs.map(|(a, b)| a.positives * b.rows <= b.positives * a.rows).peekable();
        let monotone = rises.peek().is_some().then(|| rises.all(|rise| rise));
        Score {
            id: card.id.clone(),
            label: card.label.clone(),
            average_precision: ranks.average_precision(),
            brier: ranks.brier(card.low, card.high),
            lift: tenths(&ranks, sample.scale.is_some()),
            monotone,
            calibration,
            roc: ranks.curve(),
            dimensions: dimensions.collect(),
            baselines: simple.iter().map(|simple| self.beside(sample, part, simple)).collect(),
            psi: against
                .and_then(|base| Bins::of(&self.score, base, None).psi(sample, &self.score, base, part)),
            ranking: ranking_of,
        }
    }

    /// A simpler number on the rows of which both are known.
    fn beside(&self, sample: &Sample, part: &[u32], simple: &Simple) -> Baseline {
        let both = |at: &&u32| {
            let at = **at as usize;
            matches!((self.score.0.get(at), simple.measured.0.get(at)), (Some(Some(_)), Some(Some(_))))
        };
        let part: Vec<u32> = part.iter().filter(both).copied().collect();
        let (own, other) = (sample.ranked(&self.score, &part), sample.ranked(&simple.measured, &part));
        let (own_ranks, other_ranks) = (Ranks::of(own.clone()), Ranks::of(other.clone()));
        let (own_parts, other_parts) = (own_ranks.components(), other_ranks.components());
        let (mut spread, mut difference) = (Spread::default(), Spread::default());
        for (own, other) in own.iter().zip(&other) {
            let (a, b): (i64, i64) = (own_parts.of(own), other_parts.of(other));
            spread.add(own.positive, b);
            difference.add(own.positive, a - b);
        }
        let (middle, reach) = (difference.area(), difference.reach());
        Baseline {
            id: simple.id,
            direction: simple.direction,
            fitted_on: simple.fitted_on,
            rows: count(part.len()),
            auc: spread.area(),
            difference: middle,
            low: middle.zip(reach).map(|(middle, reach)| middle - reach),
            high: middle.zip(reach).map(|(middle, reach)| middle + reach),
        }
    }
}

/// Tenths of the rows, the largest values first.
fn tenths(ranks: &Ranks, weighted: bool) -> Vec<Tenth> {
    let mut tenths = Vec::new();
    let (mut rows, mut positives) = (0.0, 0.0);
    let rate = ranks.positives as f64 / ranks.rows() as f64;
    for tenth in 1..=if ranks.rows() > 0 { 10 } else { 0 } {
        let (rows_to, positives_to, worth) = ranks.top(tenth, 10);
        let (in_rows, in_positives) = (rows_to - rows, positives_to - positives);
        (rows, positives) = (rows_to, positives_to);
        tenths.push(Tenth {
            tenth,
            rows: in_rows,
            positives: in_positives,
            rate: in_positives / in_rows,
            lift: (ranks.positives > 0).then(|| in_positives / in_rows / rate),
            captured: (ranks.positives > 0).then(|| positives / ranks.positives as f64),
            value_captured: (weighted && ranks.worth > 0).then(|| worth / ranks.worth as f64),
        });
    }
    tenths
}

/// Bins of equal width over the range of a score.
fn calibration(ranks: &Ranks, low: i64, high: i64) -> Vec<Bin> {
    let edge = |at: i64| low + (high - low) / BINS * at + (high - low) % BINS * at / BINS;
    let bin = |at: i64| {
        let (from, to, last) = (edge(at), edge(at + 1), at == BINS - 1);
        let within = |v: i64| v >= from && (v < to || last) || at == 0 && v < from;
        let (mut rows, mut positives) = (0, 0);
        for tie in ranks.ties.iter().filter(|tie| within(tie.value)) {
            rows += tie.rows();
            positives += tie.positives;
        }
        let text = |v: i64| format_decimal(v, POINTS_SCALE);
        Bin { from: text(from), to: text(to), rows, positives, rate: Share::of(positives, rows) }
    };
    if high > low { (0..BINS).map(bin).collect() } else { Vec::new() }
}
