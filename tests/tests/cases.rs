//! Every case file on the native core, in one piece and in small ones, and on the module under wasmtime.
//!
//! `BLESS=1` writes what the native core answers into the files; the diff is to be read. Words after `--` keep only the
//! cases whose path holds one of them. The codes of findings and the cases are compared: a code that no case shows is a
//! failure.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a suite, where a panic is the report")]

use std::collections::BTreeSet;
use std::path::Path;
use std::process::ExitCode;

use appraise_core::diagnostic::Code;
use appraise_host::{Engine, Limits};
use appraise_tests::corpus::case::{Problem, all, bless};
use appraise_tests::corpus::{Answer, Case, Input, data_folder, module, module_file, native, root};

/// Bytes of the second reading's pieces, and how large tables may be for it.
const PIECE: usize = 7;
const IN_PIECES: usize = 1 << 16;

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
    without_data: usize,
    codes: BTreeSet<String>,
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let folder = root().join("tests/cases");
    let engine = Engine::open(&module_file(), Limits::default());
    if let Err(error) = &engine {
        println!("the module under wasmtime is not run: {error}");
    }
    let blessing = std::env::var_os("BLESS").is_some_and(|value| value == "1");
    let mut tally = Tally::default();
    for path in all(&folder) {
        let name = path.strip_prefix(&folder).unwrap_or(&path).display().to_string();
        if words.is_empty() || words.iter().any(|word| name.contains(word.as_str())) {
            one(&mut tally, &path, &name, engine.as_ref().ok(), blessing);
        }
    }
    if words.is_empty() {
        codes(&mut tally);
    }
    if engine.is_err() {
        tally.failed += 1;
    }
    let left_out = match tally.without_data {
        0 => String::new(),
        cases => format!("; {cases} cases not run, as their data are not in {}", data_folder().display()),
    };
    println!("{} passed, {} failed{left_out}", tally.passed, tally.failed);
    ExitCode::from(u8::from(tally.failed > 0))
}

fn one(tally: &mut Tally, path: &Path, name: &str, engine: Option<&Engine>, blessing: bool) {
    let input = match Case::read(path).map_err(Problem::Broken).and_then(|case| case.input(path)) {
        Ok(input) => input,
        Err(Problem::NoData) => {
            tally.without_data += 1;
            return;
        }
        Err(Problem::Broken(why)) => {
            tally.failed += 1;
            println!("FAILED {name}: {why}");
            return;
        }
    };
    let mut expected = input.expected();
    let answer = native::answer(&input, usize::MAX);
    if let (true, Some(answer)) = (blessing, &answer)
        && expected != *answer
    {
        bless(path, answer).unwrap();
        println!("blessed {name}");
        expected = answer.clone();
    }
    note_codes(tally, &expected);
    if let Some(answer) = answer {
        tally.compare(name, "native core", &answer, &expected);
        if input.tables.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() <= IN_PIECES
            && !input.tables.is_empty()
        {
            let answer = native::answer(&input, PIECE).unwrap();
            tally.compare(name, "native core, read in pieces", &answer, &expected);
        }
    }
    if let Some(engine) = engine {
        under_wasmtime(tally, name, engine, &input, &expected);
    }
}

fn under_wasmtime(tally: &mut Tally, name: &str, engine: &Engine, input: &Input, expected: &Answer) {
    match module::answer(engine, input) {
        Ok(Some(answer)) => tally.compare(name, "wasmtime", &answer, expected),
        Ok(None) => {}
        Err(error) => {
            tally.failed += 1;
            println!("FAILED {name} on wasmtime: {error:?}");
        }
    }
}

impl Tally {
    fn compare(&mut self, name: &str, engine: &str, answer: &Answer, expected: &Answer) {
        match answer.difference(expected) {
            None => self.passed += 1,
            Some((section, got, wanted)) => {
                self.failed += 1;
                println!(
                    "FAILED {name} on {engine}: `{section}` is\n{}\ninstead of\n{}\n",
                    cut(got),
                    cut(wanted)
                );
            }
        }
    }
}

/// At most so much of a text that a terminal can be read.
fn cut(text: &str) -> String {
    text.chars().take(4000).collect()
}

/// The codes that an expectation names at the start of its lines.
fn note_codes(tally: &mut Tally, expected: &Answer) {
    for section in ["findings", "refused"] {
        for line in expected.section(section).unwrap_or("").lines() {
            let code = line.split([' ', ':']).next().unwrap_or("");
            tally.codes.insert(code.to_owned());
        }
    }
    let analysis: serde_json::Value =
        expected.section("analysis").and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    for found in analysis["findings"].as_array().into_iter().flatten() {
        tally.codes.extend(found["code"].as_str().map(str::to_owned));
    }
}

/// The table of codes and the cases agree.
fn codes(tally: &mut Tally) {
    let known: BTreeSet<String> = Code::ALL.iter().map(|code| code.id().to_owned()).collect();
    let unshown: Vec<&String> = known.difference(&tally.codes).collect();
    let unknown: Vec<&String> = tally.codes.difference(&known).collect();
    if unshown.is_empty() && unknown.is_empty() && known.len() == Code::ALL.len() {
        tally.passed += 1;
    } else {
        tally.failed += 1;
        println!(
            "FAILED codes: no case shows {unshown:?}; not in the table {unknown:?}; {} names for {} codes",
            known.len(),
            Code::ALL.len()
        );
    }
}
