//! Typed columns in linear memory.
//!
//! A descriptor is a list of little-endian `u32`: number of columns, number of rows, then for each column ten words:
//! address and length of its name, type, scale, address and length of the validity bits, of the values, of the
//! offsets. Addresses are absolute, lengths are in bytes. Validity address 0: all rows have a value. Types are the
//! constants below. What an output descriptor points at lives as long as its buffer handle.

use appraise_core::dataset::{InputColumn, InputData};
use appraise_core::output::{OutputTable, OutputValues};
use appraise_kernels::typed::{f64_read, i32_read, i64_read};

const BOOL: u32 = 0;
const I64: u32 = 1;
const F64: u32 = 2;
const DATE: u32 = 3;
const UTF8: u32 = 4;
const DECIMAL: u32 = 5;
const U32: u32 = 6;
const INSTANT: u32 = 7;

/// Words of a column in a descriptor.
const WORDS: usize = 10;

/// Columns that a descriptor may have.
const MAX_COLUMNS: usize = 4096;

/// An input column, copied out of the descriptor's buffer.
pub struct Column {
    name: String,
    validity: Option<Vec<u8>>,
    values: Values,
}

enum Values {
    Bool(Vec<u8>, usize),
    I64(Vec<i64>),
    F64(Vec<f64>),
    Date(Vec<i32>),
    Micros(Vec<i64>),
    Utf8(Vec<i32>, Vec<u8>),
    Decimal(Vec<i64>, u8),
}

impl Column {
    /// The column as the engine takes it.
    pub fn input(&self) -> InputColumn<'_> {
        let data = match &self.values {
            Values::Bool(bits, rows) => InputData::Bool(bits, *rows),
            Values::I64(values) => InputData::I64(values),
            Values::F64(values) => InputData::F64(values),
            Values::Date(values) => InputData::Date(values),
            Values::Micros(values) => InputData::Micros(values),
            Values::Utf8(offsets, bytes) => InputData::Utf8 { offsets, bytes },
            Values::Decimal(values, scale) => InputData::Decimal(values, *scale),
        };
        InputColumn { name: &self.name, validity: self.validity.as_deref(), data }
    }
}

/// A buffer at an address.
struct Memory<'a> {
    bytes: &'a [u8],
    base: u32,
}

impl<'a> Memory<'a> {
    fn word(&self, index: usize) -> Result<u32, &'static str> {
        let at = index.checked_mul(4).ok_or("the descriptor is cut off")?;
        let bytes =
            self.bytes.get(at..).and_then(|b| b.first_chunk::<4>()).ok_or("the descriptor is cut off")?;
        Ok(u32::from_le_bytes(*bytes))
    }

    fn range(&self, address: u32, len: u32) -> Result<&'a [u8], &'static str> {
        let start = address.checked_sub(self.base).ok_or("an address lies before the buffer")? as usize;
        let end = start.checked_add(len as usize).ok_or("a length is too large")?;
        self.bytes.get(start..end).ok_or("a column reaches beyond the buffer")
    }
}

fn lanes<T>(bytes: &[u8], rows: usize, read: fn(&[u8]) -> Vec<T>) -> Result<Vec<T>, &'static str> {
    if rows.checked_mul(size_of::<T>()) != Some(bytes.len()) {
        return Err("a column has not as many values as rows");
    }
    Ok(read(bytes))
}

/// Reads an input descriptor that lies at the start of `bytes`, which is the memory from address `base` on.
pub fn read(bytes: &[u8], base: u32) -> Result<Vec<Column>, &'static str> {
    let memory = Memory { bytes, base };
    let (count, rows) = (memory.word(0)? as usize, memory.word(1)? as usize);
    if count > MAX_COLUMNS {
        return Err("the descriptor has too many columns");
    }
    let mut columns = Vec::with_capacity(count);
    for column in 0..count {
        let word = |i: usize| memory.word(2 + column * WORDS + i);
        let name = memory.range(word(0)?, word(1)?)?;
        let name = std::str::from_utf8(name).map_err(|_| "a column's name is not UTF-8")?.to_owned();
        let validity = match word(4)? {
            0 => None,
            address => {
                let bits = memory.range(address, word(5)?)?;
                if bits.len() < rows.div_ceil(8) {
                    return Err("validity bits are fewer than rows");
                }
                Some(bits.to_vec())
            }
        };
        let values = memory.range(word(6)?, word(7)?)?;
        let values = match word(2)? {
            BOOL if values.len() >= rows.div_ceil(8) => Values::Bool(values.to_vec(), rows),
            I64 => Values::I64(lanes(values, rows, i64_read)?),
            F64 => Values::F64(lanes(values, rows, f64_read)?),
            DATE => Values::Date(lanes(values, rows, i32_read)?),
            INSTANT => Values::Micros(lanes(values, rows, i64_read)?),
            DECIMAL => {
                let scale = u8::try_from(word(3)?).map_err(|_| "a scale is too large")?;
                Values::Decimal(lanes(values, rows, i64_read)?, scale)
            }
            UTF8 => {
                let offsets = memory.range(word(8)?, word(9)?)?;
                let ends = rows.checked_add(1).ok_or("the descriptor has too many rows")?;
                Values::Utf8(lanes(offsets, ends, i32_read)?, values.to_vec())
            }
            _ => return Err("a column has an unknown type or too few values"),
        };
        columns.push(Column { name, validity, values });
    }
    Ok(columns)
}

fn place<T>(values: &[T]) -> [u32; 2] {
    let bytes = size_of_val(values);
    [super::address(values.as_ptr()), u32::try_from(bytes).unwrap_or(u32::MAX)]
}

/// The descriptor of an output table, which stays where it is.
pub fn describe(table: &OutputTable) -> Vec<u32> {
    let mut words = Vec::with_capacity(2 + table.columns.len() * WORDS);
    words.push(u32::try_from(table.columns.len()).unwrap_or(0));
    words.push(u32::try_from(table.rows).unwrap_or(0));
    for column in &table.columns {
        let (ty, scale, values, offsets) = match &column.values {
            OutputValues::Bool(v) => (BOOL, 0, place(v.words()), [0, 0]),
            OutputValues::Int(v) => (I64, 0, place(v), [0, 0]),
            OutputValues::Decimal(v, scale) => (DECIMAL, u32::from(*scale), place(v), [0, 0]),
            OutputValues::Double(v) => (F64, 0, place(v), [0, 0]),
            OutputValues::Date(v) => (DATE, 0, place(v), [0, 0]),
            OutputValues::Instant(v, _) => (INSTANT, 0, place(v), [0, 0]),
            OutputValues::Text(v) => (UTF8, 0, place(v.bytes.as_bytes()), place(&v.offsets)),
            OutputValues::Index(v) => (U32, 0, place(v), [0, 0]),
        };
        let [name, name_len] = place(column.name.as_bytes());
        let [known, known_len] = column.known.as_ref().map_or([0, 0], |k| place(k.words()));
        let ([values, values_len], [offsets, offsets_len]) = (values, offsets);
        words.extend_from_slice(&[
            name,
            name_len,
            ty,
            scale,
            known,
            known_len,
            values,
            values_len,
            offsets,
            offsets_len,
        ]);
    }
    words
}
