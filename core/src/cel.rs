//! The front end of the expression language: text to syntax tree, nothing decided about types.
//!
//! The whole of CEL is parsed, so that what the profile leaves out can be refused by name in `model`; unary tests of
//! table cells and bins have their own small grammar in [`cell`].

pub mod ast;
pub mod cell;
pub mod lex;
pub mod parse;
