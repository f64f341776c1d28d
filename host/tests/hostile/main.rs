//! Modules that are old, broken or hostile: a named error each, never a panic.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "functions of tests, where a panic is the report"
)]

#[path = "../abi/mod.rs"]
mod abi;
mod audit;
mod call;
