//! What became of the rows that were delivered, counted per table.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use serde::Serialize;

use super::{Dataset, TableData};
use crate::model::{RowKey, Schema, Table, TableId};

/// Counts of a sealed dataset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// One per table of the schema, in its order.
    pub tables: Vec<TableReport>,
    /// How large it is.
    pub sizes: Sizes,
}

/// How large a dataset is, as far as the work on it depends on that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// Customers.
    pub customers: u64,
    /// Rows of all child tables, and faults.
    pub rows: u64,
    /// Rows of all reference tables.
    pub references: u64,
    /// Rows that the customer has who has most, of all child tables.
    pub widest: u64,
    /// Bytes of the longest text.
    pub longest: u64,
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
            sizes: self.sizes(schema),
        }
    }

    /// How large it is.
    #[must_use]
    pub fn sizes(&self, schema: &Schema) -> Sizes {
        let customers = self.tables.first().map_or(0, |table| table.rows);
        let mut sizes = Sizes {
            customers: customers as u64,
            rows: (self.faults.len() + self.quarantine.len()) as u64,
            longest: self.texts.longest() as u64,
            ..Sizes::default()
        };
        let mut own = vec![0u64; customers];
        for (table, data) in schema.tables.iter().zip(&self.tables) {
            match table.key {
                RowKey::Field(_) | RowKey::RowNumber => {}
                RowKey::Reference { .. } => sizes.references += data.rows as u64,
                RowKey::Child { .. } => {
                    sizes.rows += data.rows as u64;
                    let counts = data.offsets.windows(2).map(|pair| match pair {
                        [start, end] => end.saturating_sub(*start),
                        _ => 0,
                    });
                    own.iter_mut().zip(counts).for_each(|(sum, count)| *sum += u64::from(count));
                }
            }
        }
        sizes.widest = own.into_iter().max().unwrap_or(0);
        sizes
    }
}

fn absent(table: &Table, data: &TableData) -> Vec<String> {
    let fields = table.fields.iter().zip(&data.columns);
    fields
        .filter(|(field, column)| data.supplied && field.used && column.is_none())
        .map(|(f, _)| f.source.clone())
        .collect()
}
