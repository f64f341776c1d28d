//! Operands of expressions: literals, names, calls, selections, lists, maps and messages.

use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::{CONDITIONAL, Parser, Tree, join};
use crate::cel::ast::{Expr, ExprKind, Range, SyntaxError};
use crate::cel::lex::Kind;
use crate::diagnostic::Code;

/// Words that CEL keeps for itself. They can be fields and member functions, where no other meaning is possible.
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "package",
    "namespace",
    "return",
    "var",
    "void",
    "while",
];

const KEYWORDS: [&str; 4] = ["false", "in", "null", "true"];

const OPERAND: &str = "an operand";
const FIELD: &str = "a field name";

/// What was read between brackets.
struct Parts<T> {
    parts: Vec<T>,
    end: Range,
    height: u32,
}

impl Parser<'_> {
    /// An operand and the selections, calls and indexes behind it. `sign` is a minus that belongs to its literal.
    pub(super) fn member(&mut self, sign: Option<Range>) -> Result<Tree, SyntaxError> {
        let mut tree = self.primary(sign)?;
        loop {
            tree = match self.token.kind {
                Kind::Symbol(".") => self.select(tree)?,
                Kind::Symbol("[") => self.index(tree)?,
                Kind::Symbol("{") => match dotted(&tree) {
                    Some(name) => self.message(name, tree.span)?,
                    None => return Ok(tree),
                },
                _ => return Ok(tree),
            }
        }
    }

    fn primary(&mut self, sign: Option<Range>) -> Result<Tree, SyntaxError> {
        match self.token.kind {
            Kind::Int | Kind::Uint | Kind::Double | Kind::String | Kind::Bytes => self.literal(sign),
            Kind::Word => self.name(None),
            Kind::Symbol(".") => {
                let dot = self.advance()?.range;
                self.name(Some(dot))
            }
            Kind::Symbol("-") => self.negative(),
            Kind::Symbol("(") => self.parenthesised(),
            Kind::Symbol("[") => self.list(),
            Kind::Symbol("{") => self.map(),
            _ => Err(self.unexpected(OPERAND)),
        }
    }

    /// A negative literal where no run of minus signs may stand, as in `!-1`.
    #[inline(never)]
    fn negative(&mut self) -> Result<Tree, SyntaxError> {
        let sign = self.advance()?.range;
        match self.token.kind {
            Kind::Int | Kind::Double => self.literal(Some(sign)),
            _ => Err(self.unexpected("a number")),
        }
    }

    /// A name or a call of a function; `dot` is a dot before it.
    #[inline(never)]
    fn name(&mut self, dot: Option<Range>) -> Result<Tree, SyntaxError> {
        let word = self.token;
        let text = self.lexer.text(word.range);
        let constant = match text {
            "true" => Some(ExprKind::Bool(true)),
            "false" => Some(ExprKind::Bool(false)),
            "null" => Some(ExprKind::Null),
            _ => None,
        };
        match constant {
            _ if word.kind != Kind::Word || text == "in" => return Err(self.unexpected(OPERAND)),
            Some(_) if dot.is_some() => return Err(self.unexpected("a name")),
            Some(kind) => {
                self.advance()?;
                return self.leaf(kind, word.range);
            }
            None if RESERVED.contains(&text) => {
                return Err(SyntaxError {
                    code: Code::ReservedWord,
                    range: word.range,
                    args: vec![text.to_string()],
                });
            }
            None => {}
        }
        self.advance()?;
        let start = dot.unwrap_or(word.range);
        let name = text.to_string();
        if self.is("(") {
            // There are no nested scopes of functions, so a leading dot says nothing about a call.
            return self.call(None, name, start, 0);
        }
        self.leaf(ExprKind::Ident { name, leading_dot: dot.is_some() }, join(start, word.range))
    }

    /// `.field`, `.?field` or `.function(...)`.
    #[inline(never)]
    fn select(&mut self, operand: Tree) -> Result<Tree, SyntaxError> {
        self.advance()?;
        let optional = self.eat("?")?;
        let token = self.token;
        let field = self.field()?;
        if self.is("(") && !optional && token.kind == Kind::Word {
            return self.call(Some(operand.expr), field, operand.span, operand.height);
        }
        let kind = ExprKind::Select { operand: operand.expr, field, optional };
        self.node(kind, join(operand.span, token.range), operand.height)
    }

    fn field(&mut self) -> Result<String, SyntaxError> {
        let text = self.lexer.text(self.token.range);
        match self.token.kind {
            Kind::Word if !KEYWORDS.contains(&text) => {}
            Kind::Quoted => {}
            _ => return Err(self.unexpected(FIELD)),
        }
        self.advance()?;
        Ok(text.trim_matches('`').to_string())
    }

    #[inline(never)]
    fn call(
        &mut self,
        target: Option<Box<Expr>>,
        name: String,
        start: Range,
        below: u32,
    ) -> Result<Tree, SyntaxError> {
        self.advance()?;
        let arguments = self.parts(")", false, |parser| {
            let tree = parser.expr(CONDITIONAL)?;
            Ok((*tree.expr, tree.height))
        })?;
        let kind = ExprKind::Call { target, name, args: arguments.parts };
        self.node(kind, join(start, arguments.end), below.max(arguments.height))
    }

    /// `[index]` or `[?index]`.
    #[inline(never)]
    fn index(&mut self, operand: Tree) -> Result<Tree, SyntaxError> {
        self.advance()?;
        let index = self.maybe_optional(Self::whole)?;
        let end = self.expect("]", "an operator or `]`")?;
        let height = operand.height.max(index.height);
        let kind = ExprKind::Index { operand: operand.expr, index: index.expr };
        self.node(kind, join(operand.span, end), height)
    }

    #[inline(never)]
    fn parenthesised(&mut self) -> Result<Tree, SyntaxError> {
        let start = self.advance()?.range;
        let mut tree = self.whole()?;
        let end = self.expect(")", "an operator or `)`")?;
        tree.span = join(start, end);
        Ok(tree)
    }

    #[inline(never)]
    fn list(&mut self) -> Result<Tree, SyntaxError> {
        let start = self.advance()?.range;
        let elements = self.parts("]", true, |parser| {
            let tree = parser.maybe_optional(Self::whole)?;
            Ok((*tree.expr, tree.height))
        })?;
        self.node(ExprKind::List(elements.parts), join(start, elements.end), elements.height)
    }

    #[inline(never)]
    fn map(&mut self) -> Result<Tree, SyntaxError> {
        let start = self.advance()?.range;
        let entries = self.parts("}", true, |parser| {
            let key = parser.maybe_optional(Self::whole)?;
            parser.expect(":", "an operator or `:`")?;
            let value = parser.whole()?;
            Ok(((*key.expr, *value.expr), key.height.max(value.height)))
        })?;
        self.node(ExprKind::Map(entries.parts), join(start, entries.end), entries.height)
    }

    /// `{field: value}` behind the name of a type.
    #[inline(never)]
    fn message(&mut self, name: String, start: Range) -> Result<Tree, SyntaxError> {
        self.advance()?;
        let fields = self.parts("}", true, |parser| {
            let mut field = String::new();
            let value = parser.maybe_optional(|parser| {
                field = parser.field()?;
                parser.expect(":", "`:`")?;
                parser.whole()
            })?;
            Ok(((field, *value.expr), value.height))
        })?;
        self.node(ExprKind::Message { name, fields: fields.parts }, join(start, fields.end), fields.height)
    }

    fn whole(&mut self) -> Result<Tree, SyntaxError> {
        self.expr(CONDITIONAL)
    }

    /// What `inner` reads, marked as optional if a `?` precedes it.
    fn maybe_optional(
        &mut self,
        inner: impl FnOnce(&mut Self) -> Result<Tree, SyntaxError>,
    ) -> Result<Tree, SyntaxError> {
        let mark = self.token.range;
        if !self.eat("?")? {
            return inner(self);
        }
        let tree = inner(self)?;
        self.node(ExprKind::Optional(tree.expr), join(mark, tree.span), tree.height)
    }

    /// The parts up to and with `close`; `part` gives each with its levels.
    fn parts<T>(
        &mut self,
        close: &'static str,
        trailing: bool,
        mut part: impl FnMut(&mut Self) -> Result<(T, u32), SyntaxError>,
    ) -> Result<Parts<T>, SyntaxError> {
        let (mut parts, mut height) = (Vec::new(), 0);
        let end = self.sequence(close, trailing, |parser| {
            let (value, levels) = part(parser)?;
            height = levels.max(height);
            parts.push(value);
            Ok(())
        })?;
        Ok(Parts { parts, end, height })
    }
}

/// The name that a tree spells if it is nothing but names and dots: only then can a brace behind it start a message.
fn dotted(tree: &Tree) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    let mut expr = &*tree.expr;
    loop {
        // A tree in parentheses starts before its node does.
        if expr.range.start != tree.span.start {
            return None;
        }
        match &expr.kind {
            ExprKind::Select { operand, field, optional: false } if is_plain(field) => {
                names.push(field);
                expr = operand;
            }
            ExprKind::Ident { name, leading_dot } => {
                names.push(name);
                names.extend(leading_dot.then_some(""));
                names.reverse();
                return Some(names.join("."));
            }
            _ => return None,
        }
    }
}

/// Whether a field needs no backticks.
fn is_plain(field: &str) -> bool {
    field.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
        && !field.starts_with(|c: char| c.is_ascii_digit())
}
