//! One customer by a policy that is loaded: from text to the score with its reasons, in the module.

use std::time::Duration;

use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, Instance, Limits, Policy};
use appraise_tests::corpus::module_file;
use appraise_tests::job::{self, Job, Rows, Tried};

use super::timed;

/// Prints the best and the middle of many rounds.
pub fn show(small: bool) -> Tried<()> {
    let rounds = if small { 20 } else { 5000 };
    let engine = Engine::open(&module_file(), Limits::default())?;
    println!("\none customer, policy loaded, module under wasmtime; microseconds of {rounds} rounds");
    print!("{:<30} {:>22}", "policy", "from text, with all:");
    println!(" {:>7} {:>7} {:>20} {:>19} {:>11}", "best", "middle", "score with reasons:", "best", "middle");
    for (name, job, rounds) in [
        ("RB-8, 10 columns", job::rb8(1), rounds),
        ("batch.yaml, 12 typed columns", job::columns(1)?, rounds),
        ("wealth-cvm, 31 tables", job::bank(1)?, rounds / 20),
    ] {
        let mut instance = engine.instance()?;
        let policy = instance.load(&PolicyFiles::from_texts(job.files.iter().cloned()))?;
        let mut rounds = |all: bool| -> Tried<[f64; 2]> {
            let times = (0..rounds.max(3)).map(|_| once(&mut instance, policy, &job, all));
            let mut times = times.collect::<Tried<Vec<Duration>>>()?;
            times.sort();
            let micros = |at: usize| times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1e6);
            Ok([micros(0), micros(times.len() / 2)])
        };
        let ([best, middle], [judged, usual]) = (rounds(true)?, rounds(false)?);
        println!("{name:<53} {best:>7.1} {middle:>7.1} {judged:>40.1} {usual:>11.1}");
    }
    Ok(())
}

/// A round: of everything from the text to the contributions; or, on a dataset that is there, of the run and the row
/// of the customer with its score, reasons and alerts.
fn once(instance: &mut Instance, policy: Policy, job: &Job, all: bool) -> Tried<Duration> {
    let (whole, judged) = timed(|| -> Tried<Duration> {
        let dataset = instance.dataset(policy)?;
        for (name, rows) in &job.tables {
            match rows {
                Rows::Text(text) => instance.read(dataset, name, text, true).map(drop)?,
                Rows::Columns(batch) => instance.put(dataset, name, batch)?,
            }
        }
        instance.seal(dataset)?;
        let (judged, done) = timed(|| -> Tried<()> {
            let outcome = if all {
                instance.run_with_contributions(policy, dataset, job.as_of, false)?
            } else {
                instance.run(policy, dataset, job.as_of, false)?
            };
            instance.output(outcome, "customers", |view| Ok(view.rows()))?;
            if all {
                instance.output(outcome, "contributions", |view| Ok(view.rows()))?;
            }
            Ok(instance.release(outcome)?)
        });
        done?;
        instance.release(dataset)?;
        Ok(judged)
    });
    Ok(if all { whole } else { judged? })
}
