//! `manifest.json`: what went in, what came out, and the hashes of everything.
//!
//! It holds no time of day, no folder and no name of a machine: two runs over the same files give the same bytes.

use std::io::Write;

use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::input::InputFile;
use crate::output::{Folder, OutputFile};
use crate::report::{SealReport, Summary};

/// The manifest's name in the output folder.
pub const FILE: &str = "manifest.json";

/// A finished run.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    /// The version of this form: 1.
    pub manifest: u32,
    /// The program that ran.
    pub engine: EngineEntry,
    /// The policy that was in force.
    pub policy: PolicyEntry,
    /// The as-of date as it was given.
    pub as_of: String,
    /// Whether the run was allowed outside the policy's `effective` dates.
    pub force_effective: bool,
    /// The encoding of the input files.
    pub encoding: &'static str,
    /// The files read.
    pub inputs: Vec<InputFile>,
    /// What reading them gave.
    pub read: SealReport,
    /// What the run gave.
    pub summary: Summary,
    /// SHA-256 over all output tables, computed by the module; every engine gives the same.
    pub digest: String,
    /// The files written.
    pub outputs: Vec<OutputFile>,
}

/// The program and the module.
#[derive(Clone, Debug, Serialize)]
pub struct EngineEntry {
    /// The host's version.
    pub host: &'static str,
    /// The SHA-256 of the module file.
    pub module_sha256: String,
}

/// The policy.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyEntry {
    /// Its id, version and label, as the module gives them.
    pub identity: serde_json::Value,
    /// Its hashes, as the module gives them.
    pub hashes: serde_json::Value,
    /// Its files.
    pub files: Vec<PolicyFileEntry>,
}

/// One file of the policy.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyFileEntry {
    /// Its name without the folder.
    pub file: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
}

impl Manifest {
    /// Writes the manifest; it is the last file of a run.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::File`] if it cannot be written.
    pub fn write(&self, folder: &Folder) -> Result<()> {
        let fail = |cause: String| Error::new(ErrorKind::File, format!("cannot write the manifest: {cause}"));
        let text = serde_json::to_string_pretty(self).map_err(|cause| fail(cause.to_string()))?;
        folder.write(FILE, |sink| writeln!(sink, "{text}").map_err(|cause| fail(cause.to_string())))?;
        Ok(())
    }
}
