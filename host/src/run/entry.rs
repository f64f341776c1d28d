//! A chunk as the log tells of it, and where its files lie.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::batch::Poisoned;
use crate::output::{Format, OutputFile};
use crate::report::SealReport;

/// The most chunks of a run: names of parts are in order as texts.
pub(super) const MOST: u32 = 99_999;
/// The folder for what is gone when the run is done.
pub(super) const WORK: &str = ".work";

/// A line of `manifest.log`: the settings in the first, a chunk in all others.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(super) struct Line {
    /// The settings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<Box<Settings>>,
    /// A chunk.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chunk: Option<Box<ChunkEntry>>,
}

/// A chunk that was written.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
pub struct ChunkEntry {
    /// Its number, from 1.
    pub number: u32,
    /// Whether no chunk comes after it.
    pub last: bool,
    /// Its customers.
    pub customers: u64,
    /// The module's own SHA-256 over all its output tables, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine_digest: Option<String>,
    /// What reading it gave.
    pub read: SealReport,
    /// The records that stopped the engine.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub poisoned: Vec<Poisoned>,
    /// What it adds to the whole, as a file that is kept until the end.
    pub share: Stored,
    /// Its files.
    pub files: Vec<OutputFile>,
}

impl ChunkEntry {
    /// The names of its files of a table in a format.
    pub(crate) fn files_of(&self, table: &str, format: Format) -> impl Iterator<Item = &str> {
        let (only, part) = (name(table, format, None), name(table, format, Some(self.number)));
        let names = self.files.iter().map(|file| file.file.as_str());
        names.filter(move |file| *file == only || *file == part)
    }

    /// Whether a file of it has these bytes.
    pub(crate) fn has(&self, file: &str, bytes: &[u8]) -> bool {
        let mut files = self.files.iter().filter(|known| known.file == file);
        files.any(|known| known.sha256 == super::hash(bytes))
    }
}

/// Size and hash of a file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Stored {
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

/// The name of the file of a table: of the only chunk, or of one of several.
pub(super) fn name(table: &str, format: Format, chunk: Option<u32>) -> String {
    let ending = format.name();
    match chunk {
        None => format!("{table}.{ending}"),
        Some(number) => format!("{table}/part-{number:05}.{ending}"),
    }
}

/// Where the share of a chunk is kept.
pub(super) fn share(out: &Path, number: u32) -> PathBuf {
    shares(out).join(format!("{number:05}"))
}

/// The folder of the shares.
pub(super) fn shares(out: &Path) -> PathBuf {
    out.join(WORK).join("shares")
}

/// Where the fuel of the chunks is noted.
pub(super) fn fuel(out: &Path) -> PathBuf {
    out.join(WORK).join("fuel.log")
}
