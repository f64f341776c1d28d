//! Typed columns of the module as Arrow arrays.
//!
//! A descriptor is a list of u32 offsets into the module's memory: `columns`, `rows`, then ten numbers per column (name,
//! type, scale, validity, values, offsets). Everything is checked once, in [`TableView::read`], before a value is
//! looked at; reading a batch copies the rows asked for and no more, so that the host's memory stays flat.
//!
//! INVARIANT: no number of the module is used as an index, a length or a capacity before it was compared with the
//! memory that it talks about.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::types::{
    Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType, UInt32Type,
};
use arrow_array::{
    ArrayRef, ArrowPrimitiveType, BooleanArray, PrimitiveArray, RecordBatch, RecordBatchOptions, StringArray,
};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{DataType, Field, Schema, TimeUnit};

use crate::error::{Code, Error, Result};
use crate::sandbox::range;

/// More columns than any policy has.
const COLUMNS: u32 = 10_000;
const NAME_BYTES: u32 = 4_096;
/// Words of one column in the descriptor.
const WORDS: usize = 10;
/// Rows by which it is told whether a column repeats its values, and the share of them that may.
const SAMPLE: usize = 4096;
const REPEATED: usize = 16;
/// Digits of a decimal in Parquet: what an INT64 holds.
const DIGITS: u8 = 18;
const DECIMAL_END: i64 = 10_i64.pow(18);

/// An output table in the module's memory: checked, not yet copied.
pub struct TableView<'a> {
    rows: usize,
    columns: Vec<ColumnView<'a>>,
}

struct ColumnView<'a> {
    name: &'a str,
    kind: Kind,
    scale: i8,
    validity: Option<&'a [u8]>,
    values: &'a [u8],
    offsets: &'a [u8],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Bool,
    Int,
    Double,
    Date,
    Text,
    Decimal,
    Unsigned,
    Timestamp,
}

impl<'a> TableView<'a> {
    /// Reads and checks the descriptor at `ptr`.
    pub(crate) fn read(memory: &'a [u8], ptr: u32) -> Result<Self> {
        let head = words(range(memory, ptr, 8)?);
        let [count, rows] = head.as_slice() else { return Err(broken("a descriptor without a head")) };
        if *count > COLUMNS || (*count == 0 && *rows > 0) {
            return Err(broken(format!(
                "a table of {rows} rows and {count} columns, at most {COLUMNS} are allowed"
            )));
        }
        let bytes = *count * 40;
        let start = ptr.checked_add(8).ok_or_else(|| broken("a descriptor at the end of memory"))?;
        let list = words(range(memory, start, bytes)?);
        let rows = usize::try_from(*rows).map_err(|_| broken("a table with too many rows"))?;
        let columns = list
            .chunks_exact(WORDS)
            .map(|column| ColumnView::read(memory, column, rows))
            .collect::<Result<Vec<_>>>()?;
        let mut names = HashSet::with_capacity(columns.len());
        if let Some(twice) = columns.iter().find(|column| !names.insert(column.name)) {
            return Err(broken(format!("a table with two columns `{}`", twice.name)));
        }
        Ok(Self { rows, columns })
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The columns' names and types. Every column is nullable.
    pub fn schema(&self) -> Schema {
        let field = |column: &ColumnView<'_>| Field::new(column.name, column.data_type(), true);
        Schema::new(self.columns.iter().map(field).collect::<Vec<_>>())
    }

    /// The columns whose values hardly repeat, as far as the first rows show: a dictionary of them is as long as they are.
    pub fn distinct(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().filter(|column| column.is_distinct(self.rows)).map(|column| column.name)
    }

    /// Copies some rows out, as far as there are that many.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Abi`](crate::ErrorKind::Abi) for a decimal of more than 18 digits, or text that is not UTF-8.
    pub fn batch(&self, rows: Range<usize>) -> Result<RecordBatch> {
        let rows = rows.start.min(self.rows)..rows.end.min(self.rows);
        let arrays = self.columns.iter().map(|column| column.array(&rows)).collect::<Result<Vec<_>>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(rows.len()));
        RecordBatch::try_new_with_options(Arc::new(self.schema()), arrays, &options).map_err(broken)
    }
}

impl<'a> ColumnView<'a> {
    fn read(memory: &'a [u8], column: &[u32], rows: usize) -> Result<Self> {
        let [name, name_len, kind, scale, validity, validity_len, values, values_len, offsets, offsets_len] =
            *column
        else {
            return Err(broken("a descriptor that ends early"));
        };
        if name_len > NAME_BYTES {
            return Err(broken(format!(
                "a column name of {name_len} bytes, at most {NAME_BYTES} are allowed"
            )));
        }
        let name = std::str::from_utf8(range(memory, name, name_len)?)
            .map_err(|_| broken("a column name that is not UTF-8"))?;
        let wrong = |what: &str| broken(format!("the column `{name}` has {what}"));
        let kind = Kind::of(kind).ok_or_else(|| wrong(&format!("the unknown type {kind}")))?;
        let scale = i8::try_from(scale)
            .ok()
            .filter(|scale| kind != Kind::Decimal || *scale <= 18)
            .ok_or_else(|| wrong(&format!("the scale {scale}")))?;
        let bits = rows.div_ceil(8);
        let validity = if validity == 0 { None } else { Some(range(memory, validity, validity_len)?) };
        if validity.is_some_and(|bytes| bytes.len() < bits) {
            return Err(wrong(&format!("{validity_len} bytes of validity for {rows} rows")));
        }
        let view = Self {
            kind,
            scale,
            validity,
            values: range(memory, values, values_len)?,
            offsets: if kind == Kind::Text { range(memory, offsets, offsets_len)? } else { &[] },
            name,
        };
        let enough = match kind {
            Kind::Bool => view.values.len() >= bits,
            Kind::Text => return view.check_text(rows).map(|()| view),
            _ => rows.checked_mul(kind.width()).is_some_and(|bytes| view.values.len() == bytes),
        };
        if enough { Ok(view) } else { Err(wrong(&format!("{values_len} bytes of values for {rows} rows"))) }
    }

    /// Offsets must be as many as the rows and one more, must not fall, and must end inside the values.
    fn check_text(&self, rows: usize) -> Result<()> {
        let wrong = |what: &str| broken(format!("the column `{}` has {what}", self.name));
        if rows == 0 {
            return Ok(());
        }
        if rows.checked_add(1).and_then(|count| count.checked_mul(4)) != Some(self.offsets.len()) {
            return Err(wrong(&format!("{} bytes of offsets for {rows} rows", self.offsets.len())));
        }
        let mut before = 0;
        for offset in self.offsets.as_chunks().0.iter().map(|bytes| i32::from_le_bytes(*bytes)) {
            if offset < before {
                return Err(wrong("offsets that fall"));
            }
            before = offset;
        }
        if usize::try_from(before).is_ok_and(|end| end <= self.values.len()) {
            Ok(())
        } else {
            Err(wrong("offsets beyond its values"))
        }
    }

    /// Whether at most one in [`REPEATED`] of the first rows has the value of a row before it.
    fn is_distinct(&self, rows: usize) -> bool {
        let rows = rows.min(SAMPLE);
        let mut left = rows / REPEATED;
        let mut seen = HashSet::with_capacity(rows);
        let mut is_new = |value| {
            let repeated = !seen.insert(value);
            left = if repeated { left.checked_sub(1)? } else { left };
            Some(())
        };
        let all = match self.kind {
            Kind::Bool => None,
            Kind::Text => {
                let offsets =
                    self.offsets.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes) as usize);
                let values = offsets.clone().zip(offsets.skip(1)).take(rows);
                values.map(|(from, to)| self.values.get(from..to)).try_for_each(|value| is_new(value?))
            }
            kind => self.values.chunks_exact(kind.width()).take(rows).try_for_each(is_new),
        };
        rows > 0 && all.is_some()
    }

    fn data_type(&self) -> DataType {
        match self.kind {
            Kind::Bool => DataType::Boolean,
            Kind::Int => DataType::Int64,
            Kind::Double => DataType::Float64,
            Kind::Date => DataType::Date32,
            Kind::Text => DataType::Utf8,
            Kind::Decimal => DataType::Decimal128(DIGITS, self.scale),
            Kind::Unsigned => DataType::UInt32,
            Kind::Timestamp => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        }
    }

    fn array(&self, rows: &Range<usize>) -> Result<ArrayRef> {
        let nulls = self.validity.map(|bits| bit_slice(bits, rows).map(NullBuffer::new)).transpose()?;
        match self.kind {
            Kind::Bool => Ok(Arc::new(BooleanArray::new(bit_slice(self.values, rows)?, nulls))),
            Kind::Int => self.primitive::<Int64Type, 8>(rows, nulls, i64::from_le_bytes),
            Kind::Double => self.primitive::<Float64Type, 8>(rows, nulls, f64::from_le_bytes),
            Kind::Date => self.primitive::<Date32Type, 4>(rows, nulls, i32::from_le_bytes),
            Kind::Unsigned => self.primitive::<UInt32Type, 4>(rows, nulls, u32::from_le_bytes),
            Kind::Timestamp => self.primitive::<TimestampMicrosecondType, 8>(rows, nulls, i64::from_le_bytes),
            Kind::Decimal => {
                self.check_digits(rows, nulls.as_ref())?;
                let widen = |bytes| i128::from(i64::from_le_bytes(bytes));
                self.primitive::<Decimal128Type, 8>(rows, nulls, widen)
            }
            Kind::Text => self.text(rows, nulls),
        }
    }

    fn primitive<T: ArrowPrimitiveType, const WIDTH: usize>(
        &self,
        rows: &Range<usize>,
        nulls: Option<NullBuffer>,
        value: impl Fn([u8; WIDTH]) -> T::Native,
    ) -> Result<ArrayRef> {
        let values: Vec<T::Native> = self.fixed(rows)?.iter().map(|bytes| value(*bytes)).collect();
        let array = PrimitiveArray::<T>::try_new(ScalarBuffer::from(values), nulls).map_err(broken)?;
        Ok(Arc::new(array.with_data_type(self.data_type())))
    }

    fn fixed<const WIDTH: usize>(&self, rows: &Range<usize>) -> Result<&'a [[u8; WIDTH]]> {
        self.values.as_chunks().0.get(rows.clone()).ok_or_else(|| broken("rows beyond the values"))
    }

    /// Parquet keeps a decimal of 18 digits as an INT64; a longer one is refused rather than cut.
    fn check_digits(&self, rows: &Range<usize>, nulls: Option<&NullBuffer>) -> Result<()> {
        for (row, bytes) in self.fixed(rows)?.iter().enumerate() {
            let value = i64::from_le_bytes(*bytes);
            let fits = value > -DECIMAL_END && value < DECIMAL_END;
            if !fits && nulls.is_none_or(|nulls| nulls.is_valid(row)) {
                let name = self.name;
                return Err(broken(format!(
                    "the column `{name}` has a decimal of 19 digits, 18 are allowed"
                )));
            }
        }
        Ok(())
    }

    fn text(&self, rows: &Range<usize>, nulls: Option<NullBuffer>) -> Result<ArrayRef> {
        if rows.is_empty() {
            return Ok(Arc::new(StringArray::new_null(0)));
        }
        let absolute: Vec<i32> = self
            .offsets
            .as_chunks()
            .0
            .get(rows.start..=rows.end)
            .ok_or_else(|| broken("rows beyond the offsets"))?
            .iter()
            .map(|bytes| i32::from_le_bytes(*bytes))
            .collect();
        let (first, last) = (*absolute.first().unwrap_or(&0), *absolute.last().unwrap_or(&0));
        // Not negative and not falling since `check_text`, so the differences neither wrap nor fall.
        let offsets: Vec<i32> = absolute.iter().map(|offset| offset - first).collect();
        let bounds = usize::try_from(first).ok().zip(usize::try_from(last).ok());
        let values = bounds
            .and_then(|(first, last)| self.values.get(first..last))
            .ok_or_else(|| broken("text beyond the values"))?;
        let offsets = OffsetBuffer::new(ScalarBuffer::from(offsets));
        let array = StringArray::try_new(offsets, Buffer::from(values), nulls)
            .map_err(|_| broken(format!("the column `{}` has text that is not UTF-8", self.name)))?;
        Ok(Arc::new(array))
    }
}

impl Kind {
    fn of(number: u32) -> Option<Self> {
        Some(match number {
            0 => Self::Bool,
            1 => Self::Int,
            2 => Self::Double,
            3 => Self::Date,
            4 => Self::Text,
            5 => Self::Decimal,
            6 => Self::Unsigned,
            7 => Self::Timestamp,
            _ => return None,
        })
    }

    /// Bytes of a value; 0 where it is not fixed.
    fn width(self) -> usize {
        match self {
            Self::Bool | Self::Text => 0,
            Self::Date | Self::Unsigned => 4,
            Self::Int | Self::Double | Self::Decimal | Self::Timestamp => 8,
        }
    }
}

fn words(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word)).collect()
}

/// Some bits of a bitmap whose least significant bit comes first.
fn bit_slice(bits: &[u8], rows: &Range<usize>) -> Result<BooleanBuffer> {
    let first = rows.start / 8;
    let bytes =
        bits.get(first..rows.end.div_ceil(8).max(first)).ok_or_else(|| broken("rows beyond the bits"))?;
    Ok(BooleanBuffer::new(Buffer::from(bytes), rows.start % 8, rows.len()))
}

/// A table that is none.
fn broken(cause: impl std::fmt::Display) -> Error {
    Error::coded(Code::ABI_TABLE, format!("the module's columns are broken: {cause}"))
}

#[cfg(test)]
mod tests;
