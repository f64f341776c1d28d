//! What one step of a slider takes, part by part.
use std::hint::black_box;

use appraise_core::compare::{Comparison, Options, Sides};
use appraise_core::dataset::Builder;
use appraise_core::load::load;
use appraise_core::model::check;
use appraise_core::outcome::{Run, as_of};
use appraise_core::policy::{SourceFile, parse};
use appraise_core::program::compile;
use appraise_tests::job::{self, Job, Rows, Tried};

use super::timed;

/// Prints.
pub fn show(small: bool) -> Tried<()> {
    let customers = if small { 100 } else { 100_000 };
    one(&job::rb8(customers), ("rb8.yaml", "\"< 50000\", 5", "\"< 50000\", 6"))?;
    one(
        &job::bank(customers as u64)?,
        ("params.yaml", "outflow_share:\n    {type: decimal(2), value: 0.30", "outflow_share:\n    {type: decimal(2), value: 0.20"),
    )
}

fn one(job: &Job, (file, from, to): (&str, &str, &str)) -> Tried<()> {
    let told = |f| format!("{f:?}");
    let files: Vec<SourceFile<'_>> = job.files.iter().map(|(name, text)| SourceFile { name, text }).collect();
    let (_, loaded) = load(&files);
    let loaded = loaded.ok_or("load")?;
    let mut edited = job.files.clone();
    for (name, text) in &mut edited {
        if name.ends_with(file) {
            if !text.contains(from) { return Err("no edit".into()); }
            *text = text.replace(from, to);
        }
    }
    let files: Vec<SourceFile<'_>> = edited.iter().map(|(name, text)| SourceFile { name, text }).collect();
    let (t_parse, parsed) = timed(|| parse(&files));
    let policy = parsed.policy.as_ref().ok_or("parse")?;
    let (t_check, checked) = timed(|| check(policy, (&parsed.full_hash, &parsed.meaning_hash)));
    let model = checked.model.ok_or("check")?;
    let (t_compile, program) = timed(|| compile(&model));
    println!("{}: nodes {} parse {t_parse:?} check {t_check:?} compile {t_compile:?}", job.name, program.nodes.len());
    let mut builder = Builder::new(&loaded.model.schema);
    for (name, rows) in &job.tables {
        if let Rows::Text(text) = rows {
            builder.read(name, text, true).map_err(told)?;
        }
    }
    let dataset = builder.seal().map_err(told)?;
    let at = as_of(&loaded.model, job.as_of, false).map_err(told)?;
    let old = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of: at };
    let new = Run { model: &model, program: &program, dataset: &dataset, as_of: at };
    let (t, before) = timed(|| old.evaluate(false));
    println!("old run {t:?}");
    for _ in 0..3 {
        let (t, after) = timed(|| new.evaluate(false));
        let models = Sides { old: &loaded.model, new: &model };
        let (t2, c) = timed(|| {
            let mut c = Comparison::new(models, &Options::default())?;
            c.add((&old, &before), (&new, &after))?;
            Ok::<_, appraise_core::diagnostic::Diagnostic>(c.report(models))
        });
        println!("run {t:?} compare {t2:?}");
        black_box(c.is_ok());
    }
    Ok(())
}
