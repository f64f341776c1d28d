//! Overdue tasks: the mark of one that stayed open for too long, and time that begins anew.
//!
//! Where the calendar cannot tell how long after the due instant somebody has to be told, it is at once: an overrun is
//! never lost to the calendar. A postponed task is not overdue; from the day on which it is open again it is judged by
//! the due instant that it had.

use alloc::string::String;

use super::{Status, Task};
use crate::evaluate::Machine;
use crate::model::duration::Unit;
use crate::model::{Escalate, Model};
use crate::outcome::Run;
use crate::output::due::due_from;

/// Marks an open task that has been overdue for too long, once.
pub(super) fn mark(run: &Run<'_>, machine: &Machine<'_>, task: &mut Task) {
    if task.status != Status::Open || task.escalated.is_some() {
        return;
    }
    let (Some(escalate), Some(due)) = (escalation(run.model, task), task.words.due) else { return };
    let limit = escalate.after.and_then(|after| due_from(run, machine.workdays(), after, due).ok());
    if run.as_of > due && run.as_of >= limit.unwrap_or(due) {
        task.escalated = Some(run.today());
    }
}

/// Who is told of a task that is overdue: what the most urgent of its alerts says that says it.
pub(crate) fn escalation<'a>(model: &'a Model, task: &Task) -> Option<&'a Escalate> {
    let named = |name: &String| model.alerts.iter().find(|alert| alert.id == *name);
    task.alerts.iter().find_map(|name| named(name)?.task.as_ref()?.escalate.as_ref())
}

/// When a task has to be done that somebody took over at an instant; `None`: its time does not begin anew.
pub(super) fn anew(run: &Run<'_>, machine: &Machine<'_>, alert: usize, at: i64) -> Option<i64> {
    let due = run.model.alerts.get(alert)?.task.as_ref()?.due;
    let due = due.filter(|period| period.unit == Unit::BusinessHours)?;
    due_from(run, machine.workdays(), due, at).ok()
}
