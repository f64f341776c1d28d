//! Trees as JSON text (RFC 8259), and back.

use appraise_core::number::{format_double_plain, parse_double};
use appraise_core::text::canonical::write_string;
use appraise_core::text::json::{MAX_DEPTH, Scanner};

use crate::tree::Tree;

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
    let mut scanner = Scanner::new(text);
    let tree = value(&mut scanner, MAX_DEPTH).filter(|_| scanner.is_done());
    tree.ok_or(scanner.at())
}

fn value(scanner: &mut Scanner<'_>, depth: usize) -> Option<Tree> {
    let depth = depth.checked_sub(1)?;
    match scanner.peek()? {
        b'"' => scanner.string().map(|text| Tree::Text(text.into_owned())),
        b'[' => {
            let mut items = Vec::new();
            scanner.items(("[", "]"), &mut |scanner| value(scanner, depth).map(|item| items.push(item)))?;
            Some(Tree::List(items))
        }
        b'{' => {
            let mut entries = Vec::new();
            scanner.items(("{", "}"), &mut |scanner| {
                let name = scanner.name()?.into_owned();
                value(scanner, depth).map(|value| entries.push((name, value)))
            })?;
            Some(Tree::Map(entries))
        }
        b't' => scanner.mark("true").map(|()| Tree::Bool(true)),
        b'f' => scanner.mark("false").map(|()| Tree::Bool(false)),
        b'n' => scanner.mark("null").map(|()| Tree::Null),
        _ => number(scanner).map(Tree::Double),
    }
}

fn number(scanner: &mut Scanner<'_>) -> Option<f64> {
    let before = scanner.clone();
    let value = parse_double(scanner.number()?).ok();
    if value.is_none() {
        *scanner = before;
    }
    value
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
