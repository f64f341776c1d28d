//! Arrow columns as one block of bytes for the module: the descriptor in front, the buffers behind it.
//!
//! One block, because the call that it is passed to owns it as a whole. Every buffer starts on a multiple of eight, so
//! that the module may read values in place. Batches that follow each other become one block as if they were one batch,
//! and their values are copied once: from where they lie into the module's memory.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, DurationMicrosecondType, Float64Type, Int64Type, TimestampMicrosecondType,
};
use arrow_array::{Array, ArrayRef, ArrowPrimitiveType, Decimal128Array, RecordBatch};
use arrow_buffer::{BooleanBuffer, BooleanBufferBuilder};
use arrow_schema::{DataType, TimeUnit};

use crate::error::{Error, Result};

/// Words before the first column, and words of a column.
const HEAD: usize = 2;
const WORDS: usize = 10;

/// A laid-out block whose pointers still count from its own start.
pub(crate) struct Block<'a> {
    /// Words of the descriptor; those in `pointers` are offsets into the block.
    words: Vec<u32>,
    pointers: Vec<usize>,
    buffers: Vec<Buffer<'a>>,
    len: usize,
}

/// So many bytes, and what writes them.
struct Buffer<'a> {
    len: usize,
    fill: Box<Fill<'a>>,
}

/// Writes the bytes of a buffer.
type Fill<'a> = dyn Fn(&mut [u8]) + 'a;

impl<'a> Block<'a> {
    /// Lays out the columns of batches that follow each other. All have those of the first.
    pub(crate) fn new(batches: &'a [RecordBatch]) -> Result<Self> {
        let columns = batches.first().map_or(0, RecordBatch::num_columns);
        let rows = batches.iter().map(RecordBatch::num_rows).sum();
        let mut block = Self {
            words: vec![number(columns)?, number(rows)?],
            pointers: Vec::new(),
            buffers: Vec::new(),
            len: ((HEAD + WORDS * columns) * 4).next_multiple_of(8),
        };
        let fields = batches.first().into_iter().flat_map(|batch| batch.schema_ref().fields());
        for (field, at) in fields.zip(0..) {
            let arrays: Vec<&ArrayRef> = batches.iter().filter_map(|batch| batch.columns().get(at)).collect();
            if arrays.len() < batches.len()
                || arrays.iter().any(|array| array.data_type() != field.data_type())
            {
                let name = field.name();
                return Err(Error::usage(format!("the column `{name}` is not the same in all batches")));
            }
            block.column(field.name(), field.data_type(), &arrays)?;
        }
        number(block.len)?;
        Ok(block)
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Writes the bytes as they must be at address `base`; `target` has the length of the block.
    pub(crate) fn write(&self, base: u32, mut target: &mut [u8]) -> Result<()> {
        let mut words = self.words.clone();
        for place in &self.pointers {
            if let Some(word) = words.get_mut(*place) {
                *word = word.checked_add(base).ok_or_else(too_large)?;
            }
        }
        put(&mut target, words.len() * 4, |bytes| values(bytes, &words, u32::to_le_bytes));
        for buffer in &self.buffers {
            put(&mut target, buffer.len, &buffer.fill);
        }
        Ok(())
    }

    fn column(&mut self, name: &'a str, ty: &DataType, arrays: &[&'a ArrayRef]) -> Result<()> {
        let refused = |what: String| {
            Error::usage(format!("the column `{name}` {what}, which the module does not take"))
        };
        let mut offsets = None;
        let (kind, scale, values) = match ty {
            DataType::Boolean => (0, 0, bits(arrays.iter().map(|array| array.as_boolean().values().clone()))),
            DataType::Int64 => (1, 0, numbers::<Int64Type, 8>(arrays, i64::to_le_bytes)),
            DataType::Float64 => (2, 0, numbers::<Float64Type, 8>(arrays, f64::to_le_bytes)),
            DataType::Date32 => (3, 0, numbers::<Date32Type, 4>(arrays, i32::to_le_bytes)),
            // A time without a zone is some local time, and which one is not for the host to say.
            DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
                (7, 0, numbers::<TimestampMicrosecondType, 8>(arrays, i64::to_le_bytes))
            }
            DataType::Duration(TimeUnit::Microsecond) => {
                (7, 0, numbers::<DurationMicrosecondType, 8>(arrays, i64::to_le_bytes))
            }
            DataType::Utf8 => {
                let (places, text) = text(arrays).ok_or_else(|| refused("has broken offsets".to_owned()))?;
                offsets = Some(places);
                (4, 0, text)
            }
            DataType::Decimal128(_, scale) => {
                let scale = u32::try_from(*scale)
                    .map_err(|_| refused(format!("is a decimal with {scale} places")))?;
                let values = decimals(arrays)
                    .ok_or_else(|| refused("has a decimal of more than 18 digits".to_owned()))?;
                (5, scale, values)
            }
            other => return Err(refused(format!("has the type {other}"))),
        };
        self.buffer(Some(bytes(name.as_bytes())))?;
        self.words.extend([kind, scale]);
        self.buffer(validity(arrays))?;
        self.buffer(Some(values))?;
        self.buffer(offsets)
    }

    /// Appends a buffer, and its pointer and length to the descriptor; nothing is 0 and 0.
    fn buffer(&mut self, buffer: Option<Buffer<'a>>) -> Result<()> {
        let Some(buffer) = buffer else {
            self.words.extend([0, 0]);
            return Ok(());
        };
        self.pointers.push(self.words.len());
        self.words.extend([number(self.len)?, number(buffer.len)?]);
        self.len += buffer.len.next_multiple_of(8);
        self.buffers.push(buffer);
        Ok(())
    }
}

/// Takes some bytes off the front of `target`, with those that fill up the last eight, and has them written.
fn put(target: &mut &mut [u8], len: usize, fill: impl Fn(&mut [u8])) {
    let own = target.split_off_mut(..len.next_multiple_of(8)).and_then(|own| own.split_at_mut_checked(len));
    if let Some((own, rest)) = own {
        fill(own);
        rest.fill(0);
    }
}

fn bytes(bytes: &[u8]) -> Buffer<'_> {
    Buffer { len: bytes.len(), fill: Box::new(|target| target.copy_from_slice(bytes)) }
}

fn values<T: Copy, const WIDTH: usize>(target: &mut [u8], values: &[T], to: impl Fn(T) -> [u8; WIDTH]) {
    for (place, value) in target.as_chunks_mut().0.iter_mut().zip(values) {
        *place = to(*value);
    }
}

/// Parts of values of a width, one after the other.
fn parts<'a, T: 'a, const WIDTH: usize>(
    parts: Vec<T>,
    len: impl Fn(&T) -> usize + 'a,
    fill: impl Fn(&mut [u8], &T) + 'a,
) -> Buffer<'a> {
    let whole = parts.iter().map(|part| len(part) * WIDTH).sum();
    let fill = move |mut target: &mut [u8]| {
        for part in &parts {
            if let Some(own) = target.split_off_mut(..len(part) * WIDTH) {
                fill(own, part);
            }
        }
    };
    Buffer { len: whole, fill: Box::new(fill) }
}

fn numbers<'a, T: ArrowPrimitiveType, const WIDTH: usize>(
    arrays: &[&'a ArrayRef],
    to: fn(T::Native) -> [u8; WIDTH],
) -> Buffer<'a> {
    let all: Vec<&[T::Native]> = arrays.iter().map(|array| &**array.as_primitive::<T>().values()).collect();
    parts::<_, WIDTH>(all, |part| part.len(), move |target, part| values(target, part, to))
}

fn bits<'a>(all: impl Iterator<Item = BooleanBuffer>) -> Buffer<'a> {
    let mut bits = BooleanBufferBuilder::new(0);
    all.for_each(|part| bits.append_buffer(&part));
    let bits = bits.finish();
    Buffer {
        len: bits.len().div_ceil(8),
        fill: Box::new(move |target| {
            target.copy_from_slice(bits.values().get(..target.len()).unwrap_or_default())
        }),
    }
}

/// Which rows have a value, where some have none.
fn validity<'a>(arrays: &[&ArrayRef]) -> Option<Buffer<'a>> {
    let none = arrays.iter().all(|array| array.null_count() == 0);
    let all = arrays.iter().map(|array| match array.nulls() {
        Some(nulls) => nulls.inner().clone(),
        None => BooleanBuffer::new_set(array.len()),
    });
    (!none).then(|| bits(all))
}

/// Missing values become zero, whatever lies in their place.
fn decimals<'a>(arrays: &[&'a ArrayRef]) -> Option<Buffer<'a>> {
    let arrays: Vec<&Decimal128Array> = arrays.iter().map(|array| array.as_primitive()).collect();
    arrays.iter().all(|array| are_narrow(array)).then(|| {
        parts::<_, 8>(
            arrays,
            |array| array.len(),
            |target, array| {
                values(target, array.values(), |value| (value as i64).to_le_bytes());
                if let Some(nulls) = array.nulls().filter(|nulls| nulls.null_count() > 0) {
                    for (place, valid) in target.as_chunks_mut::<8>().0.iter_mut().zip(nulls) {
                        *place = if valid { *place } else { [0; 8] };
                    }
                }
            },
        )
    })
}

/// Whether every value that is not missing fits into 64 bits.
fn are_narrow(array: &Decimal128Array) -> bool {
    // Whether the high half is only the sign of the low one, so that the loop has no way out.
    let wide = |value: &i128| *value ^ i128::from(*value as i64);
    if array.values().iter().fold(0, |all, value| all | wide(value)) == 0 {
        return true;
    }
    array.iter().flatten().all(|value| wide(&value) == 0)
}

/// Offsets from 0, and the text between the first and the last of every part.
fn text<'a>(arrays: &[&'a ArrayRef]) -> Option<(Buffer<'a>, Buffer<'a>)> {
    let (mut texts, mut offsets, mut base) = (Vec::new(), Vec::new(), 0i32);
    for array in arrays {
        let array = array.as_string::<i32>();
        let own = array.value_offsets();
        let (first, last) = (*own.first()?, *own.last()?);
        texts.push(array.value_data().get(usize::try_from(first).ok()?..usize::try_from(last).ok()?)?);
        // The end of a part is the beginning of the next one.
        offsets.push((own.get(1..)?, base.checked_sub(first)?));
        base = base.checked_add(last.checked_sub(first)?)?;
    }
    offsets.insert(0, (&[0], 0));
    let shifted =
        |target: &mut [u8], (own, by): &(&[i32], i32)| values(target, own, |at| (at + by).to_le_bytes());
    let offsets = parts::<_, 4>(offsets, |(own, _)| own.len(), shifted);
    Some((offsets, parts::<_, 1>(texts, |text| text.len(), |target, text| target.copy_from_slice(text))))
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

    use arrow_select::concat::concat_batches;

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

    /// What the module would find in its memory.
    fn decoded(batches: &[RecordBatch]) -> Vec<ArrayRef> {
        let block = Block::new(batches).unwrap();
        let mut memory = vec![0xaa; 64 + block.len()];
        block.write(64, &mut memory[64..]).unwrap();
        TableView::read(&memory, 64).unwrap().batch(0..usize::MAX).unwrap().columns().to_vec()
    }

    #[test]
    fn what_is_encoded_is_decoded_again_also_from_the_middle_of_a_batch() {
        for (start, length) in [(0, 5), (1, 4), (2, 1), (3, 0)] {
            let batch = batch().slice(start, length);
            assert_eq!(decoded(std::slice::from_ref(&batch)), batch.columns(), "from {start}");
        }
    }

    #[test]
    fn batches_that_follow_each_other_are_as_one() {
        for cut in 0..=5 {
            let parts = [batch().slice(0, cut), batch().slice(cut, 5 - cut), batch().slice(1, 3)];
            let whole = concat_batches(&batch().schema(), &parts).unwrap();
            assert_eq!(decoded(&parts), whole.columns(), "cut at {cut}");
        }
    }

    #[test]
    fn a_type_that_the_module_does_not_take_is_named() {
        let rows: ArrayRef = Arc::new(UInt32Array::from(vec![1]));
        let error = Block::new(&[RecordBatch::try_from_iter([("n", rows)]).unwrap()]).err().unwrap();
        assert_eq!(error.to_string(), "the column `n` has the type UInt32, which the module does not take");
    }
}
