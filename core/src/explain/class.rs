//! Classes of one customer: where the customer stands, where the figures point, and what holds the official class.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::{EdgeText, Explain, UnknownText, ValueText};
use crate::model::{Class, ClassPart};
use crate::program::{ClassNodes, Lowered, Shown};

/// A class explained.
#[derive(Debug, Clone, Serialize)]
pub struct ClassText {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What its rows look at.
    pub inputs: Vec<ValueText>,
    /// Its parts: official class, indicative class and so on. A part that does not apply has no value.
    pub parts: Vec<ValueText>,
    /// Reviews in a row that count towards a rise, and how many it takes.
    pub reviews_up: [u32; 2],
    /// Reviews in a row that count towards a fall, and how many it takes.
    pub reviews_down: [u32; 2],
    /// Why the indicative class is unknown.
    pub unknown: Option<UnknownText>,
    /// How far the customer is from another class.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edges: Vec<EdgeText>,
}

impl Explain<'_, '_> {
    /// All classes.
    pub(super) fn classes(&self) -> Vec<ClassText> {
        let all = self.run.model.classes.iter().zip(&self.run.program.class_nodes);
        all.map(|(class, nodes)| self.class(class, nodes)).collect()
    }

    fn class(&self, class: &Class, nodes: &ClassNodes) -> ClassText {
        let standing = self.machine.slot(nodes.block).classes.get(self.row).and_then(|c| c.standing);
        let (up, down) = standing.map_or((0, 0), |s| (s.reviews_up, s.reviews_down));
        let parts = ClassPart::ALL.into_iter().zip(nodes.parts).map(|(part, node)| {
            let ty = class.types.of(part);
            let id = if part == ClassPart::Official { "official" } else { part.id() };
            let mut part = self.named(id, Some(&part.label()), ty, Shown { at: Lowered::Node(node), ty });
            // Of a standing that is known, what has no value does not apply.
            part.unknown = part.unknown.filter(|_| standing.is_none());
            part
        });
        let inputs = class.table.inputs.iter().zip(&nodes.inputs);
        ClassText {
            id: class.id.clone(),
            label: self.label(class.label.as_ref(), &class.id),
            inputs: inputs.map(|((id, term), shown)| self.named(id, None, term.ty, *shown)).collect(),
            parts: parts.collect(),
            reviews_up: [up, class.rules.up_after],
            reviews_down: [down, class.rules.down_after],
            unknown: self.cause(nodes.measured, self.row),
            edges: self.class_edges(class, nodes),
        }
    }
}
