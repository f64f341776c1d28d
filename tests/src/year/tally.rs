//! What is counted over a year, and what must be true on every day of it.

use std::collections::HashSet;
use std::fmt;

use super::cap::{Caps, Made};
use super::morning::{Contact, Day, Engine};

/// Days of which the tasks that come up are shown one by one: how the first run's backlog is spread.
const SHOWN: usize = 30;

/// The counts of a year.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Days that were run.
    pub days: usize,
    /// Customers of the last day.
    pub customers: usize,
    /// Seconds for all of it, the bank's included.
    pub seconds: f64,
    /// Seconds of the runs alone, and of the slowest.
    pub runs: [f64; 2],
    /// Contacts that managers made.
    pub made: usize,
    /// Entries that managers wrote.
    pub done: usize,
    /// What was not as it must be, with its day; at most a hundred.
    pub broken: Vec<String>,
    /// Rows and cells of the first day that could not be read.
    pub unreadable: [usize; 2],
    /// Tasks raised or reminded of on each of the first days.
    pub first: Vec<usize>,
    /// Tasks open, summed over days, and raised.
    pub tasks: [usize; 2],
    /// Contacts by status, summed over days.
    pub contacts: Vec<(String, usize)>,
    /// Per alert: its name, in how many rows it fired, and in how many it was known not to hold, over all days.
    pub alerts: Vec<(String, usize, usize)>,
    /// The caps of the policy, and what was done.
    pub caps: Caps,
}

impl Tally {
    /// Nothing counted yet.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        let alerts = engine.loaded.model.alerts.iter().map(|alert| (alert.id.clone(), 0, 0)).collect();
        Self { alerts, caps: Caps::of(engine, &engine.document), ..Self::default() }
    }

    /// Adds a day and the contacts that were made on it.
    pub fn add(&mut self, day: &Day, made: &[Made]) {
        if self.days == 0 {
            self.unreadable = day.unreadable;
        }
        self.days += 1;
        self.customers = day.customers;
        let [all, slowest] = self.runs;
        self.runs = [all + day.seconds, slowest.max(day.seconds)];
        let told = day.tasks.iter().filter(|task| !task.mark.is_empty()).count();
        if self.first.len() < SHOWN {
            self.first.push(told);
        }
        let [open, raised] = self.tasks;
        self.tasks =
            [open + day.tasks.len(), raised + day.tasks.iter().filter(|task| task.mark == "new").count()];
        for ((_, fired, not), (today, rest)) in self.alerts.iter_mut().zip(&day.alerts) {
            (*fired, *not) = (*fired + today, *not + rest);
        }
        self.made += made.len();
        // Where nothing is planned, managers take what they see, and no cap is promised.
        if let Some(contacts) = &day.contacts {
            self.caps.add(day.day, made, &mut self.broken);
            self.plan(day, contacts);
        }
    }

    /// Rules that never fired, or never were known not to hold.
    #[must_use]
    pub fn one_sided(&self) -> Vec<&str> {
        let sided = self.alerts.iter().filter(|(_, fired, not)| *fired == 0 || *not == 0);
        sided.map(|(name, ..)| name.as_str()).collect()
    }

    /// Every open task is in one contact.
    fn plan(&mut self, day: &Day, contacts: &[Contact]) {
        let mut planned = HashSet::new();
        for contact in contacts {
            match self.contacts.iter_mut().find(|(status, _)| *status == contact.status) {
                Some((_, count)) => *count += 1,
                None => self.contacts.push((contact.status.clone(), 1)),
            }
            for task in &contact.tasks {
                if !planned.insert(task.as_str()) {
                    self.broken.push(format!("{}: task {task} is in two contacts", day.day));
                }
            }
        }
        for task in day.tasks.iter().filter(|task| !planned.contains(task.id.as_str())) {
            self.broken.push(format!("{}: task {} is in no contact", day.day, task.id));
        }
        self.broken.truncate(100);
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[expect(clippy::cast_precision_loss, reason = "counts of a year")]
        let per_day = |count: usize| count as f64 / self.days.max(1) as f64;
        let Self { days, customers, seconds, runs: [all, slowest], unreadable: [rows, cells], .. } = self;
        writeln!(
            f,
            "{customers} customers, {days} days, {seconds:.1} s; runs {all:.1} s, the slowest {slowest:.2} s"
        )?;
        writeln!(f, "rows not readable on the first day {rows}, cells {cells}")?;
        let [open, raised] = self.tasks.map(per_day);
        writeln!(
            f,
            "tasks a day: open {open:.1}, raised {raised:.1}; entries of the journal {:.1}",
            per_day(self.done)
        )?;
        writeln!(f, "told on each of the first days {:?}", self.first)?;
        writeln!(
            f,
            "contacts made a day {:.1}; caps that are counted {}",
            per_day(self.made),
            self.caps.len()
        )?;
        for (status, count) in &self.contacts {
            writeln!(f, "contacts a day, {status}: {:.1}", per_day(*count))?;
        }
        for (name, fired, not) in &self.alerts {
            writeln!(f, "{name:<28} fired {fired:>9}, not {not:>10}")?;
        }
        writeln!(f, "one-sided rules: {:?}", self.one_sided())?;
        self.broken.iter().try_for_each(|what| writeln!(f, "BROKEN {what}"))
    }
}
