//! The syntax tree of an expression, as written.
//!
//! Not every tree is a valid expression of the profile: `model::typing` decides that.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

/// A byte range of the expression's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Range {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A node with its place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where it is.
    pub range: Range,
}

/// What an expression node is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// An integer literal without sign, as its magnitude; `-9223372036854775808` is `Neg` folded by the parser.
    Int(i64),
    /// `12u`
    Uint(u64),
    /// A floating literal: its value and its text, since a decimal beside it takes what the text says.
    Double(f64, String),
    /// A string literal, escapes resolved.
    String(String),
    /// A bytes literal.
    Bytes(Vec<u8>),
    /// A name; `true` in `leading_dot` for `.name`.
    Ident {
        /// The name.
        name: String,
        /// Whether it was written with a leading dot (root scope).
        leading_dot: bool,
    },
    /// `operand.field`, or `operand.?field` when `optional`.
    Select {
        /// Left of the dot.
        operand: Box<Expr>,
        /// Right of the dot.
        field: String,
        /// Whether it was `.?`.
        optional: bool,
    },
    /// `operand[index]`
    Index {
        /// The container.
        operand: Box<Expr>,
        /// The index.
        index: Box<Expr>,
    },
    /// `name(args)` or `target.name(args)`; macros are calls.
    Call {
        /// The receiver of a member call.
        target: Option<Box<Expr>>,
        /// The function.
        name: String,
        /// The arguments.
        args: Vec<Expr>,
    },
    /// `!x`, `-x`
    Unary(UnaryOp, Box<Expr>),
    /// `a op b`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `c ? a : b`
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{k: v}`
    Map(Vec<(Expr, Expr)>),
    /// `pkg.Type{field: v}`
    Message {
        /// The dotted type name.
        name: String,
        /// The fields; an optional one, `?field: v`, has an [`ExprKind::Optional`] value.
        fields: Vec<(String, Expr)>,
    },
    /// `?x` where CEL allows it: an element of a list, a key of a map, an index, the value of a message's field.
    Optional(Box<Expr>),
}

/// A prefix operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `!`
    Not,
    /// `-`
    Neg,
}

/// An infix operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `||`
    Or,
    /// `&&`
    And,
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `in`
    In,
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
}

/// A syntax error: which code of `diagnostic::code`, where, and the arguments of its message.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntaxError {
    /// The diagnostic's code.
    pub code: crate::diagnostic::Code,
    /// Where in the expression.
    pub range: Range,
    /// The message's arguments.
    pub args: Vec<String>,
}
