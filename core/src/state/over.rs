//! Which events are over: their rule has come to its `stop`, or the period of its quota has passed.
//!
//! A `stop` that is not known ends nothing: the task stays, and the rule is listed as not evaluated.

use alloc::string::String;
use alloc::vec::Vec;

use super::{MISSED, STOPPED, Task};
use crate::evaluate::Machine;
use crate::model::Domain;
use crate::outcome::Run;
use crate::output::events::{child_rows, event_key, task_id};

/// Which events of a customer are over as far as one alert is concerned.
#[derive(Debug, Clone, Default)]
pub(super) struct Over {
    /// All of them.
    all: bool,
    /// The tasks of these, and child rows of these.
    ids: Vec<String>,
    /// The task of the present period, of a quota: others are of periods that are over.
    present: Option<String>,
}

impl Over {
    /// What is over of an alert, for a customer of the machine's present block.
    pub fn of(run: &Run<'_>, machine: &Machine<'_>, alert: usize, customer: usize) -> Self {
        let (Some(decl), Some(nodes)) = (run.model.alerts.get(alert), run.program.alerts.get(alert)) else {
            return Self::default();
        };
        let Some(stop) = nodes.stop else { return Self::default() };
        let key = crate::output::customer_key(run.dataset, customer);
        let mut out = Self::default();
        let own = customer - machine.range(Domain::Customer).start;
        // What is said of the customer ends the tasks of rows that are gone, too.
        let of_customer = run.program.node(stop).is_some_and(|node| node.domain == Domain::Customer);
        out.all = of_customer && machine.is_true(stop, own);
        let Some(table) = decl.each else {
            let is_quota = run.model.quotas.iter().any(|quota| usize::from(quota.alert) == alert);
            if is_quota && nodes.event_key.is_some() {
                out.present =
                    event_key(machine, nodes, own, None).map(|event| task_id(key, &decl.event_kind, &event));
            }
            return out;
        };
        // Rows of the table are no rows of what is said of customers.
        let rows = if of_customer { Vec::new() } else { child_rows(run, machine, table, customer) };
        for (row, child) in rows {
            if machine.is_true(stop, row) {
                let event = event_key(machine, nodes, row, child.as_ref());
                out.ids.extend(event.map(|event| task_id(key, &decl.event_kind, &event)));
            }
        }
        out
    }

    /// The outcome of a task whose event is over.
    pub fn outcome(&self, task: &Task) -> Option<&'static str> {
        if self.all || self.ids.contains(&task.id) {
            return Some(STOPPED);
        }
        self.present.as_ref().filter(|present| **present != task.id).map(|_| MISSED)
    }
}
