//! Managers who do their work: on every weekday each takes as many customers as the bank says, in the order of the plan,
//! does their tasks and writes it into the journal. A few tasks are put off, given to somebody else, or dropped.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use appraise_core::date;
use appraise_host::synth::Morning;

use super::cap::Made;
use super::morning::{Day, Engine, Open};

/// Customers a day where the bank does not say.
const DAILY: usize = 15;

const HEADER: &str = "customer_id,entry_id,task_id,action,outcome,author,at,until,to,note\n";

/// The managers and their journal.
pub struct Managers {
    journal: String,
    entries: usize,
    /// Outcomes that end the tasks of an alert.
    outcomes: HashMap<String, Vec<String>>,
}

impl Managers {
    /// Managers who know how the tasks of this policy end.
    #[must_use]
    pub fn new(engine: &Engine) -> Self {
        let alerts = &engine.loaded.model.alerts;
        let ends = |alert: &appraise_core::model::Alert| {
            alert.task.as_ref().map(|task| (alert.id.clone(), task.closes_with.clone()))
        };
        let outcomes = alerts.iter().filter_map(ends).collect();
        Self { journal: HEADER.to_owned(), entries: 0, outcomes }
    }

    /// Everything that was written since the first day.
    #[must_use]
    pub fn journal(&self) -> &str {
        &self.journal
    }

    /// How many entries that are.
    #[must_use]
    pub fn done(&self) -> usize {
        self.entries
    }

    /// A day's work, and the contacts that came of it.
    pub fn work(&mut self, morning: &Morning, day: &Day) -> Vec<Made> {
        // 1970-01-01 was a Thursday.
        if (day.day + 3).rem_euclid(7) >= 5 {
            return Vec::new();
        }
        let household = column(morning, "relations", "member", "head");
        let mut made: BTreeMap<&str, Made> = BTreeMap::new();
        let manager = column(morning, "customers", "customer_id", "rm_id");
        let capacity = column(morning, "managers", "rm_id", "daily_contacts");
        let wanted: Option<HashSet<&str>> = day.contacts.as_ref().map(|contacts| {
            let today = contacts.iter().filter(|contact| contact.status == "today");
            today.flat_map(|contact| contact.tasks.iter().map(String::as_str)).collect()
        });
        let mut seen: HashMap<&str, HashSet<&str>> = HashMap::new();
        for task in &day.tasks {
            let who = manager.get(task.customer.as_str()).copied().unwrap_or_default();
            if who.is_empty() || wanted.as_ref().is_some_and(|wanted| !wanted.contains(task.id.as_str())) {
                continue;
            }
            let most = capacity.get(who).and_then(|cell| cell.parse().ok()).unwrap_or(DAILY);
            let customers = seen.entry(who).or_default();
            if customers.contains(task.customer.as_str()) || customers.len() < most {
                customers.insert(&task.customer);
                if self.end(task, who, day.day) {
                    let home =
                        household.get(task.customer.as_str()).unwrap_or(&task.customer.as_str()).to_string();
                    let contact = made.entry(&task.customer).or_insert_with(|| Made {
                        customer: task.customer.clone(),
                        household: home,
                        kinds: Vec::new(),
                    });
                    contact.kinds.extend(task.kind);
                }
            }
        }
        made.into_values().collect()
    }

    /// An entry about a task: by lot one in thirty is postponed, one in fifty dropped, one in eighty given away.
    /// Whether it is done.
    fn end(&mut self, task: &Open, who: &str, day: i32) -> bool {
        let lot = lot(&task.id, day);
        let alert = task.alert.split(' ').next().unwrap_or_default();
        let outcomes = self.outcomes.get(alert).map(Vec::as_slice).unwrap_or_default();
        let outcome = outcomes.get(lot as usize / 7 % outcomes.len().max(1)).map_or("", String::as_str);
        let until = date::format(day + 4);
        let (action, outcome, until, to) = match lot {
            lot if lot % 30 == 0 => ("postpone", "", until.as_str(), ""),
            lot if lot % 50 == 1 => ("drop", "", "", ""),
            lot if lot % 80 == 2 => ("hand_over", "", "", "branch_head"),
            _ => ("done", outcome, "", ""),
        };
        self.entries += 1;
        let (customer, id, at, entry) = (&task.customer, &task.id, date::format(day), self.entries);
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.journal,
            "{customer},J{entry:08},{id},{action},{outcome},{who},{at} 16:00,{until},{to},as agreed"
        );
        action == "done"
    }
}

/// A column of a table by another.
fn column<'m>(morning: &'m Morning, table: &str, key: &str, value: &str) -> HashMap<&'m str, &'m str> {
    let text = morning.tables.iter().find(|(name, _)| *name == table).map_or("", |(_, text)| text.as_str());
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let at = |name: &str| header.iter().position(|found| *found == name).unwrap_or(usize::MAX);
    let (key, value) = (at(key), at(value));
    let pair = |line: &'m str| Some((line.split(',').nth(key)?, line.split(',').nth(value)?));
    lines.filter_map(pair).collect()
}

/// A number that is the same for the same task on the same day (FNV-1a).
fn lot(id: &str, day: i32) -> u32 {
    let bytes = id.bytes().chain(day.to_le_bytes());
    bytes.fold(0x811c_9dc5u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)) >> 8
}
