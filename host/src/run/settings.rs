//! What makes two runs the same run: everything that a result can depend on, and nothing else.
//!
//! Threads, limits of memory and time, languages and the name of the folder are not in it.

use serde::{Deserialize, Serialize};

use crate::input::InputFile;
use crate::manifest::{EngineEntry, PolicyEntry};
use crate::output::Format;

/// The identity of a run; the first line of `manifest.log`.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
pub struct Settings {
    /// The program and the module.
    pub engine: EngineEntry,
    /// The policy that is in force.
    pub policy: PolicyEntry,
    /// The as-of date as it was given.
    pub as_of: String,
    /// Whether the run is allowed outside the policy's `effective` dates.
    pub force_effective: bool,
    /// The encoding of the input files.
    pub encoding: String,
    /// The files read.
    pub inputs: Vec<InputFile>,
    /// The most customers of a chunk.
    pub chunk_rows: u64,
    /// The most bytes of a chunk.
    pub chunk_bytes: u64,
    /// The formats of the tables.
    pub formats: Vec<Format>,
    /// The tables that are written.
    pub tables: Vec<String>,
    /// Whether the module's own digest is noted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub engine_digest: bool,
}

/// A thing in which two settings differ, in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Difference {
    /// English.
    pub en: &'static str,
    /// Chinese.
    pub zh: &'static str,
}

impl Settings {
    /// Everything in which another run differs.
    pub fn differences(&self, other: &Self) -> Vec<Difference> {
        let pairs = [
            (self.engine.module_sha256 == other.engine.module_sha256, "the module", "模块"),
            (self.engine.host == other.engine.host, "the version of the program", "程序版本"),
            (self.policy == other.policy, "the policy", "策略"),
            (self.as_of == other.as_of, "the as-of date", "评分日期"),
            (self.force_effective == other.force_effective, "--force-effective", "--force-effective"),
            (self.encoding == other.encoding, "the encoding", "编码"),
            (self.inputs == other.inputs, "the input", "输入文件"),
            (self.chunk_rows == other.chunk_rows, "--chunk-rows", "--chunk-rows"),
            (self.chunk_bytes == other.chunk_bytes, "--chunk-mib", "--chunk-mib"),
            (self.formats == other.formats, "--format", "--format"),
            (self.tables == other.tables, "the tables to write", "输出表"),
            (self.engine_digest == other.engine_digest, "--digest", "--digest"),
        ];
        pairs.into_iter().filter(|(same, ..)| !same).map(|(_, en, zh)| Difference { en, zh }).collect()
    }
}
