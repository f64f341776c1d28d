//! What the parser says that it expected or found, and what a weight is of, in Chinese.
//!
//! Most arguments of a message are names and texts of the author, which are the same in both languages. These are the
//! engine's own words: they are arguments since one finding has several of them.

use super::Code;

/// Codes whose arguments are words of [`WORDS`], or texts of the author that are none of them.
const WORDED: [Code; 2] = [Code::WeightsSum, Code::ExprSyntax];

const WORDS: [(&str, &str); 19] = [
    ("the dimensions", "各维度"),
    ("the indicators", "各指标"),
    ("the end of the text", "文本末尾"),
    ("an operand", "操作数"),
    ("a number", "数字"),
    ("a name", "名称"),
    ("a field name", "字段名"),
    ("a value", "值"),
    ("a value, since `not(...)` is the whole cell or nothing", "值,因为 `not(...)` 只能单独占一格"),
    (
        "a test such as `>= 5`, `[1..5)`, a value, or `-` alone",
        "条件,如 `>= 5`、`[1..5)`、一个值,或单独的 `-`",
    ),
    ("an operator or the end of the text", "运算符或文本末尾"),
    ("an operator or `:`", "运算符或 `:`"),
    ("an operator or `]`", "运算符或 `]`"),
    ("an operator or `)`", "运算符或 `)`"),
    ("`,` or the end of the text", "`,` 或文本末尾"),
    ("`,` or `)`", "`,` 或 `)`"),
    ("`,` or `]`", "`,` 或 `]`"),
    ("`,` or `}`", "`,` 或 `}`"),
    ("`]` or `)`", "`]` 或 `)`"),
];

/// An argument of a message of `code` in Chinese.
pub(super) fn in_chinese(code: Code, arg: &str) -> &str {
    let word = WORDS.iter().find(|(en, _)| WORDED.contains(&code) && *en == arg);
    word.map_or(arg, |(_, zh)| zh)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops where it is wrong")]
mod tests {
    use alloc::string::String;

    use super::super::{Diagnostic, Span};
    use super::Code;
    use crate::cel::parse::{cell, expression};
    use crate::value::Lang;

    /// What is outside of backticks: the engine's words, not the author's.
    fn own_words(code: Code, args: &[String]) -> String {
        let found = Diagnostic { code, span: Span::default(), pointer: String::new(), args: args.into() };
        found.message(Lang::ZhCn).split('`').step_by(2).collect()
    }

    #[test]
    fn what_the_parser_expects_is_said_in_chinese_alone() {
        let texts = [
            "", "a +", "-!a", "!-a", "(a", "[a", "f(a b)", "[a b]", "a ? b", "a = b", "a.1", "a.in",
            "a > 金", ".null", "[,1]", "in",
        ];
        let cells = ["", "-x", "[1..5", "not(1", "1 2", "[1..not(2)]", "< null", ", 1"];
        let errors = texts.iter().filter_map(|text| expression(text).err());
        let errors = errors.chain(cells.iter().filter_map(|text| cell(text).err()));
        let mut seen = 0;
        for error in errors.filter(|error| error.code == Code::ExprSyntax) {
            let words = own_words(error.code, &error.args);
            assert!(!words.contains(|c: char| c.is_ascii_alphabetic()), "{words}: {:?}", error.args);
            seen += 1;
        }
        assert!(seen >= 20, "{seen}");
        let args = ["the indicators".into(), "value".into(), "99.5".into()];
        assert_eq!(
            Diagnostic {
                code: Code::WeightsSum,
                span: Span::default(),
                pointer: String::new(),
                args: args.into()
            }
            .message(Lang::ZhCn),
            "`value` 各指标的权重合计为 99.5,应为 100"
        );
    }
}
