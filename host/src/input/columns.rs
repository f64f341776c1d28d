//! A Parquet file as batches of columns of the types that the module takes.
//!
//! Only columns that the policy's table names are read. A type that the module does not take becomes the nearest one
//! that holds every value exactly, and where there is none its text, which means what it would mean in a CSV file: so
//! a time without a zone is read in the policy's, and a 32-bit float by its own shortest digits.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType, Field, Schema, TimeUnit};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;

use crate::error::{Code, Error, Result};

/// The most columns that a file may have, those that no table names included.
const COLUMNS: usize = 20_000;
/// Rows read at once.
const BATCH_ROWS: usize = 8192;
/// The largest size that a column of a group of rows may say it has when unpacked.
const CHUNK_BYTES: i64 = 1 << 30;
/// The most bytes of text in the rows that are read at once. A file of some kilobytes can say more.
const TEXT_BYTES: usize = 256 << 20;

/// Digits of a decimal in the module.
const DIGITS: u8 = 18;

/// The batches of a file, of the columns that are wanted.
pub(crate) struct Batches {
    reader: ParquetRecordBatchReader,
    path: PathBuf,
}

impl Batches {
    /// Opens a file.
    pub(crate) fn open(path: &Path, wanted: &[String]) -> Result<Self> {
        let file = File::open(path).map_err(|cause| Error::file("read the input", path, cause))?;
        let builder =
            guarded(|| in_views(file)).map_err(|cause| unreadable(path, Code::FILE_DAMAGED, cause))?;
        if builder.schema().fields().len() > COLUMNS {
            let what = format!("it has more than {COLUMNS} columns");
            return Err(unreadable(path, Code::COLUMNS_MANY, what));
        }
        let mut chunks = builder.metadata().row_groups().iter().flat_map(|group| group.columns());
        if chunks.any(|chunk| chunk.uncompressed_size() > CHUNK_BYTES) {
            let what = format!("a column of a group of rows has more than {} MiB", CHUNK_BYTES >> 20);
            return Err(unreadable(path, Code::COLUMN_LARGE, what));
        }
        let fields = builder.schema().fields().iter().enumerate();
        let kept = fields.filter(|(_, field)| wanted.contains(field.name())).map(|(at, _)| at);
        let mask = ProjectionMask::roots(builder.parquet_schema(), kept);
        let reader = guarded(|| builder.with_projection(mask).with_batch_size(BATCH_ROWS).build())
            .map_err(|cause| unreadable(path, Code::FILE_DAMAGED, cause))?;
        Ok(Self { reader, path: path.to_owned() })
    }
}

impl Iterator for Batches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let next = guarded(|| match self.reader.next().transpose()? {
            Some(batch) if text_bytes(&batch) > TEXT_BYTES => Ok(Some(Err(too_long(&self.path)))),
            Some(batch) => taken(&batch).map(|batch| Some(Ok(batch))),
            None => Ok::<_, ArrowError>(None),
        });
        next.unwrap_or_else(|cause| Some(Err(unreadable(&self.path, Code::FILE_DAMAGED, cause))))
    }
}

/// A reader that gives texts as views of where they lie: one text that stands in many rows is there once.
fn in_views(file: File) -> std::result::Result<ParquetRecordBatchReaderBuilder<File>, ParquetError> {
    let found = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
    let view = |field: &Arc<Field>| match field.data_type() {
        DataType::Utf8 | DataType::LargeUtf8 => {
            Arc::new(field.as_ref().clone().with_data_type(DataType::Utf8View))
        }
        _ => Arc::clone(field),
    };
    let schema = Schema::new(found.schema().fields().iter().map(view).collect::<Vec<_>>());
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(found.metadata()), options)?;
    Ok(ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata))
}

/// How long the texts of a batch are, one after the other.
fn text_bytes(batch: &RecordBatch) -> usize {
    let column = |column: &ArrayRef| match column.data_type() {
        DataType::Utf8View => column.as_string_view().lengths().map(|length| length as usize).sum(),
        DataType::Dictionary(_, of) if **of == DataType::Utf8 => {
            let dictionary = column.as_any_dictionary();
            let values = dictionary.values().as_string::<i32>();
            let lengths: Vec<usize> = (0..values.len()).map(|at| values.value(at).len()).collect();
            let keys = if values.is_empty() { Vec::new() } else { dictionary.normalized_keys() };
            keys.iter().filter_map(|key| lengths.get(*key)).sum()
        }
        _ => 0,
    };
    batch.columns().iter().map(column).sum()
}

fn too_long(path: &Path) -> Error {
    let what = format!("the texts of {BATCH_ROWS} rows have more than {} MiB", TEXT_BYTES >> 20);
    unreadable(path, Code::COLUMN_LARGE, what)
}

/// A step of a reader that was not made for hostile files: where it would give up the process, the file is damaged.
fn guarded<T, E: From<ParquetError>>(
    step: impl FnOnce() -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(step))
        .unwrap_or_else(|_| Err(ParquetError::General("its parts do not go together".to_owned()).into()))
}

fn unreadable(path: &Path, code: Code, cause: impl std::fmt::Display) -> Error {
    Error::coded(code, format!("cannot read the Parquet file `{}`: {cause}", path.display()))
}

/// The batch with columns of types that the module takes.
fn taken(batch: &RecordBatch) -> std::result::Result<RecordBatch, ArrowError> {
    let options = CastOptions { safe: false, ..CastOptions::default() };
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        let to = nearest(column.data_type());
        let cast = match cast_with_options(column, &to, &options) {
            // A decimal or an integer that is too wide: by its digits, which are bounded by the field.
            Err(_) if to != DataType::Utf8 => cast_with_options(column, &DataType::Utf8, &options)?,
            cast => cast?,
        };
        fields.push(Field::new(field.name(), cast.data_type().clone(), true));
        columns.push(cast);
    }
    RecordBatch::try_new_with_options(
        Arc::new(Schema::new(fields)),
        columns,
        &RecordBatchOptions::new().with_row_count(Some(batch.num_rows())),
    )
}

/// The type as which a column of a type is handed over.
fn nearest(from: &DataType) -> DataType {
    match from {
        DataType::Int8
        | DataType::Int16
        | DataType::Int32
        | DataType::UInt8
        | DataType::UInt16
        | DataType::UInt32
        | DataType::UInt64 => DataType::Int64,
        DataType::Float16 | DataType::Float32 => DataType::Utf8,
        DataType::LargeUtf8 | DataType::Utf8View => DataType::Utf8,
        DataType::Dictionary(_, value) => nearest(value),
        DataType::RunEndEncoded(_, value) => nearest(value.data_type()),
        DataType::Date64 => DataType::Date32,
        DataType::Timestamp(_, Some(zone)) => DataType::Timestamp(TimeUnit::Microsecond, Some(zone.clone())),
        DataType::Timestamp(_, None) => DataType::Utf8,
        DataType::Duration(_) => DataType::Duration(TimeUnit::Microsecond),
        DataType::Decimal32(_, scale) | DataType::Decimal64(_, scale) => DataType::Decimal128(DIGITS, *scale),
        DataType::Decimal128(_, scale) | DataType::Decimal256(_, scale) => {
            DataType::Decimal128(DIGITS, *scale)
        }
        other => other.clone(),
    }
}
