//! Tables that list single rows: contributions, faults, quarantine.

use alloc::string::String;
use alloc::vec::Vec;

use super::customers::listed_key_name;
use super::{OutputColumn, OutputTable, OutputValues, Strings, customer_key};
use crate::column::Bits;
use crate::dataset::Dataset;
use crate::model::reserved::state::JOURNAL;
use crate::model::{Indicator, Model, POINTS_SCALE, Points};
use crate::number::format_decimal;
use crate::outcome::{Outcome, Run};
use crate::program::{Needs, Op, PointsKind};
use crate::state::Refusal;

/// Columns of the table of contributions while it is being filled.
#[derive(Default)]
struct Contributions {
    row: Vec<u32>,
    key: Strings,
    scorecard: Strings,
    dimension: Strings,
    indicator: Strings,
    bin: Strings,
    bin_known: Bits,
    points: Vec<i64>,
    points_known: Bits,
    contribution: Vec<i64>,
}

/// One row per customer who is scored, scorecard and indicator, and one named `range` where the score was clamped. The
/// contributions of a customer sum to its score. `customers` is a part of the run that begins with a block.
pub(super) fn contributions(
    run: &Run<'_>,
    outcome: &Outcome,
    customers: core::ops::Range<usize>,
) -> OutputTable {
    let mut out = Contributions::default();
    let mut needs = Needs::default();
    needs.all(run.program.card_nodes.iter().copied());
    let mut machine = outcome.machine(run, &needs);
    for block in run.blocks().filter(|block| customers.contains(&block.start)) {
        machine.block(block.clone());
        for customer in block.clone() {
            let row = customer - block.start;
            let key = customer_key(run.dataset, customer);
            let at = u32::try_from(customer).unwrap_or(u32::MAX);
            for (card, node) in run.model.scorecards.iter().zip(&run.program.card_nodes) {
                let block = &machine.slot(*node).card;
                if !block.is_scored(row) {
                    continue;
                }
                let mut index = 0;
                for dimension in &card.dimensions {
                    for indicator in &dimension.indicators {
                        let read = |v: &Vec<i64>| v.get(row).copied().unwrap_or(0);
                        let contribution = block.contributions.get(index).map_or(0, read);
                        out.push(at, key, [&card.id, &dimension.id, &indicator.id], contribution);
                        let hit = hit(run, &machine, *node, index, indicator, row);
                        out.bin.push(hit.as_ref().map_or("", |h| &h.0));
                        out.bin_known.push(hit.is_some());
                        out.points_known.push(hit.is_some());
                        out.points.push(hit.map_or(0, |h| h.1));
                        index += 1;
                    }
                }
                let range = block.range.get(row).copied().unwrap_or(0);
                if range != 0 {
                    out.push(at, key, [&card.id, "", "range"], range);
                    out.bin.push("");
                    out.bin_known.push(false);
                    out.points.push(0);
                    out.points_known.push(false);
                }
            }
        }
    }
    out.table(&listed_key_name(run.model))
}

impl Contributions {
    fn push(&mut self, row: u32, key: &str, [card, dimension, indicator]: [&str; 3], contribution: i64) {
        self.row.push(row);
        self.key.push(key);
        self.scorecard.push(card);
        self.dimension.push(dimension);
        self.indicator.push(indicator);
        self.contribution.push(contribution);
    }

    fn table(self, key: &str) -> OutputTable {
        let rows = self.row.len();
        let known = |name: &str, values, known| OutputColumn {
            name: name.into(),
            label: None,
            values,
            known: Some(known),
        };
        let columns = alloc::vec![
            OutputColumn::new("row", OutputValues::Index(self.row)),
            OutputColumn::new(key, OutputValues::Text(self.key)),
            OutputColumn::new("scorecard", OutputValues::Text(self.scorecard)),
            OutputColumn::new("dimension", OutputValues::Text(self.dimension)),
            OutputColumn::new("indicator", OutputValues::Text(self.indicator)),
            known("bin", OutputValues::Text(self.bin), self.bin_known),
            known("points", OutputValues::Decimal(self.points, POINTS_SCALE), self.points_known),
            OutputColumn::new("contribution", OutputValues::Decimal(self.contribution, POINTS_SCALE)),
        ];
        OutputTable { name: "contributions", rows, columns }
    }
}

/// The bin that a value fell into (or the value itself, on a curve) and its points; `None` when it is unknown.
pub(crate) fn hit(
    run: &Run<'_>,
    machine: &crate::evaluate::Machine<'_>,
    card: crate::program::NodeId,
    index: usize,
    indicator: &Indicator,
    row: usize,
) -> Option<(String, i64)> {
    let Some(Op::Card(at)) = run.program.node(card).map(|n| &n.op) else { return None };
    let gauge = run.program.cards.get(*at as usize)?.gauges.get(index)?;
    gauge_hit(machine, gauge, indicator, row)
}

/// As [`hit`], for a gauge.
pub(crate) fn gauge_hit(
    machine: &crate::evaluate::Machine<'_>,
    gauge: &crate::program::Gauge,
    indicator: &Indicator,
    row: usize,
) -> Option<(String, i64)> {
    if !machine.is_known(gauge.input, row) {
        return None;
    }
    match (&indicator.points, &gauge.points) {
        (Points::Bins(bins), _) => {
            let bin = bins.get(machine.code_at(gauge.input, row) as usize)?;
            Some((bin.text.clone(), bin.points))
        }
        (Points::Curve(_), curve) => {
            let (x, knots) = match curve {
                PointsKind::DateCurve(knots) => (i64::from(machine.i32_at(gauge.input, row)), knots),
                PointsKind::Curve(knots) => (machine.i64_at(gauge.input, row), knots),
                PointsKind::Bins(_) => return None,
            };
            let (num, den) = crate::program::card::on_curve(knots, x);
            let points = crate::number::round_half_away(num, den).and_then(|p| i64::try_from(p).ok())?;
            let text = match indicator.of.ty {
                crate::value::Type::Decimal(s) => format_decimal(x, s),
                crate::value::Type::Date => crate::date::format(i32::try_from(x).ok()?),
                _ => format_decimal(x, 0),
            };
            Some((text, points))
        }
    }
}

/// Something in the input that was not acted on.
struct FaultRow {
    table: String,
    line: u32,
    column: u32,
    key: String,
    field: String,
    reason: &'static str,
    value: String,
}

/// Cells that could not be read, relations that cannot be used, then entries of the journal that could not be applied.
pub(super) fn faults(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let schema = &run.model.schema;
    let related = outcome.related(run);
    let cells = run.dataset.faults.iter().chain(related.faults()).map(|fault| {
        let table = schema.table(fault.table);
        let field = table.and_then(|t| t.fields.get(usize::from(fault.field)));
        FaultRow {
            table: table.map_or(String::new(), |t| t.id.clone()),
            line: fault.line,
            column: fault.column,
            key: fault.key.clone(),
            field: field.map_or(String::new(), |f| f.id.clone()),
            reason: fault.reason.id(),
            value: fault.text.clone(),
        }
    });
    let mut all: Vec<FaultRow> = cells.collect();
    all.extend(refused(run, outcome));
    let text = |name: &str, of: &dyn Fn(&FaultRow) -> &str| {
        let mut texts = Strings::default();
        all.iter().for_each(|f| texts.push(of(f)));
        OutputColumn::new(name, OutputValues::Text(texts))
    };
    let columns = alloc::vec![
        text("table", &|f| &f.table),
        OutputColumn::new("line", OutputValues::Index(all.iter().map(|f| f.line).collect())),
        OutputColumn::new("column", OutputValues::Index(all.iter().map(|f| f.column).collect())),
        text("key", &|f| &f.key),
        text("field", &|f| &f.field),
        text("reason", &|f| f.reason),
        text("value", &|f| &f.value),
    ];
    OutputTable { name: "faults", rows: all.len(), columns }
}

/// Entries of the journal that were not applied; their value is the task that they name.
fn refused(run: &Run<'_>, outcome: &Outcome) -> Vec<FaultRow> {
    let Some(journal) = run.model.schema.table_named(JOURNAL) else { return Vec::new() };
    let Some(data) = run.dataset.tables.get(usize::from(journal.0)) else { return Vec::new() };
    let row = |(row, refusal): &(usize, Refusal)| FaultRow {
        table: JOURNAL.into(),
        line: data.lines.get(*row).copied().unwrap_or(0),
        column: 0,
        key: data.keys.get(*row).map_or("", |key| run.dataset.texts.text(*key)).into(),
        field: String::new(),
        reason: refusal.id(),
        value: crate::state::entry_task(run, *row).into(),
    };
    outcome.state(run).refused.iter().map(row).collect()
}

/// Rows that could not be used.
pub(super) fn quarantine(model: &Model, dataset: &Dataset) -> OutputTable {
    let all = &dataset.quarantine;
    let text = |name: &str, of: &dyn Fn(&crate::dataset::Quarantined) -> String| {
        let mut texts = Strings::default();
        all.iter().for_each(|q| texts.push(&of(q)));
        OutputColumn::new(name, OutputValues::Text(texts))
    };
    let columns = alloc::vec![
        text("table", &|q| model.schema.table(q.table).map_or(String::new(), |t| t.id.clone())),
        OutputColumn::new("line", OutputValues::Index(all.iter().map(|q| q.line).collect())),
        OutputColumn::new("column", OutputValues::Index(all.iter().map(|q| q.column).collect())),
        text("reason", &|q| q.reason.id().into()),
        text("key", &|q| q.key.clone()),
    ];
    OutputTable { name: "quarantine", rows: all.len(), columns }
}
