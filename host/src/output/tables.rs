//! Tables of an outcome as files: the module's own texts, or its typed columns as Parquet.
//!
//! A file is made whole in memory, so that several workers can make files at the same time and one writer puts them in
//! their places.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use arrow_schema::{Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::ColumnPath;

use super::Format;
use crate::batch::Part;
use crate::descriptor::TableView;
use crate::error::{Code, Error, Result};
use crate::instance::{Instance, Results};
use crate::report::Wording;

/// Rows copied out of the module at once.
const BATCH_ROWS: usize = 1 << 16;
/// Bytes read at once when rows are counted.
const PIECE: usize = 1 << 18;

/// The wording of a column, where it has one.
pub type Label<'a> = dyn Fn(&str) -> Option<Wording> + 'a;

/// Makes the file of one table of a run, or of several parts of one; `label` gives the wording of columns for the metadata of Parquet.
///
/// # Errors
///
/// As [`Instance::csv`] and [`Instance::output`].
pub fn part(
    instance: &mut Instance,
    of: impl Into<Results>,
    table: &str,
    format: Format,
    label: &Label<'_>,
) -> Result<Part> {
    let of = of.into();
    let mut bytes = Vec::new();
    let rows = match format {
        Format::Csv => {
            instance.csv(of, table, &mut bytes)?;
            let mut records = Records::default();
            records.see(&bytes);
            records.count.saturating_sub(1)
        }
        Format::Ndjson => {
            instance.ndjson(of, table, &mut bytes)?;
            // Line ends within texts are escaped.
            bytes.iter().filter(|byte| **byte == b'\n').count() as u64
        }
        Format::Parquet => instance.output(of, table, |view| parquet(view, &mut bytes, label))?,
    };
    Ok(Part { table: table.to_owned(), format, rows, bytes })
}

/// The rows of a file that was written, counted from its bytes.
///
/// # Errors
///
/// [`ErrorKind::File`](crate::ErrorKind::File) if it cannot be read, or is not of its format.
pub fn rows(path: &Path, format: Format) -> Result<u64> {
    let fail = |cause: &dyn std::fmt::Display| Error::file("read", path, cause.to_string());
    let mut file = File::open(path).map_err(|cause| fail(&cause))?;
    if format == Format::Parquet {
        let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|cause| fail(&cause))?;
        let rows = builder.metadata().file_metadata().num_rows();
        return u64::try_from(rows).map_err(|cause| fail(&cause));
    }
    let (mut records, mut lines) = (Records::default(), 0);
    let mut piece = vec![0; PIECE];
    loop {
        let count = file.read(&mut piece).map_err(|cause| fail(&cause))?;
        let read = piece.get(..count).unwrap_or_default();
        if read.is_empty() {
            break;
        }
        records.see(read);
        lines += read.iter().filter(|byte| **byte == b'\n').count();
    }
    Ok(match format {
        Format::Csv => records.count.saturating_sub(1),
        _ => u64::try_from(lines).unwrap_or(u64::MAX),
    })
}

/// Counts the records of RFC 4180 text: line feeds outside quotes.
#[derive(Default)]
struct Records {
    quoted: bool,
    count: u64,
}

impl Records {
    fn see(&mut self, bytes: &[u8]) {
        for byte in bytes {
            match byte {
                b'"' => self.quoted = !self.quoted,
                b'\n' if !self.quoted => self.count += 1,
                _ => {}
            }
        }
    }
}

fn parquet(view: &TableView<'_>, to: &mut Vec<u8>, label: &Label<'_>) -> Result<u64> {
    let fields = view.schema().fields().iter().map(|field| labelled(field, label)).collect::<Vec<_>>();
    let schema = Arc::new(Schema::new(fields));
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("appraise ", env!("CARGO_PKG_VERSION")).to_owned());
    let plain = |properties: WriterPropertiesBuilder, column: &str| {
        properties.set_column_dictionary_enabled(ColumnPath::new(vec![column.to_owned()]), false)
    };
    let properties = view.distinct().fold(properties, plain).build();
    let mut writer = ArrowWriter::try_new(&mut *to, Arc::clone(&schema), Some(properties)).map_err(failed)?;
    for start in (0..view.rows()).step_by(BATCH_ROWS) {
        let batch = view.batch(start..start.saturating_add(BATCH_ROWS))?;
        let batch = RecordBatch::try_new(Arc::clone(&schema), batch.columns().to_vec())
            .map_err(|cause| failed(ParquetError::General(cause.to_string())))?;
        writer.write(&batch).map_err(failed)?;
    }
    writer.close().map_err(failed)?;
    Ok(u64::try_from(view.rows()).unwrap_or(u64::MAX))
}

fn labelled(field: &Field, label: &Label<'_>) -> Field {
    let Some(wording) = label(field.name()) else { return field.clone() };
    let texts = [("label.en".to_owned(), wording.en), ("label.zh-CN".to_owned(), wording.zh)];
    let texts: HashMap<String, String> = texts.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    field.clone().with_metadata(texts)
}

fn failed(cause: ParquetError) -> Error {
    Error::coded(Code::of_file(&cause), format!("cannot make the Parquet file: {cause}"))
}
