//! What the author of a policy is told: a stable code, a place, a message and a help text, in both languages.
//!
//! A [`Diagnostic`] carries the arguments of its message, not the message, so that both languages come from one
//! report. The table of codes and wordings is [`code`]; nothing else in the crate holds a sentence for authors.
//!
//! INVARIANT: a stage reports all problems that it can see, and [`Diagnostics::sorted`] puts them in document order.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

pub mod code;
mod word;

pub use code::Code;

use crate::value::Lang;

/// A place in the policy's text: file index and 1-based line and column (in characters).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Index into the list of files that were parsed.
    pub file: u16,
    /// 1-based line; 0 when there is no text to point at.
    pub line: u32,
    /// 1-based column, counted in characters.
    pub column: u32,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The policy cannot be used.
    Error,
    /// The policy can be used, its author should look.
    Warning,
}

/// One finding about a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Which finding.
    pub code: Code,
    /// Where in the text.
    pub span: Span,
    /// JSON pointer of the node in the merged document.
    pub pointer: String,
    /// What fills the places `{0}`, `{1}` ... of the message and the help.
    pub args: Vec<String>,
}

impl Diagnostic {
    /// A finding of `code` at `span`, with the message's arguments.
    #[must_use]
    pub fn new(code: Code, span: Span, pointer: &str, args: &[&dyn ToString]) -> Self {
        Self { code, span, pointer: pointer.into(), args: args.iter().map(|a| a.to_string()).collect() }
    }

    /// The message in `lang`: lower case, no full stop, user text in backticks.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let args = self.args.iter().map(|arg| match lang {
            Lang::En => arg.as_str(),
            Lang::ZhCn => word::in_chinese(self.code, arg),
        });
        fill(self.code.message(lang), &args.collect::<Vec<_>>())
    }

    /// What to do about it, in `lang`; empty when the message says it.
    #[must_use]
    pub fn help(&self, lang: Lang) -> String {
        let template = self.code.help(lang);
        let empty =
            |(i, arg): (usize, &String)| arg.is_empty() && template.contains(&alloc::format!("{{{i}}}"));
        // A hint at nothing is no help.
        if self.args.iter().enumerate().any(empty) { String::new() } else { fill(template, &self.args) }
    }
}

/// The findings of a stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Diagnostics(pub Vec<Diagnostic>);

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Whether a finding forbids the use of the policy.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(|d| d.code.severity() == Severity::Error)
    }

    /// The findings in document order, equal ones once.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        crate::order::sort_by(&mut self.0, |a, b| {
            (a.span, a.code, &a.pointer, &a.args).cmp(&(b.span, b.code, &b.pointer, &b.args))
        });
        self.0.dedup();
        self
    }
}

/// A template with its arguments at `{0}`, `{1}` and so on.
pub(crate) fn fill(template: &str, args: &[impl AsRef<str>]) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((number, tail)) => {
                if let Some(text) = number.parse::<usize>().ok().and_then(|n| args.get(n)) {
                    out.push_str(text.as_ref());
                }
                rest = tail;
            }
            None => rest = after,
        }
    }
    out.push_str(rest);
    out
}
