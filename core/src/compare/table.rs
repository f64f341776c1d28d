//! A comparison as tables: everything, where the object names only the first.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::item::{Item, Kind};
use super::load::Load;
use super::report::weight;
use super::{Comparison, Move, Sides};
use crate::column::Bits;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Model, POINTS_SCALE};
use crate::number::format_decimal;
use crate::output::{OutputColumn, OutputTable, OutputValues};
use crate::report;

use super::score::{BINS, SHIFTS};

/// The tables of a comparison.
pub const TABLES: [&str; 7] = [
    "migration",
    "score_bins",
    "alert_changes",
    "class_changes",
    "manager_load",
    "report_changes",
    "unmatched",
];

/// One of [`TABLES`].
pub(super) fn table(all: &Comparison, models: Sides<&Model>, name: &str) -> Result<OutputTable, Diagnostic> {
    let found = TABLES.iter().copied().find(|known| *known == name).unwrap_or("");
    Ok(match found {
        "migration" => migration(all),
        "score_bins" => score_bins(all),
        "alert_changes" => changes(all, "alert_changes", &|kind| kind == Kind::Alert),
        "class_changes" => changes(all, "class_changes", &|kind| kind != Kind::Alert),
        "manager_load" => manager_load(all),
        "report_changes" => report_changes(&report_rows(all, models)),
        "unmatched" => unmatched(all),
        _ => {
            let args: [&dyn alloc::string::ToString; 2] = [&name, &TABLES.join(", ")];
            return Err(Diagnostic::new(Code::UnknownOutput, Span::default(), "", &args));
        }
    })
}

/// Columns of a table whose rows are of one type.
struct Rows<'a, T>(&'a [T]);

impl<T> Rows<'_, T> {
    fn text(&self, name: &str, of: &dyn Fn(&T) -> Option<String>) -> OutputColumn {
        OutputColumn::texts(name, self.0.len(), &|row| self.0.get(row).and_then(of))
    }

    fn int(&self, name: &str, of: &dyn Fn(&T) -> Option<u64>) -> OutputColumn {
        let (mut values, mut known) = (Vec::with_capacity(self.0.len()), Bits::default());
        for value in self.0.iter().map(of) {
            known.push(value.is_some());
            values.push(value.and_then(|value| i64::try_from(value).ok()).unwrap_or(0));
        }
        OutputColumn { known: Some(known), ..OutputColumn::new(name, OutputValues::Int(values)) }
    }

    fn finish(&self, name: &'static str, columns: Vec<OutputColumn>) -> OutputTable {
        OutputTable { name, rows: self.0.len(), columns }
    }
}

/// The name of a state of an item.
fn state(item: &Item, state: u16) -> Option<String> {
    item.states.all.get(usize::from(state)).map(|(id, _)| id.clone())
}

/// Every matrix, a row per pair of states that somebody has.
fn migration(all: &Comparison) -> OutputTable {
    let cells = all.items.iter().flat_map(|item| item.filled().map(move |cell| (item, cell)));
    let cells: Vec<_> = cells.map(|(item, (from, to, cell))| (item, from, to, weight(all, cell))).collect();
    let rows = Rows(&cells);
    rows.finish(
        "migration",
        alloc::vec![
            rows.text("kind", &|row| Some(row.0.kind.id().into())),
            rows.text("id", &|row| Some(row.0.id.clone())),
            rows.text("from", &|row| state(row.0, row.1)),
            rows.text("to", &|row| state(row.0, row.2)),
            rows.int("customers", &|row| Some(row.3.customers)),
            rows.text("value", &|row| row.3.value.clone()),
            rows.int("value_unknown", &|row| row.3.value_unknown),
        ],
    )
}

/// Where scores lie (`level`), and by how much they shift (`shift`, of customers with both scores).
fn score_bins(all: &Comparison) -> OutputTable {
    let mut bins = Vec::new();
    for score in &all.scores {
        let text = |value: Option<i64>| value.map(|value| format_decimal(value, POINTS_SCALE));
        for bin in 0..BINS {
            let count = Sides::each(|new| score.bins.of(new).get(bin).copied());
            let (from, to) = (Some(score.edge(bin)), Some(score.edge(bin + 1)));
            bins.push((&score.id, "level", text(from), text(to), count));
        }
        for (at, customers) in (0..SHIFTS).zip(score.shifts) {
            let (from, to) = score.span(at);
            bins.push((&score.id, "shift", text(from), text(to), Sides { old: None, new: Some(customers) }));
        }
    }
    let rows = Rows(&bins);
    rows.finish(
        "score_bins",
        alloc::vec![
            rows.text("score", &|row| Some(row.0.clone())),
            rows.text("of", &|row| Some(row.1.into())),
            rows.text("from", &|row| row.2.clone()),
            rows.text("to", &|row| row.3.clone()),
            rows.int("old", &|row| row.4.old),
            rows.int("new", &|row| row.4.new),
        ],
    )
}

/// Every customer who moves, by item, from, to and key.
fn changes(all: &Comparison, name: &'static str, takes: &dyn Fn(Kind) -> bool) -> OutputTable {
    let item = |moved: &Move| all.items.get(usize::from(moved.item));
    let mut moves = all.sorted();
    moves.retain(|moved| item(moved).is_some_and(|item| takes(item.kind)));
    let rows = Rows(&moves);
    let (mut values, mut known) = (Vec::with_capacity(moves.len()), Bits::default());
    for moved in &moves {
        let value = all.values.get(moved.key as usize).copied().flatten();
        values.push(value.unwrap_or(0));
        known.push(value.is_some());
    }
    let mut columns = alloc::vec![
        rows.text("kind", &|row| item(row).map(|item| item.kind.id().into())),
        rows.text("id", &|row| item(row).map(|item| item.id.clone())),
        rows.text("from", &|row| item(row).and_then(|item| state(item, row.from))),
        rows.text("to", &|row| item(row).and_then(|item| state(item, row.to))),
        rows.text("customer", &|row| Some(all.keys.text(row.key).into())),
    ];
    if let Some(value) = &all.value {
        let values = OutputValues::Decimal(values, value.scale);
        columns.push(OutputColumn { known: Some(known), ..OutputColumn::new("value", values) });
    }
    rows.finish(name, columns)
}

/// Every person who has tasks.
fn manager_load(all: &Comparison) -> OutputTable {
    let people: Vec<&(Option<String>, Sides<Load>)> = all.loads.people.iter().collect();
    let rows = Rows(&people);
    let mut columns = alloc::vec![rows.text("manager", &|row| row.0.clone())];
    let mut figure = |name: &str, of: &dyn Fn(&Load) -> Option<u64>| {
        for (new, side) in [(false, "old"), (true, "new")] {
            columns.push(rows.int(&format!("{name}_{side}"), &|row| of(row.1.of(new))));
        }
    };
    figure("capacity", &|load| load.capacity.map(u64::from));
    figure("customers", &|load| Some(load.customers));
    figure("over", &|load| Some(load.over()));
    figure("tasks", &|load| Some(load.tasks));
    figure("held", &|load| Some(load.held));
    rows.finish("manager_load", columns)
}

/// A figure of a report on both sides; one that is suppressed or of nobody has no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportRow {
    /// The report.
    pub report: String,
    /// The groups of the cell.
    pub groups: Vec<String>,
    /// The measure.
    pub measure: String,
    /// Before.
    pub old: Option<String>,
    /// After.
    pub new: Option<String>,
}

/// Figures of the reports of both policies: those of the old one in its order, then those that only the new one has.
pub(super) fn report_rows(all: &Comparison, models: Sides<&Model>) -> Vec<ReportRow> {
    let mut rows: Vec<ReportRow> = Vec::new();
    let mut places: crate::order::Sorted<(String, Vec<String>, String), usize> = Default::default();
    for new in [false, true] {
        let table = report::table(models.of(new), all.reports.of(new));
        let column = |name: &str| table.columns.iter().find(|column| column.name == name);
        let text = |column: Option<&OutputColumn>, row| column.and_then(|c| crate::output::cell_text(c, row));
        let groups: Vec<&OutputColumn> =
            table.columns.iter().filter(|c| c.name.starts_with("group_")).collect();
        let (report, measure, value) = (column("report"), column("measure"), column("value"));
        for row in 0..table.rows {
            let own = |column| text(column, row).unwrap_or_default();
            let groups: Vec<String> = groups.iter().filter_map(|c| text(Some(c), row)).collect();
            let key = (own(report), groups.clone(), own(measure));
            let at = places.get(&key).copied().unwrap_or(rows.len());
            if at == rows.len() {
                let (report, measure) = (key.0.clone(), key.2.clone());
                rows.push(ReportRow { report, groups, measure, old: None, new: None });
                places.insert(key, at);
            }
            if let Some(found) = rows.get_mut(at) {
                let side = if new { &mut found.new } else { &mut found.old };
                *side = text(value, row);
            }
        }
    }
    rows
}

fn report_changes(all: &[ReportRow]) -> OutputTable {
    let groups = all.iter().map(|row| row.groups.len()).max().unwrap_or(0);
    let rows = Rows(all);
    let mut columns = alloc::vec![rows.text("report", &|row| Some(row.report.clone()))];
    let group = |at: usize| rows.text(&format!("group_{}", at + 1), &|row| row.groups.get(at).cloned());
    columns.extend((0..groups).map(group));
    columns.extend([
        rows.text("measure", &|row| Some(row.measure.clone())),
        rows.text("old", &|row| row.old.clone()),
        rows.text("new", &|row| row.new.clone()),
    ]);
    rows.finish("report_changes", columns)
}

/// Customers whom only one side has.
fn unmatched(all: &Comparison) -> OutputTable {
    let of = |new: bool| all.only(new).into_iter().map(move |key| (key, if new { "new" } else { "old" }));
    let keys: Vec<(&str, &str)> = of(false).chain(of(true)).collect();
    let rows = Rows(&keys);
    let columns = alloc::vec![
        rows.text("customer", &|row| Some(row.0.into())),
        rows.text("only_in", &|row| Some(row.1.into())),
    ];
    rows.finish("unmatched", columns)
}
