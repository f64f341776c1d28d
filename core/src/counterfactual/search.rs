//! The combinations of values in order of their cost, until one reaches the goal.
//!
//! Equal costs: the one that changes fewer fields first, then the one whose fields come first, then the one of the
//! nearer value of the first of them.
//!
//! INVARIANT: every combination is tried once, and no combination before one that stands before it in that order.

use alloc::collections::BinaryHeap;
use alloc::vec;
use alloc::vec::Vec;
use core::cmp::Reverse;

use super::axis::Axis;
use super::cone::Cone;
use super::copies::Copies;
use super::goal::Goal;

/// Combinations that are tried.
const MAX_TRIED: usize = 1 << 16;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Which choice of each field reaches the goal.
    Reached(Vec<usize>),
    /// Nothing does.
    Nothing,
    /// Nothing that costs less than this does; more was not tried.
    Beyond(i64),
    /// The run over the edited customer did not say the same, so nothing is claimed.
    NotConfirmed,
}

/// A combination: cost, number of fields that it changes, which, and the choice of each field.
type Combination = (i64, usize, Vec<usize>, Vec<usize>);

/// What a combination costs, decimal(4).
pub(super) fn total(axes: &[Axis], at: &[usize]) -> i64 {
    let cost = |(axis, at): (&Axis, &usize)| axis.choices.get(*at).map_or(0, |choice| choice.cost);
    axes.iter().zip(at).map(cost).fold(0, i64::saturating_add)
}

impl Found {
    /// The stable id of the answer.
    pub fn id(&self, axes: &[Axis]) -> &'static str {
        match self {
            Self::Reached(at) if total(axes, at) == 0 => "already",
            Self::Reached(_) => "reached",
            Self::Nothing => "not_reachable",
            Self::Beyond(_) => "beyond_bound",
            Self::NotConfirmed => "not_confirmed",
        }
    }
}

/// The first combination that reaches the goal.
pub(super) fn search(copies: &mut Copies<'_>, axes: &[Axis], cone: &Cone, goal: &Goal) -> Found {
    let open = axes.iter().filter_map(|axis| axis.open).min();
    let mut heap = BinaryHeap::new();
    heap.push(Reverse(combination(axes, vec![0; axes.len()])));
    let (mut tried, mut size) = (0, 1);
    loop {
        let mut block: Vec<Vec<usize>> = Vec::with_capacity(size);
        let mut beyond = None;
        while block.len() < size
            && let Some(Reverse((cost, _, changed, at))) = heap.pop()
        {
            if open.is_some_and(|open| cost >= open) || tried + block.len() >= MAX_TRIED {
                beyond = Some(cost.min(open.unwrap_or(cost)));
                break;
            }
            let from = changed.last().copied().unwrap_or(0);
            for axis in from..axes.len() {
                let mut next = at.clone();
                let Some(slot) = next.get_mut(axis) else { continue };
                *slot += 1;
                if axes.get(axis).is_some_and(|axis| *slot < axis.choices.len()) {
                    heap.push(Reverse(combination(axes, next)));
                }
            }
            block.push(at);
        }
        tried += block.len();
        if let Some(first) = first(copies, axes, cone, goal, &block) {
            return block.get(first).cloned().map_or(Found::Nothing, Found::Reached);
        }
        match beyond {
            Some(cost) => return Found::Beyond(cost),
            None if heap.is_empty() => return open.map_or(Found::Nothing, Found::Beyond),
            None => size = (size * 16).min(copies.rows),
        }
    }
}

fn combination(axes: &[Axis], at: Vec<usize>) -> Combination {
    let changed: Vec<usize> =
        at.iter().enumerate().filter(|(_, at)| **at > 0).map(|(axis, _)| axis).collect();
    (total(axes, &at), changed.len(), changed, at)
}

/// The first of some combinations that reaches the goal.
fn first(
    copies: &mut Copies<'_>,
    axes: &[Axis],
    cone: &Cone,
    goal: &Goal,
    block: &[Vec<usize>],
) -> Option<usize> {
    for (place, axis) in axes.iter().enumerate() {
        let key =
            |at: &Vec<usize>| at.get(place).and_then(|at| axis.choices.get(*at)).map_or(axis.base, |c| c.key);
        let keys: Vec<i64> = block.iter().map(key).collect();
        copies.fill(axis.field, &keys);
    }
    copies.evaluate(block.len(), Some(&cone.goals), |run, machine| {
        (0..block.len()).find(|row| goal.holds(run, machine, *row))
    })
}
