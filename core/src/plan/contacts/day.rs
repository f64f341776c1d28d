//! The day: contacts in the order of the policy, each let through by the caps and given a place.
//!
//! Caps of a household make a contact depend on those before it. A contact that loses a part of its agenda to a cap
//! takes its new place in the order before it is given a place in the day.

use alloc::string::String;
use alloc::vec::Vec;
use core::cmp::Ordering;

use super::together::Pairs;
use super::{Contact, Draft, Form, Held, Item, Ledger, Plan, Standing, Touch, Why};
use crate::order::{arrange, positions, sort_by};
use crate::output::customer_key;
use crate::plan::caps::Reached;
use crate::policy::AlertKind;

/// A day that is being planned.
pub(super) struct Day<'a, 'r> {
    plan: Plan<'a, 'r>,
    drafts: Vec<Draft<'r>>,
    together: Pairs,
    decided: Vec<bool>,
    /// Of each draft of which no cap held anything: what the ledger had then, and the channel.
    free: Vec<Option<(Reached, Option<u16>)>>,
    /// Drafts that became contacts of the day, and the contact of each.
    made: Vec<(u32, usize)>,
}

/// Which channel a contact goes by, and which of its tasks a cap holds then.
struct Choice {
    channel: Option<u16>,
    held: Vec<(AlertKind, super::super::caps::Held)>,
}

impl<'a, 'r> Day<'a, 'r> {
    pub fn new(plan: Plan<'a, 'r>, drafts: Vec<Draft<'r>>, together: Pairs) -> Self {
        let decided = drafts.iter().map(|_| false).collect();
        let free = drafts.iter().map(|_| None).collect();
        Self { plan, drafts, together, decided, free, made: Vec::new() }
    }

    /// Decides about every draft, in order.
    pub fn decide(&mut self, ledger: &mut Ledger<'_>) {
        let mut queue = positions(self.drafts.len());
        // What is held whatever goes first leaves before the order is made.
        for at in &queue {
            self.hold(*at, ledger);
        }
        arrange(&mut queue, &mut |a, b| self.compare(b, a));
        // The first of the order is the last of the queue.
        while let Some(next) = queue.pop() {
            if self.is_decided(next) {
                continue;
            }
            let (changed, channel) = self.hold(next, ledger);
            if changed {
                let place = queue.partition_point(|other| self.compare(*other, next) == Ordering::Greater);
                queue.insert(place, next);
                continue;
            }
            self.give(next, channel, ledger);
            let mut others = self.together.of(next);
            sort_by(&mut others, |a, b| self.compare(*a, *b));
            for other in others {
                if !self.is_decided(other) {
                    let (_, channel) = self.hold(other, ledger);
                    self.give(other, channel, ledger);
                }
            }
        }
    }

    fn is_decided(&self, at: u32) -> bool {
        self.decided.get(at as usize).copied().unwrap_or(true)
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        let (Some(x), Some(y)) = (self.drafts.get(a as usize), self.drafts.get(b as usize)) else {
            return a.cmp(&b);
        };
        let key = |draft: &Draft<'_>| customer_key(self.plan.run.dataset, draft.row as usize);
        let name = |draft: &Draft<'_>| self.plan.people.name(draft.person);
        x.keys.cmp(&y.keys).then_with(|| key(x).cmp(key(y))).then_with(|| name(x).cmp(&name(y)))
    }

    /// Takes what a cap holds off the agenda of a draft: whether something was, and the channel of what is left.
    fn hold(&mut self, at: u32, ledger: &mut Ledger<'_>) -> (bool, Option<u16>) {
        let Some(row) = self.drafts.get(at as usize).map(|draft| draft.row) else { return (false, None) };
        let reached = ledger.reached(row as usize);
        if let Some((_, channel)) = self.free.get(at as usize).copied().flatten().filter(|f| f.0 == reached) {
            return (false, channel);
        }
        let choice = self.choose(at, ledger);
        let Some(draft) = self.drafts.get_mut(at as usize) else { return (false, None) };
        let person = draft.person;
        let mut held: Vec<(Held, Item<'r>)> = Vec::new();
        draft.items.retain(|item| {
            let by = choice.held.iter().find(|(kind, _)| !item.exempt && *kind == item.kind);
            held.extend(by.map(|(_, by)| {
                let why = Why::Cap(by.cap);
                (Held { person, why, cause: by.cause, until: by.until }, *item)
            }));
            by.is_none()
        });
        if held.is_empty() {
            let free = self.free.iter_mut().skip(at as usize).take(1);
            free.for_each(|free| *free = Some((reached, choice.channel)));
            return (false, choice.channel);
        }
        self.plan.held(row, held);
        if let (Some(draft), Some(fact)) =
            (self.drafts.get_mut(at as usize), self.plan.facts.of_row(row as usize))
        {
            draft.keys = self.plan.keys(fact, &draft.items);
        }
        (true, choice.channel)
    }

    /// The channel by which the most tasks may go; of several the first, the preferred one before all.
    fn choose(&self, at: u32, ledger: &mut Ledger<'_>) -> Choice {
        let none = Choice { channel: None, held: Vec::new() };
        let Some(draft) = self.drafts.get(at as usize) else { return none };
        let fact = self.plan.facts.of_row(draft.row as usize);
        let preferred = fact.and_then(|fact| fact.preferred.as_deref());
        let names = preferred.into_iter().chain(self.plan.contact.channels.iter().map(String::as_str));
        let mut channels: Vec<Option<u16>> = names.map(|name| ledger.channel(name)).collect();
        if channels.is_empty() {
            channels.push(None);
        }
        let (row, day) = (draft.row as usize, self.plan.run.today());
        let count = |kind: AlertKind| draft.items.iter().filter(|i| !i.exempt && i.kind == kind).count();
        let mut best: Option<(usize, Choice)> = None;
        for channel in channels {
            let mut choice = Choice { channel, held: Vec::new() };
            let mut lost = 0;
            for kind in AlertKind::ALL.into_iter().filter(|kind| count(*kind) > 0) {
                let touch = Touch { row, kind, channel, day, form: Form::Contact };
                if let Err(by) = ledger.allows(&touch) {
                    lost += count(kind);
                    choice.held.push((kind, by));
                }
            }
            if best.as_ref().is_none_or(|(least, _)| lost < *least) {
                best = Some((lost, choice));
            }
        }
        best.map_or(none, |(_, choice)| choice)
    }

    /// Gives what is left of a draft a place in its person's day.
    fn give(&mut self, at: u32, channel: Option<u16>, ledger: &mut Ledger<'_>) {
        if let Some(decided) = self.decided.get_mut(at as usize) {
            *decided = true;
        }
        let Some(draft) = self.drafts.get(at as usize).filter(|draft| !draft.items.is_empty()) else {
            return;
        };
        let person = draft.person;
        let (rank, status, by) = match self.plan.people.nobody(person) {
            Some(why) => (None, Standing::Unassigned, Some(why)),
            None => match self.plan.people.take(person) {
                (rank, true) => (rank, Standing::Today, None),
                (rank, false) => (rank, Standing::Overflow, Some(Why::Capacity)),
            },
        };
        let since = (status == Standing::Today).then(|| self.offer(at, channel, ledger));
        let slot = since.map_or_else(|| status.id().into(), crate::date::format);
        let made = self.plan.made(draft.row, person, &draft.items, status, &slot);
        let channel = channel.map(|channel| ledger.channel_name(channel).into());
        self.made.push((at, self.plan.out.len()));
        self.plan.out.push(Contact { rank, by, channel, since, ..made });
    }

    /// Notes that the tasks of a draft are offered today: since when without a contact in between.
    fn offer(&self, at: u32, channel: Option<u16>, ledger: &mut Ledger<'_>) -> i32 {
        let today = self.plan.run.today();
        let Some(draft) = self.drafts.get(at as usize) else { return today };
        let row = draft.row as usize;
        let ids = || draft.items.iter().map(|item| item.kept.task.id.as_str());
        let since = ids().filter_map(|id| ledger.offered(id)).min().unwrap_or(today);
        let since = if ledger.last_contact(row).is_some_and(|last| last >= since) { today } else { since };
        for kind in AlertKind::ALL.into_iter().filter(|kind| draft.items.iter().any(|i| i.kind == *kind)) {
            ledger.take(Touch { row, kind, channel, day: today, form: Form::Contact }, "");
        }
        for item in &draft.items {
            ledger.offer(row, &item.kept.task.id, since, item.kind, channel);
        }
        since
    }

    /// The contacts, by row and person, then as they stand.
    pub fn finish(mut self, ledger: &Ledger<'_>) -> Vec<Contact> {
        sort_by(&mut self.made, |a, b| a.cmp(b));
        let id = |draft: u32| {
            let at = self.made.binary_search_by_key(&draft, |(other, _)| *other).ok()?;
            let (_, contact) = self.made.get(at)?;
            self.plan.out.get(*contact).map(|contact| contact.id.clone())
        };
        let mut with: Vec<(usize, Vec<String>)> = Vec::new();
        for (draft, contact) in &self.made {
            let mut others: Vec<String> = self.together.of(*draft).into_iter().filter_map(id).collect();
            crate::order::sort(&mut others);
            if !others.is_empty() {
                with.push((*contact, others));
            }
        }
        let mut out = self.plan.out;
        for (contact, others) in with {
            if let Some(contact) = out.get_mut(contact) {
                contact.with = others;
            }
        }
        for contact in &mut out {
            contact.last = ledger.last_contact(contact.row as usize);
            contact.household = ledger.household(contact.row as usize).map(String::from);
        }
        sort_by(&mut out, |a, b| {
            (a.row, &a.person, a.status, a.by, &a.id).cmp(&(b.row, &b.person, b.status, b.by, &b.id))
        });
        out
    }
}
