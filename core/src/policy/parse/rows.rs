//! Rows of decision tables and classes that live in CSV files: `rows: tier.csv`.
//!
//! The rows are put into the merged document as texts, so that everything after this, the canonical form included,
//! sees one document. The first line names the inputs and then the outputs, in the order of the table; of a class the
//! inputs (or `measure`) and the class. The first line of a crosstab is its head.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use csv_core::{ReadFieldResult, Reader as Csv};

use super::SourceFile;
use crate::diagnostic::{Code, Span};
use crate::text::node::{Key, Node, NodeKind, Style};
use crate::text::read::{Reader, join};
use crate::text::yaml::{MAX_BYTES, MAX_NODES};

/// Whether the file holds rows and not a part of the document.
pub fn is_rows_file(name: &str) -> bool {
    name.len().checked_sub(4).and_then(|at| name.get(at..)).is_some_and(|e| e.eq_ignore_ascii_case(".csv"))
}

/// Replaces the file names in `rows` by the rows of the files.
pub fn fill(document: &mut [(Key, Node)], files: &[(u16, &SourceFile<'_>)], r: &mut Reader) {
    let mut filler = Filler { files, used: vec![false; files.len()], cells: 0, bytes: 0, r };
    for (section, node) in document {
        let NodeKind::Map(items) = &mut node.kind else { continue };
        for (key, item) in items {
            let pointer = alloc::format!("/{}", join(&join(&section.text, &key.text), "rows"));
            let NodeKind::Map(entries) = &mut item.kind else { continue };
            match section.text.as_str() {
                "tables" => filler.table(entries, &pointer, None),
                "classes" => filler.table(entries, &pointer, Some(&key.text)),
                _ => {}
            }
        }
    }
    for ((number, file), _) in files.iter().zip(filler.used).filter(|(_, used)| !used) {
        r.say(Code::UnusedFile, start_of(*number), "", &[&file.name]);
    }
}

struct Filler<'a, 'r> {
    files: &'a [(u16, &'a SourceFile<'a>)],
    used: Vec<bool>,
    /// Cells and bytes of all tables so far: many tables may name one large file.
    cells: usize,
    bytes: usize,
    r: &'r mut Reader,
}

impl<'a> Filler<'a, '_> {
    /// The rows of a table, or of the class of that name.
    fn table(&mut self, entries: &mut [(Key, Node)], pointer: &str, class: Option<&str>) {
        let has = |name: &str| entries.iter().any(|(key, _)| key.text == name);
        let mut header: Vec<String> =
            ["inputs", "outputs"].iter().flat_map(|key| names(entries, key)).collect();
        if let Some(class) = class {
            header.extend(has("measure").then(|| "measure".into()));
            header.push(class.into());
        }
        // The first line of a crosstab is its head.
        let header = (!has("crosstab")).then_some(header);
        let Some((_, rows)) = entries.iter_mut().find(|(key, _)| key.text == "rows") else { return };
        let name = match &rows.kind {
            NodeKind::Scalar(name, _) if is_rows_file(name) => name.clone(),
            _ => return,
        };
        let found = self.file(&name);
        if found.is_none() {
            self.r.lose(Code::FileNotGiven, rows.span, pointer, &[&name]);
        }
        let filled = found.map(|(number, file)| self.rows(number, file, header.as_deref(), pointer));
        rows.kind = NodeKind::List(filled.unwrap_or_default());
    }

    /// The file of that name, or else one of that name in a folder.
    fn file(&mut self, name: &str) -> Option<(u16, &'a SourceFile<'a>)> {
        let inside = alloc::format!("/{name}");
        let exact = self.files.iter().position(|(_, file)| file.name == name);
        let index = exact.or_else(|| self.files.iter().position(|(_, file)| file.name.ends_with(&inside)))?;
        *self.used.get_mut(index)? = true;
        self.files.get(index).copied()
    }

    /// The rows after the header, or all lines where none is wanted, when the file can be read.
    fn rows(
        &mut self,
        number: u16,
        file: &SourceFile<'_>,
        header: Option<&[String]>,
        pointer: &str,
    ) -> Vec<Node> {
        self.bytes += file.text.len();
        if self.bytes > MAX_BYTES {
            self.r.lose(Code::TooLarge, start_of(number), pointer, &[&self.bytes, &"bytes", &MAX_BYTES]);
            return Vec::new();
        }
        let lines = match records(number, file.text, &mut self.cells) {
            Ok(lines) => lines,
            Err((Code::TooLarge, span)) => {
                let more = alloc::format!("more than {MAX_NODES}");
                self.r.lose(Code::TooLarge, span, pointer, &[&more, &"cells", &MAX_NODES]);
                return Vec::new();
            }
            Err((code, span)) => {
                self.r.lose(code, span, pointer, &[]);
                return Vec::new();
            }
        };
        let Some(header) = header else { return lines };
        let mut lines = lines.into_iter();
        let first: Vec<String> = match lines.next().map(|line| line.kind) {
            Some(NodeKind::List(cells)) => cells.into_iter().filter_map(text).collect(),
            _ => Vec::new(),
        };
        if first != header {
            let args: [&dyn alloc::string::ToString; 3] = [&file.name, &first.join(","), &header.join(",")];
            self.r.lose(Code::RowsHeader, start_of(number), pointer, &args);
        }
        lines.collect()
    }
}

fn start_of(file: u16) -> Span {
    Span { file, line: 1, column: 1 }
}

/// The names that the table declares under `key`.
fn names(entries: &[(Key, Node)], key: &str) -> Vec<String> {
    let section = entries.iter().find(|(k, _)| k.text == key).map(|(_, node)| &node.kind);
    match section {
        Some(NodeKind::Map(items)) => items.iter().map(|(key, _)| key.text.clone()).collect(),
        _ => Vec::new(),
    }
}

fn text(node: Node) -> Option<String> {
    match node.kind {
        NodeKind::Scalar(text, _) => Some(text),
        _ => None,
    }
}

/// The records of a CSV text, each a list of texts with places; empty lines are no records. An error is a quoted cell
/// that is not closed, or a cell too many.
fn records(file: u16, text: &str, counted: &mut usize) -> Result<Vec<Node>, (Code, Span)> {
    let text = alloc::format!("{}\n", text.strip_prefix('\u{feff}').unwrap_or(text));
    let mut rest = text.as_str();
    let mut csv = Csv::new();
    let mut here = start_of(file);
    let (mut records, mut cells) = (Vec::new(), Vec::<Node>::new());
    // A field is never longer than the text it is read from.
    let mut buffer = vec![0; text.len()];
    while !rest.is_empty() {
        let (result, taken, written) = csv.read_field(rest.as_bytes(), &mut buffer);
        let raw = rest.get(..taken).unwrap_or_default();
        rest = rest.get(taken..).unwrap_or_default();
        // The reader leaves the second half of a line's end, and empty lines, to the next record.
        let field = if cells.is_empty() { raw.trim_start_matches(['\r', '\n']) } else { raw };
        advance(&mut here, raw.get(..raw.len() - field.len()).unwrap_or_default());
        let span = here;
        advance(&mut here, field);
        let ReadFieldResult::Field { record_end } = result else {
            // All that is left is an end of a line, or it is inside quotes.
            return if field.is_empty() { Ok(records) } else { Err((Code::RowsQuote, span)) };
        };
        *counted += 1;
        if *counted > MAX_NODES {
            return Err((Code::TooLarge, span));
        }
        let text = String::from_utf8_lossy(buffer.get(..written).unwrap_or_default()).into_owned();
        // Not quoted is told as a block scalar: a text as it stands, whose first character is at its place.
        let style = if field.starts_with('"') { Style::Quoted } else { Style::Block };
        cells.push(Node { kind: NodeKind::Scalar(text, style), span });
        if record_end {
            let span = cells.first().map_or(span, |cell| cell.span);
            records.push(Node { kind: NodeKind::List(core::mem::take(&mut cells)), span });
        }
    }
    Ok(records)
}

fn advance(here: &mut Span, text: &str) {
    for c in text.chars() {
        if c == '\n' {
            here.line += 1;
            here.column = 1;
        } else if c != '\r' {
            here.column += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Parsed, parse};

    const TABLE: &str = "appraise: 1\npolicy: p\nversion: 1.0.0\ntime_zone: UTC\ntables:\n  tier:\n    \
        inputs: {score: value, age: age}\n    outputs: {tier: {type: enum, values: [basic, gold]}}\n    rows: ";

    fn read(rows: &str, csv: &[(&str, &str)]) -> Parsed {
        let text = alloc::format!("{TABLE}{rows}\n");
        let mut files = vec![SourceFile { name: "a.yaml", text: &text }];
        files.extend(csv.iter().map(|(name, text)| SourceFile { name, text }));
        parse(&files)
    }

    fn codes(parsed: &Parsed) -> Vec<(Code, u32, u32)> {
        parsed.diagnostics.0.iter().map(|d| (d.code, d.span.line, d.span.column)).collect()
    }

    #[test]
    fn rows_may_live_in_a_file_and_mean_the_same() {
        let csv = "\u{feff}score,age,tier\r\n>= 80,-,gold\r\n\r\n\"< 80\",\"[1..2], \"\"x\"\"\",basic";
        let parsed = read("sub/tier.csv", &[("tables/sub/tier.csv", csv)]);
        assert_eq!(codes(&parsed), []);
        let inline = read("[['>= 80', '-', gold], ['< 80', '[1..2], \"x\"', basic]]", &[]);
        assert_eq!(parsed.full_hash, inline.full_hash);
        let rows = &parsed.policy.unwrap().decisions[0].rows;
        let (at, cells) = &rows[1];
        assert_eq!((at.span.file, at.span.line, at.pointer.as_str()), (1, 4, "/tables/tier/rows/1"));
        let places: Vec<_> = cells.iter().map(|c| (c.text.as_str(), c.span.column, c.quote)).collect();
        assert_eq!(places, [("< 80", 1, 1), ("[1..2], \"x\"", 8, 1), ("basic", 24, 0)]);
    }

    #[test]
    fn the_header_names_inputs_and_outputs_in_order() {
        let parsed = read("t.csv", &[("t.csv", "age,score,tier\n-,-,gold\n")]);
        assert_eq!(codes(&parsed), [(Code::RowsHeader, 1, 1)]);
        assert_eq!(parsed.diagnostics.0[0].args, ["t.csv", "age,score,tier", "score,age,tier"]);
        assert_eq!(codes(&read("t.csv", &[("t.csv", "")])), [(Code::RowsHeader, 1, 1)]);
    }

    #[test]
    fn a_missing_file_and_an_unused_one_are_refused() {
        let parsed = read("t.csv", &[("u.csv", "x\n")]);
        assert_eq!(codes(&parsed), [(Code::FileNotGiven, 9, 11), (Code::UnusedFile, 1, 1)]);
    }

    #[test]
    fn one_large_file_cannot_be_multiplied_by_many_tables() {
        let table = |i: usize| alloc::format!("  t{i}: {{inputs: {{a: b}}, outputs: {{}}, rows: t.csv}}\n");
        let tables: String = (0..3).map(table).collect();
        let text = alloc::format!("tables:\n{tables}");
        let csv = alloc::format!("a\n{}", "x\n".repeat(99_998));
        let files = [SourceFile { name: "a", text: &text }, SourceFile { name: "t.csv", text: &csv }];
        let large = |d: &&crate::diagnostic::Diagnostic| d.code == Code::TooLarge;
        assert_eq!(parse(&files).diagnostics.0.iter().filter(large).count(), 1);
    }

    #[test]
    fn an_open_quote_is_refused_at_its_place() {
        let parsed = read("t.csv", &[("t.csv", "score,age,tier\n-,-,\"gold\n-,-,basic\n")]);
        assert_eq!(codes(&parsed), [(Code::RowsQuote, 2, 5)]);
    }
}
