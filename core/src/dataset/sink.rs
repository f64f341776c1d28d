//! Where the records of a table go: into columns, or into an index of their keys.
//!
//! Whoever takes a source apart (CSV, NDJSON, typed columns) hands every record to a [`Sink`], once and in the order of
//! the source. So an index finds the records, and the keys in them, that a dataset of the same bytes would find.

use super::FaultReason;
use super::intake::{Intake, Row, Shared, state};
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

/// The keys of typed rows of customers: texts that are keys as they stand.
pub(super) struct SolidKeys<'a> {
    /// The field that holds them.
    pub field: u16,
    /// Key `i` is `text[offsets[i]..offsets[i + 1]]`.
    pub offsets: &'a [i32],
    /// All of them.
    pub text: &'a str,
}

impl SolidKeys<'_> {
    /// How many there are.
    pub fn rows(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }
}

/// Takes in the records of one table.
pub(super) trait Sink {
    /// How the table's cells are found and read.
    fn intake(&mut self) -> &mut Intake;

    /// The bytes of the header, before the first record; a source of other kinds than CSV has none.
    fn header(&mut self, _bytes: &[u8]) {}

    /// Takes in a record that could be taken apart.
    fn push(&mut self, row: &impl Row, place: Place) -> Result<(), Diagnostic>;

    /// Takes in typed rows of customers that can all be used, by a column at a time; false, and nothing, where each has
    /// to be pushed.
    fn push_solid<R: Row>(
        &mut self,
        keys: &SolidKeys<'_>,
        row: impl Fn(usize) -> R,
    ) -> Result<bool, Diagnostic>;

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

    fn push_solid<R: Row>(
        &mut self,
        keys: &SolidKeys<'_>,
        row: impl Fn(usize) -> R,
    ) -> Result<bool, Diagnostic> {
        let rows = keys.rows();
        self.intake.count_all(rows)?;
        let start = self.intake.keys.len();
        if !self.shared.texts.intern_all(keys.offsets, keys.text, &mut self.intake.keys) {
            return Err(state("the texts of the dataset exceed 4 GiB"));
        }
        for field in (0u16..).take(self.intake.columns.len()) {
            if field == keys.field {
                self.intake.repeat_keys(field, start);
            } else if self.intake.whole.get(usize::from(field)) != Some(&true) {
                self.intake.push_cells(field, rows, &row, self.shared)?;
            }
        }
        Ok(true)
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
