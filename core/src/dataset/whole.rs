//! Typed columns that are taken in whole: those in which nothing can be wrong.
//!
//! Most columns of a bank's Parquet are of the field's own type, with every value within its bounds, or texts that are
//! members of the field's enumeration as they stand. Such a column is copied at once when the rows of its batch are
//! through; every other one is read cell by cell, and so is any other text, whose meaning depends on what it says.
//!
//! INVARIANT: a column that was taken in whole is what reading its cells one by one would have made.

use alloc::vec::Vec;

use appraise_kernels::typed::{f64_clear, f64_within, i32_clear, i32_within, i64_clear, i64_within};

use super::cell::{CellReader, Plain};
use super::put::InputData;
use crate::column::{Bits, Column, Values};

/// A column without a cell that could be refused, and which of its cells have a value.
pub(super) struct Whole<'a> {
    data: InputData<'a>,
    /// Of texts, which members they are.
    members: Vec<u32>,
    valid: Bits,
    /// Whether all cells have a value.
    full: bool,
}

impl<'a> Whole<'a> {
    /// The column, if its values can be copied as they are.
    pub fn of(
        data: InputData<'a>,
        text: &str,
        validity: Option<&[u8]>,
        rows: usize,
        reader: &CellReader,
    ) -> Option<Self> {
        let valid = validity.map_or_else(|| Bits::ones(rows), |bits| bits_of(bits, rows));
        let full = valid.count_ones() == rows;
        let words = valid.words();
        if !full && reader.null().is_err() {
            return None;
        }
        if let InputData::Utf8 { offsets, .. } = data {
            let members = reader.names()?.find_all(offsets, text, words)?;
            return Some(Self { data, members, valid, full });
        }
        let within = match (data, reader.plain(&data)?) {
            (
                InputData::I64(values) | InputData::Decimal(values, _) | InputData::Micros(values),
                Plain::I64(min, max),
            ) => i64_within(values, words, min, max),
            (InputData::Date(values), Plain::I32(min, max)) => i32_within(values, words, min, max),
            (InputData::F64(values), Plain::F64(min, max)) => f64_within(values, words, min, max),
            (InputData::Bool(..), Plain::Bool) => true,
            _ => false,
        };
        within.then_some(Self { data, members: Vec::new(), valid, full })
    }

    /// Appends the cells of some rows, which ascend; `rows` as many as the column has are all of them.
    pub fn append(&self, column: &mut Column, rows: &[u32]) {
        let (before, all) = (column.values.len(), rows.len() == self.valid.len());
        if !self.full && column.known.is_none() {
            column.known = Some(Bits::ones(before));
        }
        let picked;
        let valid = if all {
            &self.valid
        } else {
            picked = pick(&self.valid, rows);
            &picked
        };
        match (&mut column.values, self.data) {
            (
                Values::I64(to),
                InputData::I64(from) | InputData::Decimal(from, _) | InputData::Micros(from),
            ) => {
                extend(to, from, rows, all);
                i64_clear(to.get_mut(before..).unwrap_or_default(), valid.words());
            }
            (Values::I32(to), InputData::Date(from)) => {
                extend(to, from, rows, all);
                i32_clear(to.get_mut(before..).unwrap_or_default(), valid.words());
            }
            (Values::F64(to), InputData::F64(from)) => {
                extend(to, from, rows, all);
                f64_clear(to.get_mut(before..).unwrap_or_default(), valid.words());
            }
            (Values::Code(to), InputData::Utf8 { .. }) => extend(to, &self.members, rows, all),
            (Values::Bool(to), InputData::Bool(from, count)) => {
                let from = bits_of(from, count);
                let from = if all { from } else { pick(&from, rows) };
                let masked: Vec<u64> = from.words().iter().zip(valid.words()).map(|(a, b)| a & b).collect();
                push_words(to, &masked, from.len());
            }
            // `of` has seen that the types are the same.
            _ => {}
        }
        if let Some(known) = &mut column.known {
            push_words(known, valid.words(), valid.len());
        }
    }
}

fn extend<T: Copy>(to: &mut Vec<T>, from: &[T], rows: &[u32], all: bool) {
    if all {
        to.extend_from_slice(from);
    } else {
        to.extend(rows.iter().filter_map(|row| from.get(*row as usize)));
    }
}

fn pick(bits: &Bits, rows: &[u32]) -> Bits {
    let mut picked = Bits::default();
    rows.iter().for_each(|row| picked.push(bits.get(*row as usize)));
    picked
}

fn push_words(to: &mut Bits, words: &[u64], rows: usize) {
    for (word, start) in words.iter().zip((0..rows).step_by(64)) {
        to.push_word(*word, (rows - start).min(64));
    }
}

/// Arrow's bits, least significant first, as words.
fn bits_of(bytes: &[u8], rows: usize) -> Bits {
    let mut bits = Bits::default();
    for (eight, start) in bytes.chunks(8).zip((0..rows).step_by(64)) {
        let mut word = [0; 8];
        word.iter_mut().zip(eight).for_each(|(to, from)| *to = *from);
        bits.push_word(u64::from_le_bytes(word), (rows - start).min(64));
    }
    bits
}
