//! Who makes contacts: managers of the policy's table, people to whom tasks were handed over, and roles.

use alloc::vec::Vec;

use super::Why;
use crate::column::{Texts, Values};
use crate::model::Alert;
use crate::model::contact::{Contacts, Managers};
use crate::outcome::Run;
use crate::plan::facts::Fact;
use crate::state::Task;
use crate::value::Reason;

/// The people of a run, numbered as they occur.
pub(super) struct People<'a, 'r> {
    run: &'r Run<'a>,
    managers: Option<&'r Managers>,
    names: Texts,
    people: Vec<Person>,
}

/// Somebody, or nobody.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    /// The code of the name; `None`: no manager is known.
    name: Option<u32>,
    /// Whether it is somebody's own manager, who has to be in the table.
    is_manager: bool,
    /// Whether the table lists no such person.
    is_unlisted: bool,
    /// Whether this is a role, which is not one person's day.
    is_role: bool,
    capacity: Option<(u32, bool)>,
    /// Contacts of today, and places given.
    used: u32,
    rank: u32,
}

impl<'a, 'r> People<'a, 'r> {
    pub fn of(run: &'r Run<'a>, contact: &'r Contacts) -> Self {
        Self { run, managers: contact.managers.as_ref(), names: Texts::default(), people: Vec::new() }
    }

    /// Whose a task is.
    pub fn of_task(&mut self, task: &Task, lead: Option<&Alert>, fact: &Fact) -> u32 {
        let role = lead.and_then(|alert| alert.task.as_ref()).map_or("", |task| task.to.as_str());
        match (&task.to, self.managers) {
            (Some(name), _) => self.named(Some(name), false),
            (None, Some(managers)) if managers.role == role => self.named(fact.manager.as_deref(), true),
            (None, _) => self.named(Some(role), false),
        }
    }

    fn named(&mut self, name: Option<&str>, is_manager: bool) -> u32 {
        let code = name.and_then(|name| self.names.intern(name));
        let same = |p: &Person| (p.name, p.is_manager) == (code, is_manager);
        let at = self.people.iter().position(same).unwrap_or_else(|| {
            let is_role = !is_manager && name.is_some_and(|name| self.is_role(name));
            let found = name.filter(|_| !is_role).map(|name| self.listed(name));
            let is_unlisted = matches!(found, Some(Err(Reason::NoHit)));
            let capacity = match found {
                Some(found) if !is_unlisted => self.known_capacity(found.ok()),
                _ => None,
            };
            let new = Person { name: code, is_manager, is_unlisted, is_role, capacity, used: 0, rank: 0 };
            self.people.push(new);
            self.people.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    /// Whether a name is that of a role, for which the policy has tasks.
    fn is_role(&self, name: &str) -> bool {
        let own = self.managers.map(|managers| managers.role.as_str());
        let mut roles =
            self.run.model.alerts.iter().filter_map(|alert| Some(alert.task.as_ref()?.to.as_str()));
        Some(name) != own && roles.any(|role| role == name)
    }

    /// The row of a person in the table of managers.
    fn listed(&self, name: &str) -> Result<usize, Reason> {
        let managers = self.managers.ok_or(Reason::NoHit)?;
        let data = self.run.dataset.tables.get(usize::from(managers.table.0)).ok_or(Reason::NotSupplied)?;
        if !data.supplied {
            return Err(Reason::NotSupplied);
        }
        let code = self.run.dataset.texts.find(name).ok_or(Reason::NoHit)?;
        data.find(code, self.run.today())
    }

    fn known_capacity(&self, row: Option<usize>) -> Option<(u32, bool)> {
        let managers = self.managers?;
        let field = managers.capacity?;
        let data = self.run.dataset.tables.get(usize::from(managers.table.0));
        let column = data.and_then(|data| data.columns.get(usize::from(field.field))?.as_ref());
        let own = row.and_then(|row| {
            let column = column.filter(|c| c.known.as_ref().is_none_or(|known| known.get(row)))?;
            match &column.values {
                Values::I64(values) => u32::try_from(*values.get(row)?).ok(),
                _ => None,
            }
        });
        own.map(|own| (own, false)).or(managers.default.map(|default| (default.value, true)))
    }

    fn person(&self, at: u32) -> Option<&Person> {
        self.people.get(at as usize)
    }

    /// The name; `None`: nobody.
    pub fn name(&self, at: u32) -> Option<&str> {
        self.person(at)?.name.map(|code| self.names.text(code))
    }

    /// Whether two persons have one name: somebody's own manager, and one to whom tasks were handed over.
    pub fn has_namesakes(&self) -> bool {
        let mut names: Vec<Option<u32>> = self.people.iter().map(|person| person.name).collect();
        crate::order::sort_unique(&mut names);
        names.len() < self.people.len()
    }

    /// How many contacts a day, and whether that is the policy's default; `None`: as many as there are.
    pub fn capacity(&self, at: u32) -> Option<(u32, bool)> {
        self.person(at)?.capacity
    }

    /// Why nobody makes the contacts of a person.
    pub fn nobody(&self, at: u32) -> Option<Why> {
        let person = self.person(at)?;
        match person.name {
            None => Some(Why::NoManager),
            Some(_) if person.is_manager && person.is_unlisted => Some(Why::NotListed),
            Some(_) => None,
        }
    }

    /// The next place in a person's day, and whether it is within the capacity. A role has no places.
    pub fn take(&mut self, at: u32) -> (Option<u32>, bool) {
        let Some(person) = self.people.get_mut(at as usize) else { return (None, false) };
        let fits = person.capacity.is_none_or(|(most, _)| person.used < most);
        person.used += u32::from(fits);
        person.rank += 1;
        ((!person.is_role).then_some(person.rank), fits)
    }
}
