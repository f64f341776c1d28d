//! The module file itself: what it imports and exports, its limits, and what must not be in its bytes.
//!
//! `host/src/audit/imports.txt` holds the names of its imports without their build hash, one line each, a star before
//! those that calls of the batch interface may reach, and `exports.txt` beside it those calls; `BLESS=1` rewrites them
//! for the program's next build, and the diff is to be read: an import that could reach out of the module does not
//! belong there. In wasmtime every import is a trap, and a case that reaches one fails in the target `cases`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a suite, where a panic is the report"
)]

use std::collections::BTreeSet;

use appraise_host::audit::{ImportEntry, audit, without_hash};
use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, Error, ErrorKind, Instance, Limits};
use appraise_tests::corpus::{module_file, root};
use wasmparser::{Export, ExternalKind, Global, Import, MemoryType, Operator, Parser, Payload, TypeRef};

struct Parts {
    imports: Vec<(String, bool)>,
    exports: Vec<(String, ExternalKind, u32)>,
    memories: Vec<MemoryType>,
    globals: Vec<(bool, Option<i32>)>,
    has_start: bool,
}

fn bytes() -> Vec<u8> {
    let path = module_file();
    std::fs::read(&path)
        .unwrap_or_else(|e| panic!("no module at {} ({e}): `make module` builds it", path.display()))
}

fn parts(bytes: &[u8]) -> Parts {
    let mut parts =
        Parts { imports: vec![], exports: vec![], memories: vec![], globals: vec![], has_start: false };
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.unwrap() {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let Import { name, ty, .. } = import.unwrap();
                    parts.imports.push((name.to_owned(), matches!(ty, TypeRef::Func(_))));
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let Export { name, kind, index } = export.unwrap();
                    parts.exports.push((name.to_owned(), kind, index));
                }
            }
            Payload::MemorySection(section) => parts.memories.extend(section.into_iter().map(Result::unwrap)),
            Payload::GlobalSection(section) => {
                parts.globals.extend(section.into_iter().map(|global| constant(&global.unwrap())));
            }
            Payload::StartSection { .. } => parts.has_start = true,
            _ => {}
        }
    }
    parts
}

/// Whether a global may change, and its value when it is one number.
fn constant(global: &Global<'_>) -> (bool, Option<i32>) {
    let value = match global.init_expr.get_operators_reader().read() {
        Ok(Operator::I32Const { value }) => Some(value),
        _ => None,
    };
    (global.ty.mutable, value)
}

/// Holds lines against a list of the audit; `BLESS=1` rewrites it.
fn listed(file: &str, mut lines: Vec<String>) {
    lines.sort_unstable();
    let path = root().join("host/src/audit").join(file);
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        std::fs::write(&path, lines.concat()).unwrap();
    }
    assert_eq!(lines.concat(), std::fs::read_to_string(path).unwrap());
}

#[test]
fn the_audit_of_the_module_finds_nothing_and_its_lists_are_those_that_are_written_down() {
    let found = audit(&bytes()).unwrap();
    let line = |import: &ImportEntry| {
        let star = if import.reached_from.is_empty() { "" } else { "*" };
        format!("{star}{}\n", import.name)
    };
    listed("imports.txt", found.imports.iter().map(line).collect());
    let calls = found.exports.iter().filter(|e| e.kind == "function" && e.name.starts_with("appraise_"));
    listed("exports.txt", calls.map(|export| format!("{}\n", export.name)).collect());
    assert_eq!(found.findings, []);
}

#[test]
fn no_import_calls_looks_up_or_evaluates_anything() {
    let words =
        ["get", "call", "apply", "iterator", "iter", "next", "eval", "newnoargs", "then", "fetch", "global"];
    for (name, _) in parts(&bytes()).imports {
        let said = without_hash(&name).to_ascii_lowercase();
        let found = said.split('_').find(|word| words.contains(word));
        assert_eq!(found, None, "the import `{name}`");
    }
}

#[test]
fn the_batch_abi_is_exported_whole_with_its_version_as_constants() {
    let parts = parts(&bytes());
    let folder = std::fs::read_dir(root().join("wasm/src/abi")).unwrap().map(|entry| entry.unwrap().path());
    let files = folder.chain([root().join("wasm/src/abi.rs")]);
    let source: String = files.map(|file| std::fs::read_to_string(file).unwrap() + "\n").collect();
    let declared = source.lines().filter_map(|line| line.strip_prefix("pub extern \"C\" fn "));
    let declared: BTreeSet<&str> = declared.filter_map(|line| line.split('(').next()).collect();
    let exported =
        |kind| parts.exports.iter().filter(move |(_, k, _)| *k == kind).map(|(name, ..)| name.as_str());
    let functions: BTreeSet<&str> =
        exported(ExternalKind::Func).filter(|name| name.starts_with("appraise_")).collect();
    assert_eq!(functions, declared);
    for (name, value) in [("appraise_abi_major", 1), ("appraise_abi_minor", 1)] {
        let (_, kind, index) = parts.exports.iter().find(|(export, ..)| export == name).unwrap();
        assert_eq!(*kind, ExternalKind::Global);
        assert_eq!(parts.globals[*index as usize], (false, Some(value)), "{name}");
    }
}

#[test]
fn memory_has_a_maximum_and_nothing_runs_at_the_start() {
    let parts = parts(&bytes());
    let [memory] = parts.memories.as_slice() else { panic!("{} memories", parts.memories.len()) };
    assert!(memory.maximum.is_some_and(|pages| pages <= 65_536), "{memory:?}");
    assert!(!memory.memory64 && !memory.shared);
    assert!(parts.exports.iter().any(|(name, kind, _)| name == "memory" && *kind == ExternalKind::Memory));
    assert!(!parts.has_start);
}

#[test]
fn no_path_of_a_machine_is_in_the_bytes() {
    let bytes = bytes();
    let mut words =
        vec!["/home/".to_owned(), "/root/".to_owned(), "/Users/".to_owned(), "\\Users\\".to_owned()];
    words.push(root().canonicalize().unwrap().display().to_string());
    words.extend(["HOME", "CARGO_HOME", "RUSTUP_HOME"].iter().filter_map(|name| std::env::var(name).ok()));
    for word in words.iter().filter(|word| word.len() > 1) {
        assert!(!bytes.windows(word.len()).any(|part| part == word.as_bytes()), "the module holds `{word}`");
    }
}

const POLICY: &str = "appraise: 1
policy: p
version: 1.0.0
time_zone: UTC
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      k: {type: int, nullable: true}
alerts:
  high: {kind: risk, when: \"k > 5\", priority: low}
";

fn instance() -> Instance {
    Engine::open(&module_file(), Limits::default()).unwrap().instance().unwrap()
}

fn refused<T>(result: Result<T, Error>) {
    let error = result.err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Refused, "{error}");
    assert_eq!(error.diagnostics()[0].code, "E411", "{error}");
}

#[test]
fn handles_that_mean_nothing_are_refused_and_harm_nothing() {
    let mut instance = instance();
    let files = PolicyFiles::from_text("p.yaml", POLICY);
    let (first, second) = (instance.load(&files).unwrap(), instance.load(&files).unwrap());
    let dataset = instance.dataset(first).unwrap();
    refused(instance.run(first, dataset, "2026-01-01", false));
    instance.read(dataset, "customers", b"id,k\nA,7\n", true).unwrap();
    instance.seal(dataset).unwrap();
    refused(instance.seal(dataset));
    refused(instance.read(dataset, "customers", b"id,k\nA,7\n", true));
    refused(instance.run(second, dataset, "2026-01-01", false));
    let outcome = instance.run(first, dataset, "2026-01-01", false).unwrap();
    let digest = instance.digest(outcome).unwrap();
    instance.release(first).unwrap();
    instance.release(dataset).unwrap();
    refused(instance.schema(first));
    refused(instance.dataset(first));
    // An outcome keeps what it was made of.
    assert_eq!(instance.digest(outcome).unwrap(), digest);
    instance.release(outcome).unwrap();
    instance.release(outcome).unwrap();
    refused(instance.digest(outcome));
    instance.reset().unwrap();
    refused(instance.schema(second));
    assert!(instance.load(&files).is_ok());
}
