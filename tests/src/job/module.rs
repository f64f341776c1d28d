//! A job on the module under wasmtime.

use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Dataset, Engine, Instance, Lang, Result};

use super::{Job, Rows, Step};

/// What stands around a step: it is given the instance, and a call that does the step.
pub type Around<'a> =
    dyn FnMut(Step, &mut Instance, &mut dyn FnMut(&mut Instance) -> Result<()>) -> Result<()> + 'a;

/// Does every step inside of `around`, in a fresh instance, and gives the digest of the output tables.
///
/// # Errors
/// Those of the calls.
pub fn run(engine: &Engine, job: &Job, around: &mut Around<'_>) -> Result<String> {
    let mut instance = engine.instance()?;
    let files = PolicyFiles::from_texts(job.files.iter().cloned());
    let policy = got(Step::Load, &mut instance, around, &mut |i| i.load(&files))?;
    let dataset = instance.dataset(policy)?;
    around(Step::Read, &mut instance, &mut |i| read(job, i, dataset))?;
    around(Step::Seal, &mut instance, &mut |i| i.seal(dataset).map(drop))?;
    let outcome = got(Step::Run, &mut instance, around, &mut |i| i.run(policy, dataset, job.as_of, false))?;
    around(Step::Reasons, &mut instance, &mut |i| {
        let kept = i.run_with_contributions(policy, dataset, job.as_of, false)?;
        i.output(kept, "contributions", |_| Ok(()))?;
        i.release(kept)
    })?;
    for table in instance.schema(policy)?.outputs() {
        around(Step::Output, &mut instance, &mut |i| i.output(outcome, &table, |_| Ok(())))?;
        around(Step::Csv, &mut instance, &mut |i| i.csv(outcome, &table, &mut std::io::sink()))?;
    }
    around(Step::Explain, &mut instance, &mut |i| i.explain(outcome, &job.customer, Lang::En).map(drop))?;
    instance.digest(outcome)
}

/// A step that gives something.
fn got<T>(
    step: Step,
    instance: &mut Instance,
    around: &mut Around<'_>,
    act: &mut dyn FnMut(&mut Instance) -> Result<T>,
) -> Result<T> {
    let mut got = None;
    around(step, instance, &mut |instance| act(instance).map(|made| got = Some(made)))?;
    // Whoever stands around a step does it.
    got.map_or_else(|| act(instance), Ok)
}

fn read(job: &Job, instance: &mut Instance, dataset: Dataset) -> Result<()> {
    for (name, rows) in &job.tables {
        match rows {
            Rows::Text(text) => instance.read(dataset, name, text, true).map(drop)?,
            Rows::Columns(batch) => instance.put(dataset, name, batch)?,
        }
    }
    Ok(())
}
