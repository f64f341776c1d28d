//! Whole runs on the disk: killed and taken up again, judged again for one customer, and read by a spreadsheet.
//!
//! The test of real kills needs the command: `cargo build --release -p appraise-host`.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

mod bank;
mod formula;
mod kill;
mod replay;
