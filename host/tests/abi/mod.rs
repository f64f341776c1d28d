//! Small modules that speak the ABI and mean nothing.

use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, Instance, Limits};

/// The exports of the ABI: name, parameters, result, and a body that does nothing.
///
/// Buffer `h` is described by two words at address `8 * h`; allocation is always page 1.
const EXPORTS: &[(&str, usize, bool, &str)] = &[
    ("alloc", 1, true, "(i32.const 65536)"),
    ("load", 2, true, "(i32.const 1)"),
    ("check", 2, true, "(i32.const 1)"),
    ("analyse", 2, true, "(i32.const 1)"),
    ("suggest", 2, true, "(i32.const 1)"),
    ("schema", 1, true, "(i32.const 1)"),
    ("print", 2, true, "(i32.const 1)"),
    ("test", 1, true, "(i32.const 1)"),
    ("coverage", 1, true, "(i32.const 1)"),
    ("dataset", 1, true, "(i32.const 1)"),
    ("read", 6, true, "(local.get 4)"),
    ("put", 4, true, "(i32.const 1)"),
    ("index", 3, true, "(i32.const 1)"),
    ("index_read", 4, true, "(local.get 2)"),
    ("index_put", 2, true, "(i32.const 1)"),
    ("index_header", 1, true, "(i32.const 1)"),
    ("index_take", 1, true, "(i32.const 1)"),
    ("lines", 5, true, "(i32.const 1)"),
    ("records", 7, true, "(i32.const 1)"),
    ("incomplete", 3, true, "(i32.const 1)"),
    ("later_part", 1, true, "(i32.const 1)"),
    ("leave_out", 6, true, "(i32.const 1)"),
    ("seal", 1, true, "(i32.const 1)"),
    ("run", 5, true, "(i32.const 1)"),
    ("run_after", 3, true, "(i32.const 1)"),
    ("summary", 1, true, "(i32.const 1)"),
    ("digest", 1, true, "(i32.const 1)"),
    ("output", 3, true, "(i32.const 1)"),
    ("csv", 3, true, "(i32.const 1)"),
    ("ndjson", 3, true, "(i32.const 1)"),
    ("names", 1, true, "(i32.const 1)"),
    ("customer", 3, true, "(i32.const 1)"),
    ("query", 3, true, "(i32.const 1)"),
    ("query_groups", 1, true, "(i32.const 1)"),
    ("query_page", 3, true, "(i32.const 1)"),
    ("explain", 4, true, "(i32.const 1)"),
    ("history", 1, true, "(i32.const 1)"),
    ("history_add", 4, true, "(i32.const 1)"),
    ("measure", 5, true, "(i32.const 1)"),
    ("reach", 4, true, "(i32.const 1)"),
    ("what_if", 4, true, "(i32.const 1)"),
    ("assess", 3, true, "(i32.const 1)"),
    ("explain_since", 6, true, "(i32.const 1)"),
    ("changes", 3, true, "(i32.const 1)"),
    ("changes_csv", 3, true, "(i32.const 1)"),
    ("compare", 4, true, "(i32.const 1)"),
    ("compare_add", 3, true, "(i32.const 1)"),
    ("compare_report", 1, true, "(i32.const 1)"),
    ("compare_csv", 3, true, "(i32.const 1)"),
    ("match", 3, true, "(i32.const 1)"),
    ("profile", 1, true, "(i32.const 1)"),
    ("profile_add", 2, true, "(i32.const 1)"),
    ("profile_report", 1, true, "(i32.const 1)"),
    ("bound", 1, true, "(i32.const 7)"),
    ("share", 1, true, "(i32.const 1)"),
    ("merge", 4, true, "(i32.const 1)"),
    ("merge_add", 3, true, "(i32.const 1)"),
    ("buffer_ptr", 1, true, "(i32.load (i32.shl (local.get 0) (i32.const 3)))"),
    ("buffer_len", 1, true, "(i32.load offset=4 (i32.shl (local.get 0) (i32.const 3)))"),
    ("release", 1, false, ""),
    ("last_error", 0, true, "(i32.const 2)"),
    ("reset", 0, false, ""),
];

/// The bound of every policy.
const BOUND: &str = r#"{"base":1000000,"per_customer":0,"per_row":0,"per_byte":1000,"per_pair":0,"per_text":0,"per_match":0,"open":false}"#;

/// A module with some bodies replaced, and more text after the head.
pub fn module(bodies: &[(&str, &str)], more: &str) -> Vec<u8> {
    let mut text = format!(
        "(module {more} (memory (export \"memory\") 2)
         (global (export \"appraise_abi_major\") i32 (i32.const 1))
         (global (export \"appraise_abi_minor\") i32 (i32.const 1)) {}",
        buffer(7, 61_440, BOUND)
    );
    for (name, parameters, result, body) in EXPORTS.iter().copied() {
        let body = bodies.iter().find(|(replaced, _)| *replaced == name).map_or(body, |(_, body)| body);
        let result = if result { "(result i32)" } else { "" };
        let parameters = "i32 ".repeat(parameters);
        text.push_str(&format!("(func (export \"appraise_{name}\") (param {parameters}) {result} {body})\n"));
    }
    text.push(')');
    wat::parse_str(text).unwrap()
}

/// The data of buffer `handle`: its text at `at`.
pub fn buffer(handle: u32, at: u32, text: &str) -> String {
    let escaped: String = text.bytes().map(|byte| format!("\\{byte:02x}")).collect();
    let words: String = [at, u32::try_from(text.len()).unwrap()]
        .iter()
        .flat_map(|word| word.to_le_bytes())
        .map(|byte| format!("\\{byte:02x}"))
        .collect();
    format!("(data (i32.const {}) \"{words}\") (data (i32.const {at}) \"{escaped}\")", handle * 8)
}

#[allow(dead_code, reason = "one of the suites takes the module alone")]
pub fn instance(bodies: &[(&str, &str)], more: &str, limits: Limits) -> Instance {
    Engine::from_bytes(&module(bodies, more), limits).unwrap().instance().unwrap()
}

#[allow(dead_code, reason = "one of the suites takes the module alone")]
pub fn policy(instance: &mut Instance) -> appraise_host::Policy {
    instance.load(&PolicyFiles::from_text("p.yaml", "appraise: 1")).unwrap()
}
