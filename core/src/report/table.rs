//! States as the output table `reports`: here, once, everything is divided.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::state::{Cell, State, Sums};
use crate::column::Bits;
use crate::model::{Figure, Model, POINTS_SCALE, Report};
use crate::number::{decimal_of_double, format_decimal, round_half_away};
use crate::order::sort_by;
use crate::output::{OutputColumn, OutputTable, OutputValues};
use crate::policy::FigureKind;
use crate::value::{MAX_SCALE, Type};

/// Places of the drift.
const DRIFT_PLACES: u8 = 6;

/// The smallest share that the drift reckons with.
const FLOOR: f64 = 0.0001;

/// One row of the table.
struct Row<'a> {
    report: &'a str,
    groups: Vec<String>,
    measure: String,
    value: Option<String>,
    unknown: Option<i64>,
    suppressed: bool,
}

/// The table: one row per report, cell and figure. Groups beyond those of a report have no value; neither has a figure
/// of nobody, nor one that is suppressed.
#[must_use]
pub fn table(model: &Model, states: &[State]) -> OutputTable {
    let mut rows = Vec::new();
    for (report, state) in model.reports.iter().zip(states) {
        let hidden = super::guard::hidden(&state.cells, report.min_cell);
        let mut cells: Vec<(&Cell, bool)> = state.cells.iter().zip(hidden).collect();
        let empty = empty_bins(report, state);
        cells.extend(empty.iter().map(|cell| (cell, false)));
        if let Some(group) = report.by.first().filter(|g| !g.bins.is_empty()) {
            let place = |cell: &Cell| group.bins.iter().position(|b| cell.groups.first() == Some(&b.text));
            let last = group.bins.len();
            sort_by(&mut cells, |(a, _), (b, _)| place(a).unwrap_or(last).cmp(&place(b).unwrap_or(last)));
        }
        for (cell, hidden) in cells {
            cell_rows(report, cell, hidden, &mut rows);
        }
        let whole = |measure: &str, value| Row {
            report: &report.id,
            groups: Vec::new(),
            measure: measure.into(),
            value,
            unknown: None,
            suppressed: false,
        };
        if report.drift {
            rows.push(whole("psi", drift(report, state)));
        }
        if report.filter.is_some() {
            rows.push(whole("where_unknown", Some(state.doubtful.to_string())));
        }
    }
    let groups = model.reports.iter().map(|r| r.by.len()).max().unwrap_or(0);
    columns(&rows, groups)
}

/// Cells of bins into which nobody falls.
fn empty_bins(report: &Report, state: &State) -> Vec<Cell> {
    let bins = report.by.first().map_or(&[][..], |group| &group.bins);
    let found = |text: &String| state.cells.iter().any(|c| c.groups.first() == Some(text));
    let empty = bins.iter().map(|b| &b.text).filter(|text| !found(text));
    let figures = || report.figures.iter().map(|_| Sums::default()).collect();
    empty.map(|text| Cell { groups: alloc::vec![text.clone()], rows: 0, figures: figures() }).collect()
}

fn cell_rows<'a>(report: &'a Report, cell: &Cell, hidden: bool, out: &mut Vec<Row<'a>>) {
    for (figure, sums) in report.figures.iter().zip(&cell.figures) {
        let unknown = (figure.kind != FigureKind::Customers).then_some(cell.rows - sums.known);
        let mut push = |measure: String, value: Option<String>| {
            out.push(Row {
                report: &report.id,
                groups: cell.groups.clone(),
                measure,
                value: value.filter(|_| !hidden),
                unknown: unknown.filter(|_| !hidden),
                suppressed: hidden,
            });
        };
        if figure.kind != FigureKind::Quantiles {
            push(figure.id.clone(), value(figure, cell, sums));
            continue;
        }
        for share in &figure.shares {
            let at = format_decimal(*share, MAX_SCALE);
            let name = format!("{}_{}", figure.id, at.trim_end_matches('0').trim_end_matches('.'));
            push(name, quantile(figure, sums, *share));
        }
    }
}

/// The value of a figure of a cell, of several quantiles the first; `None` for a figure of nobody.
pub(crate) fn value(figure: &Figure, cell: &Cell, sums: &Sums) -> Option<String> {
    match figure.kind {
        FigureKind::Quantiles => quantile(figure, sums, *figure.shares.first()?),
        FigureKind::Customers => Some(cell.rows.to_string()),
        FigureKind::Sum => (sums.known > 0).then(|| wide(sums.sum, scale(figure))),
        FigureKind::Mean => mean(sums, scale(figure), 2),
        FigureKind::Share => mean(sums, 0, POINTS_SCALE),
    }
}

fn scale(figure: &Figure) -> u8 {
    if let Some(Type::Decimal(scale)) = figure.of.as_ref().map(|t| t.ty) { scale } else { 0 }
}

/// The mean with so many places more than its values, rounded half away from zero.
fn mean(sums: &Sums, scale: u8, more: u8) -> Option<String> {
    let more = more.min(MAX_SCALE - scale);
    let num = sums.sum.checked_mul(10i128.pow(u32::from(more)))?;
    round_half_away(num, i128::from(sums.known)).map(|mean| wide(mean, scale + more))
}

/// The smallest value below or at which `share` (decimal(8)) of the known values lie.
fn quantile(figure: &Figure, sums: &Sums, share: i64) -> Option<String> {
    let one = 10i128.pow(u32::from(MAX_SCALE));
    let rank = (i128::from(sums.known) * i128::from(share) + one - 1) / one;
    let value = sums.spread.at(i64::try_from(rank).ok()?)?;
    Some(format_decimal(value, scale(figure)))
}

/// A sum as text.
pub(crate) fn wide(value: i128, scale: u8) -> String {
    if let Ok(value) = i64::try_from(value) {
        return format_decimal(value, scale);
    }
    let digits = value.unsigned_abs().to_string();
    let (whole, places) = digits.split_at(digits.len().saturating_sub(usize::from(scale)));
    let sign = if value < 0 { "-" } else { "" };
    let point = if scale == 0 { "" } else { "." };
    format!("{sign}{whole}{point}{places}")
}

/// The population stability index of customers whose bin is known.
fn drift(report: &Report, state: &State) -> Option<String> {
    let bins = &report.by.first()?.bins;
    let count = |text: &str| {
        let cell = state.cells.iter().find(|c| c.groups.first().is_some_and(|g| g == text));
        cell.map_or(0, |c| c.rows)
    };
    let all: i64 = bins.iter().map(|b| count(&b.text)).sum();
    if all == 0 {
        return None;
    }
    let shares = bins.iter().map(|bin| (count(&bin.text) as f64 / all as f64, bin.points as f64 / 10_000.0));
    decimal_of_double(stability(shares), DRIFT_PLACES).map(|v| format_decimal(v, DRIFT_PLACES))
}

/// The population stability index of pairs of an actual and an expected share.
pub(crate) fn stability(shares: impl Iterator<Item = (f64, f64)>) -> f64 {
    let floored = shares.map(|(actual, expected)| (actual.max(FLOOR), expected.max(FLOOR)));
    floored.map(|(actual, expected)| (actual - expected) * libm::log(actual / expected)).sum()
}

fn columns(rows: &[Row<'_>], groups: usize) -> OutputTable {
    let text = |name: &str, of: &dyn Fn(&Row<'_>) -> Option<String>| {
        OutputColumn::texts(name, rows.len(), &|at| rows.get(at).and_then(of))
    };
    let (mut unknown, mut suppressed) = (Bits::default(), Bits::default());
    rows.iter().for_each(|r| unknown.push(r.unknown.is_some()));
    rows.iter().for_each(|r| suppressed.push(r.suppressed));
    let mut columns = alloc::vec![text("report", &|r| Some(r.report.into()))];
    columns.extend((0..groups).map(|at| text(&format!("group_{}", at + 1), &|r| r.groups.get(at).cloned())));
    columns.push(text("measure", &|r| Some(r.measure.clone())));
    columns.push(text("value", &|r| r.value.clone()));
    columns.push(OutputColumn {
        known: Some(unknown),
        ..OutputColumn::new(
            "unknown",
            OutputValues::Int(rows.iter().map(|r| r.unknown.unwrap_or(0)).collect()),
        )
    });
    columns.push(OutputColumn::new("suppressed", OutputValues::Bool(suppressed)));
    OutputTable { name: "reports", rows: rows.len(), columns }
}
