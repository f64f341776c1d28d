//! The text of a message: plain, on one line, and no longer than its channel takes.
//!
//! Values are cleaned of what a reader cannot see (control characters, marks of direction), so that no value breaks a
//! line or turns a sentence round. Where a text is too long, words are shortened, the last one first. Numbers, dates,
//! words with a digit in them (they may be numbers or names of things) and the author's own words never are.

use alloc::string::String;
use alloc::vec::Vec;

use crate::evaluate::{Cause, Machine};
use crate::explain::render;
use crate::model::Template;
use crate::outcome::Run;
use crate::program::Shown;
use crate::value::{Lang, Type};

/// What stands where a word was cut.
const CUT: char = '…';

/// Why there is no text.
pub(super) enum Lack {
    /// A value in it is unknown.
    Unknown(Option<Cause>),
    /// It does not fit, however short its words.
    TooLong,
}

/// A piece of a text.
struct Piece {
    text: String,
    /// Whether it may be shortened.
    is_word: bool,
}

/// A template filled in, of at most `length` characters.
///
/// # Errors
/// A value is unknown, or the text does not fit.
pub(super) fn filled(
    run: &Run<'_>,
    machine: &Machine<'_>,
    (template, shown): (&Template, &[Shown]),
    row: usize,
    lang: Lang,
    length: Option<u32>,
) -> Result<String, Lack> {
    let mut pieces = Vec::with_capacity(template.texts.len() * 2);
    let mut values = shown.iter();
    for text in &template.texts {
        pieces.push(Piece { text: text.clone(), is_word: false });
        let Some(part) = values.next() else { continue };
        let value = render::worded(run, machine, *part, row, lang);
        let value = value.ok_or_else(|| Lack::Unknown(render::cause(run, machine, *part, row)))?;
        let is_word = matches!(part.ty, Type::String | Type::Enum(_)) && !value.contains(char::is_numeric);
        pieces.push(Piece { text: clean(&value), is_word });
    }
    fit(&mut pieces, length)?;
    Ok(pieces.iter().map(|piece| piece.text.as_str()).collect())
}

/// A value on one line, without what cannot be seen.
fn clean(value: &str) -> String {
    let is_hidden = |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    let seen = value.chars().filter(|c| !is_hidden(*c));
    let plain: String = seen.map(|c| if c.is_control() { ' ' } else { c }).collect();
    plain.trim().into()
}

/// Shortens words until the pieces have at most `length` characters together.
fn fit(pieces: &mut [Piece], length: Option<u32>) -> Result<(), Lack> {
    let Some(length) = length else { return Ok(()) };
    let size = |text: &str| text.chars().count();
    let whole: usize = pieces.iter().map(|piece| size(&piece.text)).sum();
    let mut over = whole.saturating_sub(length as usize);
    for piece in pieces.iter_mut().rev().filter(|piece| piece.is_word) {
        let own = size(&piece.text);
        // One character and the mark stay.
        let cut = over.min(own.saturating_sub(2));
        if cut == 0 {
            continue;
        }
        piece.text = piece.text.chars().take(own - cut - 1).chain([CUT]).collect();
        over -= cut;
    }
    if over == 0 { Ok(()) } else { Err(Lack::TooLong) }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn fitted(pieces: &[(&str, bool)], length: u32) -> Option<String> {
        let mut pieces: Vec<Piece> =
            pieces.iter().map(|(text, is_word)| Piece { text: (*text).into(), is_word: *is_word }).collect();
        fit(&mut pieces, Some(length)).ok()?;
        Some(pieces.iter().map(|piece| piece.text.as_str()).collect())
    }

    #[test]
    fn the_last_word_is_shortened_first_and_numbers_stay_whole() {
        let pieces = vec![
            ("Dear ", false),
            ("Alexandra", true),
            (", ", false),
            ("1234567.89", false),
            (" in ", false),
        ];
        let more = [pieces.clone(), vec![("Prosperity Fund", true)]].concat();
        assert_eq!(fitted(&more, 45).as_deref(), Some("Dear Alexandra, 1234567.89 in Prosperity Fund"));
        assert_eq!(fitted(&more, 40).as_deref(), Some("Dear Alexandra, 1234567.89 in Prosperit…"));
        assert_eq!(fitted(&more, 29).as_deref(), Some("Dear Alexa…, 1234567.89 in P…"));
        assert_eq!(fitted(&more, 25).as_deref(), Some("Dear A…, 1234567.89 in P…"));
        assert_eq!(fitted(&more, 24), None);
        assert_eq!(fitted(&[("7", false), ("王芳女士", true)], 3).as_deref(), Some("7王…"));
    }

    #[test]
    fn what_a_reader_cannot_see_is_left_out() {
        assert_eq!(clean(" a\r\nb\u{202e}c\u{feff}\td "), "a  bc d");
    }
}
