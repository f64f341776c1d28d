//! The state over many days, against oracles written as plainly as they can be.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "oracles of tests stop where they are wrong"
)]

mod bank;
mod days;
mod oracle;
mod shift;
mod stages;
