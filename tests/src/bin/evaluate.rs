//! A labelled history through a policy on the native core: the assessment, and the tables that its figures rest on.
//!
//! ```text
//! evaluate FOLDER POLICY CUSTOMERS AS_OF LABEL [--value EXPR] [--time EXPR] [--split DATE|SHARE] [--by month]
//!          [--baseline a,b] [--suspects a,b]
//! ```
//!
//! Writes `assessment.json` and `customers.csv` into the folder; `tests/scripts/against_sklearn.sh` compares the one with
//! what scikit-learn makes of the other.

use std::path::Path;
use std::process::ExitCode;

use appraise_core::assess::{Options, Question, assess};
use appraise_core::dataset::Builder;
use appraise_core::diagnostic::Diagnostic;
use appraise_core::load::load_asking;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output::{csv, table};
use appraise_core::policy::SourceFile;
use appraise_core::value::Lang;
use appraise_tests::corpus::case::policy_files;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match evaluate(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("evaluate: {why}");
            ExitCode::FAILURE
        }
    }
}

/// The value of an option.
fn option<'a>(arguments: &'a [String], name: &str) -> Option<&'a str> {
    let at = arguments.iter().position(|argument| argument == name)?;
    arguments.get(at + 1).map(String::as_str)
}

fn names<'a>(arguments: &'a [String], name: &str) -> Vec<&'a str> {
    option(arguments, name).map_or(Vec::new(), |names| names.split(',').collect())
}

fn evaluate(arguments: &[String]) -> Result<(), String> {
    let [folder, policy, customers, day, label, ..] = arguments else {
        return Err("FOLDER POLICY CUSTOMERS AS_OF LABEL [options]".into());
    };
    let wrong = |finding: Diagnostic| format!("{} {}", finding.code.id(), finding.message(Lang::En));
    let texts = policy_files(Path::new(policy)).map_err(|cause| format!("{policy}: {cause}"))?;
    let files: Vec<SourceFile<'_>> = texts.iter().map(|(name, text)| SourceFile { name, text }).collect();
    let (baseline, suspects) = (names(arguments, "--baseline"), names(arguments, "--suspects"));
    let (value, time) = (option(arguments, "--value"), option(arguments, "--time"));
    let question = Question { label, value, time, baseline: &baseline, suspects: &suspects };
    let (report, loaded) = load_asking(&files, Some(&question));
    let loaded = loaded.ok_or_else(|| format!("{:#?}", report.diagnostics))?;
    let bytes = std::fs::read(customers).map_err(|cause| format!("{customers}: {cause}"))?;
    let mut builder = Builder::new(&loaded.model.schema);
    builder.read("customers", &bytes, true).map_err(wrong)?;
    let dataset = builder.seal().map_err(wrong)?;
    let as_of = as_of(&loaded.model, day, false).map_err(wrong)?;
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
    let outcome = run.evaluate(false);
    let options = Options::of(option(arguments, "--split"), option(arguments, "--by")).map_err(wrong)?;
    let assessment = assess(&run, &outcome, options).map_err(wrong)?;
    std::fs::create_dir_all(folder).map_err(|cause| cause.to_string())?;
    let put = |name: &str, text: String| {
        std::fs::write(Path::new(folder).join(name), text).map_err(|cause| format!("{name}: {cause}"))
    };
    put("assessment.json", serde_json::to_string_pretty(&assessment).map_err(|cause| cause.to_string())?)?;
    put("customers.csv", csv(&table(&run, &outcome, "customers").map_err(wrong)?))
}
