//! Tasks that were raised and may not be handed out, and what keeps them back.
//!
//! INVARIANT: every task of an alert that fired is a row of `tasks` or of `blocked`, never of both.

use alloc::string::String;

use super::customers::listed_key_name;
use super::events::{TaskRow, raised, subject_name};
use super::{OutputColumn, OutputTable, OutputValues, Strings, customer_key};
use crate::column::Bits;
use crate::outcome::{Outcome, Run};

/// The reason of a block that is known to hold; a block that is unknown has the reason of that.
const HOLDS: &str = "holds";

/// The table of blocked tasks, by customer, then alert, then child row.
pub(super) fn blocked(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let rows = raised(run, outcome, true);
    let alert = |row: &TaskRow| run.model.alerts.get(row.alert);
    let cause = |row: &TaskRow| row.block.as_ref().and_then(|(_, cause)| *cause);
    let text = |name: &str, of: &dyn Fn(&TaskRow) -> Option<String>| {
        let (mut texts, mut known) = (Strings::default(), Bits::default());
        for row in &rows {
            let text = of(row);
            known.push(text.is_some());
            texts.push(text.as_deref().unwrap_or(""));
        }
        OutputColumn { known: Some(known), ..OutputColumn::new(name, OutputValues::Text(texts)) }
    };
    let columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(rows.iter().map(|r| r.row).collect())),
        text(&listed_key_name(run.model), &|r| Some(customer_key(run.dataset, r.row as usize).into())),
        text("task_id", &|r| Some(r.id.clone())),
        text("alert", &|r| alert(r).map(|a| a.id.clone())),
        text("kind", &|r| alert(r).map(|a| a.kind.id().into())),
        text("child_id", &|r| r.child.clone()),
        text("by", &|r| r.block.map(|(by, _)| by.id().into())),
        text("reason", &|r| Some(cause(r).map_or(HOLDS, |c| c.reason.id()).into())),
        text("field", &|r| cause(r).map(|c| subject_name(run.model, &c))),
    ];
    OutputTable { name: "blocked", rows: rows.len(), columns }
}
