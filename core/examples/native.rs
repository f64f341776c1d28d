//! Times a policy over a file of customers on the native core, one thread.
//!
//! usage: native POLICY.yaml CUSTOMERS.csv REPETITIONS
//!
//! Prints one line of JSON: seconds of the best run of `evaluate` over the resident dataset, without and with every
//! contribution; seconds with reading the text in front; bytes of the columns that a run reads and of those that it
//! writes; what came out; and the hash over all output tables. It needs nothing but the core, so that it is built for
//! another instruction set in seconds.

use std::time::{Duration, Instant};

use appraise_core::column::{Column, Values};
use appraise_core::dataset::{Builder, Dataset};
use appraise_core::load::{Loaded, load};
use appraise_core::outcome::{Outcome, Run, as_of};
use appraise_core::output::digest;
use appraise_core::policy::SourceFile;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [policy, customers, repetitions] = arguments.as_slice() else {
        eprintln!("usage: native POLICY.yaml CUSTOMERS.csv REPETITIONS");
        std::process::exit(2);
    };
    match bench(policy, customers, repetitions.parse().unwrap_or(15)) {
        Ok(line) => println!("{line}"),
        Err(why) => {
            eprintln!("{why}");
            std::process::exit(1);
        }
    }
}

fn bench(policy: &str, customers: &str, repetitions: usize) -> Result<String, String> {
    let text = std::fs::read_to_string(policy).map_err(|cause| format!("{policy}: {cause}"))?;
    let csv = std::fs::read(customers).map_err(|cause| format!("{customers}: {cause}"))?;
    let (report, loaded) = load(&[SourceFile { name: "policy.yaml", text: &text }]);
    let loaded = loaded.ok_or_else(|| format!("{:?}", report.diagnostics))?;
    let instant = as_of(&loaded.model, "2026-11-21", false).map_err(|finding| format!("{finding:?}"))?;
    let start = Instant::now();
    let dataset = read(&loaded, &csv)?;
    let reading = start.elapsed();
    let run = Run { model: &loaded.model, program: &loaded.program, dataset: &dataset, as_of: instant };
    let (seconds, outcome) = best(repetitions, &|| run.evaluate(false));
    let (with_reasons, full) = best(repetitions, &|| run.evaluate(true));
    drop(full);
    let (read, written) = (bytes_read(&dataset), bytes_written(&outcome));
    Ok(format!(
        "{{\"rows\": {}, \"seconds\": {}, \"with_reasons\": {}, \"with_reading\": {}, \"bytes_read\": {read}, \
         \"bytes_written\": {written}, \"result\": {}, \"digest\": \"{}\"}}",
        outcome.rows,
        seconds.as_secs_f64(),
        with_reasons.as_secs_f64(),
        (reading + seconds).as_secs_f64(),
        result(&outcome),
        digest(&run, &outcome),
    ))
}

fn read(loaded: &Loaded, csv: &[u8]) -> Result<Dataset, String> {
    let mut builder = Builder::new(&loaded.model.schema);
    builder.read("customers", csv, true).map_err(|finding| format!("{finding:?}"))?;
    builder.seal().map_err(|finding| format!("{finding:?}"))
}

fn best(repetitions: usize, run: &dyn Fn() -> Outcome) -> (Duration, Outcome) {
    let mut least = Duration::MAX;
    let mut last = Outcome::default();
    for _ in 0..repetitions {
        let start = Instant::now();
        last = run();
        least = least.min(start.elapsed());
    }
    (least, last)
}

/// Per rule how often it is true and how often unknown, per tier its customers, and the scores added up.
fn result(outcome: &Outcome) -> String {
    let rules = outcome.alerts.iter().zip(1..).map(|(alert, at)| {
        format!("\"r{at}\": [{}, {}]", alert.fired.count_ones(), outcome.rows - alert.known.count_ones())
    });
    let rules = rules.collect::<Vec<_>>().join(", ");
    let tier = outcome.decisions.first().and_then(|columns| columns.first());
    let of = |member: i64| {
        let count =
            tier.map_or(0, |tier| (0..outcome.rows).filter(|row| tier.number(*row) == Some(member)).count());
        count.to_string()
    };
    let tiers = (0..4).map(of).collect::<Vec<_>>().join(", ");
    let unrated = tier.map_or(0, |tier| (0..outcome.rows).filter(|row| tier.number(*row).is_none()).count());
    let score: i64 = outcome.cards.first().map_or(0, |card| {
        card.score
            .iter()
            .enumerate()
            .filter(|(row, _)| card.score_known.get(*row))
            .map(|(_, score)| score)
            .sum()
    });
    format!("{{\"rules\": {{{rules}}}, \"tiers\": [{tiers}], \"unrated\": {unrated}, \"score\": {score}}}")
}

/// Bytes of the columns of the customers: values, and a bit per cell where one may be missing.
fn bytes_read(dataset: &Dataset) -> usize {
    dataset.tables.iter().flat_map(|table| &table.columns).flatten().map(bytes).sum()
}

/// Bytes of what a run of scores, tables and alerts leaves.
fn bytes_written(outcome: &Outcome) -> usize {
    let bits = outcome.rows.div_ceil(8);
    let cards: usize = outcome
        .cards
        .iter()
        .map(|card| {
            let dimensions = card.dimensions.len() * (outcome.rows * 8 + bits);
            (card.score.len() + card.confidence.len()) * 8
                + bits
                + dimensions
                + card.reasons.len() * (outcome.rows * 4 + bits)
        })
        .sum();
    let columns: usize =
        outcome.decisions.iter().flatten().chain(&outcome.tags).map(|column| bytes(column)).sum();
    cards + columns + outcome.alerts.len() * 3 * bits
}

fn bytes(column: &Column) -> usize {
    let values = match &column.values {
        Values::Bool(values) => values.len().div_ceil(8),
        Values::I64(values) => values.len() * 8,
        Values::I32(values) => values.len() * 4,
        Values::F64(values) => values.len() * 8,
        Values::Code(values) => values.len() * 4,
    };
    values + column.known.as_ref().map_or(0, |known| known.len().div_ceil(8))
}
