//! The rows of a file that a run wrote, one by one, in whichever format: to be compared, not to be computed with.
//!
//! The column `row`, which counts the customers of a chunk, is left out: it tells nothing about a customer.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use arrow_array::{Array, ArrayRef};
use arrow_cast::cast;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::{ArrowError, DataType};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::deliver::records::{Cell, Records};
use crate::encoding::Encoding;
use crate::error::{Error, Result};
use crate::output::Format;

/// The column with the place of the customer in its chunk.
const PLACE: &str = "row";

/// A row as its cells, each as its text.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row(Vec<Cell>);

impl Row {
    /// Whether a cell holds a text, as it was before it was kept from being taken for a formula.
    pub fn names(&self, text: &str) -> bool {
        let is_it = |cell: &Cell| cell.text == text || cell.text.strip_prefix('\'') == Some(text);
        self.0.iter().any(is_it)
    }

    /// Table and line of a row of quarantine, which begins with them.
    pub fn place(&self) -> Option<(String, u32)> {
        let mut cells = self.0.iter();
        let table = cells.next()?.text.clone();
        Some((table, cells.next()?.text.parse().ok()?))
    }

    /// The row for people.
    pub fn text(&self) -> String {
        let cells: Vec<&str> = self.0.iter().map(|cell| cell.text.as_str()).collect();
        cells.join(" | ")
    }
}

/// Hands every row of a file to `take`.
///
/// # Errors
///
/// [`ErrorKind::File`](crate::ErrorKind::File) if it cannot be read as what it is.
pub(super) fn each(path: &Path, format: Format, take: &mut dyn FnMut(Row)) -> Result<()> {
    match format {
        Format::Csv => csv(path, take),
        Format::Ndjson => ndjson(path, take),
        Format::Parquet => parquet(path, take),
    }
}

fn csv(path: &Path, take: &mut dyn FnMut(Row)) -> Result<()> {
    let mut records = Records::open(path, Encoding::Utf8)?;
    let header = records.header()?;
    while let Some(cells) = records.next()? {
        let named = cells.into_iter().zip(&header).filter(|(_, name)| *name != PLACE);
        take(Row(named.map(|(cell, _)| cell).collect()));
    }
    Ok(())
}

fn ndjson(path: &Path, take: &mut dyn FnMut(Row)) -> Result<()> {
    let file = File::open(path).map_err(|cause| Error::file("read", path, cause))?;
    for line in BufReader::new(file).lines() {
        let line = line.map_err(|cause| Error::file("read", path, cause))?;
        let object: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(&line).map_err(|cause| Error::file("read", path, cause))?;
        let cell = |value: serde_json::Value| match value {
            serde_json::Value::String(text) => Cell { text, quoted: true },
            other => Cell { text: other.to_string(), quoted: false },
        };
        let named = object.into_iter().filter(|(name, _)| name != PLACE);
        take(Row(named.map(|(_, value)| cell(value)).collect()));
    }
    Ok(())
}

/// A column that can be shown: instants as numbers, since the name of a zone needs a list of zones.
fn plain(values: &ArrayRef) -> std::result::Result<ArrayRef, ArrowError> {
    match values.data_type() {
        DataType::Timestamp(..) => cast(values, &DataType::Int64),
        _ => Ok(Arc::clone(values)),
    }
}

fn parquet(path: &Path, take: &mut dyn FnMut(Row)) -> Result<()> {
    let file = File::open(path).map_err(|cause| Error::file("read", path, cause))?;
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(|cause| Error::file("read", path, cause))?;
    let batches = builder.build().map_err(|cause| Error::file("read", path, cause))?;
    let options = FormatOptions::default();
    for batch in batches {
        let batch = batch.map_err(|cause| Error::file("read", path, cause))?;
        let fields = batch.schema_ref().fields().iter().zip(batch.columns());
        let values = fields.filter(|(field, _)| field.name() != PLACE).map(|(_, values)| plain(values));
        let values = values.collect::<std::result::Result<Vec<_>, _>>();
        let values = values.map_err(|cause| Error::file("read", path, cause))?;
        let texts = values.iter().map(|values| ArrayFormatter::try_new(values.as_ref(), &options));
        let texts = texts.collect::<std::result::Result<Vec<_>, _>>();
        let texts = texts.map_err(|cause| Error::file("read", path, cause))?;
        for row in 0..batch.num_rows() {
            let cells = texts.iter().zip(&values).map(|(text, values)| Cell {
                text: text.value(row).to_string(),
                quoted: !values.is_null(row),
            });
            take(Row(cells.collect()));
        }
    }
    Ok(())
}
