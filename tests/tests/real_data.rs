//! The two real files, whole: nothing lost, the rule counts that are known, contributions that sum to the score, one
//! digest natively and under wasmtime, and how well the shipped policies rank without training.
//!
//! Node and Chromium compare the same digests, which the cases of `cases/data` hold.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a suite, where a panic is the report"
)]

use std::process::ExitCode;

use appraise_core::dataset::Builder;
use appraise_core::load::load;
use appraise_core::outcome::{Outcome, Run, as_of};
use appraise_core::output::{OutputTable, OutputValues, digest, table};
use appraise_core::policy::SourceFile;
use appraise_host::policy_files::PolicyFiles;
use appraise_host::{Engine, Limits};
use appraise_tests::corpus::{data_folder, module_file, root};

struct Real {
    file: &'static str,
    policy: &'static str,
    delimiter: char,
    card: &'static str,
    label: (&'static str, &'static str),
    /// Which rows are ranked, by their position and the number of rows.
    split: fn(usize, usize) -> bool,
    auc: f64,
    /// Lift of the first tenth by a large trained model (`tests/bench/peers/lift.py`), and the share of it that the small
    /// scorecard has to reach without any training.
    lift: (f64, f64),
    /// Alerts whose counts are known, and the counts.
    counts: &'static [(&'static str, usize)],
}

const FILES: [Real; 2] = [
    Real {
        file: "bank-full.csv",
        policy: "term-deposit",
        delimiter: ';',
        card: "propensity",
        label: ("y", "yes"),
        split: |row, rows| row >= rows - rows / 4,
        auc: 0.72,
        lift: (1.867, 1.0),
        counts: &[],
    },
    Real {
        file: "BankChurners.csv",
        policy: "card-attrition",
        delimiter: ',',
        card: "attrition",
        label: ("Attrition_Flag", "Attrited Customer"),
        split: |row, _| row.is_multiple_of(5),
        auc: 0.85,
        lift: (6.284, 0.8),
        counts: &[
            ("inactive", 4583),
            ("inactive_loose", 994),
            ("use_falling", 7198),
            ("use_collapsed", 1370),
            ("no_revolving", 2470),
        ],
    },
];

const AS_OF: &str = "2026-11-21";

#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

impl Tally {
    fn claim(&mut self, holds: bool, claim: &str) {
        if holds {
            self.passed += 1;
            println!("{claim}");
        } else {
            self.failed += 1;
            println!("FAILED {claim}");
        }
    }
}

fn main() -> ExitCode {
    let mut tally = Tally::default();
    let mut absent = Vec::new();
    for real in &FILES {
        match std::fs::read(data_folder().join(real.file)) {
            Ok(bytes) => check(&mut tally, real, &bytes),
            Err(_) => absent.push(real.file),
        }
    }
    let left_out = if absent.is_empty() {
        String::new()
    } else {
        format!("; not run, as {} has no {}", data_folder().display(), absent.join(" and no "))
    };
    println!("{} passed, {} failed{left_out}", tally.passed, tally.failed);
    ExitCode::from(u8::from(tally.failed > 0))
}

fn check(tally: &mut Tally, real: &Real, bytes: &[u8]) {
    let name = real.file;
    let path = root().join("core/policies").join(format!("{}.yaml", real.policy));
    let policy = std::fs::read_to_string(path).unwrap();
    let (report, loaded) = load(&[SourceFile { name: "p.yaml", text: &policy }]);
    assert!(report.ok, "{:?}", report.diagnostics);
    let loaded = loaded.unwrap();
    let mut builder = Builder::new(&loaded.model.schema);
    builder.read("customers", bytes, true).unwrap();
    let dataset = builder.seal().unwrap();
    let as_of = as_of(&loaded.model, AS_OF, false).unwrap();
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of };
    let outcome = run.evaluate(false);

    let records = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty()).count() - 1;
    let (scored, quarantined) = (outcome.rows, dataset.quarantine.len());
    tally.claim(
        scored + quarantined == records,
        &format!("{name}: {scored} scored + {quarantined} quarantined = {records} records"),
    );
    for (alert, count) in real.counts {
        let at = loaded.model.alerts.iter().position(|a| a.id == *alert).unwrap();
        let fired = outcome.alerts[at].counts().0;
        tally.claim(fired == *count, &format!("{name}: {alert} fired {fired} times, {count} are known"));
    }
    for (alert, bits) in loaded.model.alerts.iter().zip(&outcome.alerts) {
        let (fired, not_fired, unknown) = bits.counts();
        let sum = fired + not_fired + unknown;
        tally.claim(sum == scored, &format!("{name}: {} fired + not fired + unknown = {sum} rows", alert.id));
    }
    let customers = table(&run, &outcome, "customers").unwrap();
    let (scores, known) = decimals(&customers, real.card);
    let wrong = unexplained(&run, &outcome, scores, &known, real.card);
    tally.claim(
        wrong == 0,
        &format!("{name}: contributions sum to the score, but for {wrong} of {scored} rows"),
    );

    let labels = labels(real, bytes);
    let ranked: Vec<(i64, bool)> = (0..scored)
        .filter(|row| (real.split)(*row, scored))
        .map(|row| (if known[row] { scores[row] } else { 0 }, labels[row]))
        .collect();
    let area = auc(&ranked);
    let (rows, wanted) = (ranked.len(), real.auc);
    tally.claim(
        area >= wanted,
        &format!("{name}: AUC {area:.4} over {rows} rows, at least {wanted} is asked for"),
    );

    a_small_scorecard_reaches_its_share_of_a_large_model(tally, real, &ranked);

    let native = digest(&run, &outcome);
    match under_wasmtime(&policy, bytes) {
        Ok(module) => tally
            .claim(native == module, &format!("{name}: digest {native} natively, {module} under wasmtime")),
        Err(error) => tally.claim(false, &format!("{name} under wasmtime: {error}")),
    }
}

fn a_small_scorecard_reaches_its_share_of_a_large_model(
    tally: &mut Tally,
    real: &Real,
    ranked: &[(i64, bool)],
) {
    let (large, wanted) = real.lift;
    let lift = lift(ranked);
    let share = lift / large;
    tally.claim(
        share >= wanted,
        &format!(
            "{}: lift {lift:.3} of the first tenth, {share:.3} of a large model's {large}, {wanted} is asked for",
            real.file
        ),
    );
}

/// The rate of the tenth with the largest numbers as a multiple of the rate of all; of a tie that is cut, its share counts.
fn lift(rows: &[(i64, bool)]) -> f64 {
    let mut sorted = rows.to_vec();
    sorted.sort_unstable_by_key(|b| std::cmp::Reverse(b.0));
    let (mut left, mut hits) = (rows.len() as f64 / 10.0, 0.0);
    for tie in sorted.chunk_by(|a, b| a.0 == b.0) {
        let taken = left.min(tie.len() as f64);
        let positive = tie.iter().filter(|(_, label)| *label).count() as f64;
        hits += positive * taken / tie.len() as f64;
        left -= taken;
    }
    let positive = rows.iter().filter(|(_, label)| *label).count() as f64;
    hits * 10.0 / positive
}

/// A decimal column and which of its rows are known.
fn decimals<'a>(table: &'a OutputTable, name: &str) -> (&'a [i64], Vec<bool>) {
    let column = table.columns.iter().find(|c| c.name == name).unwrap();
    let OutputValues::Decimal(values, _) = &column.values else { panic!("{name} is no decimal") };
    let known = (0..values.len()).map(|row| column.known.as_ref().is_none_or(|k| k.get(row))).collect();
    (values, known)
}

/// Rows whose contributions do not sum to the score.
fn unexplained(run: &Run<'_>, outcome: &Outcome, scores: &[i64], known: &[bool], card: &str) -> usize {
    let table = table(run, outcome, "contributions").unwrap();
    let column = |name: &str| &table.columns.iter().find(|c| c.name == name).unwrap().values;
    let (OutputValues::Index(rows), OutputValues::Decimal(parts, _), OutputValues::Text(cards)) =
        (column("row"), column("contribution"), column("scorecard"))
    else {
        panic!("the columns of contributions have other types")
    };
    let mut sums = vec![0i64; scores.len()];
    for (at, (row, part)) in rows.iter().zip(parts).enumerate() {
        if cards.get(at) == card {
            sums[*row as usize] += part;
        }
    }
    sums.iter().zip(scores).zip(known).filter(|((sum, score), known)| **known && sum != score).count()
}

/// The label of each record. The files have no delimiter inside quotes.
fn labels(real: &Real, bytes: &[u8]) -> Vec<bool> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let cell =
        |line: &str, at: usize| line.split(real.delimiter).nth(at).unwrap().trim_matches('"').to_owned();
    let header = lines.next().unwrap();
    let at = header.split(real.delimiter).position(|name| name.trim_matches('"') == real.label.0).unwrap();
    lines.map(|line| cell(line, at) == real.label.1).collect()
}

/// The chance that a positive row ranks above a negative one, ties counted half: from the sum of mid-ranks.
fn auc(rows: &[(i64, bool)]) -> f64 {
    let mut sorted = rows.to_vec();
    sorted.sort_unstable();
    let (mut twice_rank_sum, mut before) = (0u64, 0u64);
    for tie in sorted.chunk_by(|a, b| a.0 == b.0) {
        let (size, positive) = (tie.len() as u64, tie.iter().filter(|(_, label)| *label).count() as u64);
        twice_rank_sum += positive * (2 * before + size + 1);
        before += size;
    }
    let positive = rows.iter().filter(|(_, label)| *label).count() as u64;
    let negative = rows.len() as u64 - positive;
    (twice_rank_sum - positive * (positive + 1)) as f64 / 2.0 / (positive * negative) as f64
}

fn under_wasmtime(policy: &str, bytes: &[u8]) -> appraise_host::Result<String> {
    let engine = Engine::open(&module_file(), Limits::default())?;
    let mut instance = engine.instance()?;
    let policy = instance.load(&PolicyFiles::from_text("p.yaml", policy))?;
    let dataset = instance.dataset(policy)?;
    instance.read(dataset, "customers", bytes, true)?;
    instance.seal(dataset)?;
    let outcome = instance.run(policy, dataset, AS_OF, false)?;
    instance.digest(outcome)
}
