//! Records that are put together: bytes of texts one after the other, rows of batches by reference.
//!
//! Rows of columns are copied when the chunk or the spilled run that they go to is whole, and only where their order is
//! another one.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use arrow_array::{Array, RecordBatch, RecordBatchOptions};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use arrow_select::interleave::interleave_record_batch;

use super::records::Record;
use crate::error::{Error, Result};

/// Records of one table.
#[derive(Debug, Default)]
pub(super) struct Gather {
    /// Of texts: the bytes, and where each record ends.
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// Of columns: the batches by their numbers, and runs of rows that follow each other.
    batches: Vec<RecordBatch>,
    places: HashMap<u64, usize>,
    /// The number and the place of the batch that was last asked for: most rows are of the one before.
    last: Option<(u64, usize)>,
    rows: Vec<Run>,
    lines: Vec<u32>,
    size: usize,
}

/// Bytes that count for every record besides its own.
const ROW_BYTES: usize = size_of::<usize>() + size_of::<Run>();

/// Rows of a batch that follow each other.
#[derive(Debug, Clone, Copy)]
struct Run {
    batch: usize,
    start: usize,
    len: usize,
}

/// The records of a text in the order wanted.
pub(super) struct Gathered {
    pub bytes: Vec<u8>,
    pub ends: Vec<usize>,
}

impl Gather {
    /// Takes a record in. Batches of equal numbers are the same.
    pub fn push(&mut self, record: &Record<'_>) {
        match *record {
            Record::Text { bytes, line } => {
                self.bytes.extend_from_slice(bytes);
                self.ends.push(self.bytes.len());
                self.lines.push(line);
            }
            Record::Row { batch, number, row, line } => {
                self.lines.push(line);
                let batch = self.batch(number, batch);
                match self.rows.last_mut() {
                    Some(run) if run.batch == batch && run.start + run.len == row => run.len += 1,
                    _ => self.rows.push(Run { batch, start: row, len: 1 }),
                }
            }
        }
    }

    fn batch(&mut self, number: u64, batch: &RecordBatch) -> usize {
        if let Some((_, place)) = self.last.filter(|(last, _)| *last == number) {
            return place;
        }
        let new = self.batches.len();
        let place = *self.places.entry(number).or_insert(new);
        if place == new {
            self.size += batch.get_array_memory_size();
            self.batches.push(batch.clone());
        }
        self.last = Some((number, place));
        place
    }

    /// Takes rows of a batch in that follow each other, the first on a line: as if one by one with [`Gather::push`].
    pub fn push_run(&mut self, batch: &RecordBatch, number: u64, rows: Range<usize>, line: u32) {
        let (batch, start, len) = (self.batch(number, batch), rows.start, rows.len());
        self.lines.extend((line..).take(len));
        match self.rows.last_mut() {
            Some(run) if run.batch == batch && run.start + run.len == start => run.len += len,
            _ => self.rows.push(Run { batch, start, len }),
        }
    }

    /// Bytes that are held, about.
    pub fn size(&self) -> usize {
        self.bytes.len() + self.size + self.lines.len() * ROW_BYTES
    }

    /// How many more rows of a batch make it `bytes` large. The first row of one brings all of its bytes, and is alone.
    pub fn room(&self, number: u64, bytes: usize) -> usize {
        match self.last {
            Some((last, _)) if last == number => bytes.saturating_sub(self.size()).div_ceil(ROW_BYTES),
            _ => 1,
        }
    }

    /// The lines of the records, in the order in which they came.
    pub fn lines(&self) -> &[u32] {
        &self.lines
    }

    /// The bytes of a record of a text, counted in the order in which they came.
    pub fn text(&self, record: usize) -> &[u8] {
        let start = record.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(record).copied().unwrap_or(start);
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// The records of a text in an order.
    pub fn texts(self, order: Option<&[usize]>) -> Gathered {
        let Some(order) = order else { return Gathered { bytes: self.bytes, ends: self.ends } };
        let (mut bytes, mut ends) = (Vec::with_capacity(self.bytes.len()), Vec::with_capacity(order.len()));
        for record in order {
            bytes.extend_from_slice(self.text(*record));
            ends.push(bytes.len());
        }
        Gathered { bytes, ends }
    }

    /// The rows of columns in an order, in batches with the same columns; none without any batch. Rows that follow each
    /// other are not copied.
    ///
    /// # Errors
    ///
    /// If the columns do not fit each other.
    pub fn columns(self, order: Option<&[usize]>) -> Result<Vec<RecordBatch>> {
        let rows: usize = self.lines.len();
        let put = || -> std::result::Result<Vec<RecordBatch>, ArrowError> {
            let batches = alike(&self.batches)?;
            let Some(first) = batches.first() else { return Ok(Vec::new()) };
            if first.num_columns() == 0 {
                let options = RecordBatchOptions::new().with_row_count(Some(rows));
                return RecordBatch::try_new_with_options(first.schema(), Vec::new(), &options)
                    .map(|all| vec![all]);
            }
            if order.is_none() && self.rows.len() < rows.div_ceil(8) {
                let slices = self
                    .rows
                    .iter()
                    .filter_map(|run| Some(batches.get(run.batch)?.slice(run.start, run.len)));
                return Ok(slices.collect());
            }
            let each =
                self.rows.iter().flat_map(|run| (run.start..run.start + run.len).map(|row| (run.batch, row)));
            let each: Vec<(usize, usize)> = each.collect();
            let each = match order {
                Some(order) => order.iter().filter_map(|at| each.get(*at).copied()).collect(),
                None => each,
            };
            let batches: Vec<&RecordBatch> = batches.iter().collect();
            interleave_record_batch(&batches, &each).map(|all| vec![all])
        };
        put().map_err(|cause| Error::usage(format!("the rows of a table do not fit together: {cause}")))
    }
}

/// No rows of some columns. A column without values has every type; text is one of them.
pub(super) fn empty(columns: &[String]) -> RecordBatch {
    let fields = columns.iter().map(|name| Field::new(name, DataType::Utf8, true));
    RecordBatch::new_empty(Arc::new(Schema::new(fields.collect::<Vec<_>>())))
}

/// The batches with the same types. A column that has several, because a value of it fitted only another, is text in
/// all of them, which means what it would mean in a CSV file.
fn alike(batches: &[RecordBatch]) -> std::result::Result<Vec<RecordBatch>, ArrowError> {
    let Some(first) = batches.first() else { return Ok(Vec::new()) };
    if batches.iter().all(|batch| batch.schema_ref() == first.schema_ref()) {
        return Ok(batches.to_vec());
    }
    let fields = first.schema_ref().fields().iter();
    let types = fields.map(|field| {
        let mut types = batches.iter().map(|batch| {
            batch.schema_ref().field_with_name(field.name()).map(|field| field.data_type().clone())
        });
        let same = types.all(|ty| ty.is_ok_and(|ty| ty == *field.data_type()));
        Field::new(field.name(), if same { field.data_type().clone() } else { DataType::Utf8 }, true)
    });
    let schema = Arc::new(Schema::new(types.collect::<Vec<_>>()));
    batches.iter().map(|batch| cast(batch, &schema)).collect()
}

fn cast(batch: &RecordBatch, schema: &Arc<Schema>) -> std::result::Result<RecordBatch, ArrowError> {
    let columns = schema.fields().iter().map(|field| {
        let column = batch.column_by_name(field.name()).ok_or_else(|| {
            ArrowError::SchemaError(format!("the column `{}` is not in all parts", field.name()))
        })?;
        if column.data_type() == field.data_type() {
            Ok(Arc::clone(column))
        } else {
            arrow_cast::cast(column, field.data_type())
        }
    });
    let columns = columns.collect::<std::result::Result<Vec<_>, _>>()?;
    RecordBatch::try_new(Arc::clone(schema), columns)
}

#[cfg(test)]
mod tests {
    use arrow_array::cast::AsArray;
    use arrow_array::types::Int64Type;
    use arrow_array::{ArrayRef, Int64Array, StringArray};

    use super::*;

    fn numbers(range: Range<i64>) -> RecordBatch {
        let column: ArrayRef = Arc::new(Int64Array::from_iter_values(range));
        RecordBatch::try_from_iter([("n", column)]).unwrap()
    }

    #[test]
    fn rows_of_several_batches_are_in_the_order_wanted() {
        let (one, two) = (numbers(0..10), numbers(10..20));
        let mut gather = Gather::default();
        for (batch, number, row) in [(&one, 1, 3), (&one, 1, 4), (&two, 2, 0), (&one, 1, 9), (&two, 2, 1)] {
            gather.push(&Record::Row { batch, number, row, line: 0 });
        }
        assert_eq!(gather.batches.len(), 2);
        let batch = gather.columns(Some(&[4, 0, 1, 2, 3])).unwrap().remove(0);
        let found: Vec<i64> = batch["n"].as_primitive::<Int64Type>().values().to_vec();
        assert_eq!(found, [11, 3, 4, 10, 9]);
    }

    #[test]
    fn a_column_of_two_types_is_text() {
        let texts: ArrayRef = Arc::new(StringArray::from(vec!["99999999999999999999"]));
        let (one, two) = (numbers(0..20), RecordBatch::try_from_iter([("n", texts)]).unwrap());
        let mut gather = Gather::default();
        (0..20).for_each(|row| gather.push(&Record::Row { batch: &one, number: 1, row, line: 0 }));
        gather.push(&Record::Row { batch: &two, number: 2, row: 0, line: 0 });
        let batches = gather.columns(None).unwrap();
        let found: Vec<&str> = batches
            .iter()
            .flat_map(|batch| batch["n"].as_string::<i32>().iter().flatten())
            .skip(19)
            .collect();
        assert_eq!(found, ["19", "99999999999999999999"]);
    }
}
