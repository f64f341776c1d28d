//! Cells of bins and decision tables in words.
//!
//! Members, texts and booleans are read from the checked set; ordered values from the cell's own text, since a set of
//! scaled integers no longer says whether an end was meant to belong to it, nor which parameter it came from.

use alloc::string::String;
use alloc::vec::Vec;

use super::figure;
use super::layout::join;
use super::speech::Speech;
use super::words::{self, Phrase};
use crate::cel::ast::{Expr, ExprKind, UnaryOp};
use crate::cel::cell::{Cell, CompareOp, Test, TestKind};
use crate::cel::parse;
use crate::model::CellSet;
use crate::number::format_decimal;
use crate::value::{Type, Value};

/// What stands for all other categories of a map.
const OTHER: &str = "other";

/// Puts cells into words.
pub(super) struct Cells<'a> {
    speech: &'a Speech<'a>,
    /// The parameters met so far and whether as percentages, when they are to be marked instead of named.
    marks: Option<Vec<(usize, bool)>>,
}

impl<'a> Cells<'a> {
    /// Names parameters where they stand.
    pub fn inline(speech: &'a Speech<'a>) -> Self {
        Self { speech, marks: None }
    }

    /// Marks parameters, for tables that would grow too wide; see [`Self::legend`].
    pub fn marked(speech: &'a Speech<'a>) -> Self {
        Self { speech, marks: Some(Vec::new()) }
    }

    /// What the marks stand for.
    pub fn legend(&self) -> Vec<String> {
        let speech = self.speech;
        let mut lines = Vec::new();
        for (number, (at, percent)) in self.marks.iter().flatten().enumerate() {
            let param = speech.model.params.get(*at).map_or(String::new(), |p| speech.param(p, *percent));
            lines.push(speech.say(words::MARK, &[&figure::count(number + 1), &param]));
        }
        lines
    }

    /// What a cell takes of a type; `text` is the cell as written, or what stands for all other values.
    pub fn cell(&mut self, text: &str, set: &CellSet, ty: Type) -> String {
        match (set, ty) {
            (CellSet::Texts { negated: true, .. }, _) if text == OTHER => {
                words::OTHERWISE.text(self.speech.lang).into()
            }
            (CellSet::Texts { items, negated }, _) => self.texts(items, *negated),
            (CellSet::Ranges(_), Type::Enum(_) | Type::Bool) => self.members(set, ty),
            (CellSet::Ranges(_), _) => self.tests(text, ty),
        }
    }

    fn texts(&self, items: &[String], negated: bool) -> String {
        if items.is_empty() && negated {
            return words::OTHERWISE.text(self.speech.lang).into();
        }
        let items: Vec<String> = items.iter().map(|i| self.speech.say(words::QUOTED, &[i])).collect();
        if negated {
            self.speech.say(words::ANY_BUT, &[&self.speech.listed(&items)])
        } else {
            self.either(&items)
        }
    }

    fn either(&self, items: &[String]) -> String {
        match items {
            [a, b] => join(&[a.clone(), b.clone()], words::OR.text(self.speech.lang)),
            _ => self.speech.listed(items),
        }
    }

    /// The members of a set; those that it lacks when they are fewer.
    fn members(&self, set: &CellSet, ty: Type) -> String {
        let CellSet::Ranges(ranges) = set else { return String::new() };
        let all: Vec<Value> = match ty {
            Type::Enum(id) => {
                let count = u32::try_from(self.speech.model.enumeration(id).members.len()).unwrap_or(0);
                (0..count).map(|m| Value::Enum(id, m)).collect()
            }
            _ => [false, true].map(Value::Bool).into(),
        };
        let (mut taken, mut left) = (Vec::new(), Vec::new());
        for (at, value) in all.iter().enumerate() {
            let inside = i128::try_from(at).is_ok_and(|at| ranges.contains(at));
            (if inside { &mut taken } else { &mut left }).push(self.speech.bare(value));
        }
        match left.len() {
            0 => words::OTHERWISE.text(self.speech.lang).into(),
            fewer if fewer < taken.len() => self.speech.say(words::ANY_BUT, &[&self.speech.listed(&left)]),
            _ => self.either(&taken),
        }
    }

    fn tests(&mut self, text: &str, ty: Type) -> String {
        match parse::cell(text) {
            Ok(Cell::OneOf(tests)) if !self.is_other(&tests) => self.any_of(&tests, ty),
            Ok(Cell::NotOneOf(tests)) => {
                let tests = self.any_of(&tests, ty);
                self.speech.say(words::ANY_BUT, &[&tests])
            }
            _ => words::OTHERWISE.text(self.speech.lang).into(),
        }
    }

    fn any_of(&mut self, tests: &[Test], ty: Type) -> String {
        let tests: Vec<String> = tests.iter().map(|t| self.test(t, ty)).collect();
        self.either(&tests)
    }

    /// Whether it is the word `other` of a map, which stands for all other categories.
    fn is_other(&self, tests: &[Test]) -> bool {
        let [Test { kind: TestKind::Equal(expr), .. }] = tests else { return false };
        matches!(&expr.kind, ExprKind::Ident { name, .. } if !self.speech.model.params.iter().any(|p| p.id == *name))
    }

    fn test(&mut self, test: &Test, ty: Type) -> String {
        let of = |phrases: [Phrase; 2]| {
            let [number, date] = phrases;
            if matches!(ty, Type::Date | Type::Timestamp) { date } else { number }
        };
        match &test.kind {
            TestKind::Null => words::MISSING.text(self.speech.lang).into(),
            TestKind::Equal(expr) => self.endpoint(expr, ty),
            TestKind::Compare(op, expr) => {
                let phrase = match op {
                    CompareOp::Lt => words::BELOW,
                    CompareOp::Le => words::UP_TO,
                    CompareOp::Gt => words::ABOVE,
                    CompareOp::Ge => words::FROM,
                };
                let end = self.endpoint(expr, ty);
                self.speech.say(of(phrase), &[&end])
            }
            TestKind::Interval { low, low_closed, high, high_closed } => {
                let [open, closed] = words::BETWEEN;
                let [below, up_to] = if *low_closed { closed } else { open };
                let phrase = if *high_closed { up_to } else { below };
                let (low, high) = (self.endpoint(low, ty), self.endpoint(high, ty));
                self.speech.say(phrase, &[&low, &high])
            }
        }
    }

    fn endpoint(&mut self, expr: &Expr, ty: Type) -> String {
        match &expr.kind {
            ExprKind::Int(v) if ty == Type::Ratio => figure::percent(*v, 0),
            ExprKind::Int(v) => figure::int(*v),
            ExprKind::Double(v, text) => match decimal(text) {
                Some((v, scale)) if ty == Type::Ratio => figure::percent(v, scale),
                Some((v, scale)) => figure::decimal(v, scale),
                None => figure::double(*v),
            },
            ExprKind::Unary(UnaryOp::Neg, inner) => {
                let mut text = String::from("-");
                text += &self.endpoint(inner, ty);
                text
            }
            ExprKind::Ident { name, .. } => self.param(name, ty == Type::Ratio),
            ExprKind::Call { args, .. } => args.first().map_or(String::new(), |a| self.endpoint(a, ty)),
            ExprKind::String(text) => text.clone(),
            _ => String::new(),
        }
    }

    fn param(&mut self, name: &str, percent: bool) -> String {
        let Some(at) = self.speech.model.params.iter().position(|p| p.id == name) else { return name.into() };
        let Some(param) = self.speech.model.params.get(at) else { return String::new() };
        let Some(marks) = &mut self.marks else { return self.speech.param(param, percent) };
        let mark = marks.iter().position(|m| *m == (at, percent)).unwrap_or_else(|| {
            marks.push((at, percent));
            marks.len() - 1
        });
        let value = match &param.value {
            Value::Decimal(v, scale) if percent || figure::is_share(param.unit.as_deref()) => {
                figure::percent(*v, *scale)
            }
            value => self.speech.bare(value),
        };
        self.speech.say(words::MARKED, &[&value, &figure::count(mark + 1)])
    }
}

/// A decimal literal with as many places as it writes.
fn decimal(text: &str) -> Option<(i64, u8)> {
    let places = u8::try_from(text.split_once('.').map_or(0, |(_, places)| places.len())).ok()?;
    let value = crate::number::parse_decimal(text, places).ok()?;
    // What does not read back is not plain notation.
    (format_decimal(value, places) == text).then_some((value, places))
}
