//! The tree of a document, with the place of every node.
//!
//! A scalar keeps its text and whether it was plain or quoted; what it means is decided by whoever reads it for a
//! purpose (`text::read`), so that `no` can be refused where text belongs and accepted nowhere by accident.

use alloc::string::String;
use alloc::vec::Vec;

use crate::diagnostic::Span;

/// A node of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// Where its text starts.
    pub span: Span,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeKind {
    /// A scalar, its text with escapes resolved, and how it was written.
    Scalar(String, Style),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order of the document; keys are unique.
    Map(Vec<(Key, Node)>),
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// In single or double quotes.
    Quoted,
    /// A block scalar (`|`, `>`).
    Block,
}

/// A key of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}
