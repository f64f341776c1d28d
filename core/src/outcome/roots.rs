//! The roots of a run: the nodes whose values its outcome has columns of, and which of those are still open.
//!
//! A run from nothing computes all roots. A run after another one ([`crate::rescore`]) closes those whose columns it
//! takes over; what only closed roots rest on is not evaluated.

use alloc::rc::Rc;
use alloc::vec::Vec;

use super::{Outcome, Run, empty};
use crate::column::{Bits, Column};
use crate::model::ClassPart;
use crate::program::{Lowered, Needs, NodeId, Program, Repr};
use crate::value::Type;

/// A node of which an outcome has a column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Root {
    /// The node.
    pub node: NodeId,
    /// The type of its values.
    pub ty: Type,
    /// Whether the column is yet to be filled.
    pub open: bool,
}

/// The roots of a run, in the order of the outcome's lists.
#[derive(Debug, Clone)]
pub(crate) struct Roots {
    /// Scorecards, which have many columns each.
    pub cards: Vec<Root>,
    /// Per decision table its outputs.
    pub decisions: Vec<Vec<Root>>,
    /// Per class its parts.
    pub classes: Vec<Vec<Root>>,
    /// Tags.
    pub tags: Vec<Root>,
    /// What is watched; of a ratio, the numerator.
    pub watched: Vec<Root>,
    /// Alerts with their funnels: whether they are open.
    pub alerts: Vec<bool>,
    /// Reports, likewise.
    pub reports: Vec<bool>,
}

impl Roots {
    /// All roots of a run, open.
    pub fn of(run: &Run<'_>) -> Self {
        let (model, program) = (run.model, run.program);
        let open = |(node, ty)| Root { node, ty, open: true };
        let cards = program.card_nodes.iter().map(|node| open((*node, Type::Decimal(4))));
        let decisions = program.decisions.iter().zip(&model.decisions).map(|(nodes, table)| {
            let types = table.outputs.iter().map(|output| output.ty);
            nodes.outputs.iter().copied().zip(types).map(open).collect()
        });
        let classes = program.class_nodes.iter().zip(&model.classes).map(|(nodes, class)| {
            let types = ClassPart::ALL.map(|part| class.types.of(part));
            nodes.parts.into_iter().zip(types).map(open).collect()
        });
        let tags = model.derives.iter().zip(&program.derives).filter(|(derive, _)| derive.tag);
        let watched = program.watched.iter().map(|shown| match shown.at {
            Lowered::Node(id) => (id, shown.ty),
            Lowered::Ratio { num, .. } => (num.0, shown.ty),
        });
        Self {
            cards: cards.collect(),
            decisions: decisions.collect(),
            classes: classes.collect(),
            tags: tags.filter_map(|(_, shown)| shown.node()).map(open).collect(),
            watched: watched.map(open).collect(),
            alerts: program.alerts.iter().map(|_| true).collect(),
            reports: program.reports.iter().map(|_| true).collect(),
        }
    }

    /// Whether every column is there.
    pub fn is_closed(&self) -> bool {
        let single = self.cards.iter().chain(self.decisions.iter().chain(&self.classes).flatten());
        let mut roots = single.chain(&self.tags).chain(&self.watched);
        roots.all(|root| !root.open) && self.alerts.iter().chain(&self.reports).all(|open| !open)
    }

    /// What the open roots rest on.
    pub fn needs(&self, program: &Program) -> Needs {
        let mut needs = Needs::default();
        let single = self.cards.iter().chain(self.decisions.iter().chain(&self.classes).flatten());
        let roots = single.chain(&self.tags).chain(&self.watched);
        needs.all(roots.filter(|root| root.open).map(|root| root.node));
        let open = |of: &(bool, usize)| of.0;
        for (_, at) in self.alerts.iter().copied().zip(0..).filter(open) {
            program.alerts.iter().skip(at).take(1).for_each(|nodes| needs.fired(nodes));
        }
        for (_, at) in self.reports.iter().copied().zip(0..).filter(open) {
            program.reports.iter().skip(at).take(1).for_each(|nodes| needs.report(nodes));
        }
        needs
    }

    /// An outcome with an empty column per root.
    pub fn outcome(&self, program: &Program) -> Outcome {
        let column = |root: &Root| {
            let repr = program.node(root.node).map_or(Repr::Bits, |node| node.repr);
            Rc::new(Column { values: empty(repr), known: Some(Bits::default()), reasons: Vec::new() })
        };
        let columns = |roots: &[Root]| -> Vec<Rc<Column>> { roots.iter().map(column).collect() };
        Outcome {
            cards: self.cards.iter().map(|_| Rc::default()).collect(),
            decisions: self.decisions.iter().map(|roots| columns(roots)).collect(),
            classes: self.classes.iter().map(|roots| columns(roots)).collect(),
            tags: columns(&self.tags),
            watched: columns(&self.watched),
            alerts: self.alerts.iter().map(|_| Rc::default()).collect(),
            funnels: self.alerts.iter().map(|_| Vec::new()).collect(),
            ..Outcome::default()
        }
    }
}
