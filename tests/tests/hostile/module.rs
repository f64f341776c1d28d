//! Modules that are broken, greedy or lie.

use appraise_tests::corpus::module_file;
use appraise_tests::planted_module::{Harm, Spot, planted};

use crate::child::Place;
use crate::{Case, abi, file, policy};

/// A command that lets a module check a policy.
pub fn check(place: &Place, module: &[u8]) -> String {
    let (module, policy) = (place.file("m.wasm", module), place.file("p.yaml", policy::GOOD.as_bytes()));
    format!("appraise check {policy} --module {module} --timeout 5")
}

fn case(name: &'static str, module: impl Fn() -> Vec<u8> + 'static) -> Case {
    let command = Box::new(move |place: &Place| check(place, &module()));
    Case { group: "module", name, quick: true, seconds: 5, memory: 64, real: false, needs: "", command }
}

/// A small module with another body for a call, and more text.
fn small(name: &'static str, call: &'static str, body: &'static str, more: &'static str) -> Case {
    case(name, move || abi::module(&[(call, body)], more))
}

fn text(name: &'static str, text: impl Fn() -> String + 'static) -> Case {
    case(name, move || wat::parse_str(text()).unwrap())
}

/// A small module with a buffer of some text.
fn said(name: &'static str, said: &'static str) -> Case {
    case(name, move || abi::module(&[], &abi::buffer(1, 4096, said)))
}

/// A command that lets a module with something planted in it score one poisonous customer among others.
fn poisoned(place: &Place, harm: Harm, spot: Spot) -> String {
    let module = planted(&std::fs::read(module_file()).unwrap(), harm, spot).unwrap();
    let module = place.file("m.wasm", &module);
    let rows: String =
        (0..1000).map(|row| format!("C{row},{row},{}\n", if row == 700 { "POISON!!" } else { "" })).collect();
    format!(
        "{} --module {module} --timeout 20",
        file::score(place, "customers.csv", format!("id,k,note\n{rows}").as_bytes())
    )
}

fn planted_case(name: &'static str, harm: Harm, spot: Spot) -> Case {
    let command = Box::new(move |place: &Place| poisoned(place, harm, spot));
    Case { group: "module", name, quick: false, seconds: 120, memory: 256, real: true, needs: "", command }
}

const LOOP: &str = "(loop (br 0)) (i32.const 1)";
const HEAD: &str =
    r#"(memory (export "memory") 1 2) (global (export "appraise_abi_minor") i32 (i32.const 1))"#;

pub fn cases() -> Vec<Case> {
    let mut cases = calls();
    cases.extend(shapes());
    cases.extend(files());
    cases.push(planted_case("a customer who makes the real module trap", Harm::Trap, Spot::Rows));
    cases.push(planted_case(
        "a customer who makes the real module ask for all memory",
        Harm::Grow,
        Spot::Rows,
    ));
    cases.push(planted_case("a customer who makes the real module work without end", Harm::Loop, Spot::Rows));
    let apart = "a record that makes the real module trap when it is taken apart";
    cases.push(planted_case(apart, Harm::Trap, Spot::Everywhere));
    cases
}

/// What a module does when it is called.
fn calls() -> Vec<Case> {
    vec![
        small("work without end in a call", "check", LOOP, ""),
        small("work without end when memory is asked for", "alloc", LOOP, ""),
        case("a failure without a reason", || {
            abi::module(&[("check", "(i32.const 0)"), ("last_error", "(i32.const 0)")], "")
        }),
        small(
            "memory without end",
            "check",
            "(loop (br_if 0 (i32.ge_s (memory.grow (i32.const 16)) (i32.const 0)))) unreachable",
            "",
        ),
        small(
            "table elements without end",
            "check",
            "(loop (br_if 0 (i32.ge_s (table.grow $t (ref.null func) (i32.const 1000)) (i32.const 0)))) unreachable",
            "(table $t 1 funcref)",
        ),
        small("recursion without end", "check", "(call $again)", "(func $again (result i32) (call $again))"),
        small("recursion with large frames", "check", "(call $again (i64.const 1))", RECURSION),
        small(
            "a call of an import",
            "check",
            "(call $fetch) (i32.const 1)",
            r#"(import "env" "fetch" (func $fetch))"#,
        ),
        small("a defect", "check", "unreachable", ""),
        small("a read outside memory", "check", "(i32.load (i32.const -1))", ""),
        small(
            "a call through a table of another type",
            "check",
            INDIRECT,
            "(table 1 funcref) (type $t (func))",
        ),
        small("bytes outside memory", "buffer_ptr", "(i32.const -1)", ""),
        small("more bytes than memory", "buffer_len", "(i32.const -1)", ""),
        small("memory given outside memory", "alloc", "(i32.const -8)", ""),
        small("no memory given", "alloc", "(i32.const 0)", ""),
        small(
            "memory that grows while it is passed",
            "alloc",
            "(drop (memory.grow (i32.const 1))) (i32.const 65536)",
            "",
        ),
        said("a text that is not JSON", "{\"ok\":"),
        said("JSON of another form", "[1,2,3]"),
        said(
            "JSON that is too deep",
            "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
        ),
        case("a text that is not UTF-8", || {
            let data = r#"(data (i32.const 8) "\00\10\00\00\02\00\00\00") (data (i32.const 4096) "\ff\fe")"#;
            abi::module(&[], data)
        }),
    ]
}

const RECURSION: &str = "(func $again (param i64) (result i32) (local i64 i64 i64 i64 i64 i64 i64 i64)
    (i32.add (call $again (local.get 0)) (call $again (local.get 0))))";
const INDIRECT: &str = "(call_indirect (type $t) (i32.const 0)) (i32.const 1)";

/// What a module is.
fn shapes() -> Vec<Case> {
    vec![
        text("a function that runs at the start", || {
            format!("(module {HEAD} (func $a (loop (br 0))) (start $a))")
        }),
        text("an import that is no function", || format!(r#"(module (import "a" "b" (global i32)) {HEAD})"#)),
        text("another version of the interface", || {
            format!(r#"(module {HEAD} (global (export "appraise_abi_major") i32 (i32.const 9)))"#)
        }),
        text("no version of the interface", || format!("(module {HEAD})")),
        text("no calls", || {
            format!(r#"(module {HEAD} (global (export "appraise_abi_major") i32 (i32.const 1)))"#)
        }),
        text("a million functions", || format!("(module {HEAD} {})", "(func)".repeat(1_000_000))),
        text("a function with fifty thousand locals", || {
            format!("(module {HEAD} (func (local {})))", "i64 ".repeat(49_999))
        }),
        text("a function of two million instructions", || {
            format!("(module {HEAD} (func {}))", "nop ".repeat(2_000_000))
        }),
        text("a hundred thousand types", || {
            let one = |at: usize| format!("(type (func (param {})))", "i32 ".repeat(at % 60));
            format!("(module {HEAD} {})", (0..100_000).map(one).collect::<String>())
        }),
        text("ten thousand exports", || {
            let one = |at: u32| format!("(export \"e{at}\" (func 0))");
            format!("(module {HEAD} (func) {})", (0..10_000).map(one).collect::<String>())
        }),
        text("two memories", || format!("(module {HEAD} (memory 1))")),
        text("a memory of 64 bits", || "(module (memory (export \"memory\") i64 1))".to_owned()),
        text("a memory shared between threads", || {
            "(module (memory (export \"memory\") 1 2 shared))".to_owned()
        }),
        text("calls that leave no frame", || format!("(module {HEAD} (func $f (return_call $f)))")),
        text("exceptions", || format!("(module {HEAD} (tag $e) (func (throw $e)))")),
        text("SIMD that differs between machines", || {
            format!(
                "(module {HEAD} (func (param v128) (result v128) (i32x4.relaxed_trunc_f32x4_s (local.get 0))))"
            )
        }),
        case("4 GiB of memory from the start", || resized("(memory (export \"memory\") 65536)")),
        case("ten million table elements from the start", || {
            resized("(memory (export \"memory\") 2) (table 10000000 funcref)")
        }),
        case("data outside memory", || abi::module(&[], "(data (i32.const 1000000) \"a\")")),
    ]
}

/// A module that has a version and a memory, and no calls.
fn resized(memory: &str) -> Vec<u8> {
    let text = format!(
        "(module {memory} (global (export \"appraise_abi_major\") i32 (i32.const 1))
         (global (export \"appraise_abi_minor\") i32 (i32.const 1)))"
    );
    wat::parse_str(text).unwrap()
}

/// What a module file is.
fn files() -> Vec<Case> {
    let of = |name, command: fn(&Place) -> String| Case {
        group: "module",
        name,
        quick: true,
        seconds: 5,
        memory: 64,
        real: false,
        needs: "",
        command: Box::new(command),
    };
    vec![
        of("a file of 200 MiB", |place| {
            format!("{}; truncate -s 200M m.wasm; appraise check p.yaml --module m.wasm", prepared(place))
        }),
        of("a device without end", |place| {
            format!("{}; appraise check p.yaml --module /dev/zero", prepared(place))
        }),
        of("a folder", |place| format!("{}; appraise check p.yaml --module .", prepared(place))),
        of("a file that is not there", |place| {
            format!("{}; appraise check p.yaml --module no.wasm", prepared(place))
        }),
        case("an empty file", Vec::new),
        case("a text", || b"(module)".to_vec()),
        case("a program of the machine", || std::fs::read("/bin/true").unwrap()),
        case("a component", || b"\0asm\x0d\0\x01\0".to_vec()),
        case("a module that is cut off", || {
            let whole = abi::module(&[], "");
            whole[..whole.len() / 2].to_vec()
        }),
        of("an audit of a million functions", |place| {
            let module = wat::parse_str(format!("(module {})", "(func)".repeat(1_000_000))).unwrap();
            format!("appraise audit {}", place.file("m.wasm", &module))
        }),
        of("an audit of a device without end", |_| "appraise audit /dev/zero".to_owned()),
    ]
}

fn prepared(place: &Place) -> String {
    place.file("p.yaml", policy::GOOD.as_bytes());
    "true".to_owned()
}
