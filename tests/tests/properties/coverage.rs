//! Suggested tests: of every policy that is shipped each one can be read with the policy, passes, and shows what it says;
//! taken together they leave exactly the sides that are said to be left.

use std::fs;
use std::path::Path;

use appraise_core::coverage::{Coverage, coverage, suggest};
use appraise_core::load::load;
use appraise_core::policy::SourceFile;
use appraise_tests::corpus::root;

#[test]
fn suggested_tests_pass_and_show_what_was_missing() {
    let policies =
        ["card-attrition.yaml", "eight-classes.yaml", "retail-tiers.yaml", "term-deposit.yaml", "wealth-cvm"];
    for name in policies {
        holds(&root().join("core/policies").join(name));
    }
    holds(&root().join("tests/bank/policy.yaml"));
}

fn holds(path: &Path) {
    let mut texts = texts(path);
    let found = suggest(&sources(&texts));
    assert!(found.ok, "{}", path.display());
    let before = reached(&texts);
    let mut more = String::from(if found.tests.is_empty() { "tests: []\n" } else { "tests:\n" });
    found.tests.iter().for_each(|test| more.push_str(&test.yaml));
    texts.push(("~suggested.yaml".into(), more));
    let after = reached(&texts);
    assert_eq!(after.failed, 0, "{}", path.display());
    assert_eq!(after.tests, before.tests + found.tests.len());
    let said: usize = found.tests.iter().map(|test| test.shows.len()).sum();
    assert_eq!(after.total.shown, before.total.shown + said, "{}", path.display());
    let left: Vec<(String, String)> = missing(&after);
    let told: Vec<(String, String)> =
        found.left.iter().map(|left| (left.missing.item.clone(), left.missing.side.clone())).collect();
    assert_eq!(left, told, "{}", path.display());
    eprintln!("{}: {} suggested, {} left", path.display(), found.tests.len(), found.left.len());
}

fn missing(report: &Coverage) -> Vec<(String, String)> {
    let sides = report.items.iter().flat_map(|item| item.sides.iter().map(move |side| (item, side)));
    sides
        .filter(|(_, side)| side.is_missing())
        .map(|(item, side)| (item.id.clone(), side.id.clone()))
        .collect()
}

fn reached(texts: &[(String, String)]) -> Coverage {
    coverage(&load(&sources(texts)).1.expect("a policy that can be used").model)
}

fn sources(texts: &[(String, String)]) -> Vec<SourceFile<'_>> {
    texts.iter().map(|(name, text)| SourceFile { name, text }).collect()
}

/// A policy on disk: a file, or the `.yaml` and `.csv` files of a folder.
fn texts(path: &Path) -> Vec<(String, String)> {
    let read = |path: &Path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(path).unwrap())
    };
    if path.is_file() {
        return vec![read(path)];
    }
    let entries = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
    let used = |path: &std::path::PathBuf| path.extension().is_some_and(|end| end == "yaml" || end == "csv");
    let mut all: Vec<(String, String)> = entries.filter(used).map(|path| read(&path)).collect();
    all.sort();
    all
}
