//! How texts are put together and laid out: phrases filled, lines wrapped, tables aligned.
//!
//! The result is plain text that also reads as Markdown. What this is *not*: aware of policies.
//!
//! INVARIANT: a line of prose is at most [`WIDTH`] columns wide unless one word is wider; a Han character is two
//! columns. Rows of tables are not wrapped.

use alloc::string::String;
use alloc::vec::Vec;

use super::words::Phrase;
use crate::value::Lang;

/// Columns of a line of prose.
const WIDTH: usize = 100;

/// The phrase with its arguments.
pub(super) fn fill(lang: Lang, phrase: Phrase, args: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = phrase.text(lang);
    while let Some((before, after)) = rest.split_once('{') {
        append(&mut out, before);
        let (number, tail) = after.split_once('}').unwrap_or(("", ""));
        append(&mut out, number.parse().ok().and_then(|n: usize| args.get(n)).copied().unwrap_or(""));
        rest = tail;
    }
    append(&mut out, rest);
    out
}

/// The items with `between` between them.
pub(super) fn join(items: &[String], between: &str) -> String {
    let mut out = String::new();
    for (i, item) in items.iter().enumerate() {
        append(&mut out, if i > 0 { between } else { "" });
        append(&mut out, item);
    }
    out
}

/// Appends `piece`; a blank parts Han from Latin, as Chinese typesetting wants it.
pub(super) fn append(out: &mut String, piece: &str) {
    if let (Some(a), Some(b)) = (out.chars().next_back(), piece.chars().next())
        && (is_han(a) && is_latin(b) || (is_latin(a) || matches!(a, '%' | ']')) && is_han(b))
    {
        out.push(' ');
    }
    out.push_str(piece);
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

fn is_latin(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '`' | '-')
}

fn is_wide(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}')
}

fn width(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

/// Whether a line may end between the two characters, which no blank parts.
fn breakable(a: char, b: char) -> bool {
    let closing =
        matches!(b, '，' | '。' | '；' | '：' | '、' | '）' | '”' | '%' | '.' | ',' | ';' | ':' | ')');
    let opening = matches!(a, '（' | '“' | '(');
    (is_wide(a) || is_wide(b)) && !closing && !opening
}

/// A sheet that grows downwards.
#[derive(Default)]
pub(super) struct Page {
    out: String,
}

impl Page {
    /// The text so far, with one line end at its end.
    pub fn finish(mut self) -> String {
        self.out.truncate(self.out.trim_end().len());
        self.out.push('\n');
        self.out
    }

    /// A blank line, unless there is one.
    pub fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// A heading.
    pub fn heading(&mut self, level: usize, text: &str) {
        self.gap();
        self.out.extend(core::iter::repeat_n('#', level));
        self.out.push(' ');
        let mut words = text.split_whitespace().peekable();
        while let Some(word) = words.next() {
            self.out.push_str(word);
            self.out.push_str(if words.peek().is_some() { " " } else { "\n" });
        }
        self.gap();
    }

    /// A paragraph.
    pub fn paragraph(&mut self, text: &str) {
        self.wrapped("", 0, text);
    }

    /// An item of a list at a depth.
    pub fn item(&mut self, depth: usize, text: &str) {
        self.wrapped("- ", depth * 2, text);
    }

    fn wrapped(&mut self, mark: &str, indent: usize, text: &str) {
        self.indent(indent);
        self.out.push_str(mark);
        let indent = indent + mark.len();
        let mut column = indent;
        let mut blank = false;
        for word in text.split_whitespace() {
            for piece in Pieces(word) {
                let wanted = width(piece) + usize::from(blank);
                if column > indent && column + wanted > WIDTH {
                    self.out.push('\n');
                    self.indent(indent);
                    column = indent;
                } else if blank {
                    self.out.push(' ');
                    column += 1;
                }
                self.out.push_str(piece);
                column += width(piece);
                blank = false;
            }
            blank = true;
        }
        self.out.push('\n');
    }

    fn indent(&mut self, columns: usize) {
        self.out.extend(core::iter::repeat_n(' ', columns));
    }

    /// A table; the first row is its head.
    pub fn table(&mut self, mut rows: Vec<Vec<String>>) {
        let mut widths: Vec<usize> = Vec::new();
        for cells in &mut rows {
            for (at, cell) in cells.iter_mut().enumerate() {
                *cell = cell.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|");
                match widths.get_mut(at) {
                    Some(widest) => *widest = (*widest).max(width(cell)),
                    None => widths.push(width(cell).max(3)),
                }
            }
        }
        self.gap();
        for (at, cells) in rows.iter().enumerate() {
            for (cell, wanted) in cells.iter().zip(&widths) {
                self.out.push_str("| ");
                self.out.push_str(cell);
                self.indent(wanted + 1 - width(cell).min(*wanted));
            }
            self.out.push_str("|\n");
            if at == 0 {
                for wanted in &widths {
                    self.out.push('|');
                    self.out.extend(core::iter::repeat_n('-', wanted + 2));
                }
                self.out.push_str("|\n");
            }
        }
        self.gap();
    }
}

/// The parts of a word between which a line may end.
struct Pieces<'a>(&'a str);

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let mut previous = self.0.chars().next()?;
        for (at, c) in self.0.char_indices().skip(1) {
            if breakable(previous, c) {
                let (piece, rest) = self.0.split_at(at);
                self.0 = rest;
                return Some(piece);
            }
            previous = c;
        }
        Some(core::mem::take(&mut self.0))
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn a_blank_parts_han_from_latin_where_pieces_meet() {
        let phrase = Phrase("over {0} days", "超过{0}天，见{1}");
        assert_eq!(fill(Lang::ZhCn, phrase, &["30", "（A）"]), "超过 30 天，见（A）");
        assert_eq!(fill(Lang::En, phrase, &["30"]), "over 30 days");
        assert_eq!(fill(Lang::ZhCn, Phrase("", "高于{0}"), &["-5%"]), "高于 -5%");
    }

    #[test]
    fn prose_is_wrapped_and_punctuation_stays_with_its_word() {
        let mut page = Page::default();
        page.item(1, &"客户资产，".repeat(20));
        let text = page.finish();
        assert!(text.lines().count() > 1);
        assert!(
            text.lines().all(|line| width(line) <= WIDTH && !line.trim_start().starts_with('，')),
            "{text}"
        );
        assert!(text.starts_with("  - 客户") && text.contains("\n    "), "{text}");
    }

    #[test]
    fn columns_line_up_in_both_scripts() {
        let mut page = Page::default();
        page.table(vec![vec!["a".into(), "维度".into()], vec!["客户|价值".into(), "b".into()]]);
        let text = page.finish();
        assert_eq!(text, "| a          | 维度 |\n|------------|------|\n| 客户\\|价值 | b    |\n");
    }
}
