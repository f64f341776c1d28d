//! The module as one file: all exports of the doors, and nothing of its own.
//!
//! A package by itself because whole programs are optimised as their last package says. This one says speed, which the
//! loops of the kernels need to become vector instructions; what was compiled for size before stays small.

// Linked for what it exports.
extern crate appraise_wasm as _;
