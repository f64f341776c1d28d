//! The reference page of the language, `core/LANGUAGE.md`: every example is a policy without findings whose own tests
//! pass, and every section of constructs has one.

#![allow(clippy::unwrap_used, reason = "a suite, where a panic is the report")]

use std::process::ExitCode;

use appraise_core::load::load;
use appraise_core::policy::SourceFile;
use appraise_core::suite;
use appraise_tests::corpus::root;

struct Example {
    section: String,
    line: usize,
    text: String,
}

fn main() -> ExitCode {
    if std::env::args().any(|a| a == "--list") {
        return ExitCode::SUCCESS;
    }
    let page = std::fs::read_to_string(root().join("core/LANGUAGE.md")).unwrap();
    let (examples, bare) = examples(&page);
    let mut failed = bare.len();
    for section in bare {
        println!("FAILED section `{section}` has no example");
    }
    let mut passed = 0;
    for Example { section, line, text } in examples {
        match run(&text) {
            Ok(tests) => passed += tests,
            Err(why) => {
                failed += 1;
                println!("FAILED `{section}`, line {line}: {why}");
            }
        }
    }
    println!("language: {passed} passed, {failed} failed");
    ExitCode::from(u8::from(failed > 0))
}

/// The YAML blocks of the page, and the sections without one. `## ` starts a section; those before the first example
/// and after the rule `---` explain and need none.
fn examples(page: &str) -> (Vec<Example>, Vec<String>) {
    let (mut examples, mut bare) = (Vec::<Example>::new(), Vec::new());
    let mut section = String::new();
    let mut open: Option<(usize, String)> = None;
    let end = |section: &str, examples: &[Example], bare: &mut Vec<String>| {
        if !section.is_empty() && !examples.iter().any(|e| e.section == section) {
            bare.push(section.to_owned());
        }
    };
    for (number, line) in page.lines().enumerate() {
        match (&mut open, line) {
            (None, "---") => break,
            (None, "```yaml") => open = Some((number + 2, String::new())),
            (Some(_), "```") => {
                let (line, text) = open.take().unwrap();
                examples.push(Example { section: section.clone(), line, text });
            }
            (Some((_, text)), line) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, line) => {
                if let Some(title) = line.strip_prefix("## ") {
                    end(&section, &examples, &mut bare);
                    section = title.to_owned();
                }
            }
        }
    }
    end(&section, &examples, &mut bare);
    (examples, bare)
}

/// The number of tests that pass.
fn run(text: &str) -> Result<usize, String> {
    let (checked, loaded) = load(&[SourceFile { name: "example.yaml", text }]);
    let Some(loaded) = loaded else { return Err(format!("{:#?}", checked.diagnostics)) };
    if !checked.diagnostics.is_empty() {
        return Err(format!("{:#?}", checked.diagnostics));
    }
    let report = suite::run(&loaded.model);
    let tests = report.tests.len();
    let failed: Vec<_> = report.tests.iter().filter(|test| !test.passed).collect();
    match (failed.is_empty(), tests) {
        (_, 0) => Err("it has no tests".into()),
        (true, tests) => Ok(tests),
        (false, _) => Err(format!("{failed:#?}")),
    }
}
