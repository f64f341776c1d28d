//! Scorecards: from bins and curve values to exact contributions.
//!
//! A contribution is `round(points x effective weight, 4)`, once per indicator. The effective weight depends only on
//! which indicators are known, since `neutral` ones that are missing leave their weight to the others. So for each
//! pattern of known indicators that occurs, the contributions of all bins are computed once, exactly, and rows only
//! look them up. Most customers share a handful of patterns.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use appraise_kernels::{arith, bits, curve, rank, select, table};

use super::Machine;
use super::lane::{Arg, Slot, bit, set_bit};
use crate::column::bits::ones;
use crate::model::{Missing, ScorePart};
use crate::program::curve::on_curve;
use crate::program::pattern::contribution;
use crate::program::{Card, Gauge, NodeId, Pattern, PatternEntry, PointsKind};

/// The results of a scorecard for the present block.
#[derive(Debug, Clone, Default)]
pub struct CardBlock {
    /// Per indicator: its contribution, decimal(4).
    pub contributions: Vec<Vec<i64>>,
    /// What a clamp to the range adds, decimal(4).
    pub range: Vec<i64>,
    /// The score, decimal(4).
    pub score: Vec<i64>,
    /// Rows whose score is known.
    pub score_known: Vec<u64>,
    /// Per dimension: points on the scale of its indicators, decimal(4).
    pub dimensions: Vec<Vec<i64>>,
    /// Per dimension: rows where it is assessable.
    pub dimension_known: Vec<Vec<u64>>,
    /// Share of weight on known inputs, percent, decimal(2).
    pub confidence: Vec<i64>,
    /// The yardstick, decimal(4).
    pub baseline: Vec<i64>,
    /// Rows whose yardstick is known.
    pub baseline_known: Vec<u64>,
    /// Per rank: the reason code, or `u32::MAX`.
    pub reasons: Vec<Vec<u32>>,
    /// Which indicators are known.
    pub patterns: Vec<Pattern>,
    /// Rows of customers of whom not every indicator is known.
    pub lacking: Vec<u64>,
    /// Rows of customers who are scored at all.
    pub scored: Vec<u64>,
}

/// The patterns of a scorecard that have occurred, but for that of those who lack nothing.
#[derive(Default)]
pub(super) struct CardState {
    /// The place of each.
    places: BTreeMap<Pattern, usize>,
    /// Patterns met not long ago and their places, by a hash.
    recent: Vec<(Pattern, usize)>,
    met: Vec<Met>,
    /// Per reason code and row of the present block what is lost by it.
    lost: Vec<Vec<i64>>,
    /// Per row the most that is lost by a code, and that code; -1 for none.
    most: Vec<i64>,
    codes: Vec<i64>,
}

/// How many patterns are found by their hash.
const RECENT: usize = 256;

/// A pattern that has occurred.
struct Met {
    entry: PatternEntry,
    /// The rows of the present block that have it.
    rows: Vec<u32>,
}

impl CardState {
    /// Number of patterns that have occurred.
    pub fn patterns(&self) -> usize {
        self.met.len()
    }

    /// Sorts the rows of a block that lack something by their patterns.
    fn sort(&mut self, card: &Card, block: &CardBlock) {
        self.met.iter_mut().for_each(|met| met.rows.clear());
        self.recent.resize(RECENT, (Pattern::default(), usize::MAX));
        for row in ones(&block.lacking) {
            let pattern = block.patterns.get(row).copied().unwrap_or_default();
            let place = match self.recent.get_mut(pattern.hash() % RECENT) {
                Some((same, place)) if *same == pattern && *place != usize::MAX => *place,
                recent => {
                    let place = *self.places.entry(pattern).or_insert_with(|| {
                        self.met.push(Met { entry: PatternEntry::of(card, pattern), rows: Vec::new() });
                        self.met.len() - 1
                    });
                    recent.into_iter().for_each(|recent| *recent = (pattern, place));
                    place
                }
            };
            if let (Some(met), Ok(row)) = (self.met.get_mut(place), u32::try_from(row)) {
                met.rows.push(row);
            }
        }
    }
}

impl Machine<'_> {
    pub(super) fn card(&mut self, index: usize, rows: usize, slot: &mut Slot) {
        let Some(card) = self.program().cards.get(index) else { return };
        let mut block = slot.card.take().unwrap_or_default();
        block.prepare(card, rows);
        self.patterns(card, rows, &mut block);
        let Some(state) = self.room.cards.get_mut(index) else { return };
        let mut state = core::mem::take(state);
        self.most_rows(card, &card.full, &mut block);
        state.sort(card, &block);
        for met in state.met.iter().filter(|met| !met.rows.is_empty()) {
            self.some_rows(card, met, &mut block);
        }
        if card.reasons_top > 0 {
            rank_reasons(card, &mut state, &mut block);
        }
        if let Some(gauge) = &card.baseline {
            self.baseline(gauge, rows, &mut block);
        }
        block.scored.fill(u64::MAX);
        if let Some(population) = card.population {
            self.leave_out(population, rows, &mut block);
        }
        slot.known.fill(u64::MAX);
        slot.card = Some(block);
        if let Some(place) = self.room.cards.get_mut(index) {
            *place = state;
        }
    }

    /// Takes away every result of the customers who are not known to be in the population.
    fn leave_out(&self, population: NodeId, rows: usize, block: &mut CardBlock) {
        let (truth, known) = self.masks(population);
        for ((out, truth), known) in block.scored.iter_mut().zip(truth).zip(known) {
            *out = truth & known;
        }
        for bits in
            block.dimension_known.iter_mut().chain([&mut block.score_known, &mut block.baseline_known])
        {
            bits.iter_mut().zip(&block.scored).for_each(|(known, scored)| *known &= scored);
        }
        for row in (0..rows).filter(|row| !bit(&block.scored, *row)) {
            let points = block.contributions.iter_mut().chain(&mut block.dimensions);
            let single = [&mut block.range, &mut block.score, &mut block.confidence, &mut block.baseline];
            for out in points.chain(single).filter_map(|values| values.get_mut(row)) {
                *out = 0;
            }
            block.reasons.iter_mut().filter_map(|r| r.get_mut(row)).for_each(|code| *code = u32::MAX);
        }
    }

    /// Which indicators of each row are known. What is left over from the block or the run before is put right first.
    fn patterns(&self, card: &Card, rows: usize, block: &mut CardBlock) {
        let full = Pattern::full(card.gauges.len());
        for row in ones(&block.lacking) {
            if let Some(pattern) = block.patterns.get_mut(row) {
                *pattern = full;
            }
        }
        block.patterns.resize(rows, full);
        block.lacking.clear();
        block.lacking.resize(rows.div_ceil(64), 0);
        for (i, gauge) in card.gauges.iter().enumerate() {
            for (at, (lacking, known)) in block.lacking.iter_mut().zip(self.known(gauge.input)).enumerate() {
                let here = rows - at * 64;
                let missing = !known & if here < 64 { (1 << here) - 1 } else { u64::MAX };
                *lacking |= missing;
                for row in ones(&[missing]).map(|bit| at * 64 + bit) {
                    if let Some(pattern) = block.patterns.get_mut(row) {
                        pattern.known &= !(1 << i);
                        let withdrawn = gauge.withdrawn.is_some_and(|id| self.is_true(id, row));
                        pattern.withdrawn |= u64::from(withdrawn) << i;
                    }
                }
            }
        }
    }

    /// All rows as if everything were known: a look-up and an addition per indicator.
    fn most_rows(&self, card: &Card, full: &PatternEntry, block: &mut CardBlock) {
        block.score.fill(0);
        arith::fill(full.confidence, &mut block.confidence);
        block.score_known.fill(if full.known { u64::MAX } else { 0 });
        for (known, assessable) in block.dimension_known.iter_mut().zip(&full.assessable) {
            known.fill(if *assessable { u64::MAX } else { 0 });
        }
        for points in &mut block.dimensions {
            points.fill(0);
        }
        for (i, gauge) in card.gauges.iter().enumerate() {
            let (Some(out), Some(dimension)) =
                (block.contributions.get_mut(i), block.dimensions.get_mut(gauge.dimension))
            else {
                continue;
            };
            match &gauge.points {
                PointsKind::Bins(_) => {
                    let (points, within) = full.bins(gauge);
                    match self.arg::<u32>(gauge.input) {
                        Arg::Slice(codes) => {
                            table::look_up_and_add((points, within), codes, out, &mut block.score, dimension);
                        }
                        Arg::Const(code) => {
                            let of = |t: &[i64]| t.get(code as usize).copied().unwrap_or(0);
                            out.fill(of(points));
                            dimension.iter_mut().for_each(|d| *d += of(within));
                            arith::add_to(out, &mut block.score);
                        }
                    }
                }
                kind => {
                    match (full.curves(gauge), self.curved(kind, gauge.input)) {
                        (Some(curves), Some(Curved::Numbers(values))) => {
                            curve::i64_each(curves, values, out, dimension);
                        }
                        (Some(curves), Some(Curved::Days(days))) => {
                            curve::i32_each(curves, days, out, dimension);
                        }
                        _ => {
                            let known = self.known(gauge.input);
                            for (row, (out, sum)) in out.iter_mut().zip(dimension).enumerate() {
                                // Rows that lack it are done over.
                                let (whole, own) =
                                    if bit(known, row) { self.weighed(full, i, gauge, row) } else { (0, 0) };
                                *out = whole;
                                *sum += own;
                            }
                        }
                    }
                    arith::add_to(out, &mut block.score);
                }
            }
        }
        arith::clamp(&mut block.score, card.low, card.high, &mut block.range);
    }

    /// The rows that lack the same inputs, done over with what follows from that.
    fn some_rows(&self, card: &Card, Met { entry, rows }: &Met, block: &mut CardBlock) {
        arith::fill_some(rows, 0, &mut block.score);
        block.dimensions.iter_mut().for_each(|points| arith::fill_some(rows, 0, points));
        let first = rows.first().map_or(0, |row| *row as usize);
        let pattern = block.patterns.get(first).copied().unwrap_or_default();
        for (i, gauge) in card.gauges.iter().enumerate() {
            let (Some(out), Some(dimension)) =
                (block.contributions.get_mut(i), block.dimensions.get_mut(gauge.dimension))
            else {
                continue;
            };
            let (points, within) = entry.bins(gauge);
            let sums = (out.as_mut_slice(), block.score.as_mut_slice(), dimension.as_mut_slice());
            if pattern.known >> i & 1 == 0 {
                let of = |points: &[i64]| points.last().copied().unwrap_or(0);
                table::add_some(rows, (of(points), of(within)), sums);
                continue;
            }
            let (whole, score, part) = sums;
            match &gauge.points {
                PointsKind::Bins(_) => match self.arg::<u32>(gauge.input) {
                    Arg::Slice(codes) => {
                        table::look_up_and_add_some(rows, (points, within), codes, (whole, score, part));
                    }
                    Arg::Const(code) => {
                        let of = |t: &[i64]| t.get(code as usize).copied().unwrap_or(0);
                        table::add_some(rows, (of(points), of(within)), (whole, score, part));
                    }
                },
                kind => match (entry.curves(gauge), self.curved(kind, gauge.input)) {
                    (Some(curves), Some(Curved::Numbers(values))) => {
                        curve::i64_some(rows, curves, values, (whole, part, score));
                    }
                    (Some(curves), Some(Curved::Days(days))) => {
                        curve::i32_some(rows, curves, days, (whole, part, score));
                    }
                    _ => {
                        for row in rows {
                            let added = self.weighed(entry, i, gauge, *row as usize);
                            let one = core::slice::from_ref(row);
                            table::add_some(one, added, (&mut *whole, &mut *score, &mut *part));
                        }
                    }
                },
            }
        }
        arith::clamp_some(rows, &mut block.score, card.low, card.high, &mut block.range);
        arith::fill_some(rows, entry.confidence, &mut block.confidence);
        if entry.known != card.full.known {
            bits::set_some(rows, entry.known, &mut block.score_known);
        }
        let assessable = entry.assessable.iter().zip(&card.full.assessable);
        for (known, (assessable, usual)) in block.dimension_known.iter_mut().zip(assessable) {
            if assessable != usual {
                bits::set_some(rows, *assessable, known);
            }
        }
    }

    /// The values of a curve's input; `None` where it is one value for all.
    fn curved(&self, kind: &PointsKind, input: NodeId) -> Option<Curved<'_>> {
        match kind {
            PointsKind::Bins(_) => None,
            PointsKind::Curve(_) => match self.arg(input) {
                Arg::Slice(values) => Some(Curved::Numbers(values)),
                Arg::Const(_) => None,
            },
            PointsKind::DateCurve(_) => match self.arg(input) {
                Arg::Slice(values) => Some(Curved::Days(values)),
                Arg::Const(_) => None,
            },
        }
    }

    /// What the value of a row adds to the score and to the dimension, of a curve whose numbers do not fit 64 bits.
    fn weighed(&self, entry: &PatternEntry, at: usize, gauge: &Gauge, row: usize) -> (i64, i64) {
        let points = self.curve_points(&gauge.points, gauge.input, row);
        let weight =
            |weights: &[(i128, i128)]| contribution(points, weights.get(at).copied().unwrap_or((0, 1)));
        (weight(&entry.weights), weight(&entry.weights_within))
    }

    /// Points of a curve at a row, exactly.
    fn curve_points(&self, curve: &PointsKind, input: NodeId, row: usize) -> (i128, i128) {
        match curve {
            PointsKind::Curve(knots) => on_curve(knots, self.i64_at(input, row)),
            PointsKind::DateCurve(knots) => on_curve(knots, i64::from(self.i32_at(input, row))),
            PointsKind::Bins(_) => (0, 1),
        }
    }

    fn baseline(&self, gauge: &Gauge, rows: usize, block: &mut CardBlock) {
        for (known, out) in self.known(gauge.input).iter().zip(&mut block.baseline_known) {
            *out = *known;
        }
        for row in 0..rows {
            let points = match &gauge.points {
                PointsKind::Bins(points) => {
                    points.get(self.code_at(gauge.input, row) as usize).copied().unwrap_or(0)
                }
                curve => contribution(self.curve_points(curve, gauge.input, row), (1, 1)),
            };
            let known = bit(&block.baseline_known, row);
            if let Some(out) = block.baseline.get_mut(row) {
                *out = match (known, gauge.missing) {
                    (true, _) => points,
                    (false, Missing::Points(points)) => points,
                    (false, _) => 0,
                };
            }
            if !known && let Missing::Points(_) = gauge.missing {
                set_bit(&mut block.baseline_known, row, true);
            }
        }
    }

    pub(super) fn card_part(&self, card: NodeId, part: ScorePart, rows: usize, slot: &mut Slot) {
        let block = self.slot(card).card();
        let none = Vec::new();
        let (values, known): (&[i64], Option<&[u64]>) = match part {
            ScorePart::Score => (&block.score, Some(&block.score_known)),
            ScorePart::Confidence => (&block.confidence, Some(&block.scored)),
            ScorePart::Baseline => (&block.baseline, Some(&block.baseline_known)),
            ScorePart::Dimension(d) => {
                let d = usize::from(d);
                (block.dimensions.get(d).unwrap_or(&none), block.dimension_known.get(d).map(Vec::as_slice))
            }
            ScorePart::Reason(rank) => {
                let codes = block.reasons.get(usize::from(rank));
                for (row, out) in slot.codes.iter_mut().enumerate().take(rows) {
                    let code = codes.and_then(|c| c.get(row)).copied().unwrap_or(u32::MAX);
                    set_bit(&mut slot.known, row, code != u32::MAX);
                    *out = if code == u32::MAX { 0 } else { code };
                }
                return;
            }
        };
        slot.i64s.copy_from_slice(values);
        match known {
            Some(known) => slot.known.copy_from_slice(known),
            None => slot.known.fill(0),
        }
    }
}

/// The values of a curve's input.
enum Curved<'a> {
    Numbers(&'a [i64]),
    Days(&'a [i32]),
}

/// Of a node that is no scorecard.
static EMPTY: CardBlock = CardBlock {
    contributions: Vec::new(),
    range: Vec::new(),
    score: Vec::new(),
    score_known: Vec::new(),
    dimensions: Vec::new(),
    dimension_known: Vec::new(),
    confidence: Vec::new(),
    baseline: Vec::new(),
    baseline_known: Vec::new(),
    reasons: Vec::new(),
    patterns: Vec::new(),
    lacking: Vec::new(),
    scored: Vec::new(),
};

impl CardBlock {
    /// One without rows.
    pub(super) fn empty() -> &'static Self {
        &EMPTY
    }

    /// Whether the customer of a row, counted within the block, is scored at all.
    #[must_use]
    pub fn is_scored(&self, row: usize) -> bool {
        bit(&self.scored, row)
    }

    fn prepare(&mut self, card: &Card, rows: usize) {
        let words = rows.div_ceil(64);
        self.contributions.resize(card.gauges.len(), Vec::new());
        self.contributions.iter_mut().for_each(|c| c.resize(rows, 0));
        self.dimensions.resize(card.dimensions.len(), Vec::new());
        self.dimensions.iter_mut().for_each(|d| d.resize(rows, 0));
        self.dimension_known.resize(card.dimensions.len(), Vec::new());
        self.dimension_known.iter_mut().for_each(|d| d.resize(words, 0));
        self.reasons.resize(card.reasons_top, Vec::new());
        self.reasons.iter_mut().for_each(|r| r.resize(rows, u32::MAX));
        for values in [&mut self.range, &mut self.score, &mut self.confidence, &mut self.baseline] {
            values.resize(rows, 0);
        }
        self.score_known.resize(words, 0);
        self.scored.resize(words, 0);
        self.baseline_known.resize(words, 0);
    }
}

/// Reason codes ranked by what their indicators lose against their largest contribution: losses are summed per code,
/// ties go by code, nothing lost is no reason.
fn rank_reasons(card: &Card, state: &mut CardState, block: &mut CardBlock) {
    let rows = block.score.len();
    state.lost.resize_with(card.reason_codes, Vec::new);
    for lost in &mut state.lost {
        lost.resize(rows, 0);
        lost.fill(0);
    }
    let most = |entry: &PatternEntry, at: usize| entry.most.get(at).copied().unwrap_or(0);
    for (i, gauge) in card.gauges.iter().enumerate() {
        let lost = gauge.reason.and_then(|reason| state.lost.get_mut(usize::from(reason)));
        let (Some(lost), Some(got)) = (lost, block.contributions.get(i)) else { continue };
        rank::add_lost(most(&card.full, i), got, lost);
    }
    if !card.full.known {
        let complete: Vec<u64> = block.lacking.iter().map(|lacking| !lacking).collect();
        state.lost.iter_mut().for_each(|lost| select::i64_constant(&complete, 0, lost));
    }
    for Met { entry, rows } in state.met.iter().filter(|met| !met.rows.is_empty()) {
        if !entry.known {
            state.lost.iter_mut().for_each(|lost| arith::fill_some(rows, 0, lost));
            continue;
        }
        for (i, gauge) in card.gauges.iter().enumerate() {
            let more = most(entry, i) - most(&card.full, i);
            let lost = gauge.reason.and_then(|reason| state.lost.get_mut(usize::from(reason)));
            if let Some(lost) = lost.filter(|_| more != 0) {
                table::add_to_some(rows, more, lost);
            }
        }
    }
    state.most.resize(rows, 0);
    state.codes.resize(rows, 0);
    for ranked in &mut block.reasons {
        state.most.fill(0);
        state.codes.fill(-1);
        for (code, lost) in (0i64..).zip(&state.lost) {
            rank::raise(code, lost, &mut state.most, &mut state.codes);
        }
        for (code, lost) in (0i64..).zip(&mut state.lost) {
            rank::take(code, &state.codes, lost);
        }
        rank::codes(&state.codes, ranked);
    }
}
