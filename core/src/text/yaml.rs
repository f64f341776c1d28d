//! YAML or JSON text to a [`Node`] tree with places.
//!
//! Strict on purpose: one document, unique keys, keys that are scalars, and no anchors, aliases or tags, which serve
//! nothing in a policy and make bombs possible. The scanner is `saphyr-parser`'s; its events are pulled one by one,
//! so that the depth of a hostile text never becomes the depth of this program's stack.
//!
//! Not here: what a scalar means, which is for [`super::read`].
//!
//! INVARIANT: a returned tree is at most [`MAX_DEPTH`] deep and has at most [`MAX_NODES`] nodes, so that it may be
//! walked and dropped by recursion.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError};

use super::node::{Key, Node, NodeKind, Style};
use super::read::is_switch_word;
use crate::column::Texts;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// Levels of mappings and lists.
pub const MAX_DEPTH: usize = 32;
/// Scalars, lists and mappings of a document; keys are not counted.
pub const MAX_NODES: usize = 200_000;
/// Bytes of a text.
pub const MAX_BYTES: usize = 16 << 20;
/// Tokens of a text, as [`measure`] estimates them. The scanner holds all tokens of a bracketed text at once (a bracket
/// may open a key), about 100 bytes each on 64-bit and 60 on wasm32. The densest document of [`MAX_NODES`], a JSON
/// object of texts, has six per node.
const MAX_TOKENS: usize = 2_000_000;

/// Reads the text of file number `file`.
///
/// `None` when there is no usable tree; the findings say why. A tree may be returned beside findings (a duplicate
/// key, of which the first stays), so that later stages can report more.
pub fn parse(file: u16, text: &str, out: &mut Diagnostics) -> Option<Node> {
    let tree = measure(file, text).and_then(|()| Builder::new(file, out).build(text));
    match tree {
        Ok(node) => Some(node),
        Err(finding) => {
            out.push(finding);
            None
        }
    }
}

/// Refuses a text that is too large before the scanner sees it.
fn measure(file: u16, text: &str) -> Result<(), Diagnostic> {
    let start = Span { file, line: 1, column: 1 };
    if text.len() > MAX_BYTES {
        return Err(Diagnostic::new(Code::TooLarge, start, "", &[&text.len(), &"bytes", &MAX_BYTES]));
    }
    let half_tokens = |b: u8| match b {
        // A key, its value, and in a list of pairs a mapping around them.
        b':' => 6,
        // A closing bracket stands for its opening one: of those that stay open, few are ever scanned.
        b']' | b'}' => 4,
        b',' | b'&' | b'*' | b'!' | b'?' => 2,
        b'"' | b'\'' => 1,
        _ => 0,
    };
    let tokens = text.bytes().map(half_tokens).sum::<usize>() / 2;
    if tokens > MAX_TOKENS {
        return Err(Diagnostic::new(Code::TooLarge, start, "", &[&tokens, &"tokens", &MAX_TOKENS]));
    }
    Ok(())
}

/// A collection that is still open.
enum Frame {
    List(Span, Vec<Node>),
    Map(Span, Open),
}

/// An open mapping.
#[derive(Default)]
struct Open {
    entries: Vec<(Key, Node)>,
    /// Every key so far, and its line.
    seen: Texts,
    lines: Vec<u32>,
    key: Option<Key>,
    /// The key is a repeated one: its value is dropped.
    repeated: bool,
}

struct Builder<'o> {
    file: u16,
    out: &'o mut Diagnostics,
    stack: Vec<Frame>,
    root: Option<Node>,
    nodes: usize,
    documents: usize,
}

impl<'o> Builder<'o> {
    fn new(file: u16, out: &'o mut Diagnostics) -> Self {
        Self { file, out, stack: Vec::new(), root: None, nodes: 0, documents: 0 }
    }

    fn build(mut self, text: &str) -> Result<Node, Diagnostic> {
        let mut parser = Parser::new_from_str(text);
        while let Some(next) = parser.next_event() {
            let (event, range) = next.map_err(|e| scan_error(self.file, &e))?;
            self.event(event, place(self.file, range.start))?;
        }
        match self.root {
            Some(Node { kind: NodeKind::Scalar(text, Style::Plain), span }) if text.is_empty() => {
                Err(Diagnostic::new(Code::EmptyDocument, span, "", &[]))
            }
            Some(root) => Ok(root),
            None => {
                let start = Span { file: self.file, line: 1, column: 1 };
                Err(Diagnostic::new(Code::EmptyDocument, start, "", &[]))
            }
        }
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Diagnostic> {
        let refuse = |code| Err(Diagnostic::new(code, span, "", &[]));
        match event {
            Event::DocumentStart(_) => {
                self.documents += 1;
                if self.documents > 1 { refuse(Code::SeveralDocuments) } else { Ok(()) }
            }
            Event::Alias(_) => refuse(Code::AnchorOrAlias),
            Event::Scalar(_, _, anchor, ref tag)
            | Event::SequenceStart(anchor, ref tag)
            | Event::MappingStart(anchor, ref tag)
                if anchor != 0 || tag.is_some() =>
            {
                refuse(Code::AnchorOrAlias)
            }
            Event::Scalar(text, style, ..) => self.scalar(text, style, span),
            Event::SequenceStart(..) => self.open(Frame::List(span, Vec::new()), span),
            Event::MappingStart(..) => self.open(Frame::Map(span, Open::default()), span),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => Ok(()),
        }
    }

    fn scalar(&mut self, text: Cow<'_, str>, style: ScalarStyle, span: Span) -> Result<(), Diagnostic> {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => Style::Quoted,
            ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
        };
        if let Some(Frame::Map(_, open)) = self.stack.last_mut()
            && open.key.is_none()
        {
            let key = Key { text: text.into_owned(), span };
            if style == Style::Plain && is_switch_word(&key.text) {
                self.out.push(Diagnostic::new(Code::AmbiguousScalar, span, "", &[&key.text]));
            }
            if let Some(finding) = open.start(key) {
                self.out.push(finding);
            }
            return Ok(());
        }
        self.count(span)?;
        self.place(Node { kind: NodeKind::Scalar(text.into_owned(), style), span });
        Ok(())
    }

    fn open(&mut self, frame: Frame, span: Span) -> Result<(), Diagnostic> {
        if let Some(Frame::Map(_, open)) = self.stack.last()
            && open.key.is_none()
        {
            let found = if matches!(frame, Frame::List(..)) { "a list" } else { "a mapping" };
            return Err(Diagnostic::new(Code::WrongShape, span, "", &[&"a text as the key", &found]));
        }
        self.count(span)?;
        self.stack.push(frame);
        if self.stack.len() > MAX_DEPTH {
            return Err(Diagnostic::new(Code::TooDeep, span, "", &[&self.stack.len(), &MAX_DEPTH]));
        }
        Ok(())
    }

    fn close(&mut self) -> Result<(), Diagnostic> {
        match self.stack.pop() {
            Some(Frame::List(span, items)) => self.place(Node { kind: NodeKind::List(items), span }),
            Some(Frame::Map(span, open)) => self.place(Node { kind: NodeKind::Map(open.entries), span }),
            None => {}
        }
        Ok(())
    }

    fn count(&mut self, span: Span) -> Result<(), Diagnostic> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let more = alloc::format!("more than {MAX_NODES}");
            return Err(Diagnostic::new(Code::TooLarge, span, "", &[&more, &"nodes", &MAX_NODES]));
        }
        Ok(())
    }

    /// Puts a complete node where the document has it.
    fn place(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Frame::List(_, items)) => items.push(node),
            Some(Frame::Map(_, open)) => {
                if let Some(key) = open.key.take()
                    && !open.repeated
                {
                    open.entries.push((key, node));
                }
            }
        }
    }
}

impl Open {
    /// Takes a key; the finding says that it is a repeated one.
    fn start(&mut self, key: Key) -> Option<Diagnostic> {
        let first = self.seen.find(&key.text).and_then(|at| self.lines.get(at as usize)).copied();
        self.repeated = first.is_some();
        let finding =
            first.map(|line| Diagnostic::new(Code::DuplicateKey, key.span, "", &[&key.text, &line]));
        if first.is_none() && self.seen.intern(&key.text).is_some() {
            self.lines.push(key.span.line);
        }
        self.key = Some(key);
        finding
    }
}

/// The scanner's lines start at 1, its columns at 0.
fn place(file: u16, mark: Marker) -> Span {
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Span { file, line: number(mark.line()), column: number(mark.col()).saturating_add(1) }
}

fn scan_error(file: u16, error: &ScanError) -> Diagnostic {
    let span = place(file, *error.marker());
    match error.info() {
        // The scanner counts open brackets in a byte.
        "recursion limit exceeded" => Diagnostic::new(Code::TooDeep, span, "", &[&256, &MAX_DEPTH]),
        info if info.contains("unknown anchor") => Diagnostic::new(Code::AnchorOrAlias, span, "", &[]),
        info => Diagnostic::new(Code::YamlSyntax, span, "", &[&info]),
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::{String, ToString};

    use super::*;

    fn findings(text: &str) -> Vec<(Code, u32, u32)> {
        let mut out = Diagnostics::default();
        parse(0, text, &mut out);
        out.0.iter().map(|d| (d.code, d.span.line, d.span.column)).collect()
    }

    fn tree(text: &str) -> Node {
        let mut out = Diagnostics::default();
        let node = parse(7, text, &mut out);
        assert_eq!(out.0, []);
        node.unwrap()
    }

    #[test]
    fn places_are_lines_and_characters_from_one() {
        let NodeKind::Map(entries) = tree("a: 1\n资产: {b: '资', c: \"x\"}\n").kind else { panic!() };
        let (key, value) = &entries[1];
        assert_eq!(key, &Key { text: "资产".into(), span: Span { file: 7, line: 2, column: 1 } });
        assert_eq!(value.span, Span { file: 7, line: 2, column: 5 });
        let NodeKind::Map(inner) = &value.kind else { panic!() };
        assert_eq!(inner[1].0.span.column, 14);
        assert_eq!(inner[1].1.kind, NodeKind::Scalar("x".into(), Style::Quoted));
        assert_eq!(inner[1].1.span.column, 17);
    }

    #[test]
    fn styles_are_told_apart() {
        let NodeKind::List(items) = tree("- a\n- 'a'\n- \"a\"\n- |\n  a\n-\n").kind else { panic!() };
        let style = |n: &Node| match &n.kind {
            NodeKind::Scalar(text, style) => (text.trim().to_string(), *style),
            _ => panic!(),
        };
        let found: Vec<_> = items.iter().map(style).collect();
        let a = |style| ("a".to_string(), style);
        assert_eq!(found[..4], [a(Style::Plain), a(Style::Quoted), a(Style::Quoted), a(Style::Block)]);
        assert_eq!(found[4], (String::new(), Style::Plain));
    }

    #[test]
    fn a_text_that_is_not_yaml_is_refused_at_its_place() {
        assert_eq!(findings("a: 1\nb: [1, 2\nc: 3\n"), [(Code::YamlSyntax, 3, 2)]);
        assert_eq!(findings("a: \"x"), [(Code::YamlSyntax, 1, 4)]);
        assert_eq!(findings("a: @x\n"), [(Code::YamlSyntax, 1, 4)]);
        assert_eq!(findings("a: 1\n]\n"), [(Code::YamlSyntax, 2, 1)]);
    }

    #[test]
    fn the_second_of_equal_keys_is_refused_with_the_line_of_the_first() {
        let mut out = Diagnostics::default();
        let node = parse(0, "a: 1\nb: 2\n'a': {x: 1, x: 2}\n", &mut out).unwrap();
        let findings: Vec<_> = out.0.iter().map(|d| (d.code, d.span.line, d.args.clone())).collect();
        let twice = |key: &str, line: &str| [key.to_string(), line.to_string()].to_vec();
        assert_eq!(
            findings,
            [(Code::DuplicateKey, 3, twice("a", "1")), (Code::DuplicateKey, 3, twice("x", "3"))]
        );
        let NodeKind::Map(entries) = node.kind else { panic!() };
        assert_eq!(entries.len(), 2);
    }

    #[test]
    fn anchors_aliases_and_tags_are_refused() {
        assert_eq!(findings("a: &x 1\n")[0].0, Code::AnchorOrAlias);
        assert_eq!(findings("a: &x {b: 1}\n")[0].0, Code::AnchorOrAlias);
        assert_eq!(findings("a: &x [1]\nb: *x\n").len(), 1);
        assert_eq!(findings("a: *x\n"), [(Code::AnchorOrAlias, 1, 4)]);
        assert_eq!(findings("&x a: 1\n")[0].0, Code::AnchorOrAlias);
        assert_eq!(findings("a: !!str 1\n")[0].0, Code::AnchorOrAlias);
        assert_eq!(findings("a: !x [1]\n")[0].0, Code::AnchorOrAlias);
    }

    #[test]
    fn unquoted_switch_words_are_refused_as_keys() {
        assert_eq!(findings("no: 1\n\"yes\": 2\ny: 3\n"), [(Code::AmbiguousScalar, 1, 1)]);
        assert_eq!(findings("a: {On: 1}\n"), [(Code::AmbiguousScalar, 1, 5)]);
    }

    #[test]
    fn a_key_is_a_scalar() {
        assert_eq!(findings("[1]: 2\n"), [(Code::WrongShape, 1, 1)]);
        assert_eq!(findings("? {a: 1}\n: 2\n"), [(Code::WrongShape, 1, 3)]);
    }

    #[test]
    fn a_file_is_one_document_that_is_not_empty() {
        assert_eq!(findings("---\na: 1\n---\nb: 1\n"), [(Code::SeveralDocuments, 3, 1)]);
        assert_eq!(findings(""), [(Code::EmptyDocument, 1, 1)]);
        assert_eq!(findings("# nothing\n"), [(Code::EmptyDocument, 1, 1)]);
        assert_eq!(findings("---\n")[0].0, Code::EmptyDocument);
        assert_eq!(findings("\u{feff}---\na: 1\n...\n"), []);
    }

    #[test]
    fn thirty_two_levels_are_allowed_and_one_more_is_not() {
        let nested = |n: usize| "[".repeat(n) + &"]".repeat(n);
        assert_eq!(findings(&nested(32)), []);
        assert_eq!(findings(&nested(33)), [(Code::TooDeep, 1, 33)]);
        assert_eq!(findings(&nested(255)), [(Code::TooDeep, 1, 33)]);
        assert_eq!(findings(&nested(256)), [(Code::TooDeep, 1, 256)]);
        let block: String = (0..33).map(|i| " ".repeat(i) + "a:\n").collect();
        assert_eq!(findings(&block), [(Code::TooDeep, 33, 33)]);
    }

    /// Each takes well under a second; a hang is the failure.
    #[test]
    fn ten_megabytes_of_one_thing_end_with_one_finding() {
        let units =
            ["[", "{", "- ", "? ", "a: ", "{a: [", "[{", "\"", "'", "&a ", "!a ", "%a\n", "[\"\" ", "]"];
        for unit in units {
            let found = findings(&unit.repeat(10_000_000 / unit.len()));
            assert_eq!(found.len(), 1, "{unit}");
            assert!(found[0].1 > 0 && found[0].2 > 0, "{unit}");
        }
        assert_eq!(findings(&"- ".repeat(5_000_000)), [(Code::TooDeep, 1, 65)]);
        assert_eq!(findings(&"- [\n".repeat(300_000)).len(), 1);
    }

    #[test]
    fn too_many_nodes_and_bytes_are_refused() {
        assert_eq!(findings(&"- a\n".repeat(MAX_NODES - 1)), []);
        assert_eq!(findings(&"- a\n".repeat(MAX_NODES)), [(Code::TooLarge, 200_000, 3)]);
        assert_eq!(findings(&" ".repeat(MAX_BYTES + 1)), [(Code::TooLarge, 1, 1)]);
        let json: String = (0..MAX_NODES - 1).map(|i| alloc::format!("\"{i}\":\"v\",")).collect();
        assert_eq!(findings(&alloc::format!("{{{json}}}")), []);
    }
}
