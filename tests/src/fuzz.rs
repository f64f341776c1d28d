//! What strangers' bytes reach first: the policy parser, the compiler of expressions, the readers of tables, the
//! descriptor of typed columns, the shares of a run.
//!
//! A target is a function of bytes that must come back, whatever they are; some also hold two ways of reading the same
//! bytes against each other. `tests/fuzz` gives the targets to cargo-fuzz, the suite `fuzz` replays what was kept in
//! `tests/fuzz/corpus` and then changes it at random for a while. The suite's changes are blind; coverage guides only
//! cargo-fuzz.

mod descriptor;
mod mutate;
mod table;

use appraise_core::cel::parse;
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::as_of;
use appraise_core::policy::SourceFile;
use appraise_core::share::Share;

pub use mutate::Mutator;

/// Bytes of one input; a bug that needs more will show with fewer in another place.
pub const LARGEST: usize = 1 << 14;

/// A name, and what takes the bytes.
pub type Target = (&'static str, fn(&[u8]));

/// The targets.
pub const TARGETS: [Target; 5] = [
    ("policy", policy),
    ("expression", expression),
    ("table", table::table),
    ("descriptor", descriptor::descriptor),
    ("share", share),
];

/// A policy of every kind of key that a customer's file can meet.
const SMALL: &str = include_str!("../fuzz/small.yaml");

/// Runs a target by its name; a name that is none does nothing.
pub fn run(target: &str, bytes: &[u8]) {
    if let Some((_, run)) = TARGETS.iter().find(|(name, _)| *name == target) {
        run(bytes.get(..LARGEST).unwrap_or(bytes));
    }
}

/// A policy as text.
fn policy(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let files = [SourceFile { name: "policy.yaml", text }];
    let (report, loaded) = load(&files);
    assert_eq!(report.ok, loaded.is_some(), "a policy is loaded exactly when its check says so");
}

/// An expression by itself, and as a value of a policy.
fn expression(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = parse::expression(text);
    // JSON is YAML, and its strings hold every text.
    let quoted = serde_json::Value::from(text).to_string();
    let text = format!("{SMALL}derive:\n  fuzzed: {quoted}\n");
    let _ = load(&[SourceFile { name: "policy.yaml", text: &text }]);
}

/// The share of a part as it comes back from a disk.
fn share(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (loaded, instant) = small();
    let mut share = Share::none(&loaded.model, &loaded.program, instant);
    if share.add(&loaded.model, text).is_ok() {
        let _ = share.summary(&loaded.model);
        let _ = share.table(&loaded.model, "reports");
        let written = share.write(&loaded.model);
        let mut again = Share::none(&loaded.model, &loaded.program, instant);
        assert!(again.add(&loaded.model, &written).is_ok(), "a share that was written is read again");
        assert_eq!(again, share, "and is the same");
    }
}

/// The policy of the targets that read data, and the instant of its runs.
#[expect(clippy::expect_used, reason = "a suite, where a panic is the report")]
fn small() -> (Loaded, i64) {
    let (_, loaded) = load(&[SourceFile { name: "policy.yaml", text: SMALL }]);
    let loaded = loaded.expect("the policy of the targets is sound");
    let instant = as_of(&loaded.model, "2026-11-21", false).expect("it holds on that day");
    (loaded, instant)
}
