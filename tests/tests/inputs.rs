//! One table in every form in which a file can bring it: the same customers give the same digest.

#![allow(clippy::unwrap_used, reason = "functions of tests, where a panic is the report")]

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use appraise_host::input::{Encoding, InputFile, Reading, feed, sources};
use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, ErrorKind, Limits, Result};
use appraise_tests::corpus::module_file;
use appraise_tests::folder::Folder;
use arrow_array::{
    ArrayRef, BooleanArray, Date64Array, Decimal128Array, DictionaryArray, Float32Array, Int32Array,
    LargeStringArray, RecordBatch, StringViewArray, TimestampNanosecondArray, UInt64Array,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::arrow::ArrowWriter;

const ROWS: i32 = 20_000;

const POLICY: &str = "
appraise: 1
policy: p
version: 1.0.0
time_zone: Asia/Shanghai
schema:
  customers:
    key: id
    fields:
      id: {type: string}
      n: {type: int, nullable: true}
      big: {type: decimal(0), nullable: true}
      rate: {type: decimal(1), nullable: true}
      money: {type: decimal(2), nullable: true}
      open: {type: bool, nullable: true}
      seen: {type: timestamp, nullable: true}
      day: {type: date, nullable: true}
      s: {type: string, nullable: true}
      grade: {type: enum, values: [A, B], nullable: true}
alerts:
  low: {kind: risk, when: \"money < 100.00 && open\", priority: low, task: {to: rm, title: {en: '{{s}} {{n}} {{rate}}', zh-CN: '{{s}}'}}}
  old: {kind: risk, when: \"day < date('2026-01-10') || grade == 'B'\", priority: low, task: {to: rm, title: {en: '{{big}}', zh-CN: '{{big}}'}}}
  new: {kind: risk, when: \"seen > timestamp('2026-02-01T00:00:00+08:00')\", priority: low, task: {to: rm, title: {en: '{{day}}', zh-CN: '{{day}}'}}}
";

struct Bench(Folder);

impl Bench {
    fn new(name: &str) -> Self {
        let folder = Folder::new(name);
        std::fs::create_dir(folder.join("customers")).unwrap();
        folder.file("p.yaml", POLICY);
        Self(folder)
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        self.0.file(name, bytes)
    }

    fn read(&self, input: &Path) -> Result<(String, Vec<InputFile>)> {
        let mut instance = Engine::open(&module_file(), Limits::default())?.instance()?;
        let policy = instance.load(&PolicyFiles::open(&self.0.join("p.yaml"))?)?;
        let schema = instance.schema(policy)?;
        let dataset = instance.dataset(policy)?;
        let mut read = Vec::new();
        for source in sources(input, &[], &[], &schema.inputs()?)? {
            let columns = schema.columns(&source.table);
            let reading = Reading { columns: &columns, encoding: Encoding::Utf8 };
            read.extend(feed(&mut instance, &[dataset], &source, reading, &mut |_| {})?);
        }
        instance.seal(dataset)?;
        let outcome = instance.run(policy, dataset, "2026-03-01", false)?;
        Ok((instance.digest(outcome)?, read))
    }

    fn digest(&self, input: &Path) -> String {
        self.read(input).unwrap().0
    }

    fn refusal(&self, input: &Path) -> (ErrorKind, String) {
        let error = self.read(input).unwrap_err();
        (error.kind(), error.to_string())
    }
}

/// The values of a row.
struct Row {
    n: i32,
    big: i64,
    tenths: i32,
    cents: i32,
    open: bool,
    day: i32,
    hour: i32,
    grade: &'static str,
}

/// Every seventh row has none.
fn row(n: i32) -> Option<Row> {
    (n % 7 != 0).then(|| Row {
        n,
        big: 9_000_000_000_000_000 + i64::from(n),
        tenths: n % 10 * 11,
        cents: n,
        open: n % 2 == 0,
        day: 20_454 + n % 60,
        hour: n % 24,
        grade: if n % 5 == 0 { "B" } else { "A" },
    })
}

impl Row {
    /// The cells of a text: the rate, the money, the day and the instant.
    fn cells(&self) -> [String; 4] {
        let day = appraise_core::date::format(self.day);
        let parts = |value: i32, of: i32| (value / of, value % of);
        let ((rate, tenth), (money, cent)) = (parts(self.tenths, 10), parts(self.cents, 100));
        let seen = format!("{day}T{:02}:00:00", self.hour);
        [format!("{rate}.{tenth}"), format!("{money}.{cent:02}"), day, seen]
    }
}

fn csv(rows: std::ops::Range<i32>) -> String {
    let mut text = "id,n,big,rate,money,open,seen,day,s,grade,unknown\n".to_owned();
    for i in rows {
        let _ = match row(i) {
            Some(row) => {
                let ([rate, money, day, seen], Row { n, big, open, grade, .. }) = (row.cells(), row);
                writeln!(text, "C{n},{n},{big},{rate},{money},{open},{seen},{day},\"客,{n}\",{grade},x")
            }
            None => writeln!(text, "C{i},,,,,,,,,,"),
        };
    }
    text
}

fn ndjson() -> String {
    let mut text = String::new();
    for i in 0..ROWS {
        let _ = match row(i) {
            Some(row) => {
                let ([rate, money, day, seen], Row { n, big, open, grade, .. }) = (row.cells(), row);
                writeln!(
                    text,
                    "{{\"s\":\"\\u5ba2,{n}\",\"id\":\"C{n}\",\"n\":{n},\"big\":{big},\"rate\":{rate},\"money\":{money},\
                     \"open\":{open},\"seen\":\"{seen}\",\"day\":\"{day}\",\"grade\":\"{grade}\",\"unknown\":[1]}}"
                )
            }
            None => writeln!(text, "{{\"id\":\"C{i}\",\"n\":null}}"),
        };
    }
    text
}

/// A column of the rows.
fn column<T, C: FromIterator<Option<T>>>(of: impl Fn(&Row) -> T) -> C {
    (0..ROWS).map(|i| row(i).as_ref().map(&of)).collect()
}

/// The same rows in types that the module does not take itself.
fn batch() -> RecordBatch {
    let id: LargeStringArray = (0..ROWS).map(|i| Some(format!("C{i}"))).collect();
    let n: Int32Array = column(|row| row.n);
    let big: UInt64Array = column(|row| row.big.unsigned_abs());
    let rate: Float32Array = column(|row| row.tenths as f32 / 10.0);
    let money: Decimal128Array = column(|row| i128::from(row.cents));
    let open: BooleanArray = column(|row| row.open);
    let hours = |row: &Row| i64::from(row.day) * 24 + i64::from(row.hour);
    let seen: TimestampNanosecondArray = column(|row| hours(row) * 3_600_000_000_000);
    let day: Date64Array = column(|row| i64::from(row.day) * 86_400_000);
    let s: StringViewArray = column(|row| format!("客,{}", row.n));
    let grade: DictionaryArray<arrow_array::types::Int8Type> = column(|row| row.grade);
    let columns: [(&str, ArrayRef); 11] = [
        ("unknown", Arc::new(n.clone())),
        ("id", Arc::new(id)),
        ("n", Arc::new(n)),
        ("big", Arc::new(big)),
        ("rate", Arc::new(rate)),
        ("money", Arc::new(money.with_precision_and_scale(38, 2).unwrap())),
        ("open", Arc::new(open)),
        ("seen", Arc::new(seen)),
        ("day", Arc::new(day)),
        ("s", Arc::new(s)),
        ("grade", Arc::new(grade)),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn parquet(path: &Path) {
    let batch = batch();
    let mut writer = ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn every_form_of_a_table_gives_the_same_digest() {
    let bench = Bench::new("forms");
    let text = csv(0..ROWS);
    let plain = bench.digest(&bench.file("a.csv", text.as_bytes()));
    // The content says what a file is, not its name.
    assert_eq!(bench.digest(&bench.file("b.csv", &gzip(text.as_bytes()))), plain, "gzip");
    let packed = zstd::encode_all(text.as_bytes(), 1).unwrap();
    assert_eq!(bench.digest(&bench.file("c.csv.zst", &packed)), plain, "zstd");
    assert_eq!(bench.digest(&bench.file("d.ndjson", ndjson().as_bytes())), plain, "NDJSON");
    parquet(&bench.0.join("e.parquet"));
    assert_eq!(bench.digest(&bench.0.join("e.parquet")), plain, "Parquet");
}

#[test]
fn parts_are_one_table_with_one_header() {
    let bench = Bench::new("parts");
    let plain = bench.digest(&bench.file("a.csv", csv(0..ROWS).as_bytes()));
    let without_end = |text: String| text.trim_end().to_owned();
    bench.file("customers/1.csv", without_end(csv(0..5)).as_bytes());
    bench.file("customers/2.csv.gz", &gzip(csv(5..ROWS - 1).as_bytes()));
    bench.file("customers/3.csv", format!("\u{feff}{}", csv(ROWS - 1..ROWS)).as_bytes());
    bench.file("customers/4.csv", csv(0..0).as_bytes());
    let (digest, read) = bench.read(&bench.0).unwrap();
    assert_eq!(digest, plain);
    let names: Vec<&str> = read.iter().map(|file| file.file.as_str()).collect();
    assert_eq!(names, ["1.csv", "2.csv.gz", "3.csv", "4.csv"]);
    bench.file("customers/5.csv", b"id,money\nX,1\n");
    let (kind, message) = bench.refusal(&bench.0);
    assert_eq!(kind, ErrorKind::Usage);
    assert!(
        message.ends_with("customers/5.csv` begins otherwise than the first part of its table"),
        "{message}"
    );
    parquet(&bench.0.join("customers/5.csv"));
    let (kind, message) = bench.refusal(&bench.0);
    assert_eq!(kind, ErrorKind::Usage);
    assert_eq!(message, "some parts of the table `customers` are Parquet, and others are not");
}

#[test]
fn a_pack_that_is_cut_broken_or_out_of_proportion_is_refused() {
    let bench = Bench::new("packs");
    let text = csv(0..ROWS);
    let (gz, zst) = (gzip(text.as_bytes()), zstd::encode_all(text.as_bytes(), 1).unwrap());
    parquet(&bench.0.join("whole.parquet"));
    let columns = std::fs::read(bench.0.join("whole.parquet")).unwrap();
    for (name, bytes) in [("cut.gz", &gz), ("cut.zst", &zst), ("cut.parquet", &columns)] {
        let half = bytes.get(..bytes.len() / 2).unwrap();
        assert_eq!(bench.refusal(&bench.file(name, half)).0, ErrorKind::File, "{name}");
    }
    // Of the three only gzip always carries a checksum.
    let mut broken = gz.clone();
    let middle = broken.len() / 2;
    broken.iter_mut().skip(middle).take(64).for_each(|byte| *byte ^= 0x5a);
    assert_eq!(bench.refusal(&bench.file("broken.gz", &broken)).0, ErrorKind::File);
    // Empty lines: small when packed, without end when not.
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    bomb.write_all(b"id\n").unwrap();
    let line = [b'\n'; 1 << 20];
    (0..1100).for_each(|_| bomb.write_all(&line).unwrap());
    let (kind, message) = bench.refusal(&bench.file("bomb.csv.gz", &bomb.finish().unwrap()));
    assert_eq!(kind, ErrorKind::File);
    assert!(message.contains("unpacked it is more than 1024 MiB and 200 times its size"), "{message}");
}
