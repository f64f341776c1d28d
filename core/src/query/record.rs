//! The rows of one customer as they were read: the own row and those of the child tables, as typed cells with the labels
//! of their columns.
//!
//! They come from the tables in memory, so a door that shows them parses no file a second time. Columns that nothing in
//! the policy reads are there when the policy was loaded to keep them, see [`Schema::keep`](crate::model::Schema::keep).

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::Axis;
use crate::column::{Column, Values};
use crate::dataset::{Dataset, TableData};
use crate::date::{self, instant};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Domain, FieldId, Model, RowKey, Table, TableId, Term, TermKind};
use crate::number::format_decimal;
use crate::order::{positions, sort_by};
use crate::output::customer_row;
use crate::output::json::Cell;
use crate::policy::Localised;
use crate::value::{Reason, Type};

/// What was read about a customer.
#[derive(Debug, Clone, Serialize)]
pub struct Records {
    /// The key.
    pub key: String,
    /// `customers` first, then every child table that was delivered.
    pub tables: Vec<RecordTable>,
}

/// Rows of one table.
#[derive(Debug, Clone, Serialize)]
pub struct RecordTable {
    /// Its name.
    pub name: String,
    /// Its label.
    pub label: Option<Localised>,
    /// Its columns, those that were read.
    pub columns: Vec<Axis>,
    /// The rows; of a table with dates of events the latest first, else in the order of their ids.
    pub rows: Vec<Vec<Cell>>,
    /// Cells without a value, where that is for another reason than that nothing was delivered.
    pub doubts: Vec<Doubt>,
    /// How many rows there are in all.
    pub total: usize,
    /// Whether a row of the customer is in quarantine, so that what is computed over the table is not known.
    pub incomplete: bool,
}

/// Why a cell has no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// The row, from 0.
    pub row: usize,
    /// The column, from 0.
    pub column: usize,
    /// The reason, as in `unknowns`.
    pub reason: &'static str,
}

/// The rows of a customer, of each table at most `limit`.
///
/// # Errors
/// `UnknownCustomer`.
pub fn records(model: &Model, dataset: &Dataset, key: &str, limit: usize) -> Result<Records, Diagnostic> {
    let row = customer_row(dataset, key)
        .ok_or_else(|| Diagnostic::new(Code::UnknownCustomer, Span::default(), "", &[&key]))?;
    let tables = model.schema.tables.iter().zip(&dataset.tables).zip(0u16..);
    let tables =
        tables.filter(|((table, data), _)| data.supplied && !matches!(table.key, RowKey::Reference { .. }));
    let reader = Reader { model, dataset, row, limit };
    let tables = tables.map(|((table, data), id)| reader.table(TableId(id), table, data));
    Ok(Records { key: key.into(), tables: tables.collect() })
}

/// Reads the rows of one customer.
struct Reader<'a> {
    model: &'a Model,
    dataset: &'a Dataset,
    row: usize,
    limit: usize,
}

impl Reader<'_> {
    fn table(&self, id: TableId, table: &Table, data: &TableData) -> RecordTable {
        let columns: Vec<(u16, &Column, Axis)> = (0u16..)
            .zip(table.fields.iter().zip(&data.columns))
            .filter_map(|(field, (decl, column))| {
                let id = FieldId { table: id, field };
                let term = Term { ty: decl.ty, domain: Domain::Customer, kind: TermKind::Field(id) };
                Some((field, column.as_ref()?, Axis::of(self.model, &decl.id, &term)))
            })
            .collect();
        let rows = self.places(table, data);
        let total = rows.len();
        let mut doubts = Vec::new();
        let mut shown = Vec::new();
        for (row, place) in rows.into_iter().take(self.limit).enumerate() {
            let mut cells = Vec::with_capacity(columns.len());
            for (at, (field, column, _)) in columns.iter().enumerate() {
                let ty = table.fields.get(usize::from(*field)).map_or(Type::Null, |field| field.ty);
                cells.push(self.cell(column, ty, place));
                doubts.extend(doubt(column, place).map(|reason| Doubt {
                    row,
                    column: at,
                    reason: reason.id(),
                }));
            }
            shown.push(cells);
        }
        RecordTable {
            name: table.id.clone(),
            label: table.label.clone(),
            columns: columns.into_iter().map(|(_, _, axis)| axis).collect(),
            rows: shown,
            doubts,
            total,
            incomplete: data.incomplete.as_ref().is_some_and(|lost| lost.get(self.row)),
        }
    }

    /// The rows of the table that are the customer's, in the order in which they are shown.
    fn places(&self, table: &Table, data: &TableData) -> Vec<usize> {
        if !matches!(table.key, RowKey::Child { .. }) {
            return alloc::vec![self.row];
        }
        let at = |row: usize| data.offsets.get(row).map_or(0, |at| *at as usize);
        let start = at(self.row);
        let own = at(self.row + 1).saturating_sub(start);
        let mut rows: Vec<usize> = positions(own).into_iter().map(|row| start + row as usize).collect();
        let day = table.time.event_date.and_then(|field| data.columns.get(usize::from(field))?.as_ref());
        if let Some(day) = day {
            sort_by(&mut rows, |a, b| day.number(*b).cmp(&day.number(*a)));
        }
        rows
    }

    fn cell(&self, column: &Column, ty: Type, row: usize) -> Cell {
        let Some(number) = column.number(row) else { return Cell::Null };
        let code = u32::try_from(number).unwrap_or(u32::MAX);
        match (&column.values, ty) {
            (Values::Bool(_), _) => Cell::Bool(number != 0),
            (Values::F64(values), _) => values.get(row).map_or(Cell::Null, |v| Cell::Double(*v)),
            (_, Type::Int) => Cell::of_int(number),
            (_, Type::Decimal(scale)) => Cell::Text(format_decimal(number, scale)),
            (_, Type::Date) => Cell::Text(date::format(i32::try_from(number).unwrap_or(0))),
            (_, Type::Timestamp) => Cell::Text(date::format_instant(number, self.model.zone())),
            (_, Type::Duration) => Cell::Text(instant::format_length(i128::from(number) * 1000)),
            (_, Type::Enum(id)) => {
                let members = &self.model.enumeration(id).members;
                members.get(code as usize).map_or(Cell::Null, |(id, _)| Cell::Text(id.clone()))
            }
            _ => Cell::Text(self.dataset.texts.text(code).into()),
        }
    }
}

/// Why a cell has no value, if that is for more than that it is empty.
fn doubt(column: &Column, row: usize) -> Option<Reason> {
    let at = u32::try_from(row).ok()?;
    let found = column.reasons.binary_search_by_key(&at, |(row, _)| *row).ok()?;
    column.reasons.get(found).map(|(_, reason)| *reason)
}
