//! Tasks of alerts that fired, and reasons of what could not be evaluated: rows made from the blocks that hold them.

use super::due::due;
use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use super::customers::{listed_key_name, per_customer};
use super::{OutputColumn, OutputTable, OutputValues, Strings, customer_key};
use crate::column::{Bits, Column, Values};
use crate::evaluate::{Cause, Machine, Subject};
use crate::explain::render;
use crate::model::{Alert, Block, ClassPart, Domain, FieldId, Model, TableId};
use crate::outcome::{Outcome, Run};
use crate::program::NodeId;
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
    /// Id of the child row, if the alert asks rows.
    pub child: Option<String>,
    /// When it has to be done, microseconds UTC.
    pub due: Option<i64>,
    /// Titles: English, Chinese.
    pub titles: [String; 2],
    /// What keeps it back, and why that is unknown if it is.
    pub block: Option<(Block, Option<Cause>)>,
}

/// Blocks in which one of the bits of customers is 1.
fn blocks_with(bits: &Bits, rows: usize, block: usize) -> Vec<core::ops::Range<usize>> {
    let mut out: Vec<core::ops::Range<usize>> = Vec::new();
    for row in bits.ones_iter() {
        let start = row / block * block;
        if out.last().is_none_or(|last| last.start != start) {
            out.push(start..rows.min(start + block));
        }
    }
    out
}

/// The tasks of one alert for one customer of the machine's present block.
pub(crate) fn tasks_of(run: &Run<'_>, machine: &Machine<'_>, alert: usize, customer: usize) -> Vec<TaskRow> {
    let (Some(decl), Some(nodes)) = (run.model.alerts.get(alert), run.program.alerts.get(alert)) else {
        return Vec::new();
    };
    let Some(task) = &decl.task else { return Vec::new() };
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
        let key = match nodes.event_key {
            Some(id) if machine.is_known(id, row) => machine.text(machine.code_at(id, row)).into(),
            Some(_) => String::new(),
            None => child.clone().unwrap_or_default(),
        };
        let id = task_id(customer_key(run.dataset, customer), &decl.event_kind, &key);
        let title = |lang, template, shown: &[crate::program::Shown]| {
            render::template(run, machine, template, shown, row, lang)
        };
        let titles = [
            title(Lang::En, &task.title_en, &nodes.titles[0]),
            title(Lang::ZhCn, &task.title_zh, &nodes.titles[1]),
        ];
        let due = task.due.and_then(|period| due(run, machine.workdays(), period).ok());
        let block = block(run, machine, &nodes.blocks, row);
        let at = u32::try_from(customer).unwrap_or(u32::MAX);
        out.push(TaskRow { row: at, alert, id, child, due, titles, block });
    }
    out
}

/// The first block that is not known to be false.
fn block(
    run: &Run<'_>,
    machine: &Machine<'_>,
    blocks: &[(Block, NodeId)],
    row: usize,
) -> Option<(Block, Option<Cause>)> {
    let holds = |id: NodeId| machine.is_true(id, row) || !machine.is_known(id, row);
    let (by, id) = blocks.iter().find(|(_, id)| holds(*id))?;
    Some((*by, machine.cause(*id, row, &ranks(run.model))))
}

/// Child rows of a customer: their place in the block, and their ids.
fn child_rows(
    run: &Run<'_>,
    machine: &Machine<'_>,
    table: TableId,
    customer: usize,
) -> Vec<(usize, Option<String>)> {
    let Some(data) = run.dataset.tables.get(usize::from(table.0)) else { return Vec::new() };
    let start = machine.range(Domain::Child(table)).start;
    let at = |i: usize| data.offsets.get(i).map_or(0, |o| *o as usize);
    (at(customer)..at(customer + 1))
        .map(|row| {
            let id = data.keys.get(row).map(|k| run.dataset.texts.text(*k).into());
            (row - start, Some(id.unwrap_or_default()))
        })
        .collect()
}

/// The identity of a task: never of the policy's version nor of the day of the run.
fn task_id(customer: &str, kind: &str, key: &str) -> String {
    let mut hash = Sha256::new();
    for part in [customer, kind, key] {
        hash.update(u64::try_from(part.len()).unwrap_or(0).to_le_bytes());
        hash.update(part.as_bytes());
    }
    crate::text::canonical::hex(hash.finalize().get(..12).unwrap_or(&[]))
}

/// The table of tasks, by customer, then alert, then child row.
pub(super) fn tasks(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    task_table(run, &raised(run, outcome, false))
}

/// The tasks that are handed out, or those that are blocked, by customer, then alert, then child row.
pub(super) fn raised(run: &Run<'_>, outcome: &Outcome, blocked: bool) -> Vec<TaskRow> {
    let mut rows: Vec<TaskRow> = Vec::new();
    let fired: Vec<Bits> = run
        .model
        .alerts
        .iter()
        .zip(&outcome.alerts)
        .map(|(alert, bits)| per_customer(run, alert.each.map_or(Domain::Customer, Domain::Child), bits).0)
        .collect();
    let mut any = Bits::zeros(outcome.rows);
    fired.iter().flat_map(Bits::ones_iter).for_each(|row| any.set(row, true));
    let mut machine = run.machine();
    for block in blocks_with(&any, outcome.rows, run.program.block()) {
        machine.block(block.clone());
        for customer in block {
            for (alert, bits) in fired.iter().enumerate() {
                if bits.get(customer) {
                    let all = tasks_of(run, &machine, alert, customer).into_iter();
                    rows.extend(all.filter(|task| task.block.is_some() == blocked));
                }
            }
        }
    }
    rows
}

fn task_table(run: &Run<'_>, rows: &[TaskRow]) -> OutputTable {
    let model = run.model;
    let alert = |row: &TaskRow| model.alerts.get(row.alert);
    let text = |name: &str, of: &dyn Fn(&TaskRow) -> Option<String>| {
        let (mut texts, mut known) = (Strings::default(), Bits::default());
        for row in rows {
            let text = of(row);
            known.push(text.is_some());
            texts.push(text.as_deref().unwrap_or(""));
        }
        OutputColumn { name: name.into(), label: None, values: OutputValues::Text(texts), known: Some(known) }
    };
    let task = |row: &TaskRow| alert(row).and_then(|a| a.task.as_ref());
    let mut due_known = Bits::default();
    rows.iter().for_each(|r| due_known.push(r.due.is_some()));
    let due = OutputColumn {
        name: "due".into(),
        label: None,
        values: OutputValues::Instant(rows.iter().map(|r| r.due.unwrap_or(0)).collect(), model.zone()),
        known: Some(due_known),
    };
    let columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(rows.iter().map(|r| r.row).collect())),
        text(&listed_key_name(model), &|r| Some(customer_key(run.dataset, r.row as usize).into())),
        text("task_id", &|r| Some(r.id.clone())),
        text("alert", &|r| alert(r).map(|a| a.id.clone())),
        text("kind", &|r| alert(r).map(|a| a.kind.id().into())),
        text("priority", &|r| alert(r).map(|a| a.priority.id().into())),
        text("child_id", &|r| r.child.clone()),
        text("to", &|r| task(r).map(|t| t.to.clone())),
        due,
        text("title_en", &|r| Some(r.titles[0].clone())),
        text("title_zh", &|r| Some(r.titles[1].clone())),
    ];
    OutputTable { name: "tasks", rows: rows.len(), columns }
}

/// Something of a customer that is not known.
#[derive(Debug, Clone)]
struct UnknownRow {
    row: u32,
    kind: &'static str,
    id: String,
    child: Option<String>,
    cause: Cause,
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

/// What is watched for unknowns: scores, tables, alerts on customers.
fn watched(run: &Run<'_>) -> Vec<(&'static str, String, NodeId)> {
    let mut out = Vec::new();
    for (card, node) in run.model.scorecards.iter().zip(&run.program.scores) {
        out.push(("scorecard", card.id.clone(), *node));
    }
    for (table, nodes) in run.model.decisions.iter().zip(&run.program.decisions) {
        out.push(("table", table.id.clone(), nodes.decided));
    }
    for (class, nodes) in run.model.classes.iter().zip(&run.program.class_nodes) {
        out.push(("class", class.id.clone(), nodes.measured));
        out.push(("class", class.id.clone(), nodes.part(ClassPart::Official)));
    }
    for (derive, shown) in run.model.derives.iter().zip(&run.program.derives).filter(|(d, _)| d.tag) {
        out.extend(shown.node().map(|(id, _)| ("tag", derive.id.clone(), id)));
    }
    out
}

/// The table of what could not be evaluated, and why.
pub(super) fn unknowns(run: &Run<'_>, outcome: &Outcome) -> OutputTable {
    let mut rows: Vec<UnknownRow> = Vec::new();
    let watched = watched(run);
    let ranks = ranks(run.model);
    let mut machine = run.machine();
    let undated = unknown_dues(run, &machine);
    for block in run.blocks() {
        if undated.is_empty() && quiet(run, outcome, &block) {
            continue;
        }
        machine.block(block.clone());
        for customer in block.clone() {
            let row = customer - block.start;
            let at = u32::try_from(customer).unwrap_or(u32::MAX);
            for (kind, id, node) in &watched {
                if let Some(cause) = machine.cause(*node, row, &ranks) {
                    rows.push(UnknownRow { row: at, kind, id: id.clone(), child: None, cause });
                }
            }
            for (index, (alert, nodes)) in run.model.alerts.iter().zip(&run.program.alerts).enumerate() {
                let unknown =
                    |child, cause| UnknownRow { row: at, kind: "alert", id: alert.id.clone(), child, cause };
                match alert.each {
                    None => rows.extend(machine.cause(nodes.when, row, &ranks).map(|c| unknown(None, c))),
                    Some(table) => {
                        let whole = table_cause(run, table, customer);
                        rows.extend(whole.map(|c| unknown(None, c)));
                        for (child, id) in child_rows(run, &machine, table, customer) {
                            let cause =
                                machine.cause(nodes.when, child, &ranks).filter(|c| whole != Some(*c));
                            rows.extend(cause.map(|c| unknown(id, c)));
                        }
                    }
                }
                if let Some((_, cause)) = undated.iter().find(|(at, _)| *at == index) {
                    let tasks = tasks_of(run, &machine, index, customer).into_iter();
                    rows.extend(tasks.map(|task| UnknownRow { kind: "due", ..unknown(task.child, *cause) }));
                }
            }
        }
    }
    unknown_table(run, &rows)
}

/// Alerts of which nobody can say when their tasks are due, by their indexes; that does not depend on the customer.
fn unknown_dues(run: &Run<'_>, machine: &Machine<'_>) -> Vec<(usize, Cause)> {
    let subject = Subject::Table(machine.workdays().table());
    let alerts = run.model.alerts.iter().enumerate();
    let period = |alert: &Alert| alert.task.as_ref().and_then(|task| task.due);
    let reason = |alert: &Alert| due(run, machine.workdays(), period(alert)?).err();
    alerts.filter_map(|(at, alert)| Some((at, Cause { reason: reason(alert)?, subject }))).collect()
}

/// Why an alert on child rows cannot be asked for a customer at all.
pub(crate) fn table_cause(run: &Run<'_>, table: TableId, customer: usize) -> Option<Cause> {
    let reason = run.table_reason(table, customer)?;
    Some(Cause { reason, subject: Subject::Table(table) })
}

/// Whether nothing in a block is unknown.
fn quiet(run: &Run<'_>, outcome: &Outcome, block: &core::ops::Range<usize>) -> bool {
    let all = |bits: &Bits| block.clone().all(|row| bits.get(row));
    outcome.cards.iter().all(|c| all(&c.score_known))
        && outcome.decisions.iter().flatten().chain(&outcome.tags).all(|c| c.known.as_ref().is_none_or(all))
        && outcome.classes.iter().zip(&run.program.classes).all(|(parts, c)| rated(parts, c, block))
        && run.model.alerts.iter().zip(&outcome.alerts).all(|(a, bits)| a.each.is_none() && all(&bits.known))
}

/// Whether every customer of a block has a class, by its measure and officially.
fn rated(parts: &[Column], class: &crate::program::Class, block: &core::ops::Range<usize>) -> bool {
    let rated = |column: &Column| match &column.values {
        Values::Code(codes) => block.clone().all(|row| {
            column.known.as_ref().is_none_or(|k| k.get(row))
                && codes.get(row).is_some_and(|code| (*code as usize) < class.members.len())
        }),
        _ => false,
    };
    parts.iter().take(2).all(rated)
}

fn unknown_table(run: &Run<'_>, rows: &[UnknownRow]) -> OutputTable {
    let text = |name: &str, of: &dyn Fn(&UnknownRow) -> String| {
        let mut texts = Strings::default();
        rows.iter().for_each(|row| texts.push(&of(row)));
        OutputColumn::new(name, OutputValues::Text(texts))
    };
    let mut child = text("child_id", &|r| r.child.clone().unwrap_or_default());
    let mut known = Bits::default();
    rows.iter().for_each(|r| known.push(r.child.is_some()));
    child.known = Some(known);
    let columns = alloc::vec![
        OutputColumn::new("row", OutputValues::Index(rows.iter().map(|r| r.row).collect())),
        text(&listed_key_name(run.model), &|r| customer_key(run.dataset, r.row as usize).into()),
        text("kind", &|r| r.kind.into()),
        text("id", &|r| r.id.clone()),
        child,
        text("reason", &|r| r.cause.reason.id().into()),
        text("field", &|r| subject_name(run.model, &r.cause)),
    ];
    OutputTable { name: "unknowns", rows: rows.len(), columns }
}
