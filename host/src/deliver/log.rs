//! `deliveries.log`: a line per delivery, chained to the line before.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::place::Delivered;
use crate::chain::{self, Chain, Rest};
use crate::error::{Code, Error, Result};

/// The log's name in the folder of deliveries.
pub const FILE: &str = "deliveries.log";

/// A delivery as the log tells of it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Entry<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// When, as the caller says.
    pub at: &'a str,
    /// Who delivered it.
    pub by: &'a str,
    /// The role.
    pub role: &'a str,
    /// The person.
    pub audience: &'a str,
    /// The as-of instant of the run.
    pub as_of: serde_json::Value,
    /// The digest of the run.
    pub run: serde_json::Value,
    /// The files.
    pub files: &'a [Delivered],
}

/// The log of a folder.
pub(super) struct Log {
    path: PathBuf,
    chain: Chain,
}

impl Log {
    /// Opens the log and checks every line of it.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = match std::fs::read(&path) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Vec::new(),
            other => other.map_err(|cause| Error::file("read", &path, cause))?,
        };
        let read = chain::read(&text);
        if read.rest != Rest::Nothing {
            let line = read.chain.lines() + 1;
            let message = format!("line {line} of `{}` does not follow the one before", path.display());
            return Err(Error::coded(Code::LOG_CHANGED, message));
        }
        Ok(Self { path, chain: read.chain })
    }

    /// Appends an entry; its number is filled in.
    pub fn append(&mut self, entry: Entry<'_>) -> Result<()> {
        let entry = Entry { number: self.chain.lines() + 1, ..entry };
        let fail = |cause: String| Error::file("write", &self.path, cause);
        let (line, chain) = self.chain.link(&entry).map_err(|cause| fail(cause.to_string()))?;
        let file = std::fs::OpenOptions::new().create(true).append(true).open(&self.path);
        let written = file.and_then(|mut file| {
            file.write_all(line.as_bytes())?;
            file.sync_all()
        });
        written.map_err(|cause| fail(cause.to_string()))?;
        self.chain = chain;
        Ok(())
    }
}
