//! The columns of scorecards: scores, and what they are made of where that is asked for.

use alloc::vec;
use alloc::vec::Vec;

use appraise_kernels::{Order, compare, rank};

use super::append_input;
use crate::column::{Bits, Column, begin};
use crate::evaluate::Machine;
use crate::model::{Model, Scorecard};
use crate::program::{NodeId, Op};

/// The columns of a scorecard.
#[derive(Debug, Clone, Default)]
pub struct CardColumns {
    /// The score, decimal(4).
    pub score: Vec<i64>,
    /// Rows whose score is known.
    pub score_known: Bits,
    /// Percent, decimal(2).
    pub confidence: Vec<i64>,
    /// Customers who are scored, when the policy names a population.
    pub scored: Option<Bits>,
    /// Points of each dimension on the scale of its indicators, decimal(4), and where it is assessable.
    pub dimensions: Vec<(Vec<i64>, Bits)>,
    /// The yardstick, when there is one.
    pub baseline: Option<(Vec<i64>, Bits)>,
    /// Per rank: reason codes.
    pub reasons: Vec<(Vec<u32>, Bits)>,
    /// Per indicator its contribution, decimal(4); empty unless asked for.
    pub contributions: Vec<Vec<i64>>,
    /// Per indicator the bin or the value on a curve that gave it; empty unless asked for.
    pub inputs: Vec<Column>,
    /// What the clamp to the range adds; empty unless asked for.
    pub range: Vec<i64>,
}

impl CardColumns {
    /// Appends the block's `rows` customers; with `contributions` what their scores are made of, too.
    pub(crate) fn append(
        &mut self,
        machine: &Machine<'_>,
        (node, card): (NodeId, &Scorecard),
        model: &Model,
        rows: usize,
        contributions: bool,
    ) {
        let block = machine.slot(node).card();
        let first = |values: &'_ [i64], out: &mut Vec<i64>| {
            begin(out, rows);
            out.extend_from_slice(values.get(..rows).unwrap_or(values))
        };
        first(&block.score, &mut self.score);
        self.score_known.extend(rows, block.score_known.iter().copied());
        first(&block.confidence, &mut self.confidence);
        self.dimensions.resize(block.dimensions.len(), (Vec::new(), Bits::default()));
        for ((values, known), out) in
            block.dimensions.iter().zip(&block.dimension_known).zip(&mut self.dimensions)
        {
            first(values, &mut out.0);
            out.1.extend(rows, known.iter().copied());
        }
        if card.baseline.is_some() {
            let out = self.baseline.get_or_insert_default();
            first(&block.baseline, &mut out.0);
            out.1.extend(rows, block.baseline_known.iter().copied());
        }
        if model.population.score.is_some() {
            self.scored.get_or_insert_default().extend(rows, block.scored.iter().copied());
        }
        self.reasons.resize(block.reasons.len(), (Vec::new(), Bits::default()));
        for (codes, out) in block.reasons.iter().zip(&mut self.reasons) {
            let (start, codes) = (out.0.len(), codes.get(..rows).unwrap_or(codes));
            out.0.resize(start + rows, 0);
            rank::known(codes, out.0.get_mut(start..).unwrap_or_default());
            let mut none = vec![0; rows.div_ceil(64)];
            compare::u32_constant(Order::Equal, codes, u32::MAX, &mut none);
            out.1.extend(rows, none.iter().map(|none| !none));
        }
        if contributions {
            self.append_contributions(machine, node, rows);
        }
        // What is unknown holds zeros.
        zero_unknown(&mut self.score, &block.score_known, rows);
        for ((values, _), known) in self.dimensions.iter_mut().zip(&block.dimension_known) {
            zero_unknown(values, known, rows);
        }
        if let Some((values, _)) = &mut self.baseline {
            zero_unknown(values, &block.baseline_known, rows);
        }
    }

    fn append_contributions(&mut self, machine: &Machine<'_>, node: NodeId, rows: usize) {
        let (block, program) = (machine.slot(node).card(), machine.program());
        self.contributions.resize(block.contributions.len(), Vec::new());
        for (values, out) in block
            .contributions
            .iter()
            .chain([&block.range])
            .zip(self.contributions.iter_mut().chain([&mut self.range]))
        {
            out.extend_from_slice(values.get(..rows).unwrap_or(values));
        }
        let Some(Op::Card(at)) = program.node(node).map(|node| &node.op) else { return };
        let gauges = program.cards.get(*at as usize).map_or(&[][..], |card| &card.gauges);
        for (at, gauge) in gauges.iter().enumerate() {
            append_input(&mut self.inputs, at, gauge.input, machine, rows);
        }
    }

    /// Makes room for so many rows more in every column that has any.
    pub(super) fn reserve(&mut self, rows: usize) {
        let dimensions = self.dimensions.iter_mut().map(|(values, _)| values);
        let baseline = self.baseline.iter_mut().map(|(values, _)| values);
        let single = [&mut self.score, &mut self.confidence];
        for values in single.into_iter().chain(dimensions).chain(baseline).chain(&mut self.contributions) {
            values.reserve_exact(rows);
        }
        if !self.contributions.is_empty() {
            self.range.reserve_exact(rows);
        }
        self.inputs.iter_mut().for_each(|column| column.values.reserve(rows));
        self.reasons.iter_mut().for_each(|(codes, _)| codes.reserve_exact(rows));
    }
}

/// The last `rows` values, zero where they are unknown.
fn zero_unknown(values: &mut [i64], known: &[u64], rows: usize) {
    let start = values.len().saturating_sub(rows);
    if let Some(values) = values.get_mut(start..) {
        appraise_kernels::arith::zero_unknown(values, known);
    }
}
