use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};

use super::*;
use crate::load::{load, load_mapped};

const POLICY: &str = "appraise: 1
policy: p
version: 1.0.0
time_zone: Asia/Shanghai
schema:
  customers:
    key: customer_id
    fields:
      customer_id: {type: string}
      aum: {type: decimal(2), label: {en: Assets, zh-CN: 管理资产}}
      age: {type: int, nullable: true}
      note: {type: string, nullable: true}
alerts:
  rich: {kind: risk, when: \"aum > 1000000\", priority: low, event: {key: aum}, task: {to: rm, title: {en: a, zh-CN: a}}}
  old: {kind: risk, when: \"age > 60\", priority: low, event: {key: age}, task: {to: rm, title: {en: a, zh-CN: a}}}
";

fn files() -> [SourceFile<'static>; 1] {
    [SourceFile { name: "p.yaml", text: POLICY }]
}

/// How the customers match under a mapping.
fn matched(mapping: &str, columns: &[&str]) -> Matching {
    let mapping = [SourceFile { name: "map.yaml", text: mapping }];
    let (report, loaded) = load_mapped(&files(), None, &mapping);
    let loaded = loaded.unwrap_or_else(|| panic!("{:?}", report.diagnostics));
    let columns: Vec<String> = columns.iter().map(|column| column.to_string()).collect();
    matching(&loaded.model.schema.tables[0], &columns)
}

fn says(mapping: &str) -> Vec<String> {
    let mapping = [SourceFile { name: "map.yaml", text: mapping }];
    let (report, loaded) = load_mapped(&files(), None, &mapping);
    assert_eq!(report.ok, loaded.is_some());
    report
        .diagnostics
        .iter()
        .filter(|d| d.severity == "error")
        .map(|d| format!("{} {} {}", d.file.clone().unwrap_or_default(), d.code, d.pointer))
        .collect()
}

#[test]
fn a_mapping_changes_where_a_field_is_looked_for_and_no_hash() {
    let found = matched("customers: {aum: AUM_CNY}", &["customer_id", "AUM_CNY", "x"]);
    assert_eq!((found.readable, found.unused), (true, vec!["x".to_string()]));
    let hashes = |report: crate::load::CheckReport| (report.hashes.full, report.hashes.meaning);
    let mapping = [SourceFile { name: "m", text: "customers: {aum: A}" }];
    assert_eq!(hashes(load(&files()).0), hashes(load_mapped(&files(), None, &mapping).0));
}

#[test]
fn the_head_of_a_text_says_its_columns() {
    let (_, loaded) = load(&files());
    let loaded = loaded.unwrap();
    let columns = |text: &str| crate::dataset::columns(&loaded.model.schema.tables[0], text.as_bytes());
    assert_eq!(columns("\u{feff}customer_id;\"a;b\"; 余额\r\nC1;2;3"), ["customer_id", "a;b", "余额"]);
    assert_eq!(
        columns("{\"a\": 1, \"b\": {\"x\": []}}\n\n{\"c\": null, \"a\": 2}\n{\"d\": 1"),
        ["a", "b", "c"]
    );
    assert_eq!(columns("[1]\n"), ["[1]"]);
    for text in ["", "\n", "a,\"b", "\u{feff}"] {
        assert_eq!(columns(text), Vec::<String>::new(), "{text:?}");
    }
}

#[test]
fn a_later_mapping_wins() {
    let mappings =
        ["customers: {aum: A, age: B}", "customers: {aum: C}"].map(|text| SourceFile { name: "m", text });
    let (_, loaded) = load_mapped(&files(), None, &mappings);
    let sources: Vec<String> =
        loaded.unwrap().model.schema.tables[0].fields.iter().map(|field| field.source.clone()).collect();
    assert_eq!(sources, ["customer_id", "C", "B", "note"]);
}

#[test]
fn a_table_or_field_that_is_none_is_a_finding_at_its_place() {
    assert_eq!(
        says("customers: {assets: A}\nloans: {x: y}"),
        ["map.yaml E102 /customers/assets", "map.yaml E102 /loans"]
    );
    assert_eq!(says("customers: [aum]").len(), 1);
    assert_eq!(says("customers: {aum: no}").len(), 1);
    assert_eq!(says("a: b: c").len(), 1);
    assert!(says("customers: {}").is_empty());
}

#[test]
fn what_has_to_be_there_and_is_not_keeps_the_table_from_being_read() {
    let found = matched("customers: {}", &["customer_id", "age"]);
    assert!(!found.readable);
    let field = |name: &str| found.fields.iter().find(|field| field.field == name).unwrap();
    assert_eq!((field("aum").found, field("aum").needed, field("aum").used), (0, true, true));
    assert_eq!((field("age").found, field("age").needed), (1, false));
    assert!(!field("note").used && !field("note").needed);
    assert!(!matched("customers: {}", &["customer_id", "aum", "aum"]).readable);
}

#[test]
fn a_name_that_is_nearly_the_same_is_suggested() {
    let suggested = |columns: &[&str]| {
        let found = matched("customers: {}", columns);
        found.fields.iter().find(|field| field.field == "aum").unwrap().clone()
    };
    for column in ["AUM", "a_u_m", "Assets", "管理资产", "aum_cny", "total aum"] {
        assert_eq!(suggested(&["customer_id", column]).suggested.as_deref(), Some(column));
    }
    assert!(suggested(&["customer_id", "balance"]).near.is_empty());
    // Two that are near: both are named, and neither is suggested.
    let two = suggested(&["customer_id", "aum_cny", "aum_usd"]);
    assert_eq!((two.near.len(), two.suggested), (2, None));
    // One that is the same leaves no doubt.
    assert_eq!(suggested(&["customer_id", "aum_cny", "AUM"]).suggested.as_deref(), Some("AUM"));
}
