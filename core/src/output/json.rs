//! Output tables as objects for people's programs: a page of rows, with columns and labels.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{OutputColumn, OutputTable, OutputValues, write};
use crate::number::format_decimal;
use crate::order;
use crate::policy::{Localised, Priority};

/// Ints up to this magnitude are numbers in objects; larger ones are texts.
pub(super) const SAFE_INT: u64 = 1 << 53;

/// A page of an output table.
#[derive(Debug, Clone, Serialize)]
pub struct Page {
    /// The columns.
    pub columns: Vec<PageColumn>,
    /// Rows of cells.
    pub rows: Vec<Vec<Cell>>,
    /// Rows of the whole table.
    pub total: usize,
}

/// A column of a page.
#[derive(Debug, Clone, Serialize)]
pub struct PageColumn {
    /// Its name.
    pub name: String,
    /// Its type: `bool`, `int`, `decimal`, `double`, `date`, `instant`, `text`.
    #[serde(rename = "type")]
    pub ty: &'static str,
    /// Its label.
    pub label: Option<Localised>,
}

/// A cell: decimals, dates and large ints are texts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Cell {
    /// No value.
    Null,
    /// A boolean.
    Bool(bool),
    /// An int that a double holds.
    Int(i64),
    /// A double.
    Double(f64),
    /// Everything else.
    Text(String),
}

impl Cell {
    /// An int, as a text when no double holds it.
    pub(crate) fn of_int(value: i64) -> Self {
        if value.unsigned_abs() <= SAFE_INT { Self::Int(value) } else { Self::Text(format_decimal(value, 0)) }
    }
}

impl Serialize for Localised {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("en", &self.en)?;
        map.serialize_entry("zh-CN", &self.zh_cn)?;
        map.end()
    }
}

impl OutputColumn {
    /// The type's name in objects and schemas.
    #[must_use]
    pub const fn type_name(&self) -> &'static str {
        match self.values {
            OutputValues::Bool(_) => "bool",
            OutputValues::Int(_) | OutputValues::Index(_) => "int",
            OutputValues::Decimal(..) => "decimal",
            OutputValues::Double(_) => "double",
            OutputValues::Date(_) => "date",
            OutputValues::Instant(..) => "instant",
            OutputValues::Text(_) => "text",
        }
    }

    /// The cell of a row.
    #[must_use]
    pub fn cell(&self, row: usize) -> Cell {
        let Some(text) = write::cell(self, row) else { return Cell::Null };
        match &self.values {
            OutputValues::Bool(v) => Cell::Bool(v.get(row)),
            OutputValues::Int(v) => v.get(row).map_or(Cell::Null, |v| Cell::of_int(*v)),
            OutputValues::Index(v) => v.get(row).map_or(Cell::Null, |v| Cell::Int(i64::from(*v))),
            OutputValues::Double(v) => v.get(row).map_or(Cell::Null, |v| Cell::Double(*v)),
            _ => Cell::Text(text),
        }
    }
}

/// Rows `offset..offset + limit` of a table, or those of `order` when it is given.
#[must_use]
pub fn page(table: &OutputTable, order: Option<&[u32]>, offset: usize, limit: usize) -> Page {
    let columns = table.columns.iter();
    let columns =
        columns.map(|c| PageColumn { name: c.name.clone(), ty: c.type_name(), label: c.label.clone() });
    let end = offset.saturating_add(limit).min(table.rows);
    let rows = (offset..end).map(|at| {
        let row = order.map_or(Some(at), |o| o.get(at).map(|r| *r as usize)).unwrap_or(at);
        table.columns.iter().map(|c| c.cell(row)).collect()
    });
    Page { columns: columns.collect(), rows: rows.collect(), total: table.rows }
}

/// Rows of the table of tasks in the order in which they are worked off: by priority, then due (none last), then as
/// they stand in the table, which is by customer. A priority is compared by its place in [`Priority`], not by its name.
#[must_use]
pub fn urgent(table: &OutputTable) -> Vec<u32> {
    let column = |name: &str| table.columns.iter().find(|c| c.name == name);
    let (priority, due) = (column("priority"), column("due"));
    let key = |row: &u32| {
        let at = *row as usize;
        let rank = match priority.map(|c| &c.values) {
            Some(OutputValues::Text(texts)) => Priority::ALL.iter().position(|p| p.id() == texts.get(at)),
            _ => None,
        };
        let due = match due.map(|c| (&c.values, &c.known)) {
            Some((OutputValues::Instant(v, _), known)) if known.as_ref().is_none_or(|k| k.get(at)) => {
                v.get(at)
            }
            _ => None,
        };
        (rank.is_none(), rank, due.is_none(), due.copied())
    };
    let mut rows = order::positions(table.rows);
    let keys: Vec<_> = rows.iter().map(key).collect();
    order::arrange(&mut rows, &mut |a, b| keys.get(a as usize).cmp(&keys.get(b as usize)));
    rows
}

/// Rows of a table ranked by a column, largest first, unknown last, ties by the first column; empty when there is no
/// such column.
#[must_use]
pub fn ranked(table: &OutputTable, column: &str) -> Vec<u32> {
    let Some(by) = table.columns.iter().find(|c| c.name == column) else { return Vec::new() };
    let key = |row: u32| -> (bool, i128) {
        let at = row as usize;
        let known = by.known.as_ref().is_none_or(|k| k.get(at));
        let value = match &by.values {
            OutputValues::Int(v) | OutputValues::Decimal(v, _) | OutputValues::Instant(v, _) => {
                v.get(at).map_or(0, |v| i128::from(*v))
            }
            OutputValues::Date(v) => v.get(at).map_or(0, |v| i128::from(*v)),
            OutputValues::Index(v) => v.get(at).map_or(0, |v| i128::from(*v)),
            OutputValues::Double(v) => v.get(at).map_or(0, |v| crate::model::sets::double_key(*v)),
            OutputValues::Bool(v) => i128::from(v.get(at)),
            OutputValues::Text(_) => 0,
        };
        (!known, if known { -value } else { 0 })
    };
    let name = |row: u32| match table.columns.first().map(|c| &c.values) {
        Some(OutputValues::Text(texts)) => texts.get(row as usize),
        _ => "",
    };
    let mut rows = order::positions(table.rows);
    order::arrange(&mut rows, &mut |a, b| key(a).cmp(&key(b)).then_with(|| name(a).cmp(name(b))));
    rows
}
