//! Cells of tables and bins: unary tests, an S-FEEL subset (OMG, Decision Model and Notation 1.5, chapter 9).
//!
//! Words are not decided here: `gold` may be a parameter or a member of an enumeration, and a reserved word of CEL may
//! be a member too. `5..10` without brackets is refused, because it does not say whether 10 belongs to it.
//!
//! INVARIANT: nothing in a cell nests, so nothing here recurses.

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::{Parser, Tree, join};
use crate::cel::ast::{Expr, ExprKind, SyntaxError};
use crate::cel::cell::{Cell, CompareOp, Test, TestKind};
use crate::cel::lex::{Dialect, Kind};

const TEST: &str = "a test such as `>= 5`, `[1..5)`, a value, or `-` alone";
const VALUE: &str = "a value";

/// Parses one cell.
///
/// # Errors
/// The first [`SyntaxError`] of the text; the bounds are those of expressions.
pub fn cell(text: &str) -> Result<Cell, SyntaxError> {
    let mut parser = Parser::new(text, Dialect::Cell)?;
    if text.trim() == "-" {
        return Ok(Cell::Any);
    }
    if parser.at_negation()? {
        parser.advance()?;
        parser.advance()?;
        let tests = parser.tests()?;
        parser.expect(")", "`,` or `)`")?;
        parser.finish("the end of the text")?;
        return Ok(Cell::NotOneOf(tests));
    }
    let tests = parser.tests()?;
    parser.finish("`,` or the end of the text")?;
    Ok(Cell::OneOf(tests))
}

impl Parser<'_> {
    /// Whether `not(` comes next; a word `not` without a parenthesis is a value.
    fn at_negation(&self) -> Result<bool, SyntaxError> {
        let mut ahead = self.lexer;
        Ok(self.lexer.text(self.token.range) == "not" && ahead.next()?.kind == Kind::Symbol("("))
    }

    fn tests(&mut self) -> Result<Vec<Test>, SyntaxError> {
        let mut tests = vec![self.test()?];
        while self.eat(",")? {
            tests.push(self.test()?);
        }
        Ok(tests)
    }

    fn test(&mut self) -> Result<Test, SyntaxError> {
        let start = self.token.range;
        let op = match self.token.kind {
            Kind::Symbol("<") => CompareOp::Lt,
            Kind::Symbol("<=") => CompareOp::Le,
            Kind::Symbol(">") => CompareOp::Gt,
            Kind::Symbol(">=") => CompareOp::Ge,
            Kind::Symbol("[") => return self.interval(true),
            Kind::Symbol("(" | "]") => return self.interval(false),
            Kind::Word if self.lexer.text(start) == "null" => {
                self.advance()?;
                return Ok(Test { kind: TestKind::Null, range: start });
            }
            _ => {
                let value = self.endpoint(TEST)?;
                return Ok(Test { range: value.range, kind: TestKind::Equal(Box::new(value)) });
            }
        };
        self.advance()?;
        let value = self.endpoint(VALUE)?;
        let range = join(start, value.range);
        Ok(Test { kind: TestKind::Compare(op, Box::new(value)), range })
    }

    /// `[1..5)` and, in the other notation of S-FEEL, `]1..5[`: a bracket that faces outwards leaves the end out.
    fn interval(&mut self, low_closed: bool) -> Result<Test, SyntaxError> {
        let start = self.advance()?.range;
        let low = Box::new(self.endpoint(VALUE)?);
        self.expect("..", "`..`")?;
        let high = Box::new(self.endpoint(VALUE)?);
        let high_closed = match self.token.kind {
            Kind::Symbol("]") => true,
            Kind::Symbol(")" | "[") => false,
            _ => return Err(self.unexpected("`]` or `)`")),
        };
        let range = join(start, self.advance()?.range);
        Ok(Test { kind: TestKind::Interval { low, low_closed, high, high_closed }, range })
    }

    /// A literal, a name, a date, or a function of such.
    fn endpoint(&mut self, expected: &str) -> Result<Expr, SyntaxError> {
        if self.token.kind != Kind::Word {
            return self.constant(expected);
        }
        if self.at_negation()? {
            return Err(self.unexpected("a value, since `not(...)` is the whole cell or nothing"));
        }
        let start = self.token.range;
        let word = self.word(expected)?;
        let ExprKind::Ident { name, .. } = &word.expr.kind else { return Ok(*word.expr) };
        if !self.eat("(")? {
            return Ok(*word.expr);
        }
        let mut args = Vec::new();
        let end = self.sequence(")", false, |parser| {
            args.push(parser.constant(VALUE)?);
            Ok(())
        })?;
        let kind = ExprKind::Call { target: None, name: name.clone(), args };
        Ok(*self.node(kind, join(start, end), 1)?.expr)
    }

    /// A literal, a name or a date.
    fn constant(&mut self, expected: &str) -> Result<Expr, SyntaxError> {
        let token = self.token;
        let tree = match token.kind {
            Kind::Word => self.word(expected)?,
            Kind::Date => self.date()?,
            Kind::Int | Kind::Uint | Kind::Double | Kind::String | Kind::Bytes => self.literal(None)?,
            Kind::Symbol("-") => {
                self.advance()?;
                match self.token.kind {
                    Kind::Int | Kind::Double => self.literal(Some(token.range))?,
                    _ => return Err(self.unexpected("a number")),
                }
            }
            _ => return Err(self.unexpected(expected)),
        };
        Ok(*tree.expr)
    }

    fn word(&mut self, expected: &str) -> Result<Tree, SyntaxError> {
        let range = self.token.range;
        let kind = match self.lexer.text(range) {
            "true" => ExprKind::Bool(true),
            "false" => ExprKind::Bool(false),
            "null" => return Err(self.unexpected(expected)),
            name => ExprKind::Ident { name: name.to_string(), leading_dot: false },
        };
        self.advance()?;
        self.leaf(kind, range)
    }

    /// A date without quotes means what `date('2026-01-31')` means.
    fn date(&mut self) -> Result<Tree, SyntaxError> {
        let range = self.advance()?.range;
        let text = ExprKind::String(self.lexer.text(range).to_string());
        let args = vec![*self.leaf(text, range)?.expr];
        self.node(ExprKind::Call { target: None, name: "date".to_string(), args }, range, 1)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::String;

    use super::*;
    use crate::cel::ast::Range;
    use crate::diagnostic::Code;

    fn tests(text: &str) -> Vec<TestKind> {
        match cell(text) {
            Ok(Cell::OneOf(tests)) => tests.into_iter().map(|test| test.kind).collect(),
            other => panic!("{text}: {other:?}"),
        }
    }

    fn one(text: &str) -> TestKind {
        let mut all = tests(text);
        assert_eq!(all.len(), 1, "{text}");
        all.swap_remove(0)
    }

    fn equal(text: &str) -> ExprKind {
        match one(text) {
            TestKind::Equal(value) => value.kind,
            other => panic!("{text}: {other:?}"),
        }
    }

    /// The ends of an interval as text, and which of them belong to it.
    fn ends(text: &str) -> (String, bool, String, bool) {
        let part = |range: Range| text[range.start as usize..range.end as usize].to_string();
        match one(text) {
            TestKind::Interval { low, low_closed, high, high_closed } => {
                (part(low.range), low_closed, part(high.range), high_closed)
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    fn refused(text: &str) -> (Range, Vec<String>) {
        let error = cell(text).unwrap_err();
        assert_eq!(error.code, Code::ExprSyntax, "{text}");
        (error.range, error.args)
    }

    #[test]
    fn a_lone_dash_is_anything() {
        assert_eq!(cell(" - "), Ok(Cell::Any));
        assert_eq!(equal("-5"), ExprKind::Int(-5));
        assert_eq!(equal("- 2.50"), ExprKind::Double(-2.5, "-2.50".into()));
    }

    #[test]
    fn brackets_say_which_ends_belong_to_an_interval() {
        assert_eq!(ends("[50000..300000)"), ("50000".into(), true, "300000".into(), false));
        assert_eq!(ends("(a..b]"), ("a".into(), false, "b".into(), true));
        assert_eq!(ends("]-1.5..2.5["), ("-1.5".into(), false, "2.5".into(), false));
        assert_eq!(
            ends("[ 2026-01-01 .. 2026-12-31 ]"),
            ("2026-01-01".into(), true, "2026-12-31".into(), true)
        );
        assert_eq!(ends("[.5...9)"), (".5".into(), true, ".9".into(), false));
    }

    #[test]
    fn each_comparison_has_its_operator() {
        let expected = [CompareOp::Lt, CompareOp::Le, CompareOp::Gt, CompareOp::Ge];
        for (kind, expected) in tests("< 1, <=2, > x, >= date('2026-01-31')").iter().zip(expected) {
            assert!(matches!(kind, TestKind::Compare(op, _) if *op == expected), "{kind:?}");
        }
    }

    #[test]
    fn alternatives_are_separated_by_commas() {
        assert_eq!(tests("gold, 'silver', null, [1..2], 3").len(), 5);
        assert!(matches!(cell("not(gold, < 3)"), Ok(Cell::NotOneOf(tests)) if tests.len() == 2));
        assert!(matches!(cell("not (null)"), Ok(Cell::NotOneOf(tests)) if tests[0].kind == TestKind::Null));
    }

    #[test]
    fn words_are_names_in_any_script_and_even_if_cel_reserves_them() {
        for word in ["gold", "C1", "金卡", "import", "not", "in"] {
            assert_eq!(equal(word), ExprKind::Ident { name: word.into(), leading_dot: false });
        }
        assert_eq!(equal("true"), ExprKind::Bool(true));
    }

    #[test]
    fn a_date_without_quotes_is_the_call_with_quotes() {
        let (ExprKind::Call { name, args, .. }, ExprKind::Call { name: quoted, args: quoted_args, .. }) =
            (equal("2026-01-31"), equal("date(\"2026-01-31\")"))
        else {
            panic!("not calls")
        };
        assert_eq!((name, &args[0].kind), (quoted, &quoted_args[0].kind));
    }

    #[test]
    fn a_test_covers_its_text() {
        let Ok(Cell::OneOf(tests)) = cell("1, >= -5 , (a..b]") else { panic!("refused") };
        let ranges: Vec<_> = tests.iter().map(|test| (test.range.start, test.range.end)).collect();
        assert_eq!(ranges, [(0, 1), (3, 8), (11, 17)]);
    }

    #[test]
    fn what_is_not_a_test_is_refused_with_what_was_expected() {
        assert_eq!(refused("").1, [TEST, "the end of the text"]);
        assert_eq!(refused("1, ").0, Range { start: 3, end: 3 });
        assert_eq!(refused("5..10").1, ["`,` or the end of the text", ".."]);
        assert_eq!(refused("[1..5").1, ["`]` or `)`", "the end of the text"]);
        assert_eq!(refused("(5)").1, ["`..`", ")"]);
        assert_eq!(refused("-x").1, ["a number", "x"]);
        assert_eq!(refused("-, 5").1, ["a number", ","]);
        assert_eq!(refused(">= null").1, [VALUE, "null"]);
        assert_eq!(refused("not(1").1, ["`,` or `)`", "the end of the text"]);
        assert_eq!(refused("not(not(1))").0, Range { start: 4, end: 7 });
        assert_eq!(refused("3, not(4)").1[1], "not");
        assert_eq!(refused("not(1), 2").1, ["the end of the text", ","]);
        assert_eq!(refused("a + b").1, ["`,` or the end of the text", "+"]);
    }
}
