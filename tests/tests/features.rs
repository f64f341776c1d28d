//! What the bank's side asked for, row by row: `tests/features.csv` says for each of S001 to S479 what shows it.
//!
//! | Status | Meaning | `shown_by` |
//! |---|---|---|
//! | `test` | done | assertions that fail when the feature is taken away |
//! | `screen` | done or to be done by the page | its browser test, once there is one |
//! | `open` | not yet done | empty |
//! | `out` | a vendor's claim or prose: nothing to build | empty; the note says why |
//!
//! An assertion is named `case:folder/file` (a case file), `policy:name/words of its test` (a test inside a shipped policy),
//! `test:path::function` (a Rust test) or `script:path#text` (a check of a script, by words that stand in it). Several are
//! separated by `|`. A name that leads nowhere is a failure, so a test cannot be renamed or removed unnoticed.
//!
//! `tests/pipl.csv` is read the same way: what the law asks, and whether the policy, the engine or the bank meets it.
//!
//! INVARIANT: every row stands here once; at least [`TESTED`] are `test`, at most [`OUT`] are `out`.

#![allow(clippy::unwrap_used, reason = "a suite, where a panic is the report")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use appraise_tests::corpus::root;
use serde::Deserialize;

const ROWS: usize = 479;
const TESTED: usize = 330;
const OUT: usize = 60;
/// What the law on personal information asks, article by article.
const LAW: &str = "tests/pipl.csv";

/// A line of the table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Feature {
    row: String,
    status: String,
    shown_by: String,
    note: String,
}

fn main() -> ExitCode {
    if std::env::args().any(|a| a == "--list") {
        return ExitCode::SUCCESS;
    }
    let features: Result<Vec<Feature>, csv::Error> =
        csv::Reader::from_path(root().join("tests/features.csv")).unwrap().into_deserialize().collect();
    let mut failures = Vec::new();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for feature in features.unwrap() {
        let row = feature.row.clone();
        failures.extend(faults(&feature).into_iter().map(|fault| format!("{row}: {fault}")));
        *counts.entry(feature.status).or_default() += 1;
        if !seen.insert(feature.row) {
            failures.push(format!("{row} stands here twice"));
        }
    }
    let all: BTreeSet<String> = (1..=ROWS).map(|n| format!("S{n:03}")).collect();
    failures.extend(all.symmetric_difference(&seen).map(|row| format!("{row} is missing, or is no row")));
    failures.extend(law());
    let count = |status: &str| counts.get(status).copied().unwrap_or(0);
    if count("test") < TESTED || count("out") > OUT {
        failures.push(format!("{} are tested and {} are out", count("test"), count("out")));
    }
    failures.iter().for_each(|failure| println!("FAILED {failure}"));
    let told: Vec<String> = counts.iter().map(|(status, count)| format!("{count} {status}")).collect();
    println!("features: {}", told.join(", "));
    println!("features: {} passed, {} failed", seen.len().saturating_sub(failures.len()), failures.len());
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// An article of the law on personal information. `met_by` is `policy` or `engine`, where assertions show it, or `bank`,
/// where nothing here can and the note says what is left to it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Article {
    article: String,
    asks_en: String,
    asks_zh: String,
    met_by: String,
    shown_by: String,
    note: String,
}

/// What is wrong with the list of the law.
fn law() -> Vec<String> {
    let articles: Result<Vec<Article>, csv::Error> =
        csv::Reader::from_path(root().join(LAW)).unwrap().into_deserialize().collect();
    let fault = |of: &Article| {
        let named: Vec<&str> =
            of.shown_by.split('|').map(str::trim).filter(|name| !name.is_empty()).collect();
        let shown = match of.met_by.as_str() {
            "policy" | "engine" => !named.is_empty() && named.iter().all(|name| exists(name)),
            "bank" => named.is_empty() && !of.note.is_empty(),
            _ => false,
        };
        let fault = !shown || of.asks_en.is_empty() || of.asks_zh.is_empty();
        fault.then(|| format!("{LAW}: article {}: {}", of.article, of.shown_by))
    };
    articles.unwrap().iter().filter_map(fault).collect()
}

/// What is wrong with a row.
fn faults(feature: &Feature) -> Vec<String> {
    let Feature { status, shown_by, note, .. } = feature;
    let named: Vec<&str> = shown_by.split('|').map(str::trim).filter(|name| !name.is_empty()).collect();
    let mut faults: Vec<String> =
        named.iter().filter(|name| !exists(name)).map(|name| format!("no such assertion: {name}")).collect();
    match status.as_str() {
        "test" if named.is_empty() => faults.push("no assertion is named".into()),
        "out" | "open" if note.is_empty() => faults.push("the note does not say why".into()),
        "open" | "out" if !named.is_empty() => faults.push("an assertion of what is not there".into()),
        "test" | "screen" | "open" | "out" => {}
        other => faults.push(format!("no such status: {other}")),
    }
    faults
}

/// Whether an assertion of that name exists.
fn exists(name: &str) -> bool {
    let Some((kind, rest)) = name.split_once(':') else { return false };
    match kind {
        "case" => root().join("tests/cases").join(rest).with_extension("yaml").is_file(),
        "policy" => rest.split_once('/').is_some_and(|(policy, test)| policy_has(policy, test)),
        "test" => {
            rest.rsplit_once("::").is_some_and(|(path, function)| holds(path, &format!("fn {function}(")))
        }
        "script" => rest.split_once('#').is_some_and(|(path, words)| holds(path, words)),
        _ => false,
    }
}

/// Whether a shipped policy, a file or a folder, has a test of that name.
fn policy_has(policy: &str, test: &str) -> bool {
    let policies = root().join("core/policies");
    let named = |path: &Path| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let is_name = |line: &str| {
            let line = line.trim_start().trim_start_matches("- ").trim_start_matches('{');
            line.strip_prefix("name: ").is_some_and(|rest| {
                let rest = rest.trim_start_matches('"');
                rest.strip_prefix(test).is_some_and(|end| end.is_empty() || end.starts_with(['"', ',']))
            })
        };
        text.lines().any(is_name)
    };
    let folder = std::fs::read_dir(policies.join(policy)).into_iter().flatten().flatten();
    named(&policies.join(format!("{policy}.yaml"))) || folder.into_iter().any(|entry| named(&entry.path()))
}

/// Whether a file of the project holds a text.
fn holds(path: &str, words: &str) -> bool {
    !words.is_empty() && std::fs::read_to_string(root().join(path)).is_ok_and(|text| text.contains(words))
}
