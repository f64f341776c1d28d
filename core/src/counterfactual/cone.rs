//! What a goal rests on: the nodes below it, the fields that they read, and for each field that may move the nodes
//! through which alone the goal sees it.
//!
//! A boundary of a field is a node that rests on no other field that may move and is used by one that does (or is the
//! goal). Two values of the field that give all its boundaries the same values give the goal the same value, whatever
//! the other fields are: a node above sees of the field nothing but them.

use alloc::vec;
use alloc::vec::Vec;

use super::axis::Axis;
use crate::model::{Domain, FieldId};
use crate::program::{Needs, NodeId, Op, Program, Repr};

/// Fields that may move at once: one bit of a mask each, and one to spare.
pub(super) const MAX_AXES: usize = 63;

/// A node that is not looked through: it counts as resting on everything.
const ALL: u64 = u64::MAX;

/// The nodes below a goal.
pub(super) struct Cone {
    /// The goal's own nodes, which are read.
    pub goals: Needs,
    /// All, ascending.
    nodes: Vec<NodeId>,
    /// The fields that they read.
    pub inputs: Vec<FieldId>,
    /// Per field that may move its boundaries.
    pub boundaries: Vec<Vec<NodeId>>,
}

impl Cone {
    /// What some nodes rest on.
    pub fn of(program: &Program, goals: Needs) -> Self {
        let nodes = program.resting(&goals);
        let inputs = nodes.iter().filter_map(|id| match program.node(*id)?.op {
            Op::Input(field) => Some(field),
            _ => None,
        });
        Self { goals, inputs: inputs.collect(), nodes, boundaries: Vec::new() }
    }

    /// Finds the boundaries of every field that may move.
    pub fn bound(&mut self, program: &Program, axes: &[Axis], goal: NodeId) {
        let mut masks = vec![0u64; program.nodes.len()];
        let mut bound = vec![false; program.nodes.len()];
        let axis = |field: &FieldId| axes.iter().position(|axis| axis.id() == *field);
        for id in &self.nodes {
            let Some(node) = program.node(*id) else { continue };
            let mut mask = 0;
            let mut below: Vec<NodeId> = Vec::new();
            program.rests_on(&node.op, &mut |operand| below.push(operand));
            let of = |id: &NodeId| masks.get(id.0 as usize).copied().unwrap_or(0);
            below.iter().for_each(|operand| mask |= of(operand));
            if let Op::Input(field) = &node.op {
                mask = axis(field).map_or(0, |at| 1 << at);
            }
            // Of what is asked of products one after the other only the last answer is left.
            let through =
                node.domain == Domain::Customer && node.repr != Repr::Card && !program.turns.contains(id);
            mask = if mask != 0 && !through { ALL } else { mask };
            for operand in below.iter().filter(|operand| of(operand) != mask) {
                mark(&mut bound, *operand);
            }
            if let Some(slot) = masks.get_mut(id.0 as usize) {
                *slot = mask;
            }
        }
        mark(&mut bound, goal);
        let own = |at: usize| {
            let is_own = |id: &&NodeId| {
                masks.get(id.0 as usize) == Some(&(1 << at)) && bound.get(id.0 as usize) == Some(&true)
            };
            self.nodes.iter().filter(is_own).copied().collect()
        };
        self.boundaries = (0..axes.len()).map(own).collect();
    }
}

fn mark(bound: &mut [bool], id: NodeId) {
    if let Some(slot) = bound.get_mut(id.0 as usize) {
        *slot = true;
    }
}
