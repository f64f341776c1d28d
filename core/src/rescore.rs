//! A run after another one: what a moved threshold does not touch is taken over, the rest is computed.
//!
//! A slider moves one parameter of a policy, and an analyst waits for the counts. Most of what the policy says stays as
//! it is. [`Run::evaluate_after`] gives the outcome that [`Run::evaluate`] gives, to the bit, and computes as little of
//! it as can be shown to suffice:
//!
//! 1. [`Same`] finds the nodes of the new program that compute what nodes of the old one do.
//! 2. A root (a scorecard, a column, an alert, a report) that is made of such nodes and of equal declarations is taken
//!    over: its columns are shared with the outcome before, not copied.
//! 3. What the other roots rest on is evaluated, down to where it is the same again. Values at that *frontier* are kept
//!    beside the outcome ([`Kept`]), so that the next move of the same threshold begins there: the first one costs what
//!    its roots cost, those that follow what has changed.
//!
//! ```text
//! program before   program now            outcome before     outcome now
//!   score  ------->  score  (same)           columns -------->  columns
//!   alert a ------>  alert a (same)          bits ----------->  bits
//!   alert b          alert b (other)                            bits <- evaluated
//!     |                |                                          |
//!   aum > 5 m        aum > 6 m (other)                          compared
//!     |                |                                          |
//!   aum ---------->  aum    (same)           kept ----------->  kept <- frontier
//! ```
//!
//! It fails safe: runs over different tables, schemas, zones or instants have nothing in common; totals over groups are
//! taken over only when all of them are the same, and otherwise every field that may be a total is other; a class is
//! evaluated with all that it rests on, since it says why a measure is unknown; columns of texts are always computed,
//! since their codes follow the order in which a run meets the texts.
//!
//! What is made from an outcome afterwards (tasks, plans, offers, assignments) is not taken over.
//!
//! INVARIANT: an outcome after another one equals the outcome of a whole run; only what is kept tells them apart.

use alloc::vec;
use alloc::vec::Vec;
use core::cell::OnceCell;

use crate::evaluate::Machine;
use crate::model::FieldId;
use crate::outcome::{Outcome, Roots, Run};
use crate::program::{Ask, Needs, NodeId, Same, TotalNodes};

mod carry;
mod kept;

use kept::Keeper;
pub use kept::Kept;

impl Run<'_> {
    /// Evaluates all customers as [`Run::evaluate`] does, without contributions, and takes over from another run what
    /// is the same there.
    #[must_use]
    pub fn evaluate_after(&self, before: (&Run<'_>, &Outcome)) -> Outcome {
        let Some((same, totals)) = compared(self, before.0) else { return self.evaluate(false) };
        let mut roots = Roots::of(self);
        let mut outcome = roots.outcome(self.program);
        let related = if totals { before.1.related(before.0).clone() } else { self.related() };
        outcome.related = OnceCell::from(related.clone());
        carry::carry((self, &mut roots, &mut outcome), before, &same);
        outcome.kept = before.1.kept.under(&same);
        if roots.is_closed() {
            outcome.rows = self.rows();
            return outcome;
        }
        let needs = roots.needs(self.program);
        // Why a value is unknown cannot be said of one that is kept.
        let order = self
            .program
            .resting_to([&needs, &Needs::default()], &|id, ask| ask == Ask::Value && outcome.kept.has(id));
        let read: Vec<NodeId> = order.iter().filter(|(_, held)| *held).map(|(id, _)| *id).collect();
        let edge = frontier(self, &order, &needs, &same);
        let mut keeper = Keeper::of(self, &edge, outcome.kept.size(&read));
        let held = order.into_iter().map(|(id, held)| (id, outcome.kept.column(id).filter(|_| held)));
        let mut machine = Machine::holding(self.program, self.dataset, (self.as_of, self.today()), held);
        machine.relate(related);
        let mut outcome =
            outcome.filled(self, &roots, &mut machine, false, &mut |machine| keeper.add(machine));
        outcome.kept.take(keeper, &read, self.dataset);
        outcome
    }
}

/// Which nodes are the same in two runs, and whether the totals over groups are; `None` when nothing can be.
fn compared(new: &Run<'_>, old: &Run<'_>) -> Option<(Same, bool)> {
    let of_one = core::ptr::eq(new.dataset, old.dataset) && new.as_of == old.as_of;
    if !of_one || new.model.schema != old.model.schema {
        return None;
    }
    // Totals are fields. If all of them are the same as long as those that they rest on are, all of them are the same:
    // kinds of groups rest on each other in an order.
    let same = Same::of(new.program, old.program, &|_| true);
    if totals_are_same(new, old, &same) {
        return Some((same, true));
    }
    let delivered = |id: FieldId| {
        let table = new.dataset.tables.get(usize::from(id.table.0));
        table.and_then(|table| table.columns.get(usize::from(id.field))).is_some_and(Option::is_some)
    };
    Some((Same::of(new.program, old.program, &delivered), false))
}

fn totals_are_same(new: &Run<'_>, old: &Run<'_>, same: &Same) -> bool {
    let (ours, theirs) = (new.program, old.program);
    let alike = |(new, old): (&TotalNodes, &TotalNodes)| {
        let rows = match new.rows {
            Some((of, filter)) => same.old(of).zip(same.option(filter)).map(Some),
            None => Some(None),
        };
        same.option(new.value) == Some(old.value) && rows == Some(old.rows)
    };
    new.model.groups == old.model.groups
        && ours.group_order == theirs.group_order
        && ours.groups.len() == theirs.groups.len()
        && ours
            .groups
            .iter()
            .zip(&theirs.groups)
            .all(|(new, old)| new.len() == old.len() && new.iter().zip(old).all(alike))
}

/// The nodes that are the same, are evaluated, and are read by something that is not: by another node, or by a root.
fn frontier(run: &Run<'_>, order: &[(NodeId, bool)], needs: &Needs, same: &Same) -> Vec<NodeId> {
    let mut is_read = vec![false; run.program.nodes.len()];
    let mut read = |id: NodeId| is_read.iter_mut().skip(id.at()).take(1).for_each(|read| *read = true);
    needs.ids().for_each(&mut read);
    for (id, _) in order.iter().filter(|(id, held)| !held && same.old(*id).is_none()) {
        if let Some(node) = run.program.node(*id) {
            run.program.rests_on(&node.op, &mut read);
        }
    }
    let at_edge = |id: &NodeId| is_read.get(id.at()) == Some(&true) && same.old(*id).is_some();
    order.iter().filter(|(_, held)| !held).map(|(id, _)| *id).filter(at_edge).collect()
}
