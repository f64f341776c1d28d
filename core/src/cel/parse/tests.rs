//! What the grammar says, claim by claim.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::*;

extern crate std;

/// A tree with every bracket written out, so that a test can say what belongs to what.
fn shape(expr: &Expr) -> String {
    let all = |list: &[Expr]| list.iter().map(shape).collect::<Vec<_>>().join(" ");
    match &expr.kind {
        ExprKind::Null => "null".into(),
        ExprKind::Bool(value) => format!("{value}"),
        ExprKind::Int(value) => format!("{value}"),
        ExprKind::Uint(value) => format!("{value}u"),
        ExprKind::Double(_, text) => text.clone(),
        ExprKind::String(text) => format!("{text:?}"),
        ExprKind::Bytes(bytes) => format!("{bytes:?}"),
        ExprKind::Ident { name, leading_dot } => format!("{}{name}", if *leading_dot { "." } else { "" }),
        ExprKind::Select { operand, field, optional } => {
            format!("{}{}{field}", shape(operand), if *optional { ".?" } else { "." })
        }
        ExprKind::Index { operand, index } => format!("{}[{}]", shape(operand), shape(index)),
        ExprKind::Call { target: None, name, args } => format!("{name}({})", all(args)),
        ExprKind::Call { target: Some(target), name, args } => {
            format!("{}.{name}({})", shape(target), all(args))
        }
        ExprKind::Unary(op, inner) => format!("({op:?} {})", shape(inner)),
        ExprKind::Binary(op, left, right) => format!("({op:?} {} {})", shape(left), shape(right)),
        ExprKind::Conditional(test, yes, no) => format!("(If {} {} {})", shape(test), shape(yes), shape(no)),
        ExprKind::List(items) => format!("[{}]", all(items)),
        ExprKind::Map(entries) => {
            let entry = |(key, value): &(Expr, Expr)| format!("{}:{}", shape(key), shape(value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(" "))
        }
        ExprKind::Message { name, fields } => {
            let field = |(name, value): &(String, Expr)| format!("{name}:{}", shape(value));
            format!("{name}{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(" "))
        }
        ExprKind::Optional(inner) => format!("?{}", shape(inner)),
    }
}

#[track_caller]
fn parsed(text: &str) -> String {
    shape(&expression(text).unwrap())
}

#[track_caller]
fn refused(text: &str, code: Code) -> (Range, Vec<String>) {
    let error = expression(text).unwrap_err();
    assert_eq!(error.code, code, "{text}: {error:?}");
    (error.range, error.args)
}

#[test]
fn operators_bind_in_the_order_of_the_language() {
    assert_eq!(parsed("a || b && c == d + e * f"), "(Or a (And b (Eq c (Add d (Mul e f)))))");
    assert_eq!(parsed("a * b + c < d && e || f"), "(Or (And (Lt (Add (Mul a b) c) d) e) f)");
    assert_eq!(parsed("!a in b"), "(In (Not a) b)");
    assert_eq!(parsed("-a.b[0] % c"), "(Rem (Neg a.b[0]) c)");
}

#[test]
fn operators_of_one_level_group_to_the_left() {
    assert_eq!(parsed("a - b - c"), "(Sub (Sub a b) c)");
    assert_eq!(parsed("a || b || c"), "(Or (Or a b) c)");
    assert_eq!(parsed("1 < 2 == true"), "(Eq (Lt 1 2) true)");
    assert_eq!(parsed("a - (b - c)"), "(Sub a (Sub b c))");
}

#[test]
fn conditionals_group_to_the_right_and_not_in_the_middle() {
    assert_eq!(parsed("a ? b : c ? d : e"), "(If a b (If c d e))");
    assert_eq!(parsed("a || b ? c || d : e || f"), "(If (Or a b) (Or c d) (Or e f))");
    assert_eq!(parsed("a ? (b ? c : d) : e"), "(If a (If b c d) e)");
    assert_eq!(refused("a ? b ? c : d : e", Code::ExprSyntax).1, ["an operator or `:`", "?"]);
}

#[test]
fn a_minus_right_before_a_number_belongs_to_it() {
    assert_eq!(parsed("-9223372036854775808"), "-9223372036854775808");
    assert_eq!(parsed("- 2.3"), "-2.3");
    assert_eq!(parsed("--5"), "(Neg -5)");
    assert_eq!(parsed("-(5)"), "(Neg 5)");
    assert_eq!(parsed("-5u"), "(Neg 5u)");
    assert_eq!(parsed("!-5"), "(Not -5)");
    assert_eq!(parsed("1-2"), "(Sub 1 2)");
    assert_eq!(parsed("1--2"), "(Sub 1 -2)");
    assert_eq!(refused("9223372036854775808", Code::BadLiteral).0, Range { start: 0, end: 19 });
    assert!(expression("-(9223372036854775808)").is_err());
}

#[test]
fn runs_of_prefixes_are_of_one_kind() {
    assert_eq!(parsed("!!!a"), "(Not (Not (Not a)))");
    assert_eq!(parsed("--a"), "(Neg (Neg a))");
    assert_eq!(refused("-!a", Code::ExprSyntax).1, ["an operand", "!"]);
    assert_eq!(refused("!-a", Code::ExprSyntax).1, ["a number", "a"]);
}

#[test]
fn members_are_selected_called_and_indexed() {
    assert_eq!(parsed("a.b.c(d, e)[f].g()"), "a.b.c(d e)[f].g()");
    assert_eq!(parsed(".a.b"), ".a.b");
    assert_eq!(parsed(".f(1)"), "f(1)");
    assert_eq!(parsed("a.?b[?c].d"), "a.?b[?c].d");
    assert_eq!(parsed("a.`content-type`"), "a.content-type");
    assert_eq!(parsed("'x'.size()"), "\"x\".size()");
    assert_eq!(parsed("1.f"), "1.f");
    assert_eq!(parsed("a ? .b : c"), "(If a .b c)");
}

#[test]
fn lists_maps_and_messages_take_optional_parts_and_a_last_comma() {
    assert_eq!(parsed("[]"), "[]");
    assert_eq!(parsed("[1, ?a, 2,]"), "[1 ?a 2]");
    assert_eq!(parsed("{}"), "{}");
    assert_eq!(parsed("{1: 'a', ?'b': c ? d : e,}"), "{1:\"a\" ?\"b\":(If c d e)}");
    assert_eq!(parsed("a.B{}"), "a.B{}");
    assert_eq!(parsed(".a.b.C{d: 1, ?e: f, `in`: 2,}.d"), ".a.b.C{d:1 e:?f in:2}.d");
    refused("f(1,)", Code::ExprSyntax);
    refused("[,1]", Code::ExprSyntax);
}

#[test]
fn only_a_dotted_name_starts_a_message() {
    for text in ["(a){}", "(a).b{}", "a[0]{}", "f(){}", "a.`b`.`c d`{}", "a.?b{}", "1{}"] {
        assert_eq!(refused(text, Code::ExprSyntax).1[1], "{", "{text}");
    }
}

#[test]
fn reserved_words_are_fields_and_member_functions_but_not_names() {
    assert_eq!(parsed("a.for + b.while()"), "(Add a.for b.while())");
    assert_eq!(
        refused("1 + import", Code::ReservedWord),
        (Range { start: 4, end: 10 }, ["import".into()].into())
    );
    refused("var()", Code::ReservedWord);
    refused(".package", Code::ReservedWord);
}

#[test]
fn keywords_are_not_names() {
    assert_eq!(parsed("true || false || null"), "(Or (Or true false) null)");
    refused("a.in", Code::ExprSyntax);
    refused("a.true", Code::ExprSyntax);
    refused("in", Code::ExprSyntax);
    refused(".null", Code::ExprSyntax);
}

#[test]
fn ranges_cover_the_text_of_a_node_with_inner_parentheses() {
    let text = "(a || b) && ( -1 )";
    let tree = expression(text).unwrap();
    assert_eq!(tree.range, Range { start: 0, end: 18 });
    let ExprKind::Binary(_, left, right) = tree.kind else { panic!("not a conjunction") };
    assert_eq!((left.range, right.range), (Range { start: 1, end: 7 }, Range { start: 14, end: 16 }));
    let call = expression(" (a).f( b ) ").unwrap();
    assert_eq!(call.range, Range { start: 1, end: 11 });
}

#[test]
fn an_error_says_what_was_expected_and_what_was_found() {
    assert_eq!(
        refused("a +", Code::ExprSyntax),
        (Range { start: 3, end: 3 }, vec!["an operand".into(), "the end of the text".into()])
    );
    assert_eq!(refused("", Code::ExprSyntax).1, ["an operand", "the end of the text"]);
    assert_eq!(refused("(a", Code::ExprSyntax).1, ["an operator or `)`", "the end of the text"]);
    assert_eq!(refused("f(a b)", Code::ExprSyntax).1, ["`,` or `)`", "b"]);
    assert_eq!(refused("a = b", Code::ExprSyntax).1, ["an operator or the end of the text", "="]);
    assert_eq!(refused("a & b", Code::ExprSyntax).0, Range { start: 2, end: 3 });
    assert_eq!(
        refused("a > 金", Code::ExprSyntax),
        (Range { start: 4, end: 7 }, vec!["an operand".into(), "金".into()])
    );
    assert_eq!(refused("a.1", Code::ExprSyntax).1, ["an operator or the end of the text", ".1"]);
    assert_eq!(refused("1..2", Code::ExprSyntax).1[1], "..");
}

/// `open` * n + `a` + `close` * n.
fn nested(open: &str, close: &str, count: usize) -> String {
    open.repeat(count) + "a" + &close.repeat(count)
}

const NESTS: [(&str, &str); 17] = [
    ("(", ")"),
    ("[", "]"),
    ("[?", "]"),
    ("{1: ", "}"),
    ("f(", ")"),
    ("x[", "]"),
    ("x.f(", ")"),
    ("M{a: ", "}"),
    ("1 + (", ")"),
    ("!", ""),
    ("-", ""),
    ("a + ", ""),
    ("a || ", ""),
    ("a ? b : ", ""),
    ("", ".b"),
    ("", "[0]"),
    ("", ".f()"),
];

#[test]
fn every_way_to_nest_works_a_hundred_deep_and_is_refused_beyond_the_bound() {
    for (open, close) in NESTS {
        assert!(expression(&nested(open, close, 100)).is_ok(), "{open}a{close}");
        let args = refused(&nested(open, close, 2000), Code::ExprTooDeep).1;
        assert_eq!(args, ["250"], "{open}a{close}");
    }
}

/// The host gives a module 512 KiB unless it is told otherwise.
#[test]
fn the_deepest_trees_fit_half_a_mebibyte_of_stack() {
    let deepest = || {
        for (open, close) in NESTS {
            let depth = (1..300).take_while(|count| expression(&nested(open, close, *count)).is_ok()).count();
            assert!((120..=250).contains(&depth), "{open}a{close}: {depth}");
        }
    };
    // An unoptimised build has frames several times as large, and nobody ships it.
    let frames = if option_env!("CARGO_PROFILE_TEST_OPT_LEVEL") == Some("0") { 16 } else { 1 };
    std::thread::Builder::new().stack_size(frames * 512 * 1024).spawn(deepest).unwrap().join().unwrap();
}

#[test]
fn a_text_or_a_tree_that_is_too_long_is_refused() {
    let list = |count: usize| String::from("[") + &"1,".repeat(count) + "]";
    assert!(expression(&list(4095)).is_ok());
    assert_eq!(refused(&list(4096), Code::ExprTooLong).1, ["4096", "nodes"]);
    assert!(expression(&format!("{}a", " ".repeat(MAX_BYTES - 1))).is_ok());
    assert_eq!(refused(&format!("{}a", " ".repeat(MAX_BYTES)), Code::ExprTooLong).1, ["16384", "bytes"]);
    assert_eq!(refused(&"(".repeat(10_000_000), Code::ExprTooLong).1[1], "bytes");
    assert_eq!(cell(&"1,".repeat(5000)).unwrap_err().code, Code::ExprTooLong);
}

#[test]
fn no_sequence_of_pieces_makes_the_parser_panic() {
    let pieces = [
        "a",
        "1",
        "1.5",
        "'",
        "\"\"\"",
        "r'",
        "\\",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ".",
        "..",
        ",",
        "?",
        ":",
        "-",
        "!",
        "+",
        "in",
        "&&",
        "<",
        "`",
        "//",
        "\n",
        " ",
        "é",
        "\u{0}",
        "0x",
        "2026-01-31",
        "not",
        "null",
        "\\u",
        "b\"",
    ];
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..200_000 {
        let mut text = String::new();
        for _ in 0..12 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            text += pieces[(state >> 33) as usize % pieces.len()];
        }
        for error in [expression(&text).err(), cell(&text).err()].into_iter().flatten() {
            let Range { start, end } = error.range;
            assert!(text.get(start as usize..end as usize).is_some(), "{text:?}: {error:?}");
        }
    }
}
