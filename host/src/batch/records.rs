//! The second reading of a table: its records one after the other, as the first reading found them.
//!
//! INVARIANT: a file that is not what it was at the first reading ends the run.

use std::ops::Range;
use std::path::PathBuf;
use std::slice::Iter;

use arrow_array::RecordBatch;

use super::index::{Form, Indexed};
use super::list::Reading;
use crate::error::{Error, ErrorKind, Result};
use crate::input::{Batches, Encoding, TableText};

/// The records of a table in the order of its files.
pub(super) enum Records<'a> {
    Text(Box<Texts<'a>>),
    Typed(Box<Typed<'a>>),
}

/// A record: bytes of a text, or a row of a batch.
pub(super) enum Record<'r> {
    Text { bytes: &'r [u8], line: u32 },
    Row { batch: &'r RecordBatch, number: u64, row: usize, line: u32 },
}

impl Record<'_> {
    /// The line on which it stands, or the number of its row.
    pub fn line(&self) -> u32 {
        match self {
            Self::Text { line, .. } | Self::Row { line, .. } => *line,
        }
    }
}

impl<'a> Records<'a> {
    /// Opens the files of a table.
    pub fn open(indexed: &'a Indexed, encoding: Encoding) -> Result<Self> {
        match &indexed.form {
            Form::Text { records, .. } => Ok(Self::Text(Box::new(Texts {
                text: TableText::new(&indexed.source, encoding),
                places: records.walk()?,
                indexed,
                pending: Vec::new(),
                base: 0,
                more: true,
            }))),
            Form::Typed { columns } => Ok(Self::Typed(Box::new(Typed {
                files: indexed.source.files.iter(),
                columns,
                indexed,
                reader: None,
                batch: None,
                number: 0,
                row: 0,
                line: 0,
            }))),
        }
    }

    /// The next record. There is one as often as the first reading found one.
    pub fn next(&mut self) -> Result<Record<'_>> {
        match self {
            Self::Text(texts) => texts.next(),
            Self::Typed(typed) => typed.next(),
        }
    }

    /// Reads to the end, and sees whether it is the same as the first time.
    pub fn finish(self) -> Result<()> {
        match self {
            Self::Text(mut texts) => {
                while texts.more {
                    texts.pending.clear();
                    texts.more = texts.text.append(&mut texts.pending)?;
                }
                let hashes = texts.text.files().into_iter().map(|file| file.sha256);
                let same = hashes.eq(texts.indexed.files.iter().map(|file| file.sha256.clone()));
                if same { Ok(()) } else { Err(changed(texts.indexed)) }
            }
            Self::Typed(_) => Ok(()),
        }
    }
}

/// The records of a text.
pub(super) struct Texts<'a> {
    text: TableText<'a>,
    places: Reading<'a, 2>,
    indexed: &'a Indexed,
    pending: Vec<u8>,
    /// Where `pending` begins in the text.
    base: u64,
    more: bool,
}

impl Texts<'_> {
    fn next(&mut self) -> Result<Record<'_>> {
        let Some([end, place]) = self.places.next()? else { return Err(changed(self.indexed)) };
        let length = usize::try_from(place >> 32).unwrap_or(usize::MAX);
        let line = u32::try_from(place & u64::from(u32::MAX)).unwrap_or(0);
        let within = |base: u64| usize::try_from(end.saturating_sub(base)).unwrap_or(usize::MAX);
        while within(self.base) > self.pending.len() && self.more {
            // What is before this record is done with; it is moved away once per piece.
            let start = within(self.base).saturating_sub(length).min(self.pending.len());
            self.pending.drain(..start);
            self.base += u64::try_from(start).unwrap_or(0);
            self.more = self.text.append(&mut self.pending)?;
        }
        let end = within(self.base);
        let bytes = end.checked_sub(length).and_then(|start| self.pending.get(start..end));
        match bytes {
            Some(bytes) => Ok(Record::Text { bytes, line }),
            None => Err(changed(self.indexed)),
        }
    }
}

/// The rows of typed columns.
pub(super) struct Typed<'a> {
    files: Iter<'a, PathBuf>,
    columns: &'a [String],
    indexed: &'a Indexed,
    reader: Option<Batches>,
    batch: Option<RecordBatch>,
    /// The number of the batch, and of the row in it.
    number: u64,
    row: usize,
    line: u32,
}

/// Rows of a batch that follow each other, the first of them on a line.
pub(super) struct Run<'r> {
    pub batch: &'r RecordBatch,
    pub number: u64,
    pub rows: Range<usize>,
    pub line: u32,
}

impl Typed<'_> {
    fn next(&mut self) -> Result<Record<'_>> {
        let Run { batch, number, rows, line } = self.run(1)?;
        Ok(Record::Row { batch, number, row: rows.start, line })
    }

    /// The next rows of one batch, at least one and at most so many.
    pub fn run(&mut self, most: usize) -> Result<Run<'_>> {
        while self.batch.as_ref().is_none_or(|batch| batch.num_rows() == self.row) {
            self.batch = Some(self.following()?);
            self.number += 1;
            self.row = 0;
        }
        let Some(batch) = &self.batch else { return Err(changed(self.indexed)) };
        let rows = self.row..batch.num_rows().min(self.row.saturating_add(most.max(1)));
        let line = self.line.saturating_add(1);
        self.row = rows.end;
        self.line = self.line.saturating_add(u32::try_from(rows.len()).unwrap_or(u32::MAX));
        Ok(Run { batch, number: self.number, rows, line })
    }

    /// The number of the batch of the next row.
    pub fn upcoming(&self) -> u64 {
        let left = self.batch.as_ref().is_some_and(|batch| self.row < batch.num_rows());
        self.number + u64::from(!left)
    }

    fn following(&mut self) -> Result<RecordBatch> {
        loop {
            if let Some(batch) = self.reader.as_mut().and_then(Iterator::next) {
                return batch;
            }
            let path = self.files.next().ok_or_else(|| changed(self.indexed))?;
            self.reader = Some(Batches::open(path, self.columns)?);
        }
    }
}

fn changed(indexed: &Indexed) -> Error {
    let table = &indexed.source.table;
    let message =
        format!("the table `{table}` changed while it was read; keep its files still and run again");
    Error::new(ErrorKind::File, message)
}
