//! Contacts: the open tasks of a customer as one approach by one person, and a manager's day made of them.
//!
//! Tasks for the manager's role are the manager's whom the customer's own row names; a task that was handed over is its
//! receiver's, and one for another role is that role's. What one person has to do about one customer is one contact
//! with an agenda. Then, in the order of the policy:
//!
//! 1. What is blocked stays so: `never_contact`, an open complaint for greetings, `suppress`.
//! 2. What is not exempt rests while it cools, and waits where a cap is reached; each such part of an agenda is a
//!    contact of its own that says what holds it and until when. What is exempt goes, whatever the caps say.
//! 3. The rest is offered today, up to the capacity of the manager's day; beyond it, it is shown as overflow.
//!
//! A contact that was offered before and of which nothing is done goes on: it keeps its id and the day since when it is
//! offered. A manager who is missing, or not in the table of managers, is nobody: such contacts are unassigned. Where
//! only the capacity is not known, the policy's default holds, and the row says so. People whom the table of managers does
//! not list have a day without end. A role, such as a branch head, is no one person: its contacts have no limit and no
//! places, whatever the table of managers says.
//!
//! INVARIANT: every open task of the customers of a run is on exactly one agenda.
//! INVARIANT: the order of contacts is total: ties go by the customer's key, then by the person.

use alloc::string::String;
use alloc::vec::Vec;

use super::caps::{Form, Ledger, Touch};
use super::facts::{Fact, Facts};
use crate::evaluate::Cause;
use crate::model::contact::{Contacts, RankBy};
use crate::model::{Alert, Block, Model};
use crate::order::sort_by;
use crate::outcome::Run;
use crate::output::customer_key;
use crate::output::events::task_id;
use crate::policy::{AlertKind, Priority, Standing};
use crate::state::{After, Kept, Status};
use crate::value::Reason;

mod day;
mod load;
mod person;
mod together;

use day::Day;
pub(crate) use load::{PersonLoad, loads};
use person::People;

/// A contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Contact {
    /// The customer's row.
    pub row: u32,
    /// Its id.
    pub id: String,
    /// Who makes it: a manager, a person or a role; `None`: nobody.
    pub person: Option<String>,
    /// Its place in that person's day; none for a role.
    pub rank: Option<u32>,
    /// Where it stands.
    pub status: Standing,
    /// What keeps it from being made today.
    pub by: Option<Why>,
    /// Why that is unknown, if it is.
    pub cause: Option<Cause>,
    /// The first day on which it may be made.
    pub until: Option<i32>,
    /// Its agenda: tasks by their indexes in the state after the run, the most urgent first.
    pub agenda: Vec<u32>,
    /// When its first task has to be done, microseconds UTC.
    pub due: Option<i64>,
    /// The priority of its most urgent task.
    pub priority: Option<Priority>,
    /// The largest stake of its tasks, decimal(2).
    pub stake: Option<i64>,
    /// By which channel.
    pub channel: Option<String>,
    /// Since when it is offered.
    pub since: Option<i32>,
    /// The customer's household.
    pub household: Option<String>,
    /// The last day on which the customer was contacted.
    pub last: Option<i32>,
    /// How many contacts its person makes a day, and whether that is the policy's default.
    pub capacity: Option<(u32, bool)>,
    /// The contacts that are offered together with it.
    pub with: Vec<String>,
}

/// What keeps a contact from being made today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Something blocks its tasks.
    Block(Block),
    /// The time of rest after an event.
    Cooling,
    /// A cap, by index in `Contacts::caps`.
    Cap(usize),
    /// The capacity of the day.
    Capacity,
    /// No manager is known.
    NoManager,
    /// The manager is not in the table of managers.
    NotListed,
}

impl Why {
    /// The id that tables carry; of a cap its name in the contact policy.
    #[must_use]
    pub fn id(self, model: &Model) -> String {
        match self {
            Self::Block(block) => block.id().into(),
            Self::Cooling => "cooling".into(),
            Self::Cap(at) => {
                let cap = model.contact.as_ref().and_then(|contact| contact.caps.get(at));
                cap.map_or(String::new(), |cap| alloc::format!("caps.{}", cap.id))
            }
            Self::Capacity => "capacity".into(),
            Self::NoManager => "no_manager".into(),
            Self::NotListed => "manager_not_listed".into(),
        }
    }
}

/// An open task, as contacts take it.
#[derive(Debug, Clone, Copy)]
struct Item<'a> {
    /// Its index in the state after the run.
    task: u32,
    kept: &'a Kept,
    kind: AlertKind,
    priority: Priority,
    exempt: bool,
    stake: Option<i64>,
}

/// The open tasks of a customer.
struct Tasks<'a> {
    /// Those that something holds whatever else there is.
    held: Vec<(Held, Item<'a>)>,
    /// The others, with their person.
    open: Vec<(u32, Item<'a>)>,
}

/// A part of a customer's tasks that becomes a contact.
#[derive(Debug, Clone)]
struct Draft<'a> {
    row: u32,
    /// Index in [`People`].
    person: u32,
    items: Vec<Item<'a>>,
    /// What the order compares: unknown last, then the smaller first.
    keys: Vec<(bool, i128)>,
}

/// The contacts of a run's customers, by row and person, then as they stand.
#[must_use]
pub fn contacts(run: &Run<'_>, after: &After, facts: &Facts, ledger: &mut Ledger<'_>) -> Vec<Contact> {
    let Some(contact) = &run.model.contact else { return Vec::new() };
    let mut plan = Plan { run, contact, after, facts, people: People::of(run, contact), out: Vec::new() };
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for fact in &facts.rows {
        plan.customer(fact, &mut drafts);
    }
    let together = together::pairs(run, contact, facts, &drafts);
    let mut day = Day::new(plan, drafts, together);
    day.decide(ledger);
    day.finish(ledger)
}

/// What is needed to make contacts.
struct Plan<'a, 'r> {
    run: &'r Run<'a>,
    contact: &'r Contacts,
    after: &'r After,
    facts: &'r Facts,
    people: People<'a, 'r>,
    out: Vec<Contact>,
}

impl<'r> Plan<'_, 'r> {
    /// Sorts the tasks of a customer out: those that wait for no order become contacts at once.
    fn customer(&mut self, fact: &Fact, drafts: &mut Vec<Draft<'r>>) {
        let row = fact.row;
        let Tasks { held, mut open } = self.tasks(fact);
        self.held(row, held);
        sort_by(&mut open, |a, b| a.0.cmp(&b.0));
        for of_one in open.chunk_by(|a, b| a.0 == b.0) {
            let Some((person, _)) = of_one.first() else { continue };
            let items: Vec<Item<'r>> = of_one.iter().map(|(_, item)| *item).collect();
            let keys = self.keys(fact, &items);
            drafts.push(Draft { row, person: *person, items, keys });
        }
    }

    /// The open tasks of a customer: those that something holds whatever else there is, and the others with their person.
    fn tasks(&mut self, fact: &Fact) -> Tasks<'r> {
        let row = fact.row;
        let first = self.after.first_of(row as usize);
        let tasks = self.after.of_customer(row as usize).iter().zip(&fact.stakes);
        let mut sorted = Tasks { held: Vec::new(), open: Vec::new() };
        for ((kept, stake), at) in
            tasks.zip(0u32..).filter(|((kept, _), _)| kept.task.status == Status::Open && !kept.automatic)
        {
            let task = u32::try_from(first).unwrap_or(u32::MAX).saturating_add(at);
            let (lead, exempt) = self.alerts(kept);
            let kind = lead.map_or(AlertKind::Service, |alert| alert.kind);
            let priority = lead.map_or(Priority::Normal, |alert| alert.priority);
            let item = Item { task, kept, kind, priority, exempt, stake: *stake };
            let person = self.people.of_task(&kept.task, lead, fact);
            match self.waits(fact, &item) {
                Some((why, cause, until)) => sorted.held.push((Held { person, why, cause, until }, item)),
                None => sorted.open.push((person, item)),
            }
        }
        sorted
    }

    /// The most urgent alert of a task, and whether nothing defers it: one of its alerts is exempt.
    fn alerts(&self, kept: &Kept) -> (Option<&'r Alert>, bool) {
        let named = |name: &String| self.run.model.alerts.iter().find(|alert| alert.id == *name);
        let mut alerts = kept.task.alerts.iter().filter_map(named);
        let lead = alerts.next();
        (lead, lead.into_iter().chain(alerts).any(|alert| self.contact.is_exempt(alert)))
    }

    /// What holds a task whatever else there is: a block, or the time of rest.
    fn waits(&self, fact: &Fact, item: &Item<'_>) -> Option<(Why, Option<Cause>, Option<i32>)> {
        if item.kept.blocked {
            let blocked = self.after.blocked.partition_point(|b| b.row < fact.row);
            let mut own = self.after.blocked.iter().skip(blocked).take_while(|b| b.row == fact.row);
            let (block, cause) = own.find(|b| b.id == item.kept.task.id)?.by;
            return Some((Why::Block(block), cause, None));
        }
        let cooling = self.contact.cooling.as_ref()?;
        if item.exempt || !cooling.kinds.contains(&item.kind) {
            return None;
        }
        match fact.cooling? {
            Ok(day) => {
                let until = cooling.length.ends(day);
                (self.run.today() < until).then_some((Why::Cooling, None, Some(until)))
            }
            // Without a date there was nothing after which to rest.
            Err(Cause { reason: Reason::Missing | Reason::Empty, .. }) => None,
            Err(cause) => Some((Why::Cooling, Some(cause), None)),
        }
    }

    /// What the order compares of some tasks of a customer.
    fn keys(&self, fact: &Fact, items: &[Item<'_>]) -> Vec<(bool, i128)> {
        let mut own = fact.order.iter();
        let mut keys = Vec::with_capacity(self.contact.order.len());
        for rank in &self.contact.order {
            let of_customer = own.next().copied().flatten();
            let value = match rank.by {
                RankBy::Due => items.iter().filter_map(|i| i.kept.task.words.due).min().map(i128::from),
                RankBy::Priority => items.iter().map(|i| i.priority as i128).min(),
                RankBy::Stake => items.iter().filter_map(|i| i.stake).max().map(i128::from),
                RankBy::Raised => items.iter().map(|i| i128::from(i.kept.task.raised)).min(),
                RankBy::Term(_) => of_customer,
            };
            let signed = value.map(|value| if rank.descending { value.saturating_neg() } else { value });
            keys.push((signed.is_none(), signed.unwrap_or(0)));
        }
        keys
    }

    /// Contacts of tasks that are held: one for each thing that holds them.
    fn held(&mut self, row: u32, mut held: Vec<(Held, Item<'r>)>) {
        sort_by(&mut held, |(a, x), (b, y)| (a, x.task).cmp(&(b, y.task)));
        for same in held.chunk_by(|(a, _), (b, _)| a.same(b)) {
            let Some((by, _)) = same.first() else { continue };
            let until = same.iter().filter_map(|(held, _)| held.until).max();
            let items: Vec<Item<'r>> = same.iter().map(|(_, item)| *item).collect();
            let status = match (by.why, by.cause) {
                (Why::Block(_), _) | (_, Some(_)) => Standing::Blocked,
                _ => Standing::Deferred,
            };
            let slot = by.why.id(self.run.model);
            let made = self.made(row, by.person, &items, status, &slot);
            self.out.push(Contact { by: Some(by.why), cause: by.cause, until, ..made });
        }
    }

    /// A contact of some tasks. `slot` tells the contacts of a customer and a person apart.
    fn made(&self, row: u32, person: u32, items: &[Item<'_>], status: Standing, slot: &str) -> Contact {
        let key = customer_key(self.run.dataset, row as usize);
        let name = self.people.name(person);
        let what = alloc::format!("{} {slot}", name.unwrap_or_default());
        let mut items = items.to_vec();
        let urgency = |item: &Item<'_>| {
            let due = item.kept.task.words.due;
            (item.priority, due.is_none(), due, core::cmp::Reverse(item.stake), item.task)
        };
        sort_by(&mut items, |a, b| urgency(a).cmp(&urgency(b)));
        Contact {
            row,
            id: task_id(key, "contacts", &what),
            person: name.map(String::from),
            rank: None,
            status,
            by: None,
            cause: None,
            until: None,
            due: items.iter().filter_map(|item| item.kept.task.words.due).min(),
            priority: items.iter().map(|item| item.priority).min(),
            stake: items.iter().filter_map(|item| item.stake).max(),
            agenda: items.iter().map(|item| item.task).collect(),
            channel: None,
            since: None,
            household: None,
            last: None,
            capacity: self.people.capacity(person),
            with: Vec::new(),
        }
    }
}

/// What holds a task of a person's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Held {
    person: u32,
    why: Why,
    cause: Option<Cause>,
    until: Option<i32>,
}

impl Held {
    /// Whether two tasks are held alike.
    fn same(&self, other: &Self) -> bool {
        (self.person, self.why, self.cause) == (other.person, other.why, other.cause)
    }
}
