//! The table of quotas: what each customer is owed in the present period, and how much of it has been done.
//!
//! A customer has a row where `who` is true, and where it is not known. What is done, owed or open is empty where that
//! cannot be told, with its reason; `due` says whether less is done than owed and the time to ask for it has come.

use alloc::string::String;
use alloc::vec::Vec;

use super::customers::listed_key_name;
use super::events::{ranks, subject_name};
use super::tasks::{days, ints};
use super::{OutputColumn, OutputTable, OutputValues, customer_key};
use crate::column::Bits;
use crate::evaluate::{Cause, Machine};
use crate::model::{Quota, QuotaPart};
use crate::outcome::{Outcome, Run};
use crate::program::{Needs, NodeId};

struct Row {
    customer: u32,
    quota: usize,
    from: Option<i32>,
    until: Option<i32>,
    done: Option<i64>,
    target: Option<i64>,
    due: Option<bool>,
    cause: Option<Cause>,
}

/// The quotas of all customers: by customer, then in the order of the policy.
pub(super) fn quotas(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let mut found: Vec<Row> = Vec::new();
    let mut needs = Needs::default();
    for quota in &run.model.quotas {
        let parts = run.program.derives.iter().enumerate().filter(|(at, _)| quota.holds(*at));
        needs.shown(parts.map(|(_, shown)| shown));
        needs.all(run.program.alerts.get(usize::from(quota.alert)).map(|alert| alert.when));
    }
    let mut machine = outcome.machine(run, &needs);
    for block in run.blocks() {
        machine.block(block.clone());
        for customer in block.clone() {
            let of = run.model.quotas.iter().enumerate();
            found.extend(
                of.filter_map(|(at, quota)| {
                    row(run, &machine, (at, quota), customer, customer - block.start)
                }),
            );
        }
    }
    let (rows, model) = (found.len(), run.model);
    let text = |name: &str, of: &dyn Fn(&Row) -> Option<String>| {
        OutputColumn::texts(name, rows, &|row| found.get(row).and_then(of))
    };
    let day =
        |name: &str, of: &dyn Fn(&Row) -> Option<i32>| days(name, rows, &|row| found.get(row).and_then(of));
    let int =
        |name: &str, of: &dyn Fn(&Row) -> Option<i64>| ints(name, rows, &|row| found.get(row).and_then(of));
    let (mut due, mut known) = (Bits::default(), Bits::default());
    for row in &found {
        due.push(row.due == Some(true));
        known.push(row.due.is_some());
    }
    let due = OutputColumn { known: Some(known), ..OutputColumn::new("due", OutputValues::Bool(due)) };
    let open = |row: &Row| Some((row.target? - row.done?).max(0));
    let columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(found.iter().map(|row| row.customer).collect())),
        text(&listed_key_name(model), &|row| Some(customer_key(run.dataset, row.customer as usize).into())),
        text("quota", &|row| model.quotas.get(row.quota).map(|quota| quota.id.clone())),
        day("period_from", &|row| row.from),
        day("period_to", &|row| row.until),
        int("done", &|row| row.done),
        int("target", &|row| row.target),
        int("open", &open),
        due,
        text("reason", &|row| row.cause.map(|cause| cause.reason.id().into())),
        text("field", &|row| row.cause.map(|cause| subject_name(model, &cause))),
    ];
    OutputTable { name: "quotas", rows, columns }
}

/// The row of a customer; `None`: the customer is not owed the quota.
fn row(
    run: &Run<'_>,
    machine: &Machine<'_>,
    (at, quota): (usize, &Quota),
    customer: usize,
    row: usize,
) -> Option<Row> {
    let node = |part| -> Option<NodeId> { Some(run.program.derives.get(quota.part(part))?.node()?.0) };
    let known = |part| node(part).filter(|id| machine.is_known(*id, row));
    let who = node(QuotaPart::Who)?;
    if machine.is_known(who, row) && !machine.is_true(who, row) {
        return None;
    }
    let day = |part| known(part).map(|id| machine.i32_at(id, row));
    let int = |part| known(part).map(|id| machine.i64_at(id, row));
    let when = run.program.alerts.get(usize::from(quota.alert))?.when;
    let cause = |id| machine.cause(id, row, &ranks(run.model));
    let parts = [QuotaPart::Who, QuotaPart::Done, QuotaPart::Target];
    Some(Row {
        customer: u32::try_from(customer).unwrap_or(u32::MAX),
        quota: at,
        from: day(QuotaPart::From),
        until: day(QuotaPart::Until),
        done: int(QuotaPart::Done),
        target: int(QuotaPart::Target),
        due: machine.is_known(when, row).then(|| machine.is_true(when, row)),
        cause: parts.into_iter().filter_map(node).find_map(cause),
    })
}
