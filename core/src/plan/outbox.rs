//! The outbox: messages as rows. The engine sends nothing; it says what may go to whom, when, and what keeps the rest.
//!
//! An alert's `notify` tells of a task when it is raised, reminded of or escalated. A message has an identity, made of its task,
//! of what it tells, of the recipient's role, the channel and the template: whoever sends messages sends one of an id
//! once. What was handed out is remembered in `state_outbox` and not handed out again on later days.
//!
//! * What keeps the task back keeps its messages back. A message to the customer also needs the consents that its
//!   channel and its template ask for, and goes outside of quiet hours.
//! * What reaches customers also passes the contact policy: its time of rest after an event, and its caps, in one
//!   ledger with contacts. Kinds that are exempt, and what a contract asks for, wait for neither, but count.
//! * A message whose text cannot be said (a value is unknown, a requirement does not hold) is said by the template that
//!   stands in for it, or held. A recipient who is not known holds it too.
//! * A text that was checked against facts (it has requirements or variants) is of the day of its run: it goes on that
//!   day or is written again by the next run.
//! * What is held is listed with its reason and tried again by the next run while its task is open. It lapses when its
//!   task has been due and the day on which it was told is over; of a task without an end, of an automatic one, when
//!   its condition no longer holds. A lapsed message is listed once more.
//! * An alert without a task for people has an automatic one. It is nobody's: it is done, with the outcome [`SENT`],
//!   once all its messages have been handed out, and closed as [`LAPSED`] when they have lost their point.
//!
//! INVARIANT: every message of an open task is a row of the outbox, or has been handed out by an earlier run.
//! INVARIANT: a second run of a day on its own state lists the same messages.

use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use crate::evaluate::{Cause, Machine};
use crate::model::{Block, Notify};
use crate::order::sort_by;
use crate::outcome::{Outcome, Run};
use crate::plan::{Facts, Ledger};
use crate::policy::Priority;
use crate::program::Needs;
use crate::state::{After, Status, Task};

pub(crate) mod draft;
mod event;
mod hours;
mod limits;
mod text;
mod told;

use draft::Subjects;
use event::{Event, events, has_lapsed, limit, quiet, taken, telling};
pub use hours::Hours;
pub use told::Told;

/// The outcome of an automatic task whose messages have been handed out.
pub const SENT: &str = "sent";
/// The outcome of an automatic task whose messages have lost their point.
pub const LAPSED: &str = told::LAPSED;

/// The messages of a run.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    /// By customer, then the most urgent first.
    pub messages: Vec<Message>,
    /// Messages that need not be handed out again.
    pub told: Vec<Told>,
    /// Automatic tasks that end with this run: their places in the state, in order, and what becomes of them.
    pub ended: Vec<(usize, Task)>,
}

/// A message.
#[derive(Debug, Clone)]
pub struct Message {
    /// Row of the customer.
    pub row: u32,
    /// Its identity.
    pub id: String,
    /// The task of which it tells.
    pub task: String,
    /// Index of the alert.
    pub alert: usize,
    /// Index of the recipient's role; `None`: the customer.
    pub to: Option<u16>,
    /// Who that is.
    pub to_id: Option<String>,
    /// Index of the channel.
    pub channel: u16,
    /// Index of the template whose text it has.
    pub template: u16,
    /// English, Chinese; only of messages that are ready.
    pub texts: Option<[String; 2]>,
    /// When it may go; only of messages that are ready.
    pub hours: Option<Hours>,
    /// What the customer has permitted.
    pub consent: Consent,
    /// What keeps it back, or kept it back.
    pub held: Option<(Hold, Option<Cause>)>,
    /// Whether it has lost its point.
    pub lapsed: bool,
    /// Whether an earlier run of the day has handed it out.
    pub was_told: bool,
}

/// What a customer has permitted, the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Consent {
    /// Nobody has to be asked.
    NotNeeded,
    /// The customer has granted it.
    Granted,
    /// Nobody knows.
    Unknown,
    /// The customer has not, or has withdrawn it.
    Refused,
}

/// What keeps a message back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// What keeps its task back.
    Block(Block),
    /// It is not known who gets it.
    NoRecipient,
    /// The customer has not permitted it.
    Consent,
    /// A value of its text is unknown.
    Text,
    /// What its text states does not hold, or that is unknown.
    Requires,
    /// Its text is too long for the channel.
    Length,
    /// Quiet hours take all the time until it loses its point.
    Quiet,
    /// The customer rests from contacts after an event.
    Cooling,
    /// A cap on what reaches the customer or the household, by index in `Contacts::caps`.
    Cap(usize),
}

impl Consent {
    /// The stable id that tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::NotNeeded => "not_needed",
            Self::Granted => "granted",
            Self::Unknown => "unknown",
            Self::Refused => "refused",
        }
    }
}

impl Hold {
    /// The stable id that tables carry.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Block(block) => block.id(),
            Self::NoRecipient => "no_recipient",
            Self::Consent => "consent",
            Self::Text => "text",
            Self::Requires => "requires",
            Self::Length => "length",
            Self::Quiet => "quiet_hours",
            Self::Cooling => "cooling",
            Self::Cap(_) => "cap",
        }
    }
}

impl Message {
    /// Whether it may go.
    #[must_use]
    pub const fn is_ready(&self) -> bool {
        self.held.is_none() && !self.lapsed
    }

    /// `ready`, `held` or `lapsed`.
    #[must_use]
    pub const fn status(&self) -> &'static str {
        match (self.lapsed, self.held) {
            (true, _) => told::LAPSED,
            (false, None) => told::READY,
            (false, Some(_)) => "held",
        }
    }
}

/// The messages of a run.
#[must_use]
pub fn outbox(run: &Run<'_>, outcome: &Outcome, facts: &Facts, ledger: &mut Ledger<'_>) -> Outbox {
    let mut outbox = Outbox::default();
    if run.model.alerts.iter().all(|alert| alert.notify.is_empty()) {
        return outbox;
    }
    let (state, before) = (outcome.state(run), told::before(run));
    let mut needs = Needs::default();
    needs.messages(&run.program.messages);
    let mut writer = Writer { run, machine: outcome.machine(run, &needs), before: &before, out: Vec::new() };
    let mut events = events(run, state, &before);
    sort_by(&mut events, |a, b| a.row.cmp(&b.row));
    let mut events = events.iter().peekable();
    for block in run.blocks() {
        let is_in = |event: &&Event<'_>| (event.row as usize) < block.end;
        if events.peek().is_some_and(is_in) {
            writer.machine.block(block.clone());
        }
        while let Some(event) = events.next_if(is_in) {
            writer.event(event);
        }
    }
    outbox.messages = writer.out;
    arrange(run, &mut outbox.messages);
    limits::apply(run, facts, ledger, &mut outbox.messages);
    outbox.ended = ended(run, state, &before, &outbox.messages);
    outbox.told = told::after(run, state, before, &outbox);
    outbox
}

struct Writer<'a, 'r> {
    run: &'r Run<'a>,
    machine: Machine<'a>,
    /// By customer.
    before: &'r [Told],
    out: Vec<Message>,
}

impl Writer<'_, '_> {
    /// All messages of an event, each once.
    fn event(&mut self, event: &Event<'_>) {
        let run = self.run;
        for alert in &event.alerts {
            for notify in run.model.alerts.get(*alert).iter().flat_map(|decl| &decl.notify) {
                let Some((telling, day)) = telling(event, notify, run.today()) else { continue };
                let id = self.id(event.task, &telling, notify);
                let told = self.told(event.row, &id);
                let is_known = self.out.iter().rev().take_while(|m| m.row == event.row).any(|m| m.id == id);
                if is_known || told.is_some_and(|told| told.day < run.today()) {
                    continue;
                }
                let was_told = told.is_some();
                let limit = limit(run, event, notify.when, day);
                let mut message = self.message(event, *alert, notify, limit);
                let lapsed = told.map_or_else(|| has_lapsed(run, event, limit), |told| told.lapsed);
                if lapsed || message.held.is_some() {
                    (message.texts, message.hours) = (None, None);
                }
                self.out.push(Message { id, lapsed, was_told, ..message });
            }
        }
    }

    /// What an earlier run did with a message.
    fn told(&self, row: u32, id: &str) -> Option<&Told> {
        let from = self.before.partition_point(|told| told.row.is_some_and(|own| own < row));
        let own = self.before.iter().skip(from).take_while(|told| told.row == Some(row));
        own.into_iter().find(|told| told.id == id)
    }

    fn message(&self, event: &Event<'_>, alert: usize, notify: &Notify, limit: Option<i64>) -> Message {
        let run = self.run;
        let customer = event.row as usize;
        let subjects = Subjects { run, machine: &self.machine, customer, child: event.child };
        let draft = subjects.draft(notify, taken(run, event, alert, notify));
        let channel = run.model.messages.channels.get(usize::from(notify.channel));
        let quiet = channel.filter(|_| notify.to.is_none()).and_then(|channel| quiet(run, channel));
        let of_today =
            run.model.messages.templates.get(usize::from(draft.template)).is_some_and(|t| t.is_checked());
        let midnight = hours::end_of(run.today(), run.model.zone());
        let limit = if of_today { Some(limit.map_or(midnight, |limit| limit.min(midnight))) } else { limit };
        let hours = hours::hours(run.as_of, run.model.zone(), notify.at, quiet, limit);
        let late = if hours.is_none() { Some((Hold::Quiet, None)) } else { None };
        Message {
            row: event.row,
            id: String::new(),
            task: event.task.into(),
            alert,
            to: notify.to,
            to_id: draft.to_id,
            channel: notify.channel,
            template: draft.template,
            texts: draft.texts,
            hours,
            consent: draft.consent,
            held: event.block.or(draft.held).or(late),
            lapsed: false,
            was_told: false,
        }
    }

    /// The identity of a message: never of the policy's version nor of the day of the run.
    fn id(&self, task: &str, telling: &str, notify: &Notify) -> String {
        let messages = &self.run.model.messages;
        let channel = messages.channels.get(usize::from(notify.channel)).map_or("", |c| c.id.as_str());
        let template = messages.templates.get(usize::from(notify.template)).map_or("", |t| t.id.as_str());
        let mut hash = Sha256::new();
        for part in ["message", task, telling, messages.role(notify.to), channel, template] {
            hash.update(u64::try_from(part.len()).unwrap_or(0).to_le_bytes());
            hash.update(part.as_bytes());
        }
        crate::text::canonical::hex(hash.finalize().get(..12).unwrap_or(&[]))
    }
}

/// By customer, then the most urgent first; ties by the alerts' names, then by the messages' own.
fn arrange(run: &Run<'_>, messages: &mut [Message]) {
    let rank = |message: &Message| -> Option<(Priority, &str)> {
        run.model.alerts.get(message.alert).map(|alert| (alert.priority, alert.id.as_str()))
    };
    sort_by(messages, |a, b| (a.row, rank(a), &a.id).cmp(&(b.row, rank(b), &b.id)));
}

/// Automatic tasks of which nothing is left to be handed out.
fn ended(run: &Run<'_>, state: &After, before: &[Told], messages: &[Message]) -> Vec<(usize, Task)> {
    let mut out = Vec::new();
    for (at, kept) in state.tasks.iter().enumerate() {
        let Some(row) = kept.row.filter(|_| kept.automatic && kept.task.status == Status::Open) else {
            continue;
        };
        let from = messages.partition_point(|message| message.row < row);
        let own = messages.iter().skip(from).take_while(|message| message.row == row);
        let own: Vec<&Message> = own.filter(|message| message.task == kept.task.id).collect();
        if own.iter().any(|message| !message.is_ready() && !message.lapsed) {
            continue;
        }
        let lapsed = !own.iter().any(|message| message.is_ready()) && own.iter().any(|m| m.lapsed);
        let was_sent = lapsed && before.iter().any(|told| told.task == kept.task.id && !told.lapsed);
        let (status, outcome) =
            if lapsed && !was_sent { (Status::Closed, LAPSED) } else { (Status::Done, SENT) };
        let ended = Some(run.today());
        out.push((
            at,
            Task { status, outcome: Some(outcome.into()), ended, until: None, ..kept.task.clone() },
        ));
    }
    out
}
