//! Newline-delimited JSON: a record per line, an object of names and scalars.
//!
//! | JSON | What the cell holds |
//! |---|---|
//! | string | its text, read as the text of a CSV cell |
//! | number | its digits as written, so that a decimal is exact; with an exponent, the double that it names |
//! | `true`, `false` | a boolean; of a text field the word |
//! | `null`, or no such name | no value |
//! | list, object | nothing of the field's type |
//!
//! Names that no field has are passed over, as columns of CSV are. A line that is no object, or names one thing twice,
//! is a record that cannot be used. Empty lines are not records.
//!
//! INVARIANT: the same records in one piece or in many give the same rows.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::FaultReason;
use super::cell::{Cell, CellReader};
use super::csv::{BOM, MAX_RECORD};
use super::intake::{Bad, Read, Row};
use super::put::read_text;
use super::sink::{Place, Sink};
use crate::diagnostic::Diagnostic;
use crate::model::{RowKey, Table};
use crate::number::{self, NumberError};
use crate::text::json::{MAX_DEPTH, Scanner};

/// What a text is, from its first character: `None` while there is too little of it.
pub(super) fn is_ndjson(bytes: &[u8], last: bool) -> Option<bool> {
    if bytes.len() < BOM.len() && !last {
        return None;
    }
    let text = bytes.strip_prefix(BOM).unwrap_or(bytes);
    match text.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(first) => Some(*first == b'{'),
        None => last.then_some(false),
    }
}

/// A text that is being read line by line.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    /// Lines that are done with.
    line: u32,
    /// In a line that is too long.
    skipping: bool,
}

impl Lines {
    /// Takes the records at the front of `bytes` in, and gives how many bytes are done with.
    pub fn take(
        &mut self,
        (bytes, last): (&[u8], bool),
        table: &Table,
        sink: &mut impl Sink,
    ) -> Result<usize, Diagnostic> {
        map(table, sink)?;
        let mut at = 0;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let end = rest.iter().position(|byte| *byte == b'\n');
            let line = match end {
                Some(end) => rest.get(..end).unwrap_or_default(),
                // However the text is cut, a line is too long by what is behind its byte-order mark.
                None if rest.len() > MAX_RECORD + BOM.len() || last && !rest.is_empty() => rest,
                None => return Ok(at),
            };
            if !self.skipping {
                self.record(line, at, table, sink)?;
            }
            at += line.len() + usize::from(end.is_some());
            self.skipping = end.is_none() && !last;
            self.line = self.line.saturating_add(u32::from(end.is_some()));
        }
    }

    /// Takes in one line that stands by itself.
    pub fn apart(&mut self, line: &[u8], table: &Table, sink: &mut impl Sink) -> Result<(), Diagnostic> {
        map(table, sink)?;
        // A mark within a text is not the one in front of it.
        self.line = self.line.max(1);
        self.record(line, 0, table, sink)
    }

    /// Takes in the line that begins at a byte of the piece.
    fn record(
        &self,
        line: &[u8],
        start: usize,
        table: &Table,
        sink: &mut impl Sink,
    ) -> Result<(), Diagnostic> {
        let end = start + line.len();
        let line = if self.line == 0 { line.strip_prefix(BOM).unwrap_or(line) } else { line };
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        // The same part of a line that is too long, however the text is cut.
        let shown = line.get(..=MAX_RECORD).unwrap_or(line);
        let left_out = line.len() - shown.len();
        let place = Place { line: self.line.saturating_add(1), end: end - left_out, len: shown.len() };
        let read = match core::str::from_utf8(shown) {
            _ if shown.len() > MAX_RECORD => Err(FaultReason::TooLong),
            Err(_) => Err(FaultReason::Encoding),
            Ok(text) => Record::of(text, table).ok_or(FaultReason::Malformed),
        };
        match read {
            Ok(record) => sink.push(&record, place),
            Err(reason) => {
                let key = parent_in(shown, table);
                sink.lose(place, reason, [key.as_deref(); 2])
            }
        }
    }
}

/// Maps the fields to themselves, before the first record.
fn map(table: &Table, sink: &mut impl Sink) -> Result<(), Diagnostic> {
    let intake = sink.intake();
    if !intake.sources.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = table.fields.iter().map(|field| field.source.as_str()).collect();
    intake.map(table, &names)
}

/// The parent's key as far as a damaged line still says it in one way.
fn parent_in(line: &[u8], table: &Table) -> Option<alloc::string::String> {
    let RowKey::Child { parent, .. } = table.key else { return None };
    let name = table.fields.get(usize::from(parent))?.source.as_str();
    let text = core::str::from_utf8(line).ok()?;
    let marked = alloc::format!("\"{name}\"");
    let mut found = text.match_indices(marked.as_str());
    let (at, _) = found.next().filter(|_| found.next().is_none())?;
    let mut scanner = Scanner::new(text.get(at..)?);
    scanner.name()?;
    match scanner.peek()? {
        b'"' => scanner.string().map(Cow::into_owned),
        _ => scanner.number().map(Into::into),
    }
}

/// A value of a record.
#[derive(Debug, Clone)]
enum Scalar<'a> {
    Bool(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
    Nested,
}

/// A record: per field of the table what its name says.
struct Record<'a> {
    cells: Vec<Option<Option<Scalar<'a>>>>,
}

impl<'a> Record<'a> {
    fn of(line: &'a str, table: &Table) -> Option<Self> {
        let mut record = Self { cells: table.fields.iter().map(|_| None).collect() };
        let mut scanner = Scanner::new(line);
        // Records mostly have their names in one order: the next field is looked at first.
        let mut next = 0;
        scanner.items(("{", "}"), &mut |scanner| {
            let name = scanner.name()?;
            let named = |at: &usize| table.fields.get(*at).is_some_and(|field| field.source == name);
            let found = Some(next).filter(named).or_else(|| (0..table.fields.len()).find(named));
            let value = scalar(scanner)?;
            if let Some((at, cell)) = found.and_then(|at| Some((at, record.cells.get_mut(at)?))) {
                next = at + 1;
                // Said twice.
                if cell.replace(value).is_some() {
                    return None;
                }
            }
            Some(())
        })?;
        scanner.is_done().then_some(record)
    }
}

fn scalar<'a>(scanner: &mut Scanner<'a>) -> Option<Option<Scalar<'a>>> {
    Some(match scanner.peek()? {
        b'"' => Some(Scalar::Text(scanner.string()?)),
        b't' => scanner.mark("true").map(|()| Some(Scalar::Bool(true)))?,
        b'f' => scanner.mark("false").map(|()| Some(Scalar::Bool(false)))?,
        b'n' => scanner.mark("null").map(|()| None)?,
        b'{' | b'[' => scanner.pass(MAX_DEPTH).map(|()| Some(Scalar::Nested))?,
        _ => Some(Scalar::Number(scanner.number().filter(|text| is_number(text))?)),
    })
}

fn is_number(text: &str) -> bool {
    number::parse_double(text) != Err(NumberError::NotANumber)
}

impl Row for Record<'_> {
    fn cell(&self, column: usize, reader: &CellReader) -> Read<'_> {
        let typed = |cell: Result<Cell, FaultReason>, text: &'static str| match cell {
            Ok(cell) => Ok((cell, Cow::Borrowed(""))),
            Err(reason) => Err(Bad { reason, text: Cow::Borrowed(text) }),
        };
        match self.cells.get(column).and_then(Option::as_ref).and_then(Option::as_ref) {
            None => typed(reader.null(), ""),
            Some(Scalar::Text(text)) => read_text(text, reader),
            Some(Scalar::Bool(value)) => {
                let word = if *value { "true" } else { "false" };
                if reader.is_text() { read_text(word, reader) } else { typed(reader.bool(*value), word) }
            }
            Some(Scalar::Number(text)) => match number::parse_double(text) {
                Ok(value) if text.contains(['e', 'E']) && !reader.is_text() => match reader.double(value) {
                    Ok(cell) => Ok((cell, Cow::Borrowed(""))),
                    Err(reason) => Err(Bad { reason, text: Cow::Borrowed(text) }),
                },
                _ => read_text(text, reader),
            },
            Some(Scalar::Nested) => typed(Err(FaultReason::NotOfType), "{..}"),
        }
    }
}
