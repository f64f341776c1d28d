//! Columns: typed values with validity, and the dictionary of texts.
//!
//! INVARIANT: a cell whose validity bit is 0 holds the zero of its type, so that equal data are equal bytes.
//! INVARIANT: bits beyond the length of a [`Bits`] are 0.

use alloc::vec::Vec;

pub mod bits;

pub use appraise_kernels::dictionary::Texts;
pub use bits::Bits;

/// The values of one column.
#[derive(Debug, Clone, PartialEq)]
pub enum Values {
    /// Booleans, one bit each.
    Bool(Bits),
    /// Integers, decimals (scaled), timestamps.
    I64(Vec<i64>),
    /// Dates: days since 1970-01-01.
    I32(Vec<i32>),
    /// Doubles; never NaN or infinite in an input.
    F64(Vec<f64>),
    /// Codes: of [`Texts`] for strings, member indexes for enumerations.
    Code(Vec<u32>),
}

/// Makes room for the first `cells` of a column: growing one that has none is a longer way.
pub(crate) fn begin<T>(column: &mut Vec<T>, cells: usize) {
    if column.capacity() == 0 {
        *column = Vec::with_capacity(cells);
    }
}

impl Values {
    /// Number of cells.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Bool(v) => v.len(),
            Self::I64(v) => v.len(),
            Self::I32(v) => v.len(),
            Self::F64(v) => v.len(),
            Self::Code(v) => v.len(),
        }
    }

    /// Whether there is no cell.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes room for so many cells more.
    pub fn reserve(&mut self, cells: usize) {
        match self {
            Self::Bool(_) => {}
            Self::I64(v) => v.reserve_exact(cells),
            Self::I32(v) => v.reserve_exact(cells),
            Self::F64(v) => v.reserve_exact(cells),
            Self::Code(v) => v.reserve_exact(cells),
        }
    }
}

/// A column: values, which of them exist, and why the others do not.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// The values.
    pub values: Values,
    /// 1 = the value exists; `None`: all do.
    pub known: Option<Bits>,
    /// Rows whose cell is unknown for another reason than `missing` (sorted by row).
    pub reasons: Vec<(u32, crate::value::Reason)>,
}

impl Column {
    /// A known cell as a number that equal cells of the column share, and no others.
    #[must_use]
    pub fn number(&self, row: usize) -> Option<i64> {
        if self.known.as_ref().is_some_and(|known| !known.get(row)) {
            return None;
        }
        match &self.values {
            Values::Bool(v) => Some(i64::from(v.get(row))),
            Values::I64(v) => v.get(row).copied(),
            Values::I32(v) => v.get(row).map(|v| i64::from(*v)),
            Values::F64(v) => v.get(row).map(|v| v.to_bits().cast_signed()),
            Values::Code(v) => v.get(row).map(|v| i64::from(*v)),
        }
    }
}
