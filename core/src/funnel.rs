//! The funnel of an alert: how many rows each of its conditions lets through, and how many it alone holds back.
//!
//! Counted are what the alert is asked of, customers or rows of a child table, while the blocks of a run are still in
//! the machine. The first step is what has to be true of a row before the alert is asked at all; the conditions of
//! [`Alert::conjuncts`](crate::model::Alert::conjuncts) follow in the order of the policy.
//!
//! INVARIANT: what the last step leaves is what fired.

use alloc::vec::Vec;

use crate::evaluate::Machine;
use crate::model::Domain;
use crate::program::AlertNodes;

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

/// The true and the known bits of the rows of a block.
type Masks<'a> = (&'a [u64], &'a [u64]);

/// Adds the rows of a block to the steps of an alert: what is asked first, then its conditions.
pub(crate) fn add(steps: &mut Vec<Step>, machine: &Machine<'_>, alert: &AlertNodes) {
    let domain = machine.program().node(alert.when).map_or(Domain::Customer, |node| node.domain);
    let masks = |ids: &[crate::program::NodeId]| ids.iter().map(|id| machine.masks(*id)).collect();
    let (asked, conditions): (Vec<Masks<'_>>, Vec<Masks<'_>>) =
        (masks(&alert.asked), masks(&alert.conditions));
    steps.resize(conditions.len() + 1, Step::default());
    let rows = machine.rows(domain);
    for at in 0..rows.div_ceil(64) {
        let live = u64::MAX >> (64 - (rows - at * 64).min(64));
        let bits = |(truth, known): &Masks<'_>| {
            let (truth, known) = (truth.get(at).copied().unwrap_or(0), known.get(at).copied().unwrap_or(0));
            (truth & known & live, known & !truth & live)
        };
        let first = asked.iter().map(bits).fold((live, 0), |all, one| (all.0 & one.0, all.1 | one.1));
        let words = || core::iter::once(first).chain(conditions.iter().map(bits));
        let (mut open, mut more) = (0, 0);
        for (truth, _) in words() {
            more |= open & !truth;
            open |= !truth;
        }
        let mut left = live;
        for (step, (truth, failed)) in steps.iter_mut().zip(words()) {
            left &= truth;
            step.failed += u64::from(failed.count_ones());
            step.unknown += u64::from((live & !truth & !failed).count_ones());
            step.alone += u64::from((failed & !more).count_ones());
            step.left += u64::from(left.count_ones());
        }
    }
}
