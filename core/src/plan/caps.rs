//! The ledger of what reaches customers: how often at most, over contacts and messages together.
//!
//! A *touch* is something that reaches a customer: a contact, which is one approach of a day whatever the number of
//! tasks in it, or a message, which counts by itself. The ledger knows those of the longest time over which any cap
//! counts:
//!
//! * contacts that took place: the day on which a task was done counts. A task that was offered and is still open was
//!   not a contact; a task that was dropped or closed was none either;
//! * messages that went out;
//! * contacts that the bank's own table records. Their kind is not known, so they count for every kind; one on a day on
//!   which a task was done is that contact;
//! * what this run lets through.
//!
//! A touch whose channel is not known counts for every channel. A cap fails safe: where it is not known how many there
//! may be, how many there were, or who the household is, nothing passes.
//!
//! INVARIANT: what [`Ledger::allows`] and [`Ledger::take`] let through is within every cap, over contacts and messages,
//! customers and households.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::facts::Facts;
use crate::column::Texts;
use crate::evaluate::{Cause, Subject};
use crate::model::contact::{Cap, Contacts, LONGEST};
use crate::model::reserved::state::{STATE_TOUCHES, TouchField as Of};
use crate::order::sort_by;
use crate::outcome::Run;
use crate::output::customer_key;
use crate::output::events::task_id;
use crate::policy::AlertKind;
use crate::relate::Links;
use crate::state::rows::Rows;
use crate::state::{After, KEPT_DAYS, Status, Task};
use crate::value::Reason;

/// How something reaches a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Somebody contacts them.
    Contact,
    /// A message goes to them.
    Message,
    /// A task that is offered to a manager and not yet done.
    Offered,
}

/// Something that reaches a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touch {
    /// The customer's row.
    pub row: usize,
    /// What it is about.
    pub kind: AlertKind,
    /// By which channel, as [`Ledger::channel`] numbers them; `None`: not known.
    pub channel: Option<u16>,
    /// On which day.
    pub day: i32,
    /// A contact or a message.
    pub form: Form,
}

/// Why a touch has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    /// The cap, by index in `Contacts::caps`.
    pub cap: usize,
    /// The first day on which it may pass, if nothing else comes in between; `None`: no day is in sight.
    pub until: Option<i32>,
    /// Why it is not known whether it may pass.
    pub cause: Option<Cause>,
}

/// A row of `state_touches`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TouchRow {
    /// The customer's key.
    pub key: String,
    /// Its id: the task that is offered, the message, or the contact.
    pub id: String,
    /// The day; of a task that is offered, since when.
    pub day: i32,
    /// What it is about.
    pub kind: Option<AlertKind>,
    /// By which channel.
    pub channel: Option<String>,
    /// What it is.
    pub form: Form,
    /// The customer's household.
    pub household: Option<String>,
}

/// A touch that counts.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The customer's row; of one who is not in this run, [`NONE`].
    row: u32,
    day: i32,
    /// `None`: not known.
    kind: Option<AlertKind>,
    channel: Option<u16>,
    form: Form,
    /// Whether this run lets it through.
    is_new: bool,
    /// The entry before it of the same customer, and of the same household.
    before: [u32; 2],
}

const NONE: u32 = u32::MAX;

/// What has reached a customer, and their household: as long as it stays the same, so does what is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Reached([u32; 2]);

impl Form {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Contact, Self::Message, Self::Offered];

    /// The stable id that the table carries.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Message => "message",
            Self::Offered => "offered",
        }
    }
}

/// What has reached customers, and what may.
#[derive(Debug)]
pub struct Ledger<'a> {
    run: &'a Run<'a>,
    contact: Option<&'a Contacts>,
    facts: &'a Facts,
    household: Option<(&'a Links, Subject)>,
    channels: Texts,
    entries: Vec<Entry>,
    /// Per customer and per household the entry added last.
    last: [Vec<u32>; 2],
    /// Tasks offered by the run before that are still open, and since when; in the order of their ids.
    offered: Vec<(String, i32)>,
    /// Messages that have gone out, in the order of their ids.
    sent: Vec<String>,
    /// Per household why contacts that the bank records may be missing.
    doubts: Vec<Option<Cause>>,
    /// Whether everything of before this run is known.
    is_planning: bool,
    rows: Vec<TouchRow>,
}

impl<'a> Ledger<'a> {
    /// What has reached the customers of a run before it.
    #[must_use]
    pub fn of(run: &'a Run<'a>, after: &After, facts: &'a Facts) -> Self {
        let contact = run.model.contact.as_ref();
        let household = contact.and_then(|contact| {
            let kind = contact.household?;
            let table = run.model.groups.get(usize::from(kind))?.table;
            Some((facts.links(kind)?, Subject::Table(table)))
        });
        let groups = household.map_or(0, |(links, _)| links.groups.len());
        let mut ledger = Self {
            run,
            contact,
            facts,
            household,
            channels: Texts::default(),
            entries: Vec::new(),
            last: [vec![NONE; run.rows()], vec![NONE; groups]],
            offered: Vec::new(),
            sent: Vec::new(),
            doubts: vec![None; groups],
            is_planning: false,
            rows: Vec::new(),
        };
        for fact in facts.rows.iter().filter(|fact| fact.doubt.is_some()) {
            let group = ledger.group(fact.row as usize).ok().flatten();
            if let Some(slot) = group.and_then(|group| ledger.doubts.get_mut(group as usize)) {
                *slot = slot.iter().copied().chain(fact.doubt).min();
            }
        }
        ledger.state(after);
        ledger.done(after);
        ledger.recorded();
        ledger.is_planning = true;
        sort_by(&mut ledger.offered, |a, b| a.0.cmp(&b.0));
        ledger
    }

    /// The number of a channel.
    pub fn channel(&mut self, name: &str) -> Option<u16> {
        self.channels.intern(name).and_then(|code| u16::try_from(code).ok())
    }

    /// The name of a channel.
    #[must_use]
    pub fn channel_name(&self, channel: u16) -> &str {
        self.channels.text(channel.into())
    }

    /// Whether a touch is within every cap.
    ///
    /// # Errors
    /// The cap that holds it: one of which it is not known, or else the one that holds it longest.
    pub fn allows(&self, touch: &Touch) -> Result<(), Held> {
        let caps = self.contact.map(|contact| contact.caps.as_slice()).unwrap_or_default();
        let mut worst: Option<Held> = None;
        for (at, cap) in
            caps.iter().enumerate().filter(|(_, cap)| self.concerns(cap, touch.kind, touch.channel))
        {
            let Some(held) = self.held(at, cap, touch) else { continue };
            let rank = |held: &Held| (held.cause.is_some(), held.until.unwrap_or(i32::MAX));
            if worst.as_ref().is_none_or(|worst| rank(&held) > rank(worst)) {
                worst = Some(held);
            }
        }
        worst.map_or(Ok(()), Err)
    }

    /// What has reached a customer so far.
    pub(super) fn reached(&self, row: usize) -> Reached {
        let group = self.group(row).ok().flatten().map(|group| group as usize);
        let last = |of: usize, at: Option<usize>| self.last.get(of).and_then(|last| last.get(at?)).copied();
        Reached([last(0, Some(row)), last(1, group)].map(|last| last.unwrap_or(NONE)))
    }

    /// Notes a touch that goes through; `id` is that of a message.
    pub fn take(&mut self, touch: Touch, id: &str) {
        let Touch { row, kind, channel, day, form } = touch;
        self.add(row, self.group(row).ok().flatten(), (day, Some(kind), channel, form));
        if form == Form::Message {
            self.note(row, id.into(), (day, Some(kind), channel, form));
        }
    }

    /// Notes that a task is offered, since a day.
    pub fn offer(&mut self, row: usize, id: &str, since: i32, kind: AlertKind, channel: Option<u16>) {
        self.note(row, id.into(), (since, Some(kind), channel, Form::Offered));
    }

    /// Since when a task is offered without a contact.
    #[must_use]
    pub fn offered(&self, id: &str) -> Option<i32> {
        let at = self.offered.binary_search_by(|(other, _)| other.as_str().cmp(id)).ok()?;
        self.offered.get(at).map(|(_, since)| *since)
    }

    /// Whether a message has gone out.
    #[must_use]
    pub fn is_sent(&self, id: &str) -> bool {
        self.sent.binary_search_by(|other| other.as_str().cmp(id)).is_ok()
    }

    /// The last day on which something reached a customer, before this run's own.
    #[must_use]
    pub fn last_contact(&self, row: usize) -> Option<i32> {
        let before = |entry: &&Entry| entry.form == Form::Contact && !entry.is_new;
        let own = self.chain(0, row).filter(before).map(|entry| entry.day);
        let fact = self.facts.of_row(row);
        let recorded = fact.iter().flat_map(|fact| &fact.recorded).map(|(day, _)| *day);
        own.chain(recorded.filter(|day| *day <= self.run.today())).max()
    }

    /// The household of a customer.
    #[must_use]
    pub fn household(&self, row: usize) -> Option<&'a str> {
        let (links, _) = self.household?;
        let group = links.group_of.get(row)?.ok()?;
        links.groups.get(group as usize).map(|group| group.id.as_str())
    }

    /// The rows of `state_touches`, by customer and id.
    #[must_use]
    pub fn rows(mut self) -> Vec<TouchRow> {
        sort_by(&mut self.rows, |a, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
        self.rows
    }

    /// Whether a cap counts something of a kind by a channel; what is not known counts.
    fn concerns(&self, cap: &Cap, kind: impl Into<Option<AlertKind>>, channel: Option<u16>) -> bool {
        let name = channel.map(|channel| self.channels.text(channel.into()));
        let by = |name: &str| cap.channels.is_empty() || cap.channels.iter().any(|c| c == name);
        kind.into().is_none_or(|kind| cap.kinds.contains(&kind)) && name.is_none_or(by)
    }

    fn held(&self, at: usize, cap: &Cap, touch: &Touch) -> Option<Held> {
        let unknown = |cause| Some(Held { cap: at, until: None, cause: Some(cause) });
        let missing = Cause { reason: Reason::NotSupplied, subject: Subject::Expression };
        let Some(fact) = self.facts.of_row(touch.row) else { return unknown(missing) };
        let most = match fact.most.get(at).copied().unwrap_or(Err(missing)) {
            Ok(most) => most,
            Err(cause) => return unknown(cause),
        };
        let mut days = match self.days(cap, touch) {
            Ok(days) => days,
            Err(cause) => return unknown(cause),
        };
        let is_counted = touch.form == Form::Contact
            && days.iter().any(|(row, day, form)| {
                (*row as usize, *day, *form) == (touch.row, touch.day, Form::Contact)
            });
        days.retain(|(_, day, _)| *day >= cap.per.begins(touch.day));
        let fits = |count: usize| i64::try_from(count).is_ok_and(|count| count <= most);
        if fits(days.len() + usize::from(!is_counted)) {
            return None;
        }
        let left = |day: i32| days.iter().filter(|(_, of, _)| *of >= cap.per.begins(day)).count() + 1;
        let until = (1..=LONGEST + 1).map(|wait| touch.day.saturating_add(wait)).find(|day| fits(left(*day)));
        Some(Held { cap: at, until, cause: None })
    }

    /// The touches that count for a cap: contacts of a day once, messages each.
    fn days(&self, cap: &Cap, touch: &Touch) -> Result<Vec<(u32, i32, Form)>, Cause> {
        let group = if cap.of_household { self.group(touch.row)? } else { None };
        let doubt = match group {
            Some(group) => self.doubts.get(group as usize).copied().flatten(),
            None => self.facts.of_row(touch.row).and_then(|fact| fact.doubt),
        };
        if let Some(cause) = doubt {
            return Err(cause);
        }
        let entries = match group {
            Some(group) => self.chain(1, group as usize),
            None => self.chain(0, touch.row),
        };
        let counted = entries.filter(|e| e.day <= touch.day && self.concerns(cap, e.kind, e.channel));
        let (mut days, mut messages) = (Vec::new(), Vec::new());
        for entry in counted {
            let list = if entry.form == Form::Message { &mut messages } else { &mut days };
            list.push((entry.row, entry.day, entry.form));
        }
        crate::order::sort_unique(&mut days);
        days.extend(messages);
        Ok(days)
    }

    /// The household of a customer; `None` where there are none.
    fn group(&self, row: usize) -> Result<Option<u32>, Cause> {
        let Some((links, subject)) = self.household else { return Ok(None) };
        let fail = |reason| Err(Cause { reason, subject });
        match links.group_of.get(row).copied().unwrap_or(Err(Reason::NotSupplied)) {
            Ok(group) if links.groups.get(group as usize).is_some_and(|g| g.doubtful) => {
                fail(Reason::Incomplete)
            }
            Ok(group) => Ok(Some(group)),
            Err(reason) => fail(reason),
        }
    }

    /// Entries of a customer (0) or of a household (1).
    fn chain(&self, of: usize, at: usize) -> impl Iterator<Item = &Entry> {
        let first = self.last.get(of).and_then(|last| last.get(at)).copied().unwrap_or(NONE);
        let entry = |at: u32| self.entries.get(at as usize);
        core::iter::successors(entry(first), move |e| e.before.get(of).and_then(|at| entry(*at)))
    }

    fn add(
        &mut self,
        row: usize,
        group: Option<u32>,
        (day, kind, channel, form): (i32, Option<AlertKind>, Option<u16>, Form),
    ) {
        let number = u32::try_from(self.entries.len()).unwrap_or(NONE);
        let [rows, groups] = &mut self.last;
        let mut before = [NONE; 2];
        let slots = [rows.get_mut(row), group.and_then(|group| groups.get_mut(group as usize))];
        for (before, slot) in before.iter_mut().zip(slots) {
            if let Some(slot) = slot {
                *before = core::mem::replace(slot, number);
            }
        }
        let row = u32::try_from(row).unwrap_or(NONE);
        let is_new = self.is_planning;
        self.entries.push(Entry { row, day, kind, channel, form, is_new, before });
    }

    fn note(
        &mut self,
        row: usize,
        id: String,
        (day, kind, channel, form): (i32, Option<AlertKind>, Option<u16>, Form),
    ) {
        let channel = channel.map(|channel| self.channels.text(channel.into()).to_string());
        let household = self.household(row).map(String::from);
        let key = customer_key(self.run.dataset, row).into();
        self.rows.push(TouchRow { key, id, day, kind, channel, form, household });
    }

    /// A contact that took place; one of a day and a kind is known once.
    fn contact(&mut self, row: usize, day: i32, kind: Option<AlertKind>, channel: Option<u16>) {
        let same = |e: &Entry| e.form == Form::Contact && (e.day, e.kind) == (day, kind);
        if self.chain(0, row).any(|e| same(e) && (channel.is_none() || e.channel == channel)) {
            return;
        }
        let what = (day, kind, channel, Form::Contact);
        self.add(row, self.group(row).ok().flatten(), what);
        if day >= self.run.today().saturating_sub(self.contact.map_or(0, Contacts::memory)) {
            let name = channel.map(|channel| self.channels.text(channel.into())).unwrap_or_default();
            let text = alloc::format!("{day} {} {name}", kind.map_or("", AlertKind::id));
            let id = task_id(customer_key(self.run.dataset, row), "contact", &text);
            self.note(row, id, what);
        }
    }

    /// What the run before left.
    fn state(&mut self, after: &After) {
        let (run, dataset) = (self.run, self.run.dataset);
        let Some(rows) = Rows::of(run.model, dataset, STATE_TOUCHES) else { return };
        for customer in 0..run.rows() {
            let tasks = after.of_customer(customer);
            for touch in rows.of_customer(customer).filter_map(|row| read(&rows, row)) {
                let channel = touch.channel.as_ref().and_then(|name| self.channel(name));
                match touch.form {
                    Form::Message if touch.day < run.today().saturating_sub(KEPT_DAYS) => {}
                    Form::Message => {
                        let group = self.group(customer).ok().flatten();
                        self.add(customer, group, (touch.day, touch.kind, channel, Form::Message));
                        self.sent.push(touch.id.clone());
                        self.rows.push(touch);
                    }
                    Form::Contact => self.contact(customer, touch.day, touch.kind, channel),
                    Form::Offered => match tasks.iter().find(|kept| kept.task.id == touch.id) {
                        Some(kept) if kept.task.is_alive() => self.offered.push((touch.id, touch.day)),
                        Some(kept) => {
                            let day = done_on(&kept.task);
                            day.into_iter().for_each(|day| self.contact(customer, day, touch.kind, channel));
                        }
                        None => {}
                    },
                }
            }
        }
        self.absent(&rows);
        crate::order::sort(&mut self.sent);
    }

    /// Touches of customers who are not in this run: they count for their households and stay as they are.
    fn absent(&mut self, rows: &Rows<'_>) {
        let first = rows.data.offsets.last().map_or(0, |end| *end as usize);
        let mut groups = Texts::default();
        for group in self.household.iter().flat_map(|(links, _)| &links.groups) {
            groups.intern(&group.id);
        }
        for touch in (first..rows.data.rows).filter_map(|row| read(rows, row)) {
            let channel = touch.channel.as_ref().and_then(|name| self.channel(name));
            let group = touch.household.as_ref().and_then(|id| groups.find(id));
            if touch.form != Form::Offered {
                self.add(NONE as usize, group, (touch.day, touch.kind, channel, touch.form));
            }
            self.rows.push(touch);
        }
    }

    /// Contacts that the journal tells of, offered or not.
    fn done(&mut self, after: &After) {
        // What messages did is counted as messages.
        for kept in after.tasks.iter().filter(|kept| !kept.automatic) {
            if let (Some(row), Some(day)) = (kept.row, done_on(&kept.task)) {
                let lead = |name: &String| self.run.model.alerts.iter().find(|alert| alert.id == *name);
                let kind = kept.task.alerts.first().and_then(lead).map(|alert| alert.kind);
                self.contact(row as usize, day, kind, None);
            }
        }
    }

    /// Contacts that the bank records, but those that the journal tells of.
    fn recorded(&mut self) {
        let (facts, today) = (self.facts, self.run.today());
        for fact in &facts.rows {
            let row = fact.row as usize;
            for (day, channel) in fact.recorded.iter().filter(|(day, _)| *day <= today) {
                let own = |e: &Entry| e.form == Form::Contact && e.day == *day && e.kind.is_some();
                if !self.chain(0, row).any(own) {
                    let channel = channel.as_ref().and_then(|name| self.channel(name));
                    let group = self.group(row).ok().flatten();
                    self.add(row, group, (*day, None, channel, Form::Contact));
                }
            }
        }
    }
}

/// The day on which a task was done.
fn done_on(task: &Task) -> Option<i32> {
    task.ended.filter(|_| task.status == Status::Done)
}

/// A row of `state_touches`; `None` when it is not one that a run has written.
fn read(rows: &Rows<'_>, row: usize) -> Option<TouchRow> {
    let text = |field: Of| rows.text(row, field as usize);
    let kind = match text(Of::Kind) {
        None => None,
        Some(name) => Some(AlertKind::ALL.into_iter().find(|kind| kind.id() == name)?),
    };
    let form = text(Of::Form)?;
    Some(TouchRow {
        key: text(Of::CustomerId).unwrap_or_default().into(),
        id: text(Of::TouchId)?.into(),
        day: rows.day(row, Of::Day as usize)?,
        kind,
        channel: text(Of::Channel).map(String::from),
        form: Form::ALL.into_iter().find(|f| f.id() == form)?,
        household: text(Of::Household).map(String::from),
    })
}

/// The line of a row of `state_touches` that no run has written.
pub(crate) fn unreadable(run: &Run<'_>) -> Option<u32> {
    let rows = Rows::of(run.model, run.dataset, STATE_TOUCHES)?;
    let row = (0..rows.data.rows).find(|row| read(&rows, *row).is_none())?;
    Some(rows.data.lines.get(row).copied().unwrap_or(0))
}
