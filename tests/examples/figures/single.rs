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
    println!("{:<34} {:>10} {:>10} {:>22}", "policy", "best", "middle", "without reading, best");
    for (name, job, rounds) in [
        ("RB-8, 10 columns", job::rb8(1), rounds),
        ("batch.yaml, 12 typed columns", job::columns(1)?, rounds),
        ("wealth-cvm, 31 tables", job::bank(1)?, rounds / 20),
    ] {
        let mut instance = engine.instance()?;
        let policy = instance.load(&PolicyFiles::from_texts(job.files.iter().cloned()))?;
        let rounds =
            (0..rounds.max(3)).map(|_| once(&mut instance, policy, &job)).collect::<Tried<Vec<_>>>()?;
        let (mut whole, judged): (Vec<Duration>, Vec<Duration>) = rounds.into_iter().unzip();
        whole.sort();
        let micros = |time: Option<&Duration>| time.map_or(f64::NAN, |time| time.as_secs_f64() * 1e6);
        println!(
            "{name:<34} {:>10.1} {:>10.1} {:>22.1}",
            micros(whole.first()),
            micros(whole.get(whole.len() / 2)),
            micros(judged.iter().min())
        );
    }
    Ok(())
}

/// A round, and the part of it that judges.
fn once(instance: &mut Instance, policy: Policy, job: &Job) -> Tried<(Duration, Duration)> {
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
            let outcome = instance.run_with_contributions(policy, dataset, job.as_of, false)?;
            instance.output(outcome, "customers", |view| Ok(view.rows()))?;
            instance.output(outcome, "contributions", |view| Ok(view.rows()))?;
            Ok(instance.release(outcome)?)
        });
        done?;
        instance.release(dataset)?;
        Ok(judged)
    });
    Ok((whole, judged?))
}
