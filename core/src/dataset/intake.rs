//! One table while its rows come in: columns that grow, keys as codes, and what is wrong with cells and rows.
//!
//! Nothing is known about other tables here; duplicates, orphans and the order of child rows are found when the
//! dataset is sealed.

use alloc::borrow::Cow;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use core::fmt::Write as _;

use super::cell::{Cell, CellReader};
use super::{Fault, FaultReason, Quarantined};
use crate::column::{Bits, Column, Texts, Values};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{RowKey, Schema, Table, TableId};
use crate::value::{Reason, Type};

/// Code of a text that does not exist.
pub(super) const NO_CODE: u32 = u32::MAX;

/// A cell that is not a value of its field.
pub(super) struct Bad<'a> {
    pub reason: FaultReason,
    pub text: Cow<'a, str>,
}

/// A value, and its text where the value is [`Cell::Text`].
pub(super) type Read<'a> = Result<(Cell, Cow<'a, str>), Bad<'a>>;

/// Codes of the parent's key and of the row's own, or the column that has none and the parent's code.
type Identity = Result<(u32, u32), (u32, u32)>;

/// A key as it was read; as a text it is the one that rows are joined by.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Key<'a> {
    Text(Cow<'a, str>),
    Int(i64),
    Day(i32),
}

/// A row of a source.
pub(super) trait Row {
    /// The cell of a column of the source, as `reader` understands it.
    fn cell(&self, column: usize, reader: &CellReader) -> Read<'_>;
}

/// What all tables of a dataset share while they are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Shared {
    pub texts: Texts,
    pub faults: Vec<Fault>,
    pub quarantine: Vec<Quarantined>,
    /// Text of a key that is not a string.
    scratch: String,
}

impl Shared {
    /// The code of a text.
    pub fn intern(&mut self, text: &str) -> Result<u32, Diagnostic> {
        self.texts.intern(text).ok_or_else(|| state("the texts of the dataset exceed 4 GiB"))
    }
}

/// A finding about the order of calls or the size of the data.
pub(super) fn state(text: &str) -> Diagnostic {
    Diagnostic::new(Code::DatasetState, Span::default(), "", &[&text])
}

/// Which customers a table's lost rows belong to.
#[derive(Debug, Clone, Default)]
pub(super) struct Blame {
    /// Some lost row cannot be attributed.
    pub everyone: bool,
    /// Codes of the keys that a lost row may belong to, [`NO_CODE`] for none; twice the same when it is certain.
    pub keys: Vec<[u32; 2]>,
}

/// Lines that were told, and how many of them have been used.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    lines: Vec<u32>,
    used: usize,
}

impl Told {
    /// Whether there are as many records as lines.
    pub fn is_used_up(&self) -> bool {
        self.used == self.lines.len()
    }

    /// The lines of the next records.
    fn take(&mut self, count: usize) -> Result<&[u32], Diagnostic> {
        let start = self.used;
        self.used = self.used.saturating_add(count).min(self.lines.len());
        let next = self.lines.get(start..self.used).filter(|next| next.len() == count);
        next.ok_or_else(|| state("a table has more records than lines were told"))
    }
}

/// A table that is being read.
#[derive(Debug, Clone)]
pub(super) struct Intake {
    pub table: TableId,
    pub key: RowKey,
    pub readers: Vec<CellReader>,
    /// Column of the source of each field; `None`: unused or absent.
    pub sources: Vec<Option<usize>>,
    pub columns: Vec<Option<Column>>,
    /// Of each field whether nothing rests on it, so that a cell of it that cannot be read is no fault.
    pub silent: Vec<bool>,
    /// Codes of the customers' keys, or of the child rows' ids.
    pub keys: Vec<u32>,
    /// Codes of the parents' keys; empty for customers.
    pub parents: Vec<u32>,
    /// Number of the record, or its line in a text.
    pub lines: Vec<u32>,
    /// Records so far, quarantined ones among them.
    pub records: u32,
    /// Lines of the records that come next; `None`: they are counted.
    pub told: Option<Told>,
    /// Fields whose columns the source appends by itself when the rows are through.
    pub whole: Vec<bool>,
    /// Lines of records that are not given: they have numbers nevertheless.
    pub left_out: Vec<u32>,
    pub blame: Blame,
}

impl Intake {
    pub fn new(schema: &Schema, id: TableId, table: &Table) -> Self {
        Self {
            table: id,
            key: table.key.clone(),
            readers: table.fields.iter().map(|field| CellReader::of(schema, field)).collect(),
            sources: Vec::new(),
            columns: table.fields.iter().map(|_| None).collect(),
            silent: Vec::new(),
            keys: Vec::new(),
            parents: Vec::new(),
            lines: Vec::new(),
            records: 0,
            told: None,
            whole: Vec::new(),
            left_out: Vec::new(),
            blame: Blame::default(),
        }
    }

    /// Maps the fields to columns of the source, which are named `names`.
    pub fn map(&mut self, table: &Table, names: &[&str]) -> Result<(), Diagnostic> {
        let pointer = alloc::format!("/schema/{}", table.id);
        let fail = |code, name: &str| Diagnostic::new(code, Span::default(), &pointer, &[&table.id, &name]);
        let mut sources = Vec::with_capacity(table.fields.len());
        for (field, index) in table.fields.iter().zip(0..) {
            let is_key = self.key.fields().any(|key| key == index);
            // Only the last day of a reference row may be missing: the row holds for good then.
            let needed = field.used || is_key;
            let mut found =
                names.iter().zip(0..).filter(|(name, _)| **name == field.source).map(|(_, at)| at);
            let source = if needed || field.kept { found.next() } else { None };
            if needed && source.is_some() && found.next().is_some() {
                return Err(fail(Code::DuplicateColumn, &field.source));
            }
            if source.is_none() && needed && !field.nullable {
                return Err(fail(Code::MissingColumn, &field.source));
            }
            sources.push(source);
        }
        self.columns = table
            .fields
            .iter()
            .zip(&sources)
            .map(|(field, source)| {
                source.filter(|_| field.used || field.kept).map(|_| Column::empty(field.ty))
            })
            .collect();
        self.silent = table.fields.iter().map(|field| !field.used).collect();
        self.sources = sources;
        Ok(())
    }

    /// The same table before its first row.
    pub fn without_rows(&self) -> Self {
        Self {
            table: self.table,
            key: self.key.clone(),
            readers: Vec::new(),
            sources: Vec::new(),
            columns: Vec::new(),
            silent: Vec::new(),
            keys: Vec::new(),
            parents: Vec::new(),
            lines: Vec::new(),
            records: 0,
            told: None,
            whole: Vec::new(),
            left_out: Vec::new(),
            blame: Blame::default(),
        }
    }

    /// Counts a record and gives its line, which is the one that was told or else the one that was counted; every
    /// record comes through here once.
    pub fn count(&mut self, counted: u32) -> Result<u32, Diagnostic> {
        self.records =
            self.records.checked_add(1).ok_or_else(|| state("a table has more than 4294967295 records"))?;
        match &mut self.told {
            None => Ok(counted),
            Some(told) => Ok(told.take(1)?.first().copied().unwrap_or(counted)),
        }
    }

    /// As [`Self::count`] for so many records of typed columns, whose lines are kept.
    pub fn count_all(&mut self, count: usize) -> Result<(), Diagnostic> {
        let first = self.records.saturating_add(1);
        self.records = u32::try_from(count)
            .ok()
            .and_then(|count| self.records.checked_add(count))
            .ok_or_else(|| state("a table has more than 4294967295 records"))?;
        match &mut self.told {
            None => self.lines.extend((first..).take(count)),
            Some(told) => self.lines.extend_from_slice(told.take(count)?),
        }
        Ok(())
    }

    /// Says on which lines the next records stand.
    pub fn tell(&mut self, lines: &[u32]) -> Result<(), Diagnostic> {
        if self.records > 0 && self.told.is_none() {
            return Err(state("lines are told before the first record of a table"));
        }
        self.told.get_or_insert_default().lines.extend_from_slice(lines);
        Ok(())
    }

    /// Takes in a row that has been counted.
    pub fn push(&mut self, row: &impl Row, line: u32, shared: &mut Shared) -> Result<(), Diagnostic> {
        let (parent, key) = match self.identify(row, line, shared)? {
            Ok(codes) => codes,
            Err((column, parent)) => return self.refuse(line, column, parent, shared),
        };
        let number = u32::try_from(self.keys.len()).unwrap_or(u32::MAX);
        if matches!(self.key, RowKey::Child { .. }) {
            self.parents.push(parent);
        }
        self.keys.push(key);
        self.lines.push(line);
        // The column of a text key has the code already.
        let known = match self.key {
            RowKey::Field(field) | RowKey::Reference { key: field, .. } => [(field, key); 2],
            RowKey::Child { parent: of, id, .. } => [(of, parent), (id, key)],
            RowKey::RowNumber => [(u16::MAX, NO_CODE); 2],
        };
        let fields = self.columns.iter_mut().zip(&self.readers).zip(self.sources.iter().copied());
        for (((column, reader), source), (field, silent)) in fields.zip((0..).zip(&self.silent)) {
            let (Some(column), Some(source)) = (column, source) else { continue };
            if self.whole.get(usize::from(field)) == Some(&true) {
                continue;
            }
            if reader.is_text()
                && let Some((_, code)) = known.iter().find(|(known, _)| *known == field)
            {
                column.push_code(*code);
                continue;
            }
            let place = CellPlace { table: self.table, line, source, key, field, silent: *silent };
            push_cell(column, number, row.cell(source, reader), reader, place, shared)?;
        }
        Ok(())
    }

    /// Appends the codes of keys, from a row on, to the column of their own field.
    pub fn repeat_keys(&mut self, field: u16, from: usize) {
        let (Some(Some(column)), Some(keys)) =
            (self.columns.get_mut(usize::from(field)), self.keys.get(from..))
        else {
            return;
        };
        if let Some(known) = &mut column.known {
            keys.iter().for_each(|_| known.push(true));
        }
        if let Values::Code(codes) = &mut column.values {
            codes.extend_from_slice(keys);
        }
    }

    /// Takes in the cells of one field of typed rows whose keys have been taken in, the last so many.
    pub fn push_cells<R: Row>(
        &mut self,
        field: u16,
        rows: usize,
        row: impl Fn(usize) -> R,
        shared: &mut Shared,
    ) -> Result<(), Diagnostic> {
        let at = usize::from(field);
        let of = (self.columns.get_mut(at), self.readers.get(at), self.sources.get(at), self.silent.get(at));
        let (Some(Some(column)), Some(reader), Some(Some(source)), Some(silent)) = of else { return Ok(()) };
        let (source, silent, first) = (*source, *silent, self.keys.len().saturating_sub(rows));
        let own = self.keys.iter().zip(&self.lines).zip(0u32..).skip(first).enumerate();
        for (given, ((key, line), number)) in own {
            let place = CellPlace { table: self.table, line: *line, source, key: *key, field, silent };
            push_cell(column, number, row(given).cell(source, reader), reader, place, shared)?;
        }
        Ok(())
    }

    /// The codes of the parent's key and of the row's own; or the source's column with the cell that is no key, and
    /// the parent's code where that is known.
    fn identify(&mut self, row: &impl Row, line: u32, shared: &mut Shared) -> Result<Identity, Diagnostic> {
        let (parent, own) = match self.key {
            RowKey::RowNumber => {
                let before = self.left_out.iter().filter(|other| **other < line).count();
                shared.scratch.clear();
                let _ = write!(shared.scratch, "{}", before + self.records as usize);
                return Ok(Ok((NO_CODE, intern_scratch(shared)?)));
            }
            RowKey::Field(key) | RowKey::Reference { key, .. } => (NO_CODE, key),
            RowKey::Child { parent, id, .. } => match self.key_code(row, parent, shared)? {
                Ok(code) => (code, id),
                Err(column) => return Ok(Err((column, NO_CODE))),
            },
        };
        let own = self.key_code(row, own, shared)?;
        Ok(own.map(|code| (parent, code)).map_err(|column| (column, parent)))
    }

    /// The code of a key, or the source's column when the cell is no key.
    fn key_code(
        &self,
        row: &impl Row,
        field: u16,
        shared: &mut Shared,
    ) -> Result<Result<u32, u32>, Diagnostic> {
        match self.key(row, field) {
            Ok(Key::Text(text)) => shared.intern(&text).map(Ok),
            Ok(Key::Int(value)) => {
                shared.scratch.clear();
                let _ = write!(shared.scratch, "{value}");
                intern_scratch(shared).map(Ok)
            }
            Ok(Key::Day(day)) => shared.intern(&crate::date::format(day)).map(Ok),
            Err(column) => Ok(Err(column)),
        }
    }

    /// The key in a field of a row, or the source's column when the cell is no key.
    pub fn key<'r>(&self, row: &'r impl Row, field: u16) -> Result<Key<'r>, u32> {
        let at = usize::from(field);
        let source = self.sources.get(at).copied().flatten().ok_or(0u32)?;
        let reader = self.readers.get(at).ok_or(0u32)?;
        match row.cell(source, reader) {
            Ok((Cell::Text, text)) => Ok(Key::Text(text)),
            Ok((Cell::I64(value), _)) => Ok(Key::Int(value)),
            Ok((Cell::I32(day), _)) => Ok(Key::Day(day)),
            // Only strings and integers, and the days of a calendar, are keys; the check of the policy says so.
            _ => Err(column_number(source)),
        }
    }

    /// The value in a field of a row, in the form of a key: equal values, and only those, have equal forms. `None`:
    /// there is none, or none that can be read.
    pub fn value<'r>(&self, row: &'r impl Row, field: u16) -> Option<Key<'r>> {
        let at = usize::from(field);
        let reader = self.readers.get(at)?;
        Some(match row.cell(self.sources.get(at).copied().flatten()?, reader).ok()? {
            (Cell::Null, _) => return None,
            (Cell::Text, text) => Key::Text(text),
            (Cell::I64(value), _) => Key::Int(value),
            (Cell::I32(day), _) => Key::Day(day),
            (Cell::Bool(value), _) => Key::Int(i64::from(value)),
            (Cell::Member(value), _) => Key::Int(i64::from(value)),
            (Cell::F64(value), _) => Key::Int(value.to_bits().cast_signed()),
        })
    }

    /// Quarantines a row whose key, or whose id, is unusable.
    fn refuse(&mut self, line: u32, column: u32, parent: u32, shared: &mut Shared) -> Result<(), Diagnostic> {
        self.blame_key([parent, parent]);
        shared.quarantine.push(Quarantined {
            table: self.table,
            line,
            column,
            reason: FaultReason::UnusableKey,
            key: String::new(),
        });
        Ok(())
    }

    /// Quarantines a record that could not be taken apart; `parents` is what its parent's key may be.
    pub fn lose(&mut self, line: u32, reason: FaultReason, parents: [Option<&str>; 2], shared: &mut Shared) {
        let codes = parents.map(|text| match self.parent_in(text?)? {
            Key::Text(text) => shared.intern(&text).ok(),
            Key::Int(value) => shared.intern(&value.to_string()).ok(),
            Key::Day(_) => None,
        });
        self.blame_key(codes.map(|code| code.unwrap_or(NO_CODE)));
        shared.quarantine.push(Quarantined {
            table: self.table,
            line,
            column: 0,
            reason,
            key: String::new(),
        });
    }

    /// The parent's key that a text says, if it says one.
    pub fn parent_in<'t>(&self, text: &'t str) -> Option<Key<'t>> {
        let RowKey::Child { parent, .. } = self.key else { return None };
        match self.readers.get(usize::from(parent))?.read(text) {
            Ok(Cell::Text) => Some(Key::Text(Cow::Borrowed(text))),
            Ok(Cell::I64(value)) => Some(Key::Int(value)),
            _ => None,
        }
    }

    fn blame_key(&mut self, codes: [u32; 2]) {
        if codes == [NO_CODE, NO_CODE] {
            self.blame.everyone = true;
        } else if !self.blame.everyone {
            self.blame.keys.push(codes);
        }
    }
}

/// Where a cell stands.
struct CellPlace {
    table: TableId,
    line: u32,
    source: usize,
    key: u32,
    field: u16,
    silent: bool,
}

/// Takes in the cell of a row, counted from 0: its value, or why there is none.
fn push_cell(
    column: &mut Column,
    row: u32,
    read: Read<'_>,
    reader: &CellReader,
    place: CellPlace,
    shared: &mut Shared,
) -> Result<(), Diagnostic> {
    match read {
        Ok((Cell::Text, text)) => column.push_code(shared.intern(&text)?),
        Ok((cell, _)) => column.push_cell(cell),
        Err(bad) => {
            column.push_unknown(row, bad.reason);
            if !place.silent {
                shared.faults.push(Fault {
                    table: place.table,
                    line: place.line,
                    column: column_number(place.source),
                    key: shared.texts.text(place.key).to_string(),
                    field: place.field,
                    reason: bad.reason,
                    text: reader.masked(&bad.text),
                });
            }
        }
    }
    Ok(())
}

fn intern_scratch(shared: &mut Shared) -> Result<u32, Diagnostic> {
    let text = core::mem::take(&mut shared.scratch);
    let code = shared.intern(&text);
    shared.scratch = text;
    code
}

fn column_number(source: usize) -> u32 {
    u32::try_from(source).unwrap_or(u32::MAX).saturating_add(1)
}

impl Column {
    /// A column without rows for values of a type.
    pub(super) fn empty(ty: Type) -> Self {
        let values = match ty {
            Type::Bool => Values::Bool(Bits::default()),
            Type::Int | Type::Decimal(_) | Type::Timestamp | Type::Duration | Type::Null | Type::Ratio => {
                Values::I64(Vec::new())
            }
            Type::Double => Values::F64(Vec::new()),
            Type::String | Type::Enum(_) => Values::Code(Vec::new()),
            Type::Date => Values::I32(Vec::new()),
        };
        Self { values, known: None, reasons: Vec::new() }
    }

    #[inline]
    fn push_code(&mut self, code: u32) {
        self.push_known();
        match &mut self.values {
            Values::Code(codes) => codes.push(code),
            other => push_zero(other),
        }
    }

    #[inline]
    fn push_cell(&mut self, cell: Cell) {
        match (&mut self.values, cell) {
            (Values::I64(values), Cell::I64(value)) => values.push(value),
            (Values::I32(values), Cell::I32(value)) => values.push(value),
            (Values::F64(values), Cell::F64(value)) => values.push(value),
            (Values::Code(values), Cell::Member(value)) => values.push(value),
            (Values::Bool(values), Cell::Bool(value)) => values.push(value),
            _ => return self.push_null(),
        }
        if let Some(known) = &mut self.known {
            known.push(true);
        }
    }

    #[inline]
    fn push_known(&mut self) {
        if let Some(known) = &mut self.known {
            known.push(true);
        }
    }

    pub(super) fn push_null(&mut self) {
        self.known.get_or_insert_with(|| Bits::ones(self.values.len())).push(false);
        push_zero(&mut self.values);
    }

    fn push_unknown(&mut self, row: u32, reason: FaultReason) {
        self.push_null();
        if reason.unknown() != Reason::Missing {
            self.reasons.push((row, reason.unknown()));
        }
    }
}

fn push_zero(values: &mut Values) {
    match values {
        Values::Bool(v) => v.push(false),
        Values::I64(v) => v.push(0),
        Values::I32(v) => v.push(0),
        Values::F64(v) => v.push(0.0),
        Values::Code(v) => v.push(0),
    }
}
