//! What is linear in one atom: a field times a number plus a number, days from today, with a substitute for a missing
//! value; and which values of the atom make it less than, equal to or greater than a constant. All exact: as fractions.
//!
//! What is not linear is an atom itself. Products and quotients are linear only of fields of exact numbers; a quotient of
//! whole numbers cuts off and is none.

use core::cmp::Ordering;

use super::truth::{Atom, Variables};
use crate::model::cells::key;
use crate::model::sets::{INFINITE, RangeSet};
use crate::model::{CellSet, Clock, Function, Term, TermKind};
use crate::value::{Type, Value};

/// Beyond every key of every type.
const FAR: i128 = 1 << 110;

/// A quotient of whole numbers, the second above zero.
pub(super) type Fraction = (i128, i128);

/// `(factor * v + offset) / unit` of a variable `v`, which counts in the steps of its own type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    /// The variable.
    pub variable: u16,
    /// The type of the whole.
    pub ty: Type,
    factor: i128,
    offset: i128,
    unit: i128,
    /// What the whole is where the variable is missing; without it, missing.
    pub instead: Option<Fraction>,
}

/// The values of a variable at which a line is less than, equal to and greater than a constant.
#[derive(Debug, Clone)]
pub(super) struct Sides {
    less: RangeSet,
    equal: RangeSet,
    greater: RangeSet,
}

/// Steps of a type in one: 100 of a decimal(2); 1 where values are not divided.
const fn steps(ty: Type) -> i128 {
    match ty {
        Type::Decimal(scale) => 10i128.pow(scale as u32),
        Type::Ratio => 200_000_000,
        _ => 1,
    }
}

/// A constant as a fraction: numbers as they are, others by their keys.
fn fraction(value: &Value) -> Option<Fraction> {
    match value {
        Value::Decimal(v, scale) => Some((i128::from(*v), 10i128.pow(u32::from(*scale)))),
        other => key(other).map(|key| (key, 1)),
    }
}

/// The key of a ratio: between two that have one lies the odd one.
pub(super) fn ratio_key((n, d): Fraction) -> Option<i128> {
    let scaled = n.checked_mul(steps(Type::Ratio))?;
    let floor = scaled.div_euclid(d);
    let between = floor.rem_euclid(2) == 1 || scaled.rem_euclid(d) != 0;
    Some(if between { floor | 1 } else { floor })
}

impl Variables<'_> {
    /// The value of a term that has the same one for all customers.
    pub(super) fn constant(&self, term: &Term) -> Option<Value> {
        let term = self.resolved(term);
        match &term.kind {
            TermKind::Value(value) => Some(value.clone()),
            TermKind::Param(id) => self.model.params.get(usize::from(*id)).map(|p| p.value.clone()),
            TermKind::Clock(Clock::Today) => Some(Value::Date(self.today)),
            TermKind::Apply(Function::Neg, args) => match self.constant(args.first()?)? {
                Value::Int(v) => v.checked_neg().map(Value::Int),
                Value::Decimal(v, s) => v.checked_neg().map(|v| Value::Decimal(v, s)),
                Value::Double(v) => Some(Value::Double(-v)),
                _ => None,
            },
            TermKind::Apply(Function::AddDays, args) => {
                let (day, days) = (self.constant(args.first()?)?, self.constant(args.get(1)?)?);
                match (day, days) {
                    (Value::Date(day), Value::Int(days)) => {
                        day.checked_add(i32::try_from(days).ok()?).map(Value::Date)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// A term as a line: of the atom that it is linear in, or of itself.
    pub(super) fn line(&mut self, term: &Term) -> Line {
        let term = self.resolved(term);
        if let TermKind::Field(id) = term.kind {
            return self.plain(Atom::Field(id), term.ty);
        }
        self.linear(term).unwrap_or_else(|| self.plain(Atom::Other(term.clone()), term.ty))
    }

    /// The values that a line can have, as a set of its type.
    pub(super) fn reached(&self, line: &Line) -> CellSet {
        let all = self.all(line.ty, None, None);
        let CellSet::Ranges(values) = &self.whole(line.variable).values else { return all };
        let Some((low, high)) = line.span(values) else { return all };
        let (low, high) = match line.instead.map(|at| line.key(at)) {
            Some(Some(key)) => (low.min(key), high.max(key)),
            Some(None) => return all,
            None => (low, high),
        };
        all.intersect(&CellSet::Ranges(RangeSet::range(low, high)))
    }

    fn plain(&mut self, atom: Atom, ty: Type) -> Line {
        Line { variable: self.variable(atom), ty, factor: 1, offset: 0, unit: steps(ty), instead: None }
    }

    /// A term that is linear in what it is made of.
    fn linear(&mut self, term: &Term) -> Option<Line> {
        let TermKind::Apply(function, args) = &term.kind else { return None };
        let numbers = |ty: Type| matches!(ty, Type::Int | Type::Decimal(_));
        match (function, args.as_slice()) {
            (Function::Neg, [a]) if numbers(term.ty) => self.made(a, term.ty, (-1, 1), (0, 1)),
            (Function::Coalesce, [a, b]) if a.ty == b.ty || numbers(a.ty) || a.ty == Type::Ratio => {
                let instead = fraction(&self.constant(b)?)?;
                let line = self.made(a, term.ty, (1, 1), (0, 1))?;
                let instead = line.instead.is_none().then_some(instead)?;
                Some(Line { instead: Some(instead), ..line })
            }
            (Function::ToDecimal, [a]) if numbers(a.ty) && steps(a.ty) <= steps(term.ty) => {
                self.made(a, term.ty, (1, 1), (0, 1))
            }
            (Function::DaysBetween, [from, to]) => match (self.day(from), self.day(to)) {
                (Some(day), None) => self.made(to, Type::Int, (1, 1), (-day, 1)),
                (None, Some(day)) => self.made(from, Type::Int, (-1, 1), (day, 1)),
                _ => None,
            },
            (Function::AddDays, [day, days]) => {
                let days = self.constant(days)?;
                self.made(day, Type::Date, (1, 1), fraction(&days)?)
            }
            (Function::Add | Function::Sub, [a, b]) if numbers(term.ty) => {
                let sign = if *function == Function::Sub { -1 } else { 1 };
                match (self.constant(a), self.constant(b)) {
                    (None, Some(b)) => {
                        let (n, d) = fraction(&b)?;
                        self.made(a, term.ty, (1, 1), (sign * n, d))
                    }
                    (Some(a), None) => self.made(b, term.ty, (sign, 1), fraction(&a)?),
                    _ => None,
                }
            }
            (Function::Mul, [a, b]) if numbers(term.ty) => match (self.constant(a), self.constant(b)) {
                (None, Some(b)) => self.made(a, term.ty, fraction(&b)?, (0, 1)),
                (Some(a), None) => self.made(b, term.ty, fraction(&a)?, (0, 1)),
                _ => None,
            },
            (Function::Div, [a, b]) if term.ty == Type::Ratio && numbers(a.ty) && numbers(b.ty) => {
                let (n, d) = fraction(&self.constant(b)?)?;
                self.made(a, term.ty, if n < 0 { (-d, -n) } else { (d, n) }, (0, 1))
            }
            _ => None,
        }
    }

    fn day(&self, term: &Term) -> Option<i128> {
        if let Some(Value::Date(day)) = self.constant(term) { Some(i128::from(day)) } else { None }
    }

    /// A term times one number plus another; `None` when the first is 0, or the numbers are too large.
    fn made(&mut self, of: &Term, ty: Type, times: Fraction, plus: Fraction) -> Option<Line> {
        // What is neither a whole number of steps nor exact stays whole.
        let same = times == (1, 1) && plus.0 == 0;
        if times.0 == 0 || times.1 <= 0 || (matches!(of.ty, Type::Ratio | Type::Double) && !same) {
            return None;
        }
        let line = self.line(of);
        let whole = |n: i128, d: i128| -> Option<(i128, i128)> {
            let scaled = n.checked_mul(times.0)?.checked_mul(plus.1)?;
            Some((scaled, d.checked_mul(times.1)?.checked_mul(plus.1)?))
        };
        let add = |unit: i128| plus.0.checked_mul(unit / plus.1);
        let (factor, unit) = whole(line.factor, line.unit)?;
        let offset = whole(line.offset, line.unit)?.0.checked_add(add(unit)?)?;
        let instead = match line.instead {
            None => None,
            Some((n, d)) => {
                let (n, d) = whole(n, d)?;
                Some((n.checked_add(add(d)?)?, d))
            }
        };
        let small = |v: i128| v.abs() < 1 << 60;
        (small(factor) && small(offset / unit) && small(unit)).then_some(Line {
            ty,
            factor,
            offset,
            unit,
            instead,
            ..line
        })
    }
}

impl Line {
    /// Where the line is less than, equal to and greater than a constant; `None` when they do not compare.
    pub fn sides(&self, value: &Value) -> Option<Sides> {
        let numeric = matches!(self.ty, Type::Int | Type::Decimal(_) | Type::Ratio);
        let comparable = match value {
            Value::Int(_) => numeric || self.ty == Type::Date,
            Value::Decimal(..) => numeric,
            Value::Double(_) => self.ty == Type::Double,
            Value::Null | Value::String(_) => false,
            _ => !numeric && self.ty != Type::Double,
        };
        if comparable { self.at(fraction(value)?) } else { None }
    }

    /// Where the line is less than, equal to and greater than a fraction; `None` when numbers are too large.
    fn at(&self, (n, d): Fraction) -> Option<Sides> {
        let step = self.factor.checked_mul(d)?;
        let wanted = n.checked_mul(self.unit)?.checked_sub(self.offset.checked_mul(d)?)?;
        let (step, wanted, falling) = if step < 0 { (-step, -wanted, true) } else { (step, wanted, false) };
        let floor = wanted.div_euclid(step);
        let exact = wanted.rem_euclid(step) == 0;
        let below = RangeSet::range(-FAR, if exact { floor - 1 } else { floor });
        let above = RangeSet::range(floor + 1, FAR);
        let equal = if exact { RangeSet::range(floor, floor) } else { RangeSet::default() };
        let (less, greater) = if falling { (above, below) } else { (below, above) };
        Some(Sides { less, equal, greater })
    }

    /// The values of the variable for which the line lies in a set of keys of its type.
    pub fn reaching(&self, set: &RangeSet) -> Option<RangeSet> {
        let mut all = RangeSet::default();
        for (low, high) in &set.0 {
            let from = match self.edge(*low, false) {
                None => RangeSet::range(-FAR, FAR),
                Some((at, open)) => {
                    let sides = self.at(at)?;
                    if open { sides.greater } else { sides.greater.union(&sides.equal) }
                }
            };
            let to = match self.edge(*high, true) {
                None => RangeSet::range(-FAR, FAR),
                Some((at, open)) => {
                    let sides = self.at(at)?;
                    if open { sides.less } else { sides.less.union(&sides.equal) }
                }
            };
            all = all.union(&from.intersect(&to));
        }
        Some(all)
    }

    /// The value of a key at the end of a range, and whether it is outside; `None` of an end that is open to all. The odd
    /// keys of a ratio are what lies between two values.
    fn edge(&self, at: i128, upper: bool) -> Option<(Fraction, bool)> {
        if self.ty != Type::Ratio {
            return Some(((at, steps(self.ty)), false));
        }
        if at.abs() >= INFINITE {
            return None;
        }
        let between = at.rem_euclid(2) == 1;
        let key = if between && upper {
            at + 1
        } else if between {
            at - 1
        } else {
            at
        };
        Some(((key, steps(self.ty)), between))
    }

    /// Whether a set of keys of the line's type holds a fraction.
    pub fn takes(&self, set: &CellSet, (n, d): Fraction) -> bool {
        let CellSet::Ranges(set) = set else { return false };
        self.key((n, d)).is_some_and(|key| set.contains(key))
    }

    /// The key of a fraction among those of the line's type.
    fn key(&self, (n, d): Fraction) -> Option<i128> {
        match self.ty {
            Type::Ratio => ratio_key((n, d)),
            ty => Some(n.checked_mul(steps(ty))?.div_euclid(d)),
        }
    }

    /// The smallest and the largest key that the line can have where the variable has values of a set.
    fn span(&self, set: &RangeSet) -> Option<(i128, i128)> {
        let of = |v: i128| -> Option<Fraction> {
            Some((
                self.factor.checked_mul(v)?.checked_add(self.offset)?.checked_mul(steps(self.ty))?,
                self.unit,
            ))
        };
        let (first, last) = (of(set.0.first()?.0)?, of(set.0.last()?.1)?);
        let (low, high) = if self.factor < 0 { (last, first) } else { (first, last) };
        Some((low.0.div_euclid(low.1), -(-high.0).div_euclid(high.1)))
    }
}

impl Sides {
    /// The values at which a comparison with the constant holds.
    pub fn of_function(&self, function: Function) -> RangeSet {
        match function {
            Function::Eq => self.equal.clone(),
            Function::Ne => self.less.union(&self.greater),
            Function::Lt => self.less.clone(),
            Function::Le => self.less.union(&self.equal),
            Function::Gt => self.greater.clone(),
            _ => self.greater.union(&self.equal),
        }
    }

    /// How a fraction compares with a constant.
    pub fn of((n, d): Fraction, value: &Value) -> Option<Ordering> {
        let (m, e) = fraction(value)?;
        Some(n.checked_mul(e)?.cmp(&m.checked_mul(d)?))
    }

    /// How two constants compare; `None` of texts.
    pub fn order(a: &Value, b: &Value) -> Option<Ordering> {
        Self::of(fraction(a)?, b)
    }
}
