//! Files whose columns are called otherwise: what `inspect` says of them, and that a mapping gives the same digest.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use appraise_host::batch::Pieces;
use appraise_host::input::{Encoding, Reading, feed, sources};
use appraise_host::inspect::{Inspection, inspect, mapping};
use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, ErrorKind, Instance, Limits, Result};
use appraise_tests::corpus::module_file;
use appraise_tests::folder::Folder;
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;

const POLICY: &str = "
appraise: 1
policy: p
version: 1.0.0
time_zone: Asia/Shanghai
schema:
  customers:
    key: customer_id
    fields:
      customer_id: {type: string}
      aum: {type: decimal(2), min: 0, label: {en: Assets, zh-CN: 管理资产}}
      phone: {type: int, nullable: true, class: C2}
  loans:
    parent: customer_id
    id: loan_id
    fields: {customer_id: {type: string}, loan_id: {type: string}, due: {type: date, nullable: true}}
alerts:
  n:
    kind: risk
    when: \"aum > 1.00 && phone > 1 && loans.exists(l, l.due > date('2026-01-01'))\"
    priority: low
    task: {to: rm, title: {en: '{{aum}}', zh-CN: '{{aum}}'}}
";
const NAMED: &str = "customer_id,aum,phone\nC1,10.00,13\nC2,20.00,x\nC3,-1,\n";
const LOANS: &str = "customer_id,loan_id,due\nC1,L1,2026-05-01\nC2,L2,2025-05-01\nC9,L3,\n";
/// Customers without a fault: the place of one is another in every format.
const CLEAN: &str = "customer_id,aum,phone\nC1,10.00,13\nC2,20.00,14\nC3,1.00,\n";
/// How another bank calls the same.
const OTHERWISE: [&str; 4] = ["客户号", "AUM_CNY", "Tel", "branch"];

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::open(&module_file(), Limits::default()).unwrap());

struct Bench {
    folder: Folder,
    instance: Instance,
}

impl Bench {
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        folder.file("loans.csv", LOANS);
        let instance = ENGINE.instance().unwrap();
        Self { folder, instance }
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        self.folder.file(name, text)
    }

    fn tables(&self) -> Vec<(String, PathBuf)> {
        vec![("loans".to_owned(), self.folder.join("loans.csv"))]
    }

    fn digest(&mut self, customers: &Path, mapped: &str) -> Result<String> {
        let instance = &mut self.instance;
        let policy = instance.load(&policy(mapped))?;
        let schema = instance.schema(policy)?;
        let dataset = instance.dataset(policy)?;
        for source in sources(
            customers,
            &[("loans".to_owned(), self.folder.join("loans.csv"))],
            &[],
            &schema.inputs()?,
        )? {
            let columns = schema.columns(&source.table);
            let reading = Reading { columns: &columns, encoding: Encoding::Utf8 };
            feed(instance, &[dataset], &source, reading, &mut |_| {})?;
        }
        instance.seal(dataset)?;
        let outcome = instance.run(policy, dataset, "2026-03-01", false)?;
        instance.digest(outcome)
    }

    fn inspect(&mut self, customers: &Path, mapped: &str) -> Inspection {
        let tables = self.tables();
        let files = policy(mapped);
        let policy = self.instance.load(&files).unwrap();
        let schema = self.instance.schema(policy).unwrap();
        let sources = sources(customers, &tables, &[], &schema.inputs().unwrap()).unwrap();
        let pieces = Pieces::new(Encoding::Utf8, self.folder.join("scratch"));
        inspect(&ENGINE, &files, &sources, &pieces, &|_| {}).unwrap()
    }
}

fn policy(mapped: &str) -> PolicyFiles {
    let files = PolicyFiles::from_text("p.yaml", POLICY);
    if mapped.is_empty() { files } else { files.mapped("map.yaml", mapped) }
}

/// The same customers with a header of other names.
fn renamed(named: &str) -> String {
    let mut lines = named.lines().skip(1).map(|line| format!("{line},b\n"));
    let [id, aum, phone, branch] = OTHERWISE;
    lines.by_ref().fold(format!("{id};{aum};{phone};{branch}\n"), |text, line| text + &line.replace(',', ";"))
}

fn ndjson(named: &str) -> String {
    let [id, aum, phone, _] = OTHERWISE;
    let line = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        format!(
            "{{\"{id}\": \"{}\", \"{aum}\": \"{}\", \"{phone}\": \"{}\"}}\n",
            cells[0], cells[1], cells[2]
        )
    };
    named.lines().skip(1).map(line).collect()
}

fn parquet(path: &Path) {
    let cells = |at: usize| -> ArrayRef {
        Arc::new(StringArray::from_iter_values(
            CLEAN.lines().skip(1).map(|line| line.split(',').nth(at).unwrap()),
        ))
    };
    let [id, aum, phone, branch] = OTHERWISE;
    let columns = [(branch, cells(0)), (phone, cells(2)), (aum, cells(1)), (id, cells(0))];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

const MAPPING: &str = "customers: {customer_id: 客户号, aum: AUM_CNY, phone: Tel}";

#[test]
fn a_mapping_gives_the_same_digest_whatever_the_format() {
    let mut bench = Bench::new("digest");
    let named = bench.file("named.csv", CLEAN);
    let expected = bench.digest(&named, "").unwrap();
    let files = [
        bench.file("other.csv", &renamed(CLEAN)),
        bench.file("other.ndjson", &ndjson(CLEAN)),
        bench.folder.join("other.parquet"),
    ];
    parquet(&files[2]);
    for file in &files {
        assert_eq!(bench.digest(file, MAPPING).unwrap(), expected, "{}", file.display());
        // A text of JSON has no header that could be refused: its records have no key.
        assert_ne!(bench.digest(file, "").ok().as_ref(), Some(&expected), "{}", file.display());
    }
}

#[test]
fn a_mapping_is_a_document_of_its_own_with_a_hash_and_findings() {
    let files = policy("customers: {assets: A}\n");
    let names: Vec<String> = files.sha256().into_iter().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(names, ["p.yaml", "map.yaml"]);
    let mut bench = Bench::new("findings");
    let error = bench.instance.load(&files).unwrap_err();
    let found = error.diagnostics().iter().find(|found| found.is_error()).unwrap();
    assert_eq!((found.code.as_str(), found.file.as_deref(), found.line), ("E102", Some("map.yaml"), Some(1)));
}

#[test]
fn what_has_to_be_there_and_is_not_is_told_and_suggested() {
    let mut bench = Bench::new("suggest");
    for (name, text) in [("a.csv", renamed(NAMED)), ("a.ndjson", ndjson(NAMED))] {
        let customers = bench.file(name, &text.replace("客户号", "Customer ID"));
        let found = bench.inspect(&customers, "");
        assert!(!found.readable && found.tables[0].profile.is_none());
        let suggested: Vec<_> =
            found.tables[0].matching.fields.iter().map(|f| f.suggested.as_deref()).collect();
        assert_eq!(suggested, [Some("Customer ID"), Some("AUM_CNY"), None]);
        // What is written can be used as it is; the phone, which is not needed, is left out.
        let found = bench.inspect(&customers, &mapping(&found));
        assert!(found.readable, "{:?}", found.tables[0].matching);
        assert_eq!(found.tables[0].profile.as_ref().unwrap().rows, 3);
    }
}

#[test]
fn what_is_in_the_files_is_counted_and_nothing_is_shown_that_is_secret() {
    let mut bench = Bench::new("profile");
    let other = bench.file("other.csv", &renamed(NAMED));
    let found = bench.inspect(&other, MAPPING);
    assert!(found.readable && !found.is_clean());
    assert_eq!(found.tables[0].matching.unused, ["branch"]);
    let [customers, loans] = [0, 1].map(|at| found.tables[at].profile.clone().unwrap());
    let field = |name: &str| customers.fields.iter().find(|field| field.name == name).unwrap();
    let (aum, phone) = (field("aum"), field("phone"));
    assert_eq!((aum.known, aum.missing, aum.invalid), (2, 0, 1));
    assert_eq!(aum.range, Some(["10.00".to_owned(), "20.00".to_owned()]));
    assert_eq!(
        (aum.faults[0].reason.as_str(), &aum.faults[0].cells[..]),
        ("out_of_range", &["-1".to_owned()][..])
    );
    assert_eq!((phone.known, phone.missing, phone.invalid), (1, 1, 1));
    assert_eq!((phone.range.clone(), &phone.faults[0].cells[..]), (None, &["***".to_owned()][..]));
    assert_eq!((loans.rows, loans.without), (2, Some(1)));
    assert_eq!(loans.quarantined[0].reason, "orphan");
}

#[test]
fn files_larger_than_the_memory_of_the_module_are_profiled_as_a_whole() {
    const CUSTOMERS: usize = 100_000;
    let bench = Bench::new("large");
    let (mut customers, mut loans) =
        ("customer_id,aum,phone\n".to_owned(), "customer_id,loan_id,due\n".to_owned());
    for n in 0..CUSTOMERS {
        let aum = if n % 1000 == 9 { "-5".to_owned() } else { format!("{}.25", n % 9000) };
        customers
            .push_str(&format!("customer number {n:060},{aum},{}\n", if n % 7 == 0 { "x" } else { "5" }));
        // Far from their customers, one in a hundred of nobody, and some twice.
        let (of, id) = (n * 7919 % (CUSTOMERS * 100 / 99), if n % 5000 == 3 { 3 } else { n });
        loans.push_str(&format!("customer number {of:060},loan number {id:060},2026-0{}-01\n", n % 9 + 1));
    }
    let customers = bench.file("customers.csv", &customers);
    let loans = bench.file("loans.csv", &loans);
    let files = policy("");
    let sources =
        sources(&customers, &[("loans".to_owned(), loans)], &[], &["customers", "loans"].map(str::to_owned))
            .unwrap();
    let looked = |engine: &Engine, chunk_rows, chunk_bytes| {
        let pieces = Pieces::new(Encoding::Utf8, bench.folder.join("scratch"));
        let pieces = Pieces { chunk_rows, chunk_bytes, memory: 1 << 20, ..pieces };
        inspect(engine, &files, &sources, &pieces, &|_| {})
    };
    let whole = looked(&ENGINE, u64::MAX, usize::MAX).unwrap();
    let small = Limits { memory: 16 << 20, ..Limits::default() };
    let small = Engine::open(&module_file(), small).unwrap();
    assert_eq!(looked(&small, u64::MAX, usize::MAX).unwrap_err().kind(), ErrorKind::Memory);
    let found = looked(&small, 65_536, 1 << 20).unwrap();
    let text = |found: &Inspection| serde_json::to_string_pretty(found).unwrap();
    assert_eq!(text(&found), text(&whole));
    assert!(!bench.folder.join("scratch").exists());
    let [customers, loans] = [0, 1].map(|at| found.tables[at].profile.clone().unwrap());
    let [id, aum] = [&customers.fields[0], &customers.fields[1]];
    assert_eq!((customers.rows, id.distinct, id.estimated), (CUSTOMERS as u64, CUSTOMERS as u64, false));
    assert_eq!(
        (aum.invalid, aum.faults[0].count, &aum.faults[0].lines[..]),
        (100, 100, &[11, 1011, 2011][..])
    );
    assert!(aum.estimated && aum.distinct.abs_diff(9000 - 9) < 450, "{}", aum.distinct);
    let reasons: Vec<&str> = loans.quarantined.iter().map(|finding| finding.reason.as_str()).collect();
    assert_eq!(reasons, ["orphan", "duplicate_key"]);
}

#[test]
fn a_source_that_has_no_header_is_no_error() {
    let mut bench = Bench::new("none");
    for (name, text) in
        [("empty.csv", ""), ("binary.csv", "\u{0}\u{1}"), ("list.ndjson", "[1]\n"), ("open.csv", "\"a,b")]
    {
        let file = bench.file(name, text);
        assert!(!bench.inspect(&file, "").readable, "{name}");
    }
    assert!(bench.inspect(&bench.folder.join("loans.csv"), "").absent.contains(&"journal".to_owned()));
}
