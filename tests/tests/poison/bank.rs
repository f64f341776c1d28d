//! Customers some of whom are poisonous, and runs over them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex};

use appraise_host::batch::{Cause, Event, Job, Poisoned, Settings, score};
use appraise_host::input::{Encoding, Source, sources};
use appraise_host::manifest::Manifest;
use appraise_host::output::Format;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::run::Options;
use appraise_host::{Engine, Limits, Result};
use appraise_tests::corpus::module_file;
use appraise_tests::folder::Folder;
use appraise_tests::planted_module::{Harm, MARK, Spot, planted};
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;

pub const POLICY: &str = "
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
  rows:
    parent: id
    id: row_id
    fields:
      id: {type: string}
      row_id: {type: string}
      amount: {type: decimal(2), nullable: true}
      note: {type: string, nullable: true}
derive:
  total: {sum: rows.amount}
  noted: {count: rows, where: {note: fine}}
alerts:
  high: {kind: risk, when: 'k > 5', priority: low}
  rich: {kind: demand, when: 'total > 10.0 && noted > 0', priority: low}
reports:
  all: {by: [], measures: {customers: count, total: {sum: k}}}
";

pub static TRAP: LazyLock<Engine> = LazyLock::new(|| engine(Harm::Trap, Spot::Rows));

pub fn engine(harm: Harm, spot: Spot) -> Engine {
    let module = std::fs::read(module_file()).unwrap();
    let limits = Limits { memory: 512 << 20, fuel_most: 4_000_000_000, ..Limits::default() };
    Engine::from_bytes(&planted(&module, harm, spot).unwrap(), limits).unwrap()
}

#[derive(Clone, Copy, PartialEq)]
pub enum Form {
    Csv,
    Parquet,
}

/// A file of customers; some are poisonous, and some are not there at all.
pub fn file(place: &Folder, form: Form, rows: u32, poisonous: &[u32], absent: &[u32]) -> PathBuf {
    let kept = (0..rows).filter(|row| !absent.contains(row));
    let mark = std::str::from_utf8(&MARK).unwrap();
    let note = |row: u32| if poisonous.contains(&row) { mark } else { "fine" };
    let (path, bytes): (PathBuf, Vec<u8>) = match form {
        Form::Csv => {
            let lines: String = kept.map(|row| format!("C{row},{},{}\n", row % 10, note(row))).collect();
            (place.join("bank/customers.csv"), format!("id,k,note\n{lines}").into_bytes())
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
            (place.join("bank/customers.parquet"), out.into_inner().unwrap())
        }
    };
    let _ = std::fs::remove_dir_all(place.join("bank"));
    std::fs::create_dir(place.join("bank")).unwrap();
    std::fs::write(path, bytes).unwrap();
    place.join("bank")
}

/// The tables of a bank.
pub fn files_of(bank: &Path) -> Vec<Source> {
    sources(bank, &[], &[], &["customers", "rows"].map(str::to_owned)).unwrap()
}

/// A run, and how often each chunk was tried again.
pub fn run(
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
        sources: files_of(input),
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
pub fn lines(place: &Folder, table: &str) -> Vec<String> {
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

/// The customers who were scored, their keys first.
pub fn scored(place: &Folder) -> Vec<String> {
    lines(place, "customers")
}

pub fn told(line: u32, cause: Cause) -> Poisoned {
    Poisoned { table: "customers".to_owned(), line, cause }
}
