//! A dataset that is a part of a larger one: what is known of the other parts is told to it.
//!
//! The customers of a part come with all their child rows and with all rows of the reference tables. What no part can
//! know by itself is where its records stand in their source, that a lost row of another part may be anybody's, and
//! which records were left out because they, or their customer, stop the engine.
//!
//! INVARIANT: customers of a part are what they are in the whole, provided that customers who share the id of a child
//! row, or may both own a lost one, are in one part.

use alloc::string::String;
use alloc::vec::Vec;

use super::builder::Builder;
use super::intake::Shared;
use super::{FaultReason, Quarantined};
use crate::diagnostic::Diagnostic;
use crate::model::{RowKey, Schema, TableId};

impl Builder {
    /// Says on which lines the next records of a table stand, instead of counting them; before its first record and
    /// then for every record. The header of a text is none.
    ///
    /// # Errors
    ///
    /// [`Code::TableNotDeclared`](crate::diagnostic::Code::TableNotDeclared), and
    /// [`Code::DatasetState`](crate::diagnostic::Code::DatasetState) when records were counted already.
    pub fn lines(&mut self, table: &str, lines: &[u32]) -> Result<(), Diagnostic> {
        self.table(table)?.1.intake.tell(lines)
    }

    /// Says that a child row was lost elsewhere that may be anybody's: the table is incomplete for every customer.
    ///
    /// # Errors
    ///
    /// [`Code::TableNotDeclared`](crate::diagnostic::Code::TableNotDeclared).
    pub fn incomplete(&mut self, table: &str) -> Result<(), Diagnostic> {
        self.table(table)?.1.intake.blame.everyone = true;
        Ok(())
    }

    /// Says that this is not the first part: what is wrong with rows of reference tables is told by that one.
    pub fn later_part(&mut self) {
        self.later = true;
    }

    /// Quarantines the records of a table on some lines, which are not given: they stop the engine, or their customer
    /// does. It is told before the rows are read, so that customers who are called by the numbers of their rows keep
    /// them.
    ///
    /// # Errors
    ///
    /// [`Code::TableNotDeclared`](crate::diagnostic::Code::TableNotDeclared).
    pub fn leave_out(&mut self, table: &str, lines: &[u32], reason: FaultReason) -> Result<(), Diagnostic> {
        let (_, reading, shared) = self.table(table)?;
        let table = reading.intake.table;
        reading.intake.left_out.extend_from_slice(lines);
        let lost = |line: &u32| Quarantined { table, line: *line, column: 0, reason, key: String::new() };
        shared.quarantine.extend(lines.iter().map(lost));
        Ok(())
    }
}

/// Leaves what is wrong with rows of reference tables to the first part.
pub(super) fn leave_to_first(schema: &Schema, shared: &mut Shared) {
    let references = schema.tables.iter().map(|table| matches!(table.key, RowKey::Reference { .. }));
    let references: Vec<bool> = references.collect();
    let own = |table: TableId| references.get(usize::from(table.0)) != Some(&true);
    shared.faults.retain(|fault| own(fault.table));
    shared.quarantine.retain(|row| own(row.table));
}
