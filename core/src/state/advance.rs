//! A run's state: the rules of today, the tasks before and the journal of every customer go through the transition.
//!
//! Only customers for whom an alert fired, or who have tasks or entries, are looked at; their blocks are run again.
//! Tasks of customers who are not in this run's file go on as they are.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::before::Before;
use super::over::Over;
use super::rows::{Rows, entries, tasks};
use super::{Action, Day, Entry, RETIRED, Refusal, Says, Stage, Status, Task, Verdict, Words, step};
use crate::column::Bits;
use crate::evaluate::Machine;
use crate::model::reserved::state::{EntryField, JOURNAL, STATE_TASKS};
use crate::model::{Alert, Block, Domain};
use crate::order::{sort_by, sort_unique};
use crate::outcome::{AlertBits, Outcome, Run};
use crate::output::events::{Doubt, Held, TaskRow, doubt_of, held, tasks_of};
use crate::output::{customer_key, per_customer};
use crate::program::Needs;

/// The state after a run.
#[derive(Debug, Clone, Default)]
pub struct After {
    /// Every task that is remembered, by customer, then in the order of the alerts.
    pub tasks: Vec<Kept>,
    /// Tasks that may not be handed out, by customer, then in the order of the alerts.
    pub(crate) blocked: Vec<Blocked>,
    /// Rows of the journal that were not applied.
    pub refused: Vec<(usize, Refusal)>,
}

/// A task that is remembered.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The row of its customer; `None`: not in this run.
    pub row: Option<u32>,
    /// The customer's key.
    pub key: String,
    /// The task.
    pub task: Task,
    /// Whether it may not be handed out.
    pub blocked: bool,
    /// Whether it is nobody's: messages do it.
    pub automatic: bool,
}

impl After {
    /// The tasks of a customer of this run.
    #[must_use]
    pub fn of_customer(&self, row: usize) -> &[Kept] {
        self.tasks.get(self.first_of(row)..self.first_of(row + 1)).unwrap_or_default()
    }

    /// The place of the first of them.
    #[must_use]
    pub fn first_of(&self, row: usize) -> usize {
        self.tasks.partition_point(|kept| kept.row.is_some_and(|other| (other as usize) < row))
    }
}

impl Kept {
    /// Whether it is among the tasks of the run.
    #[must_use]
    pub fn is_handed_out(&self) -> bool {
        self.row.is_some() && self.task.status == Status::Open && !self.blocked && !self.automatic
    }
}

/// A task that may not be handed out.
#[derive(Debug, Clone)]
pub(crate) struct Blocked {
    /// The row of its customer.
    pub row: u32,
    /// The task's id.
    pub id: String,
    /// Index of the alert.
    pub alert: usize,
    /// The child row.
    pub child: Option<String>,
    /// What keeps it back.
    pub by: Held,
}

/// The state after a run.
#[must_use]
pub fn advance(run: &Run<'_>, outcome: &Outcome) -> After {
    with_titles(run, outcome, true)
}

/// The state after a run for whoever only counts tasks: those that are raised or reminded of have no titles.
pub(crate) fn untitled(run: &Run<'_>, outcome: &Outcome) -> After {
    with_titles(run, outcome, false)
}

fn with_titles(run: &Run<'_>, outcome: &Outcome, titled: bool) -> After {
    let mut after = After::default();
    let before = Before::of(run);
    let previous = before.as_of(run).map(|at| crate::date::local_date(at, run.model.zone()));
    let backlog = run.model.alerts.iter().map(|alert| before.value(&first_run(alert)).is_none()).collect();
    let has_tasks = Rows::of(run.model, run.dataset, STATE_TASKS).is_some_and(|rows| rows.data.rows > 0);
    let (mut values, mut reasons) = (Needs::default(), Needs::default());
    for nodes in &run.program.alerts {
        values.told(nodes);
        values.shown(nodes.titles.iter().filter(|_| titled).flatten());
        values.all(nodes.stop.filter(|_| has_tasks));
        reasons.all(nodes.blocks.iter().map(|(_, id)| *id));
    }
    reasons.all(run.program.never_contact);
    let mut advance = Advance {
        run,
        machine: outcome.machine_after(run, &values, &reasons),
        titled,
        fired: Vec::new(),
        day: Day { today: run.today(), previous },
        backlog,
        after: &mut after,
    };
    advance.fired = fired(run, outcome);
    let any = concerned(run, &advance.fired);
    for block in run.blocks() {
        if block.clone().any(|customer| any.get(customer)) {
            advance.machine.block(block.clone());
            block.filter(|customer| any.get(*customer)).for_each(|customer| advance.customer(customer));
        }
    }
    absent(run, &mut after);
    sort_by(&mut after.refused, |a, b| a.0.cmp(&b.0));
    after
}

/// The key of `state_run` that says when an alert was first run.
#[must_use]
pub fn first_run(alert: &Alert) -> String {
    alloc::format!("alert.{}", alert.id)
}

/// The id of the task about an event of a customer: a hash of the customer's key, the event's kind and its key, never
/// of the policy's version nor of the day of the run.
#[must_use]
pub fn task_id(customer: &str, kind: &str, key: &str) -> String {
    crate::output::events::task_id(customer, kind, key)
}

/// The task that an entry of the journal names.
#[must_use]
pub fn entry_task<'a>(run: &Run<'a>, row: usize) -> &'a str {
    let rows = Rows::of(run.model, run.dataset, JOURNAL);
    rows.and_then(|rows| rows.text(row, EntryField::TaskId as usize)).unwrap_or_default()
}

/// Per alert with a task the customers for whom it is true of a row.
fn fired(run: &Run<'_>, outcome: &Outcome) -> Vec<Bits> {
    let of_alert = |(alert, bits): (&Alert, &Rc<AlertBits>)| match alert.task {
        Some(_) => per_customer(run, alert.each.map_or(Domain::Customer, Domain::Child), bits).0,
        None => Bits::default(),
    };
    run.model.alerts.iter().zip(&outcome.alerts).map(of_alert).collect()
}

/// Customers for whom something may happen.
fn concerned(run: &Run<'_>, fired: &[Bits]) -> Bits {
    let mut any = Bits::zeros(run.rows());
    fired.iter().flat_map(Bits::ones_iter).for_each(|row| any.set(row, true));
    for rows in [STATE_TASKS, JOURNAL].into_iter().filter_map(|name| Rows::of(run.model, run.dataset, name)) {
        let has = |customer: &usize| !rows.of_customer(*customer).is_empty();
        (0..run.rows()).filter(has).for_each(|row| any.set(row, true));
    }
    any
}

/// Tasks of customers who are not in this run.
fn absent(run: &Run<'_>, after: &mut After) {
    let Some(rows) = Rows::of(run.model, run.dataset, STATE_TASKS) else { return };
    let start = rows.data.offsets.last().map_or(0, |end| *end as usize);
    for row in start..rows.data.rows {
        let key = rows.text(row, 0).unwrap_or_default();
        let of = tasks(run.model, run.dataset, row..row + 1);
        let kept = |task| Kept { row: None, key: key.into(), task, blocked: false, automatic: false };
        after.tasks.extend(of.into_iter().map(kept));
    }
}

struct Advance<'a, 'r> {
    run: &'r Run<'a>,
    machine: Machine<'a>,
    titled: bool,
    /// Per alert with a task the customers for whom it is true of a row.
    fired: Vec<Bits>,
    day: Day,
    /// Alerts of which this is the first run.
    backlog: Vec<bool>,
    after: &'r mut After,
}

/// What is there about the tasks of a customer.
struct Customer {
    before: Vec<Task>,
    /// Events for which an alert is true, the most urgent alert first.
    fired: Vec<TaskRow>,
    /// Events for which an alert is true, but kept back.
    held: Vec<TaskRow>,
    entries: Vec<(String, Entry)>,
    /// Per alert: of which events it is not known whether it is true.
    doubts: Vec<Doubt>,
    /// Per alert: which events are over.
    over: Vec<Over>,
}

impl Customer {
    /// Whether an alert is true for the event of a task, and nothing keeps it back.
    fn has_fired(&self, id: &str) -> bool {
        self.fired.iter().any(|event| event.id == id)
    }

    /// Whether it is not known that an alert is true or false for an event. What is kept back counts as unknown: it is
    /// told when it may be.
    fn is_unknown(&self, alert: usize, id: &str) -> bool {
        self.held.iter().any(|event| event.id == id)
            || self.doubts.get(alert).is_some_and(|doubt| doubt.is_about(id))
    }
}

impl Advance<'_, '_> {
    fn customer(&mut self, customer: usize) {
        let (run, alerts) = (self.run, self.run.model.alerts.len());
        let of =
            Rows::of(run.model, run.dataset, STATE_TASKS).map_or(0..0, |rows| rows.of_customer(customer));
        let before = tasks(run.model, run.dataset, of);
        let is_true = |alert: &usize| self.fired.get(*alert).is_some_and(|fired| fired.get(customer));
        let fired = (0..alerts)
            .filter(is_true)
            .flat_map(|alert| tasks_of(run, &self.machine, alert, customer, self.titled));
        let mut fired: Vec<TaskRow> = fired.collect();
        sort_by(&mut fired, |a, b| self.urgency(a.alert).cmp(&self.urgency(b.alert)));
        fired.iter_mut().for_each(|event| self.hold_out(&before, event));
        let (held, fired) = fired.into_iter().partition(|event| event.block.is_some());
        let (mut doubts, mut over) = (Vec::new(), Vec::new());
        if !before.is_empty() {
            doubts = (0..alerts).map(|alert| doubt_of(run, &self.machine, alert, customer)).collect();
            over = (0..alerts).map(|alert| Over::of(run, &self.machine, alert, customer)).collect();
        }
        let entries = entries(run.model, run.dataset, customer, run.as_of, &mut self.after.refused);
        let about = Customer { before, fired, held, entries, doubts, over };
        let mut ids: Vec<&String> = about.before.iter().map(|task| &task.id).collect();
        ids.extend(about.fired.iter().map(|row| &row.id));
        ids.extend(about.held.iter().filter(|row| is_held_out(row)).map(|row| &row.id));
        ids.extend(about.entries.iter().map(|(id, _)| id));
        sort_unique(&mut ids);
        let tasks: Vec<Task> = ids.into_iter().filter_map(|id| self.task(&about, id)).collect();
        self.keep(customer, &about, tasks);
    }

    /// A task that was raised before the holdout goes on, and one that is held out stays so until it is released.
    fn hold_out(&self, before: &[Task], event: &mut TaskRow) {
        let Some(holdout) = &self.run.model.holdout else { return };
        let Some(task) = before.iter().find(|task| task.id == event.id) else { return };
        let stays = task.status == Status::HeldOut && holdout.is_about(event.alert);
        if is_held_out(event) && task.is_alive() {
            event.block = None;
        } else if event.block.is_none() && stays && self.day.today < holdout.release {
            event.block = Some((Block::Holdout, None));
        }
    }

    /// Notes what is left of a customer's tasks, and what keeps which of them back.
    fn keep(&mut self, customer: usize, about: &Customer, mut tasks: Vec<Task>) {
        let last = self.run.model.alerts.len();
        let lead = |task: &Task| task.alerts.first().and_then(|name| self.named(name)).unwrap_or(last);
        sort_by(&mut tasks, |a, b| (lead(a), &a.child).cmp(&(lead(b), &b.child)));
        let row = u32::try_from(customer).unwrap_or(u32::MAX);
        let mut blocked = Vec::new();
        // What is true and kept back is not raised; it is no task, unless it was one before.
        for event in &about.held {
            let is_raised = |task: &Task| task.id == event.id && task.status != Status::HeldOut;
            let is_known = tasks.iter().any(is_raised);
            if let (Some(by), false) = (event.block, is_known || about.has_fired(&event.id)) {
                let (id, child) = (event.id.clone(), event.child.clone());
                blocked.push(Blocked { row, id, alert: event.alert, child, by });
            }
        }
        let key = customer_key(self.run.dataset, customer);
        let mut kept = Vec::with_capacity(tasks.len());
        for task in tasks {
            let open = task.status == Status::Open && !about.has_fired(&task.id);
            let alert = lead(&task);
            let by =
                if open && self.run.model.blocks() { self.held(about, &task, alert, customer) } else { None };
            // An open task was raised before the holdout.
            let by = by.filter(|(by, _)| *by != Block::Holdout);
            if let Some(by) = by {
                blocked.push(Blocked { row, id: task.id.clone(), alert, child: task.child.clone(), by });
            }
            let automatic = self.is_automatic(alert);
            kept.push(Kept { row: Some(row), key: key.into(), task, blocked: by.is_some(), automatic });
        }
        sort_by(&mut blocked, |a, b| (a.alert, &a.child).cmp(&(b.alert, &b.child)));
        self.after.blocked.extend(blocked);
        self.after.tasks.extend(kept);
    }

    /// What keeps an open task back that no alert tells of today.
    fn held(&self, about: &Customer, task: &Task, alert: usize, customer: usize) -> Option<Held> {
        let told = about.held.iter().find(|event| event.id == task.id).and_then(|event| event.block);
        told.or_else(|| held(self.run, &self.machine, alert, customer, task.child.as_ref()))
    }

    /// The task of one event after the run.
    fn task(&mut self, about: &Customer, id: &str) -> Option<Task> {
        let before = about.before.iter().find(|task| task.id == id).cloned();
        let says = self.says(about, before.as_ref(), id);
        let mine = about.entries.iter().filter(|(of, _)| of == id).map(|(_, entry)| entry.clone());
        let mut entries: Vec<Entry> = mine.collect();
        let lead = about.fired.iter().find(|row| row.id == id).map(|row| row.alert);
        let lead = lead.or_else(|| self.named(before.as_ref()?.alerts.first()?));
        for entry in entries.iter_mut().filter(|entry| entry.action == Action::HandOver) {
            entry.due =
                lead.and_then(|alert| super::escalate::anew(self.run, &self.machine, alert, entry.at));
        }
        let mut task = step(before, &says, &entries, self.day, &mut self.after.refused)?;
        super::escalate::mark(self.run, &self.machine, &mut task);
        Some(task)
    }

    /// What the rules say about an event.
    fn says(&self, about: &Customer, before: Option<&Task>, id: &str) -> Says {
        let mut fired: Vec<&TaskRow> = about.fired.iter().filter(|row| row.id == id).collect();
        let mut status = Status::Open;
        if fired.is_empty() {
            fired.extend(about.held.iter().filter(|row| row.id == id && is_held_out(row)));
            status = Status::HeldOut;
        }
        let mut alerts: Vec<usize> = fired.iter().map(|row| row.alert).collect();
        // The alerts that told of it before and still do, fired or not.
        for name in before.iter().flat_map(|task| &task.alerts) {
            let kind = before.map_or("", |task| task.event_kind.as_str());
            let known = self.named(name).filter(|alert| self.tells_of(*alert, kind));
            alerts.extend(known.filter(|alert| !alerts.contains(alert)));
        }
        // One that is over tells of it no longer.
        let ended = |alert: &usize| about.over.get(*alert).and_then(|over| over.outcome(before?));
        let outcome = alerts.iter().find_map(&ended).unwrap_or(RETIRED);
        alerts.retain(|alert| fired.iter().any(|row| row.alert == *alert) || ended(alert).is_none());
        sort_by(&mut alerts, |a, b| self.urgency(*a).cmp(&self.urgency(*b)));
        let (teller, stage) = teller(&fired);
        let verdict = match teller {
            Some(teller) => {
                let stage = stage.map(|stage| stage.days);
                Verdict::True(Box::new(Task { stage, status, ..self.fresh(teller, &alerts) }))
            }
            None if alerts.is_empty() => Verdict::Over(outcome),
            None if alerts.iter().any(|alert| about.is_unknown(*alert, id)) => Verdict::Unknown,
            None => Verdict::False,
        };
        let told = |alert: &usize| self.run.model.alerts.get(*alert).map(|alert| &alert.recurrence);
        let waits = |row: &&TaskRow| told(&row.alert).is_some_and(|r| r.stages.is_some());
        Says {
            verdict,
            rearm: alerts.iter().find_map(|alert| told(alert)?.rearm),
            remind_every: alerts.iter().find_map(|alert| told(alert)?.remind_every),
            waits: fired.iter().all(waits),
            stage,
            outcomes: self.outcomes(&alerts),
        }
    }

    /// The task as it would be raised today.
    fn fresh(&self, lead: &TaskRow, alerts: &[usize]) -> Task {
        let model = self.run.model;
        let named = |alert: &usize| model.alerts.get(*alert).map(|a| a.id.clone());
        let today = self.day.today;
        Task {
            id: lead.id.clone(),
            alerts: alerts.iter().filter_map(named).collect(),
            event_kind: model.alerts.get(lead.alert).map(|a| a.event_kind.clone()).unwrap_or_default(),
            event_key: lead.key.clone(),
            child: lead.child.clone(),
            raised: today,
            first: today,
            reminded: None,
            stage: None,
            status: Status::Open,
            outcome: None,
            ended: None,
            until: None,
            to: None,
            true_on: today,
            false_since: None,
            escalated: None,
            words: Words {
                due: lead.due.and_then(|due| due.checked_add(self.spread(lead))),
                titles: lead.titles.clone(),
                version: model.version.clone(),
            },
        }
    }

    /// How much later a task of an alert's first run has to be done, microseconds: spread evenly by its id.
    fn spread(&self, row: &TaskRow) -> i64 {
        const DAY: i64 = 86_400_000_000;
        let days = self.run.model.alerts.get(row.alert).and_then(|alert| alert.recurrence.spread);
        let first = self.backlog.get(row.alert).copied().unwrap_or(false);
        let hash = row.id.get(..8).and_then(|digits| i64::from_str_radix(digits, 16).ok()).unwrap_or(0);
        days.filter(|_| first).map_or(0, |days| hash % i64::from(days.max(1)) * DAY)
    }

    /// Outcomes that end a task of these alerts; empty: any.
    fn outcomes(&self, alerts: &[usize]) -> Vec<String> {
        let tasks = alerts.iter().filter_map(|alert| self.run.model.alerts.get(*alert)?.task.as_ref());
        let lists: Vec<&Vec<String>> = tasks.map(|task| &task.closes_with).collect();
        match lists.iter().any(|list| list.is_empty()) {
            true => Vec::new(),
            false => lists.into_iter().flatten().cloned().collect(),
        }
    }

    fn named(&self, name: &str) -> Option<usize> {
        self.run.model.alerts.iter().position(|alert| alert.id == name)
    }

    fn tells_of(&self, alert: usize, kind: &str) -> bool {
        self.run.model.alerts.get(alert).is_some_and(|a| a.task.is_some() && a.event_kind == kind)
    }

    /// Whether messages do the task of an alert.
    fn is_automatic(&self, alert: usize) -> bool {
        self.run.model.alerts.get(alert).is_some_and(|alert| alert.automatic)
    }

    /// The most urgent alert first, those whose task messages do behind those that give people one; ties go by id.
    fn urgency(&self, alert: usize) -> Option<(bool, crate::policy::Priority, &str)> {
        let decl = self.run.model.alerts.get(alert)?;
        Some((self.is_automatic(alert), decl.priority, decl.id.as_str()))
    }
}

/// Whether the only thing that keeps an event back is that the customer is left alone.
fn is_held_out(event: &TaskRow) -> bool {
    event.block.is_some_and(|(by, _)| by == Block::Holdout)
}

/// Whose words are said of an event, and the latest stage that has come: where it is told in stages, the most urgent of
/// those who tell of that stage says it.
fn teller<'t>(fired: &[&'t TaskRow]) -> (Option<&'t TaskRow>, Option<Stage>) {
    let lead = fired.first().copied();
    let stage = fired.iter().filter_map(|row| row.stage).max_by_key(|stage| (stage.on, -stage.days));
    let says = |row: &&&TaskRow| stage.is_some() && row.stage.map(|s| s.on) == stage.map(|s| s.on);
    let teller = lead.filter(|lead| lead.stage.is_some()).and_then(|_| fired.iter().find(says).copied());
    (teller.or(lead), stage)
}
