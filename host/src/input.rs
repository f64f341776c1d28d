//! Input files: which file is which table, and its rows into the module.
//!
//! ```text
//! path --place--> Source --open--> bytes (unpacked, counted, hashed) --> UTF-8 text -----> module
//!                      \--------- Parquet --columns--> batches of typed columns ---------/
//! ```
//!
//! The module frames and types a text, CSV or newline-delimited JSON; this stage only moves bytes in pieces of 1 MiB,
//! and turns GB18030 into UTF-8 where the user says that the file is GB18030. Undeclared GB18030 is quarantined by the
//! module. Of a table in several parts, every part of CSV begins with the same header.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

mod columns;
mod head;
mod open;
mod place;
mod text;

pub use crate::encoding::Encoding;
pub(crate) use columns::Batches;
pub use head::{Head, head};
pub(crate) use open::whole;
pub use place::{Shelf, ShelfKind, sources};
pub(crate) use text::TableText;

use crate::error::{Code, Error, ErrorKind, Result};
use crate::instance::{Dataset, Instance};
use open::is_parquet;

/// The one table with a row per customer.
pub const CUSTOMERS: &str = "customers";
/// The path that means the standard input.
pub const STDIN: &str = "-";
/// The longest record that the host keeps back for the module, for example behind a stray quote.
const RECORD_BYTES: usize = 64 << 20;

/// One table and the files that hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The table's name in the policy.
    pub table: String,
    /// Its files, one after the other.
    pub files: Vec<PathBuf>,
}

/// How files are to be read.
#[derive(Clone, Copy, Debug)]
pub struct Reading<'a> {
    /// The columns of the table's source that the policy names; others are not taken from Parquet.
    pub columns: &'a [String],
    /// The encoding of texts.
    pub encoding: Encoding,
}

/// What was read from one file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct InputFile {
    /// The table.
    pub table: String,
    /// The file's name without its folder, `-` for the standard input.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes, before any decoding.
    pub sha256: String,
}

/// The folders of days, named `YYYY-MM-DD`, up to the day of an instant: in their order, and the last of them.
///
/// # Errors
///
/// [`ErrorKind::File`] if the folder cannot be read, or has none.
pub fn deliveries(folder: &Path, until: &str) -> Result<(Vec<(String, PathBuf)>, PathBuf)> {
    let fail = |cause| Error::file("read the history", folder, cause);
    let is_day = |name: &str| {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        name.split('-').map(str::len).eq([4, 2, 2]) && name.split('-').all(digits)
    };
    let mut days = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if path.is_dir() && is_day(&name) && name.as_str() <= until.get(..10).unwrap_or(until) {
            days.push((name, path));
        }
    }
    days.sort();
    let last = days.last().map(|(_, path)| path.clone());
    let last = last.ok_or_else(|| {
        let message = format!("the history `{}` has no folder of a day up to {until}", folder.display());
        Error::new(ErrorKind::File, message)
    })?;
    Ok((days, last))
}

/// The metadata of an input, which is how to find out early that it is not there.
///
/// # Errors
///
/// [`ErrorKind::File`] if it cannot be read.
pub fn metadata(path: &Path) -> Result<std::fs::Metadata> {
    std::fs::metadata(path).map_err(|cause| Error::file("read the input", path, cause))
}

/// Size of all files of a source; the standard input has none.
pub fn size(source: &Source) -> u64 {
    source.files.iter().filter_map(|file| metadata(file).ok()).map(|file| file.len()).sum()
}

/// Reads the files of a table, once, into each of some datasets. `progress` is told the bytes read so far.
///
/// # Errors
///
/// [`ErrorKind::File`] if one cannot be read or unpacked, or a record is longer than 64 MiB; [`ErrorKind::Usage`] if
/// the parts do not go together; what [`Instance::read`] and [`Instance::put`] say.
pub fn feed(
    instance: &mut Instance,
    datasets: &[Dataset],
    source: &Source,
    reading: Reading<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Vec<InputFile>> {
    if is_typed(source)? {
        return typed(instance, datasets, source, reading, progress);
    }
    let readers = datasets.iter().map(|dataset| (*dataset, 0)).collect();
    let mut feeder = Feeder { instance, readers, table: &source.table, pending: Vec::new() };
    let mut text = TableText::new(source, reading.encoding);
    loop {
        let more = text.append(&mut feeder.pending)?;
        feeder.pass(!more)?;
        progress(text.bytes());
        if !more {
            return Ok(text.files());
        }
    }
}

/// Whether the files of a table bring typed columns, and not text.
///
/// # Errors
///
/// [`ErrorKind::Usage`] if some do and others do not; [`ErrorKind::File`] if one cannot be read.
pub(crate) fn is_typed(source: &Source) -> Result<bool> {
    let parquet = source.files.iter().map(|path| is_parquet(path)).collect::<Result<Vec<_>>>()?;
    let all = parquet.iter().all(|parquet| *parquet);
    if !all && parquet.contains(&true) {
        let table = &source.table;
        return Err(Error::coded(
            Code::PARTS_DIFFER,
            format!("some parts of the table `{table}` are Parquet, and others are not"),
        ));
    }
    Ok(all)
}

/// Reads files of typed columns.
fn typed(
    instance: &mut Instance,
    datasets: &[Dataset],
    source: &Source,
    reading: Reading<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<Vec<InputFile>> {
    let mut before = 0;
    let mut one = |path: &PathBuf| {
        // Parquet is not read from its start to its end.
        let (bytes, sha256) = whole(path)?;
        let file = entry(&source.table, path, bytes, sha256);
        for batch in Batches::open(path, reading.columns)? {
            let batch = batch?;
            datasets.iter().try_for_each(|dataset| instance.put(*dataset, &source.table, &batch))?;
        }
        before += file.bytes;
        progress(before);
        Ok(file)
    };
    source.files.iter().map(&mut one).collect()
}

pub(crate) fn entry(table: &str, path: &Path, bytes: u64, sha256: String) -> InputFile {
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    InputFile { table: table.to_owned(), file, bytes, sha256 }
}

/// The text of a table on its way into the module.
struct Feeder<'a> {
    instance: &'a mut Instance,
    /// The datasets, and how much of `pending` each has taken: where a record ends, its policy says.
    readers: Vec<(Dataset, usize)>,
    table: &'a str,
    /// Text that not all datasets have taken yet.
    pending: Vec<u8>,
}

impl Feeder<'_> {
    fn pass(&mut self, last: bool) -> Result<()> {
        for (dataset, taken) in &mut self.readers {
            let rest = self.pending.get(*taken..).unwrap_or_default();
            *taken += self.instance.read(*dataset, self.table, rest, last)?;
        }
        let consumed = self.readers.iter().map(|(_, taken)| *taken).min().unwrap_or(0);
        self.readers.iter_mut().for_each(|(_, taken)| *taken -= consumed);
        self.pending.drain(..consumed);
        left_over(self.pending.len(), last, self.table)
    }
}

/// Whether what the module has not taken yet may be so much.
pub(crate) fn left_over(bytes: usize, last: bool, table: &str) -> Result<()> {
    if !last && bytes > RECORD_BYTES {
        let longest = RECORD_BYTES >> 20;
        let message = format!(
            "cannot read the table `{table}`: a record is longer than {longest} MiB; is a quote left open?"
        );
        return Err(Error::coded(Code::RECORD_LONG, message));
    }
    if last && bytes > 0 {
        let message = format!("the module left {bytes} bytes of the input unread");
        return Err(Error::coded(Code::ABI_COUNT, message));
    }
    Ok(())
}
