//! Text to tokens, for expressions and for the cells of tables and bins.
//!
//! A token is a kind and a place. What a literal means is read from its text by `literal` once the parser knows
//! whether a minus sign belongs to it. A character that starts no token becomes `Kind::Unknown`, so that it is the
//! parser that says what was expected there; only a literal that cannot be delimited is an error here.
//!
//! INVARIANT: every call of `Lexer::next` moves forward, until it gives `Kind::End` for ever.

use alloc::string::{String, ToString};
use alloc::vec;

use super::ast::{Range, SyntaxError};
use crate::diagnostic::Code;

pub(crate) mod literal;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The end of the text.
    End,
    /// A name, a keyword or a reserved word.
    Word,
    /// A field name between backticks.
    Quoted,
    /// `12`, `0x1F`
    Int,
    /// `12u`
    Uint,
    /// `1.5`, `.5`, `1e3`
    Double,
    /// A string literal of any form.
    String,
    /// A bytes literal of any form.
    Bytes,
    /// `2026-01-31`, in cells only.
    Date,
    /// An operator or a bracket.
    Symbol(&'static str),
    /// A character that starts no token.
    Unknown,
}

/// A kind and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// What it is.
    pub(crate) kind: Kind,
    /// Where it is.
    pub(crate) range: Range,
}

/// Which of the two grammars the text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// CEL.
    Expression,
    /// Unary tests, where dates need no quotes and words may be in any script: members of an enumeration are words.
    Cell,
}

/// Longer symbols first. `..` is no symbol of CEL, but no CEL expression holds it either.
const SYMBOLS: [&str; 25] = [
    "||", "&&", "==", "!=", "<=", ">=", "..", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",",
    "(", ")", "[", "]", "{", "}",
];

/// The most characters of the author's text that a message repeats.
const EXCERPT: usize = 40;

/// Reads the tokens of a text; a copy of it looks ahead.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    dialect: Dialect,
}

impl<'t> Lexer<'t> {
    /// A reader at the start of `text`.
    pub(crate) fn new(text: &'t str, dialect: Dialect) -> Self {
        Self { text, at: 0, dialect }
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Token, SyntaxError> {
        self.skip_blanks();
        let start = self.at;
        let kind = self.scan()?;
        Ok(Token { kind, range: range(start, self.at) })
    }

    /// The text of a place.
    pub(crate) fn text(&self, range: Range) -> &'t str {
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r', '\x0C']);
            self.at += rest.len() - trimmed.len();
            if !trimmed.starts_with("//") {
                return;
            }
            self.at += trimmed.find('\n').unwrap_or(trimmed.len());
        }
    }

    fn scan(&mut self) -> Result<Kind, SyntaxError> {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(Kind::End) };
        if let Some(opening) = literal::opening(rest) {
            return self.string(&opening);
        }
        if self.dialect == Dialect::Cell && self.starts_with_date(rest) {
            return Ok(self.take(literal::DATE_LENGTH, Kind::Date));
        }
        if let Some((length, kind)) = literal::number(rest) {
            return self.number(length, kind);
        }
        if self.is_word(first) {
            return Ok(self.take(self.word_length(rest), Kind::Word));
        }
        if first == '`' {
            return self.quoted(rest);
        }
        match SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) {
            Some(symbol) => Ok(self.take(symbol.len(), Kind::Symbol(symbol))),
            None => Ok(self.take(first.len_utf8(), Kind::Unknown)),
        }
    }

    fn take(&mut self, length: usize, kind: Kind) -> Kind {
        self.at += length;
        kind
    }

    fn is_word(&self, c: char) -> bool {
        c == '_'
            || if self.dialect == Dialect::Cell { c.is_alphanumeric() } else { c.is_ascii_alphanumeric() }
    }

    fn word_length(&self, rest: &str) -> usize {
        rest.find(|c| !self.is_word(c)).unwrap_or(rest.len())
    }

    fn starts_with_date(&self, rest: &str) -> bool {
        literal::starts_with_date(rest)
            && !rest.chars().nth(literal::DATE_LENGTH).is_some_and(|c| self.is_word(c) || c == '-')
    }

    /// A number with a letter right behind it is neither a number nor a name: `90d`, `0x`, `1e`.
    fn number(&mut self, length: usize, kind: Kind) -> Result<Kind, SyntaxError> {
        let start = self.at;
        self.at += length;
        let glued = self.word_length(self.rest());
        if glued == 0 {
            return Ok(kind);
        }
        Err(bad_literal(self.text, range(start, self.at + glued), "a letter or digit follows the number"))
    }

    fn string(&mut self, opening: &literal::Opening) -> Result<Kind, SyntaxError> {
        let rest = self.rest();
        let body = rest.get(opening.length..).unwrap_or_default();
        let mut chars = body.char_indices();
        while let Some((at, c)) = chars.next() {
            if body.get(at..).is_some_and(|tail| tail.starts_with(opening.quote)) {
                let kind = if opening.bytes { Kind::Bytes } else { Kind::String };
                return Ok(self.take(opening.length + at + opening.quote.len(), kind));
            }
            match c {
                '\\' if !opening.raw => _ = chars.next(),
                '\n' | '\r' if opening.quote.len() == 1 => break,
                _ => {}
            }
        }
        let line = body.find('\n').map_or(rest.len(), |at| opening.length + at);
        Err(bad_literal(self.text, range(self.at, self.at + line), "its closing quote is missing"))
    }

    fn quoted(&mut self, rest: &str) -> Result<Kind, SyntaxError> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '/' | ' ');
        let name = rest.get(1..).unwrap_or_default();
        let length = name.find(|c| !allowed(c)).unwrap_or(name.len());
        if length > 0 && name.get(length..).is_some_and(|tail| tail.starts_with('`')) {
            return Ok(self.take(length + 2, Kind::Quoted));
        }
        let why = "a name between backticks holds letters, digits, spaces and `_` `.` `-` `/`";
        Err(bad_literal(self.text, range(self.at, self.at + 1 + length), why))
    }
}

/// A range of bytes. Texts are bounded far below 4 GiB, so the fallback only keeps the function total.
pub(crate) fn range(start: usize, end: usize) -> Range {
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Range { start: narrow(start), end: narrow(end) }
}

/// The literal at `range` of `text` is not one, and why.
pub(crate) fn bad_literal(text: &str, range: Range, why: &str) -> SyntaxError {
    let literal = text.get(range.start as usize..range.end as usize).unwrap_or_default();
    SyntaxError { code: Code::BadLiteral, range, args: vec![excerpt(literal), why.to_string()] }
}

/// The beginning of a text, for a message.
pub(crate) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(EXCERPT) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_string() + "...",
        None => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    fn tokens(text: &str, dialect: Dialect) -> Vec<(Kind, &str)> {
        let mut lexer = Lexer::new(text, dialect);
        let mut found = Vec::new();
        loop {
            let token = lexer.next().unwrap();
            if token.kind == Kind::End {
                return found;
            }
            found.push((token.kind, lexer.text(token.range)));
        }
    }

    fn refused(text: &str) -> (Range, Vec<String>) {
        let mut lexer = Lexer::new(text, Dialect::Expression);
        loop {
            match lexer.next() {
                Ok(token) => assert_ne!(token.kind, Kind::End, "{text} is accepted"),
                Err(error) => {
                    assert_eq!(error.code, Code::BadLiteral);
                    return (error.range, error.args);
                }
            }
        }
    }

    #[test]
    fn two_dots_after_digits_leave_an_integer() {
        let dots = (Kind::Symbol(".."), "..");
        let expected = [(Kind::Int, "50000"), dots, (Kind::Int, "300000")];
        assert_eq!(tokens("50000..300000", Dialect::Cell), expected);
        let expected = [(Kind::Double, "1.5"), dots, (Kind::Double, ".5")];
        assert_eq!(tokens("1.5...5", Dialect::Cell), expected);
    }

    #[test]
    fn a_date_without_quotes_is_one_token_in_a_cell_only() {
        assert_eq!(tokens("2026-01-31", Dialect::Cell), [(Kind::Date, "2026-01-31")]);
        assert_eq!(tokens("2026-01-31", Dialect::Expression).len(), 5);
        assert_eq!(tokens("2026-01-311", Dialect::Cell).len(), 5);
    }

    #[test]
    fn words_of_any_script_belong_to_cells_only() {
        assert_eq!(tokens("金卡", Dialect::Cell), [(Kind::Word, "金卡")]);
        assert_eq!(tokens("金", Dialect::Expression), [(Kind::Unknown, "金")]);
    }

    #[test]
    fn blanks_and_comments_separate_tokens() {
        let expected = [(Kind::Word, "a"), (Kind::Symbol("+"), "+"), (Kind::Word, "b")];
        assert_eq!(tokens("a // one + two\r\n\t+ b // end", Dialect::Expression), expected);
    }

    #[test]
    fn a_quote_inside_other_quotes_does_not_close_them() {
        assert_eq!(tokens(r#"'''a'b''c'''"#, Dialect::Expression), [(Kind::String, "'''a'b''c'''")]);
        assert_eq!(tokens(r"'a\'b'", Dialect::Expression), [(Kind::String, r"'a\'b'")]);
        assert_eq!(tokens(r"r'a\' b", Dialect::Expression), [(Kind::String, r"r'a\'"), (Kind::Word, "b")]);
    }

    #[test]
    fn a_string_that_is_not_closed_is_refused_at_its_line() {
        assert_eq!(refused("1 + 'abc\n'").0, Range { start: 4, end: 8 });
        assert_eq!(refused("\"\"\"abc\"\"").1, ["\"\"\"abc\"\"", "its closing quote is missing"]);
        assert_eq!(refused("'abc\\'").0, Range { start: 0, end: 6 });
    }

    #[test]
    fn a_number_glued_to_letters_is_refused_as_a_whole() {
        for text in ["90d", "0x", "1e", "0XFF", "12uu", "1.5u", "1e3u"] {
            assert_eq!(refused(text).0, range(0, text.len()), "{text}");
        }
    }

    #[test]
    fn a_message_repeats_only_the_beginning_of_a_long_literal() {
        let literal = refused(&("'".to_string() + &"é".repeat(900))).1.swap_remove(0);
        assert_eq!(literal.chars().count(), EXCERPT + 3);
    }
}
