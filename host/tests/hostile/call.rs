//! Calls of modules that are old, broken or hostile: a named error each, and no store is used again.

use std::time::{Duration, Instant};

use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Code, Engine, Error, ErrorKind, Lang, Limits};

use crate::abi::{buffer, instance, module, policy};

fn refused(bytes: &[u8]) -> Error {
    Engine::from_bytes(bytes, Limits::default()).err().unwrap()
}

fn with(text: &str, from: &str, to: &str) -> Vec<u8> {
    assert!(text.contains(from));
    wat::parse_str(text.replace(from, to)).unwrap()
}

const MINIMAL: &str = r#"(module (memory (export "memory") 1)
    (global (export "appraise_abi_major") i32 (i32.const 1))
    (global (export "appraise_abi_minor") i32 (i32.const 1)))"#;

#[test]
fn bytes_that_are_no_module_are_named() {
    for bytes in [&b""[..], b"(module)", b"\0asm\x01\0\0\0\x01\xff", &[0x7f, b'E', b'L', b'F']] {
        assert_eq!(refused(bytes).kind(), ErrorKind::Module);
    }
}

#[test]
fn another_version_of_the_abi_is_named_before_anything_else() {
    let error = refused(&with(MINIMAL, "major\") i32 (i32.const 1)", "major\") i32 (i32.const 2)"));
    assert_eq!(error.kind(), ErrorKind::Module);
    assert!(error.to_string().ends_with("it speaks version 2.1 of the ABI, the host speaks 1.1"), "{error}");
}

#[test]
fn a_module_without_a_version_is_none_of_ours() {
    let error = refused(&with(MINIMAL, "appraise_abi_major", "other"));
    assert!(error.to_string().contains("it exports no global `appraise_abi_major`"), "{error}");
    let error = refused(&with(MINIMAL, "i32 (i32.const 1)", "i64 (i64.const 1)"));
    assert!(error.to_string().contains("is not an i32"), "{error}");
}

#[test]
fn a_missing_export_or_another_type_is_named() {
    let error = refused(&wat::parse_str(MINIMAL).unwrap());
    assert!(error.to_string().contains("exports no function `appraise_alloc`"), "{error}");
    let alloc = "(func (export \"appraise_alloc\") (param i64) (result i32) (i32.const 0)) (memory (export";
    let error = refused(&with(MINIMAL, "(memory (export", alloc));
    assert!(error.to_string().contains("`appraise_alloc` has another type"), "{error}");
}

#[test]
fn an_import_is_a_trap_with_its_name_and_one_that_is_no_function_is_refused() {
    let import = r#"(import "./x_bg.js" "fetch" (func $fetch))"#;
    let mut instance = instance(&[("schema", "(call $fetch) (i32.const 1)")], import, Limits::default());
    let policy = policy(&mut instance);
    let error = instance.schema(policy).unwrap_err();
    assert_eq!((error.kind(), error.to_string().contains("`fetch`")), (ErrorKind::Trap, true), "{error}");
    let error = refused(&module(&[], r#"(import "x" "y" (global i32))"#));
    assert_eq!(error.kind(), ErrorKind::Module);
}

#[test]
fn a_store_that_trapped_is_not_used_again() {
    let mut instance = instance(&[("schema", "unreachable")], "", Limits::default());
    let policy = policy(&mut instance);
    let error = instance.schema(policy).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Trap);
    let error = instance.dataset(policy).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Trap);
    assert!(error.to_string().contains("stopped by an earlier error"), "{error}");
}

#[test]
fn endless_recursion_is_a_trap_and_not_the_end_of_the_process() {
    let recursion = "(func $again (result i32) (call $again))";
    let bodies = [("schema", "(call $again)")];
    let mut instance = instance(&bodies, recursion, Limits::default());
    let policy = policy(&mut instance);
    assert_eq!(instance.schema(policy).unwrap_err().kind(), ErrorKind::Trap);
}

#[test]
fn work_without_end_stops_on_fuel_at_the_same_place_every_time() {
    let limits = Limits { fuel_base: 1_000_000, ..Limits::default() };
    let mut instance = instance(&[("schema", "(loop (br 0)) (i32.const 1)")], "", limits);
    let policy = policy(&mut instance);
    assert_eq!(instance.schema(policy).unwrap_err().kind(), ErrorKind::Fuel);
    let start = r#"(func $start (loop (br 0))) (start $start)"#;
    let error = Engine::from_bytes(&module(&[], start), limits).err().unwrap();
    assert_eq!(error.code(), Code::MODULE_STARTS);
}

#[test]
fn work_without_end_stops_on_the_clock_where_fuel_is_plenty() {
    let timeout = Duration::from_millis(200);
    let limits = Limits { timeout, fuel_base: u64::MAX, ..Limits::default() };
    let mut instance = instance(&[("schema", "(loop (br 0)) (i32.const 1)")], "", limits);
    let policy = policy(&mut instance);
    let begun = Instant::now();
    assert_eq!(instance.schema(policy).unwrap_err().kind(), ErrorKind::Timeout);
    assert!(begun.elapsed() >= Duration::from_millis(150) && begun.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_memory_bomb_is_named_as_one() {
    let bomb = "(loop (br_if 0 (i32.ge_s (memory.grow (i32.const 16)) (i32.const 0)))) unreachable";
    let limits = Limits { memory: 8 << 20, ..Limits::default() };
    let mut instance = instance(&[("schema", bomb)], "", limits);
    let policy = policy(&mut instance);
    let error = instance.schema(policy).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Memory, "{error}");
    let error = Engine::from_bytes(&module(&[], ""), Limits { memory: 65_536, ..limits }).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Memory, "{error}");
}

#[test]
fn ranges_outside_memory_are_refused_wherever_they_come_from() {
    for (ptr, len) in [(131_072, 1), (131_071, 2), (0, u32::MAX), (u32::MAX, u32::MAX), (u32::MAX, 1)] {
        let bodies = [
            ("buffer_ptr", format!("(i32.const {})", ptr as i32)),
            ("buffer_len", format!("(i32.const {})", len as i32)),
        ];
        let bodies: Vec<_> = bodies.iter().map(|(name, body)| (*name, body.as_str())).collect();
        let mut instance = instance(&bodies, "", Limits::default());
        let policy = policy(&mut instance);
        assert_eq!(instance.print(policy, Lang::En).unwrap_err().kind(), ErrorKind::Abi);
        assert_eq!(instance.schema(policy).unwrap_err().kind(), ErrorKind::Abi);
    }
    for place in ["(i32.const 131070)", "(i32.const -1)"] {
        let mut instance = instance(&[("alloc", place)], "", Limits::default());
        let error = instance.load(&PolicyFiles::from_text("p.yaml", "appraise: 1")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Abi);
    }
}

#[test]
fn a_count_of_bytes_read_that_cannot_be_is_refused() {
    let mut instance = instance(&[("read", "(i32.add (local.get 4) (i32.const 1))")], "", Limits::default());
    let policy = policy(&mut instance);
    let dataset = instance.dataset(policy).unwrap();
    assert_eq!(instance.read(dataset, "customers", b"a,b", false).unwrap_err().kind(), ErrorKind::Abi);
}

#[test]
fn texts_that_are_not_utf_8_and_json_that_is_none_are_refused() {
    for data in ["\u{7f}", "{", "[1,2"] {
        let mut instance = instance(&[], &buffer(1, 4096, data), Limits::default());
        let policy = policy(&mut instance);
        assert_eq!(instance.test(policy).unwrap_err().kind(), ErrorKind::Abi, "{data}");
    }
    let bytes =
        "(data (i32.const 8) \"\\00\\10\\00\\00\\02\\00\\00\\00\") (data (i32.const 4096) \"\\ff\\fe\")";
    let mut instance = instance(&[], bytes, Limits::default());
    let policy = policy(&mut instance);
    assert_eq!(instance.print(policy, Lang::En).unwrap_err().kind(), ErrorKind::Abi);
}

#[test]
fn a_refusal_carries_its_diagnostics_and_both_languages() {
    let said = r#"{"kind":"policy","message":{"en":"the policy has 1 error","zh-CN":"策略有 1 个错误"},
        "diagnostics":[{"code":"E101","severity":"error","file":"p.yaml","line":1,"column":1,"pointer":"",
        "message":{"en":"no","zh-CN":"不"}}],"later":true}"#;
    let mut instance = instance(&[("load", "(i32.const 0)")], &buffer(2, 4096, said), Limits::default());
    let error = instance.load(&PolicyFiles::from_text("p.yaml", "")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Policy);
    assert_eq!(
        (error.message(Lang::En), error.message(Lang::ZhCn)),
        ("the policy has 1 error", "策略有 1 个错误")
    );
    assert_eq!(error.diagnostics().first().map(|first| first.code.as_str()), Some("E101"));
}

#[test]
fn a_module_that_fails_without_a_reason_is_told_so_once() {
    let mut instance =
        instance(&[("load", "(i32.const 0)"), ("last_error", "(i32.const 0)")], "", Limits::default());
    let error = instance.load(&PolicyFiles::from_text("p.yaml", "")).unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::Abi, "the module failed without saying why")
    );
}

#[test]
fn an_output_table_with_hostile_lengths_is_refused_and_the_instance_lives_on() {
    // One column of 2^32 - 1 rows whose values claim 8 bytes.
    let words = [1, u32::MAX, 4096, 1, 1, 0, 0, 0, 4096, 8, 0, 0];
    let bytes: String =
        words.iter().flat_map(|word| word.to_le_bytes()).map(|byte| format!("\\{byte:02x}")).collect();
    let data = format!(
        "(data (i32.const 8) \"\\00\\20\\00\\00\") (data (i32.const 8192) \"{bytes}\") (data (i32.const 4096) \"a\")"
    );
    let mut instance = instance(&[], &data, Limits::default());
    let policy = policy(&mut instance);
    let dataset = instance.dataset(policy).unwrap();
    let outcome = instance.run(policy, dataset, "2026-11-21", false).unwrap();
    let error = instance.output(outcome, "customers", |view| Ok(view.rows())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Abi, "{error}");
    assert!(instance.dataset(policy).is_ok());
}
