//! The tasks that are open after a run, and the tables that hand the state to the next run.
//!
//! The tables of the state have the columns of the reserved tables of the same names, so that what one run writes is
//! what the next one reads. They are written exactly: a text that a spreadsheet could take for a formula is left as
//! it is.

use alloc::string::String;
use alloc::vec::Vec;

use super::customers::listed_key_name;
use super::{OutputColumn, OutputTable, OutputValues};
use crate::column::Bits;
use crate::date;
use crate::model::reserved::state::{RunField, STATE_RUN, STATE_TASKS, TaskField as Of};
use crate::model::{Alert, Model};
use crate::outcome::{Outcome, Run};
use crate::state::escalate::escalation;
use crate::state::{Before, Kept, Task, first_run};

/// The tasks that are open after a run, of the customers of this run: by customer, then alert, then child row.
pub(super) fn tasks(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let after = outcome.state(run);
    let open: Vec<&Kept> = after.tasks.iter().filter(|kept| kept.is_handed_out()).collect();
    let (rows, model) = (open.len(), run.model);
    let lead = |row: usize| open.get(row).and_then(|kept| alert_of(model, &kept.task));
    let text = |name: &str, of: fn(&Kept) -> Option<&str>| {
        OutputColumn::names(name, rows, &|row| open.get(row).and_then(|kept| of(kept)))
    };
    let indexes = open.iter().map(|kept| kept.row.unwrap_or(0)).collect();
    let mut columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(indexes)),
        text(&listed_key_name(model), |kept| Some(&kept.key)),
        text("task_id", |kept| Some(&kept.task.id)),
        OutputColumn::texts("alert", rows, &|row| open.get(row).map(|kept| kept.task.alerts.join(" "))),
        OutputColumn::names("kind", rows, &|row| lead(row).map(|a| a.kind.id())),
        OutputColumn::names("priority", rows, &|row| lead(row).map(|a| a.priority.id())),
        text("child_id", |kept| kept.task.child.as_deref()),
        OutputColumn::names("to", rows, &|row| {
            let role = || lead(row)?.task.as_ref().map(|task| task.to.as_str());
            open.get(row).and_then(|kept| kept.task.to.as_deref()).or_else(role)
        }),
        instants("due", model, rows, &|row| open.get(row).and_then(|kept| kept.task.words.due)),
        text("title_en", |kept| Some(&kept.task.words.titles[0])),
        text("title_zh", |kept| Some(&kept.task.words.titles[1])),
    ];
    if model.schema.table_named(STATE_RUN).is_some() {
        columns.extend([
            OutputColumn::names("mark", rows, &|row| mark(&open.get(row)?.task, run.today())),
            days("raised", rows, &|row| open.get(row).map(|kept| kept.task.raised)),
            ints("stage", rows, &|row| open.get(row).and_then(|kept| kept.task.stage.map(i64::from))),
        ]);
    }
    if model.alerts.iter().filter_map(|alert| alert.task.as_ref()).any(|task| task.escalate.is_some()) {
        let (mut late, mut known) = (Bits::default(), Bits::default());
        for kept in &open {
            known.push(kept.task.words.due.is_some());
            late.push(kept.task.words.due.is_some_and(|due| run.as_of > due));
        }
        let late =
            OutputColumn { known: Some(known), ..OutputColumn::new("overdue", OutputValues::Bool(late)) };
        columns.push(late);
        columns.push(OutputColumn::names("escalated_to", rows, &|row| {
            let task = &open.get(row)?.task;
            Some(task.escalated.and_then(|_| escalation(model, task))?.to.as_str())
        }));
    }
    OutputTable { name: "tasks", rows, columns }
}

/// The most urgent alert that told of a task.
fn alert_of<'a>(model: &'a Model, task: &Task) -> Option<&'a Alert> {
    let name = task.alerts.first()?;
    model.alerts.iter().find(|alert| alert.id == *name)
}

/// `new` for a task of this day, `reminder` for one that was told again on this day.
fn mark(task: &Task, today: i32) -> Option<&'static str> {
    if task.reminded == Some(today) {
        Some("reminder")
    } else if task.raised == today {
        Some("new")
    } else {
        None
    }
}

/// The tasks as the next run takes them.
pub(super) fn state_tasks(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let (all, ended) = (&outcome.state(run).tasks, &outcome.plan(run).outbox.ended);
    let (rows, zone) = (all.len(), run.model.zone());
    // Automatic tasks end with their messages.
    let task = |row: usize| match ended.binary_search_by(|(at, _)| at.cmp(&row)) {
        Ok(at) => ended.get(at).map(|(_, task)| task),
        Err(_) => all.get(row).map(|kept| &kept.task),
    };
    let text = |of: Of, value: fn(&Task) -> Option<&str>| {
        OutputColumn::names(of.name(), rows, &|row| task(row).and_then(value))
    };
    let made = |of: Of, value: &dyn Fn(&Task) -> Option<String>| {
        OutputColumn::texts(of.name(), rows, &|row| task(row).and_then(value))
    };
    let day = |of: Of, value: &dyn Fn(&Task) -> Option<i32>| {
        days(of.name(), rows, &|row| task(row).and_then(value))
    };
    let columns = alloc::vec![
        OutputColumn::names(Of::CustomerId.name(), rows, &|row| all.get(row).map(|kept| kept.key.as_str())),
        text(Of::TaskId, |task| Some(&task.id)),
        made(Of::Alert, &|task| Some(task.alerts.join(" "))),
        text(Of::EventKind, |task| Some(&task.event_kind)),
        text(Of::EventKey, |task| Some(&task.event_key)),
        text(Of::ChildId, |task| task.child.as_deref()),
        day(Of::Raised, &|task| Some(task.raised)),
        day(Of::FirstRaised, &|task| Some(task.first)),
        day(Of::Reminded, &|task| task.reminded),
        ints(Of::Stage.name(), rows, &|row| task(row).and_then(|task| task.stage.map(i64::from))),
        text(Of::Status, |task| Some(task.status.id())),
        text(Of::Outcome, |task| task.outcome.as_deref()),
        day(Of::Ended, &|task| task.ended),
        day(Of::Until, &|task| task.until),
        text(Of::HandedTo, |task| task.to.as_deref()),
        day(Of::TrueOn, &|task| Some(task.true_on)),
        day(Of::FalseSince, &|task| task.false_since),
        made(Of::Due, &|task| task.words.due.map(|due| date::format_instant(due, zone))),
        text(Of::TitleEn, |task| Some(&task.words.titles[0])),
        text(Of::TitleZh, |task| Some(&task.words.titles[1])),
        text(Of::PolicyVersion, |task| Some(&task.words.version)),
        day(Of::Escalated, &|task| task.escalated),
    ];
    OutputTable { name: STATE_TASKS, rows, columns }
}

/// Which run the state is of, and since when each alert has been run.
pub(super) fn state_run(run: &Run<'_>) -> OutputTable {
    let (model, before) = (run.model, Before::of(run));
    let mut rows: Vec<(String, String)> = Vec::new();
    for alert in model.alerts.iter().filter(|alert| alert.task.is_some()) {
        let key = first_run(alert);
        let since = before.value(&key).map_or_else(|| date::format(run.today()), String::from);
        rows.push((key, since));
    }
    rows.push(("as_of".into(), date::format_instant(run.as_of, model.zone())));
    rows.push(("policy".into(), model.id.clone()));
    rows.push(("version".into(), model.version.clone()));
    crate::order::sort(&mut rows);
    let columns = alloc::vec![
        OutputColumn::texts(RunField::Key.name(), rows.len(), &|row| rows
            .get(row)
            .map(|(key, _)| key.clone())),
        OutputColumn::texts(RunField::Value.name(), rows.len(), &|row| rows
            .get(row)
            .map(|(_, value)| value.clone())),
    ];
    OutputTable { name: STATE_RUN, rows: rows.len(), columns }
}

/// A column of instants.
pub(super) fn instants(
    name: &str,
    model: &Model,
    rows: usize,
    of: &dyn Fn(usize) -> Option<i64>,
) -> OutputColumn {
    let mut known = Bits::default();
    let at = |row| {
        let at = of(row);
        known.push(at.is_some());
        at.unwrap_or(0)
    };
    let values = OutputValues::Instant((0..rows).map(at).collect(), model.zone());
    OutputColumn { name: name.into(), label: None, values, known: Some(known) }
}

/// A column of days.
pub(super) fn days(name: &str, rows: usize, of: &dyn Fn(usize) -> Option<i32>) -> OutputColumn {
    let mut known = Bits::default();
    let day = |row| {
        let day = of(row);
        known.push(day.is_some());
        day.unwrap_or(0)
    };
    let values = (0..rows).map(day).collect();
    OutputColumn { name: name.into(), label: None, values: OutputValues::Date(values), known: Some(known) }
}

/// A column of whole numbers.
pub(super) fn ints(name: &str, rows: usize, of: &dyn Fn(usize) -> Option<i64>) -> OutputColumn {
    let mut known = Bits::default();
    let value = |row| {
        let value = of(row);
        known.push(value.is_some());
        value.unwrap_or(0)
    };
    let values = (0..rows).map(value).collect();
    OutputColumn { name: name.into(), label: None, values: OutputValues::Int(values), known: Some(known) }
}
