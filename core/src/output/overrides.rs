//! The table of overrides: every row that was delivered, what became of it, and the value that it stands against.

use alloc::string::String;
use alloc::vec::Vec;

use super::customers::listed_key_name;
use super::{OutputColumn, OutputTable, OutputValues, customer_key};
use crate::evaluate::overrides::{Judged, cell, standings};
use crate::explain::render;
use crate::model::overrides::OVERRIDES;
use crate::outcome::Run;

/// A row of the table.
struct Line {
    customer: usize,
    judged: Judged,
    core: Option<String>,
}

/// The table, by customer, then id of the override.
pub(super) fn overrides(run: &Run<'_>) -> OutputTable {
    let mut lines = Vec::new();
    let Some(id) = run.model.schema.table_named(OVERRIDES) else {
        return OutputTable { name: OVERRIDES, rows: 0, columns: Vec::new() };
    };
    let offsets = run.dataset.tables.get(usize::from(id.0)).map_or(&[][..], |t| &t.offsets);
    let mut machine = run.machine();
    for block in run.blocks() {
        if offsets.get(block.start) == offsets.get(block.end) {
            continue;
        }
        machine.block(block.clone());
        for customer in block.clone() {
            for judged in standings(run.dataset, run.program, (run.as_of, run.today()), customer) {
                let nodes = judged.of.and_then(|of| run.program.overrides.get(of));
                let core = nodes.and_then(|n| render::value(run, &machine, n.core, customer - block.start));
                lines.push(Line { customer, judged, core });
            }
        }
    }
    columns(run, id, &lines)
}

fn columns(run: &Run<'_>, id: crate::model::TableId, lines: &[Line]) -> OutputTable {
    let text = |name: &str, of: &dyn Fn(&Line) -> Option<String>| {
        OutputColumn::texts(name, lines.len(), &|at| lines.get(at).and_then(of))
    };
    let row = lines.iter().map(|l| u32::try_from(l.customer).unwrap_or(u32::MAX)).collect();
    let mut columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(row)),
        text(&listed_key_name(run.model), &|l| Some(customer_key(run.dataset, l.customer).into())),
    ];
    let fields = run.model.schema.table(id).map_or(&[][..], |t| &t.fields);
    for (at, field) in (0..).zip(fields).skip(1) {
        columns.push(text(&field.id, &|l| cell(run.dataset, run.program, l.judged.row, at)));
    }
    columns.push(text("core", &|l| l.core.clone()));
    columns.push(text("status", &|l| Some(l.judged.standing.id().into())));
    OutputTable { name: OVERRIDES, rows: lines.len(), columns }
}
