//! Where the records of a table go: into columns, or into an index of their keys.
//!
//! Whoever takes a source apart (CSV, NDJSON, typed columns) hands every record to a [`Sink`], once and in the order of
//! the source. So an index finds the records, and the keys in them, that a dataset of the same bytes would find.

use super::FaultReason;
use super::intake::{Intake, Row, Shared};
use crate::diagnostic::Diagnostic;

/// Where a record lies.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// 1-based line on which it starts; of typed rows their number.
    pub line: u32,
    /// Just after it: a byte of the piece of text that is being read, or a row of the columns.
    pub end: usize,
    /// Its length in bytes, or 1 row. Of a record that is too long, as much of it as shows that.
    pub len: usize,
}

/// Takes in the records of one table.
pub(super) trait Sink {
    /// How the table's cells are found and read.
    fn intake(&mut self) -> &mut Intake;

    /// The bytes of the header, before the first record; a source of other kinds than CSV has none.
    fn header(&mut self, _bytes: &[u8]) {}

    /// Takes in a record that could be taken apart.
    fn push(&mut self, row: &impl Row, place: Place) -> Result<(), Diagnostic>;

    /// Takes in a record that could not; `parents` is what its parent's key may be.
    fn lose(
        &mut self,
        place: Place,
        reason: FaultReason,
        parents: [Option<&str>; 2],
    ) -> Result<(), Diagnostic>;
}

/// The rows of a dataset.
pub(super) struct Rows<'a> {
    pub intake: &'a mut Intake,
    pub shared: &'a mut Shared,
}

impl Sink for Rows<'_> {
    fn intake(&mut self) -> &mut Intake {
        self.intake
    }

    fn push(&mut self, row: &impl Row, place: Place) -> Result<(), Diagnostic> {
        let line = self.intake.count(place.line)?;
        self.intake.push(row, line, self.shared)
    }

    fn lose(
        &mut self,
        place: Place,
        reason: FaultReason,
        parents: [Option<&str>; 2],
    ) -> Result<(), Diagnostic> {
        let line = self.intake.count(place.line)?;
        self.intake.lose(line, reason, parents, self.shared);
        Ok(())
    }
}
