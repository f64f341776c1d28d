//! The assignment as nodes: what is asked of customers in their domain, what of managers beside the rows of their
//! table.

use alloc::vec::Vec;

use super::NodeId;
use super::lower::Lower;
use crate::model::Term;
use crate::model::assignment::{Assignment, scale};

/// An assignment as nodes. Numbers have the places of the assignment's costs.
#[derive(Debug, Clone, PartialEq)]
pub struct AssignmentNodes {
    /// Which customers need a manager.
    pub who: Option<NodeId>,
    /// A customer's manager.
    pub current: NodeId,
    /// A customer's branch.
    pub within: Option<NodeId>,
    /// What a change costs.
    pub change: Option<NodeId>,
    /// From when a change is to hold.
    pub effective: Option<NodeId>,
    /// Per rule, for which customers.
    pub whens: Vec<Option<NodeId>>,
    /// A manager's capacity.
    pub capacity: NodeId,
    /// A manager's branch.
    pub branch: Option<NodeId>,
    /// Whether a manager serves customers.
    pub active: Option<NodeId>,
    /// Per limit: which managers, and how many customers.
    pub limits: Vec<(NodeId, NodeId)>,
    /// Per rule: which managers meet it, and what it costs where they do not.
    pub managers: Vec<(NodeId, Option<NodeId>)>,
}

impl Lower<'_> {
    /// The nodes of an assignment.
    pub(super) fn assignment(&mut self, assignment: &Assignment) -> AssignmentNodes {
        let places = assignment.scale;
        let mut maybe = |term: &Option<Term>| term.as_ref().map(|term| self.single(term));
        let who = maybe(&assignment.who);
        let within = maybe(&assignment.within);
        let effective = maybe(&assignment.effective);
        let whens = assignment.rules.iter().map(|rule| maybe(&rule.when)).collect();
        let current = self.single(&assignment.current);
        let change = assignment.change.as_ref().map(|term| self.cost(term, places));
        self.asked = Some(assignment.managers);
        let limits = assignment.limits.iter();
        let limits = limits.map(|limit| (self.single(&limit.manager), self.single(&limit.most))).collect();
        let managers = assignment.rules.iter().map(|rule| {
            let cost = rule.cost.as_ref().map(|term| self.cost(term, places));
            (self.single(&rule.manager), cost)
        });
        let managers = managers.collect();
        let capacity = self.single(&assignment.capacity);
        let branch = assignment.branch.as_ref().map(|term| self.single(term));
        let active = assignment.active.as_ref().map(|term| self.single(term));
        self.asked = None;
        AssignmentNodes {
            who,
            current,
            within,
            change,
            effective,
            whens,
            capacity,
            branch,
            active,
            limits,
            managers,
        }
    }

    fn cost(&mut self, term: &Term, places: u8) -> NodeId {
        let id = self.single(term);
        self.widen(id, scale(term.ty), places)
    }
}
