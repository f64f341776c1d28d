//! Unary tests: the cells of tables and bins, an S-FEEL subset.
//!
//! `-` (any), `>= 500000`, `[60..80)`, `(a..b]`, `"A","B"`, `gold, silver`, `true`, `null`, `not(...)`. Endpoints are
//! literals or names (of parameters, or members of an enumeration); what they mean is decided where the cell's input
//! type is known.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::ast::{Expr, Range, SyntaxError};

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// `-`: anything, also an unknown value.
    Any,
    /// One of the alternatives, separated by commas.
    OneOf(Vec<Test>),
    /// `not(...)`
    NotOneOf(Vec<Test>),
}

/// One alternative of a cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// What it compares with.
    pub kind: TestKind,
    /// Where it is in the cell's text.
    pub range: Range,
}

/// What an alternative compares with. Endpoints are literals, negated literals or names.
#[derive(Debug, Clone, PartialEq)]
pub enum TestKind {
    /// Equal to the endpoint.
    Equal(Box<Expr>),
    /// `< x`, `<= x`, `> x`, `>= x`
    Compare(CompareOp, Box<Expr>),
    /// `[a..b]`, `(a..b)`, `[a..b)`, `(a..b]`
    Interval {
        /// Lower end.
        low: Box<Expr>,
        /// Whether the lower end belongs to it.
        low_closed: bool,
        /// Upper end.
        high: Box<Expr>,
        /// Whether the upper end belongs to it.
        high_closed: bool,
    },
    /// `null`
    Null,
}

/// An ordering test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

/// Parses one cell.
///
/// # Errors
/// The first [`SyntaxError`] of the text.
pub fn parse(text: &str) -> Result<Cell, SyntaxError> {
    super::parse::cell(text)
}
