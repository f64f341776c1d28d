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
    println!(
        "{:<30} {:>20} {:>22} {:>22}",
        "best (middle)", "score with reasons", "and contributions", "and text read before"
    );
    for (name, job, rounds) in [
        ("RB-8 with two reasons", job::rb8_with_reasons(1), rounds),
        ("RB-8, 10 columns", job::rb8(1), rounds),
        ("batch.yaml, 12 typed columns", job::columns(1)?, rounds),
        ("wealth-cvm, 31 tables", job::bank(1)?, rounds / 20),
    ] {
        let mut instance = engine.instance()?;
        let policy = instance.load(&PolicyFiles::from_texts(job.files.iter().cloned()))?;
        let mut shown = |all: bool| -> Tried<[String; 2]> {
            let times = (0..rounds.max(3)).map(|_| once(&mut instance, policy, &job, all));
            let (mut judged, mut whole): (Vec<_>, Vec<_>) =
                times.collect::<Tried<Vec<_>>>()?.into_iter().unzip();
            Ok([&mut judged, &mut whole].map(|times| {
                times.sort();
                let micros = |at: usize| times.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1e6);
                format!("{:.1} ({:.1})", micros(0), micros(times.len() / 2))
            }))
        };
        let ([judged, _], [all, whole]) = (shown(false)?, shown(true)?);
        println!("{name:<30} {judged:>20} {all:>22} {whole:>22}");
    }
    Ok(())
}

/// A round: how long the run takes with the row of the customer, which has the score, its reasons and the alerts, and if
/// `all` with what every indicator contributed; and how long that takes with the reading of the customer's text.
fn once(instance: &mut Instance, policy: Policy, job: &Job, all: bool) -> Tried<(Duration, Duration)> {
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
    Ok((judged?, whole))
}
