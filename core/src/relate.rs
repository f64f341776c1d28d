//! The relate stage: totals over groups of customers, before the run that uses them.
//!
//! A first pass over the program's first nodes gives every member's values; they are totalled here and stand in the
//! run as fields of `customers`. A customer without a relation is a group of its own.
//!
//! INVARIANT: a total is never silently smaller: a member who was not delivered, whose value is unknown or whose
//! relation cannot be read makes the totals of the group unknown (`incomplete`).
//! INVARIANT: the order of relations, members and rows never matters.

use alloc::rc::Rc;
use alloc::vec;
use alloc::vec::Vec;

use crate::column::{Bits, Column, Values};
use crate::dataset::Fault;
use crate::evaluate::Machine;
use crate::model::group::{GroupKind, Total};
use crate::model::{Domain, FieldId};
use crate::number::{POW10, round_half_away};
use crate::outcome::Run;
use crate::policy::AggregateKind;
use crate::program::{Needs, Repr, TotalNodes};
use crate::value::{Reason, Type};

mod links;

pub use links::{Group, Links};

/// What the groups of a run are, and what their totals are.
#[derive(Debug, Clone, Default)]
pub struct Related {
    /// Per kind of groups who belongs together.
    pub links: Vec<Links>,
    /// The totals, as columns of customers.
    columns: Vec<(FieldId, Column)>,
}

impl Related {
    /// The column of a total.
    pub(crate) fn column(&self, id: FieldId) -> Option<&Column> {
        self.columns.iter().find(|(field, _)| *field == id).map(|(_, column)| column)
    }

    /// The totals of one customer, as often as a dataset of copies has the customer. Links are not copied.
    pub(crate) fn copies(&self, row: usize, copies: usize) -> Self {
        let columns = self.columns.iter().map(|(id, column)| (*id, column.repeated(row..row + 1, copies)));
        Self { links: Vec::new(), columns: columns.collect() }
    }

    /// Relations that cannot be used.
    pub(crate) fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.links.iter().flat_map(|links| &links.faults)
    }
}

/// Relates the customers of a run.
#[must_use]
pub fn relate(run: &Run<'_>) -> Related {
    let model = run.model;
    let links: Vec<Links> = model.groups.iter().map(|kind| Links::of(run, kind)).collect();
    let mut related = Related { links, columns: Vec::new() };
    // A kind of groups may total what rests on the totals of another: in the order of the program.
    for at in &run.program.group_order {
        let at = usize::from(*at);
        let (Some(kind), Some(nodes), Some(links)) =
            (model.groups.get(at), run.program.groups.get(at), related.links.get(at))
        else {
            continue;
        };
        let columns = totals(run, kind, nodes, links, &related);
        related.columns.extend(columns);
    }
    related
}

/// The totals of one kind of groups.
fn totals(
    run: &Run<'_>,
    kind: &GroupKind,
    nodes: &[TotalNodes],
    links: &Links,
    related: &Related,
) -> Vec<(FieldId, Column)> {
    let mut sums: Vec<Vec<Sum>> =
        kind.totals.iter().map(|_| vec![Sum::default(); links.groups.len()]).collect();
    let mut needs = Needs::default();
    needs.totals(nodes);
    let mut machine = Machine::for_needs(run.program, run.dataset, (run.as_of, run.today()), &needs);
    machine.relate(Rc::new(related.clone()));
    for block in run.blocks() {
        machine.first_pass(block.clone());
        for customer in block.clone() {
            let (row, Some(Ok(group))) = (customer - block.start, links.group_of.get(customer)) else {
                continue;
            };
            let share = links.shares.get(customer).copied().flatten();
            for ((total, nodes), sums) in kind.totals.iter().zip(nodes).zip(&mut sums) {
                let Some(sum) = sums.get_mut(*group as usize) else { continue };
                member(run, &machine, kind, (total, nodes), (customer, row), share, sum);
            }
        }
    }
    let scale = links.share_scale;
    let finished = kind.totals.iter().zip(sums).map(|(total, sums)| {
        let sums = sums.into_iter().zip(&links.groups);
        let values: Vec<Result<i64, Reason>> =
            sums.map(|(sum, group)| sum.finish(total, group, scale)).collect();
        let ty = run.model.schema.field(total.field).map_or(Type::Int, |f| f.ty);
        (total.field, column(ty, links, &values))
    });
    finished.collect()
}

/// What is known of a total so far.
#[derive(Debug, Clone, Default)]
struct Sum {
    sum: i128,
    extreme: Option<i64>,
    unknown: bool,
    /// Assets by which rows are told apart, with their values.
    assets: Vec<(i64, i64)>,
}

/// Adds a member to a total.
fn member(
    run: &Run<'_>,
    machine: &Machine<'_>,
    kind: &GroupKind,
    (total, nodes): (&Total, &TotalNodes),
    (customer, row): (usize, usize),
    share: Option<i64>,
    sum: &mut Sum,
) {
    let Some(value) = nodes.value else { return };
    if !machine.is_known(value, row) {
        // The smallest or largest of no rows adds nothing; everything else that is unknown does.
        sum.unknown = true;
        return;
    }
    if let (Some((of, filter)), Some(once)) = (nodes.rows, kind.once_by) {
        let Some(data) = run.dataset.tables.get(usize::from(once.table.0)) else { return };
        let column = data.columns.get(usize::from(once.field)).and_then(Option::as_ref);
        let first = machine.range(Domain::Child(once.table)).start;
        let at = |i: usize| data.offsets.get(i).map_or(0, |o| *o as usize);
        for child in at(customer)..at(customer + 1) {
            if filter.is_some_and(|f| !machine.is_true(f, child - first)) {
                continue;
            }
            match column.and_then(|c| c.number(child)) {
                Some(asset) => sum.assets.push((asset, machine.i64_at(of, child - first))),
                None => sum.unknown = true,
            }
        }
        return;
    }
    let value = match machine.program().node(value).map(|n| n.repr) {
        Some(Repr::I32) => i64::from(machine.i32_at(value, row)),
        _ => machine.i64_at(value, row),
    };
    match share {
        Some(share) => sum.sum += i128::from(value) * i128::from(share),
        None => sum.unknown |= total.kind == AggregateKind::Sum,
    }
    sum.extreme = Some(match (sum.extreme, total.kind) {
        (Some(other), AggregateKind::Min) => other.min(value),
        (Some(other), _) => other.max(value),
        (None, _) => value,
    });
}

impl Sum {
    fn finish(mut self, total: &Total, group: &Group, scale: u8) -> Result<i64, Reason> {
        if group.doubtful || (total.kind != AggregateKind::Count && group.undelivered) || self.unknown {
            return Err(Reason::Incomplete);
        }
        if total.kind == AggregateKind::Count {
            return Ok(i64::from(group.members));
        }
        let mut unit = POW10.get(usize::from(scale)).copied().map_or(1, i128::from);
        if !self.assets.is_empty() {
            crate::order::sort_unique(&mut self.assets);
            // One asset with two values is a contradiction.
            let twice = self.assets.iter().zip(self.assets.iter().skip(1)).any(|(a, b)| a.0 == b.0);
            if twice {
                return Err(Reason::Invalid);
            }
            let values = || self.assets.iter().map(|(_, value)| *value);
            unit = 1;
            self.sum = values().map(i128::from).sum();
            self.extreme = if total.kind == AggregateKind::Min { values().min() } else { values().max() };
        }
        match total.kind {
            AggregateKind::Sum => {
                let sum = round_half_away(self.sum, unit).and_then(|sum| i64::try_from(sum).ok());
                sum.ok_or(Reason::Overflow)
            }
            _ => self.extreme.ok_or(Reason::Empty),
        }
    }
}

/// The totals of the groups beside each customer.
fn column(ty: Type, links: &Links, values: &[Result<i64, Reason>]) -> Column {
    let (mut numbers, mut known, mut reasons) = (Vec::new(), Bits::default(), Vec::new());
    for (group, row) in links.group_of.iter().zip(0u32..) {
        let value = group.and_then(|g| values.get(g as usize).copied().unwrap_or(Err(Reason::Incomplete)));
        known.push(value.is_ok());
        numbers.push(value.unwrap_or(0));
        reasons.extend(value.err().map(|reason| (row, reason)));
    }
    let values = match ty {
        Type::Date => Values::I32(numbers.iter().map(|day| i32::try_from(*day).unwrap_or(0)).collect()),
        _ => Values::I64(numbers),
    };
    Column { values, known: Some(known), reasons }
}
