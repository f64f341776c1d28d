//! `deliveries.log`: a line per delivery, each with the hash of the line before.
//!
//! A line is the SHA-256 of its JSON, a space and the JSON, whose `previous` is the hash of the line before (64 zeros
//! in the first). Whoever keeps the last hash elsewhere can tell whether a line was changed, taken out or put in.

use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::place::Delivered;
use crate::error::{Error, ErrorKind, Result};
use crate::text::hex;

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
    /// Hash of the line before.
    pub previous: String,
}

/// The log of a folder.
pub(super) struct Log {
    path: PathBuf,
    last: String,
    lines: u64,
}

impl Log {
    /// Opens the log and checks every line of it.
    pub fn open(folder: &Path) -> Result<Self> {
        let path = folder.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => String::new(),
            other => other.map_err(|cause| Error::file("read", &path, cause))?,
        };
        let (mut last, mut lines) = ("0".repeat(64), 0);
        for line in text.lines() {
            lines += 1;
            let known = line.split_once(' ').filter(|(hash, json)| *hash == hash_of(json));
            let follows = known.filter(|(_, json)| previous(json).as_deref() == Some(last.as_str()));
            let Some((hash, _)) = follows else {
                let message = format!("line {lines} of `{}` does not follow the one before", path.display());
                return Err(Error::new(ErrorKind::File, message));
            };
            hash.clone_into(&mut last);
        }
        Ok(Self { path, last, lines })
    }

    /// Appends an entry; its number and the hash before it are filled in.
    pub fn append(&mut self, entry: Entry<'_>) -> Result<()> {
        let entry = Entry { number: self.lines + 1, previous: self.last.clone(), ..entry };
        let fail = |cause: String| Error::file("write", &self.path, cause);
        let json = serde_json::to_string(&entry).map_err(|cause| fail(cause.to_string()))?;
        let hash = hash_of(&json);
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(&self.path)
            .map_err(|cause| fail(cause.to_string()))?;
        let written = file.write_all(format!("{hash} {json}\n").as_bytes()).and_then(|()| file.sync_all());
        written.map_err(|cause| fail(cause.to_string()))?;
        self.lines += 1;
        self.last = hash;
        Ok(())
    }
}

fn hash_of(json: &str) -> String {
    hex(&Sha256::digest(json.as_bytes()))
}

fn previous(json: &str) -> Option<String> {
    let value: serde_json::Value = serde_json::from_str(json).ok()?;
    value.get("previous")?.as_str().map(str::to_owned)
}
