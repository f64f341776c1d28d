//! Output files: whole or not at all, hashed, and readable by others.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

mod abi;
mod folder;

use std::fs::File;
use std::io::Write;

use abi::{buffer, instance, policy};
use appraise_host::input::Source;
use appraise_host::output::{self, Folder, Format};
use appraise_host::report::Wording;
use appraise_host::{ErrorKind, Limits};
use arrow_array::cast::AsArray;
use arrow_array::types::Decimal128Type;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

fn bytes(words: &[u32]) -> String {
    words.iter().flat_map(|word| word.to_le_bytes()).map(|byte| format!("\\{byte:02x}")).collect()
}

/// A table `customers` of one decimal column `m` with the rows 1.50, missing, -0.07.
fn decimals() -> String {
    let descriptor = bytes(&[1, 3, 4096, 1, 5, 2, 4104, 1, 4112, 24, 0, 0]);
    let values = bytes(&[150, 0, 99, 0, 0xffff_fff9, u32::MAX]);
    format!(
        "(data (i32.const 8) \"{}\") (data (i32.const 8192) \"{descriptor}\") (data (i32.const 4096) \"m\")
         (data (i32.const 4104) \"\\05\") (data (i32.const 4112) \"{values}\")",
        bytes(&[8192, 48])
    )
}

#[test]
fn a_decimal_column_is_a_decimal_in_parquet_with_its_label() {
    let path = folder::Folder::new("parquet");
    let mut instance = instance(&[], &decimals(), Limits::default());
    let policy = policy(&mut instance);
    let dataset = instance.dataset(policy).unwrap();
    let outcome = instance.run(policy, dataset, "2026-11-21", false).unwrap();
    let label = |_: &str| Some(Wording { en: "Money".to_owned(), zh: "钱".to_owned() });
    let mut make = || output::part(&mut instance, outcome, "customers", Format::Parquet, &label).unwrap();
    let (first, second) = (make(), make());
    assert_eq!((first.rows, &first.bytes), (3, &second.bytes));
    let place = path.file("customers.parquet", &first.bytes);
    assert_eq!(output::rows(&place, Format::Parquet).unwrap(), 3);
    let file = File::open(&place).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    assert_eq!(reader.schema().field(0).metadata().get("label.zh-CN").map(String::as_str), Some("钱"));
    let batch = reader.build().unwrap().next().unwrap().unwrap();
    let money: Vec<_> = batch["m"].as_primitive::<Decimal128Type>().iter().collect();
    assert_eq!(money, [Some(150), None, Some(-7)]);
}

#[test]
fn records_of_csv_are_counted_outside_quotes() {
    let path = folder::Folder::new("csv");
    let text = "key,text\nC1,\"a\nb \"\"c\"\"\"\nC2,d\n";
    let mut instance = instance(&[], &buffer(1, 4096, text), Limits::default());
    let policy = policy(&mut instance);
    let dataset = instance.dataset(policy).unwrap();
    let outcome = instance.run(policy, dataset, "2026-11-21", false).unwrap();
    let part = output::part(&mut instance, outcome, "customers", Format::Csv, &|_| None).unwrap();
    assert_eq!((part.rows, part.bytes.as_slice()), (2, text.as_bytes()));
    let file = path.file("customers.csv", &part.bytes);
    assert_eq!(output::rows(&file, Format::Csv).unwrap(), 2);
}

#[test]
fn a_file_that_fails_halfway_leaves_the_old_one_and_no_part() {
    let path = folder::Folder::new("half");
    let folder = Folder::open(&path, &[]).unwrap();
    let write = |text: &'static str, fail: bool| {
        folder.write("a.csv", |sink| {
            sink.write_all(text.as_bytes()).unwrap();
            if fail { Folder::open("/dev/null".as_ref(), &[]).map(drop) } else { Ok(()) }
        })
    };
    write("whole", false).unwrap();
    assert_eq!(write("half", true).unwrap_err().kind(), ErrorKind::File);
    assert_eq!(std::fs::read_to_string(path.join("a.csv")).unwrap(), "whole");
    assert_eq!(std::fs::read_dir(&*path).unwrap().count(), 1);
}

#[test]
fn the_folder_of_an_input_is_no_output_folder_and_an_old_manifest_goes_first() {
    let path = folder::Folder::new("overlap");
    path.file("customers.csv", "x");
    path.file("manifest.json", "{}");
    let source = Source { table: "customers".to_owned(), files: vec![path.join("customers.csv")] };
    assert_eq!(Folder::open(&path, &[source]).err().unwrap().kind(), ErrorKind::Usage);
    assert!(path.join("manifest.json").exists());
    assert!(Folder::open(&path, &[]).is_ok());
    assert!(!path.join("manifest.json").exists());
}
