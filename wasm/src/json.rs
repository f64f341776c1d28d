//! Trees as JSON text (RFC 8259), and back.

use appraise_core::number::format_double_plain;
use appraise_core::text::canonical::write_string;

use crate::tree::Tree;

/// Lists and objects may be nested this deep in a text that is read.
const MAX_DEPTH: usize = 128;

/// A tree as JSON text.
pub fn write(tree: &Tree) -> String {
    let mut out = String::new();
    push(tree, &mut out);
    out
}

fn push(tree: &Tree, out: &mut String) {
    match tree {
        Tree::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Tree::Int(value) => out.push_str(&value.to_string()),
        Tree::Double(value) if value.is_finite() => out.push_str(&format_double_plain(*value)),
        Tree::Null | Tree::Double(_) => out.push_str("null"),
        Tree::Text(text) => write_string(text, out),
        Tree::List(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                push(item, out);
            }
            out.push(']');
        }
        Tree::Map(entries) => {
            out.push('{');
            for (at, (key, value)) in entries.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                write_string(key, out);
                out.push(':');
                push(value, out);
            }
            out.push('}');
        }
    }
}

/// The tree of a JSON text.
///
/// # Errors
/// The byte where it is not JSON.
pub fn read(text: &str) -> Result<Tree, usize> {
    let mut reader = Reader { text, at: 0 };
    let tree = reader.value(MAX_DEPTH).filter(|_| {
        reader.space();
        reader.at == text.len()
    });
    tree.ok_or(reader.at)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    /// Passes over a mark and the white space before it.
    fn mark(&mut self, mark: &str) -> Option<()> {
        self.space();
        self.rest().starts_with(mark).then(|| self.at += mark.len())
    }

    fn value(&mut self, depth: usize) -> Option<Tree> {
        let depth = depth.checked_sub(1)?;
        self.space();
        match self.rest().as_bytes().first()? {
            b'"' => self.string().map(Tree::Text),
            b'[' => self.items("[", "]", |reader| reader.value(depth)).map(Tree::List),
            b'{' => {
                let entry = |reader: &mut Self| {
                    reader.space();
                    let key = reader.string()?;
                    reader.mark(":")?;
                    Some((key, reader.value(depth)?))
                };
                self.items("{", "}", entry).map(Tree::Map)
            }
            b't' => self.mark("true").map(|()| Tree::Bool(true)),
            b'f' => self.mark("false").map(|()| Tree::Bool(false)),
            b'n' => self.mark("null").map(|()| Tree::Null),
            _ => self.number(),
        }
    }

    fn items<T>(
        &mut self,
        open: &str,
        close: &str,
        mut item: impl FnMut(&mut Self) -> Option<T>,
    ) -> Option<Vec<T>> {
        self.mark(open)?;
        let mut items = Vec::new();
        while self.mark(close).is_none() {
            if !items.is_empty() {
                self.mark(",")?;
            }
            items.push(item(self)?);
        }
        Some(items)
    }

    fn number(&mut self) -> Option<Tree> {
        let rest = self.rest();
        let digits = rest.strip_prefix('-').unwrap_or(rest);
        let end =
            rest.find(|c: char| !matches!(c, '0'..='9' | '.' | 'e' | 'E' | '+' | '-')).unwrap_or(rest.len());
        let zero = digits.starts_with('0') && digits.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        if zero || !digits.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let value = appraise_core::number::parse_double(rest.get(..end)?).ok()?;
        self.at += end;
        Some(Tree::Double(value))
    }

    fn string(&mut self) -> Option<String> {
        self.mark("\"")?;
        let mut out = String::new();
        loop {
            let rest = self.rest();
            let end = rest.find(|c: char| c < ' ' || c == '"' || c == '\\')?;
            out.push_str(rest.get(..end)?);
            self.at += end;
            if self.rest().starts_with('"') {
                self.at += 1;
                return Some(out);
            }
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        let rest = self.rest().strip_prefix('\\')?;
        let escaped = *rest.as_bytes().first()?;
        self.at += 2;
        Some(match escaped {
            b'"' | b'\\' | b'/' => char::from(escaped),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let high = self.unit()?;
                if !(0xd800..0xdc00).contains(&high) {
                    return char::from_u32(high);
                }
                self.rest().starts_with("\\u").then(|| self.at += 2)?;
                let low = self.unit()?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + low)?
            }
            _ => return None,
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Option<u32> {
        let digits = self.rest().get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        self.at += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn again(text: &str) -> Option<String> {
        read(text).ok().map(|tree| write(&tree))
    }

    #[test]
    fn a_text_is_read_and_written_again() {
        for text in [
            "null",
            "[true,false,null]",
            "[]",
            "{}",
            r#"{"files":[{"name":"a","text":"x: \"1\"\n\u0001\\"}]}"#,
            r#"{"a":{"b":[[1,-2.5],"é中😀"]}}"#,
        ] {
            assert_eq!(again(text).as_deref(), Some(text));
        }
        assert_eq!(again(" [ 1 , { \"a\" : 2 } ]\n").as_deref(), Some(r#"[1,{"a":2}]"#));
        assert_eq!(again(r#""\ud83d\ude00\/\u00e9\b\f""#).as_deref(), Some(r#""😀/é\b\f""#));
    }

    #[test]
    fn what_is_not_json_is_refused_at_its_place() {
        for (text, at) in [
            ("", 0),
            ("[1,]", 3),
            ("[1 2]", 3),
            ("{\"a\" 1}", 5),
            ("\"a", 1),
            ("01", 0),
            ("[] x", 3),
            ("tru", 0),
        ] {
            assert_eq!(read(text).err(), Some(at), "{text}");
        }
        for text in [
            r#""\ud83d""#,
            r#""\ud83d\u0041""#,
            r#""\udc00""#,
            r#""\x""#,
            "\"\n\"",
            "-",
            "1e",
            ".5",
            "'a'",
            "{a:1}",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&"[".repeat(10_000_000)).is_err());
    }
}
