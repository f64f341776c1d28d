//! The counts of which a summary is made. They only ever grow by addition, so parts add up in any order.

use alloc::vec;
use alloc::vec::Vec;

use appraise_kernels::table::{count, extent, mark_unknown};

use crate::column::{Bits, Column, Values};
use crate::model::Model;
use crate::outcome::{AlertBits, CardColumns, Outcome, Run};
use crate::value::{EnumId, Type};

/// Counts of a run, or of several parts of one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Customers scored.
    pub rows: u64,
    /// Rows quarantined, of all tables.
    pub quarantined: u64,
    /// Cells that could not be read, of all tables.
    pub faults: u64,
    /// One per alert.
    pub alerts: Vec<AlertCounts>,
    /// One per output of a decision table that is an enumeration.
    pub tables: Vec<MemberCounts>,
    /// One per class: customers by official class.
    pub classes: Vec<MemberCounts>,
    /// One per tag.
    pub tags: Vec<TagCounts>,
    /// One per scorecard.
    pub scorecards: Vec<ScoreCounts>,
}

/// Counts of an alert: of customers, or of the rows that it asks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AlertCounts {
    /// Rows for which it fired.
    pub fired: u64,
    /// Rows for which it did not.
    pub not_fired: u64,
    /// Rows for which it could not be evaluated.
    pub unknown: u64,
    /// Of the rows for which it fired, those whose task is blocked.
    pub blocked: u64,
}

/// Counts of the members of an enumeration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberCounts {
    /// Customers per member, in the order of the policy.
    pub members: Vec<u64>,
    /// Customers for whom it is unknown.
    pub unknown: u64,
}

/// Counts of a tag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TagCounts {
    /// Customers who have it.
    pub count: u64,
    /// Customers for whom it is unknown.
    pub unknown: u64,
}

/// Figures of a scorecard, in units of the score's last place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ScoreCounts {
    /// Customers whose score is known.
    pub known: u64,
    /// Customers whose score is not.
    pub unknown: u64,
    /// The sum of the known scores.
    pub sum: i128,
    /// The smallest and the largest; `None`: no score is known.
    pub range: Option<(i64, i64)>,
}

impl Counts {
    /// Counts a run.
    pub(crate) fn of(run: &Run<'_>, outcome: &Outcome) -> Self {
        let official = outcome.classes.iter().filter_map(|parts| parts.first());
        let classes = run.model.classes.iter().zip(official);
        Self {
            rows: outcome.rows as u64,
            quarantined: run.dataset.quarantine.len() as u64,
            faults: run.dataset.faults.len() as u64,
            alerts: outcome.alerts.iter().map(|bits| AlertCounts::of(bits)).collect(),
            tables: tables(run.model, outcome),
            classes: classes.map(|(c, column)| MemberCounts::of(run.model, column, c.types.member)).collect(),
            tags: outcome.tags.iter().map(|tag| TagCounts::of(tag, outcome.rows)).collect(),
            scorecards: outcome.cards.iter().map(|card| ScoreCounts::of(card)).collect(),
        }
    }

    /// Adds those of another part; both are of one policy.
    pub(super) fn join(&mut self, other: &Self) {
        add(&mut self.rows, other.rows);
        add(&mut self.quarantined, other.quarantined);
        add(&mut self.faults, other.faults);
        self.alerts.iter_mut().zip(&other.alerts).for_each(|(counts, other)| counts.join(*other));
        self.tables.iter_mut().zip(&other.tables).for_each(|(counts, other)| counts.join(other));
        self.classes.iter_mut().zip(&other.classes).for_each(|(counts, other)| counts.join(other));
        self.tags.iter_mut().zip(&other.tags).for_each(|(counts, other)| counts.join(*other));
        self.scorecards.iter_mut().zip(&other.scorecards).for_each(|(counts, other)| counts.join(*other));
    }
}

impl AlertCounts {
    fn of(bits: &AlertBits) -> Self {
        let (fired, not_fired, unknown) = bits.counts();
        let [fired, not_fired, unknown] = [fired, not_fired, unknown].map(|count| count as u64);
        Self { fired, not_fired, unknown, blocked: bits.blocked.count_ones() as u64 }
    }

    fn join(&mut self, other: Self) {
        add(&mut self.fired, other.fired);
        add(&mut self.not_fired, other.not_fired);
        add(&mut self.unknown, other.unknown);
        add(&mut self.blocked, other.blocked);
    }
}

impl MemberCounts {
    fn of(model: &Model, column: &Column, members: EnumId) -> Self {
        let mut counts = vec![0; model.enumeration(members).members.len()];
        let mut rows = 0;
        if let Values::Code(codes) = &column.values {
            let mut codes = codes.clone();
            if let Some(known) = &column.known {
                mark_unknown(&mut codes, known.words(), u32::MAX);
            }
            count(&codes, &mut counts);
            rows = codes.len() as u64;
        }
        let members: Vec<u64> = counts.into_iter().map(i64::unsigned_abs).collect();
        let unknown = rows.saturating_sub(members.iter().sum());
        Self { members, unknown }
    }

    fn join(&mut self, other: &Self) {
        self.members.iter_mut().zip(&other.members).for_each(|(count, other)| add(count, *other));
        add(&mut self.unknown, other.unknown);
    }
}

impl TagCounts {
    fn of(column: &Column, rows: usize) -> Self {
        let known = column.known.as_ref().map_or(rows, Bits::count_ones);
        let count = if let Values::Bool(bits) = &column.values { bits.count_ones() } else { 0 };
        Self { count: count as u64, unknown: rows.saturating_sub(known) as u64 }
    }

    fn join(&mut self, other: Self) {
        add(&mut self.count, other.count);
        add(&mut self.unknown, other.unknown);
    }
}

impl ScoreCounts {
    fn of(columns: &CardColumns) -> Self {
        let (known, sum, min, max) = extent(&columns.score, columns.score_known.words());
        let unknown = (columns.score.len() as u64).saturating_sub(known);
        Self { known, unknown, sum, range: (known > 0).then_some((min, max)) }
    }

    fn join(&mut self, other: Self) {
        add(&mut self.known, other.known);
        add(&mut self.unknown, other.unknown);
        self.sum = self.sum.saturating_add(other.sum);
        self.range = match (self.range, other.range) {
            (Some((min, max)), Some(other)) => Some((min.min(other.0), max.max(other.1))),
            (range, other) => range.or(other),
        };
    }
}

/// The outputs of decision tables that are enumerations.
fn tables(model: &Model, outcome: &Outcome) -> Vec<MemberCounts> {
    let all = model.decisions.iter().zip(&outcome.decisions);
    let outputs = all.flat_map(|(table, columns)| table.outputs.iter().zip(columns));
    let counts = outputs.filter_map(|(output, column)| match output.ty {
        Type::Enum(members) => Some(MemberCounts::of(model, column, members)),
        _ => None,
    });
    counts.collect()
}

/// Adds to a count. What is read is bounded far below the largest number; a lie that is not stays there.
const fn add(count: &mut u64, more: u64) {
    *count = count.saturating_add(more);
}
