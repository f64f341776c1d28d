//! `manifest.json`: what went in, what came out, and the hashes of everything.
//!
//! It holds no time of day, no folder and no name of a machine: two runs over the same files give the same bytes.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::batch::Poisoned;
use crate::error::{Error, ErrorKind, Result};
use crate::output::OutputFile;
use crate::policy_files::PolicyFiles;
use crate::report::{CheckReport, SealReport, Summary};
use crate::run::Settings;

/// The manifest's name in the output folder.
pub const FILE: &str = "manifest.json";
/// The version of this form.
pub const VERSION: u32 = 2;

/// A finished run.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Manifest {
    /// The version of this form: 2.
    pub manifest: u32,
    /// What the run is.
    #[serde(flatten)]
    pub settings: Settings,
    /// The hash of the last line of `manifest.log`.
    pub log: String,
    /// The chunks of the run.
    pub chunks: u32,
    /// What reading the input gave.
    pub read: SealReport,
    /// What the run gave.
    pub summary: Summary,
    /// The SHA-256 over the hashes and names of the files written, a line each as `sha256sum` prints them.
    pub digest: String,
    /// Where it was asked for: of a run in one chunk the SHA-256 over all output tables, also those that were not
    /// written, computed by the module; every engine gives the same. Of a run in several the SHA-256 over the digests
    /// of the chunks, a line each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub engine_digest: Option<String>,
    /// The records that stopped the engine.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub poisoned: Vec<Poisoned>,
    /// The files written.
    pub outputs: Vec<OutputFile>,
}

/// The program and the module.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct EngineEntry {
    /// The host's version.
    pub host: String,
    /// The SHA-256 of the module file.
    pub module_sha256: String,
}

/// The policy.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct PolicyEntry {
    /// Its id, version and label, as the module gives them.
    pub identity: serde_json::Value,
    /// Its hashes, as the module gives them.
    pub hashes: serde_json::Value,
    /// Its files.
    pub files: Vec<PolicyFileEntry>,
}

/// One file of the policy.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct PolicyFileEntry {
    /// Its name without the folder.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

impl EngineEntry {
    /// This program with a module.
    pub fn new(module_sha256: &str) -> Self {
        Self { host: env!("CARGO_PKG_VERSION").to_owned(), module_sha256: module_sha256.to_owned() }
    }
}

impl PolicyEntry {
    /// A policy that was checked.
    pub fn new(files: &PolicyFiles, check: &CheckReport) -> Self {
        Self { identity: check.policy.clone(), hashes: check.hashes.clone(), files: Self::files(files) }
    }

    /// The files of a policy with their hashes.
    pub(crate) fn files(files: &PolicyFiles) -> Vec<PolicyFileEntry> {
        let file = |(name, sha256): (&str, String)| PolicyFileEntry { file: name.to_owned(), sha256 };
        files.sha256().into_iter().map(file).collect()
    }
}

impl Manifest {
    /// The bytes of the file.
    pub(crate) fn text(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self);
        text.map(|text| text + "\n")
            .map_err(|cause| Error::new(ErrorKind::File, format!("cannot write the manifest: {cause}")))
    }
}

/// The manifest of a folder.
///
/// # Errors
///
/// [`ErrorKind::File`] if there is none, or it cannot be read.
pub fn read(folder: &Path) -> Result<Manifest> {
    let path = folder.join(FILE);
    let fail = |cause: std::io::Error| Error::file("read the manifest of the run", &path, cause);
    let text = std::fs::read_to_string(&path).map_err(fail)?;
    serde_json::from_str(&text).map_err(|cause| fail(cause.into()))
}
