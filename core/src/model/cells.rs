//! Cells as sets: what a unary test takes of a type, exactly.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::Scorecard;
use super::literal;
use super::names::{Name, type_name};
use super::sets::{INFINITE, RangeSet, double_key, double_of};
use super::term::{ScorePart, Term, TermKind};
use super::typing::{Typing, place};
use crate::cel::ast::{Expr, ExprKind, Range, UnaryOp};
use crate::cel::cell::{Cell, CompareOp, Test, TestKind};
use crate::date::{self, Zone, instant};
use crate::diagnostic::{Code, Diagnostic};
use crate::number;
use crate::policy::{AggregateKind, Text};
use crate::value::{MAX_SCALE, Type, Value};

/// What a cell takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellSet {
    /// Integers, scaled decimals, dates, member indexes, 0 and 1 for booleans, and the keys of `model::sets` for
    /// doubles and ratios (ratios scaled by 8 places, then doubled).
    Ranges(RangeSet),
    /// Texts, sorted; or all texts but these.
    Texts {
        /// The texts.
        items: Vec<String>,
        /// Whether all others are meant.
        negated: bool,
    },
}

const RATIO_UNIT: i128 = 200_000_000;

impl CellSet {
    /// Whether no value is taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Ranges(set) => set.is_empty(),
            Self::Texts { items, negated } => items.is_empty() && !negated,
        }
    }

    /// Values of both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Ranges(a), Self::Ranges(b)) => Self::Ranges(a.intersect(b)),
            (Self::Texts { items: a, negated: false }, Self::Texts { items: b, negated }) => {
                let items = a.iter().filter(|i| b.contains(i) != *negated).cloned().collect();
                Self::Texts { items, negated: false }
            }
            (Self::Texts { negated: true, .. }, Self::Texts { negated: false, .. }) => other.intersect(self),
            (Self::Texts { items: a, .. }, Self::Texts { items: b, .. }) => {
                let mut items = a.clone();
                items.extend(b.iter().cloned());
                crate::order::sort_unique(&mut items);
                Self::Texts { items, negated: true }
            }
            _ => Self::Ranges(RangeSet::default()),
        }
    }

    /// Whether there are values of both.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Ranges(a), Self::Ranges(b)) => a.meets(b),
            (Self::Texts { items: a, negated: false }, Self::Texts { items: b, negated })
            | (Self::Texts { items: b, negated }, Self::Texts { items: a, negated: false }) => {
                a.iter().any(|item| b.contains(item) != *negated)
            }
            (Self::Texts { .. }, Self::Texts { .. }) => true,
            _ => false,
        }
    }

    /// Values of `self` that are not of `other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Ranges(a), Self::Ranges(b)) => Self::Ranges(a.minus(b)),
            (_, Self::Texts { items, negated }) => {
                self.intersect(&Self::Texts { items: items.clone(), negated: !negated })
            }
            _ => self.clone(),
        }
    }

    /// A value of the set, for people; the set is of values of `ty`.
    #[must_use]
    pub fn example(&self, ty: Type, members: &[&str]) -> String {
        match self {
            Self::Ranges(set) => {
                let Some(&(low, high)) = set.0.first() else { return String::new() };
                let (whole_low, _) = bounds(ty, members.len());
                describe(if low > whole_low { low } else { high }, ty, members)
            }
            Self::Texts { items, negated: false } => {
                format!("\"{}\"", items.first().map_or("", String::as_str))
            }
            Self::Texts { .. } => "any other text".to_string(),
        }
    }
}

/// The smallest and the largest key of a type.
pub(crate) fn bounds(ty: Type, members: usize) -> (i128, i128) {
    match ty {
        Type::Bool => (0, 1),
        Type::Enum(_) => (0, i128::try_from(members).unwrap_or(0) - 1),
        Type::Date => (i128::from(i32::MIN), i128::from(i32::MAX)),
        Type::Double => (double_key(f64::MIN), double_key(f64::MAX)),
        Type::Ratio => (-INFINITE, INFINITE),
        Type::Timestamp => (instant::MIN_INSTANT, instant::MAX_INSTANT),
        Type::Duration => (-instant::MAX_DURATION, instant::MAX_DURATION),
        _ => (i128::from(i64::MIN), i128::from(i64::MAX)),
    }
}

/// The values that a term can have, as far as declarations say.
pub(super) fn universe(term: &Term, typing: &Typing<'_>, cards: &[Option<Scorecard>]) -> CellSet {
    if term.ty == Type::String {
        return CellSet::Texts { items: Vec::new(), negated: true };
    }
    if let TermKind::Derive(index) = term.kind
        && let Some(Some(resolved)) = typing.scope.derives.get(usize::from(index))
    {
        return universe(&resolved.term, typing, cards);
    }
    let members = match term.ty {
        Type::Enum(id) => typing.scope.schema.enumeration(id).members.len(),
        _ => 0,
    };
    let (mut low, mut high) = bounds(term.ty, members);
    match &term.kind {
        TermKind::Field(id) => {
            if let Some(field) = typing.scope.schema.field(*id) {
                low = field.min.as_ref().and_then(key).unwrap_or(low);
                high = field.max.as_ref().and_then(key).unwrap_or(high);
            }
        }
        TermKind::Aggregate(a) if a.kind == AggregateKind::Count => low = 0,
        TermKind::Score(_, ScorePart::Confidence) => (low, high) = (0, 10_000),
        TermKind::Score(index, ScorePart::Score) => {
            if let Some(Some(card)) = cards.get(usize::from(*index)) {
                (low, high) = (i128::from(card.low), i128::from(card.high));
            }
        }
        _ => {}
    }
    CellSet::Ranges(RangeSet::range(low, high))
}

/// The key of a value.
pub(crate) fn key(value: &Value) -> Option<i128> {
    Some(match value {
        Value::Bool(b) => i128::from(*b),
        Value::Int(i) | Value::Decimal(i, _) => i128::from(*i),
        Value::Double(d) => double_key(*d),
        Value::Enum(_, m) => i128::from(*m),
        Value::Date(d) => i128::from(*d),
        Value::Timestamp(v) | Value::Duration(v) => *v,
        Value::Null | Value::String(_) => return None,
    })
}

fn describe(at: i128, ty: Type, members: &[&str]) -> String {
    let int = i64::try_from(at).unwrap_or(if at < 0 { i64::MIN } else { i64::MAX });
    match ty {
        Type::Decimal(s) => number::format_decimal(int, s),
        Type::Date => date::format(i32::try_from(int).unwrap_or(0)),
        Type::Timestamp => instant::format(at, Zone::UTC),
        Type::Duration => instant::format_length(at),
        Type::Bool => if at == 0 { "false" } else { "true" }.to_string(),
        Type::Enum(_) => {
            usize::try_from(at).ok().and_then(|i| members.get(i)).map_or(String::new(), |m| (*m).to_string())
        }
        Type::Double => number::format_double(double_of(at)),
        Type::Ratio => {
            let floor = i64::try_from(at.div_euclid(2)).unwrap_or(int);
            let text = number::format_decimal(floor, MAX_SCALE);
            let text = text.trim_end_matches('0').trim_end_matches('.').to_string();
            if at.rem_euclid(2) == 1 { format!("a value just above {text}") } else { text }
        }
        _ => int.to_string(),
    }
}

impl Typing<'_> {
    /// The set that the cell `self.text` takes of `ty`; `None` inside is `-`.
    pub fn cell(&mut self, ty: Type) -> Option<Option<CellSet>> {
        let cell = match crate::cel::parse::cell(&self.text.text) {
            Ok(cell) => cell,
            Err(e) => {
                let args: Vec<&dyn ToString> = e.args.iter().map(|a| a as &dyn ToString).collect();
                let span = place(self.text, e.range.start);
                self.out.push(Diagnostic::new(e.code, span, &self.text.pointer, &args));
                return None;
            }
        };
        match cell {
            Cell::Any => Some(None),
            Cell::OneOf(tests) => self.tests(&tests, ty).map(Some),
            Cell::NotOneOf(tests) => {
                let inner = self.tests(&tests, ty)?;
                Some(Some(self.everything(ty).minus(&inner)))
            }
        }
    }

    /// Every value of a type.
    pub fn everything(&self, ty: Type) -> CellSet {
        if ty == Type::String {
            return CellSet::Texts { items: Vec::new(), negated: true };
        }
        let members =
            if let Type::Enum(id) = ty { self.scope.schema.enumeration(id).members.len() } else { 0 };
        let (low, high) = bounds(ty, members);
        CellSet::Ranges(RangeSet::range(low, high))
    }

    fn tests(&mut self, tests: &[Test], ty: Type) -> Option<CellSet> {
        let mut all = RangeSet::default();
        let mut items: Vec<String> = Vec::new();
        for test in tests {
            match self.test(test, ty)? {
                CellSet::Ranges(set) if set.is_empty() => {
                    let text = self.text.text.clone();
                    self.out.push(Diagnostic::new(
                        Code::CellEmptyInterval,
                        place(self.text, test.range.start),
                        &self.text.pointer,
                        &[&text],
                    ));
                    return None;
                }
                CellSet::Ranges(set) => all = all.union(&set),
                CellSet::Texts { items: texts, .. } => items.extend(texts),
            }
        }
        if ty == Type::String {
            crate::order::sort_unique(&mut items);
            return Some(CellSet::Texts { items, negated: false });
        }
        Some(CellSet::Ranges(all))
    }

    fn test(&mut self, test: &Test, ty: Type) -> Option<CellSet> {
        let (low, high) = match self.everything(ty) {
            CellSet::Ranges(set) => set.0.first().copied().unwrap_or((0, -1)),
            CellSet::Texts { .. } => (0, 0),
        };
        let range = |low, high| Some(CellSet::Ranges(RangeSet::range(low, high)));
        // On a dense line the key beside `v` is a gap, on all others it is the next value: both are `v + 1`.
        match &test.kind {
            TestKind::Null => self.misfit(test.range, ty),
            TestKind::Equal(expr) => match self.endpoint(expr, ty)? {
                Point::Key(k) => range(k, k),
                Point::Text(text) => Some(CellSet::Texts { items: vec![text], negated: false }),
            },
            TestKind::Compare(op, expr) => {
                let k = self.ordered(expr, ty)?;
                match op {
                    CompareOp::Lt => range(low, k - 1),
                    CompareOp::Le => range(low, k),
                    CompareOp::Gt => range(k + 1, high),
                    CompareOp::Ge => range(k, high),
                }
            }
            TestKind::Interval { low: a, low_closed, high: b, high_closed } => {
                let (a, b) = (self.ordered(a, ty)?, self.ordered(b, ty)?);
                range(if *low_closed { a } else { a + 1 }, if *high_closed { b } else { b - 1 })
            }
        }
    }

    fn misfit<T>(&mut self, range: Range, ty: Type) -> Option<T> {
        let text = self.text.text.clone();
        let span = place(self.text, range.start);
        self.out.push(Diagnostic::new(Code::CellType, span, &self.text.pointer, &[&text, &type_name(ty)]));
        None
    }

    fn ordered(&mut self, expr: &Expr, ty: Type) -> Option<i128> {
        if matches!(ty, Type::Enum(_) | Type::Bool | Type::String | Type::Null) {
            return self.misfit(expr.range, ty);
        }
        match self.endpoint(expr, ty)? {
            Point::Key(key) => Some(key),
            Point::Text(_) => self.misfit(expr.range, ty),
        }
    }

    /// The text that an expression is: an unquoted word is a member of an enumeration or a text, unless it names a
    /// parameter; of another type a name is that of a value.
    fn word(&self, expr: &Expr, ty: Type) -> Option<String> {
        let worded = matches!(ty, Type::String | Type::Enum(_));
        match &expr.kind {
            ExprKind::Ident { name, .. } => match self.scope.names.get(name) {
                Some(Name::Param(_)) => None,
                other => (other.is_none() || worded).then(|| name.clone()),
            },
            ExprKind::String(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// An endpoint of a cell as a key of `ty`.
    fn endpoint(&mut self, expr: &Expr, ty: Type) -> Option<Point> {
        match (self.word(expr, ty), ty) {
            (Some(word), Type::String) => return Some(Point::Text(word)),
            (Some(word), Type::Enum(_)) => {
                let kind = ExprKind::String(word);
                let literal = Expr { kind, range: expr.range };
                let term = self.term(&literal)?;
                let term = self.adapt(term, &literal, ty)?;
                let key = term.as_value().and_then(key).map(Point::Key);
                return key.or_else(|| self.misfit(expr.range, ty));
            }
            (Some(word), _) => {
                let value = literal::time(&word, ty, self.scope.schema.zone);
                return value.as_ref().and_then(key).map(Point::Key).or_else(|| self.misfit(expr.range, ty));
            }
            (None, _) => {}
        }
        let (expr, negative) = match &expr.kind {
            ExprKind::Unary(UnaryOp::Neg, inner) => (&**inner, true),
            _ => (expr, false),
        };
        let term = self.term(expr)?;
        let target = if ty == Type::Ratio { Type::Decimal(MAX_SCALE) } else { ty };
        let term = if matches!(target, Type::Decimal(_)) { self.adapt(term, expr, target)? } else { term };
        let value = self.constant(&term, expr.range, ty)?;
        let value = match (value, ty) {
            (Value::String(text), Type::String) => return Some(Point::Text(text)),
            (Value::Decimal(v, from), Type::Decimal(to)) if from <= to => {
                match number::rescale(v, from, to) {
                    Some(v) => i128::from(v),
                    None => return self.misfit(expr.range, ty),
                }
            }
            (Value::Int(v), Type::Decimal(to)) => match number::rescale(v, 0, to) {
                Some(v) => i128::from(v),
                None => return self.misfit(expr.range, ty),
            },
            (Value::Decimal(v, from), Type::Ratio) => i128::from(v) * RATIO_UNIT / i128::from(pow10(from)),
            (Value::Int(v), Type::Ratio) => i128::from(v) * RATIO_UNIT,
            (Value::Int(v), Type::Int) => i128::from(v),
            (Value::Double(v), Type::Double) if v.is_finite() => {
                return Some(Point::Key(double_key(if negative { -v } else { v })));
            }
            (Value::Int(v), Type::Double) if v.unsigned_abs() <= 1 << 53 => {
                #[expect(clippy::cast_precision_loss, reason = "the guard admits only exact doubles")]
                let v = v as f64;
                return Some(Point::Key(double_key(if negative { -v } else { v })));
            }
            (Value::Bool(v), Type::Bool) => i128::from(v),
            (Value::Date(v), Type::Date) => i128::from(v),
            (Value::Timestamp(v), Type::Timestamp) | (Value::Duration(v), Type::Duration) => v,
            _ => return self.misfit(expr.range, ty),
        };
        Some(Point::Key(if negative { -value } else { value }))
    }

    /// The value of a literal or of a parameter that is the same for all customers.
    fn constant(&mut self, term: &Term, range: Range, ty: Type) -> Option<Value> {
        let index = match &term.kind {
            TermKind::Value(value) => return Some(value.clone()),
            TermKind::Param(index) => usize::from(*index),
            _ => return self.misfit(range, ty),
        };
        let param = self.scope.params.get(index)?;
        if param.overlaid {
            let span = place(self.text, range.start);
            self.out.push(Diagnostic::new(Code::OverlaidInCell, span, &self.text.pointer, &[&param.id]));
            return None;
        }
        Some(param.value.clone())
    }
}

fn pow10(scale: u8) -> i64 {
    number::POW10.get(usize::from(scale)).copied().unwrap_or(1)
}

enum Point {
    Key(i128),
    Text(String),
}

/// A cell in the text of a document that stands for the equality with `text`.
pub(super) fn equality(text: &Text, ty: Type, typing: &mut Typing<'_>) -> Option<CellSet> {
    if ty == Type::String {
        return Some(CellSet::Texts { items: vec![text.text.clone()], negated: false });
    }
    let members = match ty {
        Type::Enum(id) => typing.scope.schema.enumeration(id).clone(),
        _ => super::EnumDef::default(),
    };
    match literal::value(text, ty, &members, typing.scope.schema.zone) {
        Ok(value) => key(&value).map(|k| CellSet::Ranges(RangeSet::range(k, k))),
        Err(finding) => {
            typing.out.push(finding);
            None
        }
    }
}
