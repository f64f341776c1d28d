//! What people have to do before and after: tasks, and customers per manager.

use alloc::string::String;

use super::Sides;
use crate::order::Sorted;
use crate::outcome::{Outcome, Run};
use crate::plan::contacts::{PersonLoad, loads};
use crate::plan::{Contact, Why};
use crate::state::untitled;

/// Tasks and managers of both sides.
#[derive(Debug, Default)]
pub(super) struct Loads {
    /// Tasks that are handed out.
    pub tasks: Sides<u64>,
    /// Whether the policy plans contacts.
    pub planned: Sides<bool>,
    /// Per person; the first one, without a name, is nobody.
    pub people: Sorted<Option<String>, Sides<Load>>,
}

/// What one person has to do.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Load {
    /// Customers with a task that nothing holds.
    pub customers: u64,
    /// Open tasks.
    pub tasks: u64,
    /// Of these, those that a block or a time of rest holds.
    pub held: u64,
    /// How many contacts a day takes.
    pub capacity: Option<u32>,
}

impl Load {
    /// Customers beyond the capacity of one day.
    pub fn over(&self) -> u64 {
        self.capacity.map_or(0, |most| self.customers.saturating_sub(most.into()))
    }
}

impl Loads {
    /// Adds a chunk of one side.
    pub fn add(&mut self, run: &Run<'_>, outcome: &Outcome, new: bool) {
        let (state, plan) = outcome.made();
        let untitled = if state.is_none() { Some(untitled(run, outcome)) } else { None };
        let Some(after) = state.or(untitled.as_ref()) else { return };
        let handed_out = after.tasks.iter().filter(|kept| kept.is_handed_out()).count();
        *self.tasks.of_mut(new) += u64::try_from(handed_out).unwrap_or(u64::MAX);
        if run.model.contact.is_none() {
            return;
        }
        *self.planned.of_mut(new) = true;
        // The order of a day does not matter, so nobody has to make one.
        if plan.is_none()
            && let Some(all) = loads(run, outcome, after)
        {
            all.into_iter().for_each(|of_one| self.add_person(of_one, new));
            return;
        }
        // Contacts are in the order of customers, and of one customer in that of persons.
        let all = &outcome.plan(run).contacts;
        for of_one in all.chunk_by(|a, b| (a.row, &a.person) == (b.row, &b.person)) {
            let Some(first) = of_one.first() else { continue };
            let tasks = |contact: &Contact| u64::try_from(contact.agenda.len()).unwrap_or(u64::MAX);
            self.people.change(first.person.clone(), |sides| {
                let load = sides.of_mut(new);
                load.customers += u64::from(of_one.iter().any(|contact| !is_held(contact)));
                load.tasks += of_one.iter().map(tasks).sum::<u64>();
                load.held += of_one.iter().filter(|contact| is_held(contact)).map(tasks).sum::<u64>();
                load.capacity = first.capacity.map(|(most, _)| most);
            });
        }
    }
}

impl Loads {
    fn add_person(&mut self, of_one: PersonLoad, new: bool) {
        let PersonLoad { person, customers, tasks, held, capacity } = of_one;
        self.people.change(person, |sides| {
            let load = sides.of_mut(new);
            load.customers += customers;
            load.tasks += tasks;
            load.held += held;
            load.capacity = capacity;
        });
    }
}

/// Whether it waits whatever else there is to do.
fn is_held(contact: &Contact) -> bool {
    matches!(contact.by, Some(Why::Cooling | Why::Block(_)))
}
