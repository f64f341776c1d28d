//! Literals: how long one is, and what its text says.
//!
//! Numbers and strings follow the lexis of the CEL language definition, <https://github.com/google/cel-spec>. Nothing
//! is rounded silently: an integer outside its range and a double that would become infinite are refused.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Kind, bad_literal};
use crate::cel::ast::{ExprKind, Range, SyntaxError};

/// The length of a date without quotes.
pub(crate) const DATE_LENGTH: usize = 10;

const INT_RANGE: &str = "an int lies between -9223372036854775808 and 9223372036854775807";
const UINT_RANGE: &str = "a uint lies between 0 and 18446744073709551615";
const DOUBLE_RANGE: &str = "a double lies between -1.7976931348623157e308 and 1.7976931348623157e308";
const ESCAPES: &str = "a backslash starts one of `\\a` `\\b` `\\f` `\\n` `\\r` `\\t` `\\v` `\\\\` `\\?` `\\\"` `\\'` `\\``, \
     `\\x41`, `\\u0041`, `\\U00000041`, `\\101`";
const OCTAL_RANGE: &str = "an octal escape has three digits, at most `\\377`";
const HEX_DIGITS: &str = "`\\x` takes 2 hexadecimal digits, `\\u` takes 4, `\\U` takes 8";
const CODE_POINT: &str = "it is not a Unicode code point, or it is a surrogate";
const BYTES_POINT: &str = "`\\u` and `\\U` belong to strings, bytes take `\\x`";
const NOT_TEXT: &str = "it is not UTF-8";

/// How a string or bytes literal starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Opening {
    /// Whether backslashes stand for themselves.
    pub(crate) raw: bool,
    /// Whether it is a bytes literal.
    pub(crate) bytes: bool,
    /// What closes it.
    pub(crate) quote: &'static str,
    /// The bytes of the prefix and the quote.
    pub(crate) length: usize,
}

/// The start of the string or bytes literal that `text` begins with, if it does.
pub(crate) fn opening(text: &str) -> Option<Opening> {
    let unprefixed = text.strip_prefix(['b', 'B']);
    let bytes = unprefixed.is_some();
    let rest = unprefixed.unwrap_or(text);
    let cooked = rest.strip_prefix(['r', 'R']);
    let raw = cooked.is_some();
    let rest = cooked.unwrap_or(rest);
    let quote = ["\"\"\"", "'''", "\"", "'"].into_iter().find(|quote| rest.starts_with(quote))?;
    Some(Opening { raw, bytes, quote, length: text.len() - rest.len() + quote.len() })
}

/// Whether `text` begins with the shape of a date; whether there is such a day is not decided here.
pub(crate) fn starts_with_date(text: &str) -> bool {
    let mut bytes = text.bytes();
    b"dddd-dd-dd".iter().all(|shape| match bytes.next() {
        Some(b'-') => *shape == b'-',
        Some(byte) => *shape == b'd' && byte.is_ascii_digit(),
        None => false,
    })
}

/// The length and the kind of the number that `text` begins with, without sign. A dot belongs to it only before a
/// digit, so that `1..2` and `1.abs()` start with an integer.
pub(crate) fn number(text: &str) -> Option<(usize, Kind)> {
    let after = |length: usize| text.get(length..).unwrap_or_default();
    let hex = text.strip_prefix("0x").map_or(0, |digits| run(digits, 16));
    let (mut length, mut kind) = if hex > 0 { (hex + 2, Kind::Int) } else { (run(text, 10), Kind::Int) };
    if hex == 0 {
        let fraction = after(length).strip_prefix('.').map_or(0, |digits| run(digits, 10));
        if fraction > 0 {
            (length, kind) = (length + 1 + fraction, Kind::Double);
        }
        let exponent = if length > 0 { exponent(after(length)) } else { 0 };
        if exponent > 0 {
            (length, kind) = (length + exponent, Kind::Double);
        }
    }
    if kind == Kind::Int && length > 0 && after(length).starts_with(['u', 'U']) {
        (length, kind) = (length + 1, Kind::Uint);
    }
    (length > 0).then_some((length, kind))
}

fn run(text: &str, radix: u32) -> usize {
    text.chars().take_while(|c| c.is_digit(radix)).count()
}

fn exponent(text: &str) -> usize {
    let Some(rest) = text.strip_prefix(['e', 'E']) else { return 0 };
    let digits = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    match run(digits, 10) {
        0 => 0,
        count => text.len() - digits.len() + count,
    }
}

/// The value of the literal of `kind` at `range` of `text`; `negative` when a minus sign before it, outside `range`,
/// belongs to it. Kinds that are no literals give the error of an unreadable one.
pub(crate) fn value(text: &str, kind: Kind, range: Range, negative: bool) -> Result<ExprKind, SyntaxError> {
    let literal = text.get(range.start as usize..range.end as usize).unwrap_or_default();
    let refuse = |why: &str| bad_literal(text, range, why);
    match kind {
        Kind::Int => int(literal, negative).map(ExprKind::Int).ok_or_else(|| refuse(INT_RANGE)),
        Kind::Uint => {
            let digits = literal.trim_end_matches(['u', 'U']);
            magnitude(digits).map(ExprKind::Uint).ok_or_else(|| refuse(UINT_RANGE))
        }
        Kind::Double => {
            let signed = if negative { String::from("-") + literal } else { literal.to_string() };
            let finite = crate::number::double::parse(&signed).filter(|value| value.is_finite());
            finite.map(|value| ExprKind::Double(value, signed)).ok_or_else(|| refuse(DOUBLE_RANGE))
        }
        _ => string(text, literal, range),
    }
}

fn int(literal: &str, negative: bool) -> Option<i64> {
    let magnitude = magnitude(literal)?;
    if negative { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() }
}

fn magnitude(literal: &str) -> Option<u64> {
    match literal.strip_prefix("0x") {
        Some(digits) => u64::from_str_radix(digits, 16).ok(),
        None => literal.parse().ok(),
    }
}

fn string(text: &str, literal: &str, range: Range) -> Result<ExprKind, SyntaxError> {
    let Some(opening) = opening(literal) else { return Err(bad_literal(text, range, NOT_TEXT)) };
    let mut rest = literal
        .get(opening.length..)
        .and_then(|body| body.strip_suffix(opening.quote))
        .ok_or_else(|| bad_literal(text, range, NOT_TEXT))?;
    let mut out: Vec<u8> = Vec::with_capacity(rest.len());
    while let Some((plain, after)) = rest.split_once('\\').filter(|_| !opening.raw) {
        out.extend_from_slice(plain.as_bytes());
        rest = escape(after, opening.bytes, &mut out).map_err(|why| {
            let distance = after.len() + opening.quote.len() + 1;
            let start = (range.end as usize).saturating_sub(distance);
            let shown = 1 + after.chars().next().map_or(0, char::len_utf8);
            bad_literal(text, super::range(start, start + shown), why)
        })?;
    }
    out.extend_from_slice(rest.as_bytes());
    if opening.bytes {
        return Ok(ExprKind::Bytes(out));
    }
    // Only whole characters were added, so this cannot fail; the fallback keeps the function total.
    String::from_utf8(out).map(ExprKind::String).map_err(|_| bad_literal(text, range, NOT_TEXT))
}

/// Adds what the escape says to `out` and gives the text behind it; `text` starts after the backslash.
fn escape<'t>(text: &'t str, bytes: bool, out: &mut Vec<u8>) -> Result<&'t str, &'static str> {
    let first = text.chars().next().ok_or(ESCAPES)?;
    let behind = text.get(first.len_utf8()..).unwrap_or_default();
    let (number, rest) = match first {
        'x' | 'X' => digits(behind, 2, 16).ok_or(HEX_DIGITS)?,
        'u' | 'U' if bytes => return Err(BYTES_POINT),
        'u' => digits(behind, 4, 16).ok_or(HEX_DIGITS)?,
        'U' => digits(behind, 8, 16).ok_or(HEX_DIGITS)?,
        '0'..='7' => digits(text, 3, 8).ok_or(OCTAL_RANGE)?,
        _ => (control(first).ok_or(ESCAPES)?, behind),
    };
    match u8::try_from(number) {
        // `\xFF` is one byte of a bytes literal, but the character U+00FF of a string.
        Ok(byte) if bytes => out.push(byte),
        Err(_) if first.is_ascii_digit() => return Err(OCTAL_RANGE),
        _ => {
            let point = char::from_u32(number).ok_or(CODE_POINT)?;
            out.extend_from_slice(point.encode_utf8(&mut [0; 4]).as_bytes());
        }
    }
    Ok(rest)
}

fn digits(text: &str, count: usize, radix: u32) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    // `from_str_radix` takes a sign, an escape does not.
    let all = digits.chars().all(|c| c.is_digit(radix));
    all.then(|| u32::from_str_radix(digits, radix).ok()).flatten().map(|number| (number, rest))
}

fn control(letter: char) -> Option<u32> {
    Some(match letter {
        'a' => 0x07,
        'b' => 0x08,
        't' => 0x09,
        'n' => 0x0A,
        'v' => 0x0B,
        'f' => 0x0C,
        'r' => 0x0D,
        '\\' | '?' | '"' | '\'' | '`' => u32::from(letter),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cel::lex::{Dialect, Lexer};
    use crate::diagnostic::Code;

    fn read(text: &str, negative: bool) -> Result<ExprKind, SyntaxError> {
        let token = Lexer::new(text, Dialect::Expression).next()?;
        assert_eq!(token.range.end as usize, text.len(), "{text} is one token");
        value(text, token.kind, token.range, negative)
    }

    fn refused(text: &str) -> (Range, Vec<String>) {
        let error = read(text, false).unwrap_err();
        assert_eq!(error.code, Code::BadLiteral, "{text}");
        (error.range, error.args)
    }

    #[test]
    fn the_smallest_int_needs_its_sign() {
        assert_eq!(read("9223372036854775808", true), Ok(ExprKind::Int(i64::MIN)));
        assert_eq!(read("0x8000000000000000", true), Ok(ExprKind::Int(i64::MIN)));
        assert_eq!(refused("9223372036854775808").1, ["9223372036854775808", INT_RANGE]);
        assert!(read("9223372036854775809", true).is_err());
    }

    #[test]
    fn integers_take_hexadecimal_digits_and_leading_zeros() {
        assert_eq!(read("0x1fF", false), Ok(ExprKind::Int(511)));
        assert_eq!(read("007", false), Ok(ExprKind::Int(7)));
        assert_eq!(read("0xFFFFFFFFFFFFFFFFu", false), Ok(ExprKind::Uint(u64::MAX)));
        assert_eq!(refused("18446744073709551616U").1[1], UINT_RANGE);
    }

    #[test]
    fn a_double_keeps_its_text() {
        assert_eq!(read(".50", false), Ok(ExprKind::Double(0.5, ".50".into())));
        assert_eq!(read("1e3", false), Ok(ExprKind::Double(1000.0, "1e3".into())));
        assert_eq!(read("12.5E-1", true), Ok(ExprKind::Double(-1.25, "-12.5E-1".into())));
        assert_eq!(refused("1e400").1[1], DOUBLE_RANGE);
    }

    #[test]
    fn every_control_letter_has_its_character() {
        let text = r#"'\a\b\f\n\r\t\v\\\?\"\'\`'"#;
        assert_eq!(read(text, false), Ok(ExprKind::String("\x07\x08\x0C\n\r\t\x0B\\?\"'`".into())));
    }

    #[test]
    fn a_number_escape_is_a_character_in_a_string_and_a_byte_in_bytes() {
        assert_eq!(read(r"'\xff\377\X41'", false), Ok(ExprKind::String("ÿÿA".into())));
        assert_eq!(read(r"b'\xff\377\X41é'", false), Ok(ExprKind::Bytes([255, 255, 65, 0xC3, 0xA9].into())));
        assert_eq!(read(r"'\u94F6\U00010400'", false), Ok(ExprKind::String("银\u{10400}".into())));
        assert_eq!(refused(r"b'\u0041'").1[1], BYTES_POINT);
    }

    #[test]
    fn raw_literals_keep_backslashes() {
        assert_eq!(read(r"r'\d\'", false), Ok(ExprKind::String(r"\d\".into())));
        assert_eq!(read(r#"bR"\x""#, false), Ok(ExprKind::Bytes(r"\x".into())));
    }

    #[test]
    fn triple_quotes_hold_line_ends_and_quotes() {
        assert_eq!(read("'''a\r\n'b'''", false), Ok(ExprKind::String("a\r\n'b".into())));
        assert_eq!(read("''''''", false), Ok(ExprKind::String(String::new())));
    }

    #[test]
    fn escapes_that_are_no_code_point_are_refused() {
        for text in [r"'\uD800'", r"'\uDFFF'", r"'\U00110000'", r"'\UFFFFFFFF'"] {
            assert_eq!(refused(text).1[1], CODE_POINT, "{text}");
        }
    }

    #[test]
    fn incomplete_and_unknown_escapes_are_refused_where_they_are() {
        assert_eq!(refused(r"'ab\q'"), (Range { start: 3, end: 5 }, [r"\q".into(), ESCAPES.into()].into()));
        assert_eq!(refused(r"'é\é'").0, Range { start: 3, end: 6 });
        assert_eq!(refused(r"'\x4'").1[1], HEX_DIGITS);
        assert_eq!(refused(r"'\u+041'").1[1], HEX_DIGITS);
        assert_eq!(refused(r"'\400'").1[1], OCTAL_RANGE);
        assert_eq!(refused(r"'\08 '").1[1], OCTAL_RANGE);
    }
}
