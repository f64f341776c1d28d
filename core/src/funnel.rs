//! The funnel of an alert: how many rows each of its conditions lets through, and how many it alone holds back.
//!
//! Counted are what the alert is asked of, customers or rows of a child table, while the blocks of a run are still in
//! the machine. The first step is what has to be true of a row before the alert is asked at all; the conditions of
//! [`Alert::conjuncts`](crate::model::Alert::conjuncts) follow in the order of the policy.
//!
//! INVARIANT: what the last step leaves is what fired.

use alloc::vec::Vec;

use appraise_kernels::funnel::{self, Counts};

use crate::evaluate::Machine;
use crate::model::Domain;
use crate::program::{AlertNodes, NodeId};

/// What a condition does to the rows of an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Step {
    /// Rows of which it is false.
    pub failed: u64,
    /// Rows of which it is unknown.
    pub unknown: u64,
    /// Rows of which it is false and all others are true.
    pub alone: u64,
    /// Rows of which it and all before it are true.
    pub left: u64,
}

impl Step {
    /// Adds the rows of another part.
    pub(crate) const fn join(&mut self, other: Self) {
        self.failed = self.failed.saturating_add(other.failed);
        self.unknown = self.unknown.saturating_add(other.unknown);
        self.alone = self.alone.saturating_add(other.alone);
        self.left = self.left.saturating_add(other.left);
    }
}

/// Counts the rows of a run, block by block; its room is used again for every alert.
#[derive(Debug, Default)]
pub(crate) struct Counter {
    /// Number of rows, and those that there are.
    rows: usize,
    live: Vec<u64>,
    /// Of what is asked first: where it is true, and where that is known.
    first: (Vec<u64>, Vec<u64>),
    /// The rows that a condition holds back, and those that more than one does.
    held: Vec<u64>,
    more: Vec<u64>,
    /// The rows that the conditions so far have left.
    left: Vec<u64>,
}

impl Counter {
    /// Adds the rows of a block to the steps of an alert: what is asked first, then its conditions.
    pub fn add(&mut self, steps: &mut Vec<Step>, machine: &Machine<'_>, alert: &AlertNodes) {
        let domain = machine.program().node(alert.when).map_or(Domain::Customer, |node| node.domain);
        self.room(machine.rows(domain));
        let Self { rows, live, first, held, more, left } = self;
        // Columns that are read where they lie go on behind the block.
        let here = |words| <[u64]>::get(words, ..live.len()).unwrap_or(words);
        let masks = |id: &NodeId| {
            let (truth, known) = machine.masks(*id);
            (here(truth), here(known))
        };
        steps.resize(alert.conditions.len() + 1, Step::default());
        let all = if let Some((one, others)) = alert.asked.split_first() {
            let (truth, known) = masks(one);
            first.0.iter_mut().zip(truth).for_each(|(all, truth)| *all = *truth);
            first.1.iter_mut().zip(known).for_each(|(any, known)| *any = *known);
            others.iter().for_each(|id| ask(first, masks(id)));
            Some((first.0.as_slice(), first.1.as_slice()))
        } else {
            steps.iter_mut().take(1).for_each(|step| step.left += *rows as u64);
            None
        };
        let skipped = usize::from(all.is_none());
        let all = all.into_iter().chain(alert.conditions.iter().map(masks)).enumerate();
        all.clone().for_each(|(at, masks)| funnel::hold(masks, at == 0, held, more));
        for (step, (at, masks)) in steps.iter_mut().skip(skipped).zip(all) {
            let Counts { failed, unknown, alone, left } = funnel::count(masks, at == 0, live, more, left);
            let [failed, unknown, alone, left] = [failed, unknown, alone, left].map(u64::from);
            step.join(Step { failed, unknown, alone, left });
        }
    }

    /// Makes room for so many rows.
    fn room(&mut self, rows: usize) {
        if self.rows == rows {
            return;
        }
        self.rows = rows;
        let words = rows.div_ceil(64);
        self.live.clear();
        self.live.resize(words, u64::MAX);
        if let (Some(last), false) = (self.live.last_mut(), rows.is_multiple_of(64)) {
            *last = (1 << (rows % 64)) - 1;
        }
        let (truth, known) = &mut self.first;
        for room in [truth, known, &mut self.held, &mut self.more, &mut self.left] {
            room.resize(words, 0);
        }
    }
}

/// Asks one thing more before the first condition: known is what all of them say, or one of them denies.
fn ask((all, any): &mut (Vec<u64>, Vec<u64>), (truth, known): (&[u64], &[u64])) {
    for ((all, any), (truth, known)) in all.iter_mut().zip(any).zip(truth.iter().zip(known)) {
        let denied = *any & !*all | known & !truth;
        *all &= *any & truth & known;
        *any = *all | denied;
    }
}
