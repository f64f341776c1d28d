//! The loops over columns.
//!
//! The engine is built to be small; these loops are built to be fast, which is why they are a package of their own with
//! plain functions that are not inlined: a generic function would be compiled where it is used, and an inlined one as its
//! caller is, for size. Every function does one thing to whole slices, knows nothing about policies, and has no null rule:
//! unknown rows hold zeros or left-over values, and their results are not looked at. Beside them stands the dictionary
//! into which every text of a row goes.
//!
//! The inner loops run over arrays of 16 rows: compilers turn those into vector instructions without a remainder, and a
//! host's meters count a turn once. Of tests, which give bits, compilers for WebAssembly would make a loop of single rows,
//! so those are written in its vector instructions (`wide`).
//!
//! INVARIANT: functions that write bits fill `rows.div_ceil(64)` words, and bits beyond the rows are 0.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

pub mod arith;
pub mod bits;
pub mod child;
pub mod compare;
pub mod curve;
pub mod dictionary;
pub mod funnel;
pub mod long;
pub mod rank;
mod rows;
pub mod search;
pub mod select;
pub mod sort;
pub mod table;
pub mod text;
pub mod typed;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wide;

/// An order that is tested; the other three are negations of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// `a == b`
    Equal,
    /// `a < b`
    Less,
    /// `a > b`
    Greater,
}
