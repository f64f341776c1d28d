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

    /// The CSV files of an output table, its parts in their order; none where the run wrote none.
    pub fn output(&self, table: &str) -> Vec<Known> {
        let whole = format!("{table}.csv");
        let is_part = |name: &str| {
            name.strip_prefix(table).is_some_and(|rest| rest.starts_with("/part-") && rest.ends_with(".csv"))
        };
        let entries = self.list("outputs").filter_map(|entry| {
            let name = entry.get("file")?.as_str().filter(|name| *name == whole || is_part(name))?;
            Some(Known { path: self.folder.join(name), sha256: hash(entry)? })
        });
        entries.collect()
    }

    /// The files of an input table that the run read, each in the first of the folders that has one of its name; none
    /// if one of them is not found.
    pub fn input(&self, table: &str, folders: &[PathBuf]) -> Vec<Known> {
        let known = self.inputs(table).map(|entry| {
            let name = Path::new(entry.get("file")?.as_str()?).file_name()?;
            let places = folders.iter().flat_map(|folder| [folder.join(name), folder.join(table).join(name)]);
            let path = places.into_iter().find(|path| path.is_file())?;
            Some(Known { path, sha256: hash(entry)? })
        });
        known.collect::<Option<Vec<_>>>().unwrap_or_default()
    }

    /// Whether the run has read an input table.
    pub fn has_read(&self, table: &str) -> bool {
        self.inputs(table).next().is_some()
    }

    fn inputs(&self, table: &str) -> impl Iterator<Item = &Value> {
        self.list("inputs").filter(move |entry| entry.get("table").and_then(Value::as_str) == Some(table))
    }

    fn list(&self, name: &str) -> impl Iterator<Item = &Value> {
        self.manifest.get(name).and_then(Value::as_array).into_iter().flatten()
    }
}

fn hash(entry: &Value) -> Option<String> {
    entry.get("sha256")?.as_str().map(str::to_owned)
}
