//! Tasks of alerts that fired, and what keeps them back: rows made from the blocks that hold them.

use super::due::due;
use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use sha2::{Digest, Sha256};

use super::customer_key;
use crate::evaluate::{Cause, Machine, Subject};
use crate::explain::render;
use crate::model::{Alert, Block, Domain, FieldId, Model, TableId};
use crate::outcome::Run;
use crate::program::{AlertNodes, NodeId, StageNodes};
use crate::state::Stage;
use crate::value::Lang;

/// A task, as the table and explanations show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TaskRow {
    /// Row of the customer.
    pub row: u32,
    /// Index of the alert.
    pub alert: usize,
    /// Hash of customer, event kind and event key.
    pub id: String,
    /// The event key.
    pub key: String,
    /// Id of the child row, if the alert asks rows.
    pub child: Option<String>,
    /// When it has to be done, microseconds UTC.
    pub due: Option<i64>,
    /// Titles: English, Chinese.
    pub titles: [String; 2],
    /// What keeps it back, and why that is unknown if it is.
    pub block: Option<Held>,
    /// The latest stage whose day has come.
    pub stage: Option<Stage>,
}

/// Of which events of a customer it is not known whether an alert tells of them.
#[derive(Debug, Clone, Default)]
pub(crate) struct Doubt {
    /// Any event may be one.
    any: bool,
    /// The tasks of events that may be one.
    ids: Vec<String>,
}

impl Doubt {
    /// Whether the event of a task is one of them.
    pub fn is_about(&self, id: &str) -> bool {
        self.any || self.ids.iter().any(|other| other == id)
    }
}

/// The tasks of one alert for one customer of the machine's present block, with their titles or without.
pub(crate) fn tasks_of(
    run: &Run<'_>,
    machine: &Machine<'_>,
    alert: usize,
    customer: usize,
    titled: bool,
) -> Vec<TaskRow> {
    let (Some(decl), Some(nodes)) = (run.model.alerts.get(alert), run.program.alerts.get(alert)) else {
        return Vec::new();
    };
    let Some(task) = &decl.task else { return Vec::new() };
    // Most alerts are not true of most customers.
    if !asked(run, machine, decl.each, customer).any(|row| machine.is_true(nodes.when, row)) {
        return Vec::new();
    }
    let customers = machine.range(Domain::Customer);
    let rows = match decl.each {
        None => alloc::vec![(customer - customers.start, None)],
        Some(table) => child_rows(run, machine, table, customer),
    };
    let mut out = Vec::new();
    for (row, child) in rows {
        if !machine.is_true(nodes.when, row) {
            continue;
        }
        let key = event_key(machine, nodes, row, child.as_ref()).unwrap_or_default();
        let id = task_id(customer_key(run.dataset, customer), &decl.event_kind, &key);
        let title = |lang, template, shown: &[crate::program::Shown]| {
            render::template(run, machine, template, shown, row, lang)
        };
        let [en, zh] = &nodes.titles;
        let titles = match titled {
            true => [title(Lang::En, &task.title_en, en), title(Lang::ZhCn, &task.title_zh, zh)],
            false => Default::default(),
        };
        let due = task.due.and_then(|period| due(run, machine.workdays(), period).ok());
        let block = block(run, machine, &nodes.blocks, row);
        let stage = nodes.stages.as_ref().and_then(|stages| stage(run, machine, decl, stages, row));
        let at = u32::try_from(customer).unwrap_or(u32::MAX);
        out.push(TaskRow { row: at, alert, id, key, child, due, titles, stage, block });
    }
    out
}

/// What keeps a task back, and why that is unknown if it is.
pub(crate) type Held = (Block, Option<Cause>);

/// What keeps a task of an alert back that is about a child row, or about the customer. Where the row is gone, only
/// what is said of the customer can.
pub(crate) fn held(
    run: &Run<'_>,
    machine: &Machine<'_>,
    alert: usize,
    customer: usize,
    child: Option<&String>,
) -> Option<Held> {
    let own = customer - machine.range(Domain::Customer).start;
    let each = run.model.alerts.get(alert).and_then(|alert| alert.each);
    let row = match each {
        None => Some(own),
        Some(table) => child_row(run, machine, table, customer, child),
    };
    match (row, run.program.alerts.get(alert)) {
        (Some(row), Some(nodes)) => block(run, machine, &nodes.blocks, row),
        _ => {
            let never = run.program.never_contact.map(|id| (Block::NeverContact, id));
            block(run, machine, never.as_slice(), own)
        }
    }
}

/// The first block that is not known to be false.
fn block(run: &Run<'_>, machine: &Machine<'_>, blocks: &[(Block, NodeId)], row: usize) -> Option<Held> {
    let holds = |id: NodeId| machine.is_true(id, row) || !machine.is_known(id, row);
    let (by, id) = blocks.iter().find(|(_, id)| holds(*id))?;
    Some((*by, machine.cause(*id, row, &ranks(run.model))))
}

/// The key of an event; `None` when it is not known.
pub(crate) fn event_key(
    machine: &Machine<'_>,
    nodes: &AlertNodes,
    row: usize,
    child: Option<&String>,
) -> Option<String> {
    match nodes.event_key {
        Some(id) => machine.is_known(id, row).then(|| machine.text(machine.code_at(id, row)).into()),
        None => Some(child.cloned().unwrap_or_default()),
    }
}

/// The latest stage whose day has come.
fn stage(
    run: &Run<'_>,
    machine: &Machine<'_>,
    alert: &Alert,
    nodes: &StageNodes,
    row: usize,
) -> Option<Stage> {
    let day = |id: NodeId| machine.is_known(id, row).then(|| machine.i32_at(id, row));
    let date = day(nodes.date)?;
    let late = |on: i32| {
        let step = alert.recurrence.stages.as_ref()?.step.as_ref()?;
        step.after.map(|_| on.saturating_add(step.within))
    };
    let stages = alert.recurrence.stages.iter().flat_map(|stages| &stages.days).zip(&nodes.days);
    let come = stages.filter_map(|((days, _), id)| {
        let on = day(*id)?;
        Some(Stage { days: *days, on, date: late(on).unwrap_or_else(|| date.max(on)) })
    });
    come.filter(|stage| stage.on <= run.today()).last()
}

/// Of which events of a customer it is not known whether an alert tells of them.
pub(crate) fn doubt_of(run: &Run<'_>, machine: &Machine<'_>, alert: usize, customer: usize) -> Doubt {
    let (Some(decl), Some(nodes)) = (run.model.alerts.get(alert), run.program.alerts.get(alert)) else {
        return Doubt::default();
    };
    let whole = decl.each.and_then(|table| table_cause(run, table, customer));
    if whole.is_none()
        && asked(run, machine, decl.each, customer).all(|row| machine.is_known(nodes.when, row))
    {
        return Doubt::default();
    }
    let rows = match decl.each {
        None => alloc::vec![(customer - machine.range(Domain::Customer).start, None)],
        Some(table) => child_rows(run, machine, table, customer),
    };
    let mut doubt = Doubt { any: whole.is_some(), ids: Vec::new() };
    for (row, child) in rows.into_iter().filter(|(row, _)| !machine.is_known(nodes.when, *row)) {
        match event_key(machine, nodes, row, child.as_ref()) {
            Some(key) => {
                doubt.ids.push(task_id(customer_key(run.dataset, customer), &decl.event_kind, &key));
            }
            None => doubt.any = true,
        }
    }
    doubt
}

/// Child rows of a customer: their place in the block, and their ids.
pub(crate) fn child_rows(
    run: &Run<'_>,
    machine: &Machine<'_>,
    table: TableId,
    customer: usize,
) -> Vec<(usize, Option<String>)> {
    let Some(data) = run.dataset.tables.get(usize::from(table.0)) else { return Vec::new() };
    let start = machine.range(Domain::Child(table)).start;
    asked(run, machine, Some(table), customer)
        .map(|row| {
            let id = data.keys.get(start + row).map(|k| run.dataset.texts.text(*k).into());
            (row, Some(id.unwrap_or_default()))
        })
        .collect()
}

/// The places in the block of the rows that an alert asks for a customer: its child rows, or its own.
pub(super) fn asked(
    run: &Run<'_>,
    machine: &Machine<'_>,
    each: Option<TableId>,
    customer: usize,
) -> Range<usize> {
    let Some(table) = each else {
        let own = customer - machine.range(Domain::Customer).start;
        return own..own + 1;
    };
    let data = run.dataset.tables.get(usize::from(table.0));
    let at = |i: usize| data.and_then(|data| data.offsets.get(i)).map_or(0, |o| *o as usize);
    let start = machine.range(Domain::Child(table)).start;
    at(customer).saturating_sub(start)..at(customer + 1).saturating_sub(start)
}

/// The place in the block of a customer's child row.
pub(crate) fn child_row(
    run: &Run<'_>,
    machine: &Machine<'_>,
    table: TableId,
    customer: usize,
    child: Option<&String>,
) -> Option<usize> {
    let rows = child_rows(run, machine, table, customer);
    rows.into_iter().find(|(_, id)| id.as_ref() == child).map(|(row, _)| row)
}

/// The identity of a task: never of the policy's version nor of the day of the run.
pub(crate) fn task_id(customer: &str, kind: &str, key: &str) -> String {
    let mut hash = Sha256::new();
    for part in [customer, kind, key] {
        hash.update(u64::try_from(part.len()).unwrap_or(0).to_le_bytes());
        hash.update(part.as_bytes());
    }
    crate::text::canonical::hex(hash.finalize().get(..12).unwrap_or(&[]))
}

/// The name of what a cause is about, as the policy calls it.
pub(crate) fn subject_name(model: &Model, cause: &Cause) -> String {
    match cause.subject {
        Subject::Expression => String::new(),
        Subject::Table(table) => model.schema.table(table).map_or(String::new(), |t| t.id.clone()),
        Subject::Field(_, field) => match model.schema.field(field) {
            Some(f) if field.table == crate::model::CUSTOMERS => f.id.clone(),
            Some(f) => {
                let table = model.schema.table(field.table).map_or("", |t| t.id.as_str());
                alloc::format!("{table}.{}", f.id)
            }
            // The column of versions that sealing adds has no name.
            None => model.schema.table(field.table).map_or(String::new(), |t| t.id.clone()),
        },
    }
}

/// Ranks of fields by name.
pub(crate) fn ranks(model: &Model) -> impl Fn(FieldId) -> u16 + '_ {
    |id| model.schema.field(id).map_or(0, |f| f.rank)
}

/// Why an alert on child rows cannot be asked for a customer at all.
pub(crate) fn table_cause(run: &Run<'_>, table: TableId, customer: usize) -> Option<Cause> {
    let reason = run.table_reason(table, customer)?;
    Some(Cause { reason, subject: Subject::Table(table) })
}
