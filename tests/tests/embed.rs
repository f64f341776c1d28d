//! The library as a server uses it: the example that comes with it, and batches that stop the module.

#![allow(clippy::unwrap_used, reason = "functions of tests, where a panic is the report")]

#[path = "../../host/examples/embed.rs"]
mod embed;

use std::sync::Arc;
use std::time::Duration;

use appraise_host::policy_files::PolicyFiles;
use appraise_host::scorer::{Rows, Scorer, Table};
use appraise_host::{Engine, ErrorKind, Limits, Result};
use appraise_tests::corpus::module_file;
use appraise_tests::folder::Folder;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};

const POLICY: &str = "
appraise: 1
policy: p
version: 1.0.0
time_zone: Asia/Shanghai
schema:
  customers:
    key: id
    fields: {id: {type: string}, k: {type: int, nullable: true}}
alerts:
  n: {kind: risk, when: \"k > 5\", priority: low, event: {key: k}, task: {to: rm, title: {en: a, zh-CN: a}}}
";
const CUSTOMERS: &[u8] = b"id,k\nC1,9\nC2,x\nC3,\n";

fn scorer(limits: Limits) -> Result<Scorer> {
    let engine = Arc::new(Engine::open(&module_file(), limits)?);
    Scorer::open(engine, PolicyFiles::from_text("p.yaml", POLICY))
}

fn text(bytes: &[u8]) -> [Table<'_>; 1] {
    [Table { name: "customers", rows: Rows::Text(bytes) }]
}

#[test]
fn the_example_scores_refuses_and_goes_on() {
    let folder = Folder::new("embed");
    let policy = folder.file("p.yaml", POLICY);
    let mut out = Vec::new();
    embed::serve(&module_file(), &policy, CUSTOMERS, "2026-11-21", &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = out.lines().collect();
    let [first, second, third] = lines.as_slice() else { unreachable!("{out}") };
    assert!(first.starts_with("3 customers, 2 columns, 1 faults, "), "{first}");
    assert!(second.starts_with("Refused: "), "{second}");
    assert_eq!(first, third);
}

#[test]
fn typed_columns_and_text_give_one_answer() {
    let mut scorer = scorer(Limits::default()).unwrap();
    let id: ArrayRef = Arc::new(StringArray::from(vec!["C1", "C3"]));
    let k: ArrayRef = Arc::new(Int64Array::from(vec![Some(9), None]));
    let columns = RecordBatch::try_from_iter([("id", id), ("k", k)]).unwrap();
    let table = Table { name: "customers", rows: Rows::Columns(&columns) };
    let typed = scorer.score(&[table], "2026-11-21", &["customers"]).unwrap();
    let read = scorer.score(&text(b"id,k\nC1,9\nC3,\n"), "2026-11-21", &["customers"]).unwrap();
    assert_eq!((typed.digest, &typed.tables), (read.digest, &read.tables));
    assert_eq!(scorer.schema().unwrap().inputs().unwrap().first().map(String::as_str), Some("customers"));
}

#[test]
fn a_batch_that_is_too_much_costs_that_batch_alone() {
    let limits = Limits { memory: 32 << 20, timeout: Duration::from_secs(60), ..Limits::default() };
    let mut scorer = scorer(limits).unwrap();
    let before = scorer.score(&text(CUSTOMERS), "2026-11-21", &[]).unwrap().digest;
    let many: String = (0..1_000_000).fold("id,k\n".to_owned(), |text, n| text + &format!("C{n},1\n"));
    let error = scorer.score(&text(many.as_bytes()), "2026-11-21", &[]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Memory);
    assert_eq!(scorer.score(&text(CUSTOMERS), "2026-11-21", &[]).unwrap().digest, before);
    assert_eq!(scorer.score(&text(CUSTOMERS), "no day", &[]).unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(scorer.score(&text(CUSTOMERS), "2026-11-21", &[]).unwrap().digest, before);
}
