//! Tables that list single rows: faults, quarantine; and what an indicator got.

use alloc::string::String;
use alloc::vec::Vec;

use super::{OutputColumn, OutputTable, OutputValues, Strings};
use crate::dataset::Dataset;
use crate::model::reserved::state::JOURNAL;
use crate::model::{Indicator, Model, Points};
use crate::number::format_decimal;
use crate::outcome::{Outcome, Run};
use crate::program::PointsKind;
use crate::state::Refusal;

/// The bin that a value fell into (or the value itself, on a curve) and its points; `None` when it is unknown.
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
        (Points::Curve(_), PointsKind::DateCurve(knots)) => {
            on_knots(knots, i64::from(machine.i32_at(gauge.input, row)), indicator)
        }
        (Points::Curve(_), PointsKind::Curve(knots)) => {
            on_knots(knots, machine.i64_at(gauge.input, row), indicator)
        }
        (Points::Curve(_), PointsKind::Bins(_)) => None,
    }
}

/// A value on a curve and its points.
pub(super) fn on_knots(knots: &[(i64, i64)], x: i64, indicator: &Indicator) -> Option<(String, i64)> {
    let (num, den) = crate::program::curve::on_curve(knots, x);
    let points = crate::number::round_half_away(num, den).and_then(|p| i64::try_from(p).ok())?;
    let text = match indicator.of.ty {
        crate::value::Type::Decimal(s) => format_decimal(x, s),
        crate::value::Type::Date => crate::date::format(i32::try_from(x).ok()?),
        _ => format_decimal(x, 0),
    };
    Some((text, points))
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
