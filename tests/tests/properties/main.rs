//! Promises of the engine that hold for all inputs, against oracles written as plainly as they can be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "oracles of tests stop where they are wrong"
)]

mod analysis;
mod assess;
mod big;
mod card;
mod class;
mod compare;
mod contact;
mod counterfactual;
mod coverage;
mod decimal;
mod edge;
mod effect;
mod kleene;
mod measured;
mod order;
mod overlap;
mod packs;
mod parts;
mod population;
mod quota;
mod report;
mod rescore;
mod rows;
mod share;
mod sharing;
mod split;
mod time;
mod why;
mod workspace;

#[path = "../differential/expression.rs"]
#[allow(dead_code, reason = "what only the differential suite counts and writes")]
mod expression;
#[path = "../differential/value.rs"]
mod value;

use proptest::test_runner::Config;

/// As many cases as `PROPTEST_CASES` says. A failure is kept as a test of its own, not in a file that nobody reads.
fn cases() -> Config {
    Config { failure_persistence: None, ..Config::default() }
}

/// As many seeds as `PROPTEST_CASES` says.
fn seeds() -> u64 {
    u64::from(cases().cases)
}
