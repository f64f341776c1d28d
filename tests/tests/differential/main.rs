//! Random typed expressions over random rows, compared with two other implementations of CEL.
//!
//! The engine has to give the value of the crates `cel` and `cel-core` bit by bit, and to know none where they report
//! an error. Where they disagree with each other or with cel-go, cel-spec decides: `compare` lists those kinds of case,
//! and one of another kind fails the suite. A second generator leaves values out; to an oracle a missing value is a
//! variable without binding, whose use is an error, so that its absorption by `&&`, `||` and `?:` is what unknown has
//! to do.
//!
//! Instants and durations have a generator of their own, see `time`.
//!
//! `APPRAISE_PAIRS` gives the number of pairs of an expression and a row, `APPRAISE_SEED` the seed.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a suite that cannot go on says why and stops")]

mod compare;
mod expression;
mod oracle;
mod report;
mod time;
mod value;

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use appraise_tests::random::{Random, size};
use compare::Batch;
use oracle::Oracles;
use report::Report;

/// Batches of a thousand or so pairs each; what a batch holds depends on the seed and on its number alone.
fn main() -> ExitCode {
    if std::env::args().any(|a| a == "--list") {
        return ExitCode::SUCCESS;
    }
    let (pairs, seed) = (size("APPRAISE_PAIRS", 200_000), size("APPRAISE_SEED", 1));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (taken, number) = (AtomicU64::new(0), AtomicU64::new(0));
    let work = || {
        let (mut report, oracles) = (Report::default(), Oracles::new());
        while taken.load(Ordering::Relaxed) < pairs && report.failures.len() < 10 {
            let number = number.fetch_add(1, Ordering::Relaxed);
            let random = Random::new(seed.wrapping_mul(0x1_0000_0001).wrapping_add(number << 8));
            let before = report.pairs;
            Batch::new(random, number % 2 == 1).run(&oracles, &mut report);
            taken.fetch_add(report.pairs - before, Ordering::Relaxed);
        }
        report
    };
    let reports: Vec<Report> = thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles.into_iter().map(|h| h.join().expect("a thread that compares does not panic")).collect()
    });
    let mut all = Report { failures: compare::departures(), ..Report::default() };
    reports.into_iter().for_each(|report| all.add(report));
    let (times, wrong) = time::compare(pairs / 10, seed);
    all.pairs += times;
    all.failures.extend(wrong);
    println!("pairs over instants and durations: {times}");
    all.print();
    let shortfalls = all.shortfalls(pairs);
    for failure in all.failures.iter().chain(&shortfalls) {
        println!("FAILED {failure}");
    }
    let failures = all.failures.len() + shortfalls.len();
    println!(
        "differential: {} expressions, seed {seed}; pairs: {} passed, {failures} failed",
        all.expressions,
        all.pairs.saturating_sub(all.failures.len() as u64),
    );
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
