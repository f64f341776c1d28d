//! A run in chunks gives the rows of a run in one: whatever the threads, the cuts, the forms of the files and their
//! order, and with what is wrong in them.
//!
//! The column `row`, which counts the usable customers of a chunk, is left out of every comparison; the column `line` of
//! `faults` and `quarantine`, which says where a record stands in its file, is not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use appraise_host::batch::{Event, Job, Settings, score};
use appraise_host::input::{Encoding, sources};
use appraise_host::manifest::Manifest;
use appraise_host::output::Format;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::run::Options;
use appraise_host::{Engine, Limits, Result};
use appraise_tests::corpus::module_file;
use appraise_tests::folder::Folder;
use appraise_tests::tables::{csv, in_chunks, parquet, written};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::open(&module_file(), Limits::default()).unwrap());

const CUSTOMERS: u32 = 700;
const ROWS: u32 = 2500;

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
      grade: {type: enum, values: [low, high], nullable: true}
  rows:
    parent: id
    id: row_id
    fields:
      row_id: {type: string}
      id: {type: string}
      kind: {type: enum, values: [in, out], nullable: true}
      amount: {type: decimal(2), nullable: true}
derive:
  total: {sum: rows.amount}
  outs: {sum: rows.amount, where: {kind: out}}
  how_many: {count: rows}
tables:
  shown:
    hit: first
    inputs: {a: total, b: how_many}
    outputs: {size: {type: enum, values: [none, some, much]}}
    rows: [['-', '0', none], ['> 100', '-', much], ['-', '-', some]]
alerts:
  total_50: {kind: demand, when: 'total >= 50.0', priority: low}
  outs_5: {kind: risk, when: 'outs > 5.0 && k > 10', priority: low}
  each_big:
    kind: service
    each: rows r
    when: 'r.amount > 10.0 && k > 1'
    priority: urgent
    task: {to: rm, due: 1d, title: {en: '{{r.row_id}} of {{total}}: {{r.amount}}', zh-CN: '{{r.row_id}}'}}
reports:
  by_grade: {by: [grade], measures: {customers: count, total: {sum: total}, mean: {mean: total}}}
";

/// A line of cells.
type Line = Vec<String>;

/// The tables of a bank, and whether their lines are as they should be.
#[derive(Clone)]
struct Bank {
    customers: Vec<Line>,
    rows: Vec<Line>,
}

fn cells(cells: &[&dyn std::fmt::Display]) -> Line {
    cells.iter().map(ToString::to_string).collect()
}

impl Bank {
    /// Child rows in the order of the customers, between none and eight each.
    fn sorted() -> Self {
        let grade = |n: u32| ["low", "high", ""][n as usize % 3];
        let customers = (0..CUSTOMERS).map(|n| cells(&[&format!("C{n}"), &(n % 40), &grade(n)]));
        let mut rows: Vec<(u32, Line)> = (0..ROWS)
            .map(|n| {
                let of = n.wrapping_mul(2_654_435_761) % CUSTOMERS;
                let amount = format!("{}.{:02}", n % 37, n % 100);
                (of, cells(&[&format!("R{n}"), &format!("C{of}"), &["in", "out"][n as usize % 2], &amount]))
            })
            .collect();
        rows.sort_by_key(|(of, _)| *of);
        Self { customers: customers.collect(), rows: rows.into_iter().map(|(_, row)| row).collect() }
    }

    /// The same child rows in another order.
    fn shuffled() -> Self {
        let mut bank = Self::sorted();
        bank.rows
            .sort_by_key(|row| row[0].bytes().fold(7u32, |sum, byte| sum.wrapping_mul(31) ^ u32::from(byte)));
        bank
    }

    /// With everything that can be wrong, far from where it belongs.
    fn broken() -> Self {
        let mut bank = Self::shuffled();
        let at = |n: usize| n * 97 % ROWS as usize;
        for n in 0..12 {
            // The id of a row of another customer; a row of nobody; a cell that is no amount.
            bank.rows[at(n)][0] = bank.rows[at(n + 20)][0].clone();
            bank.rows[at(n + 40)][1] = format!("X{}", n % 5);
            bank.rows[at(n + 60)][3] = "much".to_owned();
        }
        // A row of nobody with the id of somebody's.
        bank.rows[at(80)] = cells(&[&bank.rows[at(81)][0], &"X9", &"in", &"1.00"]);
        // One cell too many: the owner may be the second cell or the third.
        bank.rows[at(82)] = cells(&[&"R1", &"C600", &"C3", &"in", &"1.00"]);
        bank.rows[at(83)] = cells(&[&"R2", &"nobody", &"C44", &"in", &"1.00"]);
        // A quote that never closes, and one that closes in another line.
        bank.rows[at(84)] = cells(&[&"\"R3", &"C45", &"in", &"1.00"]);
        bank.rows[at(85)] = cells(&[&"R4", &"C46", &"\"in", &"1.00"]);
        bank.rows[at(86)] = cells(&[&"R5", &"C47", &"in\"", &"1.00"]);
        // No id, and no customers of some keys, or two.
        bank.rows[at(87)][0] = String::new();
        bank.customers[5][0] = "C650".to_owned();
        bank.customers[300][0] = "C8".to_owned();
        bank.customers[301][0] = String::new();
        bank.customers[302].push("more".to_owned());
        bank
    }

    /// With a row that may be anybody's.
    fn doubtful() -> Self {
        let mut bank = Self::sorted();
        bank.rows[1700][1] = String::new();
        bank
    }
}

fn ndjson(header: &str, lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let cells = header.split(',').zip(line).filter(|(_, cell)| !cell.is_empty());
        let cells: Vec<String> = cells.map(|(name, cell)| format!("\"{name}\":\"{cell}\"")).collect();
        let _ = writeln!(text, "{{{}}}", cells.join(","));
    }
    text
}

const OF_CUSTOMERS: &str = "id,k,grade";
const OF_ROWS: &str = "row_id,id,kind,amount";

/// A folder with the policy, banks and a run.
struct Place(Folder);

impl Place {
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        folder.file("p.yaml", POLICY);
        Self(folder)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        self.0.file(name, bytes)
    }

    /// The bank as two CSV files in a folder.
    fn bank(&self, name: &str, bank: &Bank) -> PathBuf {
        self.file(&format!("{name}/rows.csv"), csv(OF_ROWS, &bank.rows));
        self.file(&format!("{name}/customers.csv"), csv(OF_CUSTOMERS, &bank.customers));
        self.0.join(name)
    }

    fn score(&self, input: &Path, settings: Settings) -> Result<Run> {
        let files = PolicyFiles::open(&self.0.join("p.yaml"))?;
        let known = ["customers", "rows"].map(str::to_owned);
        let out = self.0.join("out");
        let _ = std::fs::remove_dir_all(&out);
        let job = Job {
            engine: &ENGINE,
            files: &files,
            sources: sources(input, &[], &[], &known)?,
            as_of: "2026-12-02".to_owned(),
            force_effective: false,
            encoding: Encoding::Utf8,
            out: out.clone(),
            settings,
            options: Options::default(),
        };
        let chunks = std::sync::Mutex::new(0u32);
        let tell = |event: &Event| {
            if let Event::Chunk { number, .. } = event {
                let mut chunks = chunks.lock().unwrap();
                *chunks += 1;
                assert_eq!(*number, *chunks, "chunks are written in their order");
            }
        };
        let manifest = score(job, &tell)?;
        assert_eq!(manifest.chunks, *chunks.lock().unwrap());
        assert!(!out.join(".work").exists(), "nothing is left of the spill folder");
        Ok(Run { tables: written(&out, &manifest).unwrap(), manifest })
    }
}

/// A run and the rows of its tables.
struct Run {
    manifest: Manifest,
    tables: BTreeMap<String, Vec<String>>,
}

impl Run {
    /// The rows of the tables without an order.
    fn sets(&self) -> BTreeMap<String, Vec<String>> {
        let mut tables = self.tables.clone();
        tables.values_mut().for_each(|rows| rows.sort());
        tables
    }
}

#[test]
fn neither_threads_nor_the_size_of_chunks_show_in_the_rows() {
    let place = Place::new("sizes");
    let input = place.bank("bank", &Bank::sorted());
    let whole = place.score(&input, in_chunks(1, 65_536)).unwrap();
    assert_eq!((whole.manifest.chunks, whole.tables["customers"].len()), (1, CUSTOMERS as usize));
    assert!(whole.tables["tasks"].len() > 100 && !whole.tables["reports"].is_empty());
    for (threads, rows) in [(1, 7), (2, 7), (4, 7), (1, 100), (2, 100), (4, 100), (2, 65_536)] {
        let run = place.score(&input, in_chunks(threads, rows)).unwrap();
        assert_eq!(run.manifest.chunks, CUSTOMERS.div_ceil(rows as u32), "{rows} rows");
        assert_eq!(run.tables, whole.tables, "{threads} threads, {rows} rows");
        assert_eq!(run.manifest.summary.rows, whole.manifest.summary.rows);
        assert_eq!(run.manifest.read, whole.manifest.read);
    }
}

#[test]
fn the_same_run_is_the_same_bytes_on_any_number_of_threads() {
    let place = Place::new("bytes");
    let input = place.bank("bank", &Bank::broken());
    let formats = vec![Format::Csv, Format::Ndjson, Format::Parquet];
    let run = |threads| {
        place.score(&input, Settings { formats: formats.clone(), ..in_chunks(threads, 64) }).unwrap().manifest
    };
    let one = run(1);
    assert!(one.outputs.len() > 60, "{}", one.outputs.len());
    for files in one.outputs.chunks(3) {
        assert!(files.iter().all(|file| file.rows == files[0].rows), "{files:?}");
    }
    assert_eq!(run(2), one);
    assert_eq!(run(4), one);
}

#[test]
fn chunks_are_cut_by_bytes_too() {
    let place = Place::new("mib");
    let input = place.bank("bank", &Bank::sorted());
    let whole = place.score(&input, in_chunks(2, 65_536)).unwrap();
    let run = place.score(&input, Settings { chunk_bytes: 4096, ..in_chunks(2, 65_536) }).unwrap();
    assert!(run.manifest.chunks > 10, "{}", run.manifest.chunks);
    assert_eq!(run.tables, whole.tables);
}

#[test]
fn the_form_of_the_files_does_not_show() {
    let place = Place::new("forms");
    for (name, bank) in [("sorted", Bank::sorted()), ("shuffled", Bank::shuffled())] {
        let whole = place.score(&place.bank(name, &bank), in_chunks(1, 65_536)).unwrap();
        let json = place.file(&format!("{name}-j/rows.ndjson"), ndjson(OF_ROWS, &bank.rows));
        place.file(&format!("{name}-j/customers.ndjson"), ndjson(OF_CUSTOMERS, &bank.customers));
        let typed = place.file(&format!("{name}-p/rows.parquet"), "");
        parquet(OF_ROWS, &bank.rows, &typed).unwrap();
        parquet(OF_CUSTOMERS, &bank.customers, &typed.with_file_name("customers.parquet")).unwrap();
        let packed = place.file(&format!("{name}-z/customers.csv"), csv(OF_CUSTOMERS, &bank.customers));
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(csv(OF_ROWS, &bank.rows).as_bytes()).unwrap();
        std::fs::write(packed.with_file_name("rows.csv.gz"), gz.finish().unwrap()).unwrap();
        let (first, second) = bank.rows.split_at(1000);
        let parts = place.file(&format!("{name}-f/customers.csv"), csv(OF_CUSTOMERS, &bank.customers));
        place.file(&format!("{name}-f/rows/1.csv"), csv(OF_ROWS, first).trim_end());
        place.file(&format!("{name}-f/rows/2.csv"), csv(OF_ROWS, second));
        for input in [json, typed, packed, parts] {
            let run = place.score(input.parent().unwrap(), in_chunks(2, 100)).unwrap();
            assert_eq!(run.tables, whole.tables, "{}", input.display());
        }
    }
}

#[test]
fn child_rows_in_any_order_are_joined_in_little_memory() {
    let place = Place::new("spill");
    let whole = place.score(&place.bank("sorted", &Bank::sorted()), in_chunks(1, 65_536)).unwrap();
    let shuffled = Bank::shuffled();
    let text = place.bank("shuffled", &shuffled);
    let typed = place.file("typed/rows.parquet", "");
    parquet(OF_ROWS, &shuffled.rows, &typed).unwrap();
    parquet(OF_CUSTOMERS, &shuffled.customers, &typed.with_file_name("customers.parquet")).unwrap();
    for input in [&*text, typed.parent().unwrap()] {
        for memory in [1, 2000, 32 << 20] {
            let run = place.score(input, Settings { memory, ..in_chunks(2, 100) }).unwrap();
            assert_eq!(run.tables, whole.tables, "{memory} bytes");
        }
    }
}

#[test]
fn what_is_wrong_is_found_across_chunks() {
    let place = Place::new("wrong");
    for (name, bank) in [("broken", Bank::broken()), ("doubtful", Bank::doubtful())] {
        let input = place.bank(name, &bank);
        let whole = place.score(&input, in_chunks(1, 65_536)).unwrap();
        assert!(!whole.tables["quarantine"].is_empty(), "{name}");
        for (threads, rows) in [(1, 7), (2, 100), (2, 333)] {
            let run = place.score(&input, in_chunks(threads, rows)).unwrap();
            assert!(run.manifest.chunks > 1);
            assert_eq!(run.sets(), whole.sets(), "{name}, {rows} rows");
            assert_eq!(run.manifest.read, whole.manifest.read, "{name}, {rows} rows");
            assert_eq!(run.manifest.summary, whole.manifest.summary, "{name}, {rows} rows");
        }
    }
}

#[test]
fn a_fault_is_told_by_its_line_in_the_file_whatever_the_chunks() {
    let place = Place::new("lines");
    let mut bank = Bank::shuffled();
    let (faulty, orphans): (Vec<usize>, Vec<usize>) = (0..40).map(|n| (n * 61, n * 61 + 7)).unzip();
    faulty.iter().for_each(|at| bank.rows[*at][3] = "much".to_owned());
    orphans.iter().for_each(|at| bank.rows[*at][1] = format!("X{at}"));
    bank.customers[33][1] = "x".to_owned();
    let text = place.bank("text", &bank);
    place.file("json/customers.ndjson", ndjson(OF_CUSTOMERS, &bank.customers));
    place.file("json/rows.ndjson", ndjson(OF_ROWS, &bank.rows));
    let typed = place.file("typed/rows.parquet", "");
    parquet(OF_ROWS, &bank.rows, &typed).unwrap();
    parquet(OF_CUSTOMERS, &bank.customers, &typed.with_file_name("customers.parquet")).unwrap();
    // A text of CSV has a header; rows of typed columns are counted.
    for (input, before) in [(&*text, 2), (&*place.0.join("json"), 1), (typed.parent().unwrap(), 1)] {
        for chunk_rows in [7, 100, 65_536] {
            let run = place.score(input, in_chunks(2, chunk_rows)).unwrap();
            let told = |table: &str, of: &str| -> Vec<usize> {
                let own = run.tables[table].iter().filter_map(|row| row.strip_prefix(of));
                let mut lines: Vec<usize> = own
                    .map(|row| row.split('|').next().unwrap().parse::<usize>().unwrap() - before)
                    .collect();
                lines.sort_unstable();
                lines
            };
            let name = format!("{} in chunks of {chunk_rows}", input.display());
            assert_eq!(told("faults", "rows|"), faulty, "{name}");
            assert_eq!(told("faults", "customers|"), [33], "{name}");
            assert_eq!(told("quarantine", "rows|"), orphans, "{name}");
        }
    }
}

#[test]
fn tables_without_rows_are_delivered_all_the_same() {
    let place = Place::new("empty");
    let mut bank = Bank::sorted();
    bank.rows.clear();
    let whole = place.score(&place.bank("none", &bank), in_chunks(1, 65_536)).unwrap();
    assert!(whole.tables["customers"][0].contains("none"), "{}", whole.tables["customers"][0]);
    let run = place.score(&place.bank("none", &bank), in_chunks(2, 50)).unwrap();
    assert_eq!(run.tables, whole.tables);
    bank.customers.clear();
    bank.rows.push(cells(&[&"R1", &"C1", &"in", &"1.00"]));
    let run = place.score(&place.bank("nobody", &bank), in_chunks(2, 50)).unwrap();
    assert_eq!((run.manifest.chunks, run.tables["quarantine"].len()), (1, 1));
}

#[test]
fn a_policy_that_looks_across_customers_is_one_chunk() {
    let place = Place::new("whole");
    let policy = POLICY.replacen("    key: id\n", "    key: id\n    aliases: true\n", 1);
    std::fs::write(place.0.join("p.yaml"), policy).unwrap();
    let input = place.bank("bank", &Bank::sorted());
    let run = place.score(&input, in_chunks(2, 7)).unwrap();
    assert_eq!(run.manifest.chunks, 1);
}
