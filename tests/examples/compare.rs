//! Two versions of `wealth-cvm` over a synthetic bank: `compare [CUSTOMERS] [CHUNK]`, 1,000,000 and 20,000 when not given.
//!
//! The new version is the shipped one with some parameters, a set of bins and a curve edited ([`EDITS`]). The bank is
//! made chunk by chunk with its child tables, both versions are run on the native core, and the comparison is held
//! against two runs of their own over the same chunks: every total has to be the same. Prints seconds and memory, and
//! fails when a total is not.

use std::ops::Range;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use appraise_core::compare::{Comparison, Options, Sides};
use appraise_core::dataset::{Builder, Dataset};
use appraise_core::diagnostic::Diagnostic;
use appraise_core::load::{Loaded, load};
use appraise_core::model::Model;
use appraise_core::outcome::{Outcome, Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_host::synth::{AS_OF, Morning, Options as Bank};
use appraise_tests::compare::{Totals, differences, of_side};
use appraise_tests::corpus::case::policy_files;
use appraise_tests::corpus::root;

/// What the new version changes: file, text, and what stands there instead. Each text occurs once.
const EDITS: [(&str, &str, &str); 6] = [
    ("policy.yaml", "version: 2.0.0", "version: 2.1.0"),
    (
        "params.yaml",
        "outflow_share:\n    {type: decimal(2), value: 0.30",
        "outflow_share:\n    {type: decimal(2), value: 0.20",
    ),
    ("params.yaml", "dormant_months:\n    {type: int, value: 3", "dormant_months:\n    {type: int, value: 4"),
    (
        "params.yaml",
        "hnw_from:\n    {type: decimal(2), value: 5000000.00",
        "hnw_from:\n    {type: decimal(2), value: 4000000.00",
    ),
    (
        "score.yaml",
        "[\"[-0.20..0.00)\", 35], [\"[0.00..0.10)\", 60]",
        "[\"[-0.20..0.05)\", 35], [\"[0.05..0.10)\", 60]",
    ),
    (
        "score.yaml",
        "of: products_held\n            weight: 10\n            curve: [[0, 0], [5, 100]]",
        "of: products_held\n            weight: 10\n            curve: [[0, 0], [4, 100]]",
    ),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u64>().ok());
    let (customers, chunk) = (number(0).unwrap_or(1_000_000), number(1).unwrap_or(20_000));
    match compared(customers, chunk) {
        Ok(wrong) if wrong.is_empty() => {
            println!("every total is that of the single runs");
            ExitCode::SUCCESS
        }
        Ok(wrong) => {
            wrong.iter().for_each(|line| println!("{line}"));
            println!("{} totals DIFFER", wrong.len());
            ExitCode::FAILURE
        }
        Err(why) => {
            eprintln!("compare: {why}");
            ExitCode::from(2)
        }
    }
}

/// The two versions.
fn policies() -> Result<Sides<Loaded>, String> {
    let folder = root().join("core/policies/wealth-cvm");
    let files = policy_files(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    let mut edited = files.clone();
    for (file, from, to) in EDITS {
        let found =
            edited.iter_mut().find(|(name, _)| Path::new(name).file_name() == Path::new(file).file_name());
        let (_, text) = found.ok_or_else(|| format!("the policy has no {file}"))?;
        if text.matches(from).count() != 1 {
            return Err(format!("`{from}` does not stand once in {file}"));
        }
        *text = text.replace(from, to);
    }
    Ok(Sides { old: loaded(&files)?, new: loaded(&edited)? })
}

fn loaded(files: &[(String, String)]) -> Result<Loaded, String> {
    let files: Vec<SourceFile<'_>> = files.iter().map(|(name, text)| SourceFile { name, text }).collect();
    let (report, loaded) = load(&files);
    loaded.ok_or_else(|| format!("{:#?}", report.diagnostics))
}

/// Compares chunk by chunk; what does not add up.
fn compared(customers: u64, chunk: u64) -> Result<Vec<String>, String> {
    let policies = policies()?;
    let models = Sides { old: &policies.old.model, new: &policies.new.model };
    let told = |found: Diagnostic| format!("{found:?}");
    let mut comparison = Comparison::new(models, &Options::default()).map_err(told)?;
    let mut spent = Duration::ZERO;
    for numbers in chunks(customers, chunk) {
        let morning = Morning::of(Bank { customers, seed: 1, days: 1 }, numbers);
        let start = Instant::now();
        let tables = Sides { old: tables(&models, false, &morning)?, new: tables(&models, true, &morning)? };
        let (old, new) = (run(&policies.old, &tables.old)?, run(&policies.new, &tables.new)?);
        comparison.add((&old.0, &old.1), (&new.0, &new.1)).map_err(told)?;
        spent += start.elapsed();
    }
    let start = Instant::now();
    let report = comparison.report(models);
    spent += start.elapsed();
    println!(
        "{customers} customers in chunks of {chunk}, two versions of {}: {:.1} s without the making of the bank, {} MiB at most",
        models.old.id,
        spent.as_secs_f64(),
        peak_mebibytes()
    );
    for class in &report.classes {
        println!("{}: {} move, PSI {}", class.id, class.moved.customers, class.psi.as_deref().unwrap_or("-"));
    }
    let sum = |of: &dyn Fn(&appraise_core::compare::Alert) -> u64| report.alerts.iter().map(of).sum::<u64>();
    println!("alerts: {} gained, {} lost", sum(&|a| a.gained.customers), sum(&|a| a.lost.customers));
    let mut wrong = Vec::new();
    for new in [false, true] {
        let policy = if new { &policies.new } else { &policies.old };
        let alone = single(policy, new, (customers, chunk), &models)?;
        let side = of_side(&comparison, models, new);
        wrong.extend(differences(&alone, &side, &|_| true));
    }
    Ok(wrong)
}

/// The figures of one policy over the same chunks, run alone.
fn single(
    policy: &Loaded,
    new: bool,
    (customers, chunk): (u64, u64),
    models: &Sides<&Model>,
) -> Result<appraise_tests::compare::Figures, String> {
    let mut totals = Totals::default();
    for numbers in chunks(customers, chunk) {
        let morning = Morning::of(Bank { customers, seed: 1, days: 1 }, numbers);
        let data = tables(models, new, &morning)?;
        let (run, outcome) = run(policy, &data)?;
        totals.add(&run, &outcome);
    }
    Ok(totals.figures(&policy.model))
}

fn chunks(customers: u64, chunk: u64) -> impl Iterator<Item = Range<u64>> {
    let chunk = chunk.max(1);
    (0..customers.div_ceil(chunk)).map(move |at| at * chunk + 1..((at + 1) * chunk).min(customers) + 1)
}

fn tables(models: &Sides<&Model>, new: bool, morning: &Morning) -> Result<Dataset, String> {
    let model = if new { models.new } else { models.old };
    let mut builder = Builder::new(&model.schema);
    for (name, text) in morning.tables.iter().filter(|(name, _)| model.schema.table_named(name).is_some()) {
        builder.read(name, text.as_bytes(), true).map_err(|found| format!("{found:?}"))?;
    }
    builder.seal().map_err(|found| format!("{found:?}"))
}

fn run<'a>(policy: &'a Loaded, dataset: &'a Dataset) -> Result<(Run<'a>, Outcome), String> {
    let as_of = as_of(&policy.model, AS_OF, false).map_err(|found| format!("{found:?}"))?;
    let run = Run { model: &policy.model, program: &policy.program, dataset, as_of };
    let outcome = run.evaluate(false);
    Ok((run, outcome))
}

/// The most memory that the process has had, as Linux tells it; 0 elsewhere.
fn peak_mebibytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}
