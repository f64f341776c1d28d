//! What each person has to do, whatever the order of a day: of that the caps and the places of the day tell nothing.

use alloc::string::String;
use alloc::vec::Vec;

use super::{People, Plan, Tasks};
use crate::order::sort_by;
use crate::outcome::{Outcome, Run};
use crate::plan::facts::Facts;
use crate::state::After;

/// The open tasks of one person.
#[derive(Debug, Clone, Default)]
pub(crate) struct PersonLoad {
    /// The person; `None`: nobody.
    pub person: Option<String>,
    /// Customers with a task that nothing holds.
    pub customers: u64,
    /// Open tasks.
    pub tasks: u64,
    /// Of these, those that a block or a time of rest holds.
    pub held: u64,
    /// How many contacts a day takes.
    pub capacity: Option<u32>,
}

/// What the persons of a run have to do, as its contacts say it; `None` without a contact policy, and where two persons
/// have one name, so that only the contacts can tell whose day counts.
pub(crate) fn loads(run: &Run<'_>, outcome: &Outcome, after: &After) -> Option<Vec<PersonLoad>> {
    let contact = run.model.contact.as_ref()?;
    let facts = Facts::after(run, outcome, after);
    let people = People::of(run, contact);
    let mut plan = Plan { run, contact, after, facts: &facts, people, out: Vec::new() };
    let mut all: Vec<PersonLoad> = Vec::new();
    for fact in &facts.rows {
        let Tasks { held, open } = plan.tasks(fact);
        let held = held.iter().map(|(held, _)| (held.person, true));
        let mut own: Vec<(u32, bool)> = held.chain(open.iter().map(|(person, _)| (*person, false))).collect();
        sort_by(&mut own, |a, b| a.cmp(b));
        for of_one in own.chunk_by(|a, b| a.0 == b.0) {
            let Some((person, waits)) = of_one.first().copied() else { continue };
            let at = person as usize;
            all.resize_with(all.len().max(at + 1), PersonLoad::default);
            let Some(load) = all.get_mut(at) else { continue };
            let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
            // What nothing holds is in front.
            load.customers += u64::from(!waits);
            load.tasks += count(of_one.len());
            load.held += count(of_one.iter().filter(|(_, held)| *held).count());
        }
    }
    if plan.people.has_namesakes() {
        return None;
    }
    for (load, at) in all.iter_mut().zip(0u32..) {
        load.person = plan.people.name(at).map(String::from);
        load.capacity = plan.people.capacity(at).map(|(most, _)| most);
    }
    Some(all)
}
