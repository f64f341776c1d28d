//! The managers of a run: what is known of each on the as-of date.

use alloc::string::String;
use alloc::vec::Vec;

use super::DEAR;
use crate::evaluate::Machine;
use crate::model::assignment::Assignment;
use crate::order::{arrange, positions};
use crate::outcome::{Outcome, Run};
use crate::program::{AssignmentNodes, Needs, NodeId};
use crate::value::Reason;

/// A manager.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    /// His key.
    pub key: String,
    /// Whether he is there.
    pub presence: Presence,
    /// Whether he serves customers.
    pub active: Option<bool>,
    /// How many customers he has room for by himself.
    pub capacity: Option<i64>,
    /// Per limit: whether it is about him, and how many it leaves him.
    pub limits: Vec<(Option<bool>, Option<i64>)>,
    /// His branch.
    pub branch: Option<String>,
    /// Per rule, whether he meets it.
    pub meets: Vec<Option<bool>>,
    /// Per rule, what it costs if he does not.
    pub costs: Vec<i64>,
}

/// Whether a manager is there on the as-of date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Presence {
    /// A row of his holds.
    There,
    /// None does.
    #[default]
    Gone,
    /// It is unknown: his row, or the table, could not be read.
    Unknown,
}

impl Person {
    /// A manager of whom nothing is known but his name.
    pub fn named(key: &str, found: Result<usize, Reason>) -> Self {
        let presence = match found {
            Ok(_) => Presence::There,
            Err(Reason::NoHit) => Presence::Gone,
            Err(_) => Presence::Unknown,
        };
        Self { key: key.into(), presence, ..Self::default() }
    }

    /// Whether he may serve customers at all; unknown of one whose row could not be read.
    pub fn serves(&self) -> Option<bool> {
        match self.presence {
            Presence::There => self.active,
            Presence::Gone => Some(false),
            Presence::Unknown => None,
        }
    }

    /// The most customers that he may have, when he has `load` that may stay; `None`: unknown.
    pub fn room(&self, load: u32) -> Option<u32> {
        let mut room = self.capacity?;
        for (about, most) in &self.limits {
            match (about, most) {
                (Some(false), _) => {}
                (Some(true), most) => room = room.min((*most)?),
                // Perhaps the limit is about him: he keeps what he has and is given none beyond it.
                (None, most) => room = room.min((*most)?.max(i64::from(load))),
            }
        }
        Some(u32::try_from(room.max(0)).unwrap_or(u32::MAX))
    }
}

/// The managers of the table, by key.
pub(super) fn people(
    (run, outcome): (&Run<'_>, &Outcome),
    assignment: &Assignment,
    nodes: &AssignmentNodes,
) -> Vec<Person> {
    let Some(data) = run.dataset.tables.get(usize::from(assignment.managers.0)) else { return Vec::new() };
    let mut keys = data.keys.clone();
    keys.dedup();
    let text = |at: u32| keys.get(at as usize).map_or("", |code| run.dataset.texts.text(*code));
    let mut order = positions(keys.len());
    arrange(&mut order, &mut |a, b| text(a).cmp(text(b)));
    let mut needs = Needs::default();
    needs.assignment(nodes);
    let mut machine = outcome.machine(run, &needs);
    machine.rows_of(assignment.managers);
    let person = |at: &u32| {
        let found = data.find(*keys.get(*at as usize)?, run.today());
        let person = Person::named(text(*at), found);
        Some(match found {
            Ok(row) => read(&machine, nodes, row, person),
            Err(_) => person,
        })
    };
    order.iter().filter_map(person).collect()
}

fn read(machine: &Machine<'_>, nodes: &AssignmentNodes, row: usize, person: Person) -> Person {
    let truth = |id: NodeId| truth(machine, id, row);
    let number = |id: NodeId| machine.is_known(id, row).then(|| machine.i64_at(id, row));
    let cost = |id: Option<NodeId>| id.map_or(0, |id| number(id).unwrap_or(DEAR).clamp(0, DEAR));
    Person {
        active: nodes.active.map_or(Some(true), truth),
        capacity: number(nodes.capacity),
        limits: nodes.limits.iter().map(|(about, most)| (truth(*about), number(*most))).collect(),
        branch: nodes.branch.and_then(|id| text(machine, id, row)),
        meets: nodes.managers.iter().map(|(meets, _)| truth(*meets)).collect(),
        costs: nodes.managers.iter().map(|(_, of)| cost(*of)).collect(),
        ..person
    }
}

/// A condition in a row of the block.
pub(super) fn truth(machine: &Machine<'_>, id: NodeId, row: usize) -> Option<bool> {
    machine.is_known(id, row).then(|| machine.is_true(id, row))
}

/// A text in a row of the block.
pub(super) fn text(machine: &Machine<'_>, id: NodeId, row: usize) -> Option<String> {
    machine.is_known(id, row).then(|| machine.text(machine.code_at(id, row)).into())
}
