//! The tables of overrides and of forms: every row that was delivered, what became of it, and the value that it stands
//! against or fills.
//!
//! A row of a form that could act is `applied` only where nothing was delivered: it `confirms` a delivered value that
//! is the same, and `contradicts` one that is not. Where the customer does not permit the use it is `withdrawn`.

use alloc::string::String;
use alloc::vec::Vec;

use super::customers::listed_key_name;
use super::{OutputColumn, OutputTable, OutputValues, customer_key};
use crate::evaluate::Machine;
use crate::evaluate::overrides::{Judged, Standing, cell, standings};
use crate::explain::render;
use crate::model::TableId;
use crate::outcome::{Outcome, Run};
use crate::program::{Lowered, Needs, OverrideNodes, Shown};

/// A row of the table.
struct Line {
    customer: usize,
    judged: Judged,
    core: Option<String>,
    status: &'static str,
}

/// The table of that name, by customer, then id of the row.
pub(super) fn overrides(run: &Run<'_>, outcome: &Outcome, name: &'static str) -> OutputTable {
    let mut lines = Vec::new();
    let Some(id) = run.model.schema.table_named(name) else {
        return OutputTable { name, rows: 0, columns: Vec::new() };
    };
    let offsets = run.dataset.tables.get(usize::from(id.0)).map_or(&[][..], |t| &t.offsets);
    let mut needs = Needs::default();
    run.program.overrides.iter().for_each(|nodes| needs.overrides(nodes));
    let mut machine = outcome.machine(run, &needs);
    for block in run.blocks() {
        if offsets.get(block.start) == offsets.get(block.end) {
            continue;
        }
        machine.block(block.clone());
        for customer in block.clone() {
            for judged in standings(run.dataset, run.program, id, (run.as_of, run.today()), customer) {
                let nodes = judged.of.and_then(|of| run.program.overrides.get(of));
                let row = customer - block.start;
                let core = nodes.and_then(|n| render::value(run, &machine, n.core, row));
                let status = nodes.and_then(|n| filled(run, &machine, n, (judged.standing, row)));
                let status = status.unwrap_or(judged.standing.id());
                lines.push(Line { customer, judged, core, status });
            }
        }
    }
    columns(run, (name, id), &lines)
}

/// What became of a row of a form that could act.
fn filled(
    run: &Run<'_>,
    machine: &Machine<'_>,
    nodes: &OverrideNodes,
    (standing, row): (Standing, usize),
) -> Option<&'static str> {
    if nodes.forms.is_empty() || standing != Standing::Applied {
        return None;
    }
    let text = |shown| render::value(run, machine, shown, row);
    let core = text(nodes.core);
    let given = text(Shown { at: Lowered::Node(nodes.given), ty: nodes.core.ty });
    Some(match (core, given) {
        (None, Some(_)) => Standing::Applied.id(),
        (_, None) => "withdrawn",
        (core, given) if core == given => "confirms",
        _ => "contradicts",
    })
}

fn columns(run: &Run<'_>, (name, id): (&'static str, TableId), lines: &[Line]) -> OutputTable {
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
        columns.push(text(&field.id, &|l| cell(run.dataset, id, l.judged.row, at)));
    }
    columns.push(text("core", &|l| l.core.clone()));
    columns.push(text("status", &|l| Some(l.status.into())));
    OutputTable { name, rows: lines.len(), columns }
}
