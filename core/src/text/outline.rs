//! Where every value of a text stands: from where to where, so that a form can replace exactly that and leave the rest.
//!
//! The text is one that [`super::yaml`] takes; the scanner is the same, so a form and the engine read one document. A
//! value's extent is its own text with its quotes or brackets. What is written in lines of its own ends where its last
//! value ends: a comment behind it belongs to nobody and is never inside an extent.
//!
//! Not here: writing. Whoever edits cuts the text at these places.
//!
//! INVARIANT: extents count UTF-16 code units, as editors do, and lie within each other as their values do.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use saphyr_parser::{Event, Parser, ScalarStyle, Span as Range};
use serde::Serialize;

use super::yaml;
use crate::diagnostic::Diagnostics;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its name in the mapping around it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<Word>,
    /// `map`, `list`, or how a scalar is written: `plain`, `quoted`, `block`.
    pub kind: &'static str,
    /// Whether a mapping or list stands in brackets.
    pub flow: bool,
    /// Of a scalar: its text, escapes resolved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
    /// The values within, in the order of the text.
    pub items: Vec<Place>,
}

/// A key and its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Word {
    /// The text.
    pub text: String,
    /// Where it begins.
    pub from: usize,
    /// Where it ends.
    pub to: usize,
}

/// The places of a text; `None` where it is no document, for reasons that checking tells.
#[must_use]
pub fn outline(text: &str) -> Option<Place> {
    // Checked first: what follows may then trust depth, size and the absence of aliases.
    yaml::parse(0, text, &mut Diagnostics::default())?;
    let mut outline = Outline { text: Units::of(text), stack: Vec::new(), root: None };
    let mut parser = Parser::new_from_str(text);
    while let Some(Ok((event, range))) = parser.next_event() {
        outline.event(event, range);
    }
    outline.root
}

/// The characters of a text, and how many code units lie before each where the two counts differ.
struct Units {
    chars: Vec<char>,
    before: Option<Vec<usize>>,
}

impl Units {
    fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let wide = chars.iter().any(|c| c.len_utf16() > 1);
        let count = |at: &mut usize, c: &char| {
            let before = *at;
            *at += c.len_utf16();
            Some(before)
        };
        let before = wide.then(|| chars.iter().chain([&'\n']).scan(0, count).collect());
        Self { chars, before }
    }

    fn unit(&self, at: usize) -> usize {
        self.before.as_ref().map_or(at, |before| before.get(at).copied().unwrap_or(at))
    }

    /// Where the `|` or `>` of a block scalar stands whose words begin at `at`: in the last line with anything before them.
    fn header(&self, at: usize) -> usize {
        let before = self.chars.get(..at).unwrap_or_default();
        let end = before.iter().rposition(|c| !c.is_whitespace()).map_or(0, |last| last + 1);
        let line = before.get(..end).unwrap_or_default();
        let line = line.iter().rposition(|c| *c == '\n').map_or(0, |end| end + 1);
        (line..end).find(|i| matches!(self.chars.get(*i), Some('|' | '>'))).unwrap_or(at)
    }

    /// The end without the blanks and line ends before it, which a scanner counts to a text in several lines.
    fn trimmed(&self, from: usize, to: usize) -> usize {
        let blank = |at: &usize| self.chars.get(*at).is_none_or(|c| c.is_whitespace());
        let ends = (from..to).rev().take_while(blank).count();
        to - ends
    }
}

struct Outline {
    text: Units,
    /// What is open, and the key that waits for its value there.
    stack: Vec<(Place, Option<Word>)>,
    root: Option<Place>,
}

impl Outline {
    fn event(&mut self, event: Event<'_>, range: Range) {
        match event {
            Event::Scalar(text, style, ..) => self.scalar(text, style, range),
            Event::SequenceStart(..) => self.open("list", range),
            Event::MappingStart(..) => self.open("map", range),
            Event::SequenceEnd | Event::MappingEnd => self.close(range),
            _ => {}
        }
    }

    fn scalar(&mut self, text: Cow<'_, str>, style: ScalarStyle, range: Range) {
        let block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
        let (start, end) = (range.start.index(), range.end.index());
        let start = if block { self.text.header(start) } else { start };
        let (from, to) = (self.text.unit(start), self.text.unit(self.text.trimmed(start, end)));
        let text = text.into_owned();
        if let Some((Place { kind: "map", .. }, key @ None)) = self.stack.last_mut() {
            *key = Some(Word { text, from, to });
            return;
        }
        let kind = match style {
            ScalarStyle::Plain => "plain",
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => "quoted",
            ScalarStyle::Literal | ScalarStyle::Folded => "block",
        };
        // Nothing at all stands behind the colon of its key, wherever the scanner noticed that.
        let waiting = self.stack.last().and_then(|(_, key)| key.as_ref());
        let (from, to) = match waiting.filter(|_| kind == "plain" && text.is_empty()) {
            Some(key) => (key.to + 1, key.to + 1),
            None => (from, to),
        };
        self.put(Place { key: None, kind, flow: false, text: Some(text), from, to, items: Vec::new() });
    }

    fn open(&mut self, kind: &'static str, range: Range) {
        let at = range.start.index();
        let flow = matches!(self.text.chars.get(at), Some('[' | '{'));
        let from = self.text.unit(at);
        self.stack
            .push((Place { key: None, kind, flow, text: None, from, to: from, items: Vec::new() }, None));
    }

    fn close(&mut self, range: Range) {
        let Some((mut place, _)) = self.stack.pop() else { return };
        let last = place.items.last().map_or(place.from, |item| item.to);
        // The scanner's token of a closing bracket goes on over blanks and comments.
        place.to = if place.flow { self.text.unit(range.start.index()) + 1 } else { last };
        self.put(place);
    }

    fn put(&mut self, mut place: Place) {
        match self.stack.last_mut() {
            Some((around, key)) => {
                place.key = key.take();
                around.items.push(place);
            }
            None => self.root = Some(place),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    /// Each value's extent as text, by its pointer.
    fn extents(text: &str) -> Vec<(String, String)> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut out = Vec::new();
        let mut left = alloc::vec![(String::new(), outline(text).unwrap())];
        while let Some((pointer, place)) = left.pop() {
            out.push((pointer.clone(), String::from_utf16(&units[place.from..place.to]).unwrap()));
            for (at, item) in place.items.into_iter().enumerate().rev() {
                let name = item.key.as_ref().map_or_else(|| format!("{at}"), |key| key.text.clone());
                left.push((format!("{pointer}/{name}"), item));
            }
        }
        out
    }

    fn extent(text: &str, pointer: &str) -> String {
        extents(text).into_iter().find(|(at, _)| at == pointer).unwrap().1
    }

    #[test]
    fn a_value_reaches_from_its_first_to_its_last_character() {
        let text =
            "a: {b: 0.30, c: [\"< 5\", 'x'], d: \"q\\\"\"} # why\nb:\n  - one   # first\n  - two\n\nc: 3\n";
        assert_eq!(extent(text, "/a"), "{b: 0.30, c: [\"< 5\", 'x'], d: \"q\\\"\"}");
        assert_eq!(extent(text, "/a/b"), "0.30");
        assert_eq!(extent(text, "/a/c"), "[\"< 5\", 'x']");
        assert_eq!(extent(text, "/a/c/0"), "\"< 5\"");
        assert_eq!(extent(text, "/a/d"), "\"q\\\"\"");
        assert_eq!(extent(text, "/b/0"), "one");
        assert_eq!(extent(text, "/b"), "- one   # first\n  - two");
        assert_eq!(extent(text, "/c"), "3");
    }

    #[test]
    fn a_comment_behind_lines_is_in_no_extent() {
        let text = "params:\n  a:\n    {type: int,\n     value: 3}\n  # of the next\n\n  # more\nother: >-\n  long\n  text\n\n# end\n";
        assert_eq!(extent(text, "/params"), "a:\n    {type: int,\n     value: 3}");
        assert_eq!(extent(text, "/params/a/value"), "3");
        assert_eq!(extent(text, "/other"), ">-\n  long\n  text");
    }

    #[test]
    fn what_is_left_out_stands_behind_its_colon() {
        assert_eq!(extent("a:\nb: 1\n", "/a"), "");
        let place = outline("a:   # nothing\nb: 1\n").unwrap();
        assert_eq!((place.items[0].from, place.items[0].to), (2, 2));
    }

    #[test]
    fn places_are_counted_as_editors_count() {
        let text = "a: 😀é中\nb: {zh-CN: 财富, c: 1}\n";
        assert_eq!(extent(text, "/a"), "😀é中");
        assert_eq!(extent(text, "/b/zh-CN"), "财富");
        assert_eq!(extent(text, "/b/c"), "1");
    }

    #[test]
    fn a_text_in_lines_of_its_own_with_windows_ends_of_lines_is_cut_at_its_words() {
        let text = "a:\r\n  b: \"x\r\n    y\"\r\n  c: 1\r\n";
        assert_eq!(extent(text, "/a/b"), "\"x\r\n    y\"");
        assert_eq!(extent(text, "/a/c"), "1");
    }

    #[test]
    fn what_the_engine_cannot_read_has_no_places() {
        for text in ["", "a: [", "a: &x 1", "a: 1\n---\nb: 2", "{a: 1}}"] {
            assert_eq!(outline(text), None, "{text}");
        }
    }

    #[test]
    fn every_value_lies_within_the_one_around_it() {
        let text = include_str!("../../policies/retail-tiers.yaml");
        let mut left = alloc::vec![outline(text).unwrap()];
        while let Some(place) = left.pop() {
            let mut at = place.from;
            for item in &place.items {
                assert!(item.from >= at && item.to >= item.from && item.to <= place.to, "{item:?}");
                at = item.to;
            }
            left.extend(place.items);
        }
    }
}
