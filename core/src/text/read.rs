//! A strict reader over a [`Node`] tree: shapes, known keys, and scalars that mean one thing only.
//!
//! An [`Item`] is a node with its JSON pointer, a [`Map`] hands out the values of a mapping by name and refuses, at
//! its [`finish`](Map::finish), every key that nobody asked for. All findings go into the [`Reader`].
//!
//! Which plain scalars are texts follows what YAML 1.1 and 1.2 readers make of them: a scalar that one of them takes
//! for a boolean, a null or a number is a text only in quotes. Base-60 numbers of YAML 1.1 are the exception, since
//! time zones and times of day look like them.
//!
//! INVARIANT: [`Reader::lost`] is set whenever something that the document has to say could not be read.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::node::{Key, Node, NodeKind, Style};
use crate::column::Texts;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::policy::{At, Text};

/// What is collected while a document is read.
#[derive(Debug, Default)]
pub struct Reader {
    /// The findings.
    pub out: Diagnostics,
    /// Whether something needed could not be read.
    pub lost: bool,
    /// Pointers of the nodes that are wording: they are left out of the hash of the meaning.
    pub wording: Texts,
}

/// A node with its place.
#[derive(Debug, Clone)]
pub struct Item<'n> {
    /// The node.
    pub node: &'n Node,
    /// Its JSON pointer.
    pub pointer: String,
    /// Place of its key, or of itself in a list.
    pub span: Span,
}

impl<'n> Item<'n> {
    /// The document itself.
    #[must_use]
    pub fn root(node: &'n Node) -> Self {
        Self { node, pointer: String::new(), span: node.span }
    }

    /// The value of `key` in this mapping.
    #[must_use]
    pub fn child(&self, key: &Key, node: &'n Node) -> Self {
        Self { node, pointer: join(&self.pointer, &key.text), span: key.span }
    }

    /// Where it is, for the policy.
    #[must_use]
    pub fn at(&self) -> At {
        At { span: self.span, pointer: self.pointer.clone() }
    }

    /// Whether it is a scalar.
    #[must_use]
    pub fn is_scalar(&self) -> bool {
        matches!(self.node.kind, NodeKind::Scalar(..))
    }

    /// Whether it is a mapping.
    #[must_use]
    pub fn is_map(&self) -> bool {
        matches!(self.node.kind, NodeKind::Map(_))
    }

    /// Whether it is a list.
    #[must_use]
    pub fn is_list(&self) -> bool {
        matches!(self.node.kind, NodeKind::List(_))
    }
}

/// A mapping that is being read key by key.
#[derive(Debug)]
pub struct Map<'n> {
    item: Item<'n>,
    entries: &'n [(Key, Node)],
    asked: Vec<&'static str>,
}

impl<'n> Map<'n> {
    /// Where the mapping is.
    #[must_use]
    pub fn item(&self) -> &Item<'n> {
        &self.item
    }

    /// The value of an optional key, which is known from now on.
    pub fn take(&mut self, key: &'static str) -> Option<Item<'n>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        let (key, node) = self.entries.iter().find(|(k, _)| k.text == key)?;
        Some(self.item.child(key, node))
    }

    /// The value of a key that has to be there.
    pub fn need(&mut self, reader: &mut Reader, key: &'static str) -> Option<Item<'n>> {
        let found = self.take(key);
        if found.is_none() {
            reader.lose(Code::MissingKey, self.item.span, &self.item.pointer, &[&key]);
        }
        found
    }

    /// Refuses every key that was not asked for.
    pub fn finish(self, reader: &mut Reader) {
        for (key, _) in self.entries {
            if !self.asked.contains(&key.text.as_str()) {
                let pointer = join(&self.item.pointer, &key.text);
                let known = self.asked.join(", ");
                reader.say(Code::UnknownKey, key.span, &pointer, &[&key.text, &known]);
            }
        }
    }
}

impl Reader {
    /// Adds a finding after which reading goes on undisturbed.
    pub fn say(&mut self, code: Code, span: Span, pointer: &str, args: &[&dyn ToString]) {
        self.out.push(Diagnostic::new(code, span, pointer, args));
    }

    /// Adds a finding after which something is missing.
    pub fn lose(&mut self, code: Code, span: Span, pointer: &str, args: &[&dyn ToString]) {
        self.lost = true;
        self.say(code, span, pointer, args);
    }

    /// Notes that the item is wording.
    pub fn wording(&mut self, item: &Item<'_>) {
        self.wording.intern(&item.pointer);
    }

    /// Says that `item` is not what belongs there.
    pub fn wrong_shape(&mut self, item: &Item<'_>, expected: &str) {
        let found = match &item.node.kind {
            NodeKind::Map(_) => "a mapping".into(),
            NodeKind::List(_) => "a list".into(),
            NodeKind::Scalar(text, Style::Plain) if text.is_empty() => "nothing".into(),
            NodeKind::Scalar(text, _) => format!("`{}`", shorten(text)),
        };
        self.lose(Code::WrongShape, item.node.span, &item.pointer, &[&expected, &found]);
    }

    /// A mapping with known keys.
    pub fn map<'n>(&mut self, item: &Item<'n>) -> Option<Map<'n>> {
        let NodeKind::Map(entries) = &item.node.kind else {
            self.wrong_shape(item, "a mapping");
            return None;
        };
        Some(Map { item: item.clone(), entries, asked: Vec::new() })
    }

    /// A mapping whose keys are names of the policy: key and value, in document order.
    pub fn entries<'n>(&mut self, item: &Item<'n>) -> Vec<(&'n Key, Item<'n>)> {
        let NodeKind::Map(entries) = &item.node.kind else {
            self.wrong_shape(item, "a mapping");
            return Vec::new();
        };
        entries.iter().map(|(key, node)| (key, item.child(key, node))).collect()
    }

    /// A list.
    pub fn list<'n>(&mut self, item: &Item<'n>) -> Vec<Item<'n>> {
        let NodeKind::List(items) = &item.node.kind else {
            self.wrong_shape(item, "a list");
            return Vec::new();
        };
        let place = |(i, node): (usize, &'n Node)| Item {
            node,
            pointer: format!("{}/{i}", item.pointer),
            span: node.span,
        };
        items.iter().enumerate().map(place).collect()
    }

    /// A list of exactly two items.
    pub fn pair<'n>(&mut self, item: &Item<'n>) -> Option<(Item<'n>, Item<'n>)> {
        if let NodeKind::List(items) = &item.node.kind
            && items.len() == 2
        {
            let mut both = self.list(item).into_iter();
            return both.next().zip(both.next());
        }
        self.wrong_shape(item, "a list of two");
        None
    }

    /// A text: quoted, or plain and nothing else in any reader of YAML.
    pub fn text(&mut self, item: &Item<'_>) -> Option<Text> {
        let (text, style) = self.scalar(item, "a text")?;
        if style == Style::Plain && is_ambiguous(text) {
            self.ambiguous(item, text);
        }
        Some(written(item, text, style))
    }

    /// [`text`](Self::text) without its place.
    pub fn string(&mut self, item: &Item<'_>) -> Option<String> {
        self.text(item).map(|t| t.text)
    }

    /// A value whose type is declared elsewhere (a number, a date, a member ...), as written, quoted or not.
    pub fn value(&mut self, item: &Item<'_>) -> Option<Text> {
        let (text, style) = self.scalar(item, "a value")?;
        if style == Style::Plain && (is_switch_word(text) || is_null(text)) {
            self.ambiguous(item, text);
        }
        Some(written(item, text, style))
    }

    /// A cell: a value, or null.
    pub fn cell(&mut self, item: &Item<'_>) -> Option<Option<String>> {
        match &item.node.kind {
            NodeKind::Scalar(text, Style::Plain) if is_null(text) => Some(None),
            _ => self.value(item).map(|t| Some(t.text)),
        }
    }

    /// A number in plain decimal notation, quoted or not.
    pub fn number(&mut self, item: &Item<'_>) -> Option<Text> {
        match &item.node.kind {
            NodeKind::Scalar(text, style) if is_decimal(text) => Some(written(item, text, *style)),
            _ => {
                self.wrong_shape(item, "a number");
                None
            }
        }
    }

    /// A whole number from 0.
    pub fn whole(&mut self, item: &Item<'_>) -> Option<u32> {
        let text = self.number(item)?;
        let number = text.text.parse().ok();
        if number.is_none() {
            self.wrong_shape(item, "a whole number");
        }
        number
    }

    /// Plain `true` or `false`.
    pub fn bool(&mut self, item: &Item<'_>) -> Option<bool> {
        match &item.node.kind {
            NodeKind::Scalar(text, Style::Plain) if text == "true" => Some(true),
            NodeKind::Scalar(text, Style::Plain) if text == "false" => Some(false),
            _ => {
                self.wrong_shape(item, "true or false");
                None
            }
        }
    }

    /// One of a few words.
    pub fn choice<T: Copy>(&mut self, item: &Item<'_>, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(item)?;
        let found = choices.iter().find(|(word, _)| *word == text.text).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
            self.lose(Code::BadChoice, item.node.span, &item.pointer, &[&text.text, &words.join(", ")]);
        }
        found
    }

    /// A list of texts.
    pub fn texts(&mut self, item: &Item<'_>) -> Vec<Text> {
        let items = self.list(item);
        items.iter().filter_map(|i| self.text(i)).collect()
    }

    /// A list of values, without their places.
    pub fn values(&mut self, item: &Item<'_>) -> Vec<String> {
        let items = self.list(item);
        items.iter().filter_map(|i| self.value(i)).map(|t| t.text).collect()
    }

    /// Reports a key that is not an id.
    pub fn id(&mut self, text: &str, span: Span, pointer: &str) -> String {
        if !is_name(text) {
            self.say(Code::BadId, span, pointer, &[&shorten(text)]);
        }
        text.into()
    }

    fn scalar<'n>(&mut self, item: &Item<'n>, expected: &str) -> Option<(&'n str, Style)> {
        match &item.node.kind {
            NodeKind::Scalar(text, style) if !(text.is_empty() && *style == Style::Plain) => {
                Some((text, *style))
            }
            _ => {
                self.wrong_shape(item, expected);
                None
            }
        }
    }

    fn ambiguous(&mut self, item: &Item<'_>, text: &str) {
        self.say(Code::AmbiguousScalar, item.node.span, &item.pointer, &[&text]);
    }
}

fn written(item: &Item<'_>, text: &str, style: Style) -> Text {
    Text {
        text: text.into(),
        span: item.node.span,
        quote: u32::from(style == Style::Quoted),
        pointer: item.pointer.clone(),
    }
}

/// Appends a key to a JSON pointer (RFC 6901).
#[must_use]
pub fn join(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// The text, cut where a message would get too long.
fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.into(),
    }
}

/// A name of the policy: a letter a-z or `_`, then letters, digits and `_`.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The words that YAML 1.1 takes for booleans and YAML 1.2 for texts.
#[must_use]
pub fn is_switch_word(text: &str) -> bool {
    ["no", "yes", "on", "off"].iter().any(|w| w.eq_ignore_ascii_case(text))
}

/// The plain scalars that are null in YAML.
#[must_use]
pub fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null" | "Null" | "NULL")
}

/// Whether a plain scalar can be taken for something else than a text.
#[must_use]
pub fn is_ambiguous(text: &str) -> bool {
    is_switch_word(text)
        || is_null(text)
        || ["true", "false", "null", "y", "n"].iter().any(|w| w.eq_ignore_ascii_case(text))
        || looks_like_number(text)
}

/// `-12.50`: an optional minus, digits, and perhaps a point and digits.
#[must_use]
pub fn is_decimal(text: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, places)) => digits(whole) && digits(places),
        None => digits(unsigned),
    }
}

fn looks_like_number(text: &str) -> bool {
    let body = text.strip_prefix(['-', '+']).unwrap_or(text).to_ascii_lowercase();
    if matches!(body.as_str(), ".inf" | ".nan") {
        return true;
    }
    let radix = ["0x", "0o", "0b"].iter().find_map(|p| body.strip_prefix(p));
    if let Some(rest) = radix {
        return !rest.is_empty() && rest.chars().all(|c| c.is_ascii_hexdigit() || c == '_');
    }
    let (mantissa, exponent) = match body.split_once('e') {
        Some((mantissa, exponent)) => (mantissa, exponent.strip_prefix(['-', '+']).unwrap_or(exponent)),
        None => (body.as_str(), "0"),
    };
    mantissa.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && mantissa.contains(|c: char| c.is_ascii_digit())
        && mantissa.matches('.').count() <= 1
        && mantissa.chars().all(|c| c.is_ascii_digit() || c == '.' || c == '_')
        && !exponent.is_empty()
        && exponent.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::yaml;

    fn with<T>(text: &str, read: impl Fn(&mut Reader, &Item<'_>) -> T) -> (T, Reader) {
        let mut reader = Reader::default();
        let node = yaml::parse(0, text, &mut reader.out).unwrap();
        let value = read(&mut reader, &Item::root(&node));
        (value, reader)
    }

    fn codes(reader: &Reader) -> Vec<Code> {
        reader.out.0.iter().map(|d| d.code).collect()
    }

    #[test]
    fn plain_scalars_that_are_no_texts_need_quotes() {
        for text in [
            "no", "Yes", "ON", "off", "y", "N", "true", "False", "null", "NULL", "~", "3.2", "12", "-12",
            "+1", "0x1F", "0o17", "017", "0b1", ".5", "1.", "1e3", "1.5E-3", "1_000", ".inf", "-.INF",
            ".nan",
        ] {
            let (read, reader) = with(text, Reader::text);
            assert_eq!(codes(&reader), [Code::AmbiguousScalar], "{text}");
            assert_eq!(read.unwrap().text, text);
            assert!(!reader.lost);
            let (_, reader) = with(&format!("\"{text}\""), Reader::text);
            assert_eq!(codes(&reader), [], "{text}");
        }
    }

    #[test]
    fn plain_scalars_that_are_texts_need_none() {
        for text in [
            "1.0.0",
            "2026-01-31",
            "2h",
            "7d",
            "+08:00",
            "north",
            "nobody",
            "e3",
            "1e",
            "0xg",
            "a > 1",
            "-x",
            "_1",
        ] {
            let (read, reader) = with(text, Reader::text);
            assert_eq!(codes(&reader), [], "{text}");
            assert_eq!(read.unwrap().text, text);
        }
    }

    #[test]
    fn a_value_is_kept_as_written_but_for_switch_words_and_null() {
        for text in ["1.50", "true", "C1", "0x1F", "1e12", "y", "'no'"] {
            let (read, reader) = with(text, Reader::value);
            assert_eq!(codes(&reader), [], "{text}");
            assert_eq!(read.unwrap().text, text.replace('\'', ""));
        }
        for text in ["no", "Off", "~", "null"] {
            assert_eq!(codes(&with(text, Reader::value).1), [Code::AmbiguousScalar], "{text}");
        }
    }

    #[test]
    fn a_cell_may_be_null() {
        assert_eq!(with("~", Reader::cell).0, Some(None));
        assert_eq!(with("null", Reader::cell).0, Some(None));
        assert_eq!(with("'null'", Reader::cell).0, Some(Some("null".into())));
        assert_eq!(with("1.50", Reader::cell).0, Some(Some("1.50".into())));
        assert_eq!(codes(&with("no", Reader::cell).1), [Code::AmbiguousScalar]);
    }

    #[test]
    fn a_number_is_plain_decimal_notation_quoted_or_not() {
        for text in ["0", "35", "-0.25", "'12.5'", "12345678901234567890"] {
            assert!(with(text, Reader::number).0.is_some(), "{text}");
        }
        for text in ["1e3", "abc", ".5", "1.", "+1", "0x1", "''", "~", "[1]"] {
            let (read, reader) = with(text, Reader::number);
            assert_eq!((read, codes(&reader)), (None, [Code::WrongShape].to_vec()), "{text}");
        }
        assert_eq!(with("4", Reader::whole).0, Some(4));
        assert_eq!(codes(&with("4.5", Reader::whole).1), [Code::WrongShape]);
        assert_eq!(codes(&with("-1", Reader::whole).1), [Code::WrongShape]);
    }

    #[test]
    fn a_bool_is_plain_true_or_false() {
        assert_eq!(with("true", Reader::bool).0, Some(true));
        assert_eq!(with("false", Reader::bool).0, Some(false));
        for text in ["'true'", "True", "yes", "1"] {
            assert_eq!(codes(&with(text, Reader::bool).1), [Code::WrongShape], "{text}");
        }
    }

    #[test]
    fn an_unknown_key_is_refused_with_the_known_ones() {
        let (_, reader) = with("{a: 1, x/y~: 2}", |r, item| {
            let mut map = r.map(item).unwrap();
            map.take("a");
            map.need(r, "b");
            map.finish(r);
        });
        assert_eq!(codes(&reader), [Code::MissingKey, Code::UnknownKey]);
        let unknown = &reader.out.0[1];
        assert_eq!(unknown.args, ["x/y~", "a, b"]);
        assert_eq!(unknown.pointer, "/x~1y~0");
        assert_eq!(unknown.span.column, 8);
        assert!(reader.lost);
    }

    #[test]
    fn a_wrong_shape_says_what_was_found() {
        let found = |text: &str| with(text, |r, i| r.map(i).is_none()).1.out.0[0].args[1].clone();
        assert_eq!(found("[1]"), "a list");
        assert_eq!(found("abc"), "`abc`");
        let (_, reader) = with("{a: }", |r, item| {
            let mut map = r.map(item).unwrap();
            map.take("a").and_then(|i| r.text(&i))
        });
        assert_eq!(reader.out.0[0].args, ["a text", "nothing"]);
        assert_eq!(reader.out.0[0].pointer, "/a");
        let long = found(&"é".repeat(1000));
        assert!(long.chars().count() < 70);
    }

    #[test]
    fn quotes_move_the_first_character_by_one() {
        assert_eq!(with("abc", Reader::text).0.unwrap().quote, 0);
        assert_eq!(with("'abc'", Reader::text).0.unwrap().quote, 1);
    }

    #[test]
    fn a_choice_names_the_permitted_words() {
        let (_, reader) = with("highest", |r, i| r.choice(i, &[("high", 1), ("low", 2)]));
        assert_eq!(reader.out.0[0].args, ["highest", "high, low"]);
        assert_eq!(with("low", |r, i| r.choice(i, &[("high", 1), ("low", 2)])).0, Some(2));
    }
}
