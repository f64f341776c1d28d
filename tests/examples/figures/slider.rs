//! A slider that is dragged over 100,000 customers: what a step costs after the one before it, beside a whole run.
//!
//! The first step begins with an outcome that has kept nothing, those that follow with what the step before has kept.
//! Every outcome is held against the one of the whole run.

use std::time::Duration;

use appraise_core::dataset::{Builder, Dataset};
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Outcome, Run, as_of};
use appraise_core::policy::SourceFile;
use appraise_tests::job::{self, Job, Rows, Tried};

use super::timed;

/// Positions of a slider; the first is that of the policy as written.
const STEPS: usize = 6;

/// A text that occurs once in a policy, with what stands for it at a position.
struct Slider {
    name: &'static str,
    file: &'static str,
    text: &'static str,
    at: fn(usize) -> String,
}

const RB8: [Slider; 2] = [
    Slider {
        name: "threshold of a rule",
        file: "rb8.yaml",
        text: "last_contact > 30",
        at: |step| format!("last_contact > {}", 30 + step),
    },
    Slider {
        name: "edge of a bin",
        file: "rb8.yaml",
        text: "[\"< 24\", 20], [\"[24..60)\", 60]",
        at: |step| format!("[\"< {0}\", 20], [\"[{0}..60)\", 60]", 24 + step),
    },
];

const BANK: [Slider; 3] = [
    Slider {
        name: "parameter of a rule",
        file: "params.yaml",
        text: "outflow_share:\n    {type: decimal(2), value: 0.30",
        at: |step| format!("outflow_share:\n    {{type: decimal(2), value: 0.{}", 30 - step),
    },
    Slider {
        name: "parameter of classes",
        file: "params.yaml",
        text: "hnw_from:\n    {type: decimal(2), value: 5000000.00",
        at: |step| format!("hnw_from:\n    {{type: decimal(2), value: {}00000.00", 50 - step),
    },
    Slider {
        name: "points of a curve",
        file: "score.yaml",
        text: "of: products_held\n            weight: 10\n            curve: [[0, 0], [5, 100]]",
        at: |step| {
            format!(
                "of: products_held\n            weight: 10\n            curve: [[0, 0], [5, {}]]",
                100 - step
            )
        },
    },
];

/// Prints a line per slider.
pub fn show(small: bool) -> Tried<()> {
    let customers = if small { 100 } else { 100_000 };
    println!("\na slider over {customers} customers, native core; milliseconds, best of {} steps", STEPS - 1);
    println!(
        "{:<34} {:>10} {:>10} {:>10} {:>10} {:>8}",
        "slider", "load", "whole run", "first step", "next step", "ratio"
    );
    dragged(&job::rb8(customers), &RB8)?;
    dragged(&job::bank(customers as u64)?, &BANK)
}

fn dragged(job: &Job, sliders: &[Slider]) -> Tried<()> {
    let written = loaded(&job.files)?;
    let dataset = dataset(job, &written)?;
    for slider in sliders {
        let least = drag(job, slider, (&written, &dataset))?;
        let millis = least.map(|time| time.as_secs_f64() * 1e3);
        let [load, whole, first, next] = millis;
        let name = format!("{}: {}", job.name, slider.name);
        println!("{name:<34} {load:>10.2} {whole:>10.2} {first:>10.2} {next:>10.2} {:>8.1}", whole / next);
    }
    Ok(())
}

/// The shortest load, whole run, first step and next step.
fn drag(job: &Job, slider: &Slider, (written, dataset): (&Loaded, &Dataset)) -> Tried<[Duration; 4]> {
    let mut least = [Duration::MAX; 4];
    let mut keep = |at: usize, time: Duration| {
        least.iter_mut().skip(at).take(1).for_each(|least| *least = time.min(*least));
    };
    let begun = run(job, written, dataset)?;
    let base = begun.evaluate(false);
    let mut last: Option<(Loaded, Outcome)> = None;
    for step in 1..STEPS {
        let files = slider.moved(job, step)?;
        let (time, policy) = timed(|| loaded(&files));
        let policy = policy?;
        keep(0, time);
        let now = run(job, &policy, dataset)?;
        let (time, whole) = timed(|| now.evaluate(false));
        keep(1, time);
        let (time, first) = timed(|| now.evaluate_after((&begun, &base)));
        keep(2, time);
        same(job, &whole, &first)?;
        let mut after = first;
        if let Some((policy, outcome)) = &last {
            let before = run(job, policy, dataset)?;
            let (time, next) = timed(|| now.evaluate_after((&before, outcome)));
            keep(3, time);
            same(job, &whole, &next)?;
            after = next;
        }
        last = Some((policy, after));
    }
    Ok(least)
}

impl Slider {
    /// The files of the policy with the slider at a position.
    fn moved(&self, job: &Job, step: usize) -> Tried<Vec<(String, String)>> {
        let mut files = job.files.clone();
        let found =
            files.iter_mut().find(|(name, text)| name.ends_with(self.file) && text.contains(self.text));
        let (_, text) =
            found.ok_or_else(|| format!("{}: `{}` is not in {}", job.name, self.text, self.file))?;
        *text = text.replacen(self.text, &(self.at)(step), 1);
        Ok(files)
    }
}

fn loaded(files: &[(String, String)]) -> Tried<Loaded> {
    let files: Vec<SourceFile<'_>> = files.iter().map(|(name, text)| SourceFile { name, text }).collect();
    let (report, loaded) = load(&files);
    loaded.ok_or_else(|| format!("{:?}", report.diagnostics).into())
}

fn dataset(job: &Job, policy: &Loaded) -> Tried<Dataset> {
    let told = |found| format!("{}: {found:?}", job.name);
    let mut builder = Builder::new(&policy.model.schema);
    for (name, rows) in &job.tables {
        if let Rows::Text(text) = rows {
            builder.read(name, text, true).map_err(told)?;
        }
    }
    Ok(builder.seal().map_err(told)?)
}

fn run<'a>(job: &Job, policy: &'a Loaded, dataset: &'a Dataset) -> Tried<Run<'a>> {
    let as_of = as_of(&policy.model, job.as_of, false).map_err(|found| format!("{found:?}"))?;
    Ok(Run { model: &policy.model, program: &policy.program, dataset, as_of })
}

/// Whether what fired and what was scored is the same.
fn same(job: &Job, whole: &Outcome, after: &Outcome) -> Tried<()> {
    let alerts =
        whole.alerts.iter().zip(&after.alerts).all(|(a, b)| a.fired == b.fired && a.known == b.known);
    let cards = whole.cards.iter().zip(&after.cards).all(|(a, b)| a.score == b.score);
    let columns = whole.classes == after.classes && whole.decisions == after.decisions;
    if alerts && cards && columns { Ok(()) } else { Err(format!("{}: other results", job.name).into()) }
}
