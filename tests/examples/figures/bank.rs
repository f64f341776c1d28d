//! The whole of `wealth-cvm` over a synthetic bank with all its child tables, on the native core and in the module.

use std::collections::BTreeMap;
use std::time::Duration;

use appraise_host::{Engine, Limits};
use appraise_tests::corpus::module_file;
use appraise_tests::job::{self, Job, Rows, Step, Tried};

use super::{each, timed};

const REPETITIONS: usize = 3;

/// Seconds by step.
type Spent = BTreeMap<&'static str, Duration>;

/// Prints every step on both, and what a customer takes as a whole.
pub fn show(small: bool) -> Tried<()> {
    let customers = if small { 100 } else { 5000 };
    let job = job::bank(customers as u64)?;
    let engine = Engine::open(&module_file(), Limits::default())?;
    let (mut native, mut module) = (Spent::new(), Spent::new());
    for _ in 0..REPETITIONS {
        keep(&mut native, &on_native(&job)?);
        keep(&mut module, &in_module(&engine, &job)?);
    }
    println!("\nwealth-cvm, {customers} customers; {}", rows(&job, customers));
    println!("{:<30} {:>12} {:>12} {:>8}", "ns per customer", "native", "wasmtime", "ratio");
    for step in Step::ALL {
        line(step.name(), &[step.name()], (&native, &module), customers);
    }
    line(
        "all but load and explain",
        &["read", "seal", "run", "output", "csv"],
        (&native, &module),
        customers,
    );
    for (name, spent) in [("native", &native), ("wasmtime", &module)] {
        let (run, whole) = (sum(spent, &["run"]), sum(spent, &["reasons"]));
        println!(
            "{name}: {:.0} customers/s of scoring, {:.0} from text to CSV; with every contribution {:.2} x scoring",
            customers as f64 / run.as_secs_f64(),
            customers as f64 / sum(spent, &["read", "seal", "run", "output", "csv"]).as_secs_f64(),
            whole.as_secs_f64() / run.as_secs_f64()
        );
    }
    Ok(())
}

fn on_native(job: &Job) -> Tried<Spent> {
    let mut spent = Spent::new();
    job::native::run(job, &mut |step, act| *spent.entry(step.name()).or_default() += timed(act).0)?;
    Ok(spent)
}

fn in_module(engine: &Engine, job: &Job) -> Tried<Spent> {
    let mut spent = Spent::new();
    job::module::run(engine, job, &mut |step, instance, act| {
        let (time, done) = timed(|| act(instance));
        *spent.entry(step.name()).or_default() += time;
        done
    })?;
    Ok(spent)
}

/// The shortest of each step.
fn keep(best: &mut Spent, spent: &Spent) {
    for (step, time) in spent {
        let least = best.entry(step).or_insert(*time);
        *least = (*least).min(*time);
    }
}

fn sum(spent: &Spent, steps: &[&str]) -> Duration {
    steps.iter().filter_map(|step| spent.get(step)).sum()
}

fn line(name: &str, steps: &[&str], (native, module): (&Spent, &Spent), customers: usize) {
    let (native, module) = (each(sum(native, steps), customers), each(sum(module, steps), customers));
    println!("{name:<30} {native:>12.0} {module:>12.0} {:>8.2}", module / native);
}

/// How many child rows a customer has.
fn rows(job: &Job, customers: usize) -> String {
    let count = |wanted: &dyn Fn(&str) -> bool| {
        let texts = job.tables.iter().filter(|(name, _)| wanted(name));
        let lines = texts.map(|(_, rows)| match rows {
            Rows::Text(text) => text.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1),
            Rows::Columns(batch) => batch.num_rows(),
        });
        lines.sum::<usize>() as f64 / customers.max(1) as f64
    };
    format!(
        "{:.1} rows of holdings and transactions and {:.1} of all child tables per customer",
        count(&|name| matches!(name, "holdings" | "transactions")),
        count(&|name| name != "customers")
    )
}
