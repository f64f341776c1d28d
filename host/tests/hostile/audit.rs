//! Modules with something planted in them: the audit names it, and nothing else that was not there before.

use std::collections::BTreeSet;

use appraise_host::audit::{Audit, audit};
use appraise_host::{Code, Lang};

use crate::abi::module;

fn look(bodies: &[(&str, &str)], more: &str) -> Audit {
    audit(&module(bodies, more)).unwrap()
}

/// The findings that planting something adds to those of the small module, which has no imports.
fn added(bodies: &[(&str, &str)], more: &str) -> Vec<&'static str> {
    let before = look(&[], "");
    let found = look(bodies, more).findings;
    let new: BTreeSet<&str> = found
        .iter()
        .filter(|finding| !before.findings.contains(finding))
        .map(|finding| finding.code)
        .collect();
    new.into_iter().collect()
}

const FETCH: &str = r#"(import "./x_bg.js" "fetch" (func $fetch))"#;

#[test]
fn an_import_that_is_not_on_the_list_is_found_whether_or_not_it_is_called() {
    assert_eq!(added(&[], FETCH), ["import_unknown"]);
    assert_eq!(added(&[("schema", "(call $fetch) (i32.const 1)")], FETCH), ["import_unknown"]);
    assert_eq!(added(&[], r#"(import "env" "__wbindgen_throw" (func))"#), ["import_unknown"]);
    assert_eq!(
        added(
            &[],
            r#"(import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))"#
        ),
        ["import_unknown"]
    );
}

#[test]
fn a_hash_of_the_build_makes_no_difference_and_a_name_twice_is_once_too_often() {
    let one = r#"(import "./x" "__wbg_Error_0123456789abcdef" (func))"#;
    assert_eq!(added(&[], one), Vec::<&str>::new());
    let two = format!(r#"{one} (import "./x" "__wbg_Error_fedcba9876543210" (func))"#);
    assert_eq!(added(&[], &two), ["import_unknown"]);
}

#[test]
fn an_import_that_is_no_function_is_found() {
    for what in ["global i32", "table 1 funcref", "global (mut i64)"] {
        assert_eq!(added(&[], &format!(r#"(import "x" "y" ({what}))"#)), ["import_kind", "shape"], "{what}");
    }
    assert_eq!(added(&[], r#"(import "x" "y" (memory 1))"#), ["import_kind", "shape"]);
}

#[test]
fn calls_are_followed_directly_through_functions_and_through_tables() {
    let import = r#"(import "./x" "__wbg_set_0123456789abcdef" (func $set (param i32)))"#;
    let reached = |bodies: &[(&str, &str)], more: &str| {
        let found = look(bodies, &format!("{import} {more}"));
        found.imports[0].reached_from.clone()
    };
    let none: [&str; 0] = [];
    assert_eq!(reached(&[], ""), none);
    assert_eq!(reached(&[("run", "(call $set (i32.const 0)) (i32.const 1)")], ""), ["appraise_run"]);
    let through = "(func $a (call $b)) (func $b (call $a) (call $set (i32.const 0)))";
    assert_eq!(reached(&[("seal", "(call $a) (i32.const 1)")], through), ["appraise_seal"]);
    assert_eq!(reached(&[], through), none, "nothing calls it");
    // A call through a table may reach every function of its type whose address is taken anywhere.
    let table = "(table 1 funcref) (elem (i32.const 0) $set) (type $one (func (param i32)))";
    let call = [("digest", "(call_indirect (type $one) (i32.const 0) (i32.const 0)) (i32.const 1)")];
    assert_eq!(reached(&call, table), ["appraise_digest"]);
    let other = "(table 1 funcref) (elem (i32.const 0) $set) (type $one (func (param i64)))";
    let call = [("digest", "(call_indirect (type $one) (i64.const 0) (i32.const 0)) (i32.const 1)")];
    assert_eq!(reached(&call, other), none, "another type");
    let late = "(table 1 funcref) (elem declare func $set) (type $one (func (param i32)))
        (func $late (table.set (i32.const 0) (ref.func $set)))";
    let call = [
        ("load", "(call $late) (i32.const 1)"),
        ("csv", "(call_indirect (type $one) (i32.const 0) (i32.const 0)) (i32.const 1)"),
    ];
    assert_eq!(reached(&call, late), ["appraise_csv"], "written into the table later");
}

#[test]
fn a_function_that_runs_at_the_start_is_found() {
    assert_eq!(added(&[], "(func $start) (start $start)"), ["shape", "start"]);
}

#[test]
fn memories_without_a_maximum_or_more_than_one_are_found() {
    let codes = |text: &str| -> Vec<&str> {
        audit(&wat::parse_str(text).unwrap()).unwrap().findings.iter().map(|finding| finding.code).collect()
    };
    assert!(codes("(module (memory 1))").contains(&"memory"));
    assert!(codes("(module (memory 1 2) (memory 1 2))").contains(&"memory"));
    assert!(codes("(module)").contains(&"memory"));
    assert!(!codes("(module (memory 1 2))").contains(&"memory"));
}

#[test]
fn another_version_or_none_and_calls_that_are_not_known_are_found() {
    let none = audit(&wat::parse_str("(module (memory 1 2))").unwrap()).unwrap();
    let codes: BTreeSet<&str> = none.findings.iter().map(|finding| finding.code).collect();
    assert!(codes.contains("interface") && codes.contains("export_missing"));
    let version = |number: u32| {
        let text = format!(
            "(module (memory 1 2) (global (export \"appraise_abi_major\") i32 (i32.const {number}))
             (global (export \"appraise_abi_minor\") i32 (i32.const 0)))"
        );
        audit(&wat::parse_str(text).unwrap()).unwrap()
    };
    assert_eq!(version(2).abi, Some((2, 0)));
    assert!(version(2).findings.iter().any(|finding| finding.code == "interface"));
    assert!(version(1).findings.iter().all(|finding| finding.code != "interface"));
    assert_eq!(added(&[], r#"(func (export "appraise_open_door"))"#), ["export_unknown"]);
}

#[test]
fn what_the_host_does_not_compile_is_found_and_what_is_no_module_is_refused() {
    assert_eq!(added(&[], &"(func)".repeat(200_001)), ["shape"]);
    assert_eq!(added(&[], "(func $a (return_call $a))"), ["shape"]);
    for bytes in [&b""[..], b"\0asm", b"\x7fELF", b"(module)", b"\0asm\x0d\0\x01\0"] {
        assert_eq!(audit(bytes).unwrap_err().code(), Code::MODULE_INVALID);
    }
}

#[test]
fn a_finding_reads_in_both_languages_and_the_whole_is_json() {
    let found = look(&[], FETCH);
    let finding = found.findings.iter().find(|finding| finding.code == "import_unknown").unwrap();
    assert_eq!(finding.text(Lang::En), "an import is not on the list: fetch");
    assert_eq!(finding.text(Lang::ZhCn), "有导入不在清单上: fetch");
    let json: serde_json::Value = serde_json::from_str(&found.to_json()).unwrap();
    assert_eq!(json["imports"][0]["name"], "fetch");
}
