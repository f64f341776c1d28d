//! Output files: tables as bytes in every format, and a folder whose files appear whole or not at all, with their hashes.
//!
//! A file is written beside its place as `.<name>.part`, flushed to disk and renamed. The folder of a run, which can be
//! taken up again after it was killed, is [`crate::run`]'s.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

mod tables;

pub use tables::{Label, part, rows};

use crate::error::{Code, Error, Result};
use crate::input::Source;
use crate::manifest;
use crate::text::hex;

/// A format of output tables.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// The module's own CSV text.
    #[default]
    Csv,
    /// The module's own text of one JSON object per line.
    Ndjson,
    /// Parquet with Snappy, decimals as decimals.
    Parquet,
}

impl Format {
    /// Its name, which its files end with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Ndjson => "ndjson",
            Self::Parquet => "parquet",
        }
    }
}

impl std::str::FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        [Self::Csv, Self::Ndjson, Self::Parquet]
            .into_iter()
            .find(|format| format.name() == text)
            .ok_or_else(|| format!("`{text}` is not a format, csv, ndjson and parquet are"))
    }
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct OutputFile {
    /// Its name in the folder; of a part `<table>/part-00001.csv`.
    pub file: String,
    /// Rows, without the header.
    pub rows: u64,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// A folder that outputs are written to.
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Makes the folder if it is not there, and takes away the manifest of an earlier run.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Usage`] if the folder holds one of the inputs, which an output could overwrite;
    /// [`ErrorKind::File`] if it cannot be made.
    pub fn open(path: &Path, inputs: &[Source]) -> Result<Self> {
        std::fs::create_dir_all(path).map_err(|cause| Error::file("make the folder", path, cause))?;
        let here = path.canonicalize().map_err(|cause| Error::file("open the folder", path, cause))?;
        let holds =
            |file: &&PathBuf| file.canonicalize().is_ok_and(|file| file.parent() == Some(here.as_path()));
        if let Some(file) = inputs.iter().flat_map(|source| &source.files).find(holds) {
            let (folder, file) = (path.display(), file.display());
            let message = format!("the output folder `{folder}` holds the input `{file}`; choose another");
            return Err(Error::coded(Code::OUTPUT_HOLDS_INPUT, message));
        }
        match std::fs::remove_file(path.join(manifest::FILE)) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                Err(Error::file("replace the manifest in", path, cause))
            }
            _ => Ok(Self { path: path.to_owned() }),
        }
    }

    /// Writes one file: `fill` gets the writer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if it cannot be written; what `fill` returns. No part file is left behind.
    pub fn write(&self, name: &str, fill: impl FnOnce(&mut Sink) -> Result<()>) -> Result<OutputFile> {
        let mut begun = self.begin(name)?;
        fill(&mut begun.sink)?;
        begun.finish()
    }

    /// Begins a file that appears with [`Begun::finish`], and not at all without it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if it cannot be made.
    pub fn begin(&self, name: &str) -> Result<Begun> {
        let part = Part(self.path.join(format!(".{name}.part")));
        let file = File::create(&part.0).map_err(|cause| Error::file("write", &part.0, cause))?;
        let file = BufWriter::with_capacity(1 << 18, file);
        let sink = Sink { file, hash: Sha256::new(), bytes: 0, rows: 0 };
        Ok(Begun { sink, part, name: name.to_owned(), place: self.path.join(name) })
    }
}

/// A file that is being written beside its place.
pub struct Begun {
    sink: Sink,
    part: Part,
    name: String,
    place: PathBuf,
}

/// A part file; what is left of it goes when this does. After it was renamed there is nothing left.
struct Part(PathBuf);

impl Drop for Part {
    fn drop(&mut self) {
        // The first error is the one to tell.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Begun {
    /// Appends text; its lines are counted as rows if `rows` says so.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if it cannot be written.
    pub fn put(&mut self, text: &str, rows: bool) -> Result<()> {
        let fail = |cause| Error::file("write", &self.part.0, cause);
        self.sink.write_all(text.as_bytes()).map_err(fail)?;
        if rows {
            self.sink.add_rows(u64::try_from(text.matches('\n').count()).unwrap_or(u64::MAX));
        }
        Ok(())
    }

    /// Flushes the file to the disk and puts it in its place.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if that fails.
    pub fn finish(self) -> Result<OutputFile> {
        let Self { mut sink, part, name, place } = self;
        let fail = |cause: std::io::Error| Error::file("write", &part.0, cause);
        sink.file.flush().map_err(fail)?;
        sink.file.get_ref().sync_all().map_err(fail)?;
        std::fs::rename(&part.0, &place).map_err(|cause| Error::file("write", &place, cause))?;
        Ok(OutputFile { file: name, rows: sink.rows, bytes: sink.bytes, sha256: hex(&sink.hash.finalize()) })
    }
}

/// A writer that hashes and counts what goes through it.
pub struct Sink {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
    rows: u64,
}

impl Sink {
    /// Counts rows for the manifest.
    pub fn add_rows(&mut self, rows: u64) {
        self.rows = self.rows.saturating_add(rows);
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}
