//! A document as canonical JSON (RFC 8785), and its SHA-256.
//!
//! Scalars keep their text: an int that every JSON reader holds exactly is a number, `true`, `false` and null are
//! themselves, and everything else, decimals and larger ints included, is a string as written. So no digit is lost,
//! and the canonical form read again gives an equal policy with an equal hash.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use super::node::{Key, Node, NodeKind, Style};
use super::read::{is_null, join};
use crate::column::Texts;

/// The largest int that is a JSON number: doubles hold all ints up to 2^53.
const MAX_EXACT: u64 = 1 << 53;

/// The canonical text of `node`.
#[must_use]
pub fn canonical(node: &Node) -> String {
    let mut out = String::new();
    write(node, &mut out);
    out
}

/// The canonical text of `node` without the nodes at the pointers of `left_out`.
#[must_use]
pub fn canonical_without(node: &Node, left_out: &Texts) -> String {
    canonical(&prune(node, "", left_out))
}

/// SHA-256 in lower-case hexadecimal digits.
#[must_use]
pub fn sha256_hex(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Bytes as lower-case hex.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |four: u8| char::from_digit(u32::from(four), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// A copy without the mapping entries at the pointers of `left_out`.
fn prune(node: &Node, pointer: &str, left_out: &Texts) -> Node {
    let kind = match &node.kind {
        NodeKind::Scalar(text, style) => NodeKind::Scalar(text.clone(), *style),
        NodeKind::List(items) => {
            let item = |(i, n)| prune(n, &format!("{pointer}/{i}"), left_out);
            NodeKind::List(items.iter().enumerate().map(item).collect())
        }
        NodeKind::Map(entries) => {
            let entry = |(key, n): &(Key, Node)| {
                let pointer = join(pointer, &key.text);
                left_out.find(&pointer).is_none().then(|| (key.clone(), prune(n, &pointer, left_out)))
            };
            NodeKind::Map(entries.iter().filter_map(entry).collect())
        }
    };
    Node { kind, span: node.span }
}

fn write(node: &Node, out: &mut String) {
    match &node.kind {
        NodeKind::Scalar(text, style) => write_scalar(text, *style, out),
        NodeKind::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        NodeKind::Map(entries) => {
            let mut sorted: Vec<&(Key, Node)> = entries.iter().collect();
            crate::order::sort_by(&mut sorted, |(a, _), (b, _)| {
                a.text.encode_utf16().cmp(b.text.encode_utf16())
            });
            out.push('{');
            for (i, (key, value)) in sorted.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_string(&key.text, out);
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}

fn write_scalar(text: &str, style: Style, out: &mut String) {
    match style {
        Style::Plain if is_null(text) => out.push_str("null"),
        Style::Plain if matches!(text, "true" | "false") || is_exact_int(text) => out.push_str(text),
        _ => write_string(text, out),
    }
}

/// Whether the text is what a JSON number of this value looks like: no sign on zero, no leading zeros, no plus.
fn is_exact_int(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    text == "0" || (plain && digits.parse::<u64>().is_ok_and(|n| n <= MAX_EXACT))
}

/// Writes a JSON string, escaped as RFC 8785 says.
pub fn write_string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\u{c}' => out.push_str("\\f"),
            '\r' => out.push_str("\\r"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Diagnostics;
    use crate::text::yaml;

    fn tree(text: &str) -> Node {
        let mut out = Diagnostics::default();
        let node = yaml::parse(0, text, &mut out);
        assert_eq!(out.0, []);
        node.unwrap()
    }

    fn json(text: &str) -> String {
        canonical(&tree(text))
    }

    #[test]
    fn exact_ints_are_numbers_and_all_other_numbers_keep_their_digits() {
        assert_eq!(json("[0, 12, -7, 9007199254740992]"), "[0,12,-7,9007199254740992]");
        assert_eq!(
            json("[9007199254740993, 0.30, 1e3, 007, -0, +1, 0x1F, 99999999999999999999]"),
            r#"["9007199254740993","0.30","1e3","007","-0","+1","0x1F","99999999999999999999"]"#
        );
        assert_eq!(json("['12', \"true\", true, false, null, ~, True]"), {
            r#"["12","true",true,false,null,null,"True"]"#
        });
    }

    #[test]
    fn keys_are_sorted_by_utf16_code_units() {
        // U+1F600 is D83D DE00 in UTF-16 and so comes before U+FB33, which it follows by code point.
        assert_eq!(json("{\"\u{fb33}\": 1, b: 2, \"\u{1f600}\": 3, A: 4}"), {
            "{\"A\":4,\"b\":2,\"\u{1f600}\":3,\"\u{fb33}\":1}"
        });
    }

    #[test]
    fn strings_are_escaped_as_the_rfc_says() {
        assert_eq!(
            json(r#"["\x0F\b\t\n\f\r\"\\/", "资产\u2028\x7f"]"#),
            "[\"\\u000f\\b\\t\\n\\f\\r\\\"\\\\/\",\"资产\u{2028}\u{7f}\"]"
        );
    }

    #[test]
    fn the_canonical_form_reads_as_itself() {
        let odd: String = ('\0'..'\u{3000}').chain(['\u{feff}', '\u{fffe}', '\u{1f600}']).collect();
        let node = Node { kind: NodeKind::Scalar(odd, Style::Quoted), span: Default::default() };
        for node in [node, tree("{b: [1, 2.50, {c: ~}], a: 'x: y', '': '', 'no': \"- #\"}")] {
            let first = canonical(&node);
            assert_eq!(json(&first), first);
        }
    }

    #[test]
    fn what_is_left_out_is_found_by_pointer_and_not_by_name() {
        let node = tree("{label: {en: x}, fields: {label: {type: int, label: y}}, l: [{label: z}]}");
        let mut out = Texts::default();
        for pointer in ["/label", "/fields/label/label", "/l/0/label"] {
            out.intern(pointer);
        }
        assert_eq!(canonical_without(&node, &out), r#"{"fields":{"label":{"type":"int"}},"l":[{}]}"#);
    }

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
