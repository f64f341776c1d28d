//! What a plan asks of the customers that have tasks: their manager, what they prefer, what is at stake.
//!
//! The blocks of those customers are run again, as they are for the state.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use crate::column::Bits;
use crate::evaluate::{Cause, Machine};
use crate::explain::render;
use crate::model::{Alert, Domain};
use crate::number::rescale;
use crate::outcome::{Outcome, Run};
use crate::output::events::{child_row, ranks, table_cause};
use crate::program::{ContactNodes, HistoryNodes, Lowered, Needs, NodeId, Repr, Shown};
use crate::relate::Links;
use crate::state::{After, Kept, Task};

/// Places of a stake.
pub const STAKE_PLACES: u8 = 2;

/// Facts about customers, in the order of their rows.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// One per customer with tasks, and per member of such a customer's household.
    pub rows: Vec<Fact>,
    /// Who belongs together by each kind of groups that the contact policy names, by the kind's index.
    pub links: Vec<(u16, Links)>,
}

/// Facts about a customer.
#[derive(Debug, Clone, Default)]
pub struct Fact {
    /// The customer's row.
    pub row: u32,
    /// The key of the manager.
    pub manager: Option<String>,
    /// The key of the customer with whom they are contacted together.
    pub partner: Option<String>,
    /// Per rank of the order the customer's value, as a number in the same order.
    pub order: Vec<Option<i128>>,
    /// Per cap how many contacts at most.
    pub most: Vec<Result<i64, Cause>>,
    /// The preferred channel.
    pub preferred: Option<String>,
    /// The day of the event after which contacts rest; `None` where nothing is said of such events.
    pub cooling: Option<Result<i32, Cause>>,
    /// Recorded contacts: day and channel.
    pub recorded: Vec<(i32, Option<String>)>,
    /// Why recorded contacts may be missing.
    pub doubt: Option<Cause>,
    /// Of each of the customer's tasks, in their order, what is at stake, decimal(2).
    pub stakes: Vec<Option<i64>>,
}

impl Facts {
    /// The facts of a run.
    #[must_use]
    pub fn of(run: &Run<'_>, outcome: &Outcome) -> Self {
        Self::after(run, outcome, outcome.state(run))
    }

    /// The facts of a run, by the tasks of its state.
    pub(super) fn after(run: &Run<'_>, outcome: &Outcome, after: &After) -> Self {
        let Some(contact) = &run.model.contact else { return Self::default() };
        let together = match contact.together {
            Some(crate::model::contact::Together::Group(at)) => Some(at),
            _ => None,
        };
        let mut kinds: Vec<u16> = contact.household.into_iter().chain(together).collect();
        crate::order::sort_unique(&mut kinds);
        let links = kinds.into_iter().filter_map(|at| {
            let kind = run.model.groups.get(usize::from(at))?;
            Some((at, Links::of(run, kind)))
        });
        let mut facts = Self { rows: Vec::new(), links: links.collect() };
        let household = contact.household.and_then(|at| facts.links(at));
        let any = concerned(run.rows(), after, household);
        let default = ContactNodes::default();
        let nodes = run.program.contact.as_ref().unwrap_or(&default);
        let mut needs = Needs::default();
        needs.contact(nodes);
        needs.all(run.program.alerts.iter().filter_map(|alert| Some(alert.stake?.0)));
        let mut machine = outcome.machine(run, &needs);
        for block in run.blocks() {
            if !block.clone().any(|row| any.get(row)) {
                continue;
            }
            machine.block(block.clone());
            let asking = Asking { run, machine: &machine, nodes, start: block.start };
            let rows = block.filter(|row| any.get(*row));
            facts.rows.extend(rows.map(|row| asking.fact(row, after.of_customer(row))));
        }
        facts
    }

    /// The facts about the customer of a row.
    #[must_use]
    pub fn of_row(&self, row: usize) -> Option<&Fact> {
        let at = self.rows.binary_search_by_key(&row, |fact| fact.row as usize).ok()?;
        self.rows.get(at)
    }

    /// Who belongs together by a kind of groups.
    #[must_use]
    pub fn links(&self, kind: u16) -> Option<&Links> {
        self.links.iter().find(|(at, _)| *at == kind).map(|(_, links)| links)
    }
}

/// Customers who have tasks, and the members of their households.
fn concerned(rows: usize, after: &After, household: Option<&Links>) -> Bits {
    let mut any = Bits::zeros(rows);
    let mut groups = Bits::zeros(household.map_or(0, |links| links.groups.len()));
    let group = |row: usize| household?.group_of.get(row)?.ok();
    for row in after.tasks.iter().filter_map(|kept| kept.row) {
        any.set(row as usize, true);
        group(row as usize).into_iter().for_each(|at| groups.set(at as usize, true));
    }
    for row in 0..rows {
        if group(row).is_some_and(|at| groups.get(at as usize)) {
            any.set(row, true);
        }
    }
    any
}

struct Asking<'a, 'r> {
    run: &'r Run<'a>,
    machine: &'r Machine<'a>,
    nodes: &'r ContactNodes,
    start: usize,
}

impl Asking<'_, '_> {
    fn fact(&self, customer: usize, tasks: &[Kept]) -> Fact {
        let (row, nodes) = (customer - self.start, self.nodes);
        let known = |id: NodeId| self.machine.is_known(id, row);
        let text = |id: NodeId| known(id).then(|| self.machine.text(self.machine.code_at(id, row)).into());
        let int = |id: NodeId| match self.cause(id, row) {
            None => Ok(self.machine.i64_at(id, row)),
            Some(cause) => Err(cause),
        };
        let day = |id: NodeId| match self.cause(id, row) {
            None => Ok(self.machine.i32_at(id, row)),
            Some(cause) => Err(cause),
        };
        let (recorded, doubt) = match &nodes.history {
            None => Default::default(),
            Some(history) => self.recorded(history, customer),
        };
        Fact {
            row: u32::try_from(customer).unwrap_or(u32::MAX),
            manager: nodes.manager.and_then(text).filter(|key: &String| !key.is_empty()),
            partner: nodes.partner.and_then(text),
            order: nodes.order.iter().map(|shown| self.number((*shown)?, row)).collect(),
            most: nodes.most.iter().map(|id| int(*id)).collect(),
            preferred: nodes.preferred.and_then(|shown| self.text(shown, row)),
            cooling: nodes.cooling.map(day),
            recorded,
            doubt,
            stakes: tasks.iter().map(|kept| self.stake(customer, &kept.task)).collect(),
        }
    }

    fn cause(&self, id: NodeId, row: usize) -> Option<Cause> {
        self.machine.cause(id, row, &ranks(self.run.model))
    }

    fn text(&self, shown: Shown, row: usize) -> Option<String> {
        render::value(self.run, self.machine, shown, row)
    }

    /// A value as a number in the same order.
    fn number(&self, shown: Shown, row: usize) -> Option<i128> {
        let Lowered::Node(id) = shown.at else { return None };
        if !self.machine.is_known(id, row) {
            return None;
        }
        Some(match self.machine.program().node(id)?.repr {
            Repr::Bits => i128::from(self.machine.is_true(id, row)),
            Repr::I64 => i128::from(self.machine.i64_at(id, row)),
            Repr::I32 => i128::from(self.machine.i32_at(id, row)),
            Repr::F64 => i128::from(ordered(self.machine.f64_at(id, row))),
            Repr::Wide => self.machine.wide_at(id, row),
            Repr::Code | Repr::Card => i128::from(self.machine.code_at(id, row)),
        })
    }

    /// Recorded contacts, and why some may be missing. A row of which it is not known whether it is one is one.
    fn recorded(&self, nodes: &HistoryNodes, customer: usize) -> (Vec<(i32, Option<String>)>, Option<Cause>) {
        let rows = self.children(nodes.table, customer);
        let mut doubt = table_cause(self.run, nodes.table, customer);
        let mut out = Vec::new();
        for row in rows {
            let known = |id: NodeId| self.machine.is_known(id, row);
            if nodes.taken.is_some_and(|id| known(id) && !self.machine.is_true(id, row)) {
                continue;
            }
            match self.cause(nodes.day, row) {
                None => {
                    let channel = nodes.channel.and_then(|shown| self.text(shown, row));
                    out.push((self.machine.i32_at(nodes.day, row), channel));
                }
                Some(cause) => doubt = Some(doubt.map_or(cause, |other| other.min(cause))),
            }
        }
        (out, doubt)
    }

    fn children(&self, table: crate::model::TableId, customer: usize) -> Range<usize> {
        let offsets = self.run.dataset.tables.get(usize::from(table.0)).map(|data| &data.offsets);
        let at = |i: usize| offsets.and_then(|o| o.get(i)).map_or(0, |o| *o as usize);
        let start = self.machine.range(Domain::Child(table)).start;
        at(customer).saturating_sub(start)..at(customer + 1).saturating_sub(start)
    }

    /// What is at stake in a task: what its most urgent alert says that can say it today.
    fn stake(&self, customer: usize, task: &Task) -> Option<i64> {
        let named = |name: &String| self.run.model.alerts.iter().position(|alert| alert.id == *name);
        let mut alerts = task.alerts.iter().filter_map(named);
        alerts.find_map(|at| self.stake_of(self.run.model.alerts.get(at)?, at, customer, task))
    }

    fn stake_of(&self, alert: &Alert, at: usize, customer: usize, task: &Task) -> Option<i64> {
        let (id, places) = self.run.program.alerts.get(at)?.stake?;
        let row = match alert.each {
            None => customer - self.start,
            Some(table) => child_row(self.run, self.machine, table, customer, task.child.as_ref())?,
        };
        let known = self.machine.is_known(id, row);
        rescale(self.machine.i64_at(id, row), places, STAKE_PLACES).filter(|_| known)
    }
}

/// A double as a number in the same order.
fn ordered(value: f64) -> i64 {
    let bits = value.to_bits().cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_keep_their_order_as_numbers() {
        let values = [f64::MIN, -1.5, -0.5, 0.0, 0.25, 3.0, f64::MAX];
        let numbers: Vec<i64> = values.into_iter().map(ordered).collect();
        assert!(numbers.is_sorted(), "{numbers:?}");
    }
}
