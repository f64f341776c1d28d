//! Tokens to a syntax tree, for expressions; the cells of tables and bins are in `unary`.
//!
//! The grammar is that of the CEL language definition, <https://github.com/google/cel-spec>, and nothing is accepted
//! that is not CEL. Two oddities of CEL are refused: a comma alone in brackets, `[,]`, and a name glued to the number
//! before it, `1in x`. Operators are read by precedence climbing in one function, because a function per level would
//! cost seven stack frames for every bracket. `&&` and `||` are left-associative here; that they commute is not this
//! module's business.
//!
//! INVARIANT: no tree is higher than [`MAX_DEPTH`], also along a chain such as `a + b + c` or `a.b.c` and under
//! brackets that leave no node. So this parser, whatever walks the tree later, and the tree's own destructor may
//! recurse. Nodes are boxed early and functions kept out of line (`inline(never)`) for the same reason: the frames
//! between two levels stay small, and a test parses the deepest trees on a small stack.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::ast::{BinaryOp, Expr, ExprKind, Range, SyntaxError, UnaryOp};
use super::lex::{self, Dialect, Kind, Lexer, Token, literal};
use crate::diagnostic::Code;

mod operand;
mod unary;

pub use unary::cell;

/// The most levels of a tree.
pub const MAX_DEPTH: u32 = 250;

/// The most nodes of a tree.
pub const MAX_NODES: u32 = 4096;

/// The most bytes of a text.
pub const MAX_BYTES: usize = 16 * 1024;

/// Parses one expression.
///
/// # Errors
/// The first [`SyntaxError`] of the text; `ExprTooLong` and `ExprTooDeep` beyond the bounds of this module.
pub fn expression(text: &str) -> Result<Expr, SyntaxError> {
    let mut parser = Parser::new(text, Dialect::Expression)?;
    let tree = parser.expr(CONDITIONAL)?;
    parser.finish("an operator or the end of the text")?;
    Ok(*tree.expr)
}

/// Binds loosest: `?:`, and after it the levels of [`infix`].
const CONDITIONAL: u8 = 0;
const OR: u8 = 1;

fn infix(operator: &str) -> Option<(BinaryOp, u8)> {
    Some(match operator {
        "||" => (BinaryOp::Or, OR),
        "&&" => (BinaryOp::And, 2),
        "==" => (BinaryOp::Eq, 3),
        "!=" => (BinaryOp::Ne, 3),
        "<" => (BinaryOp::Lt, 3),
        "<=" => (BinaryOp::Le, 3),
        ">" => (BinaryOp::Gt, 3),
        ">=" => (BinaryOp::Ge, 3),
        "in" => (BinaryOp::In, 3),
        "+" => (BinaryOp::Add, 4),
        "-" => (BinaryOp::Sub, 4),
        "*" => (BinaryOp::Mul, 5),
        "/" => (BinaryOp::Div, 5),
        "%" => (BinaryOp::Rem, 5),
        _ => return None,
    })
}

/// A tree under construction.
///
/// Boxed from the start, because what the functions that call each other hold is what bounds the stack.
struct Tree {
    expr: Box<Expr>,
    /// Where it is with the parentheses around it, which leave no node.
    span: Range,
    /// Its levels.
    height: u32,
}

struct Parser<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    /// The token that comes next.
    token: Token,
    nodes: u32,
    depth: u32,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, dialect: Dialect) -> Result<Self, SyntaxError> {
        if text.len() > MAX_BYTES {
            return Err(too_long(lex::range(0, text.len()), &MAX_BYTES, "bytes"));
        }
        let mut lexer = Lexer::new(text, dialect);
        let token = lexer.next()?;
        Ok(Self { text, lexer, token, nodes: 0, depth: 0 })
    }

    /// An expression of operators that bind at least as tightly as `floor`.
    fn expr(&mut self, floor: u8) -> Result<Tree, SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(too_deep(self.token.range));
        }
        let mut left = self.prefixed()?;
        while let Some((op, level)) = infix(self.operator()).filter(|(_, level)| *level >= floor) {
            self.advance()?;
            let right = self.expr(level + 1)?;
            let span = join(left.span, right.span);
            let height = left.height.max(right.height);
            left = self.node(ExprKind::Binary(op, left.expr, right.expr), span, height)?;
        }
        if floor == CONDITIONAL && self.eat("?")? {
            left = self.branches(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    /// What follows the `?` of a conditional. CEL wants parentheses around a conditional between `?` and `:`.
    #[inline(never)]
    fn branches(&mut self, condition: Tree) -> Result<Tree, SyntaxError> {
        let yes = self.expr(OR)?;
        self.expect(":", "an operator or `:`")?;
        let no = self.expr(CONDITIONAL)?;
        let span = join(condition.span, no.span);
        let height = condition.height.max(yes.height).max(no.height);
        let kind = ExprKind::Conditional(condition.expr, yes.expr, no.expr);
        self.node(kind, span, height)
    }

    /// A run of `!` or of `-` before an operand. CEL does not mix them: `-!x` needs parentheses.
    fn prefixed(&mut self) -> Result<Tree, SyntaxError> {
        let (op, symbol) = match self.token.kind {
            Kind::Symbol("!") => (UnaryOp::Not, "!"),
            Kind::Symbol("-") => (UnaryOp::Neg, "-"),
            _ => return self.member(None),
        };
        let mut starts = Vec::new();
        while self.is(symbol) {
            starts.push(self.advance()?.range);
        }
        let signed = op == UnaryOp::Neg && matches!(self.token.kind, Kind::Int | Kind::Double);
        let sign = if signed { starts.pop() } else { None };
        let mut tree = self.member(sign)?;
        for start in starts.into_iter().rev() {
            let span = join(start, tree.span);
            tree = self.node(ExprKind::Unary(op, tree.expr), span, tree.height)?;
        }
        Ok(tree)
    }

    /// The text of the next token if it can stand between operands.
    fn operator(&self) -> &'t str {
        match self.token.kind {
            Kind::Symbol(_) | Kind::Word => self.lexer.text(self.token.range),
            _ => "",
        }
    }

    /// A node over subtrees of at most `below` levels; the only place where nodes are made.
    #[inline(never)]
    fn node(&mut self, kind: ExprKind, span: Range, below: u32) -> Result<Tree, SyntaxError> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(too_long(span, &MAX_NODES, "nodes"));
        }
        if below >= MAX_DEPTH {
            return Err(too_deep(span));
        }
        Ok(Tree { expr: Box::new(Expr { kind, range: span }), span, height: below + 1 })
    }

    fn leaf(&mut self, kind: ExprKind, span: Range) -> Result<Tree, SyntaxError> {
        self.node(kind, span, 0)
    }

    /// The literal that comes next, with the minus sign before it.
    #[inline(never)]
    fn literal(&mut self, sign: Option<Range>) -> Result<Tree, SyntaxError> {
        let token = self.advance()?;
        let kind = literal::value(self.text, token.kind, token.range, sign.is_some())?;
        self.leaf(kind, sign.map_or(token.range, |sign| join(sign, token.range)))
    }

    /// Takes the next token.
    #[inline(never)]
    fn advance(&mut self) -> Result<Token, SyntaxError> {
        let token = self.token;
        self.token = self.lexer.next()?;
        Ok(token)
    }

    fn is(&self, symbol: &'static str) -> bool {
        self.token.kind == Kind::Symbol(symbol)
    }

    fn eat(&mut self, symbol: &'static str) -> Result<bool, SyntaxError> {
        let found = self.is(symbol);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    /// Takes `symbol`, or reports that `expected` was.
    #[inline(never)]
    fn expect(&mut self, symbol: &'static str, expected: &str) -> Result<Range, SyntaxError> {
        if self.is(symbol) { Ok(self.advance()?.range) } else { Err(self.unexpected(expected)) }
    }

    fn finish(&self, expected: &str) -> Result<(), SyntaxError> {
        if self.token.kind == Kind::End { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    /// The next token is not `expected`.
    #[inline(never)]
    fn unexpected(&self, expected: &str) -> SyntaxError {
        let found = match self.token.kind {
            Kind::End => String::from("the end of the text"),
            _ => lex::excerpt(self.lexer.text(self.token.range)),
        };
        SyntaxError {
            code: Code::ExprSyntax,
            range: self.token.range,
            args: vec![expected.to_string(), found],
        }
    }

    /// Elements separated by commas, up to and with `close`, whose place it gives. `trailing` says whether a comma may
    /// precede `close`.
    fn sequence(
        &mut self,
        close: &'static str,
        trailing: bool,
        mut element: impl FnMut(&mut Self) -> Result<(), SyntaxError>,
    ) -> Result<Range, SyntaxError> {
        let mut first = true;
        while !(self.is(close) && (first || trailing)) {
            element(self)?;
            first = false;
            if !self.eat(",")? {
                break;
            }
        }
        self.expect(close, &format!("`,` or `{close}`"))
    }
}

fn join(first: Range, last: Range) -> Range {
    Range { start: first.start, end: last.end }
}

fn too_deep(range: Range) -> SyntaxError {
    SyntaxError { code: Code::ExprTooDeep, range, args: vec![MAX_DEPTH.to_string()] }
}

fn too_long(range: Range, limit: &dyn ToString, unit: &str) -> SyntaxError {
    SyntaxError { code: Code::ExprTooLong, range, args: vec![limit.to_string(), unit.to_string()] }
}

#[cfg(test)]
mod tests;
