//! A job on the core itself.

use appraise_core::dataset::Builder;
use appraise_core::diagnostic::Diagnostic;
use appraise_core::explain::explain;
use appraise_core::load::load;
use appraise_core::outcome::{Run, as_of};
use appraise_core::output::{csv, digest, shared, tables};
use appraise_core::policy::SourceFile;
use appraise_core::value::Lang;

use super::{Job, Rows, Step, Tried};
use crate::wide;

/// Does every step inside of `around`, and gives the digest of the output tables.
///
/// # Errors
/// A policy, a table or a date that cannot be used.
pub fn run(job: &Job, around: &mut dyn FnMut(Step, &mut dyn FnMut())) -> Tried<String> {
    let told = |found: Diagnostic| format!("{}: {found:?}", job.name);
    let files: Vec<SourceFile<'_>> = job.files.iter().map(|(name, text)| SourceFile { name, text }).collect();
    let mut loaded = None;
    around(Step::Load, &mut || loaded = Some(load(&files)));
    let (report, loaded) = loaded.unzip();
    let loaded = loaded.flatten().ok_or_else(|| format!("{}: {report:?}", job.name))?;
    let mut builder = Builder::new(&loaded.model.schema);
    let mut read = Ok(());
    // Texts first, since columns are made from arrays by whoever measures, and that is no part of the step.
    around(Step::Read, &mut || read = texts(job, &mut builder));
    read.map_err(told)?;
    for (name, rows) in &job.tables {
        let Rows::Columns(batch) = rows else { continue };
        wide::with_columns(batch, |columns| {
            let mut put = Ok(());
            around(Step::Read, &mut || put = builder.put(name, columns));
            put
        })
        .map_err(told)?;
    }
    let (mut builder, mut sealed) = (Some(builder), None);
    around(Step::Seal, &mut || sealed = builder.take().map(Builder::seal));
    let dataset = sealed.ok_or("not sealed")?.map_err(told)?;
    let as_of = as_of(&loaded.model, job.as_of, false).map_err(told)?;
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
    let mut outcome = None;
    around(Step::Run, &mut || outcome = Some(run.evaluate(false)));
    let outcome = outcome.ok_or("not run")?;
    let mut made = Ok(());
    around(Step::Reasons, &mut || made = shared(&run, &run.evaluate(true), "contributions").map(drop));
    made.map_err(told)?;
    for name in tables(&loaded.model) {
        let mut made = Ok(());
        around(Step::Output, &mut || made = shared(&run, &outcome, name).map(drop));
        made.map_err(told)?;
        let table = shared(&run, &outcome, name).map_err(told)?;
        around(Step::Csv, &mut || drop(std::hint::black_box(csv(&table))));
    }
    let mut said = Ok(());
    around(Step::Explain, &mut || said = explain(&run, &job.customer, Lang::En).map(drop));
    said.map_err(told)?;
    Ok(digest(&run, &outcome))
}

fn texts(job: &Job, builder: &mut Builder) -> Result<(), Diagnostic> {
    for (name, rows) in &job.tables {
        if let Rows::Text(text) = rows {
            builder.read(name, text, true)?;
        }
    }
    Ok(())
}
