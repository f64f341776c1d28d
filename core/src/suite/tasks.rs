//! Tasks in the policy's own tests: what a row of the state need not say, and what is expected of a run's tasks.
//!
//! Nobody writes a hash by hand. A row of `state_tasks` of a test is about the event of its alert, and its id follows
//! from that; an entry of the journal names a task by its alert, or by `alert/key`.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::model::reserved::state::{EntryField, JOURNAL, STATE_TASKS, STATE_TOUCHES, TaskField, TouchField};
use crate::model::{Cells, Model, Table};
use crate::outcome::Run;
use crate::output::events::task_id;
use crate::policy::Standing;
use crate::state::Status;

/// The text of a cell, given or assumed; `None`: what every other table assumes.
pub(super) fn cell(model: &Model, table: &Table, customer: &str, row: &Cells, at: u16) -> Option<String> {
    let given = |field: u16| row.iter().find(|(f, _)| *f == field).and_then(|(_, text)| text.clone());
    match table.id.as_str() {
        STATE_TASKS => given(at).or_else(|| assumed(model, customer, &given, at)),
        STATE_TOUCHES if at == TouchField::TouchId as u16 => {
            given(at).map(|text| named(model, customer, &text))
        }
        JOURNAL if at == EntryField::TaskId as u16 => given(at).map(|text| named(model, customer, &text)),
        _ => None,
    }
}

fn assumed(model: &Model, customer: &str, given: &dyn Fn(u16) -> Option<String>, at: u16) -> Option<String> {
    let of = |field: TaskField| given(field as u16);
    let kind = || {
        let alert = of(TaskField::Alert).unwrap_or_default();
        of(TaskField::EventKind).unwrap_or_else(|| kind_of(model, alert.split(' ').next().unwrap_or("")))
    };
    let is = |field: TaskField| at == field as u16;
    if is(TaskField::EventKind) {
        Some(kind())
    } else if is(TaskField::TaskId) {
        Some(task_id(customer, &kind(), &of(TaskField::EventKey).unwrap_or_default()))
    } else if is(TaskField::Status) {
        Some(Status::Open.id().into())
    } else if is(TaskField::FirstRaised) || is(TaskField::TrueOn) {
        of(TaskField::Raised)
    } else if is(TaskField::PolicyVersion) {
        Some(model.version.clone())
    } else {
        None
    }
}

/// The id of the task that `alert` or `alert/key` names; another text is an id itself.
fn named(model: &Model, customer: &str, text: &str) -> String {
    let (alert, key) = text.split_once('/').unwrap_or((text, ""));
    match model.alerts.iter().any(|a| a.id == alert) {
        true => task_id(customer, &kind_of(model, alert), key),
        false => text.to_string(),
    }
}

/// The event kind of an alert; of one that is not in the policy its name.
fn kind_of(model: &Model, alert: &str) -> String {
    model.alerts.iter().find(|a| a.id == alert).map_or_else(|| alert.into(), |a| a.event_kind.clone())
}

/// The alerts of tasks that are open after a run, and of those the ones that were told on its day.
pub(super) fn open(run: &Run<'_>) -> (Vec<u16>, Vec<u16>) {
    let outcome = run.evaluate(false);
    let (mut all, mut told) = (Vec::new(), Vec::new());
    for kept in outcome.state(run).tasks.iter().filter(|kept| kept.is_handed_out()) {
        let of = |alert: &str| kept.task.alerts.iter().any(|name| name == alert);
        let alerts = (0u16..).zip(&run.model.alerts).filter(|(_, alert)| of(&alert.id)).map(|(at, _)| at);
        let alerts: Vec<u16> = alerts.collect();
        if kept.task.told() == run.today() {
            told.extend(&alerts);
        }
        all.extend(alerts);
    }
    crate::order::sort_unique(&mut all);
    crate::order::sort_unique(&mut told);
    (all, told)
}

/// The alerts whose tasks are on the agendas of contacts, by where these stand.
pub(super) fn standings(run: &Run<'_>) -> [Vec<u16>; 5] {
    let outcome = run.evaluate(false);
    let after = outcome.state(run);
    Standing::ALL.map(|standing| {
        let contacts = outcome.plan(run).contacts.iter().filter(|contact| contact.status == standing);
        let tasks = contacts.flat_map(|c| &c.agenda).filter_map(|at| after.tasks.get(*at as usize));
        let of = |alert: &str| tasks.clone().any(|kept| kept.task.alerts.iter().any(|name| name == alert));
        (0u16..).zip(&run.model.alerts).filter(|(_, alert)| of(&alert.id)).map(|(at, _)| at).collect()
    })
}
