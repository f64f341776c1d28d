//! A finished run: its manifest and its files, which have to be the ones that it names.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::encoding::Encoding;
use crate::error::{Error, ErrorKind, Result};

/// The folder of a run.
pub(super) struct Run {
    folder: PathBuf,
    manifest: Value,
}

/// A file and the hash that it has to have.
pub(super) struct Known {
    /// Where it is.
    pub path: PathBuf,
    sha256: String,
}

impl Known {
    /// Refuses a file that is not the one that the run wrote or read.
    pub fn confirm(&self, sha256: String) -> Result<()> {
        if self.sha256 == sha256 {
            return Ok(());
        }
        let place = self.path.display();
        Err(Error::new(ErrorKind::File, format!("`{place}` is not the file that the run's manifest names")))
    }
}

impl Run {
    /// Opens a folder that holds a manifest.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join("manifest.json");
        let text = std::fs::read_to_string(&path)
            .map_err(|cause| Error::file("read the manifest of the run", &path, cause))?;
        let manifest = serde_json::from_str(&text)
            .map_err(|cause| Error::file("read the manifest of the run", &path, cause))?;
        Ok(Self { folder: folder.to_owned(), manifest })
    }

    /// A value of the manifest.
    pub fn value(&self, key: &str) -> Value {
        self.manifest.get(key).cloned().unwrap_or_default()
    }

    /// The encoding of the input files.
    pub fn encoding(&self) -> Result<Encoding> {
        self.value("encoding").as_str().unwrap_or("utf-8").parse().map_err(Error::usage)
    }

    /// The CSV file of an output table, where the run wrote one.
    pub fn output(&self, table: &str) -> Option<Known> {
        let name = format!("{table}.csv");
        let entry = self.entry("outputs", "file", &name)?;
        Some(Known { path: self.folder.join(name), sha256: hash(entry)? })
    }

    /// The file of an input table that the run read, in the first of the folders that has one of its name.
    pub fn input(&self, table: &str, folders: &[PathBuf]) -> Option<Known> {
        let entry = self.entry("inputs", "table", table)?;
        let name = Path::new(entry.get("file")?.as_str()?).file_name()?;
        let path = folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file())?;
        Some(Known { path, sha256: hash(entry)? })
    }

    /// Whether the run has read an input table.
    pub fn has_read(&self, table: &str) -> bool {
        self.entry("inputs", "table", table).is_some()
    }

    fn entry(&self, list: &str, key: &str, name: &str) -> Option<&Value> {
        let mut entries = self.manifest.get(list)?.as_array()?.iter();
        entries.find(|entry| entry.get(key).and_then(Value::as_str) == Some(name))
    }
}

fn hash(entry: &Value) -> Option<String> {
    entry.get("sha256")?.as_str().map(str::to_owned)
}
