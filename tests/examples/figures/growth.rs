//! How cost grows with rows and with rules, on the job RB-8.

use std::time::Duration;

use appraise_core::dataset::{Builder, Dataset};
use appraise_core::diagnostic::Diagnostic;
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_host::Limits;
use appraise_host::synth::AS_OF;
use appraise_tests::job::Tried;
use appraise_tests::rb8::{self, Resident};

use super::{best, each, timed};

const REPETITIONS: usize = 5;
/// All that the module may have; ten million customers want it.
const MEMORY: usize = 4 << 30;

/// Prints both tables.
pub fn show(small: bool) -> Tried<()> {
    let of = |full: usize| if small { full / 100 } else { full };
    println!("\nRB-8, growth with customers; ns per customer");
    println!("{:>10} {:>12} {:>12}", "customers", "native", "wasmtime");
    for rows in [10_000, 100_000, 1_000_000, 10_000_000].map(of) {
        let csv = rb8::csv(rows, true);
        let native = each(native(rb8::POLICY, &csv)?, rows);
        let module = in_module(rb8::POLICY, &csv).map(|time| format!("{:.1}", each(time, rows)));
        println!("{rows:>10} {native:>12.1} {:>12}", module.unwrap_or_else(|why| format!("not run: {why}")));
    }
    let rows = of(100_000);
    let csv = rb8::csv(rows, true);
    println!("\nRB-8 and more rules, {rows} customers; ns per customer, and per rule of it");
    println!(
        "{:>6} {:<22} {:>12} {:>9} {:>12} {:>9}",
        "rules", "", "native", "per rule", "wasmtime", "per rule"
    );
    for (name, shared) in [("conditions of its own", false), ("one condition shared", true)] {
        for rules in [10, 30, 100, 300, 1000] {
            let policy = rb8::with_rules(rules, shared);
            let native = each(native(&policy, &csv)?, rows);
            let module = each(in_module(&policy, &csv)?, rows);
            let per = |time: f64| time / rules as f64;
            println!(
                "{rules:>6} {name:<22} {native:>12.1} {:>9.2} {module:>12.1} {:>9.2}",
                per(native),
                per(module)
            );
        }
    }
    Ok(())
}

fn native(policy: &str, csv: &[u8]) -> Tried<Duration> {
    let told = |found: Diagnostic| format!("{found:?}");
    let (report, loaded) = load(&[SourceFile { name: "rb8.yaml", text: policy }]);
    let Loaded { model, program, .. } = loaded.ok_or_else(|| format!("{:?}", report.diagnostics))?;
    let mut builder = Builder::new(&model.schema);
    builder.read("customers", csv, true).map_err(told)?;
    let dataset: Dataset = builder.seal().map_err(told)?;
    let as_of = as_of(&model, AS_OF, false).map_err(told)?;
    let run = Run { model: &model, program: &program, dataset: &dataset, as_of };
    best(REPETITIONS, || Ok(timed(|| run.evaluate(false)).0))
}

fn in_module(policy: &str, csv: &[u8]) -> Tried<Duration> {
    let mut resident = Resident::open(policy, csv, Limits { memory: MEMORY, ..Limits::default() })?;
    best(REPETITIONS, || Ok(resident.run()?))
}
