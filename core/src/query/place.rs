//! Every customer to a cell, block by block.

use alloc::string::String;
use alloc::vec::Vec;

use super::key::{Keys, keyed};
use super::{Query, prepare, refused};
use crate::column::{Bits, Values};
use crate::diagnostic::Diagnostic;
use crate::model::{CUSTOMERS, Domain};
use crate::outcome::{Outcome, Run};
use crate::output::per_customer;
use crate::program::Needs;
use crate::report::State;
use crate::report::collect::{Filling, Placing};
use crate::value::Type;

/// Who is in which cell.
pub(super) struct Placed {
    pub state: State,
    pub places: Vec<u32>,
    pub keys: Option<Vec<(bool, i128)>>,
}

/// Evaluates the query for all customers; `run` has its model and program. `ordered` says that the last column that is
/// watched is what customers are ordered by.
pub(super) fn place(run: &Run<'_>, outcome: &Outcome, takes: Option<&Bits>, ordered: bool) -> Placed {
    let mut needs = Needs::default();
    let order = run.program.watched.last().filter(|_| ordered).copied();
    run.program.reports.iter().for_each(|nodes| needs.report(nodes));
    needs.shown(&order);
    let mut machine = outcome.machine(run, &needs);
    let (mut filling, mut places) = (Filling::default(), Vec::with_capacity(run.rows()));
    let mut keys = order.map(|_| Keys::default());
    for block in run.blocks() {
        let rows = block.len();
        machine.block(block);
        if let Some(report) = prepare::report(run.model) {
            let placing = Placing { takes, places: &mut places };
            filling.block(run, &machine, (0, report), Some(placing));
        }
        if let Some((keys, order)) = keys.as_mut().zip(order) {
            (0..rows).for_each(|row| keyed(keys, run, &machine, order, row));
        }
    }
    Placed { places: settled(&mut filling.state, places), state: filling.state, keys: keys.map(Keys::sorted) }
}

/// Puts the cells in the order of their groups; the places follow them.
fn settled(state: &mut State, mut places: Vec<u32>) -> Vec<u32> {
    let met: Vec<Vec<String>> = state.cells.iter().map(|cell| cell.groups.clone()).collect();
    state.settle();
    let moved = |groups: &Vec<String>| state.cells.binary_search_by(|cell| cell.groups.cmp(groups)).ok();
    let moved: Vec<Option<u32>> =
        met.iter().map(|groups| moved(groups).and_then(|at| u32::try_from(at).ok())).collect();
    for place in &mut places {
        if let Some(Some(at)) = moved.get(*place as usize) {
            *place = *at;
        }
    }
    places
}

/// The customers of whom an alert fired and in whose texts something occurs; `None`: all.
pub(super) fn takes(run: &Run<'_>, outcome: &Outcome, query: &Query) -> Result<Option<Bits>, Diagnostic> {
    let fired = alerted(run, outcome, query)?;
    let found = (!query.find.is_empty()).then(|| found(run, &query.find));
    Ok(match (fired, found) {
        (Some(fired), Some(found)) => {
            let mut both = Bits::zeros(run.rows());
            (0..run.rows()).for_each(|row| both.set(row, fired.get(row) && found.get(row)));
            Some(both)
        }
        (fired, found) => fired.or(found),
    })
}

fn alerted(run: &Run<'_>, outcome: &Outcome, query: &Query) -> Result<Option<Bits>, Diagnostic> {
    let mut any: Option<Bits> = None;
    for id in &query.alerts {
        let alerts = run.model.alerts.iter().zip(&outcome.alerts);
        let Some((alert, bits)) = alerts.into_iter().find(|(alert, _)| alert.id == *id) else {
            return Err(refused(&alloc::format!("no alert `{id}`")));
        };
        let (fired, _) = per_customer(run, alert.each.map_or(Domain::Customer, Domain::Child), bits);
        let any = any.get_or_insert_with(|| Bits::zeros(run.rows()));
        (0..run.rows()).filter(|row| fired.get(*row)).for_each(|row| any.set(row, true));
    }
    Ok(any)
}

/// The customers in whose key or texts something occurs.
fn found(run: &Run<'_>, wanted: &str) -> Bits {
    let mut found = Bits::zeros(run.rows());
    let Some((data, table)) = run.dataset.tables.first().zip(run.model.schema.table(CUSTOMERS)) else {
        return found;
    };
    let texts = table.fields.iter().zip(&data.columns).filter(|(field, _)| field.ty == Type::String);
    let mut columns: Vec<(&[u32], Option<&Bits>)> = alloc::vec![(&data.keys, None)];
    columns.extend(texts.filter_map(|(_, column)| match column.as_ref()? {
        column if let Values::Code(codes) = &column.values => Some((&codes[..], column.known.as_ref())),
        _ => None,
    }));
    let wanted = wanted.to_ascii_lowercase();
    // A text that many customers share is looked at once.
    let mut seen: Vec<Option<bool>> = Vec::new();
    for (codes, known) in columns {
        for (row, code) in codes.iter().enumerate() {
            if known.is_some_and(|known| !known.get(row)) {
                continue;
            }
            let at = *code as usize;
            if seen.len() <= at {
                seen.resize(at + 1, None);
            }
            let Some(slot) = seen.get_mut(at) else { continue };
            let holds = || run.dataset.texts.text(*code).to_ascii_lowercase().contains(&wanted);
            if *slot.get_or_insert_with(holds) {
                found.set(row, true);
            }
        }
    }
    found
}
