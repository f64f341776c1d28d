//! Whether a run is still what it was: its log, every file of it, and on request what went into it.
//!
//! Nothing is judged again here; that is [`super::replay`]'s. A chain of hashes shows what was changed by somebody who
//! did not change all of it: whoever keeps the manifest's hash elsewhere, as the register of runs does, sees the rest.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::earlier::{Left, holds};
use super::entry::ChunkEntry;
use super::register::{self, What};
use super::{REGISTER, clear, finish};
use crate::error::Result;
use crate::input;
use crate::manifest::{self, Manifest, PolicyEntry};
use crate::output::{self, Format, OutputFile};
use crate::policy_files::PolicyFiles;
use crate::text::Lang;

/// What a run is held against.
#[derive(Clone, Debug, Default)]
pub struct Against {
    /// The SHA-256 of a module.
    pub module: Option<String>,
    /// A policy.
    pub policy: Option<PolicyFiles>,
    /// Files and folders in which the inputs are looked for.
    pub inputs: Vec<PathBuf>,
    /// The register of runs, if not the one in the folder.
    pub register: Option<PathBuf>,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Chunks that the log tells of.
    pub chunks: usize,
    /// Files that were read.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// The SHA-256 of `manifest.json`; none of a run that is not finished.
    pub manifest: Option<String>,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
}

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The run was stopped and has no manifest.
    Unfinished,
    /// A file is not there.
    Missing(String),
    /// A file has other bytes.
    Changed(String),
    /// A file has other rows than the manifest says.
    Rows(String, u64, u64),
    /// A file that looks like a part of the run, and is not.
    Stray(String),
    /// The end of the log is not whole.
    Torn,
    /// The manifest and the log tell of different things.
    Disagree(&'static str),
    /// The register does not know this manifest as finished.
    Unregistered,
    /// The module is another one.
    Module,
    /// The policy is another one.
    Policy,
    /// An input was not found where it was looked for.
    NoInput(String),
    /// An input has other bytes.
    Input(String),
}

impl Finding {
    /// The finding as a sentence without its full stop.
    pub fn text(&self, lang: Lang) -> String {
        let (en, zh) = match self {
            Self::Unfinished => ("the run is not finished".to_owned(), "运行尚未完成".to_owned()),
            Self::Missing(file) => (format!("`{file}` is missing"), format!("缺少 `{file}`")),
            Self::Changed(file) => (format!("`{file}` was changed"), format!("`{file}` 已被改动")),
            Self::Rows(file, said, found) => (
                format!("`{file}` has {found} rows, and the manifest says {said}"),
                format!("`{file}` 有 {found} 行，清单所记为 {said} 行"),
            ),
            Self::Stray(file) => {
                (format!("`{file}` does not belong to the run"), format!("`{file}` 不属于此次运行"))
            }
            Self::Torn => ("the last line of the log is not whole".to_owned(), "日志末行不完整".to_owned()),
            Self::Disagree(what) => {
                (format!("the manifest and the log differ in {what}"), format!("清单与日志不一致：{what}"))
            }
            Self::Unregistered => (
                "the register of runs does not tell of this manifest".to_owned(),
                "运行登记簿中没有此清单".to_owned(),
            ),
            Self::Module => ("the module is another one".to_owned(), "模块不是同一个".to_owned()),
            Self::Policy => ("the policy is another one".to_owned(), "策略不是同一个".to_owned()),
            Self::NoInput(file) => {
                (format!("the input `{file}` was not found"), format!("未找到输入文件 `{file}`"))
            }
            Self::Input(file) => {
                (format!("the input `{file}` is another one"), format!("输入文件 `{file}` 不是同一个"))
            }
        };
        lang.pick(&en, &zh).to_owned()
    }
}

/// Verifies a run, finished or not.
///
/// # Errors
///
/// [`ErrorKind::File`](crate::ErrorKind::File) if the folder holds no run, a line in the middle of its log or of the
/// register was changed, or something cannot be read.
pub fn verify(folder: &Path, against: &Against) -> Result<Verdict> {
    let log = Left::open(folder)?;
    let mut verdict = Verdict { chunks: log.entries.len(), ..Verdict::default() };
    let manifest = if folder.join(manifest::FILE).exists() { Some(manifest::read(folder)?) } else { None };
    match &manifest {
        Some(manifest) => {
            verdict.manifest = Some(input::whole(&folder.join(manifest::FILE))?.1);
            agree(manifest, &log, &mut verdict.findings);
            files(folder, &manifest.outputs, &mut verdict)?;
            registered(folder, against, &mut verdict)?;
        }
        None => {
            verdict.findings.push(Finding::Unfinished);
            let written: Vec<OutputFile> = log.entries.iter().flat_map(|entry| entry.files.clone()).collect();
            files(folder, &written, &mut verdict)?;
        }
    }
    if log.torn.is_some() {
        verdict.findings.push(Finding::Torn);
    }
    went_in(&log, against, &mut verdict)?;
    Ok(verdict)
}

/// Whether the manifest is the one that the log leads to.
fn agree(manifest: &Manifest, log: &Left, findings: &mut Vec<Finding>) {
    let files = |entries: &[ChunkEntry]| -> Vec<OutputFile> {
        entries.iter().flat_map(|entry| entry.files.clone()).collect()
    };
    let poisoned: Vec<_> = log.entries.iter().flat_map(|entry| entry.poisoned.clone()).collect();
    let is_whole = log.entries.last().is_some_and(|entry| entry.last);
    let checks = [
        (manifest.settings == log.settings, "the settings"),
        (manifest.log == log.chain.last(), "the last line"),
        (is_whole && usize::try_from(manifest.chunks) == Ok(log.entries.len()), "the number of chunks"),
        (manifest.digest == finish::digest(&manifest.outputs), "the digest"),
        (manifest.engine_digest == finish::engine_digest(&log.entries), "the engine's digest"),
        (manifest.poisoned == poisoned, "the poisonous records"),
        (manifest.outputs.starts_with(&files(&log.entries)), "the files"),
    ];
    findings.extend(checks.iter().filter(|(same, _)| !same).map(|(_, what)| Finding::Disagree(what)));
}

/// Reads every file that was written, and looks for others.
fn files(folder: &Path, written: &[OutputFile], verdict: &mut Verdict) -> Result<()> {
    for known in written {
        let path = folder.join(&known.file);
        verdict.files += 1;
        verdict.bytes += known.bytes;
        if !path.is_file() {
            verdict.findings.push(Finding::Missing(known.file.clone()));
        } else if !holds(&path, known.bytes, &known.sha256) {
            verdict.findings.push(Finding::Changed(known.file.clone()));
        } else if let Some(format) = format(&known.file) {
            let rows = output::rows(&path, format)?;
            if rows != known.rows {
                verdict.findings.push(Finding::Rows(known.file.clone(), known.rows, rows));
            }
        }
    }
    let known: BTreeSet<&str> = written.iter().map(|file| file.file.as_str()).collect();
    let found = clear::tables(folder, &tables(&known))?;
    let strays = found.into_iter().filter(|file| !known.contains(file.as_str()));
    verdict.findings.extend(strays.map(Finding::Stray));
    Ok(())
}

fn format(file: &str) -> Option<Format> {
    file.rsplit('.').next()?.parse().ok()
}

/// The tables that files belong to.
fn tables(files: &BTreeSet<&str>) -> Vec<String> {
    let first = |file: &&str| file.split(['/', '.']).next().map(str::to_owned);
    let mut tables: Vec<String> = files.iter().filter_map(first).collect();
    tables.dedup();
    tables
}

/// Whether the register tells that this very manifest was written.
fn registered(folder: &Path, against: &Against, verdict: &mut Verdict) -> Result<()> {
    let named = against.register.is_some();
    let path = against.register.clone().unwrap_or_else(|| folder.join(REGISTER));
    if !named && !path.exists() {
        return Ok(());
    }
    let entries = register::entries(&path)?;
    let is_this = |entry: &register::RegisterEntry| {
        entry.what == What::Finished && entry.manifest.is_some() && entry.manifest == verdict.manifest
    };
    // A process that was killed after the manifest was written has not told of it.
    let is_taken_up = |entry: &register::RegisterEntry| entry.what == What::Repeated;
    if !entries.iter().any(is_this) && !entries.last().is_some_and(is_taken_up) {
        verdict.findings.push(Finding::Unregistered);
    }
    Ok(())
}

/// Holds module, policy and inputs against those that are given.
fn went_in(log: &Left, against: &Against, verdict: &mut Verdict) -> Result<()> {
    let settings = &log.settings;
    if against.module.as_ref().is_some_and(|module| *module != settings.engine.module_sha256) {
        verdict.findings.push(Finding::Module);
    }
    if against.policy.as_ref().is_some_and(|files| PolicyEntry::files(files) != settings.policy.files) {
        verdict.findings.push(Finding::Policy);
    }
    if against.inputs.is_empty() {
        return Ok(());
    }
    for known in &settings.inputs {
        let name = format!("{}: {}", known.table, known.file);
        let found = against.inputs.iter().find_map(|place| find(place, &known.table, &known.file));
        verdict.findings.extend(match found {
            None => Some(Finding::NoInput(name)),
            Some(path) if !holds(&path, known.bytes, &known.sha256) => Some(Finding::Input(name)),
            Some(_) => None,
        });
    }
    Ok(())
}

/// An input file by its name: the place itself, in the folder, or among the parts of its table.
fn find(place: &Path, table: &str, file: &str) -> Option<PathBuf> {
    let is_it = place.is_file() && place.file_name().is_some_and(|name| name == file);
    let below = [place.join(file), place.join(table).join(file)];
    std::iter::once(place.to_owned()).filter(|_| is_it).chain(below).find(|path| path.is_file())
}
