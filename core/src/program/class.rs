//! A class as the evaluator needs it: nodes that say where a measure lies, rules of moving, and how state is read.

use alloc::string::String;
use alloc::vec::Vec;

use super::NodeId;
use super::lower::Lower;
use super::{Op, Repr, Shown};
use crate::model::{self, ClassPart, Domain, TableId};
use crate::standing::Rules;
use crate::value::Type;

/// A system of classes of a program.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its name, by which its rows of state are found.
    pub id: String,
    /// The members, the lowest first.
    pub members: Vec<String>,
    /// The member that the measure belongs to.
    pub indicative: NodeId,
    /// The member by edges raised by the margin of a rise.
    pub raised: NodeId,
    /// The member by edges lowered by the margin of a fall.
    pub lowered: NodeId,
    /// Whether the customer has withdrawn something that the measure rests on: true of one of these.
    pub withdrawn: Vec<NodeId>,
    /// Rules of moving.
    pub rules: Rules,
    /// The table of state.
    pub state: TableId,
}

/// The nodes of a class.
#[derive(Debug, Clone, PartialEq)]
pub struct ClassNodes {
    /// Its block.
    pub block: NodeId,
    /// What its rows look at.
    pub inputs: Vec<Shown>,
    /// The member that the measure belongs to, unknown where the measure is.
    pub measured: NodeId,
    /// Its parts, in the order of [`ClassPart::ALL`].
    pub parts: [NodeId; ClassPart::ALL.len()],
}

impl Lower<'_> {
    pub(super) fn class(&mut self, class: &model::Class) -> ClassNodes {
        let mut measured = |margin| {
            let table = class.moved(margin);
            self.decision(&table).outputs.first().copied().unwrap_or(NodeId(0))
        };
        let indicative = measured(0);
        let (raised, lowered) = (measured(class.up_margin), measured(-class.down_margin));
        let members = &self.model.enumeration(class.types.member).members;
        let members =
            members.iter().take(members.len().saturating_sub(1)).map(|(id, _)| id.clone()).collect();
        let state = self.model.schema.table_named("state_classes").unwrap_or(TableId(u16::MAX));
        let withdrawn = class.table.inputs.iter().filter_map(|(_, term)| self.withdrawn(term)).collect();
        let (id, rules) = (class.id.clone(), class.rules);
        self.program.classes.push(Class {
            id,
            members,
            indicative,
            raised,
            lowered,
            withdrawn,
            rules,
            state,
        });
        let place = u32::try_from(self.program.classes.len() - 1).unwrap_or(u32::MAX);
        let block = self.node(Op::Class(place), Domain::Customer, Repr::Card);
        let parts = ClassPart::ALL.map(|part| {
            let repr = super::repr_of(class.types.of(part));
            let node = self.node(Op::ClassPart(block, part), Domain::Customer, repr);
            let node = if part == ClassPart::Cause { self.doubted(class, node) } else { node };
            self.granted(class, part, node)
        });
        let inputs = class.table.inputs.iter().map(|(_, term)| self.shown(term)).collect();
        ClassNodes { block, inputs, measured: indicative, parts }
    }

    /// The cause, or else that the figures are not confirmed: a confirmation that is unknown is none.
    fn doubted(&mut self, class: &model::Class, cause: NodeId) -> NodeId {
        let confirmed: Vec<NodeId> = class.confirmed.iter().map(|term| self.single(term)).collect();
        if confirmed.is_empty() {
            return cause;
        }
        let all = self.node(Op::And(confirmed), Domain::Customer, Repr::Bits);
        let missing = self.node(Op::IsNull(all), Domain::Customer, Repr::Bits);
        let denied = self.node(Op::Not(all), Domain::Customer, Repr::Bits);
        let doubt = self.node(Op::Or([missing, denied].into()), Domain::Customer, Repr::Bits);
        let mark = self.node(Op::Member(model::class::not_confirmed()), Domain::Customer, Repr::Code);
        let mark = self.node(Op::Select(doubt, mark, cause), Domain::Customer, Repr::Code);
        self.node(Op::Coalesce(cause, mark), Domain::Customer, Repr::Code)
    }

    /// What stands where a person has granted a class for a time: that class, and the grant as the cause.
    fn granted(&mut self, class: &model::Class, part: ClassPart, node: NodeId) -> NodeId {
        let Some(index) = self.model.overrides.iter().position(|o| o.name == class.id) else { return node };
        match part {
            ClassPart::Official => self.overridden(index, node),
            ClassPart::Cause => {
                let given = Op::Override(u32::try_from(index).unwrap_or(u32::MAX));
                let given = self.node(given, Domain::Customer, Repr::Code);
                let none = self.node(Op::IsNull(given), Domain::Customer, Repr::Bits);
                let cause = self.node(Op::Member(model::class::granted()), Domain::Customer, Repr::Code);
                self.node(Op::Select(none, node, cause), Domain::Customer, Repr::Code)
            }
            _ => node,
        }
    }

    /// A part of a class in an expression, where "nothing" is a member and not unknown.
    pub(super) fn class_part(&mut self, index: u16, part: ClassPart) -> NodeId {
        let at = usize::from(index);
        let (Some(nodes), Some(class)) =
            (self.classes.get(at).and_then(Option::as_ref), self.model.classes.get(at))
        else {
            return NodeId(0);
        };
        let node = nodes.part(part);
        match (part, class.types.of(part)) {
            (ClassPart::Pending | ClassPart::Cause, Type::Enum(id)) => {
                let last = self.model.enumeration(id).members.len().saturating_sub(1);
                let none = Op::Member(u32::try_from(last).unwrap_or(u32::MAX));
                let none = self.node(none, Domain::Customer, Repr::Code);
                self.node(Op::Coalesce(node, none), Domain::Customer, Repr::Code)
            }
            _ => node,
        }
    }
}

impl ClassNodes {
    /// The node of a part.
    #[must_use]
    pub fn part(&self, part: ClassPart) -> NodeId {
        let at = ClassPart::ALL.iter().position(|p| *p == part);
        at.and_then(|at| self.parts.get(at)).copied().unwrap_or(NodeId(0))
    }
}
