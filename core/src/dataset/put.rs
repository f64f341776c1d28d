//! Typed columns: buffers in Arrow's layout, with every length and offset treated as hostile.
//!
//! A typed value means what its text in a file would mean, see [`super::cell`]: the same bounds, the same null texts,
//! the same reasons. A double becomes a decimal by its shortest text, rounded half away from zero.

use alloc::borrow::Cow;
use alloc::string::{String, ToString as _};
use alloc::vec::Vec;

use appraise_kernels::text::{are_cut_well, are_solid};

use super::FaultReason;
use super::cell::{Cell, CellReader};
use super::intake::{Bad, Intake, Key, Read, Row};
use super::sink::{Place, Sink, SolidKeys};
use super::whole::Whole;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{RowKey, Table};
use crate::number;

/// A typed column.
#[derive(Debug, Clone, Copy)]
pub struct InputColumn<'a> {
    /// Its name in the source.
    pub name: &'a str,
    /// Validity bits, least significant first, 1 = there is a value; `None`: all rows have one.
    pub validity: Option<&'a [u8]>,
    /// Its values.
    pub data: InputData<'a>,
}

/// The values of a typed column.
#[derive(Debug, Clone, Copy)]
pub enum InputData<'a> {
    /// Bits, least significant first, and the number of rows.
    Bool(&'a [u8], usize),
    /// Integers.
    I64(&'a [i64]),
    /// Doubles.
    F64(&'a [f64]),
    /// Days since 1970-01-01.
    Date(&'a [i32]),
    /// Instants, microseconds since 1970-01-01T00:00Z; or durations, microseconds.
    Micros(&'a [i64]),
    /// Decimals scaled by a number of places.
    Decimal(&'a [i64], u8),
    /// Texts: row `i` is `bytes[offsets[i]..offsets[i + 1]]`, read as the text of a cell whatever the field's type.
    Utf8 {
        /// One more than there are rows.
        offsets: &'a [i32],
        /// UTF-8.
        bytes: &'a [u8],
    },
}

impl InputData<'_> {
    fn rows(&self) -> usize {
        match self {
            Self::Bool(_, rows) => *rows,
            Self::I64(values) | Self::Decimal(values, _) | Self::Micros(values) => values.len(),
            Self::F64(values) => values.len(),
            Self::Date(values) => values.len(),
            Self::Utf8 { offsets, .. } => offsets.len().saturating_sub(1),
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Bool(..) => "bool",
            Self::I64(_) => "int",
            Self::F64(_) => "double",
            Self::Date(_) => "date",
            Self::Micros(_) => "timestamp",
            Self::Decimal(..) => "decimal",
            Self::Utf8 { .. } => "string",
        }
    }
}

/// A column whose buffers have been checked.
struct Checked<'a> {
    validity: Option<&'a [u8]>,
    data: InputData<'a>,
    /// The bytes of a `Utf8` column.
    text: &'a str,
    /// U+FFFD occurs in it.
    replaced: bool,
}

/// Hands the rows of `columns` on; none is when a column does not fit.
pub(super) fn put(sink: &mut impl Sink, table: &Table, columns: &[InputColumn]) -> Result<(), Diagnostic> {
    let names: Vec<&str> = columns.iter().map(|column| super::cell::trim(column.name)).collect();
    let intake = sink.intake();
    if intake.records == 0 && intake.sources.is_empty() {
        intake.map(table, &names)?;
    } else {
        let mut again = Intake { columns: Vec::new(), ..intake.without_rows() };
        again.map(table, &names)?;
        if again.sources.iter().map(Option::is_some).ne(intake.sources.iter().map(Option::is_some)) {
            return Err(misfit(table, "*", "not the columns of the first batch"));
        }
        intake.sources = again.sources;
    }
    let rows = columns.first().map_or(0, |column| column.data.rows());
    let mut checked: Vec<Option<Checked>> = columns.iter().map(|_| None).collect();
    for (source, reader) in intake.sources.iter().zip(&intake.readers) {
        let Some(at) = *source else { continue };
        if let (Some(column), Some(slot)) = (columns.get(at), checked.get_mut(at)) {
            *slot = Some(check(column, rows, reader).map_err(|what| misfit(table, column.name, &what))?);
        }
    }
    let intake = sink.intake();
    let whole = intake.sources.iter().zip(&intake.readers).map(|(source, reader)| {
        let column = checked.get((*source)?)?.as_ref()?;
        Whole::of(column.data, column.text, column.validity, rows, reader)
    });
    let whole: Vec<Option<Whole<'_>>> = whole.collect();
    intake.whole = whole.iter().map(Option::is_some).collect();
    let row = |row| TypedRow { columns: &checked, row };
    let taken: Vec<u32> = match solid_keys(intake, &checked) {
        Some(keys) if sink.push_solid(&keys, row)? => (0..).take(rows).collect(),
        _ => each_row(sink, &checked, rows)?,
    };
    let intake = sink.intake();
    intake.whole = Vec::new();
    for (column, whole) in intake.columns.iter_mut().zip(&whole) {
        if let (Some(column), Some(whole)) = (column, whole) {
            whole.append(column, &taken);
        }
    }
    Ok(())
}

/// Hands the rows on one by one, and gives those that were taken in.
fn each_row(
    sink: &mut impl Sink,
    columns: &[Option<Checked<'_>>],
    rows: usize,
) -> Result<Vec<u32>, Diagnostic> {
    let mut taken = Vec::with_capacity(rows);
    for (row, number) in (0..rows).zip(0..) {
        let place = Place { line: sink.intake().records.saturating_add(1), end: row + 1, len: 1 };
        let row = TypedRow { columns, row };
        if row.is_damaged() {
            let parent = row.parent(sink.intake());
            sink.lose(place, FaultReason::Encoding, [parent.as_deref(); 2])?;
        } else {
            let before = sink.intake().keys.len();
            sink.push(&row, place)?;
            if sink.intake().keys.len() > before {
                taken.push(number);
            }
        }
    }
    Ok(taken)
}

/// The keys of customers, if no row is damaged and every key is a text that can be used as it stands.
fn solid_keys<'a>(intake: &Intake, columns: &[Option<Checked<'a>>]) -> Option<SolidKeys<'a>> {
    let RowKey::Field(field) = intake.key else { return None };
    let at = usize::from(field);
    let column = columns.get(intake.sources.get(at).copied().flatten()?)?.as_ref()?;
    let InputData::Utf8 { offsets, .. } = column.data else { return None };
    let is_full = column.validity.is_none_or(|bits| (0..column.data.rows()).all(|row| bit(bits, row)));
    let is_solid = is_full
        && intake.readers.get(at)?.takes_every_text()
        && !columns.iter().flatten().any(|column| column.replaced)
        && are_solid(offsets, column.text);
    is_solid.then_some(SolidKeys { field, offsets, text: column.text })
}

fn misfit(table: &Table, column: &str, what: &str) -> Diagnostic {
    let pointer = alloc::format!("/schema/{}", table.id);
    Diagnostic::new(Code::BadDescriptor, Span::default(), &pointer, &[&column, &table.id, &what])
}

/// The column with its buffers checked against `rows` and its type against the field's.
fn check<'a>(column: &InputColumn<'a>, rows: usize, reader: &CellReader) -> Result<Checked<'a>, String> {
    let found = column.data.rows();
    if found != rows {
        return Err(alloc::format!("{found} rows, expected {rows}"));
    }
    if column.validity.is_some_and(|bits| bits.len() < rows.div_ceil(8)) {
        return Err("validity too short".into());
    }
    let mut checked = Checked { validity: column.validity, data: column.data, text: "", replaced: false };
    match column.data {
        InputData::Bool(bits, _) if bits.len() < rows.div_ceil(8) => return Err("values too short".into()),
        InputData::Utf8 { offsets, bytes } => {
            let end = offsets.last().copied().unwrap_or(0);
            let ordered = offsets.first().is_none_or(|first| *first >= 0) && offsets.is_sorted();
            let used = usize::try_from(end).ok().filter(|_| ordered).and_then(|end| bytes.get(..end));
            let used = used.ok_or("offsets out of range")?;
            checked.text = core::str::from_utf8(used).map_err(|_| "not UTF-8")?;
            checked.replaced = checked.text.contains('\u{fffd}');
            if !are_cut_well(offsets, checked.text) {
                return Err("not UTF-8".into());
            }
        }
        _ => {}
    }
    if reader.fits(&column.data) {
        Ok(checked)
    } else {
        Err(alloc::format!("a column of type {}", column.data.name()))
    }
}

impl CellReader {
    /// Whether values of this kind can be values of the field.
    fn fits(&self, data: &InputData) -> bool {
        let probe = match data {
            InputData::Utf8 { .. } => return true,
            InputData::I64(_) if self.is_text() => return true,
            InputData::Bool(..) => self.bool(false),
            InputData::I64(_) => self.decimal(0, 0),
            InputData::Decimal(..) => self.decimal(0, 0),
            InputData::F64(_) => self.double(0.0),
            InputData::Date(_) => self.date(0),
            InputData::Micros(_) => self.micros(0),
        };
        probe != Err(FaultReason::NotOfType)
    }
}

struct TypedRow<'a> {
    columns: &'a [Option<Checked<'a>>],
    row: usize,
}

impl TypedRow<'_> {
    /// Whether a decoder left U+FFFD in one of the row's texts.
    fn is_damaged(&self) -> bool {
        self.columns.iter().flatten().any(|column| column.is_damaged(self.row))
    }

    /// Of a damaged row the parent's key, if its own cell is sound: columns cannot shift as the cells of a line can.
    fn parent(&self, intake: &Intake) -> Option<String> {
        let RowKey::Child { parent, .. } = intake.key else { return None };
        let source = intake.sources.get(usize::from(parent)).copied().flatten()?;
        if self.columns.get(source)?.as_ref()?.is_damaged(self.row) {
            return None;
        }
        match intake.key(self, parent).ok()? {
            Key::Text(text) => Some(text.into_owned()),
            Key::Int(value) => Some(value.to_string()),
            Key::Day(_) => None,
        }
    }
}

impl<'a> Checked<'a> {
    fn is_damaged(&self, row: usize) -> bool {
        self.replaced && self.is_valid(row) && self.text(row).contains('\u{fffd}')
    }

    fn is_valid(&self, row: usize) -> bool {
        self.validity.is_none_or(|bits| bit(bits, row))
    }

    fn text(&self, row: usize) -> &'a str {
        let InputData::Utf8 { offsets, .. } = self.data else { return "" };
        let range = offsets.get(row).zip(offsets.get(row + 1));
        range
            .and_then(|(from, to)| self.text.get(usize::try_from(*from).ok()?..usize::try_from(*to).ok()?))
            .unwrap_or("")
    }
}

impl Row for TypedRow<'_> {
    fn cell(&self, column: usize, reader: &CellReader) -> Read<'_> {
        let Some(column) = self.columns.get(column).and_then(Option::as_ref) else {
            return Ok((Cell::Null, Cow::Borrowed("")));
        };
        let row = self.row;
        let numeric = |cell: Result<Cell, FaultReason>, text: &dyn Fn() -> String| match cell {
            Ok(cell) => Ok((cell, Cow::Borrowed(""))),
            Err(reason) => Err(Bad { reason, text: Cow::Owned(text()) }),
        };
        if !column.is_valid(row) {
            return numeric(reader.null(), &String::new);
        }
        match column.data {
            InputData::Utf8 { .. } => read_text(column.text(row), reader),
            InputData::Bool(bits, _) => {
                let value = bit(bits, row);
                numeric(reader.bool(value), &|| value.to_string())
            }
            InputData::I64(values) => {
                let value = values.get(row).copied().unwrap_or(0);
                if reader.is_text() {
                    let text = value.to_string();
                    return match reader.read(&text) {
                        Ok(cell) => Ok((cell, Cow::Owned(text))),
                        Err(reason) => Err(Bad { reason, text: Cow::Owned(text) }),
                    };
                }
                numeric(reader.decimal(value, 0), &|| value.to_string())
            }
            InputData::Decimal(values, scale) => {
                let value = values.get(row).copied().unwrap_or(0);
                numeric(reader.decimal(value, scale), &|| number::format_decimal(value, scale))
            }
            InputData::F64(values) => {
                let value = values.get(row).copied().unwrap_or(0.0);
                numeric(reader.double(value), &|| number::format_double_plain(value))
            }
            InputData::Micros(values) => {
                let value = values.get(row).copied().unwrap_or(0);
                numeric(reader.micros(value), &|| reader.micros_text(value))
            }
            InputData::Date(values) => {
                let value = values.get(row).copied().unwrap_or(0);
                numeric(reader.date(value), &|| crate::date::format(value))
            }
        }
    }
}

/// The text of a cell as `reader` understands it.
#[inline]
pub(super) fn read_text<'a>(text: &'a str, reader: &CellReader) -> Read<'a> {
    match reader.read(text) {
        Ok(cell) => Ok((cell, Cow::Borrowed(text))),
        Err(reason) => Err(Bad { reason, text: Cow::Borrowed(text) }),
    }
}

fn bit(bits: &[u8], row: usize) -> bool {
    bits.get(row / 8).is_some_and(|byte| byte >> (row % 8) & 1 == 1)
}
