//! One customer who stops the module, among many: exactly that one is put in quarantine, with what they did, and
//! everybody else is scored as if they had not been there.
//!
//! The module is the real one with a weakness planted in it. `APPRAISE_FULL=1` runs a million rows in chunks of 65,536.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use appraise_host::batch::{Cause, Event, Job, Poisoned, Settings, score};
use appraise_host::input::{Encoding, sources};
use appraise_host::manifest::Manifest;
use appraise_host::output::Format;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::run::Options;
use appraise_host::{Code, Engine, Limits, Result};
use appraise_tests::corpus::module_file;
use appraise_tests::folder::Folder;
use appraise_tests::planted_module::{Harm, MARK, planted};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;

const POLICY: &str = "
appraise: 1
policy: p
version: 1.0.0
time_zone: UTC
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      k: {type: int, nullable: true}
      note: {type: string, nullable: true}
alerts:
  high: {kind: risk, when: 'k > 5', priority: low}
reports:
  all: {by: [], measures: {customers: count, total: {sum: k}}}
";

static TRAP: LazyLock<Engine> = LazyLock::new(|| engine(Harm::Trap));

fn engine(harm: Harm) -> Engine {
    let module = std::fs::read(module_file()).unwrap();
    let limits = Limits { memory: 512 << 20, fuel_most: 4_000_000_000, ..Limits::default() };
    Engine::from_bytes(&planted(&module, harm).unwrap(), limits).unwrap()
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Csv,
    Parquet,
}

/// A file of customers; some are poisonous, and some are not there at all.
fn file(place: &Folder, form: Form, rows: u32, poisonous: &[u32], absent: &[u32]) -> PathBuf {
    let kept = (0..rows).filter(|row| !absent.contains(row));
    let mark = std::str::from_utf8(&MARK).unwrap();
    let note = |row: u32| if poisonous.contains(&row) { mark } else { "fine" };
    let (path, bytes) = match form {
        Form::Csv => {
            let lines: String = kept.map(|row| format!("C{row},{},{}\n", row % 10, note(row))).collect();
            (place.join("customers.csv"), format!("id,k,note\n{lines}").into_bytes())
        }
        Form::Parquet => {
            let ids: ArrayRef =
                Arc::new(StringArray::from_iter_values(kept.clone().map(|row| format!("C{row}"))));
            let k: ArrayRef =
                Arc::new(Int64Array::from_iter_values(kept.clone().map(|row| i64::from(row % 10))));
            let notes: ArrayRef = Arc::new(StringArray::from_iter_values(kept.map(note)));
            let batch = RecordBatch::try_from_iter([("id", ids), ("k", k), ("note", notes)]).unwrap();
            let mut out = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
            out.write(&batch).unwrap();
            (place.join("customers.parquet"), out.into_inner().unwrap())
        }
    };
    std::fs::write(&path, bytes).unwrap();
    path
}

/// A run, and how often each chunk was tried again.
fn run(
    engine: &Engine,
    place: &Folder,
    input: &Path,
    chunk_rows: u64,
) -> (Result<Manifest>, BTreeMap<u32, u32>) {
    let files = PolicyFiles::from_text("p.yaml", POLICY);
    let retried = Mutex::new(BTreeMap::new());
    let job = Job {
        engine,
        files: &files,
        sources: sources(input, &[], &[], &["customers".to_owned()]).unwrap(),
        as_of: "2026-11-21".to_owned(),
        force_effective: false,
        encoding: Encoding::default(),
        out: place.join("out"),
        settings: Settings { threads: 2, chunk_rows, formats: vec![Format::Csv], ..Settings::default() },
        options: Options { restart: true, ..Options::default() },
    };
    let manifest = score(job, &|event| {
        if let Event::Retried { number } = event {
            *retried.lock().unwrap().entry(*number).or_default() += 1;
        }
    });
    (manifest, retried.into_inner().unwrap())
}

/// The lines of a table, the header once, whether it is one file or a folder of parts.
fn lines(place: &Folder, table: &str) -> Vec<String> {
    let folder = place.join("out").join(table);
    let mut files = match std::fs::read_dir(&folder) {
        Ok(entries) => entries.map(|entry| entry.unwrap().path()).collect(),
        Err(_) => vec![place.join("out").join(format!("{table}.csv"))],
    };
    files.sort();
    files
        .iter()
        .flat_map(|file| {
            std::fs::read_to_string(file).unwrap().lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

/// The lines of the customers without the number of their row within a chunk.
fn scored(place: &Folder) -> Vec<String> {
    let cut = |line: String| line.split_once(',').map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    lines(place, "customers").into_iter().map(cut).collect()
}

fn most(chunk_rows: u64) -> u32 {
    chunk_rows.next_power_of_two().ilog2() + 2
}

#[test]
fn one_poisonous_row_among_many_is_the_only_one_in_quarantine() {
    let full = std::env::var_os("APPRAISE_FULL").is_some();
    let (rows, chunk_rows) = if full { (1_000_000, 65_536) } else { (6_000, 1_024) };
    let poison = rows / 3 * 2 + 1;
    for form in [Form::Csv, Form::Parquet] {
        let place = Folder::new(if form == Form::Csv { "csv" } else { "parquet" });
        let input = file(&place, form, rows, &[], &[poison]);
        let (without, retried) = run(&TRAP, &place, &input, chunk_rows);
        assert!(without.unwrap().poisoned.is_empty() && retried.is_empty());
        let expected = scored(&place);
        let input = file(&place, form, rows, &[poison], &[]);
        let (manifest, retried) = run(&TRAP, &place, &input, chunk_rows);
        let manifest = manifest.unwrap();
        let line = if form == Form::Csv { poison + 2 } else { poison + 1 };
        assert_eq!(manifest.poisoned, [Poisoned { line, cause: Cause::Trap }]);
        let quarantine = lines(&place, "quarantine");
        assert_eq!(quarantine.len(), 1, "{quarantine:?}");
        assert!(quarantine[0].contains("trapped"), "{quarantine:?}");
        assert_eq!(scored(&place), expected, "everybody else as if they had not been there");
        let attempts: Vec<u32> = retried.values().copied().collect();
        assert!(attempts.len() == 1 && attempts[0] <= most(chunk_rows), "{retried:?}");
        println!(
            "{rows} rows in chunks of {chunk_rows}: {} more attempts of at most {}",
            attempts[0],
            most(chunk_rows)
        );
    }
}

#[test]
fn several_poisonous_rows_are_found_whatever_the_chunks() {
    let place = Folder::new("several");
    let input = file(&place, Form::Csv, 500, &[0, 1, 250, 499], &[]);
    for chunk_rows in [7, 64, 65_536] {
        let manifest = run(&TRAP, &place, &input, chunk_rows).0.unwrap();
        let found: Vec<u32> = manifest.poisoned.iter().map(|poisoned| poisoned.line).collect();
        assert_eq!(found, [2, 3, 252, 501], "{chunk_rows}");
        assert_eq!(scored(&place).len(), 496);
    }
}

#[test]
fn work_without_end_is_quarantined_as_such_and_hunger_for_memory_ends_the_run() {
    let place = Folder::new("harms");
    let input = file(&place, Form::Csv, 40, &[11], &[]);
    let manifest = run(&engine(Harm::Loop), &place, &input, 16).0.unwrap();
    assert_eq!(manifest.poisoned, [Poisoned { line: 13, cause: Cause::Fuel }]);
    assert!(lines(&place, "quarantine")[0].contains("out_of_fuel"));
    let error = run(&engine(Harm::Grow), &place, &input, 16).0.unwrap_err();
    assert_eq!(error.code(), Code::MEMORY, "{error}");
}
