//! The digest of a run over a folder of tables, by the native core: `bank POLICY FOLDER AS_OF`.
//!
//! One of the four engines that `tests/scripts/bank.sh` compares.

use std::path::Path;
use std::process::ExitCode;

use appraise_core::dataset::Builder;
use appraise_core::diagnostic::Diagnostic;
use appraise_core::load::load;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output::digest;
use appraise_core::policy::SourceFile;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [policy, folder, instant] = arguments.as_slice() else {
        eprintln!("usage: bank POLICY FOLDER AS_OF");
        return ExitCode::from(2);
    };
    match run(policy, Path::new(folder), instant) {
        Ok(digest) => {
            println!("{digest}");
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("bank: {why}");
            ExitCode::from(2)
        }
    }
}

fn run(policy: &str, folder: &Path, instant: &str) -> Result<String, String> {
    let told = |found: Diagnostic| format!("{found:?}");
    let text = std::fs::read_to_string(policy).map_err(|why| format!("{policy}: {why}"))?;
    let (checked, loaded) = load(&[SourceFile { name: "policy.yaml", text: &text }]);
    let loaded = loaded.ok_or_else(|| format!("{:#?}", checked.diagnostics))?;
    let mut builder = Builder::new(&loaded.model.schema);
    for table in &loaded.model.schema.tables {
        let path = folder.join(format!("{}.csv", table.id));
        if let Ok(bytes) = std::fs::read(&path) {
            builder.read(&table.id, &bytes, true).map_err(told)?;
        }
    }
    let dataset = builder.seal().map_err(told)?;
    let as_of = as_of(&loaded.model, instant, false).map_err(told)?;
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
    Ok(digest(&run, &run.evaluate(false)))
}
