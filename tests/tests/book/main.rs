//! What the shipped policy says of a whole book, and how much of a book the engine takes at once.
//!
//! [`capacity`]: five hundred rules and figures of groups over many customers in one pass, against counts that are as
//! plain as they can be. [`dictionary`]: two hundred names of four families. [`scenario`]: a shock of the markets.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "oracles of tests stop where they are wrong"
)]

mod capacity;
mod dictionary;
mod scenario;

use std::path::Path;

use appraise_core::dataset::{Builder, Dataset};
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_host::synth::{AS_OF, Morning, Options};
use appraise_tests::corpus::case::policy_files;
use appraise_tests::corpus::root;

/// The files of `wealth-cvm`, with one text of one file replaced.
fn wealth(edit: Option<(&str, &str, &str)>) -> Loaded {
    let mut files = policy_files(&root().join("core/policies/wealth-cvm")).unwrap();
    if let Some((name, from, to)) = edit {
        let file =
            files.iter_mut().find(|(path, _)| Path::new(path).file_name() == Path::new(name).file_name());
        let (_, text) = file.unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from} in {name}");
        *text = text.replace(from, to);
    }
    loaded(&files)
}

fn loaded(files: &[(String, String)]) -> Loaded {
    let files: Vec<SourceFile<'_>> = files.iter().map(|(name, text)| SourceFile { name, text }).collect();
    let (report, loaded) = load(&files);
    loaded.unwrap_or_else(|| panic!("{:#?}", report.diagnostics))
}

/// The first morning of a synthetic bank, as a policy reads it.
fn bank(policy: &Loaded, customers: u64) -> Dataset {
    let morning = Morning::of(Options { customers, seed: 1, days: 1 }, 1..customers + 1);
    let mut builder = Builder::new(&policy.model.schema);
    let known = |name: &&str| policy.model.schema.table_named(name).is_some();
    for (name, text) in morning.tables.iter().filter(|(name, _)| known(name)) {
        builder.read(name, text.as_bytes(), true).unwrap();
    }
    builder.seal().unwrap()
}

fn run<'a>(policy: &'a Loaded, dataset: &'a Dataset) -> Run<'a> {
    let as_of = as_of(&policy.model, AS_OF, false).unwrap();
    Run { model: &policy.model, program: &policy.program, dataset, as_of }
}
