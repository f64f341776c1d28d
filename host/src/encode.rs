//! Arrow columns as one block of bytes for the module: the descriptor in front, the buffers behind it.
//!
//! One block, because the call that it is passed to owns it as a whole. Every buffer starts on a multiple of eight, so
//! that the module may read values in place.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, DurationMicrosecondType, Float64Type, Int64Type, TimestampMicrosecondType,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::{DataType, TimeUnit};

use crate::error::{Error, Result};

/// Words before the first column, and words of a column.
const HEAD: usize = 2;
const WORDS: usize = 10;

/// A laid-out block whose pointers still count from its own start.
pub(crate) struct Block {
    bytes: Vec<u8>,
    /// Words of the descriptor; those in `pointers` are offsets into `bytes`.
    words: Vec<u32>,
    pointers: Vec<usize>,
}

impl Block {
    /// Lays out the columns.
    pub(crate) fn new(batch: &RecordBatch) -> Result<Self> {
        let words = HEAD + WORDS * batch.num_columns();
        let mut block = Self {
            bytes: vec![0; (words * 4).next_multiple_of(8)],
            words: vec![number(batch.num_columns())?, number(batch.num_rows())?],
            pointers: Vec::new(),
        };
        for (field, array) in batch.schema_ref().fields().iter().zip(batch.columns()) {
            block.column(field.name(), array)?;
        }
        number(block.bytes.len())?;
        Ok(block)
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes as they must be at address `base`.
    pub(crate) fn at(mut self, base: u32) -> Result<Vec<u8>> {
        for place in &self.pointers {
            if let Some(word) = self.words.get_mut(*place) {
                *word = word.checked_add(base).ok_or_else(too_large)?;
            }
        }
        for (place, word) in self.bytes.as_chunks_mut().0.iter_mut().zip(&self.words) {
            *place = word.to_le_bytes();
        }
        Ok(self.bytes)
    }

    fn column(&mut self, name: &str, array: &dyn Array) -> Result<()> {
        let refused = |what: String| {
            Error::usage(format!("the column `{name}` {what}, which the module does not take"))
        };
        let mut offsets = None;
        let (kind, scale, values) = match array.data_type() {
            DataType::Boolean => (0, 0, array.as_boolean().values().sliced().to_vec()),
            DataType::Int64 => {
                (1, 0, bytes(array.as_primitive::<Int64Type>().values(), |value| value.to_le_bytes()))
            }
            DataType::Float64 => {
                (2, 0, bytes(array.as_primitive::<Float64Type>().values(), |value| value.to_le_bytes()))
            }
            DataType::Date32 => {
                (3, 0, bytes(array.as_primitive::<Date32Type>().values(), |value| value.to_le_bytes()))
            }
            // A time without a zone is some local time, and which one is not for the host to say.
            DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
                let values = array.as_primitive::<TimestampMicrosecondType>().values();
                (7, 0, bytes(values, |value| value.to_le_bytes()))
            }
            DataType::Duration(TimeUnit::Microsecond) => {
                let values = array.as_primitive::<DurationMicrosecondType>().values();
                (7, 0, bytes(values, |value| value.to_le_bytes()))
            }
            DataType::Utf8 => {
                let (places, text) = text(array).ok_or_else(|| refused("has broken offsets".to_owned()))?;
                offsets = Some(places);
                (4, 0, text)
            }
            DataType::Decimal128(_, scale) => {
                let scale = u32::try_from(*scale)
                    .map_err(|_| refused(format!("is a decimal with {scale} places")))?;
                let values = decimals(array)
                    .ok_or_else(|| refused("has a decimal of more than 18 digits".to_owned()))?;
                (5, scale, values)
            }
            other => return Err(refused(format!("has the type {other}"))),
        };
        let validity = array.nulls().map(|nulls| nulls.inner().sliced().to_vec());
        self.buffer(Some(name.as_bytes()))?;
        self.words.extend([kind, scale]);
        self.buffer(validity.as_deref())?;
        self.buffer(Some(&values))?;
        self.buffer(offsets.as_deref())
    }

    /// Appends a buffer, and its pointer and length to the descriptor; nothing is 0 and 0.
    fn buffer(&mut self, bytes: Option<&[u8]>) -> Result<()> {
        let Some(bytes) = bytes else {
            self.words.extend([0, 0]);
            return Ok(());
        };
        self.pointers.push(self.words.len());
        self.words.extend([number(self.bytes.len())?, number(bytes.len())?]);
        self.bytes.extend_from_slice(bytes);
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
        Ok(())
    }
}

fn bytes<T: Copy, const WIDTH: usize>(values: &[T], to: impl Fn(T) -> [u8; WIDTH]) -> Vec<u8> {
    let mut bytes = vec![0; values.len() * WIDTH];
    for (place, value) in bytes.as_chunks_mut().0.iter_mut().zip(values) {
        *place = to(*value);
    }
    bytes
}

/// Missing values become zero, whatever lies in their place.
fn decimals(array: &dyn Array) -> Option<Vec<u8>> {
    let array = array.as_primitive::<Decimal128Type>();
    // The low half, and whether the high one is only its sign, so that the loop has no way out.
    let mut wide = 0;
    let mut narrow: Vec<i64> = array.values().iter().map(|value| *value as i64).collect();
    for (value, narrow) in array.values().iter().zip(&narrow) {
        wide |= *value ^ i128::from(*narrow);
    }
    if let Some(nulls) = array.nulls().filter(|nulls| nulls.null_count() > 0) {
        wide = 0;
        for (row, (value, narrow)) in array.values().iter().zip(&mut narrow).enumerate() {
            if nulls.is_null(row) {
                *narrow = 0;
            } else {
                wide |= *value ^ i128::from(*narrow);
            }
        }
    }
    (wide == 0).then(|| bytes(&narrow, i64::to_le_bytes))
}

/// Offsets from 0, and the text between the first and the last.
fn text(array: &dyn Array) -> Option<(Vec<u8>, Vec<u8>)> {
    let array = array.as_string::<i32>();
    let offsets = array.value_offsets();
    let (first, last) = (*offsets.first()?, *offsets.last()?);
    let text = array.value_data().get(usize::try_from(first).ok()?..usize::try_from(last).ok()?)?;
    Some((bytes(offsets, |offset| (offset - first).to_le_bytes()), text.to_vec()))
}

fn number(count: usize) -> Result<u32> {
    u32::try_from(count).map_err(|_| too_large())
}

fn too_large() -> Error {
    Error::usage("a batch of columns has more than 4 GiB; put it in smaller ones")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, BooleanArray, Decimal128Array, Int64Array, StringArray, UInt32Array};

    use super::*;
    use crate::descriptor::TableView;

    fn batch() -> RecordBatch {
        let money = Decimal128Array::from(vec![Some(150), None, Some(-7), Some(0), Some(1)]);
        let money = money.with_precision_and_scale(18, 2).unwrap();
        let columns: [(&str, ArrayRef); 4] = [
            ("name", Arc::new(StringArray::from(vec![Some("a"), None, Some("客户"), Some(""), Some("e")]))),
            (
                "flag",
                Arc::new(BooleanArray::from(vec![Some(true), None, Some(false), Some(true), Some(true)])),
            ),
            ("count", Arc::new(Int64Array::from(vec![1, 2, 3, 4, i64::MIN]))),
            ("money", Arc::new(money)),
        ];
        RecordBatch::try_from_iter(columns).unwrap()
    }

    #[test]
    fn what_is_encoded_is_decoded_again_also_from_the_middle_of_a_batch() {
        for (start, length) in [(0, 5), (1, 4), (2, 1), (3, 0)] {
            let batch = batch().slice(start, length);
            let block = Block::new(&batch).unwrap();
            let (base, size) = (64, block.len());
            let mut memory = vec![0xaa; 64];
            memory.extend(block.at(base).unwrap());
            assert_eq!(memory.len(), 64 + size);
            let decoded = TableView::read(&memory, base).unwrap().batch(0..5).unwrap();
            for (found, given) in decoded.columns().iter().zip(batch.columns()) {
                assert_eq!(found, given, "from {start}");
            }
        }
    }

    #[test]
    fn a_type_that_the_module_does_not_take_is_named() {
        let rows: ArrayRef = Arc::new(UInt32Array::from(vec![1]));
        let error = Block::new(&RecordBatch::try_from_iter([("n", rows)]).unwrap()).err().unwrap();
        assert_eq!(error.to_string(), "the column `n` has the type UInt32, which the module does not take");
    }
}
