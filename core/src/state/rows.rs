//! Rows of the state's tables as the transition takes them.
//!
//! What the engine wrote itself is read without doubt: a run on a state whose rows or cells are unusable is refused
//! before it starts. What people write, the journal, is judged entry by entry.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Action, Entry, Refusal, Status, Task, Words};
use crate::column::Values;
use crate::dataset::{Dataset, TableData};
use crate::date;
use crate::model::Model;
use crate::model::reserved::state::{EntryField as Said, JOURNAL, STATE_TASKS, TaskField as Of};
use crate::order::sort_by;

/// A table of the dataset by its name, read cell by cell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'a> {
    pub data: &'a TableData,
    dataset: &'a Dataset,
}

impl<'a> Rows<'a> {
    /// The table of a name; `None` when it was not delivered, or is not in the policy's schema.
    pub fn of(model: &Model, dataset: &'a Dataset, name: &str) -> Option<Self> {
        let table = model.schema.table_named(name)?;
        let data = dataset.tables.get(usize::from(table.0)).filter(|data| data.supplied)?;
        Some(Self { data, dataset })
    }

    /// Rows of a customer.
    pub fn of_customer(&self, customer: usize) -> core::ops::Range<usize> {
        let at = |row: usize| self.data.offsets.get(row).map_or(0, |o| *o as usize);
        at(customer)..at(customer + 1)
    }

    fn known(&self, row: usize, field: usize) -> Option<&'a Values> {
        let column = self.data.columns.get(field)?.as_ref()?;
        column.known.as_ref().is_none_or(|known| known.get(row)).then_some(&column.values)
    }

    pub fn text(&self, row: usize, field: usize) -> Option<&'a str> {
        match self.known(row, field)? {
            Values::Code(codes) => codes.get(row).map(|code| self.dataset.texts.text(*code)),
            _ => None,
        }
    }

    pub fn day(&self, row: usize, field: usize) -> Option<i32> {
        match self.known(row, field)? {
            Values::I32(days) => days.get(row).copied(),
            _ => None,
        }
    }

    pub fn int(&self, row: usize, field: usize) -> Option<i64> {
        match self.known(row, field)? {
            Values::I64(values) => values.get(row).copied(),
            _ => None,
        }
    }
}

/// The task of a row of `state_tasks`; `None` when it is not a row that the engine has written.
pub(crate) fn task(model: &Model, rows: &Rows<'_>, row: usize) -> Option<Task> {
    let borrowed = |field: Of| rows.text(row, field as usize);
    let text = |field: Of| borrowed(field).map(String::from);
    let day = |field: Of| rows.day(row, field as usize);
    let status = borrowed(Of::Status)?;
    Some(Task {
        id: text(Of::TaskId)?,
        alerts: borrowed(Of::Alert)?.split(' ').map(String::from).collect(),
        event_kind: text(Of::EventKind)?,
        event_key: text(Of::EventKey).unwrap_or_default(),
        child: text(Of::ChildId),
        raised: day(Of::Raised)?,
        first: day(Of::FirstRaised)?,
        reminded: day(Of::Reminded),
        stage: rows.int(row, Of::Stage as usize).and_then(|stage| i32::try_from(stage).ok()),
        status: Status::ALL.into_iter().find(|s| s.id() == status)?,
        outcome: text(Of::Outcome),
        ended: day(Of::Ended),
        until: day(Of::Until),
        to: text(Of::HandedTo),
        true_on: day(Of::TrueOn)?,
        false_since: day(Of::FalseSince),
        escalated: day(Of::Escalated),
        words: Words {
            due: match borrowed(Of::Due) {
                None => None,
                Some(text) => Some(date::parse_instant(text, model.zone())?),
            },
            titles: [text(Of::TitleEn).unwrap_or_default(), text(Of::TitleZh).unwrap_or_default()],
            version: text(Of::PolicyVersion)?,
        },
    })
}

/// The tasks of the rows of a table.
pub(super) fn tasks(model: &Model, dataset: &Dataset, rows: core::ops::Range<usize>) -> Vec<Task> {
    let table = Rows::of(model, dataset, STATE_TASKS);
    table.iter().flat_map(|table| rows.clone().filter_map(|row| task(model, table, row))).collect()
}

/// The entries about a customer's tasks up to an instant, by task and then in the order of (instant, entry).
pub(super) fn entries(
    model: &Model,
    dataset: &Dataset,
    customer: usize,
    as_of: i64,
    refused: &mut Vec<(usize, Refusal)>,
) -> Vec<(String, Entry)> {
    let Some(rows) = Rows::of(model, dataset, JOURNAL) else { return Vec::new() };
    let mut out = Vec::new();
    for row in rows.of_customer(customer) {
        match entry(model, &rows, row) {
            Ok(Some((_, entry))) if entry.at > as_of => {}
            Ok(found) => out.extend(found),
            Err(refusal) => refused.push((row, refusal)),
        }
    }
    // Rows of a customer are in the order of their ids.
    sort_by(&mut out, |(a, x), (b, y)| (a, x.at, x.row).cmp(&(b, y.at, y.row)));
    out
}

/// An entry and its task; `None` for one that counts for a service and is about no task.
pub(crate) fn entry(model: &Model, rows: &Rows<'_>, row: usize) -> Result<Option<(String, Entry)>, Refusal> {
    let text = |field: Said| rows.text(row, field as usize).map(str::trim).filter(|text| !text.is_empty());
    let at = text(Said::At).and_then(|at| date::parse_instant(at, model.zone()));
    let at = at.ok_or(Refusal::NoInstant)?;
    text(Said::Author).ok_or(Refusal::NoAuthor)?;
    let action = text(Said::Action).and_then(|name| Action::ALL.into_iter().find(|a| a.id() == name));
    let entry = Entry {
        action: action.ok_or(Refusal::UnknownAction)?,
        outcome: text(Said::Outcome).map(String::from),
        until: rows.day(row, Said::Until as usize),
        to: text(Said::To).map(String::from),
        due: None,
        note: text(Said::Note).map(String::from),
        at,
        day: date::local_date(at, model.zone()),
        row,
    };
    match text(Said::TaskId) {
        Some(task) => Ok(Some((task.to_string(), entry))),
        None if text(Said::Service).is_some() => Ok(None),
        None => Err(Refusal::UnknownTask),
    }
}
