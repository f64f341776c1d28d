//! What a source says of its columns before it is read: the names of a Parquet file, or the beginning of a text.
//!
//! Which names a text has is for the module to say: it knows the delimiter.

use std::fs::File;

use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::text::TableText;
use super::{Encoding, STDIN, Source, is_typed};
use crate::error::{Error, ErrorKind, Result};

/// Bytes of a text that are looked at: the longest header that the module takes.
const HEAD_BYTES: usize = 1 << 20;

/// The beginning of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// The names of typed columns.
    Columns(Vec<String>),
    /// The beginning of a text, as UTF-8; what is none is replaced.
    Text(String),
}

/// Looks at the beginning of a source, of which the first part stands for all.
///
/// # Errors
///
/// [`ErrorKind::File`] if it cannot be read, [`ErrorKind::Usage`] for the standard input, which is read only once.
pub fn head(source: &Source, encoding: Encoding) -> Result<Head> {
    if source.files.iter().any(|file| file.as_os_str() == STDIN) {
        return Err(Error::usage("the standard input can be read only once; write it to a file first"));
    }
    if is_typed(source)? {
        return names(source).map(Head::Columns);
    }
    let mut text = TableText::new(source, encoding);
    let mut bytes = Vec::new();
    while bytes.len() < HEAD_BYTES && text.append(&mut bytes)? {}
    bytes.truncate(HEAD_BYTES);
    Ok(Head::Text(String::from_utf8_lossy(&bytes).into_owned()))
}

fn names(source: &Source) -> Result<Vec<String>> {
    let Some(path) = source.files.first() else { return Ok(Vec::new()) };
    let file = File::open(path).map_err(|cause| Error::file("read the input", path, cause))?;
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|cause| {
        let message = format!("cannot read the Parquet file `{}`: {cause}", path.display());
        Error::new(ErrorKind::File, message)
    })?;
    Ok(builder.schema().fields().iter().map(|field| field.name().clone()).collect())
}
