//! A run after another one against a whole run, to the bit: every case file and two banks, under policies whose text is
//! edited in one place after the other.
//!
//! An edit is small: another number, another comparison, another connective. What it makes may be no policy, or one that
//! reads other tables; those are passed over. Each run goes after the one before it, so that columns are handed on many
//! times, and half of them go back to the policy as it was written.

use std::rc::Rc;

use appraise_core::compare::{Comparison, Options, Sides};
use appraise_core::dataset::{Builder, Dataset};
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Outcome, Run, as_of};
use appraise_core::output::digest;
use appraise_core::policy::SourceFile;
use appraise_core::state::accepts;
use appraise_tests::corpus::case::all;
use appraise_tests::corpus::{Case, native, root};
use appraise_tests::job::{self, Job, Rows};
use appraise_tests::random::Random;

use super::seeds;

pub(super) type Files = Vec<(String, String)>;

/// How much of what was compared had been taken over.
#[derive(Debug, Default)]
struct Tally {
    runs: usize,
    /// Columns and bitmaps that two outcomes share, and that they do not.
    shared: usize,
    own: usize,
    /// Runs that began with columns of single nodes.
    kept: usize,
}

/// The text between these is what a cut replaces.
struct Cut {
    file: usize,
    from: usize,
    to: usize,
    text: String,
}

/// Words that become others.
const SWAPPED: [(&str, &str); 10] = [
    (" >= ", " > "),
    (" > ", " >= "),
    (" <= ", " < "),
    (" < ", " <= "),
    (" == ", " != "),
    (" && ", " || "),
    (" || ", " && "),
    ("missing: neutral", "missing: {points: 7}"),
    ("sum: ", "max: "),
    ("hit: unique", "hit: first"),
];

/// Numbers in the text of a policy, and the words of [`SWAPPED`], each with what it becomes.
fn cuts(files: &Files, random: &mut Random) -> Vec<Cut> {
    let mut cuts = Vec::new();
    for (file, (_, text)) in files.iter().enumerate() {
        // What a policy's own tests say changes no run.
        let text = text.split("\ntests:").next().unwrap();
        for (word, other) in SWAPPED {
            cuts.extend(text.match_indices(word).map(|(from, _)| Cut {
                file,
                from,
                to: from + word.len(),
                text: other.into(),
            }));
        }
        let bytes = text.as_bytes();
        let part =
            |at: usize| bytes.get(at).is_some_and(|b| b.is_ascii_alphanumeric() || b"_.-:".contains(b));
        let mut at = 0;
        while at < bytes.len() {
            let start = at;
            while bytes.get(at).is_some_and(|b| b.is_ascii_digit() || *b == b'.') {
                at += 1;
            }
            let number = text.get(start..at).unwrap_or("");
            let alone = !number.is_empty() && !part(at) && (start == 0 || !part(start - 1));
            if alone && number.parse::<f64>().is_ok() {
                cuts.push(Cut { file, from: start, to: at, text: another(number, random) });
            }
            at += usize::from(at == start);
        }
    }
    cuts
}

/// A number near another one, with as many places.
fn another(number: &str, random: &mut Random) -> String {
    let places = number.split_once('.').map_or(0, |(_, places)| places.len());
    let value: f64 = number.parse().unwrap();
    let value = match random.below(5) {
        0 => value + 1.0,
        1 => (value - 1.0).max(0.0),
        2 => value * 2.0,
        3 => value / 2.0,
        _ => value + 0.1,
    };
    format!("{value:.places$}")
}

fn edited(files: &Files, random: &mut Random) -> Option<Files> {
    let cuts = cuts(files, random);
    let cut = cuts.get(random.below(cuts.len()))?;
    let mut files = files.clone();
    files[cut.file].1.replace_range(cut.from..cut.to, &cut.text);
    Some(files)
}

pub(super) fn loaded(files: &Files) -> Option<Loaded> {
    let files: Vec<SourceFile<'_>> = files.iter().map(|(name, text)| SourceFile { name, text }).collect();
    load(&files).1
}

pub(super) fn run<'a>(policy: &'a Loaded, dataset: &'a Dataset, instant: &str) -> Option<Run<'a>> {
    let as_of = as_of(&policy.model, instant, true).ok()?;
    let run = Run { model: &policy.model, program: &policy.program, dataset, as_of };
    accepts(&run).is_ok().then_some(run)
}

/// Everything that an outcome holds of its customers.
pub(super) fn told(outcome: &Outcome) -> String {
    let texts: Vec<&str> =
        (0..outcome.texts.len()).map(|at| outcome.texts.text(u32::try_from(at).unwrap())).collect();
    let Outcome { rows, cards, decisions, classes, tags, alerts, funnels, watched, reports, .. } = outcome;
    format!(
        "{rows} {cards:?} {decisions:?} {classes:?} {tags:?} {alerts:?} {funnels:?} {watched:?} {reports:?} {texts:?}"
    )
}

impl Tally {
    fn add(&mut self, before: &Outcome, after: &Outcome) {
        let of = |outcome: &Outcome| {
            let lists = outcome.decisions.iter().chain(&outcome.classes).flatten();
            lists.chain(&outcome.tags).chain(&outcome.watched).cloned().collect::<Vec<_>>()
        };
        let mut shared = of_both(&of(before), &of(after));
        shared.extend(of_both(&before.cards, &after.cards));
        shared.extend(of_both(&before.alerts, &after.alerts));
        let count = shared.iter().filter(|shared| **shared).count();
        self.shared += count;
        self.own += shared.len() - count;
        self.kept += usize::from(!before.kept.is_empty());
        self.runs += 1;
    }

    /// So many edits, one after the other.
    fn edits(&mut self, name: &str, written: &Files, dataset: &Dataset, instant: &str, edits: u64) {
        let Some(base) = loaded(written) else { return };
        let Some(first) = run(&base, dataset, instant) else { return };
        let begun = first.evaluate(false);
        let mut last: (Rc<Loaded>, Outcome, Files) = (Rc::new(base.clone()), begun.clone(), written.clone());
        for seed in 0..edits {
            let random = &mut Random::new(seed);
            let from = if random.percent(50) { written } else { &last.2 };
            let Some(files) = edited(from, random) else { return };
            let Some(policy) = loaded(&files).filter(|p| p.model.schema == base.model.schema) else {
                continue;
            };
            let Some(now) = run(&policy, dataset, instant) else { continue };
            let before = run(&last.0, dataset, instant).unwrap();
            let (after, whole) = (now.evaluate_after((&before, &last.1)), now.evaluate(false));
            assert_eq!(told(&after), told(&whole), "{name}, edit {seed}");
            if random.percent(25) {
                assert_eq!(digest(&now, &after), digest(&now, &whole), "{name}, edit {seed}: output tables");
                assert_eq!(
                    moves((&first, &begun), (&now, &after), true),
                    moves((&first, &begun), (&now, &whole), false),
                    "{name}, edit {seed}"
                );
            }
            self.add(&last.1, &after);
            last = (Rc::new(policy), after, files);
        }
    }
}

/// Of a comparison everybody who moves: at a glance only what changes is in it, but all of that.
fn moves(old: (&Run<'_>, &Outcome), new: (&Run<'_>, &Outcome), glance: bool) -> Vec<String> {
    let models = Sides { old: old.0.model, new: new.0.model };
    let mut comparison = Comparison::new(models, &Options { value: None, glance }).unwrap();
    comparison.add(old, new).unwrap();
    let report = comparison.report(models);
    assert_eq!(report.tasks.is_none(), glance);
    let lists = [&report.classes, &report.tables, &report.tags].into_iter().flatten();
    let moved = lists.filter(|matrix| matrix.moved.customers > 0).map(|matrix| {
        let keys: Vec<&Vec<String>> = matrix.cells.iter().map(|cell| &cell.keys).collect();
        format!("{} {:?} {keys:?}", matrix.id, matrix.psi)
    });
    let alerts = report.alerts.iter().filter(|alert| alert.matrix.moved.customers > 0).map(|alert| {
        let parts = [&alert.both, &alert.gained, &alert.lost, &alert.newly_unknown];
        format!("{} {:?}", alert.matrix.id, parts.map(|part| part.customers))
    });
    moved.chain(alerts).collect()
}

/// Per new item whether it is one of the old ones.
fn of_both<T>(old: &[Rc<T>], new: &[Rc<T>]) -> Vec<bool> {
    new.iter().map(|new| old.iter().any(|old| Rc::ptr_eq(old, new))).collect()
}

/// Shows every case file that is a run: its name, its policy as text and loaded, its tables and its instant.
pub(super) fn every_case(mut see: impl FnMut(&str, &Files, &Loaded, &Dataset, &str)) {
    for path in all(&root().join("tests/cases")) {
        let Ok(Ok(input)) = Case::read(&path).map(|case| case.input(&path)) else { continue };
        let Some(policy) = loaded(&input.files).filter(|_| input.case.request.is_none()) else { continue };
        let Some(instant) = &input.case.as_of else { continue };
        let Ok(dataset) = native::dataset(&input, &policy.model, usize::MAX, &|_| true) else { continue };
        see(&path.display().to_string(), &input.files, &policy, &dataset, instant);
    }
}

#[test]
fn every_case_after_an_edit_is_as_a_whole_run() {
    let mut tally = Tally::default();
    every_case(|name, files, _, dataset, instant| {
        tally.edits(name, files, dataset, instant, seeds() / 32 + 4);
    });
    println!("{tally:?}");
    assert!(tally.runs > 500, "few policies could be edited: {tally:?}");
    assert!(tally.shared > tally.own && tally.own > tally.runs / 4, "one of both is hardly tried: {tally:?}");
    assert!(tally.kept > tally.runs / 4, "hardly a run begins with columns of nodes: {tally:?}");
}

pub(super) fn read(job: &Job, policy: &Loaded) -> Dataset {
    let mut builder = Builder::new(&policy.model.schema);
    for (name, rows) in &job.tables {
        let Rows::Text(text) = rows else { panic!("columns") };
        builder.read(name, text, true).unwrap();
    }
    builder.seal().unwrap()
}

fn bank(job: &Job, edits: u64) {
    let policy = loaded(&job.files).unwrap();
    let dataset = read(job, &policy);
    let mut tally = Tally::default();
    tally.edits(job.name, &job.files, &dataset, job.as_of, edits);
    println!("{tally:?}");
    assert!(tally.runs > 0 && tally.shared > 0, "{tally:?}");
}

#[test]
fn banks_of_several_blocks_after_an_edit_are_as_a_whole_run() {
    bank(&job::rb8(2100), seeds() / 16 + 8);
    bank(&job::bank(1100).unwrap(), seeds() / 64 + 4);
}

#[test]
fn a_policy_with_moved_parameters_is_the_policy_that_says_them() {
    let job = job::bank(60).unwrap();
    let policy = loaded(&job.files).unwrap();
    let dataset = read(&job, &policy);
    let values = [("outflow_share", "0.11"), ("hnw_from", "3000000.00"), ("login_gap_days", "9")];
    let mut written = job.files.clone();
    let params = written.iter_mut().map(|(_, text)| text).find(|text| text.starts_with("params:")).unwrap();
    for (name, value) in values {
        let from = params.find(&format!("  {name}:")).unwrap();
        let from = from + params[from..].find("value: ").unwrap() + "value: ".len();
        let to = from + params[from..].find(',').unwrap();
        params.replace_range(from..to, value);
    }
    let written = loaded(&written).unwrap();
    let moved = policy.moved(&values.map(|(name, value)| (name.into(), value.into()))).unwrap();
    assert_eq!(moved.program, written.program);
    let runs = [&moved, &written].map(|policy| run(policy, &dataset, job.as_of).unwrap());
    let [a, b] = runs.map(|run| digest(&run, &run.evaluate(false)));
    assert_eq!(a, b);
    for (name, value, code) in
        [("nothing", "1", "BadEdit"), ("outflow_share", "7", "OutOfRange"), ("hnw_from", "much", "")]
    {
        let refused = policy.moved(&[(name.into(), value.into())]).unwrap_err();
        assert!(format!("{:?}", refused.code).contains(code), "{name}: {refused:?}");
    }
}
