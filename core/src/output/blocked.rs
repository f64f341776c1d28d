//! Tasks that may not be handed out, and what keeps them back: those that are open, and those that would be raised.
//!
//! INVARIANT: every open task of the customers of a run is a row of `tasks` or of `blocked`, never of both.

use alloc::string::String;
use alloc::vec::Vec;

use super::customers::listed_key_name;
use super::events::subject_name;
use super::manager::managers;
use super::{OutputColumn, OutputTable, OutputValues, customer_key};
use crate::outcome::{Outcome, Run};
use crate::state::Blocked;

/// The reason of a block that is known to hold; a block that is unknown has the reason of that.
pub(super) const HOLDS: &str = "holds";

/// The table of blocked tasks, by customer, then alert, then child row.
pub(super) fn blocked(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let rows = &outcome.state(run).blocked;
    let alert = |row: &Blocked| run.model.alerts.get(row.alert);
    let cause = |row: &Blocked| row.by.1;
    let text = |name: &str, of: &dyn Fn(&Blocked) -> Option<String>| {
        OutputColumn::texts(name, rows.len(), &|at| rows.get(at).and_then(of))
    };
    let customers: Vec<u32> = rows.iter().map(|r| r.row).collect();
    let manager = managers(run, outcome, &customers);
    let mut columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(customers)),
        text(&listed_key_name(run.model), &|r| Some(customer_key(run.dataset, r.row as usize).into())),
        text("task_id", &|r| Some(r.id.clone())),
        text("alert", &|r| alert(r).map(|a| a.id.clone())),
        text("kind", &|r| alert(r).map(|a| a.kind.id().into())),
        text("child_id", &|r| r.child.clone()),
        text("by", &|r| Some(r.by.0.id().into())),
        text("reason", &|r| Some(cause(r).map_or(HOLDS, |c| c.reason.id()).into())),
        text("field", &|r| cause(r).map(|c| subject_name(run.model, &c))),
    ];
    columns.extend(manager);
    OutputTable { name: "blocked", rows: rows.len(), columns }
}

#[cfg(test)]
mod tests;
