//! What became of the rows that were delivered, counted per table.

use alloc::string::String;
use alloc::vec::Vec;

use serde::Serialize;

use super::{Dataset, TableData};
use crate::model::{Schema, Table, TableId};

/// Counts of a sealed dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// One per table of the schema, in its order.
    pub tables: Vec<TableReport>,
}

/// Counts of one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableReport {
    /// The table's name.
    pub name: String,
    /// Whether it was delivered.
    pub supplied: bool,
    /// Usable rows.
    pub rows: usize,
    /// Rows that could not be used.
    pub quarantined: usize,
    /// Cells that could not be read.
    pub faults: usize,
    /// Columns of the source that the policy reads and that were not delivered; their fields are missing in every row.
    pub absent: Vec<String>,
}

impl Dataset {
    /// The counts of every table.
    #[must_use]
    pub fn report(&self, schema: &Schema) -> Report {
        let tables = schema.tables.iter().zip(&self.tables).zip(0u16..);
        Report {
            tables: tables
                .map(|((table, data), id)| TableReport {
                    name: table.id.clone(),
                    supplied: data.supplied,
                    rows: data.rows,
                    quarantined: self.quarantine.iter().filter(|row| row.table == TableId(id)).count(),
                    faults: self.faults.iter().filter(|fault| fault.table == TableId(id)).count(),
                    absent: absent(table, data),
                })
                .collect(),
        }
    }
}

fn absent(table: &Table, data: &TableData) -> Vec<String> {
    let fields = table.fields.iter().zip(&data.columns);
    fields
        .filter(|(field, column)| data.supplied && field.used && column.is_none())
        .map(|(f, _)| f.source.clone())
        .collect()
}
