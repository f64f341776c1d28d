//! Builds a dataset: texts and typed columns come in table by table, in any order and in pieces of any size.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::FaultReason;
use super::cell::CellReader;
use super::csv::{Cells, Frame, Framer, MAX_RECORD, Splitter, lenient};
use super::intake::{Intake, Read, Row, Shared, state};
use super::ndjson::{Lines, is_ndjson};
use super::put::{self, InputColumn};
use super::sink::{Place, Rows, Sink};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{RowKey, Schema, Table, TableId};

/// A dataset that is being built.
#[derive(Debug)]
pub struct Builder {
    pub(super) schema: Schema,
    pub(super) tables: Vec<Reading>,
    pub(super) shared: Shared,
    /// Not the first part of a larger dataset.
    pub(super) later: bool,
}

/// A table and where its rows come from.
#[derive(Debug)]
pub(super) struct Reading {
    pub intake: Intake,
    pub source: Source,
}

/// Where the rows of a table come from; one source per table.
#[derive(Debug)]
pub(super) enum Source {
    /// Nothing has come yet.
    None,
    /// CSV text of which more is to come.
    Text(Box<Text>),
    /// JSON text of which more is to come.
    Lines(Lines),
    /// Text that has been read to its end.
    Ended,
    /// Typed columns.
    Typed,
}

/// A CSV text that is being read.
#[derive(Debug)]
pub(super) struct Text {
    framer: Framer,
    /// Known with the header: the splitter, the delimiter and the number of columns.
    header: Option<(Splitter, u8, usize)>,
    quote: u8,
}

impl Builder {
    /// A builder for tables of `schema`.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        let tables = (0u16..).zip(&schema.tables);
        Self {
            schema: schema.clone(),
            tables: tables
                .map(|(id, table)| Reading {
                    intake: Intake::new(schema, TableId(id), table),
                    source: Source::None,
                })
                .collect(),
            shared: Shared::default(),
            later: false,
        }
    }

    /// Reads a piece of the text of a table and gives the number of bytes that are done with; the rest of them has to
    /// come again at the front of the next piece. `last` says that nothing comes after: then all are done with. A text
    /// that begins with `{` is newline-delimited JSON, every other is CSV.
    ///
    /// # Errors
    ///
    /// [`Code::TableNotDeclared`], [`Code::BadHeader`], [`Code::DuplicateColumn`], [`Code::MissingColumn`];
    /// [`Code::DatasetState`] for a table that has been read to its end or has typed columns, and when the data
    /// exceed what a dataset can hold. What is wrong with a row is no error but a fault or a quarantined row.
    pub fn read(&mut self, table: &str, bytes: &[u8], last: bool) -> Result<usize, Diagnostic> {
        let (declared, reading, shared) = self.table(table)?;
        let mut rows = Rows { intake: &mut reading.intake, shared };
        reading.source.read((bytes, last), declared, &mut rows)
    }

    /// Reads records that were cut out of a text, each by itself: `ends` says where each of them ends in `bytes`. The
    /// first of all is the header, which is empty for newline-delimited JSON. The text ends as in [`Builder::read`].
    ///
    /// # Errors
    ///
    /// As [`Builder::read`], and [`Code::DatasetState`] for a record that is none by itself.
    pub fn records(&mut self, table: &str, bytes: &[u8], ends: &[u32]) -> Result<(), Diagnostic> {
        let (declared, reading, shared) = self.table(table)?;
        let mut rows = Rows { intake: &mut reading.intake, shared };
        let mut start = 0;
        for end in ends {
            let record =
                bytes.get(start..*end as usize).ok_or_else(|| state("a record ends outside of its text"))?;
            start = *end as usize;
            reading.source.record(record, declared, &mut rows)?;
        }
        Ok(())
    }

    /// Appends rows of typed columns. Every call for a table has to bring the same columns.
    ///
    /// # Errors
    ///
    /// As [`Builder::read`], and [`Code::BadDescriptor`] for a column whose buffers do not fit its rows or whose type
    /// does not fit its field. Nothing has been appended then.
    pub fn put(&mut self, table: &str, columns: &[InputColumn]) -> Result<(), Diagnostic> {
        let (declared, reading, shared) = self.table(table)?;
        if !matches!(reading.source, Source::None | Source::Typed) {
            return Err(state("the table has been read already"));
        }
        put::put(&mut Rows { intake: &mut reading.intake, shared }, declared, columns)?;
        reading.source = Source::Typed;
        Ok(())
    }

    pub(super) fn table(&mut self, name: &str) -> Result<(&Table, &mut Reading, &mut Shared), Diagnostic> {
        let found = self.schema.tables.iter().zip(&mut self.tables).find(|(table, _)| table.id == name);
        match found {
            Some((table, reading)) => Ok((table, reading, &mut self.shared)),
            None => {
                let names: Vec<&str> = self.schema.tables.iter().map(|table| table.id.as_str()).collect();
                let args: [&dyn alloc::string::ToString; 2] = [&name, &names.join(", ")];
                Err(Diagnostic::new(Code::TableNotDeclared, Span::default(), "/schema", &args))
            }
        }
    }
}

fn bad_header(table: &Table, what: &str) -> Diagnostic {
    let pointer = alloc::format!("/schema/{}", table.id);
    Diagnostic::new(Code::BadHeader, Span::default(), &pointer, &[&table.id, &what])
}

impl Source {
    /// Takes the records at the front of a piece of text in, and gives how many bytes are done with.
    pub fn read(
        &mut self,
        (bytes, last): (&[u8], bool),
        table: &Table,
        sink: &mut impl Sink,
    ) -> Result<usize, Diagnostic> {
        if matches!(self, Self::None) {
            *self = match is_ndjson(bytes, last) {
                None => return Ok(0),
                Some(true) => Self::Lines(Lines::default()),
                Some(false) => Self::Text(Box::new(Text::new(table))),
            };
        }
        let done = match self {
            Self::Lines(lines) => lines.take((bytes, last), table, sink)?,
            Self::Text(text) => text.read((bytes, last), table, sink)?,
            Self::None | Self::Ended | Self::Typed => return Err(state("the table has been read already")),
        };
        if last {
            *self = Self::Ended;
        }
        Ok(if last { bytes.len() } else { done })
    }

    /// Takes one record in that stands by itself, or the header.
    fn record(&mut self, bytes: &[u8], table: &Table, sink: &mut impl Sink) -> Result<(), Diagnostic> {
        match self {
            Self::None if bytes.is_empty() => {
                *self = Self::Lines(Lines::default());
                Ok(())
            }
            Self::None => {
                let mut text = Box::new(Text::new(table));
                text.apart(bytes, table, sink)?;
                *self = Self::Text(text);
                Ok(())
            }
            Self::Lines(lines) => lines.apart(bytes, table, sink),
            Self::Text(text) => text.apart(bytes, table, sink),
            Self::Ended | Self::Typed => Err(state("the table has been read already")),
        }
    }
}

impl Text {
    fn new(table: &Table) -> Self {
        Self { framer: Framer::new(table.delimiter, table.quote), header: None, quote: table.quote }
    }

    /// Takes the records at the front of `bytes` in, and gives how many bytes are done with.
    fn read(
        &mut self,
        (bytes, last): (&[u8], bool),
        table: &Table,
        sink: &mut impl Sink,
    ) -> Result<usize, Diagnostic> {
        let mut at = 0;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let (taken, frame) = self.framer.next(rest, last);
            at += taken;
            match frame {
                Some(frame) => self.take(frame, at, table, sink)?,
                None if last && self.header.is_none() => return Err(bad_header(table, "empty")),
                None => return Ok(at),
            }
        }
    }

    /// Takes in one record, or the header, that stands by itself.
    fn apart(&mut self, record: &[u8], table: &Table, sink: &mut impl Sink) -> Result<(), Diagnostic> {
        self.framer.apart();
        match self.framer.next(record, true) {
            (taken, Some(frame)) if taken == record.len() => self.take(frame, taken, table, sink),
            _ => Err(state("a record was cut where it does not begin or end")),
        }
    }

    /// Takes in a frame that ends at a byte of the piece.
    fn take(
        &mut self,
        frame: Frame,
        end: usize,
        table: &Table,
        sink: &mut impl Sink,
    ) -> Result<(), Diagnostic> {
        let Some((splitter, delimiter, columns)) = &mut self.header else {
            return self.take_header(frame, table, sink);
        };
        let place = |bytes: &[u8], line| Place { line, end, len: bytes.len() };
        let (bytes, place, reason) = match frame {
            Frame::Record { bytes, line, cells } if cells == *columns => match splitter.split(bytes, cells) {
                Some(cells) => return sink.push(&cells, place(bytes, line)),
                None => (bytes, place(bytes, line), FaultReason::Encoding),
            },
            Frame::Record { bytes, line, .. } => (bytes, place(bytes, line), FaultReason::WrongLength),
            Frame::Broken { bytes, line, reason: FaultReason::TooLong } => {
                (bytes, Place { line, end, len: MAX_RECORD + 1 }, FaultReason::TooLong)
            }
            Frame::Broken { bytes, line, reason } => (bytes, place(bytes, line), reason),
        };
        let intake = sink.intake();
        let parents = match intake.key {
            RowKey::Child { parent, .. } => {
                match intake.sources.get(usize::from(parent)).copied().flatten() {
                    Some(column) => lenient(bytes, *delimiter, self.quote, column, *columns),
                    None => [None, None],
                }
            }
            RowKey::Field(_) | RowKey::RowNumber | RowKey::Reference { .. } => [None, None],
        };
        sink.lose(place, reason, parents)
    }

    fn take_header(&mut self, frame: Frame, table: &Table, sink: &mut impl Sink) -> Result<(), Diagnostic> {
        let (bytes, cells) = match frame {
            Frame::Record { bytes, cells, .. } => (bytes, cells),
            Frame::Broken { reason, .. } => return Err(bad_header(table, reason.id())),
        };
        let delimiter = self.framer.delimiter().unwrap_or(b',');
        let mut splitter = Splitter::new(delimiter, self.quote);
        let names =
            splitter.split(bytes, cells).ok_or_else(|| bad_header(table, FaultReason::Encoding.id()))?;
        let names: Vec<String> = names.iter().map(|name| super::cell::trim(name).into()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        sink.intake().map(table, &names)?;
        sink.header(bytes);
        self.header = Some((splitter, delimiter, cells));
        Ok(())
    }
}

impl Row for Cells<'_> {
    #[inline]
    fn cell(&self, column: usize, reader: &CellReader) -> Read<'_> {
        put::read_text(Cells::cell(self, column), reader)
    }
}
