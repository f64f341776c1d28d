//! What a module file could do to its host, found without running it.
//!
//! ```text
//! bytes --validate--> Parts (imports, exports, limits, calls) --reach--> which import each batch export may reach --> findings
//! ```
//!
//! The lists of imports and of calls that a module of this project has are part of the program; a module with other
//! ones, with a start function, without a maximum of its memory or with another version of the interface is a surprise,
//! and every surprise is a finding. Calls are followed conservatively: a call through a table may reach every function of its
//! type whose address is taken anywhere.
//!
//! INVARIANT: no findings exactly when the module is one that this host was made for.
//! INVARIANT: every part of the file is looked at once, so a file costs time that is linear in its size.

use std::collections::BTreeSet;

use serde::Serialize;
use sha2::{Digest, Sha256};
use wasmparser::{BinaryReaderError, Validator, WasmFeatures};

use crate::calls;
use crate::error::{Code, Error, Result};
use crate::shape;
use crate::text::{Lang, hex};

mod parts;
mod reach;

use parts::Parts;

/// The imports of a module of this project: names without the hash of their build, in order. A star before a name
/// says that calls of the batch interface may reach it.
const EXPECTED: &str = include_str!("audit/imports.txt");
/// The functions of the batch interface, in order.
const INTERFACE_CALLS: &str = include_str!("audit/exports.txt");
/// The prefix of their names.
const BATCH: &str = "appraise_";
const FUNCTION: &str = "function";

/// What a module file holds.
#[derive(Clone, Debug, Serialize)]
pub struct Audit {
    /// SHA-256 of the file.
    pub sha256: String,
    /// Its size.
    pub bytes: usize,
    /// The version of the batch interface, where it is said.
    pub abi: Option<(u32, u32)>,
    /// Number of functions, without imports.
    pub functions: usize,
    /// Its imports in order.
    pub imports: Vec<ImportEntry>,
    /// Its exports in order.
    pub exports: Vec<ExportEntry>,
    /// Its memories.
    pub memories: Vec<Bounds>,
    /// Its tables.
    pub tables: Vec<Bounds>,
    /// Whether a function runs when the module is instantiated.
    pub start: bool,
    /// What should not be so; empty for a module that the host was made for.
    pub findings: Vec<Finding>,
}

/// An import.
#[derive(Clone, Debug, Serialize)]
pub struct ImportEntry {
    /// The module that it is taken from.
    pub module: String,
    /// Its name without the hash of the build.
    pub name: String,
    /// `function`, `memory`, `table`, `global` or `tag`.
    pub kind: &'static str,
    /// Exports of the batch interface from which calls may reach it. The host gives no import a meaning: a call of one
    /// ends the run.
    pub reached_from: Vec<String>,
}

/// An export.
#[derive(Clone, Debug, Serialize)]
pub struct ExportEntry {
    /// Its name.
    pub name: String,
    /// `function`, `memory`, `table`, `global` or `tag`.
    pub kind: &'static str,
}

/// The limits of a memory (in pages of 64 KiB) or a table (in elements).
#[derive(Clone, Debug, Serialize)]
pub struct Bounds {
    /// What it starts with.
    pub minimum: u64,
    /// What it may grow to.
    pub maximum: Option<u64>,
}

/// Something that should not be so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Its stable name.
    pub code: &'static str,
    /// What it is about: a name, a number, a reason.
    pub about: String,
}

impl Finding {
    /// It as a sentence.
    pub fn text(&self, lang: Lang) -> String {
        let (en, zh) = match self.code {
            IMPORT_KIND => ("an import is no function", "有导入不是函数"),
            IMPORT_UNKNOWN => ("an import is not on the list", "有导入不在清单上"),
            IMPORT_MISSING => ("an import of the list is not there", "清单上的导入不存在"),
            IMPORT_REACHED => {
                ("calls of the batch interface may reach an import", "批处理接口的调用可能到达导入")
            }
            EXPORT_MISSING => ("an export that the host needs is not there", "缺少宿主需要的导出"),
            EXPORT_UNKNOWN => ("an export of the batch interface is not known", "有未知的批处理接口导出"),
            START => ("a function runs when the module is instantiated", "实例化时会运行函数"),
            MEMORY => ("it should have one memory with a maximum", "应当只有一块有上限的内存"),
            INTERFACE => ("the version of its interface is not the host's", "接口版本与宿主不符"),
            _ => ("the host does not compile it", "宿主不会编译它"),
        };
        format!("{}: {}", lang.pick(en, zh), self.about)
    }
}

const IMPORT_KIND: &str = "import_kind";
const IMPORT_UNKNOWN: &str = "import_unknown";
const IMPORT_MISSING: &str = "import_missing";
const IMPORT_REACHED: &str = "import_reached";
const EXPORT_MISSING: &str = "export_missing";
const EXPORT_UNKNOWN: &str = "export_unknown";
const START: &str = "start";
const MEMORY: &str = "memory";
const INTERFACE: &str = "interface";
const SHAPE: &str = "shape";

impl Audit {
    /// Everything as JSON.
    pub fn to_json(&self) -> String {
        // Names, numbers and texts: nothing in it can fail to be written.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// Looks a module file through.
///
/// # Errors
///
/// [`Code::MODULE_INVALID`] for bytes that are no valid WebAssembly module, whichever parts of the language they use.
pub fn audit(bytes: &[u8]) -> Result<Audit> {
    let invalid = |cause: BinaryReaderError| {
        Error::coded(Code::MODULE_INVALID, format!("this is not a valid WebAssembly module: {cause}"))
    };
    let features = WasmFeatures::WASM3 | WasmFeatures::THREADS;
    Validator::new_with_features(features).validate_all(bytes).map_err(invalid)?;
    let parts = Parts::read(bytes).map_err(invalid)?;
    let reached = reach::reached(&parts.calls, parts.imported_functions, &parts.batch_exports(BATCH));
    let mut audit = Audit {
        sha256: hex(&Sha256::digest(bytes)),
        bytes: bytes.len(),
        abi: parts.version(),
        functions: parts.calls.len(),
        imports: imports(&parts, reached),
        exports: parts.exports.iter().map(|e| ExportEntry { name: e.name.clone(), kind: e.kind }).collect(),
        memories: parts.memories,
        tables: parts.tables,
        start: parts.start,
        findings: Vec::new(),
    };
    audit.findings = findings(&audit, shape::check(bytes).err());
    Ok(audit)
}

/// The imports with what reaches them: `reached` has a list per import that is a function.
fn imports(parts: &Parts, reached: Vec<Vec<String>>) -> Vec<ImportEntry> {
    let mut reached = reached.into_iter();
    let entry = |import: &parts::Import| {
        let reached_from =
            if import.kind == FUNCTION { reached.next().unwrap_or_default() } else { Vec::new() };
        let (module, name) = (import.module.clone(), without_hash(&import.name).to_owned());
        ImportEntry { module, name, kind: import.kind, reached_from }
    };
    parts.imports.iter().map(entry).collect()
}

/// What should not be so; `refused` is why the host does not compile the file.
fn findings(audit: &Audit, refused: Option<Error>) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |code, about: &str| found.push(Finding { code, about: about.to_owned() });
    imported(&audit.imports, &mut say);
    exported(&audit.exports, &mut say);
    if audit.start {
        say(START, "");
    }
    match audit.memories.as_slice() {
        [Bounds { maximum: Some(_), .. }] => {}
        [_] => say(MEMORY, "1, -"),
        more => say(MEMORY, &more.len().to_string()),
    }
    match audit.abi {
        Some((major, _)) if i32::try_from(major) == Ok(calls::ABI.0) => {}
        Some((major, minor)) => say(INTERFACE, &format!("{major}.{minor}")),
        None => say(INTERFACE, "-"),
    }
    if let Some(refused) = refused {
        say(SHAPE, refused.message(Lang::En));
    }
    found
}

/// Holds the imports against the list.
fn imported(imports: &[ImportEntry], say: &mut dyn FnMut(&'static str, &str)) {
    let mut left: Vec<&str> = EXPECTED.lines().filter(|line| !line.is_empty()).collect();
    for import in imports {
        let at = left.iter().position(|line| line.trim_start_matches('*') == import.name);
        match at.map(|at| left.remove(at)) {
            _ if import.kind != FUNCTION => say(IMPORT_KIND, &import.name),
            None => say(IMPORT_UNKNOWN, &import.name),
            Some(line) if !line.starts_with('*') && !import.reached_from.is_empty() => {
                say(IMPORT_REACHED, &import.name);
            }
            Some(_) => {}
        }
    }
    for line in left {
        say(IMPORT_MISSING, line.trim_start_matches('*'));
    }
}

/// Holds the functions of the batch interface against the list.
fn exported(exports: &[ExportEntry], say: &mut dyn FnMut(&'static str, &str)) {
    let functions = exports.iter().filter(|export| export.kind == FUNCTION);
    let here: BTreeSet<&str> =
        functions.map(|export| export.name.as_str()).filter(|name| name.starts_with(BATCH)).collect();
    let known: BTreeSet<&str> = INTERFACE_CALLS.lines().collect();
    for name in known.difference(&here) {
        say(EXPORT_MISSING, name);
    }
    for name in here.difference(&known) {
        say(EXPORT_UNKNOWN, name);
    }
}

/// A name without the hash of the build at its end.
pub fn without_hash(name: &str) -> &str {
    match name.rsplit_once('_') {
        Some((front, hash)) if hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => front,
        _ => name,
    }
}
