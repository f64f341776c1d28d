//! The engine against the reference evaluator: random expressions and aggregates over random customers with child rows,
//! with decimals and with unknowns, value by value.
//!
//! `APPRAISE_REFERENCE` gives the number of pairs of an expression and a customer, `APPRAISE_SEED` the seed.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a suite that cannot go on says why and stops"
)]

mod batch;
mod expression;
mod tally;
mod world;

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use appraise_tests::random::{Random, size};
use appraise_tests::reference::Calendar;
use tally::Tally;

fn main() -> ExitCode {
    if std::env::args().any(|a| a == "--list") {
        return ExitCode::SUCCESS;
    }
    let (pairs, seed) = (size("APPRAISE_REFERENCE", 200_000), size("APPRAISE_SEED", 1));
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let (taken, number) = (AtomicU64::new(0), AtomicU64::new(0));
    let calendar = Calendar::default();
    let work = || {
        let mut tally = Tally::default();
        while taken.load(Ordering::Relaxed) < pairs && tally.failures.len() < 10 {
            let number = number.fetch_add(1, Ordering::Relaxed);
            let mut random = Random::new(seed.wrapping_mul(0x1_0000_0003).wrapping_add(number << 8));
            let before = tally.pairs;
            batch::run(&mut random, &calendar, &mut tally);
            taken.fetch_add(tally.pairs - before, Ordering::Relaxed);
        }
        tally
    };
    let tallies: Vec<Tally> = thread::scope(|scope| {
        let handles: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        handles.into_iter().map(|h| h.join().expect("a thread that compares does not panic")).collect()
    });
    let mut all = Tally::default();
    tallies.into_iter().for_each(|tally| all.add(tally));
    all.print();
    let failures = all.failures.len() + all.shortfalls(pairs).len();
    for failure in all.failures.iter().chain(&all.shortfalls(pairs)) {
        println!("FAILED {failure}");
    }
    println!(
        "reference: {} expressions, seed {seed}; pairs: {} passed, {failures} failed",
        all.expressions, all.pairs
    );
    ExitCode::from(u8::from(failures > 0))
}
